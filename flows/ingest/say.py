"""What is found in a workbook, said to its unit: a problem becomes a finding with an Indonesian sentence."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from flows.findings import Finding
from flows.ingest.forms import Form
from flows.ingest.recognise import WorkbookReading
from flows.ingest.rows import FormReading, Problem
from flows.ingest.units import Unit
from flows.ingest.yml import read_yaml
from flows.period import Period
from flows.reference.seeds import numbers_in, owner_of
from flows.wording import nama_periode, rangkai

_LONGEST = 200  # a cell may hold 32,767 letters; people need enough of it to find it
_NOT_A_FORM = ("sheet-unknown", "sheet-twice")


@cache
def messages() -> dict[str, Any]:
    """What the reader says: severity and sentence of every rule (`messages.yml`)."""
    content: dict[str, Any] = read_yaml(Path(__file__).with_name("messages.yml"))
    return content


def findings_of(file_name: str, reading: WorkbookReading, forms: dict[str, Form], period: Period) -> Iterator[Finding]:
    """Everything wrong with a workbook, the file first, then its sheets, then its forms cell by cell.

    Args:
        forms: the forms in force, by id.
        period: the run's, for a file that says none.
    """
    unit, month = reading.unit, reading.period or period
    for problem in reading.file_problems:
        yield file_finding(file_name, unit, month, problem)
    for sheet, problem in reading.sheet_problems:
        yield _finding(file_name, unit, month, problem, sheet, forms.get(problem.column))
    for reading_of_form in reading.forms:
        for problem in reading_of_form.problems:
            yield _finding(file_name, unit, month, problem, reading_of_form.sheet, reading_of_form.form)


def file_finding(file_name: str, unit: Unit | None, period: Period, problem: Problem, detail: str = "") -> Finding:
    """A finding on a whole file."""
    message = messages()[problem.rule]
    sentence = message["sentences"][problem.value] if "sentences" in message else message["sentence"]
    words = {
        "file_name": file_name,
        "value": problem.value or "",
        "expected": problem.expected or "",
        "detail": detail,
        "named": "",
        **problem.words,
    }
    return Finding(
        unit_code=unit.code if unit else "",
        period=str(period),
        rule_id=problem.rule,
        severity=message["severity"],
        owner_group=_whole_file_owner(period),
        message=sentence.format(**words),
        file_name=file_name,
        value=problem.value,
        expected=problem.expected,
        row_key=file_name,
        column_name=problem.column,
    )


def _finding(
    file_name: str, unit: Unit | None, period: Period, problem: Problem, sheet: str, form: Form | None
) -> Finding:
    message = messages()[problem.rule]
    numbers = numbers_in(str(period))
    feeds = [numbers.get(number, number) for number in form.feeds] if form else []
    iku_no = numbers.get(problem.iku_no or 0, problem.iku_no)
    near = problem.words.get("near")
    value = _short(problem.value)
    words = {
        "file_name": file_name,
        "sheet": sheet,
        "cell": problem.cell,
        "value": value or "",
        "expected": problem.expected or "",
        "title": form.title if form else sheet,
        "office": unit.name if unit else "kantor ini",
        "period": nama_periode(period),
        "iku": rangkai([iku_no] if iku_no else feeds),
        **problem.words,
        "nearest": f" (mungkin maksudnya '{near}')" if near else "",
    }
    sentence = "sentence_with_value" if value and "sentence_with_value" in message else "sentence"
    if form and not form.number_types and "sentence_of_words" in message:
        sentence = "sentence_of_words"
    severity = problem.severity or message["severity"]
    only_indicator = feeds[0] if len(feeds) == 1 and severity != "warn" else None
    return Finding(
        unit_code=unit.code if unit else "",
        period=str(period),
        rule_id=problem.rule,
        severity=severity,
        owner_group=owner_of(form.form, str(period)) if form else _whole_file_owner(period),
        message=message[sentence].format(**words),
        form=form.form if form and problem.rule not in _NOT_A_FORM else "",
        iku_no=iku_no or only_indicator,
        file_name=file_name,
        sheet=sheet,
        cell=problem.cell,
        value=value,
        expected=problem.expected,
        row_key=problem.row_key or ("" if form else sheet),
        column_name=problem.column,
    )


def refused_forms(findings: list[Finding]) -> dict[str, str]:
    """Forms that do not enter, each with the sheet that the first of its rejects names."""
    refused: dict[str, str] = {}
    for finding in findings:
        if finding.severity == "reject" and finding.form:
            refused.setdefault(finding.form, finding.sheet)
    return refused


def verdict(findings: list[Finding], forms: list[FormReading]) -> str:
    """`refused` when nothing of a file enters, `partly` when some forms do not, else `accepted`."""
    if any(finding.severity == "reject" and not finding.form for finding in findings):
        return "refused"
    refused = refused_forms(findings)
    if refused and all(form.form.form in refused for form in forms):
        return "refused"
    return "partly" if refused else "accepted"


def _short(text: str | None) -> str | None:
    return text if text is None or len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _whole_file_owner(period: Period) -> str:
    """The group that sends the workbook: the one that fills the matrix of all results."""
    return owner_of("matriks_capaian", str(period))
