"""What earlier runs saw of an inbox, so that a month costs its own files however many others lie there.

A file whose stamp is as it was is not read through again to know its content; a content that waits for another month is
not opened again to know that. It is no part of what figures rest on: without it a run does the same, only later.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from flows.clock import is_past
from flows.ingest.forms import forms_for
from flows.period import Period
from flows.warehouse.store import insert

if TYPE_CHECKING:
    import duckdb

    from flows.reference.targets import Reference

# Beside the history of runs: two homes that hold the same figures differ in it.
_TABLE = "inbox"
_COLUMNS = {
    "inbox": "varchar",
    "file_name": "varchar",
    "stamp": "varchar",
    "content": "varchar",
    "waits_for": "varchar",
    "reader": "varchar",
}
_SETTLED = 2  # seconds; file systems stamp files more coarsely than programs write


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of one file: its stamp, its content's hash, and the month that it waits for, if it does, as a
    certain edition of the reader understood it.
    """

    stamp: str
    content: str
    waits_for: str = ""
    reader: str = ""


class Inbox:
    """The files of one inbox as runs saw them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path, reader: str) -> None:
        """Remembers what earlier runs noted.

        Args:
            reader: the edition of the reader (`edition_of`).
        """
        self._connection, self._folder, self._reader = connection, str(folder.resolve()), reader
        listing = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
        connection.execute("create schema if not exists history")
        connection.execute(f"create table if not exists history.{_TABLE} ({listing})")
        self._before = {
            name: Seen(*seen)
            for name, *seen in connection.execute(
                f"select file_name, stamp, content, waits_for, reader from history.{_TABLE} where inbox = ?",
                [self._folder],
            ).fetchall()
        }
        self._now: dict[str, Seen] = {}

    def content_of(self, name: str, stamp: str) -> str | None:
        """The content's hash of a file that has not been touched since it was seen; None for others."""
        before = self._before.get(name)
        return before.content if before and before.stamp == stamp else None

    def waits_for(self, name: str, content: str) -> Period | None:
        """The month that a content of this name waits for, as the same reader saw; None where it must be read."""
        before = self._before.get(name)
        known = before and before.content == content and before.reader == self._reader and before.waits_for
        return Period.parse(known) if known else None

    def saw(self, name: str, status: os.stat_result, content: str, waits_for: Period | None) -> None:
        """Notes a file that lies in the inbox, unless it was touched so lately that its stamp may stand still."""
        if is_past(status.st_ctime_ns, _SETTLED):
            month = str(waits_for) if waits_for else ""
            self._now[name] = Seen(stamp_of(status), content, month, self._reader if waits_for else "")

    def keep(self) -> None:
        """Writes down what changed; the transaction is the caller's."""
        gone = sorted(name for name, seen in self._before.items() if self._now.get(name) != seen)
        if gone:
            self._connection.execute(
                f"delete from history.{_TABLE} where inbox = ? and file_name in (select unnest(?::varchar[]))",
                [self._folder, gone],
            )
        rows = [
            (self._folder, name, seen.stamp, seen.content, seen.waits_for, seen.reader)
            for name, seen in sorted(self._now.items())
            if self._before.get(name) != seen
        ]
        insert(self._connection, _TABLE, _COLUMNS, rows, schema="history")


def stamp_of(status: os.stat_result) -> str:
    """What changes whenever a file is written, replaced or renamed over, whatever time it claims to be of."""
    parts = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev)
    return " ".join(map(str, parts))


def edition_of(reference: Reference, period: Period) -> str:
    """A hash of all that says which month a file is of, but for the file: the reader, the forms, the offices known."""
    found = hashlib.sha256(_program().encode())
    found.update("\n".join(sorted(map(repr, forms_for(str(period)).values()))).encode())
    found.update("\n".join(map(repr, reference.units)).encode())
    return found.hexdigest()


@cache
def _program() -> str:
    found = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted((*here.glob("*.py"), *here.glob("*.yml"))):
        found.update(path.read_bytes())
    return found.hexdigest()
