"""What the whole country costs: all offices, one month on top of the year so far, against the floor of the same work.

The floor is what cannot be done without: python-calamine reading the values of the same files, and the SQL of the same
dbt project run statement by statement in plain DuckDB. The offices and what they send come from the generator. All is
measured in one run on one machine, in turn; compare ratios, not seconds. Run it with `make bench PARTS=country`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.generator.plan import generate
from benchmarks.measuring import measured
from benchmarks.plain_sql import compiled, timed
from benchmarks.reading import timed_values

SEED, YEAR = 7, 2022
_GB = 1024**3
# What people answered and were told; no figure of a month that is checked for the first time is made from it.
_NOT_MULTIPLIED = frozenset({"answers", "findings", "alerts", "alerts_told", "published", "finals", "final_files"})


def steps_of(home: Path) -> dict[str, float]:
    """Seconds of each step of the last run, by kind."""
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            """
            select split_part(step, ' ', 1) as kind, sum(seconds)
            from history.steps
            where run_id = (select run_id from history.runs order by log desc limit 1)
            group by kind order by min(step_no)
            """
        ).fetchall()
    return {kind: round(seconds, 2) for kind, seconds in rows if kind not in ("report", "monthly-run")}


def new_home(folder: Path, data: Path) -> Path:
    """A home that has run before, so that no first start is timed."""
    home = folder / "home"
    home.mkdir(parents=True)
    shutil.copytree(data / "targets", home / "targets")
    measured("build", f"{YEAR}-01", home=home, statuses=(4,))
    return home


def workbooks(data: Path, *months: str) -> list[Path]:
    return sorted(path for month in months for path in (data / "inbox" / month).rglob("*.xlsx"))


def measure(folder: Path, units: int, months: int, reports: bool) -> dict[str, Any]:
    """One month on top of the others, all of them from nothing, and their floors.

    Args:
        reports: whether the reports of all offices for the last month are written and timed as well.
    """
    data = folder / "data"
    generate(data, units, months, SEED, YEAR)
    names = [f"{YEAR}-{month:02d}" for month in range(1, months + 1)]
    home = new_home(folder, data)
    inbox = ("--inbox", data / "inbox", "--received-at", f"{YEAR + 1}-01-05T09:00:00")
    before = measured("backfill", names[0], names[-2], "--no-reports", *inbox, home=home)
    month = measured("backfill", names[-1], names[-1], "--no-reports", *inbox, home=home)
    steps = steps_of(home)
    told: dict[str, Any] = {
        "units": units,
        "months": months,
        "files": len(workbooks(data, *names)),
        "files_of_the_month": len(workbooks(data, names[-1])),
        "month_s": month.seconds,
        "month_steps_s": steps,
        "month_peak_gb": month.peak_bytes / _GB,
        "rebuild_s": before.seconds + month.seconds,
        "rebuild_peak_gb": before.peak_bytes / _GB,
        "warehouse_mb": (home / "warehouse.duckdb").stat().st_size / 1024**2,
    }
    if reports:
        written = measured("report", names[-1], home=home)
        again = measured("report", names[-1], home=home)
        told |= {
            "reports_s": written.seconds,
            "reports_again_s": again.seconds,
            "reports_peak_gb": written.peak_bytes / _GB,
        }
    sql = {name: timed(home, compiled(home, name)) for name in names}
    reading = {"month": timed_values(workbooks(data, names[-1])), "all": timed_values(workbooks(data, *names))}
    return told | {
        "month_floor_s": reading["month"] + sql[names[-1]],
        "month_floor_reading_s": reading["month"],
        "month_floor_sql_s": sql[names[-1]],
        "rebuild_floor_s": reading["all"] + sum(sql.values()),
        "month_of_rebuild": month.seconds / (before.seconds + month.seconds),
        "month_of_floor": month.seconds / (reading["month"] + sql[names[-1]]),
        "rebuild_of_floor": (before.seconds + month.seconds) / (reading["all"] + sum(sql.values())),
    }


def grow(folder: Path, sizes: list[int]) -> list[dict[str, Any]]:
    """One month through files at several sizes: seconds, the most memory held, rows that were landed."""
    found = []
    for units in sizes:
        place = folder / str(units)
        generate(place / "data", units, 1, SEED, YEAR)
        home = new_home(place, place / "data")
        run = measured(
            *("backfill", f"{YEAR}-01", f"{YEAR}-01", "--no-reports"),
            *("--inbox", place / "data" / "inbox", "--received-at", f"{YEAR}-02-05T09:00:00"),
            home=home,
        )
        found.append({"units": units, "rows": landed(home), "seconds": run.seconds, "peak_gb": run.peak_bytes / _GB})
        print(json.dumps(found[-1]), flush=True)
    return found


def landed(home: Path) -> int:
    """Rows of all forms in the warehouse."""
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        tables = connection.execute(
            "select table_name from duckdb_tables() "
            "where schema_name = 'raw' and starts_with(table_name, 'form_') and table_name <> 'form_versions'"
        ).fetchall()
        return sum(connection.execute(f"select count(*) from raw.{name}").fetchall()[0][0] for (name,) in tables)


def from_landed_rows(folder: Path, size: str, wanted: int) -> dict[str, Any]:
    """What a month of so many offices costs from their landed rows on: models, checks, findings.

    Args:
        size: the home of `grow` whose offices are multiplied.
    """
    home = folder / size / "home"
    times = -(-wanted // int(size))
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        tables = connection.execute(
            "select table_name, list(column_name order by column_index) from duckdb_columns() "
            "where schema_name = 'raw' group by table_name "
            "having list_has_any(list(column_name), ['unit_code', 'submission_id'])"
        ).fetchall()
        for table, columns in tables:
            if table in _NOT_MULTIPLIED:
                continue
            chosen = ", ".join(
                f"\"{name}\" || '-' || copy" if name in ("unit_code", "submission_id") else f'"{name}"'
                for name in columns
            )
            connection.execute(
                f"insert into raw.{table} select {chosen} from raw.{table}, range(1, {times}) as it(copy)"
            )
    run = measured("check", f"{YEAR}-01", home=home)
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        ((units,),) = connection.execute("select count(distinct unit_code) from candidate.fct_indicator").fetchall()
    return {"units": units, "rows": landed(home), "seconds": run.seconds, "peak_gb": run.peak_bytes / _GB}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=80, help="offices (default 80)")
    parser.add_argument("--months", type=int, default=12, help="months of the year (default 12)")
    parser.add_argument("--no-reports", action="store_true", help="leave out the reports of all offices")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="capaian-bench-"))
    try:
        for name, value in measure(folder, given.units, given.months, not given.no_reports).items():
            print(f"{name:24} {value:.2f}" if isinstance(value, float) else f"{name:24} {value}")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
