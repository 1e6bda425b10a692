"""A second and a third month after September: falls, jumps, copied forms, standing values and late corrections are
found at their cells, and natural growth is no finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flows.checks import load_catalogue
from flows.ingest.intake import ingest
from flows.period import Period
from flows.settings import Home
from flows.settings_file import load_settings
from flows.warehouse.store import connect, prepare
from tests.later_months import NOVEMBER, OCTOBER, LaterMonth, write_month
from tests.mended import mended_workbook, save, write_mended
from tests.workbooks import shipped

from .conftest import capaian, rows
from .test_golden_month import ON_TARGETS

MONTHS = {rule.id for suite in load_catalogue().suites if suite.suite == "months" for rule in suite.rules}
TARGET_RULES = {rule for rule, *_ in ON_TARGETS}
WRONG_TARGET = ("E6", "E10", "E11", "E15")


def found(home: Path, period: str) -> list[dict[str, Any]]:
    """Open findings on what was sent; those on the approved targets are the same in every month."""
    names = ("rule_id", "severity", "sheet", "cell", "value", "expected", "message", "effect", "since_period")
    listed = rows(
        home,
        f"select {', '.join(names)} from marts.mart_findings where period = ? and status = 'open' order by rule_id",
        period,
    )
    return [told for line in listed if (told := dict(zip(names, line, strict=True)))["rule_id"] not in TARGET_RULES]


def of_months(told: list[dict[str, Any]]) -> list[tuple[str, str, str, str, str]]:
    return [
        (line["rule_id"], line["sheet"], line["cell"], line["value"], line["expected"])
        for line in told
        if line["rule_id"] in MONTHS
    ]


def october() -> LaterMonth:
    """October as it was sent: a case target stands wrong in it, as it will in November."""
    month = LaterMonth(OCTOBER)
    for cell in WRONG_TARGET:
        month.put("PERKARA", cell, 4)
    return month


def november_with_faults() -> LaterMonth:
    month = LaterMonth(NOVEMBER)
    for cell in WRONG_TARGET:
        month.put("PERKARA", cell, 4)
    # Food factories: fewer than October had counted.
    month.put("SARANA PRODUKSI", "E42", 20)
    month.put("SARANA PRODUKSI", "D42", 20 + int(month.get("SARANA PRODUKSI", "F42")))
    month.sum_up("sarana_produksi", "mk", "diperiksa")
    # Pharmacies: a digit too many.
    passed = int(month.get("SARANA DISTRIBUSI", "E9")) * 10
    month.put("SARANA DISTRIBUSI", "E9", passed)
    month.put("SARANA DISTRIBUSI", "D9", passed + int(month.get("SARANA DISTRIBUSI", "F9")))
    month.sum_up("sarana_distribusi", "mk", "diperiksa")
    # Advertisements: last month's sheet once more.
    before = LaterMonth(OCTOBER)
    for row in range(5, 35):
        month.put("IKLAN LABEL", f"D{row}", before.get("IKLAN LABEL", f"D{row}"))
    # Follow-ups: every row counted twice.
    for row in (6, 9, 12, 15, 18, 24, 36):
        for column in "EF":
            month.put("TL PEMANGKU", f"{column}{row}", 2 * int(before.get("TL PEMANGKU", f"{column}{row}")))
    month.sum_up("tl_pemangku", "tl", "rekomendasi")
    month.follow()
    return month


def corrected_september(folder: Path) -> Path:
    """Five more label failures of drugs than September had said at first."""
    book = mended_workbook()
    for cell in ("K10", "K11", "K12", "K36", "K37"):
        book["SAMPLING"][cell].value += 5
    return save(book, folder / "RHPK_SERANG_2022-09_koreksi.xlsx")


def land(period: str, inbox: Path, day: str, home: Path) -> None:
    """What the first step of a run does, without the flow around it."""
    place = Home.resolve(str(home))
    with connect(place.warehouse) as connection:
        prepare(connection)
        month, limits = Period.parse(period), load_settings(place.settings).limits
        intake = ingest(connection, shipped(), inbox, place.archive, month, None, f"{day}T09:00:00", limits)
    assert [submission.verdict for submission in intake.taken] == ["accepted"]


def run(period: str, inbox: Path, day: str, home: Path) -> int:
    return capaian("run", period, "--inbox", inbox, "--received-at", f"{day}T09:00:00", home=home).status


@dataclass(frozen=True)
class Faulty:
    home: Path
    findings: list[dict[str, Any]]


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Faulty:
    """November with faults; September was corrected after it had come."""
    folder = tmp_path_factory.mktemp("faulty")
    home = folder / "home"
    write_mended(folder / "september")
    corrected_september(folder / "corrected")
    write_month(october(), folder / "october")
    write_month(november_with_faults(), folder / "november")
    land("2022-09", folder / "september", "2022-10-05", home)
    land("2022-10", folder / "october", "2022-11-05", home)
    land("2022-09", folder / "corrected", "2022-12-20", home)
    assert run("2022-11", folder / "november", "2022-12-05", home) == 3
    return Faulty(home, found(home, "2022-11"))


@pytest.mark.slow
def test_faults_between_months_are_found_at_their_cells_and_nothing_else(faulty: Faulty) -> None:
    advertisements = ", ".join(f"D{row}" for row in range(5, 29))
    assert of_months(faulty.findings) == [
        ("block-outside-history", "TL PEMANGKU", "E6, E15, E18", "76, 24, 22", "sekitar 42, 13, 12"),
        ("cumulative-fell", "SARANA PRODUKSI", "D42, E42", "70, 20", "paling sedikit 77, 33"),
        ("form-copied-from-last-month", "IKLAN LABEL", advertisements, "24", "bergerak"),
        ("jump-outside-history", "SARANA DISTRIBUSI", "D9, E9", "479, 460", "sekitar 64, 45"),
        ("late-correction", "SAMPLING", "K10", "4", "9"),
    ]
    assert [line["rule_id"] for line in faulty.findings if line["rule_id"] not in MONTHS] == [
        "case-target-current-year"
    ]


@pytest.mark.slow
def test_messages_between_months_name_the_earlier_month_its_cells_and_what_to_do(faulty: Faulty) -> None:
    told = {line["rule_id"]: line["message"] for line in faulty.findings}
    assert told["cumulative-fell"].startswith(
        "Sel D42, E42 di lembar SARANA PRODUKSI berisi 70, 20, padahal Oktober sudah 77, 33 (sel D42, E42); jumlah "
        "sejak Januari tidak dapat turun. Angka ini masuk hitungan indikator. Bila bulan ini keliru, betulkan D42, E42"
    )
    assert told["late-correction"].startswith(
        "Formulir SAMPLING bulan September dikoreksi setelah formulir bulan ini diterima: K10 dari 4 menjadi 9. Di "
        "formulir bulan ini sel K10 masih memuat angka sebelum koreksi."
    )
    assert "sama persis dengan Oktober, misalnya di sel D5 sampai D28." in told["form-copied-from-last-month"]


@pytest.mark.slow
def test_a_fault_that_stands_says_since_when(faulty: Faulty) -> None:
    [case] = [line for line in faulty.findings if line["rule_id"] == "case-target-current-year"]
    assert case["since_period"] == "2022-10"
    assert case["effect"] == "Angka ini ikut menyusun IKU 23. Isi ini sudah tertulis sejak Oktober 2022 (sel E6)."
    assert {line["since_period"] for line in faulty.findings if line["rule_id"] == "cumulative-fell"} == {"2022-11"}


@pytest.mark.slow
def test_natural_months_are_silent_and_a_late_correction_is_told_in_the_month_that_came_before_it(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    write_mended(tmp_path / "september")
    corrected_september(tmp_path / "corrected")
    land("2022-09", tmp_path / "september", "2022-10-05", home)
    for month, day in ((OCTOBER, "2022-11-05"), (NOVEMBER, "2022-12-05")):
        write_month(LaterMonth(month), tmp_path / str(month))
        assert run(f"2022-{month}", tmp_path / str(month), day, home) == 0
        assert found(home, f"2022-{month}") == []

    assert run("2022-09", tmp_path / "corrected", "2022-11-20", home) in (0, 3)
    assert of_months(found(home, "2022-09")) == []
    for month in (OCTOBER, NOVEMBER):
        assert run(f"2022-{month}", tmp_path / str(month), "2022-12-21", home) in (0, 3)
    assert of_months(found(home, "2022-10")) == [("late-correction", "SAMPLING", "K10", "4", "9")]
    assert of_months(found(home, "2022-11")) == []
