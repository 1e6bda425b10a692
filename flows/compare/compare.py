"""Two warehouses side by side. SQL (`sql/`) finds what differs and what stands behind it; this assembles it.

Both are opened read-only, so that nothing can change them; offices and months that only one of them holds are named and
not compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import jinja2

from flows.evidence.tables import key_of
from flows.ingest.yml import read_yaml
from flows.settings import Home
from flows.warehouse import WarehouseBusyError

if TYPE_CHECKING:
    import duckdb

_SQL = Path(__file__).parent / "sql"
# Above float noise; the same as in verifying evidence.
_TOLERANCE = 1e-9
_SIDES = ("earlier", "later")
_BANDS = {
    "class_bands": ("lower_edge", "lower_inclusive", "upper_edge", "upper_inclusive", "kriteria"),
    "efficiency_bands": ("te_from", "te_to", "capaian_te"),
}
_MACROS = """
{% macro nothing(columns) %}
select {% for name in columns.split(', ') %}null as {{ name }}{{ ', ' if not loop.last }}{% endfor %} where false
{% endmacro %}
{% macro differs(before, after) %}
case
    when {{ before }} is not null and {{ after }} is not null then abs({{ after }} - {{ before }}) > {{ tolerance }}
    else {{ before }} is not null or {{ after }} is not null
end
{% endmacro %}
"""

Kind = Literal["changed", "appeared", "disappeared"]


class NotComparableError(Exception):
    """A side is no warehouse with published figures; the text is Indonesian and says which and what to do."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What differs behind a figure.

    Attributes:
        cause: `cell`, `target`, `reference`, `formula`, `band`, `new_indicator`, `old_indicator`, `follows` (the figure
            of an indicator), `definition` (a model, macro or seed of the dbt project).
        part: the part of the figure, or the kind of definition.
        name: the cell with its sheet, the row, the indicator, the model.
        source_before, source_after: the file, or the version with its letter.
    """

    cause: str
    part: str
    name: str
    before: str | None
    after: str | None
    source_before: str | None
    source_after: str | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure that is another one, or a row of figures that only one side has (`measure` is empty).

    `before` and `after` are as published (numbers written so that nothing is lost); `difference` is after less before.
    """

    unit_code: str
    period: str
    mart: str
    key: str
    scope: str
    scope_key: str
    measure: str
    kind: Kind
    before: str | None
    after: str | None
    difference: float | None
    class_before: str | None
    class_after: str | None
    changes_class: bool
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class OtherTable:
    """A table of which rows came, went or say another thing."""

    mart: str
    appeared: int
    disappeared: int
    changed: int


@dataclass(frozen=True, slots=True)
class Contract:
    """A mart whose columns are others; a mart that only one side has has no columns on the other."""

    mart: str
    version_before: int | None
    version_after: int | None
    added: tuple[str, ...]
    removed: tuple[str, ...]
    retyped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """A model, macro or seed that is another one, with the marts that are made by it."""

    kind: str
    name: str
    change: Kind
    marts: tuple[str, ...]


@dataclass(slots=True)
class Comparison:
    """What two warehouses say; `compared` and the two `only_` list offices with their month."""

    compared: list[tuple[str, str]] = field(default_factory=list)
    only_old: list[tuple[str, str]] = field(default_factory=list)
    only_new: list[tuple[str, str]] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    definitions_known: bool = True
    figures: list[Moved] = field(default_factory=list)
    tables: list[OtherTable] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Mart:
    name: str
    key: Sequence[str]
    scope: str
    scope_key: str
    columns: Sequence[str]


@cache
def layout() -> Mapping[str, Any]:
    """Which figures are compared, as `figures.yml` says."""
    told: Mapping[str, Any] = read_yaml(Path(__file__).with_name("figures.yml"))
    return told


def warehouse_of(place: Path) -> Path:
    """The warehouse that a path means: the file itself, or that of a home.

    Raises:
        NotComparableError: there is none.
    """
    path = Home(place).warehouse if place.is_dir() else place
    if not path.is_file():
        raise NotComparableError(
            f"Tidak ada gudang data di {place}. Tulis berkas warehouse.duckdb atau folder kerja yang memuatnya."
        )
    return path


def compare(old: Path, new: Path) -> Comparison:
    """What of the published figures differs between two warehouses, and why.

    Args:
        old, new: warehouse files; they may be one and the same.

    Raises:
        NotComparableError: a file is no warehouse, or nothing is published in it.
        WarehouseBusyError: another process writes to one of them.
    """
    import duckdb

    with duckdb.connect() as connection:
        for side, path in zip(_SIDES, (old, new), strict=True):
            _attach(connection, side, path, same=old.samefile(new))
        columns = {side: _columns(connection, side) for side in _SIDES}
        for side, path in zip(_SIDES, (old, new), strict=True):
            if "fct_indicator" not in columns[side]:
                raise NotComparableError(f"Belum ada hasil yang diterbitkan di {path}. Jalankan: capaian run PERIODE")
        return _compare(connection, columns)


def _attach(connection: duckdb.DuckDBPyConnection, side: str, path: Path, same: bool) -> None:
    """One of the two as a catalogue; the same file cannot be attached twice, so its tables are seen twice."""
    import duckdb

    if same and side == "later":
        _mirror(connection)
        return
    quoted = str(path).replace("'", "''")
    try:
        connection.execute(f"attach '{quoted}' as {side} (read_only)")
    except duckdb.IOException as problem:
        if "lock" in str(problem).lower():
            raise WarehouseBusyError(
                f"Gudang data {path} sedang dipakai proses lain. Tunggu sampai proses itu selesai, lalu jalankan lagi."
            ) from problem
        raise NotComparableError(f"{path} bukan gudang data yang dapat dibaca.") from problem
    except duckdb.Error as problem:
        raise NotComparableError(f"{path} bukan gudang data yang dapat dibaca.") from problem


def _mirror(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("attach ':memory:' as later")
    tables = connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = 'earlier'"
    ).fetchall()
    for schema in sorted({schema for schema, _ in tables}):
        connection.execute(f"create schema if not exists later.{schema}")
    for schema, table in tables:
        connection.execute(f'create view later.{schema}."{table}" as select * from earlier.{schema}."{table}"')


def _columns(connection: duckdb.DuckDBPyConnection, side: str) -> dict[str, dict[str, str]]:
    """The published tables of a side that say office and period, with their columns and types."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for table, column, kind in connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where database_name = ? and schema_name = 'marts' order by table_name, column_index",
        [side],
    ).fetchall():
        found[table][column] = kind
    return {table: columns for table, columns in found.items() if {"unit_code", "period"} <= columns.keys()}


def _compare(
    connection: duckdb.DuckDBPyConnection, columns: Mapping[str, Mapping[str, Mapping[str, str]]]
) -> Comparison:
    earlier, later = (columns[side] for side in _SIDES)
    both = set(earlier) & set(later)
    marts = [
        mart
        for name, told in layout()["marts"].items()
        if name in both and (mart := _mart(name, told, earlier[name].keys() & later[name].keys()))
    ]
    _note_layout(connection, marts)
    for side in _SIDES:
        _run(connection, "figures", side=side, marts=marts)
    _run(connection, "differences")
    raw = {side: _tables(connection, side, "raw") for side in _SIDES}
    reference = set.intersection(*(_tables(connection, side, "reference") for side in _SIDES))
    known = all("published_definitions" in raw[side] for side in _SIDES)
    _run(
        connection,
        "causes",
        both=both,
        bands=_BANDS,
        reference_both=reference if all("units" in raw[side] for side in _SIDES) else (),
        definitions_known=known,
    )
    compared, only_old, only_new = _months(connection)
    return Comparison(
        compared,
        only_old,
        only_new,
        _contracts(connection, earlier, later, raw),
        _definitions(connection),
        known and _all_noted(connection),
        _moved(connection),
        _other_tables(connection, earlier, later, {mart.name for mart in marts}),
    )


def _mart(name: str, told: Mapping[str, Any], shared: Iterable[str]) -> _Mart | None:
    """A mart with the columns that both sides have; None where one of them lacks what names its rows."""
    known = set(shared)
    if not {"unit_code", "period", *told["key"]} <= known:
        return None
    apart = {"unit_code", "period", *told["key"], *layout()["provenance"]}
    return _Mart(
        name, told["key"], told["scope"], told["scope_key"], sorted((known & set(told.get("measures", known))) - apart)
    )


def _note_layout(connection: duckdb.DuckDBPyConnection, marts: Sequence[_Mart]) -> None:
    connection.execute("create temp table classes (mart varchar, measure varchar, class_measure varchar)")
    connection.execute("create temp table rests (mart varchar, measure varchar, parts varchar[])")
    connection.execute("create temp table follows (mart varchar, measure varchar, measures varchar[])")
    for mart in marts:
        told = layout()["marts"][mart.name]
        for measure, class_measure in told.get("classes", {}).items():
            if {measure, class_measure} <= set(mart.columns):
                connection.execute(
                    "insert into classes values (?, ?, ?)", [mart.name, f"m_{measure}", f"m_{class_measure}"]
                )
        for measure in mart.columns:
            parts = told.get("rests_on", {}).get(measure, told.get("default"))
            if parts is not None:
                connection.execute("insert into rests values (?, ?, ?)", [mart.name, measure, parts])
        for measure, measures in told.get("follows", {}).items():
            connection.execute("insert into follows values (?, ?, ?)", [mart.name, measure, measures])


def _run(connection: duckdb.DuckDBPyConnection, name: str, **given: Any) -> None:
    connection.execute(_query(name, **given))


def _query(name: str, **given: Any) -> str:
    text = _MACROS + (_SQL / f"{name}.sql").read_text("utf-8")
    return jinja2.Template(text, undefined=jinja2.StrictUndefined).render(tolerance=_TOLERANCE, **given)


def _tables(connection: duckdb.DuckDBPyConnection, side: str, schema: str) -> set[str]:
    found = connection.execute(
        "select distinct table_name from duckdb_columns() where database_name = ? and schema_name = ?", [side, schema]
    ).fetchall()
    return {name for (name,) in found}


def _months(connection: duckdb.DuckDBPyConnection) -> list[list[tuple[str, str]]]:
    """Offices with their month: on both sides, on the earlier alone, on the later alone."""
    queries = (
        "select unit_code, period from compared",
        "select distinct unit_code, period from figures_earlier where (unit_code, period) not in (from compared)",
        "select distinct unit_code, period from figures_later where (unit_code, period) not in (from compared)",
    )
    return [connection.execute(f"{query} order by all").fetchall() for query in queries]


def _moved(connection: duckdb.DuckDBPyConnection) -> list[Moved]:
    """The gravest first: a class that changed, rows that came or went, then by the weight of the mart."""
    causes: dict[int, list[Cause]] = defaultdict(list)
    for number, *told in connection.execute(
        "select distinct no, cause, part, name, before, after, source_before, source_after from told_causes "
        "order by no, cause, part, try_cast(name as integer), name"
    ).fetchall():
        causes[number].append(Cause(*told))
    place = {name: number for number, name in enumerate(layout()["marts"])}
    cursor = connection.execute(
        "select no, unit_code, period, mart, key, scope, scope_key, measure, kind, before, after, difference, "
        "class_before, class_after, changes_class from differences"
    )
    names = [column[0] for column in cursor.description][1:]
    moved = [
        Moved(**dict(zip(names, row, strict=True)), causes=tuple(causes[number])) for number, *row in cursor.fetchall()
    ]
    return sorted(
        moved,
        key=lambda row: (
            not row.changes_class,
            row.kind == "changed",
            place[row.mart],
            row.unit_code,
            row.period,
            [int(word) if word.isdigit() else word for word in row.key.split()] if row.key[:1].isdigit() else [],
            row.key,
            row.measure,
        ),
    )


def _other_tables(
    connection: duckdb.DuckDBPyConnection,
    earlier: Mapping[str, Mapping[str, str]],
    later: Mapping[str, Mapping[str, str]],
    told: set[str],
) -> list[OtherTable]:
    tables = []
    for name in sorted(set(earlier) & set(later) - told):
        shared = [column for column in later[name] if column in earlier[name]]
        values = [column for column in shared if column not in layout()["provenance"]]
        key = [column for column in key_of(name) if column in shared] or values
        listing = ", ".join(f'cast("{column}" as varchar)' for column in values)
        tables.append({"name": name, "key": [f'"{column}"' for column in key], "said": f"hash({listing})"})
    if not tables:
        return []
    rows = [OtherTable(*row) for row in connection.execute(_query("other_tables", tables=tables)).fetchall()]
    return [row for row in rows if row.appeared or row.disappeared or row.changed]


def _contracts(
    connection: duckdb.DuckDBPyConnection,
    earlier: Mapping[str, Mapping[str, str]],
    later: Mapping[str, Mapping[str, str]],
    raw: Mapping[str, set[str]],
) -> list[Contract]:
    versions: dict[str, dict[str, int]] = {
        side: dict(connection.execute(f"select mart, contract_version from {side}.raw.published_contracts").fetchall())
        if "published_contracts" in raw[side]
        else {}
        for side in _SIDES
    }
    found = []
    for mart in sorted(set(earlier) | set(later)):
        before, after = earlier.get(mart, {}), later.get(mart, {})
        contract = Contract(
            mart,
            versions["earlier"].get(mart),
            versions["later"].get(mart),
            tuple(name for name in after if name not in before),
            tuple(name for name in before if name not in after),
            tuple(name for name in after if name in before and before[name] != after[name]),
        )
        if contract.added or contract.removed or contract.retyped:
            found.append(contract)
    return found


def _definitions(connection: duckdb.DuckDBPyConnection) -> list[Definition]:
    return [
        Definition(kind, name, change, tuple(marts))
        for kind, name, change, marts in connection.execute(
            "select kind, name, change, list_sort(list_distinct(list(mart))) from definitions "
            "where period in (select period from compared) group by all order by all"
        ).fetchall()
    ]


def _all_noted(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether both sides say by which models the months compared were made."""
    found = connection.execute(
        "select count(*) from compared "
        "where period not in (select period from earlier.raw.published_definitions) "
        "or period not in (select period from later.raw.published_definitions)"
    ).fetchone()
    return found == (0,)
