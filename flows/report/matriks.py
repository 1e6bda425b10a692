"""MATRIKS CAPAIAN as a workbook, in the layout that head office asks for, from the published figures.

Figures are written unrounded with a format of two decimals: a reader sees what is printed, and sums stay right.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml
from pydantic import BaseModel, ConfigDict

from flows.period import Period
from flows.report.figures import NothingPublishedError
from flows.settings import TEMPLATES
from flows.wording import clean, nama_periode

_LAYOUT = TEMPLATES / "matriks" / "matriks_capaian.yml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """A column and the field that it shows."""

    field: str
    width: float
    lack: str = ""
    format: str = "General"
    blank_if: str = ""


class Layout(_Strict):
    """The sheet: texts by cell, texts by (merged) cells of the header, and columns from the left."""

    sheet: str
    titles: dict[str, str]
    header: dict[str, str]
    first_row: int
    columns: tuple[Column, ...]
    months: tuple[str, ...]


@cache
def layout() -> Layout:
    """The layout as the template gives it."""
    return Layout.model_validate(yaml.safe_load(_LAYOUT.read_text("utf-8")))


def file_name(unit_code: str, period: Period) -> str:
    """How the workbook is called."""
    return f"MATRIKS_CAPAIAN_{unit_code}_{period}.xlsx"


def write_matriks(connection: duckdb.DuckDBPyConnection, unit_code: str, period: Period, path: Path) -> int:
    """Writes the workbook; a file of the name is replaced. The same figures give the same bytes.

    Returns:
        How many indicators it holds.

    Raises:
        NothingPublishedError: nothing of this unit and period is published.
    """
    rows = _rows(connection, unit_code, period)
    names = connection.execute(
        "select name from raw.units where unit_code = ? and year = ?", [unit_code, period.year]
    ).fetchone()
    if not rows or names is None:
        raise NothingPublishedError(
            f"Belum ada angka yang diterbitkan untuk {unit_code} periode {nama_periode(period)}; "
            "MATRIKS CAPAIAN tidak dapat dibuat."
        )
    words = {"name": clean(names[0]).upper(), "year": period.year, "month": layout().months[period.month - 1]}
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, rows, words, period)
    return len(rows)


def _rows(connection: duckdb.DuckDBPyConnection, unit_code: str, period: Period) -> list[dict[str, Any]]:
    fields = {column.field for column in layout().columns} | {column.blank_if for column in layout().columns} - {""}
    names = sorted(fields)
    found = connection.execute(
        f"select {', '.join(names)} from marts.mart_matriks where unit_code = ? and period = ? order by iku_no",
        [unit_code, str(period)],
    ).fetchall()
    return [dict(zip(names, row, strict=True)) for row in found]


def _write(path: Path, rows: Sequence[Mapping[str, Any]], words: Mapping[str, Any], period: Period) -> None:
    import xlsxwriter

    plan = layout()
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": dt.datetime(period.year, period.month, 1)})
    title = book.add_format({"bold": True, "font_size": 12})
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"})
    formats = {
        column.format: book.add_format({"border": 1, "num_format": column.format, "valign": "top", "text_wrap": True})
        for column in plan.columns
    }
    sheet = book.add_worksheet(plan.sheet)
    for address, text in plan.titles.items():
        sheet.write_string(address, text.format(**words), title)
    for address, text in plan.header.items():
        if ":" in address:
            sheet.merge_range(address, text.format(**words), head)
        else:
            sheet.write_string(address, text.format(**words), head)
    for number, row in enumerate(rows, plan.first_row - 1):
        for place, column in enumerate(plan.columns):
            _write_cell(sheet, number, place, _shown(row, column), formats[column.format])
    for place, column in enumerate(plan.columns):
        sheet.set_column(place, place, column.width)
    sheet.freeze_panes(plan.first_row - 1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(4, plan.first_row - 2)
    book.close()


def _shown(row: Mapping[str, Any], column: Column) -> str | float | None:
    value: str | float | None = row[column.field]
    if value is not None:
        return value
    return None if column.blank_if and row[column.blank_if] else column.lack or None


def _write_cell(sheet: Any, number: int, place: int, value: str | float | None, form: Any) -> None:
    """A text is written as text, whatever sign it begins with."""
    if value is None:
        sheet.write_blank(number, place, None, form)
    elif isinstance(value, str):
        sheet.write_string(number, place, clean(value), form)
    else:
        sheet.write_number(number, place, value, form)
