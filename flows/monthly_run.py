"""Flow: one month from the inbox to the signed-off draft."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.build_marts import build_marts
from flows.check_data import check_data
from flows.checks import apart as checks_apart
from flows.ingest_submissions import Ingested, ingest_submissions
from flows.period import Period
from flows.progress import tell
from flows.publish_marts import publish_marts
from flows.render_report import render_report
from flows.report import apart as reports_apart
from flows.running.healing import healing_task
from flows.running.log import rows_written
from flows.running.overview import show_month
from flows.running.record import recorded_flow
from flows.send_alerts import send_alerts_if_wanted
from flows.settings import Home
from flows.warehouse.grounds import moved_after
from flows.warehouse.store import connect


@dataclass(frozen=True, slots=True)
class MonthlyRun:
    """What a month's run did."""

    ingested: Ingested
    reports: list[str]
    # Later months that rested on what was sent before, and were worked out again.
    later: list[str] = field(default_factory=list)
    # How many rows were written to each table of the warehouse.
    rows: dict[str, int] = field(default_factory=dict)


@recorded_flow("monthly-run")
async def monthly_run(
    period: str,
    unit: str | None = None,
    home: str | None = None,
    inbox: str | None = None,
    received_at: str | None = None,
    later_months: bool = True,
    write_reports: bool = True,
) -> MonthlyRun:
    """Ingest, build, check, publish, report, tell people; then the later months that what came has moved.

    Every step can be repeated; a failure leaves what was published. A run that was killed goes on at the step where it
    stopped (`running/resume.py`).

    The first check is the reader's, of shape, within ingest; the second is the suites', on what was built.

    Args:
        later_months: whether later months are worked out again as well.
        write_reports: whether reports are written; the figures are published all the same.
    """
    ingested = await ingest_submissions(period, unit, home, inbox, received_at)
    reports = await from_what_came(period, unit, home, received_at, write_reports)
    later = await work_out_later(period, unit, home, received_at, write_reports) if later_months else []
    return MonthlyRun(ingested, reports, later, rows_written())


def load_meanwhile(home: Home, write_reports: bool) -> None:
    """Has the engine of the checks and the writers of the reports loaded while the models are built."""
    checks_apart.begin(home)
    if write_reports:
        reports_apart.begin(home)


async def from_what_came(
    period: str, unit: str | None, home: str | None, at: str | None, write_reports: bool = True
) -> list[str]:
    """The month after ingest: build, check, publish, report, tell people.

    Returns:
        The paths of the reports.
    """
    load_meanwhile(Home.resolve(home), write_reports)
    await build_marts(period, home)
    await check_data(period, home, frames_are_built=True)
    await publish_marts(period, home)
    try:
        reports = await render_report(period, unit, home) if write_reports else []
    finally:  # groups are told of their findings also where the report of one office could not be written
        await send_alerts_if_wanted(period, unit, home, at)
    await show_month(Home.resolve(home), Period.parse(period), unit, reports)
    return reports


async def work_out_later(
    period: str, unit: str | None, home: str | None, at: str | None, write_reports: bool = True
) -> list[str]:
    """The published months after this one that rest on what was sent before, where that has moved since: late and
    repeated months reach as far as their figures do.

    Returns:
        These months.
    """
    moved = [str(month) for month in later_months_moved(Home.resolve(home), Period.parse(period))]
    for month in moved:
        tell(f"Bulan {month} dihitung ulang: kiriman untuk bulan sebelumnya berubah")
        await from_what_came(month, unit, home, at, write_reports)
    return moved


@healing_task
def later_months_moved(home: Home, period: Period) -> list[Period]:
    """Published months after this one whose ground is not what it was."""
    with connect(home.warehouse) as connection:
        return moved_after(connection, period)
