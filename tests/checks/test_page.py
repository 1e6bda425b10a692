"""The page of all rules, and the engine's own pages: complete, the same every time, and in need of no network."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pandas as pd
import pytest

from flows.checks import Catalogue, load_catalogue
from flows.checks.docs import build_docs
from flows.checks.page import MOST_SHOWN, write_page
from flows.checks.record import record
from flows.checks.run import RuleCheck, examine
from flows.findings import Finding
from flows.ingest.say import messages
from flows.period import Period
from flows.warehouse.store import connect, prepare

from .frames import EXAMPLES, OWNERS

PERIOD = Period.parse("2023-04")
CATALOGUE = load_catalogue()
RULES = {rule.id: rule for rule in CATALOGUE.rules("2099-12")}


def frame_of(name: str) -> pd.DataFrame:
    """Every example of the frame's rules, as two offices would send them."""
    rows = [
        {**row, "unit_code": unit} for rule in RULES.values() if rule.frame == name
        for unit, row in zip(("UJI", "LAIN"), EXAMPLES[rule.id], strict=True)
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    return frame.astype(dict.fromkeys(frame.columns[frame.isna().all()], float))


@pytest.fixture(scope="module")
def checks() -> dict[str, RuleCheck]:
    return examine(frame_of, OWNERS, str(PERIOD), CATALOGUE).checks


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    return examine(frame_of, OWNERS, str(PERIOD), CATALOGUE).findings


def page(folder: Path, checks: dict[str, RuleCheck], findings: list[Finding], catalogue: Catalogue = CATALOGUE) -> str:
    with connect(folder / "warehouse.duckdb") as connection:
        prepare(connection)
        connection.execute(
            "insert into raw.form_versions by name "
            "select 'LAIN' as unit_code, '2023-04' as period, 'accepted' as verdict"
        )
        record(connection, PERIOD, findings)
        return write_page(connection, catalogue, checks, PERIOD, folder / "checks").read_text("utf-8")


def test_a_rule_is_told_by_the_rows_it_looks_at(checks: dict[str, RuleCheck]) -> None:
    assert checks.keys() == RULES.keys()
    assert {check.rule_id for check in checks.values() if check.broken != 1} == set()
    looked = checks["form-missing"]
    assert (looked.rows, looked.units, looked.forms) == (2, 2, ("umkm",))
    assert checks["unit-missing"].forms == ()


def test_every_rule_stands_on_the_page_with_its_reason(
    tmp_path: Path, checks: dict[str, RuleCheck], findings: list[Finding]
) -> None:
    html = page(tmp_path, checks, findings)
    text = unescape(re.sub(r"\s+", " ", html))
    for rule in RULES.values():
        assert f'id="aturan-{rule.id}"' in html
        assert " ".join(rule.reason.split()) in text
    for rule_id in messages():
        assert f'id="aturan-{rule_id}"' in html
    for suite in CATALOGUE.suites:
        assert suite.title in text
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    inner = re.findall(r'href="#([^"]+)"', html)
    assert set(inner) - set(ids) == set()
    # What stands in braces is what the groups write; a field of a sentence that was not filled in is not among it.
    words = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    assert set(re.findall(r"{[^}]*}?", words)) <= {"{realisasi}", "{realisasi IKU 3}", "{target bulan}", "{hasil}"}


def test_open_findings_are_counted_and_lead_to_the_report(
    tmp_path: Path, checks: dict[str, RuleCheck], findings: list[Finding]
) -> None:
    html = page(tmp_path, checks, findings)
    assert html.count("1 temuan terbuka</summary>") == len(RULES)
    for finding in findings:
        assert f"../../reports/LAIN/2023-04/lapkin.html#temuan-{finding.finding_id}" in html


def test_many_findings_of_one_rule_do_not_make_the_page_endless(tmp_path: Path, checks: dict[str, RuleCheck]) -> None:
    many = [
        Finding(f"K{number:03}", str(PERIOD), "own-share", "warn", "Tata Usaha", "Uji <b>.", form="kie")
        for number in range(MOST_SHOWN + 30)
    ]
    html = page(tmp_path, checks, many)
    assert html.count("Uji &lt;b&gt;.") == MOST_SHOWN
    assert "dan 30 lainnya" in html


def test_a_lost_suite_is_told_at_the_top(tmp_path: Path, checks: dict[str, RuleCheck]) -> None:
    rest = CATALOGUE.model_copy(update={"suites": CATALOGUE.suites[1:], "lost": (CATALOGUE.suites[0].suite,)})
    html = page(tmp_path, checks, [], rest)
    assert "Ada aturan yang tidak dijalankan" in html
    assert f"&#39;{CATALOGUE.suites[0].suite}&#39; tidak dijalankan" in html


def test_rules_of_a_later_month_are_told_as_such(tmp_path: Path, checks: dict[str, RuleCheck]) -> None:
    html = page(tmp_path, {name: check for name, check in checks.items() if name != "own-share"}, [])
    assert html.count("belum berlaku bulan ini") == 1


def test_pages_are_the_same_every_time_and_need_no_network(
    tmp_path: Path, checks: dict[str, RuleCheck], findings: list[Finding]
) -> None:
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        page(folder, checks, findings)
        build_docs(CATALOGUE, checks, str(PERIOD), folder / "checks" / "data_docs")
        build_docs(CATALOGUE, checks, str(PERIOD), folder / "checks" / "data_docs")  # over the pages of the run before
        files = sorted(path for path in (folder / "checks").rglob("*") if path.is_file())
        made.append({path.relative_to(folder): path.read_bytes() for path in files})
    assert made[0] == made[1]
    assert len(made[0]) == 2 + 2 * len(CATALOGUE.suites)
    for path, content in made[0].items():
        text = content.decode("utf-8")
        assert "http" not in text, path
        assert "<script" not in text, path
        for target in re.findall(r'href="([^"#]+)"', text):
            if "reports/" not in target:
                assert (tmp_path / "one" / path.parent / unescape(target)).exists(), (path, target)


def test_data_docs_tell_every_rule_and_what_it_found(tmp_path: Path, checks: dict[str, RuleCheck]) -> None:
    build_docs(CATALOGUE, checks, str(PERIOD), tmp_path / "data_docs")
    for suite in CATALOGUE.suites:
        [result] = (tmp_path / "data_docs" / "validations" / suite.suite).rglob("*.html")
        told = unescape(result.read_text("utf-8"))
        assert suite.title in told
        for rule in suite.rules:
            assert f"{rule.id}: " in told
        assert told.count("1 unexpected values found") == len(suite.rules)
        expected = unescape((tmp_path / "data_docs" / "expectations" / f"{suite.suite}.html").read_text("utf-8"))
        assert " ".join(suite.rules[0].reason.split())[:40] in " ".join(expected.split())
