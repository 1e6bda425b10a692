"""MATRIKS CAPAIAN as a workbook: the layout of the real sheet, the published figures, read back by the reader."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from flows.ingest.submission import read_submission
from flows.period import Period
from flows.report import NothingPublishedError
from flows.report.matriks import file_name, write_matriks
from flows.settings import DBT_PROJECT
from tests.workbooks import EXAMPLE, SEPTEMBER, shipped

from .warehouse import Warehouse


@pytest.fixture
def warehouse() -> Warehouse:
    """All indicators, each with figures of its own: 1 a share, 6 not due, 25 not due and written as a dash."""
    w = Warehouse("SERANG", "2022-09")
    w.unit("Balai Besar POM di Serang", "BBPOM di Serang")
    with (DBT_PROJECT / "seeds" / "indicators.csv").open(encoding="utf-8") as file:
        indicators = [row for row in csv.DictReader(file) if row["office_kind"] == "upt_bpom"]
    for row in indicators:
        number = int(row["iku_no"])
        known = number not in (6, 25)
        w.matriks(
            number,
            row["indicator_id"],
            row["indikator"],
            sasaran_no=int(row["sasaran_no"]),
            sasaran=row["sasaran"],
            target_year=80 + number / 4,
            target_month=70 + number / 8 if known else None,
            is_target_blank=number == 6,
            definisi_pembilang="= jumlah yang memenuhi" if number == 1 else None,
            pembilang=539 if number == 1 else None,
            penyebut=572 if number == 1 else None,
            realisasi=94.2307692308 if number == 1 else 60 + number / 3 if known else None,
            capaian_month=110.8597285 if number == 1 else 90 + number / 7 if known else None,
            capaian_year=99.9999 if known else None,
        )
    return w


def _written(warehouse: Warehouse, path: Path) -> Worksheet:
    assert write_matriks(warehouse.connection, "SERANG", SEPTEMBER, path) == 29
    sheet = openpyxl.load_workbook(path).active
    assert isinstance(sheet, Worksheet)
    return sheet


def test_the_frame_is_that_of_the_real_sheet(warehouse: Warehouse, tmp_path: Path) -> None:
    sheet = _written(warehouse, tmp_path / "m.xlsx")
    real = openpyxl.load_workbook(EXAMPLE)["MATRIKS CAPAIAN"]
    assert (sheet.title, sheet.dimensions, sheet.freeze_panes) == (real.title, real.dimensions, real.freeze_panes)
    assert {str(cells) for cells in sheet.merged_cells.ranges} == {str(cells) for cells in real.merged_cells.ranges}
    for row in range(1, 8):
        for column in range(1, 15):
            mine, theirs = sheet.cell(row, column), real.cell(row, column)
            assert mine.value == theirs.value, theirs.coordinate
            if theirs.value is not None:
                assert (mine.font.b, mine.font.sz) == (theirs.font.b, theirs.font.sz), theirs.coordinate
                assert mine.border.left.style == theirs.border.left.style, theirs.coordinate
    assert [sheet.cell(row, 4).value for row in range(8, 37)] == [real.cell(row, 4).value for row in range(8, 37)]


def test_figures_are_whole_and_shown_with_two_decimals(warehouse: Warehouse, tmp_path: Path) -> None:
    sheet = _written(warehouse, tmp_path / "m.xlsx")
    first = {column: sheet[f"{column}8"] for column in "ABDFGJKLMN"}
    assert [cell.value for cell in first.values()] == [
        *("Serang", 1, 1, 80.25, 70.125, 539, 572),
        *(94.2307692308, 110.8597285, 99.9999),
    ]
    assert [first[column].number_format for column in "FGJKLMN"] == [*["General"] * 4, *["0.00"] * 3]


def test_what_is_not_known_is_a_dash_and_what_the_office_leaves_blank_is_blank(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    sheet = _written(warehouse, tmp_path / "m.xlsx")
    assert [cell.value for cell in sheet[13][5:]] == [81.5, None, None, None, "-", "-", "-", "-", "-"]
    assert [cell.value for cell in sheet[32][5:]] == [86.25, "-", None, None, "-", "-", "-", "-", "-"]


def test_a_text_that_begins_like_a_formula_is_a_text(warehouse: Warehouse, tmp_path: Path) -> None:
    cell = _written(warehouse, tmp_path / "m.xlsx")["H8"]
    assert (cell.value, cell.data_type) == ("= jumlah yang memenuhi", "s")


def test_the_reader_takes_it_back_without_a_finding(warehouse: Warehouse, tmp_path: Path) -> None:
    path = tmp_path / file_name("SERANG", SEPTEMBER)
    sheet = _written(warehouse, path)
    submission = read_submission(path, path.name, shipped(), SEPTEMBER, None)
    assert (submission.verdict, submission.findings) == ("accepted", [])
    assert submission.unit is not None
    assert (submission.unit.code, str(submission.period)) == ("SERANG", "2022-09")
    (form,) = submission.forms
    assert form.form.form == "matriks_capaian"
    fields = {"target_year": "F", "target_month": "G", "pembilang": "J", "penyebut": "K"}
    fields |= {"realisasi": "L", "capaian_month": "M", "capaian_year": "N"}
    assert [row.iku_no for row in form.rows] == list(range(1, 30))
    for row in form.rows:
        for name, column in fields.items():
            written = sheet[f"{column}{row.row_no}"].value
            read = row.values[name].number
            assert (read.value, row.values[name].cell) == (
                None if written in (None, "-") else written,
                f"{column}{row.row_no}",
            )
            assert read.state == {None: "blank", "-": "dash"}.get(written, "number")


def test_the_same_figures_give_the_same_bytes(warehouse: Warehouse, tmp_path: Path) -> None:
    for name in ("satu.xlsx", "dua.xlsx"):
        _written(warehouse, tmp_path / name)
    assert (tmp_path / "satu.xlsx").read_bytes() == (tmp_path / "dua.xlsx").read_bytes()


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_is_read_back_as_itself(month: int, tmp_path: Path) -> None:
    period = Period(2022, month)
    w = Warehouse("SERANG", str(period))
    w.unit("Balai Besar POM di Serang", "BBPOM di Serang")
    w.matriks(1, "obat_ms", "Persentase Obat yang memenuhi syarat", target_month=85, target_year=85)
    path = tmp_path / "kiriman.xlsx"
    write_matriks(w.connection, "SERANG", period, path)
    submission = read_submission(path, path.name, shipped(), period, None)
    assert (submission.verdict, submission.period) == ("accepted", period)


def test_nothing_published_is_told(tmp_path: Path) -> None:
    w = Warehouse("SERANG", "2022-09")
    w.unit("Balai Besar POM di Serang", "BBPOM di Serang")
    with pytest.raises(NothingPublishedError, match="September 2022; MATRIKS CAPAIAN tidak dapat dibuat"):
        write_matriks(w.connection, "SERANG", SEPTEMBER, tmp_path / "m.xlsx")
    assert not list(tmp_path.iterdir())
