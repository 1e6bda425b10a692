"""Flow: what a month's findings changed reaches the groups whose they are."""

from __future__ import annotations

import traceback
from pathlib import Path

from prefect.runtime import flow_run

from flows.alerts.digest import compose
from flows.alerts.outbox import Sent, send_pending, take_in
from flows.progress import tell
from flows.running.healing import healing_task
from flows.running.record import recorded_flow
from flows.settings import Home
from flows.settings_file import load_settings
from flows.warehouse.store import connect, prepare


@recorded_flow("send-alerts", changes_figures=False)
async def send_alerts(
    period: str | None = None, unit: str | None = None, home: str | None = None, at: str | None = None
) -> Sent:
    """Makes the digests of a period, if one is given, and hands over everything that waits.

    Never fails: what was not accepted waits for the next time, and what went wrong is told.

    Args:
        at: ISO time of sending; the run's own scheduled time otherwise.
    """
    place = Home.resolve(home)
    try:
        outcome = digest_and_send(place, period, unit, at or str(flow_run.scheduled_start_time.isoformat()))
    except Exception as problem:
        # The text of a problem may hold an address: its kind and where it arose are all that is kept.
        where = _log(place, problem)
        tell(f"Pemberitahuan belum dikirim karena gangguan teknis ({type(problem).__name__}); rincian ada di {where}.")
        return Sent()
    for line in in_words(outcome):
        tell(line)
    return outcome


async def send_alerts_if_wanted(period: str, unit: str | None, home: str | None, at: str | None) -> None:
    """The last step of a month; homes that name no channel are spared even the flow."""
    if load_settings(Home.resolve(home).settings).alerts:
        await send_alerts(period, unit, home, at)


@healing_task
def digest_and_send(home: Home, period: str | None, unit: str | None, at: str) -> Sent:
    """Into the outbox, and out of it."""
    return send(home, at, period, unit)


def send(home: Home, at: str, period: str | None = None, unit: str | None = None) -> Sent:
    """Hands over what waits; with a period, what is new of that too."""
    alerts = load_settings(home.settings).alerts
    with connect(home.warehouse) as connection:
        prepare(connection)
        take_in(connection, home)
        if period is not None:
            compose(connection, home, alerts, period, unit, at)
        return send_pending(connection, alerts, at)


def in_words(outcome: Sent) -> list[str]:
    """What became of the outbox, for people."""
    lines = [f"{len(outcome.sent)} pemberitahuan diterima salurannya"] if outcome.sent else []
    for waiting in outcome.waiting:
        number = f" {waiting.alert_key}" if waiting.alert_key else ""
        lines.append(f"Pemberitahuan{number} menunggu, {waiting.channel}: {waiting.problem}")
    if outcome.waiting:
        lines.append("Yang menunggu dikirim pada proses berikutnya, atau sekarang dengan: capaian alerts send")
    return lines


def _log(home: Home, problem: Exception) -> Path:
    path = home.path / "logs" / "alerts.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join([*traceback.format_tb(problem.__traceback__), type(problem).__name__, "\n"]), "utf-8")
    return path
