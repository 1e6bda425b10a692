"""The approved targets of an office as people ask for them: versions, and what is in force month by month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flows.period import Period
from flows.reference.layout import import_layout
from flows.reference.targets import Reference

_IN_FORCE = {"target_versions": "temp.target_versions", "targets": "temp.targets", "units": "temp.units"}
MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a document, and the months in which it is in force."""

    kind: str
    version: str
    document: str
    letter: str | None
    decided_on: str | None
    from_month: int
    to_month: int


@dataclass(frozen=True, slots=True)
class IndicatorTargets:
    """Of an indicator, month by month: the target of the month and of the year in force, with their versions."""

    iku_no: int
    indicator_id: str
    indikator: str
    target_month: list[float | None]
    rapk_version: list[str | None]
    target_year: list[float | None]
    pk_version: list[str | None]


@dataclass(frozen=True, slots=True)
class OfficeTargets:
    """All targets of an office and year."""

    unit_code: str
    year: int
    versions: list[Version]
    indicators: list[IndicatorTargets]
    case_targets: list[dict[str, Any]]
    ceilings: list[dict[str, Any]]
    external_values: list[dict[str, Any]]


def years_of(reference: Reference, unit: str) -> list[int]:
    """The years that an office has targets of."""
    return sorted(row[1] for row in reference.rows["units"] if row[0] == unit)


def targets_of(reference: Reference, unit: str, year: int) -> OfficeTargets:
    """The targets of an office and year. What is in force is decided by the same model as for what is published."""
    import duckdb

    from flows.reference.proposal import indicator_titles
    from flows.warehouse.models import model_sql, reference_tables

    rows = {
        table: [row for row in listed if row[:2] == (unit, year)]
        for table, listed in reference.rows.items()
        if table not in ("neighbour_cases", "neighbour_case_offices", "decisions")
    }
    with duckdb.connect() as connection:
        reference_tables(connection, rows)
        union = " union all ".join(
            f"select * from ({model_sql('intermediate/int_target_in_force', Period(year, month), _IN_FORCE)})"
            for month in MONTHS
        )
        found = connection.execute(
            "select iku_no, indicator_id, list(target_month order by period), list(rapk_version order by period), "
            "list(target_year order by period), list(pk_version order by period) "
            f"from ({union}) group by iku_no, indicator_id order by iku_no"
        ).fetchall()
    titles = indicator_titles()
    kinds = list(import_layout().kinds)
    versions = [
        Version(kind, version, document, letter, decided_on, start, end)
        for _, _, kind, version, document, decided_on, start, end, letter in rows["target_versions"]
    ]
    return OfficeTargets(
        unit,
        year,
        sorted(versions, key=lambda item: (kinds.index(item.kind), item.from_month)),
        [IndicatorTargets(number, name, titles[name], *lists) for number, name, *lists in found],
        [
            dict(zip(("version", "target_n", "target_carry_over", "target_dipa"), row[2:], strict=True))
            for row in rows["case_targets"]
        ],
        [dict(zip(("version", "indicator_id", "pagu"), row[2:], strict=True)) for row in rows["ceilings"]],
        [
            dict(zip(("indicator_id", "value", "source", "document", "as_of", "evidence"), row[2:], strict=True))
            for row in rows["external_values"]
        ],
    )
