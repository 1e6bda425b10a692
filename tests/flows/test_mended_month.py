"""The real September without its contradictions: nothing is said against it, and only what was mended differs."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from tests.mended import MENDS, ROWS_PUT_IN, ROWS_TAKEN_OUT, mended_workbook

from .conftest import Month, rows
from .test_golden_month import GOLDEN, ON_TARGETS, RESULTS

# What the mends change of the published results, and nothing else.
MENDED_RESULTS = {
    10: (None, None, 81.95),  # computed now that every kind of decision has its rows
    11: (None, None, 37.95),  # 60 of 103 and 3 of 17; 61 of 103 before
    21: (None, None, 83.48),  # 1,249 of the 1,468 received
    22: (None, None, 87.35),  # 254 of the 294 of a year, 393 of the 445 received
}


def test_nothing_is_refused_and_nothing_holds_the_report_back(mended: Month) -> None:
    assert mended.outcome.status == 0, mended.outcome.out
    assert "draf" not in mended.outcome.out


def test_the_only_findings_are_those_on_the_approved_targets(mended: Month) -> None:
    found = rows(mended.home, "select rule_id, sheet, cell, severity from marts.mart_findings")
    assert {told[:3] for told in found} == ON_TARGETS
    assert {severity for *_, severity in found} == {"warn"}


def test_every_contradiction_that_was_read_by_hand_is_mended() -> None:
    with (GOLDEN / "contradictions_2022-09.csv").open(encoding="utf-8", newline="") as file:
        read = {line["id"] for line in csv.DictReader(file) if line["id"].startswith("C")}
    settled = {name for edit in (*MENDS, *ROWS_PUT_IN, *ROWS_TAKEN_OUT) for name in edit.settles.split()}
    assert settled == read


def test_every_edit_changes_a_cell_and_says_why() -> None:
    changed = [(mend.sheet, cell) for mend in MENDS for cell in mend.cells]
    assert len(changed) == len(set(changed))
    assert all(edit.why for edit in (*MENDS, *ROWS_PUT_IN, *ROWS_TAKEN_OUT))


def test_the_workbook_is_free_to_be_changed_again() -> None:
    book = mended_workbook()
    book["PERKARA"]["E6"].value = 4
    assert mended_workbook()["PERKARA"]["E6"].value == 5


@pytest.mark.parametrize("iku", sorted(RESULTS))
def test_results(mended: Month, iku: int) -> None:
    numerator, denominator, result = {**RESULTS, **MENDED_RESULTS}[iku]
    [(found_numerator, found_denominator, realisasi)] = rows(
        mended.home, "select numerator, denominator, realisasi from marts.fct_indicator where iku_no = ?", iku
    )
    assert (found_numerator, found_denominator) == (numerator, denominator)
    assert realisasi == pytest.approx(result, abs=0.00501)


def test_what_was_submitted_is_what_is_computed(mended: Month) -> None:
    differing = rows(
        mended.home,
        "select iku_no from marts.fct_indicator where status = 'measured' "
        "and abs(realisasi_submitted - realisasi) > 0.0101 order by 1",
    )
    assert differing == []
    assert rows(
        mended.home,
        "select iku_no from marts.fct_indicator where basis = 'submitted' and status = 'measured' order by 1",
    ) == [(12,), (18,)]


def _published(month: Month, query: str) -> dict[Any, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in rows(month.home, query)}


def test_capaian_and_classes_differ_only_where_a_result_does(golden: Month, mended: Month) -> None:
    query = (
        "select iku_no, is_due, target_month, target_year, round(capaian_month, 2), round(capaian_year, 2), "
        "kriteria_month, kriteria_year from marts.mart_capaian_indicator"
    )
    before, after = _published(golden, query), _published(mended, query)
    assert {iku for iku in before if before[iku] != after[iku]} == {10, 11, 21, 22}
    assert (before[10][3], after[10][3]) == (86.26, 86.27)  # typed with two decimals, computed with all of them
    assert after[11][3:5] == (63.25, 63.25)
    assert (before[22][5], after[22][5]) == ("Belum Memenuhi Ekspektasi", "Tidak Dapat Disimpulkan")
    assert after[21][3:5] == (115.95, 83.48)
    assert after[22][3:5] == (136.49, 87.35)
    assert after[23] == (True, 53.0, 67.0, 120.75, 95.52, "Tidak Dapat Disimpulkan", "Belum Memenuhi Ekspektasi")


def test_efficiency_differs_only_where_a_result_or_its_money_does(golden: Month, mended: Month) -> None:
    query = (
        "select coalesce(cast(iku_no as varchar), scope), status, round(capaian_year, 2), pagu, realisasi_anggaran, "
        "round(te, 2), capaian_te from marts.mart_efficiency"
    )
    before, after = _published(golden, query), _published(mended, query)
    differing = {key for key in before if before[key] != after[key]}
    assert differing == {"10", "11", "21", "22", "total_official", "total_measured"}
    assert after["total_official"][2:4] == (28_942_153_000, 19_946_448_338)
    assert after["21"][2:4] == (1_455_937_000, 1_055_062_641)
