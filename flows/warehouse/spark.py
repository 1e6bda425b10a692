"""The models on Spark: raw tables go out as Parquet, what was built there comes back.

The dbt project is the same (target `spark`). Reading, checks, publishing and reports stay with DuckDB, so the warehouse
holds afterwards what it holds after a build of its own: every table with the types that DuckDB gives it, and the views.
Those that wait for the findings of the checks are never built on Spark.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from flows.progress import tell
from flows.running.aside import Aside
from flows.settings import Home
from flows.trouble import say
from flows.warehouse import WarehouseError
from flows.warehouse.dbt import BuildError, Node, read_project, run
from flows.warehouse.spark_session import TABLES, WAITING, compute
from flows.warehouse.store import connect, transaction

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

    from flows.period import Period
    from flows.settings_file import Engine

_LEAST_JAVA = 17
_BESIDE = Aside(nice=0)
# What a table holds, whatever the order of its rows.
_CONTENT = "select count(*), coalesce(sum(hash(held)::hugeint), 0) from raw.{name} as held"


class EngineError(WarehouseError):
    """Spark cannot be used here, or broke down; the text says why and what to do, in Indonesian."""


def build_on_spark(home: Home, period: Period, engine: Engine) -> list[Node]:
    """Builds the project for a period on Spark and brings what was built into the home's warehouse.

    Raises:
        EngineError: Spark or Java is not installed, or Spark stopped.
        BuildError: with every failed node; nothing is published by this step, so what was published stays.
    """
    find_java()
    folder = (engine.folder or home.dbt / "spark").resolve()
    project = read_project(home)
    landed = land(
        home.warehouse, folder / "capaian-landed", sorted({source.name for source in project.sources.values()})
    )
    tell(f"Menghitung capaian di Spark ({engine.master})")
    log = home.path / "logs" / "spark.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    try:
        nodes = _BESIDE.do(compute, home, period, engine, folder, landed, log).result()
    except BuildError:
        raise
    except Exception as problem:  # of Java, of Spark, or of the process that held it
        cause = (str(problem).splitlines() or [type(problem).__name__])[0][:300]
        raise EngineError(say("spark_stopped", cause=cause, path=log)) from problem
    run(home, period, "--exclude-resource-type", "test", "--exclude", WAITING, only_shapes=True)
    built = {node.name for node in nodes}
    bring_back(home.warehouse, folder / TABLES, {name: place for name, place in _tables(project) if name in built})
    return nodes + run(home, period, "--select", WAITING)


def find_java() -> None:
    """Sees to it that Spark can start.

    Raises:
        EngineError: with what to install.
    """
    if find_spec("pyspark") is None or find_spec("dbt.adapters.spark") is None:
        raise EngineError(say("no_spark"))
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    found = _java_version(java) if java else None
    if found is None or found < _LEAST_JAVA:
        raise EngineError(say("no_java", cause=f"Java {found}" if found else "tidak ada"))


def _java_version(java: str) -> int | None:
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    except OSError:
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(found[1]) if found else None


def land(warehouse: Path, folder: Path, tables: list[str]) -> dict[str, str]:
    """Writes raw tables as Parquet where Spark reads them; what is there already, with the same content, is left alone.

    Returns:
        The file of each table.
    """
    folder.mkdir(parents=True, exist_ok=True)
    index = folder / "landed.json"
    known: dict[str, str] = json.loads(index.read_text("utf-8")) if index.exists() else {}
    landed: dict[str, str] = {}
    with connect(warehouse, read_only=True) as connection:
        for name in tables:
            content = connection.execute(_CONTENT.format(name=name)).fetchone()
            columns = connection.execute(f"describe raw.{name}").fetchall()
            told, path = repr((content, columns)), folder / f"{name}.parquet"
            if known.get(name) != told or not path.exists():
                connection.execute(f"copy raw.{name} to '{_quoted(path)}' (format parquet)")
            known[name], landed[name] = told, str(path)
    index.write_text(json.dumps(known, indent=1, sort_keys=True), "utf-8")
    return landed


def bring_back(warehouse: Path, folder: Path, tables: dict[str, str]) -> None:
    """Fills tables of the warehouse with what Spark built, in the order of their columns: the same rows, the same file.

    Args:
        folder: where Spark keeps its tables.
        tables: schema by table; the tables stand already, empty, with the types that they are to have.
    """
    with connect(warehouse) as connection, transaction(connection):
        for name, schema in tables.items():
            files = _quoted(folder / f"{schema}.db" / name / "*.parquet")
            connection.execute(f"delete from {schema}.{name}")
            connection.execute(
                f"insert into {schema}.{name} by name select * from read_parquet('{files}') order by all"
            )


def _tables(project: Manifest) -> list[tuple[str, str]]:
    """Every model that is a table in the warehouse, with its schema."""
    return sorted(
        (node.name, node.schema)
        for node in project.nodes.values()
        if node.resource_type == "model" and node.config.materialized == "table"
    )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
