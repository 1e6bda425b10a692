"""Exposures: what is said of them. That a way leads to them from every form is in `test_project.py`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from flows.settings import DBT_PROJECT, TEMPLATES
from flows.warehouse.publish import NATIONAL

EXPOSURES = yaml.safe_load((DBT_PROJECT / "models" / "exposures.yml").read_text("utf-8"))["exposures"]
MARTS = {path.stem for path in (DBT_PROJECT / "models" / "marts").glob("*.sql")}
TAKES_ALL = "bukti"


def test_evidence_takes_every_mart_of_an_office_along() -> None:
    """What lies between offices cannot be worked out again from the papers of one."""
    [evidence] = [exposure for exposure in EXPOSURES if exposure["name"] == TAKES_ALL]
    assert set(evidence["depends_on"]) == {f"ref('{mart}')" for mart in MARTS - NATIONAL}


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
