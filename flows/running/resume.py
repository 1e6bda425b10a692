"""Where a run that was killed or failed goes on: at the step where it stopped, as long as nothing else has changed.

A step that was finished is not repeated when the run before this one asked for the same, nothing else wrote to the home
in between, and what it rested on is as it was: files of the inbox, targets, offices, settings, and the program itself.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flows.ingest.intake import files_in
from flows.running.log import Request, lines, logs, state_of
from flows.settings import DBT_PROJECT, EXPECTATIONS, ROOT, TEMPLATES, Home

_PROGRAM = (ROOT / "flows", DBT_PROJECT, EXPECTATIONS, TEMPLATES)
_NOT_PROGRAM = frozenset({"__pycache__", "target", "logs"})


def ground(home: Home, inbox: Path) -> str:
    """A hash of what a run rests on beside the warehouse: by names, sizes and times of files, without reading them."""
    found = hashlib.sha256()
    for path in _files(home, inbox):
        known = path.stat()
        found.update(f"{path}\0{known.st_size}\0{known.st_mtime_ns}\n".encode())
    return found.hexdigest()


def finished_steps(home: Home, request: Request, rests_on: str) -> tuple[str, dict[str, Any]]:
    """The run that stopped, and what its finished steps gave by step; empty where there is none to go on for."""
    for path in logs(home):
        events = list(lines(path))
        if not events or not events[0].get("changes_figures"):
            continue  # it sent messages, or was killed before it had written anything
        begun = events[0]
        same = begun["request"] == asdict(request) and begun["rests_on"] == rests_on
        if not same or state_of(events) == "done":
            return "", {}
        return begun["run"], {
            event["name"]: event.get("outcome") for event in events if event["event"] in ("step_done", "step_kept")
        }
    return "", {}


def _files(home: Home, inbox: Path) -> Iterator[Path]:
    if inbox.is_dir():
        yield from files_in(inbox)
    yield from sorted(home.path.glob("*.yml"))
    for folder in (home.targets, home.offices, *_PROGRAM):
        for place, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if name not in _NOT_PROGRAM)
            yield from (Path(place) / name for name in sorted(names) if not name.endswith(".pyc"))
