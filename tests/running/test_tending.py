"""Which runs of a server are in trouble, and which of them go on; the whole of it is proved by `test_server.py`."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from prefect.client.schemas.objects import FlowRun, State
from prefect.states import AwaitingConcurrencySlot, Completed, Crashed, Failed, Late, Pending, Running

from flows.alerts.failure import Trouble, identity_of
from flows.running.automations import wanted_of
from flows.running.tending import _is_so, _may_go_on
from flows.settings import Home
from flows.settings_file import Runs


def run_in(state: State, **more: object) -> FlowRun:
    return FlowRun.model_validate(
        {"flow_id": uuid4(), "deployment_id": uuid4(), "name": "rajin-elang", **more}
    ).model_copy(update={"state": state})


@pytest.mark.parametrize(
    ("trouble", "states"),
    [
        ("ended", [Failed(), Crashed()]),
        # One that waits for its turn is looked after by the run that it waits for.
        ("late", [Late()]),
        ("hung", [Pending(), Running()]),
    ],
)
def test_what_is_no_longer_so_is_not_told(trouble: Trouble, states: list[State]) -> None:
    every = [Failed(), Crashed(), Late(), Pending(), Running(), Completed(), AwaitingConcurrencySlot()]
    told = {state.name for state in every if _is_so(run_in(state), trouble)}
    assert told == {state.name for state in states}
    assert not any(_is_so(run_in(state, parent_task_run_id=uuid4()), trouble) for state in every)


@pytest.mark.parametrize(
    ("state", "tags", "often", "expected"),
    [
        (Crashed(), [], 1, True),
        (Failed(), [], 1, False),
        (Crashed(), ["lanjutan ke-1"], 1, False),
        (Crashed(), ["lanjutan ke-1", "uji"], 2, True),
        (Crashed(), [], 0, False),
    ],
)
def test_only_what_was_killed_goes_on_and_not_for_ever(
    tmp_path: Path, state: State, tags: list[str], often: int, expected: bool
) -> None:
    (tmp_path / "settings.yml").write_text(f"runs: {{killed_go_on: {often}}}\n")
    assert _may_go_on(run_in(state, tags=tags), Home(tmp_path)) is expected


def test_a_run_that_comes_late_and_then_fails_is_told_of_both() -> None:
    kinds: list[Trouble] = ["ended", "late", "hung"]
    assert len({identity_of("1", kind) for kind in kinds}) == 3


def test_automations_look_at_runs_of_the_pool_alone_and_wait_as_long_as_the_settings_say() -> None:
    tending = uuid4()
    made = {one.name: one for one in wanted_of(Runs(late_minutes=20, hung_minutes=90), tending)}
    minutes = {name: one.trigger.within.total_seconds() / 60 for name, one in made.items()}  # type: ignore[union-attr]
    assert minutes == {
        "capaian: run failed or was killed": 0,
        "capaian: run is late": 20,
        "capaian: run hangs": 90,
        "capaian: run gives no sign of life": 1.5,
    }
    for one in made.values():
        related = one.trigger.match_related.model_dump()  # type: ignore[union-attr]
        assert related == {"prefect.resource.role": "work-pool", "prefect.resource.name": "capaian"}
