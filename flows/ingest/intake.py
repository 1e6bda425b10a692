"""The step from an inbox to raw tables: every file judged by itself, all that was accepted landed in one
transaction.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from flows.ingest.archive import content_hash, keep
from flows.ingest.landing import land, reader_findings_in_force
from flows.ingest.submission import Submission, read_submission
from flows.period import Period
from flows.reference.targets import Reference
from flows.warehouse.store import replace

if TYPE_CHECKING:
    import duckdb

__all__ = ["Intake", "Submission", "files_in", "ingest", "read_submission", "reader_findings_in_force"]

_FROM_SYSTEMS = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(slots=True)
class Intake:
    """What a run of ingest did, for people: files taken in, files known already, files that wait for another
    month.
    """

    taken: list[Submission] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    waiting: list[tuple[str, Period]] = field(default_factory=list)
    units: list[str] = field(default_factory=list)


def files_in(inbox: Path) -> Iterator[Path]:
    """Files of an inbox at any depth in a fixed order; hidden files, lock files, folder files and links are
    no submissions.
    """
    for folder, folders, names in os.walk(inbox, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder) / name
            left_out = name.startswith((".", "~$")) or name.lower() in _FROM_SYSTEMS
            if not left_out and not path.is_symlink() and path.is_file():
                yield path


def ingest(
    connection: duckdb.DuckDBPyConnection,
    reference: Reference,
    inbox: Path,
    archive: Path,
    period: Period,
    unit_code: str | None,
    received_at: str,
) -> Intake:
    """Takes in the inbox for one period: the archive first, then all rows in one transaction.

    A content that was accepted before changes nothing. A refused file is judged again, since the targets of
    its office may have come meanwhile. Files of another period wait for their own run.

    Args:
        unit_code: only this office's files; all offices otherwise.
        received_at: ISO time that the submission log keeps for files not seen before.
    """
    intake = Intake(units=[unit.code for unit in reference.units])
    received: dict[str, str] = {}
    accepted: dict[str, str] = {}
    for identity, month, verdict, at in connection.execute(
        "select submission_id, period, verdict, received_at from raw.submissions"
    ).fetchall():
        received[identity] = at
        if verdict != "refused":
            accepted[identity] = month
    present: set[str] = set()
    for path in files_in(inbox) if inbox.is_dir() else ():
        file_name = _printable(path.relative_to(inbox).as_posix())
        identity = content_hash(path.read_bytes())
        if identity in accepted and accepted[identity] != str(period):
            intake.waiting.append((file_name, Period.parse(accepted[identity])))
        elif identity in accepted or identity in present:
            intake.known.append(file_name)
        else:
            present.add(identity)
            _take(intake, read_submission(path, file_name, reference, period, unit_code), period, unit_code)
    for submission in intake.taken:
        keep(archive, submission.content)
    connection.execute("begin")
    try:
        for table, rows in reference.rows.items():
            replace(connection, table, rows)
        _forget_gone(connection, intake, period, unit_code)
        for submission in intake.taken:
            land(connection, submission, period, received.get(submission.submission_id, received_at))
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return intake


def _take(intake: Intake, submission: Submission, period: Period, unit_code: str | None) -> None:
    """Takes a file in, lets it wait for its month, or leaves it to the run of its own office."""
    unknown = submission.is_of_unknown_office
    if submission.period not in (None, period) and not unknown:
        assert submission.period is not None
        intake.waiting.append((submission.file_name, submission.period))
        return
    own = submission.unit.code == unit_code if submission.unit else not unknown
    if unit_code is None or own:
        intake.taken.append(submission)


def _printable(name: str) -> str:
    """A file's name as text that any table and page can hold, whatever bytes the file system allows."""
    readable = name.encode("utf-8", "replace").decode("utf-8")
    return "".join(letter if letter.isprintable() else "?" for letter in readable)


def _forget_gone(connection: duckdb.DuckDBPyConnection, intake: Intake, period: Period, unit_code: str | None) -> None:
    """A refused file whose office nobody knows is told as long as it lies in the inbox, no longer."""
    if unit_code is None:
        present = sorted(submission.submission_id for submission in intake.taken)
        connection.execute(
            "delete from raw.reader_findings "
            "where unit_code = '' and period = ? and not list_contains(?::varchar[], submission_id)",
            [str(period), present],
        )
