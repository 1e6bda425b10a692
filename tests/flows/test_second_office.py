"""An invented office, year and month, its figures worked out by hand: nothing is fitted to the example.

Its sheets have another order of columns, letterhead rows above, a blank first column and no merged headers.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from .conftest import Outcome, capaian, rows

Rows = Sequence[Sequence[Any]]

NAME = "Balai POM di Kendari"
SAMPLING_HEAD = [
    [
        "",
        "NO",
        "JENIS PRODUK",
        "METODE SAMPLING",
        "UPT",
        "TARGET 1 TAHUN SESUAI PEDOMAN SAMPLING",
        "S.D. FEB",
    ],
    [
        "",
        "",
        "",
        "",
        "",
        "",
        "JML SAMPLING",
        "TMK",
        "",
        "",
        "TMK LABEL / PENANDAAN",
        "JML SAMPEL MASUK LAB",
        "JML SAMPEL YANG DIUJI",
        "HASIL UJI",
        "",
        "TOTAL TMS YANG DIPERIKSA",
        "BELUM SELESAI UJI",
        "JML SAMPEL DIPERIKSA DAN DIUJI SESUAI",
    ],
    ["", "", "", "", "", "", "", "TIE/ILLEGAL/PALSU", "KEDALUWARSA", "RUSAK", "", "", "", "MS", "TMS*"],
]


def sampled(number: int | str, product: str, method: str, tested: int, passed: int) -> list[Any]:
    return [
        "",
        number,
        product,
        method,
        "Kendari",
        100,
        tested,
        0,
        0,
        0,
        0,
        tested,
        tested,
        passed,
        tested - passed,
        tested - passed,
        0,
        tested,
    ]


SHEETS: dict[str, Rows] = {
    "sampling": [
        ["", "RHPK SAMPLING DAN PENGUJIAN OBAT DAN MAKANAN"],
        ["", NAME],
        ["", "Tahun 2023"],
        [],
        *SAMPLING_HEAD,
        sampled(1, "Obat", "Random", 40, 38),
        sampled("", "", "Targeted", 5, 4),
        sampled(2, "Obat Tradisional", "Random", 20, 15),
        sampled("", "", "Targeted", 4, 2),
        sampled(3, "Suplemen Kesehatan", "Random", 10, 9),
        sampled(4, "Kosmetik", "Random", 30, 27),
        sampled("", "", "Targeted", 11, 9),
        ["", "Sampel Makanan yang diperiksa sesuai standar"],
        sampled(1, "Pangan (selain Fortifikasi)", "Random", 25, 20),
        sampled("", "", "Targeted", 8, 6),
        sampled(2, "Fortifikasi", "Targeted", 12, 9),
        [],
        ["", "Kendari, 3 Maret 2023"],
        ["", "Kepala Balai"],
    ],
    "Penilaian": [
        ["HASIL PENILAIAN EKSTERNAL s.d. Februari 2023"],
        [NAME],
        ["No IKU", "Indikator", "Sumber", "Komponen", "Responden", "Nilai"],
        [9, "Indeks Kepuasan Masyarakat terhadap Layanan Publik", "Survei", "Layanan A", 10, 80],
        [9, "", "", "Layanan B", 30, 90],
        [15, "Indeks Pelayanan Publik", "Tim", "Nilai", None, "4,2"],
        [24, "Indeks RB", "Tim", "Pengungkit", None, 50],
        [24, "", "", "Hasil", None, 30.5],
        [28, "Indeks pengelolaan data dan informasi", "Pusat", "Pemanfaatan", None, 2],
        [28, "", "", "Pemutakhiran", None, 3],
    ],
    "TL INSPEKSI": [
        ["RHPK Keputusan/rekomendasi hasil inspeksi yang dilaksanakan"],
        [NAME],
        ["No", "Keputusan/ rekomendasi", "Komoditi", "UPT", "Februari", ""],
        ["", "", "", "", "Rekomendasi*", "TL**"],
        [
            1,
            "Keputusan hasil inspeksi yang diterbitkan oleh UPT yang ditindaklanjuti/dilaksanakan oleh UPT",
            "Obat",
            "Kendari",
            10,
            8,
        ],
        [
            2,
            "Rekomendasi hasil inspeksi yang diterbitkan oleh Pusat yang ditindaklanjuti/dilaksanakan oleh UPT",
            "Obat",
            "Kendari",
            4,
            1,
        ],
        [
            3,
            "Rekomendasi hasil inspeksi yang diterbitkan oleh UPT yang ditindaklanjuti/dilaksanakan oleh "
            "Pusat / UPT lain",
            "Obat",
            "Kendari",
            0,
            0,
        ],
        [
            4,
            "Rekomendasi dari Pemangku Kepentingan terkait yang ditindaklanjuti/dilaksanakan oleh UPT",
            "Obat",
            "Kendari",
            2,
            2,
        ],
    ],
    "TL PEMANGKU": [
        ["RHPK Persentase keputusan/rekomendasi hasil inspeksi yang ditindaklanjuti oleh pemangku kepentingan"],
        [NAME],
        ["No", "Keputusan/ rekomendasi", "Komoditi", "UPT", "s.d Februari", "", ""],
        ["", "", "", "", "Rekomendasi (Penyebut)", "TL (pembilang)", "% Rek yang diTL (capaian)"],
        [
            1,
            "Persentase keputusan/rekomendasi hasil inspeksi yang ditindaklanjuti oleh pelaku usaha",
            "Obat",
            "Kendari",
            30,
            25,
        ],
        ["", "", "Kosmetik", "Kendari", 10, 5],
        [
            2,
            "Persentase keputusan/rekomendasi hasil inspeksi yang ditindaklanjuti oleh lintas sektor",
            "Pangan",
            "Kendari",
            4,
            1,
        ],
    ],
    "SARANA PRODUKSI": [
        ["RHPK PEMERIKSAAN SARANA PRODUKSI OBAT DAN MAKANAN"],
        [NAME],
        ["No", "Sarana Produksi", "UPT", "s.d Februari", "", ""],
        ["", "", "", "MK", "TMK", "Jumlah sarana yang diperiksa"],
        [1, "Industri Pangan", "Kendari", 7, 1, 8],
        [2, "Industri Kosmetik", "Kendari", 2, 2, 4],
        ["", "TOTAL", "", 9, 3, 12],
    ],
    "SARANA DISTRIBUSI": [
        ["RHPK PEMERIKSAAN SARANA DISTRIBUSI OBAT DAN MAKANAN"],
        [NAME],
        ["No", "Sarana Distribusi", "UPT", "s.d Februari", "", ""],
        ["", "", "", "Jumlah sarana yang diperiksa", "MK", "TMK"],
        [1, "Apotek", "Kendari", 30, 20, 10],
        [2, "Toko Obat", "Kendari", 50, 30, 20],
    ],
    "UMKM": [
        ["RHPK PENDAMPINGAN UMKM"],
        [NAME],
        [
            "UPT",
            "Komoditi",
            "No",
            "Kegiatan",
            "Bobot",
            "Bobot (Kumulatif)",
            "Target Pelaksanaan",
            "Target UMKM Tahun N (pada DIPA)",
            "Target UMKM s.d. tahun N",
            "S.d Bulan (KUMULATIF)",
        ],
        ["", "", "", "", "", "", "", "", "", "Feb"],
        ["Kendari", "Obat Tradisional", 1, "Penetapan", 0.1, 0.1, "Februari", 3, None, 10],
        ["", "", 2, "Bimtek", 0.9, 1, "Maret", None, None, 5],
        ["", "Kosmetik", 1, "Penetapan", 0.1, 0.1, "Februari", 3, None, 10],
        ["", "", 2, "Bimtek", 0.9, 1, "Maret", None, None, 15],
        ["", "Pangan", 1, "Seleksi", 0.1, 0.1, "Februari", 3, None, 8],
        ["", "", 2, "Bimtek", 0.9, 1, "Maret", None, None, None],
    ],
    "SURVEI KIE": [
        ["Dashboard Utama Survei KIE"],
        ["01 Jan 2023 - 28 Feb 2023"],
        ["Indeks Total"],
        ["Average Values of", "Skala 4", "Skala 100"],
        ["Pemahaman", 3.65, 91.25],
        ["Indeks", 3.65, 91.25],
    ],
    "DESA": [
        ["RHPK DESA PANGAN AMAN"],
        [NAME],
        [
            "UPT",
            "Kegiatan",
            "",
            "Pembobotan Progres (%)",
            "Target pelaksanaan",
            "Progres (Capaian s.d Februari)",
        ],
        ["Kendari", 1, "Advokasi Kelembagaan Desa", 20, "Januari", 20],
        ["", 2, "Bimtek Komunitas", 80, "Mei", 4.5],
    ],
    "PASAR": [
        ["RHPK PASAR PANGAN AMAN BERBASIS KOMUNITAS"],
        [NAME],
        ["UPT", "Kegiatan", "", "Pembobotan Progres (%)", "Target pelaksanaan", "Progres (Capaian DJA)"],
        ["", "", "", "", "", "s.d Februari"],
        ["Kendari", 1, "Advokasi", 20, "Januari", 20],
        ["", 2, "Survei Pasar", 5, "Februari", 5],
    ],
    "SAMPEL STANDAR": [
        ["RHPK SAMPEL OBAT YANG DIPERIKSA DAN DIUJI SESUAI STANDAR"],
        ["UPT", "s.d Februari"],
        [
            "",
            "Target sampel Obat yang diperiksa 1 tahun",
            "Sampel Obat yang diperiksa sesuai standar",
            "Verifikasi",
            "Sampel Obat yang masuk Laboratorium",
            "Sampel Obat yang diuji sesuai standar",
            "Verifikasi",
            "%",
        ],
        ["Kendari", 600, 150, "Benar", 120, 90, "Benar", 50],
        [],
        ["RHPK SAMPEL MAKANAN YANG DIPERIKSA DAN DIUJI SESUAI STANDAR"],
        ["UPT", "s.d Februari"],
        [
            "",
            "Target sampel Makanan yang diperiksa 1 tahun",
            "Sampel Makanan yang diperiksa sesuai standar",
            "Verifikasi",
            "Sampel Makanan yang masuk Laboratorium",
            "Sampel Makanan yang diuji sesuai standar",
            "Verifikasi",
            "%",
        ],
        ["Kendari", 200, 30, "Benar", 40, 12, "Benar", 22.5],
    ],
    "PERKARA": [
        ["RHPK Perkara"],
        [NAME],
        ["UPT", "", "", "TARGET TAHUN N (sesuai target DIPA)", "S.D. FEBRUARI"],
        [
            "",
            "",
            "",
            "",
            "Target",
            "",
            "Realisasi",
            "",
            "Koefisien Tahun Berjalan",
            "Koefisien Carry Over",
            "Bobot",
            "Nilai Realisasi",
            "Total Nilai Realisasi",
            "Capaian perkara",
            "% keberhasilan penindakan",
        ],
        [
            "",
            "",
            "",
            "",
            "Perkara tahun n Berjalan",
            "Perkara Carry Over",
            "Perkara s.d bulan n",
            "Perkara Carry Over",
        ],
        ["KENDARI", "Kendari", "SPDP", 4, 4, 2, 1, None],
        ["", "", "Tahap I", None, None, None, 1, 0],
        ["", "", "P21", None, None, None, 0, 1],
        ["", "", "Tahap II", None, None, None, 0, 0],
    ],
    "IKPA": [
        ["INDIKATOR PELAKSANAAN ANGGARAN"],
        [NAME],
        ["Sampai Dengan : FEBRUARI"],
        ["Komponen", "Nilai", "Bobot", "Nilai Akhir"],
        ["Revisi DIPA", 100, 10, 10],
        ["Deviasi Halaman III DIPA", 90, 10, 9],
        ["Penyerapan Anggaran", 80, 20, 16],
        ["Belanja Kontraktual", 70, 10, 7],
        ["Penyelesaian Tagihan", 100, 10, 10],
        ["Pengelolaan UP dan TUP", 100, 10, 10],
        ["Dispensasi SPM", 100, 5, 5],
        ["Capaian Output", 60, 25, 15],
        ["Nilai Total IKPA", 82],
        ["Nilai EKA (SMART)", 70],
        ["Nilai Kinerja Anggaran", 74.8],
    ],
    "SURVEI USAHA": [
        ["Rincian pelaksanaan survei kepuasan pelaku usaha"],
        [NAME],
        [
            "Jenis Layanan",
            "Nama Kegiatan",
            "Tanggal Pelaksanaan",
            "Jumlah Responden",
            "Nilai Indeks",
            "Keterangan",
        ],
        ["Desk", "Desk pertama", "2 Februari 2023", 10, 90],
        ["Desk", "Desk kedua", "9 Februari 2023", 30, 80],
    ],
    "MATRIKS": [
        ["MATRIKS CAPAIAN RENCANA AKSI PERJANJIAN KINERJA"],
        [NAME.upper()],
        ["TAHUN 2023"],
        ["No", "Indikator", "Target 2023", "Target Bulanan (kumulatif)", "Realisasi s.d bulan"],
        ["", "", "", "FEB", "FEB"],
        [
            "",
            "",
            "",
            "",
            "Pembilang",
            "Penyebut",
            "Realisasi",
            "%Capaian thd Target bulan n",
            "%Capaian thd Target tahun n",
        ],
        [12, "Persentase keputusan penilaian sertifikasi yang diselesaikan tepat waktu", 97, "-", 45, 60, 75],
        [18, "Jumlah sekolah dengan Pangan Jajanan Anak Sekolah (PJAS) Aman", 58, "-", "-", "-", 12.5],
        [1, "Persentase Obat yang memenuhi syarat", 89, 85, 89, 100, 89, 104.71, 100],
    ],
    "ANGGARAN IKU": [
        ["CAPAIAN ANGGARAN PER INDIKATOR"],
        [NAME],
        ["s.d. FEBRUARI 2023"],
        ["No IKU", "Indikator", "Anggaran", "Realisasi", "Capaian %"],
        [1, "Persentase Obat yang memenuhi syarat", "1.000.000", 500_000, 50],
        [13, "Persentase sarana produksi Obat dan Makanan yang memenuhi ketentuan", 200_000, 0, 0],
    ],
}

ANNUAL = {"obat_ms": 89, "sertifikasi_tepat_waktu": 97, "sarana_produksi_mk": 62.5}
FEBRUARY = {
    "obat_ms": 85,
    "makanan_ms": 80,
    "obat_aman": 100,
    "makanan_aman": 93.75,
    "rekomendasi_pemangku": 50,
    "sarana_produksi_mk": 62.5,
    "sarana_distribusi_mk": 50,
    "penindakan": 20,
}


def write_csv(path: Path, header: Sequence[str], lines: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *lines])


def write_targets(home: Path) -> None:
    folder = home / "targets" / "KENDARI_2023"
    folder.mkdir(parents=True)
    (folder / "unit.yml").write_text(
        f"code: KENDARI\nyear: 2023\nname: {NAME}\nshort_name: BPOM di Kendari\n"
        "office_kind: upt_bpom\nlabels: [Kendari]\n"
    )
    write_csv(
        folder / "versions.csv",
        ["kind", "version", "document", "decided_on", "from_month", "to_month"],
        [(kind, "awal", "dokumen", "", 1, 12) for kind in ("pk", "rapk", "case", "ceiling")],
    )
    write_csv(
        folder / "annual_targets.csv",
        ["version", "indicator_id", "target"],
        [("awal", name, value) for name, value in ANNUAL.items()],
    )
    months = [f"b{month:02d}" for month in range(1, 13)]
    write_csv(
        folder / "monthly_targets.csv",
        ["version", "indicator_id", *months],
        [("awal", name, "", value, *([""] * 10)) for name, value in FEBRUARY.items()],
    )
    write_csv(folder / "ceilings.csv", ["version", "indicator_id", "pagu"], [("awal", "obat_ms", 1_000_000)])
    write_csv(
        folder / "case_targets.csv",
        ["version", "target_n", "target_carry_over", "target_dipa"],
        [("awal", 4, 2, 4)],
    )


def write_workbook(path: Path, sheets: dict[str, Rows]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append([None if value == "" else value for value in line])
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    home = tmp_path_factory.mktemp("second") / "home"
    write_targets(home)
    write_workbook(home / "inbox" / "laporan bulanan" / "kiriman.xlsx", SHEETS)
    return home, capaian("run", "2023-02", "--received-at", "2023-03-05T09:00:00", home=home)


RESULTS = {
    1: 89.00,  # (38 + 15 + 9 + 27) of (40 + 20 + 10 + 30)
    2: 80.00,  # 20 of 25
    3: 75.00,  # (4 + 2 + 9) of (5 + 4 + 11)
    4: 75.00,  # 6 of 8
    5: 75.00,  # 9 of 12
    9: 87.50,  # (10 x 80 + 30 x 90) / 40
    10: 68.33,  # (80 + 25 + 100) / 3, the third kind had no decision
    11: 50.00,  # (30 of 40 + 1 of 4) / 2
    12: 75.00,  # 45 of 60
    13: 75.00,  # 9 of 12
    14: 62.50,  # 50 of 80
    15: 4.20,
    16: 16.00,  # (15 + 25 + 8) / 3
    17: 91.25,
    18: 12.50,
    19: 24.50,
    20: 25.00,
    21: 50.00,  # (150 of 600 + 90 of 120) / 2
    22: 22.50,  # (30 of 200 + 12 of 40) / 2
    23: 16.79,  # (0.15 + (0.4 x (1/4 + 1/6) + 0.3 x 1/6) / (1 + 1/6)) x 2/4
    24: 80.50,
    28: 2.50,
    29: 74.80,  # 0.6 x 70 + 0.4 x 82
}


def test_the_run_is_clean(office: tuple[Path, Outcome]) -> None:
    home, outcome = office
    blocking = rows(home, "select sheet, cell, message from marts.mart_findings where severity <> 'warn'")
    assert blocking == []
    assert outcome.status == 0, outcome.err


def test_forms_that_were_not_sent_contradict_none(office: tuple[Path, Outcome]) -> None:
    """It sends SAMPEL STANDAR without totals in SAMPLING, spending by indicator alone, and no MONEV OUTPUT."""
    assert rows(office[0], "select rule_id, sheet, cell from marts.mart_findings where rule_id like 'same-%'") == []


def test_no_form_of_an_indicator_is_missing_and_no_other_is_asked_for(office: tuple[Path, Outcome]) -> None:
    """Its first month of the year: what feeds no indicator is not owed yet, and no month before it."""
    missing = ["form-missing", "unit-missing", "month-missing"]
    query = "select rule_id, sheet from marts.mart_findings where list_contains(?, rule_id)"
    assert rows(office[0], query, missing) == []


@pytest.mark.parametrize("iku", sorted(RESULTS))
def test_result(office: tuple[Path, Outcome], iku: int) -> None:
    [(unit, period, realisasi)] = rows(
        office[0], "select unit_code, period, realisasi from marts.fct_indicator where iku_no = ?", iku
    )
    assert (unit, period) == ("KENDARI", "2023-02")
    assert realisasi == pytest.approx(RESULTS[iku], abs=0.00501)


def test_the_survey_of_businesses_is_interim(office: tuple[Path, Outcome]) -> None:
    assert rows(office[0], "select status, realisasi, interim_value from marts.fct_indicator where iku_no = 7") == [
        ("interim", None, 82.5)
    ]


def test_classes_at_their_edges(office: tuple[Path, Outcome]) -> None:
    found = {
        iku: (round(value, 2), kriteria)
        for iku, value, kriteria in rows(
            office[0],
            "select iku_no, capaian_month, kriteria_month from marts.mart_capaian_indicator "
            "where capaian_month is not null",
        )
    }
    assert found == {
        1: (104.71, "Memenuhi Ekspektasi"),
        2: (100.00, "Memenuhi Ekspektasi"),
        3: (75.00, "Tidak Memenuhi Ekspektasi"),
        4: (80.00, "Belum Memenuhi Ekspektasi"),
        11: (100.00, "Memenuhi Ekspektasi"),
        13: (120.00, "Memenuhi Ekspektasi"),
        14: (125.00, "Tidak Dapat Disimpulkan"),
        23: (83.93, "Belum Memenuhi Ekspektasi"),
    }


def test_objectives_and_perspectives(office: tuple[Path, Outcome]) -> None:
    nps = rows(
        office[0],
        "select sasaran_no, round(nps, 2) from marts.mart_capaian_sasaran where nps is not null order by 1",
    )
    assert nps == [(1, 89.93), (4, 115.00), (7, 83.93)]
    perspectives = dict(
        rows(
            office[0],
            "select perspective, round(nilai, 2) from marts.mart_capaian_perspective where nilai is not null",
        )
    )
    assert perspectives == {"Stakeholder": 89.93, "Internal Process": 99.46, "Total": 96.29}


def test_efficiency_and_its_states(office: tuple[Path, Outcome]) -> None:
    found = {
        row[0]: row[1:]
        for row in rows(
            office[0],
            "select iku_no, status, pagu, ie, te, capaian_te from marts.mart_efficiency where scope = 'indicator'",
        )
    }
    assert found[1] == ("computed", 1_000_000, 2.0, 1.0, 88)
    assert found[13][:2] == ("no_spending", 200_000)
    assert found[6][0] == "not_measured"


def test_its_report_is_written(office: tuple[Path, Outcome]) -> None:
    html = (office[0] / "reports" / "KENDARI" / "2023-02" / "lapkin.html").read_text("utf-8")
    assert NAME in html
    assert "Februari 2023" in html
    assert "Serang" not in html
