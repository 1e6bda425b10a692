"""dbt in this process: one invocation builds seeds, models and their tests for a period, all units at once."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flows.period import Period
from flows.settings import DBT_PROJECT, Home


class BuildError(Exception):
    """dbt could not build, or a test of keys, relations or contracts failed; `nodes` are the failed ones."""

    def __init__(self, nodes: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{name}: {message}" for name, message in nodes) or "dbt failed")
        self.nodes = nodes


@dataclass(frozen=True, slots=True)
class Node:
    """One node of a build: name, kind (model, seed, test), status and seconds."""

    name: str
    kind: str
    status: str
    seconds: float


def build(home: Home, period: Period) -> list[Node]:
    """Builds the project in the home's warehouse.

    Raises:
        BuildError: with every failed node; nothing is published by this step, so what was published stays.
    """
    from dbt.cli.main import dbtRunner

    arguments = [
        "--quiet",
        "--no-use-colors",
        "build",
        *("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)),
        *("--target-path", str(home.dbt / "target"), "--log-path", str(home.dbt / "logs")),
        *("--vars", json.dumps({"period": str(period)})),
        *("--exclude-resource-type", "unit_test", "--exclude-resource-type", "exposure"),
    ]
    with _environment(home):
        outcome = dbtRunner().invoke(arguments)
        _let_go()
    results: list[Any] = list(getattr(outcome.result, "results", None) or ())
    failed = [
        (str(result.node.name), " ".join(str(result.message or "").split()))
        for result in results
        if str(result.status) in ("error", "fail", "runtime error")
    ]
    if failed or not outcome.success:
        raise BuildError(failed or [("dbt", " ".join(str(outcome.exception or "unknown").split()))])
    return [
        Node(
            str(result.node.name),
            str(result.node.resource_type),
            str(result.status),
            float(result.execution_time),
        )
        for result in results
    ]


def _let_go() -> None:
    """The adapter keeps its connection after a run, which would shut everyone else out of the file."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    DuckDBConnectionManager.close_all_connections()


@contextmanager
def _environment(home: Home) -> Iterator[None]:
    """The settings that dbt reads from the environment, put back afterwards."""
    wanted = {
        "CAPAIAN_WAREHOUSE": str(home.warehouse),
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
