"""When two figures are the same, and how a difference is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from flows.evidence.compare import MODEL, Difference, compare
from flows.evidence.package import Manifest

OURS = "'SERANG' as unit_code, '2022-09' as period"


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema candidate")
        yield connection


def manifest(*marts: str) -> Manifest:
    files = {MODEL.format(mart): "" for mart in marts}
    return Manifest(
        format=1,
        unit="SERANG",
        period="2022-09",
        program_version="0",
        final_no=None,
        entries=0,
        chain_head=None,
        files=files,
    )


def write(folder: Path, mart: str, *lines: str) -> None:
    (folder / f"{mart}.csv").write_text("\n".join(lines) + "\n", "utf-8")


def differences(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Difference]:
    return compare(connection, folder, manifest()).differences


@pytest.mark.parametrize(
    ("archived", "now", "same"),
    [
        ("94.23", "94.2300000005::double", True),  # half a billionth
        ("94.23", "94.230000002::double", False),
        ("28226462000.0", "28226462001::double", False),  # money is never nearly the same
        ("", "null::double", True),
        ("", "0::double", False),
        ("94.23", "null::double", False),
        ("kosong", "1::double", False),
    ],
)
def test_fractions_to_the_ninth_decimal(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, archived: str, now: str, same: bool
) -> None:
    warehouse.execute(f"create table candidate.mart_capaian_sasaran as select {OURS}, 7 as sasaran_no, {now} as nps")
    write(tmp_path, "mart_capaian_sasaran", "unit_code,period,sasaran_no,nps", f"SERANG,2022-09,7,{archived}")
    found = differences(warehouse, tmp_path)
    assert [(told.key, told.column) for told in found] == ([] if same else [({"sasaran_no": "7"}, "nps")])


def test_counts_and_texts_exactly(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    warehouse.execute(
        f"create table candidate.mart_budget as select {OURS}, 'a, \"b\"' as jenis, 10::bigint as pagu, true as sama"
    )
    write(tmp_path, "mart_budget", "unit_code,period,jenis,pagu,sama", 'SERANG,2022-09,"a, ""b""",11,true')
    assert differences(warehouse, tmp_path) == [Difference("mart_budget", {"jenis": 'a, "b"'}, "pagu", "11", "10")]


def test_rows_of_one_side_alone(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """Another office's rows are none of its figures."""
    warehouse.execute(
        f"create table candidate.mart_budget as select {OURS}, 'baru' as jenis "
        "union all select 'MERAUKE', '2022-09', 'lain'"
    )
    write(tmp_path, "mart_budget", "unit_code,period,jenis", "SERANG,2022-09,lama")
    assert differences(warehouse, tmp_path) == [
        Difference("mart_budget", {"jenis": "baru"}, "", None, "ada"),
        Difference("mart_budget", {"jenis": "lama"}, "", "ada", None),
    ]


def test_rows_alike_are_counted(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    warehouse.execute(f"create table candidate.mart_finding_link as select {OURS}, 'E6' as cell")
    write(tmp_path, "mart_finding_link", "unit_code,period,cell", *["SERANG,2022-09,E6"] * 2)
    assert [(told.archived, told.recomputed) for told in differences(warehouse, tmp_path)] == [("ada", None)]


def test_what_the_installed_program_does_not_make_is_told(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    warehouse.execute(f"create table candidate.mart_budget as select {OURS}, 'a' as jenis")
    write(tmp_path, "mart_budget", "unit_code,period,jenis,pagu", "SERANG,2022-09,a,1")
    write(tmp_path, "mart_lama", "unit_code,period", "SERANG,2022-09")
    found = compare(warehouse, tmp_path, manifest())
    assert (found.differences, found.unknown) == ([], ["mart_budget.pagu", "mart_lama"])


def test_a_table_taken_out_is_told_one_that_came_later_is_not(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    for mart in ("mart_budget", "mart_baru"):
        warehouse.execute(f"create table candidate.{mart} as select {OURS}")
    assert compare(warehouse, tmp_path, manifest("mart_budget")).absent == ["mart_budget"]


def test_findings_that_are_over_or_refuse_a_file_are_carried_along(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """The sentence of an effect names other months, so that it is no figure of this one."""
    warehouse.execute(
        f"create table candidate.mart_findings as select {OURS}, 'f1' as finding_id, 'block' as severity, "
        "'open' as status, 'kini' as effect"
    )
    write(
        tmp_path,
        "mart_findings",
        "unit_code,period,finding_id,severity,status,effect",
        "SERANG,2022-09,f1,block,open,dahulu",
        "SERANG,2022-09,f2,block,resolved,",
        "SERANG,2022-09,f3,reject,open,",
    )
    found = compare(warehouse, tmp_path, manifest())
    assert (found.differences, found.carried) == ([], 2)
