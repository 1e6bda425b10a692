"""What the rules cost: all suites over 80 offices of one month against one DuckDB query a suite.

The frames of the example's September are multiplied to 80 unit codes in a database in memory. Then, in turn and in one
process, `run_suites` gives its findings, and for each suite one query, made from the very catalogue, gives the broken
rows as plain values. Both must find the same rows; the suites also say them in sentences. Run it with
`make bench PARTS=checks`.

It prints the number of rows, rules and findings, where the time of the suites goes, and a line `ratio N.NN`.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb

from flows.checks import Catalogue, Rule, Suite, evaluate, load_catalogue, run_suites
from flows.checks.run import frames_of, owners_of

ROOT = Path(__file__).resolve().parents[1]
CAPAIAN = Path(sys.executable).parent / "capaian"
PERIOD = "2022-09"
TOLD = ("unit_code", "form", "row_key", "column_name", "cell")


def september(folder: Path, units: int) -> duckdb.DuckDBPyConnection:
    """The frames of the month, each row once for every unit code."""
    home = folder / "home"
    done = subprocess.run(
        [CAPAIAN, "run", PERIOD, "--home", home, "--inbox", ROOT / "examples" / "inbox"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode not in (0, 3):
        raise SystemExit(f"capaian run ended {done.returncode}")
    connection = duckdb.connect()
    connection.execute("set pandas_analyze_sample = 0")
    connection.execute(f"attach '{home / 'warehouse.duckdb'}' as sent (read_only)")
    for schema in ("checks", "reference", "raw"):
        connection.execute(f"create schema {schema}")
    connection.execute("create table reference.forms as select * from sent.reference.forms")
    connection.execute("create table raw.form_versions as select * from sent.raw.form_versions")
    for (frame,) in connection.execute(
        "select table_name from duckdb_tables() where database_name = 'sent' and schema_name = 'checks' "
        "and starts_with(table_name, 'chk_') order by 1"
    ).fetchall():
        connection.execute(
            f"create table checks.{frame} as select * replace (format('UNIT{{:03}}', unit_no) as unit_code) "
            f"from sent.checks.{frame} cross join range(1, {units + 1}) as units (unit_no)"
        )
    return connection


def query(suite: Suite, period: str) -> str:
    """All broken rows of a suite: what the engine is asked, said in SQL."""
    parts = [
        f"select '{rule.id}' as rule_id, {', '.join(TOLD)} from checks.{rule.frame} "
        f"where period = '{period}' and {_filter(rule)} and {_broken(rule)}"
        for rule in suite.rules
        if rule.valid_from <= period
    ]
    return " union all ".join(parts)


def _filter(rule: Rule) -> str:
    wanted = {column: value if isinstance(value, list) else [value] for column, value in rule.where.items()}
    return (
        " and ".join(f"{column} in ({', '.join(map(_literal, values))})" for column, values in wanted.items()) or "true"
    )


def _literal(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else f"'{value}'" if isinstance(value, str) else str(value)


def _broken(rule: Rule) -> str:
    """What makes a row break an expectation of the kinds that the catalogue uses."""
    said = dict(rule.kwargs)
    one, other = said.get("column_A"), said.get("column_B")
    ignored = {"either_value_is_missing": "or", "both_values_are_missing": "and"}
    neither = (
        f"not ({one} is null {ignored[str(said.get('ignore_row_if', 'both_values_are_missing'))]} {other} is null)"
    )
    column = said.get("column")
    match rule.expectation:
        case "ExpectColumnPairValuesAToBeGreaterThanB":
            sign = ">=" if said.get("or_equal") else ">"
            return f"{neither} and not coalesce({one} {sign} {other}, false)"
        case "ExpectColumnPairValuesToBeEqual":
            return f"{neither} and {one} is distinct from {other}"
        case "ExpectColumnValuesToNotBeNull":
            return f"{column} is null"
        case "ExpectColumnValuesToBeNull":
            return f"{column} is not null"
        case "ExpectColumnValuesToBeBetween":
            limits = [
                f"{column} {sign} {said[limit]}"
                for limit, sign in (("min_value", "<"), ("max_value", ">"))
                if said.get(limit) is not None
            ]
            return f"({' or '.join(limits)})"
        case "ExpectColumnValuesToBeInSet":
            values = said["value_set"]
            assert isinstance(values, list)
            return f"{column} is not null and {column} not in ({', '.join(map(_literal, values))})"
    raise SystemExit(f"{rule.id}: say {rule.expectation} in SQL here")


def by_suites(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> tuple[float, Counter[tuple[str, ...]]]:
    """Seconds of all suites, and what they find."""
    started = time.perf_counter()
    found = run_suites(connection, PERIOD, catalogue)
    seconds = time.perf_counter() - started
    return seconds, Counter(
        (finding.rule_id, finding.unit_code, finding.form, finding.row_key, finding.column_name, finding.cell)
        for finding in found
    )


def by_queries(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> tuple[float, Counter[tuple[str, ...]]]:
    """The same by one query a suite."""
    queries = [query(suite, PERIOD) for suite in catalogue.suites]
    started = time.perf_counter()
    found = [row for text in queries if text for row in connection.execute(text).fetchall()]
    seconds = time.perf_counter() - started
    return seconds, Counter(tuple(value or "" for value in row) for row in found)


def shares(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> dict[str, float]:
    """Where the time of the suites goes: frames out of the database, and rules over the frames once they are read."""
    read, owners = frames_of(connection, PERIOD), owners_of(connection, PERIOD)
    started = time.perf_counter()
    frames = {name: read(name) for name in catalogue.by_frame(PERIOD)}
    held = time.perf_counter()
    evaluate(frames.__getitem__, owners, PERIOD, catalogue)
    done = time.perf_counter()
    evaluate(lambda name: frames[name].head(1), owners, PERIOD, catalogue)
    least = time.perf_counter() - done
    return {
        "frames out of the database": held - started,
        "the engine on one row a frame (does not grow)": least,
        "the engine on all rows, sentences": done - held - least,
    }


def measure(folder: Path, units: int, pairs: int) -> dict[str, Any]:
    """Medians of so many pairs, in seconds; the ratio is the median of the pairs' ratios.

    Raises:
        SystemExit: the suites and the queries do not name the same rows and cells.
    """
    catalogue = load_catalogue()
    connection = september(folder, units)
    both: list[tuple[float, float]] = []
    found: Counter[tuple[str, ...]] = Counter()
    for number in range(pairs + 1):
        seconds, found = by_suites(connection, catalogue)
        plain, rows = by_queries(connection, catalogue)
        if found != rows:
            raise SystemExit(f"not the same: {(found - rows).most_common(3)} and {(rows - found).most_common(3)}")
        if number:  # the first pair loads the engine
            both.append((seconds, plain))
    parts = [shares(connection, catalogue) for _ in range(3)]
    looked = sum(
        int((connection.execute(f"select count(*) from checks.{frame}").fetchone() or (0,))[0])
        for frame in catalogue.by_frame(PERIOD)
    )
    return {
        "units": units,
        "rows": looked,
        "rules": len(catalogue.rules(PERIOD)),
        "findings": found.total(),
        "steps_s": {name: statistics.median(part[name] for part in parts) for name in parts[0]},
        "suites_s": statistics.median(one for one, _ in both),
        "queries_s": statistics.median(other for _, other in both),
        "ratio": statistics.median(one / other for one, other in both),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=7, help="counted pairs (default 7)")
    parser.add_argument("--units", type=int, default=80, help="offices (default 80)")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="capaian-bench-"))
    try:
        found = measure(folder, given.units, given.pairs)
    finally:
        shutil.rmtree(folder)
    print(f"{found['units']} offices, {found['rows']} rows, {found['rules']} rules, {found['findings']} findings")
    print(f"{'step':48} seconds (median)")
    steps = found["steps_s"] | {"all suites": found["suites_s"], "one query a suite": found["queries_s"]}
    for name, seconds in steps.items():
        print(f"{name:48} {seconds:7.3f}")
    print(f"ratio {found['ratio']:.2f}")


if __name__ == "__main__":
    main()
