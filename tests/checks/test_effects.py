"""What a finding does, in words: before and after, class, what moves above, and what is only known to be touched."""

from __future__ import annotations

from flows.checks.effects import Effect, consequences_in_words, effect_in_words
from flows.checks.wording import in_ranges

GOOD, BAD = "Baik", "Kurang"


def effect(
    kind: str, level: str, key: str, measure: str, before: float | None, after: float | None, *classes: str
) -> Effect:
    first, second = classes or (None, None)
    return Effect("f", kind, level, key, measure, before, after, first, second, first != second)


def test_a_submitted_result_is_told_up_to_the_total() -> None:
    told = effect_in_words(
        [
            effect("submitted", "indicator", "23", "realisasi", 69.46, 63.998),
            effect("submitted", "indicator", "23", "capaian_month", 131.0566, 120.75, GOOD, GOOD),
            effect("submitted", "indicator", "23", "capaian_year", 103.68, 95.52, GOOD, BAD),
            effect("submitted", "sasaran", "7", "nps", 131.0566, 120.75, GOOD, GOOD),
            effect("submitted", "perspective", "Total", "nilai", 103.7, 102.23, GOOD, GOOD),
            effect("submitted", "perspective", "Proses", "nilai", 107.08, 99.5, GOOD, BAD),
        ]
    )
    assert told == (
        "Realisasi IKU 23 menurut kiriman 69,46, menurut hitungan ulang 64,00; "
        "capaian bulan ini 131,06% menjadi 120,75% (tetap Baik); capaian tahun 103,68% menjadi 95,52% "
        "(Baik menjadi Kurang). Ikut bergeser: sasaran 7 (131,06 menjadi 120,75), Proses (107,08 menjadi 99,50) "
        "dengan kriteria Baik menjadi Kurang, dan nilai total (103,70 menjadi 102,23). "
        "Yang diterbitkan adalah hitungan ulang."
    )


def test_what_would_be_is_told_for_either_side() -> None:
    told = effect_in_words(
        [
            effect("told", "indicator", "22", "realisasi", 57.63, 77.48),
            effect("other", "indicator", "2", "realisasi", 68.75, 91.67),
        ]
    )
    assert told == (
        "Bila isinya menjadi yang seharusnya, realisasi IKU 22 berubah dari 57,63 menjadi 77,48. "
        "Bila yang benar justru isi sel ini, realisasi IKU 2 berubah dari 68,75 menjadi 91,67."
    )


def test_another_target_leaves_the_result_and_what_does_not_follow_from_it() -> None:
    told = effect_in_words(
        [
            effect("told", "indicator", "20", "realisasi", 97.0, 97.0),
            effect("told", "indicator", "20", "capaian_month", 107.78, 121.25, GOOD, BAD),
            effect("told", "indicator", "20", "capaian_year", 97.0, 97.0, BAD, BAD),
        ]
    )
    assert told == (
        "Bila isinya menjadi yang seharusnya, realisasi IKU 20 tetap 97,00; "
        "capaian bulan ini 107,78% menjadi 121,25% (Baik menjadi Kurang)."
    )


def test_what_rounding_hides_does_not_move() -> None:
    told = effect_in_words(
        [
            effect("told", "indicator", "4", "realisasi", 50.0, 50.1),
            effect("told", "perspective", "Total", "nilai", 100.001, 100.002, GOOD, GOOD),
        ]
    )
    assert "bergeser" not in told


def test_indicators_that_only_live_on_a_cell_are_named_in_order() -> None:
    told = effect_in_words(
        [
            effect("touched", "indicator", "13", "realisasi", 43.87, None),
            effect("touched", "indicator", "2", "realisasi", None, None),
            effect("touched", "efficiency", "21", "ie", 1.2, None),
        ]
    )
    assert told == "Angka ini ikut menyusun IKU 2 dan 13. Angka ini ikut menentukan efisiensi IKU 21."


def test_a_finding_that_changes_nothing_says_so() -> None:
    assert effect_in_words([]) == "Tidak mengubah hasil indikator."


def test_consequences_stand_by_sheet_and_column_its_own_sheet_first() -> None:
    cells = [("ARSIP", "B2"), *(("PERKARA", f"I{row}") for row in (9, 6, 8, 7)), ("PERKARA", "AA1"), ("PERKARA", "J7")]
    assert consequences_in_words("PERKARA", cells) == "PERKARA: I6:I9, J7, AA1; ARSIP: B2"
    assert consequences_in_words("PERKARA", []) == ""


def test_cells_below_each_other_are_pointed_at_as_a_range() -> None:
    assert in_ranges("C5, C6, C7, C8, C9") == "C5:C9"
    assert in_ranges("C5, C6, C7, D8, C9") == "C5, C6, C7, D8, C9"
    assert in_ranges("D5 sampai D33") == "D5 sampai D33"
    assert in_ranges("kosong") == "kosong"
