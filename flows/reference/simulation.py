"""A proposal of targets on what is published: classes before and after, month by month. Nothing is written."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.period import Period
from flows.reference.importing import Folder, write_folder
from flows.reference.targets import load_reference
from flows.warehouse.models import model_sql, reference_tables, render

if TYPE_CHECKING:
    import duckdb

# The published results, with those that depend on case targets worked out again under the proposed ones.
_FACTS = """
with

inputs as (

    select * from marts.mart_indicator_input where period = '{{ var("period") }}'

),

formulas as (

    select * from marts.fct_indicator where period = '{{ var("period") }}' and formula = 'perkara'

),

{{ results_of('inputs', 'formulas') }}

select
    facts.unit_code,
    facts.period,
    facts.indicator_id,
    facts.iku_no,
    facts.status,
    coalesce({{ without_noise('results.result', 10) }}, facts.realisasi) as realisasi
from marts.fct_indicator as facts
left join results
    on
        facts.unit_code = results.unit_code
        and facts.period = results.period
        and facts.indicator_id = results.indicator_id
where facts.period = '{{ var("period") }}'
"""
_TYPED = """(
    select
        unit_code, period, iku_no, '' as column_name, 0.0 as value, 0.0 as difference, 0.0 as tolerance,
        0.0 as capaian_submitted, '' as kriteria_submitted
    from marts.fct_indicator
    where false
)"""
_COMPARED = """
select
    before.unit_code,
    before.period,
    before.iku_no,
    before.indicator_id,
    before.indikator,
    before.realisasi as realisasi_before,
    proposed.realisasi as realisasi_after,
    before.target_month as target_month_before,
    proposed.target_month as target_month_after,
    before.capaian_month as capaian_month_before,
    proposed.capaian_month as capaian_month_after,
    before.kriteria_month as kriteria_month_before,
    proposed.kriteria_month as kriteria_month_after,
    before.target_year as target_year_before,
    proposed.target_year as target_year_after,
    before.capaian_year as capaian_year_before,
    proposed.capaian_year as capaian_year_after,
    before.kriteria_year as kriteria_year_before,
    proposed.kriteria_year as kriteria_year_after
from marts.mart_capaian_indicator as before
inner join proposed
    on
        before.unit_code = proposed.unit_code
        and before.period = proposed.period
        and before.indicator_id = proposed.indicator_id
order by before.unit_code, before.period, before.iku_no
"""


@dataclass(frozen=True, slots=True)
class Compared:
    """An indicator and month, as published and under the proposal."""

    unit_code: str
    period: str
    iku_no: int
    indicator_id: str
    indikator: str
    realisasi_before: float | None
    realisasi_after: float | None
    target_month_before: float | None
    target_month_after: float | None
    capaian_month_before: float | None
    capaian_month_after: float | None
    kriteria_month_before: str | None
    kriteria_month_after: str | None
    target_year_before: float | None
    target_year_after: float | None
    capaian_year_before: float | None
    capaian_year_after: float | None
    kriteria_year_before: str | None
    kriteria_year_after: str | None

    @property
    def changes_class(self) -> bool:
        """Whether a class, of the month or of the year, becomes another one."""
        month = self.kriteria_month_before != self.kriteria_month_after
        return month or self.kriteria_year_before != self.kriteria_year_after

    @property
    def changes_figures(self) -> bool:
        """Whether a target, and with it a capaian, becomes another one."""
        pairs = (
            (self.target_month_before, self.target_month_after),
            (self.target_year_before, self.target_year_after),
            (self.realisasi_before, self.realisasi_after),
        )
        return any(before != after for before, after in pairs)


@dataclass(frozen=True, slots=True)
class Simulation:
    """Every indicator and month that was compared."""

    months: list[str]
    rows: list[Compared]

    @property
    def changes(self) -> list[Compared]:
        """Those whose targets or results change."""
        return [row for row in self.rows if row.changes_figures or row.changes_class]

    def counts(self) -> list[dict[str, Any]]:
        """Of each office, month and measure: indicators in each class before and after; '' is not judged."""
        counted: dict[tuple[str, str, str], tuple[Counter[str], Counter[str]]] = {}
        for row in self.rows:
            for measure in ("month", "year"):
                before, after = counted.setdefault((row.unit_code, row.period, measure), (Counter(), Counter()))
                before[getattr(row, f"kriteria_{measure}_before") or ""] += 1
                after[getattr(row, f"kriteria_{measure}_after") or ""] += 1
        return [
            {"unit_code": unit, "period": period, "measure": measure, "before": dict(before), "after": dict(after)}
            for (unit, period, measure), (before, after) in counted.items()
        ]


def simulate(
    connection: duckdb.DuckDBPyConnection,
    folders: Sequence[Folder],
    until: Period,
    unit: str | None = None,
    all_months: bool = False,
) -> Simulation:
    """What a proposal does to the months published of its year, January to `until`.

    Args:
        folders: the folders as the proposal would leave them.
        unit: only this office.
        all_months: as if the new versions had been in force since January.
    """
    wanted = [folder for folder in folders if folder.unit.year == until.year and unit in (None, folder.unit.code)]
    with tempfile.TemporaryDirectory() as place:
        for folder in wanted:
            write_folder(folder, Path(place) / f"{folder.unit.code}_{folder.unit.year}")
        reference = load_reference(Path(place))
    reference_tables(connection, reference.rows)
    if all_months:
        _from_january(connection, wanted)
    units = [folder.unit.code for folder in wanted]
    months = connection.execute(
        "select distinct period from marts.fct_indicator where period between ? and ? and list_contains(?, unit_code) "
        "order by 1",
        [str(Period(until.year, 1)), str(until), units],
    ).fetchall()
    rows: list[Compared] = []
    for (month,) in months:
        sql = f"with proposed as ({_proposed_sql(Period.parse(month))}) {_COMPARED}"
        names = [item.name for item in fields(Compared)]
        cursor = connection.execute(f"select {', '.join(names)} from ({sql}) order by unit_code, period, iku_no")
        rows += [Compared(*row) for row in cursor.fetchall()]
    return Simulation([month for (month,) in months], rows)


def _proposed_sql(month: Period) -> str:
    """The published capaian as it would be: the same model on the proposed targets."""
    tables = {
        name: f"temp.{name}" for name in ("units", "target_versions", "targets", "case_targets", "neighbour_cases")
    }

    def rendered(model: str) -> str:
        return f"({model_sql(f'intermediate/{model}', month, tables)})"

    tables["stg_form_version"] = (
        f"(select distinct unit_code, period from marts.fct_indicator where period = '{month}')"
    )
    tables["int_case_target_in_force"] = rendered("int_case_target_in_force")
    tables["int_target_in_force"] = rendered("int_target_in_force")
    tables["int_unit_indicator"] = rendered("int_unit_indicator")
    tables["fct_indicator"] = f"({render(_FACTS, month, tables)})"
    tables["chk_submitted"] = _TYPED
    return model_sql("marts/mart_capaian_indicator", month, tables)


def _from_january(connection: duckdb.DuckDBPyConnection, folders: Sequence[Folder]) -> None:
    """Lets the new versions stand for the whole year, alone of their kind; of several the one that begins last."""
    for folder in folders:
        added = [folder.version(row.values["kind"], row.values["version"]) for row in folder.added.get("versions", [])]
        latest = {
            row["kind"]: row["version"] for row in sorted(filter(None, added), key=lambda row: int(row["from_month"]))
        }
        for kind, version in latest.items():
            key = [*folder.key, kind]
            connection.execute(
                "delete from temp.target_versions where unit_code = ? and year = ? and kind = ? and version <> ?",
                [*key, version],
            )
            connection.execute(
                "update temp.target_versions set from_month = 1, to_month = 12 "
                "where unit_code = ? and year = ? and kind = ?",
                key,
            )
