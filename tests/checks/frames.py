"""One good row and one bad row for every rule, as the dbt frames would hold them."""

from __future__ import annotations

from typing import Any

OWNERS = {
    "matriks_capaian": "Tata Usaha",
    "perkara": "Penindakan",
    "intelijen": "Penindakan",
    "monev_output": "Tata Usaha",
    "sarana_produksi": "Pemeriksaan",
    "iklan_label": "Pemeriksaan",
    "tl_inspeksi": "Pemeriksaan",
    "uji_regional": "Pengujian",
    "ikpa": "Tata Usaha",
    "survei_usaha": "Infokom",
    "umkm": "Infokom",
    "sampling": "Pengujian",
    "sampel_standar": "Pengujian",
    "anggaran_belanja": "Tata Usaha",
    "kie": "Infokom",
    "kie_rincian": "Infokom",
    "pengadaan": "Tata Usaha",
    "anggaran_iku": "Tata Usaha",
    "monthly_targets": "Biro Perencanaan dan Keuangan",
    "annual_targets": "Biro Perencanaan dan Keuangan",
    "ceilings": "Biro Perencanaan dan Keuangan",
    "decisions": "Biro Perencanaan dan Keuangan",
    "desa": "Infokom",
    "survei_kie": "Infokom",
    "tl_pemangku": "Pemeriksaan",
    "narasi": "Tata Usaha",
    "tindak_lanjut": "Tata Usaha",
}

Row = dict[str, Any]


def row(**columns: Any) -> Row:
    """What every frame brings, filled as far as a test does not say otherwise."""
    common: Row = {
        "unit_code": "UJI",
        "period": "2023-04",
        "form": "sarana_produksi",
        "iku_no": 13,
        "submission_id": "s1",
        "file_name": "uji.xlsx",
        "sheet": "SARANA PRODUKSI",
        "cell": "D8",
        "row_key": "industri",
        "column_name": "mk",
        "value": 1.0,
        "expected": 1.0,
    }
    return {**common, **columns}


def matriks(**columns: Any) -> Row:
    return row(form="matriks_capaian", sheet="MATRIKS CAPAIAN", iku_no=12, cell="G19", **columns)


def target_copy(**columns: Any) -> Row:
    return matriks(
        **{
            "column_name": "target_month",
            "value": 84.0,
            "value_state": "number",
            "expected": 84.0,
            "is_due": True,
            "document": "RAPK 2023",
            **columns,
        }
    )


def narrative(subject: str, **columns: Any) -> Row:
    given: Row = {
        "form": "narasi",
        "sheet": "NARASI",
        "cell": "E6",
        "column_name": "penyebab",
        "subject": subject,
        "value": "{realisasi}" if subject == "placeholder" else "64,00",
        "expected": "{realisasi}, {target bulan}" if subject == "placeholder" else "64",
        "owner_group": None,
        "is_known": True if subject == "placeholder" else None,
        "n_known": 1 if subject == "placeholder" else None,
        "n_filled": 1 if subject == "placeholder" else None,
        "n_near": 0 if subject == "number" else None,
        "figure_iku": 13,
        "placeholder": "realisasi",
    }
    return row(**{**given, **columns})


def follow_up(subject: str, **columns: Any) -> Row:
    given: Row = {
        "form": "tindak_lanjut",
        "sheet": "TINDAK LANJUT",
        "cell": "D6",
        "column_name": subject,
        "subject": subject,
        "value": "Selesai" if subject == "status" else "2023-04-30",
        "expected": "Selesai atau Belum",
        "owner_group": None,
        "n_readable": 1,
    }
    return row(**{**given, **columns})


def case_target(**columns: Any) -> Row:
    given: Row = {
        "form": "perkara",
        "sheet": "PERKARA",
        "iku_no": 23,
        "cell": "E6, E10",
        "column_name": "target_n",
        "value": 5.0,
        "expected": 5.0,
        "intelijen_cell": "C6",
        "intelijen_agrees": False,
        "monev_cell": None,
        "monev_agrees": False,
    }
    return row(**{**given, **columns})


def case_copy(**columns: Any) -> Row:
    given: Row = {
        "form": "perkara",
        "sheet": "PERKARA",
        "cell": "G8",
        "column_name": "realisasi_n",
        "subject": "stage",
        "value": 3.0,
        "expected": 3.0,
        "other_cell": "H6",
        "stage": "p21",
    }
    return row(**{**given, **columns})


def same_fact(subject: str, form: str, **columns: Any) -> Row:
    given: Row = {
        "form": form,
        "sheet": form.replace("_", " ").upper(),
        "iku_no": None,
        "cell": "E4, E5",
        "column_name": subject,
        "subject": subject,
        "value": "1.060, 7",
        "expected": "1.060, 7",
        "other_sheet": "LEMBAR LAIN",
        "other_cells": "L78, L79",
        "is_at_least": False,
        "difference": 0.0,
        "tolerance": 0.0,
    }
    return row(**{**given, **columns})


def total(**columns: Any) -> Row:
    given: Row = {
        "cell": "E11, E9, E10",
        "subject": "sum",
        "value": 37.0,
        "expected": 37.0,
        "difference": 0.0,
        "tolerance": 1e-9,
        "feeds_indicator": True,
        "total_cell": "E11",
        "part_cells": "E9, E10",
        "echo_cells": None,
        "has_echo": False,
    }
    return row(**{**given, **columns})


def subset(**columns: Any) -> Row:
    given: Row = {
        "cell": "E9, D9",
        "relation": "at_most",
        "value": "5",
        "expected": "5",
        "lesser_value": 5.0,
        "limit_value": 5.0,
        "lesser_cells": "E9",
        "greater_cell": "D9",
        "difference": 0.0,
        "tolerance": 0.0,
        "feeds_indicator": True,
        "never_filled": False,
        "is_part_unfilled": False,
        "unfilled_cells": None,
        "blank_cells": None,
        "unfilled_least": None,
    }
    return row(**{**given, **columns})


def ranged(**columns: Any) -> Row:
    given: Row = {
        "form": "ikpa",
        "sheet": "IKPA",
        "cell": "B7",
        "value": 99.0,
        "expected": 100.0,
        "minimum": 0.0,
        "maximum": 100.0,
        "feeds_indicator": True,
    }
    return row(**{**given, **columns})


def own(subject: str, **columns: Any) -> Row:
    given: Row = {
        "form": "umkm",
        "sheet": "UMKM",
        "cell": "K11, J6, J7",
        "result_cell": "K11",
        "input_cells": "J6, J7",
        "subject": subject,
        "value": 54.17,
        "expected": 54.1666,
        "difference": 0.0034,
        "tolerance": 0.01,
    }
    return row(**{**given, **columns})


def twin(**columns: Any) -> Row:
    given: Row = {
        "form": "pengadaan",
        "sheet": "PENGADAAN",
        "iku_no": None,
        "cell": "F9, F58",
        "subject": "contract",
        "column_name": "contract",
        "value": "KU.01.22.46",
        "expected": "berbeda",
        "n_things": 1,
        "content": "other",
    }
    return row(**{**given, **columns})


def ceiling(**columns: Any) -> Row:
    given: Row = {
        "form": "anggaran_belanja",
        "sheet": "ANGGARAN BELANJA",
        "iku_no": None,
        "cell": "B5, B6, B7",
        "row_key": "total",
        "column_name": "pagu",
        "value": 28e9,
        "expected": 28e9,
        "document": "DIPA 2023",
        "difference": 0.0,
        "tolerance": 0.0,
        "gap": 0.0,
        "other_versions": None,
        "has_other_versions": False,
    }
    return row(**{**given, **columns})


def reference(table: str, **columns: Any) -> Row:
    """A row on a file of targets: `cell` is version, indicator and months."""
    given: Row = {
        "form": table,
        "iku_no": 3,
        "file_name": f"UJI_2023/{table}.csv",
        "sheet": f"{table}.csv",
        "cell": "revisi / obat_aman",
        "row_key": "revisi / obat_aman",
        "value": None,
        "expected": None,
        "version": "revisi",
        "document": "RAPK 2023 revisi",
        "indikator": "Persentase Obat yang aman",
    }
    return row(**{**given, **columns})


def missing(kind: str, **columns: Any) -> Row:
    given: Row = {
        "kind": kind,
        "form": "umkm" if kind == "form" else "",
        "iku_no": 16 if kind == "form" else None,
        "submission_id": None,
        "file_name": "",
        "sheet": "UMKM" if kind == "form" else "",
        "cell": "",
        "row_key": "2023-02" if kind == "month" else "",
        "column_name": kind,
        "value": "ada",
        "expected": "ada",
        "n_received": 1,
        "missing_name": {"form": "UMKM", "unit": "Balai Uji", "month": "Februari 2023"}[kind],
        "indicators": "16" if kind == "form" else None,
        "feeds_indicator": kind == "form",
    }
    return row(**{**given, **columns})


def decision(subject: str, table: str, **columns: Any) -> Row:
    given: Row = {
        "subject": subject,
        "column_name": subject,
        "n_different": 0,
        "previous_version": "semula",
        "final_months": None,
        "has_final": False,
        "undecided_months": None,
        "has_undecided": False,
        "decided_months": None,
        "has_decided": False,
    }
    return reference(table, **{**given, **columns})


def curve(subject: str, **columns: Any) -> Row:
    given: Row = {
        "subject": subject,
        "column_name": subject,
        "n_faults": 0,
        "satuan": "pasar",
        "december": 3.0,
        "last_progress_month": None,
        "months_beyond": None,
        "has_months_beyond": False,
    }
    return reference("monthly_targets", **{**given, **columns})


def ceiling_twin(**columns: Any) -> Row:
    given: Row = {
        "iku_no": None,
        "cell": "revisi / sampel_obat, sampel_makanan",
        "column_name": "pagu",
        "value": 77633000.0,
        "expected": "berbeda",
        "n_indicators": 1,
        "iku_numbers": "21",
    }
    return reference("ceilings", **{**given, **columns})


def package(subject: str, **columns: Any) -> Row:
    given: Row = {
        "form": "pengadaan",
        "sheet": "PENGADAAN",
        "iku_no": None,
        "cell": "D6, D7, D8",
        "subject": subject,
        "column_name": "pagu",
        "value": "100",
        "expected": "100",
        "first_cell": "D6",
        "other_cells": "D7, D8",
        "difference": 0.0,
        "tolerance": 0.0,
    }
    return row(**{**given, **columns})


def capital(subject: str, form: str, **columns: Any) -> Row:
    given: Row = {
        "form": form,
        "sheet": form.replace("_", " ").upper(),
        "iku_no": None,
        "cell": "K6, K7",
        "row_key": "modal",
        "column_name": "realisasi",
        "subject": subject,
        "value": 300.0,
        "expected": 305.0,
        "accounts": "53",
        "other_sheet": "LEMBAR LAIN",
        "other_cell": "D7",
        "likely": 400.0,
        "difference": 5.0,
        "tolerance": 10.0,
    }
    return row(**{**given, **columns})


def state(**columns: Any) -> Row:
    given: Row = {
        "form": "kie_rincian",
        "sheet": "KIE RINCIAN",
        "iku_no": None,
        "cell": "H4, H5",
        "row_key": "peserta frekuensi",
        "column_name": "frekuensi",
        "value": "terisi",
        "expected": "terisi",
        "given_cells": "I4, I5",
        "given": "50, 1.060",
        "n_blank": 0,
    }
    return row(**{**given, **columns})


def words(**columns: Any) -> Row:
    given: Row = {
        "form": "pengadaan",
        "sheet": "PENGADAAN",
        "iku_no": None,
        "cell": "L6",
        "column_name": "rencana",
        "value": "menunggu tagihan",
        "expected": "teks",
        "amount": None,
        "likely_cell": "K6",
        "likely_value": 5000.0,
        "adds_up": True,
        "belongs_there": False,
    }
    return row(**{**given, **columns})


def weight(subject: str, form: str, **columns: Any) -> Row:
    given: Row = {
        "form": form,
        "sheet": form.replace("_", " ").upper(),
        "iku_no": None,
        "cell": "D5, D6",
        "column_name": "bobot",
        "subject": subject,
        "value": 100.0,
        "expected": 100.0,
        "difference": 0.0,
        "tolerance": 0.0,
    }
    return row(**{**given, **columns})


def index(subject: str, form: str, **columns: Any) -> Row:
    given: Row = {
        "form": form,
        "sheet": form.replace("_", " ").upper(),
        "iku_no": None,
        "cell": "B12, B8, B9",
        "column_name": "skala_100",
        "subject": subject,
        "value": 85.0,
        "expected": 85.0,
        "index_cell": "B12",
        "other_cells": "B8, B9",
        "difference": 0.0,
        "tolerance": 0.01,
    }
    return row(**{**given, **columns})


def month(form: str = "sarana_produksi", **columns: Any) -> Row:
    """A row of a form, or a whole form, held against an earlier month."""
    given: Row = {
        "form": form,
        "sheet": form.replace("_", " ").upper(),
        "cell": "D42, E42",
        "value": "70, 20",
        "expected": "paling sedikit 77, 33",
        "before_period": "2023-03",
        "before_month": "Maret",
        "before_sheet": form.replace("_", " ").upper(),
        "before_cells": "D42, E42",
        "before_values": "77, 33",
        "n_fallen": 0,
        "feeds_indicator": False,
        "was_corrected": False,
        "replaced_values": None,
        "subject": "row",
        "n_leaps": 0,
        "n_rows": 1,
        "is_doubled": False,
        "cells_in_short": "D42, E42",
        "is_enough": True,
        "n_moved": 4,
        "corrected_period": "2023-03",
        "corrected_month": "Maret",
        "n_changes": 0,
        "changes": None,
        "has_more": False,
        "n_more": 0,
        "old_cells": None,
        "holds_old": False,
        "below_cells": None,
        "is_below": False,
        "grew_past": False,
    }
    return row(**{**given, **columns})


def submitted(**columns: Any) -> Row:
    return matriks(
        **{
            "column_name": "realisasi",
            "value": 69.46,
            "value_state": "number",
            "expected": 69.4643,
            "difference": 0.0043,
            "tolerance": 0.025,
            "is_due": True,
            "target_month": 53.0,
            "target_year": 67.0,
            "capaian_submitted": 131.0566,
            "kriteria_submitted": "Tidak Dapat Disimpulkan",
            **columns,
        }
    )


def _own_pair(subject: str) -> tuple[Row, Row]:
    return own(subject), own(subject, value=64.17, difference=10.0034)


def _missing_pair(kind: str) -> tuple[Row, Row]:
    return missing(kind), missing(kind, value="tidak ada", n_received=0)


def _same_pair(subject: str, form: str) -> tuple[Row, Row]:
    differing = same_fact(subject, form, cell="E5", value="7", expected="9", other_cells="L79", difference=2.0)
    return same_fact(subject, form), differing


# rule id -> (a row that keeps it, a row that breaks it)
def shared_sample(side: str, **columns: Any) -> Row:
    given: Row = {
        "form": "uji_regional",
        "sheet": "UJI REGIONAL",
        "iku_no": None,
        "cell": "G8, L8" if side == "sender" else "L10",
        "column_name": "masuk_lab",
        "side": side,
        "value": 5.0,
        "expected": 5.0,
        "taken": 20.0,
        "entered": 15.0,
        "other_told": "BPOM di Lain 5 (lain.xlsx, lembar UJI REGIONAL, sel L10)",
        "sender_name": "BPOM di Uji",
        "samples_told": "Obat, Random",
        "difference": 0.0,
        "tolerance": 0.0,
    }
    return row(**{**given, **columns})


def neighbour_case(side: str, **columns: Any) -> Row:
    given: Row = {
        "neighbour": {"form": "perkara", "sheet": "PERKARA", "cell": "G6, G7", "iku_no": 23},
        "doer": {"form": "neighbour_cases", "sheet": "neighbour_cases.csv", "cell": "2023-04 / LAIN", "iku_no": 23},
        "output": {"form": "monev_output", "sheet": "MONEV OUTPUT", "cell": "F18", "iku_no": None},
    }[side]
    given |= {
        "side": side,
        "value": 2.0,
        "expected": 2.0,
        "other_told": None if side == "output" else "BPOM di Lain 1 (lain.xlsx, lembar PERKARA, sel G6)",
        "neighbour_name": None if side == "output" else "BPOM di Lain",
        "lacking": 0.0,
    }
    return row(**{**given, **columns})


EXAMPLES: dict[str, tuple[Row, Row]] = {
    "regional-samples-sent": (
        shared_sample("sender"),
        shared_sample("sender", expected=7.0, difference=2.0),
    ),
    "regional-samples-received": (
        shared_sample("laboratory"),
        shared_sample("laboratory", value=7.0, difference=2.0),
    ),
    **{
        rule: (neighbour_case(side), neighbour_case(side, value=1.0, lacking=1.0))
        for rule, side in (
            ("neighbour-case-not-in-perkara", "neighbour"),
            ("neighbour-case-not-with-neighbour", "doer"),
            ("neighbour-case-not-in-output", "output"),
        )
    },
    "target-copy-year": (
        target_copy(column_name="target_year"),
        target_copy(column_name="target_year", value=94.0),
    ),
    "target-copy-month": (target_copy(), target_copy(value=None, value_state="dash")),
    "target-copy-month-not-due": (
        target_copy(is_due=False, value=None, value_state="dash", expected=None),
        target_copy(is_due=False, expected=None),
    ),
    "case-target-current-year": (case_target(), case_target(value=4.0)),
    "case-target-carry-over": (
        case_target(column_name="target_carry_over"),
        case_target(column_name="target_carry_over", value=4.0),
    ),
    "case-target-dipa": (
        case_target(column_name="target_dipa"),
        case_target(column_name="target_dipa", value=6.0),
    ),
    "case-target-in-intelijen": (
        case_copy(subject="intelijen_target", form="intelijen"),
        case_copy(subject="intelijen_target", form="intelijen", value=2.0),
    ),
    "case-target-in-monev-output": (
        case_copy(subject="monev_target", form="monev_output"),
        case_copy(subject="monev_target", form="monev_output", value=2.0),
    ),
    "case-stage-in-intelijen": (case_copy(), case_copy(value=4.0)),
    "same-regional-samples": _same_pair("regional_samples", "uji_regional"),
    "same-regional-labels": _same_pair("regional_labels", "uji_regional"),
    "same-standard-laboratory": _same_pair("standard_laboratory", "sampel_standar"),
    "same-standard-inspected": _same_pair("standard_inspected", "sampel_standar"),
    "same-standard-target": _same_pair("standard_target", "sampel_standar"),
    "same-sampling-target": _same_pair("sampling_target", "sampling"),
    "same-month-samples": _same_pair("month_samples", "monev_output"),
    "same-spending": _same_pair("spending", "anggaran_belanja"),
    "same-certificates": _same_pair("certificates", "monev_output"),
    "same-businesses": _same_pair("businesses", "monev_output"),
    "same-participants": _same_pair("participants", "monev_output"),
    "same-direct-activities": _same_pair("direct_activities", "kie"),
    "same-media-activities": _same_pair("media_activities", "kie_rincian"),
    "same-social-media-activities": _same_pair("social_media", "kie_rincian"),
    "total-of-indicator-figures": (total(), total(value=38.0, difference=1.0)),
    "total-of-other-figures": (
        total(form="iklan_label", feeds_indicator=False),
        total(form="iklan_label", feeds_indicator=False, value=36.0, difference=1.0),
    ),
    "total-without-all-kinds": (
        total(form="tl_inspeksi", subject="kinds", value=4.0, expected=4.0),
        total(form="tl_inspeksi", subject="kinds", value=2.0, expected=4.0),
    ),
    "part-above-whole-in-indicator-figures": (subset(), subset(value="6", lesser_value=6.0)),
    "part-above-whole-in-other-figures": (
        subset(form="uji_regional", feeds_indicator=False),
        subset(form="uji_regional", feeds_indicator=False, value="6", lesser_value=6.0),
    ),
    "whole-not-filled-in-other-figures": (
        subset(form="uji_regional", feeds_indicator=False, never_filled=True),
        subset(
            form="uji_regional",
            feeds_indicator=False,
            never_filled=True,
            cell="L93, M93, L94, M94",
            greater_cell="L93, L94",
            lesser_cells="M93, M94",
            value="0, 0",
            expected="2, 3",
            lesser_value=2.0,
            limit_value=0.0,
            is_part_unfilled=True,
            unfilled_cells="L93, L94",
            blank_cells="G93, G94",
            unfilled_least="2, 3",
        ),
    ),
    "parts-not-whole-in-indicator-figures": (
        subset(relation="sum", limit_value=None),
        subset(relation="sum", limit_value=None, value="6", difference=1.0),
    ),
    "parts-not-whole-in-other-figures": (
        subset(relation="sum", feeds_indicator=False),
        subset(relation="sum", feeds_indicator=False, value=6.0, difference=1.0),
    ),
    "below-minimum-in-indicator-figures": (ranged(value=0.0), ranged(value=-1.0)),
    "below-minimum-in-other-figures": (
        ranged(feeds_indicator=False, value=0.0),
        ranged(feeds_indicator=False, value=-1.0),
    ),
    "above-maximum-in-indicator-figures": (ranged(value=100.0), ranged(value=100.01)),
    "above-maximum-in-other-figures": (
        ranged(feeds_indicator=False, value=900.0, maximum=None),
        ranged(feeds_indicator=False, value=100.01),
    ),
    "own-progress-sum": _own_pair("umkm_sum"),
    "own-progress-mean": _own_pair("umkm_mean"),
    "own-weighted-score": _own_pair("ikpa_row"),
    "own-weighted-total": _own_pair("ikpa_total"),
    "own-budget-performance": _own_pair("kinerja_anggaran"),
    "own-share": (own("share"), own("spending", value=0.0, expected=57.73, difference=57.73)),
    "own-mean-of-shares": _own_pair("mean_of_shares"),
    "own-respondents": _own_pair("respondents"),
    "own-survey-index": _own_pair("index"),
    "own-case-sum": _own_pair("case_sum"),
    "own-case-success": _own_pair("case_success"),
    "contract-number-twice": (twin(), twin(n_things=2)),
    "same-ceiling-and-spending": (
        twin(form="anggaran_iku", sheet="ANGGARAN IKU", cell="C25, C26, D25, D26", subject="spending"),
        twin(form="anggaran_iku", sheet="ANGGARAN IKU", cell="C25, C26, D25, D26", subject="spending", n_things=2),
    ),
    "package-parts": (package("parts"), package("parts", expected="90", difference=10.0)),
    "package-starts-before-contract": (
        package("start", cell="I7, G7", first_cell="I7", other_cells="G7", value="5 Mei 2023 - 9 Mei 2023"),
        package("start", cell="I7, G7", first_cell="I7", other_cells="G7", expected="6 Mei 2023", difference=1.0),
    ),
    "package-ends-before-start": (
        package("end", cell="I8", first_cell="I8", other_cells=None),
        package("end", cell="I8", first_cell="I8", other_cells=None, difference=1.0),
    ),
    "capital-payments-not-filled": (
        capital("unfilled", "pengadaan"),
        capital("unfilled", "pengadaan", expected=700.0, difference=400.0),
    ),
    "capital-spending-in-packages": (
        capital("total", "anggaran_belanja", cell="D7", likely=None),
        capital("total", "anggaran_belanja", cell="D7", likely=None, value=700.0, difference=400.0),
    ),
    "placeholder-unknown": (
        narrative("placeholder"),
        narrative("placeholder", value="{hasil}", is_known=False, n_known=0, n_filled=0),
    ),
    "placeholder-without-figure": (narrative("placeholder"), narrative("placeholder", n_filled=0)),
    "narrative-near-figure": (narrative("number"), narrative("number", value="64,3", n_near=1)),
    "follow-up-status-unclear": (follow_up("status"), follow_up("status", value="entah", n_readable=0)),
    "follow-up-due-unclear": (follow_up("due"), follow_up("due", cell="G6", value="segera", n_readable=0)),
    "figure-without-its-base": (state(), state(value="kosong", n_blank=2)),
    "amount-among-words": (words(), words(value="12.210.000", amount=12210000.0)),
    "weights-add-up": (weight("sum", "desa"), weight("sum", "umkm", value=1.2, expected=1.0, difference=0.2)),
    "weight-approved": (weight("approved", "ikpa"), weight("approved", "perkara", value=60.0, difference=40.0)),
    "index-outside-its-parts": (
        index("between", "survei_kie"),
        index("between", "survei_usaha", value=95.0, expected=90.0, difference=5.0),
    ),
    "index-on-two-scales": (
        index("scale", "survei_kie", cell="C12, B12", index_cell="C12", other_cells="B12"),
        index("scale", "survei_kie", cell="C12, B12", index_cell="C12", other_cells="B12", difference=0.5),
    ),
    "ceilings-of-no-version": (ceiling(), ceiling(value=27e9, difference=1e9, gap=1e9)),
    "signed-target-not-decided": (
        decision("month", "monthly_targets"),
        decision(
            "month",
            "monthly_targets",
            cell="revisi / obat_aman / b01, b08, b10",
            value="74, 85, 90",
            expected="kosong, 74, 80",
            n_different=3,
            final_months="b01",
            has_final=True,
            undecided_months="b08",
            has_undecided=True,
            decided_months="b10",
            has_decided=True,
        ),
    ),
    "agreed-target-not-decided": (
        decision("year", "annual_targets"),
        decision(
            "year",
            "annual_targets",
            cell="revisi / obat_aman / target",
            value="91",
            expected="97",
            n_different=1,
            decided_months="target",
            has_decided=True,
        ),
    ),
    "decision-from-other-target": (
        decision("before", "decisions"),
        decision("before", "decisions", cell="revisi / obat_aman / b08", value="61", expected="60", n_different=1),
    ),
    "december-target-not-agreed": (
        decision("december", "monthly_targets"),
        decision(
            "december", "monthly_targets", cell="revisi / obat_aman / b12", value="80", expected="85", n_different=1
        ),
    ),
    "target-above-its-end": (
        curve("above_end"),
        curve("above_end", cell="revisi / obat_aman / b11", value="98", expected="97", n_faults=1),
    ),
    "target-falls": (
        curve("falling"),
        curve("falling", cell="revisi / obat_aman / b04", value="65", expected="80", n_faults=1),
    ),
    "target-measures-mixed": (
        curve(
            "measures",
            cell="revisi / pasar / b01..b12",
            value="progres (%), lalu hasil (pasar)",
            expected="satu satuan",
        ),
        curve(
            "measures",
            cell="revisi / pasar / b01..b12",
            value="progres (%), lalu hasil (pasar)",
            expected="satu satuan",
            n_faults=1,
            last_progress_month="b11",
            months_beyond="b02, b03",
            has_months_beyond=True,
        ),
    ),
    "same-ceiling-in-version": (ceiling_twin(), ceiling_twin(n_indicators=2, iku_numbers="21, 22")),
    "form-missing": _missing_pair("form"),
    "unit-missing": _missing_pair("unit"),
    "month-missing": _missing_pair("month"),
    "submitted-result": (submitted(), submitted(expected=64.0, difference=5.46)),
    "submitted-result-missing": (
        submitted(column_name="realisasi_missing", difference=None),
        submitted(column_name="realisasi_missing", difference=None, value=None, value_state="dash"),
    ),
    "submitted-numerator": (
        submitted(column_name="pembilang"),
        submitted(column_name="pembilang", difference=1.0),
    ),
    "submitted-denominator": (
        submitted(column_name="penyebut"),
        submitted(column_name="penyebut", difference=1.0),
    ),
    "submitted-capaian-month": (
        submitted(column_name="capaian_month"),
        submitted(column_name="capaian_month", difference=1.0),
    ),
    "submitted-capaian-year": (
        submitted(column_name="capaian_year"),
        submitted(column_name="capaian_year", difference=1.0),
    ),
    "submitted-capaian-month-missing": (
        submitted(column_name="capaian_month_missing", difference=None),
        submitted(column_name="capaian_month_missing", difference=None, value=None, value_state="dash"),
    ),
    "submitted-capaian-year-missing": (
        submitted(column_name="capaian_year_missing", difference=None),
        submitted(column_name="capaian_year_missing", difference=None, value=None, value_state="dash"),
    ),
    "cumulative-fell": (
        month(),
        month("tl_pemangku", n_fallen=2, feeds_indicator=True, was_corrected=True, replaced_values="75, 31"),
    ),
    "jump-outside-history": (month(), month("sampling", n_leaps=1, is_doubled=True)),
    "block-outside-history": (
        month(subject="block"),
        month("uji_regional", subject="block", n_leaps=12, n_rows=12, is_doubled=True),
    ),
    "form-copied-from-last-month": (month(), month("iklan_label", value=24, n_moved=0)),
    "late-correction": (
        month(),
        month(
            "sampling",
            cell="K10, N8",
            n_changes=8,
            changes="K10 dari 4 menjadi 9, N8 dari 180 menjadi 190",
            has_more=True,
            n_more=2,
            old_cells="K10",
            holds_old=True,
            below_cells="N8",
            is_below=True,
        ),
    ),
}
