"""An office's month as the sheets that it fills: the layout of the real workbook, with this office's figures.

The real workbook of `examples/` gives titles, headers, labels and merged cells; every figure in it is taken out. Forms
that list what happened (kinds of decision, events, packages, surveys) get rows of their own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from benchmarks.generator.offices import Office
from benchmarks.generator.results import PROGRESS, Figure, cases, figures, ikpa, laboratory, yearly
from benchmarks.generator.targets import Targets
from benchmarks.generator.year import DESA, DRUGS, EXCHANGED, IKPA_WEIGHTS, PASAR, UMKM, Event, Month, Samples, Year
from flows.ingest.text import position

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT / "examples" / "inbox" / "RHPK_SERANG_2022-09.xlsx"
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
SHORT = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
LAST_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
Value = str | int | float | None
Box = tuple[int, int, int, int]

_SEPTEMBER = re.compile(r"([^0-9-]*?)\b(september|sept?)((?: 2022)?\)?)", re.IGNORECASE)
_OFFICE = re.compile(r"(balai besar (?:pom|pengawas obat dan makanan)|bbpom)( di) serang", re.IGNORECASE)
# Sheets whose rows say what happened: from which row on the real ones are taken out.
# Columns of numbers that are labels.
_NUMBERED = {
    **dict.fromkeys(("SAMPLING", "UJI REGIONAL"), "B"),
    **dict.fromkeys(("SARANA DISTRIBUSI", "SARANA PRODUKSI", "TL PEMANGKU", "KIE"), "A"),
}
_EMPTIED = {"TL INSPEKSI": 5, "KIE RINCIAN": 0, "PENGADAAN": 5, "SURVEI USAHA": 3}


@dataclass(frozen=True)
class Error:
    """A cell in which Excel shows an error."""

    code: str


@dataclass
class Page:
    """One sheet: values by zero-based position, and merged ranges."""

    name: str
    cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    merged: list[Box] = field(default_factory=list)

    def __getitem__(self, cell: str) -> Value | Error:
        return self.cells.get(position(cell))

    def __setitem__(self, cell: str, value: Value | Error) -> None:
        self.put(*position(cell), value)

    def put(self, row: int, column: int, value: Value | Error) -> None:
        if value is None:
            self.cells.pop((row, column), None)
        else:
            self.cells[row, column] = value

    def number(self, cell: str) -> float:
        """The figure in a cell; 0 where there is none."""
        value = self[cell]
        return value if isinstance(value, int | float) else 0

    def line(self, row: int, values: Iterable[Value], column: str = "A") -> None:
        """Fills an Excel row from a column on."""
        first = position(f"{column}1")[1]
        for offset, value in enumerate(values):
            self.put(row - 1, first + offset, value)


Book = dict[str, Page]


@cache
def _layout() -> Book:
    """The real workbook without its figures."""
    book = {}
    for source in openpyxl.load_workbook(REAL):
        until = _EMPTIED.get(source.title, 1000)
        cells = {
            (cell.row - 1, cell.column - 1): cell.value
            for line in source.iter_rows()
            for cell in line
            if cell.row <= until and _is_kept(source.title, cell.coordinate, cell.value)
        }
        merged = [
            (box.min_row - 1, box.min_col - 1, box.max_row - 1, box.max_col - 1)
            for box in source.merged_cells.ranges
            if box.max_row <= until
        ]
        book[source.title] = Page(source.title, cells, sorted(merged))
    return book


def _is_kept(sheet: str, cell: str, value: object) -> bool:
    """Words, and numbers that count rows."""
    if isinstance(value, str):
        return not value.startswith("=")
    return isinstance(value, int) and cell.rstrip("0123456789") == _NUMBERED.get(sheet)


def book_of(year: Year, month: Month, targets: Targets) -> Book:
    """All 25 sheets of a month, without a fault."""
    office = year.office
    book = {
        name: Page(
            name, {place: _own(value, office, month.month) for place, value in page.cells.items()}, [*page.merged]
        )
        for name, page in _layout().items()
    }
    _sampling(book, year, month)
    _facilities(book, month)
    _decisions(book["TL INSPEKSI"], month)
    _follow_ups(book["TL PEMANGKU"], month)
    _cases(book, year, month)
    _communication(book, month)
    _programmes(book, year, month)
    _services(book, month)
    _money(book, year, month)
    _assessments(book, month)
    _outputs(book["MONEV OUTPUT"], year, month)
    _matrix(book["MATRIKS CAPAIAN"], year, month, targets)
    return book


def _own(text: Value, office: Office, month: int) -> Value:
    """A text of the real workbook as this office writes it in this month; a number of a row stays."""
    if not isinstance(text, str):
        return text

    def named(told: re.Match[str]) -> str:
        name = office.short_name if told[1].lower() == "bbpom" else office.name
        return name.upper() if told[0].isupper() else name

    text = _OFFICE.sub(named, text)
    text = text.replace("SERANG", office.city.upper()).replace("Serang", office.city)
    text = text.replace("30 Sep 2022", f"{LAST_DAYS[month - 1]} {SHORT[month - 1]} 2022")
    told = _SEPTEMBER.fullmatch(text)
    if told:
        before, word, after = told.groups()
        new = MONTHS[month - 1] if len(word) > 4 else SHORT[month - 1]
        text = f"{before}{new.upper() if word.isupper() else new}{after}"
    return text.replace("2022", str(office.year))


# SAMPLING, UJI REGIONAL, SAMPEL STANDAR

# Rows of both forms by product: of each method the first row and the total, then the total of both.
_OWN_ROWS = {
    "obat": ((8, 9), (10, 11), 12),
    "obat_tradisional": ((13, 14), (15, 16), 17),
    "obat_kuasi": ((18, 19), (20, 21), 22),
    "suplemen_kesehatan": ((23, 24), (25, 26), 27),
    "kosmetik": ((28, 29), (30, 31), 32),
    "pangan": ((39, 40), (41, 42), 43),
}
_REGIONAL_ROWS = {
    "obat": ((8, 18), (19, 29), 30),
    "obat_tradisional": ((31, 33), (34, 36), 37),
    "obat_kuasi": ((38, 40), (41, 43), 44),
    "suplemen_kesehatan": ((45, 47), (48, 50), 51),
    "kosmetik": ((52, 62), (63, 73), 74),
    "pangan": ((80, 90), (91, 101), 102),
}


def _all(samples: Iterable[Samples]) -> Samples:
    return Samples(*(sum(numbers) for numbers in zip(*samples, strict=True)))


def _sampled(page: Page, row: int, target: int | None, one: Samples) -> None:
    failed = one.tested - one.passed
    page.line(
        row,
        (
            *(target, one.taken, 0, 0, 0, one.label, one.entered, one.tested, one.passed),
            *(failed, failed, one.entered - one.tested, one.tested),
        ),
        "F",
    )


def _sampling(book: Book, year: Year, month: Month) -> None:
    page, own, aims = book["SAMPLING"], month.samples, year.sample_targets
    regional, sent_in = book["UJI REGIONAL"], month.sent_in
    every: dict[tuple[str, str], Samples] = {}
    for product, (random_rows, targeted_rows, both) in _OWN_ROWS.items():
        kinds = [(product, "random"), (product, "targeted")]
        for kind, rows in zip(kinds, (random_rows, targeted_rows), strict=True):
            for row in rows:
                _sampled(page, row, aims[kind], own[kind])
        _sampled(page, both, sum(aims[kind] for kind in kinds), _all(own[kind] for kind in kinds))
        random_rows, targeted_rows, both = _REGIONAL_ROWS[product]
        for kind, (first, last) in zip(kinds, (random_rows, targeted_rows), strict=True):
            listed = [own[kind], *sent_in[kind]]
            for row, one in zip(range(first, last), listed, strict=True):
                _sampled(regional, row, None, one)
            every[kind] = _all(listed)
            _sampled(regional, last, 0, every[kind])
        _sampled(regional, both, 0, _all(every[kind] for kind in kinds))
    if month.office.tests_for:
        regional[f"E{_REGIONAL_ROWS[EXCHANGED[0]][0][0] + 2}"] = month.office.tests_for
    rich = ("fortifikasi", "targeted")
    for row in (44, 45):
        _sampled(page, row, aims[rich], own[rich])
    every[rich] = _all([own[rich], *sent_in[rich]])
    for row, one in ((103, own[rich]), (104, sent_in[rich][0])):
        _sampled(regional, row, None, one)
    _sampled(regional, 105, 0, every[rich])
    _sampled(page, 34, 0, Samples())
    _sampled(regional, 77, 0, Samples())
    drugs = [[(product, method) for product in DRUGS] for method in ("random", "targeted")]
    food = [[("pangan", "random")], [("pangan", "targeted"), rich]]
    for groups, sums in ((drugs, (35, 36, 37)), (food, (46, 47, 48))):
        for row, kinds in zip(sums, (*groups, [*groups[0], *groups[1]]), strict=True):
            _sampled(page, row, sum(aims[kind] for kind in kinds), _all(own[kind] for kind in kinds))
    _sampled(regional, 78, 0, _all(every[kind] for kinds in drugs for kind in kinds))
    for row, kinds in ((106, food[0]), (107, food[1]), (108, [*food[0], *food[1]])):
        _sampled(regional, row, 0, _all(every[kind] for kind in kinds))
    for row, part in ((4, "obat"), (9, "makanan")):
        taken, came, tested = laboratory(month, part)
        aim = yearly(year, part)
        share = round((taken / aim + tested / came) / 2 * 100, 2)
        book["SAMPEL STANDAR"].line(row, (aim, taken, "Benar", came, tested, "Benar", share), "B")


# SARANA DISTRIBUSI, SARANA PRODUKSI, TL INSPEKSI, TL PEMANGKU


def _facilities(book: Book, month: Month) -> None:
    for name, rows in (("SARANA DISTRIBUSI", month.distribution), ("SARANA PRODUKSI", month.production)):
        page = book[name]
        for place, (good, bad) in enumerate(rows):
            first = 6 + 3 * place
            page.line(first, (good + bad, good, bad), "D")
            page.line(first + 1, (0,), "D")
            page.line(first + 2, (good + bad, good, bad), "D")
        good, bad = (sum(row[part] for row in rows) for part in (0, 1))
        page.line(48, (good + bad, good, bad), "D")
        page.line(49, (0, 0, 0), "D")
        page.line(50, (good + bad, good, bad), "D")


_KINDS = (
    "Keputusan hasil inspeksi yang diterbitkan oleh UPT yang ditindaklanjuti/dilaksanakan oleh UPT",
    "Rekomendasi hasil inspeksi yang diterbitkan oleh Pusat yang ditindaklanjuti/dilaksanakan oleh UPT",
    "Rekomendasi hasil inspeksi yang diterbitkan oleh UPT yang ditindaklanjuti/dilaksanakan oleh Pusat / UPT lain",
    "Rekomendasi dari Pemangku Kepentingan terkait yang ditindaklanjuti/dilaksanakan oleh UPT",
)
_GOODS = ("Obat", "Obat Tradisional/ Obat Bahan Alam", "Suplemen Kesehatan", "Kosmetik", "Pangan")


def _decisions(page: Page, month: Month) -> None:
    city, row = month.office.city, 6
    for no, (kind, rows) in enumerate(zip(_KINDS, month.decisions, strict=True), 1):
        for place, (goods, (made, done)) in enumerate(zip(_GOODS, rows, strict=True)):
            head = (None, None) if place else (no, kind)
            page.line(row, (*head, goods, city, made, done))
            page.line(row + 1, (None, None, "TOTAL", None, made, done))
            row += 2
        whole = [sum(numbers) for numbers in zip(*rows, strict=True)]
        page.line(row, (None, None, None, city, *whole))
        page.line(row + 1, (None, None, None, "Total", *whole))
        row += 2
    whole = [sum(one[part] for rows in month.decisions for one in rows) for part in (0, 1)]
    page.line(row, ("TOTAL", None, None, city, *whole))
    page.line(row + 1, (None, None, None, "total", *whole))


def _percent(part: float, whole: float) -> float:
    return round(part / whole * 100, 2) if whole else 0


def _follow_ups(page: Page, month: Month) -> None:
    shares = []
    for kind, first in zip(month.follow_ups, (6, 24), strict=True):
        for place, (done, wanted) in enumerate(kind):
            row = first + 3 * place
            page.line(row, (done, wanted), "E")
            page.line(row + 2, (done, wanted, _percent(done, wanted)), "E")
        done, wanted = (sum(one[part] for one in kind) for part in (0, 1))
        for row in (first + 15, first + 17):
            page.line(row, (done, wanted, _percent(done, wanted)), "E")
        page.line(first + 16, (0, 0, 0), "E")
        shares += [done / wanted] if wanted else []
    done, wanted = (sum(one[part] for kind in month.follow_ups for one in kind) for part in (0, 1))
    mean = round(sum(shares) / len(shares) * 100, 2) if shares else 0
    for row in (42, 44):
        page.line(row, (done, wanted, mean), "E")
    page.line(43, (0, 0), "E")


# PERKARA, INTELIJEN


def _cases(book: Book, year: Year, month: Month) -> None:
    page, told = book["PERKARA"], cases(year, month)
    new, old = month.cases, month.old_cases
    standing = (new.spdp, new.tahap_1, new.p21, new.tahap_2 + new.sentenced)
    standing_old = (None, old.tahap_1, old.p21, old.tahap_2 + old.sentenced)
    points = [round(float(one), 4) for one in told.points]
    whole = round(float(sum(told.points)), 4)
    for first in (6, 11):
        page.line(first, (year.case_target, year.case_target, year.old_case_target), "D")
        for place, weight in enumerate((0.15, 0.4, 0.3, 0.15)):
            carried = round(float(told.old[place - 1]), 2) if place else None
            coefficient = round(float(told.year[place]), 2)
            page.line(
                first + place, (standing[place], standing_old[place], coefficient, carried, weight, points[place]), "G"
            )
        page.line(first, (whole, round(float(told.achieved), 4), round(float(told.result), 2)), "M")
        page.line(first + 4, (year.case_target, year.old_case_target, new.moved, old.moved), "E")
    page = book["INTELIJEN"]
    lines = [
        (target, seen, one.moved + one.closed, *one, evidence)
        for target, seen, one, evidence in zip(
            (year.case_target, year.old_case_target), month.seen, (new, old), month.evidence, strict=True
        )
    ]
    for row, values in enumerate([*lines, [sum(numbers) for numbers in zip(*lines, strict=True)]], 6):
        page.line(row, values, "C")


# SURVEI KIE, KIE, KIE RINCIAN


def _communication(book: Book, month: Month) -> None:
    page = book["SURVEI KIE"]
    page["A4"] = f"TOTAL RESPONDEN : {month.opinion_respondents}"
    for row, value in enumerate((*month.opinion, month.opinion_index), 8):
        page.line(row, (value, round(value / 25, 2)), "B")
    for row, value in enumerate(month.channels, 16):
        page.line(row, (value, round(value / 25, 2)), "B")
    held, elsewhere, posts = sum(one.times for one in month.events), len(month.events_elsewhere), sum(month.posts)
    counts = (*month.questions, 0, held, posts, month.broadcasts, 0)
    for row, count in enumerate((*counts, sum(counts)), 5):
        book["KIE"].line(row, (count,), "D")
    for row, count in enumerate((elsewhere, 0, 0, elsewhere), 17):
        book["KIE"].line(row, (count,), "D")
    _events(book["KIE RINCIAN"], month)


_DIRECT = (
    *("BULAN", "NAMA KEGIATAN", "METODE PELAKSANAAN", "LOKASI", None, None, None, "FREKUENSI (KALI)"),
    *("JUMLAH PESERTA (ORANG)", "KELOMPOK PESERTA", "STAKEHOLDER", "NARASUMBER", "TOPIK"),
)
_PLACES = (None, None, None, "PROVINSI", "KABUPATEN/ KOTA", "KECAMATAN", "DESA")
_SOCIAL = (
    "BULAN",
    "PLATFORM MEDSOS",
    "NAMA AKUN",
    "JUMLAH FOLLOWER",
    "JUMLAH KONTEN MANDIRI",
    "JUMLAH KONTEN REPOST",
    "TOPIK",
)
_OTHER = ("BULAN", "JENIS MEDIA", "RINCIAN JENIS MEDIA", "FREKUENSI (KALI)", "TOPIK")
_NOTHING = ("N I H I L",)


def _events(page: Page, month: Month) -> None:
    """Six blocks one below the other, each with its header and what happened, or that nothing did."""
    office, now = month.office, MONTHS[month.month - 1].upper()
    city = office.city.upper()
    own = (("INSTAGRAM", f"bpom.{office.city.lower()}", month.followers, *month.posts, "6. PANGAN"),)
    heard = (("MEDIA ELEKTRONIK", "RADIO", month.broadcasts, "OBAT"),)
    row = 1
    for title, events, social, other in (
        ("A. ANGGARAN DIPA BADAN POM", month.events, own, heard),
        ("B. ANGGARAN NON DIPA BADAN POM", month.events_elsewhere, (), ()),
    ):
        page.line(row, (f"{title} KIE LANGSUNG",))
        page.line(row + 1, _DIRECT)
        page.line(row + 2, _PLACES)
        page.merged += [(row, column, row + 1, column) for column in (0, 1, 2, 7, 8, 9, 10, 11, 12)]
        page.merged.append((row, 3, row, 6))
        row = _listed(page, row + 3, now, [_event(one, office.province, city) for one in events])
        page.line(row, (f"{title} KIE MEDIA SOSIAL",))
        page.line(row + 1, _SOCIAL)
        row = _listed(page, row + 2, now, social)
        page.line(row, (f"{title} KIE NON MEDIA SOSIAL",))
        page.line(row + 1, _OTHER)
        row = _listed(page, row + 2, now, other)


def _event(one: Event, province: str, city: str) -> tuple[Value, ...]:
    place = (province, f"KOTA {city}", None, None)
    return "7. PENYULUHAN", "1. OFFLINE", *place, *one, "3. PELAKU USAHA", None, "4. INTERNAL BPOM", "6. PANGAN"


def _listed(page: Page, row: int, month: str, lines: Sequence[Sequence[Value]]) -> int:
    """Lines of a block, the month before the first; the row after them."""
    for place, line in enumerate(lines or [_NOTHING]):
        page.line(row + place, (None if place else month, *line))
    return row + len(lines or [_NOTHING])


# DESA, PASAR, UMKM, IKLAN LABEL, SERTIFIKASI, SURVEI USAHA


def _programmes(book: Book, year: Year, month: Month) -> None:
    for name, first, weights, progress in (("DESA", 5, DESA, month.desa), ("PASAR", 6, PASAR, month.pasar)):
        page = book[name]
        for place, (weight, done) in enumerate(zip(weights, progress, strict=True)):
            page.line(first + place, (place + 1,), "B")
            page.line(first + place, (weight,), "D")
            page.line(first + place, (done or None,), "F")
        page.line(14, (sum(weights),), "D")
        page.line(14, (sum(progress),), "F")
    page, row = book["UMKM"], 6
    for stages, progress, target in zip(UMKM, month.umkm, year.umkm_targets, strict=True):
        upto = 0
        page.line(row, (target,), "H")
        for place, (weight, done) in enumerate(zip(stages, progress, strict=True)):
            upto += weight
            page.line(row + place, (place + 1,), "C")
            page.line(row + place, (weight / 100, upto / 100), "E")
            page.line(row + place, (done or None,), "J")
        row += len(stages) + 1
        page.line(row - 1, (sum(progress),), "K")
    mean = round(sum(sum(one) for one in month.umkm) / 3, 2)
    page.line(23, (sum(year.umkm_targets), 0, mean), "I")


def _services(book: Book, month: Month) -> None:
    page = book["IKLAN LABEL"]
    for place, counts in enumerate(month.adverts):
        for offset, count in enumerate(counts):
            page.line(5 + 4 * place + offset, (count,), "D")
    kinds = [sum(counts[kind] for counts in month.adverts) for kind in range(4)]
    for row, count in enumerate((*kinds[:2], sum(kinds[:2]), *kinds[2:], sum(kinds[2:])), 29):
        page.line(row, (count,), "D")
    for row, certificates in enumerate(month.certificates, 4):
        book["SERTIFIKASI"].line(row, certificates, "D")
    page, row = book["SURVEI USAHA"], 4
    for row, survey in enumerate(month.surveys, 4):
        page.line(row, (survey.kind, survey.name, survey.date, survey.respondents, survey.index))
    people = sum(survey.respondents for survey in month.surveys)
    index = sum(survey.respondents * survey.index for survey in month.surveys) / people
    page.line(row + 2, ("Total Responden", people))
    page.line(row + 3, ("Indeks", round(index, 2)))


# PENGADAAN, IKPA, ANGGARAN IKU, ANGGARAN BELANJA, PENILAIAN


def _money(book: Book, year: Year, month: Month) -> None:
    page, short = book["PENGADAAN"], str(year.office.year)[2:]
    page.line(5, (1, 3, 6, 7, None, 10, 11, 12, 13, 14, 25, 27))
    for place, package in enumerate(month.packages, 1):
        number = f"PL.02.01.{year.office.code[:3]}.01.{short}.{place + 10}"
        term = f"330 Hari Kalender 10 Januari {year.office.year} - 05 Desember {year.office.year}"
        page.line(
            5 + place,
            (
                *(place, package.name, f"3165.RAB.001.051.A.{package.account}", package.ceiling, package.ceiling),
                *(number, f"10 Januari {year.office.year}", package.contract, term, None, package.paid),
            ),
        )
    page = book["IKPA"]
    for row, (score, weight) in enumerate(zip(month.ikpa, IKPA_WEIGHTS, strict=True), 5):
        page.line(row, (score, weight, round(score * weight / 100, 2)), "B")
    for row, value in enumerate((ikpa(month), month.eka, 0.6 * month.eka + 0.4 * ikpa(month)), 13):
        page.line(row, (round(value, 2),), "B")
    page = book["ANGGARAN IKU"]
    for row, (ceiling, spent) in enumerate(zip(year.ceilings, month.spent, strict=True), 5):
        page.line(row, (row - 4,))
        page.line(row, (ceiling, spent, _percent(spent, ceiling)), "C")
    page = book["ANGGARAN BELANJA"]
    lines = [*zip(year.ceiling_kinds, month.spent_kinds, strict=True)]
    for row, (ceiling, spent) in enumerate([*lines, (sum(year.ceiling_kinds), sum(month.spent_kinds))], 5):
        page.line(row, (ceiling, ceiling, spent, round(spent / ceiling, 4)), "B")


def _assessments(book: Book, month: Month) -> None:
    page = book["PENILAIAN"]
    scores = (month.public_service, *month.reform, *month.information)
    for row, (iku, score, people) in enumerate(
        [(9, *one) for one in month.services]
        + [(iku, score, None) for iku, score in zip((15, 24, 24, 28, 28), scores, strict=True)],
        4,
    ):
        page.line(row, (iku,))
        page.line(row, (score, people), "E")


# MONEV OUTPUT, MATRIKS CAPAIAN


def _outputs(page: Page, year: Year, month: Month) -> None:
    aims = year.sample_targets
    certificates = sum(issued for _, issued, _ in month.certificates)
    food = aims["pangan", "random"] + aims["pangan", "targeted"]
    told = {
        9: (400, 30, certificates),
        10: (sum(year.umkm_targets), 2, 2),
        18: (year.case_target, 0, 0),
        22: (1500, 200, sum(one.people for one in month.events)),
        23: (food, 20, month.taken_now["food"]),
        24: (yearly(year, "obat"), 100, month.taken_now["drugs"]),
        25: (aims["fortifikasi", "targeted"], 10, month.taken_now["fortified"]),
    }
    for row in range(8, 38):
        page.line(row, (None,), "G")
        if row in (27, 32):
            continue
        part = row in (28, 29, 30, 33, 34, 35)
        target, planned, done = told.get(row, (None if part else 1, 0, 0))
        page.line(row, (target,), "C")
        page.line(row, (planned, done), "E")


def _matrix(page: Page, year: Year, month: Month, targets: Targets) -> None:
    sasaran = (1, 1, 1, 1, 1, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 7, 8, 8, 9, 10, 10, 11)
    for iku, figure in figures(year, month).items():
        row, due = 7 + iku, targets.month[iku][month.month - 1]
        page.line(row, (sasaran[iku - 1],), "B")
        page.line(row, (iku,), "D")
        page.line(row, (targets.year[iku], "-" if due is None else due), "F")
        against = 100 if iku in PROGRESS and month.month < 12 else targets.year[iku]
        page.line(row, _own_result(figure, due, against), "J")


def _own_result(figure: Figure, due: float | None, against: float) -> tuple[Value, ...]:
    """Counts, result, and what it is of the target of the month and of the year; a dash where nothing is known."""
    result = figure.realisasi
    if result is None:
        return "-", "-", "-", "-", "-"
    counts = ("-", "-") if figure.denominator is None else (figure.numerator, figure.denominator)
    return (
        *counts,
        round(result, 2),
        "-" if due is None else round(result / due * 100, 2),
        round(result / against * 100, 2),
    )


def write_book(path: Path, pages: Iterable[Page], saved: dt.datetime) -> Path:
    """Writes sheets as a workbook that was saved at a time; the same sheets give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": saved})
        for page in pages:
            sheet = book.add_worksheet(page.name)
            for first, left, last, right in page.merged:
                sheet.merge_range(first, left, last, right, "")
            for (row, column), value in sorted(page.cells.items()):
                if isinstance(value, Error):
                    sheet.write_formula(row, column, "=1/0", None, value.code)
                else:
                    sheet.write(row, column, value)
    return path
