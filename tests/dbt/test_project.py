"""The dbt project by itself: every unit test of a formula, every contract, and the rules of the house."""

from __future__ import annotations

import ast
import csv
import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.ingest.forms import all_forms
from flows.ingest.text import vocabulary
from flows.warehouse.store import connect, prepare

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "dbt_project"
MODELS = sorted((PROJECT / "models").rglob("*.sql"))
NO_MODEL = ("sources.yml", "exposures.yml")
# Evidence takes along every published table: that alone is no use of one.
TAKES_ALL = "bukti"


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One `dbt build` with unit tests, on a warehouse that nothing was ever sent to."""
    folder = tmp_path_factory.mktemp("dbt")
    with connect(folder / "warehouse.duckdb") as connection:
        prepare(connection)
    done = subprocess.run(
        [
            *(
                Path(sys.executable).parent / "dbt",
                "--quiet",
                "build",
                "--exclude-resource-type",
                "exposure",
                "--vars",
                '{"period": "2022-09"}',
            ),
            *("--project-dir", PROJECT, "--profiles-dir", PROJECT),
            *("--target-path", folder / "target", "--log-path", folder / "logs"),
        ],
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "CAPAIAN_WAREHOUSE": str(folder / "warehouse.duckdb"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        },
        check=False,
    )
    assert (folder / "target" / "run_results.json").exists(), done.stdout + done.stderr
    return folder / "target"


@pytest.fixture(scope="module")
def results(target: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((target / "run_results.json").read_text("utf-8"))["results"]
    return found


@pytest.fixture(scope="module")
def manifest(target: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((target / "manifest.json").read_text("utf-8"))
    return found


def test_everything_builds_and_every_test_passes(results: list[dict[str, Any]]) -> None:
    broken = {
        result["unique_id"]: result["message"] for result in results if result["status"] not in ("success", "pass")
    }
    assert broken == {}


def test_the_unit_tests_ran(results: list[dict[str, Any]]) -> None:
    ran = [result["unique_id"] for result in results if result["unique_id"].startswith("unit_test.")]
    written = [test for path in (PROJECT / "models").rglob("*.yml") for test in _yml(path).get("unit_tests", [])]
    assert len(ran) == len(written)
    assert len(ran) >= 56


def _yml(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return content


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.stem)
def test_a_model_has_one_yml_beside_it_that_begins_with_its_grain(model: Path) -> None:
    [described] = _yml(model.with_suffix(".yml"))["models"]
    assert described["name"] == model.stem
    assert described["description"].startswith("Grain: one row")
    assert described["columns"]


def test_every_yml_describes_a_model_beside_it() -> None:
    described = {path.with_suffix("") for path in (PROJECT / "models").rglob("*.yml") if path.name not in NO_MODEL}
    assert described == {path.with_suffix("") for path in MODELS}


def test_every_formula_of_the_seed_is_a_macro_with_a_unit_test() -> None:
    with (PROJECT / "seeds" / "indicator_formulas.csv").open(encoding="utf-8", newline="") as file:
        formulas = {row["formula"] for row in csv.DictReader(file)}
    macros = set(re.findall(r"macro formula_(\w+)\(", (PROJECT / "macros" / "formulas.sql").read_text("utf-8")))
    assert formulas == macros
    tests = yaml.safe_dump(_yml(PROJECT / "models" / "intermediate" / "int_indicator_result.yml")["unit_tests"])
    assert {formula for formula in formulas if formula not in tests} == set()


def test_every_formula_says_how_offices_make_the_country() -> None:
    told = {}
    for name in ("indicator_formulas", "national_rules"):
        with (PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            told[name] = {row["formula"] for row in csv.DictReader(file) if not row.get("satuan")}
    assert told["indicator_formulas"] == told["national_rules"]


def test_no_model_or_macro_reads_the_clock() -> None:
    clock = re.compile(
        r"current_(date|time)|localtime|\b(now|today|getdate|sysdate|unix_timestamp)\s*\(|run_started_at|modules\.datetime",
        re.IGNORECASE,
    )
    read = [path.name for path in (*MODELS, *(PROJECT / "macros").rglob("*.sql")) if clock.search(path.read_text())]
    assert read == []


def test_history_looks_at_every_column_of_numbers_of_every_form() -> None:
    """A form or a column that is new must say how it behaves from month to month."""
    columns = {(form.form, name) for form in all_forms() for name in form.number_types}
    macro = (PROJECT / "macros" / "checks" / "number_columns.sql").read_text("utf-8")
    with (PROJECT / "seeds" / "month_behaviour.csv").open(encoding="utf-8", newline="") as file:
        behaviours = {(row["form"], row["column_name"]) for row in csv.DictReader(file)}
    assert behaviours == columns
    listed = ast.literal_eval(
        re.sub(
            r": samples\b",
            lambda _: f": {_samples(macro)}",
            macro[macro.index("return({") + 7 : macro.rindex("})") + 1],
        )
    )
    assert {(form, name) for form, names in listed.items() for name in names} == columns


def _samples(macro: str) -> str:
    return macro[macro.index("set samples = ") + 14 : macro.index("] %}") + 1]


def test_only_macros_know_the_engine() -> None:
    """Words that Spark does not have stand in macros, where another engine can say them in its own way."""
    duckdb_only = re.compile(
        r"\b(list|unnest|string_agg|qualify|regexp_extract|try_cast|strftime|arg_max|exclude|varchar|rtrim|ltrim)\b"
    )
    found = {
        path.stem: words
        for path in MODELS
        if (words := Counter(duckdb_only.findall(re.sub(r"--.*|'[^']*'", "", path.read_text("utf-8")))))
    }
    assert found == {}


def test_the_words_for_months_are_those_of_the_reader() -> None:
    with (PROJECT / "seeds" / "month_words.csv").open(encoding="utf-8", newline="") as file:
        words = {(row["word"], int(row["month"])) for row in csv.DictReader(file) if not row["word"].isdigit()}
    assert words == {(word, month) for month, spelled in vocabulary()["months"].items() for word in spelled}


def test_from_every_form_a_way_leads_through_models_to_what_people_open(manifest: dict[str, Any]) -> None:
    below = defaultdict(set)
    for identity, node in (manifest["nodes"] | manifest["exposures"]).items():
        for parent in node["depends_on"].get("nodes", ()):
            below[parent].add(identity)

    def reached(source: str) -> set[str]:
        found, waiting = set[str](), {name for name in below[source] if name.startswith("model.")}
        while waiting:
            name = waiting.pop()
            found.add(name)
            waiting |= below[name] - found
        return {name for name in found if name.startswith("exposure.")}

    forms = {form.form for form in all_forms()}
    assert {form for form in forms if not reached(f"source.capaian.raw.form_{form}")} == set()
    chapter = "exposure.capaian.lapkin_capaian"
    measured = {form.form for form in all_forms() if form.feeds and form.form != "survei_usaha"}
    assert {form for form in measured if chapter not in reached(f"source.capaian.raw.form_{form}")} == set()
    assert chapter not in reached("source.capaian.raw.form_iklan_label")


def test_every_mart_is_used_or_says_why_not(manifest: dict[str, Any]) -> None:
    marts = {path.stem for path in (PROJECT / "models" / "marts").glob("*.sql")}
    used = {
        parent.rpartition(".")[2]
        for exposure in manifest["exposures"].values()
        if exposure["name"] != TAKES_ALL
        for parent in exposure["depends_on"]["nodes"]
    }
    said = {
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["config"]["meta"].get("unexposed")
    }
    assert marts - used - said == set()
    assert marts & used & said == set()
