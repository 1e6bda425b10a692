"""Who is missing: the forms that every office owes for a month, and whether they came in time.

What is published says it (`marts.mart_completeness`). Of a month that was never run the calendar says
what is due.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.period import Period
from flows.reference.calendar import Calendar, owed_forms
from flows.warehouse.store import has_table

if TYPE_CHECKING:
    import duckdb

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
    """An office's month."""

    unit_code: str
    forms: Sequence[OwedOne]

    def number(self, status: str) -> int:
        """Forms that are told with that status."""
        return sum(form.told == status for form in self.forms)

    @property
    def in_time_pct(self) -> float:
        """Forms in time, in percent of those owed."""
        return 100 * self.number("on_time") / len(self.forms)


def completeness(
    connection: duckdb.DuckDBPyConnection | None,
    calendar: Calendar,
    units: Iterable[str],
    period: Period,
    unit: str | None,
    today: dt.date,
) -> list[UnitCompleteness]:
    """Every office's month, in the order of their codes.

    Args:
        connection: None where there is no warehouse yet.
        units: offices that are known, for a month of which nothing is published.
        today: the day on which it is asked, in the zone of the offices.

    Raises:
        NotCountedError: submissions came and nothing is published that counts them.
    """
    rows: list[tuple[str, str, str, str, str, str | None, str]] = []
    if connection is not None and has_table(connection, "marts", "mart_completeness"):
        rows = connection.execute(
            "select unit_code, form, title, owner_group, cast(due_on as varchar), received_at, status "
            "from marts.mart_completeness where period = ? and coalesce(unit_code = ?, true) "
            "order by unit_code, owner_group, title",
            [str(period), unit],
        ).fetchall()
    if not rows and connection is not None and _came(connection, period):
        raise NotCountedError(
            f"Kiriman {period} sudah diterima tetapi belum dihitung oleh program ini. Jalankan: capaian run {period}"
        )
    if not rows:
        rows = [
            (code, form.form, form.title, form.owner_group, str(calendar.due_on(code, form, period)), None, "missing")
            for code in sorted(units)
            if unit in (None, code)
            for form in sorted(owed_forms(), key=lambda it: (it.owner_group, it.title))
            if not form.is_optional and form.valid_from <= str(period)
        ]
    made = [_one(row, calendar, today) for row in rows]
    return [
        UnitCompleteness(code, [row for row in made if row.unit_code == code])
        for code in dict.fromkeys(row.unit_code for row in made)
    ]


def _came(connection: duckdb.DuckDBPyConnection, period: Period) -> bool:
    return has_table(connection, "raw", "submissions") and bool(
        connection.execute("select 1 from raw.submissions where period = ? limit 1", [str(period)]).fetchone()
    )


def _one(row: tuple[str, str, str, str, str, str | None, str], calendar: Calendar, today: dt.date) -> OwedOne:
    unit, form, title, group, due, received, status = row
    due_on = dt.date.fromisoformat(due[:10])
    until = calendar.local_day(received) if received and status in ("on_time", "late") else today
    return OwedOne(unit, form, title, group, due_on, received, status, max(0, (until - due_on).days))
