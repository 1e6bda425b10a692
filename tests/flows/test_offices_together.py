"""Six generated offices in one month: the whole country worked out twice, and what two books say of one thing."""

from __future__ import annotations

import datetime as dt
import json
import random
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.generator.faults import Clean, Expected, case_that_the_neighbour_lacks, sample_of_another_office
from benchmarks.generator.offices import offices
from benchmarks.generator.plan import generate
from benchmarks.generator.results import of_all
from benchmarks.generator.sheets import book_of, write_book
from benchmarks.generator.targets import targets_of
from benchmarks.generator.year import Month, Year, year_of

from .conftest import CAPAIAN, capaian, rows

SEED, UNITS, PERIOD, AT = 3, 6, "2022-03", "2022-04-05T09:00:00"
BETWEEN = ("regional-", "neighbour-")
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Country:
    """A home with March of all offices, and their numbers."""

    home: Path
    out: Path
    offices: list[tuple[Year, Month]]

    def clean(self, code: str) -> Clean:
        (found,) = [(year, month) for year, month in self.offices if year.office.code == code]
        return Clean(*found, targets_of(found[0].office, SEED))


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    folder = tmp_path_factory.mktemp("country")
    generate(folder / "out", UNITS, 3, SEED)
    home = folder / "home"
    shutil.copytree(folder / "out" / "targets", home / "targets")
    numbers = [year_of(office, SEED) for office in offices(UNITS, SEED, 2022)]
    made = Country(home, folder / "out", [(year, year.months[2]) for year in numbers])
    _take(home, folder / "out" / "inbox" / PERIOD)
    return made


def _take(home: Path, inbox: Path) -> None:
    assert CAPAIAN.exists()
    assert capaian("ingest", PERIOD, "--inbox", inbox, "--received-at", AT, home=home).status == 0
    assert capaian("build", PERIOD, home=home).status == 0


def test_the_country_is_what_its_offices_counted(country: Country) -> None:
    told = of_all(country.offices)
    published = rows(
        country.home,
        "select iku_no, realisasi, numerator, denominator from marts.mart_capaian_national "
        "where period = ? order by iku_no",
        PERIOD,
    )
    assert [iku for iku, *_ in published] == list(range(1, 30))
    for iku, realisasi, numerator, denominator in published:
        assert realisasi == pytest.approx(told[iku].realisasi, abs=1e-8), iku
        assert (numerator, denominator) == (told[iku].numerator, told[iku].denominator), iku
    assert (told[1].realisasi, told[7].realisasi) != (None, None)


def test_interim_values_and_what_is_not_measured_count_nowhere(country: Country) -> None:
    (survey,) = rows(
        country.home,
        "select units, units_measured, units_interim, units_without_class, realisasi, national_rule "
        "from marts.mart_capaian_national where iku_no = 7",
    )
    assert survey == (6, 0, 6, 6, None, None)
    # one of the offices has no production and no follow-ups
    assert dict(
        rows(
            country.home,
            "select iku_no, units_measured from marts.mart_capaian_national where iku_no in (1, 11, 13)",
        )
    ) == {1: 6, 11: 5, 13: 5}


def test_every_office_stands_in_one_class_or_none_of_each_indicator(country: Country) -> None:
    counted = rows(
        country.home,
        "select iku_no, units_tidak_dapat_disimpulkan, units_memenuhi_ekspektasi, units_belum_memenuhi_ekspektasi, "
        "units_tidak_memenuhi_ekspektasi, units_without_class from marts.mart_capaian_national order by iku_no",
    )
    by_hand = rows(
        country.home,
        "select iku_no, count(*) filter (kriteria_month = 'Tidak Dapat Disimpulkan'), "
        "count(*) filter (kriteria_month = 'Memenuhi Ekspektasi'), "
        "count(*) filter (kriteria_month = 'Belum Memenuhi Ekspektasi'), "
        "count(*) filter (kriteria_month = 'Tidak Memenuhi Ekspektasi'), count(*) filter (kriteria_month is null) "
        "from marts.mart_capaian_indicator group by iku_no order by iku_no",
    )
    assert counted == by_hand
    assert {sum(row[1:]) for row in counted} == {6}


def test_places_follow_the_total_of_the_month(country: Country) -> None:
    listed = rows(
        country.home, "select unit_code, rank_no, units_ranked from marts.mart_national_unit order by rank_no"
    )
    totals = rows(
        country.home,
        "select unit_code from marts.mart_capaian_perspective where perspective = 'Total' order by nilai desc",
    )
    assert [unit for unit, *_ in listed] == [unit for (unit,) in totals]
    assert [(place, of) for _, place, of in listed] == [(place, 6) for place in range(1, 7)]


def test_the_command_tells_what_is_published_and_writes_the_page(country: Country) -> None:
    done = capaian("national", PERIOD, "--json", home=country.home)
    assert done.status == 0, done.err
    told = json.loads(done.out)
    assert {one["indicator_id"]: one["realisasi"] for one in told["indicators"]} == dict(
        rows(country.home, "select indicator_id, realisasi from marts.mart_capaian_national")
    )
    assert [one["unit_code"] for one in told["offices"]] == [
        unit for (unit,) in rows(country.home, "select unit_code from marts.mart_national_unit order by rank_no")
    ]
    page = country.home / "reports" / "nasional" / PERIOD / "index.html"
    assert told["file"] == str(page)
    assert page.read_text("utf-8").count(f"/{PERIOD}/lapkin.html") >= UNITS
    assert capaian("national", "2022-05", home=country.home).status == 4


def _between(home: Path) -> list[tuple[str, ...]]:
    found = rows(
        home,
        "select unit_code, rule_id, severity, sheet, cell from marts.mart_findings "
        "where period = ? and status = 'open' order by all",
        PERIOD,
    )
    return [row for row in found if row[1].startswith(BETWEEN)]


def test_books_that_agree_are_told_nothing(country: Country) -> None:
    (compared,) = rows(country.home, "select count(*) from checks.chk_shared_sample where expected > 0")
    assert compared == (6,)  # three pairs of offices, both sides each
    assert _between(country.home) == []


def _expected(unit: str, expected: list[Expected]) -> list[tuple[str, ...]]:
    return sorted((one.unit or unit, one.rule_id, one.severity, one.sheet, one.cell) for one in expected)


def test_books_that_contradict_each_other_are_told_to_both(country: Country, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(country.home, home)
    laboratory, doer, neighbour = (country.clean(code) for code in ("PADANG", "KUPANG", "JAMBI"))
    book = book_of(laboratory.year, laboratory.month, laboratory.targets)
    listed = _expected("PADANG", sample_of_another_office(book, laboratory, random.Random(1)))
    listed += _expected("KUPANG", case_that_the_neighbour_lacks(home / "targets", doer, neighbour))
    write_book(tmp_path / "inbox" / "RHPK PADANG 2022-03 UJI.xlsx", [book["UJI REGIONAL"]], dt.datetime(2022, 4, 6))
    capaian("ingest", PERIOD, "--inbox", tmp_path / "inbox", "--received-at", "2022-04-06T09:00:00", home=home)
    capaian("build", PERIOD, home=home)
    assert _between(home) == sorted(listed)
    messages = dict(
        rows(
            home,
            "select unit_code, message from marts.mart_findings where status = 'open' and rule_id like 'regional-%'",
        )
    )
    assert "RHPK PADANG 2022-03 UJI.xlsx, lembar UJI REGIONAL, sel L10" in messages["KUPANG"]
    assert "sel G8, L8" in messages["PADANG"]
