"""Reminders: who is told, before, on and after the due day, that forms are still awaited.

One message a channel, owner group, month and reminder day. Its key is made of those alone, so a day that is asked
twice is told once, and the newest that was missed is made up for.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flows.alerts.channels import Channel, channels_of
from flows.alerts.outbox import Alert, Sent, keep, send_pending, take_in
from flows.alerts.wording import write
from flows.completeness import NotCountedError, OwedOne, completeness, nothing_came
from flows.findings import TOLD_ORDER
from flows.period import Period
from flows.reference.calendar import Calendar, load_calendar
from flows.reference.targets import Reference, load_reference
from flows.settings import SHIPPED_TARGETS, Home
from flows.settings_file import Alerts, load_settings
from flows.warehouse.store import connect, has_table, prepare, transaction
from flows.wording import nama_periode

if TYPE_CHECKING:
    import duckdb

KIND = "reminder"
# So many places of a refusal are named; the list of findings holds them all.
_PLACES = 3


@dataclass(frozen=True, slots=True)
class Awaited:
    """A form that an office is reminded of, for which reminder day, and whether versions came and were refused."""

    unit_code: str
    form: str
    title: str
    owner_group: str
    due_on: dt.date
    reminder_day: dt.date
    refused: bool


def send_reminders(home: Home, periods: Iterable[Period], at: str) -> Sent:
    """Reminds of months on the day of a moment, and hands over everything that waits.

    Args:
        periods: the months; of each only what it is the day for.
        at: ISO time; its day in the zone of the offices decides what is reminded of.

    Raises:
        ReferenceProblem: the targets, which say what offices there are, cannot be used.
        SettingsProblem: the settings or the calendar cannot be used.
    """
    alerts = load_settings(home.settings).alerts
    if not alerts:
        return Sent()
    calendar, reference = load_calendar(home), load_reference(home.targets, SHIPPED_TARGETS)
    with connect(home.warehouse) as connection:
        prepare(connection)
        take_in(connection, home)
        for period in periods:
            compose_reminders(connection, alerts, calendar, reference, period, calendar.local_day(at), at)
        return send_pending(connection, alerts, at)


def compose_reminders(
    connection: duckdb.DuckDBPyConnection,
    alerts: Alerts,
    calendar: Calendar,
    reference: Reference,
    period: Period,
    today: dt.date,
    at: str,
) -> list[Alert]:
    """Puts what is to be reminded of on a day into the outbox.

    Args:
        today: the day of the reminder, in the zone of the offices.
        at: ISO time at which the messages are made.

    Returns:
        The messages that were not in the outbox before.
    """
    forms = awaited(connection, calendar, reference, period, today)
    told: dict[tuple[str, Channel, dt.date], list[Awaited]] = defaultdict(list)
    for form in forms:
        for channel in channels_of(alerts, form.unit_code, form.owner_group):
            told[form.owner_group, channel, form.reminder_day].append(form)
    made = [
        _message(connection, channel, group, period, day, rows, today, at)
        for (group, channel, day), rows in sorted(told.items())
    ]
    with transaction(connection):
        return [alert for alert in made if keep(connection, alert)]


def awaited(
    connection: duckdb.DuckDBPyConnection, calendar: Calendar, reference: Reference, period: Period, today: dt.date
) -> list[Awaited]:
    """The forms that groups are to be reminded of and of which nothing was accepted, by office, due day and name.

    A group of an office has one reminder day at a time: the newest of all its forms, so that a day that was missed is
    made up for, but never two at once. It counts on the day itself, and after that while the month is open. What the
    log accepted since the last publication counts as here; a locked month takes nothing in, so nobody is asked for it.
    """
    verdicts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for unit, form, verdict in connection.execute(
        "select distinct unit_code, form, verdict from raw.form_versions where period = ?", [str(period)]
    ).fetchall():
        verdicts[unit, form].add(verdict)
    locked = {
        unit
        for (unit,) in connection.execute(
            "select unit_code from raw.locked_months where period = ?", [str(period)]
        ).fetchall()
    }
    owed = _owed(connection, calendar, reference, period, today)
    newest: dict[tuple[str, str], dt.date] = {}
    for form in owed:
        day = calendar.reminder_day(form.due_on, today)
        if day is not None and (day == today or today <= calendar.closes_on(period)):
            group = form.unit_code, form.owner_group
            newest[group] = max(day, newest.get(group, day))
    found = [
        Awaited(
            form.unit_code,
            form.form,
            form.title,
            form.owner_group,
            form.due_on,
            newest[form.unit_code, form.owner_group],
            form.status == "refused" or bool(came),
        )
        for form in owed
        for came in [verdicts[form.unit_code, form.form]]
        if form.status in ("missing", "refused")
        and "accepted" not in came
        and form.unit_code not in locked
        and (form.unit_code, form.owner_group) in newest
        and calendar.reminder_day(form.due_on, today) is not None
    ]
    return sorted(found, key=lambda form: (form.unit_code, form.due_on, form.title))


def _owed(
    connection: duckdb.DuckDBPyConnection, calendar: Calendar, reference: Reference, period: Period, today: dt.date
) -> list[OwedOne]:
    try:
        found = completeness(connection, calendar, reference, period, None, today)
    except NotCountedError:
        found = nothing_came(connection, calendar, reference, period, None, today)
    return [form for office in found for form in office.forms]


def _message(
    connection: duckdb.DuckDBPyConnection,
    channel: Channel,
    group: str,
    period: Period,
    day: dt.date,
    rows: Sequence[Awaited],
    today: dt.date,
    at: str,
) -> Alert:
    units = sorted({form.unit_code for form in rows})
    scope = (KIND, channel.route, channel.number, group, str(period), str(day))
    key = hashlib.sha256(repr(scope).encode()).hexdigest()[:12]
    message = write(
        "reminder",
        key,
        period=str(period),
        bulan=nama_periode(period),
        group=group,
        units=units,
        n_forms=len(rows),
        refused=any(form.refused for form in rows),
        batches=[
            {
                "unit": unit,
                "due_on": str(due),
                "days": (today - due).days,
                "forms": [
                    {"title": form.title, "refused": form.refused, "places": _places(connection, form, period)}
                    for form in forms
                ],
            }
            for (unit, due), forms in groupby(rows, key=lambda form: (form.unit_code, form.due_on))
        ],
    )
    unit = units[0] if len(units) == 1 else ""
    return Alert(key, KIND, unit, str(period), group, channel, message.title, message.body, at)


def _places(connection: duckdb.DuckDBPyConnection, form: Awaited, period: Period) -> list[Mapping[str, Any]]:
    """Where a form was refused, the gravest first; a refusal of its whole file counts for each of its forms."""
    if not form.refused or not has_table(connection, "marts", "mart_findings"):
        return []
    rows = connection.execute(
        "select file_name, sheet, cell from marts.mart_findings where period = ? and unit_code = ? "
        "and severity = 'reject' and status = 'open' and coalesce(form, '') in (?, '') "
        f"order by coalesce(form, '') = '', {TOLD_ORDER} limit {_PLACES}",
        [str(period), form.unit_code, form.form],
    ).fetchall()
    return [dict(zip(("file_name", "sheet", "cell"), row, strict=True)) for row in rows]
