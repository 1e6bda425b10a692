"""Delivery to real servers on this machine: accepted, refused and later accepted, and a crash in between."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from flows.alerts.digest import compose
from flows.alerts.outbox import send_pending
from flows.send_alerts import send
from flows.settings import ROOT, Home
from flows.warehouse.store import connect
from tests.alerts.conftest import PASSWORD, TOKEN, Endpoint, Mailbox, alerts_of, free_port, put

AT, LATER = "2022-10-05T09:00:00", "2022-10-06T09:00:00"


def outbox(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return connection.execute(
        "select route, channel, state, attempts, last_problem, sent_at from raw.alerts order by created_at, rowid"
    ).fetchall()


def test_by_mail(warehouse: duckdb.DuckDBPyConnection, home: Home, mailbox: Mailbox) -> None:
    put(warehouse, "a1", message="Isi <b>keliru</b> & perlu dibetulkan.")
    alerts = alerts_of(Penindakan=[mailbox.address])
    (alert,) = compose(warehouse, home, alerts, "2022-09", None, AT)
    assert send_pending(warehouse, alerts, AT).sent == [alert.alert_key]
    assert outbox(warehouse) == [("Penindakan", 1, "sent", 1, None, AT)]
    (mail,) = mailbox.mails
    assert mail["subject"] == "SERANG 2022-09: 1 temuan perlu ditindaklanjuti (Penindakan)"
    assert "penindakan@contoh.id" in mail["to"]
    plain, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert f"Nomor pemberitahuan: {alert.alert_key}" in plain.get_content()
    assert "Isi <b>keliru</b> & perlu dibetulkan." in plain.get_content()
    assert "&lt;b&gt;keliru&lt;/b&gt;" in page.get_content()


def test_by_webhook(warehouse: duckdb.DuckDBPyConnection, home: Home, endpoint: Endpoint) -> None:
    put(warehouse, "a1")
    alerts = alerts_of(default=[endpoint.address])
    (alert,) = compose(warehouse, home, alerts, "2022-09", None, AT)
    assert send_pending(warehouse, alerts, AT).sent == [alert.alert_key]
    assert endpoint.paths == [f"/{TOKEN}"]
    assert (endpoint.bodies[0]["title"], endpoint.bodies[0]["message"].strip()) == (alert.title, alert.body.strip())
    assert send_pending(warehouse, alerts, LATER).sent == []
    assert len(endpoint.bodies) == 1


def test_a_mail_server_that_refuses_gets_it_later(
    warehouse: duckdb.DuckDBPyConnection, home: Home, mailbox: Mailbox
) -> None:
    put(warehouse, "a1")
    alerts = alerts_of(default=[mailbox.address])
    (alert,) = compose(warehouse, home, alerts, "2022-09", None, AT)
    mailbox.answer = "554 5.7.1 Refused by policy"
    (waiting,) = send_pending(warehouse, alerts, AT).waiting
    assert (waiting.channel, waiting.problem) == ("default #1", "server menolak (kode 554)")
    assert outbox(warehouse) == [("default", 1, "pending", 1, "server menolak (kode 554)", None)]
    mailbox.answer = "250 OK"
    assert send_pending(warehouse, alerts, LATER).sent == [alert.alert_key]
    assert outbox(warehouse) == [("default", 1, "sent", 2, None, LATER)]
    assert len(mailbox.mails) == 1


def test_an_endpoint_that_fails_gets_everything_later(
    warehouse: duckdb.DuckDBPyConnection, home: Home, endpoint: Endpoint, mailbox: Mailbox
) -> None:
    put(warehouse, "a1")
    put(warehouse, "b1", owner_group="Pengujian")
    alerts = alerts_of(default=[endpoint.address, mailbox.address])
    compose(warehouse, home, alerts, "2022-09", None, AT)
    endpoint.status = 500
    outcome = send_pending(warehouse, alerts, AT)
    assert [waiting.problem for waiting in outcome.waiting] == ["server menolak (kode 500)"] * 2
    assert len(mailbox.mails) == len(outcome.sent) == 2  # the other channel is not held up
    put(warehouse, "a1", status="resolved")
    compose(warehouse, home, alerts, "2022-09", None, LATER)
    endpoint.status, endpoint.bodies = 200, []
    assert len(send_pending(warehouse, alerts, LATER).sent) == 4
    assert [body["title"] for body in endpoint.bodies] == [
        "SERANG 2022-09: 1 temuan perlu ditindaklanjuti (Pengujian)",
        "SERANG 2022-09: 1 temuan perlu ditindaklanjuti (Penindakan)",
        "SERANG 2022-09: 1 temuan selesai (Penindakan)",
    ]


def test_a_server_that_is_not_there_is_asked_once(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    put(warehouse, "a1")
    put(warehouse, "b1", owner_group="Pengujian")
    nobody = free_port()
    alerts = alerts_of(
        default=[f"json://127.0.0.1:{nobody}/{TOKEN}", f"mailto://127.0.0.1:{nobody}?from=a@b.id&to=c@d.id"]
    )
    compose(warehouse, home, alerts, "2022-09", None, AT)
    outcome = send_pending(warehouse, alerts, AT)
    assert {waiting.problem for waiting in outcome.waiting} == {"server tidak dapat dihubungi"}
    assert [row[3] for row in outbox(warehouse)] == [1, 1, 0, 0]


def test_addresses_that_lead_nowhere(
    warehouse: duckdb.DuckDBPyConnection, home: Home, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(warehouse, "a1")
    monkeypatch.delenv("SALURAN_PENINDAKAN", raising=False)
    alerts = alerts_of(default=[f"entah://{PASSWORD}", "env:SALURAN_PENINDAKAN", endpoint.address])
    compose(warehouse, home, alerts, "2022-09", None, AT)
    fewer = alerts_of(default=[f"entah://{PASSWORD}", "env:SALURAN_PENINDAKAN"])
    assert [waiting.problem for waiting in send_pending(warehouse, fewer, AT).waiting] == [
        "alamat saluran tidak dikenal; periksa penulisannya di settings.yml",
        "variabel lingkungan SALURAN_PENINDAKAN belum diisi",
        "saluran ini tidak ada lagi di settings.yml",
    ]
    monkeypatch.setenv("SALURAN_PENINDAKAN", endpoint.address)
    assert len(send_pending(warehouse, alerts, LATER).sent) == 2
    assert len(endpoint.bodies) == 2


_CRASH = """
import os, sys
from pathlib import Path
from flows.alerts import outbox
from flows.send_alerts import send
from flows.settings import Home
outbox.log_acceptance = lambda *_: os.kill(os.getpid(), 9)
send(Home(Path(sys.argv[1])), "2022-10-05T09:00:00", "2022-09")
"""


def test_a_crash_between_sending_and_logging_sends_it_again_under_its_key(
    warehouse: duckdb.DuckDBPyConnection, home: Home, endpoint: Endpoint
) -> None:
    put(warehouse, "a1")
    warehouse.close()
    home.settings.write_text("alerts: {default: ['env:SALURAN']}\n")
    done = subprocess.run(
        [sys.executable, "-c", _CRASH, str(home.path)],
        cwd=ROOT,
        env={**os.environ, "SALURAN": endpoint.address},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -9, done.stderr
    assert len(endpoint.bodies) == 1
    with connect(home.warehouse) as connection:
        assert outbox(connection) == [("default", 1, "pending", 1, None, None)]
        (key,) = connection.execute("select alert_key from raw.alerts").fetchone() or ("",)
    os.environ["SALURAN"] = endpoint.address
    try:
        assert send(home, LATER, "2022-09").sent == [key]
        assert send(home, LATER, "2022-09").sent == []
    finally:
        del os.environ["SALURAN"]
    assert endpoint.bodies[0] == endpoint.bodies[1]
    assert f"Nomor pemberitahuan: {key}" in endpoint.bodies[0]["message"]
    assert len(endpoint.bodies) == 2


def everywhere(home: Home) -> str:
    """All that a home holds but its settings: every row of every table, and every file."""
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        tables = connection.execute("select table_schema, table_name from information_schema.tables").fetchall()
        texts = [repr(connection.execute(f'select * from {schema}."{name}"').fetchall()) for schema, name in tables]
    files = [path for path in home.path.rglob("*") if path.is_file() and path != home.settings]
    return "".join([*texts, *(path.read_bytes().decode("latin-1") for path in files)])


def test_no_secret_reaches_a_log_a_table_or_the_terminal(
    warehouse: duckdb.DuckDBPyConnection,
    home: Home,
    endpoint: Endpoint,
    mailbox: Mailbox,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    put(warehouse, "a1")
    warehouse.close()
    nobody = free_port()
    addresses = [
        endpoint.address,
        f"mailto://orang:{PASSWORD}@127.0.0.1:{mailbox.port}?from=a@b.id&to=c@d.id&mode=insecure",  # no log-in offered
        f"json://orang:{PASSWORD}@127.0.0.1:{nobody}/{TOKEN}",
        f"tgram://{TOKEN}/{PASSWORD}",
        f"entah://{PASSWORD}@{TOKEN}",
        f"json://orang:{PASSWORD}@[::1/{TOKEN}",
    ]
    home.settings.write_text(f"alerts: {{default: {addresses!r}}}\n")
    caplog.set_level(logging.DEBUG)
    logging.getLogger("urllib3").setLevel(logging.DEBUG)
    endpoint.status = 500
    refused = send(home, AT, "2022-09")
    endpoint.status = 200
    accepted = send(home, LATER, "2022-09")
    told = capfd.readouterr()
    assert (len(refused.waiting), len(accepted.sent)) == (6, 1)
    seen = "".join([caplog.text, told.out, told.err, repr(refused), repr(accepted), everywhere(home)])
    assert PASSWORD not in seen
    assert TOKEN not in seen
    assert logging.getLogger("urllib3").level == logging.DEBUG  # left as it was
    logging.getLogger("urllib3").setLevel(logging.NOTSET)


def test_long_digests_reach_channels_of_short_messages_whole(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A channel with a limit gets several messages, none of them cut."""
    import apprise
    from apprise.plugins.custom_json import NotifyJSON
    from pydantic import SecretStr

    from flows.alerts.channels import deliver

    monkeypatch.setattr(NotifyJSON, "body_maxlen", 1000)
    parts: list[str] = []
    monkeypatch.setattr(NotifyJSON, "send", lambda self, body, **_: parts.append(body) or True)  # noqa: ARG005
    body = "\n".join(f"{number}. Isi sel keliru, betulkan." for number in range(200))
    assert deliver(SecretStr("json://127.0.0.1"), "Judul", body) is None
    assert len(parts) > 5
    assert "199. Isi sel keliru" in parts[-1]
    assert apprise.__version__ < "2"
    assert not Path(home.path).exists()
