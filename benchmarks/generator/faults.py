"""Mistakes that offices make, each in one place of a clean month, with the findings that it must give and no others."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generator.results import figures
from benchmarks.generator.sheets import Book, Error
from benchmarks.generator.targets import Targets
from benchmarks.generator.year import Month, Year


@dataclass(frozen=True)
class Expected:
    """A finding that must come, by rule, severity, sheet and cell; of another office where one is named."""

    rule_id: str
    severity: str
    sheet: str
    cell: str
    unit: str = ""


@dataclass(frozen=True)
class Clean:
    """The month that a mistake is made in."""

    year: Year
    month: Month
    targets: Targets


Fault = Callable[[Book, Clean, random.Random], list[Expected]]


def case_target_off(book: Book, clean: Clean, _: random.Random) -> list[Expected]:
    """PERKARA holds one case fewer as the target of the year's cases than the DIPA."""
    cells = ("E6", "E10", "E11", "E15")
    for cell in cells:
        book["PERKARA"][cell] = clean.year.case_target - 1
    return [Expected("case-target-current-year", "block", "PERKARA", ", ".join(cells))]


def result_mistyped(book: Book, clean: Clean, chance: random.Random) -> list[Expected]:
    """MATRIKS CAPAIAN says another result than the form, and what follows from it."""
    told = figures(clean.year, clean.month)
    iku = chance.choice([iku for iku in (1, 2, 3, 14, 17, 21, 22, 29) if told[iku].realisasi])
    row, page = 7 + iku, book["MATRIKS CAPAIAN"]
    wrong = round(page.number(f"L{row}") + 7.5, 2)
    due = clean.targets.month[iku][clean.month.month - 1]
    page[f"L{row}"] = wrong
    if due is not None:
        page[f"M{row}"] = round(wrong / due * 100, 2)
    page[f"N{row}"] = round(wrong / clean.targets.year[iku] * 100, 2)
    return [Expected("submitted-result", "block", "MATRIKS CAPAIAN", f"L{row}")]


def target_of_the_month_miscopied(book: Book, _: Clean, __: random.Random) -> list[Expected]:
    """MATRIKS CAPAIAN holds another target of the month than the RAPK; what is worked out of it is right."""
    page = book["MATRIKS CAPAIAN"]
    page["G24"] = page.number("G24") + 5
    return [Expected("target-copy-month", "warn", "MATRIKS CAPAIAN", "G24")]


def target_of_the_year_miscopied(book: Book, clean: Clean, chance: random.Random) -> list[Expected]:
    """MATRIKS CAPAIAN holds another target of the year than the PK."""
    row = chance.choice((13, 20, 31, 32))
    book["MATRIKS CAPAIAN"][f"F{row}"] = clean.targets.year[row - 7] + 3
    return [Expected("target-copy-year", "warn", "MATRIKS CAPAIAN", f"F{row}")]


def case_target_miscopied(book: Book, clean: Clean, _: random.Random) -> list[Expected]:
    """INTELIJEN holds another target of cases than the DIPA, its total with it."""
    page = book["INTELIJEN"]
    page["C6"] = clean.year.case_target + 1
    page["C8"] = clean.year.case_target + clean.year.old_case_target + 1
    return [Expected("case-target-in-intelijen", "warn", "INTELIJEN", "C6")]


def respondents_miscounted(book: Book, _: Clean, __: random.Random) -> list[Expected]:
    """SURVEI USAHA adds its respondents up wrongly."""
    page = book["SURVEI USAHA"]
    row = max(place for (place, column), value in page.cells.items() if column == 0 and value == "Total Responden") + 1
    page[f"B{row}"] = page.number(f"B{row}") + 10
    parts = [f"D{place}" for place in range(4, row - 1)]
    return [Expected("own-respondents", "warn", "SURVEI USAHA", ", ".join([f"B{row}", *parts]))]


def score_misweighted(book: Book, _: Clean, __: random.Random) -> list[Expected]:
    """IKPA weighs one of its scores wrongly."""
    page = book["IKPA"]
    page["D7"] = round(page.number("D7") - 2, 2)
    return [Expected("own-weighted-score", "warn", "IKPA", "D7, B7, C7")]


def error_in_a_share(book: Book, _: Clean, __: random.Random) -> list[Expected]:
    """TL PEMANGKU shows an error where a share of nothing was worked out; no indicator reads the cell."""
    book["TL PEMANGKU"]["G22"] = Error("#DIV/0!")
    return [Expected("cell-error", "warn", "TL PEMANGKU", "G22")]


def posts_miscounted(book: Book, _: Clean, __: random.Random) -> list[Expected]:
    """KIE counts other activities in social media than KIE RINCIAN lists."""
    page, detail = book["KIE"], book["KIE RINCIAN"]
    page["D10"] = page.number("D10") + 4
    page["D13"] = page.number("D13") + 4
    row = next(place for (place, column), value in detail.cells.items() if column == 1 and value == "INSTAGRAM") + 1
    return [Expected("same-social-media-activities", "warn", "KIE RINCIAN", f"E{row}, F{row}")]


def row_of_another_office(book: Book, _: Clean, __: random.Random) -> list[Expected]:
    """KIE names another office in one of its rows; nothing of the form enters."""
    book["KIE"]["C9"] = "BBPOM di Serang"
    return [Expected("sheet-other-office", "reject", "KIE", "C9")]


# In the order in which they take turns; none changes a figure that is published.
FAULTS: tuple[Fault, ...] = (
    case_target_off,
    result_mistyped,
    target_of_the_month_miscopied,
    error_in_a_share,
    target_of_the_year_miscopied,
    case_target_miscopied,
    posts_miscounted,
    respondents_miscounted,
    score_misweighted,
    row_of_another_office,
)


# Mistakes that only the books of two offices together show: told to both, whoever made them.


def sample_of_another_office(book: Book, clean: Clean, _: random.Random) -> list[Expected]:
    """UJI REGIONAL lists a sample of some office under the one that sends samples here; all sums stay right."""
    page, office = book["UJI REGIONAL"], clean.year.office
    assert office.tests_for, f"{office.code} tests for no other office"
    row = next(row for row in range(11, 18) if page.number(f"N{row}") >= 1)
    for column in "GLMNR":
        page[f"{column}{row}"] = page.number(f"{column}{row}") - 1
        page[f"{column}10"] = page.number(f"{column}10") + 1
    return [
        Expected("regional-samples-received", "warn", "UJI REGIONAL", "L10"),
        Expected("regional-samples-sent", "warn", "UJI REGIONAL", "G8, L8", office.tests_for.upper()),
    ]


def case_that_the_neighbour_lacks(targets: Path, doer: Clean, neighbour: Clean) -> list[Expected]:
    """Head office holds one case more as done for a neighbour than the neighbour has cases at all."""
    code, period = neighbour.year.office.code, f"{doer.year.office.year}-{doer.month.month:02d}"
    cases = neighbour.month.cases.moved + 1
    path = targets / f"{doer.year.office.code}_{doer.year.office.year}" / "neighbour_cases.csv"
    path.write_text(f"month,cases,for_unit\n{doer.month.month},{cases},{code}\n", encoding="utf-8")
    cells = "G6, G7, G8, G9"
    return [
        Expected("neighbour-case-not-with-neighbour", "block", "neighbour_cases.csv", f"{period} / {code}"),
        Expected("neighbour-case-not-in-output", "warn", "MONEV OUTPUT", "F18"),
        Expected("neighbour-case-not-in-perkara", "block", "PERKARA", cells, code),
    ]
