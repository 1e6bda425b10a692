"""The archive keeps what was received, unchanged, by content hash: written once, never overwritten."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def content_hash(content: bytes) -> str:
    """The name of a content: its SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def keep(archive: Path, content: bytes) -> Path:
    """Stores a content under its hash; the file's own name never chooses a path. A second time changes
    nothing.
    """
    name = content_hash(content)
    target = archive / name[:2] / name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(f".{os.getpid()}")
        draft.write_bytes(content)
        os.replace(draft, target)
    return target
