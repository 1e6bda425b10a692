"""The real September: what is published from the first workbook, held against the printed report."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from .conftest import Month, rows

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


def printed(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# The results of the month by indicator: numerator, denominator (None where composite), result.
RESULTS = {
    1: (539, 572, 94.23),
    2: (55, 80, 68.75),
    3: (129, 151, 85.43),
    4: (26, 28, 92.86),
    5: (66, 108, 61.11),
    9: (None, None, 93.41),
    10: (None, None, 81.95),
    11: (None, None, 38.44),
    12: (273, 315, 86.67),
    13: (68, 155, 43.87),
    14: (324, 475, 68.21),
    15: (None, None, 4.89),
    16: (None, None, 78.02),
    17: (None, None, 92.74),
    18: (None, None, 86.17),
    19: (None, None, 82.50),
    20: (None, None, 97.00),
    21: (None, None, 84.16),
    22: (None, None, 57.63),
    23: (None, None, 64.00),
    24: (None, None, 88.59),
    28: (None, None, 2.20),
    29: (None, None, 88.64),
}
NOT_MEASURED = {6, 8, 25, 26, 27}


def test_the_run_ends_as_a_draft(golden: Month) -> None:
    assert golden.outcome.status == 3, golden.outcome.err
    assert "Memenuhi Ekspektasi" in golden.outcome.out
    assert "lapkin.html" in golden.outcome.out


def test_every_indicator_has_a_fact(golden: Month) -> None:
    facts = rows(
        golden.home,
        "select iku_no, status from marts.fct_indicator where unit_code = 'SERANG' and period = '2022-09'",
    )
    assert len(facts) == 29
    assert {iku for iku, status in facts if status == "not_measured"} == NOT_MEASURED
    assert {iku for iku, status in facts if status == "interim"} == {7}
    assert {iku for iku, status in facts if status == "measured"} == set(RESULTS)


@pytest.mark.parametrize("iku", sorted(RESULTS))
def test_result_is_recomputed(golden: Month, iku: int) -> None:
    numerator, denominator, result = RESULTS[iku]
    [(found_numerator, found_denominator, realisasi)] = rows(
        golden.home, "select numerator, denominator, realisasi from marts.fct_indicator where iku_no = ?", iku
    )
    assert (found_numerator, found_denominator) == (numerator, denominator)
    assert realisasi == pytest.approx(result, abs=0.00501)


def test_the_submitted_case_result_is_kept_beside_the_right_one(golden: Month) -> None:
    assert rows(
        golden.home,
        "select round(realisasi, 2), realisasi_submitted from marts.fct_indicator where iku_no = 23",
    ) == [(64.00, 69.46)]


def test_the_interim_survey_index_is_shown_and_not_measured(golden: Month) -> None:
    [(realisasi, interim)] = rows(
        golden.home, "select realisasi, interim_value from marts.fct_indicator where iku_no = 7"
    )
    assert realisasi is None
    assert interim == pytest.approx(89.77, abs=0.005)


def test_basis_says_where_a_figure_comes_from(golden: Month) -> None:
    submitted = rows(
        golden.home,
        "select iku_no from marts.fct_indicator where basis = 'submitted' and status = 'measured' order by 1",
    )
    assert [iku for (iku,) in submitted] == [10, 12, 18]


@pytest.mark.parametrize("line", printed("printed_capaian_tw3.csv"), ids=lambda line: f"iku-{line['iku_no']}")
def test_capaian_equals_the_printed_table(golden: Month, line: dict[str, str]) -> None:
    iku = int(line["iku_no"])
    [(month, year, kriteria, due)] = rows(
        golden.home,
        "select capaian_month, capaian_year, kriteria_month, is_due from marts.mart_capaian_indicator where iku_no = ?",
        iku,
    )
    if iku == 23:  # printed with the swapped target; admitted as wrong by the report itself
        assert month == pytest.approx(120.75, abs=0.011)
        assert year == pytest.approx(95.52, abs=0.011)
        assert kriteria == "Tidak Dapat Disimpulkan"
        return
    assert due == bool(line["target_tw3"])
    assert month == (pytest.approx(float(line["capaian_tw3"]), abs=0.011) if line["capaian_tw3"] else None)
    expected_year = line["capaian_thd_target_2022"]
    assert year == (pytest.approx(float(expected_year), abs=0.011) if expected_year else None)
    assert kriteria == (line["kriteria"] or None)


def test_the_case_indicator_misses_the_year_once_corrected(golden: Month) -> None:
    assert rows(golden.home, "select kriteria_year from marts.mart_capaian_indicator where iku_no = 23") == [
        ("Belum Memenuhi Ekspektasi",)
    ]


def test_classes_of_the_month(golden: Month) -> None:
    counted = dict(
        rows(
            golden.home,
            "select kriteria_month, count(*) from marts.mart_capaian_indicator where is_due group by 1",
        )
    )
    assert counted == {
        "Memenuhi Ekspektasi": 11,
        "Belum Memenuhi Ekspektasi": 5,
        "Tidak Memenuhi Ekspektasi": 3,
        "Tidak Dapat Disimpulkan": 1,
    }


def test_objectives(golden: Month) -> None:
    nps = rows(golden.home, "select sasaran_no, round(nps, 2), kriteria from marts.mart_capaian_sasaran order by 1")
    assert [(number, value) for number, value, _ in nps if value is not None] == [
        (1, 97.94),
        (4, 89.90),
        (5, 103.88),
        (6, 103.47),
        (7, 120.75),
        (10, 97.78),
        (11, 101.88),
    ]
    classes = {number: kriteria for number, _, kriteria in nps}
    assert {int(line["sasaran_no"]): line["kriteria"] or None for line in printed("printed_nps_tw3.csv")} == classes


def test_perspectives_and_total(golden: Month) -> None:
    found = dict(rows(golden.home, "select perspective, round(nilai, 2) from marts.mart_capaian_perspective"))
    assert found == {
        "Stakeholder": 97.94,
        "Internal Process": 104.50,
        "Learning & Growth": 99.83,
        "Total": 102.23,
    }


def test_efficiency_equals_the_printed_table_where_it_can_be_trusted(golden: Month) -> None:
    found = {
        row[0]: row[1:]
        for row in rows(
            golden.home,
            "select iku_no, status, anggaran_pct, ie, te, capaian_te, pagu, realisasi_anggaran "
            "from marts.mart_efficiency where scope = 'indicator'",
        )
    }
    assert len(found) == 29
    compared = 0
    for line in printed("printed_te_tw3.csv"):
        if line["iku_no"] == "TOTAL":
            continue
        iku = int(line["iku_no"])
        status, share, ie, te, capaian_te, pagu, spent = found[iku]
        assert (pagu, spent) == (int(line["anggaran_pagu_rp"]), int(line["anggaran_realisasi_rp"]))
        if iku in NOT_MEASURED | {7}:
            assert (status, ie, te, capaian_te) == ("not_measured", None, None, None)
        elif iku == 9:
            assert (status, ie, te, capaian_te) == ("no_spending", None, None, None)
        elif iku == 16:  # printed as 0 %; 71,563,175 of 123,971,000 was spent
            assert share == pytest.approx(57.73, abs=0.005)
            assert (round(ie, 2), round(te, 2), capaian_te) == (1.35, 0.35, 95)
        elif iku == 23:  # with the right result
            assert (round(te, 2), capaian_te) == (0.68, 90)
        else:
            assert status == "computed"
            assert share == pytest.approx(float(line["anggaran_persen"]), abs=0.011)
            assert ie == pytest.approx(float(line["ie"]), abs=0.011)
            assert te == pytest.approx(float(line["te"]), abs=0.011)
            assert capaian_te == int(line["capaian_te"].split()[0])
            compared += 1
    assert compared == 20


def test_efficiency_totals(golden: Month) -> None:
    found = {
        row[0]: row[1:]
        for row in rows(
            golden.home,
            "select scope, round(capaian_year, 2), round(anggaran_pct, 2), round(ie, 2), round(te, 2), capaian_te, "
            "pagu, realisasi_anggaran from marts.mart_efficiency where scope <> 'indicator'",
        )
    }
    # The printed total of the spending, 19,946,448,337, is one rupiah below the sum of its printed rows.
    assert found["total_official"] == (72.66, 69.27, 1.05, 0.05, 100, 28_796_932_000, 19_946_448_338)
    assert found["total_measured"][:5] == (91.61, 70.20, 1.30, 0.30, 95)


def test_the_case_target_is_found_at_its_cells(golden: Month) -> None:
    found = rows(
        golden.home,
        "select severity, sheet, cell, value, expected, iku_no from marts.mart_findings "
        "where sheet = 'PERKARA' and severity = 'block' and status = 'open' order by cell",
    )
    assert [(row[0], row[1], row[2].split(", ")[0], row[3], row[4], row[5]) for row in found] == [
        ("block", "PERKARA", "E6", "4", "5", 23),
        ("block", "PERKARA", "F6", "5", "4", 23),
    ]


def test_blocking_findings_are_these_and_no_others(golden: Month) -> None:
    found = rows(
        golden.home,
        "select sheet, cell from marts.mart_findings where severity = 'block' and status = 'open' order by all",
    )
    assert [(sheet, cell.split(", ")[0]) for sheet, cell in found] == [
        ("MATRIKS CAPAIAN", "L30"),
        ("PERKARA", "E6"),
        ("PERKARA", "F6"),
        ("TL PEMANGKU", "E9"),
    ]


# Every warning of the month: rule, sheet, cells.
RECEIVED_NEVER_FILLED = ", ".join(f"L{row}, M{row}" for row in range(93, 101))
WARNINGS = {
    ("cell-error", "MATRIKS CAPAIAN", "M22"),
    ("cell-error", "TL PEMANGKU", "G43"),
    ("ceilings-of-no-version", "ANGGARAN IKU", ", ".join(f"C{row}" for row in range(5, 34))),
    ("contract-number-twice", "PENGADAAN", "F11, F32"),
    ("contract-number-twice", "PENGADAAN", "F9, F58"),
    ("amount-among-words", "PENGADAAN", "L40"),
    ("capital-payments-not-filled", "PENGADAAN", "K6, K7, K63, K65"),
    ("figure-without-its-base", "KIE RINCIAN", "H9"),
    ("package-parts", "PENGADAAN", "D51, D52, D53, D54, D55, D56"),
    ("package-starts-before-contract", "PENGADAAN", "I48, G48"),
    ("own-respondents", "SURVEI USAHA", "B14, D4, D5, D6, D7, D8, D9, D10, D11, D12"),
    ("own-share", "ANGGARAN IKU", "E20, C20, D20"),
    ("own-survey-index", "SURVEI USAHA", "B15, " + ", ".join(f"D{row}, E{row}" for row in range(4, 13))),
    ("part-above-whole-in-other-figures", "PENGADAAN", "K49, H49"),
    ("part-above-whole-in-other-figures", "UJI REGIONAL", "M16, L16"),
    ("part-above-whole-in-other-figures", "UJI REGIONAL", "M28, L28"),
    ("part-above-whole-in-other-figures", "UJI REGIONAL", "M85, L85, L86, M86, L87, M87, L89, M89"),
    ("row-other-period", "KIE RINCIAN", "A30"),
    ("same-ceiling-and-spending", "ANGGARAN IKU", "C25, C26, D25, D26"),
    ("submitted-capaian-year-missing", "MATRIKS CAPAIAN", "N16"),
    ("submitted-capaian-year-missing", "MATRIKS CAPAIAN", "N31"),
    ("target-copy-month", "MATRIKS CAPAIAN", "G19"),
    ("target-copy-month", "MATRIKS CAPAIAN", "G27"),
    ("target-copy-year", "MATRIKS CAPAIAN", "F30"),
    ("total-of-other-figures", "UJI REGIONAL", "G105, G103, G104"),
    ("total-without-all-kinds", "TL INSPEKSI", "E28, F28, E29, F29"),
    ("whole-not-filled-in-other-figures", "UJI REGIONAL", "L104, M104"),
    ("whole-not-filled-in-other-figures", "UJI REGIONAL", RECEIVED_NEVER_FILLED),
}


# What the approved targets themselves say wrong, whatever the workbook holds: rule, file, row.
ON_TARGETS = {
    ("same-ceiling-in-version", "ceilings.csv", "rapk_signed_2022-07-28 / sampel_obat_standar, sampel_makanan_standar"),
    ("signed-target-not-decided", "monthly_targets.csv", "signed_2022-07-28 / makanan_aman / b01, b06"),
    ("signed-target-not-decided", "monthly_targets.csv", "signed_2022-07-28 / makanan_ms / b01"),
    ("signed-target-not-decided", "monthly_targets.csv", "signed_2022-07-28 / obat_aman / b01, b06"),
    ("signed-target-not-decided", "monthly_targets.csv", "signed_2022-07-28 / obat_ms / b01"),
    ("signed-target-not-decided", "monthly_targets.csv", "signed_2022-07-28 / pasar_pangan_aman / b08, b09, b10"),
    ("target-measures-mixed", "monthly_targets.csv", "signed_2022-07-28 / desa_pangan_aman / b01..b12"),
    ("target-measures-mixed", "monthly_targets.csv", "signed_2022-07-28 / pasar_pangan_aman / b01..b12"),
    ("target-measures-mixed", "monthly_targets.csv", "signed_2022-07-28 / sekolah_pjas / b01..b12"),
    ("target-measures-mixed", "monthly_targets.csv", "signed_2022-07-28 / umkm_standar / b01..b12"),
}


def test_warnings_are_these_and_no_others(golden: Month) -> None:
    found = rows(golden.home, "select rule_id, sheet, cell from marts.mart_findings where severity = 'warn'")
    facts = {told[:3] for told in SAME_FACTS}
    assert len(found) == len(WARNINGS) + len(SAME_FACTS) + len(ON_TARGETS)
    assert set(found) == WARNINGS | facts | ON_TARGETS


def test_findings_on_targets_tell_figures_and_concern_head_office(golden: Month) -> None:
    found = rows(
        golden.home,
        "select file_name, iku_no, value, expected from marts.mart_findings "
        "where rule_id = 'signed-target-not-decided' order by iku_no",
    )
    assert found == [
        ("SERANG_2022/monthly_targets.csv", 1, "85", "kosong"),
        ("SERANG_2022/monthly_targets.csv", 2, "82", "kosong"),
        ("SERANG_2022/monthly_targets.csv", 3, "74, 85", "kosong, 74"),
        ("SERANG_2022/monthly_targets.csv", 4, "64, 78", "kosong, 64"),
        ("SERANG_2022/monthly_targets.csv", 20, "90, 90, 90", "75, 80, 85"),
    ]
    assert rows(golden.home, "select distinct owner_group from marts.mart_findings where sheet like '%.csv'") == [
        ("Biro Perencanaan dan Keuangan",)
    ]


def test_a_received_column_that_was_never_filled_is_one_fault(golden: Month) -> None:
    [(value, expected, message)] = rows(
        golden.home, "select value, expected, message from marts.mart_findings where cell = ?", RECEIVED_NEVER_FILLED
    )
    assert (value, expected) == ("0, 0, 0, 0, 0, 0, 0, 0", "2, 3, 2, 2, 2, 2, 3, 4")
    assert message.startswith("Penerimaan belum diisi: sel L93:L100 di lembar UJI REGIONAL")


# What two forms of the month say differently about the same fact: rule, sheet, cells, figures, what the other form has.
SAME_FACTS = [
    ("same-direct-activities", "KIE", "D8, D9, D12", "2", "5"),
    ("same-media-activities", "KIE RINCIAN", "D15", "1", "2"),
    ("same-regional-labels", "UJI REGIONAL", "K19", "kosong", "4"),
    ("same-regional-labels", "UJI REGIONAL", "K8", "kosong", "3"),
    ("same-regional-labels", "UJI REGIONAL", "K80", "kosong", "1"),
    ("same-regional-samples", "UJI REGIONAL", "G19, L19", "47, 47", "53, 53"),
    (
        "same-regional-samples",
        "UJI REGIONAL",
        "G80, L80, M80, O80, P80, R80",
        "76, 76, 60, 5, 5, 60",
        "99, 99, 80, 25, 25, 80",
    ),
    ("same-regional-samples", "UJI REGIONAL", "G91, L91", "44, 44", "47, 47"),
    ("same-sampling-target", "SAMPLING", "F39, F41", "kosong", "186"),
    ("same-social-media-activities", "KIE RINCIAN", "B12", "0", "38"),
    ("same-spending", "ANGGARAN BELANJA", "D8", "18.269.495.407", "19.946.448.338"),
    ("same-standard-laboratory", "SAMPEL STANDAR", "E4", "1.445", "1.459"),
    ("same-standard-laboratory", "SAMPEL STANDAR", "E9", "544", "361"),
    ("same-standard-target", "SAMPEL STANDAR", "B9", "544", "294"),
]


def test_facts_that_two_forms_state_differently_are_these_and_no_others(golden: Month) -> None:
    found = rows(
        golden.home,
        "select rule_id, sheet, cell, value, expected, severity, status from marts.mart_findings "
        "where list_contains(?, rule_id) order by rule_id, sheet, cell",
        sorted({rule for rule, *_ in SAME_FACTS}),
    )
    assert found == [(*told, "warn", "open") for told in SAME_FACTS]


def test_every_finding_names_its_place_and_what_to_do(golden: Month) -> None:
    for file_name, sheet, cell, message in rows(
        golden.home, "select file_name, sheet, cell, message from marts.mart_findings"
    ):
        assert file_name == (f"SERANG_2022/{sheet}" if sheet.endswith(".csv") else "RHPK_SERANG_2022-09.xlsx")
        assert sheet
        assert cell
        assert message.endswith(".")
        assert "{" not in message


def test_all_rules_and_their_findings_stand_on_a_page(golden: Month) -> None:
    page = golden.home / "checks" / "2022-09" / "index.html"
    html = page.read_text("utf-8")
    for (finding_id,) in rows(golden.home, "select finding_id from marts.mart_findings where status = 'open'"):
        assert f"../../reports/SERANG/2022-09/lapkin.html#temuan-{finding_id}" in html
    assert (page.parent / "data_docs" / "index.html").exists()
    assert str(page) in golden.outcome.out


def test_the_contradictions_that_were_read_by_hand_are_found_by_the_rules_that_say_so(golden: Month) -> None:
    with (GOLDEN / "contradictions_2022-09.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    found = {
        (rule, sheet, cell)
        for rule, sheet, cells in rows(golden.home, "select rule_id, sheet, cell from marts.mart_findings")
        for cell in cells.split(", ")
    }
    for line in listed:
        places = {(sheet, cell) for rule, sheet, cell in found if rule == line["rule"]}
        if line["rule"]:
            assert (line["sheet"], line["cell"].split(", ")[0]) in places, line["id"]
    ruled = {line["rule"] for line in listed} - {""}
    assert {rule for rule, _, _ in found} - ruled == set()
    assert sum(1 for line in listed if line["id"].startswith("C") and line["rule"]) == 46


def test_the_targets_of_the_year_hold_those_of_the_month(golden: Month) -> None:
    joined = rows(
        golden.home,
        "select count(*), count(*) filter (where year.target is distinct from month.target_month "
        "or year.is_due <> month.is_due or year.is_progress <> month.is_progress) "
        "from marts.mart_target_month as year inner join marts.mart_capaian_indicator as month "
        "using (unit_code, period, indicator_id) where year.month = 9",
    )
    assert joined == [(29, 0)]
    assert rows(golden.home, "select count(*) from marts.mart_target_month") == [(29 * 12,)]
