"""Opening a workbook without trusting it: the zip is looked at before any reader touches the file.

python-calamine reads 400 files a second but turns error cells into blanks, drops formulas that were never
calculated, and ends the process on a value in a far cell; so the sheets' XML is scanned first.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from flows.ingest.text import address, normalise, position

MAX_UNPACKED = 300 * 1024 * 1024
MAX_CELLS = 5_000_000
_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL_REF = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_CELL = re.compile(rb'<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)', re.DOTALL)
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="(\d+)"[^>]*?\bhidden="(?:1|true)"')


class Unreadable(Exception):
    """The file cannot be opened as a workbook; `reason` is a key of the messages, `detail` fills it."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


@dataclass(slots=True)
class Sheet:
    """One sheet: values by zero-based position, and what the value reader does not tell.

    `errors` are the error cells with their text (`#DIV/0!`), `uncalculated` formulas without a stored value,
    `span` gives for every cell of a merged range its first cell.
    """

    name: str
    rows: list[list[Any]]
    hidden: bool = False
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    span: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)

    def raw(self, row: int, column: int) -> Any:
        """The value at a position; '' when blank or outside."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return ""

    def text(self, row: int, column: int) -> str:
        """The value as one line of text; whole numbers without decimals; an error cell as its error."""
        if (row, column) in self.errors:
            return self.errors[row, column]
        value = self.raw(row, column)
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return " ".join(str(value).split())

    def spanned_text(self, row: int, column: int) -> str:
        """The text that a reader of the page sees at a position: a merged range shows its first cell."""
        return self.text(*self.span.get((row, column), (row, column)))


@dataclass(slots=True)
class Workbook:
    """A file's sheets in order, and when it was last saved (ISO text, empty when it does not say)."""

    sheets: list[Sheet]
    modified_at: str = ""


def open_workbook(path: Path) -> Workbook:
    """All sheets of an `.xlsx` or `.xlsm` file.

    Raises:
        Unreadable: with the reason `not_xlsx`, `empty_file`, `truncated`, `encrypted`, `too_large`, `far_cell`,
            `entities` or `broken`.
    """
    head = path.read_bytes()[:8]
    if not head:
        raise Unreadable("empty_file")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("encrypted_or_old")
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        raise Unreadable("not_xlsx", path.suffix or path.name)
    if not head.startswith(b"PK"):
        raise Unreadable("not_xlsx", path.suffix)
    try:
        with zipfile.ZipFile(path) as archive:
            parts, modified = _scan(archive)
    except (zipfile.BadZipFile, EOFError, KeyError, OSError, ElementTree.ParseError, ValueError, RuntimeError) as problem:
        raise Unreadable("truncated") from problem
    except NotImplementedError as problem:
        raise Unreadable("encrypted_or_old") from problem
    return Workbook(_read(path, parts), modified)


@dataclass(slots=True)
class _Part:
    errors: dict[tuple[int, int], str]
    uncalculated: set[tuple[int, int]]
    hidden_rows: set[int]


def _scan(archive: zipfile.ZipFile) -> tuple[dict[str, _Part], str]:
    if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
        raise Unreadable("too_large")
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        raise Unreadable("not_xlsx", "zip")
    book, rels = archive.read("xl/workbook.xml"), archive.read("xl/_rels/workbook.xml.rels")
    for content in (book, rels):
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise Unreadable("entities")
    targets = {rel.get("Id"): rel.get("Target", "") for rel in ElementTree.fromstring(rels)}
    parts: dict[str, _Part] = {}
    for sheet in ElementTree.fromstring(book).iter(f"{_NS}sheet"):
        target = targets.get(sheet.get(_REL), "").lstrip("/")
        part = target if target.startswith("xl/") else f"xl/{target}"
        if part in names and "worksheets/" in part:
            parts[sheet.get("name", "")] = _scan_sheet(archive.read(part))
    modified = ""
    if "docProps/core.xml" in names:
        stamp = re.search(rb"<dcterms:modified[^>]*>([^<]+)<", archive.read("docProps/core.xml"))
        modified = stamp[1].decode("ascii", "ignore") if stamp else ""
    return parts, modified


def _scan_sheet(content: bytes) -> _Part:
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content[:4096]:
        raise Unreadable("entities")
    last_row = last_column = 0
    for letters, row in _CELL_REF.findall(content):
        last_row = max(last_row, int(row))
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        last_column = max(last_column, column)
    if last_row * last_column > MAX_CELLS:
        raise Unreadable("far_cell", address(last_row - 1, last_column - 1))
    part = _Part({}, set(), {int(row) - 1 for row in _HIDDEN_ROW.findall(content)})
    if b't="e"' not in content and b"<f" not in content and b":f>" not in content:
        return part
    for attributes, inner in _CELL.findall(content):
        reference = re.search(rb'\br="([A-Z]+\d+)"', attributes)
        if not reference:
            continue
        place = position(reference[1].decode())
        value = re.search(rb"<(?:\w+:)?v>([^<]*)<", inner)
        if b't="e"' in attributes:
            part.errors[place] = value[1].decode("utf-8", "replace") if value else "#ERROR"
        elif re.search(rb"<(?:\w+:)?f[\s>/]", inner) and (value is None or not value[1]) and b't="str"' not in attributes:
            part.uncalculated.add(place)
    return part


def _read(path: Path, parts: dict[str, _Part]) -> list[Sheet]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        visible = {meta.name: meta.visible for meta in book.sheets_metadata}
        sheets = []
        for name in book.sheet_names:
            if name not in parts:
                continue
            source = book.get_sheet_by_name(name)
            span = {
                (row, column): first
                for first, last in source.merged_cell_ranges or ()
                for row in range(first[0], min(last[0], len_rows(source)) + 1)
                for column in range(first[1], min(last[1], 255) + 1)
            }
            part = parts[name]
            sheets.append(
                Sheet(
                    name,
                    source.to_python(skip_empty_area=False),
                    visible[name] != python_calamine.SheetVisibleEnum.Visible,
                    part.errors,
                    part.uncalculated,
                    part.hidden_rows,
                    span,
                )
            )
        return sheets
    except Unreadable:
        raise
    except BaseException as problem:  # the Rust reader reports panics as a BaseException
        if isinstance(problem, (KeyboardInterrupt, SystemExit)):
            raise
        raise Unreadable("broken", normalise(str(problem))[:80]) from problem


def len_rows(source: Any) -> int:
    """Rows that a merged range may reach: no further than the sheet's own."""
    return int(source.total_height) + 1
