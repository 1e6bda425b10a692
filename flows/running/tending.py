"""Runs of a Prefect server in trouble: told through the alerts, and set going again where a process was killed."""

from __future__ import annotations

from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import FlowRun

from flows.alerts.failure import Trouble, identity_of, tell_failure
from flows.settings import Home
from flows.settings_file import load_settings

_TAG = "lanjutan ke-"


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
            await _go_on(client, found)
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
    often = load_settings(home.settings).runs.killed_go_on
    return run.state.is_crashed() and run.deployment_id is not None and _number(run) < often


def _number(run: FlowRun) -> int:
    """How often the work of a run was begun again before it."""
    return max((int(tag.removeprefix(_TAG)) for tag in run.tags if tag.startswith(_TAG)), default=0)


async def _go_on(client: PrefectClient, run: FlowRun) -> None:
    """Another run of the same work, once for a run, whoever sees first that this one was killed."""
    assert run.deployment_id is not None
    deployment = await client.read_deployment(run.deployment_id)
    known = (deployment.parameter_openapi_schema or {}).get("properties", {})
    # As of the time that it was meant for: which month is open depends on it.
    assert run.expected_start_time is not None
    meant = run.expected_start_time.isoformat()
    await client.create_flow_run_from_deployment(
        run.deployment_id,
        name=f"{run.name}-lanjutan",
        parameters={name: meant for name in ("at", "received_at") if name in known}
        | {name: value for name, value in run.parameters.items() if value is not None},
        tags=[*(tag for tag in run.tags if not tag.startswith(_TAG)), f"{_TAG}{_number(run) + 1}"],
        idempotency_key=f"goes on for {run.id}",
    )


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
        identity_of(str(run.id), trouble),
        trouble,
        goes_on,
    )
