"""Real runs of the command line, shared by the tests that look at what they left."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pytest
from filelock import FileLock

from flows.orchestration import SETTINGS, Server
from tests.mended import write_mended

ROOT = Path(__file__).resolve().parents[2]
CAPAIAN = Path(sys.executable).parent / "capaian"
FIRST = ROOT / "examples" / "inbox"
CORRECTED = ROOT / "examples" / "koreksi"


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str


# Prefect's own database is made once for all homes: making it takes longer than most tests.
PREFECT = tempfile.TemporaryDirectory(prefix="capaian-prefect-")


def environment() -> dict[str, str]:
    """What a user's shell holds, whatever the shell of the tests holds."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "CAPAIAN_"))}
    return kept | {"COLUMNS": "120", "PREFECT_HOME": PREFECT.name, "CAPAIAN_PATIENCE": "0"}


@cache
def _team_server() -> Server:
    """A Prefect server that stands, as a team has one; it ends with this test process."""
    server = Server({**environment(), **SETTINGS})
    server.wait()
    return server


def capaian(*arguments: object, home: Path, own_server: bool = False, server: str = "") -> Outcome:
    """The command line as a process, in a home of its own.

    Args:
        own_server: as for a user who has no Prefect server: the command starts one and ends it, which takes seconds.
        server: the address of another one.
    """
    known = {} if own_server else {"PREFECT_API_URL": server or _team_server().url}
    done = subprocess.run(
        [CAPAIAN, *map(str, arguments), "--home", str(home)],
        capture_output=True,
        text=True,
        cwd=home.parent,
        env=environment() | known,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def rows(home: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """What the warehouse holds, read as any other program would."""
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(query, list(values)).fetchall()


@dataclass(frozen=True)
class Month:
    home: Path
    outcome: Outcome


Made = TypeVar("Made")


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Made]) -> Made:
    """What `make` makes in a folder of that name: by the first test process that asks, for all of them.

    It must be read only afterwards.
    """
    # Every test process has a folder of its own in the one of the whole run.
    base = factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "made-once"
    shared.mkdir(exist_ok=True)
    kept = shared / f"{name}.pickle"
    with FileLock(shared / f"{name}.lock"):
        if not kept.exists():
            (shared / name).mkdir()
            kept.write_bytes(pickle.dumps(make(shared / name)))
        made: Made = pickle.loads(kept.read_bytes())
    return made


@pytest.fixture(scope="session")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Month:
    """September of the example, from the first workbook alone, in a new home. Nothing changes it afterwards."""
    return made_once(tmp_path_factory, "golden", _golden)


def _golden(folder: Path) -> Month:
    home = folder / "home"
    outcome = capaian(
        *("run", "2022-09", "--inbox", FIRST, "--received-at", "2022-10-05T09:00:00"), home=home, own_server=True
    )
    return Month(home, outcome)


@pytest.fixture(scope="session")
def mended(tmp_path_factory: pytest.TempPathFactory) -> Month:
    """The same month from a workbook without contradictions, in a new home. Nothing changes it afterwards."""
    folder = tmp_path_factory.mktemp("mended")
    write_mended(folder / "inbox")
    home = folder / "home"
    outcome = capaian("run", "2022-09", "--inbox", folder / "inbox", "--received-at", "2022-10-05T09:00:00", home=home)
    return Month(home, outcome)


@dataclass(frozen=True)
class Corrected:
    """The same month with the corrected workbook, then once more unchanged."""

    home: Path
    corrected: Outcome
    again: Outcome
    before: dict[str, list[tuple[Any, ...]]]
    after: dict[str, list[tuple[Any, ...]]]
    report_before: bytes
    report_after: bytes
    pages_before: dict[str, bytes]
    pages_after: dict[str, bytes]


def everything(home: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every published and raw table."""
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables "
            "where table_schema in ('marts', 'raw') order by all"
        ).fetchall()
        return {
            f"{schema}.{name}": connection.execute(f'select * from {schema}."{name}" order by all').fetchall()
            for schema, name in tables
        }


def pages(home: Path) -> dict[str, bytes]:
    """Every page that the checks left."""
    folder = home / "checks"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="session")
def corrected(tmp_path_factory: pytest.TempPathFactory, golden: Month) -> Corrected:
    return made_once(tmp_path_factory, "corrected", partial(_corrected, golden))


def _corrected(golden: Month, folder: Path) -> Corrected:
    home = folder / "home"
    shutil.copytree(golden.home, home)
    report = home / "reports" / "SERANG" / "2022-09" / "lapkin.html"
    fixed = capaian("run", "2022-09", "--inbox", CORRECTED, "--received-at", "2022-10-07T09:00:00", home=home)
    before, report_before, pages_before = everything(home), report.read_bytes(), pages(home)
    again = capaian("run", "2022-09", "--inbox", CORRECTED, "--received-at", "2022-10-08T09:00:00", home=home)
    return Corrected(
        home, fixed, again, before, everything(home), report_before, report.read_bytes(), pages_before, pages(home)
    )
