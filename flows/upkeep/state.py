"""What a home holds, for telling two copies of it apart: its tables, its chain of answers, its archive."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows.settings import Home
from flows.upkeep.package import TableRecord
from flows.upkeep.wording import say
from flows.warehouse import WarehouseError
from flows.warehouse.store import connect, has_table

if TYPE_CHECKING:
    import duckdb

    from flows.answers.log import Break, Entry

# A sum over hashes of rows: the order in which rows lie is no part of a table, and any number of them fits.
_CONTENT = """
    select count(*), coalesce(sum(('0x' || left(sha256(to_json(held)::varchar), 15))::bigint::hugeint), 0)::varchar
    from "{schema}"."{name}" as held
"""


@dataclass(frozen=True, slots=True)
class Held:
    """Tables by name (schema and name), the number of answers, and the head of their chain."""

    tables: dict[str, TableRecord]
    entries: int
    chain_head: str | None


def held_in(warehouse: Path) -> Held:
    """What a warehouse holds; nothing where there is none. It is read and not changed.

    Raises:
        WarehouseError: it cannot be opened.
    """
    if not warehouse.exists():
        return Held({}, 0, None)
    with connect(warehouse, read_only=True) as connection:
        names = connection.execute(
            "select schema_name, table_name from duckdb_tables() where not internal order by all"
        ).fetchall()
        tables = {}
        for schema, name in names:
            row = connection.execute(_CONTENT.format(schema=schema, name=name)).fetchone()
            assert row is not None
            tables[f"{schema}.{name}"] = TableRecord(rows=row[0], content=row[1])
        chain = entries_of(connection)
    return Held(tables, len(chain), chain[-1].hash if chain else None)


def entries_of(connection: duckdb.DuckDBPyConnection) -> list[Entry]:
    """The chain of answers, also of a warehouse that never had one."""
    from flows.answers import log

    return log.entries(connection) if has_table(connection, "raw", "answers") else []


def broken_at(connection: duckdb.DuckDBPyConnection) -> Break | None:
    """Where the chain of answers, or what is final by it, does not hold."""
    from flows.answers import finals, log

    chain = entries_of(connection)
    if not chain:
        return None
    return log.verify(chain) or finals.verify_finals(connection, chain)


def faults_of(home: Home) -> list[str]:
    """What is wrong with a home that nobody can put right but by a backup: its chain of answers and its archive."""
    from flows.ingest.archive import verify
    from flows.ingest.intake import logged_contents

    try:
        faults = []
        if home.warehouse.exists():
            with connect(home.warehouse, read_only=True) as connection:
                broken = broken_at(connection)
            if broken:
                faults.append(say("chain", seq=broken.seq))
        _, damages = verify(home.archive, logged_contents(home.warehouse))
    except WarehouseError:
        return [say("warehouse")]
    return faults + [say(f"archive_{damage.kind}", name=damage.identity[:12]) for damage in damages]
