"""The catalogue of rules: `expectations/*.yml`, one suite a concern, read into strict models.

A rule says what is expected of one frame (a dbt model `chk_*`), how grave a breach is, whose it is and what a
person is told. Unknown keys, doubled ids and suites that the index does not name are errors: a rule that was
mistyped must never look like a rule that passed. A suite that the index names and whose file is not there is a finding.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from flows.findings import Severity
from flows.ingest.yml import read_yaml
from flows.reference.seeds import seed
from flows.settings import EXPECTATIONS

INDEX = "index.yml"
FORM_OWNER = "form"

Scalar = bool | int | float | str
Filter = dict[str, Scalar | list[Scalar]]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
RuleId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]

# Arguments of expectations that name columns of the frame.
COLUMN_ARGUMENTS = ("column", "column_A", "column_B", "column_list", "column_set")


class CatalogueError(Exception):
    """The catalogue itself is wrong: nothing can be said about any submission with it."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def placeholders(text: str) -> set[str]:
    """The frame columns that a sentence names."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


class Clause(_Strict):
    """A further sentence, told only for rows that answer the filter."""

    where: Filter = Field(min_length=1)
    sentence: str = Field(min_length=1)


class Rule(_Strict):
    """One expectation on one frame, and what a person is told when a row breaks it."""

    id: RuleId
    frame: Identifier
    expectation: Annotated[str, Field(pattern=r"^Expect[A-Za-z]+$")]
    kwargs: dict[str, object]
    where: Filter = Field(default_factory=dict)
    severity: Severity
    owner: str = Field(min_length=1)
    decimals: int | None = Field(default=None, ge=0, le=6)
    # Where the fault may lie, of the cells that are told: in any of them, in the first, which the others explain, or in
    # one of so many that nothing follows from it.
    fault_in: Literal["every_cell", "first_cell", "unknown"] = "every_cell"
    sentence: str = Field(min_length=1)
    clauses: tuple[Clause, ...] = ()
    action: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    valid_from: Month

    @field_validator("kwargs")
    @classmethod
    def _engine_keys_are_ours(cls, kwargs: dict[str, object]) -> dict[str, object]:
        ours = {"meta", "severity", "row_condition", "condition_parser", "mostly"} & kwargs.keys()
        if ours:
            raise ValueError(f"set by the engine, not by a rule: {sorted(ours)}")
        return kwargs

    def faults(self, cells: str) -> str:
        """Those of the cells told that may be wrong."""
        return {"every_cell": cells, "first_cell": cells.split(", ")[0], "unknown": ""}[self.fault_in]

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.sentence, *(clause.sentence for clause in self.clauses), self.action)

    @property
    def compared(self) -> set[str]:
        """The frame columns that the expectation and its filter look at."""
        needed = set(self.where)
        for argument in COLUMN_ARGUMENTS:
            value = self.kwargs.get(argument)
            if isinstance(value, str):
                needed.add(value)
            elif isinstance(value, Iterable):
                needed.update(str(name) for name in value)
        return needed

    @property
    def columns(self) -> set[str]:
        """Every frame column the rule needs, so that its absence is an error even when no row is there."""
        needed = self.compared
        for clause in self.clauses:
            needed |= set(clause.where)
        for text in self.texts:
            needed |= placeholders(text)
        return needed


class Suite(_Strict):
    """The rules of one concern."""

    suite: Identifier
    title: str = Field(min_length=1)
    # Its rules look into the books of several offices, so what they find cannot be found again in those of one.
    between_offices: bool = False
    rules: tuple[Rule, ...] = Field(min_length=1)


class WhenLost(_Strict):
    """What is told when the file of a suite is not there and its rules were not run; `{suite}` is its name."""

    id: RuleId
    severity: Severity
    owner: str = Field(min_length=1)
    sentence: str = Field(min_length=1)
    action: str = Field(min_length=1)
    reason: str = Field(min_length=1)


class Catalogue(_Strict):
    """The suites that are there, and the names of those that should be."""

    suites: tuple[Suite, ...]
    lost: tuple[Identifier, ...] = ()
    when_lost: WhenLost | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Catalogue:
        if not self.suites and not self.lost:
            raise ValueError("no suites")
        if self.lost and self.when_lost is None:
            raise ValueError("suites are lost, and nothing says what to tell")
        return self

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Catalogue:
        seen: set[str] = set()
        for suite in self.suites:
            for rule in suite.rules:
                if rule.id in seen:
                    raise ValueError(f"rule id used twice: {rule.id}")
                seen.add(rule.id)
        return self

    def rules(self, period: str) -> list[Rule]:
        """The rules in force in a period, in the order of the files."""
        return [rule for suite in self.suites for rule in suite.rules if rule.valid_from <= period]

    @property
    def between_offices(self) -> frozenset[str]:
        """The rules that hold the books of several offices against each other."""
        return frozenset(rule.id for suite in self.suites if suite.between_offices for rule in suite.rules)

    def by_frame(self, period: str) -> Mapping[str, list[Rule]]:
        frames: dict[str, list[Rule]] = {}
        for rule in self.rules(period):
            frames.setdefault(rule.frame, []).append(rule)
        return frames


class _Index(_Strict):
    when_lost: WhenLost
    suites: tuple[Identifier, ...] = Field(min_length=1)


def _read(path: Path) -> object:
    try:
        content: object = read_yaml(path)
        return content
    except (OSError, yaml.YAMLError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error


def load_catalogue(folder: Path = EXPECTATIONS) -> Catalogue:
    """All suites of a folder; the index names them, so that a lost file is noticed and told."""
    try:
        index = _Index.model_validate(_read(folder / INDEX))
        found = {path.stem for path in folder.glob("*.yml")} - {Path(INDEX).stem}
        unknown = sorted(found - set(index.suites))
        if unknown:
            raise CatalogueError(f"suites not in {INDEX}: {unknown}")
        suites = []
        for name in index.suites:
            if name not in found:
                continue
            suite = Suite.model_validate(_read(folder / f"{name}.yml"))
            if suite.suite != name:
                raise CatalogueError(f"{name}.yml: suite is called {suite.suite}")
            suites.append(suite)
        lost = tuple(name for name in index.suites if name not in found)
        return Catalogue(suites=tuple(suites), lost=lost, when_lost=index.when_lost)
    except ValidationError as error:
        raise CatalogueError(str(error)) from error


@cache
def owner_groups() -> frozenset[str]:
    """Every group that a finding may belong to: those that fill a form, and those that a rule names.

    Empty when rules are lost or unreadable: who owns them cannot be known then.
    """
    try:
        catalogue = load_catalogue()
    except CatalogueError:
        return frozenset()
    if catalogue.lost or catalogue.when_lost is None:
        return frozenset()
    named = {rule.owner for suite in catalogue.suites for rule in suite.rules} - {FORM_OWNER}
    return frozenset(named | {catalogue.when_lost.owner} | {row["owner_group"] for row in seed("forms")})
