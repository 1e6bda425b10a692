"""A workbook of January that comes in May: its month and those after it are worked out again, and every published
table is what a home says that knew all of it before it worked anything out.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from benchmarks.generator.offices import offices
from benchmarks.generator.plan import generate
from benchmarks.generator.sheets import book_of, write_book
from benchmarks.generator.targets import targets_of
from benchmarks.generator.year import year_of

from .conftest import Outcome, capaian, everything, rows

SEED, OFFICES, YEAR = 5, 2, 2022
MONTHS = ("2022-01", "2022-02", "2022-03")
ON_TIME, LATE = "2022-04-04T09:00:00", "2022-05-02T09:00:00"
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Homes:
    """`month` is the last month alone; `late` brought January anew, `again` nothing; `straight` knew it all before.

    `reports` says when each was written: after `month`, after `late`, after `again`.
    """

    moved: Path
    straight: Path
    month: Outcome
    late: Outcome
    again: Outcome
    reports: list[dict[str, int]]


def january_anew(folder: Path) -> Path:
    """January of the first office with more samples tested, and the matrix with them."""
    office = offices(OFFICES, SEED, YEAR)[0]
    year, targets = year_of(office, SEED), targets_of(office, SEED)
    book = book_of(year, year.months[0], targets)
    book["MONEV OUTPUT"]["G8"] = "dikirim ulang"
    return write_book(folder / f"RHPK {office.code} 2022-01.xlsx", list(book.values()), dt.datetime(2022, 4, 30))


def written_at(home: Path) -> dict[str, int]:
    folder = home / "reports"
    return {
        str(path.parent.relative_to(folder)): path.stat().st_mtime_ns for path in sorted(folder.glob("*/*/lapkin.docx"))
    }


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    folder = tmp_path_factory.mktemp("moved")
    generate(folder / "out", OFFICES, len(MONTHS), SEED, YEAR)
    january_anew(folder / "late")
    moved, straight = folder / "moved", folder / "straight"
    for home in (moved, straight):
        shutil.copytree(folder / "out" / "targets", home / "targets")
    inbox = folder / "out" / "inbox"
    backfilled = capaian(
        *("backfill", MONTHS[0], MONTHS[1], "--inbox", inbox, "--received-at", ON_TIME, "--json"), home=moved
    )
    assert backfilled.status == 0, backfilled
    month = capaian("run", MONTHS[2], "--inbox", inbox, "--received-at", ON_TIME, "--json", home=moved)
    reports = [written_at(moved)]
    late = capaian("run", MONTHS[0], "--inbox", folder / "late", "--received-at", LATE, "--json", home=moved)
    reports.append(written_at(moved))
    again = capaian("run", MONTHS[0], "--inbox", folder / "late", "--received-at", LATE, "--json", home=moved)
    reports.append(written_at(moved))
    for period in MONTHS:
        capaian("ingest", period, "--inbox", inbox, "--received-at", ON_TIME, home=straight)
    capaian("ingest", MONTHS[0], "--inbox", folder / "late", "--received-at", LATE, home=straight)
    for period in MONTHS:
        capaian("run", period, "--inbox", folder / "nothing", home=straight)
    return Homes(moved, straight, month, late, again, reports)


def test_the_months_after_it_are_worked_out_again(homes: Homes) -> None:
    assert json.loads(homes.month.out)["later"] == []
    assert json.loads(homes.late.out)["later"] == [*MONTHS[1:]]


def test_once_that_is_done_nothing_is_left_to_do(homes: Homes) -> None:
    assert json.loads(homes.again.out)["later"] == []


def test_every_published_table_is_as_if_all_had_been_known_before(homes: Homes) -> None:
    moved, straight = everything(homes.moved), everything(homes.straight)
    marts = [name for name in moved if name.startswith("marts.")]
    assert len(marts) > 20
    for name in marts:
        assert moved[name] == straight[name], name


def written(home: Path) -> dict[str, dict[str, int]]:
    """The rows that each run wrote to the tables that grow from month to month, by the month that was asked for."""
    found: dict[str, dict[str, int]] = {}
    for started, period, table, number in rows(
        home,
        "select started_at, period, table_name, rows from history.written inner join history.runs using (run_id) "
        "where flow = 'monthly-run' order by started_at, table_name",
    ):
        found.setdefault(f"{started} {period}", {})[table] = number
    return found


def test_a_month_writes_its_own_rows_and_no_history(homes: Homes) -> None:
    told: dict[str, Any] = json.loads(homes.month.out)["rows"]
    (mart_rows,) = rows(homes.moved, "select count(*) from marts.fct_indicator where period = ?", MONTHS[2])[0]
    (sent,) = rows(homes.moved, "select count(*) from raw.form_sampling where period = ?", MONTHS[2])[0]
    assert told["marts.fct_indicator"] == mart_rows == OFFICES * 29
    assert told["raw.form_sampling"] == sent
    assert "raw.targets" not in told  # what the files say was so already
    assert next(iter(written(homes.moved).values())) == told


def test_a_month_that_brings_nothing_writes_nothing_of_what_came(homes: Homes) -> None:
    assert not [table for table in json.loads(homes.again.out)["rows"] if table.startswith("raw.form_")]


def test_only_reports_that_something_moved_are_written_again(homes: Homes) -> None:
    month, late, again = homes.reports
    sender, other = (office.code for office in offices(OFFICES, SEED, YEAR))
    changed = {name for name, at in late.items() if month.get(name) != at}
    assert f"{sender}/{MONTHS[0]}" in changed
    assert not [name for name in changed if name.startswith(f"{other}/")]
    assert len(late) == OFFICES * len(MONTHS)
    assert again == late
