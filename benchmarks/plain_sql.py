"""The same SQL without dbt: what the project compiles to for a month, one statement after the other in plain DuckDB.

`compiled` asks dbt for it, outside of what is timed; as a program this runs a list of statements on a warehouse and
prints the seconds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.measuring import BIN, ROOT


def compiled(home: Path, period: str) -> list[str]:
    """The statements of a month's build in their order: tables, views, and tests as the counts that they are.

    Seeds are left out: they are in the warehouse.
    """
    target = home / "plain" / period
    subprocess.run(
        [
            *(BIN / "dbt", "--quiet", "compile", "--exclude", "resource_type:unit_test"),
            *("--project-dir", ROOT / "dbt_project", "--profiles-dir", ROOT / "dbt_project"),
            *("--target-path", target, "--log-path", target),
            *("--vars", json.dumps({"period": period})),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "CAPAIAN_WAREHOUSE": str(home / "warehouse.duckdb")},
    )
    nodes = json.loads((target / "manifest.json").read_text())["nodes"]
    done = json.loads((target / "run_results.json").read_text())["results"]
    statements = []
    for result in done:
        node = nodes[result["unique_id"]]
        if node["resource_type"] == "model":
            kind = "view" if node["config"]["materialized"] == "view" else "table"
            place = f'"{node["schema"]}"."{node["alias"]}"'
            statements.append(f"create or replace {kind} {place} as {node['compiled_code']}")
        elif node["resource_type"] == "test":
            statements.append(f"select count(*) from ({node['compiled_code']})")
    return statements


def timed(home: Path, statements: list[str]) -> float:
    """Seconds of these statements in a process of their own."""
    listed = home / "plain" / "statements.json"
    listed.write_text(json.dumps(statements))
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "benchmarks.plain_sql", home / "warehouse.duckdb", listed], check=True, cwd=ROOT
    )
    return time.perf_counter() - started


def main() -> None:
    import duckdb

    warehouse, listed = sys.argv[1:]
    with duckdb.connect(warehouse) as connection:
        for statement in json.loads(Path(listed).read_text()):
            connection.execute(statement).fetchall()


if __name__ == "__main__":
    main()
