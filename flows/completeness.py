"""Who is missing: the forms that every office owes for a month, and whether they came in time.

What is published says it (`marts.mart_completeness`). Of a month that was never run the calendar says
what is due.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.period import Period
from flows.reference.calendar import Calendar
from flows.reference.due_days import due_forms
from flows.warehouse.store import has_table

if TYPE_CHECKING:
    import duckdb

    from flows.reference.targets import Reference

_Row = tuple[str, str, str, str, str, str | None, str]

# As people read them; `awaited` is missing while it is not due yet.
STATUSES = {
    "on_time": "tepat waktu",
    "late": "terlambat",
    "refused": "ditolak",
    "missing": "belum ada",
    "awaited": "ditunggu",
}


class NotCountedError(Exception):
    """Submissions of the month came and are not counted yet; the text is Indonesian and says what to do."""


@dataclass(frozen=True, slots=True)
class OwedOne:
    """One form of one office; `days_late` counts whole days after the due day, until it came or until today."""

    unit_code: str
    form: str
    title: str
    owner_group: str
    due_on: dt.date
    received_at: str | None
    status: str
    days_late: int

    @property
    def told(self) -> str:
        """The status as people are told it."""
        return "awaited" if self.status in ("missing", "refused") and not self.days_late else self.status


@dataclass(frozen=True, slots=True)
class UnitCompleteness:
    """An office's month; `in_time_pct` is None of a month that a program published which did not tell it yet."""

    unit_code: str
    forms: Sequence[OwedOne]
    in_time_pct: float | None

    def number(self, status: str) -> int:
        """Forms that are told with that status."""
        return sum(form.told == status for form in self.forms)


def completeness(
    connection: duckdb.DuckDBPyConnection | None,
    calendar: Calendar,
    reference: Reference,
    period: Period,
    unit: str | None,
    today: dt.date,
) -> list[UnitCompleteness]:
    """Every office's month, in the order of their codes.

    Args:
        connection: None where there is no warehouse yet.
        reference: what offices there are, for a month of which nothing is published.
        today: the day on which it is asked, in the zone of the offices.

    Raises:
        NotCountedError: submissions came and nothing is published that counts them.
    """
    rows: list[_Row] = []
    shares: dict[str, float] = {}
    if connection is not None and has_table(connection, "marts", "mart_completeness"):
        rows = connection.execute(
            "select unit_code, form, title, owner_group, cast(due_on as varchar), received_at, status "
            "from marts.mart_completeness where period = ? and coalesce(unit_code = ?, true) "
            "order by unit_code, owner_group, title",
            [str(period), unit],
        ).fetchall()
    if rows and connection is not None and has_table(connection, "marts", "mart_completeness_month"):
        shares = dict(
            connection.execute(
                "select unit_code, in_time_pct from marts.mart_completeness_month where period = ?", [str(period)]
            ).fetchall()
        )
    if rows:
        return _offices(rows, shares, calendar, today)
    if connection is not None and _came(connection, period):
        raise NotCountedError(
            f"Kiriman {period} sudah diterima tetapi belum dihitung oleh program ini. Jalankan: capaian run {period}"
        )
    return nothing_came(connection, calendar, reference, period, unit, today)


def nothing_came(
    connection: duckdb.DuckDBPyConnection | None,
    calendar: Calendar,
    reference: Reference,
    period: Period,
    unit: str | None,
    today: dt.date,
) -> list[UnitCompleteness]:
    """As `completeness`, of a month of which nothing is published: what is owed, and none of it in time."""
    rows: list[_Row] = [
        (due.unit_code, due.form.form, due.form.title, due.form.owner_group, str(due.due_on), None, "missing")
        for due in due_forms(connection, calendar, reference.origins(period.year), period)
        if unit in (None, due.unit_code)
    ]
    return _offices(rows, {row[0]: 0.0 for row in rows}, calendar, today)


def _offices(
    rows: Iterable[_Row], shares: Mapping[str, float], calendar: Calendar, today: dt.date
) -> list[UnitCompleteness]:
    made = [_one(row, calendar, today) for row in rows]
    return [
        UnitCompleteness(code, [row for row in made if row.unit_code == code], shares.get(code))
        for code in dict.fromkeys(row.unit_code for row in made)
    ]


def _came(connection: duckdb.DuckDBPyConnection, period: Period) -> bool:
    return has_table(connection, "raw", "submissions") and bool(
        connection.execute("select 1 from raw.submissions where period = ? limit 1", [str(period)]).fetchone()
    )


def _one(row: _Row, calendar: Calendar, today: dt.date) -> OwedOne:
    unit, form, title, group, due, received, status = row
    due_on = dt.date.fromisoformat(due[:10])
    until = calendar.local_day(received) if received and status in ("on_time", "late") else today
    return OwedOne(unit, form, title, group, due_on, received, status, max(0, (until - due_on).days))
