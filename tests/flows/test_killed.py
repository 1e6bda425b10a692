"""A run of ingest killed at any moment leaves the warehouse as it was or as it should be, and the archive whole."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from flows.ingest.archive import verify
from flows.ingest.intake import logged_contents

from .conftest import CAPAIAN, CORRECTED, FIRST, capaian, environment, everything

MOMENTS = 30
RECEIVED = ("--received-at", "2022-10-07T09:00:00")


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corrected month, a form alone, and a broken file: something of every kind is under way."""
    folder = tmp_path_factory.mktemp("inbox")
    shutil.copy(CORRECTED / "RHPK_SERANG_2022-09_koreksi.xlsx", folder)
    book = openpyxl.load_workbook(FIRST / "RHPK_SERANG_2022-09.xlsx")
    for name in book.sheetnames:
        if name != "DESA":
            del book[name]
    book.save(folder / "desa.xlsx")
    (folder / "rusak.xlsx").write_bytes(b"PK\x03\x04")
    return folder


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that has taken in the first workbook."""
    home = tmp_path_factory.mktemp("before") / "home"
    outcome = capaian("ingest", "2022-09", "--inbox", FIRST, "--received-at", "2022-10-05T09:00:00", home=home)
    assert outcome.status in (0, 4), outcome.err
    return home


@pytest.fixture(scope="module")
def seconds_and_after(before: Path, inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[float, Any]:
    """How long the reading takes when nobody kills it, and what it leaves."""
    home = tmp_path_factory.mktemp("after") / "home"
    shutil.copytree(before, home)
    process = _start(home, inbox)
    _wait_for_reading(process)
    started = time.monotonic()
    process.communicate()
    return time.monotonic() - started, everything(home)


def _start(home: Path, inbox: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [CAPAIAN, "ingest", "2022-09", "--home", home, "--inbox", inbox, *RECEIVED],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        start_new_session=True,
    )


def _wait_for_reading(process: subprocess.Popen[str]) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("Membaca kiriman"):
            return
    raise AssertionError("ingest ended before it read anything")


def _open(home: Path) -> None:
    """Opening recovers what a killed process left in the write-ahead log."""
    duckdb.connect(str(home / "warehouse.duckdb")).close()


@pytest.mark.slow
def test_killed_at_random_moments_of_ingest(
    before: Path, inbox: Path, seconds_and_after: tuple[float, Any], tmp_path: Path
) -> None:
    seconds, after = seconds_and_after
    as_it_was = everything(before)
    assert as_it_was != after
    moments = random.Random(2022)
    met = {"before": 0, "after": 0}
    for number in range(MOMENTS):
        home = tmp_path / str(number)
        shutil.copytree(before, home)
        process = _start(home, inbox)
        _wait_for_reading(process)
        time.sleep(moments.uniform(0, seconds))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        _open(home)
        found = everything(home)
        assert found in (as_it_was, after), f"a mixed state after moment {number}"
        met["after" if found == after else "before"] += 1
        _, damages = verify(home / "archive", logged_contents(home / "warehouse.duckdb"))
        assert damages == []
        if number % 10 == 0:
            assert capaian("ingest", "2022-09", "--inbox", inbox, *RECEIVED, home=home).status == 4
            assert everything(home) == after
        shutil.rmtree(home)
    assert met["before"] > 0
    print(met)
