"""Flow: published figures become the report of every office, the last step of a month."""

from __future__ import annotations

from pathlib import Path

from prefect import flow, task

from flows.alerts.hooks import failure_hook
from flows.period import Period
from flows.progress import tell
from flows.report.render import render_report as write_report
from flows.settings import Home
from flows.warehouse.store import connect, prepare


@flow(name="render-report", on_failure=[failure_hook], on_crashed=[failure_hook])
async def render_report(period: str, unit: str | None = None, home: str | None = None) -> list[str]:
    """Writes `reports/<unit>/<period>/` for every office with published figures.

    Returns:
        The paths of the reports.
    """
    place, month = Home.resolve(home), Period.parse(period)
    return [str(write_unit_report(place, month, code)) for code in units_to_report(place, month, unit)]


@task
def units_to_report(home: Home, period: Period, unit: str | None) -> list[str]:
    """Offices with published facts of the period."""
    with connect(home.warehouse) as connection:
        rows = connection.execute(
            "select distinct unit_code from marts.fct_indicator "
            "where period = ? and coalesce(unit_code = ?, true) order by 1",
            [str(period), unit],
        ).fetchall()
    return [code for (code,) in rows]


@task
def write_unit_report(home: Home, period: Period, unit: str) -> Path:
    """One office's report."""
    tell(f"Menulis laporan {unit}")
    folder = home.reports / unit / str(period)
    with connect(home.warehouse) as connection:
        prepare(connection)
        return write_report(connection, unit, str(period), folder)
