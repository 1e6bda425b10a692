"""Which sheet is which form. The content decides, names help."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from flows.ingest.forms import Form, Table, header_pattern
from flows.ingest.header import find_header, nearest
from flows.ingest.identity import Identity, identify, month_said
from flows.ingest.read_form import read_form, regions
from flows.ingest.rows import FormReading, Problem
from flows.ingest.text import month_pattern, normalise
from flows.ingest.units import Offices, Unit
from flows.ingest.workbook import Sheet, Workbook
from flows.period import Period

_TITLE_ROWS = 15
_NAME, _TITLE, _OTHER_TITLE = (
    4,
    6,
    2,
)  # a title says more than a sheet's name, which says more than a second title


@dataclass(slots=True)
class WorkbookReading:
    """A workbook as read: its forms, and what is wrong with sheets and with the file as a whole."""

    forms: list[FormReading] = field(default_factory=list)
    unit: Unit | None = None
    period: Period | None = None
    leans_on_run: bool = False
    file_problems: list[Problem] = field(default_factory=list)
    sheet_problems: list[tuple[str, Problem]] = field(default_factory=list)


def read_workbook(
    book: Workbook,
    file_name: str,
    forms: dict[str, Form],
    units: Offices,
    run_period: Period,
    run_unit: str | None,
) -> WorkbookReading:
    """Recognises and reads every sheet; says unit and period, or why they cannot be known.

    Args:
        file_name: consulted only for what no sheet says.
        forms: the forms in force, by id.
        units: the offices known.
        run_period: consulted only for what neither the sheets nor the name say.
        run_unit: likewise.
    """
    reading = WorkbookReading()
    chosen = _assign(book.sheets, forms, units, reading)
    by_name = {sheet.name: sheet for sheet in book.sheets}
    order = {sheet.name: place for place, sheet in enumerate(book.sheets)}
    for form_id, sheet_name in sorted(chosen.items(), key=lambda item: order[item[1]]):
        reading.forms.append(read_form(by_name[sheet_name], forms[form_id], units))
    if any(form.undecided for form in reading.forms) and (month := month_said(reading.forms, file_name)):
        # the months of two columns side by side tell them apart once the workbook's own month is known
        reading.forms = [
            read_form(by_name[form.sheet], form.form, units, month) if form.undecided else form
            for form in reading.forms
        ]
    if not reading.forms and not any(problem.rule == "sheet-ambiguous" for _, problem in reading.sheet_problems):
        reading.file_problems.append(Problem("no-form"))
    found: Identity = identify(reading.forms, by_name, file_name, units, run_period, run_unit)
    reading.unit, reading.period, reading.leans_on_run = found.unit, found.period, found.leans_on_run
    if reading.forms:
        reading.file_problems.extend(found.problems)
    return reading


def _assign(sheets: list[Sheet], forms: dict[str, Form], units: Offices, reading: WorkbookReading) -> dict[str, str]:
    """For each form its sheet; sheets that are no form, or a form's second sheet, are told."""
    candidates: dict[str, list[tuple[int, bool, str]]] = {}
    unknown: list[Sheet] = []
    for sheet in sheets:
        if not any(any(line) for line in sheet.lines):
            continue
        found = _best(sheet, forms, units)
        if found is None:
            unknown.append(sheet)
        else:
            candidates.setdefault(found[1], []).append((found[0], not sheet.hidden, sheet.name))
    for sheet in unknown:
        by_header = _by_header(sheet, {name: form for name, form in forms.items() if name not in candidates})
        if by_header is None:
            reading.sheet_problems.append((sheet.name, _unknown_sheet(sheet, forms)))
        else:
            candidates.setdefault(by_header, []).append((0, not sheet.hidden, sheet.name))
    chosen: dict[str, str] = {}
    for form_id, places in candidates.items():
        places.sort(key=lambda item: item[:2], reverse=True)
        title = forms[form_id].title
        words = {"title": title}
        first = places[0]
        if len(places) > 1 and first[:2] == places[1][:2]:
            names = " dan ".join(name for _, _, name in places)
            problem = Problem("sheet-ambiguous", "A1", names, title, column=form_id, words=words)
            reading.sheet_problems.append((first[2], problem))
            continue
        chosen[form_id] = first[2]
        for _, _, name in places[1:]:
            problem = Problem("sheet-twice", "A1", first[2], title, column=form_id, words=words)
            reading.sheet_problems.append((name, problem))
    return chosen


def _best(sheet: Sheet, forms: dict[str, Form], units: Offices) -> tuple[int, str] | None:
    """The form that a sheet's title and name fit best, and how well; None when none or several do."""
    titles = {title for _, _, text in sheet.cells(_TITLE_ROWS) for title in _titles_in(text, units, _Forms.of(forms))}
    scores = []
    for form_id, form in forms.items():
        met = sum((form_id, title) in titles for title in form.titles)
        named = normalise(sheet.name) in {normalise(name) for name in form.sheet_names}
        score = (_NAME if named else 0) + (_TITLE + _OTHER_TITLE * (met - 1) if met else 0)
        if score:
            # of forms that fit alike, the one all of whose titles stand there
            scores.append((score, met == len(form.titles), form_id))
    scores.sort(key=lambda item: item[:2], reverse=True)
    if not scores or (len(scores) > 1 and scores[0][:2] == scores[1][:2]):
        return None
    return scores[0][0], scores[0][2]


class _Forms:
    """The titles of all forms, ready to be met in a sheet."""

    def __init__(self, forms: dict[str, Form]) -> None:
        self.forms = forms
        self.titles = [
            (form_id, title, header_pattern(title)) for form_id, form in forms.items() for title in form.titles
        ]

    @classmethod
    def of(cls, forms: dict[str, Form]) -> _Forms:
        """Made once for the forms of a month."""
        found = _forms.get(id(forms))
        if found is None or found.forms is not forms:
            found = _forms[id(forms)] = cls(forms)
        return found


_forms: dict[int, _Forms] = {}


@lru_cache(maxsize=65536)
def _titles_in(text: str, units: Offices, forms: _Forms) -> tuple[tuple[str, str], ...]:
    """The titles that a text spells, each with its form, as it is or without the occasion at its end."""
    spelled = {normalise(text), _without_occasion(text, units)}
    return tuple(
        (form_id, title)
        for form_id, title, pattern in forms.titles
        if any(pattern.fullmatch(plain) for plain in spelled)
    )


def _without_occasion(text: str, units: Offices) -> str:
    """A title without the month, year and office that may stand at its end."""
    plain = normalise(text)
    shorter = _occasion().sub("", plain)
    said = set(units.said_in(plain))
    for unit in units if said else ():
        if unit.code in said:
            for name in unit.spellings:
                shorter = shorter.removesuffix(f" {name}")
    return _occasion().sub("", shorter)


@cache
def _occasion() -> re.Pattern[str]:
    return re.compile(rf"(?: (?:s d|bulan|periode|tahun|{month_pattern()}|20\d\d))+$")


def _by_header(sheet: Sheet, forms: dict[str, Form]) -> str | None:
    """The form whose columns a sheet without known title or name has; None when none or several fit."""
    found = []
    for form_id, form in forms.items():
        has = {table.name: _has_header(sheet, table, start, stop) for table, start, stop in regions(sheet, form)}
        if any(has.values()) and all(has[table.name] for table in form.tables if not table.optional):
            found.append(form_id)
    return found[0] if len(found) == 1 else None


def _has_header(sheet: Sheet, table: Table, start: int, stop: int) -> bool:
    header = find_header(sheet, table, start, stop) if start >= 0 else None
    return header is not None and header.complete


def _unknown_sheet(sheet: Sheet, forms: dict[str, Form]) -> Problem:
    near = nearest(sheet.name, [form.title for form in forms.values()])
    return Problem("sheet-unknown", "A1", sheet.name, near, row_key=normalise(sheet.name), words={"near": near or ""})
