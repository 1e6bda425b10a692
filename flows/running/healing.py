"""Tasks that are tried again when what stopped them can heal by itself: a file that another process holds.

A failed check, build or contract is never tried again: it would fail the same way.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from prefect import task

from flows.warehouse import WarehouseBusyError

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State, TaskRun
    from prefect.tasks import Task

Given = ParamSpec("Given")
Outcome = TypeVar("Outcome")

DELAYS: list[float] = [2, 8]  # seconds before each further try
_HELD = frozenset({errno.EBUSY, errno.ETXTBSY, errno.EAGAIN, errno.ETIMEDOUT, errno.ESTALE})


def healing_task(function: Callable[Given, Outcome]) -> Task[Given, Outcome]:
    """A Prefect task that is tried again after what can heal."""
    return task(retries=len(DELAYS), retry_delay_seconds=DELAYS, retry_condition_fn=_can_heal)(function)


def can_heal(problem: BaseException) -> bool:
    """Whether the same work may succeed a moment later, with nothing changed by anyone."""
    return isinstance(problem, WarehouseBusyError) or (isinstance(problem, OSError) and problem.errno in _HELD)


def _can_heal(_: Task[..., Any], __: TaskRun, state: State[Any]) -> bool:
    from flows.progress import tell

    try:
        state.result()
    except Exception as problem:
        if can_heal(problem):
            tell(f"Dicoba lagi sebentar lagi: {problem}")
            return True
    return False
