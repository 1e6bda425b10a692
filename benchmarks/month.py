"""What a month costs: the whole `capaian run` as a process against a bare `dbt build` of the same project.

Both run on this machine, in turn, in a home that has run before; both build the same nodes, unit tests left out. Each
timed run gets a workbook that the home has not seen, so that nothing is skipped. Run it with `make bench`.

It prints a line `ratio N.NN`, the number of dbt nodes, and where the time of a run goes (from what the run itself tells
while it works).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PERIOD = "2022-09"
STEPS = {
    "Menyiapkan": "start: server, imports, reading the project",
    "Membaca kiriman": "ingest",
    "Menghitung capaian": "dbt build in the flow",
    "Memeriksa isi kiriman": "checks (Great Expectations)",
    "Menerbitkan hasil": "publish",
    "Menulis laporan": "report, summary, end",
}


def new_workbooks(folder: Path) -> Iterator[Path]:
    """Inboxes with one workbook each: the real one with another remark, so another content."""
    book = openpyxl.load_workbook(ROOT / "examples" / "inbox" / "RHPK_SERANG_2022-09.xlsx")
    number = 0
    while True:
        number += 1
        inbox = folder / f"inbox-{number}"
        inbox.mkdir(parents=True)
        book["MONEV OUTPUT"]["G8"] = f"catatan {number}"
        book.save(inbox / "RHPK_SERANG_2022-09.xlsx")
        yield inbox


def timed_run(home: Path, inbox: Path) -> tuple[float, dict[str, float]]:
    """Seconds of a whole run, and of each step by the lines that it tells."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [BIN / "capaian", "run", PERIOD, "--home", home, "--inbox", inbox],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    marks: list[tuple[str, float]] = []
    assert process.stderr is not None
    for line in process.stderr:
        for words, name in STEPS.items():
            if line.startswith(words):
                marks.append((name, time.perf_counter() - started))
    status = process.wait()
    total = time.perf_counter() - started
    if status not in (0, 3):
        raise SystemExit(f"capaian run ended {status}")
    steps = {"before the first line": marks[0][1]}
    for (name, begin), (_, end) in zip(marks, [*marks[1:], ("", total)], strict=True):
        steps[name] = end - begin
    return total, steps


def timed_build(home: Path) -> float:
    """Seconds of a bare `dbt build` process on the same warehouse."""
    started = time.perf_counter()
    subprocess.run(
        [
            *(BIN / "dbt", "--quiet", "build", "--exclude-resource-type", "unit_test"),
            *("--project-dir", ROOT / "dbt_project", "--profiles-dir", ROOT / "dbt_project"),
            *("--target-path", home / "bare" / "target", "--log-path", home / "bare" / "logs"),
            *("--vars", json.dumps({"period": PERIOD})),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        env={
            **os.environ,
            "CAPAIAN_WAREHOUSE": str(home / "warehouse.duckdb"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        },
    )
    return time.perf_counter() - started


def measure(folder: Path, runs: int) -> dict[str, Any]:
    """Medians of so many pairs, in seconds; the ratio is the median of the pairs' ratios."""
    home = folder / "home"
    inboxes = new_workbooks(folder)
    timed_run(home, next(inboxes))
    timed_build(home)
    whole, bare, steps = [], [], []
    for _ in range(runs):
        seconds, parts = timed_run(home, next(inboxes))
        whole.append(seconds)
        steps.append(parts)
        bare.append(timed_build(home))
    nodes = len(json.loads((home / "bare" / "target" / "run_results.json").read_text())["results"])
    return {
        "steps_s": {name: statistics.median(part.get(name, 0.0) for part in steps) for name in steps[0]},
        "month_s": statistics.median(whole),
        "bare_build_s": statistics.median(bare),
        "nodes": nodes,
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
    print(f"{'step':42} seconds (median of {runs})")
    for name, seconds in (
        found["steps_s"] | {"capaian run": found["month_s"], "bare dbt build": found["bare_build_s"]}
    ).items():
        print(f"{name:42} {seconds:7.2f}")
    print(f"dbt nodes {found['nodes']}")
    print(f"ratio {found['ratio']:.2f}")


if __name__ == "__main__":
    main()
