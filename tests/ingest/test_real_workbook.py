"""Every form of the real workbook: rows by kind, figures with their cells, totals with their parts."""

# ruff: noqa: E501 - a row of the table below is a row of a sheet

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from flows.ingest.rows import FormReading, Row
from flows.ingest.submission import Submission
from tests.workbooks import CORRECTED, SEPTEMBER, read_submission, row, shipped, told

# form: rows by kind, and pairs of a total with a row that it sums
SHAPES = {
    "matriks_capaian": ({"data": 29}, 0),
    "monev_output": ({"data": 22, "detail": 8}, 0),
    "sampling": ({"data": 14, "total": 26}, 54),
    "sampel_standar": ({"data": 2}, 0),
    "uji_regional": ({"data": 76, "total": 24}, 246),
    "sarana_distribusi": ({"data": 14, "placeholder": 15, "total": 16}, 42),
    "sarana_produksi": ({"data": 14, "placeholder": 15, "total": 16}, 42),
    "tl_inspeksi": ({"data": 9, "total": 15}, 45),
    "tl_pemangku": ({"data": 10, "placeholder": 13, "total": 16}, 50),
    "intelijen": ({"data": 2, "total": 1}, 2),
    "perkara": ({"data": 4, "total": 6}, 12),
    "survei_kie": ({"data": 18, "result": 2}, 0),
    "kie": ({"data": 11, "total": 2}, 11),
    "kie_rincian": ({"data": 13, "nihil": 3}, 0),
    "desa": ({"data": 9, "total": 1}, 9),
    "pasar": ({"data": 8, "total": 1}, 8),
    "iklan_label": ({"data": 24, "total": 6}, 48),
    "sertifikasi": ({"data": 4}, 0),
    "umkm": ({"data": 14, "result": 4}, 0),
    "pengadaan": ({"data": 57}, 0),
    "ikpa": ({"data": 9, "result": 2}, 0),
    "anggaran_iku": ({"data": 29}, 0),
    "anggaran_belanja": ({"data": 3, "total": 1}, 3),
    "survei_usaha": ({"data": 9, "result": 2}, 0),
    "penilaian": ({"data": 7}, 0),
}

# form, Excel row, kind, labels, figures with their cells
ROWS = [
    ("matriks_capaian", 8, "data", {"upt": "SERANG", "indikator": "obat_ms"}, {"target_year": (85, "F8"), "target_month": (85, "G8"), "pembilang": (539, "J8"), "penyebut": (572, "K8"), "realisasi": (94.23, "L8"), "capaian_year": (110.86, "N8")}),
    ("matriks_capaian", 31, "data", {"indikator": "rb"}, {"target_month": (None, "G31"), "realisasi": (88.58, "L31")}),
    ("monev_output", 18, "data", {"kode": "3165.QCD.U64"}, {"target_volume": (5, "C18"), "rencana": (0, "E18"), "realisasi": (1, "F18")}),
    ("monev_output", 28, "detail", {"keluaran": "Sarprod Dep 1"}, {"rencana": (1, "E28"), "realisasi": (2, "F28")}),
    ("sampling", 8, "data", {"bagian": "obat", "produk": "obat", "metode": "random"}, {"target_setahun": (242, "F8"), "masuk_lab": (206, "L8"), "ms": (194, "N8"), "diperiksa_diuji": (197, "R8")}),
    ("sampling", 36, "total", {"bagian": "obat", "produk": None, "metode": "targeted"}, {"ms": (129, "N36")}),
    ("sampling", 44, "data", {"bagian": "makanan", "produk": "fortifikasi", "metode": "targeted"}, {"ms": (66, "N44"), "diperiksa_diuji": (108, "R44")}),
    ("sampling", 48, "total", {"bagian": "makanan", "produk": None, "metode": None}, {"ms": (147, "N48")}),
    ("sampel_standar", 4, "data", {"kelompok": "obat"}, {"diperiksa": (868, "C4"), "masuk_lab": (1445, "E4"), "diuji": (1249, "F4"), "persen": (84.16, "H4")}),
    ("sampel_standar", 9, "data", {"kelompok": "makanan"}, {"target_setahun": (544, "B9"), "diuji": (373, "F9")}),
    ("uji_regional", 16, "data", {"produk": "obat", "metode": "random", "upt": "Jakarta"}, {"ms": (43, "N16"), "belum_selesai": (-2, "Q16")}),
    ("sarana_distribusi", 21, "data", {"sarana": "puskesmas"}, {"diperiksa": (52, "D21"), "mk": (52, "E21"), "tmk": (0, "F21")}),
    ("sarana_distribusi", 48, "total", {"sarana": None}, {"mk": (324, "E48")}),
    ("sarana_produksi", 42, "data", {"sarana": "pangan"}, {"diperiksa": (70, "D42"), "mk": (30, "E42")}),
    ("sarana_produksi", 7, "placeholder", {"upt": ""}, {"diperiksa": (0, "D7")}),
    ("tl_inspeksi", 6, "data", {"jenis": "3", "komoditi": "obat_tradisional"}, {"rekomendasi": (3, "E6"), "tl": (2, "F6")}),
    ("tl_inspeksi", 14, "total", {"jenis": "3", "komoditi": None}, {"rekomendasi": (4, "E14")}),
    ("tl_pemangku", 9, "data", {"jenis": "pelaku_usaha", "komoditi": "obat_tradisional"}, {"tl": (3, "E9"), "rekomendasi": (2, "F9")}),
    ("tl_pemangku", 44, "total", {"jenis": None}, {"persen": (38.44, "G44")}),
    ("intelijen", 7, "data", {"upt": "SERANG", "tahun": "carry_over"}, {"target": (4, "C7"), "nilai_barang_bukti": (1494505500, "L7")}),
    ("perkara", 6, "data", {"tahap": "spdp"}, {"target_dipa": (5, "D6"), "target_n": (4, "E6"), "target_carry_over": (5, "F6"), "realisasi_n": (2, "G6"), "keberhasilan": (69.46, "O6")}),
    ("perkara", 8, "data", {"tahap": "p21"}, {"target_n": (None, "E8"), "realisasi_carry_over": (3, "H8")}),
    ("perkara", 13, "total", {"tahap": "p21"}, {"realisasi_carry_over": (3, "H13")}),
    ("survei_kie", 8, "data", {"tabel": "total", "komponen": "ragam_kegiatan"}, {"skala_100": (90.56, "B8")}),
    ("survei_kie", 4, "result", {"komponen": "total_responden"}, {"responden": (387, "A4")}),
    ("survei_kie", 20, "data", {"tabel": "kegiatan", "komponen": "Transportasi Umum"}, {"skala_4": (3.14, "C20")}),
    ("kie", 19, "data", {"anggaran": "non_dipa"}, {"jumlah": (6, "D19")}),
    ("kie", 13, "total", {"anggaran": "dipa"}, {"jumlah": (117, "D13")}),
    ("kie_rincian", 9, "data", {"anggaran": "dipa", "jenis": "langsung", "kegiatan": "7. PENYULUHAN"}, {"frekuensi": (None, "H9"), "peserta": (1082, "I9")}),
    ("desa", 10, "data", {"kegiatan": "intensifikasi", "no": "6"}, {"bobot": (10, "D10"), "progres": (7.5, "F10")}),
    ("desa", 14, "total", {}, {"progres": (82.5, "F14")}),
    ("pasar", 12, "data", {"kegiatan": "sampling_2"}, {"progres": (12, "F12")}),
    ("iklan_label", 7, "data", {"komoditi": "obat", "media": "label", "hasil": "mk"}, {"jumlah": (24, "D7")}),
    ("iklan_label", 31, "total", {"media": "iklan", "hasil": None}, {"jumlah": (168, "D31")}),
    ("sertifikasi", 7, "data", {"jenis": "cara_produksi"}, {"diterbitkan": (27, "E7"), "tepat_waktu": (16, "F7")}),
    ("umkm", 8, "data", {"komoditi": "obat_tradisional", "no": "3"}, {"bobot": (0.4, "E8"), "progres": (13.33333333, "J8")}),
    ("umkm", 11, "result", {"komoditi": None}, {"total_progres": (54.16666667, "K11")}),
    ("pengadaan", 18, "data", {"no": "10"}, {"kontrak_nilai": (139397500, "H18")}),
    ("pengadaan", 48, "data", {"no": "29"}, {"realisasi": (68191132, "K48")}),
    ("pengadaan", 24, "data", {"no": "12", "paket": "Langganan Internet"}, {"realisasi": (6000000, "K24")}),
    ("ikpa", 6, "data", {"komponen": "deviasi_halaman_iii"}, {"nilai": (84, "B6"), "bobot": (10, "C6")}),
    ("ikpa", 15, "result", {"komponen": "nilai_kinerja_anggaran"}, {"nilai": (88.64, "B15")}),
    ("anggaran_iku", 28, "data", {"indikator": "rb"}, {"pagu": (499357000, "C28"), "realisasi": (337523898, "D28")}),
    ("anggaran_belanja", 6, "data", {"jenis": "barang"}, {"pagu_tanpa_blokir": (12868984000, "C6"), "persen": (0.5532, "E6")}),
    ("survei_usaha", 11, "data", {"jenis": "Sosialisasi"}, {"responden": (430, "D11"), "indeks": (94.61, "E11")}),
    ("survei_usaha", 15, "result", {"kegiatan": "indeks"}, {"indeks": (89.6, "B15")}),
    ("penilaian", 5, "data", {"indikator": "kepuasan_layanan_publik", "komponen": "Informasi dan pengaduan"}, {"nilai": (92.46, "E5"), "responden": (108, "F5")}),
]  # fmt: skip

# typed totals of the real workbook that are not the sum of its rows: total's cell, typed, sum of the parts
NOT_THE_SUM = {
    ("uji_regional", "G105", 108, 0),
    ("uji_regional", "G107", 175, 67),
    ("uji_regional", "G108", 361, 253),
    ("tl_inspeksi", "E28", 134, 4),
    ("tl_inspeksi", "F28", 118, 3),
    ("tl_inspeksi", "E29", 134, 4),
    ("tl_inspeksi", "F29", 118, 3),
}


def form(submission: Submission, name: str) -> FormReading:
    return next(reading for reading in submission.forms if reading.form.form == name)


def test_unit_and_month_come_from_the_sheets(september: Submission) -> None:
    assert september.unit is not None
    assert (september.unit.code, str(september.period), september.verdict) == (
        "SERANG",
        "2022-09",
        "accepted",
    )


def test_what_the_reader_finds_in_it(september: Submission) -> None:
    assert told(september) == [
        ("warn", "cell-error", "MATRIKS CAPAIAN", "M22"),
        ("warn", "cell-error", "TL PEMANGKU", "G43"),
        ("warn", "row-other-period", "KIE RINCIAN", "A30"),
    ]


def test_the_corrected_workbook_reads_the_same_but_for_the_case_target() -> None:
    corrected = read_submission(CORRECTED, CORRECTED.name, shipped(), SEPTEMBER, None)
    spdp = row(form(corrected, "perkara"), 6)
    assert {name: spdp.values[name].number.value for name in ("target_n", "target_carry_over")} == {
        "target_n": 5,
        "target_carry_over": 4,
    }


@pytest.mark.parametrize("name", SHAPES)
def test_the_rows_of_a_form(september: Submission, name: str) -> None:
    reading = form(september, name)
    kinds, parts = SHAPES[name]
    assert Counter(record.kind for record in reading.rows) == kinds
    assert len(reading.total_parts) == parts


@pytest.mark.parametrize(
    ("name", "row_no", "kind", "labels", "values"), ROWS, ids=[f"{item[0]}-{item[1]}" for item in ROWS]
)
def test_a_row_with_its_cells(
    september: Submission,
    name: str,
    row_no: int,
    kind: str,
    labels: dict[str, str | None],
    values: dict[str, tuple[float | None, str]],
) -> None:
    record = row(form(september, name), row_no)
    assert record.kind == kind
    assert {label: record.key(label) for label in labels} == labels
    found = {column: (record.values[column].number.value, record.values[column].cell) for column in values}
    assert found == values


def test_every_form_is_looked_at(september: Submission) -> None:
    assert {item[0] for item in ROWS} == set(SHAPES) == {reading.form.form for reading in september.forms}


def test_states_tell_why_a_figure_is_missing(september: Submission) -> None:
    matriks, desa = form(september, "matriks_capaian"), form(september, "desa")
    assert row(matriks, 22).values["capaian_month"].number.state == "error"
    assert row(matriks, 17).values["pembilang"].number.state == "dash"
    assert row(matriks, 13).values["target_month"].number.state == "blank"
    assert row(desa, 11).values["progres"].number.state == "blank"


def test_indicators_are_known_by_name_not_by_number(september: Submission) -> None:
    assert [record.iku_no for record in form(september, "matriks_capaian").rows] == list(range(1, 30))
    assert [record.iku_no for record in form(september, "anggaran_iku").rows] == list(range(1, 30))
    assert [record.iku_no for record in form(september, "penilaian").rows] == [9, 9, 15, 24, 24, 28, 28]


def test_text_columns_keep_what_is_written(september: Submission) -> None:
    remark = row(form(september, "monev_output"), 9).texts["justifikasi"]
    assert (remark.text, remark.cell) == ("44 PNB 27 Rekomendasi", "G9")
    contract = row(form(september, "pengadaan"), 9).texts["kontrak_tanggal"]
    assert (contract.text, contract.cell) == ("01 March 2022", "G9")


def test_typed_totals_are_the_sum_of_their_parts(september: Submission) -> None:
    differing = set()
    compared = 0
    for reading in september.forms:
        rows = {record.row_no: record for record in reading.rows}
        parts: dict[int, list[Row]] = defaultdict(list)
        for total, part in reading.total_parts:
            parts[total].append(rows[part])
        for total, summed in parts.items():
            for column, typed in rows[total].values.items():
                unit = reading.form.number_types[column]
                if typed.number.value is None or unit not in ("count", "rupiah"):
                    continue
                amounts = [part.values[column].number.value or 0 for part in summed]
                compared += 1
                if sum(amounts) != typed.number.value:
                    differing.add((reading.form.form, typed.cell, typed.number.value, sum(amounts)))
    assert differing == NOT_THE_SUM
    assert compared == 847


def test_every_row_of_a_form_has_a_name_of_its_own(september: Submission) -> None:
    for reading in september.forms:
        keys = [record.row_key for record in reading.rows]
        assert len(keys) == len(set(keys)), reading.form.form
