"""Flow: once a quarter is over and its submissions are in, its month is run once more for the report to sign."""

from __future__ import annotations

from flows.monthly_run import monthly_run
from flows.reference.calendar import before, load_calendar
from flows.running.record import recorded_flow
from flows.scheduled_month import scheduled_time
from flows.settings import Home


@recorded_flow("quarterly-report")
async def quarterly_report(home: str | None = None, inbox: str | None = None, at: str | None = None) -> list[str]:
    """Runs the last month of the quarter before: what came late is in, and the whole report is written.

    Args:
        at: ISO time, in the month after the quarter; the run's own scheduled time otherwise.

    Returns:
        The paths of the reports.
    """
    moment = at or scheduled_time()
    period = before(load_calendar(Home.resolve(home)).local_day(moment))
    while period.month % 3:
        period = before(period.first_day())
    return (await monthly_run(str(period), None, home, inbox, moment)).reports
