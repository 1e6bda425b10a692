"""What the findings of the real September do to results, classes and totals, and what follows from what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .conftest import Month, rows

MEMENUHI, BELUM = "Memenuhi Ekspektasi", "Belum Memenuhi Ekspektasi"
TAK_TERSIMPUL = "Tidak Dapat Disimpulkan"


def effects(home: Path, rule: str, cell: str, kind: str) -> dict[tuple[str, str, str], tuple[Any, ...]]:
    return {
        (level, key, measure): tuple(values)
        for level, key, measure, *values in rows(
            home,
            "select level, key, measure, round(before, 2), round(after, 2), flips from marts.mart_finding_effect "
            "join marts.mart_findings using (finding_id) "
            "where rule_id = ? and split_part(cell, ', ', 1) = ? and kind = ?",
            rule,
            cell,
            kind,
        )
    }


def test_the_case_target_moves_the_result_its_classes_and_all_above_it(golden: Month) -> None:
    expected = {
        ("indicator", "23", "realisasi"): (69.46, 64.0, False),
        ("indicator", "23", "capaian_month"): (131.06, 120.75, False),
        ("indicator", "23", "capaian_year"): (103.68, 95.52, True),
        ("sasaran", "7", "nps"): (131.06, 120.75, False),
        ("perspective", "Internal Process", "nilai"): (107.08, 104.5, False),
        ("perspective", "Total", "nilai"): (103.7, 102.23, False),
    }
    assert effects(golden.home, "case-target-current-year", "E6", "submitted") == expected
    assert effects(golden.home, "case-target-carry-over", "F6", "submitted") == expected
    assert effects(golden.home, "submitted-result", "L30", "submitted") == expected


def test_what_would_be_if_the_other_figure_were_right(golden: Month) -> None:
    target = effects(golden.home, "same-standard-target", "B9", "told")
    assert target["indicator", "22", "realisasi"] == (57.63, 77.48, False)
    assert target["indicator", "22", "capaian_month"] == (90.04, 121.06, True)
    received = effects(golden.home, "same-standard-laboratory", "E4", "told")
    assert received["indicator", "21", "realisasi"] == (84.16, 83.75, False)
    samples = effects(golden.home, "same-regional-samples", "G80", "other")
    assert samples["indicator", "2", "realisasi"] == (68.75, 91.67, False)
    assert samples["indicator", "2", "capaian_month"] == (83.84, 111.79, True)
    assert samples["sasaran", "1", "nps"] == (97.94, 103.53, True)
    # 97 for the 80 that the semula had and no decision changed, instead of the 90 that was signed
    target = effects(golden.home, "signed-target-not-decided", "signed_2022-07-28 / pasar_pangan_aman / b08", "told")
    assert target["indicator", "20", "realisasi"] == (97.0, 97.0, False)
    assert target["indicator", "20", "capaian_month"] == (107.78, 121.25, True)
    follow_up = effects(golden.home, "part-above-whole-in-indicator-figures", "E9", "told")
    assert follow_up["indicator", "11", "realisasi"] == (38.44, 37.95, False)


def test_effects_are_said_in_words_beside_the_message(golden: Month) -> None:
    [(effect,)] = rows(golden.home, "select effect from marts.mart_findings where cell = 'L30'")
    assert effect == (
        "Realisasi IKU 23 menurut kiriman 69,46, menurut hitungan ulang 64,00; capaian bulan ini 131,06% menjadi "
        "120,75% (tetap Tidak Dapat Disimpulkan); capaian tahun 103,68% menjadi 95,52% (Memenuhi Ekspektasi menjadi "
        "Belum Memenuhi Ekspektasi). Ikut bergeser: sasaran 7 (131,06 menjadi 120,75), Internal Process (107,08 "
        "menjadi 104,50), dan nilai total (103,70 menjadi 102,23). Yang diterbitkan adalah hitungan ulang."
    )
    [(effect,)] = rows(golden.home, "select effect from marts.mart_findings where cell = 'F30'")
    assert effect == "Tidak mengubah hasil indikator."


def test_a_wrong_copy_names_its_cause_and_derived_cells_are_consequences(golden: Month) -> None:
    [(causes, consequences)] = rows(
        golden.home, "select causes, consequences from marts.mart_findings where cell = 'L30'"
    )
    behind = rows(
        golden.home,
        "select split_part(cell, ', ', 1) from marts.mart_findings where list_contains(?, finding_id) order by 1",
        causes.split(", "),
    )
    assert behind == [("E6",), ("F6",)]
    assert consequences == "MATRIKS CAPAIAN: M30, N30"
    [(causes,)] = rows(golden.home, "select causes from marts.mart_findings where rule_id = 'own-survey-index'")
    assert rows(golden.home, "select rule_id from marts.mart_findings where finding_id = ?", causes) == [
        ("own-respondents",)
    ]
    [(consequences,)] = rows(golden.home, "select consequences from marts.mart_findings where cell = 'E9, F9'")
    assert consequences.endswith("MATRIKS CAPAIAN: L18, M18, N18")
    assert "E21" in consequences


def test_only_these_findings_change_a_class(golden: Month) -> None:
    found = rows(
        golden.home, "select sheet, split_part(cell, ', ', 1) from marts.mart_findings where flips_class order by all"
    )
    assert found == [
        ("MATRIKS CAPAIAN", "L30"),
        ("PERKARA", "E6"),
        ("PERKARA", "F6"),
        ("SAMPEL STANDAR", "B9"),
        ("SAMPEL STANDAR", "E9"),
        ("UJI REGIONAL", "G80"),
        ("monthly_targets.csv", "signed_2022-07-28 / pasar_pangan_aman / b08"),
    ]


def test_distance_to_the_next_class_in_steps_of_the_numerator(golden: Month) -> None:
    found = {
        row[0]: row[1:]
        for row in rows(
            golden.home,
            "select iku_no, kriteria, unit_of_distance, kriteria_above, distance_above, kriteria_below, "
            "distance_below, nearest, target_december, numerator_december, needed_december "
            "from marts.mart_indicator_margin",
        )
    }
    assert len(found) == 29
    # 129 of 151 is 85.43 for a target of 85; 128 would be 84.77.
    assert found[3] == (MEMENUHI, "numerator", TAK_TERSIMPUL, None, BELUM, 1, "below", 85, 129, 0)
    # 26 of 28 is 92.86 for a target of 78: 119.05 %; 27 would be 96.43, 123.63 %.
    assert found[4][3:7] == (1, BELUM, 5, "above")
    # 68 of 155 is 73.12 % of 60; 80 % needs 74.4, so 75; December wants 93.
    assert found[13] == ("Tidak Memenuhi Ekspektasi", "numerator", BELUM, 7, None, None, "above", 60, 93, 25)
    assert found[28][:4] == (BELUM, "result", MEMENUHI, 0.05)
    assert found[6] == (None, "result", None, None, None, None, None, 91, None, None)


def test_submitted_beside_recomputed_differs_only_where_the_case_target_reaches(golden: Month) -> None:
    differing = rows(
        golden.home,
        "select level, key, measure, round(submitted, 2), round(recomputed, 2) from marts.mart_reconciliation "
        "where not same order by all",
    )
    assert differing == [
        ("efficiency", "23", "ie", 1.83, 1.68),
        ("efficiency", "23", "te", 0.83, 0.68),
        ("efficiency", "total_measured", "ie", 1.31, 1.3),
        ("efficiency", "total_measured", "te", 0.31, 0.3),
        ("efficiency", "total_official", "ie", 1.05, 1.05),
        ("efficiency", "total_official", "te", 0.05, 0.05),
        ("indicator", "23", "capaian_month", 131.06, 120.75),
        ("indicator", "23", "capaian_year", 103.68, 95.52),
        ("indicator", "23", "realisasi", 69.46, 64.0),
        # not submitted, though the result was
        ("indicator", "24", "capaian_year", None, 105.34),
        ("indicator", "9", "capaian_year", None, 106.15),
        ("perspective", "Internal Process", "nilai", 107.08, 104.5),
        ("perspective", "Total", "nilai", 103.7, 102.23),
        ("sasaran", "7", "nps", 131.06, 120.75),
    ]
