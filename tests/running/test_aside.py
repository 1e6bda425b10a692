"""Work in processes beside the run's own: its outcome, failure and death, and that nobody waits for them at the end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pebble
import pytest

from flows.running.aside import Aside


def divide(one: int, other: int) -> float:
    return one / other


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def half_of(number: int) -> float:
    return Aside().do(divide, number, 2).result(30)


@pytest.fixture(scope="module")
def aside() -> Aside:
    return Aside("no.such.module", "flows.period")


def test_what_comes_of_it_and_what_it_raised(aside: Aside) -> None:
    assert aside.do(divide, 7, 2).result(30) == 3.5
    with pytest.raises(ZeroDivisionError):
        aside.do(divide, 7, 0).result(30)


def test_a_process_that_dies_costs_its_own_work_alone(aside: Aside) -> None:
    with pytest.raises(pebble.ProcessExpired):
        aside.do(killed).result(30)
    assert aside.do(divide, 8, 2).result(30) == 4


def test_a_child_of_another_process_ends_too() -> None:
    """One that was itself made by `multiprocessing` waits for its children when it ends."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(half_of, 9).result(60) == 4.5


def test_a_command_ends_without_waiting_for_them() -> None:
    code = "from flows.running.aside import Aside\nprint(Aside().do(int, '7').result())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "7\n", "")
