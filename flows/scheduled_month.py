"""Flow: on the working day after submissions are due, the monthly run; on every other day nothing.

A cron cannot know due days and holidays: the deployment asks every morning, and the calendar answers.
"""

from __future__ import annotations

from prefect.runtime import flow_run

from flows.ingest_submissions import read_reference
from flows.monthly_run import monthly_run
from flows.progress import tell
from flows.reference.calendar import before, load_calendar
from flows.running.record import recorded_flow
from flows.settings import Home


@recorded_flow("scheduled-month")
async def scheduled_month(home: str | None = None, inbox: str | None = None, at: str | None = None) -> str | None:
    """Runs the month before, if this is its day.

    Args:
        at: ISO time; the run's own scheduled time otherwise, also when it comes late.

    Returns:
        The month that was run.
    """
    place, moment = Home.resolve(home), at or scheduled_time()
    calendar = load_calendar(place)
    today = calendar.local_day(moment)
    period = before(today)
    wanted = calendar.run_on([unit.code for unit in read_reference(place).units], period)
    if today != wanted:
        tell(f"Proses bulanan {period} dijadwalkan {wanted}; hari ini ({today}) tidak ada yang dikerjakan.")
        return None
    await monthly_run(str(period), None, home, inbox, moment)
    return str(period)


def scheduled_time() -> str:
    """The time for which Prefect scheduled this run."""
    return str(flow_run.scheduled_start_time.isoformat())
