"""The project's own SQL for questions that build nothing: a model or a macro rendered without dbt, on tables given.

So a formula stands once, in the dbt project, and a proposal is judged by the very SQL that judges what is published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from flows.period import Period
from flows.settings import DBT_PROJECT
from flows.warehouse.store import TABLES, insert

if TYPE_CHECKING:
    import duckdb

# Macros that only dbt itself can read.
_FOR_DBT = ("generic_tests.sql", "generate_schema_name.sql")


def model_sql(model: str, period: Period, tables: Mapping[str, str]) -> str:
    """A model as a select.

    Args:
        model: its path under `models`, without ending: `intermediate/int_target_in_force`.
        period: the month that it is asked for.
        tables: what stands for each model and source that it reads; seeds are read from their files.
    """
    return render((DBT_PROJECT / "models" / f"{model}.sql").read_text("utf-8"), period, tables)


def render(text: str, period: Period, tables: Mapping[str, str]) -> str:
    """SQL written with the project's macros, as for `model_sql`."""
    from jinja2 import Environment, StrictUndefined

    def relation(*names: str) -> str:
        return tables.get(names[-1]) or _seed(names[-1])

    environment = Environment(undefined=StrictUndefined, extensions=["jinja2.ext.do"])
    template = environment.from_string(_macros() + text)
    return template.render(ref=relation, source=relation, var={"period": str(period)}.__getitem__).strip()


def reference_tables(connection: duckdb.DuckDBPyConnection, rows: Mapping[str, Sequence[Sequence[Any]]]) -> None:
    """Rows of reference data as temporary tables; the warehouse itself stays as it is."""
    for table, listed in rows.items():
        columns = ", ".join(f'"{name}" {kind}' for name, kind in TABLES[table].items())
        connection.execute(f"create or replace temp table {table} ({columns})")
        insert(connection, table, TABLES[table], listed, schema="temp")


@cache
def _macros() -> str:
    files = sorted(path for path in (DBT_PROJECT / "macros").glob("*.sql") if path.name not in _FOR_DBT)
    return "".join(path.read_text("utf-8") for path in files)


def _seed(name: str) -> str:
    path = DBT_PROJECT / "seeds" / f"{name}.csv"
    if not path.exists():
        raise LookupError(f"no table given for {name}")
    quoted = str(path).replace("'", "''")
    return f"(select * from read_csv('{quoted}', header = true, types = {{'valid_from': 'VARCHAR'}}))"
