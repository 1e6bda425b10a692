"""The calendar as rows of the warehouse."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.period import Period
from flows.reference.calendar import load_calendar
from flows.reference.due_days import due_forms, land_due_days
from flows.settings import Home
from flows.warehouse.store import TABLES, connect, insert, prepare

OCTOBER = Period(2022, 10)


def test_a_day_of_each_form_and_known_office(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with connect(home.warehouse) as connection:
        prepare(connection)
        land_due_days(connection, load_calendar(home), OCTOBER)  # before anything came: nothing is known
        assert connection.execute("select count(*) from raw.due_days").fetchall() == [(0,)]
        known = [
            (code, year, code, code, "balai", "", "home") for code, year in (("A", 2022), ("B", 2022), ("C", 2021))
        ]
        insert(connection, "units", TABLES["units"], known)
        insert(connection, "locked_months", TABLES["locked_months"], [("B", "2022-10", 1)])
        insert(
            connection, "due_days", TABLES["due_days"], [("B", "2022-10", "kie", "2022-11-02", "2022-11-02T17:00:00")]
        )
        land_due_days(connection, load_calendar(home), OCTOBER)
        home.calendar.write_text("offices: {A: {Infokom: 7}}\nzone: Asia/Jayapura\n", "utf-8")
        land_due_days(connection, load_calendar(home), OCTOBER)
        found = connection.execute(
            "select unit_code, due_on, ends_at, count(*) from raw.due_days where form in ('kie', 'sampling') "
            "group by all order by all"
        ).fetchall()
    # A's days are those that the calendar says now; B's month is final and keeps the day that it was made final with.
    assert found == [
        ("A", "2022-11-05", "2022-11-05T15:00:00", 1),
        ("A", "2022-11-07", "2022-11-07T15:00:00", 1),
        ("B", "2022-11-02", "2022-11-02T17:00:00", 1),
    ]


def test_every_form_but_the_optional_ones_is_owed(tmp_path: Path) -> None:
    owed = {due.form.form for due in due_forms(None, load_calendar(Home(tmp_path)), {"A": "home"}, OCTOBER)}
    assert len(owed) == 25
    assert not owed & {"narasi", "tindak_lanjut"}


@pytest.mark.parametrize(
    ("origins", "sent", "owing"),
    [
        ({"A": "home", "B": "home", "C": "shipped"}, [], ["A", "B"]),
        ({"A": "home", "B": "home", "C": "shipped"}, ["C"], ["A", "B", "C"]),  # an example that sent is none
        ({"C": "shipped", "D": "shipped"}, ["C"], ["C", "D"]),  # with no office of its own, those are the home's
        ({}, ["C"], []),
    ],
)
def test_who_owes(tmp_path: Path, origins: dict[str, str], sent: list[str], owing: list[str]) -> None:
    home = Home(tmp_path)
    with connect(home.warehouse) as connection:
        prepare(connection)
        for unit in sent:
            connection.execute("insert into raw.submissions (unit_code, period) values (?, '2021-09')", [unit])
        found = due_forms(connection, load_calendar(home), origins, OCTOBER)
    assert list(dict.fromkeys(due.unit_code for due in found)) == owing
