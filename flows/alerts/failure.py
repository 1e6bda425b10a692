"""A run that stopped is told to the data team: by the command line, or by Prefect's hooks (`hooks`)."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import Literal

from flows.alerts.channels import Channel, channels, channels_of, deliver, secrets, strike_out
from flows.alerts.outbox import Alert, Sent, Waiting, forget, keep, send_pending, set_aside, take_in
from flows.alerts.wording import one_line, words, write
from flows.settings import Home
from flows.settings_file import Alerts, SettingsProblem, load_settings
from flows.warehouse import WarehouseError
from flows.warehouse.store import connect, prepare

Trouble = Literal["ended", "late", "hung"]

GROUP = "Tim data"
_LONGEST = 300


def identity_of(run: str, trouble: Trouble = "ended") -> str:
    """What makes the trouble of a run one, whoever tells it."""
    return run if trouble == "ended" else f"{run} {trouble}"


def tell_failure(
    home: Home,
    flow: str,
    period: str,
    cause: str,
    log: str,
    at: str,
    identity: str = "",
    trouble: Trouble = "ended",
    goes_on: bool = False,
) -> Sent:
    """Tells that a run stopped, or comes late, or does not end: what, why, where the log is.

    Never raises: the run has failed enough.

    Args:
        flow: the function name of the flow that stopped.
        log: where the details lie.
        identity: what makes this failure one; the same identity is told once.
        goes_on: it is run again without anybody doing anything.
    """
    import duckdb

    try:
        alerts = load_settings(home.settings).alerts
        wanted = channels_of(alerts, "", GROUP)
        if not wanted:
            return Sent()
        made = [
            _message(channel, flow, period, strike_out(cause, secrets(alerts)), log, at, identity, trouble, goes_on)
            for channel in wanted
        ]
        try:
            with connect(home.warehouse) as connection:
                prepare(connection)
                take_in(connection, home)
                for alert in made:
                    keep(connection, alert)
                return send_pending(connection, alerts, at)
        except (WarehouseError, duckdb.Error):  # held, damaged, or no room to write into it
            return _without_a_warehouse(home, made, alerts)
    except SettingsProblem:
        return Sent()  # who is to be told cannot be known
    except Exception as failure:
        return Sent(waiting=[Waiting("", GROUP, type(failure).__name__)])


def _message(
    channel: Channel,
    flow: str,
    period: str,
    cause: str,
    log: str,
    at: str,
    identity: str,
    trouble: Trouble,
    goes_on: bool,
) -> Alert:
    parts = (channel.route, channel.number, flow, period, identity or (cause, at))
    key = hashlib.sha256(repr(parts).encode()).hexdigest()[:12]
    message = write(
        "failure",
        key,
        step=words()["steps"].get(flow, flow),
        flow=flow,
        period=period,
        at=at,
        cause=one_line(cause)[:_LONGEST] or "tidak diketahui",
        log=log,
        trouble=trouble,
        goes_on=goes_on,
    )
    return Alert(key, "failure", "", period, GROUP, channel, message.title, message.body, at)


def _without_a_warehouse(home: Home, made: list[Alert], alerts: Alerts) -> Sent:
    outcome, addresses = Sent(), channels(alerts)
    for alert in made:
        with suppress(OSError):  # no room to keep it in: all the more should it be told now
            set_aside(home, alert)
        found = deliver(addresses[alert.channel], alert.title, alert.body)
        if found is None:
            with suppress(OSError):
                forget(home, alert)
            outcome.sent.append(alert.alert_key)
        else:
            outcome.waiting.append(Waiting(alert.alert_key, str(alert.channel), found.text))
    return outcome
