"""Whose workbook it is, for which month, and which sheet is which form. The content decides, names help."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from flows.ingest.forms import Form, header_pattern
from flows.ingest.header import nearest
from flows.ingest.read_form import FormReading, Problem, read_form
from flows.ingest.text import address, month_of, normalise, vocabulary, year_of
from flows.ingest.units import Unit, offices_in, unit_named
from flows.ingest.workbook import Sheet, Workbook
from flows.period import Period

_TITLE_ROWS = 15


@dataclass(slots=True)
class WorkbookReading:
    """A workbook as read: its forms, and what is wrong with sheets and with the file as a whole."""

    forms: list[FormReading] = field(default_factory=list)
    unit: Unit | None = None
    period: Period | None = None
    file_problems: list[Problem] = field(default_factory=list)
    sheet_problems: list[tuple[str, Problem]] = field(default_factory=list)


def read_workbook(book: Workbook, file_name: str, forms: dict[str, Form], units: list[Unit], run_period: Period, run_unit: str | None) -> WorkbookReading:
    """Recognises and reads every sheet; says unit and period, or why they cannot be known.

    Args:
        file_name: consulted only for what no sheet says.
        run_period: consulted only for what neither the sheets nor the name say.
        run_unit: likewise.
    """
    reading = WorkbookReading()
    chosen = _assign(book.sheets, forms, units, reading)
    by_name = {sheet.name: sheet for sheet in book.sheets}
    for form_id, sheet_name in chosen.items():
        reading.forms.append(read_form(by_name[sheet_name], forms[form_id], units))
    order = {sheet.name: place for place, sheet in enumerate(book.sheets)}
    reading.forms.sort(key=lambda form: order[form.sheet])
    if not reading.forms:
        reading.file_problems.append(Problem("no-form"))
    _identify_unit(reading, by_name, file_name, units, run_unit)
    _identify_period(reading, file_name, run_period)
    return reading


def _head(sheet: Sheet) -> list[tuple[int, int, str]]:
    return [
        (row, column, text)
        for row in range(min(_TITLE_ROWS, len(sheet.rows)))
        for column in range(len(sheet.rows[row]))
        if (text := sheet.text(row, column))
    ]


def _score(sheet: Sheet, head: list[str], form: Form, office_names: list[str]) -> int:
    """How surely a sheet is a form: 4 for its name, 1 for each of its titles; headers are looked at on reading."""
    score = 4 if normalise(sheet.name) in {normalise(name) for name in form.sheet_names} else 0
    for title in form.titles:
        spellings = [title.replace("{unit}", name) for name in office_names] if "{unit}" in title else [title]
        for spelling in spellings:
            pattern = header_pattern(spelling)
            if any(pattern.fullmatch(text) for text in head):
                score += 1
                break
    return score


def _assign(sheets: list[Sheet], forms: dict[str, Form], units: list[Unit], reading: WorkbookReading) -> dict[str, str]:
    """For each form its sheet; sheets that are no form, or a form's second sheet, are told."""
    office_names = sorted({name for unit in units for name in unit.spellings})
    candidates: dict[str, list[tuple[int, bool, str]]] = {}
    for sheet in sheets:
        if not any(value != "" for row in sheet.rows for value in row):
            continue
        head = [normalise(text) for _, _, text in _head(sheet)]
        scores = [(score, form_id) for form_id, form in forms.items() if (score := _score(sheet, head, form, office_names))]
        best = max((score for score, _ in scores), default=0)
        winners = [form_id for score, form_id in scores if score == best]
        if len(winners) != 1:
            reading.sheet_problems.append((sheet.name, _unknown_sheet(sheet, forms)))
            continue
        candidates.setdefault(winners[0], []).append((best, not sheet.hidden, sheet.name))
    chosen: dict[str, str] = {}
    for form_id, found in candidates.items():
        found.sort(key=lambda item: item[:2], reverse=True)
        title = forms[form_id].title
        if len(found) > 1 and found[0][:2] == found[1][:2]:
            names = " dan ".join(name for _, _, name in found)
            reading.sheet_problems.append((found[0][2], Problem("sheet-ambiguous", "A1", names, title, column=form_id, words={"title": title})))
            continue
        chosen[form_id] = found[0][2]
        for _, _, name in found[1:]:
            reading.sheet_problems.append((name, Problem("sheet-twice", "A1", found[0][2], title, column=form_id, words={"title": title})))
    return chosen


def _unknown_sheet(sheet: Sheet, forms: dict[str, Form]) -> Problem:
    near = nearest(sheet.name, [form.title for form in forms.values()])
    return Problem("sheet-unknown", "A1", sheet.name, near, row_key=normalise(sheet.name), words={"near": near or ""})


def _identify_unit(reading: WorkbookReading, sheets: dict[str, Sheet], file_name: str, units: list[Unit], run_unit: str | None) -> None:
    by_code = {unit.code: unit for unit in units}
    heads: dict[str, list[tuple[str, str, str]]] = {}
    for form in reading.forms:
        sheet = sheets[form.sheet]
        for row, column, text in _head(sheet):
            if row < max(form.top, 1):
                for office in offices_in(text, units):
                    heads.setdefault(office, []).append((form.sheet, address(row, column), text))
    known = {code: places for code, places in heads.items() if code in by_code}
    strangers = {code: places for code, places in heads.items() if code not in by_code}
    rows = Counter(
        unit.code
        for form in reading.forms
        for text, _ in form.row_offices
        if (unit := unit_named(text, units)) is not None
    )
    if len({place[0] for places in known.values() for place in places}) and len(known) > 1:
        reading.file_problems.append(Problem("unit-mixed", value=" dan ".join(by_code[code].name for code in sorted(known))))
        return
    if known:
        reading.unit = by_code[next(iter(known))]
    elif strangers:
        name = next(iter(strangers.values()))[0][2]
        reading.file_problems.append(Problem("unit-unknown", value=name, words={"named": f" ('{name}')"}))
        return
    elif rows:
        reading.unit = by_code[rows.most_common(1)[0][0]]
    else:
        named = _unit_in_name(file_name, units)
        if named is None and run_unit is not None:
            named = by_code.get(run_unit)
        if named is None:
            others = [text for form in reading.forms for text, _ in form.row_offices]
            name = others[0] if others else ""
            reading.file_problems.append(Problem("unit-unknown", value=name or None, words={"named": f" ('{name}')" if name else ""}))
            return
        reading.unit = named
    for places in strangers.values():
        for sheet_name, cell, text in places:
            _reject_sheet(reading, sheet_name, Problem("sheet-other-office", cell, text, reading.unit.name))
    for form in reading.forms:
        others_here = [(text, cell) for text, cell in form.row_offices if not _is_office(text, reading.unit, units)]
        if others_here:
            cells = ", ".join(cell for _, cell in others_here)
            form.problems.append(Problem("sheet-other-office", cells, others_here[0][0], reading.unit.name))


def _is_office(text: str, unit: Unit, units: list[Unit]) -> bool:
    found = unit_named(text, units)
    plain = normalise(text)
    return found == unit or plain in {"upt", "bb bpom", "balai"} or any(plain == normalise(phrase) for phrase in vocabulary()["office_phrases"])


def _reject_sheet(reading: WorkbookReading, sheet_name: str, problem: Problem) -> None:
    for form in reading.forms:
        if form.sheet == sheet_name:
            form.problems.append(problem)


def unit_and_period_in_name(file_name: str, units: list[Unit]) -> tuple[Unit | None, Period | None]:
    """What a file's name says, for a file that cannot be opened."""
    return _unit_in_name(file_name, units), _period_in_name(file_name)


def _unit_in_name(file_name: str, units: list[Unit]) -> Unit | None:
    plain = f" {normalise(Path(file_name).stem)} "
    found = [unit for unit in units if f" {normalise(unit.code)} " in plain or any(f" {normalise(label)} " in plain for label in unit.labels)]
    return found[0] if len(found) == 1 else None


def _period_in_name(file_name: str) -> Period | None:
    stem = Path(file_name).stem
    match = re.search(r"(?<!\d)(20\d\d)[-_. ]?(0[1-9]|1[0-2])(?!\d)", stem)
    if match:
        return Period(int(match[1]), int(match[2]))
    year, month = year_of(stem), month_of(stem)
    return Period(year, month) if year and month else None


def _identify_period(reading: WorkbookReading, file_name: str, run_period: Period) -> None:
    """Each sheet's month is the last one that its letterhead and headers name; the file's is what most sheets say."""
    named = _period_in_name(file_name)
    months = Counter(month for form in reading.forms for month in {month for month, _, _ in form.months})
    years = Counter(year for form in reading.forms for year in {year for year, _ in form.years})
    year = years.most_common(1)[0][0] if years else (named.year if named else run_period.year)
    if months:
        ranked = months.most_common()
        if len(ranked) > 1 and ranked[0][1] == ranked[1][1]:
            tied = sorted(month for month, count in ranked if count == ranked[0][1])
            if named and named.month in tied:
                month = named.month
            elif len({form.sheet for form in reading.forms}) > 1:
                names = " dan ".join(vocabulary()["months"][month][0].capitalize() for month in tied)
                reading.file_problems.append(Problem("period-unclear", value=names))
                return
            else:
                month = run_period.month if run_period.month in tied else tied[-1]
        else:
            month = ranked[0][0]
        reading.period = Period(year, month)
    elif named:
        reading.period = named
    else:
        reading.period = Period(year, run_period.month)
    for form in reading.forms:
        others = [(cell, text) for month, cell, text in form.months if month != reading.period.month]
        if others:
            form.problems.append(Problem("sheet-other-period", ", ".join(dict.fromkeys(cell for cell, _ in others)), others[0][1]))
        wrong_years = [(cell, year) for year, cell in form.years if year != reading.period.year]
        if wrong_years and not any(year == reading.period.year for year, _ in form.years):
            form.problems.append(Problem("sheet-other-period", wrong_years[0][0], str(wrong_years[0][1])))
        form.problems = [
            problem
            for problem in form.problems
            if problem.rule != "row-other-period" or problem.words["month"] != str(reading.period.month)
        ]
