"""dbt in this process: one invocation builds seeds, models and their tests for a period, all units at once.

The project is read once for all periods. That takes as long as half a month's models; a period that was part of it, as
`--vars` of the reading are, would have it read anew every month.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.period import Period
from flows.settings import DBT_PROJECT, Home

if TYPE_CHECKING:
    import duckdb
    from dbt.contracts.graph.manifest import Manifest


# Nodes and failures are told by their results; a log of every event and copies of the manifest would take a fifth more.
_QUIET = ("--quiet", "--no-use-colors", "--log-level-file", "none", "--no-write-json")

WAREHOUSE = "warehouse"  # the target of the home's own DuckDB file


class BuildError(Exception):
    """dbt could not build, or a test of keys, relations or contracts failed; `nodes` are the failed ones."""

    def __init__(self, nodes: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{name}: {message}" for name, message in nodes) or "dbt failed")
        self.nodes = nodes

    def __reduce__(self) -> tuple[type[BuildError], tuple[list[tuple[str, str]]]]:
        """It may come from another process."""
        return BuildError, (self.nodes,)


@dataclass(frozen=True, slots=True)
class Node:
    """One node of a build: name, kind (model, seed, test), status and seconds."""

    name: str
    kind: str
    status: str
    seconds: float


def read_project(home: Home, target: str = WAREHOUSE) -> Manifest:
    """What the project consists of, read at the first call in this process; the home keeps what did not change since.

    Raises:
        BuildError: dbt cannot read it.
    """
    return _read_project(_kept(home, target), home.warehouse, target)


@cache
def _read_project(kept: Path, warehouse: Path, target: str) -> Manifest:
    from dbt.cli.main import dbtRunner

    with _environment(warehouse):
        outcome = dbtRunner().invoke([*_QUIET, "parse", *_places(kept, target)])
    if not outcome.success:
        raise BuildError([("dbt", _in_a_line(outcome.exception))])
    found: Manifest = outcome.result
    return found


def build(home: Home, period: Period) -> list[Node]:
    """Builds the whole project in the home's warehouse.

    Raises:
        BuildError: with every failed node; nothing is published by this step, so what was published stays.
    """
    return run(home, period)


def run(home: Home, period: Period, *selection: str, target: str = WAREHOUSE, only_shapes: bool = False) -> list[Node]:
    """One `dbt build` for a period: seeds, models and their tests.

    Args:
        selection: dbt's own arguments, where not everything is meant.
        target: of the profiles: where it is built.
        only_shapes: tables are made without their rows.

    Raises:
        BuildError: with every failed node.
    """
    from dbt.cli.main import dbtRunner

    project = read_project(home, target)
    arguments = [
        *_QUIET,
        "build",
        *_places(_kept(home, target), target),
        *("--vars", json.dumps({"period": str(period), "only_shapes": only_shapes})),
        *("--exclude-resource-type", "unit_test", "--exclude-resource-type", "exposure"),
        *selection,
    ]
    with _environment(home.warehouse):
        outcome = dbtRunner(manifest=project).invoke(arguments)
        if target == WAREHOUSE:
            _let_go()
    results: list[Any] = list(getattr(outcome.result, "results", None) or ())
    failed = [
        (str(result.node.name), _in_a_line(result.message))
        for result in results
        if str(result.status) in ("error", "fail", "runtime error")
    ]
    if failed or not outcome.success:
        raise BuildError(failed or [("dbt", _in_a_line(outcome.exception))])
    return [
        Node(
            str(result.node.name),
            str(result.node.resource_type),
            str(result.status),
            float(result.execution_time),
        )
        for result in results
    ]


def table_sizes(connection: duckdb.DuckDBPyConnection, nodes: Sequence[Node]) -> dict[str, int]:
    """The rows of the tables that a build made, by `schema.table`; views hold none."""
    built = {node.name for node in nodes if node.kind in ("model", "seed")}
    return {
        f"{schema}.{name}": size
        for schema, name, size in connection.execute(
            "select schema_name, table_name, estimated_size from duckdb_tables() "
            "where schema_name not in ('raw', 'marts', 'history') order by all"
        ).fetchall()
        if name in built
    }


def _in_a_line(told: object) -> str:
    return " ".join(str(told or "unknown").split())


def _kept(home: Home, target: str) -> Path:
    """What dbt keeps of the project, for each target by itself: read for another it is another."""
    return home.dbt if target == WAREHOUSE else home.dbt / target


def _places(kept: Path, target: str) -> list[str]:
    return [
        *("--target", target),
        *("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)),
        *("--target-path", str(kept / "target"), "--log-path", str(kept / "logs")),
    ]


def _let_go() -> None:
    """The adapter keeps its connection after a run, which would shut everyone else out of the file."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    DuckDBConnectionManager.close_all_connections()


@contextmanager
def _environment(warehouse: Path) -> Iterator[None]:
    """The settings that dbt reads from the environment, put back afterwards."""
    wanted = {
        "CAPAIAN_WAREHOUSE": str(warehouse),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
