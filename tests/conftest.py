"""Fixtures that more than one folder of tests uses."""

from __future__ import annotations

import pytest

from flows.ingest.submission import Submission, read_submission
from tests.workbooks import EXAMPLE, SEPTEMBER, shipped


@pytest.fixture(scope="session")
def september() -> Submission:
    """The real workbook, read once. Nothing changes it."""
    return read_submission(EXAMPLE, EXAMPLE.name, shipped(), SEPTEMBER, None)
