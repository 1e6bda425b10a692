"""The log of answers: entries chained by hash, added and never changed.

The hash of an entry covers all its fields and the hash of the entry before it (SHA-256 over canonical JSON), so that an
entry changed, taken out or moved later shows. The last hash, the head, is printed in every report: it also shows
entries cut off at the end.
"""

from __future__ import annotations

import getpass
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Literal

from flows.warehouse.store import TABLES

if TYPE_CHECKING:
    import duckdb

Action = Literal["waive", "finalize", "seal", "reopen", "sign"]
GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: who (the name given, and the account of the system), when, what, why.

    `value` is that of the finding when it was waived; `details` is JSON text.
    """

    seq: int
    answered_at: str
    actor: str
    account: str
    action: str
    unit_code: str
    period: str
    finding_id: str | None
    value: str | None
    reason: str | None
    details: str | None
    previous_hash: str
    hash: str = ""

    def worked_out(self) -> str:
        """The hash that belongs to the other fields."""
        covered = {name: value for name, value in asdict(self).items() if name != "hash"}
        return digest(covered)


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold: the entry, and what is wrong with it."""

    seq: int
    kind: Literal["order", "link", "content", "cut", "lock", "figures", "file"]


def digest(content: object) -> str:
    """SHA-256 over canonical JSON: keys in order, no blanks, characters as they are."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def account() -> str:
    """The account under which the program runs."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "tidak dikenal"


def append(
    connection: duckdb.DuckDBPyConnection,
    *,
    at: str,
    actor: str,
    action: Action,
    unit_code: str,
    period: str,
    finding_id: str | None = None,
    value: str | None = None,
    reason: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> Entry:
    """Adds an entry at the end of the chain; the transaction is the caller's, so that what it records comes with it."""
    last = head(connection)
    told = None if details is None else json.dumps(details, ensure_ascii=False, sort_keys=True)
    entry = Entry(
        seq=last.seq + 1 if last else 1,
        answered_at=at,
        actor=actor,
        account=account(),
        action=action,
        unit_code=unit_code,
        period=period,
        finding_id=finding_id,
        value=value,
        reason=reason,
        details=told,
        previous_hash=last.hash if last else GENESIS,
    )
    row = [*asdict(replace(entry, hash=entry.worked_out())).values()]
    names = ", ".join(TABLES["answers"])
    connection.execute(f"insert into raw.answers ({names}) values ({', '.join('?' * len(row))})", row)
    return Entry(*row)


def entries(connection: duckdb.DuckDBPyConnection, clauses: str = "", *values: str) -> list[Entry]:
    """The entries as they are stored, by number."""
    names = ", ".join(field.name for field in fields(Entry))
    found = connection.execute(f"select {names} from raw.answers {clauses} order by seq, rowid", values).fetchall()
    return [Entry(*row) for row in found]


def head(connection: duckdb.DuckDBPyConnection) -> Entry | None:
    """The last entry; its hash is the head of the chain."""
    found = entries(connection, "where seq = (select max(seq) from raw.answers)")
    return found[-1] if found else None


def verify(chain: list[Entry]) -> Break | None:
    """The first entry at which the chain does not hold; None when it is whole."""
    previous = GENESIS
    for place, entry in enumerate(chain, 1):
        if entry.seq != place:
            return Break(place, "order")
        if entry.previous_hash != previous:
            return Break(entry.seq, "link")
        if entry.worked_out() != entry.hash:
            return Break(entry.seq, "content")
        previous = entry.hash
    return None


def waived_values(connection: duckdb.DuckDBPyConnection, period: str) -> dict[str, str | None]:
    """The findings of a period that were waived, each with the value that was accepted last."""
    return {
        entry.finding_id: entry.value
        for entry in entries(connection, "where action = 'waive' and period = ?", period)
        if entry.finding_id
    }
