"""The suites in a process beside the run's own: Great Expectations takes seconds to load while the models are built."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path

from flows.checks.catalogue import Catalogue
from flows.checks.run import Examination, RuleCheck, examine_period
from flows.running.aside import Aside
from flows.settings import Home
from flows.warehouse.store import connect

_ENGINE = Aside("flows.checks.engine", "flows.checks.docs", "great_expectations.expectations")


def begin(_: Home) -> None:
    """Has the engine loaded meanwhile."""
    _ENGINE.begin()


def examine(home: Home, period: str, catalogue: Catalogue) -> Examination:
    """A period held against the catalogue; nobody else may hold the warehouse meanwhile."""
    return _ENGINE.do(_examine, home.warehouse, period, catalogue).result()


def build_docs(catalogue: Catalogue, checks: Mapping[str, RuleCheck], period: str, folder: Path) -> Future[None]:
    """The engine's own pages of what was looked at, being made: nobody need wait who does not look at them."""
    return _ENGINE.do(_build_docs, catalogue, checks, period, folder)


def _examine(warehouse: Path, period: str, catalogue: Catalogue) -> Examination:
    with connect(warehouse, read_only=True) as connection:
        return examine_period(connection, period, catalogue)


def _build_docs(catalogue: Catalogue, checks: Mapping[str, RuleCheck], period: str, folder: Path) -> None:
    from flows.checks.docs import build_docs as build

    build(catalogue, checks, period, folder)
