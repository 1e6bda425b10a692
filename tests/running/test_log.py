"""The log of a run, where the next one goes on, and what the warehouse keeps of it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from flows.running import history
from flows.running.lock import HomeBusyError, holder, lock_of
from flows.running.log import Request, Run, lines, logs, new_log
from flows.running.resume import finished_steps, ground
from flows.running.work import running, writing
from flows.settings import Home
from flows.warehouse.store import connect

MONTH = Request("monthly-run", "2022-09")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    place = Home(tmp_path / "home")
    place.inbox.mkdir(parents=True)
    (place.inbox / "kiriman.xlsx").write_bytes(b"satu")
    return place


def _log(home: Home, request: Request, *events: tuple[str, dict[str, object]], killed: bool = False) -> Run:
    """The log of a run that came so far."""
    run = Run(f"{request.flow}-{len(logs(home))}", request, new_log(home, request, str(len(logs(home)))))
    begun = {"flow": request.flow, "period": request.period, "unit": request.unit, "arguments": {}}
    run.note(
        "run_started", request=begun, rests_on=ground(home, home.inbox), changes_figures=True, goes_on_for="", process=7
    )
    for event, facts in events:
        run.note(event, **facts)
    if killed:
        with run.path.open("a") as file:
            file.write('{"at": "2022-10-05T09:0')  # the line that the kill cut off
    return run


INGESTED = (
    ("step_started", {"name": "ingest"}),
    ("step_done", {"name": "ingest", "seconds": 1.5, "outcome": ["a.xlsx"]}),
)
BUILDING = ("step_started", {"name": "build"})


def test_a_killed_run_is_gone_on_with_after_its_finished_steps(home: Home) -> None:
    killed = _log(home, MONTH, *INGESTED, BUILDING, killed=True)
    assert finished_steps(home, MONTH, ground(home, home.inbox)) == (killed.identity, {"ingest": ["a.xlsx"]})


@pytest.mark.parametrize("changed", ["inbox", "settings", "targets"])
def test_nothing_is_kept_once_what_it_rested_on_changed(home: Home, changed: str) -> None:
    _log(home, MONTH, *INGESTED, killed=True)
    path = {
        "inbox": home.inbox / "koreksi.xlsx",
        "settings": home.settings,
        "targets": home.targets / "SERANG_2022" / "unit.yml",
    }[changed]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"lain")
    assert finished_steps(home, MONTH, ground(home, home.inbox)) == ("", {})


def test_nothing_is_kept_for_another_request_after_another_run_or_after_the_end(home: Home) -> None:
    now = ground(home, home.inbox)
    _log(home, MONTH, *INGESTED, killed=True)
    assert finished_steps(home, Request("monthly-run", "2022-10"), now) == ("", {})
    _log(home, Request("waive"), ("run_ended", {"state": "done", "seconds": 1.0}))
    assert finished_steps(home, MONTH, now) == ("", {})
    _log(home, MONTH, *INGESTED, ("run_ended", {"state": "done", "seconds": 9.0}))
    assert finished_steps(home, MONTH, now) == ("", {})


def test_the_history_says_what_was_done_kept_failed_and_killed(home: Home) -> None:
    _log(home, MONTH, *INGESTED, BUILDING, killed=True)
    history.close_killed(home)
    failed = ("step_failed", {"name": "build", "seconds": 0.5, "problem": "BuildError: x"})
    nodes = ("nodes", {"nodes": [{"node": "m", "kind": "model", "status": "success", "seconds": 0.25}]})
    ended = ("run_ended", {"state": "failed", "seconds": 2.0, "problem": "BuildError: x"})
    _log(home, MONTH, ("step_kept", {"name": "ingest"}), BUILDING, nodes, failed, ended)
    history.keep(home)
    assert not home.warehouse.exists()  # a log alone makes no warehouse
    connect(home.warehouse).close()
    history.keep(home)
    history.keep(home)  # what is there is not taken in again
    with connect(home.warehouse) as connection:
        runs = connection.execute("select state, seconds, problem from history.runs order by log").fetchall()
        steps = connection.execute("select step_no, step, state, seconds from history.steps order by all").fetchall()
        built = connection.execute("select node, status, seconds from history.nodes").fetchall()
    assert runs == [("killed", None, None), ("failed", 2.0, "BuildError: x")]
    assert steps == [
        (1, "ingest", "done", 1.5),
        (1, "ingest", "kept", None),
        (2, "build", "failed", 0.5),
        (2, "build", "killed", None),
    ]
    assert built == [("m", "success", 0.25)]


def test_every_line_names_run_flow_unit_and_period(home: Home) -> None:
    with writing(home, "finalize", "2022-09", "SERANG"):
        pass
    (path,) = logs(home)
    for line in lines(path):
        assert (line["flow"], line["unit"], line["period"]) == ("finalize", "SERANG", "2022-09")
        assert line["run"]
        assert line["at"]
    assert [line["event"] for line in lines(path)] == ["run_started", "run_ended"]


def test_a_second_one_is_told_who_works_here_and_gives_up_in_time(home: Home) -> None:
    home.settings.write_text("runs: {wait_minutes: 0.002}\n", "utf-8")
    lock = lock_of(home)
    with lock, running(home, MONTH, True, None):
        assert holder(home).startswith("monthly-run 2022-09 sedang berjalan sejak ")
        with (
            pytest.raises(HomeBusyError, match=rf"monthly-run 2022-09 .*nomor proses {os.getpid()}"),
            writing(home, "waive"),
        ):
            raise AssertionError("two at once")
    with writing(home, "waive"):
        assert json.loads(logs(home)[0].read_text("utf-8"))["flow"] == "waive"
