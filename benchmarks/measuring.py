"""Commands run as a user runs them: how long they take, how much memory the whole family of processes holds at most."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
_PAUSE = 0.2


@dataclass(frozen=True)
class Measured:
    """A command that ended: seconds, and the most memory that its processes held together, in bytes (PSS)."""

    seconds: float
    peak_bytes: int


def measured(*command: object, home: Path, statuses: tuple[int, ...] = (0, 3)) -> Measured:
    """Runs a command of the product on a home.

    Raises:
        SystemExit: it ended otherwise.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        [BIN / "capaian", *map(str, command), "--home", str(home)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    peak = _Peak(process.pid)
    _, said = process.communicate()
    seconds = time.perf_counter() - started
    if process.returncode not in statuses:
        raise SystemExit(f"capaian {' '.join(map(str, command))} ended {process.returncode}: {said[-500:]}")
    return Measured(seconds, peak.ended())


class _Peak:
    def __init__(self, process: int) -> None:
        self._process, self._most, self._over = process, 0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(_PAUSE):
            self._most = max(self._most, sum(map(_held, _family(self._process))))

    def ended(self) -> int:
        self._over.set()
        self._thread.join()
        return self._most


def _family(process: int) -> list[int]:
    """A process and all below it."""
    parents: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                told = Path("/proc", name, "stat").read_text()
            except OSError:
                continue
            parents.setdefault(int(told.rpartition(")")[2].split()[1]), []).append(int(name))
    found, waiting = [], [process]
    while waiting:
        found.append(waiting.pop())
        waiting += parents.get(found[-1], [])
    return found


def _held(process: int) -> int:
    """What a process holds, shared pages by its share, in bytes; 0 for one that has ended."""
    try:
        lines = Path("/proc", str(process), "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
