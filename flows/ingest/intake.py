"""The step from an inbox to raw tables: every file judged by itself, all that was accepted landed in one transaction."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from flows.findings import Finding, Severity
from flows.ingest.archive import content_hash, keep
from flows.ingest.forms import Form, forms_for
from flows.ingest.read_form import FormReading, Problem, Row
from flows.ingest.recognise import WorkbookReading, read_workbook, unit_and_period_in_name
from flows.ingest.units import Unit
from flows.ingest.workbook import Unreadable, open_workbook
from flows.period import Period
from flows.reference.targets import Reference
from flows.warehouse.store import TABLES, form_columns, insert, replace

if TYPE_CHECKING:
    import duckdb


@dataclass(slots=True)
class Submission:
    """One file of the inbox, read: whose and which month it is, its forms, what was found, and the verdict."""

    submission_id: str
    file_name: str
    modified_at: str = ""
    unit: Unit | None = None
    period: Period | None = None
    forms: list[FormReading] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    content: bytes = b""

    @property
    def refused_forms(self) -> set[str]:
        return {finding.form for finding in self.findings if finding.severity == "reject" and finding.form}

    @property
    def verdict(self) -> str:
        """`refused` when nothing of it enters, `partly` when some forms do not, else `accepted`."""
        if any(finding.severity == "reject" and not finding.form for finding in self.findings):
            return "refused"
        refused = self.refused_forms
        if refused and all(form.form.form in refused for form in self.forms):
            return "refused"
        return "partly" if refused else "accepted"


@dataclass(slots=True)
class Intake:
    """What a run of ingest did, for people: files taken in, files known already, files that wait for another month."""

    taken: list[Submission] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    waiting: list[tuple[str, Period]] = field(default_factory=list)
    units: list[str] = field(default_factory=list)


@cache
def messages() -> dict[str, Any]:
    """What the reader says: severity and sentence of every rule (`messages.yml`)."""
    content: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("messages.yml").read_text("utf-8"))
    return content


_MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()


def month_name(period: Period) -> str:
    """`September 2022`."""
    return f"{_MONTHS[period.month - 1]} {period.year}"


def files_in(inbox: Path) -> Iterator[Path]:
    """Files of an inbox at any depth in a fixed order; hidden files, Excel's lock files and links are no submissions."""
    for folder, folders, names in os.walk(inbox, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder) / name
            if not name.startswith((".", "~$")) and not path.is_symlink() and path.is_file():
                yield path


def read_submission(path: Path, file_name: str, reference: Reference, period: Period, unit_code: str | None) -> Submission:
    """Reads one file; whatever is wrong with it becomes findings, never an exception."""
    content = path.read_bytes()
    submission = Submission(content_hash(content), file_name, content=content)
    forms = forms_for(str(period))
    try:
        book = open_workbook(path)
    except Unreadable as problem:
        submission.unit, submission.period = unit_and_period_in_name(file_name, reference.units)
        submission.findings = [_file_finding(submission, period, Problem("file-unreadable", value=problem.reason), problem.detail)]
        return submission
    submission.modified_at = book.modified_at
    reading = read_workbook(book, file_name, forms, reference.units, period, unit_code)
    submission.unit, submission.period, submission.forms = reading.unit, reading.period, reading.forms
    submission.findings = list(_findings(submission, reading, forms, period))
    return submission


def _findings(submission: Submission, reading: WorkbookReading, forms: dict[str, Form], period: Period) -> Iterator[Finding]:
    for problem in reading.file_problems:
        yield _file_finding(submission, period, problem)
    for sheet, problem in reading.sheet_problems:
        yield _finding(submission, period, problem, sheet, forms.get(problem.column))
    for form in reading.forms:
        for problem in form.problems:
            yield _finding(submission, period, problem, form.sheet, form.form)


def _file_finding(submission: Submission, period: Period, problem: Problem, detail: str = "") -> Finding:
    message = messages()[problem.rule]
    sentence = message["sentences"][problem.value] if "sentences" in message else message["sentence"]
    words = {"file_name": submission.file_name, "value": problem.value or "", "detail": detail, "named": "", **problem.words}
    return Finding(
        unit_code=submission.unit.code if submission.unit else "",
        period=str(submission.period or period),
        rule_id=problem.rule,
        severity=message["severity"],
        owner_group="Tata Usaha",
        message=sentence.format(**words),
        file_name=submission.file_name,
        value=problem.value,
        row_key=submission.file_name,
    )


def _finding(submission: Submission, period: Period, problem: Problem, sheet: str, form: Form | None) -> Finding:
    message = messages()[problem.rule]
    near = problem.words.get("near")
    words = {
        "file_name": submission.file_name,
        "sheet": sheet,
        "cell": problem.cell,
        "value": problem.value or "",
        "expected": problem.expected or "",
        "title": form.title if form else sheet,
        "office": submission.unit.name if submission.unit else "kantor ini",
        "period": month_name(submission.period or period),
        "iku": _listed(form.feeds) if form else "",
        **problem.words,
        "nearest": f" (mungkin maksudnya '{near}')" if near else "",
    }
    severity: Severity = problem.severity or message["severity"]  # type: ignore[assignment]
    return Finding(
        unit_code=submission.unit.code if submission.unit else "",
        period=str(submission.period or period),
        rule_id=problem.rule,
        severity=severity,
        owner_group=form.owner_group if form else "Tata Usaha",
        message=message["sentence"].format(**words),
        form=form.form if form and problem.rule not in ("sheet-unknown", "sheet-twice") else "",
        iku_no=problem.iku_no or (form.feeds[0] if form and len(form.feeds) == 1 and severity != "warn" else None),
        file_name=submission.file_name,
        sheet=sheet,
        cell=problem.cell,
        value=problem.value,
        expected=problem.expected,
        row_key=problem.row_key or (sheet if not form else ""),
        column_name=problem.column,
    )


def _listed(numbers: tuple[int, ...]) -> str:
    words = [str(number) for number in numbers]
    return " dan ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def ingest(
    connection: duckdb.DuckDBPyConnection,
    reference: Reference,
    inbox: Path,
    archive: Path,
    period: Period,
    unit_code: str | None,
    received_at: str,
) -> Intake:
    """Takes in the inbox for one period: the archive first, then all rows in one transaction.

    A content that was accepted before changes nothing. A refused file is judged again, since the targets of its
    office may have come meanwhile. Files of another period wait for their own run.

    Args:
        received_at: ISO time that the submission log keeps for files not seen before.
    """
    intake = Intake(units=[unit.code for unit in reference.units])
    logged = {
        row[0]: (row[1], row[2], row[3])
        for row in connection.execute("select submission_id, period, verdict, received_at from raw.submissions").fetchall()
    }
    taken: dict[str, Submission] = {}
    for path in files_in(inbox) if inbox.is_dir() else ():
        file_name = path.relative_to(inbox).as_posix()
        identity = content_hash(path.read_bytes())
        if identity in logged and logged[identity][1] != "refused":
            if logged[identity][0] == str(period):
                intake.known.append(file_name)
            else:
                intake.waiting.append((file_name, Period.parse(logged[identity][0])))
            continue
        if identity in taken:
            continue
        submission = read_submission(path, file_name, reference, period, unit_code)
        if submission.period is not None and submission.period != period and not _refused_whole(submission, "unit"):
            intake.waiting.append((file_name, submission.period))
            continue
        if unit_code is not None and submission.unit is not None and submission.unit.code != unit_code:
            continue
        taken[identity] = submission
    intake.taken = list(taken.values())
    for submission in intake.taken:
        keep(archive, submission.content)
    connection.execute("begin")
    try:
        for table, rows in reference.rows.items():
            replace(connection, table, rows)
        _forget_gone(connection, set(taken), period, unit_code)
        for submission in intake.taken:
            _land(connection, submission, period, logged.get(submission.submission_id, ("", "", received_at))[2])
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return intake


def _refused_whole(submission: Submission, reason: str) -> bool:
    return any(finding.rule_id.startswith(reason) for finding in submission.findings)


def _forget_gone(connection: duckdb.DuckDBPyConnection, present: set[str], period: Period, unit_code: str | None) -> None:
    """A refused file whose office nobody knows is told as long as it lies in the inbox, no longer."""
    if unit_code is None:
        connection.execute(
            "delete from raw.reader_findings where unit_code = '' and period = ? and not list_contains(?::varchar[], submission_id)",
            [str(period), sorted(present)],
        )


def _land(connection: duckdb.DuckDBPyConnection, submission: Submission, period: Period, received_at: str) -> None:
    identity = submission.submission_id
    unit_code = submission.unit.code if submission.unit else ""
    month = str(submission.period or period)
    verdict = submission.verdict
    for table in ("submissions", "form_versions", "reader_findings", "total_parts"):
        connection.execute(f"delete from raw.{table} where submission_id = ?", [identity])
    insert(
        connection,
        "submissions",
        TABLES["submissions"],
        [
            (
                identity,
                submission.file_name,
                unit_code,
                month,
                received_at,
                submission.modified_at,
                ",".join(form.form.form for form in submission.forms),
                verdict,
                len(submission.findings),
            )
        ],
    )
    refused = submission.refused_forms
    versions = [
        (
            identity,
            unit_code,
            month,
            form.form.form,
            form.sheet,
            submission.file_name,
            received_at,
            submission.modified_at,
            "refused" if verdict == "refused" or form.form.form in refused else "accepted",
        )
        for form in submission.forms
    ]
    insert(connection, "form_versions", TABLES["form_versions"], versions)
    insert(connection, "reader_findings", TABLES["reader_findings"], [_finding_row(identity, finding) for finding in submission.findings])
    for form, version in zip(submission.forms, versions, strict=True):
        if version[-1] == "accepted":
            columns = form_columns(form.form)
            connection.execute(f"delete from raw.form_{form.form.form} where submission_id = ?", [identity])
            rows = [_form_row(columns, identity, unit_code, month, form, row) for row in form.rows]
            insert(connection, f"form_{form.form.form}", columns, rows)
            parts = [(identity, form.form.form, total, part) for total, part in form.total_parts]
            insert(connection, "total_parts", TABLES["total_parts"], parts)


def _finding_row(identity: str, finding: Finding) -> tuple[Any, ...]:
    return (identity, *(getattr(finding, name) for name in list(TABLES["reader_findings"])[1:]))


def _form_row(columns: dict[str, str], identity: str, unit_code: str, month: str, form: FormReading, row: Row) -> list[Any]:
    filled: dict[str, Any] = {
        "submission_id": identity,
        "unit_code": unit_code,
        "period": month,
        "sheet": form.sheet,
        "row_no": row.row_no,
        "row_kind": row.kind,
        "row_key": row.row_key,
        "iku_no": row.iku_no,
    }
    for name, (key, text, cell) in row.labels.items():
        filled |= {name: key, f"{name}_text": text or None, f"{name}_cell": cell or None}
    for name, value in row.values.items():
        filled |= {name: value.number.value, f"{name}_cell": value.cell, f"{name}_state": value.number.state}
    for name, (text, cell) in row.texts.items():
        filled |= {name: text or None, f"{name}_cell": cell}
    return [filled.get(name) for name in columns]


def reader_findings_in_force(connection: duckdb.DuckDBPyConnection, period: Period) -> list[Finding]:
    """What the reader found and no later submission has settled.

    A finding on a form stands while that version is the form's newest, accepted or not; one on a whole file stands until
    the unit's next accepted submission; one on a sheet of an accepted file stands while a form of the file is in force.
    """
    columns = ", ".join(f"found.{name}" for name in list(TABLES["reader_findings"])[1:])
    rows = connection.execute(
        f"""
        with newest as (
            select submission_id, form,
                row_number() over (
                    partition by unit_code, period, form order by received_at desc, modified_at desc, file_name desc
                ) as place
            from raw.form_versions where period = $period
        ),
        settled as (
            select refused.submission_id
            from raw.submissions as refused
            join raw.submissions as later
                on later.unit_code = refused.unit_code and later.period = refused.period
                and later.verdict <> 'refused' and later.received_at > refused.received_at
            where refused.verdict = 'refused' and refused.period = $period
        )
        select {columns}
        from raw.reader_findings as found
        join raw.submissions as sent on sent.submission_id = found.submission_id
        where found.period = $period and (
            (found.form <> '' and exists (
                select 1 from newest
                where newest.submission_id = found.submission_id and newest.form = found.form and newest.place = 1
            ))
            or (found.form = '' and sent.verdict = 'refused'
                and found.submission_id not in (select submission_id from settled))
            or (found.form = '' and sent.verdict <> 'refused' and exists (
                select 1 from newest where newest.submission_id = found.submission_id and newest.place = 1
            ))
        )
        order by found.unit_code, found.rule_id, found.form, found.row_key, found.column_name, found.cell
        """,
        {"period": str(period)},
    ).fetchall()
    return [Finding(**dict(zip(list(TABLES["reader_findings"])[1:], row, strict=True))) for row in rows]
