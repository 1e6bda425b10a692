"""Due days: by form, group, office and month; weekends, holidays, the end of a year, and the zone of a moment."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from flows.period import Period
from flows.reference.calendar import Calendar, OwedForm, before, load_calendar, owed_forms
from flows.settings import Home
from flows.settings_file import SettingsProblem

SEPTEMBER, DECEMBER = Period(2022, 9), Period(2022, 12)
PERKARA = OwedForm("perkara", "PERKARA", "Penindakan", 5, False, "2022-01")
SAMPLING = OwedForm("sampling", "SAMPLING", "Pengujian", 5, False, "2022-01")


def _calendar(home: Path, text: str = "") -> Calendar:
    home.mkdir(exist_ok=True)
    (home / "calendar.yml").write_text(text, "utf-8")
    return load_calendar(Home(home))


def test_what_ships_is_the_due_day_of_every_form(tmp_path: Path) -> None:
    shipped = load_calendar(Home(tmp_path))
    assert {shipped.due_on("SERANG", form, SEPTEMBER) for form in owed_forms()} == {dt.date(2022, 10, 5)}
    assert shipped.due_on("SERANG", PERKARA, DECEMBER) == dt.date(2023, 1, 5)
    assert shipped.run_on(["SERANG"], SEPTEMBER) == dt.date(2022, 10, 6)


def test_the_closest_word_counts(tmp_path: Path) -> None:
    found = _calendar(
        tmp_path,
        "due: {Pengujian: 7}\n"
        "offices: {BANDUNG: {default: 6, Pengujian: 9}, BOGOR: {default: 8}}\n"
        "months: {2022-12: 2023-01-10}\n",
    )
    days = {
        (unit, form.form): found.due_on(unit, form, SEPTEMBER).day
        for unit in ("SERANG", "BANDUNG", "BOGOR")
        for form in (PERKARA, SAMPLING)
    }
    assert days == {
        ("SERANG", "perkara"): 5,
        ("SERANG", "sampling"): 7,
        ("BANDUNG", "perkara"): 6,
        ("BANDUNG", "sampling"): 9,
        ("BOGOR", "perkara"): 8,
        ("BOGOR", "sampling"): 8,
    }
    assert found.due_on("BANDUNG", SAMPLING, DECEMBER) == dt.date(2023, 1, 10)
    assert found.last_due(["SERANG", "BANDUNG"], SEPTEMBER) == dt.date(2022, 10, 9)


@pytest.mark.parametrize(
    ("when_off", "due"),
    [("as_it_is", dt.date(2022, 11, 5)), ("next", dt.date(2022, 11, 8)), ("previous", dt.date(2022, 11, 4))],
)
def test_a_due_day_on_which_nobody_works(tmp_path: Path, when_off: str, due: dt.date) -> None:
    """5 November 2022 is a Saturday; the Monday after it is made a holiday here."""
    found = _calendar(tmp_path, f"when_off: {when_off}\nholidays: [2022-11-07]\n")
    assert found.due_on("SERANG", PERKARA, Period(2022, 10)) == due
    assert found.next_working_day(dt.date(2022, 11, 4)) == dt.date(2022, 11, 8)


def test_a_day_that_the_month_does_not_have_is_its_last(tmp_path: Path) -> None:
    assert _calendar(tmp_path, "due: {default: 31}").due_on("SERANG", PERKARA, Period(2023, 1)) == dt.date(2023, 2, 28)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2022-10-05T16:59:59+00:00", 5),  # one second to midnight in Jakarta
        ("2022-10-05T17:00:00+00:00", 6),
        ("2022-10-06T01:59:59+09:00", 5),
        ("2022-10-05T23:59:59", 5),
    ],
)
def test_a_moment_is_judged_where_the_office_is(tmp_path: Path, moment: str, day: int) -> None:
    assert load_calendar(Home(tmp_path)).local_day(moment) == dt.date(2022, 10, day)


def test_the_month_that_is_open(tmp_path: Path) -> None:
    found = _calendar(tmp_path, "opens: 2\ncloses: 10")
    days = (dt.date(2022, 10, 1), dt.date(2022, 10, 2), dt.date(2022, 10, 10), dt.date(2022, 10, 11))
    assert [found.open_period(day) for day in days] == [None, SEPTEMBER, SEPTEMBER, None]
    assert before(dt.date(2023, 1, 31)) == DECEMBER


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("due: {Pengujan: 7}", "due (kelompok Pengujan tidak dikenal"),
        ("due: {Pengujian: 32}", "due.Pengujian"),
        ("zone: Asia/Serang", "zone (zona waktu tidak dikenal"),
        ("months: {2022-13: 2023-01-10}", "months (periode '2022-13' tidak dikenal"),
        ("batas: 5", "batas"),
        ("- 5", "tidak dapat dibaca"),
        ("due: {", "tidak dapat dibaca"),
    ],
)
def test_what_is_wrong_in_it_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SettingsProblem) as problem:
        _calendar(tmp_path, text)
    assert told in str(problem.value)
    assert str(tmp_path / "calendar.yml") in str(problem.value)
