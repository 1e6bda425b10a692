"""Workbooks built where the defect can be seen: the real example changed cell by cell, or sheets from lists
of rows.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from flows.ingest.forms import forms_for
from flows.ingest.rows import FormReading, Row
from flows.ingest.submission import Submission, read_submission
from flows.ingest.text import address, position
from flows.period import Period
from flows.reference.targets import Reference, load_reference
from flows.settings import ROOT, SHIPPED_TARGETS

EXAMPLE = ROOT / "examples" / "inbox" / "RHPK_SERANG_2022-09.xlsx"
CORRECTED = ROOT / "examples" / "koreksi" / "RHPK_SERANG_2022-09_koreksi.xlsx"
SEPTEMBER = Period(2022, 9)

_Box = tuple[int, int, int, int]
_TRACKED = 200  # no sheet of the example has more rows or columns


@dataclass(frozen=True)
class Shown:
    """A value with Excel's number format."""

    value: Any
    number_format: str


@dataclass(frozen=True)
class Formula:
    """A formula with the value that Excel stored for it."""

    value: float
    text: str = "0"


@dataclass
class Draft:
    """One sheet to be written: values by zero-based position, merged ranges, hidden rows and columns.

    `rows_at` and `columns_at` tell where rows and columns of the sheet that the draft began as lie now.
    """

    name: str
    cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    merged: list[_Box] = field(default_factory=list)
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    state: str = "visible"
    rows_at: dict[int, int] = field(default_factory=dict)
    columns_at: dict[int, int] = field(default_factory=dict)

    def __getitem__(self, cell: str) -> Any:
        return self.cells.get(position(cell))

    def __setitem__(self, cell: str, value: Any) -> None:
        self.cells[position(cell)] = value

    @property
    def height(self) -> int:
        return 1 + max(row for row, _ in self.cells)

    @property
    def width(self) -> int:
        return 1 + max(column for _, column in self.cells)

    def now_at(self, cells: str) -> str:
        """Where cells of the sheet that this draft began as lie now: `E6, F6` may be `E9, F9`."""
        places = [position(cell) for cell in cells.split(", ") if cell]
        return ", ".join(
            address(self.rows_at.get(row, row), self.columns_at.get(column, column)) for row, column in places
        )

    def moved(self, down: int = 0, right: int = 0, below: int = 0, beyond: int = 0) -> Draft:
        """Moves what lies from a row and column on: rows and columns pushed in."""

        def row_at(row: int) -> int:
            return row + down if row >= below else row

        def column_at(column: int) -> int:
            return column + right if column >= beyond else column

        self.cells = {(row_at(row), column_at(column)): value for (row, column), value in self.cells.items()}
        self.merged = [(row_at(a), column_at(b), row_at(c), column_at(d)) for a, b, c, d in self.merged]
        self.rows_at = {row: row_at(self.rows_at.get(row, row)) for row in range(_TRACKED)}
        self.columns_at = {column: column_at(self.columns_at.get(column, column)) for column in range(_TRACKED)}
        return self

    def unmerged(self) -> Draft:
        self.merged = []
        return self

    def texts(self, change: Callable[[str], str], rows: Iterable[int] | None = None) -> Draft:
        """Changes every text, or those of some rows."""
        wanted = None if rows is None else set(rows)
        for (row, column), value in self.cells.items():
            if isinstance(value, str) and (wanted is None or row in wanted):
                self.cells[row, column] = change(value)
        return self

    def without_row(self, row_no: int) -> Draft:
        """Takes an Excel row out."""
        row = row_no - 1
        self.cells = {place: value for place, value in self.cells.items() if place[0] != row}
        self.merged = [box for box in self.merged if not box[0] <= row <= box[2]]
        return self.moved(down=-1, below=row)

    def without_column(self, letter: str) -> Draft:
        """Takes a column out, merged headers over others shrink."""
        column = position(f"{letter}1")[1]
        self.cells = {place: value for place, value in self.cells.items() if place[1] != column}
        self.merged = [box for box in self.merged if not (box[1] == box[3] == column)]
        return self.moved(right=-1, beyond=column + 1)

    def swapped(self, one: str, other: str, from_row: int = 1) -> Draft:
        """Exchanges two columns from an Excel row on, headers included."""
        left, right = position(f"{one}1")[1], position(f"{other}1")[1]
        turn = {left: right, right: left}
        self.cells = {
            (row, turn.get(column, column) if row >= from_row - 1 else column): value
            for (row, column), value in self.cells.items()
        }
        self.merged = [
            (a, turn.get(b, b), c, turn.get(d, d)) if b == d and a >= from_row - 1 else (a, b, c, d)
            for a, b, c, d in self.merged
        ]
        self.columns_at = {
            column: turn.get(now, now) for column in range(_TRACKED) for now in [self.columns_at.get(column, column)]
        }
        return self

    def below(self, lines: Sequence[Sequence[Any]], gap: int = 2) -> Draft:
        """Writes lines under the table."""
        first = self.height + gap
        for row, line in enumerate(lines):
            for column, value in enumerate(line):
                if value not in (None, ""):
                    self.cells[first + row, column] = value
        return self


def sheet(name: str, rows: Sequence[Sequence[Any]]) -> Draft:
    """A sheet from rows of values; None and '' stay blank."""
    cells = {
        (row, column): value
        for row, line in enumerate(rows)
        for column, value in enumerate(line)
        if value not in (None, "")
    }
    return Draft(name, cells)


@cache
def _example(path: Path) -> dict[str, Draft]:
    drafts = {}
    for source in openpyxl.load_workbook(path, data_only=True):
        merged = [
            (box.min_row - 1, box.min_col - 1, box.max_row - 1, box.max_col - 1) for box in source.merged_cells.ranges
        ]
        cells = {
            (cell.row - 1, cell.column - 1): cell.value
            for line in source.iter_rows()
            for cell in line
            if cell.value is not None
        }
        drafts[source.title] = Draft(source.title, cells, merged)
    return drafts


def example(*names: str, path: Path = EXAMPLE) -> list[Draft]:
    """Sheets of the real workbook, free to be changed; all of them when none is named."""
    drafts = _example(path)
    return [copy.deepcopy(drafts[name]) for name in names or drafts]


def one(name: str) -> Draft:
    """One sheet of the real workbook."""
    return example(name)[0]


def write(path: Path, drafts: Sequence[Draft]) -> Path:
    """Writes sheets as a workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for draft in drafts:
        target = book.create_sheet(draft.name)
        target.sheet_state = draft.state
        for (row, column), value in draft.cells.items():
            cell = target.cell(row + 1, column + 1)
            if isinstance(value, Shown):
                cell.value, cell.number_format = value.value, value.number_format
            elif isinstance(value, Formula):
                cell.value = f"={value.text}"
            else:
                cell.value = value
        for a, b, c, d in draft.merged:
            target.merge_cells(start_row=a + 1, start_column=b + 1, end_row=c + 1, end_column=d + 1)
        for row in draft.hidden_rows:
            target.row_dimensions[row].hidden = True
        for letter in draft.hidden_columns:
            target.column_dimensions[letter].hidden = True
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    stored = [{place: value for place, value in draft.cells.items() if isinstance(value, Formula)} for draft in drafts]
    if any(stored):
        path.write_bytes(_with_stored_values(path.read_bytes(), stored))
    return path


def _with_stored_values(book: bytes, stored: list[dict[tuple[int, int], Formula]]) -> bytes:
    """Puts beside formulas the values that Excel would have stored; openpyxl writes either, never both."""

    def change(name: str, content: bytes) -> bytes:
        number = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name)
        for place, formula in stored[int(number[1]) - 1].items() if number else ():
            formula_cell = rb'(<c r="%s"[^>]*><f>[^<]*</f>)<v ?/?>(?:</v>)?' % address(*place).encode()
            value = rb"\g<1><v>%s</v>" % repr(formula.value).encode()
            content, times = re.subn(formula_cell, value, content)
            assert times == 1, address(*place)
        return content

    return repacked(book, change)


def repacked(book: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """A zip with parts changed, or left out where the change gives None."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
    return packed.getvalue()


@cache
def shipped() -> Reference:
    """The offices that the program ships targets for."""
    return load_reference(SHIPPED_TARGETS)


def submit(
    folder: Path,
    *drafts: Draft,
    name: str = "kiriman.xlsx",
    period: Period = SEPTEMBER,
    unit: str | None = None,
    reference: Reference | None = None,
) -> Submission:
    """Sheets written as a workbook and read as a submission."""
    path = write(folder / name, drafts)
    return read_submission(path, name, reference or shipped(), period, unit)


def read(folder: Path, draft: Draft, **options: Any) -> FormReading:
    """One sheet read as its form."""
    submission = submit(folder, draft, **options)
    assert len(submission.forms) == 1, [finding.message for finding in submission.findings]
    return submission.forms[0]


def told(submission: Submission) -> list[tuple[str, str, str, str]]:
    """What was found: severity, rule, sheet, cell."""
    return [(found.severity, found.rule_id, found.sheet, found.cell) for found in submission.findings]


def row(reading: FormReading, row_no: int) -> Row:
    """The row that was read from an Excel row."""
    return next(found for found in reading.rows if found.row_no == row_no)


def figures(reading: FormReading) -> list[tuple[Any, ...]]:
    """What a form says, without where it says it: kind, labels and figures of every row, in order."""
    return [
        (
            record.kind,
            tuple((name, label.key) for name, label in sorted(record.labels.items()) if label.key is not None),
            tuple(
                (name, value.number.value)
                for name, value in sorted(record.values.items())
                if value.number.value is not None
            ),
        )
        for record in reading.rows
    ]


def forms() -> dict[str, Any]:
    """The forms in force in September 2022."""
    return forms_for(str(SEPTEMBER))
