"""What happens in the process that holds Spark: a session over what was landed, and dbt in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from flows.settings import Home
from flows.warehouse.dbt import Node, run

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from flows.period import Period
    from flows.settings_file import Engine

# For the tables of a month planning and compiling take longer than computing; `conf` of the settings goes before.
_SHIPPED = {
    "spark.app.name": "capaian",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.codegen.wholeStage": "false",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_ON_THIS_MACHINE = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    # Java that lives for minutes does not earn back what compiling well costs.
    "spark.driver.extraJavaOptions": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m",
    "spark.driver.memory": "3g",
}
# Where it keeps its tables, below its folder; emptied by each build.
TABLES = "capaian-built"
# What is told of findings waits for the checks, which come after the build.
WAITING = "source:raw.findings+"
# What the models mean rests on these: they cannot be set.
_FIXED = {
    # What is made lives as long as the run; DuckDB keeps what is worth keeping.
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.sources.default": "parquet",
}


def compute(
    home: Home, period: Period, engine: Engine, folder: Path, landed: Mapping[str, str], log: Path
) -> list[Node]:
    """Builds the project on Spark, but for the views that wait for findings.

    Args:
        folder: on a disk that all machines of Spark see; its tables are in `TABLES` below it afterwards.
        landed: the Parquet file of each raw table.
        log: where everything goes that Java and Spark say.

    Raises:
        BuildError: with every failed node.
    """
    with _saying_it_to(log), session(engine, folder, landed):
        return run(home, period, "--exclude", WAITING, target="spark")


@contextmanager
def session(engine: Engine, folder: Path, landed: Mapping[str, str]) -> Iterator[SparkSession]:
    """Spark with the raw tables and nothing else, from an empty folder; Java ends with it."""
    from pyspark.sql import SparkSession

    tables = folder / TABLES
    shutil.rmtree(tables, ignore_errors=True)
    builder = SparkSession.builder.master(engine.master)
    own = {**_SHIPPED, **(_ON_THIS_MACHINE if engine.master.startswith("local") else {}), **engine.conf}
    for name, value in {**own, **_FIXED, "spark.sql.warehouse.dir": str(tables)}.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    try:
        spark.sparkContext.setLogLevel("ERROR")
        spark.sql("create schema raw")
        for name, path in landed.items():
            spark.sql(f"create table raw.{name} using parquet location '{path}'")
        yield spark
    finally:
        spark.stop()
        _end_java()


def _end_java() -> None:
    """Stopping a session leaves its Java running, with the memory that it took."""
    from pyspark import SparkContext

    gateway = SparkContext._gateway
    if gateway is not None:
        java = gateway.proc
        gateway.shutdown()
        java.stdin.close()
        java.wait(timeout=60)
        SparkContext._gateway = SparkContext._jvm = None


@contextmanager
def _saying_it_to(log: Path) -> Iterator[None]:
    """Java writes to the outputs of the process, whatever Python makes of them."""
    before = [os.dup(number) for number in (1, 2)]
    with log.open("ab") as file:
        for number in (1, 2):
            os.dup2(file.fileno(), number)
        try:
            yield
        finally:
            for number, kept in zip((1, 2), before, strict=True):
                os.dup2(kept, number)
                os.close(kept)
