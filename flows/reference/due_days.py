"""Who owes what for a month, and by when: decided here alone, and landed as rows, so that SQL tells who is late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flows.period import Period
from flows.reference.calendar import Calendar, OwedForm, owed_forms
from flows.warehouse.store import TABLES, has_table, insert

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class DueForm:
    """A form that an office owes for a month; `due_on` is the last day on which it is in time."""

    unit_code: str
    form: OwedForm
    due_on: dt.date


def due_forms(
    connection: duckdb.DuckDBPyConnection | None, calendar: Calendar, origins: Mapping[str, str], period: Period
) -> list[DueForm]:
    """The forms of a month that offices owe, by office, group and name: all in force that are not optional.

    An office owes that is the home's own or ever sent. Those that the program ships are an example: they owe only
    where the home has none of its own.

    Args:
        connection: its log says who ever sent; None where there is no warehouse yet.
        origins: the offices with targets for the year, `home` or `shipped` each.
    """
    sent: set[str] = set()
    if connection is not None and has_table(connection, "raw", "submissions"):
        sent = {unit for (unit,) in connection.execute("select distinct unit_code from raw.submissions").fetchall()}
    none_of_its_own = "home" not in origins.values()
    return [
        DueForm(unit, form, calendar.due_on(unit, form, period))
        for unit, origin in sorted(origins.items())
        if origin == "home" or unit in sent or none_of_its_own
        for form in sorted(owed_forms(), key=lambda it: (it.owner_group, it.title))
        if not form.is_optional and form.valid_from <= str(period)
    ]


def land_due_days(connection: duckdb.DuckDBPyConnection, calendar: Calendar, period: Period) -> None:
    """Makes `raw.due_days` of a period the forms owed and their days; the transaction is the caller's.

    A locked month keeps the days that it was made final with.
    """
    origins: dict[str, str] = dict(
        connection.execute("select unit_code, origin from raw.units where year = ?", [period.year]).fetchall()
    )
    locked = {
        unit
        for (unit,) in connection.execute(
            "select unit_code from raw.locked_months where period = ?", [str(period)]
        ).fetchall()
    }
    connection.execute(
        "delete from raw.due_days where period = $period and unit_code not in "
        "(select unit_code from raw.locked_months where period = $period)",
        {"period": str(period)},
    )
    rows = [
        (due.unit_code, str(period), due.form.form, due.due_on.isoformat(), _end_of(due.due_on, calendar))
        for due in due_forms(connection, calendar, origins, period)
        if due.unit_code not in locked
    ]
    insert(connection, "due_days", TABLES["due_days"], rows)


def _end_of(day: dt.date, calendar: Calendar) -> str:
    """The moment at which a day of the calendar's zone is over, as ISO text in UTC without an offset."""
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(calendar.zone))
    return midnight.astimezone(dt.UTC).replace(tzinfo=None).isoformat()
