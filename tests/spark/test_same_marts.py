"""What Spark builds is what DuckDB builds, of the same landed rows: the real month, and one of 80 generated offices.

Money and counts are the same exactly, as are texts and words; percentages to 1e-9.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from benchmarks.generator.plan import generate
from flows.warehouse.spark import EngineError, find_java
from flows.warehouse.spark_session import TABLES
from tests.flows.conftest import ROOT, Month, capaian, golden, rows
from tests.narratives import EXAMPLE, narrative_lines, write

__all__ = ["golden"]

NARRATIVES, PRINTED = EXAMPLE.parent, ROOT / "tests" / "golden"
OFFICES, SEED = 80, 7
JANUARY, FEBRUARY = "2022-01", "2022-02"
BUILT = ("candidate", "checks", "effects", "intermediate", "staging", "reference")
Row = tuple[Any, ...]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def _spark_is_there() -> None:
    """These tests are never left out: without Spark or Java they fail, and say what to install."""
    try:
        find_java()
    except EngineError as problem:
        pytest.fail(f"{problem} (make spark; apt-get install openjdk-17-jre-headless)", pytrace=False)


@dataclass(frozen=True)
class Both:
    """The same raw rows, built by each engine in a home of its own."""

    duckdb: Path
    spark: Path
    said: str


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Both:
    """January and February of 80 offices, some of them wrong first; February is built."""
    folder = tmp_path_factory.mktemp("offices")
    generate(folder / "out", OFFICES, 2, SEED, 2022, faults=0.1)
    home, other = folder / "duckdb", folder / "spark"
    shutil.copytree(folder / "out" / "targets", home / "targets")
    for period in (JANUARY, FEBRUARY):
        capaian("ingest", period, "--inbox", folder / "out" / "inbox" / period, home=home)
    shutil.copytree(home, other)
    (other / "settings.yml").write_text("engine: {name: spark}\n", "utf-8")
    # With what follows a build: the checks, and publishing.
    built, outcome = (capaian("build", FEBRUARY, home=place) for place in (home, other))
    assert (built.status, outcome.status) == (0, 0), built.err + outcome.err
    return Both(home, other, outcome.err)


@pytest.fixture(scope="module")
def september(tmp_path_factory: pytest.TempPathFactory, golden: Month) -> Path:
    """The real month with narratives and with what its report printed, built by DuckDB: no mart is empty."""
    folder = tmp_path_factory.mktemp("september")
    home, inbox = folder / "home", folder / "inbox"
    shutil.copytree(golden.home, home)
    shutil.copytree(NARRATIVES, inbox)
    faulty = ("Nilai {realisasi} naik.", "", "Mencapai 92,8 persen, {hasil}.", "")
    write(inbox / "infokom.xlsx", {"NARASI": narrative_lines(narratives={17: faulty})})
    capaian("ingest", "2022-09", "--inbox", inbox, "--received-at", "2022-10-06T09:00:00", home=home)
    capaian("reconcile", "2022-09", "--published", PRINTED, home=home)
    assert capaian("build", "2022-09", home=home).status == 0
    return home


def test_every_mart_of_the_real_month_is_the_same(september: Path, tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "tests.spark.everything", september, "2022-09", tmp_path], cwd=ROOT, check=True
    )
    differing = {}
    with duckdb.connect(str(september / "warehouse.duckdb"), read_only=True) as connection:
        for mart in tables(connection, "candidate"):
            files = tmp_path / TABLES / "candidate.db" / mart / "*.parquet"
            assert connection.execute(f"select count(*) > 0 from candidate.{mart}").fetchone() == (True,), mart
            if found := difference(connection, f"candidate.{mart}", f"read_parquet('{files}')"):
                differing[mart] = found
    assert differing == {}


def test_every_table_of_80_offices_is_the_same(offices: Both) -> None:
    assert "Menghitung capaian di Spark" in offices.said
    differing = {}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{offices.duckdb}/warehouse.duckdb' as one (read_only)")
        connection.execute(f"attach '{offices.spark}/warehouse.duckdb' as other (read_only)")
        for schema in BUILT:
            names = tables(connection, schema, "one")
            assert names == tables(connection, schema, "other")
            for name in names:
                one, other = f"one.{schema}.{name}", f"other.{schema}.{name}"
                types = [connection.execute(f"describe {table}").fetchall() for table in (one, other)]
                assert types[0] == types[1], name
                if found := difference(connection, one, other):
                    differing[f"{schema}.{name}"] = found
    assert differing == {}
    assert rows(offices.spark, "select count(distinct unit_code) from candidate.fct_indicator") == [(OFFICES,)]


def test_what_the_checks_find_and_what_is_published_is_the_same(offices: Both) -> None:
    found = "select finding_id, severity, cell, value, message, effect, consequences from raw.findings order by all"
    assert rows(offices.spark, found) == rows(offices.duckdb, found)
    assert len(rows(offices.spark, found)) > OFFICES
    published = (
        "select unit_code, iku_no, realisasi, numerator, denominator, status from marts.fct_indicator order by all"
    )
    assert rows(offices.spark, published) == rows(offices.duckdb, published)


def tables(connection: duckdb.DuckDBPyConnection, schema: str, database: str = "") -> list[str]:
    where = f" and table_catalog = '{database}'" if database else ""
    query = f"select table_name from information_schema.tables where table_schema = '{schema}'{where} order by 1"
    return [name for (name,) in connection.execute(query).fetchall()]


def difference(connection: duckdb.DuckDBPyConnection, of_duckdb: str, of_spark: str) -> str | None:
    """The first rows that are not the same, whatever the order in which they lie. The database finds those that are
    alike to the last bit."""
    only = [
        connection.execute(f"select * from {one} except all select * from {other}").fetchall()
        for one, other in ((of_duckdb, of_spark), (of_spark, of_duckdb))
    ]
    if len(only[0]) != len(only[1]):
        return f"{len(only[0])} rows of DuckDB's own, {len(only[1])} of Spark's"
    for one, other in zip(sorted(only[0], key=_place), sorted(only[1], key=_place), strict=True):
        if not all(_same(value, beside) for value, beside in zip(one, other, strict=True)):
            return f"{one} is {other} on Spark"
    return None


def _place(row: Row) -> list[tuple[bool, Any]]:
    """By texts and whole numbers first, which are the same in both; figures decide between rows alike in them."""
    exact = [(value is not None, "" if value is None else str(value)) for value in row if not isinstance(value, float)]
    return [*exact, *((True, f"{value:+030.6f}") for value in row if isinstance(value, float))]


def _same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= 1e-9
    return one == other
