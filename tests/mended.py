"""The real September workbook mended: the smallest set of edits after which its forms contradict neither themselves,
each other, nor the approved targets. Later months are made from it, so that a test finds in them what it put in.

Each edit stands here as data with the reason, and with the rows of `tests/golden/contradictions_2022-09.csv` that it
settles. Where two sides disagree and only the office could say who is right, the side that needs fewer edits is
changed; such figures are inventions for tests. Addresses are those of the real workbook: in two sheets rows are put in
or taken out afterwards (`ROWS_PUT_IN`, `ROWS_TAKEN_OUT`).
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

from tests.workbooks import EXAMPLE

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | None


@dataclass(frozen=True)
class Mend:
    """Cells of a sheet and what they must hold; `settles` names what was read by hand as wrong."""

    sheet: str
    settles: str
    why: str
    cells: dict[str, Value]


def _columns(columns: str, **rows: tuple[Value, ...]) -> dict[str, Value]:
    """Rows of figures, `r80=(99, 80)` for the columns `L M`."""
    letters = columns.split()
    return {
        f"{letter}{row[1:]}": value
        for row, values in rows.items()
        for letter, value in zip(letters, values, strict=True)
    }


MENDS: tuple[Mend, ...] = (
    Mend("MATRIKS CAPAIAN", "C01", "the PK sets 67 for the year", {"F30": 67}),
    Mend("MATRIKS CAPAIAN", "C02", "the signed RAPK sets 84 for September", {"G19": 84}),
    Mend("MATRIKS CAPAIAN", "C03", "the signed RAPK sets 90 for September", {"G27": 90}),
    Mend(
        "MATRIKS CAPAIAN",
        "C04",
        "follows PERKARA: 64.00 of 53 and of 67",
        {"L30": 64.0, "M30": 120.75, "N30": 95.52},
    ),
    Mend("MATRIKS CAPAIAN", "C05", "no target this month, so nothing to divide by", {"M22": "-"}),
    Mend("MATRIKS CAPAIAN", "C06", "93.41 of the year's 88", {"N16": 106.15}),
    Mend("MATRIKS CAPAIAN", "C07", "88.58 of the year's 84.1", {"N31": 105.33}),
    Mend(
        "MATRIKS CAPAIAN",
        "C10",
        "follows TL PEMANGKU: the mean of 60 of 103 and 3 of 17, against 60",
        {"L18": 37.95, "M18": 63.25, "N18": 63.25},
    ),
    Mend(
        "MATRIKS CAPAIAN",
        "C30 C43 C44",
        "follows SAMPEL STANDAR: 83.48 of 72 and of 100",
        {"L28": 83.48, "M28": 115.95, "N28": 83.48},
    ),
    Mend(
        "MATRIKS CAPAIAN",
        "C29 C31",
        "follows SAMPEL STANDAR: 87.35 of 64 and of 100",
        {"L29": 87.35, "M29": 136.49, "N29": 87.35},
    ),
    Mend(
        "PERKARA",
        "C08 C09",
        "the DIPA sets 5 cases of the year and 4 carried over",
        {f"{column}{row}": target for row in (6, 10, 11, 15) for column, target in (("E", 5), ("F", 4))},
    ),
    Mend(
        "PERKARA",
        "C04 C08",
        "coefficients, values and result of the right targets: 2 of 5 cases, 5 and 2 of 9 with those carried over",
        {
            **_columns("I", r7=(0.4,), r8=(0.4,), r9=(0.4,), r12=(0.4,), r13=(0.4,), r14=(0.4,)),
            **_columns("L", r7=(0.2457,), r8=(0.1843,), r9=(0.06,), r12=(0.2457,), r13=(0.1843,), r14=(0.06,)),
            **_columns("M O", r6=(0.64, 64.0), r11=(0.64, 64.0)),
        },
    ),
    Mend(
        "TL PEMANGKU",
        "C10",
        "two recommendations have at most two follow-ups; the totals and shares above them follow",
        {
            **_columns("E", r9=(2,)),
            **_columns("E G", r11=(2, 100), r21=(60, 58.25), r23=(60, 58.25), r42=(63, 37.95), r44=(63, 37.95)),
        },
    ),
    Mend("TL PEMANGKU", "C11", "an office that is none has no share", {"G43": None}),
    Mend("ANGGARAN IKU", "C13", "71,563,175 of 123,971,000", {"E20": 57.73}),
    Mend(
        "ANGGARAN IKU",
        "C14 C15",
        "each of the two indicators has its own ceiling and spending; the ceilings add to the DIPA's 28,942,153,000",
        {"C25": 1_455_937_000, "D25": 1_055_062_641, "E25": 72.47, "D26": 844_614_641, "E26": 64.44},
    ),
    Mend(
        "ANGGARAN BELANJA",
        "C16",
        "spending per kind adds to the spending per indicator, 19,946,448,338",
        {"D6": 9_560_688_247, "E6": 0.6709, "D8": 19_946_448_338, "E8": 0.6892},
    ),
    Mend("KIE RINCIAN", "C17", "the block is September's", {"A30": "SEPTEMBER"}),
    Mend(
        "KIE RINCIAN",
        "C18",
        "the 38 contents that KIE counts",
        {"B12": "INSTAGRAM", "C12": "bpom.serang", "D12": 12_500, "E12": 30, "F12": 8, "G12": "6. PANGAN"},
    ),
    Mend("KIE RINCIAN", "C19", "the two activities that KIE counts", {"D15": 2}),
    Mend("KIE RINCIAN", "C20 C21", "1,082 people came to an activity that was held", {"H9": 1}),
    Mend("KIE", "C20", "the six activities of the detail, and the total with them", {"D9": 6, "D13": 121}),
    Mend("PENGADAAN", "C22", "a contract number of its own", {"F58": "PL.02.01.16A.16A5.03.22.48"}),
    Mend("PENGADAAN", "C24", "the third payment belongs to another package", {"K49": "28,417,637 10,089,842"}),
    Mend("PENGADAAN", "C25", "the ceilings of the five parts add to 132,964,000", {"D51": 132_964_000}),
    Mend("PENGADAAN", "", "a remark stands where remarks do", {"E51": None, "L51": "PECAH PAKET"}),
    Mend("PENGADAAN", "C26", "a second payment, one column left", {"K40": 27_528_000, "L40": None}),
    Mend(
        "PENGADAAN",
        "C27",
        "300 days from the day of the contract",
        {"I48": "300 Hari Kalender 18 Februari 2022 - 14 Desember 2022"},
    ),
    Mend(
        "PENGADAAN",
        "C28",
        "what was paid of capital packages, so that they add to the capital spending of 2,382,027,748",
        {"K6": 1_799_310_000, "K7": 95_000_000, "K63": 25_343_298, "K65": 198_912_000},
    ),
    Mend("SAMPEL STANDAR", "C29", "186 and 108 samples a year, as in MONEV OUTPUT", {"B9": 294}),
    Mend(
        "SAMPEL STANDAR",
        "C30 C43 C44",
        "samples of drugs that the laboratory received, as in UJI REGIONAL, and the share that follows",
        {"E4": 1468, "H4": 83.48},
    ),
    Mend(
        "SAMPEL STANDAR",
        "C31 C34 C35 C36 C40 C41 C42",
        "samples of food that the laboratory received and tested, as in UJI REGIONAL, and the share that follows",
        {"E9": 445, "F9": 393, "H9": 87.35},
    ),
    Mend(
        "SAMPLING",
        "C32",
        "the 186 samples a year of MONEV OUTPUT, 124 of them random as in UJI REGIONAL, and the totals with them",
        _columns("F", r39=(124,), r40=(124,), r41=(62,), r42=(62,), r43=(186,), r46=(124,), r47=(170,), r48=(294,)),
    ),
    Mend("UJI REGIONAL", "C37", "label failures as in SAMPLING", {"K8": 3, "K18": 3}),
    Mend("UJI REGIONAL", "C38", "label failures as in SAMPLING", {"K19": 4, "K29": 4, "K30": 7, "K78": 53}),
    Mend(
        "UJI REGIONAL",
        "C39",
        "label failures as in SAMPLING",
        {"K80": 1, "K90": 1, "K102": 1, "K106": 1, "K108": 1},
    ),
    Mend("UJI REGIONAL", "C33", "own samples of drugs as in SAMPLING", _columns("G L Q", r19=(53, 53, 43))),
    Mend("UJI REGIONAL", "C43", "46 were tested, so 46 were received", _columns("G L Q", r16=(46, 46, 0))),
    Mend("UJI REGIONAL", "C44", "7 were tested, so 7 were received", _columns("G L Q", r28=(7, 7, 0))),
    Mend(
        "UJI REGIONAL",
        "C33 C43 C44",
        "the totals of drugs",
        _columns("G L Q", r18=(451, 451, 32), r29=(92, 92, 63), r30=(543, 543, 95), r78=(1468, 1468, 219)),
    ),
    Mend(
        "UJI REGIONAL",
        "C34",
        "own samples of food as in SAMPLING",
        _columns("G L M O P Q R", r80=(99, 99, 80, 25, 25, 19, 80)),
    ),
    Mend("UJI REGIONAL", "C35", "own samples of food as in SAMPLING", _columns("G L Q", r91=(47, 47, 19))),
    Mend("UJI REGIONAL", "C36", "own samples of fortified food as in SAMPLING", {"G103": 108}),
    Mend(
        "UJI REGIONAL",
        "C40",
        "what was tested was received",
        _columns("G L Q", r85=(21, 21, 0), r86=(3, 3, 0), r87=(5, 5, 0), r89=(24, 24, 0)),
    ),
    Mend(
        "UJI REGIONAL",
        "C41",
        "what was tested was received",
        _columns(
            "G L Q",
            r93=(2, 2, 0),
            r94=(3, 3, 0),
            r95=(2, 2, 0),
            r96=(2, 2, 0),
            r97=(2, 2, 0),
            r98=(2, 2, 0),
            r99=(3, 3, 0),
            r100=(4, 4, 0),
        ),
    ),
    Mend("UJI REGIONAL", "C42", "what was tested was received", _columns("G L Q", r104=(1, 1, 0))),
    Mend(
        "UJI REGIONAL",
        "C34 C35 C36 C40 C41 C42",
        "the totals of food",
        _columns(
            "G L M O P Q R",
            r90=(246, 246, 217, 30, 30, 29, 217),
            r101=(90, 90, 67, 4, 4, 23, 67),
            r102=(336, 336, 284, 34, 34, 52, 284),
            r105=(109, 109, 109, 42, 42, 0, 109),
            r106=(246, 246, 217, 30, 30, 29, 217),
            r107=(199, 199, 176, 46, 46, 23, 176),
            r108=(445, 445, 393, 76, 76, 52, 393),
        ),
    ),
    Mend(
        "SURVEI USAHA",
        "C45 C46",
        "respondents of the nine activities, and their index weighted by them",
        {"B14": 671, "B15": 89.77},
    ),
)


@dataclass(frozen=True)
class RowsPutIn:
    """Rows put in before a row of the real sheet; they look like the rows from `like` on, in turn."""

    sheet: str
    settles: str
    why: str
    before: int
    like: tuple[int, ...]
    lines: tuple[tuple[Value, ...], ...]


def _kind(no: int, name: str, *figures: tuple[str, int, int]) -> tuple[tuple[Value, ...], ...]:
    """A kind of decision as TL INSPEKSI lists it: its commodities, each with its total, and the total of the kind."""
    lines: list[tuple[Value, ...]] = []
    for commodity, recommended, done in figures:
        head: tuple[Value, ...] = (None, None) if lines else (no, name)
        lines += [(*head, commodity, "Serang", recommended, done), (None, None, "TOTAL", None, recommended, done)]
    total = sum(line[1] for line in figures), sum(line[2] for line in figures)
    return (*lines, (None, None, None, "Serang", *total), (None, None, None, "Total", *total))


ROWS_PUT_IN = (
    RowsPutIn(
        "TL INSPEKSI",
        "C12",
        "kinds 1 and 2, so that the grand totals of 134 and 118 have their rows: 109 and 98, 21 and 17; with 4 and 3 "
        "of kind 3 they give the 81.95 of the matrix",
        before=6,
        like=(6, 7, 8, 9, 10, 11, 12, 13, 12, 13, 14, 15),
        lines=(
            *_kind(
                1,
                "Keputusan hasil inspeksi yang diterbitkan oleh UPT yang ditindaklanjuti/dilaksanakan oleh UPT",
                ("Obat", 10, 9),
                ("Obat Tradisional/ Obat Bahan Alam", 20, 18),
                ("Suplemen Kesehatan", 9, 8),
                ("Kosmetik", 20, 18),
                ("Pangan", 50, 45),
            ),
            *_kind(
                2,
                "Rekomendasi hasil inspeksi yang diterbitkan oleh Pusat yang ditindaklanjuti/dilaksanakan oleh UPT",
                ("Obat", 3, 2),
                ("Obat Tradisional/ Obat Bahan Alam", 4, 3),
                ("Suplemen Kesehatan", 2, 2),
                ("Kosmetik", 5, 4),
                ("Pangan", 7, 6),
            ),
        ),
    ),
)


@dataclass(frozen=True)
class RowTakenOut:
    sheet: str
    settles: str
    why: str
    row: int


ROWS_TAKEN_OUT = (RowTakenOut("PENGADAAN", "C23", "one contract entered a second time, as package 16", 32),)


def mended_workbook() -> Workbook:
    """The real workbook with every edit made, free to be changed further. It holds no formulas."""
    book = openpyxl.load_workbook(EXAMPLE)
    for mend in MENDS:
        for cell, value in mend.cells.items():
            book[mend.sheet][cell].value = value
    for rows in ROWS_PUT_IN:
        _put_in(book[rows.sheet], rows)
    for taken in ROWS_TAKEN_OUT:
        book[taken.sheet].delete_rows(taken.row)
    return book


def _put_in(sheet: Worksheet, rows: RowsPutIn) -> None:
    added = len(rows.lines)
    sheet.insert_rows(rows.before, added)
    for offset, line in enumerate(rows.lines):
        model = rows.like[offset % len(rows.like)] + added
        for column, value in enumerate(line, 1):
            target = sheet.cell(rows.before + offset, column, value)
            target._style = copy.copy(sheet.cell(model, column)._style)


def save(book: Workbook, path: Path) -> Path:
    """Writes a workbook as Excel would leave it.

    openpyxl stores no values beside formulas, and a formula that was never calculated is a fault of the submission; a
    workbook with one is refused here rather than in the middle of a test.
    """
    formulas = [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book
        for line in sheet.iter_rows()
        for cell in line
        if cell.data_type == "f"
    ]
    assert not formulas, formulas
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def write_mended(folder: Path, name: str = "RHPK_SERANG_2022-09.xlsx") -> Path:
    """The mended September as a file in a folder."""
    return save(mended_workbook(), folder / name)
