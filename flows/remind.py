"""Flow: who has not sent is reminded, before, on and after the due day."""

from __future__ import annotations

from flows.alerts.outbox import Sent
from flows.alerts.reminders import send_reminders
from flows.period import Period
from flows.progress import tell
from flows.reference.calendar import load_calendar
from flows.running.healing import healing_task
from flows.running.record import recorded_flow
from flows.scheduled_month import scheduled_time
from flows.send_alerts import in_words
from flows.settings import Home


@recorded_flow("remind", changes_figures=False)
async def remind(period: str | None = None, home: str | None = None, at: str | None = None) -> Sent:
    """Reminds groups of the forms that are awaited from them, if this is a day for it.

    Args:
        period: the month; the one that is open at the time otherwise.
        at: ISO time; the run's own scheduled time otherwise.
    """
    place, moment = Home.resolve(home), at or scheduled_time()
    calendar = load_calendar(place)
    month = Period.parse(period) if period else calendar.open_period(calendar.local_day(moment))
    if month is None:
        tell("Tidak ada bulan yang sedang dibuka untuk kiriman.")
        return Sent()
    outcome = remind_and_send(place, str(month), moment)
    for line in in_words(outcome):
        tell(line)
    return outcome


@healing_task
def remind_and_send(home: Home, period: str, at: str) -> Sent:
    """Into the outbox, and out of it."""
    return send_reminders(home, Period.parse(period), at)
