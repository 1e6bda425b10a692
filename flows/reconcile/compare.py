"""Keeping what was printed, and comparing it with the marts.

The comparison is in `sql/`: what is published and printed (`figures`), what each figure must be by the others (`made`),
which those are (`inputs`), and the verdicts.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import jinja2

from flows.period import Period
from flows.reconcile.read import Known, Printed
from flows.settings import DBT_PROJECT
from flows.warehouse.store import TABLES, has_table, insert, prepare

if TYPE_CHECKING:
    import duckdb

_SQL = Path(__file__).parent / "sql"
_MACROS = ("arithmetic", "capaian", "in_force")

Verdict = Literal["equal", "difference", "follows", "rounding", "state", "not_printed"]
How = Literal["twice", "cut", "components", "decimals"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure of a printed table beside the published one.

    Attributes:
        printed: the number printed; null where the cell is blank, an error or a text.
        difference: printed less recomputed.
        verdict: `difference` is a true one; the others are explained, or were not printed.
        how: which rounding explains it, or comes on top of what it follows from.
        status: why the system publishes none (`not_measured`, `no_spending`, `interim`).
        causes: the differences that it follows from, as `table/key/measure`.
        twin: the same figure in another table of the report, where that is printed differently.
    """

    unit_code: str
    table_name: str
    key: str
    measure: str
    file_name: str
    printed_text: str
    printed: float | None
    recomputed: float | None
    recomputed_text: str | None
    decimals: int | None
    difference: float | None
    verdict: Verdict
    how: How | None
    status: str | None
    causes: tuple[str, ...]
    twin: float | None

    @property
    def node(self) -> str:
        """Its place, as `causes` name it."""
        return f"{self.table_name}/{self.key}/{self.measure}"


def known_names(connection: duckdb.DuckDBPyConnection, period: Period) -> dict[str, Known]:
    """By office with figures published in the period: its indicators, objectives and perspectives."""
    if not has_table(connection, "marts", "mart_capaian_indicator"):
        return {}
    found = connection.execute(
        """
        select unit_code, 'indicator' as level, cast(iku_no as varchar) as key
        from marts.mart_capaian_indicator where period = $period
        union all
        select unit_code, 'sasaran', cast(sasaran_no as varchar) from marts.mart_capaian_sasaran where period = $period
        union all
        select unit_code, 'perspective', perspective from marts.mart_capaian_perspective where period = $period
        """,
        {"period": str(period)},
    ).fetchall()
    return {
        unit: Known(
            *(
                frozenset(key for office, at, key in found if (office, at) == (unit, level))
                for level in ("indicator", "sasaran", "perspective")
            )
        )
        for unit in sorted({unit for unit, _, _ in found})
    }


def keep(connection: duckdb.DuckDBPyConnection, printed: Printed, folder: Path, loaded_at: str) -> int:
    """Keeps the tables of a report in `raw.published`; the same content is kept once, with the time it first came.

    Returns:
        How many figures are new.
    """
    prepare(connection)
    present = set(
        connection.execute("select distinct unit_code, period, file_hash, table_name from raw.published").fetchall()
    )
    new = [
        figure
        for figure in printed.figures
        if (figure.unit_code, figure.period, figure.file_hash, figure.table_name) not in present
    ]
    insert(
        connection,
        "published",
        TABLES["published"],
        [
            (
                figure.unit_code,
                figure.period,
                folder.resolve().name,
                figure.file_name,
                figure.file_hash,
                figure.table_name,
                figure.key,
                figure.measure,
                figure.value_text,
                figure.value,
                figure.decimals,
                loaded_at,
            )
            for figure in new
        ],
    )
    return len(new)


def compare(connection: duckdb.DuckDBPyConnection, period: Period, printed: Printed) -> list[Comparison]:
    """Every figure that was printed for the period beside what is published, as `raw.published` keeps it."""
    units = sorted({figure.unit_code for figure in printed.figures})
    files = sorted({figure.file_hash for figure in printed.figures})
    connection.execute("create or replace temp table asked as select unnest(?) as unit_code", [units])
    connection.execute("create or replace temp table asked_files as select unnest(?) as file_hash", [files])
    for step in ("figures", "made", "inputs"):
        connection.execute(f"create or replace temp table told_{step} as\n{_query(step, period)}")
    cursor = connection.execute(_query("verdicts", period))
    names = [column[0] for column in cursor.description]
    return [_comparison(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def _comparison(row: dict[str, Any]) -> Comparison:
    return Comparison(**row | {"causes": tuple(filter(None, row["causes"].split("|")))})


def _query(name: str, period: Period) -> str:
    """A query of `sql/` with the macros of the marts: a formula stands once."""
    macros = [(DBT_PROJECT / "macros" / f"{macro}.sql").read_text("utf-8") for macro in _MACROS]
    text = "".join([*macros, (_SQL / f"{name}.sql").read_text("utf-8")])
    return jinja2.Template(text).render(var={"period": str(period)}.__getitem__)
