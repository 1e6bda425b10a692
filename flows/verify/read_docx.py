"""A .docx as Word, LibreOffice or the program left it: tables with their captions, in the order of the document.

Changes that are tracked count as accepted: what was taken out is not there.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from flows.report.docx import FINAL, PERIOD, UNIT
from flows.verify.found import FoundDocument, FoundTable, UnreadableFileError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CAPTION = re.compile(r"(Tabel|Gambar)\s+L?[\d.]+", re.IGNORECASE)
_CAPTIONS = ("caption", "keterangan gambar")
_LARGEST = 300 * 1024 * 1024
_BEFORE = 3  # so many paragraphs above a table may hold its caption


def read_docx(path: Path) -> FoundDocument:
    """Every table of the document, and which report its properties name.

    Raises:
        UnreadableFileError: it is no Word document, or a damaged one.
    """
    try:
        with zipfile.ZipFile(path) as package:
            if sum(entry.file_size for entry in package.infolist()) > _LARGEST:
                raise UnreadableFileError(f"Berkas {path.name} terlalu besar untuk dibaca sebagai laporan.")
            body = _parsed(package.read("word/document.xml"))
            names = package.namelist()
            properties = _parsed(package.read("docProps/custom.xml")) if "docProps/custom.xml" in names else None
            styles = _styles(_parsed(package.read("word/styles.xml")) if "word/styles.xml" in names else ())
    except (zipfile.BadZipFile, KeyError, OSError, etree.XMLSyntaxError, EOFError, RuntimeError) as problem:
        raise UnreadableFileError(
            f"Berkas {path.name} tidak dapat dibaca sebagai dokumen Word (.docx). Simpan lagi dari Word, lalu ulangi."
        ) from problem
    told = _properties(properties)
    tables = tuple(_tables(body, styles))
    return FoundDocument(tables, True, told.get(UNIT, ""), told.get(PERIOD, ""), told.get(FINAL))


def _parsed(content: bytes) -> Any:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def _properties(root: Any) -> dict[str, str]:
    if root is None:
        return {}
    return {each.get("name", ""): "".join(each.itertext()).strip() for each in root}


@dataclass(frozen=True, slots=True)
class _Styles:
    """The ids of styles that mean something here: letters that are raised are marks of notes, no part of a figure."""

    raised: frozenset[str]
    captions: frozenset[str]


def _styles(styles: Any) -> _Styles:
    raised, captions = set(), set()
    for style in styles:
        identity, name = style.get(f"{_W}styleId", ""), style.find(f"{_W}name")
        if name is not None and name.get(f"{_W}val", "").casefold() in _CAPTIONS:
            captions.add(identity)
        vertical = style.find(f"{_W}rPr/{_W}vertAlign")
        is_letters = style.get(f"{_W}type") == "character"
        if is_letters and vertical is not None and vertical.get(f"{_W}val") == "superscript":
            raised.add(identity)
    return _Styles(frozenset(raised), frozenset(captions))


def _tables(body: Any, styles: _Styles) -> Iterator[FoundTable]:
    above: list[Any] = []
    for element in _in_order(body):
        if element.tag == f"{_W}p":
            above = [*above[1 - _BEFORE :], element]
            continue
        yield _table(element, above, styles)
        above = []


def _in_order(body: Any) -> Iterator[Any]:
    """Paragraphs and tables of the text itself, also those within content controls and tracked moves."""
    for child in body:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag not in (f"{_W}del", f"{_W}moveFrom", f"{_W}sectPr"):
            yield from _in_order(child)


def _table(table: Any, above: list[Any], styles: _Styles) -> FoundTable:
    described = table.find(f"{_W}tblPr/{_W}tblCaption")
    written = "" if described is None else described.get(f"{_W}val", "")
    caption, marks = written, set()
    for paragraph in reversed(above):
        text = _text(paragraph, styles)
        if text and (_CAPTION.match(text) or text == written or _is_caption(paragraph, styles)):
            caption = text
            marks = {mark.get(f"{_W}name", "") for mark in paragraph.iter(f"{_W}bookmarkStart")}
            break
    rows, heads, still_head = [], 0, True
    for row in _rows(table):
        head = row.find(f"{_W}trPr/{_W}tblHeader")
        still_head = still_head and head is not None and head.get(f"{_W}val", "true") not in ("0", "false", "off")
        heads += still_head
        rows.append(tuple(_cells(row, styles)))
    width = max((len(row) for row in rows), default=0)
    filled = tuple(row + (None,) * (width - len(row)) for row in rows)
    return FoundTable(caption, filled, heads, frozenset(mark for mark in marks if not mark.startswith("_")))


def _is_caption(paragraph: Any, styles: _Styles) -> bool:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return style is not None and style.get(f"{_W}val", "") in styles.captions


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == f"{_W}tr":
            if child.find(f"{_W}trPr/{_W}del") is None:
                yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml"):
            yield from _rows(child)


def _cells(row: Any, styles: _Styles) -> Iterator[str | None]:
    before = row.find(f"{_W}trPr/{_W}gridBefore")
    yield from (None,) * (int(before.get(f"{_W}val", "0")) if before is not None else 0)
    for cell in _row_cells(row):
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        merged = cell.find(f"{_W}tcPr/{_W}vMerge")
        goes_on = merged is not None and merged.get(f"{_W}val", "continue") == "continue"
        yield (
            None
            if goes_on
            else " ".join(text for paragraph in cell.iter(f"{_W}p") if (text := _text(paragraph, styles)))
        )
        yield from (None,) * (int(span.get(f"{_W}val", "1")) - 1 if span is not None else 0)


def _row_cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml"):
            yield from _row_cells(child)


def _text(paragraph: Any, styles: _Styles) -> str:
    parts: list[str] = []
    for run in paragraph.iter(f"{_W}r"):
        if any(above.tag in (f"{_W}del", f"{_W}moveFrom", _ALTERNATIVE) for above in run.iterancestors()):
            continue
        style, raised = run.find(f"{_W}rPr/{_W}rStyle"), run.find(f"{_W}rPr/{_W}vertAlign")
        if style is not None and style.get(f"{_W}val") in styles.raised:
            continue
        if raised is not None and raised.get(f"{_W}val") == "superscript":
            continue
        for child in run:
            if child.tag == f"{_W}t":
                parts.append(child.text or "")
            elif child.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
                parts.append(" ")
            elif child.tag == f"{_W}noBreakHyphen":
                parts.append("-")
    return " ".join("".join(parts).split())
