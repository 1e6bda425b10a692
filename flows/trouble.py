"""The machine in the way: what a failure of disk, warehouse or server means to people, and what they can do.

The sentences are data (`trouble.yml`). A failure arrives in many dresses (an `OSError`, a text of DuckDB, dbt or
SQLite); here each is known by its number or by its words, and named once.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

_NUMBERS = {
    errno.ENOSPC: "no_space",
    errno.EDQUOT: "no_space",
    errno.EFBIG: "too_large",
    errno.EROFS: "read_only",
    errno.EACCES: "not_allowed",
    errno.EPERM: "not_allowed",
    errno.EIO: "broken_disk",
    errno.ENOTDIR: "not_a_folder",
}
# What DuckDB, SQLite and dbt write where Python gives a number; the first that is found counts.
_WORDS = (
    ("no_space", r"no space left on device|database or disk is full|quota exceeded"),
    ("too_large", r"file too large"),
    ("read_only", r"read-only file system|attempt to write a readonly database"),
    ("newer", r"database file with version number|newer (?:storage )?version of duckdb|serialized with version"),
    ("not_allowed", r"permission denied|operation not permitted"),
    ("broken_disk", r"input/output error"),
    (
        "unreadable",
        r"not a valid duckdb database|corrupt database file|could not read enough bytes|could not read all bytes"
        r"|failure while replaying wal|is a directory|checksum .* does not match|fatal error: .*invalidated",
    ),
    ("server", r"prefect's server|failed to reach api|all connection attempts failed|connecterror"),
)
_HOLDER = re.compile(r"conflicting lock is held in (?P<program>.*?)\(PID (?P<number>\d+)\)", re.IGNORECASE)
_LOCKED = re.compile(r"could not set lock on file|being used by another process", re.IGNORECASE)
_PROBE = ".coba-tulis"
_PROBE_BYTES = 256 * 1024


@cache
def sentences() -> dict[str, str]:
    """Every sentence by its kind."""
    import yaml

    texts: dict[str, str] = yaml.safe_load((Path(__file__).parent / "trouble.yml").read_text("utf-8"))
    return {kind: text.strip() for kind, text in texts.items()}


def say(kind: str, **details: object) -> str:
    """The sentence of a kind, with its details."""
    return sentences()[kind].format(**details)


def kind_of(problem: BaseException) -> str | None:
    """Which kind of trouble is behind a failure, itself or what caused it; None where it is of another nature."""
    for link in _chain(problem):
        if isinstance(link, OSError) and link.errno in _NUMBERS:
            return _NUMBERS[link.errno]
        told = str(link)
        for kind, words in _WORDS:
            if re.search(words, told, re.IGNORECASE):
                return kind
    return None


def is_locked(problem: BaseException) -> bool:
    """Whether DuckDB says that another process holds the file."""
    return bool(_LOCKED.search(str(problem)))


def holder(problem: BaseException) -> int | None:
    """The number of the process that holds the warehouse, where DuckDB says it."""
    found = _HOLDER.search(str(problem))
    return int(found["number"]) if found else None


def in_words(problem: BaseException, path: Path, warehouse: Path | None = None) -> str | None:
    """What a failure at `path` means and what to do; None where it is not the machine that stands in the way.

    A failure that says nothing of the disk may still come from it (a server that ended, a step that lost its file):
    then the folder itself is asked.

    Args:
        warehouse: the file that is meant when a warehouse turns out to be damaged while it is read.
    """
    kind = kind_of(problem)
    if kind in (None, "server"):
        kind = trouble_of(path) or kind
    if kind in ("unreadable", "newer"):
        return say(kind, path=warehouse or path)
    return None if kind is None else say(kind, path=_place(problem, path), where=_server())


def trouble_of(folder: Path) -> str | None:
    """The kind of trouble that writing into a folder meets: found by writing, since rights say nothing to root."""
    existing = folder
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    if not existing.is_dir():
        return "not_a_folder"
    probe = existing / f"{_PROBE}-{os.getpid()}"
    try:
        with probe.open("wb") as file:
            file.write(b"\0" * _PROBE_BYTES)
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        return kind_of(problem)
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
    return None


def _place(problem: BaseException, path: Path) -> Path:
    """The file at fault where it is outside the folder that is thought of."""
    for link in _chain(problem):
        if isinstance(link, OSError) and link.errno in _NUMBERS and isinstance(link.filename, str):
            named = Path(link.filename)
            return path if named.is_relative_to(path) else named
    return path


def _server() -> str:
    address = os.environ.get("PREFECT_API_URL", "")
    # A user and password in the address are nobody's business.
    return f" di {re.sub(r'//[^/@]*@', '//', address)}" if address else ""


def _chain(problem: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = problem
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or link.__context__
