"""Work in a home, alone and on record: the lock, the log from beginning to end, the history afterwards."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from flows.clock import seconds
from flows.running import history
from flows.running.lock import lock_of, take_now
from flows.running.log import Request, Run, active, new_log
from flows.running.resume import finished_steps, ground
from flows.settings import Home


@contextmanager
def writing(home: Home, name: str, period: str = "", unit: str = "", changes_figures: bool = True) -> Iterator[None]:
    """For a command that writes to a home without a flow: alone in it, and on record.

    Raises:
        HomeBusyError: another run works there and did not end in time.
    """
    lock = lock_of(home)
    take_now(home, lock)
    try:
        with running(home, Request(name, period, unit), changes_figures, None):
            yield
    finally:
        lock.release()


@contextmanager
def running(
    home: Home, request: Request, changes_figures: bool, inbox: str | None, identity: str | None = None
) -> Iterator[None]:
    """The log of a run from its beginning to its end, which may be a failure. The lock of the home is held.

    Args:
        identity: that of its Prefect run, where it has one.
    """
    history.close_killed(home)
    rests_on = ground(home, home.inbox if inbox is None else home.path.joinpath(inbox))
    before, done = finished_steps(home, request, rests_on) if changes_figures else ("", {})
    identity = identity or str(uuid.uuid4())
    run = Run(identity, request, new_log(home, request, identity), done)
    run.note(
        "run_started",
        request=asdict(request),
        rests_on=rests_on,
        changes_figures=changes_figures,
        goes_on_for=before,
        process=os.getpid(),
    )
    with active(run):
        try:
            yield
        except BaseException as problem:
            run.note("run_ended", state="failed", seconds=since(run.began), problem=in_short(problem))
            history.keep(home)
            raise
        run.note("run_ended", state="done", seconds=since(run.began))
        history.keep(home)


def since(began: float) -> float:
    """Seconds that have gone by."""
    return round(seconds() - began, 3)


def in_short(problem: BaseException) -> str:
    """A problem in one line."""
    return f"{type(problem).__name__}: {(str(problem).splitlines() or [''])[0][:300]}"
