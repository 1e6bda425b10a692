"""Faults in sheets: what is typed into which sheet of the real workbook, and what must be told about it.

A case reads: sheet, change, severity, cell, value, piece of the sentence. Nothing else may be told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flows.ingest.text import position
from tests.corpus.layouts import with_second_page
from tests.corpus.sheets import figures_of
from tests.workbooks import Draft, one, sheet

Change = dict[str, Any] | Callable[[Draft], Draft | list[Draft]]
Case = tuple[str, Change, str, str, str | None, str]


@dataclass(frozen=True)
class Fault:
    """A kind of fault: the rule that tells it, the cases, and what else is in the workbook."""

    rule: str
    cases: list[Case]
    beside: tuple[str, ...] = ()
    file_name: str = "kiriman.xlsx"
    unit: str | None = "SERANG"


def applied(draft: Draft, change: Change) -> list[Draft]:
    """The sheets that a change makes of one."""
    if isinstance(change, dict):
        for cell, value in change.items():
            draft[cell] = value
        draft.cells = {place: value for place, value in draft.cells.items() if value is not None}
        return [draft]
    changed = change(draft)
    return changed if isinstance(changed, list) else [changed]


def with_sheet(name: str) -> Callable[[Draft], list[Draft]]:
    """Another sheet that is no form."""
    return lambda draft: [draft, sheet(name, [["Rekap bulanan"], ["Uraian", "Nilai"], ["a", 1]])]


def with_copy(state: str = "visible", of: str = "", copy: str = " (2)") -> Callable[[Draft], list[Draft]]:
    """The sheet under its name (or another one), and a copy of it before it."""

    def change(draft: Draft) -> list[Draft]:
        second = one(draft.name)
        second.name, second.state = draft.name + copy, state
        draft.name += of
        return [second, draft]

    return change


def with_rows(*rows: list[Any], at: int) -> Callable[[Draft], Draft]:
    """Rows pushed in before an Excel row."""

    def change(draft: Draft) -> Draft:
        draft.moved(down=len(rows), below=at - 1)
        for place, line in enumerate(rows, at - 1):
            for column, value in enumerate(line):
                if value is not None:
                    draft.cells[place, column] = value
        return draft

    return change


def without_rows(*numbers: int) -> Callable[[Draft], Draft]:
    def change(draft: Draft) -> Draft:
        for number in sorted(numbers, reverse=True):
            draft.without_row(number)
        return draft

    return change


def without_column(letter: str) -> Callable[[Draft], Draft]:
    return lambda draft: draft.without_column(letter)


def emptied(first: int) -> Callable[[Draft], Draft]:
    """Nothing left from an Excel row on."""

    def change(draft: Draft) -> Draft:
        draft.cells = {place: value for place, value in draft.cells.items() if place[0] < first - 1}
        draft.merged = [box for box in draft.merged if box[2] < first - 1]
        return draft

    return change


def beside_august(letter: str, row: int, month: str = "s.d Agustus", under: int = 0) -> Callable[[Draft], Draft]:
    """The columns of the month once more on their left, for the month before.

    Their header begins in an Excel row; the month stands so many rows `under` it.
    """

    def change(draft: Draft) -> Draft:
        column = ord(letter) - 65
        width = draft.width - column
        old = {place: value for place, value in draft.cells.items() if place[0] >= row - 1 and place[1] >= column}
        boxes = [box for box in draft.merged if box[1] >= column]
        draft.moved(right=width, beyond=column)
        draft.cells |= old
        draft.merged += boxes
        draft.cells[row - 1 + under, column] = month
        return draft

    return change


def without_figures(draft: Draft) -> Draft:
    for cell in figures_of(draft.name):
        del draft.cells[position(cell)]
    return draft


def page_of(cell: str, month: str) -> Callable[[Draft], Draft]:
    """A second page whose header says another month."""

    def change(draft: Draft) -> Draft:
        with_second_page(draft)
        draft[cell] = month
        return draft

    return change


def date(year: int, month: int, day: int) -> dt.datetime:
    return dt.datetime(year, month, day)


COMPANY = ("TL INSPEKSI", "UMKM")

FAULTS: dict[str, Fault] = {
    # -- unknown things
    "an unknown column": Fault(
        "column-unknown",
        [
            ("SARANA PRODUKSI", {"G5": "TMKK", "G42": 99}, "warn", "G5", "TMKK", "mungkin maksudnya 'TMK'"),
            ("IKPA", {"E4": "Nilai Akhr", "E5": 1}, "warn", "E4", "Nilai Akhr", "mungkin maksudnya 'Nilai Akhir'"),
            ("ANGGARAN IKU", {"F4": "Realisasii"}, "warn", "F4", "Realisasii", "mungkin maksudnya 'Realisasi'"),
            ("DESA", {"G4": "Hambatan"}, "warn", "G4", "Hambatan", "tidak dikenal"),
            ("PERKARA", {"P4": "Capaian perkra"}, "warn", "P4", "Capaian perkra", "'Capaian perkara'"),
            ("SAMPLING", {"S5": "Belum diuji"}, "warn", "S5", "Belum diuji", "Hapus kolomnya"),
        ],
    ),
    "an unknown row label": Fault(
        "label-unknown",
        [
            ("SARANA PRODUKSI", {"B42": "Industri Pangn"}, "block", "B42", "Industri Pangn", "'Industri Pangan'"),
            ("TL INSPEKSI", {"C8": "Suplemen Kesehtan"}, "block", "C8", "Suplemen Kesehtan", "'Suplemen Kesehatan'"),
            ("IKPA", {"A7": "Penyerapan Angaran"}, "block", "A7", "Penyerapan Angaran", "'Penyerapan Anggaran'"),
            ("PERKARA", {"C8": "P2l"}, "block", "C8", "P2l", "tidak dihitung"),
            ("SURVEI KIE", {"A9": "Pemahman"}, "block", "A9", "Pemahman", "'Pemahaman'"),
            ("DESA", {"C8": "Bimtek Komunits"}, "block", "C8", "Bimtek Komunits", "'Bimtek Komunitas'"),
            ("ANGGARAN BELANJA", {"A6": "BARAN"}, "warn", "A6", "BARAN", "'BARANG'"),
            ("IKLAN LABEL", {"C9": "MS"}, "warn", "C9", "MS", "tidak dikenal"),
            (
                "MATRIKS CAPAIAN",
                {"E8": "Persentase Obat yang memenuhi sarat"},
                "block",
                "E8",
                "Persentase Obat yang memenuhi sarat",
                "'Persentase Obat yang memenuhi syarat'",
            ),
        ],
    ),
    "an unknown sheet": Fault(
        "sheet-unknown",
        [
            ("SAMPLING", with_sheet("SAMPLNG"), "warn", "SAMPLNG!A1", "SAMPLNG", "mungkin maksudnya 'SAMPLING'"),
            ("PERKARA", with_sheet("PERKRA"), "warn", "PERKRA!A1", "PERKRA", "mungkin maksudnya 'PERKARA'"),
            ("DESA", with_sheet("Catatan"), "warn", "Catatan!A1", "Catatan", "tidak dibaca"),
            ("IKPA", with_sheet("PENGADAN"), "warn", "PENGADAN!A1", "PENGADAN", "mungkin maksudnya 'PENGADAAN'"),
        ],
    ),
    "a copy of a form": Fault(
        "sheet-twice",
        [
            (name, with_copy(), "warn", f"{name} (2)!A1", name, f"yang dibaca adalah lembar {name}")
            for name in ("SAMPLING", "PERKARA", "DESA", "IKPA", "KIE RINCIAN")
        ],
    ),
    "a hidden copy of a form": Fault(
        "sheet-twice",
        [
            (name, with_copy(state, of="1", copy="2"), "warn", f"{name}2!A1", f"{name}1", "salinan kedua")
            for name, state in [
                ("SARANA PRODUKSI", "hidden"),
                ("PASAR", "veryHidden"),
                ("UMKM", "hidden"),
                ("PENILAIAN", "veryHidden"),
            ]
        ],
    ),
    "a form on two sheets that fit alike": Fault(
        "sheet-ambiguous",
        [
            (name, with_copy(of="1", copy="2"), "reject", f"{name}2!A1", f"{name}2 dan {name}1", "dua lembar")
            for name in ("SARANA PRODUKSI", "PASAR", "SURVEI KIE", "ANGGARAN IKU")
        ],
        beside=COMPANY,
    ),
    # -- another office, another month
    "another office in the letterhead": Fault(
        "sheet-other-office",
        [
            (name, {cell: text}, "reject", cell, text, "padahal berkas ini milik Balai Besar POM di Serang")
            for name, cell, text in [
                ("SARANA PRODUKSI", "A2", "Balai POM di Palu"),
                ("DESA", "A2", "Loka POM di Kabupaten Tangerang"),
                ("SAMPLING", "A2", "BBPOM di Bandung"),
                ("MATRIKS CAPAIAN", "A2", "BALAI BESAR POM DI JAKARTA"),
                ("MONEV OUTPUT", "A3", "Balai Besar Pengawas Obat dan Makanan di Semarang"),
            ]
        ],
        beside=COMPANY,
    ),
    "another office in the rows": Fault(
        "sheet-other-office",
        [
            ("SARANA PRODUKSI", {"C42": "Bandung"}, "reject", "C42", "Bandung", "lembar tertukar"),
            ("SAMPLING", {"E13": "Palu"}, "reject", "E13", "Palu", "milik Balai Besar POM di Serang"),
            ("KIE", {"C7": "BBPOM di Bandung"}, "reject", "C7", "BBPOM di Bandung", "formulir KIE"),
            ("PERKARA", {"B6": "Semarang"}, "reject", "B6", "Semarang", "formulir PERKARA"),
            ("TL PEMANGKU", {"D12": "Jakarta"}, "reject", "D12", "Jakarta", "formulir TL PEMANGKU"),
        ],
        beside=COMPANY,
    ),
    "another month over the columns": Fault(
        "sheet-other-period",
        [
            ("SARANA PRODUKSI", {"D4": "s.d Agustus"}, "reject", "D4", "s.d Agustus", "untuk September 2022"),
            ("SAMPLING", {"G4": "S.D. AGT 2022"}, "reject", "G4", "S.D. AGT 2022", "untuk September 2022"),
            ("PERKARA", {"E3": "S.D. TW II"}, "reject", "E3", "S.D. TW II", "untuk September 2022"),
            ("DESA", {"F4": "Progres s.d Oktober"}, "reject", "F4", "Progres s.d Oktober", "bulan yang benar"),
            ("SAMPEL STANDAR", {"B7": "s.d Juli"}, "reject", "B7", "s.d Juli", "formulir SAMPEL STANDAR"),
            ("IKLAN LABEL", {"D4": date(2022, 8, 1)}, "reject", "D4", "1 Agustus 2022", "formulir IKLAN LABEL"),
        ],
        beside=COMPANY,
    ),
    "another month in the letterhead": Fault(
        "sheet-other-period",
        [
            ("IKPA", {"A2": "Sampai Dengan : AGUSTUS"}, "reject", "A2", "Sampai Dengan : AGUSTUS", "formulir IKPA"),
            ("ANGGARAN IKU", {"A2": "s.d. Juni 2022"}, "reject", "A2", "s.d. Juni 2022", "September 2022"),
            ("MONEV OUTPUT", {"A4": "Bulan : Agustus 2022"}, "reject", "A4", "Bulan : Agustus 2022", "MONEV OUTPUT"),
            ("SURVEI KIE", {"A2": "01 Jan 2022 - 30 Jun 2022"}, "reject", "A2", "01 Jan 2022 - 30 Jun 2022", "SURVEI"),
            ("PASAR", {"A3": "Triwulan II Tahun 2022"}, "reject", "A3", "Triwulan II Tahun 2022", "formulir PASAR"),
        ],
        beside=COMPANY,
    ),
    "another year": Fault(
        "sheet-other-period",
        [
            ("ANGGARAN IKU", {"A2": "s.d. SEPTEMBER 2021"}, "reject", "A2", "s.d. SEPTEMBER 2021", "September 2022"),
            ("IKPA", {"A2": "s.d. September 2023"}, "reject", "A2", "s.d. September 2023", "September 2022"),
            ("SAMPLING", {"G4": "s.d Sept 2021"}, "reject", "G4", "s.d Sept 2021", "September 2022"),
            ("UMKM", {"A3": "Tahun 2021"}, "reject", "A3", "Tahun 2021", "September 2022"),
        ],
        beside=("MATRIKS CAPAIAN", "MONEV OUTPUT"),
    ),
    "rows of another month": Fault(
        "row-other-period",
        [
            ("KIE RINCIAN", {"A15": "JULI"}, "warn", "A15", "JULI", "untuk September 2022"),
            ("KIE RINCIAN", {"A19": "AGS"}, "warn", "A19", "AGS", "untuk September 2022"),
            ("SERTIFIKASI", {"A6": "Agustus"}, "warn", "A6", "Agustus", "Perbaiki bulannya"),
            ("SERTIFIKASI", {"A7": "Oktober"}, "warn", "A7", "Oktober", "Perbaiki bulannya"),
        ],
        beside=COMPANY,
    ),
    "a file's name of another month": Fault(
        "name-contradicts",
        [
            (name, {}, "warn", "", "Agustus 2022", "padahal isinya untuk September 2022")
            for name in ("DESA", "SAMPLING", "PERKARA", "ANGGARAN IKU")
        ],
        file_name="RHPK_SERANG_2022-08.xlsx",
    ),
    # -- columns
    "a column's name misspelt": Fault(
        "header-missing",
        [
            (
                "SARANA PRODUKSI",
                {"D5": "Jumlah yang di periksa"},
                "reject",
                "D5",
                "Jumlah yang di periksa",
                "kolom 'Jumlah",
            ),
            ("IKPA", {"C4": "Bobt"}, "reject", "C4", "Bobt", "sedangkan kolom 'Bobot' tidak ada"),
            ("SAMPEL STANDAR", {"F8": "Sampel Makanan diuji"}, "reject", "F8", "Sampel Makanan diuji", "kolom"),
            ("SURVEI USAHA", {"D3": "Jml Resonden"}, "reject", "D3", "Jml Resonden", "kolom 'Jumlah Responden'"),
            ("TL INSPEKSI", {"F5": "TL sudah"}, "reject", "F5", "TL sudah", "kolom 'TL**'"),
        ],
        beside=("UMKM",),
    ),
    "a column that is not there": Fault(
        "header-missing",
        [
            ("IKPA", without_column("C"), "reject", "A4", None, "tidak memuat kolom 'Bobot'"),
            ("ANGGARAN BELANJA", without_column("D"), "reject", "A4", None, "tidak memuat kolom 'Realisasi'"),
            ("SERTIFIKASI", without_column("F"), "reject", "A3", None, "diterbitkan tepat waktu"),
            ("PENILAIAN", without_column("F"), "reject", "A3", None, "tidak memuat kolom 'Responden'"),
            ("SARANA DISTRIBUSI", without_column("E"), "reject", "A4", None, "tidak memuat kolom 'MK'"),
        ],
        beside=("UMKM",),
    ),
    "a column twice": Fault(
        "header-ambiguous",
        [
            ("SARANA PRODUKSI", {"G5": "MK"}, "reject", "E5, G5", None, "kolom 'MK' lebih dari satu kali"),
            ("IKPA", {"E4": "Bobot"}, "reject", "C4, E4", None, "Sisakan satu kolom"),
            ("ANGGARAN IKU", {"F4": "Realisasi"}, "reject", "D4, F4", None, "kolom 'Realisasi'"),
            ("SERTIFIKASI", {"G3": "Jumlah Permohonan"}, "reject", "D3, G3", None, "kolom 'Jumlah Permohonan'"),
            ("SURVEI USAHA", {"G3": "Nilai Indeks"}, "reject", "E3, G3", None, "kolom 'Nilai Indeks'"),
        ],
        beside=("UMKM",),
    ),
    "two months side by side, and nothing says which": Fault(
        "header-ambiguous",
        [
            ("IKLAN LABEL", beside_august("D", 4, "Agustus"), "reject", "D4, E4", None, "lebih dari satu kali"),
            ("DESA", beside_august("F", 4, "Progres s.d Agustus"), "reject", "F4, G4", None, "lebih dari satu kali"),
            ("PASAR", beside_august("F", 4, under=1), "reject", "F5, G5", None, "lebih dari satu kali"),
            ("UMKM", beside_august("J", 4, "Agt", under=1), "reject", "J5, L5", None, "Sisakan satu kolom"),
        ],
    ),
    "two months side by side in a file that says its month": Fault(
        "column-other-period",
        [
            ("IKLAN LABEL", beside_august("D", 4, "Agustus"), "warn", "D4", "Agustus", "untuk September 2022"),
            ("DESA", beside_august("F", 4, "Progres s.d Agustus"), "warn", "F4", "Progres s.d Agustus", "Hapus kolom"),
            ("PASAR", beside_august("F", 4, under=1), "warn", "F5", "s.d Agustus", "hanya kolom bulan itu yang dibaca"),
            ("SARANA PRODUKSI", beside_august("D", 4), "warn", "D4", "s.d Agustus", "untuk September 2022"),
            ("KIE", beside_august("D", 16, "Agustus"), "warn", "D16", "Agustus", "untuk September 2022"),
            ("TL PEMANGKU", beside_august("E", 4), "warn", "E4", "s.d Agustus", "untuk September 2022"),
            ("SAMPLING", beside_august("G", 4), "warn", "G4", "s.d Agustus", "untuk September 2022"),
        ],
        file_name="RHPK_SERANG_2022-09.xlsx",
    ),
    "a table that is not there": Fault(
        "table-missing",
        [
            ("KIE", {"A4": None, "B4": None, "C4": None, "D4": None}, "reject", "", None, "tabel A. ANGGARAN DIPA"),
            ("SURVEI KIE", {"A7": None, "B7": None, "C7": None}, "reject", "", None, "tabel Indeks Total"),
            ("KIE RINCIAN", {f"{letter}14": None for letter in "ABCDE"}, "reject", "", None, "KIE NON MEDIA SOSIAL"),
            ("IKPA", {f"{letter}4": None for letter in "ABCD"}, "reject", "", None, "tabel komponen"),
        ],
        beside=("UMKM",),
    ),
    "a table without any row": Fault(
        "table-empty",
        [
            ("SARANA PRODUKSI", emptied(6), "reject", "B4", None, "tulis NIHIL bila memang tidak ada"),
            ("SAMPEL STANDAR", emptied(9), "reject", "A7", None, "Tabel 'sampel Makanan'"),
            ("PERKARA", emptied(6), "reject", "C5", None, "tidak memuat satu pun baris angka"),
            ("IKLAN LABEL", emptied(5), "warn", "A4", None, "Tabel 'pengawasan'"),
            ("ANGGARAN IKU", emptied(5), "warn", "B4", None, "Tabel 'anggaran'"),
        ],
        beside=("UMKM",),
    ),
    "a table without any figure": Fault(
        "table-empty",
        [
            ("SARANA DISTRIBUSI", without_figures, "reject", "B4", None, "tidak memuat satu pun baris angka"),
            ("SARANA PRODUKSI", without_figures, "reject", "B4", None, "Isi tabelnya, atau tulis NIHIL"),
            ("TL INSPEKSI", without_figures, "reject", "B4", None, "lalu kirim ulang formulir TL INSPEKSI"),
            ("SERTIFIKASI", without_figures, "warn", "B3", None, "Tabel 'sertifikasi'"),
        ],
        beside=("UMKM",),
    ),
    "a second page of another month": Fault(
        "sheet-other-period",
        [
            ("SARANA PRODUKSI", page_of("D31", "s.d Agustus"), "reject", "D31", "s.d Agustus", "September 2022"),
            ("TL PEMANGKU", page_of("E25", "S.D. TW II"), "reject", "E25", "S.D. TW II", "formulir TL PEMANGKU"),
            ("SAMPLING", page_of("G27", "s.d Oktober"), "reject", "G27", "s.d Oktober", "bulan yang benar"),
            ("PASAR", page_of("F16", "s.d Agt"), "reject", "F16", "s.d Agt", "formulir PASAR"),
            ("IKLAN LABEL", page_of("D21", "Juli"), "reject", "D21", "Juli", "formulir IKLAN LABEL"),
        ],
        beside=COMPANY,
    ),
    # -- figures that an indicator needs
    "an error in a needed figure": Fault(
        "input-missing",
        [
            ("SARANA PRODUKSI", {"E42": "#REF!"}, "reject", "E42", "#REF!", "IKU 13; sekarang berisi '#REF!'"),
            ("SAMPLING", {"N8": "#DIV/0!"}, "reject", "N8", "#DIV/0!", "sekarang berisi '#DIV/0!'"),
            ("IKPA", {"B8": "#N/A"}, "reject", "B8", "#N/A", "IKU 29; sekarang berisi '#N/A'"),
            ("TL PEMANGKU", {"E6": "#VALUE!"}, "reject", "E6", "#VALUE!", "IKU 11; sekarang berisi '#VALUE!'"),
            ("PERKARA", {"G6": "#NAME?"}, "reject", "G6", "#NAME?", "IKU 23; sekarang berisi '#NAME?'"),
        ],
        beside=("UMKM",),
    ),
    "an ambiguous number in a needed figure": Fault(
        "input-missing",
        [
            ("SARANA DISTRIBUSI", {"E9": "1,060"}, "reject", "E9", "1,060", "IKU 14; sekarang berisi '1,060'"),
            ("SAMPEL STANDAR", {"B4": "1,060"}, "reject", "B4", "1,060", "sekarang berisi '1,060'"),
            ("IKPA", {"B7": "91.525"}, "reject", "B7", "91.525", "sekarang berisi '91.525'"),
            ("DESA", {"F10": "7,500"}, "reject", "F10", "7,500", "IKU 19; sekarang berisi '7,500'"),
            ("SURVEI USAHA", {"D11": "4,300"}, "reject", "D11", "4,300", "IKU 7; sekarang berisi '4,300'"),
        ],
        beside=("UMKM",),
    ),
    "a fraction in a needed count": Fault(
        "input-missing",
        [
            ("SARANA PRODUKSI", {"E42": 30.5}, "reject", "E42", "30.5", "sekarang berisi '30.5'"),
            ("SAMPLING", {"R8": "197,5"}, "reject", "R8", "197,5", "sekarang berisi '197,5'"),
            ("TL INSPEKSI", {"F6": 2.5}, "reject", "F6", "2.5", "sekarang berisi '2.5'"),
            ("PERKARA", {"H8": 3.25}, "reject", "H8", "3.25", "sekarang berisi '3.25'"),
        ],
        beside=("UMKM",),
    ),
    "words in a needed figure": Fault(
        "input-missing",
        [
            ("SARANA PRODUKSI", {"E42": "tiga puluh"}, "reject", "E42", "tiga puluh", "berisi 'tiga puluh'"),
            ("PASAR", {"F12": "proses"}, "reject", "F12", "proses", "IKU 20; sekarang berisi 'proses'"),
            ("PENILAIAN", {"E6": "belum keluar"}, "reject", "E6", "belum keluar", "IKU 15; sekarang berisi"),
            ("SURVEI USAHA", {"E10": "72,64 (baik)"}, "reject", "E10", "72,64 (baik)", "IKU 7; sekarang berisi"),
            ("MATRIKS CAPAIAN", {"L25": "86,17 persen"}, "reject", "L25", "86,17 persen", "IKU 18; sekarang berisi"),
        ],
        beside=("UMKM",),
    ),
    "a needed figure left blank": Fault(
        "input-missing",
        [
            ("SARANA PRODUKSI", {"E42": None}, "reject", "E42", None, "IKU 13; sekarang kosong"),
            ("SAMPLING", {"R8": None}, "reject", "R8", None, "sekarang kosong"),
            ("SAMPEL STANDAR", {"E9": None}, "reject", "E9", None, "sekarang kosong"),
            ("IKPA", {"B14": None}, "reject", "B14", None, "IKU 29; sekarang kosong"),
            ("PENILAIAN", {"F5": None}, "reject", "F5", None, "IKU 9; sekarang kosong"),
            ("TL PEMANGKU", {"F6": None}, "reject", "F6", None, "IKU 11; sekarang kosong"),
        ],
        beside=("UMKM",),
    ),
    "a formula never calculated in a needed figure": Fault(
        "input-missing",
        [
            ("SARANA PRODUKSI", {"D42": "=30+40"}, "reject", "D42", "(rumus)", "belum pernah dihitung"),
            ("SAMPLING", {"N8": "=M8-O8"}, "reject", "N8", "(rumus)", "buka berkas di Excel, lalu simpan"),
            ("IKPA", {"B5": "=50*2"}, "reject", "B5", "(rumus)", "IKU 29; sekarang berisi rumus"),
            ("PERKARA", {"G9": "=1+1"}, "reject", "G9", "(rumus)", "IKU 23; sekarang berisi rumus"),
            ("DESA", {"F5": "=D5"}, "reject", "F5", "(rumus)", "IKU 19; sekarang berisi rumus"),
        ],
        beside=("UMKM",),
    ),
    "a date in a needed figure": Fault(
        "input-missing",
        [
            (
                "SARANA PRODUKSI",
                {"E42": date(2022, 9, 30)},
                "reject",
                "E42",
                "30 September 2022",
                "berisi '30 September",
            ),
            (
                "IKPA",
                {"B6": date(2022, 4, 8)},
                "reject",
                "B6",
                "8 April 2022",
                "IKU 29; sekarang berisi '8 April 2022'",
            ),
            ("SAMPEL STANDAR", {"C4": date(2022, 1, 1)}, "reject", "C4", "1 Januari 2022", "berisi '1 Januari 2022'"),
            ("PASAR", {"F6": date(2022, 5, 2)}, "reject", "F6", "2 Mei 2022", "IKU 20; sekarang berisi '2 Mei 2022'"),
        ],
        beside=("UMKM",),
    ),
    # -- other figures
    "an error in another figure": Fault(
        "cell-error",
        [
            ("SARANA PRODUKSI", {"F42": "#DIV/0!"}, "warn", "F42", "#DIV/0!", "berisi galat #DIV/0!"),
            ("SAMPLING", {"Q8": "#REF!"}, "warn", "Q8", "#REF!", "Perbaiki rumusnya"),
            ("ANGGARAN IKU", {"E5": "#DIV/0!"}, "warn", "E5", "#DIV/0!", "berisi galat #DIV/0!"),
            ("PERKARA", {"N6": "#NUM!"}, "warn", "N6", "#NUM!", "berisi galat #NUM!"),
            ("KIE", {"D5": "#N/A"}, "warn", "D5", "#N/A", "kosongkan sel itu"),
            ("SURVEI USAHA", {"B15": "#DIV/0!"}, "warn", "B15", "#DIV/0!", "berisi galat"),
        ],
    ),
    "an error where a name belongs": Fault(
        "cell-error",
        [
            ("KIE", {"B5": "#N/A"}, "warn", "B5", "#N/A", "berisi galat #N/A"),
            ("SURVEI USAHA", {"B5": "#REF!"}, "warn", "B5", "#REF!", "berisi galat #REF!"),
            ("UMKM", {"D7": "#NAME?"}, "warn", "D7", "#NAME?", "berisi galat #NAME?"),
            ("PENGADAAN", {"B9": "#N/A"}, "warn", "B9", "#N/A", "berisi galat #N/A"),
        ],
    ),
    "an ambiguous number in another figure": Fault(
        "number-ambiguous",
        [
            ("SARANA PRODUKSI", {"F42": "1,040"}, "warn", "F42", "1,040", "ribuan atau pecahan"),
            ("ANGGARAN IKU", {"C5": "410,121"}, "warn", "C5", "410,121", "Tulis sebagai angka, bukan teks"),
            ("IKLAN LABEL", {"D5": "1,200"}, "warn", "D5", "1,200", "ribuan atau pecahan"),
            ("MONEV OUTPUT", {"C9": "1.413"}, "warn", "C9", "1.413", "ribuan atau pecahan"),
            ("MATRIKS CAPAIAN", {"J8": "1.539"}, "warn", "J8", "1.539", "ribuan atau pecahan"),
        ],
    ),
    "a fraction in another count": Fault(
        "number-fraction",
        [
            ("SARANA PRODUKSI", {"F42": 40.5}, "warn", "F42", "40.5", "hanya memuat bilangan bulat"),
            ("KIE", {"D5": "73,5"}, "warn", "D5", "73,5", "hanya memuat bilangan bulat"),
            ("ANGGARAN BELANJA", {"D5": 8003732343.4}, "warn", "D5", "8003732343.4", "bilangan bulat"),
            ("INTELIJEN", {"D6": 7.5}, "warn", "D6", "7.5", "Periksa angkanya"),
            ("UJI REGIONAL", {"G9": "5.25"}, "warn", "G9", "5.25", "bilangan bulat"),
        ],
    ),
    "words in another figure": Fault(
        "number-unreadable",
        [
            ("KIE", {"D5": "tujuh puluh tiga"}, "warn", "D5", "tujuh puluh tiga", "yang bukan angka"),
            ("SARANA PRODUKSI", {"F42": "40 sarana"}, "warn", "F42", "40 sarana", "Tulis angkanya saja"),
            ("ANGGARAN IKU", {"D5": "391 juta"}, "warn", "D5", "391 juta", "yang bukan angka"),
            ("SERTIFIKASI", {"D6": "19 berkas"}, "warn", "D6", "19 berkas", "yang bukan angka"),
            ("PENGADAAN", {"K9": "154.000.000 + 1.000"}, "warn", "K9", "154.000.000 + 1.000", "yang bukan angka"),
        ],
    ),
    "a formula never calculated in another figure": Fault(
        "cell-uncalculated",
        [
            ("SARANA PRODUKSI", {"F42": "=D42-E42"}, "warn", "F42", "(rumus)", "belum pernah dihitung"),
            ("SARANA DISTRIBUSI", {"E50": "=SUM(E6:E47)"}, "warn", "E50", "(rumus)", "belum pernah dihitung"),
            ("IKPA", {"D5": "=B5*C5/100"}, "warn", "D5", "(rumus)", "Buka berkas di Excel, simpan"),
            ("PERKARA", {"L6": "=I6*K6"}, "warn", "L6", "(rumus)", "belum pernah dihitung"),
            ("ANGGARAN BELANJA", {"E8": "=D8/B8"}, "warn", "E8", "(rumus)", "belum pernah dihitung"),
        ],
    ),
    "a date in another figure": Fault(
        "number-unreadable",
        [
            ("KIE", {"D5": date(2022, 9, 5)}, "warn", "D5", "5 September 2022", "yang bukan angka"),
            ("SARANA PRODUKSI", {"F42": date(2022, 2, 9)}, "warn", "F42", "9 Februari 2022", "yang bukan angka"),
            ("ANGGARAN IKU", {"E5": date(2022, 3, 1)}, "warn", "E5", "1 Maret 2022", "yang bukan angka"),
            ("MONEV OUTPUT", {"E10": date(2022, 2, 2)}, "warn", "E10", "2 Februari 2022", "yang bukan angka"),
        ],
    ),
    "true or false in another figure": Fault(
        "number-unreadable",
        [
            ("KIE", {"D5": True}, "warn", "D5", "TRUE", "yang bukan angka"),
            ("SARANA PRODUKSI", {"F42": False}, "warn", "F42", "FALSE", "yang bukan angka"),
            ("SERTIFIKASI", {"E6": True}, "warn", "E6", "TRUE", "yang bukan angka"),
            ("INTELIJEN", {"K6": False}, "warn", "K6", "FALSE", "yang bukan angka"),
        ],
    ),
    "a share where things are counted": Fault(
        "number-unreadable",
        [
            (name, {cell: text}, "warn", cell, text, "yang bukan angka")
            for name, cell, text in [
                ("KIE", "D5", "73%"),
                ("SARANA PRODUKSI", "F42", "57,1 %"),
                ("SERTIFIKASI", "D6", "100 %"),
                ("INTELIJEN", "D6", "7%"),
            ]
        ],
    ),
    "an identity number in another figure": Fault(
        "number-unreadable",
        [
            (name, {cell: 197701012005011001}, "warn", cell, "197701012005011008", "yang bukan angka")
            for name, cell in [("KIE", "D5"), ("SARANA PRODUKSI", "F42"), ("INTELIJEN", "D6"), ("ANGGARAN IKU", "C5")]
        ],
    ),
    # -- rows
    "figures without a name": Fault(
        "label-missing",
        [
            ("SARANA PRODUKSI", {"D43": 4, "E43": 2}, "block", "D43, E43", None, "Baris 43"),
            ("IKPA", {"A9": None}, "block", "B9, C9, D9", None, "tanpa keterangan baris"),
            ("IKLAN LABEL", {"C8": None}, "warn", "D8", None, "Isi keterangannya atau hapus angkanya"),
            ("ANGGARAN BELANJA", {"A6": None}, "warn", "B6, C6, D6, E6", None, "tidak dihitung"),
            ("PENGADAAN", {"K70": 123}, "warn", "K70", None, "Baris 70"),
        ],
    ),
    "a row twice": Fault(
        "row-repeated",
        [
            ("SARANA PRODUKSI", {"B45": "Industri Pangan"}, "block", "B42, B45", "pangan", "terhitung dua kali"),
            ("SAMPLING", {"D10": "Random"}, "block", "D8, D10", "obat / obat / random", "lebih dari satu kali"),
            ("KIE", {"B6": "Layanan informasi a)"}, "warn", "B5, B6", "dipa / Layanan informasi a)", "dua kali"),
            (
                "DESA",
                with_rows([None, "10", "Bimtek Komunitas", 5, None, 5], at=14),
                "block",
                "C8, C14",
                "bimtek_komunitas",
                "Hapus baris",
            ),
            (
                "ANGGARAN BELANJA",
                with_rows(["MODAL", 1000, 1000, 1000, 1], at=8),
                "warn",
                "A7, A8",
                "modal",
                "lebih dari satu kali",
            ),
        ],
    ),
    "a row that an indicator cannot do without": Fault(
        "row-missing",
        [
            ("PERKARA", without_rows(8), "reject", "C5", None, "tidak memuat baris 'P21'"),
            ("IKPA", without_rows(7), "reject", "A4", None, "tidak memuat baris 'Penyerapan Anggaran'"),
            ("IKPA", without_rows(14), "reject", "A4", None, "tidak memuat baris 'Nilai EKA (SMART)'"),
            ("TL PEMANGKU", emptied(24), "reject", "B4", None, "oleh lintas sektor'"),
            ("SURVEI KIE", without_rows(12), "reject", "A7", None, "tidak memuat baris 'Indeks'"),
            ("DESA", without_rows(11), "warn", "C4", None, "Monitoring dan Evaluasi"),
            ("PASAR", without_rows(12), "warn", "C5", None, "Sampling dan Pengujian Tahap 2"),
        ],
        beside=("UMKM",),
    ),
    "too few rows for an indicator": Fault(
        "rows-too-few",
        [
            (
                "PENILAIAN",
                without_rows(8),
                "reject",
                "B7",
                "1",
                "hanya punya 1 baris angka, padahal perlu 2",
            ),
            ("PENILAIAN", without_rows(10), "reject", "B9", "1", "untuk menghitung IKU 28"),
        ],
        beside=("UMKM",),
    ),
}
