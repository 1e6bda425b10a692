"""The page of all rules: what is checked, why, how grave a breach is, whose it is, and what is open this month.

It is made from the catalogue and the reader's messages, so a rule that is added is on it. The same input gives the same
bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from flows.checks.catalogue import FORM_OWNER, Catalogue, Rule
from flows.checks.run import RuleCheck
from flows.checks.wording import in_general
from flows.findings import SEVERITIES
from flows.ingest.say import messages
from flows.period import Period
from flows.placing import put
from flows.reference.seeds import seed
from flows.report.render import environment
from flows.settings import TEMPLATES
from flows.wording import SEVERITIES as SEVERITY_WORDS
from flows.wording import nama_periode

if TYPE_CHECKING:
    import duckdb

PAGE = "index.html"
DOCS = "data_docs"
MOST_SHOWN = 50  # findings of one rule; a page of eighty offices must still open on a telephone


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """A finding as the page shows it; `report` leads to it in its unit's report, where there is one."""

    finding_id: str
    unit_code: str
    sheet: str
    cell: str
    message: str
    report: str | None


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """A rule as the page shows it."""

    rule_id: str
    severity: str
    sentences: tuple[str, ...]
    reason: str
    owner: str | None
    valid_from: str
    check: RuleCheck | None
    forms: tuple[str, ...]
    findings: tuple[OpenFinding, ...]

    @property
    def shown(self) -> tuple[OpenFinding, ...]:
        return self.findings[:MOST_SHOWN]


@dataclass(frozen=True, slots=True)
class SuiteEntry:
    name: str
    title: str
    rules: tuple[RuleEntry, ...]

    @property
    def n_open(self) -> int:
        return sum(len(rule.findings) for rule in self.rules)


def write_page(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    checks: Mapping[str, RuleCheck],
    period: Period,
    folder: Path,
) -> Path:
    """Writes the page of a period from the catalogue, what the rules looked at, and the findings as recorded."""
    findings = _open_findings(connection, period)
    titles = {row["form"]: row["title"] for row in seed("forms") if row["valid_from"] <= str(period)}
    suites = [
        SuiteEntry(
            suite.suite,
            suite.title,
            tuple(_entry(rule, checks.get(rule.id), titles, findings.get(rule.id, ())) for rule in suite.rules),
        )
        for suite in catalogue.suites
    ]
    shape = SuiteEntry(
        "bentuk",
        "Bentuk berkas, lembar, baris, dan sel",
        tuple(_shape_entry(name, words, findings.get(name, ())) for name, words in messages().items()),
    )
    lost = catalogue.when_lost
    page = (
        environment(TEMPLATES / "html")
        .get_template("aturan.html.j2")
        .render(
            month=nama_periode(period),
            period=str(period),
            suites=suites,
            shape=shape,
            lost=[in_general_of(lost.sentence, name) for name in catalogue.lost] if lost else [],
            severities=[(severity, SEVERITY_WORDS[severity]) for severity in SEVERITIES],
            words=SEVERITY_WORDS,
            tally=_tally(connection, period),
            docs=f"{DOCS}/index.html",
            style=Markup((TEMPLATES / "html" / "lapkin.css").read_text(encoding="utf-8")),
        )
    )
    folder.mkdir(parents=True, exist_ok=True)
    return put(folder / PAGE, page)


def in_general_of(sentence: str, suite: str) -> str:
    """What is told of a lost suite."""
    return sentence.strip().format(suite=suite)


def _entry(
    rule: Rule, check: RuleCheck | None, titles: Mapping[str, str], findings: Sequence[OpenFinding]
) -> RuleEntry:
    return RuleEntry(
        rule_id=rule.id,
        severity=rule.severity,
        sentences=(in_general(rule.sentence),),
        reason=rule.reason,
        owner=None if rule.owner == FORM_OWNER else rule.owner,
        valid_from=nama_periode(rule.valid_from),
        check=check,
        forms=tuple(titles.get(form, form) for form in check.forms) if check else (),
        findings=tuple(findings),
    )


def _shape_entry(rule_id: str, words: Mapping[str, Any], findings: Sequence[OpenFinding]) -> RuleEntry:
    told = words["sentences"].values() if "sentences" in words else [words["sentence"]]
    return RuleEntry(rule_id, words["severity"], tuple(map(in_general, told)), "", None, "", None, (), tuple(findings))


def _open_findings(connection: duckdb.DuckDBPyConnection, period: Period) -> dict[str, list[OpenFinding]]:
    """By rule, units in order; a unit whose forms were accepted has a report."""
    rows = connection.execute(
        "select rule_id, finding_id, unit_code, sheet, cell, message, unit_code in "
        "(select unit_code from raw.form_versions where period = $period and verdict = 'accepted') "
        "from raw.findings where period = $period and status = 'open' "
        "order by rule_id, unit_code, file_name, sheet, cell, finding_id",
        {"period": str(period)},
    ).fetchall()
    found: dict[str, list[OpenFinding]] = {}
    for rule_id, finding_id, unit, sheet, cell, message, has_report in rows:
        report = f"../../reports/{unit}/{period}/lapkin.html#temuan-{finding_id}" if has_report else None
        found.setdefault(rule_id, []).append(OpenFinding(finding_id, unit, sheet or "", cell or "", message, report))
    return found


def _tally(connection: duckdb.DuckDBPyConnection, period: Period) -> dict[str, int]:
    rows = connection.execute(
        "select severity, count(*) from raw.findings where period = ? and status = 'open' group by 1", [str(period)]
    ).fetchall()
    counted = {severity: int(number) for severity, number in rows}
    return {severity: counted.get(severity, 0) for severity in SEVERITIES}
