"""What is seen in a file besides its values; the files that are refused are in `tests/corpus/refusals.py`."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from flows.ingest.submission import read_submission
from flows.ingest.workbook import open_workbook
from tests.workbooks import EXAMPLE, SEPTEMBER, Draft, one, repacked, shipped, submit, write

WORKBOOK = EXAMPLE.read_bytes()


def zipped(**parts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return packed.getvalue()


def with_far_cell(name: str, content: bytes) -> bytes:
    if name == "xl/worksheets/sheet3.xml":
        far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        return content.replace(b"</sheetData>", far)
    return content


def test_the_address_of_a_far_cell_is_told(tmp_path: Path) -> None:
    path = tmp_path / "jauh.xlsx"
    path.write_bytes(repacked(WORKBOOK, with_far_cell))
    assert "XFD1048576" in read_submission(path, path.name, shipped(), SEPTEMBER, None).findings[0].message


def test_blank_cells_far_away_do_no_harm(tmp_path: Path) -> None:
    def far_but_blank(name: str, content: bytes) -> bytes:
        far = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
        return content.replace(b"</sheetData>", far) if name == "xl/worksheets/sheet3.xml" else content

    path = tmp_path / "format.xlsx"
    path.write_bytes(repacked(WORKBOOK, far_but_blank))
    assert len(open_workbook(path).sheets) == 25


def test_an_unreadable_file_belongs_to_whom_its_name_says_else_to_the_run(tmp_path: Path) -> None:
    path = tmp_path / "RHPK_SERANG_2022-08.xlsx"
    path.write_bytes(b"")
    named = read_submission(path, path.name, shipped(), SEPTEMBER, None)
    assert named.unit is not None
    assert (named.unit.code, str(named.period)) == ("SERANG", "2022-08")
    asked = read_submission(path, "x.xlsx", shipped(), SEPTEMBER, "SERANG")
    assert asked.unit is not None
    assert (asked.unit.code, asked.period) == ("SERANG", None)
    assert read_submission(path, "x.xlsx", shipped(), SEPTEMBER, None).unit is None


def test_workbooks_with_macros_are_read(tmp_path: Path) -> None:
    assert submit(tmp_path, one("DESA"), name="kiriman.XLSM").verdict == "accepted"


def test_error_cells_formulas_and_percentages_are_seen(tmp_path: Path) -> None:
    draft = Draft("A", {(0, 0): "#DIV/0!", (1, 1): "=1+1", (2, 2): "teks", (3, 0): "#N/A"})
    (found,) = open_workbook(write(tmp_path / "a.xlsx", [draft])).sheets
    assert found.errors == {(0, 0): "#DIV/0!", (3, 0): "#N/A"}
    assert found.uncalculated == {(1, 1)}
    assert found.text(2, 2) == "teks"
    assert found.text(0, 0) == "#DIV/0!"
    assert found.text(9, 9) == ""


def test_addresses_left_out_by_the_writer(tmp_path: Path) -> None:
    sheet = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<sheetData><row><c><v>5</v></c><c t="e"><v>#REF!</v></c></row>'
        b"<row><c><f>1+1</f></c></row></sheetData></worksheet>"
    )
    draft = Draft("A", {(0, 0): 1})
    source = write(tmp_path / "a.xlsx", [draft])
    with zipfile.ZipFile(source) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet
    path = tmp_path / "b.xlsx"
    path.write_bytes(zipped(**parts))
    (found,) = open_workbook(path).sheets
    assert found.raw(0, 0) == 5
    assert found.errors == {(0, 1): "#REF!"}
    assert found.uncalculated == {(1, 0)}


def test_a_fault_of_the_reader_itself_refuses_the_file_and_raises_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("flows.ingest.submission.read_workbook", fail)
    submission = read_submission(EXAMPLE, EXAMPLE.name, shipped(), SEPTEMBER, None)
    assert submission.verdict == "refused"
    assert [(finding.rule_id, finding.unit_code) for finding in submission.findings] == [("file-unreadable", "SERANG")]
    assert "simpan ulang sebagai .xlsx" in submission.findings[0].message


def test_signs_that_look_alike_are_one_and_unseen_ones_are_gone(tmp_path: Path) -> None:
    draft = Draft("A", {(0, 0): "\u200bDesa\ufeff", (0, 1): "\u2011", (0, 2): "\u2212 5", (0, 3): "１２\u00a0rb"})
    (found,) = open_workbook(write(tmp_path / "a.xlsx", [draft])).sheets
    assert found.lines[0] == ["Desa", "-", "- 5", "12 rb"]
