"""A year of generated submissions, replayed through the flows in the order in which they came, with a controlled clock.

Offices are due on the 5th. The month is run on the 6th with what is there, and on the 28th with what came late or was
sent again; quarters are made final on the 28th.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from flows.answers import answering
from flows.answers.answering import HeldBackError
from flows.period import Period
from flows.settings import Home

from .conftest import everything, rows

CHIEF = "Kepala Balai"
EARLY, WHOLE = "6", "28"
Finding = tuple[str, str, str, str, str]
# Month, day of the month after, owner group, the offices that were reminded, and how many forms were awaited of them.
Reminder = tuple[str, int, str, tuple[str, ...], int]
# Days of the calendar's reminders, for forms that are due on the 5th.
REMINDED, MORNING = (3, 5, 6, 8), dt.time(7, 30)


@dataclass
class Replayed:
    """What a replay left, and what stood after each run: keys are month and day of the run."""

    seconds: float = 0.0
    open: dict[tuple[str, str], list[Finding]] = field(default_factory=dict)
    published: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    held_back: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    finals: list[tuple[str, str]] = field(default_factory=list)
    locked: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    late: dict[str, Any] = field(default_factory=dict)
    figures: dict[tuple[str, str, int], tuple[Any, ...]] = field(default_factory=dict)
    marts: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    reminders: list[Reminder] = field(default_factory=list)


def replay(out: str, home: str, plan: dict[str, Any], late_book: str) -> Replayed:
    """The whole year in an empty home; runs in a process of its own.

    Args:
        out: what the generator wrote.
        late_book: a workbook of March that comes when March is final.
    """
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        return asyncio.run(_Replay(Path(out), Home.resolve(home), plan, Path(late_book)).year())


@contextmanager
def channel() -> Iterator[str]:
    """The address of a channel on this machine that accepts everything."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"json://127.0.0.1:{server.server_port}/kanal"
    server.shutdown()
    server.server_close()


class _Replay:
    def __init__(self, out: Path, home: Home, plan: dict[str, Any], late_book: Path) -> None:
        self.out, self.home, self.plan, self.late_book = out, home, plan, late_book
        self.told = Replayed()

    async def year(self) -> Replayed:
        started = time.perf_counter()
        shutil.copytree(self.out / "targets", self.home.targets)
        with channel() as address:
            self.home.settings.write_text(f"alerts: {{default: ['{address}']}}\n")
            await self._months()
        self.told.seconds = time.perf_counter() - started
        return self.told

    async def _months(self) -> None:
        months = sorted({sent["period"] for sent in self.plan["sent"]})
        for period in months:
            month = Period.parse(period)
            for day in (EARLY, WHOLE):
                until = _after(month, int(day))
                await self._receive(period, until)
                await self._run(period)
                self._note(period, day)
                if month.month % 3 == 0:
                    self._finalize(month, until, day)
            if period.endswith("-03"):
                await self._late(months[2])
        self.told.figures = {
            (unit, period, iku): tuple(figures)
            for unit, period, iku, *figures in rows(
                self.home.path,
                "select unit_code, period, iku_no, realisasi, numerator, denominator, interim_value "
                "from marts.fct_indicator",
            )
        }
        self.told.marts = {
            name: found for name, found in everything(self.home.path).items() if name.startswith("marts.")
        }
        self.told.reminders = sorted(
            (
                period,
                dt.datetime.fromisoformat(at).day,
                group,
                tuple(re.findall(r"^(\w+), batas", body, re.MULTILINE)),
                len(re.findall(r"^- ", body, re.MULTILINE)),
            )
            for period, group, at, body in rows(
                self.home.path, "select period, owner_group, created_at, body from raw.alerts where kind = 'reminder'"
            )
        )

    async def _receive(self, period: str, until: dt.datetime) -> None:
        """Takes in what came since the last run, each file at its own time, and reminds on the days for it."""
        from flows.ingest_submissions import ingest_submissions
        from flows.remind import remind

        mornings = [dt.datetime.combine(until.replace(day=day), MORNING) for day in REMINDED]
        since = until.replace(day=int(EARLY)) if until.day == int(WHOLE) else dt.datetime.min
        moments: dict[str, list[str]] = {str(at.isoformat()): [] for at in mornings if since < at <= until}
        for sent in self.plan["sent"]:
            if sent["period"] == period and since < dt.datetime.fromisoformat(sent["received_at"]) <= until:
                moments.setdefault(sent["received_at"], []).append(sent["file"])
        for place, (at, files) in enumerate(sorted(moments.items())):
            if not files:
                await remind(None, str(self.home.path), at)
                continue
            inbox = self.home.path / "arrivals" / period / f"{until.day:02d}-{place:02d}"
            for file in files:
                (inbox / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(self.out / "inbox" / file, inbox / file)
            await ingest_submissions(period, None, str(self.home.path), str(inbox), at)

    async def _run(self, period: str) -> None:
        """What a month's run does after receipt, but for the report."""
        from flows.build_marts import build_marts
        from flows.check_data import check_data
        from flows.publish_marts import publish_marts

        home = str(self.home.path)
        await build_marts(period, home)
        await check_data(period, home, frames_are_built=True)
        await publish_marts(period, home)

    def _note(self, period: str, day: str) -> None:
        self.told.open[period, day] = rows(
            self.home.path,
            "select unit_code, rule_id, severity, sheet, cell from marts.mart_findings "
            "where period = ? and status = 'open' order by all",
            period,
        )
        found = rows(self.home.path, "select distinct unit_code from marts.fct_indicator where period = ?", period)
        self.told.published[period, day] = {unit for (unit,) in found}

    def _finalize(self, month: Period, at: dt.datetime, day: str) -> None:
        """Early only those that findings hold back are tried; at the end all that have something published."""
        period = str(month)
        for unit in sorted(self.told.published[period, day]):
            if day == EARLY and not self._blocked(unit, month):
                continue
            try:
                answering.finalize(self.home, unit, month, CHIEF, at.isoformat(), {})
                self.told.finals.append((unit, period))
            except HeldBackError:
                self.told.held_back.setdefault((period, day), []).append(unit)
        if day == WHOLE:
            self.told.locked[period] = self._locked()

    def _blocked(self, unit: str, month: Period) -> bool:
        open_now = self.told.open[str(month), EARLY]
        return any(found[0] == unit and found[2] == "block" for found in open_now)

    def _locked(self) -> list[tuple[Any, ...]]:
        return rows(self.home.path, "select unit_code, period from raw.locked_months order by all")

    async def _late(self, period: str) -> None:
        """March again after its final: it waits; opened again it enters, and the quarter is made final anew."""
        from flows.ingest_submissions import ingest_submissions

        unit, month, home = self.plan["units"][0], Period.parse(period), str(self.home.path)
        at = _after(month, 28) + dt.timedelta(days=2)
        inbox = self.home.path / "arrivals" / "late"
        inbox.mkdir(parents=True)
        shutil.copyfile(self.late_book, inbox / self.late_book.name)
        await ingest_submissions(period, None, home, str(inbox), at.isoformat())
        await self._run(period)
        self.told.late["waiting"] = self._opinion(unit, period)
        later = at + dt.timedelta(days=1)
        answering.reopen(self.home, unit, month, CHIEF, "survei dihitung ulang", later.isoformat(), {})
        self.told.late["locked"] = self._locked()
        await self._run(period)
        self.told.late["entered"] = self._opinion(unit, period)
        self._note(period, "late")
        answering.finalize(self.home, unit, month, CHIEF, (later + dt.timedelta(hours=1)).isoformat(), {})

    def _opinion(self, unit: str, period: str) -> float:
        ((value,),) = rows(
            self.home.path,
            "select realisasi from marts.fct_indicator where unit_code = ? and period = ? and iku_no = 17",
            *(unit, period),
        )
        return float(value)


def _after(month: Period, day: int) -> dt.datetime:
    """A day of the month after a month, in the evening."""
    return dt.datetime(month.year + month.month // 12, month.month % 12 + 1, day, 20)
