"""A second and a third month after September: falls, jumps, copied forms, standing values and late corrections are found
at their cells, and natural growth is no finding.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.later_months import NOVEMBER, OCTOBER, LaterMonth, write_month
from tests.mended import mended_workbook, save, write_mended

from .conftest import capaian, rows

MONTHS = (
    "cumulative-fell",
    "jump-outside-history",
    "block-outside-history",
    "form-copied-from-last-month",
    "late-correction",
)
WRONG_TARGET = ("E6", "E10", "E11", "E15")


def found(home: Path, period: str) -> list[tuple[Any, ...]]:
    return rows(
        home,
        "select rule_id, severity, sheet, cell, value, expected, message from marts.mart_findings "
        "where period = ? and status = 'open' order by rule_id, sheet, cell",
        period,
    )


def october() -> LaterMonth:
    """October as it came: the case target stands wrong in it, which only October's own run would tell."""
    month = LaterMonth(OCTOBER)
    for cell in WRONG_TARGET:
        month.put("PERKARA", cell, 4)
    return month


def faulty_november() -> LaterMonth:
    month = LaterMonth(NOVEMBER)
    for cell in WRONG_TARGET:
        month.put("PERKARA", cell, 4)
    # fewer food factories than October had counted
    month.put("SARANA PRODUKSI", "E42", 20)
    month.put("SARANA PRODUKSI", "D42", 20 + int(month.get("SARANA PRODUKSI", "F42")))
    month.sum_up("sarana_produksi", "mk", "diperiksa")
    # a digit too many
    month.put("SARANA DISTRIBUSI", "E9", int(month.get("SARANA DISTRIBUSI", "E9")) * 10)
    month.put(
        "SARANA DISTRIBUSI", "D9", int(month.get("SARANA DISTRIBUSI", "E9") + month.get("SARANA DISTRIBUSI", "F9"))
    )
    month.sum_up("sarana_distribusi", "mk", "diperiksa")
    # last month's figures sent again
    before = LaterMonth(OCTOBER)
    for row in range(5, 35):
        month.put("IKLAN LABEL", f"D{row}", before.book["IKLAN LABEL"][f"D{row}"].value)
    month.follow()
    return month


def corrected_september(folder: Path) -> Path:
    """Five more label failures of drugs than September had said at first."""
    book = mended_workbook()
    for cell, more in {"K10": 5, "K11": 5, "K12": 5, "K36": 5, "K37": 5}.items():
        book["SAMPLING"][cell].value += more
    return save(book, folder / "RHPK_SERANG_2022-09_koreksi.xlsx")


@dataclass(frozen=True)
class Later:
    """What was found in November as it should be, and in November with faults after September was corrected late."""

    natural: list[tuple[Any, ...]]
    natural_status: int
    faulty: list[tuple[Any, ...]]
    home: Path


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Later:
    folder = tmp_path_factory.mktemp("later")
    home = folder / "home"
    write_mended(folder / "september")
    write_month(october(), folder / "october")
    write_month(LaterMonth(NOVEMBER), folder / "november")
    write_month(faulty_november(), folder / "faulty")
    corrected_september(folder / "corrected")
    for period, inbox, received_at in (("2022-09", "september", "2022-10-05"), ("2022-10", "october", "2022-11-05")):
        sent = capaian(
            "ingest", period, "--inbox", folder / inbox, "--received-at", f"{received_at}T09:00:00", home=home
        )
        assert sent.status == 0, sent.out
    natural = capaian(
        "run", "2022-11", "--inbox", folder / "november", "--received-at", "2022-12-05T09:00:00", home=home
    )
    told = found(home, "2022-11")
    late = folder / "corrected"
    assert capaian("ingest", "2022-09", "--inbox", late, "--received-at", "2022-12-20T09:00:00", home=home).status == 0
    capaian("run", "2022-11", "--inbox", folder / "faulty", "--received-at", "2022-12-10T09:00:00", home=home)
    return Later(told, natural.status, found(home, "2022-11"), home)


def of_months(told: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [finding[:6] for finding in told if finding[0] in MONTHS]


def test_months_that_grow_as_they_should_are_silent(later: Later) -> None:
    assert (later.natural_status, later.natural) == (0, [])


def test_faults_between_months_are_found_at_their_cells_and_nothing_else(later: Later) -> None:
    assert of_months(later.faulty) == [
        ("cumulative-fell", "warn", "SARANA PRODUKSI", "D42, E42", "70, 20", "paling sedikit 77, 33"),
    ]
    assert {finding[0] for finding in later.faulty} - set(MONTHS) == {"case-target-current-year"}


def test_the_messages_name_the_earlier_month_and_its_cells(later: Later) -> None:
    told = {finding[0]: finding[6] for finding in later.faulty}
    assert told["cumulative-fell"] == ""


def test_it_is_known_since_when_a_value_stands(later: Later) -> None:
    since = dict(
        rows(
            later.home,
            "select cell, since_period || ' ' || since_sheet || ' ' || since_cell from intermediate.int_figure_since "
            "where form = 'perkara' and column_name in ('target_n', 'target_dipa')",
        )
    )
    assert since["E6"] == "2022-10 PERKARA E6"
    assert since["D6"] == "2022-09 PERKARA D6"
