"""What a finding does, in words: before and after, class, what moves above, and what is only known to be touched."""

from __future__ import annotations

import duckdb

from flows.checks.effects import Effect, consequences_in_words, effect_in_words, tell_effects
from flows.checks.wording import in_ranges
from flows.period import Period
from flows.warehouse.store import prepare

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


def test_a_fault_that_stands_tells_what_it_did_in_the_months_since_then_that_were_published() -> None:
    with duckdb.connect() as connection:
        _published_months(connection)
        tell_effects(connection, Period(2022, 11))
        told = connection.execute("select effect from raw.findings").fetchall()
    assert told == [
        (
            "Realisasi IKU 23 menurut kiriman 80,00, menurut hitungan ulang 75,00. Yang diterbitkan adalah hitungan "
            "ulang. Isi ini sudah tertulis sejak September 2022 (sel E7). Pada Oktober 2022: Realisasi IKU 23 menurut "
            "kiriman 69,46, menurut hitungan ulang 64,00. Yang diterbitkan adalah hitungan ulang.",
        )
    ]


def _published_months(connection: duckdb.DuckDBPyConnection) -> None:
    """November with a case target that stands since September; October was published, with another office's."""
    prepare(connection)
    effect_columns = (
        "finding_id varchar, period varchar, kind varchar, level varchar, key varchar, measure varchar, before double, "
        "after double, kriteria_before varchar, kriteria_after varchar, flips boolean"
    )
    connection.execute(
        f"""
        create schema candidate; create schema marts; create schema effects;
        create table candidate.mart_finding_effect ({effect_columns});
        create table marts.mart_finding_effect ({effect_columns});
        create table candidate.mart_finding_link (
            finding_id varchar, period varchar, kind varchar, sheet varchar, cell varchar
        );
        create table effects.finding_since (
            finding_id varchar, period varchar, since_period varchar, since_cell varchar
        );
        create table marts.mart_findings (
            finding_id varchar, unit_code varchar, period varchar, rule_id varchar, form varchar, row_key varchar,
            column_name varchar, status varchar
        );
        insert into raw.findings by name select 'now' as finding_id, 'A' as unit_code, '2022-11' as period,
            'case' as rule_id, 'perkara' as form, 'spdp' as row_key, 'target_n' as column_name, 'PERKARA' as sheet,
            'E6' as fault_cells, 'open' as status;
        insert into effects.finding_since values ('now', '2022-11', '2022-09', 'E7');
        insert into candidate.mart_finding_effect values
            ('now', '2022-11', 'submitted', 'indicator', '23', 'realisasi', 80, 75, null, null, false);
        insert into marts.mart_findings values
            ('then', 'A', '2022-10', 'case', 'perkara', 'spdp', 'target_n', 'open'),
            ('other', 'B', '2022-10', 'case', 'perkara', 'spdp', 'target_n', 'open'),
            ('before', 'A', '2022-08', 'case', 'perkara', 'spdp', 'target_n', 'open');
        insert into marts.mart_finding_effect values
            ('then', '2022-10', 'submitted', 'indicator', '23', 'realisasi', 69.46, 64, null, null, false),
            ('then', '2022-10', 'submitted', 'perspective', 'Total', 'nilai', 103, 102, null, null, false),
            ('other', '2022-10', 'submitted', 'indicator', '23', 'realisasi', 1, 2, null, null, false),
            ('before', '2022-08', 'submitted', 'indicator', '23', 'realisasi', 3, 4, null, null, false);
        """
    )
