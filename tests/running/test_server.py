"""A Prefect server and two workers on this machine, as a team has them: what is scheduled, killed, late or failed.

It takes minutes: each run is a process of its own that the worker starts.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import pytest

from tests.alerts.conftest import free_port
from tests.flows.conftest import CORRECTED, FIRST, ROOT, environment, rows

pytestmark = pytest.mark.slow
BIN = Path(sys.executable).parent
Found = TypeVar("Found")
# What the server does by itself it does every few seconds instead of every few minutes.
_QUICK = {
    "PREFECT_SERVER_SERVICES_LATE_RUNS_LOOP_SECONDS": "1",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS": "3",
    "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2",
    "PREFECT_WORKER_QUERY_SECONDS": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
}


def wait_for(what: str, look: Callable[[], Found | None], seconds: float = 120) -> Found:
    """What is looked for, as soon as it is there."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.3)
    pytest.fail(f"not seen in {seconds:.0f} s: {what}")


@dataclass
class Team:
    """A home, and the server and workers that look after it."""

    home: Path
    url: str
    environment: dict[str, str]
    told: list[dict[str, Any]]
    processes: dict[str, subprocess.Popen[bytes]]

    def ask(self, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/{path}", data, {"Content-Type": "application/json"})

        def answer() -> str | None:
            try:
                with urllib.request.urlopen(request, timeout=20) as told:
                    return told.read().decode() or "null"
            except urllib.error.HTTPError as refusal:
                if refusal.code == HTTPStatus.SERVICE_UNAVAILABLE:
                    return None  # busy: its own clients ask again too
                raise

        return json.loads(wait_for(f"an answer of {path}", answer))

    def do(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            [BIN / program, *arguments], capture_output=True, text=True, cwd=ROOT, env=self.environment, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, name: str, *arguments: str) -> None:
        with (self.home.parent / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [BIN / "prefect", *arguments], stdout=log, stderr=log, cwd=ROOT, env=self.environment
            )

    def stop(self, name: str) -> None:
        process = self.processes.pop(name)
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()

    def deployment(self, name: str) -> str:
        return str(self.ask(f"deployments/name/{name}/{name}")["id"])

    def order(self, name: str, **parameters: Any) -> str:
        """A run of a deployment, wanted now."""
        return str(self.ask(f"deployments/{self.deployment(name)}/create_flow_run", {"parameters": parameters})["id"])

    def state(self, run: str) -> str:
        return str(self.ask(f"flow_runs/{run}")["state"]["name"])

    def states(self, run: str) -> list[str]:
        return [state["name"] for state in self.ask(f"flow_run_states/?flow_run_id={run}")]

    def ends(self, run: str, state: str = "Completed", seconds: float = 240) -> None:
        wait_for(f"{state} of {run}", lambda: self.state(run) == state, seconds)

    def tended(self) -> list[dict[str, Any]]:
        """The runs that looked after others, with what they were given."""
        wanted = {"flow_runs": {"deployment_id": {"any_": [self.deployment("tend-run")]}}}
        return list(self.ask("flow_runs/filter", wanted))

    def titles(self, beginning: str = "Gangguan teknis") -> list[str]:
        return [body["title"] for body in self.told if body["title"].startswith(beginning)]

    def events(self) -> list[list[dict[str, Any]]]:
        """The logs of the home's runs, in their order."""
        return [
            [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
            for path in sorted((self.home / "logs" / "runs").glob("*.jsonl"))
        ]


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    folder = tmp_path_factory.mktemp("team")
    home = folder / "home"
    shutil.copytree(FIRST, home / "inbox")
    told: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    endpoint = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=endpoint.serve_forever, daemon=True).start()
    (home / "settings.yml").write_text(
        f"alerts: {{default: ['json://127.0.0.1:{endpoint.server_port}/kanal']}}\n"
        f"runs: {{late_minutes: {10 / 60}, hung_minutes: 30}}\n"
    )
    port = free_port()
    url = f"http://127.0.0.1:{port}/api"
    mine = {
        **environment(),
        **_QUICK,
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_API_URL": url,
        "CAPAIAN_HOME": str(home),
        "CAPAIAN_REPOSITORY": str(ROOT),
        "CAPAIAN_PATIENCE": "10",
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
    }
    team = Team(home, url, mine, told, {})
    try:
        team.start("server", "server", "start", "--host", "127.0.0.1", "--port", str(port))
        wait_for("the server", lambda: _answers(url), 90)
        for pool in ("capaian", "capaian-watch"):
            team.do("prefect", "work-pool", "create", pool, "--type", "process")
        team.do("prefect", "--no-prompt", "deploy", "--all")
        team.do("capaian", "automations")
        for pool in ("capaian", "capaian-watch"):
            team.start(pool, "worker", "start", "--pool", pool)
        yield team
    finally:
        for name in [*team.processes][::-1]:
            team.stop(name)
        endpoint.shutdown()
        endpoint.server_close()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=2):
            return True
    except OSError:
        return False


def test_a_scheduled_run_fires_and_groups_are_told_of_their_findings(team: Team) -> None:
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=8)
    schedule = {"interval": 24 * 3600, "anchor_date": soon.isoformat(), "timezone": "Asia/Jakarta"}
    of_month = team.deployment("monthly-run")
    team.ask(
        f"deployments/{of_month}/schedules",
        [{"schedule": schedule, "active": True, "parameters": {"period": "2022-09"}, "slug": "uji"}],
    )

    def first() -> str | None:
        wanted = {"flow_runs": {"deployment_id": {"any_": [of_month]}}, "sort": "EXPECTED_START_TIME_ASC", "limit": 1}
        found = team.ask("flow_runs/filter", wanted)
        return found[0]["id"] if found else None

    run = wait_for("a run made by the schedule", first)
    team.ends(run)
    assert team.ask(f"flow_runs/{run}")["auto_scheduled"]
    assert rows(team.home, "select count(*) from marts.fct_indicator") == [(29,)]
    assert (team.home / "reports" / "SERANG" / "2022-09" / "lapkin.pdf").exists()
    assert any("PERKARA · E6" in body["message"] and "(Penindakan)" in body["title"] for body in team.told), (
        team.titles("")
    )
    assert team.titles() == []


def test_a_killed_run_is_marked_goes_on_and_another_one_waits_for_it(team: Team) -> None:
    shutil.copytree(CORRECTED, team.home / "inbox", dirs_exist_ok=True)
    known = len(team.events())
    run = team.order("monthly-run", period="2022-09")

    def in_the_checks() -> int | None:
        new = team.events()[known:]
        steps = [event["name"] for event in (new[0] if new else []) if event["event"] == "step_started"]
        return int(new[0][0]["process"]) if "check-data" in steps else None

    os.kill(wait_for("the checks of the run", in_the_checks), signal.SIGKILL)
    team.ends(run, "Crashed")

    def continuation() -> str | None:
        wanted = {"flow_runs": {"tags": {"all_": ["lanjutan ke-1"]}}}
        found = team.ask("flow_runs/filter", wanted)
        assert len(found) < 2  # the worker and the automation both saw the crash
        return found[0]["id"] if found else None

    another = wait_for("the run that goes on", continuation)
    wait_for("its beginning", lambda: len(team.events()) > known + 1)
    waiting = team.order("render-report", period="2022-09")
    team.ends(another)
    team.ends(waiting)
    assert (team.state(run), continuation()) == ("Crashed", another)
    killed, went_on = team.events()[known : known + 2]
    assert (killed[-1]["event"], killed[-1]["state"]) == ("run_ended", "killed")
    assert went_on[0]["goes_on_for"] == killed[0]["run"]
    assert went_on[0]["run"] != killed[0]["run"]
    kept = [event["name"] for event in went_on if event["event"] == "step_kept"]
    again = [event["name"] for event in went_on if event["event"] == "step_done"]
    assert kept == ["ingest-submissions", "build-marts"]
    assert again[:2] == ["check-data", "publish-marts"]
    assert rows(
        team.home, "select state, count(*) from history.runs where flow = 'monthly-run' group by 1 order by 1"
    ) == [
        ("done", 2),
        ("killed", 1),
    ]

    # Told once, though the worker and the automation both saw it, and that nobody needs to do anything.
    wait_for("the automation's look at the crash", lambda: [one for one in team.tended() if one["end_time"]])
    assert team.titles() == ["Gangguan teknis: proses bulanan 2022-09 berhenti"]
    (message,) = (body["message"] for body in team.told if body["title"].startswith("Gangguan"))
    assert "dijalankan lagi dengan sendirinya" in message

    said = [line["message"] for line in team.ask("logs/filter", {"logs": {"flow_run_id": {"any_": [waiting]}}})]
    assert any(line.startswith("Menunggu: monthly-run 2022-09 sedang berjalan sejak") for line in said), said
    assert team.events()[known + 2][0]["at"] >= went_on[-1]["at"]


def test_a_run_that_fails_is_told_once(team: Team) -> None:
    before, tended = len(team.titles()), len(team.tended())
    run = team.order("build-marts", period="2022-13")
    team.ends(run, "Failed")
    wait_for(
        "the automation's look at the failure",
        lambda: len([one for one in team.tended() if one["end_time"]]) > tended,
    )
    assert team.titles()[before:] == ["Gangguan teknis: penghitungan 2022-13 berhenti"]
    assert team.states(run)[-1] == "Failed"  # what failed would fail again


def test_a_run_that_nobody_begins_is_told(team: Team) -> None:
    before = len(team.titles())
    team.stop("capaian")
    run = team.order("render-report", period="2022-09")
    wait_for("the alert", lambda: len(team.titles()) > before)
    assert team.titles()[before:] == ["Gangguan teknis: penulisan laporan 2022-09 terlambat dimulai"]
    assert "systemctl restart capaian-worker" in team.told[-1]["message"]
    team.start("capaian", "worker", "start", "--pool", "capaian")
    team.ends(run)


def test_automations_are_changed_and_taken_away_by_the_command(team: Team) -> None:
    def names() -> list[str]:
        return sorted(one["name"] for one in team.ask("automations/filter", {}))

    made = names()
    assert len(made) == 4
    assert "terpasang" in team.do("capaian", "automations")
    assert names() == made
    assert sorted(json.loads(team.do("capaian", "automations", "--remove", "--json"))["removed"]) == made
    assert names() == []
    assert "Tidak ada" in team.do("capaian", "automations", "--remove")
