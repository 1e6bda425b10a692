"""Flow: one month from the inbox to the signed-off draft."""

from __future__ import annotations

from dataclasses import dataclass

from flows.build_marts import build_marts
from flows.check_data import check_data
from flows.checks import apart as checks_apart
from flows.ingest_submissions import Ingested, ingest_submissions
from flows.period import Period
from flows.publish_marts import publish_marts
from flows.render_report import render_report
from flows.report import apart as reports_apart
from flows.running.overview import show_month
from flows.running.record import recorded_flow
from flows.send_alerts import send_alerts_if_wanted
from flows.settings import Home


@dataclass(frozen=True, slots=True)
class MonthlyRun:
    """What a month's run did."""

    ingested: Ingested
    reports: list[str]


@recorded_flow("monthly-run")
async def monthly_run(
    period: str,
    unit: str | None = None,
    home: str | None = None,
    inbox: str | None = None,
    received_at: str | None = None,
) -> MonthlyRun:
    """Ingest, build, check, publish, report, tell people.

    Every step can be repeated; a failure leaves what was published. A run that was killed goes on at the step where it
    stopped (`running/resume.py`).

    The first check is the reader's, of shape, within ingest; the second is the suites', on what was built.
    """
    ingested = await ingest_submissions(period, unit, home, inbox, received_at)
    return MonthlyRun(ingested, await from_what_came(period, unit, home, received_at))


def load_meanwhile(home: Home) -> None:
    """Has the engine of the checks and the writers of the reports loaded while the models are built."""
    checks_apart.begin(home)
    reports_apart.begin(home)


async def from_what_came(period: str, unit: str | None, home: str | None, at: str | None) -> list[str]:
    """The month after ingest: build, check, publish, report, tell people.

    Returns:
        The paths of the reports.
    """
    load_meanwhile(Home.resolve(home))
    await build_marts(period, home)
    await check_data(period, home, frames_are_built=True)
    await publish_marts(period, home)
    try:
        reports = await render_report(period, unit, home)
    finally:  # groups are told of their findings also where the report of one office could not be written
        await send_alerts_if_wanted(period, unit, home, at)
    await show_month(Home.resolve(home), Period.parse(period), unit, reports)
    return reports
