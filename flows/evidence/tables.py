"""Tables in the archive: plain CSV with whole numbers as they are and fractions written so that nothing is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from flows.settings import DBT_PROJECT
from flows.warehouse.publish import NATIONAL
from flows.warehouse.store import TABLES

if TYPE_CHECKING:
    import duckdb

# Every table of this schema that says office and period belongs to the figures of an office and period.
PUBLISHED = "marts"
_NUMBERS: Mapping[str, Callable[[str], object]] = {"integer": int, "double": float}


def as_text(value: object) -> str:
    """A value of the warehouse as a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A table as a file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([as_text(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def read_csv(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Header and rows of a file of the archive.

    Raises:
        ValueError: it is no table.
    """
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    if not lines or any(len(line) != len(lines[0]) for line in lines):
        raise ValueError(path.name)
    return lines[0], [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def as_landed(table: str, row: Mapping[str, str]) -> list[object]:
    """A row of the archive as the raw table of that name takes it.

    Raises:
        KeyError: a column is missing.
        ValueError: a number is none.
    """
    return [
        row[name] if kind not in _NUMBERS else _NUMBERS[kind](row[name]) if row[name] else None
        for name, kind in TABLES[table].items()
    ]


def figure_tables(connection: duckdb.DuckDBPyConnection, schema: str) -> list[str]:
    """The tables of a schema that hold figures of an office and period; those between offices are none's own."""
    found = connection.execute(
        "select table_name from information_schema.columns where table_schema = ? "
        "and column_name in ('unit_code', 'period') group by table_name having count(*) = 2 order by table_name",
        [schema],
    ).fetchall()
    return [name for (name,) in found if name not in NATIONAL]


def rows_of(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str, unit: str, period: str
) -> tuple[dict[str, str], list[tuple[Any, ...]]]:
    """The columns of a table with their types, and its rows of an office and period in a fixed order."""
    cursor = connection.execute(
        f'select * from {schema}."{table}" where unit_code = ? and period = ? order by all', [unit, period]
    )
    columns = {str(column[0]): str(column[1]) for column in cursor.description}
    return columns, cursor.fetchall()


@cache
def key_of(mart: str) -> tuple[str, ...]:
    """What tells the rows of a mart apart, as its dbt test says; nothing where it says nothing."""
    path = DBT_PROJECT / "models" / "marts" / f"{mart}.yml"
    if not path.exists():
        return ()
    for model in yaml.safe_load(path.read_text("utf-8"))["models"]:
        for test in model.get("data_tests", ()):
            unique: Mapping[str, Any] = test.get("sound", {}).get("arguments", {}) if isinstance(test, dict) else {}
            for columns in unique.get("unique", ())[:1]:
                return tuple(columns)
    return ()
