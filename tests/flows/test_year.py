"""A year replayed: five offices that differ in size, empty forms and grouping of files, with late, missing, repeated
and wrong months, through the flows with a controlled clock. What must come out stands in the generator's plan, which
is worked out without the product.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from benchmarks.generator.offices import offices
from benchmarks.generator.plan import LATE, REPEATED, generate, read_plan
from benchmarks.generator.sheets import book_of, write_book
from benchmarks.generator.targets import targets_of
from benchmarks.generator.year import year_of
from flows.reference.calendar import owed_forms

from .year import EARLY, MORNING, REMINDED, WHOLE, Finding, Replayed, replay

SEED, OFFICES, YEAR = 1, 5, 2022
QUARTERS = ("2022-03", "2022-06", "2022-09", "2022-12")
ON_TARGETS = "target-measures-mixed"
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class TwoYears:
    plan: dict[str, Any]
    opinion: float
    first: Replayed
    again: Replayed


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> TwoYears:
    """The year twice, each from an empty home, side by side."""
    folder = tmp_path_factory.mktemp("year")
    generate(folder / "out", OFFICES, 12, SEED, YEAR, faults=0.4, late=0.12)
    plan = read_plan(folder / "out" / "plan.json")
    late, opinion = late_book(folder)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        homes = [str(folder / name / "home") for name in ("first", "again")]
        runs = [pool.submit(replay, str(folder / "out"), home, plan, str(late)) for home in homes]
        first, again = (run.result() for run in runs)
    print(f"{len(plan['sent'])} files, {first.seconds:.0f} and {again.seconds:.0f} s")
    return TwoYears(plan, opinion, first, again)


def late_book(folder: Path) -> tuple[Path, float]:
    """March of the first office once more, its survey of communication with another index, and the matrix with it."""
    office = offices(OFFICES, SEED, YEAR)[0]
    year, targets = year_of(office, SEED), targets_of(office, SEED)
    month = year.months[2]
    month.opinion_index = round(max(month.opinion) - 0.01, 2)
    book = book_of(year, month, targets)
    pages = [book["SURVEI KIE"], book["MATRIKS CAPAIAN"]]
    path = write_book(folder / f"RHPK {office.code} 2022-03 survei.xlsx", pages, dt.datetime(2022, 4, 30))
    return path, month.opinion_index


def sent_until(plan: dict[str, Any], period: str, day: str) -> list[dict[str, Any]]:
    year, month = map(int, period.split("-"))
    until = dt.datetime(year + month // 12, month % 12 + 1, int(day), 20).isoformat()
    return [sent for sent in plan["sent"] if sent["period"] == period and sent["received_at"] <= until]


def expected(plan: dict[str, Any], period: str, day: str) -> list[Finding]:
    """What must be open: mistakes not sent again yet, offices that are silent, and of the others months that never
    came.
    """
    came = sent_until(plan, period, day)
    corrected = {(sent["unit"], form) for sent in came if sent["corrects"] for form in sent["forms"]}
    found = [
        (sent["unit"], fault["rule_id"], fault["severity"], fault["sheet"], fault["cell"])
        for sent in came
        for fault in sent["expected"]
        if (sent["unit"], fault["sheet"]) not in corrected
    ]
    present = {sent["unit"] for sent in came}
    found += [(unit, "unit-missing", "warn", "", "") for unit in plan["units"] if unit not in present]
    found += [
        (unit, "month-missing", "warn", "", "") for unit, month in plan["missing"] if month < period and unit in present
    ]
    return sorted(found)


def test_the_plan_holds_every_kind_of_month(years: TwoYears) -> None:
    states = {sent["state"] for sent in years.plan["sent"]}
    assert states == {"on_time", LATE, REPEATED}
    assert years.plan["missing"]
    assert len({sent["fault"] for sent in years.plan["sent"] if sent["fault"]}) >= 8


def test_every_finding_is_as_expected_and_no_other(years: TwoYears) -> None:
    for (period, day), found in years.first.open.items():
        if day != "late":
            told = sorted(one for one in found if one[1] != ON_TARGETS)
            assert told == expected(years.plan, period, day), (period, day)


def test_every_figure_is_as_expected(years: TwoYears) -> None:
    wanted = {
        (unit, period, int(iku)): tuple(figure[name] for name in ("realisasi", "numerator", "denominator", "interim"))
        for unit, months in years.plan["figures"].items()
        for period, figures in months.items()
        for iku, figure in figures.items()
    }
    wanted[years.plan["units"][0], "2022-03", 17] = (years.opinion, None, None, None)
    assert years.first.figures.keys() == wanted.keys()
    for key, figures in years.first.figures.items():
        assert figures == pytest.approx(wanted[key], abs=1e-9), key


def test_quarters_are_final_and_locked_once_nothing_holds_them_back(years: TwoYears) -> None:
    locked: list[tuple[str, str]] = []
    for quarter in QUARTERS:
        wrong = {unit for unit, _, severity, *_ in expected(years.plan, quarter, EARLY) if severity == "block"}
        assert set(years.first.held_back.get((quarter, EARLY), [])) == wrong
        present = {sent["unit"] for sent in sent_until(years.plan, quarter, WHOLE)}
        assert {unit for unit, period in years.first.finals if period == quarter} == present
        last = int(quarter[5:])
        locked += [(unit, f"2022-{month:02d}") for unit in present for month in range(last - 2, last + 1)]
        assert years.first.locked[quarter] == sorted(locked)
    assert any(years.first.held_back.values())


def test_groups_are_reminded_of_what_is_awaited_and_of_nothing_else(years: TwoYears) -> None:
    """On the mornings of the reminders, of every form that had not been accepted by then."""
    plan = years.plan
    group_of = {form.title: form.owner_group for form in owed_forms() if not form.is_optional}
    wanted = []
    for period in sorted({sent["period"] for sent in plan["sent"]}):
        year, month = map(int, period.split("-"))
        for day in REMINDED:
            morning = dt.datetime.combine(dt.date(year + month // 12, month % 12 + 1, day), MORNING).isoformat()
            accepted = {
                (sent["unit"], form)
                for sent in plan["sent"]
                if sent["period"] == period and sent["received_at"] <= morning
                for form in sent["forms"]
                if not any(fault["severity"] == "reject" and fault["sheet"] == form for fault in sent["expected"])
            }
            for group in sorted(set(group_of.values())):
                awaited = [
                    unit
                    for unit in sorted(plan["units"])
                    for form, owner in group_of.items()
                    if owner == group and (unit, form) not in accepted
                ]
                if awaited:
                    wanted.append((period, day, group, tuple(dict.fromkeys(awaited)), len(awaited)))
    assert wanted
    assert years.first.reminders == sorted(wanted)


def test_a_late_workbook_waits_until_its_month_is_opened_again(years: TwoYears) -> None:
    unit = years.plan["units"][0]
    before = years.plan["figures"][unit]["2022-03"]["17"]["realisasi"]
    assert years.first.late["waiting"] == before
    assert not [line for line in years.first.late["locked"] if line[0] == unit]
    assert years.first.late["entered"] == pytest.approx(years.opinion)


def test_from_an_empty_home_the_same_marts(years: TwoYears) -> None:
    assert years.first.marts.keys() == years.again.marts.keys()
    for name, found in years.first.marts.items():
        assert found == years.again.marts[name], name
