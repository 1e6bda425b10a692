"""Fixtures that more than one folder of tests uses."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.ingest.submission import Submission, read_submission
from tests.workbooks import EXAMPLE, SEPTEMBER, shipped

# Months of the command line that many files look at, made once for all of them (`tests/flows/conftest.py`).
SHARED_MONTHS = ("golden", "corrected", "mended")


@pytest.hookimpl(trylast=True)  # of what is left to run
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files take turns at first: one that has a shared month made, one that needs none, so that nobody waits for it."""
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    needs = {
        path: {name for item in listed for name in SHARED_MONTHS if name in getattr(item, "fixturenames", ())}
        for path, listed in files.items()
    }
    makers: list[Path] = []
    for place, month in enumerate(SHARED_MONTHS):
        later = set(SHARED_MONTHS[place + 1 :])
        able = [path for path, named in needs.items() if month in named and not named & later and path not in makers]
        makers += sorted(able, key=lambda path: (len(files[path]), path))[:1]
    others = [path for path, named in needs.items() if not named]
    rest = [path for path in files if needs[path] and path not in makers]
    turns = [path for both in zip(makers, others, strict=False) for path in both]
    order = [*turns, *makers[len(others) :], *others[len(makers) :], *rest]
    items[:] = [item for path in order for item in files[path]]


@pytest.fixture(scope="session")
def september() -> Submission:
    """The real workbook, read once. Nothing changes it."""
    return read_submission(EXAMPLE, EXAMPLE.name, shipped(), SEPTEMBER, None)
