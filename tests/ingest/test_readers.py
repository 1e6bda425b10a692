"""Reader processes: a file that ends, fills or outlasts its reader costs itself, and nothing else."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from flows.ingest.archive import content_hash
from flows.ingest.landing import Landing
from flows.ingest.readers import Job, Reading, read_all
from flows.settings_file import Limits
from tests.workbooks import SEPTEMBER, Draft, one, shipped, write

_SHEET = (
    b"""<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"""
)


def job(path: Path) -> Job:
    return Job(content_hash(path.read_bytes()), path, path.name, "2022-10-05T09:00:00")


def read(*paths: Path, **limits: int) -> list[Landing]:
    reading = Reading(shipped(), SEPTEMBER, None, Limits(**limits))
    return list(read_all([job(path) for path in paths], reading))


def with_sheet(path: Path, rows: bytes) -> Path:
    """A workbook whose only sheet holds these rows, written as they are."""
    source = write(path.with_suffix(".tmp.xlsx"), [Draft("A", {(0, 0): 1})])
    with zipfile.ZipFile(source) as book, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in book.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            target.writestr(name, _SHEET + rows + b"</sheetData></worksheet>" if is_sheet else book.read(name))
    return path


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return write(tmp_path / "desa.xlsx", [one("DESA")])


@pytest.fixture
def heavy(tmp_path: Path) -> Path:
    """Two cells at opposite ends of a sheet: 35 KB as sent, sixteen thousand million cells for a value reader."""
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return with_sheet(tmp_path / "berat.xlsx", rows)


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """Three hundred thousand rows: small as sent, longer to read than a second."""
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>1</v></c><c r="J%d"><v>2</v></c></row>' % (n, n, n) for n in range(1, 300_001)
    )
    return with_sheet(tmp_path / "lambat.xlsx", rows)


def reasons(landings: list[Landing]) -> list[str]:
    """Of every file its verdict, or the reason why nothing of it was read."""
    value = 12
    return [
        landing.rows["reader_findings"][0][value] if landing.verdict == "refused" else landing.verdict
        for landing in landings
    ]


def test_files_are_read_in_the_order_given(tmp_path: Path) -> None:
    paths = [write(tmp_path / f"{number}.xlsx", [one("DESA")]) for number in range(5)]
    assert [landing.file_name for landing in read(*paths)] == ["0.xlsx", "1.xlsx", "2.xlsx", "3.xlsx", "4.xlsx"]


def test_a_file_that_ends_its_reader_is_refused_and_the_others_go_on(heavy: Path, sound: Path) -> None:
    landings = read(heavy, sound, cells=10**12)
    assert reasons(landings) == ["too_large", "accepted"]
    assert "berat.xlsx" in landings[0].rejects[0]
    assert "kirim kembali" in landings[0].rejects[0]


def test_a_file_that_outlasts_its_time_is_refused_and_the_others_go_on(slow: Path, sound: Path) -> None:
    landings = read(slow, sound, seconds=1, cells=10**9)
    assert reasons(landings) == ["too_slow", "accepted"]
    assert "1 detik" in landings[0].rejects[0]


def test_a_file_that_fills_the_memory_is_refused_and_the_others_go_on(slow: Path, sound: Path) -> None:
    assert reasons(read(slow, sound, memory_mb=256, cells=10**9)) == ["too_large", "accepted"]


def test_no_process_is_started_for_nothing() -> None:
    assert read() == []
