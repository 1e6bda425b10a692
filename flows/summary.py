"""What a month looks like after a run: read from the published tables, shown as one table or as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.answers.finals import waiting
from flows.findings import SEVERITIES
from flows.period import Period
from flows.warehouse.store import has_table

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class UnitSummary:
    """One office's month: indicators by class of the month, the total, open findings by severity, report."""

    unit_code: str
    classes: dict[str, int]
    colours: dict[str, str]
    not_due: int
    total: float | None
    findings: dict[str, int]
    resolved: int
    report: str | None = None


@dataclass(frozen=True, slots=True)
class MonthSummary:
    period: str
    status: int
    units: list[UnitSummary] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    page: str | None = None
    waiting: int = 0
    national: str | None = None


def exit_status(
    connection: duckdb.DuckDBPyConnection, period: Period, unit: str | None, drafts_count: bool = True
) -> int:
    """4 when a submission is refused or nothing for the period ever came, 3 when blocking findings are open, else 0.

    The findings are those published, as in the report: after a run that was cut off the last check may say others.
    """
    scope = [str(period), unit]
    findings = "marts.mart_findings" if has_table(connection, "marts", "mart_findings") else "raw.findings"
    refused = connection.execute(
        f"select count(*) from {findings} where period = ? and coalesce(unit_code = ? or unit_code = '', true) "
        "and severity = 'reject' and status = 'open'",
        scope,
    ).fetchone()
    came = connection.execute(
        "select count(*) from raw.form_versions "
        "where period = ? and coalesce(unit_code = ?, true) and verdict = 'accepted'",
        scope,
    ).fetchone()
    if (refused and refused[0]) or not (came and came[0]):
        return 4
    blocked = connection.execute(
        f"select count(*) from {findings} where period = ? and coalesce(unit_code = ?, true) "
        "and severity = 'block' and status = 'open'",
        scope,
    ).fetchone()
    return 3 if drafts_count and blocked and blocked[0] else 0


def summarise(
    connection: duckdb.DuckDBPyConnection,
    period: Period,
    unit: str | None,
    status: int,
    reports: list[str],
    page: str | None = None,
    national: str | None = None,
) -> MonthSummary:
    """The published month of one office or of all.

    Args:
        page: where all rules and their findings are listed.
        national: where all offices stand side by side, when there are several.
    """
    scope: list[Any] = [str(period), unit]
    units: dict[str, dict[str | None, int]] = {}
    for code, kriteria, number in connection.execute(
        "select unit_code, kriteria_month, count(*) from marts.mart_capaian_indicator "
        "where period = ? and coalesce(unit_code = ?, true) group by all order by all",
        scope,
    ).fetchall():
        units.setdefault(code, {})[kriteria] = number
    totals = dict(
        connection.execute(
            "select unit_code, nilai from marts.mart_capaian_perspective "
            "where period = ? and coalesce(unit_code = ?, true) and perspective = 'Total'",
            scope,
        ).fetchall()
    )
    found = connection.execute(
        "select unit_code, severity, status, count(*) from marts.mart_findings "
        "where period = ? and coalesce(unit_code = ?, true) group by all",
        scope,
    ).fetchall()
    refusals = connection.execute(
        "select message from marts.mart_findings where period = ? and coalesce(unit_code = ? or unit_code = '', true) "
        "and severity = 'reject' and status = 'open' order by file_name, sheet, cell",
        scope,
    ).fetchall()
    bands: dict[str, list[tuple[str, str]]] = {}
    for code, kriteria, colour in connection.execute(
        "select units.unit_code, bands.kriteria, bands.colour from raw.units as units "
        "join reference.class_bands as bands on bands.office_kind = units.office_kind "
        "and bands.valid_from = (select max(valid_from) from reference.class_bands as other "
        "where other.office_kind = units.office_kind and other.valid_from <= ?) "
        "where units.year = ? order by units.unit_code, bands.band_no",
        [str(period), period.year],
    ).fetchall():
        bands.setdefault(code, []).append((kriteria, colour))
    summaries = [
        UnitSummary(
            unit_code=code,
            classes={name: counts.get(name, 0) for name, _ in bands.get(code, ())},
            colours=dict(bands.get(code, ())),
            not_due=counts.get(None, 0),
            total=totals.get(code),
            findings={
                severity: sum(
                    n for unit_code, level, state, n in found if (unit_code, level, state) == (code, severity, "open")
                )
                for severity in SEVERITIES
            },
            resolved=sum(n for unit_code, _, state, n in found if (unit_code, state) == (code, "resolved")),
            report=next((path for path in reports if Path(path).parents[1].name == code), None),
        )
        for code, counts in sorted(units.items())
    ]
    held = waiting(connection, str(period), unit)
    return MonthSummary(str(period), status, summaries, [message for (message,) in refusals], page, held, national)
