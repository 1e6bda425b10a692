"""What makes a function a flow of this program: the lock of its home, its log, and steps that are not done twice.

A flow that is called by another one is a step of that one's run. Parsing and arithmetic know nothing of this.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, get_type_hints

from prefect import flow
from prefect.runtime import flow_run
from pydantic import TypeAdapter

from flows.alerts.hooks import crash_hook, failure_hook
from flows.clock import seconds
from flows.progress import hears, listen
from flows.running.lock import lock_of, take
from flows.running.log import Request, Run, current
from flows.running.work import in_short, running, since
from flows.settings import Home

if TYPE_CHECKING:
    from prefect.flows import Flow

Given = ParamSpec("Given")
Outcome = TypeVar("Outcome")

_OWN = ("period", "unit", "home")


def recorded_flow(
    name: str, changes_figures: bool = True
) -> Callable[[Callable[Given, Coroutine[Any, Any, Outcome]]], Flow[Given, Coroutine[Any, Any, Outcome]]]:
    """A Prefect flow that works alone in its home and writes a log; called by another one it is a step of that.

    Args:
        name: as deployments and logs call it.
        changes_figures: whether it writes what figures rest on. Others never stand between a run and its continuation.
    """

    def decorate(
        function: Callable[Given, Coroutine[Any, Any, Outcome]],
    ) -> Flow[Given, Coroutine[Any, Any, Outcome]]:
        signature = inspect.signature(function)

        @functools.wraps(function)
        async def recorded(*args: Given.args, **kwargs: Given.kwargs) -> Outcome:
            given = signature.bind(*args, **kwargs)
            given.apply_defaults()
            run, request = current(), _request(name, given.arguments)
            if run is not None:
                return await step(_step_name(request, run), lambda: function(*args, **kwargs), _kind_of(function))
            home = Home.resolve(given.arguments.get("home"))
            lock = lock_of(home)
            _speak_to_prefect()
            await take(home, lock)
            try:
                with running(home, request, changes_figures, given.arguments.get("inbox"), flow_run.id):
                    return await function(*args, **kwargs)
            finally:
                lock.release()

        return flow(name=name, on_failure=[failure_hook], on_crashed=[crash_hook])(recorded)

    return decorate


async def step(name: str, work: Callable[[], Awaitable[Outcome]], kind: Any) -> Outcome:
    """A step of the run that this code is part of: done now, or kept from the run that this one goes on for.

    Args:
        kind: the type of what the step gives, to write it into the log and to read it back.
    """
    run, adapter = current(), TypeAdapter(kind)
    if run is None:
        return await work()
    if name in run.done:
        run.note("step_kept", name=name, outcome=run.done[name])
        kept: Outcome = adapter.validate_python(run.done[name])
        return kept
    outer, began = run.step, seconds()
    run.step = name
    run.note("step_started", name=name)
    try:
        outcome = await work()
    except BaseException as problem:
        run.note("step_failed", name=name, seconds=since(began), problem=in_short(problem))
        raise
    finally:
        run.step = outer
    run.note("step_done", name=name, seconds=since(began), outcome=adapter.dump_python(outcome, mode="json"))
    return outcome


def about(name: str, period: str) -> str:
    """A step's name, with its month where that is not what the whole run is about: a run may do it for several."""
    run = current()
    return name if run is None or period == run.request.period else f"{name} {period}"


def is_done(name: str) -> bool:
    """Whether a step is kept from the run that this one goes on for."""
    run = current()
    return run is not None and name in run.done


def _request(name: str, arguments: dict[str, Any]) -> Request:
    more = {
        key: str(value)
        for key, value in arguments.items()
        # Another time of receipt is the same work: what was received keeps its time.
        if key not in (*_OWN, "received_at", "at") and value is not None
    }
    return Request(name, str(arguments.get("period") or ""), str(arguments.get("unit") or ""), more)


def _step_name(request: Request, run: Run) -> str:
    """A step's name, with what it is about where that is not what the whole run is about."""
    of_a_unit = request.unit and request.unit != run.request.unit
    name = f"{request.flow} {request.unit}" if of_a_unit else request.flow
    return about(name, request.period) if request.period else name


def _kind_of(function: Callable[..., Any]) -> Any:
    return get_type_hints(function)["return"]


def _speak_to_prefect() -> None:
    """Where no command listens, what a run says goes to the logs of its Prefect run."""
    if not hears():
        from prefect.logging import get_run_logger

        listen(get_run_logger().info)
