"""`capaian doctor`: each thing that can be wrong is told with what helps, and nothing of it is a trace."""

from __future__ import annotations

import json
import shutil
from base64 import b64encode
from collections import namedtuple
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import duckdb
import pytest
from click.testing import CliRunner

from flows.cli import cli
from flows.running.history import prepare as prepare_history
from flows.settings import Home
from flows.upkeep import doctor
from flows.upkeep.doctor import Check, examine, outcomes
from flows.warehouse.store import connect

from .conftest import CONTENT, NOW, PASSWORD, held

Usage = namedtuple("Usage", "total used free")


def seen(home: Home, name: str, send: bool = False) -> Check:
    return next(check for check in examine(home, NOW, send) if check.name == name)


def test_a_home_that_is_well(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    checks = examine(home, NOW)
    assert {check.name: check.state for check in checks} == dict.fromkeys(outcomes(), "baik")
    assert [check.name for check in checks] == [*outcomes()]
    assert all(check.seen and not check.advice for check in checks)


def test_every_outcome_that_is_not_well_says_what_helps() -> None:
    for outcome in (told for check in outcomes().values() for told in check.values() if isinstance(told, dict)):
        assert (outcome["state"] == "baik") == ("do" not in outcome)


def _spend(home: Home, monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    assert home.warehouse.exists()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, free))


def _sql(*statements: str) -> Callable[[Home], None]:
    def act(home: Home) -> None:
        with connect(home.warehouse) as connection:
            for statement in statements:
                connection.execute(statement)

    return act


def _write(name: str, content: str) -> Callable[[Home], None]:
    def act(home: Home) -> None:
        path = home.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")

    return act


def _lose_content(home: Home) -> None:
    next(path for path in home.archive.rglob("*") if path.is_file()).unlink()


def _change_content(home: Home) -> None:
    path = next(path for path in home.archive.rglob("*") if path.is_file())
    path.chmod(0o644)
    path.write_bytes(CONTENT + b".")


def _ended(state: str, problem: str = "") -> Callable[[Home], None]:
    """The last run of the home ended so, after one that did its work."""

    def act(home: Home) -> None:
        with connect(home.warehouse) as connection:
            prepare_history(connection)
            for day, how, said in ((5, "done", ""), (6, state, problem)):
                connection.execute(
                    "insert into history.runs (run_id, flow, unit_code, period, started_at, ended_at, seconds, state, "
                    "problem, log) values (?, 'monthly-run', null, '2022-09', ?, ?, 21.4, ?, nullif(?, ''), ?)",
                    [str(day), *[f"2022-10-0{day}T06:00:0{at}+00:00" for at in (0, 9)], how, said, f"{day}.jsonl"],
                )

    return act


@pytest.mark.parametrize(
    ("act", "name", "state", "word"),
    [
        (_write("settings.yml", "limits: [\n"), "settings", "gangguan", "tidak dapat dibaca"),
        (_write("settings.yml", "limit: {}\n"), "settings", "gangguan", "tidak dikenal"),
        (lambda home: home.settings.unlink(), "settings", "baik", "nilai bawaan"),
        (_write("targets/SERANG_2022/unit.yml", "code: [\n"), "reference", "gangguan", "SERANG_2022"),
        (_write("offices/SERANG/office.yml", "warna: merah\n"), "reference", "gangguan", "warna"),
        (_write("calendar.yml", "holidays: [\n"), "reference", "gangguan", "calendar.yml"),
        (_write("offices/SERANG/lapkin.docx", "bukan Word"), "parts", "gangguan", "SERANG"),
        (lambda home: home.warehouse.unlink(), "warehouse", "perhatian", "belum ada"),
        (_write("warehouse.duckdb", "sampah" * 5000), "warehouse", "gangguan", "rusak"),
        (_sql("drop table raw.finals"), "warehouse", "perhatian", "finals"),
        (_sql("update raw.answers set actor = 'Orang Lain'"), "answers", "gangguan", "entri ke-1"),
        (_ended("done"), "runs", "baik", "2 tercatat; terakhir monthly-run 2022-09"),
        (_ended("failed", "SSD penuh"), "runs", "perhatian", "berhenti: SSD penuh"),
        (_ended("killed"), "runs", "perhatian", "terhenti di tengah jalan: tidak sempat"),
        (_lose_content, "archive", "gangguan", "tidak ada"),
        (_change_content, "archive", "gangguan", "isinya berubah"),
        (_sql("update raw.submissions set received_at = '2031-01-01T00:00:00'"), "clock", "perhatian", "2031-01-01"),
        (_write("settings.yml", "limits: {}\n"), "alerts", "perhatian", "belum ada saluran"),
        (_write("settings.yml", "alerts: {Penindakan: ['json://a.id']}\n"), "alerts", "perhatian", "Pengujian"),
        (_write("settings.yml", "alerts: {default: ['env:TIDAK_ADA']}\n"), "alerts", "gangguan", "TIDAK_ADA"),
        (_write("settings.yml", "alerts: {default: ['tidakdikenal://x']}\n"), "alerts", "gangguan", "tidak dikenal"),
        (
            _sql("insert into raw.alerts (alert_key, state, created_at) values ('a', 'pending', '2022-10-06')"),
            "alerts",
            "perhatian",
            "menunggu sejak 2022-10-06",
        ),
        (
            lambda home: home.path.with_name(f".{home.path.name}.pulih").mkdir(),
            "home",
            "perhatian",
            "pernah terputus",
        ),
        (lambda home: shutil.rmtree(home.path), "home", "perhatian", "belum ada"),
    ],
)
def test_each_condition_is_told(home: Home, act: Callable[[Home], None], name: str, state: str, word: str) -> None:
    act(home)
    check = seen(home, name)
    assert (check.state, word in check.seen) == (state, True), check
    assert bool(check.advice) == (state != "baik")


def test_a_home_where_a_file_stands(tmp_path: Path) -> None:
    (tmp_path / "kerja").write_text("bukan folder")
    check = seen(Home(tmp_path / "kerja"), "home")
    assert (check.state, "di tempat itu ada berkas lain" in check.seen) == ("gangguan", True)


@pytest.mark.parametrize(("free", "state"), [(10**9, "baik"), (80 * 1024**2, "perhatian"), (10 * 1024**2, "gangguan")])
def test_room_is_measured_by_what_a_run_needs(
    home: Home, monkeypatch: pytest.MonkeyPatch, free: int, state: str
) -> None:
    _spend(home, monkeypatch, free)
    assert seen(home, "disk").state == state


def test_a_warehouse_in_use_is_no_trouble_and_names_who_uses_it(home: Home) -> None:
    with held(home.warehouse) as writer:
        checks = {check.name: check for check in examine(home, NOW)}
        assert (checks["warehouse"].state, str(writer.pid) in checks["warehouse"].seen) == ("perhatian", True)
    assert {check.state for check in checks.values()} == {"baik", "perhatian"}


def test_versions_are_held_against_those_that_are_locked(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {"duckdb", "prefect", "great-expectations"} <= doctor.locked_versions().keys()
    monkeypatch.setattr(doctor, "locked_versions", lambda: {"duckdb": "1.0.0"})
    assert (seen(home, "program").state, "duckdb" in seen(home, "program").seen) == ("perhatian", True)
    monkeypatch.setattr(doctor, "_PACKAGES", ("tidak-terpasang",))
    assert seen(home, "program").state == "gangguan"
    monkeypatch.setattr(doctor.platform, "python_version_tuple", lambda: ("3", "13", "1"))
    assert "memerlukan 3.11" in seen(home, "program").seen


def test_lost_parts_of_the_program(home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(doctor, "FONTS", tmp_path / "tidak-ada")
        assert "assets/fonts" in seen(home, "parts").seen
    monkeypatch.setattr(doctor, "EXPECTATIONS", tmp_path)
    assert seen(home, "parts").state == "gangguan"


def test_an_engine_that_is_not_installed(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.settings.write_text("engine: {name: spark}\n", "utf-8")
    monkeypatch.setattr("flows.warehouse.spark.find_spec", lambda _: None)
    assert (seen(home, "settings").state, "make spark" in seen(home, "settings").seen) == ("gangguan", True)


def test_a_machine_that_does_not_know_the_zone(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    import zoneinfo

    def unknown(name: str) -> None:
        raise zoneinfo.ZoneInfoNotFoundError(name)

    monkeypatch.setattr(zoneinfo, "ZoneInfo", unknown)
    assert "tzdata" in seen(home, "clock").advice


class Server(ThreadingHTTPServer):
    """Answers as Prefect's would, as far as it has been told."""

    def __init__(self) -> None:
        self.answers: dict[str, object] = {}
        super().__init__(("127.0.0.1", 0), Answer)


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Server)
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        known = self.headers.get("Authorization") == f"Basic {b64encode(f'nama:{PASSWORD}'.encode()).decode()}"
        found = server.answers.get(self.path) if known else None
        self.send_response(404 if found is None else 200)
        self.end_headers()
        self.wfile.write(json.dumps(found).encode())

    do_POST = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    served = Server()
    Thread(target=served.serve_forever, daemon=True).start()
    monkeypatch.setenv("PREFECT_API_URL", f"http://nama:{PASSWORD}@127.0.0.1:{served.server_port}/api")
    yield served
    served.shutdown()
    served.server_close()


def test_a_server_of_the_team(home: Home, server: Server) -> None:
    def told() -> tuple[str, str, str]:
        check = seen(home, "server")
        assert PASSWORD not in check.seen
        return check.state, check.seen, check.advice

    assert told()[::2] == ("gangguan", outcomes()["server"]["away"]["do"])
    server.answers["/api/health"] = True
    assert "prefect work-pool create" in told()[2]
    server.answers |= {"/api/work_pools/capaian": {}, "/api/deployments/filter": [{"name": "monthly-run"}]}
    state, what, advice = told()
    assert (state, "send-alerts" in what, "monthly-run" in what) == ("perhatian", True, False)
    assert "prefect --no-prompt deploy --all" in advice
    import yaml

    from flows.settings import ROOT

    deployments = yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]
    server.answers |= {"/api/deployments/filter": deployments, "/api/work_pools/capaian/workers/filter": []}
    assert told()[0] == "gangguan"
    server.answers["/api/work_pools/capaian/workers/filter"] = [{"status": "ONLINE"}, {"status": "OFFLINE"}]
    server.answers["/api/automations/filter"] = []
    assert (told()[0], told()[2]) == ("perhatian", "Pasang: capaian automations")
    server.answers["/api/automations/filter"] = [{"name": "capaian: run is late"}]
    assert (told()[0], told()[2]) == ("perhatian", "Jalankan: systemctl restart capaian-watch")
    server.answers["/api/work_pools/capaian-watch/workers/filter"] = [{"status": "ONLINE"}]
    assert (told()[0], "1 pekerja siap" in told()[1]) == ("baik", True)


def test_a_channel_that_refuses_is_told_when_asked_to_send(home: Home) -> None:
    home.settings.write_text(f"alerts: {{default: ['json://user:{PASSWORD}@127.0.0.1:1/x']}}\n")
    assert seen(home, "alerts").state == "baik"
    check = seen(home, "alerts", send=True)
    assert (check.state, check.seen) == ("gangguan", "default #1: server tidak dapat dihubungi")


def test_a_check_that_fails_itself_is_trouble_without_a_trace(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: object) -> Check:
        raise ValueError(PASSWORD)

    monkeypatch.setitem(doctor._CHECKS, "disk", fails)
    check = seen(home, "disk")
    assert (check.state, check.seen) == ("gangguan", "tidak dapat diperiksa (ValueError)")


def test_the_command_ends_1_when_something_is_in_the_way(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setattr("flows.commands.upkeep.now", lambda: NOW)
    runner = CliRunner()
    well = runner.invoke(cli, ["doctor", "--home", str(home.path), "--json"])
    assert (well.exit_code, json.loads(well.output)["healthy"]) == (0, True)
    home.warehouse.write_bytes(b"sampah" * 1000)
    ill = runner.invoke(cli, ["doctor", "--home", str(home.path)])
    assert ill.exit_code == 1
    assert "gangguan   Gudang data" in ill.output
    assert "1 gangguan." in ill.output


def test_it_changes_nothing(home: Home) -> None:
    before = {path: path.read_bytes() for path in home.path.rglob("*") if path.is_file()}
    examine(home, NOW)
    assert {path: path.read_bytes() for path in home.path.rglob("*") if path.is_file()} == before
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        assert connection.execute("select count(*) from raw.answers").fetchall() == [(1,)]
