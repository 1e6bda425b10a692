"""Tables that go out: read as they were written, and never a formula from outside."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from flows.outgoing import findings_table, write_table
from flows.period import Period

SEPTEMBER = Period(2022, 9)
NASTY = ["=1+1", "+62 21", "-", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")']


def written(path: Path) -> Path:
    write_table(path, "Temuan", ["Isi", "IKU"], [[text, 23] for text in NASTY] + [["http://x", None]], SEPTEMBER)
    return path


def test_text_like_a_formula_is_text_in_a_workbook(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(tmp_path / "t.xlsx"))["Temuan"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == [*NASTY, "http://x"]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.hyperlink for cell in cells] == [None] * len(cells)
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == [23] * len(NASTY) + [None]


def test_text_like_a_formula_is_text_in_a_csv(tmp_path: Path) -> None:
    with written(tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows[0] == ["Isi", "IKU"]
    assert [row[0] for row in rows[1:]] == [f"'{text}" for text in NASTY] + ["http://x"]


@pytest.mark.parametrize("name", ["t.xlsx", "t.csv"])
def test_the_same_table_is_the_same_bytes(tmp_path: Path, name: str) -> None:
    assert written(tmp_path / "a" / name).read_bytes() == written(tmp_path / "b" / name).read_bytes()


def test_another_ending_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="ods"):
        write_table(tmp_path / "t.ods", "T", ["a"], [], SEPTEMBER)


def test_findings_are_said_in_words() -> None:
    row: dict[str, Any] = dict.fromkeys(
        (
            *("unit_code", "owner_group", "iku_no", "file_name", "sheet", "cell", "value", "expected", "message"),
            *("effect", "consequences", "finding_id"),
        )
    )
    header, rows = findings_table([{**row, "severity": "block", "status": "open", "cell": "E6", "value": "4"}])
    assert dict(zip(header, rows[0], strict=True)) == {
        **dict.fromkeys(header),
        "Tingkat": "menahan laporan",
        "Sel": "E6",
        "Isi": "4",
        "Status": "terbuka",
    }
