"""The outbox: a message is kept until a channel has accepted it, and that is logged.

A crash between the two sends it again, under the key that it names (at least once). One process holds the warehouse
while it sends, so no two send the same.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from flows.alerts.channels import Channel, Problem, channels, deliver, problem
from flows.placing import put
from flows.settings import Home
from flows.settings_file import Alerts
from flows.warehouse.store import TABLES, insert

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Alert:
    """One message for one channel."""

    alert_key: str
    kind: str
    unit_code: str
    period: str
    owner_group: str
    channel: Channel
    title: str
    body: str
    created_at: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that was not accepted, and why, in words without secrets."""

    alert_key: str
    channel: str
    problem: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the outbox: keys of what was accepted, and what waits for the next time."""

    sent: list[str] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)


def keep(connection: duckdb.DuckDBPyConnection, alert: Alert) -> bool:
    """Puts a message into the outbox, and says whether it was new; one that is there already stays as it is."""
    if connection.execute("select 1 from raw.alerts where alert_key = ?", [alert.alert_key]).fetchone():
        return False
    row = {
        **{name: getattr(alert, name) for name in TABLES["alerts"] if hasattr(alert, name)},
        "route": alert.channel.route,
        "channel": alert.channel.number,
        "state": "pending",
        "attempts": 0,
    }
    insert(connection, "alerts", TABLES["alerts"], [[row.get(name) for name in TABLES["alerts"]]])
    return True


def send_pending(connection: duckdb.DuckDBPyConnection, alerts: Alerts, at: str) -> Sent:
    """Hands over everything that waits, the oldest first.

    A channel that does not answer is left alone until the next time; one that refuses a message gets the next.
    """
    outcome = Sent()
    addresses = channels(alerts)
    silent: dict[Channel, Problem] = {}
    pending = connection.execute(
        "select alert_key, route, channel, title, body from raw.alerts where state = 'pending' "
        "order by created_at, rowid"
    ).fetchall()
    for key, route, number, title, body in pending:
        channel = Channel(route, number)
        found = silent.get(channel)
        if found is None:
            connection.execute("update raw.alerts set attempts = attempts + 1 where alert_key = ?", [key])
            address = addresses.get(channel)
            found = problem("gone") if address is None else deliver(address, title, body)
        if found is None:
            log_acceptance(connection, key, at)
            outcome.sent.append(key)
            continue
        if not found.answered:
            silent[channel] = found
        connection.execute("update raw.alerts set last_problem = ? where alert_key = ?", [found.text, key])
        outcome.waiting.append(Waiting(key, str(channel), found.text))
    return outcome


def log_acceptance(connection: duckdb.DuckDBPyConnection, key: str, at: str) -> None:
    """Notes that a channel accepted a message."""
    connection.execute(
        "update raw.alerts set state = 'sent', sent_at = ?, last_problem = null where alert_key = ?", [at, key]
    )


# When the warehouse cannot be opened, what must be told of that waits beside it, a file a message.


def set_aside(home: Home, alert: Alert) -> None:
    """Keeps a message outside the warehouse until it can be opened again."""
    home.alerts.mkdir(parents=True, exist_ok=True)
    put(home.alerts / f"{alert.alert_key}.json", json.dumps(asdict(alert), ensure_ascii=False))


def forget(home: Home, alert: Alert) -> None:
    """Lets go of a message that was set aside, once it was accepted."""
    (home.alerts / f"{alert.alert_key}.json").unlink(missing_ok=True)


def take_in(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Brings messages that were set aside into the outbox."""
    for path in sorted(home.alerts.glob("*.json")):
        told = json.loads(path.read_text("utf-8"))
        keep(connection, Alert(**{**told, "channel": Channel(**told["channel"])}))
        path.unlink()
