"""A year of generated submissions, replayed through the flows in the order in which they came, with a controlled clock.

Offices are due on the 5th. The month is run on the 6th with what is there, and on the 28th with what came late or was
sent again; quarters are made final on the 28th.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows.answers import answering
from flows.answers.answering import HeldBackError
from flows.period import Period
from flows.settings import Home

from .conftest import everything, rows

CHIEF = "Kepala Balai"
EARLY, WHOLE = "6", "28"
Finding = tuple[str, str, str, str, str]


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


def replay(out: str, home: str, plan: dict[str, Any], late_book: str) -> Replayed:
    """The whole year in an empty home; runs in a process of its own.

    Args:
        out: what the generator wrote.
        late_book: a workbook of March that comes when March is final.
    """
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        return asyncio.run(_Replay(Path(out), Home.resolve(home), plan, Path(late_book)).year())


class _Replay:
    def __init__(self, out: Path, home: Home, plan: dict[str, Any], late_book: Path) -> None:
        self.out, self.home, self.plan, self.late_book = out, home, plan, late_book
        self.told = Replayed()

    async def year(self) -> Replayed:
        started = time.perf_counter()
        shutil.copytree(self.out / "targets", self.home.targets)
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
        self.told.seconds = time.perf_counter() - started
        return self.told

    async def _receive(self, period: str, until: dt.datetime) -> None:
        """Takes in what came since the last run, each file at its own time."""
        from flows.ingest_submissions import ingest_submissions

        moments: dict[str, list[str]] = {}
        for sent in self.plan["sent"]:
            after = until - dt.timedelta(days=22) if until.day == 28 else dt.datetime.min
            if sent["period"] == period and after < dt.datetime.fromisoformat(sent["received_at"]) <= until:
                moments.setdefault(sent["received_at"], []).append(sent["file"])
        for place, (at, files) in enumerate(sorted(moments.items())):
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
