"""The pages of an office and of all offices in a real browser: what keeps people out, on a phone and on a desk."""

from __future__ import annotations

import itertools
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import sync_playwright

from flows.report.national import write_national
from flows.settings import Home
from tests.flows.conftest import Month, golden  # noqa: F401

from .test_national import PERIOD, warehouse  # noqa: F401

pytestmark = pytest.mark.slow
CHROMIUM = Path("/usr/bin/chromium")
AXE = files("axe_playwright_python") / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag22aa", "best-practice"]


WIDTHS = [(390, 844), (1280, 900)]


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_the_page_keeps_nobody_out(golden: Month, width: int, height: int) -> None:  # noqa: F811
    keeps_nobody_out(golden.home / "reports" / "SERANG" / "2022-09" / "lapkin.html", width, height)


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_the_page_of_all_offices_keeps_nobody_out(
    warehouse: duckdb.DuckDBPyConnection,  # noqa: F811
    tmp_path: Path,
    width: int,
    height: int,
) -> None:
    path, _ = write_national(warehouse, Home.resolve(tmp_path), PERIOD)
    keeps_nobody_out(path, width, height)


def keeps_nobody_out(report: Path, width: int, height: int) -> None:
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(report.as_uri())
        wide = page.evaluate("document.documentElement.scrollWidth")
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", RULES)
        browser.close()
    assert wide <= width, "the page as a whole scrolls sideways"
    assert levels[0] == 1
    assert [pair for pair in itertools.pairwise(levels) if pair[1] > pair[0] + 1] == []
    assert [(v["id"], [node["target"] for node in v["nodes"]][:5]) for v in found["violations"]] == []
