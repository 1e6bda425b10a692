"""Great Expectations' own pages (Data Docs) on a period: one a suite, with every rule and what it found broken.

The engine validates rules that expect the same of different rows as one expectation (see `run.py`); here each rule gets
the part of that result that its own rows make, so that its page says what the findings say. The pages need no network,
and nothing of them depends on the clock or on chance: the same input gives the same bytes.

This module loads the engine, which takes seconds: import it where it is used.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flows.checks.engine import gx

# isort: split
from great_expectations import ExpectationSuite
from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.data_context import EphemeralDataContext
from great_expectations.data_context.types.resource_identifiers import (
    ExpectationSuiteIdentifier,
    ValidationResultIdentifier,
)
from great_expectations.expectations.expectation import Expectation
from great_expectations.render.view import DefaultJinjaPageView
from jinja2 import ChoiceLoader, FileSystemLoader

from flows.checks.catalogue import Catalogue, Rule, Suite
from flows.checks.run import RuleCheck, ephemeral_context, expectation_of
from flows.checks.wording import in_general
from flows.placing import put_folder
from flows.settings import TEMPLATES

_SITE = "data_docs"
_VIEWS = TEMPLATES / "data_docs"


class SuitePage(DefaultJinjaPageView):  # type: ignore[misc]  # the engine's views are untyped
    """The engine's page of a suite in the house's dress, whose elements are numbered instead of drawn by lot."""

    def __init__(self, words: dict[str, Any], depth: int = 0, **directories: Any) -> None:
        super().__init__(**directories)
        assert self.env.loader is not None
        self.env.loader = ChoiceLoader([FileSystemLoader(_VIEWS), self.env.loader])
        self.env.globals.update(words, up="../" * depth)
        self._numbers: dict[str, int] = {}

    def render(self, document: Any, template: str | None = None, **words: Any) -> str:
        self._numbers.clear()
        page: str = super().render(document, template, page_words=_words_of(document), **words)
        return page

    def generate_html_element_uuid(self, prefix: str | None = None) -> str:
        number = self._numbers[prefix or ""] = self._numbers.get(prefix or "", 0) + 1
        return f"{prefix or ''}{number}"


class SuiteIndex(SuitePage):
    """The way to all of them."""

    _template = "index_page.j2"


def build_docs(catalogue: Catalogue, checks: Mapping[str, RuleCheck], period: str, folder: Path) -> Path:
    """Writes the pages of all suites with rules in force; they replace the folder as a whole. Returns their index."""
    suites = [
        suite.model_copy(update={"rules": rules})
        for suite in catalogue.suites
        if (rules := tuple(rule for rule in suite.rules if rule.id in checks))
    ]
    year, month = (int(part) for part in period.split("-"))
    run = RunIdentifier(run_name=period, run_time=dt.datetime(year, month, 1, tzinfo=dt.UTC))
    context = ephemeral_context()
    for suite in suites:
        _store(context, suite, checks, run)

    def fill(site: Path) -> None:
        _build(context, site, _words(suites, checks, run))
        # the engine's fonts and pictures, megabytes that no page uses
        shutil.rmtree(site / "static", ignore_errors=True)

    put_folder(folder, fill)
    return folder / "index.html"


def _words(suites: list[Suite], checks: Mapping[str, RuleCheck], run: RunIdentifier) -> dict[str, Any]:
    return {
        "period": run.run_name,
        "run": "/".join(run.to_tuple()),
        "titles": {suite.suite: suite.title for suite in suites},
        "tallies": {
            suite.suite: {"rules": len(suite.rules), "broken": sum(1 for rule in suite.rules if checks[rule.id].broken)}
            for suite in suites
        },
    }


def _build(context: EphemeralDataContext, site: Path, words: dict[str, Any]) -> None:
    for name in list(context.variables.data_docs_sites or {}):
        context.delete_data_docs_site(name)

    def dressed(kind: str, depth: int) -> dict[str, Any]:
        return {"view": {"module_name": __name__, "class_name": kind, "words": words, "depth": depth}}

    context.add_data_docs_site(
        _SITE,
        {
            "class_name": "SiteBuilder",
            "show_how_to_buttons": False,
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder", **dressed("SuiteIndex", 0)},
            "site_section_builders": {
                "expectations": dressed("SuitePage", 1),
                "validations": dressed("SuitePage", 4),
                "profiling": "none",
            },
            "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(site)},
        },
    )
    context.build_data_docs(site_names=[_SITE])


def _store(context: EphemeralDataContext, suite: Suite, checks: Mapping[str, RuleCheck], run: RunIdentifier) -> None:
    """Gives the context a suite and its result."""
    expected = [_expectation(rule) for rule in suite.rules]
    context.suites.add(ExpectationSuite(name=suite.suite, expectations=expected))
    results = [_result(one, checks[rule.id]) for one, rule in zip(expected, suite.rules, strict=True)]
    kept = sum(1 for result in results if result.success)
    whole = ExpectationSuiteValidationResult(
        success=kept == len(results),
        results=results,
        suite_name=suite.suite,
        suite_parameters={},
        statistics={
            "evaluated_expectations": len(results),
            "successful_expectations": kept,
            "unsuccessful_expectations": len(results) - kept,
            "success_percent": 100 * kept / len(results),
        },
        meta={
            "run_id": run,
            "great_expectations_version": gx.__version__,
            "batch_kwargs": {"data_asset_name": ", ".join(sorted({rule.frame for rule in suite.rules}))},
        },
    )
    context.validation_results_store.set(
        ValidationResultIdentifier(ExpectationSuiteIdentifier(suite.suite), run, None), whole
    )


def _expectation(rule: Rule) -> Expectation:
    sentence = in_general(rule.sentence).replace("$", "$$")
    return expectation_of([rule], {}, description=f"{rule.id}: {sentence}", notes=rule.reason)


def _result(expectation: Expectation, check: RuleCheck) -> ExpectationValidationResult:
    share = 100 * check.broken / check.rows if check.rows else 0.0
    return ExpectationValidationResult(
        success=not check.broken,
        expectation_config=expectation.configuration,
        result={
            "element_count": check.rows,
            "unexpected_count": check.broken,
            "unexpected_percent": share,
            "unexpected_percent_total": share,
            "unexpected_percent_nonmissing": share,
            "missing_count": 0,
            "missing_percent": 0.0,
            "partial_unexpected_list": [],
        },
        meta={},
        exception_info={"raised_exception": False, "exception_traceback": None, "exception_message": None},
    )


def _words_of(document: Any) -> list[str]:
    """What the engine calls a page, by its parts; one of them is the suite."""
    return str(getattr(document, "page_title", "") or "").split(" / ")
