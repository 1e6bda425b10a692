"""Servers on this machine that alerts are delivered to, and a warehouse with findings made by hand."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import duckdb
import pytest
from aiosmtpd.controller import Controller

from flows.settings import Home
from flows.settings_file import Alerts
from flows.warehouse.store import connect, prepare
from tests.flows.conftest import golden  # noqa: F401 - the real month, made once for all folders

PASSWORD = "rahasia-sekali-7531"
TOKEN = "token-9f8e7d6c5b"


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Mailbox:
    """An SMTP server: what it accepted, and with what it answers."""

    port: int
    answer: str = "250 OK"
    mails: list[EmailMessage] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"mailto://127.0.0.1:{self.port}?from=capaian@contoh.id&to=penindakan@contoh.id&mode=insecure"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answer.startswith("250"):
            mail = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
        return self.answer


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox(free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@dataclass
class Endpoint:
    """An HTTP server: what it was sent, and the status with which it answers."""

    port: int
    status: int = 200
    bodies: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"json://petugas:{PASSWORD}@127.0.0.1:{self.port}/{TOKEN}"

    @property
    def accepted(self) -> list[dict[str, Any]]:
        return self.bodies if self.status < 300 else []


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    made = Endpoint(0)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.paths.append(self.path)
            made.bodies.append(json.loads(body))
            self.send_response(made.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.port = server.server_port
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()


def alerts_of(**groups: list[str]) -> Alerts:
    """Settings, with `_` for the spaces of a group's name."""
    return Alerts.model_validate({name.replace("_", " "): listed for name, listed in groups.items()})


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def warehouse(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse where nothing was found yet; its findings have the columns of the published table."""
    with connect(home.warehouse) as connection:
        prepare(connection)
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.mart_findings as select finding_id, unit_code, period, rule_id, severity, iku_no, "
            "file_name, sheet, cell, value, expected, message, status, owner_group, form, row_key, column_name, "
            "effect, consequences, '' as causes, false as flips_class, 0::double as effect_size, 0 as n_indicators "
            "from raw.findings where false"
        )
        yield connection


def put(connection: duckdb.DuckDBPyConnection, finding_id: str, **changes: Any) -> None:
    """One published finding, new or changed."""
    row: dict[str, Any] = {
        "finding_id": finding_id,
        "unit_code": "SERANG",
        "period": "2022-09",
        "rule_id": "case-target",
        "severity": "block",
        "iku_no": 23,
        "file_name": "RHPK.xlsx",
        "sheet": "PERKARA",
        "cell": "E6",
        "value": "4",
        "expected": "5",
        "message": f"Isi sel keliru ({finding_id}). Betulkan.",
        "status": "open",
        "owner_group": "Penindakan",
        "form": "perkara",
        "row_key": "",
        "column_name": "",
        "effect": "",
        "consequences": "",
        "causes": "",
        "flips_class": False,
        "effect_size": None,
        "n_indicators": 0,
    } | changes
    connection.execute("delete from marts.mart_findings where finding_id = ?", [finding_id])
    marks = ", ".join("?" * len(row))
    connection.execute(f"insert into marts.mart_findings ({', '.join(row)}) values ({marks})", list(row.values()))
