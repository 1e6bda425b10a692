"""`capaian remind`: tells groups which of their forms are still awaited."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from flows.clock import now
from flows.commands.options import Moment, PeriodType, at_home, unread_inbox
from flows.commands.shared import TECHNICAL_FAILURE, WRONG_USAGE, alone, fail, ready_home
from flows.period import Period


@click.command()
@click.argument("period", type=PeriodType(), metavar="PERIODE")
@click.option("--at", type=Moment(), metavar="WAKTU", help="Seperti pada waktu ini, misalnya 2022-10-05T07:30:00.")
@at_home
@unread_inbox
def remind(period: Period, at: str | None, home: Path | None, as_json: bool) -> None:
    """Mengingatkan kelompok tentang formulir yang belum diterima, pada hari pengingat menurut kalender."""
    from flows.alerts.reminders import send_reminders
    from flows.send_alerts import in_words
    from flows.settings_file import load_settings

    place = ready_home(home, None)
    if not load_settings(place.settings).alerts:
        fail(
            WRONG_USAGE, f"Belum ada saluran. Tulis di {place.settings}, misalnya: alerts: {{default: [mailtos://...]}}"
        )
    with alone(place, "remind", period, changes_figures=False):
        outcome = send_reminders(place, [period], at or now())
    if as_json:
        click.echo(json.dumps({"period": str(period), **asdict(outcome)}, ensure_ascii=False))
    else:
        for line in in_words(outcome) or ["Tidak ada yang perlu diingatkan pada hari itu, atau sudah diingatkan."]:
            click.echo(line)
    sys.exit(TECHNICAL_FAILURE if outcome.waiting else 0)
