"""A run that stopped is told, whatever stopped it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from flows.alerts.failure import tell_failure
from flows.alerts.hooks import failure_hook
from flows.cli import cli
from flows.send_alerts import send
from flows.settings import Home
from flows.warehouse import WarehouseBusyError
from flows.warehouse.store import connect
from tests.alerts.conftest import PASSWORD, TOKEN, Endpoint

AT, LATER = "2022-10-05T09:00:00", "2022-10-06T09:00:00"


@pytest.fixture
def watched(home: Home, endpoint: Endpoint) -> Home:
    """A home that tells its failures to the endpoint."""
    home.path.mkdir(parents=True)
    home.settings.write_text(f"alerts: {{Tim data: ['{endpoint.address}'], Penindakan: [json://127.0.0.1:1/x]}}\n")
    return home


def test_what_stopped_and_where_its_log_is(watched: Home, endpoint: Endpoint) -> None:
    tell_failure(watched, "build_marts", "2022-09", "stg_perkara: kolom hilang", "/srv/logs/failure.log", AT)
    (told,) = endpoint.bodies
    assert told["title"] == "Gangguan teknis: penghitungan 2022-09 berhenti"
    assert told["message"].startswith("Langkah yang berhenti: penghitungan (build_marts)\nBulan: 2022-09\n")
    assert "Sebab: stg_perkara: kolom hilang" in told["message"]
    assert "/srv/logs/failure.log" in told["message"]
    assert "capaian run 2022-09" in told["message"]


def test_the_same_failure_is_told_once_and_the_next_one_again(watched: Home, endpoint: Endpoint) -> None:
    for identity in ("run-1", "run-1", "run-2"):
        tell_failure(watched, "monthly_run", "2022-09", "sebab", "log", AT, identity)
    assert len(endpoint.bodies) == 2


def test_a_failure_that_quotes_an_address_is_struck_out(watched: Home, endpoint: Endpoint) -> None:
    tell_failure(watched, "monthly_run", "2022-09", f"{endpoint.address} {PASSWORD} {TOKEN}", "log", AT)
    assert PASSWORD not in endpoint.bodies[0]["message"]
    assert TOKEN not in endpoint.bodies[0]["message"]


def test_nobody_to_tell(home: Home) -> None:
    assert tell_failure(home, "monthly_run", "2022-09", "sebab", "log", AT).waiting == []
    assert not home.path.exists()


def test_a_warehouse_that_cannot_be_opened_is_told_and_kept_until_accepted(watched: Home, endpoint: Endpoint) -> None:
    watched.warehouse.write_bytes(b"bukan gudang data")
    endpoint.status = 500
    outcome = tell_failure(watched, "monthly_run", "2022-09", "gudang rusak", "log", AT)
    assert [waiting.problem for waiting in outcome.waiting] == ["server menolak (kode 500)"]
    (kept,) = watched.alerts.glob("*")
    assert PASSWORD not in kept.read_text("utf-8")
    watched.warehouse.unlink()
    endpoint.status = 200
    assert send(watched, LATER).sent == [kept.stem]
    assert list(watched.alerts.glob("*")) == []
    assert endpoint.bodies[0] == endpoint.bodies[1]


def test_a_warehouse_that_cannot_be_opened_is_told_at_once(watched: Home, endpoint: Endpoint) -> None:
    watched.warehouse.write_bytes(b"bukan gudang data")
    assert len(tell_failure(watched, "monthly_run", "2022-09", "gudang rusak", "log", AT).sent) == 1
    assert len(endpoint.bodies) == 1
    assert list(watched.alerts.glob("*")) == []


def _stopped(home: Home, parent: str | None = None) -> tuple[Any, Any, Any]:
    import datetime as dt

    def check_data() -> None: ...

    run = SimpleNamespace(
        parent_task_run_id=parent, parameters={"period": "2022-09", "home": str(home.path)}, name="rajin-elang", id="1"
    )
    state = SimpleNamespace(
        message="Flow run encountered an exception: CheckError: rule x raised",
        timestamp=dt.datetime(2022, 10, 5, 9, tzinfo=dt.UTC),
    )
    return SimpleNamespace(fn=check_data), run, state


def test_the_hook_tells_for_a_worker_and_not_for_a_step_or_a_command(
    watched: Home, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.orchestration._loaded", [])
    failure_hook(*_stopped(watched, parent="a-step"))
    assert endpoint.bodies == []
    failure_hook(*_stopped(watched))
    assert "Sebab: CheckError: rule x raised" in endpoint.bodies[0]["message"]
    assert "catatan Prefect untuk rajin-elang" in endpoint.bodies[0]["message"]
    monkeypatch.setattr("flows.orchestration._loaded", ["flows.check_data:check_data"])
    failure_hook(*_stopped(watched))
    assert len(endpoint.bodies) == 1


@pytest.mark.parametrize(
    "problem", [RuntimeError("listrik padam"), WarehouseBusyError("Gudang data sedang dipakai proses lain.")]
)
def test_a_command_that_fails_tells_and_ends_as_before(
    watched: Home, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    def fails(*_: Any) -> Any:
        raise problem

    monkeypatch.setattr("flows.orchestration.load_flow", fails)
    done = CliRunner().invoke(cli, ["--home", str(watched.path), "run", "2022-09"])
    assert done.exit_code == 1
    assert str(problem) in endpoint.bodies[0]["message"]
    assert str(watched.path / "logs" / "failure.log") in endpoint.bodies[0]["message"]
    with connect(watched.warehouse) as connection:
        assert connection.execute("select kind, state from raw.alerts").fetchall() == [("failure", "sent")]


def test_alerts_that_fail_inside_stop_nothing(
    watched: Home, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise ValueError(PASSWORD)

    monkeypatch.setattr("flows.alerts.failure.prepare", broken)
    outcome = tell_failure(watched, "monthly_run", "2022-09", "sebab", "log", AT)
    assert PASSWORD not in repr(outcome)
    assert outcome.waiting[0].problem == "ValueError"
    assert endpoint.bodies == []


def test_a_failure_is_told_though_nothing_can_be_written(
    watched: Home, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk neither the warehouse nor the home takes the message: it goes out all the same."""

    def full(*_: Any) -> None:
        raise duckdb.TransactionException("Could not write file: No space left on device")

    def no_room(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("flows.alerts.failure.prepare", full)
    monkeypatch.setattr("flows.alerts.failure.set_aside", no_room)
    outcome = tell_failure(watched, "monthly_run", "2022-09", "Disk penuh", "log", AT)
    assert (len(outcome.sent), outcome.waiting) == (1, [])
    assert "Disk penuh" in endpoint.bodies[0]["message"]


def test_a_backup_that_cannot_be_made_is_told(watched: Home, endpoint: Endpoint, tmp_path: Path) -> None:
    watched.warehouse.write_bytes(b"bukan gudang data")
    target = tmp_path / "cadangan.zip"
    done = CliRunner().invoke(cli, ["backup", str(target), "--home", str(watched.path)])
    assert (done.exit_code, target.exists()) == (1, False)
    (told,) = endpoint.bodies
    assert told["title"] == "Gangguan teknis: pencadangan berhenti"
    assert f"membuat cadangan lagi: capaian backup {target}" in told["message"]
    assert "capaian run" not in told["message"]
