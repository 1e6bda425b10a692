"""From candidate to published: all tables of a period change together or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from flows.period import Period
from flows.warehouse.definitions import note_published
from flows.warehouse.grounds import note_ground
from flows.warehouse.store import transaction

if TYPE_CHECKING:
    import duckdb

# Of all offices together: no office's own, and made from what stands of those whose month is locked.
NATIONAL = frozenset({"mart_capaian_national", "mart_national_rank", "mart_national_unit"})
# What goes on while a month is locked.
_NEVER_LOCKED = NATIONAL | {
    *("mart_findings", "mart_finding_effect", "mart_finding_link", "mart_printed_figure", "mart_restatement")
}
_LOCKED = "select unit_code from raw.locked_months where period = ?"


Stage = Literal["building", "built", "checked"]


class UnfinishedError(Exception):
    """What was built last is not whole, not checked, or another month's: told in Indonesian."""


def note_stage(connection: duckdb.DuckDBPyConnection, period: Period, stage: Stage) -> None:
    """Notes how far the candidates have come; the transaction is the caller's."""
    connection.execute("delete from raw.candidates")
    connection.execute("insert into raw.candidates (period, stage) values (?, ?)", [str(period), stage])


def refuse_unless(connection: duckdb.DuckDBPyConnection, period: Period, *stages: Stage) -> None:
    """Goes on only with candidates of the period that have come so far: a run that was killed leaves others.

    Raises:
        UnfinishedError: they have not.
    """
    found = connection.execute("select period, stage from raw.candidates").fetchall()
    if not any(found == [(str(period), stage)] for stage in stages):
        raise UnfinishedError(
            f"Hitungan terakhir terputus, belum diperiksa, atau bukan untuk {period}. Jalankan: capaian run {period}."
        )


def publish(connection: duckdb.DuckDBPyConnection, period: Period, tables: list[str] | None = None) -> dict[str, int]:
    """Replaces the period's rows of every mart by those of its candidate, in one transaction.

    Rows of an office whose month is locked stay as they were made final; what would move them is published as a
    restatement. Findings are told all the same.

    Args:
        tables: only these (the findings alone, when nothing was built); all candidates otherwise.

    Returns:
        The number of rows of each table published.
    """
    candidates = [
        name
        for (name,) in connection.execute(
            "select table_name from information_schema.tables where table_schema = 'candidate' order by table_name"
        ).fetchall()
        if tables is None or name in tables
    ]
    with transaction(connection):
        connection.execute("create schema if not exists marts")
        rows = {name: _publish_table(connection, name, str(period)) for name in candidates}
        note_published(connection, str(period), candidates)
        if tables is None:
            note_ground(connection, period)
    return rows


def _publish_table(connection: duckdb.DuckDBPyConnection, name: str, period: str) -> int:
    columns = _columns(connection, "candidate", name)
    if _columns(connection, "marts", name) != columns:
        if _columns(connection, "marts", name):
            # A newer program brought or changed columns: older periods keep what they have of them.
            connection.execute(
                f"create or replace table marts.{name} as "
                f"select * from candidate.{name} where false union all by name select * from marts.{name}"
            )
            kept = ", ".join(f'"{column}"' for column, _ in columns)
            connection.execute(f"create or replace table marts.{name} as select {kept} from marts.{name}")
        else:
            connection.execute(f"create table marts.{name} as select * from candidate.{name} where false")
    free = "true" if name in _NEVER_LOCKED else f"unit_code not in ({_LOCKED})"
    values = [period] if name in _NEVER_LOCKED else [period, period]
    connection.execute(f"delete from marts.{name} where period = ? and {free}", values)
    ((written,),) = connection.execute(
        f"insert into marts.{name} by name select * from candidate.{name} where period = ? and {free}", values
    ).fetchall()
    return int(written)


def _columns(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> list[tuple[str, str]]:
    return connection.execute(
        "select column_name, data_type from information_schema.columns "
        "where table_schema = ? and table_name = ? order by ordinal_position",
        [schema, name],
    ).fetchall()
