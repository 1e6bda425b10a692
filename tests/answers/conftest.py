"""Homes to answer in: copies of those that real runs left."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from flows.settings import Home
from tests.flows.conftest import Corrected, Month, corrected, golden

__all__ = ["corrected", "golden"]


@pytest.fixture
def first(golden: Month, tmp_path: Path) -> Home:
    """September with the case target that was wrong: four findings hold it back."""
    shutil.copytree(golden.home, tmp_path / "home")
    return Home(tmp_path / "home")


@pytest.fixture
def mended(corrected: Corrected, tmp_path: Path) -> Home:
    """September after the correction: one finding of another form is left."""
    shutil.copytree(corrected.home, tmp_path / "home")
    return Home(tmp_path / "home")
