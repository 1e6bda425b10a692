"""One table of what the product costs: `python -m benchmarks [PART...]`, or `make bench`.

Each part measures two things in turn, in one run on this machine, and gives their ratio. What is measured is kept in
`results.json`, from which `RESULTS.md` is written; parts that are not asked for keep what they had.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import checks, country, month, reading, report

HERE = Path(__file__).parent
JSON, TABLE = HERE / "results.json", HERE / "RESULTS.md"


def _country(folder: Path) -> dict[str, Any]:
    return country.measure(folder, 80, 12, reports=True)


def _growth(folder: Path) -> dict[str, Any]:
    sizes = country.grow(folder, [1, 10, 80, 300])
    return {"sizes": sizes, "landed": country.from_landed_rows(folder, "80", 1_000)}


PARTS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "month": lambda folder: month.measure(folder, 3),
    "reading": lambda folder: reading.measure(folder, 200, 3),
    "checks": lambda folder: checks.measure(folder, 80, 5),
    "report": lambda folder: report.measure(folder, 3),
    "country": _country,
    "growth": _growth,
}


def rows(found: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """What was measured as rows of a table: what, against what, ratio, aim."""
    listed: list[tuple[str, str, str, str]] = []
    if one := found.get("month"):
        what = f"month of one unit, {one['month_s']:.1f} s"
        listed.append((what, f"bare dbt build of {one['nodes']} nodes, {one['bare_build_s']:.1f} s", _n(one), "2.0"))
    if one := found.get("reading"):
        what = f"taking in {one['files']} workbooks, {one['taking_in_s']:.1f} s"
        listed.append((what, f"python-calamine alone, {one['calamine_s']:.2f} s", _n(one), "4"))
    if one := found.get("checks"):
        what = f"{one['rules']} rules over {one['rows']:,} rows, {one['suites_s']:.1f} s"
        listed.append((what, f"one SQL query a suite, {one['queries_s']:.2f} s", _n(one), ""))
    if one := found.get("report"):
        what = f"three files of a whole report, {one['report_s']:.1f} s"
        listed.append((what, f"bare dbt build, {one['bare_build_s']:.1f} s", _n(one), "1.0"))
    if one := found.get("country"):
        units, rebuild = one["units"], f"{one['units']} units x {one['months']} months"
        listed += [
            (
                f"one month of {units} units on top of {one['months'] - 1}, {one['month_s']:.0f} s",
                f"all of {rebuild}, {one['rebuild_s']:.0f} s",
                _n(one, "month_of_rebuild"),
                "0.25",
            ),
            (
                f"the same month, {one['month_s']:.0f} s",
                f"reading {one['month_floor_reading_s']:.1f} s and SQL {one['month_floor_sql_s']:.1f} s",
                _n(one, "month_of_floor"),
                "2",
            ),
            (
                f"all of {rebuild}, {one['rebuild_s']:.0f} s",
                f"reading and SQL, {one['rebuild_floor_s']:.0f} s",
                _n(one, "rebuild_of_floor"),
                "2",
            ),
        ]
        if "reports_s" in one:
            listed.append(
                (
                    f"reports of {units} units again, nothing moved, {one['reports_again_s']:.0f} s",
                    f"reports of {units} units, {one['reports_s']:.0f} s",
                    f"{one['reports_again_s'] / one['reports_s']:.2f}",
                    "",
                )
            )
    return listed


def _n(one: dict[str, Any], name: str = "ratio") -> str:
    return f"{one[name]:.2f}"


def table(found: dict[str, Any]) -> str:
    """The page."""
    lines = [
        "# What was measured",
        "",
        "Written by `make bench` from `results.json`. Both sides of a row were measured in turn in one run; ratios",
        "compare, seconds belong to the machine. What is behind each row, and why it is so, stands in `README.md`.",
        "",
        "| measured | against | ratio | aim at most |",
        "|---|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in rows(found)),
        "",
    ]
    if one := found.get("country"):
        steps = ", ".join(f"{name} {seconds:.1f}" for name, seconds in one["month_steps_s"].items())
        lines += [
            f"The month of {one['units']} units by step, in seconds: {steps}. Memory of all processes together at most "
            f"{one['month_peak_gb']:.1f} GB, {one['rebuild_peak_gb']:.1f} GB for the months before; the warehouse has "
            f"{one['warehouse_mb']:.0f} MB.",
            "",
        ]
    if one := found.get("growth"):
        landed = one["landed"]
        lines += [
            "| units | rows of forms | seconds of a month | seconds per 1,000 rows | most memory, GB |",
            "|---|---|---|---|---|",
            *(
                f"| {it['units']} | {it['rows']:,} | {it['seconds']:.1f} | {it['seconds'] / it['rows'] * 1000:.2f} "
                f"| {it['peak_gb']:.2f} |"
                for it in one["sizes"]
            ),
            f"| {landed['units']}, from landed rows | {landed['rows']:,} | {landed['seconds']:.1f} "
            f"| {landed['seconds'] / landed['rows'] * 1000:.2f} | {landed['peak_gb']:.2f} |",
            "",
        ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)} (default all)")
    found: dict[str, Any] = json.loads(JSON.read_text()) if JSON.exists() else {}
    for name in parser.parse_args().parts or PARTS:
        folder = Path(tempfile.mkdtemp(prefix="capaian-bench-"))
        try:
            found[name] = PARTS[name](folder) | {"cores": os.cpu_count()}
        finally:
            shutil.rmtree(folder)
        JSON.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")
        TABLE.write_text(table(found))
        print(f"{name}: {json.dumps(found[name])}", flush=True)


if __name__ == "__main__":
    main()
