"""`capaian matriks` on the real month: the office's own sheet again, with what was wrong in it put right."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl

from tests.workbooks import EXAMPLE

from .conftest import Month, capaian


def test_the_sheet_of_september_is_the_offices_own_but_for_its_faults(golden: Month, tmp_path: Path) -> None:
    path = tmp_path / "matriks.xlsx"
    done = capaian("matriks", "SERANG", "2022-09", "--to", path, "--json", home=golden.home)
    assert (done.status, json.loads(done.out)) == (0, {"file": str(path), "indicators": 29})
    mine = openpyxl.load_workbook(path)["MATRIKS CAPAIAN"]
    real = openpyxl.load_workbook(EXAMPLE)["MATRIKS CAPAIAN"]
    changed = {}
    for row in range(1, 37):
        for column in range(1, 15):
            typed, written = real.cell(row, column), mine.cell(row, column)
            value = round(written.value + 1e-9, 2) if isinstance(written.value, float) else written.value
            if typed.value != value:
                changed[typed.coordinate] = (typed.value, value)
    assert changed == {
        # targets that were typed otherwise than approved
        "G19": (94, 84),
        "G27": (30, 90),
        "F30": (87, 67),
        # the wrong case target
        "L30": (69.46, 64),
        "M30": (131.06, 120.75),
        "N30": (103.68, 95.52),
        # a component rounded before it was added, and an error cell
        "L31": (88.58, 88.59),
        "M22": ("=0/0", "-"),
        # the year's achievement where the month is not due
        "N16": ("-", 106.15),
        "N31": ("-", 105.34),
    }


def test_it_goes_to_the_exports_of_the_home_or_says_why_not(golden: Month, tmp_path: Path) -> None:
    assert capaian("matriks", "SERANG", "2022-09", "--to", tmp_path / "m.csv", home=golden.home).status == 2
    nothing = capaian("matriks", "SERANG", "2022-09", home=tmp_path / "kosong")
    assert nothing.status == 1
    assert "Belum ada hasil yang diterbitkan" in nothing.err
    assert capaian("matriks", "ENTAH", "2022-09", home=golden.home).status == 2
    assert not (golden.home / "exports").exists()
