"""When submissions are due: per form, owner group and office, as data (`calendar.yml` here and in a home).

Pure: nothing here reads a clock. Days are those of the zone of the offices; what was received at a moment was received
on the day that it was there.
"""

from __future__ import annotations

import calendar as months
import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from flows.period import Period
from flows.settings import DBT_PROJECT, Home
from flows.settings_file import SettingsProblem

_SHIPPED = Path(__file__).with_name("calendar.yml")
_FORMS = DBT_PROJECT / "seeds" / "forms.csv"
_DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class OwedForm:
    """A form that offices owe, with its owner group and the day of the next month on which it is due."""

    form: str
    title: str
    owner_group: str
    due_day: int
    is_optional: bool
    valid_from: str


@cache
def owed_forms() -> tuple[OwedForm, ...]:
    """All forms, in their order; source: `seeds/forms.csv`."""
    with _FORMS.open(encoding="utf-8", newline="") as file:
        return tuple(
            OwedForm(
                row["form"],
                row["title"],
                row["owner_group"],
                int(row["due_day"]),
                row["is_optional"] == "true",
                row["valid_from"],
            )
            for row in csv.DictReader(file)
        )


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError("zona waktu tidak dikenal; tulis misalnya Asia/Jakarta") from None
    return name


def _months(given: dict[str, Any]) -> dict[str, Any]:
    for name in given:
        Period.parse(name)  # its own words say what is wrong
    return given


def _groups(given: dict[str, int]) -> dict[str, int]:
    known = {form.owner_group for form in owed_forms()} | {_DEFAULT}
    unknown = sorted(given.keys() - known)
    if unknown:
        raise ValueError(f"kelompok {', '.join(unknown)} tidak dikenal; yang dikenal: {', '.join(sorted(known))}")
    return given


Day = Annotated[int, Field(ge=1, le=31)]
DayByGroup = Annotated[dict[str, Day], AfterValidator(_groups)]


class Calendar(BaseModel):
    """What a calendar says, shipped and the home's own together. Keys that are not known are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zone: Annotated[str, AfterValidator(_zone)]
    opens: Day
    closes: Day
    when_off: Literal["as_it_is", "next", "previous"]
    due: DayByGroup
    offices: dict[str, DayByGroup]
    months: Annotated[dict[str, dt.date], AfterValidator(_months)]
    holidays: frozenset[dt.date]
    reminders: tuple[int, ...]

    def due_on(self, unit: str, form: OwedForm, period: Period) -> dt.date:
        """The last day on which a form of an office is in time.

        What is said of one month goes before what is said of the office's group, the office, the group, and the form.
        """
        exact = self.months.get(str(period))
        if exact is not None:
            return exact
        office = self.offices.get(unit, {})
        day = office.get(form.owner_group) or office.get(_DEFAULT) or self.due.get(form.owner_group)
        found = _day(period, day or self.due.get(_DEFAULT) or form.due_day)
        if self.when_off == "as_it_is" or self.is_working_day(found):
            return found
        step = 1 if self.when_off == "next" else -1
        while not self.is_working_day(found):
            found += dt.timedelta(days=step)
        return found

    def last_due(self, units: Iterable[str], period: Period) -> dt.date:
        """The day on which the last form of these offices is due; with no office, that of the forms themselves."""
        codes = sorted(set(units)) or [""]
        return max(self.due_on(unit, form, period) for unit in codes for form in owed_forms())

    def run_on(self, units: Iterable[str], period: Period) -> dt.date:
        """The day of the monthly run: the working day after all submissions are due."""
        return self.next_working_day(self.last_due(units, period))

    def is_working_day(self, day: dt.date) -> bool:
        """Whether offices work: no Saturday, Sunday or holiday."""
        return day.weekday() < 5 and day not in self.holidays

    def next_working_day(self, day: dt.date) -> dt.date:
        """The first working day after a day."""
        day += dt.timedelta(days=1)
        while not self.is_working_day(day):
            day += dt.timedelta(days=1)
        return day

    def open_period(self, day: dt.date) -> Period | None:
        """The month whose submissions are looked for on a day: the one before, while it is open."""
        return before(day) if self.opens <= day.day <= self.closes else None

    def closes_on(self, period: Period) -> dt.date:
        """The last day of the daily look at submissions of a month."""
        return _day(period, self.closes)

    def reminder_day(self, due_on: dt.date, today: dt.date) -> dt.date | None:
        """The newest day, today at the latest, on which a form that is due on a day is reminded of."""
        days = (due_on + dt.timedelta(days=distance) for distance in self.reminders)
        return max((day for day in days if day <= today), default=None)

    def reminded_months(self, today: dt.date) -> list[Period]:
        """The months of which forms may be due so near to a day that it is one to remind of them.

        Before submissions open too: two days before the first lie in the month that is reported itself.
        """
        # A due day lies in the month after; days off move it by less than a month.
        reach = max(map(abs, self.reminders), default=0) + 31
        around = {before(today + dt.timedelta(days=days)) for days in range(-reach, reach + 1)}
        return sorted(around | {Period.parse(month) for month in self.months})

    def local_day(self, moment: str) -> dt.date:
        """The day of an ISO moment in the office's zone; one without a zone is the office's own time."""
        at = dt.datetime.fromisoformat(moment)
        return (at.astimezone(ZoneInfo(self.zone)) if at.tzinfo else at).date()


def before(day: dt.date) -> Period:
    """The month before the one that a day is in."""
    return Period(day.year - 1, 12) if day.month == 1 else Period(day.year, day.month - 1)


def load_calendar(home: Home) -> Calendar:
    """The calendar of a home.

    Raises:
        SettingsProblem: the home's file is no YAML, or holds what is not known or not possible.
    """
    path = home.calendar
    written: dict[str, Any] = yaml.safe_load(_SHIPPED.read_text("utf-8"))
    try:
        own = yaml.safe_load(path.read_text("utf-8")) if path.exists() else None
        if not isinstance(own, dict | None):
            raise yaml.YAMLError
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise SettingsProblem(f"Kalender {path} tidak dapat dibaca; periksa penulisannya (YAML).") from None
    try:
        return Calendar.model_validate(written | (own or {}))
    except ValidationError as problem:
        told = ", ".join(_in_words(error["loc"], error) for error in problem.errors(include_input=False))
        raise SettingsProblem(f"Kalender {path} tidak dikenal atau nilainya tidak mungkin: {told}.") from None


def _in_words(place: Sequence[int | str], error: Any) -> str:
    where = ".".join(str(part) for part in place)
    return f"{where} ({error['ctx']['error']})" if error["type"] == "value_error" and "ctx" in error else where


def _day(period: Period, day: int) -> dt.date:
    """A day of the month after a period; a day that this month does not have is its last."""
    year, month = (period.year + 1, 1) if period.month == 12 else (period.year, period.month + 1)
    return dt.date(year, month, min(day, months.monthrange(year, month)[1]))
