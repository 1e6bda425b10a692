"""The report's page in a real browser: what keeps people out, at the width of a phone and of a desk."""

from __future__ import annotations

import itertools
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.flows.conftest import Month, golden  # noqa: F401

pytestmark = pytest.mark.slow
CHROMIUM = Path("/usr/bin/chromium")
AXE = files("axe_playwright_python") / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 900)])
def test_the_page_keeps_nobody_out(golden: Month, width: int, height: int) -> None:  # noqa: F811
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed: apt-get install chromium")
    report = golden.home / "reports" / "SERANG" / "2022-09" / "lapkin.html"
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
