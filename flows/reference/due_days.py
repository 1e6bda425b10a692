"""The calendar as rows: when each form of each known office is due, so that SQL tells who is late or missing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flows.period import Period
from flows.reference.calendar import Calendar, owed_forms
from flows.warehouse.store import TABLES, insert

if TYPE_CHECKING:
    import duckdb


def land_due_days(connection: duckdb.DuckDBPyConnection, calendar: Calendar, period: Period) -> None:
    """Makes `raw.due_days` of a period what the calendar says; the transaction is the caller's.

    Offices are those with targets for the year. A locked month keeps the days that it was made final with.
    """
    units = connection.execute(
        "select distinct unit_code from raw.units where year = ? and unit_code not in "
        "(select unit_code from raw.locked_months where period = ?) order by unit_code",
        [period.year, str(period)],
    ).fetchall()
    forms = {form.form: form for form in owed_forms() if form.valid_from <= str(period)}
    rows = [
        (unit, str(period), name, day.isoformat(), _end_of(day, calendar))
        for (unit,) in units
        for name, form in forms.items()
        for day in [calendar.due_on(unit, form, period)]
    ]
    connection.execute(
        "delete from raw.due_days where period = $period and unit_code not in "
        "(select unit_code from raw.locked_months where period = $period)",
        {"period": str(period)},
    )
    insert(connection, "due_days", TABLES["due_days"], rows)


def _end_of(day: dt.date, calendar: Calendar) -> str:
    """The moment at which a day of the calendar's zone is over, as ISO text in UTC without an offset."""
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(calendar.zone))
    return midnight.astimezone(dt.UTC).replace(tzinfo=None).isoformat()
