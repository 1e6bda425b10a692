"""Runs the catalogue: frames from the warehouse, Great Expectations over them, findings out.

All units of a month pass at once; adding a unit adds rows, not runs. Every formula lies in the dbt models
`chk_*` that make the frames, so nothing is computed here. A rule that could not be evaluated raises
`CheckError`: it must never pass for a rule that was kept.
"""

from __future__ import annotations

import functools
import json
import logging
import operator
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flows.checks.catalogue import FORM_OWNER, Catalogue, Rule
from flows.checks.wording import address_key, answers, fill, is_missing, shown_in
from flows.findings import SEVERITIES, Finding

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.data_context import EphemeralDataContext
    from great_expectations.expectations.expectation import Expectation

    FrameSource = Callable[[str], pd.DataFrame]

SCHEMA = "checks"
ROW = "_row"

# What every frame brings, whatever its rules compare.
FRAME_COLUMNS = (
    "unit_code",
    "period",
    "form",
    "iku_no",
    "file_name",
    "sheet",
    "cell",
    "row_key",
    "column_name",
    "value",
    "expected",
)
GX_SEVERITY = {"reject": "critical", "block": "critical", "warn": "warning"}


class CheckError(Exception):
    """A rule could not be evaluated: a technical failure, never a finding and never a pass."""


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """What one rule looked at in a period: rows, units and forms, and how many rows it found broken."""

    rule_id: str
    rows: int = 0
    units: int = 0
    forms: tuple[str, ...] = ()
    broken: int = 0


@dataclass(frozen=True, slots=True)
class Examination:
    """A period held against the catalogue: the findings, and what each rule in force looked at."""

    findings: list[Finding]
    checks: dict[str, RuleCheck]


def run_suites(connection: duckdb.DuckDBPyConnection, period: str, catalogue: Catalogue) -> list[Finding]:
    """All findings of a period, for all units at once, in a fixed order."""
    return examine_period(connection, period, catalogue).findings


def examine_period(connection: duckdb.DuckDBPyConnection, period: str, catalogue: Catalogue) -> Examination:
    """The same, with what each rule looked at."""
    frames, owners = frames_of(connection, period), owners_of(connection, period)
    lost = _lost_suites(connection, period, catalogue)
    examined = examine(frames, owners, period, catalogue)
    return Examination([*examined.findings, *lost], examined.checks)


def evaluate(
    frames: FrameSource,
    owners: Mapping[str, str],
    period: str,
    catalogue: Catalogue,
) -> list[Finding]:
    """The findings alone."""
    return examine(frames, owners, period, catalogue).findings


def examine(
    frames: FrameSource,
    owners: Mapping[str, str],
    period: str,
    catalogue: Catalogue,
) -> Examination:
    """The rules on any source of frames; `owners` gives the group that fills a form."""
    definition: BatchDefinition[Any] | None = None
    faults: list[tuple[Rule, dict[str, Any]]] = []
    checks = {rule.id: RuleCheck(rule.id) for rule in catalogue.rules(period)}
    for name, rules in catalogue.by_frame(period).items():
        frame = frames(name)
        _demand_columns(name, frame, rules)
        if frame.empty:
            continue
        definition = definition or _batch_definition()
        frame = frame.reset_index(drop=True)
        looked_at = {rule.id: _answering(frame, rule.where) for rule in rules}
        broken = list(_broken_rows(definition, frame, rules, looked_at))
        faults.extend(broken)
        counts = Counter(rule.id for rule, _ in broken)
        checks |= {rule.id: _looked_at(rule, frame[looked_at[rule.id]], counts[rule.id]) for rule in rules}
    return Examination(_findings(faults, owners), checks)


def _answering(frame: pd.DataFrame, where: Mapping[str, Any]) -> pd.Series[bool]:
    """Which rows answer a filter of the catalogue, as `answers` says of one row."""
    import pandas as pd

    told = pd.Series(True, index=frame.index)
    for column, wanted in where.items():
        told &= frame[column].isin(wanted if isinstance(wanted, list) else [wanted])
    return told


def _looked_at(rule: Rule, rows: pd.DataFrame, broken: int) -> RuleCheck:
    forms = sorted(str(form) for form in rows["form"].dropna().unique() if form)
    return RuleCheck(rule.id, len(rows), int(rows["unit_code"].nunique()), tuple(forms), broken)


def _lost_suites(connection: duckdb.DuckDBPyConnection, period: str, catalogue: Catalogue) -> list[Finding]:
    """A suite that could not be run is told to every unit that sent something: silence must not look like a pass."""
    if not catalogue.lost or catalogue.when_lost is None:
        return []
    words = catalogue.when_lost
    units = connection.execute(
        "select distinct unit_code from raw.form_versions where period = ? and verdict = 'accepted' order by 1",
        [period],
    ).fetchall()
    return [
        Finding(
            unit_code=unit,
            period=period,
            rule_id=words.id,
            severity=words.severity,
            owner_group=words.owner,
            message=" ".join(text.strip().format(suite=suite) for text in (words.sentence, words.action)),
            value="tidak ada",
            expected="ada",
            row_key=suite,
        )
        for (unit,) in units
        for suite in catalogue.lost
    ]


def frames_of(connection: duckdb.DuckDBPyConnection, period: str) -> FrameSource:
    """The frames of a period, read from the warehouse when asked for."""

    def read(name: str) -> pd.DataFrame:
        import duckdb as engine

        try:
            return connection.execute(f'select * from {SCHEMA}."{name}" where period = ?', [period]).df()
        except engine.CatalogException as error:
            raise CheckError(f"frame {SCHEMA}.{name} is missing: {error}") from error

    return read


def owners_of(connection: duckdb.DuckDBPyConnection, period: str) -> dict[str, str]:
    """The group that fills each form in a period."""
    rows = connection.execute(
        "select form, owner_group from reference.forms where valid_from <= ? order by valid_from", [period]
    ).fetchall()
    return dict(rows)


def _demand_columns(name: str, frame: pd.DataFrame, rules: list[Rule]) -> None:
    """Also an empty frame must have the columns its rules speak of."""
    present = set(frame.columns)
    for rule in rules:
        missing = sorted((rule.columns | set(FRAME_COLUMNS)) - present)
        if missing:
            raise CheckError(f"rule {rule.id}: frame {name} has no column {', '.join(missing)}")


def ephemeral_context() -> EphemeralDataContext:
    """A context of the engine that leaves nothing behind and tells nobody; the import alone takes seconds."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    from flows.checks.engine import gx

    # isort: split
    from great_expectations.data_context.types.base import ProgressBarsConfig

    logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.WARNING)  # tells temporary folders

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    return context


def _batch_definition() -> BatchDefinition[Any]:
    """One context a run; it waits for a frame with rows."""
    source = ephemeral_context().data_sources.add_pandas("frames")
    return source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("all_units")


def _broken_rows(
    definition: BatchDefinition[Any],
    frame: pd.DataFrame,
    rules: list[Rule],
    looked_at: Mapping[str, pd.Series[bool]],
) -> Iterator[tuple[Rule, dict[str, Any]]]:
    """Yields each rule with each row that breaks it.

    Rules that expect the same of different rows are one expectation on the rows of them all, and a broken row is given
    to the rule whose filter it answers: the engine copies what it is given several times and looks up every broken row
    singly, so it gets no row and no column that no rule asks for.
    """
    for group in _alike(rules):
        expectation = expectation_of(group, {})
        rows = functools.reduce(operator.or_, (looked_at[rule.id] for rule in group))
        if not rows.any():
            continue
        compared = frame.loc[rows, sorted(set().union(*(rule.compared for rule in group)))]
        broken = _broken_indexes(definition, compared.assign(**{ROW: compared.index}), expectation, group)
        for index, values in zip(broken, frame.loc[broken].to_dict("records"), strict=True):
            row = {str(name): None if is_missing(value) else value for name, value in values.items()}
            for rule in group:
                if looked_at[rule.id][index]:
                    yield rule, row


def _broken_indexes(
    definition: BatchDefinition[Any], compared: pd.DataFrame, expectation: Expectation, group: list[Rule]
) -> list[int]:
    """The rows that break one expectation.

    Raises:
        CheckError: the expectation raised, or is broken without naming a row.
    """
    names = ", ".join(rule.id for rule in group)
    result = definition.get_batch(batch_parameters={"dataframe": compared}).validate(
        expectation,
        result_format={
            "result_format": "COMPLETE",
            "unexpected_index_column_names": [ROW],
            "return_unexpected_index_query": False,
        },
    )
    raised = _raised(result.exception_info)
    if raised:
        raise CheckError(f"rule {names} raised: {raised}")
    if result.success:
        return []
    indexes = result.result.get("unexpected_index_list")
    if not indexes:
        raise CheckError(f"rule {names}: broken, but no row is named")
    return [int(index[ROW]) for index in indexes]


def expectation_of(rules: list[Rule], meta: dict[str, Any], **texts: str) -> Expectation:
    """The engine's expectation of rules that expect the same, as grave as the gravest of them."""
    from great_expectations import expectations

    names = ", ".join(rule.id for rule in rules)
    kind = getattr(expectations, rules[0].expectation, None)
    if kind is None:
        raise CheckError(f"rule {names}: no expectation {rules[0].expectation}")
    gravest = min((rule.severity for rule in rules), key=SEVERITIES.index)
    try:
        made: Expectation = kind(
            **rules[0].kwargs, severity=GX_SEVERITY[gravest], meta={"rules": names, **meta}, **texts
        )
    except Exception as error:
        raise CheckError(f"rule {names}: {error}") from error
    return made


def _alike(rules: list[Rule]) -> list[list[Rule]]:
    groups: dict[str, list[Rule]] = {}
    for rule in rules:
        groups.setdefault(json.dumps([rule.expectation, rule.kwargs], sort_keys=True), []).append(rule)
    return list(groups.values())


def _raised(info: Mapping[str, Any] | None) -> str | None:
    """What an expectation raised inside; GX gives one record or one for each metric."""
    if not info:
        return None
    records = [info] if "raised_exception" in info else list(info.values())
    for record in records:
        if record["raised_exception"]:
            return str(record["exception_message"])
    return None


def _findings(faults: list[tuple[Rule, dict[str, Any]]], owners: Mapping[str, str]) -> list[Finding]:
    """One finding a row; rows whose labels repeat are told apart by their order in the sheet."""
    ordered = sorted(
        faults,
        key=lambda fault: (
            fault[1]["unit_code"],
            fault[1]["form"] or "",
            fault[0].id,
            fault[1]["row_key"] or "",
            fault[1]["column_name"] or "",
            address_key(fault[1]["cell"] or ""),
        ),
    )
    counts: dict[tuple[str, ...], int] = {}
    found = []
    for rule, row in ordered:
        labels = (
            row["unit_code"],
            rule.id,
            row["form"] or "",
            row["row_key"] or "",
            row["column_name"] or "",
        )
        counts[labels] = counts.get(labels, 0) + 1
        found.append(_finding(rule, row, owners, counts[labels]))
    return found


def _finding(rule: Rule, row: dict[str, Any], owners: Mapping[str, str], ordinal: int) -> Finding:
    form = row["form"] or ""
    owner = rule.owner
    if owner == FORM_OWNER:
        if form not in owners:
            raise CheckError(f"rule {rule.id}: nobody fills form {form!r}")
        owner = row.get("owner_group") or owners[form]  # a row of a form that several groups fill says whose it is
    cell = row["cell"] or ""
    told = [
        rule.sentence,
        *(clause.sentence for clause in rule.clauses if answers(row, clause.where)),
        rule.action,
    ]
    return Finding(
        unit_code=row["unit_code"],
        period=row["period"],
        rule_id=rule.id,
        severity=rule.severity,
        owner_group=owner,
        message=" ".join(fill(text.strip(), row) for text in told),
        form=form,
        iku_no=None if row["iku_no"] is None else int(row["iku_no"]),
        file_name=row["file_name"] or "",
        sheet=row["sheet"] or "",
        cell=cell,
        value=shown_in(row, "value", rule.decimals),
        expected=shown_in(row, "expected", rule.decimals),
        row_key=row["row_key"] or "",
        column_name=row["column_name"] or "",
        ordinal=ordinal,
        frame=rule.frame,
        fault_cells=rule.faults(cell),
    )
