"""The archive keeps what was received, unchanged, by content hash: written once, never overwritten."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

# Begins what stands for the hash of a file whose content could not be taken in.
NO_CONTENT = "tanpa-isi-"
_PIECE = 1024 * 1024
_DRAFT = ".masuk-"
# A link in the inbox is not followed, not even one that took a file's place after the inbox was listed.
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, slots=True)
class Damage:
    """A content of the archive that is not what its name says: `changed`, `missing` or `stray`."""

    identity: str
    kind: Literal["changed", "missing", "stray"]


def content_hash(content: bytes) -> str:
    """The name of a content: its SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def place_of(archive: Path, identity: str) -> Path:
    """Where a content lies; the file's own name never chooses a path."""
    return archive / identity[:2] / identity


def receive(archive: Path, path: Path) -> str:
    """Takes a file into the archive, in pieces, and gives its content hash; a second time changes nothing.

    Raises:
        OSError: the file cannot be read, or is a link.
    """
    with os.fdopen(os.open(path, os.O_RDONLY | _NO_LINK), "rb") as source:
        identity = _hash(source)
        target = place_of(archive, identity)
        if target.exists():
            return identity
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = archive / f"{_DRAFT}{os.getpid()}"
        source.seek(0)
        copied = hashlib.sha256()
        with draft.open("wb") as copy:
            while piece := source.read(_PIECE):
                copied.update(piece)
                copy.write(piece)
            copy.flush()
            os.fsync(copy.fileno())
    if copied.hexdigest() != identity:
        draft.unlink()
        raise OSError(f"{path.name} changed while it was read")
    draft.chmod(0o444)
    os.replace(draft, target)
    return identity


def clear_drafts(archive: Path) -> None:
    """Takes away what an interrupted run left half written. Only the holder of the warehouse may call it."""
    for draft in archive.glob(f"{_DRAFT}*"):
        draft.unlink(missing_ok=True)


def verify(archive: Path, logged: set[str]) -> tuple[int, list[Damage]]:
    """Recomputes every hash: how many contents there are, and which are not what their names say.

    Args:
        logged: contents that the submission log says were received; each must be there.
    """
    damages = []
    present = set()
    for path in _contents(archive):
        present.add(path.name)
        with path.open("rb") as content:
            if place_of(archive, path.name) != path or len(path.name) != 64:
                damages.append(Damage(path.relative_to(archive).as_posix(), "stray"))
            elif _hash(content) != path.name:
                damages.append(Damage(path.name, "changed"))
    damages.extend(Damage(identity, "missing") for identity in sorted(logged - present))
    return len(present), damages


def _contents(archive: Path) -> Iterator[Path]:
    for path in sorted(archive.rglob("*")):
        if path.is_file() and not path.name.startswith(_DRAFT):
            yield path


def _hash(content: io.BufferedReader) -> str:
    return hashlib.file_digest(content, "sha256").hexdigest()
