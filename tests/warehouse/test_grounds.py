"""What the published months rest on: a version that comes late moves those after its month that know its office."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from flows.period import Period
from flows.warehouse.grounds import moved_after, note_ground
from flows.warehouse.store import prepare

MARCH, APRIL, MAY = (Period(2022, month) for month in (3, 4, 5))
NEXT_YEAR, YEAR_AFTER = Period(2023, 2), Period(2024, 2)


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """Two offices, of which one sends nothing in May; every month is published."""
    with duckdb.connect() as connection:
        prepare(connection)
        connection.execute("create schema staging")
        connection.execute("create view staging.stg_admitted_version as select * from raw.form_versions")
        for period in (MARCH, APRIL, MAY, NEXT_YEAR, YEAR_AFTER):
            send(connection, "SERANG", period, "ikpa")
            if period != MAY:
                send(connection, "BANDUNG", period, "ikpa")
        for period in (MARCH, APRIL, MAY, NEXT_YEAR, YEAR_AFTER):
            note_ground(connection, period)
        yield connection


def send(connection: duckdb.DuckDBPyConnection, unit: str, period: Period, form: str, name: str = "buku") -> None:
    connection.execute(
        "insert into raw.form_versions values (?, ?, ?, ?, 'LEMBAR', ?, '2022-04-05', '2022-04-01', 'accepted', '')",
        [f"{name} {unit} {period}", unit, str(period), form, f"{name}.xlsx"],
    )


def test_nothing_has_moved(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert moved_after(warehouse, MARCH) == []


def test_a_late_version_moves_the_months_of_its_year_and_the_next_that_know_its_office(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    send(warehouse, "BANDUNG", MARCH, "ikpa", "koreksi")
    assert moved_after(warehouse, MARCH) == [APRIL, NEXT_YEAR]
    assert moved_after(warehouse, APRIL) == [NEXT_YEAR]


def test_a_follow_up_moves_every_year_after_it(warehouse: duckdb.DuckDBPyConnection) -> None:
    send(warehouse, "SERANG", MARCH, "tindak_lanjut")
    assert moved_after(warehouse, MARCH) == [APRIL, MAY, NEXT_YEAR, YEAR_AFTER]


def test_what_was_worked_out_again_has_moved_no_more(warehouse: duckdb.DuckDBPyConnection) -> None:
    send(warehouse, "SERANG", MARCH, "ikpa", "koreksi")
    note_ground(warehouse, APRIL)
    assert moved_after(warehouse, MARCH) == [MAY, NEXT_YEAR]


def test_the_order_of_rows_says_nothing(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("create table turned as select * from raw.form_versions order by submission_id desc")
    warehouse.execute("delete from raw.form_versions")
    warehouse.execute("insert into raw.form_versions select * from turned")
    assert moved_after(warehouse, MARCH) == []


def test_a_home_without_months_has_none_that_moved() -> None:
    with duckdb.connect() as connection:
        assert moved_after(connection, MARCH) == []
