"""The warehouse file: its raw tables (made from the forms), and landing rows by column."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.ingest.forms import Form, all_forms
from flows.trouble import holder, is_locked, kind_of, say, trouble_of
from flows.warehouse import WarehouseBusyError, WarehouseError, WarehousePlaceError, WarehouseUnreadableError

if TYPE_CHECKING:
    import duckdb

# Columns of the raw tables that are not made from a form. Periods are text YYYY-MM, times ISO text.
TABLES: dict[str, dict[str, str]] = {
    "submissions": {
        "submission_id": "varchar",
        "file_name": "varchar",
        "unit_code": "varchar",
        "period": "varchar",
        "received_at": "varchar",
        "modified_at": "varchar",
        "forms": "varchar",
        "verdict": "varchar",
        "n_findings": "integer",
    },
    "form_versions": {
        "submission_id": "varchar",
        "unit_code": "varchar",
        "period": "varchar",
        "form": "varchar",
        "sheet": "varchar",
        "file_name": "varchar",
        "received_at": "varchar",
        "modified_at": "varchar",
        "verdict": "varchar",
        # The group whose rows it speaks for, of a form that every group sends for itself; '' is the whole form.
        "part": "varchar",
    },
    "total_parts": {
        "submission_id": "varchar",
        "form": "varchar",
        "total_row_no": "integer",
        "part_row_no": "integer",
    },
    "reader_findings": {
        "submission_id": "varchar",
        "unit_code": "varchar",
        "period": "varchar",
        "rule_id": "varchar",
        "severity": "varchar",
        "owner_group": "varchar",
        "message": "varchar",
        "form": "varchar",
        "iku_no": "integer",
        "file_name": "varchar",
        "sheet": "varchar",
        "cell": "varchar",
        "value": "varchar",
        "expected": "varchar",
        "row_key": "varchar",
        "column_name": "varchar",
        "ordinal": "integer",
    },
    "findings": {
        "finding_id": "varchar",
        "unit_code": "varchar",
        "period": "varchar",
        "rule_id": "varchar",
        "severity": "varchar",
        "iku_no": "integer",
        "file_name": "varchar",
        "sheet": "varchar",
        "cell": "varchar",
        "value": "varchar",
        "expected": "varchar",
        "message": "varchar",
        "status": "varchar",
        "owner_group": "varchar",
        "form": "varchar",
        "row_key": "varchar",
        "column_name": "varchar",
        "frame": "varchar",
        "fault_cells": "varchar",
        "effect": "varchar",
        "consequences": "varchar",
    },
    "units": {
        "unit_code": "varchar",
        "year": "integer",
        "name": "varchar",
        "short_name": "varchar",
        "office_kind": "varchar",
        "folder": "varchar",
        "origin": "varchar",
    },
    # What sheets call an office, normalised as `flows/ingest/text.py` does.
    "unit_labels": {"unit_code": "varchar", "year": "integer", "label": "varchar"},
    "target_versions": {
        "unit_code": "varchar",
        "year": "integer",
        "kind": "varchar",
        "version": "varchar",
        "document": "varchar",
        "decided_on": "varchar",
        "from_month": "integer",
        "to_month": "integer",
        "letter": "varchar",
    },
    "targets": {
        "unit_code": "varchar",
        "year": "integer",
        "kind": "varchar",
        "version": "varchar",
        "indicator_id": "varchar",
        "month": "integer",
        "target": "double",
    },
    "ceilings": {
        "unit_code": "varchar",
        "year": "integer",
        "version": "varchar",
        "indicator_id": "varchar",
        "pagu": "bigint",
    },
    "case_targets": {
        "unit_code": "varchar",
        "year": "integer",
        "version": "varchar",
        "target_n": "integer",
        "target_carry_over": "integer",
        "target_dipa": "integer",
    },
    "neighbour_cases": {"unit_code": "varchar", "period": "varchar", "cases": "integer"},
    # Of these, the cases of each office that is named.
    "neighbour_case_offices": {
        "unit_code": "varchar",
        "period": "varchar",
        "for_unit": "varchar",
        "cases": "integer",
    },
    "decisions": {
        "unit_code": "varchar",
        "year": "integer",
        "version": "varchar",
        "indicator_id": "varchar",
        "month": "integer",
        "before": "double",
        "proposed": "double",
        "decision": "varchar",
        "after": "double",
    },
    # What people answered, chained by hash: rows are added and never changed (`flows/answers/log.py`).
    "answers": {
        "seq": "integer",
        "answered_at": "varchar",
        "actor": "varchar",
        "account": "varchar",
        "action": "varchar",
        "unit_code": "varchar",
        "period": "varchar",
        "finding_id": "varchar",
        "value": "varchar",
        "reason": "varchar",
        "details": "varchar",
        "previous_hash": "varchar",
        "hash": "varchar",
    },
    # Reports made final, numbered by the entry of the log that made them so, with what stood behind them.
    "finals": {
        "final_no": "integer",
        "unit_code": "varchar",
        "period": "varchar",
        "finalized_at": "varchar",
        "actor": "varchar",
        "program_version": "varchar",
        "chain_head": "varchar",
    },
    "final_versions": {
        "final_no": "integer",
        "unit_code": "varchar",
        "period": "varchar",
        "form": "varchar",
        "submission_id": "varchar",
    },
    "final_figures": {
        "final_no": "integer",
        "unit_code": "varchar",
        "period": "varchar",
        "mart": "varchar",
        "key": "varchar",
        "measure": "varchar",
        "value": "varchar",
    },
    "final_definitions": {
        "final_no": "integer",
        "kind": "varchar",
        "name": "varchar",
        "definition": "varchar",
        "valid_from": "varchar",
    },
    "final_files": {"final_no": "integer", "name": "varchar", "sha256": "varchar", "content": "blob"},
    # Months that nothing enters until they are opened again, with the final that holds them.
    "locked_months": {"unit_code": "varchar", "period": "varchar", "final_no": "integer"},
    # What goes out to people: kept until a channel accepted it. A channel is named by its place in the settings.
    "alerts": {
        "alert_key": "varchar",
        "kind": "varchar",
        "unit_code": "varchar",
        "period": "varchar",
        "owner_group": "varchar",
        "route": "varchar",
        "channel": "integer",
        "title": "varchar",
        "body": "varchar",
        "state": "varchar",
        "attempts": "integer",
        "last_problem": "varchar",
        "created_at": "varchar",
        "sent_at": "varchar",
    },
    # The state in which a channel was last told each finding.
    "alerts_told": {
        "route": "varchar",
        "channel": "integer",
        "finding_id": "varchar",
        "status": "varchar",
        "value": "varchar",
        "alert_key": "varchar",
    },
    # The forms that offices owe and when, as the calendar said at the last build (`flows/reference/due_days.py`).
    "due_days": {
        "unit_code": "varchar",
        "period": "varchar",
        "form": "varchar",
        "due_on": "varchar",
        # The end of that day in UTC.
        "ends_at": "varchar",
    },
    "external_values": {
        "unit_code": "varchar",
        "year": "integer",
        "indicator_id": "varchar",
        "value": "double",
        "source": "varchar",
        "document": "varchar",
        "as_of": "varchar",
        "evidence": "varchar",
    },
    "target_imports": {
        "import_id": "varchar",
        "imported_at": "varchar",
        "imported_by": "varchar",
        "content": "varchar",
        "file_name": "varchar",
        "unit_code": "varchar",
        "year": "integer",
        "kind": "varchar",
        "version": "varchar",
        "letter": "varchar",
        "decided_on": "varchar",
        "from_month": "integer",
        "to_month": "integer",
        "n_rows": "integer",
    },
    # What a report printed before, one row a cell of its tables; `value` is null for a blank, an error and a text.
    "published": {
        "unit_code": "varchar",
        "period": "varchar",
        "source_folder": "varchar",
        "file_name": "varchar",
        "file_hash": "varchar",
        "table_name": "varchar",
        "key": "varchar",
        "measure": "varchar",
        "value_text": "varchar",
        "value": "double",
        "decimals": "integer",
        "loaded_at": "varchar",
    },
    # How far the candidates have come, one row: whose month they are, and whether they may be published.
    "candidates": {"period": "varchar", "stage": "varchar"},
    # Models, macros and seeds that each mart is made by, by checksum: of the candidates, and of what is published.
    "built_definitions": {"mart": "varchar", "kind": "varchar", "name": "varchar", "checksum": "varchar"},
    "published_definitions": {
        "period": "varchar",
        "mart": "varchar",
        "kind": "varchar",
        "name": "varchar",
        "checksum": "varchar",
    },
    # What the figures of each published month rest on of what was sent (`grounds.py`).
    "published_grounds": {"period": "varchar", "ground": "varchar"},
    # The contract of every mart as it was last published: the version of its columns, and the program that made it.
    "published_contracts": {
        "mart": "varchar",
        "contract_version": "integer",
        "program_version": "varchar",
        "period": "varchar",
    },
}

# Of several versions of a form the first in this order counts; `latest_first` in dbt says the same.
LATEST_FIRST = "received_at desc, modified_at desc, file_name desc"

# What stands of every submission beside the rows of its forms.
SUBMITTED = ("submissions", "form_versions", "reader_findings", "total_parts")

_WHOLE = ("count", "rupiah")
_FRAME_TYPES = {"varchar": "object", "double": "Float64", "bigint": "Int64", "integer": "Int64"}


def form_columns(form: Form) -> dict[str, str]:
    """The columns of a form's raw table: every label with its text and cell, every figure with its cell and state."""
    columns = {
        "submission_id": "varchar",
        "unit_code": "varchar",
        "period": "varchar",
        "sheet": "varchar",
        "row_no": "integer",
        "row_kind": "varchar",
        "row_key": "varchar",
    }
    for name in form.label_names:
        columns |= {name: "varchar", f"{name}_text": "varchar", f"{name}_cell": "varchar"}
    for name, unit in form.number_types.items():
        columns |= {
            name: "bigint" if unit in _WHOLE else "double",
            f"{name}_cell": "varchar",
            f"{name}_state": "varchar",
        }
    for name in form.text_names:
        columns |= {name: "varchar", f"{name}_cell": "varchar"}
    if form.knows_indicators:
        columns["iku_no"] = "integer"
    if form.scope == "group":
        columns["part"] = "varchar"
    return columns


@cache
def form_tables() -> dict[str, dict[str, str]]:
    """The raw tables of all forms: one a form, with the columns of all its versions."""
    tables: dict[str, dict[str, str]] = {}
    for form in all_forms():
        tables[f"form_{form.form}"] = tables.get(f"form_{form.form}", {}) | form_columns(form)
    return tables


def patience() -> float:
    """Seconds to wait for whoever holds the warehouse: those who read, and a backup, hold it for a moment."""
    try:
        return max(0.0, float(os.environ.get("CAPAIAN_PATIENCE", "")))
    except ValueError:
        return 10.0


def connect(path: Path, read_only: bool = False, seconds: float | None = None) -> duckdb.DuckDBPyConnection:
    """The warehouse. One process may write at a time; while it is held, this waits.

    Args:
        seconds: how long to wait; `patience` otherwise.

    Raises:
        WarehouseBusyError: another process still holds it.
        WarehouseUnreadableError: it is damaged, no DuckDB file, or of a newer edition.
        WarehousePlaceError: its folder has no room, or may not be written or read.
    """
    import duckdb

    wait = patience() if seconds is None else seconds
    until = time.monotonic() + wait
    while True:
        try:
            if not read_only:
                path.parent.mkdir(parents=True, exist_ok=True)
            connection = duckdb.connect(str(path), read_only=read_only)
            # Texts of a frame are texts: looking into them to guess another type costs time and could guess wrong.
            connection.execute("set pandas_analyze_sample = 0")
            return connection
        except (duckdb.Error, OSError) as problem:
            if not is_locked(problem):
                raise _not_opened(path, problem) from problem
            if time.monotonic() >= until:
                number = holder(problem)
                by = f" (nomor proses {number})" if number else ""
                raise WarehouseBusyError(say("busy", path=path, by=by, seconds=round(wait))) from problem
            time.sleep(0.1)


def _not_opened(path: Path, problem: Exception) -> WarehouseError:
    kind = kind_of(problem) or trouble_of(path.parent) or "unreadable"
    if kind in ("unreadable", "newer"):
        return WarehouseUnreadableError(say(kind, path=path))
    return WarehousePlaceError(say(kind, path=path.parent, where=""))


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of it or nothing."""
    connection.execute("begin")
    try:
        yield
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


def has_table(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> bool:
    """Whether the warehouse has it yet: before the first run nothing is published."""
    return bool(
        connection.execute(
            "select 1 from information_schema.tables where table_schema = ? and table_name = ?", [schema, name]
        ).fetchone()
    )


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Creates what is missing of the raw schema: a table for each form, and columns that a newer form brought.

    Ingest and build begin with it, so that a new home and an older warehouse both work.
    """
    wanted = TABLES | form_tables()
    connection.execute("create schema if not exists raw")
    present: dict[str, set[str]] = {}
    for table, column in connection.execute(
        "select table_name, column_name from duckdb_columns() where schema_name = 'raw'"
    ).fetchall():
        present.setdefault(table, set()).add(column)
    for table, columns in wanted.items():
        if table not in present:
            listing = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            connection.execute(f"create table raw.{table} ({listing})")
            continue
        for name in columns.keys() - present[table]:
            connection.execute(f'alter table raw.{table} add column "{name}" {columns[name]}')


def insert(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Mapping[str, str],
    rows: Sequence[Sequence[Any]],
    schema: str = "raw",
) -> None:
    """Appends rows to a raw table: one statement however many rows there are.

    A frame is several times faster than lists as parameters; texts stay Python's own, numbers are typed so that a
    missing one stays missing.
    """
    if not rows:
        return
    with arriving(connection, columns, rows) as names:
        connection.execute(f"insert into {schema}.{table} ({names}) select {names} from arriving")


@contextmanager
def arriving(
    connection: duckdb.DuckDBPyConnection, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]
) -> Iterator[str]:
    """Rows as the relation `arriving` while the block lasts; gives the list of its columns."""
    import pandas

    values = zip(*rows, strict=True) if rows else [()] * len(columns)
    frame = pandas.DataFrame(
        {
            name: pandas.Series(listed, dtype=_FRAME_TYPES[kind])
            for (name, kind), listed in zip(columns.items(), values, strict=True)
        },
        copy=False,
    )
    connection.register("arriving", frame)
    try:
        yield ", ".join(f'"{name}"' for name in columns)
    finally:
        connection.unregister("arriving")


def replace_all(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[Any]]) -> int:
    """Makes these rows the whole content of a raw table; what is so already is not written again.

    Returns:
        The number of rows written.
    """
    with arriving(connection, TABLES[table], rows) as names:
        ((other,),) = connection.execute(
            f"select count(*) + abs((select count(*) from raw.{table}) - (select count(*) from arriving)) "
            f"from (select {names} from arriving except all select {names} from raw.{table})"
        ).fetchall()
        if not other:
            return 0
        connection.execute(f"delete from raw.{table}")
        connection.execute(f"insert into raw.{table} ({names}) select {names} from arriving")
    return len(rows)
