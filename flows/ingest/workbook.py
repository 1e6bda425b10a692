"""Opening a workbook without trusting it: the zip is looked at before any reader touches the file.

python-calamine reads 400 files a second but turns error cells into blanks, drops formulas that were never
calculated, and ends the process on a value in a far cell; so the sheets' XML is scanned first.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from flows.ingest.text import address, column_number, date_in_words, normalise, plain_signs, position
from flows.settings_file import Limits

SHIPPED_LIMITS = Limits()
# What a text says where a formula was never calculated: no label and no header, so that it is told.
UNCALCULATED = "(rumus)"

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = 0x1
_OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)")
_LINKS_OUT = "xl/externallinks/"
_VALUE_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^>]*(?<!/)>""")
_FAR = re.compile(rb"""r=["'](?:[A-Z]{2}|[A-Z]\d{5})""")
_UNNAMED_CELL = re.compile(rb"<(?:\w+:)?c(?:>|\s(?![^>]*\br=)[^>]*>)")
_ROW = re.compile(rb"<(?:\w+:)?row(?:\s[^>]*?)?(?:/>|>(.*?)</(?:\w+:)?row>)", re.DOTALL)
_CELL = re.compile(rb"<(?:\w+:)?c(?:\s([^>]*?))?(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
# Cells of which the value reader does not tell all, as attributes and content: errors, formulas with nothing stored.
_ERROR_CELL = re.compile(rb"""<(?:\w+:)?c(\s(?=[^>]*\bt=["']e["'])[^>]*(?<!/))>(.*?)</(?:\w+:)?c>""", re.DOTALL)
_UNCALCULATED_CELL = re.compile(
    rb"""<(?:\w+:)?c(\s(?![^>]*\bt=["'](?:str|e)["'])[^>]*(?<!/))>\s*"""
    rb"""(<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>))\s*"""
    rb"""(?:<(?:\w+:)?v(?:\s[^>]*)?(?:/>|></(?:\w+:)?v>)\s*)?</(?:\w+:)?c>"""
)
_REFERENCE = re.compile(rb"""\br=["']([A-Z]+\d+)["']""")
_STORED = re.compile(rb"<(?:\w+:)?v>([^<]*)<")


class Unreadable(Exception):  # noqa: N818 - the word that callers read
    """The file cannot be opened as a workbook; `reason` is a key of the messages, `detail` fills it."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


@dataclass
class Sheet:
    """One sheet: values by zero-based position, and what the value reader does not tell.

    `errors` are the error cells with their text (`#DIV/0!`), `uncalculated` formulas without a stored value,
    `percents` numbers shown in percent (0.2 reads 20%), `span` gives for every cell of a merged range its
    first. Hidden rows and columns are read like any other.
    """

    name: str
    rows: list[list[Any]]
    hidden: bool = False
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    percents: set[tuple[int, int]] = field(default_factory=set)
    span: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    width: int = field(init=False)
    lines: list[list[str]] = field(init=False)

    def __post_init__(self) -> None:
        marks = [*self.errors, *self.uncalculated]
        self.width = max([len(row) for row in self.rows] + [column + 1 for _, column in marks], default=0)
        height = max([len(self.rows)] + [row + 1 for row, _ in marks])
        self.rows = self.rows + [[] for _ in range(height - len(self.rows))]
        self.lines = [
            ["" if value == "" else _shown(value) for value in row] + [""] * (self.width - len(row))
            for row in self.rows
        ]
        for row, column in self.uncalculated:
            self.lines[row][column] = UNCALCULATED
        for (row, column), error in self.errors.items():
            self.lines[row][column] = error

    @cached_property
    def words(self) -> list[frozenset[str]]:
        """The different texts of every row."""
        return [frozenset(line) for line in self.lines]

    def raw(self, row: int, column: int) -> Any:
        """The value at a position; '' when blank or outside."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return ""

    def text(self, row: int, column: int) -> str:
        """The value as one line of text: whole numbers without decimals, dates in words, an error as its
        code.
        """
        if 0 <= row < len(self.lines) and 0 <= column < self.width:
            return self.lines[row][column]
        return ""

    def origin(self, row: int, column: int) -> tuple[int, int]:
        """The cell whose text is seen at a position: the first of a merged range, else the cell itself."""
        return self.span.get((row, column), (row, column))

    def spanned_text(self, row: int, column: int) -> str:
        """The text that a reader of the page sees at a position."""
        return self.text(*self.origin(row, column))

    def cells(self, stop: int) -> Iterator[tuple[int, int, str]]:
        """Every filled cell above a row: row, column, text."""
        for row, line in enumerate(self.lines[:stop]):
            for column, text in enumerate(line):
                if text:
                    yield row, column, text


@dataclass(slots=True)
class Workbook:
    """A file's sheets in order, and when it was last saved (ISO text, empty when it does not say)."""

    sheets: list[Sheet]
    modified_at: str = ""


@dataclass(slots=True)
class _Part:
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    percents: set[tuple[int, int]] = field(default_factory=set)
    cells: int = 0


def open_workbook(path: Path, name: str | None = None, limits: Limits = SHIPPED_LIMITS) -> Workbook:
    """All sheets of an `.xlsx` or `.xlsm` file.

    Args:
        name: the name that people know the file by, where it lies under another one.
        limits: how much it may hold.

    Raises:
        Unreadable: with the reason `not_xlsx`, `empty_file`, `truncated`, `encrypted_or_old`, `too_large`,
            `far_cell`, `entities`, `external_links` or `broken`.
    """
    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise Unreadable("empty_file")
    if head.startswith(_OLD_EXCEL):
        raise Unreadable("encrypted_or_old")
    ending = Path(name or path.name).suffix
    if ending.lower() not in (".xlsx", ".xlsm") or not head.startswith(b"PK"):
        raise Unreadable("not_xlsx", ending or path.name)
    try:
        with zipfile.ZipFile(path) as archive:
            parts, modified = _scan(archive, limits)
    except (Unreadable, MemoryError):
        raise
    except Exception as problem:  # a broken zip fails in many ways: zlib, struct, XML, a missing part
        raise Unreadable("truncated") from problem
    return Workbook(_read(path, parts), modified)


def _scan(archive: zipfile.ZipFile, limits: Limits) -> tuple[dict[str, _Part], str]:
    entries = archive.infolist()
    if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise Unreadable("too_large")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Unreadable("encrypted_or_old")
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        raise Unreadable("not_xlsx", "zip")
    folded = {name.casefold() for name in names}
    if len(folded) < len(entries) or any(_OUTSIDE.search(name) for name in names):
        # two parts of one name: another reader could see another part than was looked at
        raise Unreadable("broken", "names of parts")
    if any(name.startswith(_LINKS_OUT) for name in folded):
        raise Unreadable("external_links")
    book = _part(archive, "xl/workbook.xml")
    relations = _part(archive, "xl/_rels/workbook.xml.rels")
    percent_styles: list[bytes] = []
    if "xl/styles.xml" in names:
        percent_styles = _percent_styles(_part(archive, "xl/styles.xml"))
    if "xl/sharedStrings.xml" in names:
        _part(archive, "xl/sharedStrings.xml")  # unpacked once here, where a false size is noticed
    styled = _styled_cell(tuple(percent_styles)) if percent_styles else None
    parts = {}
    cells = 0
    for name, part in _sheet_parts(book, relations):
        parts[name] = scanned = _scan_sheet(_part(archive, part), styled, limits)
        cells += scanned.cells
    if cells > limits.cells:
        raise Unreadable("too_large")
    modified = ""
    if "docProps/core.xml" in names:
        stamp = re.search(rb"<dcterms:modified[^>]*>([^<]+)<", archive.read("docProps/core.xml"))
        modified = stamp[1].decode("ascii", "ignore").strip() if stamp else ""
    return parts, modified


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    content = archive.read(name)
    if content.startswith((b"\xfe\xff", b"\xff\xfe")):
        raise Unreadable("broken", "UTF-16")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Unreadable("entities")
    return content


def _sheet_parts(book: bytes, relations: bytes) -> Iterator[tuple[str, str]]:
    """Sheet names in order with the part of the zip that holds each; charts and macro sheets have none."""
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in ElementTree.fromstring(relations)
        if relation.get("Type", "").endswith("/worksheet")
    }
    for element in ElementTree.fromstring(book).iter():
        if element.tag.rpartition("}")[2] != "sheet":
            continue
        identity = next((value for key, value in element.attrib.items() if key.endswith("}id")), None)
        target = targets.get(identity, "")
        if target:
            yield element.get("name", ""), target[1:] if target.startswith("/") else f"xl/{target}"


@lru_cache(maxsize=256)
def _percent_styles(content: bytes) -> list[bytes]:
    """Numbers of the cell styles that show a number in percent."""
    root = ElementTree.fromstring(content)
    percent = {"9", "10"}
    for element in root.iter():
        if element.tag.endswith("}numFmt") and "%" in re.sub(r'"[^"]*"|\\.', "", element.get("formatCode", "")):
            percent.add(element.get("numFmtId", ""))
    formats: Iterable[ElementTree.Element] = next((element for element in root if element.tag.endswith("}cellXfs")), [])
    return [b"%d" % number for number, style in enumerate(formats) if style.get("numFmtId") in percent]


@lru_cache(maxsize=256)
def _styled_cell(styles: tuple[bytes, ...]) -> re.Pattern[bytes]:
    """A cell with one of these styles."""
    return re.compile(rb"""<(?:\w+:)?c(\s(?=[^>]*\bs=["'](?:%s)["'])[^>]*(?<!/))>()""" % b"|".join(styles))


def _scan_sheet(content: bytes, styled: re.Pattern[bytes] | None, limits: Limits) -> _Part:
    """What a sheet's XML says that the value reader does not.

    Raises:
        Unreadable: `far_cell`, where the area that values span is larger than a reader can hold.
    """
    named = cells = content.count(b"<c ")
    if _FAR.search(content):  # else no column beyond Z and no row beyond 9999
        values = _VALUE_CELL.findall(content)
        last_row = max(map(int, {row for _, row in values}), default=0)
        last_column = max(
            (column_number(letters.decode()) for letters in {letters for letters, _ in values}), default=0
        )
        cells = last_row * last_column
        if cells > limits.cells:
            raise Unreadable("far_cell", address(last_row - 1, last_column - 1))
    all_named = named == content.count(b"<c r=") and b"<c>" not in content and b":c" not in content
    if not all_named and _UNNAMED_CELL.search(content):
        content = _with_references(content)
    part = _Part(cells=cells)
    if b't="e"' in content or b"t='e'" in content:
        for place, inner in _places(_ERROR_CELL, content):
            value = _STORED.search(inner)
            part.errors[place] = value[1].decode("utf-8", "replace") if value else "#ERROR"
    if b"<f" in content or b":f>" in content or b":f " in content:
        part.uncalculated = {place for place, _ in _places(_UNCALCULATED_CELL, content)}
    if styled is not None:
        part.percents = {place for place, _ in _places(styled, content)}
    return part


def _places(cells: re.Pattern[bytes], content: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    """The position and content of every cell that a pattern finds."""
    for attributes, inner in cells.findall(content):
        reference = _REFERENCE.search(attributes)
        if reference:
            yield position(reference[1].decode()), inner


def _with_references(content: bytes) -> bytes:
    """Rows whose writer left the addresses out, with them: a cell stands right of the one before it."""
    written = []
    for row, line in enumerate(_ROW.findall(content)):
        for column, (attributes, inner) in enumerate(_CELL.findall(line)):
            written.append(b'<c r="%s" %s>%s</c>' % (address(row, column).encode(), attributes, inner))
    return b"".join(written)


def _read(path: Path, parts: dict[str, _Part]) -> list[Sheet]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        visible = {meta.name: meta.visible for meta in book.sheets_metadata}
        sheets = []
        for name in book.sheet_names:
            if name not in parts:
                continue  # a chart or a macro sheet
            source = book.get_sheet_by_name(name)
            part = parts[name]
            sheets.append(
                Sheet(
                    name,
                    source.to_python(skip_empty_area=False),
                    visible[name] != python_calamine.SheetVisibleEnum.Visible,
                    part.errors,
                    part.uncalculated,
                    part.percents,
                    _span(source),
                )
            )
        return sheets
    except BaseException as problem:  # the Rust reader reports panics as a BaseException
        if isinstance(problem, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        raise Unreadable("broken", normalise(str(problem))[:80]) from problem


def _span(source: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """For every cell of a merged range its first cell, no further than the sheet's own cells."""
    last_row, last_column = int(source.total_height), min(int(source.total_width) + 16, 255)
    return {
        (row, column): first
        for first, last in source.merged_cell_ranges or ()
        for row in range(first[0], min(last[0], last_row) + 1)
        for column in range(first[1], min(last[1], last_column) + 1)
    }


@lru_cache(maxsize=65536)
def _one_line(text: str) -> str:
    return " ".join(plain_signs(text).split())


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return _one_line(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return str(value).upper()
    return date_in_words(value) if isinstance(value, dt.date) else str(value)
