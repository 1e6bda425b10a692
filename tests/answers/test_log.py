"""The log of answers: whole as it is written, and no longer whole however it is changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from flows.answers import log
from flows.warehouse.store import connect, prepare


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(tmp_path / "warehouse.duckdb") as connection:
        prepare(connection)
        for number in range(1, 6):
            log.append(
                connection,
                at=f"2023-04-0{number}T09:00:00",
                actor=f"Nama {number}",
                action="waive",
                unit_code="UJI",
                period="2023-03",
                finding_id=f"temuan-{number}",
                value=None if number == 2 else f"isi \N{SNOWMAN} {number}",
                reason="Diperiksa.",
                details={"rule_id": "uji", "nomor": number},
            )
        yield connection


def _broken(connection: duckdb.DuckDBPyConnection) -> tuple[int, str] | None:
    found = log.verify(log.entries(connection))
    return (found.seq, found.kind) if found else None


def test_a_log_as_written_is_whole(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert _broken(warehouse) is None
    assert log.verify([]) is None
    chain = log.entries(warehouse)
    assert [entry.seq for entry in chain] == [1, 2, 3, 4, 5]
    assert chain[0].previous_hash == log.GENESIS
    assert chain[4].previous_hash == chain[3].hash
    assert log.head(warehouse) == chain[4]


@pytest.mark.parametrize("column", [name for name in log.Entry.__dataclass_fields__ if name not in ("seq", "hash")])
def test_no_field_can_be_changed(warehouse: duckdb.DuckDBPyConnection, column: str) -> None:
    warehouse.execute(f"update raw.answers set {column} = 'lain' where seq = 3")
    found = _broken(warehouse)
    assert found is not None
    assert found == (3, "link" if column == "previous_hash" else "content")


def test_a_hash_worked_out_anew_breaks_the_next_entry(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("update raw.answers set reason = 'Lain.' where seq = 3")
    [third] = log.entries(warehouse, "where seq = 3")
    warehouse.execute("update raw.answers set hash = ? where seq = 3", [third.worked_out()])
    assert _broken(warehouse) == (4, "link")


def test_an_empty_text_is_not_the_same_as_none(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("update raw.answers set value = '' where seq = 2")
    assert _broken(warehouse) == (2, "content")


def test_an_entry_taken_out_shows(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("delete from raw.answers where seq = 2")
    assert _broken(warehouse) == (2, "order")
    warehouse.execute("update raw.answers set seq = seq - 1 where seq > 2")
    assert _broken(warehouse) == (2, "link")


def test_entries_that_changed_places_show(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("update raw.answers set seq = 7 - seq where seq in (3, 4)")
    assert _broken(warehouse) == (3, "link")


def test_an_entry_put_in_shows(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("insert into raw.answers select * from raw.answers where seq = 4")
    assert _broken(warehouse) == (5, "order")


def test_the_last_answer_to_a_finding_counts(warehouse: duckdb.DuckDBPyConnection) -> None:
    log.append(
        warehouse,
        at="2023-04-09T09:00:00",
        actor="Nama 9",
        action="waive",
        unit_code="UJI",
        period="2023-03",
        finding_id="temuan-1",
        value="lain",
        reason="Diperiksa lagi.",
    )
    accepted = log.waived_values(warehouse, "2023-03")
    assert (accepted["temuan-1"], accepted["temuan-2"]) == ("lain", None)
    assert log.waived_values(warehouse, "2023-02") == {}
