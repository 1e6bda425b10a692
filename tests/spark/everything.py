"""Every model on Spark, the marts that wait for findings too: `python -m tests.spark.everything HOME PERIOD FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from flows.period import Period
from flows.settings import Home
from flows.settings_file import Engine
from flows.warehouse.dbt import read_project, run
from flows.warehouse.spark import land
from flows.warehouse.spark_session import TABLES, session

WAITING = ("mart_findings", "mart_finding_effect", "mart_finding_link")


def main(home: Home, period: Period, folder: Path) -> None:
    """Leaves each mart as Parquet in `FOLDER/capaian-built/candidate.db`."""
    sources = sorted({source.name for source in read_project(home).sources.values()})
    landed = land(home.warehouse, folder / "capaian-landed", sources)
    with session(Engine(name="spark"), folder, landed) as spark:
        run(home, period, "--exclude-resource-type", "test", target="spark")
        for mart in WAITING:
            spark.table(f"candidate.{mart}").write.parquet(str(folder / TABLES / "candidate.db" / mart))


if __name__ == "__main__":
    main(Home.resolve(sys.argv[1]), Period.parse(sys.argv[2]), Path(sys.argv[3]))
