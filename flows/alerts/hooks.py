"""Prefect's hooks for flows that stop. Whatever they need is imported when one does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prefect.client.schemas.objects import FlowRun, State
    from prefect.flows import Flow

_PREFIX = "Flow run encountered an exception: "


async def crash_hook(flow: Flow[Any, Any], flow_run: FlowRun, state: State[Any]) -> None:  # noqa: ARG001
    """Looks after a run whose process was killed, from the worker that started it."""
    from flows.orchestration import runs_a_command
    from flows.running.tending import tend

    if not runs_a_command():
        await tend(str(flow_run.id), "ended")


def failure_hook(flow: Flow[Any, Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Tells that a flow stopped, once: a step of a month is told by the month, and a command tells itself."""
    from flows.alerts.failure import identity_of, tell_failure
    from flows.orchestration import runs_a_command
    from flows.settings import Home

    if runs_a_command() or flow_run.parent_task_run_id is not None:
        return
    given = flow_run.parameters
    tell_failure(
        Home.resolve(given.get("home")),
        flow.fn.__name__,
        str(given.get("period", "")),
        (state.message or "").removeprefix(_PREFIX).split("\n")[0],
        f"catatan Prefect untuk {flow_run.name}",
        state.timestamp.isoformat(timespec="seconds"),
        identity_of(str(flow_run.id)),
    )
