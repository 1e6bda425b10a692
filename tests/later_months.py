"""October and November 2022, grown by code from the mended September: every count goes on at about the pace of its nine
months, every sum, share and copy follows, every sheet names its month. Nothing contradicts anything in them; what a
test looks for, it puts in itself.
"""

from __future__ import annotations

import csv
import re
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from flows.ingest.rows import FormReading, Row
from flows.ingest.submission import read_submission
from flows.settings import SHIPPED_TARGETS
from tests.mended import mended_workbook, save
from tests.workbooks import SEPTEMBER, shipped

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

OCTOBER, NOVEMBER = 10, 11
NAMES = {OCTOBER: ("Oktober", "Okt", 31), NOVEMBER: ("November", "Nov", 30)}

# How many months of September's pace the month brings more than September; no two months bring quite the same.
MONTHS_ON = {OCTOBER: 1.0, NOVEMBER: 2.2}

_MONTH_AT_THE_END = re.compile(r"([^0-9-]*?)\b(sept?|september)((?: 2022)?\)?)", re.IGNORECASE)
_NOT_ON_TIME = 3
_PROGRESS = {16, 18, 19, 20}  # measured against 100 until December


@cache
def _september() -> dict[str, FormReading]:
    """The mended September as the reader reads it: which rows are figures and which are sums of which."""
    with tempfile.TemporaryDirectory() as folder:
        path = save(mended_workbook(), Path(folder) / "RHPK_SERANG_2022-09.xlsx")
        submission = read_submission(path, path.name, shipped(), SEPTEMBER, None)
    return {reading.form.form: reading for reading in submission.forms}


class LaterMonth:
    """One later month, free to be changed further."""

    def __init__(self, month: int) -> None:
        self.month = month
        self.book: Workbook = mended_workbook()
        self.forms = _september()
        self._name_the_month()
        self._grow()
        self.follow()

    def get(self, sheet: str, cell: str) -> float:
        value = self.book[sheet][cell].value
        return float(value) if isinstance(value, int | float) else 0.0

    def put(self, sheet: str, cell: str, value: float | str | None) -> None:
        self.book[sheet][cell].value = value

    def add(self, sheet: str, cell: str, more: float) -> None:
        self.put(sheet, cell, int(self.get(sheet, cell) + more))

    def data(self, form: str) -> list[Row]:
        return [row for row in self.forms[form].rows if row.kind == "data"]

    def sum_up(self, form: str, *columns: str) -> None:
        """Every typed total anew, the narrow ones before the wide ones."""
        reading = self.forms[form]
        rows = {row.row_no: row for row in reading.rows}
        parts: dict[int, list[int]] = {}
        for total, part in reading.total_parts:
            parts.setdefault(total, []).append(part)
        for _ in range(4):
            for total, summed in parts.items():
                for column in columns:
                    cells = [rows[part].values[column].cell for part in summed if column in rows[part].values]
                    value = sum(self.get(reading.sheet, cell) for cell in cells)
                    self.put(reading.sheet, rows[total].values[column].cell, round(value, 2))

    def grow(self, form: str, leading: str, *following: str) -> None:
        """What the month brings of a figure, by the pace of nine months; others of its row grow with it."""
        sheet = self.forms[form].sheet
        for row in self.data(form):
            more = self.pace(row, leading)
            for column in (leading, *following):
                if more and column in row.values:
                    self.add(sheet, row.values[column].cell, more)

    def pace(self, row: Row, column: str) -> int:
        value = row.values[column].number.value if column in row.values else None
        return round((value or 0) / 9 * MONTHS_ON[self.month])

    def _name_the_month(self) -> None:
        name, short, last_day = NAMES[self.month]

        def renamed(text: str) -> str:
            text = text.replace("30 Sep 2022", f"{last_day} {short} 2022")
            told = _MONTH_AT_THE_END.fullmatch(text)
            if not told:
                return text
            before, word, after = told.groups()
            new = name if len(word) > 4 else short
            return f"{before}{new.upper() if word.isupper() else new}{after}"

        for sheet in self.book:
            for line in sheet.iter_rows():
                for cell in line:
                    if isinstance(cell.value, str):
                        cell.value = renamed(cell.value)

    def _grow(self) -> None:
        samples = ("jumlah_sampling", "masuk_lab", "diuji", "ms", "diperiksa_diuji")
        for form in ("sampling", "uji_regional"):
            self.grow(form, *samples)
            self.sum_up(form, *samples)
        for form in ("sarana_produksi", "sarana_distribusi"):
            self.grow(form, "mk", "diperiksa")
            self.grow(form, "tmk", "diperiksa")
            self.sum_up(form, "mk", "tmk", "diperiksa")
        self.grow("tl_pemangku", "tl")
        self.grow("tl_pemangku", "rekomendasi")
        self.sum_up("tl_pemangku", "tl", "rekomendasi")
        self._spend()
        self._month_alone()
        if self.month == NOVEMBER:
            self.put("DESA", "F10", 10)
            self.sum_up("desa", "progres")

    def _spend(self) -> None:
        for row in self.data("anggaran_iku"):
            spent, ceiling, share = (row.values[name] for name in ("realisasi", "pagu", "persen"))
            at_most = int(self.get("ANGGARAN IKU", ceiling.cell) * 0.98)
            more = min(self.pace(row, "realisasi"), at_most - int(self.get("ANGGARAN IKU", spent.cell)))
            self.add("ANGGARAN IKU", spent.cell, max(more, 0))
            value = self.get("ANGGARAN IKU", spent.cell) / self.get("ANGGARAN IKU", ceiling.cell) * 100
            self.put("ANGGARAN IKU", share.cell, round(value, 2))
        whole = int(sum(self.get("ANGGARAN IKU", f"D{row}") for row in range(5, 34)))
        more = whole - int(self.get("ANGGARAN BELANJA", "D8"))
        self.add("ANGGARAN BELANJA", "D5", more // 2)
        self.add("ANGGARAN BELANJA", "D6", more - more // 2)
        self.put("ANGGARAN BELANJA", "D8", whole)
        for no in range(5, 9):
            value = self.get("ANGGARAN BELANJA", f"D{no}") / self.get("ANGGARAN BELANJA", f"B{no}")
            self.put("ANGGARAN BELANJA", f"E{no}", round(value, 4))
        for line in self.book["PENGADAAN"].iter_rows(min_col=2, max_col=2):
            if line[0].value == "Pengadaan Perlengkapan Penunjang Laboratorium (RM)":
                self.add("PENGADAAN", f"K{line[0].row}", 5_000_000 * MONTHS_ON[self.month])

    def _month_alone(self) -> None:
        """Forms of the month alone: other figures than in the months before."""
        for place, row in enumerate(self.data("iklan_label")):
            self.add("IKLAN LABEL", row.values["jumlah"].cell, (place + self.month) % 4)
        self.sum_up("iklan_label", "jumlah")
        self.add("KIE", "D5", self.month)
        self.sum_up("kie", "jumlah")
        self.add("KIE RINCIAN", "I4", self.month)
        self.add("MONEV OUTPUT", "F22", self.month)
        self.add("SERTIFIKASI", "D7", self.month)
        self.add("SERTIFIKASI", "E7", self.month)
        self.add("SERTIFIKASI", "F7", self.month - _NOT_ON_TIME)
        self.add("MONEV OUTPUT", "F9", self.month)

    def follow(self) -> None:
        """Shares, copies and results of what grew; to be called again when a test changed counts."""
        for no in range(6, 45):
            done, wanted = self.get("TL PEMANGKU", f"E{no}"), self.get("TL PEMANGKU", f"F{no}")
            if self.get("TL PEMANGKU", f"G{no}"):
                self.put("TL PEMANGKU", f"G{no}", round(done / wanted * 100, 2))
        shares = [self.get("TL PEMANGKU", f"E{no}") / self.get("TL PEMANGKU", f"F{no}") for no in (21, 39)]
        followed = sum(shares) / 2 * 100
        for no in (42, 44):
            self.put("TL PEMANGKU", f"G{no}", round(followed, 2))
        standard = {}
        for no, sampled, received in ((4, "G37", 78), (9, "G48", 108)):
            self.put("SAMPEL STANDAR", f"C{no}", int(self.get("SAMPLING", sampled)))
            self.put("SAMPEL STANDAR", f"E{no}", int(self.get("UJI REGIONAL", f"L{received}")))
            self.put("SAMPEL STANDAR", f"F{no}", int(self.get("UJI REGIONAL", f"M{received}")))
            b, c, e, f = (self.get("SAMPEL STANDAR", f"{letter}{no}") for letter in "BCEF")
            standard[no] = (c / b + f / e) / 2 * 100
            self.put("SAMPEL STANDAR", f"H{no}", round(standard[no], 2))
        counts = {
            8: ("SAMPLING", "N35", "R35"),
            9: ("SAMPLING", "N40", "R40"),
            10: ("SAMPLING", "N36", "R36"),
            11: ("SAMPLING", "N42", "R42"),
            12: ("SAMPLING", "N45", "R45"),
            20: ("SARANA PRODUKSI", "E50", "D50"),
            21: ("SARANA DISTRIBUSI", "E50", "D50"),
        }
        results = {18: followed, 28: standard[4], 29: standard[9], 26: self.get("DESA", "F14")}
        for no, (sheet, numerator, denominator) in counts.items():
            self.put("MATRIKS CAPAIAN", f"J{no}", int(self.get(sheet, numerator)))
            self.put("MATRIKS CAPAIAN", f"K{no}", int(self.get(sheet, denominator)))
        self.put("MATRIKS CAPAIAN", "J19", int(273 + 60 * MONTHS_ON[self.month]))
        self.put("MATRIKS CAPAIAN", "K19", int(315 + 71 * MONTHS_ON[self.month]))
        for no in (*counts, 19):
            results[no] = self.get("MATRIKS CAPAIAN", f"J{no}") / self.get("MATRIKS CAPAIAN", f"K{no}") * 100
        targets = _targets(self.month)
        for no, result in results.items():
            self.put("MATRIKS CAPAIAN", f"L{no}", round(result, 2))
        for place, target in enumerate(targets):
            no = 8 + place
            if target is not None:
                self.put("MATRIKS CAPAIAN", f"G{no}", target)
                result = results.get(no, self.get("MATRIKS CAPAIAN", f"L{no}"))
                against = 100 if place + 1 in _PROGRESS else self.get("MATRIKS CAPAIAN", f"F{no}")
                self.put("MATRIKS CAPAIAN", f"M{no}", round(result / target * 100, 2))
                self.put("MATRIKS CAPAIAN", f"N{no}", round(result / against * 100, 2))


@cache
def _targets(month: int) -> list[float | None]:
    """The signed targets of a month, in the order of the matrix."""
    with (SHIPPED_TARGETS / "SERANG_2022" / "monthly_targets.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["version"].startswith("signed")]
    return [float(row[f"b{month:02d}"]) if row[f"b{month:02d}"] else None for row in rows]


def write_month(later: LaterMonth, folder: Path) -> Path:
    """The month as the unit would send it."""
    return save(later.book, folder / f"RHPK_SERANG_2022-{later.month:02d}.xlsx")
