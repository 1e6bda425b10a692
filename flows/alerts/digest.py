"""Digests: what each channel has not been told yet of a period's published findings.

A channel is told a finding when it is new to it, has another value, is open again, or is resolved. What it was told is
kept with the digest in one transaction, so that nothing is told twice and nothing is lost between the two.
"""

from __future__ import annotations

import hashlib
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.alerts.channels import Channel, channels_of
from flows.alerts.outbox import Alert, keep
from flows.alerts.wording import write
from flows.findings import SEVERITIES, TOLD_ORDER
from flows.settings import Home
from flows.settings_file import Alerts
from flows.warehouse.store import TABLES, has_table, insert
from flows.wording import nama_periode

if TYPE_CHECKING:
    import duckdb

_COUNTS = ", ".join(
    f"count(*) filter (severity = '{severity}' and status = 'open') "
    f"over (partition by unit_code, owner_group) as open_{severity}"
    for severity in SEVERITIES
)

# One row for each channel and finding that it has not been told in this state.
_UNTOLD = f"""
with

findings as (

    select *, {_COUNTS}
    from marts.mart_findings
    where period = $period and coalesce(unit_code = $unit or unit_code = '', true)

),

untold as (

    select
        findings.*,
        routes.route,
        routes.channel,
        case
            when findings.status = 'resolved' then 'resolved'
            when told.finding_id is null then 'new'
            when told.status <> 'open' then 'reopened'
            else 'changed'
        end as change
    from findings
    inner join routes
        on findings.unit_code = routes.unit_code
        and findings.owner_group = routes.owner_group
    left join raw.alerts_told as told
        on routes.route = told.route
        and routes.channel = told.channel
        and findings.finding_id = told.finding_id
    where
        (
            findings.status = 'open'
            and (told.finding_id is null or told.status <> 'open' or told.value is distinct from findings.value)
        )
        or (findings.status = 'resolved' and told.status = 'open')

)

select * from untold
order by unit_code, owner_group, route, channel, {TOLD_ORDER}
"""


def compose(
    connection: duckdb.DuckDBPyConnection, home: Home, alerts: Alerts, period: str, unit: str | None, at: str
) -> list[Alert]:
    """Puts one digest for each owner group and channel into the outbox, where there is anything to tell.

    Args:
        unit: only this office's findings; all offices otherwise.
        at: ISO time at which the digest is made.
    """
    made: list[Alert] = []
    connection.execute("begin")
    try:
        untold = _untold(connection, alerts, period, unit)
        for (code, group, route, number), rows in groupby(
            untold, key=lambda row: (row["unit_code"], row["owner_group"], row["route"], row["channel"])
        ):
            alert = _digest(connection, home, Channel(route, number), code, group, period, list(rows), at)
            made.append(alert)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return made


def _untold(
    connection: duckdb.DuckDBPyConnection, alerts: Alerts, period: str, unit: str | None
) -> list[dict[str, Any]]:
    if not has_table(connection, "marts", "mart_findings"):
        return []
    owners = connection.execute(
        "select distinct unit_code, owner_group from marts.mart_findings where period = ? order by all", [period]
    ).fetchall()
    routes = [
        (code, group, channel.route, channel.number)
        for code, group in owners
        for channel in channels_of(alerts, code, group)
    ]
    if not routes:
        return []
    connection.execute(
        "create or replace temp table routes (unit_code varchar, owner_group varchar, route varchar, channel integer)"
    )
    connection.executemany("insert into routes values (?, ?, ?, ?)", routes)
    cursor = connection.execute(_UNTOLD, {"period": period, "unit": unit})
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _digest(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    channel: Channel,
    unit: str,
    group: str,
    period: str,
    rows: list[dict[str, Any]],
    at: str,
) -> Alert:
    """One digest, kept with what it tells."""
    scope = [channel.route, channel.number, unit, period, group]
    earlier = connection.execute(
        "select count(*) from raw.alerts where kind = 'findings' and route = ? and channel = ? "
        "and unit_code = ? and period = ? and owner_group = ?",
        scope,
    ).fetchone()
    # The same findings may come to the same state again: the digests before tell the two apart.
    states = [(row["finding_id"], row["status"], row["value"]) for row in rows]
    key = hashlib.sha256(repr((scope, earlier, states)).encode()).hexdigest()[:12]
    message = write(
        "digest",
        key,
        unit=unit,
        period=period,
        bulan=nama_periode(period),
        group=group,
        open=[(severity, rows[0][f"open_{severity}"]) for severity in SEVERITIES],
        changed=_told_once([row for row in rows if row["change"] != "resolved"]),
        resolved=[row for row in rows if row["change"] == "resolved"],
        report=_if_there(home.reports / unit / period / "lapkin.html") if unit else None,
        page=_if_there(home.checks / period / "index.html"),
    )
    alert = Alert(key, "findings", unit, period, group, channel, message.title, message.body, at)
    keep(connection, alert)
    connection.executemany(
        "delete from raw.alerts_told where route = ? and channel = ? and finding_id = ?",
        [[channel.route, channel.number, row["finding_id"]] for row in rows],
    )
    told = [[channel.route, channel.number, *state, key] for state in states]
    insert(connection, "alerts_told", TABLES["alerts_told"], told)
    return alert


def _told_once(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Findings that move the same figures tell them once: the later ones name the number of the first."""
    first: dict[str, int] = {}
    numbered = []
    for number, row in enumerate(rows, 1):
        earlier = first.setdefault(row["effect"], number) if row["effect_size"] else number
        numbered.append({**row, "same_as": earlier if earlier < number else None})
    return numbered


def _if_there(path: Path) -> str | None:
    return str(path) if path.exists() else None
