"""Flow: while submissions are open, what is new in the inbox is taken in, checked and told the same day."""

from __future__ import annotations

from flows.ingest_submissions import Ingested, ingest_submissions
from flows.monthly_run import from_what_came
from flows.progress import tell
from flows.reference.calendar import load_calendar
from flows.running.record import recorded_flow
from flows.scheduled_month import scheduled_time
from flows.settings import Home


@recorded_flow("look-at-inbox")
async def look_at_inbox(home: str | None = None, inbox: str | None = None, at: str | None = None) -> Ingested | None:
    """Takes in new and changed files of the open month; with none, nothing else is done.

    Args:
        at: ISO time; the run's own scheduled time otherwise.

    Returns:
        What came; None while no month is open.
    """
    moment = at or scheduled_time()
    calendar = load_calendar(Home.resolve(home))
    period = calendar.open_period(calendar.local_day(moment))
    if period is None:
        tell("Tidak ada bulan yang sedang dibuka untuk kiriman.")
        return None
    came = await ingest_submissions(str(period), None, home, inbox, moment)
    if came.accepted or came.refused:
        await from_what_came(str(period), None, home, moment)
    return came
