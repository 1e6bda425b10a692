"""What happens when nothing usable comes: a message, the status of the contract, and nothing lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from .conftest import FIRST, Month, capaian, everything, rows

WORKBOOK = FIRST / "RHPK_SERANG_2022-09.xlsx"


@pytest.fixture
def home(golden: Month, tmp_path: Path) -> Path:
    """A home in which September is published already."""
    place = tmp_path / "home"
    shutil.copytree(golden.home, place)
    return place


def published(home: Path) -> dict[str, list[tuple[object, ...]]]:
    return {
        name: found for name, found in everything(home).items() if name.startswith("marts.") and "findings" not in name
    }


@pytest.fixture(scope="module")
def refused(golden: Month, tmp_path_factory: pytest.TempPathFactory) -> Month:
    """September once more: half of a workbook, and a whole one in which one form cannot be trusted."""
    folder = tmp_path_factory.mktemp("refused")
    home, inbox = folder / "home", folder / "inbox"
    shutil.copytree(golden.home, home)
    inbox.mkdir()
    content = WORKBOOK.read_bytes()
    (inbox / "RHPK_SERANG_2022-09_baru.xlsx").write_bytes(content[: len(content) // 2])
    book = openpyxl.load_workbook(WORKBOOK)
    book["SARANA PRODUKSI"]["E42"] = "tiga puluh"
    book.save(inbox / "RHPK_SERANG_2022-09_ulang.xlsx")
    return Month(home, capaian("run", "2022-09", "--inbox", inbox, "--received-at", "2022-10-09T09:00:00", home=home))


def test_what_was_published_stays(golden: Month, refused: Month) -> None:
    before, after = published(golden.home), published(refused.home)
    # Which file each form came in is told by these; the figures are the others.
    figures = before.keys() - {"marts.mart_indicator_input", "marts.mart_figure_input", "marts.mart_form_version"}
    assert {name: after[name] for name in figures} == {name: before[name] for name in figures}
    assert b"94,23" in (refused.home / "reports" / "SERANG" / "2022-09" / "lapkin.html").read_bytes()


def test_a_truncated_workbook_is_refused(refused: Month) -> None:
    outcome = refused.outcome
    assert outcome.status == 4
    assert "RHPK_SERANG_2022-09_baru.xlsx" in outcome.out
    assert "simpan ulang sebagai .xlsx" in outcome.out
    assert "Traceback" not in outcome.out + outcome.err
    found = rows(
        refused.home, "select unit_code, severity, status from marts.mart_findings where rule_id = 'file-unreadable'"
    )
    assert found == [("SERANG", "reject", "open")]


def test_one_form_that_cannot_be_trusted_is_refused_alone(refused: Month) -> None:
    assert "E42" in refused.outcome.out
    # The other forms of the new file are in force; the refused one is that of the file before.
    sources = rows(
        refused.home,
        "select distinct form, file_name from marts.mart_indicator_input where iku_no in (13, 14) order by all",
    )
    assert sources == [
        ("sarana_distribusi", "RHPK_SERANG_2022-09_ulang.xlsx"),
        ("sarana_produksi", "RHPK_SERANG_2022-09.xlsx"),
    ]


def test_a_workbook_of_an_unknown_office_is_refused(home: Path) -> None:
    before = published(home)
    inbox = home.parent / "inbox"
    inbox.mkdir()
    book = openpyxl.load_workbook(WORKBOOK)
    for sheet in book:
        for line in sheet.iter_rows():
            for cell in line:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace("Serang", "Ambarawa").replace("SERANG", "AMBARAWA")
    book.save(inbox / "kiriman.xlsx")
    outcome = capaian("ingest", "2022-09", "--inbox", inbox, home=home)
    assert outcome.status == 4
    assert "kiriman.xlsx" in outcome.out
    assert "belum dikenal" in outcome.out
    assert published(home) == before


def test_a_workbook_of_another_month_waits_for_its_run(tmp_path: Path) -> None:
    home = tmp_path / "home"
    outcome = capaian("ingest", "2022-08", "--inbox", FIRST, home=home)
    assert outcome.status == 4  # nothing for August ever came
    assert "RHPK_SERANG_2022-09.xlsx" in outcome.err
    assert "2022-09" in outcome.err
    assert "Belum ada kiriman untuk 2022-08" in outcome.out
    assert rows(home, "select count(*) from raw.submissions") == [(0,)]


def test_an_empty_inbox_says_where_to_put_what(tmp_path: Path) -> None:
    home = tmp_path / "home"
    outcome = capaian("ingest", "2022-09", home=home)
    assert outcome.status == 4
    assert str(home / "inbox") in outcome.out
    assert ".xlsx" in outcome.out
