"""The history of runs in the warehouse, schema `history`: one row a run, a step, a node that dbt built, a table
that was written to.

It is read from the logs of runs that have ended. It lies apart from `raw` and `marts`: two homes that hold the same
figures differ in it.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.clock import to_the_millisecond
from flows.running.log import lines, logs, say, state_of
from flows.settings import Home
from flows.warehouse.store import connect, insert

if TYPE_CHECKING:
    import duckdb

TABLES = {
    # state: done, failed, killed. `goes_on_for` is the run whose finished steps were not repeated.
    "runs": {
        "run_id": "varchar",
        "flow": "varchar",
        "unit_code": "varchar",
        "period": "varchar",
        "started_at": "varchar",
        "ended_at": "varchar",
        "seconds": "double",
        "state": "varchar",
        "problem": "varchar",
        "goes_on_for": "varchar",
        "log": "varchar",
    },
    # state: done, kept (from the run that this one went on for), failed, killed.
    "steps": {
        "run_id": "varchar",
        "step_no": "integer",
        "step": "varchar",
        "started_at": "varchar",
        "seconds": "double",
        "state": "varchar",
        "problem": "varchar",
    },
    "nodes": {
        "run_id": "varchar",
        "node": "varchar",
        "kind": "varchar",
        "status": "varchar",
        "seconds": "double",
    },
    # How many rows a run wrote to a table of the warehouse (`schema.table`), reports and history left out.
    "written": {"run_id": "varchar", "table_name": "varchar", "rows": "bigint"},
}
# Logs that the warehouse has taken in are kept for looking up what was said, the newest ones.
_KEPT_LOGS = 500


def close_killed(home: Home) -> None:
    """Says of runs that ended without a word that they were killed. Who calls holds the lock: none of them runs."""
    for path in logs(home)[:_KEPT_LOGS]:
        events = list(lines(path))
        if state_of(events) is not None:
            return  # one at a time: those before it were closed by those after them
        begun = events[0] if events else {"at": to_the_millisecond(), "run": path.stem, "flow": "", "period": ""}
        last = events[-1] if events else begun
        end = {
            **{name: begun.get(name, "") for name in ("run", "flow", "period", "unit")},
            "at": last["at"],
            "step": last.get("step", ""),
            "event": "run_ended",
            "state": "killed",
        }
        with path.open("a", encoding="utf-8") as file:
            file.write("\n" + json.dumps(end, ensure_ascii=False) + "\n")


def keep(home: Home) -> None:
    """Takes the logs that the warehouse does not know yet into its tables.

    Never fails: a run that did its work is no failure for want of its history, and one that failed is told for its own
    cause. A log that could not be taken in waits for the next run.
    """
    try:
        _keep(home)
    except Exception as problem:
        say(f"riwayat belum dicatat: {type(problem).__name__}")


def _keep(home: Home) -> None:
    if not home.warehouse.exists():
        return  # nothing came yet: the log waits
    with connect(home.warehouse) as connection:
        prepare(connection)
        known = {log for (log,) in connection.execute("select log from history.runs").fetchall()}
        ended = [(path, events) for path, events in _unknown(home, known) if state_of(events) is not None]
        for table, columns in TABLES.items():
            rows = [[row[name] for name in columns] for path, events in ended for row in _ROWS[table](path, events)]
            insert(connection, table, columns, rows, schema="history")
    for path in logs(home)[_KEPT_LOGS:]:
        path.unlink(missing_ok=True)


def _unknown(home: Home, known: set[str]) -> list[tuple[Path, list[dict[str, Any]]]]:
    return [(path, list(lines(path))) for path in reversed(logs(home)) if path.name not in known]


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Sees to it that the tables of the history are there."""
    connection.execute("create schema if not exists history")
    for table, columns in TABLES.items():
        listing = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        connection.execute(f"create table if not exists history.{table} ({listing})")


def _runs(path: Path, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    begun, ended = events[0], events[-1]
    return [
        {
            "run_id": begun["run"],
            "flow": begun["flow"],
            "unit_code": begun["unit"],
            "period": begun["period"],
            "started_at": begun["at"],
            "ended_at": ended["at"],
            "seconds": ended.get("seconds"),
            "state": ended["state"],
            "problem": ended.get("problem"),
            "goes_on_for": begun.get("goes_on_for") or None,
            "log": path.name,
        }
    ]


def _steps(_: Path, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for event in events:
        if event["event"] in ("step_started", "step_kept"):
            found.append(
                {
                    "run_id": event["run"],
                    "step_no": len(found) + 1,
                    "step": event["name"],
                    "started_at": event["at"],
                    "seconds": None,
                    "state": "kept" if event["event"] == "step_kept" else "killed",
                    "problem": None,
                }
            )
        elif event["event"] in ("step_done", "step_failed"):
            open_one = next(row for row in reversed(found) if row["step"] == event["name"])
            open_one["state"] = event["event"].removeprefix("step_")
            open_one["seconds"], open_one["problem"] = event["seconds"], event.get("problem")
    return found


def _nodes(_: Path, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"run_id": event["run"], **node} for event in events if event["event"] == "nodes" for node in event["nodes"]
    ]


def _written(_: Path, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows: Counter[str] = Counter()
    for event in events:
        if event["event"] == "rows":
            rows.update(event["rows"])
    return [{"run_id": events[0]["run"], "table_name": table, "rows": number} for table, number in sorted(rows.items())]


_ROWS = {"runs": _runs, "steps": _steps, "nodes": _nodes, "written": _written}
