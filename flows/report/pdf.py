"""The outline as a tagged PDF: typst reads it as JSON and lays it out; nothing is said here."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import typst

from flows.report.outline import Outline
from flows.report.widths import column_letters
from flows.settings import FONTS, TEMPLATES


def _tables(blocks: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        if block["type"] == "table":
            yield block
        yield from _tables(block.get("blocks", ()))


@cache
def _compiler(folder: Path) -> typst.Compiler:
    """The templates and fonts, read once for all units of a run."""
    return typst.Compiler(
        folder / "lapkin.typ",
        root=folder,
        font_paths=[FONTS],
        ignore_system_fonts=True,  # the same report has the same bytes everywhere
    )


def _forget() -> None:
    """Lets typst drop what it remembers of the report before: some 170 MB each, kept until ten later documents."""
    for _ in range(11):
        typst.compile(b"", format="svg", ignore_system_fonts=True)


def render_pdf(outline: Outline, templates: Path = TEMPLATES) -> bytes:
    """The outline as PDF/UA-1. Its time is the last day that it reports on, never the clock's."""
    data = outline.as_dict()
    for table, given in zip(outline.tables(), _tables(data["blocks"]), strict=True):
        given["letters"] = column_letters(table)
        for row in given["rows"]:
            row["letters"] = sum(len(span["text"]) for cell in row["cells"] for span in cell["text"])
    if outline.logo:
        data["logo"]["data"] = list(base64.b64decode(outline.logo.data))  # typst knows no base64
    day = dt.date.fromisoformat(outline.date) if outline.date else dt.date(2000, 1, 1)
    _forget()
    made = _compiler(templates / "typst").compile(
        sys_inputs={"outline": json.dumps(data, ensure_ascii=False)},
        format="pdf",
        pdf_standards="ua-1",
        timestamp=int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made
