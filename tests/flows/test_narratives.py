"""The month with what the groups wrote of it: taken in beside the figures, each group's own."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.narratives import EXAMPLE, NARRATIVES, narrative_lines, write

from .conftest import Month, capaian, made_once, rows

pytestmark = pytest.mark.slow
FINDINGS = "select rule_id, file_name, cell, severity, status from marts.mart_findings order by all"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, golden: Month) -> Month:
    """September again, with the example of narratives, and a sheet of another group that holds two faults."""

    def make(folder: Path) -> Month:
        home, inbox = folder / "home", folder / "inbox"
        shutil.copytree(golden.home, home)
        shutil.copytree(EXAMPLE.parent, inbox)
        faulty = ("Nilai {realisasi} naik.", "", "Mencapai 92,8 persen, {hasil}.", "")
        write(inbox / "infokom.xlsx", {"NARASI": narrative_lines(narratives={17: faulty})})
        return Month(
            home, capaian("run", "2022-09", "--inbox", inbox, "--received-at", "2022-10-06T09:00:00", home=home)
        )

    return made_once(tmp_path_factory, "narratives", make)


def test_both_files_are_taken_in(told: Month) -> None:
    assert told.outcome.status == 3  # the figures' own findings
    assert rows(told.home, "select file_name, verdict from raw.submissions order by 1") == [
        ("NARASI_SERANG_2022-09.xlsx", "accepted"),
        ("RHPK_SERANG_2022-09.xlsx", "accepted"),
        ("infokom.xlsx", "accepted"),
    ]


def test_the_example_brings_no_finding_and_the_faults_are_told_to_their_group(golden: Month, told: Month) -> None:
    before, after = rows(golden.home, FINDINGS), rows(told.home, FINDINGS)
    assert [found for found in before if found not in after] == []
    assert [found for found in after if found not in before] == [
        ("narrative-near-figure", "infokom.xlsx", "E6", "warn", "open"),
        ("placeholder-unknown", "infokom.xlsx", "E6", "warn", "open"),
    ]
    assert rows(
        told.home,
        "select distinct owner_group, iku_no, value, effect from marts.mart_findings "
        "where file_name = 'infokom.xlsx' order by all",
    ) == [
        ("Infokom", 17, "92,8", "Tidak mengubah hasil indikator."),
        ("Infokom", 17, "{hasil}", "Tidak mengubah hasil indikator."),
    ]


def test_no_figure_moves(golden: Month, told: Month) -> None:
    for mart in ("fct_indicator", "mart_capaian_indicator", "mart_efficiency", "mart_indicator_input"):
        query = f"select * from marts.{mart} order by all"
        assert rows(told.home, query) == rows(golden.home, query)


def test_narratives_of_all_groups_stand_beside_each_other(told: Month) -> None:
    found: list[tuple[Any, ...]] = rows(
        told.home,
        "select iku_no, helped, hindered, causes, next_steps, causes_cell, file_name "
        "from marts.mart_narrative order by 1",
    )
    assert [(number, texts) for number, *texts, _, file_name in found if file_name == EXAMPLE.name] == [
        (number, list(texts)) for number, texts in NARRATIVES.items()
    ]
    assert [(number, cell) for number, *_, cell, name in found if name != EXAMPLE.name] == [(17, "E6")]
    assert rows(
        told.home, "select part, file_name from marts.mart_form_version where form = 'narasi' order by all"
    ) == [
        ("Infokom", "infokom.xlsx"),
        ("Pemeriksaan", EXAMPLE.name),
        ("Pengujian", EXAMPLE.name),
        ("Penindakan", EXAMPLE.name),
    ]


def test_follow_ups_with_their_state_at_the_end_of_the_month(told: Month) -> None:
    assert rows(
        told.home,
        "select iku_no, status, due_on, is_overdue, is_carried_over, since_period from marts.mart_follow_up "
        "order by iku_no, row_no",
    ) == [
        (5, "done", "2022-09-15", False, False, "2022-09"),
        (5, "open", "2022-11-30", False, False, "2022-09"),
        (13, "open", "2022-08-31", True, False, "2022-09"),
        (22, "open", "2022-12-31", False, False, "2022-09"),
        (22, "done", "2022-08-15", False, False, "2022-09"),
        (23, "open", "2022-10-31", False, False, "2022-09"),
    ]
