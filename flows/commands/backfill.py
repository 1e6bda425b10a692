"""`capaian backfill`: a range of months, one after the other."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from flows.clock import now
from flows.commands.options import PeriodType, at_home, receiving
from flows.commands.shared import WRONG_USAGE, absolute, fail, ready_home, run_flow
from flows.period import Period


@click.command()
@click.argument("first", type=PeriodType(), metavar="AWAL")
@click.argument("last", type=PeriodType(), metavar="AKHIR")
@click.option("--unit", "units", multiple=True, metavar="KODE", help="Hanya kantor ini; boleh berulang.")
@click.option("--no-reports", is_flag=True, help="Hitung dan terbitkan saja, tanpa menulis laporan.")
@at_home
@receiving
def backfill(
    first: Period,
    last: Period,
    units: tuple[str, ...],
    no_reports: bool,
    home: Path | None,
    as_json: bool,
    inbox: Path | None,
    received_at: str | None,
) -> None:
    """Menjalankan beberapa bulan berturut-turut; bulan yang gagal tidak menghentikan yang lain."""
    if last < first:
        fail(WRONG_USAGE, f"Bulan terakhir {last} mendahului bulan pertama {first}; tukar urutannya.")
    for unit in units:
        ready_home(home, unit)
    place = ready_home(home, None)
    outcome = run_flow(
        place,
        "flows.backfill:backfill",
        as_json,
        str(first),
        str(last),
        list(units) or None,
        str(place.path),
        absolute(inbox),
        received_at or now(),
        not no_reports,
    )
    if as_json:
        click.echo(json.dumps(asdict(outcome), ensure_ascii=False))
    else:
        click.echo(f"{len(outcome.done)} bulan selesai: {', '.join(outcome.done)}")
