"""Reading the tables of a printed report: CSV files in a folder, recognised by their columns.

A folder may hold anything else too. Numbers are written with a decimal point or a decimal comma, one way a file.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from flows.ingest.numbers import read_number
from flows.ingest.yml import read_yaml
from flows.period import Period

_QUARTERS = {"1": 1, "2": 2, "3": 3, "4": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4}
_QUARTER = r"(?:tw|triwulan)_?(?P<quarter>iv|i{1,3}|[1-4])"
_YEAR = r"(?P<year>20\d\d)"
_BLANKS = re.compile(r"[-–—]{0,3}")
_DECIMAL = {
    ".": re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.(?P<decimals>\d+))?"),
    ",": re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,(?P<decimals>\d+))?"),
}
# What tells a file's decimal mark: a mark that is not followed by three digits groups no thousands.
_TELLS = re.compile(r"(?P<mark>[.,])(?:\d{1,2}|\d{4,})$")


class PrintedProblem(Exception):  # noqa: N818 - said to people, not an error of the program
    """The folder or one of its tables cannot be used; the text says which, where and why, in Indonesian."""


class Column(BaseModel):
    """One column of a printed table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["decimal", "money", "text"]
    header: str


class PrintedTable(BaseModel):
    """One table that a report prints."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    key: Literal["iku_no", "sasaran_no", "perspective"]
    month: str | None = None
    total: str | None = None
    needs: tuple[str, ...] = Field(min_length=1)
    columns: Mapping[str, Column]


class Vocabulary(BaseModel):
    """`tables.yml`, strictly."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tables: Mapping[str, PrintedTable]
    keys: Mapping[str, str]
    unit: str


@cache
def vocabulary() -> Vocabulary:
    """The tables that are known."""
    return Vocabulary.model_validate(read_yaml(Path(__file__).with_name("tables.yml")))


@dataclass(frozen=True, slots=True)
class Known:
    """What an office publishes in a period: names by which rows of tables are met."""

    indicators: frozenset[str]
    objectives: frozenset[str]
    perspectives: frozenset[str]


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """One cell of a printed table. `value` is null where the cell is blank, an error or a text."""

    unit_code: str
    period: str
    file_name: str
    file_hash: str
    table_name: str
    key: str
    measure: str
    value_text: str
    value: float | None
    decimals: int | None


@dataclass(frozen=True, slots=True)
class Printed:
    """What a folder holds: its figures, the tables by file, and files that are no table of a report."""

    figures: tuple[PrintedFigure, ...]
    tables: Mapping[str, str]
    skipped: tuple[str, ...]


def read_folder(folder: Path, period: Period, unit: str | None, known: Mapping[str, Known]) -> Printed:
    """All tables of a printed report.

    Args:
        unit: the office whose report it is, where the tables do not say; only its rows are taken.
        known: the offices that published figures in the period.

    Raises:
        PrintedProblem: there is no table in it, or one cannot be read.
    """
    if not folder.is_dir():
        raise PrintedProblem(f"Folder {folder} tidak ada. Tulis folder yang berisi tabel laporan tercetak (.csv).")
    figures: dict[tuple[str, str, str, str, str], PrintedFigure] = {}
    tables: dict[str, str] = {}
    skipped: list[str] = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() != ".csv" or not path.is_file():
            continue
        file = _File.open(path, period)
        if file is None:
            skipped.append(path.name)
            continue
        tables[path.name] = file.name
        for figure in file.figures(period, unit, known):
            place = (figure.unit_code, figure.period, figure.table_name, figure.key, figure.measure)
            other = figures.setdefault(place, figure)
            if other is not figure:
                raise PrintedProblem(
                    f"{vocabulary().tables[figure.table_name].title} memuat {_row(figure.table_name, figure.key)} dua "
                    f"kali: di {other.file_name} dan {figure.file_name}. Sisakan satu baris."
                )
    if not tables:
        titles = "; ".join(f"{table.title} ({_needs(table)})" for table in vocabulary().tables.values())
        raise PrintedProblem(
            f"Folder {folder} tidak berisi tabel laporan yang dikenal. Yang dikenal dari kolomnya: {titles}."
        )
    return Printed(tuple(figures.values()), tables, tuple(skipped))


def _needs(table: PrintedTable) -> str:
    return ", ".join([table.key, *(["month"] if table.month else []), *table.needs])


def _row(table: str, key: str) -> str:
    of = vocabulary().tables[table].key
    return {"iku_no": f"IKU {key}", "sasaran_no": f"SK {key}", "perspective": f"perspektif {key}"}[of]


@dataclass(frozen=True, slots=True)
class _File:
    """One CSV file that is a table: its lines, and at which place each column stands."""

    path: Path
    digest: str
    name: str
    lines: list[tuple[int, list[str]]]
    places: Mapping[str, int]

    @classmethod
    def open(cls, path: Path, period: Period) -> _File | None:
        """The file as the table that it is, or nothing when it is none."""
        content = path.read_bytes()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return None
        delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            lines = [(reader.line_num, [cell.strip() for cell in line]) for line in reader if any(map(str.strip, line))]
        except csv.Error:
            return None
        if not lines:
            return None
        headers = [re.sub(r"[^a-z0-9]+", "_", header.lower()).strip("_") for header in lines[0][1]]
        found = [(name, _places(table, headers)) for name, table in vocabulary().tables.items()]
        fitting = [(name, places) for name, places in found if places is not None]
        if not fitting:
            return None
        name, places = max(fitting, key=lambda one: len(one[1]))
        _refuse_other_period(path, vocabulary().tables[name], headers, lines[0][1], period)
        return cls(path, hashlib.sha256(content).hexdigest(), name, lines[1:], places)

    def figures(self, period: Period, unit: str | None, known: Mapping[str, Known]) -> Iterator[PrintedFigure]:
        """Every cell of the table, blank ones too: what is not printed is told as well."""
        table = vocabulary().tables[self.name]
        mark = self._decimal_mark(table)
        for number, line in self.lines:
            if len(line) <= max(self.places.values()):
                line = line + [""] * (max(self.places.values()) + 1 - len(line))
            office = self._office(number, line, unit, known)
            if office is None:
                continue
            month = self._month(number, line, period)
            key = self._key(number, line, table, known[office])
            for measure, column in table.columns.items():
                if measure not in self.places:
                    continue
                text = line[self.places[measure]]
                value, decimals = self._value(number, measure, text, column, mark)
                yield PrintedFigure(
                    office,
                    str(month),
                    self.path.name,
                    self.digest,
                    self.name,
                    key,
                    measure,
                    "" if _BLANKS.fullmatch(text) else text,
                    value,
                    decimals,
                )

    def _fault(self, number: int, text: str) -> PrintedProblem:
        return PrintedProblem(f"{self.path.name} baris {number}: {text}")

    def _office(self, number: int, line: list[str], unit: str | None, known: Mapping[str, Known]) -> str | None:
        """The office of a row; nothing for rows of an office that was not asked for."""
        if "unit" in self.places:
            office = line[self.places["unit"]]
            if unit is not None and office != unit:
                return None
            if office not in known:
                raise self._fault(
                    number, f"kantor '{office}' tidak mempunyai hasil bulan ini. Ada: {', '.join(sorted(known))}."
                )
            return office
        if unit is not None:
            return unit
        if len(known) > 1:
            raise PrintedProblem(
                f"{self.path.name} tidak menyebut kantor, padahal ada {len(known)} kantor dengan hasil bulan ini. "
                "Sebutkan kantornya dengan --unit."
            )
        return next(iter(known))

    def _month(self, number: int, line: list[str], period: Period) -> Period:
        if "month" not in self.places:
            return period
        text = line[self.places["month"]]
        if not re.fullmatch(r"\d{1,2}", text) or not 1 <= int(text) <= 12:
            raise self._fault(number, f"bulan '{text}' tidak dikenal. Tulis 1 sampai 12.")
        return Period(period.year, int(text))

    def _key(self, number: int, line: list[str], table: PrintedTable, known: Known) -> str:
        text = line[self.places[table.key]]
        if table.total and text.casefold() == table.total.casefold():
            return table.total
        if table.key == "perspective":
            by_name = {" ".join(name.casefold().split()): name for name in known.perspectives}
            key = by_name.get(" ".join(text.casefold().split()), "")
            names = known.perspectives
        else:
            bare = re.sub(r"^(?:iku|sk)\s*", "", text, flags=re.IGNORECASE)
            key = str(int(bare)) if re.fullmatch(r"\d{1,4}", bare) else ""
            names = known.indicators if table.key == "iku_no" else known.objectives
        if key not in names:
            what = {"iku_no": "indikator", "sasaran_no": "sasaran", "perspective": "perspektif"}[table.key]
            raise self._fault(number, f"{what} '{text}' tidak dikenal pada kantor ini. Perbaiki isi kolom {table.key}.")
        return key

    def _decimal_mark(self, table: PrintedTable) -> str | None:
        """The file's decimal mark, where it tells; a figure such as `61.111` cannot."""
        columns = [measure for measure, column in table.columns.items() if column.kind == "decimal"]
        found = {
            told["mark"]
            for _, line in self.lines
            for measure in columns
            if measure in self.places and self.places[measure] < len(line)
            if (told := _TELLS.search(line[self.places[measure]].rstrip("% ")))
        }
        if len(found) > 1:
            raise PrintedProblem(
                f"{self.path.name} memakai titik dan koma sebagai tanda desimal. Tulis semua angkanya dengan satu cara."
            )
        return next(iter(found), None)

    def _value(
        self, number: int, measure: str, text: str, column: Column, mark: str | None
    ) -> tuple[float | None, int | None]:
        if column.kind == "text" or _BLANKS.fullmatch(text) or text.startswith("#"):
            return None, None
        if column.kind == "money":
            money = read_number(text, "rupiah").value
            if money is None:
                raise self._fault(number, f"'{text}' pada kolom {measure} bukan jumlah rupiah bulat.")
            return float(money), 0
        bare = text.rstrip("% ").replace("−", "-")
        written = [
            (sign, told)
            for sign, pattern in _DECIMAL.items()
            if sign == (mark or sign) and (told := pattern.fullmatch(bare))
        ]
        read = {_plain(bare, sign): len(told["decimals"] or "") for sign, told in written}
        if len(read) != 1:
            why = "dapat dibaca dua cara" if read else "bukan angka"
            raise self._fault(number, f"'{text}' pada kolom {measure} {why}. Tulis misalnya 94.23 atau 94,23.")
        return next(iter(read.items()))


def _plain(text: str, mark: str) -> float:
    return float(text.replace("," if mark == "." else ".", "").replace(mark, "."))


def _header(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("{quarter}", _QUARTER).replace("{year}", _YEAR))


def _places(table: PrintedTable, headers: list[str]) -> dict[str, int] | None:
    """Where the columns of a table stand; nothing when one that it needs is missing, or a month that it has none of."""
    wanted = {table.key: vocabulary().keys[table.key], "unit": vocabulary().unit}
    wanted |= {"month": table.month} if table.month else {}
    wanted |= {measure: column.header for measure, column in table.columns.items()}
    places: dict[str, int] = {}
    for name, pattern in wanted.items():
        place = next((at for at, header in enumerate(headers) if _header(pattern).fullmatch(header)), None)
        if place is not None:
            places[name] = place
    needed: Iterable[str] = [table.key, *table.needs, *(["month"] if table.month else [])]
    if not all(name in places for name in needed):
        return None
    return places


def _refuse_other_period(
    path: Path, table: PrintedTable, headers: list[str], written: list[str], period: Period
) -> None:
    """A table whose header names another quarter or year is not compared with this one."""
    for header, text in zip(headers, written, strict=True):
        for column in table.columns.values():
            told: dict[str, Any] = (
                match.groupdict() if (match := _header(column.header).fullmatch(header)) is not None else {}
            )
            quarter, year = _QUARTERS.get(told.get("quarter") or ""), told.get("year")
            if (quarter and quarter * 3 != period.month) or (year and int(year) != period.year):
                raise PrintedProblem(
                    f"{path.name}: kolom '{text}' bukan dari periode {period}. "
                    "Tulis periode laporan itu (bulan terakhir triwulannya), atau folder laporan yang benar."
                )
