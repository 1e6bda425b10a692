"""Flow: published figures become the report of every office, the last step of a month."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from flows.period import Period
from flows.progress import tell
from flows.report.render import render_report as write_report
from flows.running.healing import healing_task
from flows.running.record import recorded_flow, step
from flows.settings import Home
from flows.warehouse.store import connect, prepare


class ReportsFailedError(Exception):
    """Reports of some offices could not be written; the text is Indonesian and says whose and why."""

    def __init__(self, failed: Mapping[str, Exception], written: int) -> None:
        told = "; ".join(f"{code}: {(str(problem).splitlines() or [''])[0][:200]}" for code, problem in failed.items())
        others = f" Laporan {written} kantor lain sudah ditulis." if written else ""
        super().__init__(f"Laporan belum dapat ditulis untuk {told.rstrip('.')}.{others}")
        self.failed = dict(failed)


@recorded_flow("render-report")
async def render_report(period: str, unit: str | None = None, home: str | None = None) -> list[str]:
    """Writes `reports/<unit>/<period>/` for every office with published figures; one that fails leaves the others done.

    Returns:
        The paths of the reports.

    Raises:
        ReportsFailedError: some could not be written; all others were.
    """
    place, month = Home.resolve(home), Period.parse(period)
    written: list[str] = []
    failed: dict[str, Exception] = {}
    for code in units_to_report(place, month, unit):
        try:
            written.append(await step(f"report {code}", partial(write_report_of, place, month, code), str))
        except Exception as problem:
            failed[code] = problem
    if failed:
        raise ReportsFailedError(failed, len(written))
    return written


async def write_report_of(home: Home, period: Period, unit: str) -> str:
    """One office's report, as a step of the run."""
    return str(write_unit_report(home, period, unit))


@healing_task
def units_to_report(home: Home, period: Period, unit: str | None) -> list[str]:
    """Offices with published facts of the period."""
    with connect(home.warehouse) as connection:
        rows = connection.execute(
            "select distinct unit_code from marts.fct_indicator "
            "where period = ? and coalesce(unit_code = ?, true) order by 1",
            [str(period), unit],
        ).fetchall()
    return [code for (code,) in rows]


@healing_task
def write_unit_report(home: Home, period: Period, unit: str) -> Path:
    """One office's report."""
    tell(f"Menulis laporan {unit}")
    folder = home.reports / unit / str(period)
    with connect(home.warehouse) as connection:
        prepare(connection)
        return write_report(connection, unit, str(period), folder)
