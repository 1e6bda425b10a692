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
        period: the month; otherwise every month that has a reminder day near to this day.
        at: ISO time; the run's own scheduled time otherwise.
    """
    place, moment = Home.resolve(home), at or scheduled_time()
    calendar = load_calendar(place)
    months = [Period.parse(period)] if period else calendar.reminded_months(calendar.local_day(moment))
    outcome = remind_and_send(place, [str(month) for month in months], moment)
    for line in in_words(outcome):
        tell(line)
    return outcome


@healing_task
def remind_and_send(home: Home, periods: list[str], at: str) -> Sent:
    """Into the outbox, and out of it."""
    return send_reminders(home, [Period.parse(period) for period in periods], at)
