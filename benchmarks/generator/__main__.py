"""Writes what invented offices send: `python -m benchmarks.generator OUT --units 5 --months 12 --seed 1`."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from benchmarks.generator.plan import generate


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generator", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT", help="folder for targets, inbox and plan.json")
    parser.add_argument("--units", type=int, default=5, help="offices (default 5)")
    parser.add_argument("--months", type=int, default=12, choices=range(1, 13), metavar="1..12")
    parser.add_argument("--seed", type=int, default=1, help="other numbers, other mistakes (default 1)")
    parser.add_argument("--year", type=int, default=2022, help="the year (default 2022)")
    parser.add_argument("--faults", type=float, default=0.02, help="share of months sent wrong first (default 0.02)")
    parser.add_argument(
        "--late", type=float, default=0.0, help="share late; as many missing, and sent twice (default 0)"
    )
    given = parser.parse_args()
    started = time.perf_counter()
    plan = generate(given.out, given.units, given.months, given.seed, given.year, given.faults, given.late)
    wrong = sum(bool(sent.fault) for sent in plan.sent)
    seconds = time.perf_counter() - started
    print(f"{len(plan.sent)} files of {given.units} offices in {seconds:.1f} s, {wrong} with a fault")


if __name__ == "__main__":
    main()
