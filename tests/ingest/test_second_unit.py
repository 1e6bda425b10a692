"""An invented office, month and layout, read right: nothing in the reader is fitted to the real workbook."""

# ruff: noqa: E501 - a line of the tables below is a line of a sheet

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flows.ingest.rows import FormReading
from flows.ingest.submission import Submission
from flows.period import Period
from flows.reference.targets import Reference, load_reference
from tests.workbooks import row, sheet, submit, told

DECEMBER = Period(2024, 12)
NAME = "BALAI POM DI TERNATE"

SARANA = [
    [None, "BADAN PENGAWAS OBAT DAN MAKANAN"],
    [None, NAME],
    [None, "RHPK Pemeriksaan Sarana Produksi Obat dan Makanan"],
    [None, "Tahun 2024"],
    [],
    [None, "NO.", "SARANA PRODUKSI", "UPT", "S.D. DES 2024", None, None, "Ket."],
    [None, None, None, None, "TMK", "MK", "JML DIPERIKSA"],
    [None, 1, "Industri Kosmetika", "Ternate", 1, 4, 5],
    [None, 2, "industri pangan", "Ternate", "1.000", "2.500", "3.500", "naik"],
    [None, 3, "IRTP", "Ternate", 0, 0, 0],
    [None, None, "JUMLAH", None, 1001, 2504, 3505],
    [],
    [None, None, None, None, "Ternate, 6 Januari 2025"],
    [None, None, None, None, "Kepala Balai"],
    [None, None, None, None, "NIP. 19800101 200501 2 002"],
]
PERKARA = [
    ["RHPK PERKARA"],
    [NAME],
    [],
    ["UPT", "Tahap", "Bobot", "S.D. DESEMBER"],
    [None, None, None, "Realisasi", None, "Target", None, "Target tahun n", "Koefisien tahun berjalan", "Koefisien carry over", "Nilai realisasi", "Total nilai realisasi", "Capaian perkara", "% keberhasilan"],
    [None, None, None, "Perkara s.d. bulan n", "Perkara carry over", "Perkara tahun n", "Perkara carry over"],
    ["Ternate", "SPDP", "15%", 1, None, 6, 2, 6],
    [None, "Tahap 1", 0.4, 2, 1],
    [None, "P-21", 0.3, 0, "-"],
    [None, "Tahap 2", 0.15, 3, 1],
    [None, "Total", None, 6, 2, 6, 2],
]  # fmt: skip
MATRIKS = [
    ["MATRIKS CAPAIAN"],
    [NAME],
    ["No", "Indikator Kinerja", "Target 2024", "Realisasi s.d bulan", None, None, None, None, "Target Bulanan (kumulatif)"],
    [None, None, None, "DES", None, None, None, None, "DES"],
    [None, None, None, "Realisasi", "Penyebut", "Pembilang", "% Capaian thd Target tahun n", "% Capaian thd Target bulan n"],
    [1, "Persentase Obat yang memenuhi syarat", "92,5", "91,50", 200, 183, 98.92, 98.92, "92,5"],
    [2, "Nilai AKIP Balai POM di Ternate", 80, "81,25", "-", "-", 101.56, None, 80],
]  # fmt: skip


@pytest.fixture
def reference(tmp_path: Path) -> Reference:
    """Targets of the invented office, as files like those that are shipped."""
    folder = tmp_path / "targets" / "TERNATE_2024"
    folder.mkdir(parents=True)
    (folder / "unit.yml").write_text(
        "code: TERNATE\nyear: 2024\nname: Balai POM di Ternate\nshort_name: BPOM di Ternate\n"
        "office_kind: upt_bpom\nlabels: [Ternate]\n"
    )
    months = ",".join(f"b{month:02d}" for month in range(1, 13))
    files = {
        "versions.csv": "kind,version,document,decided_on,from_month,to_month\npk,a,PK 2024,,1,12\n",
        "annual_targets.csv": "version,indicator_id,target\na,obat_ms,92.5\n",
        "monthly_targets.csv": f"version,indicator_id,{months}\na,obat_ms{',92.5' * 12}\n",
        "ceilings.csv": "version,indicator_id,pagu\n",
        "case_targets.csv": "version,target_n,target_carry_over,target_dipa\na,6,2,6\n",
    }
    for name, content in files.items():
        (folder / name).write_text(content)
    return load_reference(tmp_path / "targets")


@pytest.fixture
def december(tmp_path: Path, reference: Reference) -> Submission:
    drafts = [sheet(" sarana produksi", SARANA), sheet("Perkara", PERKARA), sheet("matriks", MATRIKS)]
    return submit(tmp_path, *drafts, name="laporan.xlsx", period=DECEMBER, reference=reference)


def form(submission: Submission, name: str) -> FormReading:
    return next(reading for reading in submission.forms if reading.form.form == name)


def numbers(reading: FormReading, row_no: int) -> dict[str, Any]:
    return {
        name: value.number.value
        for name, value in row(reading, row_no).values.items()
        if value.number.value is not None
    }


def test_office_month_and_verdict(december: Submission) -> None:
    assert december.unit is not None
    assert (december.unit.code, str(december.period), december.verdict) == ("TERNATE", "2024-12", "accepted")
    assert told(december) == [("warn", "column-unknown", " sarana produksi", "H6")]


def test_inspections(december: Submission) -> None:
    reading = form(december, "sarana_produksi")
    assert [(record.row_no, record.kind, record.key("sarana")) for record in reading.rows] == [
        (8, "data", "kosmetik"),
        (9, "data", "pangan"),
        (10, "data", "irtp"),
        (11, "total", None),
    ]
    assert numbers(reading, 9) == {"diperiksa": 3500, "mk": 2500, "tmk": 1000}
    assert {name: value.cell for name, value in row(reading, 9).values.items()} == {
        "diperiksa": "G9",
        "mk": "F9",
        "tmk": "E9",
    }
    assert reading.total_parts == [(11, 8), (11, 9), (11, 10)]


def test_cases(december: Submission) -> None:
    reading = form(december, "perkara")
    assert [record.key("tahap") for record in reading.rows] == ["spdp", "tahap_1", "p21", "tahap_2", None]
    assert numbers(reading, 7) == {
        "bobot": 0.15,
        "realisasi_n": 1,
        "target_n": 6,
        "target_carry_over": 2,
        "target_dipa": 6,
    }
    assert numbers(reading, 8) == {"bobot": 0.4, "realisasi_n": 2, "realisasi_carry_over": 1}
    assert row(reading, 9).values["realisasi_carry_over"].number.state == "dash"
    assert reading.rows[-1].kind == "total"


def test_submitted_results(december: Submission) -> None:
    reading = form(december, "matriks_capaian")
    assert [record.iku_no for record in reading.rows] == [1, 25]
    assert numbers(reading, 6) == {
        "target_year": 92.5,
        "target_month": 92.5,
        "pembilang": 183,
        "penyebut": 200,
        "realisasi": 91.5,
        "capaian_year": 98.92,
        "capaian_month": 98.92,
    }
