"""Figures of the archive beside those that came out again: counts and money exactly, fractions to the ninth decimal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from flows.checks.catalogue import load_catalogue
from flows.evidence.package import EvidenceProblem, Manifest
from flows.evidence.tables import as_text, figure_tables, key_of, read_csv, rows_of

if TYPE_CHECKING:
    import duckdb

CANDIDATE = "candidate"
MODEL = "aturan/models/marts/{}.sql"
_TOLERANCE = 1e-9
# Of a mart: columns that rest on what other months had published, so that they are carried along.
_CARRIED_COLUMNS = {"mart_findings": frozenset({"effect"})}


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that came out otherwise. A row that only one side has tells no column."""

    mart: str
    key: Mapping[str, str]
    column: str
    archived: str | None
    recomputed: str | None


@dataclass(slots=True)
class Compared:
    """What was compared, cells by mart; what the installed program does not make; and what differs.

    `absent` are tables that the program of the archive makes and the archive does not hold.
    """

    cells: dict[str, int] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    carried: int = 0
    differences: list[Difference] = field(default_factory=list)


def compare(connection: duckdb.DuckDBPyConnection, folder: Path, manifest: Manifest) -> Compared:
    """Compares every table of the archive.

    Raises:
        EvidenceProblem: a table of the archive cannot be read.
    """
    compared = Compared()
    made = set(figure_tables(connection, CANDIDATE))
    for path in sorted(folder.glob("*.csv")):
        mart = path.stem
        try:
            columns, archived = read_csv(path)
        except ValueError as problem:
            raise EvidenceProblem(f"Berkas angka/{path.name} bukan tabel yang utuh.") from problem
        if mart not in made:
            compared.unknown.append(mart)
            continue
        types, rows = rows_of(connection, CANDIDATE, mart, manifest.unit, manifest.period)
        now = [dict(zip(types, map(as_text, row), strict=True)) for row in rows]
        compared.unknown.extend(f"{mart}.{name}" for name in columns if name not in types)
        shared = {name: types[name] for name in columns if name in types}
        then = _without_carried(mart, archived, now, compared)
        compared.differences.extend(_differences(mart, shared, then, now))
        compared.cells[mart] = len(then) * len(shared)
    kept = {path.stem for path in folder.glob("*.csv")}
    compared.absent = sorted(name for name in made - kept if MODEL.format(name) in manifest.files)
    return compared


def _without_carried(
    mart: str, archived: list[dict[str, str]], now: list[dict[str, str]], compared: Compared
) -> list[dict[str, str]]:
    """Findings that are over, those of files of which nothing entered, and those that rest on the books of another
    office cannot be found again.
    """
    if mart != "mart_findings":
        return archived
    found, between = {row["finding_id"] for row in now}, load_catalogue().between_offices
    kept = [
        row
        for row in archived
        if row["finding_id"] in found
        or (row["status"] != "resolved" and row["severity"] != "reject" and row["rule_id"] not in between)
    ]
    compared.carried = len(archived) - len(kept)
    return kept


def _differences(
    mart: str, types: Mapping[str, str], then: list[dict[str, str]], now: list[dict[str, str]]
) -> Iterator[Difference]:
    names = [name for name in key_of(mart) if name in types]
    names = names or [name for name, kind in types.items() if kind != "DOUBLE"]
    then_by, now_by = _by_key(then, names), _by_key(now, names)
    for key in sorted(then_by.keys() | now_by.keys()):
        before, after = then_by.get(key), now_by.get(key)
        told = {name: value for name, value in zip(names, key, strict=False) if name not in ("unit_code", "period")}
        if before is None or after is None:
            yield Difference(mart, told, "", None if before is None else "ada", None if after is None else "ada")
            continue
        for name, kind in types.items():
            if name not in _CARRIED_COLUMNS.get(mart, ()) and not _same(kind, before[name], after[name]):
                yield Difference(mart, told, name, before[name], after[name])


def _by_key(rows: list[dict[str, str]], names: list[str]) -> dict[tuple[str, ...], dict[str, str]]:
    """Rows by their key; rows alike get a number, so that none is lost."""
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for row in rows:
        key = tuple(row[name] for name in names)
        number = 1
        while (numbered := key if number == 1 else (*key, str(number))) in found:
            number += 1
        found[numbered] = row
    return found


def _same(kind: str, before: str, after: str) -> bool:
    if before == after:
        return True
    if kind != "DOUBLE" or not before or not after:
        return False
    try:
        return abs(float(before) - float(after)) <= _TOLERANCE
    except ValueError:
        return False
