"""The step from an inbox to raw tables: every file judged by itself, all that was accepted landed in one
transaction.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from flows.ingest.archive import NO_CONTENT, clear_drafts, content_hash, place_of, receive
from flows.ingest.landing import Landing, land, reader_findings_in_force
from flows.ingest.readers import Job, Reading, read_all, refused_landing
from flows.ingest.seen import Inbox, edition_of, stamp_of
from flows.ingest.workbook import SHIPPED_LIMITS, Unreadable
from flows.period import Period
from flows.reference.targets import Reference
from flows.settings_file import Limits
from flows.warehouse.store import connect, has_table, replace_all

if TYPE_CHECKING:
    import duckdb

__all__ = ["Intake", "Landing", "files_in", "ingest", "reader_findings_in_force", "take_again"]

_FROM_SYSTEMS = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(slots=True)
class Intake:
    """What a run of ingest did, for people: files taken in, files known already, files with the content of another
    one, files that wait for another month, and how many rows were written by table.
    """

    taken: list[Landing] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    twins: list[tuple[str, str]] = field(default_factory=list)
    waiting: list[tuple[str, Period]] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)


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
    limits: Limits = SHIPPED_LIMITS,
) -> Intake:
    """Takes in the inbox for one period: the archive first, then all rows in one transaction.

    A content that was accepted before changes nothing. A refused file is judged again, since the targets of
    its office may have come meanwhile. Files of another period wait for their own run.

    Args:
        unit_code: only this office's files; all offices otherwise.
        received_at: ISO time that the submission log keeps for files not seen before.
        limits: what one file may cost.
    """
    log = {
        identity: _Logged(month, verdict, at)
        for identity, month, verdict, at in connection.execute(
            "select submission_id, period, verdict, received_at from raw.submissions"
        ).fetchall()
    }
    intake = Intake(units=[unit.code for unit in reference.units])
    reading = Reading(replace(reference, rows={}), period, unit_code, limits)
    jobs: dict[str, Job] = {}
    unreadable: list[Landing] = []
    archive.mkdir(parents=True, exist_ok=True)
    clear_drafts(archive)
    seen = Inbox(connection, inbox, edition_of(reference, period))
    files: dict[str, tuple[os.stat_result, str, Period | None]] = {}
    for path in files_in(inbox) if inbox.is_dir() else ():
        file_name = _printable(path.relative_to(inbox).as_posix())
        try:
            status = path.lstat()
            reason = "too_large" if status.st_size > limits.file_bytes else ""
            identity = _by_name(path, file_name) if reason else _content(seen, file_name, status, archive, path)
            other = None if reason or unit_code else seen.waits_for(file_name, identity)
            if not reason:
                files[file_name] = status, identity, other
        except OSError:
            identity, reason, other = _without_content(file_name), "no_access", None
        before = log.get(identity)
        job = Job(identity, place_of(archive, identity), file_name, before.received_at if before else received_at)
        if reason:
            unreadable.append(refused_landing(job, reading, Unreadable(reason)))
        elif before and before.verdict != "refused" and before.month != str(period):
            intake.waiting.append((file_name, Period.parse(before.month)))
        elif before and before.verdict != "refused":
            intake.known.append(file_name)
        elif other and other != period and not before:
            intake.waiting.append((file_name, other))
        elif identity in jobs:
            intake.twins.append((file_name, jobs[identity].file_name))
        else:
            jobs[identity] = job
    for landing in (*unreadable, *read_all(list(jobs.values()), reading)):
        if not _take(intake, landing, period, unit_code) and landing.says_its_month and not unit_code:
            status, identity, _ = files[landing.file_name]
            files[landing.file_name] = status, identity, landing.period
    connection.execute("begin")
    try:
        intake.rows = _put_reference(connection, reference)
        _forget_gone(connection, intake, period, unit_code)
        intake.rows |= land(connection, intake.taken, log.keys())
        for file_name, (status, identity, other) in files.items():
            seen.saw(file_name, status, identity, other)
        seen.keep()
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return intake


def take_again(
    connection: duckdb.DuckDBPyConnection,
    reference: Reference,
    jobs: Mapping[Period, Sequence[Job]],
    unit_code: str,
    limits: Limits = SHIPPED_LIMITS,
) -> list[Landing]:
    """Lands contents as the submission log says that they came, into raw tables that know none of them yet.

    Args:
        jobs: contents by the month that they were taken in for, each with its own name and time of receipt.
        unit_code: the office that they were taken in for.
    """
    landings: list[Landing] = []
    for period, listed in sorted(jobs.items()):
        landings.extend(read_all(listed, Reading(replace(reference, rows={}), period, unit_code, limits)))
    connection.execute("begin")
    try:
        _put_reference(connection, reference)
        land(connection, landings, ())
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return landings


def logged_contents(warehouse: Path, seconds: float | None = None) -> set[str]:
    """Every content that the logs of submissions and of targets say was taken in; none where nothing ever came.

    Args:
        seconds: how long to wait for whoever holds the warehouse.
    """
    if not warehouse.exists():
        return set()
    logs = {"submissions": "submission_id", "target_imports": "content"}
    with connect(warehouse, read_only=True, seconds=seconds) as connection:
        rows = [
            row
            for table, column in logs.items()
            if has_table(connection, "raw", table)
            for row in connection.execute(f"select distinct {column} from raw.{table}").fetchall()
        ]
    return {identity for (identity,) in rows if not identity.startswith(NO_CONTENT)}


def _put_reference(connection: duckdb.DuckDBPyConnection, reference: Reference) -> dict[str, int]:
    """Makes the raw tables of reference data what the files say now; gives the rows written by table."""
    return {f"raw.{table}": replace_all(connection, table, rows) for table, rows in reference.rows.items()}


@dataclass(frozen=True, slots=True)
class _Logged:
    """What the submission log says of a content."""

    month: str
    verdict: str
    received_at: str


def _take(intake: Intake, landing: Landing, period: Period, unit_code: str | None) -> bool:
    """Takes a file in, lets it wait for its month, or leaves it to the run of its own office; whether it was read for
    this month.
    """
    unknown = landing.is_of_unknown_office
    if landing.period not in (None, period) and not unknown:
        assert landing.period is not None
        intake.waiting.append((landing.file_name, landing.period))
        return False
    own = landing.unit_code == unit_code if landing.unit_code else not unknown
    if unit_code is None or own:
        intake.taken.append(landing)
    return True


def _content(seen: Inbox, file_name: str, status: os.stat_result, archive: Path, path: Path) -> str:
    """The hash of a file's content, which the archive holds."""
    known = seen.content_of(file_name, stamp_of(status))
    return known if known and place_of(archive, known).exists() else receive(archive, path)


def _by_name(path: Path, file_name: str) -> str:
    """What stands for the hash of a file too large to be read through."""
    status = path.lstat()
    return _without_content(f"{file_name} {status.st_size} {status.st_mtime_ns}")


def _without_content(what: str) -> str:
    return NO_CONTENT + content_hash(what.encode())


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
