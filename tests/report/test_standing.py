"""A report is written again when what it rests on moved, or when its files are not as they were written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from flows.report.standing import Standing

PERIOD = "2022-09"
FILES = {"lapkin.html": b"<html>", "lapkin.pdf": b"%PDF"}


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> Path:
    """One report, written and noted."""
    place = tmp_path / "SERANG" / PERIOD
    place.mkdir(parents=True)
    for name, content in FILES.items():
        (place / name).write_bytes(content)
    standing = Standing(connection, PERIOD, tmp_path)
    standing.wrote("SERANG", "angka September", FILES)
    standing.keep(connection)
    return tmp_path


def test_a_report_stands_on_what_it_was_written_from(folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
    standing = Standing(connection, PERIOD, folder)
    assert (standing.rests_on("SERANG"), standing.rests_on("BANDUNG")) == ("angka September", "")
    assert Standing(connection, "2022-10", folder).rests_on("SERANG") == ""


@pytest.mark.parametrize("name", FILES)
def test_a_report_whose_files_were_touched_stands_no_more(
    folder: Path, connection: duckdb.DuckDBPyConnection, name: str
) -> None:
    (folder / "SERANG" / PERIOD / name).write_bytes(b"lain")
    assert Standing(connection, PERIOD, folder).rests_on("SERANG") == ""


def test_a_report_that_is_gone_stands_no_more(folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
    (folder / "SERANG" / PERIOD / "lapkin.pdf").unlink()
    assert Standing(connection, PERIOD, folder).rests_on("SERANG") == ""


def test_what_was_written_anew_is_noted_in_its_place(folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
    standing = Standing(connection, PERIOD, folder)
    standing.wrote("SERANG", "angka lain", FILES)
    standing.keep(connection)
    assert Standing(connection, PERIOD, folder).rests_on("SERANG") == "angka lain"
    assert connection.execute("select count(*) from history.reports").fetchall() == [(1,)]
