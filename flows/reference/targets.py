"""Approved targets and ceilings: files of an office and year, never figures in code.

A folder a unit and year under `HOME/targets` (or the shipped `examples/targets`):
`unit.yml` who the office is · `versions.csv` kind (pk, rapk, case, ceiling), version, document, decided_on,
the months in which it is in force and, in a column that may be missing, the number of the letter ·
`annual_targets.csv` (PK) · `monthly_targets.csv` (RAPK, b01..b12; blank: not due) ·
`ceilings.csv` (a blank indicator is the whole office) · `case_targets.csv` ·
`neighbour_cases.csv` (cumulative, holds until the next row; in a column that may be missing the office that they were
done for, each then with rows of its own) · `decisions.csv` (what head office decided on a
proposed revision; a blank month is the year; without a column `version` they led to the first revised version).
`external_values.csv` (surveys and assessments, with source, document, as-of date and the hash of the evidence).
The last three may be missing.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from flows.ingest.text import normalise
from flows.ingest.units import Unit
from flows.ingest.yml import read_yaml


class ReferenceProblem(Exception):  # noqa: N818 - said to people, not an error of the program
    """A file of targets cannot be used; the text says which and why, in Indonesian."""


class UnitFile(BaseModel):
    """`unit.yml`, strictly. `labels` are the words for the office in a column of offices."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(min_length=1)
    year: int = Field(ge=2000, le=2099)
    name: str
    short_name: str
    office_kind: str
    labels: tuple[str, ...]


@dataclass(slots=True)
class Reference:
    """All reference rows of a home, ready for the raw tables of the same names."""

    units: Sequence[Unit] = field(default_factory=list)
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)

    def origins(self, year: int) -> dict[str, str]:
        """The offices with targets for a year: `home` or `shipped` each."""
        return {row[0]: row[-1] for row in self.rows["units"] if row[1] == year}


def load_reference(folder: Path, shipped: Path | None = None) -> Reference:
    """Reads every unit's folder.

    An office that has folders of several years is one unit; its latest folder says its names.

    Args:
        folder: a home's own targets; may be missing.
        shipped: the targets that the program ships, for offices and years that the home says nothing of (contract:
            "a unit is known when HOME/targets or the shipped targets hold it").

    Raises:
        ReferenceProblem: a file is missing, has an unknown column, holds something that is not a number or a
            month, or two folders say the same office and year, or two offices the same name.
    """
    reference = Reference(rows={table: [] for table in _TABLES})
    units: dict[str, Unit] = {}
    seen: dict[tuple[str, int], Path] = {}
    for path, unit in unit_files(folder, shipped):
        key = (unit.code, unit.year)
        if key in seen:
            raise ReferenceProblem(
                f"Berkas {path} dan {seen[key]} memuat kantor dan tahun yang sama ({unit.code} {unit.year})."
            )
        seen[key] = path
        units[unit.code] = Unit(unit.code, unit.name, unit.short_name, unit.office_kind, unit.labels)
        origin = "home" if folder in path.parents else "shipped"
        _read_folder(path.parent, unit, origin, reference.rows)
        reference.rows["unit_labels"].extend((*key, label) for label in sorted(units[unit.code].spellings))
    reference.units = [units[code] for code in sorted(units)]
    _refuse_shared_names(reference.units)
    return reference


def unit_files(folder: Path, shipped: Path | None = None) -> list[tuple[Path, UnitFile]]:
    """Every `unit.yml` that counts, by year and office: a home's own, then those shipped that it says nothing of.

    Raises:
        ReferenceProblem: one of them cannot be used.
    """
    files = list(_unit_files(folder))
    if shipped is not None and shipped != folder:
        files += _not_said_by(files, shipped)
    return sorted(files, key=lambda item: (item[1].year, item[1].code))


def read_files(base: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of every file of an office and year as texts; a file that may be missing has none.

    Raises:
        ReferenceProblem: as for `load_reference`.
    """
    files = {}
    for name, (columns, optional, may_miss) in _FILES.items():
        path = base / f"{name}.csv"
        files[name] = [] if may_miss and not path.exists() else _read(path, columns, optional)
    return files


def folder_files(base: Path) -> list[Path]:
    """The files of an office and year that count, and no other that lies beside them."""
    names = ["unit.yml", *(f"{name}.csv" for name in sorted(_FILES))]
    return [base / name for name in names if (base / name).exists()]


def header_of(name: str, rows: Sequence[dict[str, str]] = ()) -> list[str]:
    """The columns that a file needs for these rows: one that may be missing only where a row fills it."""
    columns, optional, _ = _FILES[name]
    return [column for column in columns if column not in optional or any(row.get(column) for row in rows)]


def _unit_files(folder: Path) -> Iterator[tuple[Path, UnitFile]]:
    for path in sorted(folder.glob("*/unit.yml")):
        try:
            yield path, UnitFile.model_validate(read_yaml(path))
        except ValidationError as problem:
            places = ", ".join(".".join(map(str, error["loc"])) or "isi" for error in problem.errors())
            raise ReferenceProblem(f"Berkas {path} tidak dapat dipakai; periksa: {places}.") from problem
        except (yaml.YAMLError, UnicodeDecodeError) as problem:
            raise ReferenceProblem(f"Berkas {path} bukan berkas YAML yang utuh.") from problem


def _not_said_by(own: list[tuple[Path, UnitFile]], shipped: Path) -> Iterator[tuple[Path, UnitFile]]:
    """Shipped folders of an office and year that a home does not hold, nor calls by another code."""
    years = {(unit.code, unit.year) for _, unit in own}
    codes = {unit.code for _, unit in own}
    names = {normalise(name) for _, unit in own for name in (unit.name, unit.short_name, *unit.labels)}
    for path, unit in _unit_files(shipped):
        called = {normalise(name) for name in (unit.name, unit.short_name, *unit.labels)}
        if (unit.code, unit.year) not in years and (unit.code in codes or not called & names):
            yield path, unit


def _refuse_shared_names(units: list[Unit]) -> None:
    """A name that stands for two offices could belong to either."""
    owner: dict[str, Unit] = {}
    for unit in units:
        for name in unit.spellings:
            other = owner.setdefault(name, unit)
            if other is not unit:
                raise ReferenceProblem(f"Kantor {other.code} dan {unit.code} memakai sebutan yang sama: '{name}'.")


def _read_folder(base: Path, unit: UnitFile, origin: str, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    key = (unit.code, unit.year)
    rows["units"].append((*key, unit.name, unit.short_name, unit.office_kind, base.name, origin))
    for row in _read(base / "versions.csv", _VERSIONS, optional=("letter",)):
        span = (_month(row["from_month"]), _month(row["to_month"]))
        said = (row["kind"], row["version"], row["document"], row["decided_on"] or None)
        rows["target_versions"].append((*key, *said, *span, row.get("letter") or None))
    for row in _read(base / "annual_targets.csv", _ANNUAL):
        target = number(row["target"])
        rows["targets"].append((*key, "pk", row["version"], row["indicator_id"], None, target))
    for row in _read(base / "monthly_targets.csv", _MONTHLY):
        rows["targets"].extend(
            (*key, "rapk", row["version"], row["indicator_id"], month, number(row[name]))
            for month, name in enumerate(_MONTHS, 1)
        )
    for row in _read(base / "ceilings.csv", _CEILINGS):
        rows["ceilings"].append((*key, row["version"], row["indicator_id"] or None, whole(row["pagu"])))
    for row in _read(base / "case_targets.csv", _CASES):
        counts = (whole(row[name]) for name in ("target_n", "target_carry_over", "target_dipa"))
        rows["case_targets"].append((*key, row["version"], *counts))
    of_all, of_each = _neighbour_cases(base, unit)
    rows["neighbour_cases"].extend(of_all)
    rows["neighbour_case_offices"].extend(of_each)
    rows["decisions"].extend(_decisions(base, unit))
    rows["external_values"].extend(_external_values(base, unit))


def _neighbour_cases(base: Path, unit: UnitFile) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Cases done for neighbouring offices, month by month: a cumulative number holds until the next one.

    Returns:
        Rows of all cases together, and those of each office that is named.
    """
    path = base / "neighbour_cases.csv"
    if not path.exists():
        return [], []
    read = _read(path, _NEIGHBOURS, optional=("for_unit",))
    known = {(row.get("for_unit", "").strip(), _month(row["month"])): whole(row["cases"]) for row in read}
    offices = sorted({office for office, _ in known})
    cases: dict[str, int] = {}
    of_all, of_each = [], []
    for month in range(1, 13):
        cases |= {office: number for office in offices if (number := known.get((office, month))) is not None}
        period = f"{unit.year:04d}-{month:02d}"
        if cases:
            of_all.append((unit.code, period, sum(cases.values())))
        of_each += [(unit.code, period, office, cases[office]) for office in offices if office and office in cases]
    return of_all, of_each


def _decisions(base: Path, unit: UnitFile) -> Iterator[tuple[Any, ...]]:
    """What head office decided, in the order of the file."""
    path = base / "decisions.csv"
    if not path.exists():
        return
    for row in _read(path, _DECISIONS, optional=("version",)):
        month = whole(row["month"])
        before, proposed, after = (number(row[name]) for name in ("before", "proposed", "after"))
        yield (
            *(unit.code, unit.year, row.get("version") or None, row["indicator_id"], month),
            *(before, proposed, row["decision"], after),
        )


def _external_values(base: Path, unit: UnitFile) -> Iterator[tuple[Any, ...]]:
    """What surveys and assessments said, in the order of the file."""
    path = base / "external_values.csv"
    if not path.exists():
        return
    for row in _read(path, _EXTERNAL):
        said = (row["source"], row["document"], row["as_of"], row["evidence"] or None)
        yield unit.code, unit.year, row["indicator_id"], number(row["value"]), *said


def whole(text: str) -> int | None:
    """A whole number; None when blank.

    Raises:
        ValueError: the text is something else.
    """
    if not text.strip():
        return None
    if not re.fullmatch(r"-?\d+", text.strip()):
        raise ValueError(text)
    return int(text)


def number(text: str) -> float | None:
    """A number with a decimal point; None when blank.

    Raises:
        ValueError: the text is something else.
    """
    if not text.strip():
        return None
    if not re.fullmatch(r"-?\d+(\.\d+)?", text.strip()):
        raise ValueError(text)
    return float(text)


def _month(text: str) -> int:
    value = whole(text)
    if value is None or not 1 <= value <= 12:
        raise ValueError(text)
    return value


def _month_or_year(text: str) -> int | None:
    return _month(text) if text.strip() else None


def _kind(text: str) -> str:
    if text not in ("pk", "rapk", "case", "ceiling"):
        raise ValueError(text)
    return text


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _named(text: str) -> str:
    if not text.strip():
        raise ValueError(text)
    return text


# The raw tables that the files fill.
_TABLES = (
    "units",
    "unit_labels",
    "target_versions",
    "targets",
    "ceilings",
    "case_targets",
    "neighbour_cases",
    "neighbour_case_offices",
    "decisions",
    "external_values",
)
_Columns = dict[str, Callable[[str], object]]
_MONTHS = [f"b{month:02d}" for month in range(1, 13)]
# The columns of every file in order, each with what its cells must be.
_VERSIONS: _Columns = {
    "kind": _kind,
    "version": _named,
    "document": str,
    "decided_on": str,
    "from_month": _month,
    "to_month": _month,
    "letter": str,
}
_ANNUAL: _Columns = {"version": _named, "indicator_id": _named, "target": number}
_MONTHLY: _Columns = {"version": _named, "indicator_id": _named, **dict.fromkeys(_MONTHS, number)}
_CEILINGS: _Columns = {"version": _named, "indicator_id": str, "pagu": whole}
_CASES: _Columns = {"version": _named, "target_n": whole, "target_carry_over": whole, "target_dipa": whole}
_NEIGHBOURS: _Columns = {"month": _month, "cases": whole, "for_unit": str}
_DECISIONS: _Columns = {
    "version": str,
    "indicator_id": _named,
    "month": _month_or_year,
    "before": number,
    "proposed": number,
    "decision": _named,
    "after": number,
}

_EXTERNAL: _Columns = {
    "indicator_id": _named,
    "as_of": _day,
    "value": number,
    "source": _named,
    "document": _named,
    "evidence": str,
}
# Of every file: its columns, those that may be missing, and whether the file may be missing.
_FILES: dict[str, tuple[_Columns, tuple[str, ...], bool]] = {
    "versions": (_VERSIONS, ("letter",), False),
    "annual_targets": (_ANNUAL, (), False),
    "monthly_targets": (_MONTHLY, (), False),
    "ceilings": (_CEILINGS, (), False),
    "case_targets": (_CASES, (), False),
    "neighbour_cases": (_NEIGHBOURS, ("for_unit",), True),
    "decisions": (_DECISIONS, ("version",), True),
    "external_values": (_EXTERNAL, (), True),
}


def _read(path: Path, columns: _Columns, optional: Sequence[str] = ()) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = [line for line in csv.reader(file) if any(line)]
    except FileNotFoundError as problem:
        raise ReferenceProblem(f"Berkas {path} tidak ada. Lengkapi berkas target kantor ini.") from problem
    except UnicodeDecodeError as problem:
        raise ReferenceProblem(f"Berkas {path} bukan teks UTF-8. Simpan ulang sebagai CSV UTF-8.") from problem
    if lines and optional and not set(optional) & set(lines[0]):
        columns = {name: check for name, check in columns.items() if name not in optional}
    if not lines or lines[0] != list(columns):
        raise ReferenceProblem(f"Berkas {path}: kolomnya harus {', '.join(columns)}.")
    rows = []
    for number_of_line, line in enumerate(lines[1:], 2):
        if len(line) != len(columns):
            raise ReferenceProblem(
                f"Berkas {path} baris {number_of_line}: ada {len(line)} kolom, harus {len(columns)}."
            )
        row = dict(zip(columns, line, strict=True))
        for name, check in columns.items():
            try:
                check(row[name])
            except ValueError as problem:
                where = f"Berkas {path} baris {number_of_line}: '{row[name]}' pada kolom {name}"
                raise ReferenceProblem(f"{where} tidak dapat dipakai.") from problem
        rows.append(row)
    return rows
