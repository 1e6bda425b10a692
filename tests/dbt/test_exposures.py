"""Exposures: a way leads from every form to something that people open, and no mart is made for nothing."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.ingest.forms import all_forms
from flows.settings import DBT_PROJECT, TEMPLATES

EXPOSURES = yaml.safe_load((DBT_PROJECT / "models" / "exposures.yml").read_text("utf-8"))["exposures"]
MARTS = {path.stem for path in (DBT_PROJECT / "models" / "marts").glob("*.sql")}
# Evidence takes along every published table: that alone is no use of one.
TAKES_ALL = "bukti"


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What dbt reads of the project, without a warehouse."""
    from dbt.cli.main import dbtRunner

    folder = tmp_path_factory.mktemp("manifest")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAPAIAN_WAREHOUSE", str(folder / "warehouse.duckdb"))
        patch.setenv("DO_NOT_TRACK", "1")
        places = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
        places += ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
        outcome = dbtRunner().invoke(["--quiet", "parse", *places])
    assert outcome.success, outcome.exception
    found: dict[str, Any] = outcome.result.to_dict()
    return found


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
    assert MARTS - used - said == set()
    assert MARTS & used & said == set()


def test_evidence_takes_every_mart_along() -> None:
    [evidence] = [exposure for exposure in EXPOSURES if exposure["name"] == TAKES_ALL]
    assert set(evidence["depends_on"]) == {f"ref('{mart}')" for mart in MARTS}


def test_every_chapter_of_the_report_is_an_exposure() -> None:
    """What an exposure says of its templates is there; what needs no figure (cover, foreword, method) is none."""
    told = " ".join(exposure["description"] for exposure in EXPOSURES)
    chapters = {path.name for path in (TEMPLATES / "outline").glob("[a-z]*.j2")}
    bare = {"lapkin.j2", "judul.j2", "sampul.j2", "pengantar.j2", "pendahuluan.j2", "penutup.j2"}
    assert {name for name in chapters - bare if name not in told} == set()
    assert set(re.findall(r"\w+\.j2", told)) <= chapters


def test_owners_are_roles_and_no_addresses() -> None:
    assert {tuple(exposure["owner"]) for exposure in EXPOSURES} == {("name",)}


@pytest.mark.slow
def test_the_page_of_models_is_one_file_with_types_and_no_figure(tmp_path: Path) -> None:
    page = tmp_path / "models.html"
    subprocess.run([sys.executable, DBT_PROJECT / "docs" / "build.py", page], check=True, capture_output=True)
    text = page.read_text("utf-8")
    for name in (*MARTS, *(exposure["label"] for exposure in EXPOSURES)):
        assert name in text
    catalog, _ = json.JSONDecoder().raw_decode(text, text.index('catalog:{"metadata"') + len("catalog:"))
    columns = catalog["nodes"]["model.capaian.mart_capaian_indicator"]["columns"]
    assert columns["capaian_month"]["type"] == "DOUBLE"
    assert "RHPK_SERANG_2022-09.xlsx" not in json.dumps(catalog)
