"""Whose workbook it is and for which month: the sheets say it, then the file's name, then the run.

Contract: "Unit and period come from the content; a contradiction is a finding"; a sheet of another office or
    month is rejected at its cells, a file of two offices is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from flows.ingest.rows import FormReading, Problem, Said
from flows.ingest.text import address, month_word, normalise, period_said, quarter_of, quarter_of_month, says_year
from flows.ingest.units import Offices, Unit
from flows.ingest.workbook import Sheet
from flows.period import Period

_YEAR_MONTH = re.compile(r"(?<!\d)(20\d\d)[-_. ]?(0[1-9]|1[0-2])(?![-_. ]?\d)")
_MONTH_YEAR = re.compile(r"(?<!\d)(?<!\d[-_. ])(0[1-9]|1[0-2])[-_. ]?(20\d\d)(?!\d)")


@dataclass(slots=True)
class Identity:
    """Unit and period of a file, None where they cannot be known, and what is wrong with the file as a
    whole. `leans_on_run`: another month's run would have read another period.
    """

    unit: Unit | None = None
    period: Period | None = None
    leans_on_run: bool = False
    problems: list[Problem] = field(default_factory=list)


def identify(
    forms: list[FormReading],
    sheets: dict[str, Sheet],
    file_name: str,
    units: Offices,
    run_period: Period,
    run_unit: str | None,
) -> Identity:
    """Unit and period of a file; sheets that say otherwise get a problem at their cells.

    Args:
        forms: what the sheets say; problems of single sheets are added to them.
        sheets: the sheets by name.
        file_name: consulted for what no sheet says, and told when it says something else.
        run_period: consulted for what neither say; `run_unit` likewise.
    """
    found = Identity()
    named_unit, named_period = unit_and_period_in_name(file_name, units)
    whole_quarter = quarter_of(Path(file_name).stem) is not None
    found.unit = _unit(found, forms, sheets, units, named_unit, run_unit)
    found.period = _period(found, forms, named_period, run_period)
    said = []
    if forms and found.unit and named_unit and named_unit != found.unit:
        said.append((named_unit.name, found.unit.name))
    if forms and found.period and named_period and not _agree(named_period, found.period, whole_quarter):
        said.append((_in_words(named_period), _in_words(found.period)))
    for name, content in said:
        found.problems.append(Problem("name-contradicts", value=name, expected=content, column=name))
    return found


# -- the office ----------------------------------------------------------------------------------


def _unit(
    found: Identity,
    forms: list[FormReading],
    sheets: dict[str, Sheet],
    units: Offices,
    named: Unit | None,
    run_unit: str | None,
) -> Unit | None:
    by_code = {unit.code: unit for unit in units}
    heads = {form.sheet: _offices_above(sheets[form.sheet], form, units) for form in forms}
    own = {form.sheet for form in forms if not form.form.other_offices}
    known = {code for sheet in own for code in heads[sheet] if code in by_code}
    strangers = {code for sheet in own for code in heads[sheet] if code not in by_code}
    if not known and not strangers:
        others = {code for sheet in heads for code in heads[sheet] if code in by_code}
        known = others if len(others) == 1 else set()
    if len(known) > 1:
        _tell_mixed(found, [by_code[code] for code in known])
        return None
    if not known and strangers:
        _tell_unknown(
            found,
            next(heads[sheet][code][0].text for sheet in heads for code in strangers & set(heads[sheet])),
        )
        return None
    rows = Counter(unit for form in forms for unit in _row_units(form, units))
    unit = by_code[next(iter(known))] if known else _most(rows) or named or by_code.get(run_unit or "")
    if unit is None:
        _tell_unknown(found, next((said.text for form in forms for said in form.row_offices), ""))
        return None
    for form in forms:
        named_in_rows = _row_units(form, units)
        if named_in_rows and unit not in named_in_rows and unit.code not in heads[form.sheet]:
            _tell_mixed(found, [unit, *named_in_rows])
            return None
    _tell_other_offices(forms, heads, unit, units)
    return unit


def _offices_above(sheet: Sheet, form: FormReading, units: Offices) -> dict[str, list[Said]]:
    """Offices that a sheet's letterhead names, each with the cells."""
    heads: dict[str, list[Said]] = {}
    for row, column, text in sheet.cells(max(form.top, 1)):
        for office in units.said_in(text):
            heads.setdefault(office, []).append(Said(text, address(row, column)))
    return heads


def _row_units(form: FormReading, units: Offices) -> set[Unit]:
    return {unit for said in form.row_offices if (unit := units.named(said.text)) is not None}


def _most(counted: Counter[Unit]) -> Unit | None:
    """The office that most forms name; None when none or two alike."""
    ranked = counted.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _tell_mixed(found: Identity, units: Iterable[Unit]) -> None:
    names = sorted({unit.name for unit in units})
    found.problems.append(Problem("unit-mixed", value=" dan ".join(names)))


def _tell_unknown(found: Identity, name: str) -> None:
    words = {"named": f" ('{name}')" if name else ""}
    found.problems.append(Problem("unit-unknown", value=name or None, words=words))


def _tell_other_offices(
    forms: list[FormReading], heads: dict[str, dict[str, list[Said]]], unit: Unit, units: Offices
) -> None:
    for form in forms:
        if form.form.other_offices and unit.code in heads[form.sheet]:
            continue
        others = [said for office, places in heads[form.sheet].items() if office != unit.code for said in places]
        for said in form.row_offices:
            named = units.named(said.text)
            if named != unit and (named or not units.is_name(normalise(said.text))):
                others.append(said)
        if others:
            cells = ", ".join(dict.fromkeys(said.cell for said in others))
            form.problems.append(Problem("sheet-other-office", cells, others[0].text, unit.name))


# -- the month -----------------------------------------------------------------------------------


def _period(found: Identity, forms: list[FormReading], named: Period | None, run_period: Period) -> Period | None:
    """What most sheets say. Of a sheet that names no month above its figures, its rows may."""
    years = Counter(year for form in forms for year in {said.year for said in form.periods if said.year})
    year, found.leans_on_run = _year(years, named.year if named else None, run_period.year)
    months = Counter(month for form in forms for month in _months(form))
    if not months:  # of a sheet that says its quarter alone: the month in the file's name, else the quarter's last
        quarters = (quarter for form in forms for quarter in {said.quarter for said in form.periods if said.quarter})
        months = Counter(_last_month(quarter, named) for quarter in quarters)
    top = max(months.values(), default=0)
    tied = sorted(month for month, count in months.items() if count == top)
    if len(tied) > 1 and named and named.month in tied:
        tied = [named.month]
    if len(tied) > 1 and len(forms) > 1:
        names = " dan ".join(map(month_word, tied))
        found.problems.append(Problem("period-unclear", value=names))
        return None
    found.leans_on_run |= len(tied) > 1 or not (tied or named)
    if len(tied) > 1:
        tied = [run_period.month if run_period.month in tied else tied[-1]]
    month = tied[0] if tied else (named or run_period).month
    period = Period(year, month)
    for form in forms:
        _tell_other_periods(form, period)
    return period


def month_said(forms: list[FormReading], file_name: str) -> int | None:
    """The month that most sheets say, else the file's name; None when neither does, or sheets disagree evenly."""
    months = Counter(month for form in forms for month in _months(form))
    ranked = months.most_common(2)
    if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
        return ranked[0][0]
    named = None if ranked else _period_in_name(Path(file_name).stem)
    return named.month if named else None


def _months(form: FormReading) -> set[int]:
    months = {said.month for said in form.periods if said.month}
    rows = {said.month for said in form.row_months if said.month}
    return months or (rows if len(rows) == 1 else set())


def _year(said: Counter[int], named: int | None, run: int) -> tuple[int, bool]:
    """The year met most often; of years met alike, or of none, the name's or the run's, else the last. Also whether it
    took the run to decide.
    """
    top = max(said.values(), default=0)
    best = [year for year, count in said.items() if count == top]
    if len(best) == 1:
        return best[0], False
    if named is not None and (named in best or not best):
        return named, False
    return (run if run in best or not best else max(best)), True


def _tell_other_periods(form: FormReading, period: Period) -> None:
    others = [
        said
        for said in form.periods
        if (said.month and said.month != period.month)
        or (said.quarter and not said.month and said.quarter != quarter_of_month(period.month))
    ]
    is_silent = not any(said.year == period.year for said in form.periods)
    others += [
        said
        for said in form.periods
        if said.year and said.year != period.year and (is_silent or says_year(said.text)) and said not in others
    ]
    rows = [said for said in form.row_months if said.month != period.month]
    if rows and not any(said.month for said in form.periods) and len(rows) == len(form.row_months):
        others += rows  # every row of the sheet is of another month
    elif rows:
        for ordinal, said in enumerate(rows):
            form.problems.append(
                Problem("row-other-period", said.cell, said.text, row_key=f"row {ordinal}", column="bulan")
            )
    if others:
        cells = ", ".join(dict.fromkeys(said.cell for said in others))
        form.problems.append(Problem("sheet-other-period", cells, others[0].text))
    for said in form.unclear:
        assert said.month is not None
        near = month_word(said.month)
        form.problems.append(
            Problem(
                "month-unclear",
                said.cell,
                said.text,
                near,
                column=f"bulan {said.text}",
                severity=None if said.month == period.month else "reject",
                words={"near": near},
            )
        )


def _agree(named: Period, period: Period, whole_quarter: bool) -> bool:
    """Whether a file's name says the file's month, or the quarter in which the month lies."""
    if named == period:
        return True
    quarters = (quarter_of_month(named.month), quarter_of_month(period.month))
    return whole_quarter and named.year == period.year and quarters[0] == quarters[1]


def _last_month(quarter: int, named: Period | None) -> int:
    """The month that a quarter means: the one that the file's name says, if it lies in it, else its last."""
    return named.month if named and quarter_of_month(named.month) == quarter else 3 * quarter


def _in_words(period: Period) -> str:
    return f"{month_word(period.month)} {period.year}"


# -- the file's name -----------------------------------------------------------------------------


def unit_and_period_in_name(file_name: str, units: Offices) -> tuple[Unit | None, Period | None]:
    """What a file's name says about office and month; None for what it does not say, or says twice."""
    stem = Path(file_name).stem
    plain = f" {normalise(stem)} "
    found = [unit for unit in units if any(f" {place} " in plain for place in unit.places)]
    return found[0] if len(found) == 1 else None, _period_in_name(stem)


def _period_in_name(stem: str) -> Period | None:
    found = {Period(int(year), int(month)) for year, month in _YEAR_MONTH.findall(stem)}
    found |= {Period(int(year), int(month)) for month, year in _MONTH_YEAR.findall(stem)}
    if not found:
        month, year = period_said(stem)
        quarter = quarter_of(stem)
        if year and (month or quarter):
            found = {Period(year, month or 3 * (quarter or 0))}
    return found.pop() if len(found) == 1 else None
