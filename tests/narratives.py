"""What the groups of an office write of their indicators: the workbook of `examples/narasi`, and others like it.

The words are invented; the figures in them are those of September 2022, or placeholders for them. Run as a program it
writes the example anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from flows.ingest.forms import shared_labels
from flows.settings import ROOT

EXAMPLE = ROOT / "examples" / "narasi" / "NARASI_SERANG_2022-09.xlsx"

Lines = list[list[Any]]
NARRATIVE_HEADER = [
    "No IKU", "Indikator", "Faktor Pendukung", "Faktor Penghambat", "Penyebab", "Langkah Selanjutnya",
]  # fmt: skip
FOLLOW_UP_HEADER = [
    "No", "Indikator", "Rekomendasi", "Status", "Tindakan yang Dilakukan", "Rencana Aksi", "Batas Waktu",
    "Penanggung Jawab",
]  # fmt: skip
_WIDTHS = {"NARASI": (8, 34, 48, 48, 48, 48), "TINDAK LANJUT": (6, 34, 40, 11, 44, 44, 16, 22)}


def name_of(iku_no: int) -> str:
    """An indicator as forms call it."""
    return next(label.spellings[0] for label in shared_labels()["indikator"] if label.iku_no == iku_no)


# Per indicator: what helped, what hindered, causes, next steps.
NARRATIVES: dict[int, tuple[str, str, str, str]] = {
    1: (
        "Rencana sampling disusun per komoditas sejak awal tahun, sehingga obat dan kosmetik, yang paling banyak "
        "memenuhi syarat, selesai diperiksa dan diuji tepat waktu.\n"
        "Dari {penyebut} sampel acak yang selesai, {pembilang} memenuhi syarat.",
        "Obat tradisional masih menyumbang kegagalan terbanyak: 17 dari 117 sampel acak tidak memenuhi syarat.",
        "Capaian {capaian bulan} terhadap target {target bulan} terutama berasal dari kosmetik, dengan 220 dari "
        "229 sampel acak memenuhi syarat.",
        "Menambah sampel obat tradisional dari produsen yang pernah gagal.\n"
        "Membagikan hasil uji kepada kelompok Pemeriksaan setiap akhir bulan.",
    ),
    5: (
        "Seluruh sampel pangan fortifikasi yang masuk sudah selesai diuji.",
        "Kadar zat gizi pada banyak produk tidak seragam antarbets, dan sebagian produsen kecil belum menguji "
        "produknya sendiri.",
        "Baru {pembilang} dari {penyebut} sampel memenuhi syarat, sehingga realisasi {realisasi} jauh di bawah "
        "target {target bulan} dan masuk kriteria {kriteria bulan}.\n"
        "Penyebab utamanya adalah takaran zat fortifikasi yang tidak dijaga selama produksi. Hasilnya juga di "
        "bawah pangan selain fortifikasi, yang mencapai {realisasi IKU 2}.",
        "Mendampingi produsen yang gagal, dimulai dari yang terbesar.\n"
        "Mengambil sampel ulang dari produsen yang sudah memperbaiki takarannya.",
    ),
    13: (
        "Pemeriksaan berjalan sesuai jadwal; industri obat tradisional dan industri farmasi hampir semuanya "
        "memenuhi ketentuan.",
        "Industri rumah tangga pangan berpindah-pindah tempat produksi dan jarang mempunyai penanggung jawab yang "
        "terlatih.",
        "Dari {penyebut} sarana yang diperiksa hanya {pembilang} memenuhi ketentuan. Hasil {realisasi} ditentukan "
        "oleh sarana pangan: 40 dari 70 industri pangan dan 33 dari 38 industri rumah tangga pangan tidak memenuhi "
        "ketentuan.",
        "Memusatkan pendampingan pada industri rumah tangga pangan bersama dinas kesehatan kabupaten/kota.\n"
        "Memeriksa ulang sarana yang sudah mengirim bukti perbaikan.",
    ),
    22: (
        "Sampel makanan untuk satu tahun sudah masuk laboratorium seluruhnya.",
        "Pengujian makanan berebut alat dan penguji dengan sampel obat, yang mencapai {realisasi IKU 21}.",
        "Baru 254 dari 544 sampel diperiksa dan 373 diuji, sehingga realisasi {realisasi} belum mencapai target "
        "{target bulan}, walau capaiannya terhadap target bulan ini {capaian bulan}. Terhadap target tahun "
        "capaiannya baru {capaian tahun} ({kriteria tahun}).",
        "Menambah waktu kerja laboratorium makanan pada triwulan IV.\n"
        "Mendahulukan sampel yang masa simpannya pendek.",
    ),
    23: (
        "Dua perkara tahun berjalan sudah sampai tahap II, dan satu perkara dikerjakan untuk kantor lain.",
        "Perkara carry over belum semuanya dapat dilimpahkan.",
        "Formulir PERKARA memuat target perkara yang tertukar: 4 untuk tahun berjalan dan 5 untuk carry over, "
        "padahal DIPA menetapkan 5 dan 4. Hasil kiriman 69,46 dihitung dengan target yang tertukar itu. Yang "
        "dilaporkan di sini adalah hitungan ulang, {realisasi}, dengan capaian {capaian bulan} terhadap target "
        "bulan ini dan {capaian tahun} terhadap target tahun.",
        "Mengirim ulang formulir PERKARA dengan target yang benar.\n"
        "Mencocokkan target perkara dengan DIPA setiap kali formulir disiapkan.",
    ),
}  # fmt: skip

# IKU, recommendation, status, what was done, plan, until when, who sees to it.
FOLLOW_UPS: Lines = [
    [
        5, "Sampaikan hasil uji fortifikasi yang tidak memenuhi syarat kepada produsen dan dinas terkait", "Selesai",
        "Surat hasil uji sudah dikirim kepada semua produsen yang sampelnya gagal.", None, dt.date(2022, 9, 15),
        "Ketua Tim Pengujian",
    ],
    [
        5, "Dampingi produsen pangan fortifikasi dalam menjaga takaran zat gizi", "Belum", None,
        "Kunjungan bersama dinas perindustrian ke produsen yang sampelnya gagal.", "November 2022",
        "Ketua Tim Infokom",
    ],
    [
        13, "Latih penanggung jawab industri rumah tangga pangan tentang cara produksi yang baik", "Belum",
        "Bahan pelatihan sudah disusun; peserta baru separuh yang mendaftar.",
        "Pelatihan dua angkatan di kabupaten dengan temuan terbanyak.", dt.date(2022, 8, 31), "Ketua Tim Pemeriksaan",
    ],
    [
        22, "Tambah waktu kerja laboratorium makanan pada triwulan IV", "Belum", None,
        "Jadwal penguji disusun ulang; sampel dengan masa simpan pendek didahulukan.", "Desember 2022",
        "Ketua Tim Pengujian",
    ],
    [
        22, "Lengkapi reagen dan baku pembanding untuk uji makanan", "Selesai",
        "Pengadaan selesai dan bahan sudah diterima laboratorium.", None, dt.date(2022, 8, 15), "Ketua Tim Pengujian",
    ],
    [
        23, "Cocokkan target perkara dengan DIPA sebelum formulir dikirim", "Belum", None,
        "Daftar periksa target dipasang di depan formulir PERKARA.", "31 Oktober 2022", "Ketua Tim Penindakan",
    ],
]  # fmt: skip


def narrative_lines(
    month: str = "September 2022", narratives: dict[int, tuple[str, str, str, str]] | None = None
) -> Lines:
    """A sheet NARASI, row by row."""
    told = NARRATIVES if narratives is None else narratives
    return [
        ["NARASI CAPAIAN INDIKATOR"],
        ["Balai Besar POM di Serang"],
        [f"s.d. {month}"],
        [],
        NARRATIVE_HEADER,
        *([iku_no, name_of(iku_no), *texts] for iku_no, texts in told.items()),
    ]


def follow_up_lines(month: str = "September 2022", follow_ups: Sequence[Sequence[Any]] | None = None) -> Lines:
    """A sheet TINDAK LANJUT, row by row."""
    listed = FOLLOW_UPS if follow_ups is None else follow_ups
    return [
        ["TINDAK LANJUT REKOMENDASI HASIL EVALUASI"],
        ["Balai Besar POM di Serang"],
        [f"s.d. {month}"],
        [],
        FOLLOW_UP_HEADER,
        *([number, name_of(line[0]), *line[1:]] for number, line in enumerate(listed, 1)),
    ]


def write(path: Path, sheets: dict[str, Lines]) -> Path:
    """Writes sheets as a group would send them; the same lines are the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": dt.datetime(2022, 10, 3)})
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    day = book.add_format({"border": 1, "num_format": "d mmmm yyyy", "valign": "top", "align": "left"})
    title = book.add_format({"bold": True})
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        for place, width in enumerate(_WIDTHS[name]):
            sheet.set_column(place, place, width)
        first = next(row for row, line in enumerate(lines) if len(line) > 1)
        for row, line in enumerate(lines):
            dress = title if row < first else head if row == first else cell
            for place, value in enumerate(line):
                if isinstance(value, dt.date):
                    sheet.write_datetime(row, place, dt.datetime(value.year, value.month, value.day), day)
                elif isinstance(value, str):
                    sheet.write_string(row, place, value, dress)
                elif value is None:
                    sheet.write_blank(row, place, None, dress)
                else:
                    sheet.write_number(row, place, value, dress)
        sheet.freeze_panes(first + 1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(first)
    book.close()
    return path


def write_example(path: Path) -> Path:
    """The workbook of the example."""
    return write(path, {"NARASI": narrative_lines(), "TINDAK LANJUT": follow_up_lines()})


if __name__ == "__main__":
    write_example(EXAMPLE)
