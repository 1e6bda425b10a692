"""Finalize, reopen and waive killed at any moment: recorded wholly or not at all, and said again all is in place."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from flows.answers import answering
from flows.period import Period
from flows.settings import Home
from tests.flows.conftest import environment, rows
from tests.flows.killing import (
    State,
    chain_is_whole,
    kill,
    left_over,
    rendered,
    report_of,
    start,
    state_of,
    wait_for_line,
)

AT = "2022-10-10T09:00:00"
CHIEF = "Kepala Balai"
SEPTEMBER = Period(2022, 9)
# The command line at a time that is given, which says when it begins to answer.
_COMMAND = f"""
import sys
from flows.commands import answers

def now():
    print("begins", file=sys.stderr, flush=True)
    return "{AT}"

answers.now = now
from flows.cli import main
main()
"""


def _answer(home: Path, *arguments: str) -> subprocess.Popen[str]:
    return start([sys.executable, "-c", _COMMAND, *arguments, "--by", CHIEF, "--home", home], environment())


def _unharmed(base: Path, home: Path, arguments: tuple[str, ...]) -> tuple[State, float, float]:
    """What the command leaves, the seconds until it begins to answer, and the seconds that this takes."""
    shutil.copytree(base, home)
    began = time.monotonic()
    process = _answer(home, *arguments)
    wait_for_line(process, "begins")
    until = time.monotonic() - began
    assert process.wait() == 0
    process.communicate()
    return state_of(home), until, time.monotonic() - began - until


def _killed(base: Path, home: Path, moments: int, *arguments: str, status_again: int = 0) -> None:
    """Kills the command at random moments, a fifth of them before it begins to answer, and says it again.

    Args:
        status_again: with which it ends when what was killed had recorded the answer already.
    """
    before = state_of(base)
    after, until, lasts = _unharmed(base, home, arguments)
    assert after.tables != before.tables
    assert after.report != before.report
    chance, met = random.Random(2022), Counter[str]()
    for number in range(moments):
        shutil.rmtree(home)
        shutil.copytree(base, home)
        process = _answer(home, *arguments)
        if number % 5:
            wait_for_line(process, "begins")
            # The entry is recorded and the report put in place near the end.
            time.sleep(chance.uniform(0 if number % 2 else lasts / 2, lasts))
        else:
            time.sleep(chance.uniform(0, until))
        kill(process)
        found = state_of(home)
        recorded = found.tables == after.tables
        assert recorded or found.tables == before.tables, f"a mixed state after moment {number}"
        assert found.report in ((before.report, after.report) if recorded else (before.report,)), number
        met["recorded and shown" if found.report == after.report else "recorded" if recorded else "nothing"] += 1
        assert chain_is_whole(home), number
        assert rendered(home) == (after.report if recorded else before.report), number

        process = _answer(home, *arguments)
        assert process.wait() == (status_again if recorded else 0)
        process.communicate()
        assert state_of(home) == after, number
        assert left_over(home) == [], number
    print(f"{arguments[0]}: {until:.2f} s until it begins, {lasts:.2f} s to answer, {dict(met)}")
    assert met["nothing"]
    assert met["recorded"] + met["recorded and shown"]


@pytest.mark.slow
def test_killed_at_random_moments_of_finalize_and_reopen(mended: Home, tmp_path: Path) -> None:
    [(block,)] = rows(mended.path, "select finding_id from raw.findings where severity = 'block' and status = 'open'")
    answering.waive(mended, block, CHIEF, "Rapat evaluasi.", AT, {})
    _killed(mended.path, tmp_path / "final", 30, "finalize", "SERANG", "2022-09")

    # Whole means: figures, versions, files and locks of one final, and those files in place.
    answering.finalize(mended, "SERANG", SEPTEMBER, CHIEF, AT, {})
    kept = {name: bytes(content) for name, content in rows(mended.path, "select name, content from raw.final_files")}
    assert kept == {path.name: path.read_bytes() for path in report_of(mended.path).iterdir()}
    for table in ("finals", "final_figures", "final_versions", "final_definitions", "locked_months"):
        assert rows(mended.path, f"select count(distinct final_no) from raw.{table}") == [(1,)]

    _killed(
        mended.path, tmp_path / "reopened", 10, "reopen", "SERANG", "2022-09", "--reason", "Salinan.", status_again=2
    )


@pytest.mark.slow
def test_killed_at_random_moments_of_a_waiver(first: Home, tmp_path: Path) -> None:
    block = rows(first.path, "select min(finding_id) from raw.findings where severity = 'block' and status = 'open'")
    _killed(first.path, tmp_path / "waived", 10, "waive", block[0][0], "--reason", "Rapat.", status_again=2)
