"""Layouts that mean the same: what is done to a sheet, and the sheets to which it is done.

Expected of each: the figures of the undisturbed sheet, at the cells where they lie now, and no other findings.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flows.ingest.text import position
from tests.corpus.sheets import (
    ALL,
    HEADERS,
    ONE_TABLE,
    Figure,
    data_rows,
    figures_of,
    header_places,
    known_label_cells,
    labels_below,
    named_rows,
    office_cells,
)
from tests.workbooks import Draft, Formula, Shown, one

Change = Callable[[Draft], Draft]


@dataclass(frozen=True)
class Layout:
    """A change of layout, and the sheets (by name) that can have it."""

    change: Change
    sheets: tuple[str, ...] = ALL


# -- above, below and around the table

LETTERHEAD: list[list[Any]] = [
    ["BADAN PENGAWAS OBAT DAN MAKANAN REPUBLIK INDONESIA"],
    ["Balai Besar POM di Serang"],
    ["Jl. Contoh No. 1, Telp. 0254 123456", None, None, "email: kantor@contoh.go.id"],
    [],
    ["Nomor", None, ": PR.01.02.16A.09.22.1"],
    ["Tanggal", None, ": 5 Oktober 2022"],
    ["Periode Pelaporan", None, ": s.d. September 2022"],
    [],
]
SIGNATURE: list[list[Any]] = [
    ["Catatan:"],
    ["1. Data s.d. 30 September 2022"],
    ["2. MK = memenuhi ketentuan; TMK = tidak memenuhi ketentuan"],
    [],
    ["", "", "", "Serang, 5 Oktober 2022"],
    ["Mengetahui,", "", "", "Kepala Balai"],
    [],
    ["", "", "", "Nama Contoh, S.Si., Apt."],
    ["", "", "", "NIP. 19770101 200501 1 001"],
    ["", "", "", "", 197701012005011001],
]
NOTES: list[list[Any]] = [
    ["Keterangan singkatan"],
    ["SPDP", "Surat pemberitahuan dimulainya penyidikan"],
    ["TL", "Tindak lanjut"],
    ["Sumber data", "Sistem pelaporan kantor"],
]


def with_lines_above(draft: Draft, lines: list[list[Any]]) -> Draft:
    draft.moved(down=len(lines))
    for row, line in enumerate(lines):
        for column, value in enumerate(line):
            if value is not None:
                draft.cells[row, column] = value
    return draft


def with_merged_letterhead(draft: Draft) -> Draft:
    width = draft.width
    with_lines_above(draft, LETTERHEAD[:2])
    draft.merged += [(row, 0, row, width - 1) for row in range(2)]
    return draft


def without_letterhead(draft: Draft) -> Draft:
    first = HEADERS[draft.name][0][0] - 1
    draft.cells = {place: value for place, value in draft.cells.items() if place[0] >= first}
    draft.merged = [box for box in draft.merged if box[0] >= first]
    return draft.moved(down=-first)


def with_notes_beside(draft: Draft) -> Draft:
    """A column of remarks apart from the table, without a header."""
    column, first = draft.width + 2, HEADERS[draft.name][-1][1] + 1
    for row, line in enumerate(NOTES):
        draft.cells[first + row, column] = ": ".join(line)
    return draft


def named(name: Callable[[str], str]) -> Change:
    def change(draft: Draft) -> Draft:
        draft.name = name(draft.name)
        return draft

    return change


# -- headers


def with_headers(change: Callable[[str], str]) -> Change:
    def changed(draft: Draft) -> Draft:
        for place in header_places(draft):
            if isinstance(draft.cells[place], str):
                draft.cells[place] = change(draft.cells[place])
        return draft

    return changed


ABBREVIATED = {
    "Jumlah": "Jml.",
    "Tahun": "Thn.",
    "Bulan": "Bln.",
    "Rekomendasi": "Rek.",
    "Kegiatan": "Keg.",
    "Keterangan": "Ket.",
    "Tanggal": "Tgl.",
    "Realisasi": "Real.",
    "Anggaran": "Angg.",
    "Responden": "Resp.",
    "Laboratorium": "Lab.",
    "Persentase": "%",
    "Kabupaten": "Kab.",
    "Provinsi": "Prov.",
}


def abbreviated(text: str) -> str:
    for word, short in ABBREVIATED.items():
        text = re.sub(rf"\b{word}\b", short, text, flags=re.IGNORECASE)
    return text


def has_header_word(name: str, words: str) -> bool:
    draft = one(name)
    return any(re.search(words, str(draft.cells[place]), re.IGNORECASE) for place in header_places(draft))


UNITS = {"count": "(sampel)", "rupiah": "(Rp)", "decimal": "(%)", "percent": "(%)", "fraction": "(%)"}


def with_units(draft: Draft) -> Draft:
    """The unit in brackets behind the header of every column of figures."""
    rows = [row for first, last in HEADERS[draft.name] for row in range(first - 1, last)]
    kinds = {position(cell)[1]: figure.kind for cell, figure in figures_of(draft.name).items()}
    for column, kind in kinds.items():
        lowest = max((row for row in rows if isinstance(draft.cells.get((row, column)), str)), default=None)
        if lowest is None:
            continue
        text = draft.cells[lowest, column].rstrip()
        if not text.endswith(")") and not MONTH.search(text):
            draft.cells[lowest, column] += f" {UNITS[kind]}"
    return draft


def with_blank_row_in_header(draft: Draft) -> Draft:
    return draft.moved(down=1, below=HEADERS[draft.name][0][1] - 1)


def with_flat_header(draft: Draft) -> Draft:
    """Takes the row of groups away: what was merged over two rows stands in the one that is left."""
    for first, last in reversed(HEADERS[draft.name]):
        for column in range(draft.width):
            draft.cells.setdefault((last - 1, column), draft.cells.get((first - 1, column)))
        draft.cells = {place: value for place, value in draft.cells.items() if value is not None}
        draft.without_row(first)
    return draft


def with_numbered_columns(draft: Draft) -> Draft:
    """A row (1) (2) (3) under the header."""
    last = HEADERS[draft.name][0][1]
    width = max(column for row, column in draft.cells if row in range(HEADERS[draft.name][0][0] - 1, last)) + 1
    draft.moved(down=1, below=last)
    for column in range(width):
        draft.cells[last, column] = f"({column + 1})"
    return draft


# -- months

MONTH = re.compile(r"(?:\bs\.d\.? ?)?\b(?:SEPTEMBER|September|SEPT|Sep)\b(?: 2022)?", re.IGNORECASE)
MONTHS = [
    "SEPTEMBER",
    "Sept",
    "SEP.",
    "September 2022",
    "S.D. SEPT",
    "s/d September",
    "sd Sept 2022",
    "Sampai dengan September 2022",
    "Bulan September",
    "Bln. Sept",
    "Januari - September 2022",
    "Jan-Sep 2022",
    "1 Januari s.d. 30 September 2022",
    "s.d. 30 September 2022",
    "Per 30 September 2022",
    "Posisi September 2022",
    "Sept '22",
    "Sep-22",
    "TW III",
    "s.d. TW III 2022",
    "Triwulan III Tahun 2022",
    "s.d. Triwulan 3",
]
WITH_MONTH = tuple(name for name in ALL if has_header_word(name, MONTH.pattern))


def with_month(written: str) -> Change:
    return with_headers(lambda text: MONTH.sub(written, text))


def with_month_as_date(draft: Draft) -> Draft:
    for place in header_places(draft):
        if MONTH.fullmatch(str(draft.cells[place])):
            draft.cells[place] = Shown(dt.datetime(2022, 9, 1), "mmm-yy")
    return draft


# -- figures


def with_figures(change: Callable[[Figure], Any], *kinds: str, total: bool = True) -> Change:
    def changed(draft: Draft) -> Draft:
        for cell, figure in figures_of(draft.name).items():
            if figure.kind in kinds and (total or figure.row_kind != "total"):
                draft[cell] = change(figure)
        return draft

    return changed


def sheets_with(*kinds: str, row_kinds: tuple[str, ...] = (), several: bool = False) -> tuple[str, ...]:
    return tuple(
        name
        for name in ALL
        if any(
            figure.kind in kinds and (not row_kinds or figure.row_kind in row_kinds) and (figure.several or not several)
            for figure in figures_of(name).values()
        )
    )


ANY = ("count", "rupiah", "decimal", "percent", "fraction")


def indonesian(figure: Figure) -> str:
    """`1.060` where the column holds whole numbers, `94,23` and `1.060,00` where it holds decimals."""
    if figure.kind in ("count", "rupiah"):
        return f"{figure.value:,}".replace(",", ".")
    whole, _, decimals = f"{figure.value:,.10f}".rstrip("0").partition(".")
    return f"{whole.replace(',', '.')},{decimals or '00'}"


def with_sign(figure: Figure) -> str:
    """A percentage as text with its sign."""
    share = round(figure.value * (100 if figure.kind == "fraction" else 1), 10)
    return f"{share:.10f}".rstrip("0").rstrip(".").replace(".", ",") + " %"


def shown_in_percent(figure: Figure) -> Shown:
    """A number with Excel's percent format, which stores the share of one."""
    return Shown(figure.value if figure.kind == "fraction" else figure.value / 100, "0.00%")


def in_two_amounts(figure: Figure) -> Any:
    if not figure.several or figure.value < 10_000:
        return figure.value
    half = int(figure.value) // 2
    return f"Rp{half:,}\nRp{int(figure.value) - half:,}".replace(",", ".")


# -- labels

OFFICES = [
    "BBPOM di Serang",
    "Balai Besar POM di Serang",
    "BALAI BESAR PENGAWAS OBAT DAN MAKANAN DI SERANG",
    "BB POM Serang",
    "BBPOM SERANG",
    "Serang ",
]
LISTED = tuple(name for name in ALL if known_label_cells(name))


def with_labels(change: Callable[[str], str]) -> Change:
    """Changes the names of rows that the form knows."""

    def changed(draft: Draft) -> Draft:
        for cell in known_label_cells(draft.name):
            draft[cell] = change(draft[cell])
        return draft

    return changed


def with_offices(written: str) -> Change:
    """The office in the rows under another of its names."""

    def changed(draft: Draft) -> Draft:
        for cell in office_cells(draft.name):
            draft[cell] = written
        return draft

    return changed


def with_word_for_total(word: str) -> Change:
    return lambda draft: draft.texts(lambda text: word if text.strip().casefold() == "total" else text)


def says_total(name: str) -> bool:
    return any(str(value).strip().casefold() == "total" for value in one(name).cells.values())


# -- rows and columns

REMARKS = {
    "SAMPLING": "A",
    "UJI REGIONAL": "A",
    "SERTIFIKASI": "C",
    "PENILAIAN": "C",
    "MONEV OUTPUT": "G",
    "DESA": "E",
    "PASAR": "E",
    "UMKM": "G",
    "PENGADAAN": "L",
    "SURVEI USAHA": "C",
}


def without_remarks(draft: Draft) -> Draft:
    return draft.without_column(REMARKS[draft.name])


def with_rows_of_blanks(draft: Draft) -> Draft:
    """Before rows that say themselves what they are; a nameless one after a gap would be anybody's."""
    for row in reversed(named_rows(draft.name)[1::2]):
        draft.moved(down=1, below=row - 1)
    return draft


def with_merged_labels(draft: Draft) -> Draft:
    for cell, rows in labels_below(draft.name):
        row, column = position(cell)
        covered = any(box[0] <= row <= box[2] and box[1] <= column <= box[3] for box in draft.merged)
        free = all(draft.cells.get((place, column)) is None for place in range(row + 1, rows[-1]))
        if free and not covered:
            draft.merged.append((row, column, rows[-1] - 1, column))
    return draft


def with_repeated_labels(draft: Draft) -> Draft:
    for cell, rows in list(labels_below(draft.name)):
        for row in rows:
            draft.cells[row - 1, position(cell)[1]] = draft[cell]
    draft.merged = [box for box in draft.merged if box[0] < HEADERS[draft.name][0][1]]
    return draft


# Where a page may end: after this Excel row.
PAGE_ENDS = {
    "MATRIKS CAPAIAN": 20,
    "MONEV OUTPUT": 20,
    "SAMPLING": 22,
    "UJI REGIONAL": 40,
    "SARANA DISTRIBUSI": 26,
    "SARANA PRODUKSI": 26,
    "TL INSPEKSI": 15,
    "TL PEMANGKU": 20,
    "PERKARA": 10,
    "DESA": 9,
    "PASAR": 10,
    "IKLAN LABEL": 16,
    "UMKM": 16,
    "PENGADAAN": 30,
    "IKPA": 9,
    "ANGGARAN IKU": 18,
    "SURVEI USAHA": 8,
}


def with_second_page(draft: Draft) -> Draft:
    """The letterhead and the header again, after a blank row, in the middle of the table."""
    last, end = HEADERS[draft.name][0][1], PAGE_ENDS[draft.name]
    merged = [box for box in draft.merged if box[2] < last]
    draft.moved(down=last + 1, below=end)
    copied = {(row + end + 1, column): value for (row, column), value in draft.cells.items() if row < last}
    draft.cells |= copied
    draft.merged += [(a + end + 1, b, c + end + 1, d) for a, b, c, d in merged]
    return draft


def pushed_in(columns: dict[str, str]) -> Change:
    """A blank column before another one."""
    return lambda draft: draft.moved(right=1, beyond=position(f"{columns[draft.name]}1")[1])


BLANK_COLUMN_BEFORE = {
    "MATRIKS CAPAIAN": "J",
    "MONEV OUTPUT": "G",
    "SAMPLING": "L",
    "UJI REGIONAL": "L",
    "SAMPEL STANDAR": "E",
    "SARANA DISTRIBUSI": "D",
    "SARANA PRODUKSI": "E",
    "TL INSPEKSI": "E",
    "TL PEMANGKU": "F",
    "INTELIJEN": "E",
    "PERKARA": "I",
    "SURVEI KIE": "C",
    "KIE": "D",
    "DESA": "E",
    "PASAR": "D",
    "IKLAN LABEL": "D",
    "SERTIFIKASI": "E",
    "UMKM": "E",
    "PENGADAAN": "K",
    "IKPA": "B",
    "ANGGARAN IKU": "D",
    "ANGGARAN BELANJA": "C",
    "SURVEI USAHA": "E",
    "PENILAIAN": "E",
}
TURNED = {
    "SAMPLING": ("L", "M", 4),
    "SAMPEL STANDAR": ("B", "H", 3),
    "SARANA DISTRIBUSI": ("D", "F", 5),
    "SARANA PRODUKSI": ("D", "E", 5),
    "TL INSPEKSI": ("E", "F", 5),
    "TL PEMANGKU": ("E", "G", 5),
    "INTELIJEN": ("F", "I", 5),
    "PERKARA": ("K", "N", 4),
    "SURVEI KIE": ("B", "C", 7),
    "DESA": ("D", "F", 4),
    "SERTIFIKASI": ("D", "F", 3),
    "UMKM": ("H", "I", 4),
    "PENGADAAN": ("D", "E", 3),
    "IKPA": ("B", "D", 4),
    "ANGGARAN IKU": ("C", "D", 4),
    "ANGGARAN BELANJA": ("B", "D", 4),
    "SURVEI USAHA": ("D", "E", 3),
    "PENILAIAN": ("E", "F", 3),
    "MATRIKS CAPAIAN": ("F", "G", 5),
}


def turned(draft: Draft) -> Draft:
    return draft.swapped(*TURNED[draft.name])


def with_hidden_rows(draft: Draft) -> Draft:
    draft.hidden_rows = tuple(data_rows(draft.name)[::2])
    return draft


def with_hidden_columns(draft: Draft) -> Draft:
    draft.hidden_columns = ("B", "D", "E")
    return draft


LAYOUTS: dict[str, Layout] = (
    {
        # above, below and around
        "letterhead above": Layout(lambda draft: with_lines_above(draft, LETTERHEAD)),
        "letterhead merged over the table": Layout(with_merged_letterhead),
        "no letterhead at all": Layout(without_letterhead, ONE_TABLE),
        "blank first rows": Layout(lambda draft: draft.moved(down=4)),
        "blank first columns": Layout(lambda draft: draft.moved(right=2)),
        "notes and a signature below": Layout(lambda draft: draft.below(SIGNATURE)),
        "a signature right below": Layout(lambda draft: draft.below(SIGNATURE[4:], gap=0)),
        "notes without a table below": Layout(lambda draft: draft.below(NOTES, gap=3)),
        "notes beside the table": Layout(with_notes_beside),
        # the sheet's name
        "sheet name in lower case": Layout(named(str.lower)),
        "sheet name with spaces": Layout(named(lambda name: f"  {name.replace(' ', '  ')} ")),
        "sheet name without spaces": Layout(named(lambda name: name.replace(" ", "_"))),
        "sheet name with a number": Layout(named(lambda name: f"3. {name}")),
        "sheet name with the month": Layout(named(lambda name: f"{name} SEPT 2022")),
        "another sheet name": Layout(named(lambda _: "Sheet1")),
        "another sheet name and no letterhead": Layout(
            lambda draft: named(lambda _: "Sheet1")(without_letterhead(draft)),
            tuple(name for name in ONE_TABLE if name not in ("SAMPLING", "UJI REGIONAL")),  # their headers are the same
        ),
        # headers
        "headers in capitals": Layout(with_headers(str.upper)),
        "headers in lower case": Layout(with_headers(str.lower)),
        "line breaks in headers": Layout(with_headers(lambda text: text.replace(" ", "\n"))),
        "spaces that do not break": Layout(lambda draft: draft.texts(lambda text: text.replace(" ", "\u00a0"))),
        "headers abbreviated": Layout(
            with_headers(abbreviated), tuple(name for name in ALL if has_header_word(name, "|".join(ABBREVIATED)))
        ),
        "footnote signs in headers": Layout(with_headers(lambda text: f"{text} *)")),
        "units in headers": Layout(with_units, tuple(name for name in ALL if name not in ("KIE", "KIE RINCIAN"))),
        "header not merged": Layout(
            lambda draft: draft.unmerged(), tuple(name for name in ALL if any(box[0] < 20 for box in one(name).merged))
        ),
        "a blank row inside the header": Layout(
            with_blank_row_in_header, tuple(name for name in ONE_TABLE if HEADERS[name][0][0] < HEADERS[name][0][1])
        ),
        "a header of one row less": Layout(
            with_flat_header,
            ("SAMPEL STANDAR", "SARANA DISTRIBUSI", "SARANA PRODUKSI", "TL INSPEKSI", "TL PEMANGKU"),
        ),
        "columns numbered under the header": Layout(
            with_numbered_columns, tuple(name for name in ONE_TABLE if name != "PENGADAAN")
        ),
        # figures
        "numbers as Indonesian text": Layout(with_figures(indonesian, *ANY)),
        "amounts as Rp1,494,505,500.00": Layout(
            with_figures(lambda figure: f"Rp{figure.value:,}.00", "rupiah"), sheets_with("rupiah")
        ),
        "amounts as Rp 1.494.505.500,00": Layout(
            with_figures(lambda figure: f"Rp {indonesian(figure)},00", "rupiah"), sheets_with("rupiah")
        ),
        "amounts as Rp. 1.494.505.500,-": Layout(
            with_figures(lambda figure: f"Rp. {indonesian(figure)},-", "rupiah"), sheets_with("rupiah")
        ),
        "percent written with its sign": Layout(
            with_figures(with_sign, "percent", "fraction"), sheets_with("percent", "fraction")
        ),
        "percent by the cell's format": Layout(
            with_figures(shown_in_percent, "percent", "fraction"), sheets_with("percent", "fraction")
        ),
        "every figure a formula": Layout(with_figures(lambda figure: Formula(figure.value, "A1"), *ANY)),
        "several amounts in a cell": Layout(
            with_figures(in_two_amounts, "rupiah"), sheets_with("rupiah", several=True)
        ),
        # labels
        "labels in capitals": Layout(with_labels(str.upper), LISTED),
        "labels with odd spaces": Layout(with_labels(lambda text: f" {text.replace(' ', '  ')}\n"), LISTED),
        "labels with a colon": Layout(with_labels(lambda text: f"{text} :"), LISTED),
        "labels with a number": Layout(with_labels(lambda text: f"1. {text}"), LISTED),
        "another word for a total": Layout(
            with_word_for_total("JUMLAH"), tuple(name for name in ALL if says_total(name))
        ),
        "a longer word for a total": Layout(
            with_word_for_total("Grand Total :"), tuple(name for name in ALL if says_total(name))
        ),
        # rows and columns
        "without a column of remarks": Layout(without_remarks, tuple(REMARKS)),
        "all at once": Layout(
            lambda draft: with_lines_above(
                with_second_page(draft.unmerged()).texts(lambda text: text.replace(" ", "\n", 1)).below(SIGNATURE),
                LETTERHEAD,
            ).moved(right=2),
            tuple(PAGE_ENDS),
        ),
        "nothing merged": Layout(lambda draft: draft.unmerged()),
        "labels merged over their rows": Layout(
            with_merged_labels, tuple(name for name in ALL if list(labels_below(name)))
        ),
        "labels repeated in every row": Layout(
            with_repeated_labels, tuple(name for name in ALL if list(labels_below(name)))
        ),
        "hidden rows": Layout(with_hidden_rows),
        "hidden columns": Layout(with_hidden_columns),
        "blank rows between": Layout(with_rows_of_blanks),
        "a second page": Layout(with_second_page, tuple(PAGE_ENDS)),
        "a blank column inside": Layout(pushed_in(BLANK_COLUMN_BEFORE), tuple(BLANK_COLUMN_BEFORE)),
        "columns in another order": Layout(turned, tuple(TURNED)),
        # months
        "the month as a date": Layout(
            with_month_as_date,
            tuple(
                name
                for name in WITH_MONTH
                if any(MONTH.fullmatch(str(one(name).cells[place])) for place in header_places(one(name)))
            ),
        ),
    }
    | {
        f"the office as {written}": Layout(with_offices(written), tuple(name for name in ALL if office_cells(name)))
        for written in OFFICES
    }
    | {f"the month as {written}": Layout(with_month(written), WITH_MONTH) for written in MONTHS}
)


# TOTAL rows as formulas that were never calculated: no layout that means the same, since the sums are not known,
# but nothing else may be lost.
def _with_open_totals(draft: Draft) -> Draft:
    for cell, figure in figures_of(draft.name).items():
        if figure.row_kind == "total":
            draft[cell] = f"=SUM({cell[0]}1)"
    return draft


TOTALS_NEVER_CALCULATED = Layout(_with_open_totals, sheets_with(*ANY, row_kinds=("total",)))
