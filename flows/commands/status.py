"""`capaian status`: which forms of which office came in time, late, not at all, or were refused."""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

import click

from flows.clock import now
from flows.commands.options import Moment, TableFile, on_a_month, unread_inbox
from flows.commands.shared import TECHNICAL_FAILURE, fail, ready_home
from flows.period import Period


@click.command()
@on_a_month
@unread_inbox
@click.option("--at", type=Moment(), metavar="WAKTU", help="Keadaan pada waktu ini, misalnya 2022-10-05T09:00:00.")
@click.option(
    "--to", "target", type=TableFile(path_type=Path), metavar="BERKAS", help="Tulis ke berkas .xlsx atau .csv."
)
def status(
    period: Period, unit: str | None, home: Path | None, as_json: bool, at: str | None, target: Path | None
) -> None:
    """Menampilkan formulir yang tepat waktu, terlambat, ditolak, dan belum ada per kantor."""
    from flows.completeness import NotCountedError, completeness
    from flows.outgoing import completeness_table, write_table
    from flows.reference.calendar import load_calendar
    from flows.reference.targets import load_reference
    from flows.settings import SHIPPED_TARGETS
    from flows.terminal import show_completeness
    from flows.warehouse.store import connect

    place = ready_home(home, unit)
    calendar = load_calendar(place)
    reference = load_reference(place.targets, SHIPPED_TARGETS)
    today = calendar.local_day(at or now())
    there = place.warehouse.exists()
    try:
        with connect(place.warehouse, read_only=True) if there else nullcontext() as connection:
            found = completeness(connection, calendar, reference, period, unit, today)
    except NotCountedError as problem:
        fail(TECHNICAL_FAILURE, str(problem))
    if target is not None:
        write_table(target, f"Kelengkapan {period}", *completeness_table(found), period)
        click.echo(f"Kelengkapan {len(found)} kantor ditulis ke {target}.")
    elif as_json:
        told = [
            {
                "unit_code": office.unit_code,
                "in_time_pct": None if office.in_time_pct is None else round(office.in_time_pct, 2),
                "forms": [{**asdict(form), "due_on": str(form.due_on)} for form in office.forms],
            }
            for office in found
        ]
        click.echo(json.dumps({"period": str(period), "as_of": str(today), "units": told}, ensure_ascii=False))
    else:
        show_completeness(found, str(period), today)
