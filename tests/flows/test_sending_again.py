"""Running again, and the corrected workbook after the first."""

from __future__ import annotations

from .conftest import Corrected, rows


def test_running_twice_changes_nothing_and_adds_nothing(corrected: Corrected) -> None:
    assert corrected.again.status == 3
    assert corrected.after == corrected.before
    assert corrected.report_after == corrected.report_before
    assert corrected.pages_after == corrected.pages_before


def test_the_correction_resolves_the_case_findings_and_no_others(corrected: Corrected) -> None:
    assert corrected.corrected.status == 3
    found = rows(
        corrected.home,
        "select sheet, cell, status from marts.mart_findings where severity = 'block' order by all",
    )
    assert [(sheet, cell.split(", ")[0], status) for sheet, cell, status in found] == [
        ("MATRIKS CAPAIAN", "L30", "resolved"),
        ("PERKARA", "E6", "resolved"),
        ("PERKARA", "F6", "resolved"),
        ("TL PEMANGKU", "E9", "open"),
    ]


def test_the_figures_stay_since_targets_never_came_from_the_submission(corrected: Corrected) -> None:
    assert rows(
        corrected.home,
        "select round(realisasi, 2), realisasi_submitted from marts.fct_indicator where iku_no = 23",
    ) == [(64.00, 64.00)]


def test_both_workbooks_stay_in_the_history_and_the_archive(corrected: Corrected) -> None:
    sent = rows(corrected.home, "select file_name, verdict, received_at from raw.submissions order by received_at")
    assert sent == [
        ("RHPK_SERANG_2022-09.xlsx", "accepted", "2022-10-05T09:00:00"),
        ("RHPK_SERANG_2022-09_koreksi.xlsx", "accepted", "2022-10-07T09:00:00"),
    ]
    assert len([path for path in (corrected.home / "archive").rglob("*") if path.is_file()]) == 2
