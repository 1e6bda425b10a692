"""Generated submissions: real layouts that the reader takes without a word, agreeing numbers, the same bytes a seed."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from benchmarks.generator.faults import FAULTS
from benchmarks.generator.offices import BY_FORM, BY_GROUP, ONE, offices
from benchmarks.generator.plan import generate, read_plan
from benchmarks.generator.results import figures
from benchmarks.generator.year import DRUGS, year_of
from flows.ingest.submission import read_submission
from flows.period import Period
from flows.reference.targets import load_reference
from tests.workbooks import ROOT

SEED, YEAR = 1, 2022
MARCH = Period(2022, 3)


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three months of five offices, nothing wrong in them."""
    out = tmp_path_factory.mktemp("quarter")
    generate(out, 5, 3, SEED, YEAR)
    return out


def test_the_reader_takes_every_form_of_a_clean_month_without_a_word(quarter: Path) -> None:
    reference = load_reference(quarter / "targets")
    plan = read_plan(quarter / "plan.json")
    sent = [one for one in plan["sent"] if one["period"] == "2022-03" and one["unit"] in ("PADANG", "PALU")]
    forms: dict[str, set[str]] = {}
    for one in sent:
        path = quarter / "inbox" / one["file"]
        submission = read_submission(path, path.name, reference, MARCH, None)
        assert [finding.message for finding in submission.findings] == []
        assert (submission.unit.code if submission.unit else "", str(submission.period)) == (one["unit"], "2022-03")
        forms.setdefault(one["unit"], set()).update(reading.form.form for reading in submission.forms)
    assert {unit: len(found) for unit, found in forms.items()} == {"PADANG": 25, "PALU": 25}


def test_offices_differ_in_size_empty_forms_targets_and_files(quarter: Path) -> None:
    listed = offices(5, SEED, YEAR)
    assert len({office.scale for office in listed}) == 5
    assert {office.grouping for office in listed} == {ONE, BY_GROUP, BY_FORM}
    assert [office.empty for office in listed if not office.empty] == [()]
    targets = {path.read_text() for path in quarter.glob("targets/*/monthly_targets.csv")}
    assert len(targets) == 5
    files = [len([*(quarter / "inbox" / "2022-01" / office.code).iterdir()]) for office in listed]
    assert files == [1, 5, 1, 25, 5]


def test_what_is_counted_since_january_never_falls_and_parts_stay_within_their_whole() -> None:
    months = year_of(offices(1, SEED, YEAR)[0], SEED).months
    for before, now in itertools.pairwise(months):
        for kind, samples in now.samples.items():
            assert samples.taken >= samples.tested >= samples.passed >= before.samples[kind].passed
        assert all(more >= less for less, more in zip(before.spent, now.spent, strict=True))
        assert sum(now.spent) == sum(now.spent_kinds)
        assert now.cases.moved >= before.cases.moved


def test_expected_figures_are_those_of_the_cells(quarter: Path) -> None:
    office = offices(1, SEED, YEAR)[0]
    month = year_of(office, SEED).months[2]
    told = figures(year_of(office, SEED), month)
    drugs = [month.samples[product, "random"] for product in DRUGS]
    assert (told[1].numerator, told[1].denominator) == (
        sum(one.passed for one in drugs),
        sum(one.tested for one in drugs),
    )
    book = openpyxl.load_workbook(quarter / "inbox" / "2022-03" / "PADANG" / "RHPK PADANG 2022-03.xlsx")
    assert (book["SAMPLING"]["N35"].value, book["SAMPLING"]["R35"].value) == (told[1].numerator, told[1].denominator)
    assert book["MATRIKS CAPAIAN"]["L8"].value == round(told[1].realisasi or 0, 2)
    assert book["DESA"]["F14"].value == told[19].realisasi
    assert told[6].realisasi is None


def test_a_fault_stands_in_the_file_that_the_plan_names_and_is_sent_again_without_it(tmp_path: Path) -> None:
    plan = generate(tmp_path, 10, 1, SEED, YEAR, faults=1.0)
    wrong = [sent for sent in plan.sent if sent.fault]
    assert {sent.fault for sent in wrong} == {fault.__name__ for fault in FAULTS}
    for sent in wrong:
        (found,) = sent.expected
        again = [other for other in plan.sent if other.unit == sent.unit and other.corrects]
        assert found.sheet in {form for other in again for form in other.forms}
        assert all(other.received_at > sent.received_at for other in again)
    (target,) = [sent for sent in wrong if sent.fault == "case_target_off"]
    book = openpyxl.load_workbook(tmp_path / "inbox" / target.file)
    assert (
        len({book["PERKARA"][cell].value for cell in ("E6", "E10", "E11", "E15")} - {book["PERKARA"]["D6"].value}) == 1
    )


def test_the_same_arguments_give_the_same_bytes(quarter: Path, tmp_path: Path) -> None:
    for name, seed in (("same", SEED), ("other", SEED + 1)):
        command = [sys.executable, "-m", "benchmarks.generator", tmp_path / name, "--units", "5", "--months", "1"]
        subprocess.run([*command, "--seed", str(seed), "--faults", "0"], check=True, cwd=ROOT, capture_output=True)

    def january(out: Path) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in out.glob("inbox/2022-01/*/*.xlsx")}

    assert january(tmp_path / "same") == january(quarter)
    assert january(tmp_path / "other").keys() == january(quarter).keys()
    assert not any(book == january(quarter)[name] for name, book in january(tmp_path / "other").items())
