"""Flow: published figures become the report of every office, the last step of a month."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from flows.period import Period
from flows.progress import tell
from flows.report.apart import Reports
from flows.report.national import stands_for_several, write_national
from flows.running.healing import healing_task
from flows.running.record import about, is_done, recorded_flow, step
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

    Where there are several, the page of all of them is written too (`reports/nasional/<period>/`).

    Returns:
        The paths of the reports.

    Raises:
        ReportsFailedError: some could not be written; all others were.
    """
    place, month = Home.resolve(home), Period.parse(period)
    written: list[str] = []
    failed: dict[str, Exception] = {}
    codes = units_to_report(place, month, unit)
    reports = Reports(place, period, [code for code in codes if not is_done(_step(code, period))])
    for code in codes:
        try:
            written.append(await step(_step(code, period), partial(put_report_of, reports, code), str))
        except Exception as problem:
            failed[code] = problem
    keep_what_stands(reports)
    await step(about("national page", period), partial(put_national_page, place, month), bool)
    if failed:
        raise ReportsFailedError(failed, len(written))
    return written


async def put_national_page(home: Home, period: Period) -> bool:
    """The page of all offices, as a step of the run."""
    return put_national(home, period)


@healing_task
def put_national(home: Home, period: Period) -> bool:
    """The page of all offices, where there are several.

    Returns:
        Whether there are.
    """
    with connect(home.warehouse) as connection:
        several = stands_for_several(connection, period)
        if several:
            tell("Menulis halaman semua kantor")
            write_national(connection, home, period)
    return several


def _step(unit: str, period: str) -> str:
    return about(f"report {unit}", period)


async def put_report_of(reports: Reports, unit: str) -> str:
    """One office's report, as a step of the run."""
    return str(put_unit_report(reports, unit))


@healing_task
def units_to_report(home: Home, period: Period, unit: str | None) -> list[str]:
    """Offices with published facts of the period."""
    with connect(home.warehouse) as connection:
        prepare(connection)
        rows = connection.execute(
            "select distinct unit_code from marts.fct_indicator "
            "where period = ? and coalesce(unit_code = ?, true) order by 1",
            [str(period), unit],
        ).fetchall()
    return [code for (code,) in rows]


@healing_task
def keep_what_stands(reports: Reports) -> None:
    """Notes the reports that were written, so that the next run writes those that something has moved."""
    reports.keep()


@healing_task
def put_unit_report(reports: Reports, unit: str) -> Path:
    """One office's report."""
    tell(f"Menulis laporan {unit}")
    return reports.put(unit)
