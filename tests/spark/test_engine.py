"""Spark as a setting: what may be said of it, what is told where it is missing, what goes out to it and comes back."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from flows.settings_file import Engine, SettingsProblem, load_settings
from flows.warehouse import spark
from flows.warehouse.spark import EngineError, bring_back, find_java, land


def test_without_a_setting_duckdb_builds(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "settings.yml").engine == Engine(name="duckdb")


def test_a_cluster_with_settings_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "settings.yml"
    path.write_text(
        "engine: {name: spark, master: 'spark://head:7077', folder: /mnt/bersama, "
        "conf: {spark.sql.shuffle.partitions: 64, spark.ui.enabled: true, spark.executor.memory: 8g}}"
    )
    assert load_settings(path).engine == Engine(
        name="spark",
        master="spark://head:7077",
        folder=Path("/mnt/bersama"),
        # Spark knows texts alone.
        conf={"spark.sql.shuffle.partitions": "64", "spark.ui.enabled": "true", "spark.executor.memory": "8g"},
    )


@pytest.mark.parametrize("written", ["{name: trino}", "{name: spark, cluster: a}", "{name: spark, conf: [a]}"])
def test_an_engine_that_is_not_known_is_refused(tmp_path: Path, written: str) -> None:
    path = tmp_path / "settings.yml"
    path.write_text(f"engine: {written}")
    with pytest.raises(SettingsProblem, match="engine"):
        load_settings(path)


def test_without_spark_the_command_that_brings_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "find_spec", lambda _: None)
    with pytest.raises(EngineError, match="make spark"):
        find_java()


@pytest.mark.parametrize(
    ("java", "told"),
    [
        ("", "ditemukan: tidak ada"),
        ("echo 'openjdk version \"11.0.22\" 2024-01-16' >&2", "Java 11"),
        ("echo 'java version \"1.8.0_392\"' >&2", "Java 8"),
        ("echo 'openjdk version \"17.0.15\" 2025-04-15' >&2", None),
        ("echo 'openjdk version \"21\" 2023-09-19' >&2", None),
    ],
)
def test_java_must_be_there_and_young_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, java: str, told: str | None
) -> None:
    monkeypatch.setattr(spark, "find_spec", lambda _: True)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    if java:
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin" / "java").write_text(f"#!/bin/sh\n{java}\n")
        (tmp_path / "bin" / "java").chmod(0o755)
    if told is None:
        find_java()
    else:
        with pytest.raises(EngineError, match=told):
            find_java()


def test_only_what_changed_goes_out(tmp_path: Path) -> None:
    warehouse, folder = tmp_path / "warehouse.duckdb", tmp_path / "out"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema raw")
        connection.execute("create table raw.units as select 'SERANG' as unit_code, 2022 as year")
        connection.execute("create table raw.ceilings (unit_code varchar, pagu bigint)")
    first = land(warehouse, folder, ["ceilings", "units"])
    times = {name: Path(path).stat().st_mtime_ns for name, path in first.items()}
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("insert into raw.ceilings values ('SERANG', 1), ('SERANG', 1)")
    assert land(warehouse, folder, ["ceilings", "units"]) == first
    assert Path(first["units"]).stat().st_mtime_ns == times["units"]
    assert duckdb.sql(f"select pagu from '{first['ceilings']}'").fetchall() == [(1,), (1,)]


def test_what_comes_back_takes_the_types_and_the_order_of_the_warehouse(tmp_path: Path) -> None:
    warehouse, built = tmp_path / "warehouse.duckdb", tmp_path / "built" / "checks.db" / "chk_state"
    built.mkdir(parents=True)
    duckdb.sql("select 2::bigint as n, 'b' as unit_code").write_parquet(str(built / "part-1.parquet"))
    duckdb.sql("select 1::bigint as n, 'a' as unit_code").write_parquet(str(built / "part-0.parquet"))
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema checks")
        connection.execute("create table checks.chk_state as select 'old' as unit_code, 0::hugeint as n")
    bring_back(warehouse, tmp_path / "built", {"chk_state": "checks"})
    with duckdb.connect(str(warehouse)) as connection:
        assert connection.execute("select * from checks.chk_state").fetchall() == [("a", 1), ("b", 2)]
        assert connection.execute("describe checks.chk_state").fetchall()[1][1] == "HUGEINT"
