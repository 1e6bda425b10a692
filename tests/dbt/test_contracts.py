"""Contracts of the marts: recorded by version, so that a change of columns cannot pass unseen."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from flows.warehouse.definitions import contract_versions

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"


@pytest.fixture(scope="module")
def recorder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("record", PROJECT / "contracts" / "record.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_mart_has_the_columns_that_its_version_is_recorded_with(recorder: ModuleType) -> None:
    known = {mart: recorder.recorded(mart) for mart, _, _ in recorder.contracts()}
    faults = [recorder.fault(mart, version, columns, known[mart]) for mart, version, columns in recorder.contracts()]
    assert [why for why in faults if why] == []
    assert {path.stem for path in (PROJECT / "contracts").glob("*.yml")} == set(known) == set(contract_versions())
    assert {mart: list(versions) for mart, versions in known.items()} == {
        mart: list(range(1, version + 1)) for mart, version in contract_versions().items()
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("models/marts", "contracts"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(PROJECT / "models" / "marts" / "mart_budget.yml", tmp_path / "models" / "marts")
    shutil.copy(PROJECT / "contracts" / "mart_budget.yml", tmp_path / "contracts")
    return tmp_path


def edit(project: Path, old: str, new: str) -> None:
    path = project / "models" / "marts" / "mart_budget.yml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_another_type_needs_another_version(recorder: ModuleType, project: Path) -> None:
    assert recorder.record(project) == []
    edit(project, "data_type: bigint", "data_type: double")
    [told] = recorder.record(project)
    assert told == (
        "mart_budget: columns or types changed (pagu), but not contract_version: write 2, then make contracts"
    )
    edit(project, "contract_version: 1", "contract_version: 2")
    assert recorder.record(project) == []
    versions = recorder.recorded("mart_budget", project)
    assert [(version, columns["pagu"]) for version, columns in versions.items()] == [(1, "bigint"), (2, "double")]


@pytest.mark.parametrize(
    ("version", "told"),
    [
        (2, "mart_budget: contract_version 2 has the columns of 1: write 1"),
        (3, "mart_budget: contract_version is 3, recorded is 1: write 1 or 2"),
    ],
)
def test_a_version_is_raised_for_a_reason_and_by_one(
    recorder: ModuleType, project: Path, version: int, told: str
) -> None:
    edit(project, "contract_version: 1", f"contract_version: {version}")
    assert recorder.record(project) == [told]


def test_another_order_of_columns_is_another_contract(recorder: ModuleType, project: Path) -> None:
    edit(project, "- name: jenis", "- name: later")
    edit(project, "- name: place", "- name: jenis")
    edit(project, "- name: later", "- name: place")
    [told] = recorder.record(project)
    assert told.endswith("write 2, then make contracts")


def test_the_record_of_a_mart_that_is_gone_is_told(recorder: ModuleType, project: Path) -> None:
    (project / "models" / "marts" / "mart_budget.yml").unlink()
    assert recorder.record(project) == ["mart_budget: recorded, but there is no such mart any more: remove its file"]
