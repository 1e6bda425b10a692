"""`capaian national`: all offices side by side, as a page for head office."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from flows.commands.options import PeriodType, at_home, unread_inbox
from flows.commands.shared import TECHNICAL_FAILURE, fail, is_published, month_status, ready_home
from flows.period import Period


@click.command()
@click.argument("period", type=PeriodType(), metavar="PERIODE")
@at_home
@unread_inbox
def national(period: Period, home: Path | None, as_json: bool) -> None:
    """Menulis halaman semua kantor berdampingan: hasil nasional, peringkat, kelengkapan, temuan."""
    from flows.report.figures import NothingPublishedError
    from flows.report.national import as_plain, write_national
    from flows.terminal import show_national
    from flows.warehouse.store import connect

    place = ready_home(home, None)
    if not is_published(place):
        fail(TECHNICAL_FAILURE, f"Belum ada hasil yang diterbitkan di {place.path}. Jalankan: capaian run {period}")
    try:
        with connect(place.warehouse, read_only=True) as connection:
            path, told = write_national(connection, place, period)
    except NothingPublishedError as problem:
        # As for every command: a refusal, or that nothing came, ends 4; else the month only waits to be published.
        click.echo(f"{problem} Jalankan: capaian run {period}", err=True)
        sys.exit(month_status(place, period, None, drafts_count=False) or TECHNICAL_FAILURE)
    if as_json:
        click.echo(json.dumps({"file": str(path)} | as_plain(told), ensure_ascii=False))
    else:
        show_national(told, str(path))
