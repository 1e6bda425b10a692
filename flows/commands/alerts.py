"""`capaian alerts`: sends what waits, or tries every channel."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from flows.clock import now
from flows.commands.options import PeriodType, at_home, unread_inbox
from flows.commands.shared import TECHNICAL_FAILURE, WRONG_USAGE, alone, fail, ready_home
from flows.period import Period


@click.group()
def alerts() -> None:
    """Pemberitahuan kepada kelompok: temuan baru, temuan selesai, dan gangguan."""


@alerts.command("send")
@click.argument("period", type=PeriodType(), metavar="[PERIODE]", required=False)
@at_home
@unread_inbox
def alerts_send(period: Period | None, home: Path | None, as_json: bool) -> None:
    """Mengirim pemberitahuan yang menunggu; dengan PERIODE juga temuan bulan itu yang belum diberitahukan."""
    from flows.send_alerts import in_words, send

    place = ready_home(home, None)
    with alone(place, "send-alerts", period, changes_figures=False):
        outcome = send(place, now(), None if period is None else str(period))
    if as_json:
        click.echo(json.dumps(asdict(outcome), ensure_ascii=False))
    else:
        for line in in_words(outcome) or ["Tidak ada pemberitahuan yang menunggu."]:
            click.echo(line)
    sys.exit(TECHNICAL_FAILURE if outcome.waiting else 0)


@alerts.command("test")
@click.option("--to", "group", metavar="KELOMPOK", help="Hanya saluran kelompok ini, misalnya Penindakan atau default.")
@at_home
@unread_inbox
def alerts_test(group: str | None, home: Path | None, as_json: bool) -> None:
    """Mengirim satu pesan percobaan ke setiap saluran dan mengatakan apakah diterima."""
    from flows.alerts.channels import channels, deliver
    from flows.alerts.wording import write
    from flows.settings_file import load_settings

    place = ready_home(home, None)
    known = channels(load_settings(place.settings).alerts)
    if not known:
        fail(
            WRONG_USAGE, f"Belum ada saluran. Tulis di {place.settings}, misalnya: alerts: {{default: [mailtos://...]}}"
        )
    chosen = {
        channel: address
        for channel, address in known.items()
        if group is None or group in (channel.route, channel.route.partition("/")[2])
    }
    if not chosen:
        listed = ", ".join(sorted({channel.route for channel in known}))
        fail(WRONG_USAGE, f"Kelompok '{group}' tidak mempunyai saluran. Yang mempunyai: {listed}.")
    at = now()
    results = []
    for channel, address in chosen.items():
        message = write("test", f"percobaan {at}", channel=channel, at=at)
        problem = deliver(address, message.title, message.body)
        results.append({"channel": str(channel), "accepted": problem is None, "problem": problem and problem.text})
        if not as_json:
            click.echo(f"{channel}: {'diterima' if problem is None else problem.text}")
    if as_json:
        click.echo(json.dumps({"channels": results}, ensure_ascii=False))
    sys.exit(0 if all(result["accepted"] for result in results) else TECHNICAL_FAILURE)
