"""Files that cannot be read: a reason in Indonesian, never an exception."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.ingest.say import messages
from flows.ingest.submission import read_submission
from flows.ingest.workbook import Unreadable, open_workbook
from tests.workbooks import EXAMPLE, SEPTEMBER, Draft, one, shipped, submit, write

WORKBOOK = EXAMPLE.read_bytes()


def repacked(change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The example with parts changed or left out."""
    packed = io.BytesIO()
    with zipfile.ZipFile(EXAMPLE) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
    return packed.getvalue()


def zipped(**parts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return packed.getvalue()


def with_doctype(name: str, content: bytes) -> bytes:
    if name == "xl/worksheets/sheet3.xml":
        return content.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)
    return content


def with_far_cell(name: str, content: bytes) -> bytes:
    if name == "xl/worksheets/sheet3.xml":
        far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        return content.replace(b"</sheetData>", far)
    return content


def damaged(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes(200) + content[middle + 200 :]


def marked_encrypted(content: bytes) -> bytes:
    """Sets the flag of encryption on every entry."""
    marked = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = marked.find(signature)
        while place >= 0:
            marked[place + offset] |= 1
            place = marked.find(signature, place + 4)
    return bytes(marked)


UNREADABLE: dict[str, tuple[str, bytes, str]] = {
    "zero bytes": ("kosong.xlsx", b"", "empty_file"),
    "truncated": ("potong.xlsx", WORKBOOK[: len(WORKBOOK) // 2], "truncated"),
    "truncated at the end": ("potong.xlsx", WORKBOOK[:-10], "truncated"),
    "bytes lost inside": ("rusak.xlsx", damaged(WORKBOOK), "truncated"),
    "old Excel": ("lama.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted_or_old"),
    "encrypted": ("kunci.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted_or_old"),
    "encrypted zip": ("kunci.xlsx", marked_encrypted(WORKBOOK), "encrypted_or_old"),
    "text renamed": ("teks.xlsx", b"unit;bulan\nSerang;September\n", "not_xlsx"),
    "web page renamed": ("laman.xlsx", b"<html><table><tr><td>1</td></tr></table></html>", "not_xlsx"),
    "csv": ("data.csv", b"a,b\n1,2\n", "not_xlsx"),
    "pdf": ("laporan.pdf", b"%PDF-1.7\n", "not_xlsx"),
    "workbook under another ending": ("kiriman.zip", WORKBOOK, "not_xlsx"),
    "zip without workbook": ("arsip.xlsx", zipped(**{"baca.txt": b"halo"}), "not_xlsx"),
    "document renamed": ("surat.xlsx", zipped(**{"word/document.xml": b"<x/>"}), "not_xlsx"),
    "a part missing": (
        "kurang.xlsx",
        repacked(lambda name, content: None if name == "xl/_rels/workbook.xml.rels" else content),
        "truncated",
    ),
    "entities": ("entitas.xlsx", repacked(with_doctype), "entities"),
    "a far cell": ("jauh.xlsx", repacked(with_far_cell), "far_cell"),
    "no XML": (
        "bukan.xlsx",
        repacked(lambda name, content: b"\x00\x01" if name == "xl/workbook.xml" else content),
        "truncated",
    ),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(tmp_path: Path, case: str) -> None:
    name, content, reason = UNREADABLE[case]
    path = tmp_path / name
    path.write_bytes(content)
    submission = read_submission(path, name, shipped(), SEPTEMBER, None)
    (found,) = submission.findings
    assert (found.severity, found.rule_id, found.value, submission.verdict) == (
        "reject",
        "file-unreadable",
        reason,
        "refused",
    )
    assert name in found.message
    assert "{" not in found.message
    assert submission.forms == []


def test_every_reason_has_a_sentence(tmp_path: Path) -> None:
    reasons = {reason for _, _, reason in UNREADABLE.values()} | {"too_large", "broken"}
    assert reasons == set(messages()["file-unreadable"]["sentences"])
    path = tmp_path / "besar.xlsx"
    path.write_bytes(WORKBOOK)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.ingest.workbook.MAX_UNPACKED", 1000)
        with pytest.raises(Unreadable, match="too_large"):
            open_workbook(path)


def test_the_address_of_a_far_cell_is_told(tmp_path: Path) -> None:
    path = tmp_path / "jauh.xlsx"
    path.write_bytes(repacked(with_far_cell))
    assert "XFD1048576" in read_submission(path, path.name, shipped(), SEPTEMBER, None).findings[0].message


def test_blank_cells_far_away_do_no_harm(tmp_path: Path) -> None:
    def far_but_blank(name: str, content: bytes) -> bytes:
        far = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
        return content.replace(b"</sheetData>", far) if name == "xl/worksheets/sheet3.xml" else content

    path = tmp_path / "format.xlsx"
    path.write_bytes(repacked(far_but_blank))
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
