"""Reads the tables of the report's page as grids, the way that those of its PDF and its DOCX are read back."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from lxml import html

from flows.verify.found import FoundDocument, FoundTable


def read_html(page: bytes) -> FoundDocument:
    """Every table, in the order of the page; its mark is its id."""
    root = html.document_fromstring(page.decode())
    return FoundDocument(tuple(_table(table) for table in root.iter("table")), draws=False)


def _table(table: Any) -> FoundTable:
    rows: list[tuple[str | None, ...]] = []
    below: dict[int, int] = defaultdict(int)  # columns that a cell from above still covers, and for how many rows
    lines = list(table.iter("tr"))
    for line in lines:
        filled: list[str | None] = []
        for cell in [*line.iter("th", "td"), None]:
            while below[len(filled)]:
                below[len(filled)] -= 1
                filled.append(None)
            if cell is not None:
                across = int(cell.get("colspan", 1))
                for place in range(len(filled), len(filled) + across):
                    below[place] = int(cell.get("rowspan", 1)) - 1
                filled += [_words(cell), *[None] * (across - 1)]
        rows.append(tuple(filled))
    heads = sum(line.getparent().tag == "thead" for line in lines)
    (holder,) = table.xpath("ancestor::div[contains(concat(' ', @class, ' '), ' table ')]")
    return FoundTable(_words(table.find("caption")), tuple(rows), heads, frozenset({holder.get("id")}))


def _words(element: Any) -> str:
    """The words of an element without its notes' letters."""
    parts: list[str] = []

    def walk(each: Any) -> None:
        parts.append(" " if each.tag == "br" else each.text or "")
        for child in each:
            if child.tag != "sup":
                walk(child)
            parts.append(child.tail or "")

    walk(element)
    return " ".join("".join(parts).split())
