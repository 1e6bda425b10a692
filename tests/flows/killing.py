"""Commands that are killed: started, waited for, killed, and what then stands in the home."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.answers import answering
from flows.report.render import report_files
from flows.settings import Home
from flows.warehouse.store import connect

from .conftest import everything

Rows = list[tuple[Any, ...]]
PATIENCE = 15  # seconds in which what a killed command left running must have ended


@dataclass(frozen=True)
class State:
    """What stands in a home: every row, and the files of September's report on disk."""

    tables: dict[str, Rows]
    report: dict[str, bytes]

    def part(self, *names: str) -> dict[str, Rows]:
        """Tables by schema or by name."""
        return {name: found for name, found in self.tables.items() if name in names or name.partition(".")[0] in names}

    def without(self, *names: str) -> dict[str, Rows]:
        """All tables but those."""
        return {name: found for name, found in self.tables.items() if name not in names}


def report_of(home: Path) -> Path:
    return home / "reports" / "SERANG" / "2022-09"


def state_of(home: Path) -> State:
    """As it is read by another program, which may not write: what a kill left in the write-ahead log counts."""
    return State(everything(home), {path.name: path.read_bytes() for path in report_of(home).iterdir()})


def left_over(home: Path) -> list[str]:
    """Drafts of reports and pages that a kill left behind."""
    return [
        str(path.relative_to(home))
        for place in ("reports", "checks")
        for path in (home / place).rglob("*")
        if path.name.startswith(".")
    ]


def start(command: Sequence[object], env: Mapping[str, str]) -> subprocess.Popen[str]:
    """A command in a session of its own, so that everything that it starts can be found."""
    return subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(env),
        start_new_session=True,
    )


def wait_for_line(process: subprocess.Popen[str], beginning: str) -> None:
    """Returns when the command says that line."""
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        if line.startswith(beginning):
            return
        said.append(line)
    raise AssertionError(f"it never said {beginning!r} but {''.join(said)}")


def kill(process: subprocess.Popen[str]) -> float:
    """Kills the command alone, and gives the seconds until all that it started has ended by itself."""
    process.send_signal(signal.SIGKILL)
    process.communicate()
    started = time.monotonic()
    while found := _of_session(process.pid):
        if time.monotonic() - started > PATIENCE:
            for number in found:
                os.kill(number, signal.SIGKILL)
            raise AssertionError(f"{len(found)} processes outlived the command that started them")
        time.sleep(0.02)
    return time.monotonic() - started


def _of_session(session: int) -> list[int]:
    """The processes of a session that run."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _, _, its_session = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
            except OSError:
                continue  # it has just ended
            if int(its_session) == session and state != "Z":
                found.append(int(entry.name))
    return found


def rendered(home: Path) -> dict[str, bytes]:
    """The report as `capaian report` would write it now."""
    with connect(home / "warehouse.duckdb") as connection:
        return report_files(connection, "SERANG", "2022-09")


def chain_is_whole(home: Path) -> bool:
    """What `capaian audit verify` says."""
    return answering.audit(Home(home))[2] is None
