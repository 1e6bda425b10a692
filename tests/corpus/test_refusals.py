"""Files that cannot be used are refused with a reason in Indonesian, never with an exception."""

from __future__ import annotations

import logging
from collections import Counter
from pathlib import Path

import pytest

from flows.ingest.say import messages
from flows.ingest.submission import read_submission
from tests.corpus.refusals import REFUSALS
from tests.workbooks import SEPTEMBER


@pytest.mark.parametrize("case", REFUSALS)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, case: str, caplog: pytest.LogCaptureFixture) -> None:
    refusal = REFUSALS[case]
    path = tmp_path / refusal.name
    path.write_bytes(refusal.make())
    with caplog.at_level(logging.INFO):
        submission = read_submission(path, refusal.name, refusal.reference(), SEPTEMBER, None, limits=refusal.limits)
    assert (submission.verdict, submission.accepted_forms) == ("refused", set())
    (found,) = [finding for finding in submission.findings if finding.severity == "reject"]
    assert (found.rule_id, found.value or "") == (refusal.rule, refusal.reason)
    assert refusal.says in found.message
    assert "{" not in found.message
    assert refusal.rule == "input-missing" or refusal.name in found.message
    assert not [record for record in caplog.records if record.exc_info], "the reader itself failed"


def test_the_corpus_of_refusals_is_wide() -> None:
    assert len(REFUSALS) >= 45
    assert set(Counter(refusal.rule for refusal in REFUSALS.values())) == {
        "file-unreadable",
        "no-form",
        "unit-unknown",
        "unit-mixed",
        "period-unclear",
        "input-missing",
    }


def test_every_reason_for_refusing_has_its_case() -> None:
    reasons = {refusal.reason for refusal in REFUSALS.values() if refusal.rule == "file-unreadable"}
    met_elsewhere = {"too_slow", "no_access"}  # of the reader's processes, and of files that nobody may read
    assert reasons | met_elsewhere == set(messages()["file-unreadable"]["sentences"])
