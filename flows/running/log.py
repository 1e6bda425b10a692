"""The log of a run: a file of JSON lines under `HOME/logs/runs/`, each with run, flow, unit, period and time.

It is written while the run works, line by line, so that it tells how far a run came that was killed. It needs no
warehouse: a run whose warehouse cannot be opened has a log too. What it says of finished runs goes into the warehouse
(`history`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from flows.clock import seconds, to_the_millisecond
from flows.settings import Home

State = Literal["done", "failed", "killed"]

_current: ContextVar[Run | None] = ContextVar("run", default=None)


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for: two runs with the same request do the same work."""

    flow: str
    period: str = ""
    unit: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Run:
    """A run that writes its log; `done` holds what steps gave that an interrupted run had finished before, `rows` how
    many rows it wrote to each table of the warehouse.
    """

    identity: str
    request: Request
    path: Path
    done: dict[str, Any] = field(default_factory=dict)
    began: float = field(default_factory=seconds)
    step: str = ""
    rows: Counter[str] = field(default_factory=Counter)

    def note(self, event: str, **facts: Any) -> None:
        """Adds a line."""
        line = {
            "at": to_the_millisecond(),
            "run": self.identity,
            "flow": self.request.flow,
            "period": self.request.period,
            "unit": self.request.unit,
            "step": self.step,
            "event": event,
            **facts,
        }
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")


def current() -> Run | None:
    """The run that this code is part of."""
    return _current.get()


class active:  # noqa: N801 - used as `with active(run):`
    """Makes a run the one that code below is part of."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def __enter__(self) -> Run:
        self._token = _current.set(self._run)
        return self._run

    def __exit__(self, *_: object) -> None:
        _current.reset(self._token)


def wrote(rows: Mapping[str, int]) -> None:
    """Logs how many rows were written to tables (`schema.table`), so that it shows when a month costs a history."""
    run, some = current(), {table: number for table, number in rows.items() if number}
    if run is not None and some:
        run.rows.update(some)
        run.note("rows", rows=some)


def rows_written() -> dict[str, int]:
    """The rows that the run has written so far, by table."""
    run = current()
    return {} if run is None else dict(sorted(run.rows.items()))


def say(text: str) -> None:
    """Logs what people are told."""
    run = current()
    if run is not None:
        run.note("said", text=text)


def folder_of(home: Home) -> Path:
    """Where the logs of a home's runs lie, a file a run."""
    return home.path / "logs" / "runs"


def new_log(home: Home, request: Request, identity: str) -> Path:
    """The file of a new run; names sort by the time at which runs began."""
    folder = folder_of(home)
    folder.mkdir(parents=True, exist_ok=True)
    moment = to_the_millisecond().partition("+")[0].replace("-", "").replace(":", "")
    return folder / f"{moment}_{request.flow}_{identity[:8]}.jsonl"


def logs(home: Home) -> list[Path]:
    """The logs of a home, the newest first."""
    return sorted(folder_of(home).glob("*.jsonl"), reverse=True)


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a log, but for one that a kill or a full disk cut off."""
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                yield json.loads(line)
            except ValueError:
                continue


def state_of(events: list[dict[str, Any]]) -> State | None:
    """How a run ended; None while nothing is said of it."""
    last = events[-1] if events else {}
    return last["state"] if last.get("event") == "run_ended" else None
