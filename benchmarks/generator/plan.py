"""What offices send in a year, when, and what must come of it."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.generator.faults import FAULTS, Clean, Expected
from benchmarks.generator.offices import BY_FORM, BY_GROUP, ONE, Office, offices, random_for
from benchmarks.generator.results import Figure, figures
from benchmarks.generator.sheets import ROOT, Book, Page, book_of, write_book
from benchmarks.generator.targets import IDS, MIXED, Targets, targets_of, write_targets
from benchmarks.generator.year import Month, Year, year_of

ON_TIME, LATE, MISSING, REPEATED = "on_time", "late", "missing", "repeated"
DUE_DAY = 5


@dataclass(frozen=True)
class Sent:
    """One file: whose, of which month, where it lies, when it came, and what must be found in it.

    `corrects` says that an office sent the month again; of a wrong one it brings only the sheets that change.
    """

    unit: str
    period: str
    file: str
    received_at: str
    state: str
    forms: tuple[str, ...]
    fault: str = ""
    corrects: bool = False
    expected: tuple[Expected, ...] = ()


@dataclass
class Plan:
    """Everything that was sent, and every figure that must be published once all of it is in."""

    seed: int
    year: int
    units: list[str]
    sent: list[Sent] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)
    figures: dict[str, dict[str, dict[int, Figure]]] = field(default_factory=dict)
    on_targets: list[tuple[str, str, str]] = field(default_factory=list)  # rule, unit, cell: of reference data

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def generate(
    out: Path, number: int, months: int, seed: int, year: int = 2022, faults: float = 0.0, late: float = 0.0
) -> Plan:
    """Writes `targets/`, `inbox/<period>/` and `plan.json`; the same arguments give the same bytes.

    Args:
        number: offices.
        months: from January on, at most 12.
        faults: share of unit-months first sent with a mistake, and sent again a week later without it.
        late: share of unit-months that come after the day they are due, as many never and sent twice.
    """
    plan = Plan(seed, year, [])
    for place, office in enumerate(offices(number, seed, year)):
        numbers, targets = year_of(office, seed), targets_of(office, seed)
        write_targets(out / "targets", numbers, targets)
        plan.units.append(office.code)
        plan.on_targets += [
            ("target-measures-mixed", office.code, f"semula / {IDS[iku - 1]} / b01..b12") for iku in MIXED
        ]
        for month in numbers.months[:months]:
            _send(plan, out / "inbox", Clean(numbers, month, targets), place, faults, late)
    plan.sent.sort(key=lambda sent: (sent.received_at, sent.unit, sent.file))
    (out / "plan.json").write_text(plan.as_json(), encoding="utf-8")
    return plan


def _send(plan: Plan, inbox: Path, clean: Clean, place: int, faults: float, late: float) -> None:
    """One month of one office: on time, late, twice, wrong first, or never."""
    office, month = clean.year.office, clean.month
    period = f"{office.year}-{month.month:02d}"
    turn = place * 7 + month.month  # offices make other mistakes in other months
    state = _state(plan.seed, office, month, late)
    if state == MISSING:
        plan.missing.append((office.code, period))
        return
    plan.figures.setdefault(office.code, {})[period] = figures(clean.year, month)
    chance = random_for(plan.seed, office.code, period, "sending")
    day = chance.randint(9, 20) if state == LATE else chance.randint(2, DUE_DAY)
    at = _after(office.year, month.month, day, chance.randint(7, 16))
    folder = inbox / period
    if chance.random() < faults:
        fault = FAULTS[turn % len(FAULTS)]
        book = book_of(clean.year, month, clean.targets)
        expected = fault(book, clean, chance)
        _write(plan, folder, office, period, book, at, state, fault.__name__, expected)
        right = book_of(clean.year, month, clean.targets)
        again = {name: page for name, page in right.items() if page.cells != book[name].cells}
        again |= {found.sheet: right[found.sheet] for found in expected}
        _write(plan, folder, office, period, again, at + dt.timedelta(days=7), REPEATED, corrects=True)
        return
    book = book_of(clean.year, month, clean.targets)
    _write(plan, folder, office, period, book, at, state)
    if state == REPEATED:
        book["MONEV OUTPUT"]["G8"] = "dikirim ulang"
        _write(plan, folder, office, period, book, at + dt.timedelta(days=3), state, corrects=True)


def _state(seed: int, office: Office, month: Month, late: float) -> str:
    """Each of late, missing and twice has the same share; the first month is never missing."""
    draw = random_for(seed, office.code, month.month, "state").random()
    if draw < late:
        return LATE
    if draw < 2 * late:
        return MISSING if 1 < month.month < 12 else LATE
    return REPEATED if draw < 3 * late else ON_TIME


def _after(year: int, month: int, day: int, hour: int) -> dt.datetime:
    """A day of the month after a month."""
    return dt.datetime(year + month // 12, month % 12 + 1, day, hour)


def groups() -> dict[str, str]:
    """The group that owns each form, by the form's title."""
    with (ROOT / "dbt_project" / "seeds" / "forms.csv").open(encoding="utf-8", newline="") as file:
        return {row["title"]: row["owner_group"] for row in csv.DictReader(file)}


def _bundles(office: Office, book: Book) -> Iterator[tuple[str, list[Page]]]:
    """The sheets of a month as the files that the office sends them in."""
    if office.grouping == ONE:
        yield "", list(book.values())
    elif office.grouping == BY_FORM:
        for name, page in book.items():
            yield f" {name}", [page]
    else:
        assert office.grouping == BY_GROUP
        owners = groups()
        for group in sorted({owners[name] for name in book}):
            yield f" {group}", [page for name, page in book.items() if owners[name] == group]


def _write(
    plan: Plan,
    folder: Path,
    office: Office,
    period: str,
    book: Book,
    at: dt.datetime,
    state: str,
    fault: str = "",
    expected: list[Expected] | None = None,
    corrects: bool = False,
) -> None:
    for suffix, pages in _bundles(office, book):
        version = " koreksi" if corrects else ""
        path = folder / office.code / f"RHPK {office.code} {period}{suffix}{version}.xlsx"
        write_book(path, pages, at)
        names = tuple(page.name for page in pages)
        found = tuple(one for one in expected or () if one.sheet in names)
        plan.sent.append(
            Sent(
                *(office.code, period, str(path.relative_to(folder.parent)), at.isoformat(), state, names),
                *(fault if found else "", corrects, found),
            )
        )


def read_plan(path: Path) -> dict[str, Any]:
    """A plan as it was written."""
    plan: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return plan


__all__ = ["LATE", "MISSING", "ON_TIME", "REPEATED", "Plan", "Sent", "Targets", "Year", "generate", "read_plan"]
