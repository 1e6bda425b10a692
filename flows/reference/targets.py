"""Approved targets and ceilings: files of an office and year, never figures in code.

A folder a unit and year under `HOME/targets` (or the shipped `examples/targets`):
`unit.yml` who the office is · `versions.csv` kind (pk, rapk, case, ceiling), version, document, decided_on and the
months in which it is in force · `annual_targets.csv` (PK) · `monthly_targets.csv` (RAPK, b01..b12; blank: not due) ·
`ceilings.csv` (a blank indicator is the whole office) · `case_targets.csv` · `neighbour_cases.csv` (cumulative, holds
until the next row) · `decisions.csv` (what head office decided; read by the rules on reference data).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from flows.ingest.units import Unit


class ReferenceProblem(Exception):
    """A file of targets cannot be used; the text says which and why, in Indonesian."""


class UnitFile(BaseModel):
    """`unit.yml`, strictly."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    year: int
    name: str
    short_name: str
    office_kind: str
    labels: tuple[str, ...]


@dataclass(slots=True)
class Reference:
    """All reference rows of a home, ready for the raw tables of the same names."""

    units: list[Unit] = field(default_factory=list)
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)


def load_reference(folder: Path) -> Reference:
    """Reads every unit's folder.

    Raises:
        ReferenceProblem: a file is missing, has an unknown column, or holds something that is not a number.
    """
    reference = Reference()
    tables: tuple[str, ...] = ("units", "target_versions", "targets", "ceilings", "case_targets", "neighbour_cases")
    reference.rows = {table: [] for table in tables}
    for path in sorted(folder.glob("*/unit.yml")):
        try:
            unit = UnitFile.model_validate(yaml.safe_load(path.read_text("utf-8")))
        except (ValidationError, yaml.YAMLError) as problem:
            raise ReferenceProblem(f"Berkas {path} tidak dapat dipakai: {problem}") from problem
        known = Unit(unit.code, unit.name, unit.short_name, unit.office_kind, unit.labels)
        if all(other.code != unit.code for other in reference.units):
            reference.units.append(known)
        key = (unit.code, unit.year)
        rows = reference.rows
        rows["units"].append((*key, unit.name, unit.short_name, unit.office_kind))
        base = path.parent
        rows["target_versions"] += [
            (*key, row["kind"], row["version"], row["document"], row["decided_on"] or None, whole(row["from_month"]), whole(row["to_month"]))
            for row in _read(base / "versions.csv", "kind version document decided_on from_month to_month", _whole_or_fail)
        ]
        rows["targets"] += _targets(base, key)
        rows["ceilings"] += [
            (*key, row["version"], row["indicator_id"] or None, whole(row["pagu"]))
            for row in _read(base / "ceilings.csv", "version indicator_id pagu", _whole_or_fail)
        ]
        rows["case_targets"] += [
            (*key, row["version"], whole(row["target_n"]), whole(row["target_carry_over"]), whole(row["target_dipa"]))
            for row in _read(base / "case_targets.csv", "version target_n target_carry_over target_dipa", _whole_or_fail)
        ]
        rows["neighbour_cases"] += _neighbour_cases(base, unit)
    return reference


def _targets(base: Path, key: tuple[str, int]) -> Iterable[tuple[Any, ...]]:
    for row in _read(base / "annual_targets.csv", "version indicator_id target", _number_or_fail):
        yield (*key, "pk", row["version"], row["indicator_id"], None, number(row["target"]))
    months = [f"b{month:02d}" for month in range(1, 13)]
    for row in _read(base / "monthly_targets.csv", "version indicator_id " + " ".join(months), _number_or_fail):
        for month, name in enumerate(months, 1):
            yield (*key, "rapk", row["version"], row["indicator_id"], month, number(row[name]))


def _neighbour_cases(base: Path, unit: UnitFile) -> list[tuple[Any, ...]]:
    """Cases done for a neighbouring office, month by month: a cumulative number holds until the next one."""
    path = base / "neighbour_cases.csv"
    if not path.exists():
        return []
    known = {whole(row["month"]): whole(row["cases"]) for row in _read(path, "month cases", _whole_or_fail)}
    rows: list[tuple[Any, ...]] = []
    cases: int | None = None
    for month in range(1, 13):
        cases = known.get(month, cases)
        if cases is not None:
            rows.append((unit.code, f"{unit.year:04d}-{month:02d}", cases))
    return rows


_TEXT = {"kind", "version", "document", "decided_on", "indicator_id"}


def _read(path: Path, columns: str, check: Callable[[str], object]) -> list[dict[str, str]]:
    wanted = columns.split()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if list(reader.fieldnames or ()) != wanted:
                raise ReferenceProblem(f"Berkas {path}: kolomnya harus {', '.join(wanted)}.")
            rows = list(reader)
    except FileNotFoundError as problem:
        raise ReferenceProblem(f"Berkas {path} tidak ada. Lengkapi berkas target kantor ini.") from problem
    for line, row in enumerate(rows, 2):
        for name in wanted:
            try:
                if name not in _TEXT:
                    check(row[name] or "")
            except ValueError as problem:
                raise ReferenceProblem(f"Berkas {path} baris {line}: '{row[name]}' pada kolom {name} bukan angka.") from problem
    return rows


def _whole_or_fail(text: str) -> object:
    return whole(text)


def _number_or_fail(text: str) -> object:
    return number(text)


def whole(text: str) -> int | None:
    return int(text) if text.strip() else None


def number(text: str) -> float | None:
    return float(text) if text.strip() else None
