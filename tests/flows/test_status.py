"""Who is missing, as the command line says it: before anything came, in time, late, and not at all."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import duckdb
from click.testing import CliRunner

from flows.cli import cli
from flows.completeness import completeness
from flows.period import Period
from flows.reference.calendar import load_calendar
from flows.reference.targets import Reference
from flows.settings import Home

from .conftest import Month

SEPTEMBER = Period(2022, 9)


def _status(home: Path, *arguments: str) -> str:
    done = CliRunner().invoke(cli, ["status", "2022-09", "--home", str(home), *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_before_anything_came_all_is_awaited_and_then_missing(tmp_path: Path) -> None:
    before = json.loads(_status(tmp_path, "--json", "--at", "2022-10-05T23:00:00"))
    (office,) = before["units"]
    assert (office["unit_code"], office["in_time_pct"], len(office["forms"])) == ("SERANG", 0, 25)
    assert {(form["status"], form["due_on"], form["days_late"]) for form in office["forms"]} == {
        ("missing", "2022-10-05", 0)
    }
    assert "Penindakan, ditunggu: INTELIJEN dan PERKARA (batas 5 Oktober 2022)" in _status(
        tmp_path, "--at", "2022-10-05T23:00:00"
    )
    told = _status(tmp_path, "--at", "2022-10-07T08:00:00")
    assert "Penindakan, belum ada: INTELIJEN dan PERKARA (batas 5 Oktober 2022, lewat 2 hari)" in told


def test_the_real_month_came_in_time(golden: Month) -> None:
    told = _status(golden.home, "--at", "2022-10-20T08:00:00")
    assert "SERANG · 2022-09 · 100,00% tepat waktu · per 20 Oktober 2022" in told
    assert "belum ada:" not in told


def test_an_office_told_form_by_form(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.mart_completeness as select * from (values "
            "('SERANG', '2022-09', 'perkara', 'PERKARA', 'Penindakan', date '2022-10-05', '2022-10-05T16:00:00+00:00', "
            "'on_time'), "
            "('SERANG', '2022-09', 'kie', 'KIE', 'Infokom', date '2022-10-05', '2022-10-05T17:00:00+00:00', 'late'), "
            "('SERANG', '2022-09', 'desa', 'DESA', 'Infokom', date '2022-10-05', '2022-10-04T02:00:00+00:00', "
            "'refused'), "
            "('SERANG', '2022-09', 'pasar', 'PASAR', 'Infokom', date '2022-10-05', null, 'missing')"
            ") as t(unit_code, period, form, title, owner_group, due_on, received_at, status)"
        )
        connection.execute(
            "create table marts.mart_completeness_month as "
            "select 'SERANG' as unit_code, '2022-09' as period, 25.0::double as in_time_pct"
        )
        (office,) = completeness(
            connection, load_calendar(Home(tmp_path)), Reference(), SEPTEMBER, "SERANG", dt.date(2022, 10, 8)
        )
    assert office.in_time_pct == 25
    assert {form.form: (form.told, form.days_late) for form in office.forms} == {
        "perkara": ("on_time", 0),
        "kie": ("late", 1),  # midnight in Jakarta has passed
        "desa": ("refused", 3),
        "pasar": ("missing", 3),
    }


def test_a_table_to_pass_on(golden: Month, tmp_path: Path) -> None:
    target = tmp_path / "kelengkapan.csv"
    assert "Kelengkapan 1 kantor ditulis" in _status(golden.home, "--to", str(target))
    lines = target.read_text("utf-8-sig").splitlines()
    assert len(lines) >= 26
    assert any("PERKARA" in line and "tepat waktu" in line for line in lines)


def test_what_came_and_is_not_counted_is_not_called_missing(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute("create schema raw; create table raw.submissions as select '2022-09' as period")
    done = CliRunner().invoke(cli, ["status", "2022-09", "--home", str(tmp_path)])
    assert done.exit_code == 1
    assert "belum dihitung oleh program ini. Jalankan: capaian run 2022-09" in done.stderr
