"""A month's run killed at any moment: never a mixed state, nothing left running, and the next run is as if unharmed."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from flows.answers import answering
from flows.ingest.archive import verify
from flows.ingest.intake import logged_contents
from flows.send_alerts import send
from flows.settings import Home
from tests.alerts.conftest import Endpoint, endpoint

from .conftest import CAPAIAN, CORRECTED, ROOT, Month, environment, pages, rows
from .killing import State, chain_is_whole, kill, left_over, rendered, start, state_of, wait_for_line

__all__ = ["endpoint"]

# What a run says when a step begins; the last one lasts through the report and the alerts to the end.
STEPS = ("Menyiapkan", "Membaca kiriman", "Menghitung", "Memeriksa", "Menerbitkan", "Menulis laporan")
MOMENTS_EACH = 5
WRITTEN_BY_CHECKS = ("raw.findings", "raw.candidates")
WRITTEN_BY_PUBLISHING = "raw.published_grounds"
WRITTEN_BY_ALERTS = ("raw.alerts", "raw.alerts_told")


def _command(home: Path) -> list[object]:
    received = ("--received-at", "2022-10-07T09:00:00")
    return [CAPAIAN, "run", "2022-09", "--home", home, "--inbox", CORRECTED, *received]


def _landed(state: State) -> dict[str, list[tuple[object, ...]]]:
    """What ingest writes."""
    later = (*WRITTEN_BY_CHECKS, WRITTEN_BY_PUBLISHING, *WRITTEN_BY_ALERTS)
    return {name: found for name, found in state.part("raw").items() if name not in later}


def _published(state: State) -> dict[str, list[tuple[object, ...]]]:
    """What publishing writes, in one transaction."""
    return {**state.part("marts"), **state.part(WRITTEN_BY_PUBLISHING)}


def _told(home: Path) -> list[tuple[object, ...]]:
    """The outbox but for how often a message was tried: it is once more where a kill came before the note."""
    return rows(home, "select * exclude (attempts) from raw.alerts order by all")


def _reached(found: State, before: State, after: State) -> str:
    """How far the run had come, each step wholly or not at all, and none before the one that it builds on."""
    steps = {
        "landed": (_landed(found), _landed(before), _landed(after)),
        "checked": (found.part("raw.findings"), before.part("raw.findings"), after.part("raw.findings")),
        "published": (_published(found), _published(before), _published(after)),
        "reported": (found.report, before.report, after.report),
        "digested": (found.part("raw.alerts_told"), before.part("raw.alerts_told"), after.part("raw.alerts_told")),
    }
    reached = ["nothing"]
    for name, (now, old, new) in steps.items():
        assert now in (old, new), f"a mixed state: {name}"
        if now == new:
            assert len(reached) == [*steps].index(name) + 1, f"{name} without what comes before it"
            reached.append(name)
    return reached[-1]


@pytest.mark.slow
def test_killed_at_random_moments_of_a_month(golden: Month, endpoint: Endpoint, tmp_path: Path) -> None:
    base, home = tmp_path / "base", tmp_path / "home"
    shutil.copytree(golden.home, base)
    (base / "settings.yml").write_text(f"alerts: {{default: ['{endpoint.address}']}}\n", "utf-8")
    send(Home(base), "2022-10-05T10:00:00", "2022-09")
    [last] = rows(base, "select finding_id from raw.findings where severity = 'block' and sheet = 'TL PEMANGKU'")
    answering.waive(Home(base), last[0], "Kepala Balai", "Rapat evaluasi.", "2022-10-06T09:00:00", {})
    env = environment() | {"PREFECT_HOME": str(tmp_path / "prefect")}
    before, moments = state_of(base), random.Random(2022)

    # The first run makes Prefect's own database; the second is measured.
    for _ in range(2):
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(base, home)
        said, began = {}, time.monotonic()
        process = start(_command(home), env)
        for step in STEPS:
            wait_for_line(process, step)
            said[step] = time.monotonic() - began
        assert process.wait() == 0
        said["end"] = time.monotonic() - began
        process.communicate()
    after, after_pages, outbox = state_of(home), pages(home), _told(home)
    assert after.report != before.report
    digests = {str(key) for key, *_ in outbox} - {str(key) for key, *_ in _told(base)}
    assert digests
    ends = [*said.values()][1:]
    lasted = {step: end - said[step] for step, end in zip(STEPS, ends, strict=True)}

    met, slowest, recovered, again = Counter[str](), 0.0, 0, 0
    for step in STEPS:
        for number in range(MOMENTS_EACH):
            moment = f"moment {number} of {step}"
            shutil.rmtree(home)
            shutil.copytree(base, home)
            endpoint.bodies.clear()
            process = start(_command(home), env)
            wait_for_line(process, step)
            time.sleep(moments.uniform(0, lasted[step]))
            slowest = max(slowest, kill(process))
            found = state_of(home)
            reached = _reached(found, before, after)
            met[reached] += 1
            print(f"{moment}: {reached}", flush=True)
            # What is shown of it is what is published; a digest is in the outbox once or not at all.
            shown = rendered(home)
            assert shown in (before.report, after.report), moment
            assert (shown == after.report) == (found.part("marts") == after.part("marts")), moment
            assert chain_is_whole(home), moment
            assert verify(home / "archive", logged_contents(home / "warehouse.duckdb"))[1] == [], moment
            keys = [key for (key,) in rows(home, "select alert_key from raw.alerts")]
            assert len(keys) == len(set(keys))
            assert set(keys) <= {key for key, *_ in outbox}, moment
            if number == MOMENTS_EACH // 2:
                process = start(_command(home), env)
                assert process.wait() == 0, process.communicate()[1]
                process.communicate()
                whole = state_of(home)
                changed = [name for name in after.tables if whole.tables[name] != after.tables[name]]
                assert set(changed) <= {"raw.alerts"}, moment
                assert _told(home) == outbox, moment
                assert whole.report == after.report, moment
                assert pages(home) == after_pages, moment
                assert left_over(home) == [], moment
                # Every digest came; twice only where the kill fell between its acceptance and the note of it.
                sent = [sum(key in str(body) for body in endpoint.bodies) for key in digests]
                assert min(sent) >= 1, moment
                again += sum(sent) - len(sent)
                recovered += 1
    print({step: round(seconds, 2) for step, seconds in lasted.items()}, dict(met))
    print(f"{recovered} recovered, {again} digests sent again, {slowest:.2f} s until nothing was left running")
    assert met["nothing"]
    assert met["landed"]
    assert met["published"] + met["reported"] + met["digested"]


@pytest.mark.parametrize("delay", [0.0, 0.05, 2.0])
def test_a_server_ends_with_the_command_that_is_killed_even_before_it_runs(tmp_path: Path, delay: float) -> None:
    code = "import time; from flows.orchestration import Server; Server(); print('started', flush=True); time.sleep(99)"
    process = subprocess.Popen(
        [CAPAIAN.parent / "python", "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PREFECT_HOME": str(tmp_path)},
        start_new_session=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(delay)
    kill(process)
