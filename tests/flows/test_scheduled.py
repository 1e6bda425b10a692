"""Deployments on a schedule: which month they take, on which day, and that one that fails leaves the others done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.alerts.outbox import Sent
from flows.backfill import BackfillError, backfill
from flows.ingest_submissions import Ingested
from flows.look_at_inbox import look_at_inbox
from flows.monthly_run import MonthlyRun
from flows.quarterly_report import quarterly_report
from flows.remind import remind
from flows.scheduled_month import scheduled_month
from flows.settings import Home

from .conftest import ROOT


@pytest.fixture(scope="module", autouse=True)
def harness() -> Iterator[None]:
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=90):
        yield


@pytest.fixture
def months(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str | None]]:
    """The months that were run, in place of running them; October of 2022 fails."""
    ran: list[tuple[str, str | None]] = []

    async def run(period: str, unit: str | None, *_: Any) -> MonthlyRun:
        if period == "2022-10":
            raise RuntimeError("gangguan bulan Oktober")
        ran.append((period, unit))
        return MonthlyRun(Ingested(), [f"{period}.html"])

    for module in ("scheduled_month", "quarterly_report", "backfill"):
        monkeypatch.setattr(f"flows.{module}.monthly_run", run)
    return ran


async def test_the_month_runs_on_the_working_day_after_it_is_due(
    tmp_path: Path, months: list[tuple[str, str | None]]
) -> None:
    """Forms of September are due on Wednesday 5 October; 23.00 UTC of that day is the next morning in Jakarta."""
    for moment in ("2022-10-05T22:00:00+07:00", "2022-10-05T23:00:00+00:00", "2022-10-07T06:00:00+07:00"):
        await scheduled_month(str(tmp_path), at=moment)
    assert months == [("2022-09", None)]
    # Those of March are due on Wednesday 5 April 2023; two holidays and a weekend follow.
    (tmp_path / "calendar.yml").write_text("holidays: [2023-04-06, 2023-04-07]\n", "utf-8")
    found = [await scheduled_month(str(tmp_path), at=f"2023-04-{day:02d}T06:00:00") for day in range(5, 12)]
    assert found == [None, None, None, None, None, "2023-03", None]


async def test_the_quarter_before_is_run_once_more(tmp_path: Path, months: list[tuple[str, str | None]]) -> None:
    assert await quarterly_report(str(tmp_path), at="2023-01-21T06:00:00+07:00") == ["2022-12.html"]
    assert await quarterly_report(str(tmp_path), at="2023-02-21T06:00:00+07:00") == ["2022-12.html"]
    assert months == [("2022-12", None), ("2022-12", None)]


async def test_months_that_fail_leave_the_others_done(tmp_path: Path, months: list[tuple[str, str | None]]) -> None:
    with pytest.raises(BackfillError, match=r"^4 bulan selesai, 2 gagal\. 2022-10 SERANG: gangguan bulan Oktober; "):
        await backfill("2022-09", "2022-11", ["SERANG", "BANDUNG"], str(tmp_path), received_at="2022-12-05T09:00:00")
    assert months == [(month, unit) for month in ("2022-09", "2022-11") for unit in ("SERANG", "BANDUNG")]


async def test_a_look_does_nothing_while_nothing_is_new_or_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = Ingested(known=["sudah.xlsx"])
    worked: list[str] = []

    async def ingest(period: str, *_: Any) -> Ingested:
        worked.append(period)
        return came

    async def go_on(period: str, *_: Any) -> list[str]:
        worked.append(f"{period} sampai laporan")
        return []

    monkeypatch.setattr("flows.look_at_inbox.ingest_submissions", ingest)
    monkeypatch.setattr("flows.look_at_inbox.from_what_came", go_on)
    assert await look_at_inbox(str(tmp_path), at="2022-10-21T18:00:00+07:00") is None
    assert worked == []
    assert await look_at_inbox(str(tmp_path), at="2022-10-03T18:00:00+07:00") == came
    assert worked == ["2022-09"]
    came = Ingested(accepted=["baru.xlsx"])
    await look_at_inbox(str(tmp_path), at="2022-10-04T18:00:00+07:00")
    assert worked == ["2022-09", "2022-09", "2022-09 sampai laporan"]


def test_schedules_are_those_of_jakarta() -> None:
    deployments = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]
    schedules = {it["name"]: it["schedules"] for it in deployments if "schedules" in it}
    assert set(schedules) == {"scheduled-month", "look-at-inbox", "remind", "send-alerts", "quarterly-report"}
    assert {one["timezone"] for listed in schedules.values() for one in listed} == {"Asia/Jakarta"}


async def test_reminders_are_of_every_month_that_may_be_due_soon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[list[str], str]] = []

    def send(_: Home, periods: list[str], at: str) -> Sent:
        asked.append((periods, at))
        return Sent(["a1"])

    monkeypatch.setattr("flows.remind.remind_and_send", send)
    assert await remind(home=str(tmp_path), at="2022-09-29T07:30:00+07:00") == Sent(["a1"])
    assert await remind("2022-08", str(tmp_path), "2022-10-03T07:30:00+07:00") == Sent(["a1"])
    assert asked == [
        (["2022-07", "2022-08", "2022-09", "2022-10"], "2022-09-29T07:30:00+07:00"),
        (["2022-08"], "2022-10-03T07:30:00+07:00"),
    ]
