"""Runs of a Prefect server in trouble: told through the alerts, and set going again where a process was killed."""

from __future__ import annotations

from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.states import AwaitingRetry

from flows.alerts.failure import Trouble, identity_of, tell_failure
from flows.settings import Home
from flows.settings_file import load_settings


async def tend(run: str, trouble: Trouble) -> bool:
    """Looks at a run, tells of its trouble if that is still so, and lets it go on.

    Args:
        run: the run's number, alone or as an event names it.
        trouble: `ended` (failed or killed), `late` (not begun) or `hung` (not ended).

    Returns:
        Whether there was anything to tell.
    """
    async with get_client() as client:
        found = await client.read_flow_run(UUID(run.rpartition(".")[2]))
        if not _is_so(found, trouble):
            return False
        home = Home.resolve(found.parameters.get("home"))
        goes_on = trouble == "ended" and _may_go_on(found, home)
        name = (await client.read_flow(found.flow_id)).name
        _tell(found, name.replace("-", "_"), trouble, home, goes_on)
        if goes_on:
            # As of the time that it was meant for: which month is open depends on it.
            await client.set_flow_run_state(
                found.id, AwaitingRetry(scheduled_time=found.expected_start_time), force=True
            )
    return True


def _is_so(run: FlowRun, trouble: Trouble) -> bool:
    """A run may have begun, ended or been set going again since."""
    state = run.state
    if state is None or run.parent_task_run_id is not None:
        return False
    if trouble == "ended":
        return state.is_failed() or state.is_crashed()
    if trouble == "late":
        return state.name == "Late"
    return state.is_running() or state.is_pending()


def _may_go_on(run: FlowRun, home: Home) -> bool:
    """A process that was killed may have been so by accident; a run that failed would fail again."""
    assert run.state is not None
    return run.state.is_crashed() and run.run_count <= load_settings(home.settings).runs.killed_go_on


def _tell(run: FlowRun, flow_name: str, trouble: Trouble, home: Home, goes_on: bool) -> None:
    assert run.state is not None
    runs = load_settings(home.settings).runs
    cause = {
        "ended": run.state.message or "",
        "late": f"belum dimulai {runs.late_minutes:g} menit sesudah waktunya",
        "hung": f"belum selesai {runs.hung_minutes:g} menit sesudah dimulai",
    }[trouble]
    tell_failure(
        home,
        flow_name,
        str(run.parameters.get("period") or ""),
        cause,
        f"catatan Prefect untuk {run.name}",
        run.state.timestamp.isoformat(timespec="seconds"),
        identity_of(str(run.id), run.run_count, trouble),
        trouble,
        goes_on,
    )
