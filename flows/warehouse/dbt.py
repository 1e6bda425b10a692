"""dbt in this process: one invocation builds seeds, models and their tests for a period, all units at once."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any

from flows.period import Period
from flows.settings import DBT_PROJECT, Home


class BuildFailed(Exception):
    """dbt could not build or a test of keys, relations or contracts failed; `nodes` are the failed ones with messages."""

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


def build(home: Home, period: Period, select: str | None = None) -> list[Node]:
    """Builds the project, or the selected part of it, in the home's warehouse.

    Raises:
        BuildFailed: with every failed node; nothing is published by this step, so what was published stays.
    """
    from dbt.cli.main import dbtRunner

    arguments = [
        "--quiet",
        "--no-use-colors",
        "build",
        *("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)),
        *("--target-path", str(home.dbt / "target"), "--log-path", str(home.dbt / "logs")),
        *("--vars", json.dumps({"period": str(period)})),
        *("--exclude-resource-type", "unit_test"),
    ]
    if select:
        arguments += ["--select", select]
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
        raise BuildFailed(failed or [("dbt", " ".join(str(outcome.exception or "unknown").split()))])
    return [
        Node(str(result.node.name), str(result.node.resource_type), str(result.status), float(result.execution_time))
        for result in results
    ]


def _let_go() -> None:
    """The adapter keeps its connection after a run, which would shut everyone else out of the file."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    DuckDBConnectionManager.close_all_connections()


class _environment:
    """The settings that dbt reads from the environment, put back afterwards."""

    def __init__(self, home: Home) -> None:
        self.wanted = {
            "CAPAIAN_WAREHOUSE": str(home.warehouse),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DO_NOT_TRACK": "1",
        }
        self.before: dict[str, str | None] = {}

    def __enter__(self) -> None:
        self.before = {name: os.environ.get(name) for name in self.wanted}
        os.environ.update(self.wanted)

    def __exit__(self, *_: object) -> None:
        for name, value in self.before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
