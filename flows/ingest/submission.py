"""One file of the inbox, read and judged by itself; whatever is wrong with it becomes findings, never an
exception.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from flows.findings import Finding
from flows.ingest.archive import content_hash
from flows.ingest.forms import forms_for
from flows.ingest.identity import unit_and_period_in_name
from flows.ingest.recognise import read_workbook
from flows.ingest.rows import FormReading, Problem
from flows.ingest.say import file_finding, findings_of, refused_forms, verdict
from flows.ingest.units import Offices, Unit
from flows.ingest.workbook import SHIPPED_LIMITS, Unreadable, open_workbook
from flows.period import Period
from flows.reference.targets import Reference
from flows.settings_file import Limits


@dataclass
class Submission:
    """A file: whose and which month it is, its forms, what was found. Not to be changed once it is judged."""

    submission_id: str
    file_name: str
    modified_at: str = ""
    unit: Unit | None = None
    period: Period | None = None
    leans_on_run: bool = False
    forms: list[FormReading] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @cached_property
    def refused_forms(self) -> dict[str, str]:
        """Forms that do not enter, with their sheets."""
        return refused_forms(self.findings)

    @cached_property
    def verdict(self) -> str:
        """`refused` when nothing of it enters, `partly` when some forms do not, else `accepted`."""
        return verdict(self.findings, self.forms)

    @property
    def accepted_forms(self) -> set[str]:
        """Forms that enter."""
        if self.verdict == "refused":
            return set()
        return {form.form.form for form in self.forms} - self.refused_forms.keys()

    @property
    def is_of_unknown_office(self) -> bool:
        """Whether the file names an office that no targets are known for, or none at all."""
        return any(finding.rule_id == "unit-unknown" for finding in self.findings)


def read_submission(
    path: Path,
    file_name: str,
    reference: Reference,
    period: Period,
    unit_code: str | None,
    submission_id: str | None = None,
    limits: Limits = SHIPPED_LIMITS,
) -> Submission:
    """Reads one file.

    Args:
        file_name: the name that people know it by, relative to the inbox.
        reference: the offices known.
        period: the run's; a file says its own, and is read as the run's where it says none.
        unit_code: the run's office, likewise.
        submission_id: the content's hash where it is known already.
        limits: how much the file may hold.

    Whatever is wrong with the file becomes findings; nothing is raised for it.
    """
    submission = Submission(submission_id or content_hash(path.read_bytes()), file_name)
    forms = forms_for(str(period))
    try:
        book = open_workbook(path, file_name, limits)
        reading = read_workbook(book, file_name, forms, Offices.of(reference.units), period, unit_code)
    except Exception as error:
        # A fault of the reader itself refuses this file too: no file may end the run for the others.
        return refused(submission, _reason(error), reference, period, unit_code)
    submission.modified_at = book.modified_at
    submission.unit, submission.period, submission.forms = reading.unit, reading.period, reading.forms
    submission.leans_on_run = reading.leans_on_run
    submission.findings = list(findings_of(file_name, reading, forms, period))
    return submission


def _reason(error: Exception) -> Unreadable:
    if isinstance(error, Unreadable):
        return error
    if isinstance(error, MemoryError):
        return Unreadable("too_large")
    logging.getLogger(__name__).info("the reader failed", exc_info=error)
    return Unreadable("broken", type(error).__name__)


def refused(
    submission: Submission, problem: Unreadable, reference: Reference, period: Period, unit_code: str | None
) -> Submission:
    """A file of which nothing could be read: its name tells whose it is and for which month, else the run."""
    unit, month = unit_and_period_in_name(submission.file_name, Offices.of(reference.units))
    run_unit = next((known for known in reference.units if known.code == unit_code), None)
    submission.unit, submission.period = unit or run_unit, month
    fault = Problem("file-unreadable", value=problem.reason)
    submission.findings = [file_finding(submission.file_name, submission.unit, month or period, fault, problem.detail)]
    return submission
