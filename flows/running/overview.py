"""What Prefect shows of a month: an artifact with classes, findings, completeness and where the reports lie."""

from __future__ import annotations

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from prefect.artifacts import create_markdown_artifact

from flows.period import Period
from flows.settings import TEMPLATES, Home
from flows.summary import exit_status, summarise
from flows.warehouse.store import connect, has_table
from flows.wording import desimal, persen


async def show_month(home: Home, period: Period, unit: str | None, reports: list[str]) -> None:
    """Leaves the overview beside the run; its key is the month's, so that Prefect shows how it went from run to run."""
    text = month_in_markdown(home, period, unit, reports)
    await create_markdown_artifact(key=f"bulan-{period}", markdown=text, description=f"Capaian {period}")  # type: ignore[misc]


def month_in_markdown(home: Home, period: Period, unit: str | None, reports: list[str]) -> str:
    """The month as it is published, a row an office."""
    page = home.checks / str(period) / "index.html"
    with connect(home.warehouse) as connection:
        status = exit_status(connection, period, unit)
        summary = summarise(connection, period, unit, status, reports, str(page) if page.exists() else None)
        in_time = {}
        if has_table(connection, "marts", "mart_completeness_month"):
            in_time = {
                code: persen(share)
                for code, share in connection.execute(
                    "select unit_code, in_time_pct from marts.mart_completeness_month where period = ?",
                    [str(period)],
                ).fetchall()
            }
    made = Environment(
        loader=FileSystemLoader(TEMPLATES / "run"),
        autoescape=False,  # Markdown
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["desimal"] = desimal
    classes = list(dict.fromkeys(name for office in summary.units for name in office.classes))
    return made.get_template("month.md.j2").render(
        period=period,
        classes=classes,
        units=summary.units,
        refusals=summary.refusals,
        page=summary.page,
        in_time=in_time,
    )
