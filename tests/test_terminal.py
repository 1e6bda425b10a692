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
    "owner_group": "Penindakan",
    "effect": "",
    "consequences": "",
    "causes": "",
}


def test_names_from_outside_are_shown_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    show_findings([ROW, {**ROW, "status": "resolved"}], "2022-09")
    out = capsys.readouterr().out
    assert "U · Penindakan (2)" in out
    assert "menahan laporan abc  [/red] RHPK [revisi].xlsx · PERKARA · E6" in out
    assert "menahan laporan abc (selesai)" in out
    assert "Sel E6 [bold]berisi 4." in out


def test_what_a_finding_does_and_where_it_comes_from_is_told_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    result = {
        "finding_id": "def",
        "owner_group": "Tata Usaha",
        "sheet": "MATRIKS",
        "cell": "L30",
        "effect": "Realisasi IKU 23 berubah.",
        "causes": "abc, gone",
        "consequences": "MATRIKS: M30, N30",
    }
    show_findings([ROW, {**ROW, **result}], "2022-09")
    own, others = capsys.readouterr().out.split("U · Tata Usaha (1)")
    assert "Pengaruh" not in own
    assert "Pengaruh: Realisasi IKU 23 berubah." in others
    assert "Penyebab: PERKARA E6\n" in others
    assert "Ikut berubah: MATRIKS: M30, N30" in others


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
