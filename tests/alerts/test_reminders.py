"""Reminders: before, on and after the due day, to those from whom something is awaited, once a day."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from flows.alerts.outbox import Alert
from flows.alerts.reminders import compose_reminders
from flows.cli import cli
from flows.period import Period
from flows.reference.calendar import load_calendar
from flows.reference.targets import Reference
from flows.settings import Home
from flows.settings_file import Alerts
from flows.warehouse.store import TABLES
from tests.alerts.conftest import Endpoint, alerts_of, put

SEPTEMBER = Period(2022, 9)
PENINDAKAN = alerts_of(Penindakan=["json://satu"])
# Forms of September are due on 5 October.
BEFORE, DUE, AFTER = dt.date(2022, 10, 3), dt.date(2022, 10, 5), dt.date(2022, 10, 6)


def offices(**origins: str) -> Reference:
    names = list(TABLES["units"])
    rows = [
        tuple({"unit_code": code, "year": 2022, "origin": origin}.get(name, "") for name in names)
        for code, origin in origins.items()
    ]
    return Reference(rows={"units": rows})


def reminded(
    warehouse: duckdb.DuckDBPyConnection,
    home: Home,
    today: dt.date,
    alerts: Alerts = PENINDAKAN,
    reference: Reference | None = None,
) -> list[Alert]:
    known = reference or offices(SERANG="home")
    return compose_reminders(warehouse, alerts, load_calendar(home), known, SEPTEMBER, today, f"{today}T07:30:00")


def came(warehouse: duckdb.DuckDBPyConnection, form: str, verdict: str = "accepted", unit: str = "SERANG") -> None:
    warehouse.execute("insert into raw.submissions (unit_code, period) values (?, '2022-09')", [unit])
    warehouse.execute(
        "insert into raw.form_versions (unit_code, period, form, verdict) values (?, '2022-09', ?, ?)",
        [unit, form, verdict],
    )


def published(warehouse: duckdb.DuckDBPyConnection, *rows: tuple[str, str, str, str]) -> None:
    """Rows of unit, form, owner group and status, due on 5 October."""
    warehouse.execute(
        "create table marts.mart_completeness (unit_code varchar, period varchar, form varchar, title varchar, "
        "owner_group varchar, due_on varchar, received_at varchar, status varchar)"
    )
    for unit, form, group, status in rows:
        warehouse.execute(
            "insert into marts.mart_completeness values (?, '2022-09', ?, upper(?), ?, '2022-10-05', null, ?)",
            [unit, form, form, group, status],
        )


def test_before_on_and_after_the_due_day_and_on_no_other(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    days = [dt.date(2022, 10, day) for day in range(1, 12)]
    told = {day.day: alert.body.splitlines()[2] for day in days for alert in reminded(warehouse, home, day)}
    assert told == {
        3: "SERANG, batas 5 Oktober 2022 (2 hari lagi):",
        5: "SERANG, batas 5 Oktober 2022 (hari ini):",
        6: "SERANG, batas 5 Oktober 2022 (sudah lewat 1 hari):",
        8: "SERANG, batas 5 Oktober 2022 (sudah lewat 3 hari):",
    }


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ([4, 6, 9], [4, 6, 9]),  # each makes up for the morning before it
        ([7, 7], [7]),  # of the 3rd, the 5th and the 6th only the newest
        ([6, 7], [6]),
        ([20], [20]),  # while the month is open
        ([21], []),
    ],
)
def test_the_newest_day_that_was_missed_is_made_up_for(
    warehouse: duckdb.DuckDBPyConnection, home: Home, asked: list[int], told: list[int]
) -> None:
    found = [day for day in asked for _ in reminded(warehouse, home, dt.date(2022, 10, day))]
    assert found == told


def test_what_is_made_up_for_tells_the_days_as_they_are_now(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    (alert,) = reminded(warehouse, home, dt.date(2022, 10, 7))
    assert "SERANG, batas 5 Oktober 2022 (sudah lewat 2 hari):" in alert.body


def test_a_reminder_day_in_the_reported_month_itself(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    home.calendar.write_text("due: {Penindakan: 1}\n", "utf-8")
    day = dt.date(2022, 9, 29)
    assert SEPTEMBER in load_calendar(home).reminded_months(day)
    (alert,) = reminded(warehouse, home, day)
    assert "SERANG, batas 1 Oktober 2022 (2 hari lagi):" in alert.body


def test_a_group_with_two_due_days_gets_one_message_at_a_time(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    published(
        warehouse, ("SERANG", "perkara", "Penindakan", "missing"), ("SERANG", "intelijen", "Penindakan", "missing")
    )
    warehouse.execute("update marts.mart_completeness set due_on = '2022-10-07' where form = 'intelijen'")
    told = {
        day: [line for line in alert.body.splitlines() if line.startswith(("SERANG", "- "))]
        for day in range(3, 12)
        for alert in reminded(warehouse, home, dt.date(2022, 10, day))
    }
    assert list(told) == [3, 5, 6, 7, 8, 10]
    assert told[3] == ["SERANG, batas 5 Oktober 2022 (2 hari lagi):", "- PERKARA: belum ada"]
    assert told[8] == [
        "SERANG, batas 5 Oktober 2022 (sudah lewat 3 hari):",
        "- PERKARA: belum ada",
        "SERANG, batas 7 Oktober 2022 (sudah lewat 1 hari):",
        "- INTELIJEN: belum ada",
    ]


def test_a_day_is_told_once(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    (first,) = reminded(warehouse, home, DUE)
    assert reminded(warehouse, home, DUE) == []
    assert warehouse.execute("select kind, alert_key from raw.alerts").fetchall() == [("reminder", first.alert_key)]
    (next_day,) = reminded(warehouse, home, AFTER)
    assert next_day.alert_key != first.alert_key


def test_a_reminder_in_full(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    published(
        warehouse,
        ("BANDUNG", "perkara", "Penindakan", "missing"),
        ("SERANG", "intelijen", "Penindakan", "on_time"),
        ("SERANG", "perkara", "Penindakan", "refused"),
        ("SERANG", "sampling", "Pengujian", "missing"),
    )
    put(warehouse, "a1", severity="reject")
    put(warehouse, "a2", severity="reject", status="resolved", cell="Z9")
    (alert,) = reminded(warehouse, home, AFTER)
    assert alert.title == "2022-09: 2 formulir ditunggu dari 2 kantor (Penindakan)"
    assert alert.body.splitlines() == [
        "Pengingat kiriman bulan September 2022, kelompok Penindakan.",
        "",
        "BANDUNG, batas 5 Oktober 2022 (sudah lewat 1 hari):",
        "- PERKARA: belum ada",
        "",
        "SERANG, batas 5 Oktober 2022 (sudah lewat 1 hari):",
        "- PERKARA: ditolak, lihat RHPK.xlsx · PERKARA · E6",
        "",
        "Yang perlu dilakukan: kirim berkas yang memuat formulir di atas; yang ditolak dibetulkan dahulu di berkas "
        "asal, lalu dikirim ulang. Formulir yang sudah diterima tidak diingatkan lagi.",
        "Keadaan semua formulir: capaian status 2022-09",
        "Sebab penolakan: capaian findings 2022-09",
        f"Nomor pemberitahuan: {alert.alert_key}",
    ]


def test_one_message_for_each_group_and_channel_with_its_offices(
    warehouse: duckdb.DuckDBPyConnection, home: Home
) -> None:
    alerts = Alerts.model_validate(
        {"Penindakan": ["json://satu", "json://dua"], "offices": {"BANDUNG": {"default": ["json://tiga"]}}}
    )
    published(
        warehouse,
        ("BANDUNG", "perkara", "Penindakan", "missing"),
        ("BANDUNG", "kie", "Infokom", "late"),
        ("SERANG", "perkara", "Penindakan", "missing"),
        ("SERANG", "kie", "Infokom", "missing"),  # nobody is addressed for Infokom of Serang
    )
    made = reminded(warehouse, home, DUE, alerts)
    assert [(str(alert.channel), alert.unit_code, alert.owner_group) for alert in made] == [
        ("BANDUNG/default #1", "BANDUNG", "Penindakan"),
        ("Penindakan #1", "SERANG", "Penindakan"),
        ("Penindakan #2", "SERANG", "Penindakan"),
    ]


def test_who_sent_is_not_reminded_though_nothing_is_published_yet(
    warehouse: duckdb.DuckDBPyConnection, home: Home
) -> None:
    came(warehouse, "perkara")
    came(warehouse, "intelijen", verdict="refused")
    (alert,) = reminded(warehouse, home, BEFORE)
    assert alert.title == "SERANG 2022-09: 1 formulir ditunggu (Penindakan)"
    assert "- INTELIJEN: ditolak\n" in alert.body
    came(warehouse, "intelijen")
    assert reminded(warehouse, home, DUE) == []


def test_what_came_since_the_last_publication_counts(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    published(warehouse, ("SERANG", "perkara", "Penindakan", "missing"))
    came(warehouse, "perkara")
    assert reminded(warehouse, home, DUE) == []


def test_a_locked_month_is_not_asked_for(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    warehouse.execute("insert into raw.locked_months values ('SERANG', '2022-09', 1)")
    assert reminded(warehouse, home, DUE) == []


@pytest.mark.parametrize(("sent_before", "expected"), [(False, ["BANDUNG"]), (True, ["BANDUNG", "SERANG"])])
def test_shipped_offices_are_asked_only_if_they_ever_sent(
    warehouse: duckdb.DuckDBPyConnection, home: Home, sent_before: bool, expected: list[str]
) -> None:
    if sent_before:
        warehouse.execute("insert into raw.submissions (unit_code, period) values ('SERANG', '2021-09')")
    (alert,) = reminded(warehouse, home, DUE, reference=offices(BANDUNG="home", SERANG="shipped"))
    assert [unit for unit in ("BANDUNG", "SERANG") if f"{unit}, batas" in alert.body] == expected


def test_the_calendar_of_an_office_decides_its_days(warehouse: duckdb.DuckDBPyConnection, home: Home) -> None:
    home.calendar.write_text("offices: {BANDUNG: {Penindakan: 6}}\nreminders: [0]\n", "utf-8")
    known = offices(BANDUNG="home", SERANG="home")
    found = {day: reminded(warehouse, home, day, reference=known) for day in (BEFORE, DUE, AFTER)}
    assert {day: [alert.unit_code for alert in made] for day, made in found.items()} == {
        BEFORE: [],
        DUE: ["SERANG"],
        AFTER: ["BANDUNG"],
    }


def test_the_command_line_sends_and_says_so(tmp_path: Path, endpoint: Endpoint) -> None:
    def remind(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(cli, ["remind", "2022-09", "--home", str(tmp_path), *arguments])
        return done.exit_code, done.output

    status, told = remind("--at", "2022-10-05T07:30:00")
    assert (status, "Belum ada saluran" in told) == (2, True)
    (tmp_path / "settings.yml").write_text(f"alerts: {{Penindakan: ['{endpoint.address}']}}\n", "utf-8")
    # 17.30 UTC on the 4th is the due day in Jakarta.
    assert remind("--at", "2022-10-04T17:30:00+00:00") == (0, "1 pemberitahuan diterima salurannya\n")
    (body,) = endpoint.bodies
    assert body["title"] == "SERANG 2022-09: 2 formulir ditunggu (Penindakan)"
    assert "SERANG, batas 5 Oktober 2022 (hari ini):\n- INTELIJEN: belum ada\n- PERKARA: belum ada" in body["message"]
    assert remind("--at", "2022-10-05T09:00:00") == (
        0,
        "Tidak ada yang perlu diingatkan pada hari itu, atau sudah diingatkan.\n",
    )
    endpoint.status = 500
    status, told = remind("--at", "2022-10-06T07:30:00", "--json")
    assert status == 1
    (waiting,) = json.loads(told)["waiting"]
    assert waiting["problem"] == "server menolak (kode 500)"
    assert len(endpoint.bodies) == 2
