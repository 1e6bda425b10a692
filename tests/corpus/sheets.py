"""What the definitions of the corpus know about the sheets of the real workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flows.ingest.forms import LabelColumn, labels_of
from flows.ingest.numbers import Kind
from flows.ingest.rows import FormReading
from flows.ingest.submission import Submission
from flows.ingest.text import position
from tests.workbooks import Draft, one, submit

# Excel rows of the headers of every sheet, first and last, table by table.
HEADERS: dict[str, list[tuple[int, int]]] = {
    "MATRIKS CAPAIAN": [(5, 7)],
    "MONEV OUTPUT": [(6, 7)],
    "SAMPLING": [(4, 6)],
    "SAMPEL STANDAR": [(2, 3), (7, 8)],
    "UJI REGIONAL": [(5, 7)],
    "SARANA DISTRIBUSI": [(4, 5)],
    "SARANA PRODUKSI": [(4, 5)],
    "TL INSPEKSI": [(4, 5)],
    "TL PEMANGKU": [(4, 5)],
    "INTELIJEN": [(3, 5)],
    "PERKARA": [(3, 5)],
    "SURVEI KIE": [(7, 7), (15, 15)],
    "KIE": [(4, 4), (16, 16)],
    "KIE RINCIAN": [(2, 3), (11, 11), (14, 14), (17, 18), (26, 26), (29, 29)],
    "DESA": [(4, 4)],
    "PASAR": [(4, 5)],
    "IKLAN LABEL": [(4, 4)],
    "SERTIFIKASI": [(3, 3)],
    "UMKM": [(4, 5)],
    "PENGADAAN": [(3, 4)],
    "IKPA": [(4, 4)],
    "ANGGARAN IKU": [(4, 4)],
    "ANGGARAN BELANJA": [(4, 4)],
    "SURVEI USAHA": [(3, 3)],
    "PENILAIAN": [(3, 3)],
}
ALL = tuple(HEADERS)
ONE_TABLE = tuple(name for name, headers in HEADERS.items() if len(headers) == 1)


@dataclass(frozen=True)
class Figure:
    """A figure of the undisturbed sheet: what it is, how its column is written, and what row it stands in."""

    value: float | int
    kind: Kind
    several: bool
    row_kind: str


@cache
def undisturbed(name: str) -> Submission:
    """A sheet of the real workbook as it is, sent alone."""
    with tempfile.TemporaryDirectory() as folder:
        return submit(Path(folder), one(name), unit="SERANG")


@cache
def reading_of(name: str) -> FormReading:
    """What the undisturbed sheet says."""
    (reading,) = undisturbed(name).forms
    return reading


@cache
def figures_of(name: str) -> dict[str, Figure]:
    """Every figure of the undisturbed sheet by its cell; those inside a text are left out."""
    reading = reading_of(name)
    draft = one(name)
    several = {column.name for table in reading.form.tables for column in table.numbers if column.several}
    return {
        value.cell: Figure(value.number.value, reading.form.number_types[column], column in several, record.kind)
        for record in reading.rows
        for column, value in record.values.items()
        if value.number.value is not None and not _is_sentence(draft[value.cell])
    }


def _is_sentence(raw: Any) -> bool:
    return isinstance(raw, str) and ":" in raw


def header_places(draft: Draft) -> list[tuple[int, int]]:
    """Positions of the filled header cells of a sheet that was not moved yet."""
    rows = {row for first, last in HEADERS[draft.name] for row in range(first - 1, last)}
    return [place for place, value in draft.cells.items() if place[0] in rows and value is not None]


def data_rows(name: str) -> list[int]:
    """Excel rows of the rows that were read, in order."""
    return sorted({record.row_no for record in reading_of(name).rows})


def labels_below(name: str) -> Iterator[tuple[str, list[int]]]:
    """Cells of labels that stand for the rows below them as well, with the Excel rows in which they are left out."""
    reading, draft = reading_of(name), one(name)
    columns = {
        column.name
        for table in reading.form.tables
        for column in table.columns
        if isinstance(column, LabelColumn) and column.fill_down
    }
    below: dict[str, list[int]] = {}
    for record in reading.rows:
        for column, label in record.labels.items():
            if column not in columns or not label.cell or record.kind not in ("data", "placeholder"):
                continue
            row, place = position(label.cell)
            if row + 1 < record.row_no and draft.cells.get((record.row_no - 1, place)) is None:
                below.setdefault(label.cell, []).append(record.row_no)
    yield from below.items()


def named_rows(name: str) -> list[int]:
    """Excel rows that hold the innermost label of their own, in order."""
    reading = reading_of(name)
    columns = [column for table in reading.form.tables for column in table.columns]
    keys = {column.name for column in columns if isinstance(column, LabelColumn) and column.key}
    return sorted(
        {
            record.row_no
            for record in reading.rows
            for column, label in record.labels.items()
            if column in keys and label.cell and position(label.cell)[0] + 1 == record.row_no
        }
    )


def known_label_cells(name: str) -> list[str]:
    """Cells with names of rows that the form has a list of."""
    reading, draft = reading_of(name), one(name)
    columns = [column for table in reading.form.tables for column in table.columns]
    keys = {label.key for column in columns if isinstance(column, LabelColumn) for label in labels_of(column)}
    cells = {
        label.cell: None
        for record in reading.rows
        for label in record.labels.values()
        if record.kind == "data" and label.key in keys and label.cell and isinstance(draft[label.cell], str)
    }
    return list(cells)


def office_cells(name: str) -> list[str]:
    """Cells of rows of figures that name the sender."""
    reading = reading_of(name)
    columns = [column for table in reading.form.tables for column in table.columns]
    offices = {column.name for column in columns if isinstance(column, LabelColumn) and column.office}
    cells = {
        label.cell: None
        for record in reading.rows
        for column, label in record.labels.items()
        if column in offices and label.key == "SERANG"
    }
    return list(cells)
