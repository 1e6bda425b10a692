"""Automations of Prefect's server: a run of the pool that fails, is killed, comes late or hangs is looked after.

They only notice; what is told, to whom and how often is decided by the flow that they start (`tend_run.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Literal
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState, RunDeployment
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.exceptions import ObjectNotFound

from flows.alerts.failure import Trouble
from flows.settings_file import Runs

TENDING = "tend-run/tend-run"
_POOL = "capaian"
_OVER = ("Completed", "Failed", "Crashed", "Cancelled")
# Three signs of life missed; the worker is told to give one every half minute (`deploy/systemd/capaian.env.example`).
_SILENCE = dt.timedelta(seconds=90)


class NotDeployedError(Exception):
    """The deployment that automations start is not on the server."""


async def create_all(runs: Runs) -> list[str]:
    """Makes the automations what these settings say; called again it changes what is there.

    Returns:
        Their names.

    Raises:
        NotDeployedError: the server does not have the deployment that they start.
        RuntimeError, httpx.HTTPError: the server does not answer, or refuses.
    """
    async with get_client() as client:
        try:
            tending = (await client.read_deployment_by_name(TENDING)).id
        except ObjectNotFound:
            raise NotDeployedError from None
        wanted = wanted_of(runs, tending)
        for automation in wanted:
            await _put(client, automation)
    return [automation.name for automation in wanted]


async def remove_all(runs: Runs) -> list[str]:
    """Takes them off the server again.

    Returns:
        The names of those that were there.
    """
    removed = []
    async with get_client() as client:
        for automation in wanted_of(runs, UUID(int=0)):
            for known in await client.read_automations_by_name(automation.name):
                await client.delete_automation(known.id)
                removed.append(known.name)
    return removed


async def _put(client: PrefectClient, automation: AutomationCore) -> None:
    known = await client.read_automations_by_name(automation.name)
    for other in known[1:]:
        await client.delete_automation(other.id)
    if known:
        await client.update_automation(known[0].id, automation)
    else:
        await client.create_automation(automation)


def wanted_of(runs: Runs, tending: UUID) -> list[AutomationCore]:
    """The automations as these settings have them.

    Args:
        tending: the deployment that they start.
    """
    late, hung = (dt.timedelta(minutes=minutes) for minutes in (runs.late_minutes, runs.hung_minutes))
    return [
        AutomationCore(
            name="capaian: run failed or was killed",
            trigger=_trigger(Posture.Reactive, expect=("Failed", "Crashed")),
            actions=[_tend(tending, "ended")],
        ),
        AutomationCore(
            name="capaian: run is late",
            trigger=_trigger(Posture.Proactive, ("Late",), ("Pending", "Running", *_OVER), late),
            actions=[_tend(tending, "late")],
        ),
        AutomationCore(
            name="capaian: run hangs",
            trigger=_trigger(Posture.Proactive, ("Pending", "Running"), _OVER, hung),
            actions=[_tend(tending, "hung")],
        ),
        AutomationCore(
            name="capaian: run gives no sign of life",
            trigger=_trigger(Posture.Proactive, ("heartbeat",), ("heartbeat", *_OVER), _SILENCE),
            actions=[
                ChangeFlowRunState(
                    name=None, state=StateType.CRASHED, message="proses tidak memberi tanda hidup lagi", force=True
                )
            ],
        ),
    ]


def _trigger(
    posture: Literal[Posture.Reactive, Posture.Proactive],
    after: Iterable[str] = (),
    expect: Iterable[str] = (),
    within: dt.timedelta | None = None,
) -> EventTrigger:
    """One event of a run of the pool, seen, or missed for a time after another one."""
    return EventTrigger(
        match={"prefect.resource.id": "prefect.flow-run.*"},
        match_related={"prefect.resource.role": "work-pool", "prefect.resource.name": _POOL},
        for_each={"prefect.resource.id"},
        after=_events(after),
        expect=_events(expect),
        posture=posture,
        threshold=1,
        within=dt.timedelta(0) if within is None else within,
    )


def _events(names: Iterable[str]) -> set[str]:
    return {f"prefect.flow-run.{name}" for name in names}


def _tend(tending: UUID, trouble: Trouble) -> RunDeployment:
    run: dict[str, Any] = {"__prefect_kind": "jinja", "template": "{{ event.resource.id }}"}
    return RunDeployment(
        source="selected", deployment_id=tending, parameters={"run": run, "trouble": trouble}, job_variables=None
    )
