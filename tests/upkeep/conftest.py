"""Homes to look after: copies of the one that the real month left, and programs that hold a warehouse."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.answers import log
from flows.ingest.archive import content_hash, place_of
from flows.settings import Home
from flows.upkeep.backup import back_up
from flows.warehouse.store import TABLES, connect, insert, prepare
from tests.flows.conftest import golden

__all__ = ["golden"]

NOW = "2022-10-20T09:00:00+07:00"
PASSWORD = "rahasia-sekali"


CONTENT = b"sebuah buku kerja"
INDICATORS = 29


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A small home with something of everything: a workbook received, rows, an answer, a report, settings with a
    password, a file that waits for its month. Nothing changes it.
    """
    place = Home(tmp_path_factory.mktemp("upkeep") / "kerja")
    name = content_hash(CONTENT)
    with connect(place.warehouse) as connection:
        prepare(connection)
        month = {"unit_code": "SERANG", "period": "2022-09"}
        received = {"submission_id": name, "received_at": "2022-10-05T09:00:00", **month}
        for table in ("submissions", "form_versions"):
            columns = TABLES[table]
            insert(connection, table, columns, [[received.get(column) for column in columns]])
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.fct_indicator as "
            f"select 'SERANG' as unit_code, range + 1 as iku_no, range * 1.5 as realisasi from range({INDICATORS})"
        )
        log.append(connection, at=NOW, actor="Kepala Balai", action="waive", finding_id="a1", **month)
    content = place_of(place.archive, name)
    content.parent.mkdir(parents=True)
    content.write_bytes(CONTENT)
    content.chmod(0o444)
    for path, text in (
        (place.settings, f'alerts: {{default: ["json://user:{PASSWORD}@hook.example.id"]}}\n'),
        (place.path / "calendar.yml", "holidays: []\n"),
        (place.inbox / "RHPK: Oktober.xlsx", "menunggu bulannya"),
        (place.reports / "SERANG" / "2022-09" / "lapkin.html", "<p>Laporan</p>"),
        (place.reports / "SERANG" / "2022-09" / ".lapkin.html.baru", "<p>Lapor"),
        (place.path / "logs" / "failure.log", "Traceback"),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return place


@pytest.fixture(scope="session")
def kept_file(kept: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The backup of that home. Nothing changes it."""
    return back_up(kept, tmp_path_factory.mktemp("backup") / "cadangan.zip", NOW).path


@pytest.fixture
def home(kept: Home, tmp_path: Path) -> Home:
    """That home, to be changed."""
    shutil.copytree(kept.path, tmp_path / "kerja")
    return Home(tmp_path / "kerja")


@pytest.fixture
def file(kept_file: Path, tmp_path: Path) -> Path:
    """Its backup, to be damaged."""
    return Path(shutil.copy2(kept_file, tmp_path / "cadangan.zip"))


def hashes(home: Path) -> dict[str, str]:
    """Every file that cannot be made again, by its name."""
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.rglob("*"))
        if path.is_file()
        and (name := path.relative_to(home).as_posix()).partition("/")[0] not in (".prefect", ".dbt", "logs")
        and not path.name.endswith(".baru")
    }


@contextmanager
def held(warehouse: Path, seconds: float = 60, writes: str = "") -> Iterator[subprocess.Popen[str]]:
    """Another program that has the warehouse open for writing, for some seconds or until it is ended."""
    code = (
        f"import duckdb, time, os; c = duckdb.connect({str(warehouse)!r}); c.execute({writes or 'select 1'!r}); "
        f"print('held', flush=True); time.sleep({seconds}); os._exit(0)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate()
