"""A workbook or CSV of targets from head office, read cell by cell: rows with their cells, and what is wrong with them.

A CSV holds the same tables below each other, each after a line with the sheet's name alone.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from flows.ingest.forms import shared_labels
from flows.ingest.numbers import read_number
from flows.ingest.readers import open_apart
from flows.ingest.say import messages
from flows.ingest.text import address, month_of, normalise, plain_signs
from flows.ingest.units import Offices, Unit
from flows.ingest.workbook import Unreadable
from flows.reference.layout import ColumnType, ImportColumn, ImportTable, import_layout
from flows.reference.seeds import seed
from flows.reference.targets import ReferenceProblem
from flows.settings_file import Limits

_CODE = re.compile(r"[A-Z][A-Z0-9_-]*")
_DATE = re.compile(r"(\d{1,2})\W+([^\W\d]+)\W+(20\d\d)")
_NUMERIC_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)")
_NUMBERS: dict[ColumnType, Any] = {"decimal": "decimal", "rupiah": "rupiah", "count": "count"}
_LIKE = 80
_HEADER_WITHIN = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file of targets, and where."""

    file_name: str
    sheet: str
    cell: str
    message: str

    @property
    def text(self) -> str:
        """As people read it."""
        places = (f"Berkas {self.file_name}", self.sheet and f"lembar {self.sheet}", self.cell and f"sel {self.cell}")
        return f"{', '.join(place for place in places if place)}: {self.message}"


@dataclass(slots=True)
class Row:
    """A row of a table: a value a column (None: blank), and the cell of each."""

    table: str
    sheet: str
    values: dict[str, Any]
    cells: dict[str, str]

    @property
    def key(self) -> tuple[Any, ...]:
        """What the row is about."""
        return tuple(self.values[name] for name in import_layout().tables[self.table].key)

    @property
    def office(self) -> tuple[str, int]:
        """The office and year whose folder the row belongs to."""
        return self.values["unit"], self.values["year"]


@dataclass(slots=True)
class Proposal:
    """What a file says: rows by table, offices that it introduces, and its faults."""

    file_name: str
    rows: dict[str, list[Row]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def of(self, table: str) -> list[Row]:
        """The rows of a table, in the order of the file."""
        return self.rows.get(table, [])

    def fault(self, row: Row, column: str, message: str) -> None:
        """Notes what is wrong with a cell of a row."""
        self.faults.append(Fault(self.file_name, row.sheet, row.cells.get(column, ""), message))


@dataclass(slots=True)
class _Grid:
    """A table as it stands in the file: cells by row from `first_row` of the file or sheet."""

    name: str
    rows: Sequence[Sequence[Any]]
    first_row: int = 0
    percents: set[tuple[int, int]] = field(default_factory=set)
    odd: dict[tuple[int, int], str] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> str:
        return address(self.first_row + row, column)

    def raw(self, row: int, column: int) -> Any:
        line = self.rows[row]
        value = line[column] if column < len(line) else ""
        if (row, column) in self.odd:
            return self.odd[row, column]
        if isinstance(value, float) and (row, column) in self.percents:
            return round(100 * value, 9)
        return value

    def text(self, row: int, column: int) -> str:
        value = self.raw(row, column)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return " ".join(plain_signs(str(value)).split())


def read_proposal(path: Path, file_name: str, units: Sequence[Unit], limits: Limits) -> Proposal:
    """Everything that a file of targets says.

    Args:
        path: where its content lies.
        file_name: the name that people know it by.
        units: the offices known; those that the file itself introduces are added.

    Raises:
        ReferenceProblem: the file cannot be opened at all.
    """
    proposal = Proposal(file_name)
    grids = list(_tables(proposal, _grids(path, file_name, limits)))
    grids.sort(key=lambda item: item[0] != "units")
    known = list(units)
    for name, grid in grids:
        reader = _Reader(proposal, name, grid, Offices(known))
        proposal.rows.setdefault(name, []).extend(reader.rows())
        if name == "units":
            known += _introduced(proposal, units)
    _refuse_twice(proposal)
    if not any(proposal.rows.values()) and not proposal.faults:
        sheets = ", ".join(table.sheet for table in import_layout().tables.values())
        proposal.faults.append(
            Fault(file_name, "", "", f"Tidak ada target di dalamnya. Isi salah satu lembar: {sheets}.")
        )
    return proposal


def _grids(path: Path, file_name: str, limits: Limits) -> list[_Grid]:
    if Path(file_name).suffix.lower() == ".csv":
        return list(_sections(path, file_name, limits))
    try:
        sheets = open_apart(path, file_name, limits).sheets
    except Unreadable as problem:
        sentence = messages()["file-unreadable"]["sentences"][problem.reason]
        raise ReferenceProblem(sentence.format(file_name=file_name, detail=problem.detail)) from problem
    return [
        _Grid(sheet.name, sheet.rows, 0, sheet.percents, sheet.errors | dict.fromkeys(sheet.uncalculated, "#RUMUS"))
        for sheet in sheets
    ]


def _sections(path: Path, file_name: str, limits: Limits) -> Iterator[_Grid]:
    if path.stat().st_size > limits.file_bytes:
        raise ReferenceProblem(f"Berkas {file_name} terlalu besar untuk berkas target.")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise ReferenceProblem(f"Berkas {file_name} bukan teks UTF-8. Simpan ulang sebagai CSV UTF-8.") from problem
    semicolons = any(";" in line for line in text.splitlines())
    lines = list(csv.reader(io.StringIO(text), delimiter=";" if semicolons else ","))
    begins = [number for number, line in enumerate(lines) if len([cell for cell in line if cell.strip()]) == 1]
    if any(cell.strip() for line in lines[: begins[0] if begins else None] for cell in line):
        raise ReferenceProblem(
            f"Berkas {file_name}: baris pertama harus nama tabel saja, misalnya RAPK; kepala kolom di bawahnya."
        )
    for start, stop in zip(begins, [*begins[1:], len(lines)], strict=True):
        name = next(cell for cell in lines[start] if cell.strip())
        yield _Grid(name, lines[start + 1 : stop], start + 1)


def _tables(proposal: Proposal, grids: list[_Grid]) -> Iterator[tuple[str, _Grid]]:
    """The tables of the layout among the sheets; a sheet of any other name could be a table misspelt."""
    layout = import_layout()
    tables = {normalise(table.sheet): name for name, table in layout.tables.items()}
    for grid in grids:
        name = tables.get(normalise(grid.name))
        if name is not None:
            yield name, grid
        elif normalise(grid.name) not in map(normalise, layout.ignored_sheets) and any(map(any, grid.rows)):
            known = ", ".join(table.sheet for table in layout.tables.values())
            message = f"Lembar ini tidak dikenal. Ganti namanya menjadi salah satu dari {known}, atau hapus."
            proposal.faults.append(Fault(proposal.file_name, grid.name, "A1", message))


def _introduced(proposal: Proposal, units: Sequence[Unit]) -> list[Unit]:
    """Offices of the file that are not known yet."""
    codes = {unit.code for unit in units}
    found: dict[str, Unit] = {}
    for row in proposal.of("units"):
        said = row.values
        if said["unit"] not in codes:
            labels = tuple(label.strip() for label in said["labels"].split(",") if label.strip())
            found[said["unit"]] = Unit(said["unit"], said["name"], said["short_name"], said["office_kind"], labels)
    return list(found.values())


def _refuse_twice(proposal: Proposal) -> None:
    for rows in proposal.rows.values():
        seen: dict[tuple[Any, ...], Row] = {}
        for row in rows:
            first = seen.setdefault(row.key, row)
            if first is not row:
                where = next(iter(first.cells.values()))
                proposal.fault(
                    row, next(iter(row.cells)), f"Baris ini mengulang baris di sel {where}. Hapus salah satunya."
                )


class _Reader:
    """Reads the rows of one table."""

    def __init__(self, proposal: Proposal, name: str, grid: _Grid, offices: Offices) -> None:
        self._proposal = proposal
        self._name = name
        self._table: ImportTable = import_layout().tables[name]
        self._grid = grid
        self._offices = offices

    def rows(self) -> list[Row]:
        """The rows without a fault."""
        if not any(str(cell).strip() for line in self._grid.rows for cell in line):
            return []
        header = self._header_row()
        columns = self._columns(header)
        if columns is None:
            return []
        found = []
        for number in range(header + 1, len(self._grid.rows)):
            if any(self._grid.text(number, place) for place in columns.values()):
                row = self._row(number, columns)
                found += [row] if row else []
        return found

    def _say(self, row: int, column: int, message: str) -> None:
        cell = self._grid.cell(row, column)
        self._proposal.faults.append(Fault(self._proposal.file_name, self._table.sheet, cell, message))

    def _header_row(self) -> int:
        wanted = {word for column in self._table.columns.values() for word in _spellings(column)}

        def fit(row: int) -> int:
            return len(wanted & {normalise(str(cell)) for cell in self._grid.rows[row]})

        return max(range(min(_HEADER_WITHIN, len(self._grid.rows))), key=fit)

    def _columns(self, header: int) -> dict[str, int] | None:
        by_word = {word: name for name, column in self._table.columns.items() for word in _spellings(column)}
        ignored = {normalise(word) for word in import_layout().ignored_columns}
        found: dict[str, int] = {}
        before = len(self._proposal.faults)
        for place in range(len(self._grid.rows[header])):
            text = self._grid.text(header, place)
            name = by_word.get(normalise(text))
            if not text or normalise(text) in ignored:
                continue
            if name is None:
                known = ", ".join(column.header for column in self._table.columns.values())
                self._say(header, place, f"Kolom '{text}' tidak dikenal. Kolom lembar ini: {known}.")
            elif name in found:
                self._say(header, place, f"Kolom '{text}' ada dua kali. Hapus salah satunya.")
            else:
                found[name] = place
        for name, column in self._table.columns.items():
            if name not in found and not column.blank:
                self._say(header, 0, f"Kolom '{column.header}' tidak ada. Tambahkan beserta isinya.")
        return found if len(self._proposal.faults) == before else None

    def _row(self, number: int, columns: dict[str, int]) -> Row | None:
        before = len(self._proposal.faults)
        values: dict[str, Any] = dict.fromkeys(self._table.columns)
        unit = self._offices.named(self._grid.text(number, columns["unit"])) if "unit" in columns else None
        for name, place in columns.items():
            column = self._table.columns[name]
            try:
                values[name] = self._value(column, self._grid.raw(number, place), self._grid.text(number, place), unit)
            except ValueError as problem:
                self._say(number, place, str(problem))
        if len(self._proposal.faults) > before:
            return None
        cells = {name: self._grid.cell(number, place) for name, place in columns.items()}
        return Row(self._name, self._table.sheet, values, cells)

    def _value(self, column: ImportColumn, raw: Any, text: str, unit: Unit | None) -> Any:
        """A cell as the column wants it.

        Raises:
            ValueError: it is something else; the text says what to write.
        """
        if column.type in _NUMBERS:
            value = _number(column.type, raw, text)
            if value is None and not column.blank:
                raise ValueError(f"{column.header} belum diisi. Tulis angkanya.")
            return value
        if not text:
            if not column.blank:
                raise ValueError(f"{column.header} belum diisi.")
            return None
        if text.startswith("#"):
            raise ValueError(f"'{text}' bukan isi. Perbaiki rumusnya atau tulis isinya.")
        match column.type:
            case "code":
                return _code(text)
            case "unit":
                return self._unit(text).code
            case "year":
                return _year(text)
            case "month":
                return _month(text)
            case "date":
                return _date(raw, text)
            case "hash":
                return _hash(text)
            case "kind":
                return _kind(text)
            case "office_kind":
                return _office_kind(text)
            case "indicator":
                return _indicator(text, unit)
            case _:
                return text

    def _unit(self, text: str) -> Unit:
        unit = self._offices.named(text)
        if unit is None:
            known = ", ".join(office.code for office in self._offices) or "belum ada"
            raise ValueError(
                f"Kantor '{text}' tidak dikenal. Yang dikenal: {known}. Kantor baru ditulis di lembar KANTOR."
            )
        return unit


def _spellings(column: ImportColumn) -> list[str]:
    return [normalise(text) for text in (column.header, *column.spellings)]


def _number(kind: ColumnType, raw: Any, text: str) -> float | int | None:
    number = read_number(raw, _NUMBERS[kind])
    if number.problem == "ambiguous":
        raise ValueError(f"'{text}' dapat dibaca dua cara. Tulis sebagai angka, bukan teks.")
    if number.problem == "fraction":
        raise ValueError(f"'{text}' bukan bilangan bulat. Tulis tanpa pecahan.")
    if number.problem or number.state in ("nihil", "text", "note"):
        raise ValueError(f"'{text}' bukan angka. Tulis angkanya, misalnya {'85,5' if kind == 'decimal' else '4'}.")
    if number.value is not None and number.value < 0:
        raise ValueError(f"'{text}' di bawah nol. Target, pagu, dan jumlah perkara paling sedikit 0.")
    return number.value


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise ValueError(f"Kode kantor '{text}' harus huruf besar, angka, - atau _ tanpa spasi, misalnya SERANG.")
    return text


def _year(text: str) -> int:
    if not re.fullmatch(r"20\d\d", text):
        raise ValueError(f"Tahun '{text}' tidak dikenal. Tulis misalnya 2022.")
    return int(text)


def _month(text: str) -> int:
    found = re.fullmatch(r"[Bb]?0?(\d{1,2})", text)
    month = int(found[1]) if found else month_of(text)
    if month is None or not 1 <= month <= 12:
        raise ValueError(f"Bulan '{text}' tidak ada. Tulis angka 1 sampai 12.")
    return month


def _date(raw: Any, text: str) -> str:
    if isinstance(raw, dt.date):
        return (raw.date() if isinstance(raw, dt.datetime) else raw).isoformat()
    try:
        if found := _NUMERIC_DATE.fullmatch(text):
            return dt.date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        if found := _DATE.fullmatch(text):
            return dt.date(int(found[3]), month_of(found[2]) or 0, int(found[1])).isoformat()
        return dt.date.fromisoformat(text).isoformat()
    except ValueError as problem:
        raise ValueError(f"Tanggal '{text}' tidak dikenal. Tulis misalnya 28 Juli 2022.") from problem


def _hash(text: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        raise ValueError(f"Sidik '{text}' bukan SHA-256. Tulis 64 angka dan huruf a sampai f.")
    return text.lower()


def _kind(text: str) -> str:
    kinds = import_layout().kinds
    for kind, words in kinds.items():
        if normalise(text) in map(normalise, words):
            return kind
    raise ValueError(f"Jenis '{text}' tidak dikenal. Tulis {', '.join(words[0] for words in kinds.values())}.")


def _office_kind(text: str) -> str:
    known = sorted({row["office_kind"] for row in seed("indicators")})
    if text not in known:
        raise ValueError(f"Jenis kantor '{text}' tidak dikenal. Yang dikenal: {', '.join(known)}.")
    return text


def _indicator(text: str, unit: Unit | None) -> str:
    """The stable name of an indicator, from that name itself or from any spelling of its title."""
    names = indicator_names(unit)
    found = names.get(normalise(text))
    if found is not None:
        return found
    if re.fullmatch(r"(?:IKU\s*)?\d+", text, re.IGNORECASE):
        raise ValueError(f"'{text}' adalah nomor. Tulis nama indikator; nomor IKU dapat bergeser antar dokumen.")
    likely = process.extractOne(normalise(text), names.keys(), scorer=fuzz.ratio, score_cutoff=_LIKE)
    hint = f" Mungkin maksudnya '{indicator_titles()[names[likely[0]]]}'." if likely else ""
    raise ValueError(f"Indikator '{text}' tidak dikenal.{hint} Tulis namanya seperti pada PK.")


@lru_cache(maxsize=256)
def indicator_names(unit: Unit | None) -> dict[str, str]:
    """Every normalised way to call an indicator of an office, with its stable name."""
    kind = unit.office_kind if unit else None
    names: dict[str, str] = {}
    for row in seed("indicators"):
        if kind in (None, row["office_kind"]):
            names[normalise(row["indicator_id"])] = row["indicator_id"]
            names[normalise(row["indikator"])] = row["indicator_id"]
    known = set(names.values())
    for label in shared_labels()["indikator"]:
        for spelling in label.spellings if label.key in known else ():
            for office in (unit.spellings if unit else ()) if "{unit}" in spelling else ("",):
                names[normalise(spelling.replace("{unit}", office))] = label.key
    return names


@cache
def indicator_titles() -> dict[str, str]:
    """The title of every indicator."""
    return {row["indicator_id"]: row["indikator"] for row in seed("indicators")}
