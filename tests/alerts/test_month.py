"""The real month: the first digests, then the correction that was sent, through the command line."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.settings import Home
from tests.alerts.conftest import PASSWORD, TOKEN, Endpoint, Mailbox, free_port
from tests.alerts.test_delivery import everywhere
from tests.flows.conftest import CORRECTED, FIRST, PREFECT, Month, Outcome, capaian, rows


@dataclass(frozen=True)
class Told:
    home: Home
    endpoint: Endpoint
    mailbox: Mailbox


@pytest.fixture
def told(golden: Month, tmp_path: Path, endpoint: Endpoint, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Told:
    """The month as it was published, with channels: the investigators by mail, the others by a webhook."""
    home = Home(tmp_path / "home")
    shutil.copytree(golden.home, home.path)
    monkeypatch.setenv("SALURAN_UMUM", endpoint.address)
    home.settings.write_text(f"alerts: {{default: ['env:SALURAN_UMUM'], Penindakan: ['{mailbox.address}']}}\n")
    return Told(home, endpoint, mailbox)


@pytest.mark.slow
def test_from_the_first_digests_to_the_correction(told: Told) -> None:
    home, endpoint, mailbox = told.home, told.endpoint, told.mailbox
    first = capaian("alerts", "send", "2022-09", "--json", home=home.path)
    groups = rows(
        home.path, "select distinct unit_code, owner_group from marts.mart_findings where status = 'open' order by all"
    )
    assert first.status == 0
    assert len(json.loads(first.out)["sent"]) == len(groups)
    assert len(mailbox.mails) == 1
    assert len(endpoint.bodies) == len(groups) - 1
    (digest,) = _texts(mailbox)
    assert "RHPK_SERANG_2022-09.xlsx · PERKARA · E6" in digest
    assert "69,46" in digest
    assert "64,00" in digest
    assert f"Laporan: {home.path}/reports/SERANG/2022-09/lapkin.html" in digest
    assert f"Semua aturan dan temuannya: {home.path}/checks/2022-09/index.html" in digest
    gravest = [line.partition("[")[2] for line in digest.splitlines() if line[:1].isdigit()]
    assert [line.startswith("menahan") for line in gravest] == sorted(
        (line.startswith("menahan") for line in gravest), reverse=True
    )
    for (told_of,) in rows(home.path, "select finding_id from marts.mart_findings where status = 'open'"):
        assert rows(home.path, "select count(*) from raw.alerts_told where finding_id = ?", told_of) == [(1,)]

    again = capaian("alerts", "send", "2022-09", home=home.path)
    assert (again.status, again.out.strip()) == (0, "Tidak ada pemberitahuan yang menunggu.")
    assert len(mailbox.mails) == 1

    endpoint.status, endpoint.bodies = 500, []
    run = capaian("run", "2022-09", "--inbox", CORRECTED, "--received-at", "2022-10-07T09:00:00", home=home.path)
    assert run.status == 3  # as without alerts
    assert "server menolak (kode 500)" in run.err
    assert "capaian alerts send" in run.err
    assert len(mailbox.mails) == 2
    correction = _texts(mailbox)[1]
    assert "Sudah selesai:" in correction
    assert "PERKARA · E6" in correction.partition("Sudah selesai:")[2]
    waiting = rows(home.path, "select count(*) from raw.alerts where state = 'pending'")[0][0]
    assert waiting == len({body["title"] for body in endpoint.bodies})

    endpoint.status, endpoint.bodies = 200, []
    later = capaian("alerts", "send", home=home.path)
    assert later.status == 0
    assert len(endpoint.bodies) == waiting
    _no_secret(told, first, again, run, later)


def test_every_channel_is_tried_and_says_whether_it_accepted(told: Told) -> None:
    home, endpoint, mailbox = told.home, told.endpoint, told.mailbox
    tried = capaian("alerts", "test", home=home.path)
    assert (tried.status, tried.out) == (0, "default #1: diterima\nPenindakan #1: diterima\n")
    assert "saluran default #1" in endpoint.bodies[0]["message"]
    mailbox.answer = "550 No"
    one = capaian("alerts", "test", "--to", "Penindakan", "--json", home=home.path)
    assert one.status == 1
    assert json.loads(one.out) == {
        "channels": [{"channel": "Penindakan #1", "accepted": False, "problem": "server menolak (kode 550)"}]
    }
    assert len(endpoint.bodies) == 1
    nobody = capaian("alerts", "test", "--to", "Infokom", home=home.path)
    assert (nobody.status, nobody.err) == (
        2,
        "Kelompok 'Infokom' tidak mempunyai saluran. Yang mempunyai: Penindakan, default.\n",
    )
    home.settings.unlink()
    without = capaian("alerts", "test", home=home.path)
    assert without.status == 2
    assert "Belum ada saluran" in without.err
    _no_secret(told, tried, one, nobody, without)


@pytest.mark.slow
def test_a_month_whose_mail_server_is_away_ends_as_ever_and_its_mail_goes_out_later(told: Told) -> None:
    home, mailbox = told.home, told.mailbox
    home.settings.write_text(f"alerts: {{default: ['env:SALURAN_UMUM'], Penindakan: ['{_nowhere(mailbox)}']}}\n")
    came = ("--inbox", FIRST, "--received-at", "2022-10-05T09:00:00")
    month = capaian("run", "2022-09", *came, home=home.path)
    assert month.status == 3
    assert "server tidak dapat dihubungi" in month.err
    assert rows(home.path, "select owner_group from raw.alerts where state = 'pending'") == [("Penindakan",)]
    assert mailbox.mails == []
    home.settings.write_text(f"alerts: {{default: ['env:SALURAN_UMUM'], Penindakan: ['{mailbox.address}']}}\n")
    assert capaian("alerts", "send", home=home.path).status == 0
    assert len(mailbox.mails) == 1
    assert rows(home.path, "select count(*) from raw.alerts where state = 'pending'") == [(0,)]
    _no_secret(told, month)


def _nowhere(mailbox: Mailbox) -> str:
    """The address of a mail server that nobody runs."""
    return mailbox.address.replace(str(mailbox.port), str(free_port()))


def _texts(mailbox: Mailbox) -> list[str]:
    parts = [mail.get_body(("plain",)) for mail in mailbox.mails]
    return [part.get_content() for part in parts if part is not None]


def _no_secret(told: Told, *outcomes: Outcome) -> None:
    seen = everywhere(told.home) + "".join(outcome.out + outcome.err for outcome in outcomes)
    orchestrator = [path.read_bytes() for path in Path(PREFECT.name).rglob("*") if path.is_file()]
    for secret in (PASSWORD, TOKEN):
        assert secret not in seen
        assert not any(secret.encode() in content for content in orchestrator)
