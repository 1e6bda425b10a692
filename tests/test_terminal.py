"""What people read in the terminal."""

from __future__ import annotations

from typing import Any

import pytest

from flows.summary import MonthSummary, UnitSummary
from flows.terminal import show_findings, show_summary

ROW: dict[str, Any] = {
    "finding_id": "abc",
    "unit_code": "U",
    "file_name": "[/red] RHPK [revisi].xlsx",
    "sheet": "PERKARA",
    "cell": "E6",
    "severity": "block",
    "status": "open",
    "message": "Sel E6 [bold]berisi 4.",
}


def test_names_from_outside_are_shown_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    show_findings([ROW, {**ROW, "status": "resolved"}], "2022-09")
    out = capsys.readouterr().out
    assert "menahan laporan abc  U · [/red] RHPK [revisi].xlsx · PERKARA · E6" in out
    assert "menahan laporan abc (selesai)" in out
    assert "Sel E6 [bold]berisi 4." in out


def test_classes_are_those_of_the_office_whatever_their_names(capsys: pytest.CaptureFixture[str]) -> None:
    unit = UnitSummary(
        "U",
        classes={"Istimewa": 2, "Cukup": 1},
        colours={"Istimewa": "ungu", "Cukup": "kuning"},
        not_due=3,
        total=1102.225,
        findings={"reject": 1, "block": 0, "warn": 0},
        resolved=0,
    )
    show_summary(MonthSummary("2021-03", 4, [unit], ["Berkas [a].xlsx rusak."]))
    out = capsys.readouterr().out
    assert "Istimewa" in out
    assert "2 indikator" in out
    assert "1.102,23" in out  # half up
    assert "Ditolak: Berkas [a].xlsx rusak." in out
