"""What the report costs: the three files of September's whole report, against a bare `dbt build` of the project.

The report is rendered in a process of its own, cold, and again in turn with the bare build; the home holds the real
workbook with narratives. Then 20 offices (copies of the one, under other codes) are rendered in one process: what each
further one costs. Run it with `make bench PARTS=report`; it ends with a line `ratio N.NN`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.month import BIN, PERIOD, ROOT, timed_build

OFFICES = 20
# The child tells when its imports are done, then the seconds of each office.
_CHILD = """
import sys, time
started = time.perf_counter()
from flows.report.render import report_files
from flows.warehouse.store import connect
from pathlib import Path
print(time.perf_counter() - started)
with connect(Path(sys.argv[1]), read_only=True) as connection:
    for unit in sys.argv[3:]:
        before = time.perf_counter()
        report_files(connection, unit, sys.argv[2])
        print(time.perf_counter() - before)
"""


def rendered(home: Path, *units: str) -> tuple[float, list[float]]:
    """Seconds of the whole process, and of each office within it after its imports."""
    started = time.perf_counter()
    told = subprocess.run(
        [sys.executable, "-c", _CHILD, home / "warehouse.duckdb", PERIOD, *units],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    return time.perf_counter() - started, [float(line) for line in told.stdout.splitlines()[1:]]


def multiply(home: Path, codes: list[str]) -> None:
    """Copies all that SERANG has under other codes."""
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.columns "
            "where column_name = 'unit_code' and table_schema in ('raw', 'marts')"
        ).fetchall()
        for schema, table in tables:
            for code in codes:
                connection.execute(
                    f"insert into {schema}.{table} by name "
                    f"select * replace ('{code}' as unit_code) from {schema}.{table} where unit_code = 'SERANG'"
                )


def measure(folder: Path, runs: int) -> dict[str, Any]:
    """Medians of so many pairs, in seconds; the ratio is the median of the pairs' ratios."""
    home, inbox = folder / "home", folder / "inbox"
    inbox.mkdir()
    for name in ("inbox/RHPK_SERANG_2022-09.xlsx", "narasi/NARASI_SERANG_2022-09.xlsx"):
        shutil.copy(ROOT / "examples" / name, inbox)
    done = subprocess.run(
        [BIN / "capaian", "run", PERIOD, "--home", home, "--inbox", inbox], capture_output=True, check=False
    )
    if done.returncode not in (0, 3):
        raise SystemExit(f"capaian run ended {done.returncode}")
    rendered(home, "SERANG")
    timed_build(home)
    whole, inside, bare = [], [], []
    for _ in range(runs):
        seconds, units = rendered(home, "SERANG")
        whole.append(seconds)
        inside += units
        bare.append(timed_build(home))
    nodes = len(json.loads((home / "bare" / "target" / "run_results.json").read_text())["results"])
    codes = [f"UNIT{number:02}" for number in range(1, OFFICES)]
    multiply(home, codes)
    _, each = rendered(home, "SERANG", *codes)
    return {
        "report_s": statistics.median(whole),
        "inside_s": statistics.median(inside),
        "bare_build_s": statistics.median(bare),
        "nodes": nodes,
        "first_of_many_s": each[0],
        "further_s": statistics.median(each[1:]),
        "ratio": statistics.median(one / other for one, other in zip(whole, bare, strict=True)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="counted pairs (default 5)")
    runs = parser.parse_args().runs
    folder = Path(tempfile.mkdtemp(prefix="capaian-bench-"))
    try:
        found = measure(folder, runs)
    finally:
        shutil.rmtree(folder)
    print(f"three files, process and imports included  {found['report_s']:6.2f} s (median of {runs})")
    print(f"three files alone                          {found['inside_s']:6.2f} s")
    print(f"bare dbt build, {found['nodes']} nodes                 {found['bare_build_s']:6.2f} s")
    first, further = found["first_of_many_s"], found["further_s"]
    print(f"{OFFICES} offices in one process: first {first:.2f} s, each further one {further:.2f} s")
    print(f"ratio {found['ratio']:.2f}")


if __name__ == "__main__":
    main()
