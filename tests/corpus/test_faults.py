"""Every fault is told once, with its rule, severity, cell, value and an Indonesian sentence, and nothing else is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from flows.ingest.text import address, position
from tests.corpus.faults import FAULTS, Case, applied
from tests.corpus.sheets import undisturbed
from tests.workbooks import one, submit

CASES = [(kind, number) for kind, fault in FAULTS.items() for number in range(len(fault.cases))]
MOVED = [
    (kind, number)
    for kind, number in CASES
    if FAULTS[kind].cases[number][3] and "!" not in FAULTS[kind].cases[number][3]
]


def name_of(kind: str, number: int) -> str:
    return f"{FAULTS[kind].cases[number][0]}-{kind}-{number}"


@pytest.mark.parametrize(("kind", "number"), CASES, ids=[name_of(kind, number) for kind, number in CASES])
def test_a_fault_is_told_at_its_cell(tmp_path: Path, kind: str, number: int) -> None:
    fault = FAULTS[kind]
    case: Case = fault.cases[number]
    name, change, severity, place, value, piece = case
    drafts = applied(one(name), change)
    sheet, _, cell = place.rpartition("!")
    beside = [one(other) for other in fault.beside]
    submission = submit(tmp_path, *drafts, *beside, name=fault.file_name, unit=fault.unit)
    usual = Counter(
        (found.rule_id, drafts[-1].now_at(found.cell) if found.sheet == name else found.cell)
        for sent in (name, *fault.beside)
        for found in undisturbed(sent).findings
    )
    told = []
    for found in submission.findings:
        if usual[found.rule_id, found.cell] > 0:
            usual[found.rule_id, found.cell] -= 1
        else:
            told.append(found)
    assert [(found.rule_id, found.severity, found.sheet, found.cell, found.value) for found in told] == [
        (fault.rule, severity, sheet or ("" if fault.rule == "name-contradicts" else name), cell, value)
    ], [found.message for found in told]
    (found,) = told
    assert piece in found.message
    assert "{" not in found.message
    refused = set() if severity != "reject" else {form.form.form for form in submission.forms if form.sheet == name}
    assert submission.refused_forms.keys() >= refused
    assert submission.verdict != "refused" or not fault.beside


@pytest.mark.parametrize(
    ("kind", "number"),
    MOVED,
    ids=[name_of(kind, number) for kind, number in MOVED],
)
def test_a_fault_is_told_where_its_sheet_was_moved(tmp_path: Path, kind: str, number: int) -> None:
    fault = FAULTS[kind]
    name, change, severity, cell, value, _ = fault.cases[number]
    (draft,) = applied(one(name), change)
    draft.moved(down=3, right=2)
    beside = [one(other) for other in fault.beside]
    submission = submit(tmp_path, draft, *beside, name=fault.file_name, unit=fault.unit)
    place = ", ".join(address(row + 3, column + 2) for row, column in map(position, cell.split(", ")))
    told = {(found.rule_id, found.severity, found.cell, found.value) for found in submission.findings}
    assert (fault.rule, severity, place, value) in told


def test_the_corpus_of_faults_is_wide() -> None:
    wide = {kind for kind, fault in FAULTS.items() if len({case[0] for case in fault.cases}) >= 4}
    assert len(wide) >= 30
    assert set(FAULTS) - wide == {"rows of another month", "too few rows for an indicator"}  # few forms have such rows
