"""From a final report through a changed formula and a late workbook to the next final, with real builds and runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from flows.answers import answering
from flows.period import Period
from flows.settings import DBT_PROJECT, Home
from flows.warehouse.publish import publish
from flows.warehouse.store import connect
from tests.flows.conftest import capaian, everything, rows
from tests.mended import write_mended

SEPTEMBER = Period(2022, 9)
CHIEF = "Kepala Balai"
FINAL_FIGURES = ("fct_indicator", "mart_capaian_indicator", "mart_capaian_sasaran", "mart_efficiency")


def _build_with_another_formula(home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program as it would be if the result of the cases were taken from what the office says."""
    import flows.warehouse.dbt as dbt

    project = shutil.copytree(DBT_PROJECT, folder / "project")
    formulas = project / "seeds" / "indicator_formulas.csv"
    text = formulas.read_text("utf-8")
    assert "penindakan,1,12,perkara,perkara," in text
    formulas.write_text(text.replace("penindakan,1,12,perkara,perkara,", "penindakan,1,12,submitted,perkara,"), "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(dbt, "DBT_PROJECT", project)
        dbt.build(home, SEPTEMBER)
    with connect(home.warehouse) as connection:
        publish(connection, SEPTEMBER)


def _restated(home: Home, state: str) -> dict[tuple[str, str, str], tuple[float, float, str]]:
    found = rows(
        home.path,
        "select level, key, measure, round(before, 2), round(after, 2), cause from marts.mart_restatement "
        "where state = ? and unit_code = 'SERANG' and period = '2022-09'",
        state,
    )
    return {(level, key, measure): (before, after, cause) for level, key, measure, before, after, cause in found}


def _marts(home: Home) -> dict[str, list[tuple[object, ...]]]:
    found = everything(home.path)
    return {name: found[f"marts.{name}"] for name in FINAL_FIGURES}


@pytest.mark.slow
def test_what_is_final_stays_until_it_is_opened_again(
    first: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = first.path
    for (finding,) in rows(home, "select finding_id from raw.findings where severity = 'block' and status = 'open'"):
        assert capaian("waive", finding, "--by", CHIEF, "--reason", "Rapat evaluasi.", home=home).status == 0
    done = capaian("finalize", "SERANG", "2022-09", "--by", CHIEF, home=home)
    assert done.status == 0
    assert "Ujung catatan jawaban: " in done.out
    report = first.reports / "SERANG" / "2022-09" / "lapkin.html"
    page, marts = report.read_bytes(), _marts(first)

    # Another formula proposes a restatement and moves nothing.
    _build_with_another_formula(first, tmp_path, monkeypatch)
    assert _marts(first) == marts
    proposed = _restated(first, "proposed")
    assert proposed["indicator", "23", "realisasi"] == (64.0, 69.46, "definition")
    assert proposed["indicator", "23", "capaian_month"] == (120.75, 131.06, "definition")
    assert proposed["indicator", "23", "capaian_year"] == (95.52, 103.67, "definition")
    assert ("sasaran", "7", "nps") in proposed
    assert ("perspective", "Total", "nilai") in proposed
    assert {key for level, key, _ in proposed if level == "indicator"} == {"23"}

    # A late workbook is kept and waits.
    write_mended(tmp_path / "late")
    late = capaian("run", "2022-09", "--inbox", tmp_path / "late", "--received-at", "2022-10-06T09:00:00", home=home)
    assert late.status == 0
    assert "1 kiriman untuk bulan yang sudah final menunggu pembukaan kembali" in late.out
    assert report.read_bytes() == page
    assert _marts(first) == marts
    assert _restated(first, "proposed") == {}
    assert rows(home, "select count(*) from raw.submissions") == [(2,)]

    # Opened again, it enters with the next run, and the next final holds it.
    opened = capaian("reopen", "SERANG", "2022-09", "--by", CHIEF, "--reason", "Salinan baru.", home=home)
    assert opened.status == 0
    again = capaian("run", "2022-09", "--inbox", tmp_path / "late", home=home)
    assert again.status == 0, again.out + again.err
    assert "menunggu pembukaan kembali" not in again.out
    assert _marts(first) != marts
    moved = _restated(first, "proposed")
    assert moved
    assert {cause for _, _, cause in moved.values()} == {"submission"}
    final = answering.finalize(first, "SERANG", SEPTEMBER, CHIEF, "2022-11-01T09:00:00", {})
    assert not final.was_final
    assert _restated(first, "accepted") == moved
    assert _restated(first, "proposed") == {}
    page = report.read_bytes()
    accepted = rows(home, "select * from marts.mart_restatement order by all")

    # A build finds the ledger as the final wrote it.
    assert capaian("build", "2022-09", home=home).status == 0
    assert rows(home, "select * from marts.mart_restatement order by all") == accepted
    assert capaian("report", "2022-09", home=home).status == 0
    assert report.read_bytes() == page
    verified = capaian("audit", "verify", home=home)
    assert verified.status == 0
    assert "semuanya utuh" in verified.out
