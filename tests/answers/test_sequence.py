"""The real month from its first alert to the final after the final, with real builds and runs."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from flows.answers import answering
from flows.period import Period
from flows.settings import DBT_PROJECT, Home
from flows.warehouse.publish import publish
from flows.warehouse.store import connect
from flows.wording import persen
from tests.alerts.conftest import Mailbox, mailbox
from tests.flows.conftest import CORRECTED, FIRST, capaian, everything, rows
from tests.mended import write_mended

SEPTEMBER = Period(2022, 9)
CHIEF = "Kepala Balai"
PRINTED = Path(__file__).parents[1] / "golden"
FINAL_FIGURES = ("fct_indicator", "mart_capaian_indicator", "mart_capaian_sasaran", "mart_efficiency")


__all__ = ["mailbox"]


def _build_with_another_formula(home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program as it would be if scores of services were averaged without their respondents."""
    import flows.warehouse.dbt as dbt

    project = shutil.copytree(DBT_PROJECT, folder / "project")
    formulas = project / "seeds" / "indicator_formulas.csv"
    text = formulas.read_text("utf-8")
    name = "kepuasan_layanan_publik,1,12,"
    assert f"{name}weighted_mean," in text
    formulas.write_text(text.replace(f"{name}weighted_mean,", f"{name}mean_of_sums,"), "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(dbt, "DBT_PROJECT", project)
        dbt.build(home, SEPTEMBER)
    with connect(home.warehouse) as connection:
        publish(connection, SEPTEMBER)


def _restated(home: Home, state: str, published: str) -> dict[tuple[str, str, str], tuple[float, float, str]]:
    found = rows(
        home.path,
        "select level, key, measure, round(before, 2), round(after, 2), cause from marts.mart_restatement "
        "where state = ? and published_in = ? and unit_code = 'SERANG' and period = '2022-09'",
        state,
        published,
    )
    return {(level, key, measure): (before, after, cause) for level, key, measure, before, after, cause in found}


def _marts(home: Home) -> dict[str, list[tuple[object, ...]]]:
    found = everything(home.path)
    return {name: found[f"marts.{name}"] for name in FINAL_FIGURES}


def _texts(home: Home) -> str:
    """The report as people read it, without its markup."""
    page = (home.reports / "SERANG" / "2022-09" / "lapkin.html").read_text("utf-8")
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


def _findings(home: Home, status: str) -> dict[str, str]:
    found = rows(
        home.path,
        "select sheet || ' ' || cell, finding_id from raw.findings where severity = 'block' and status = ?",
        status,
    )
    return dict(found)


@pytest.mark.slow
def test_from_the_first_alert_to_the_restatement(
    first: Home, tmp_path: Path, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real September: alert, refusal, correction, waiver, final, a late workbook, opened again, restated."""
    home = first.path
    first.settings.write_text(
        f"alerts: {{Penindakan: ['{mailbox.address}']}}\n"
        f"roles:\n  {CHIEF}: {{may: [waive, finalize, reopen]}}\n"
        "  Ketua Tim Pemeriksaan: {groups: [Pemeriksaan], may: [waive]}\n",
        "utf-8",
    )

    # The month is run; an alert arrives; nobody can sign yet.
    again = capaian("run", "2022-09", "--inbox", FIRST, "--received-at", "2022-10-05T09:00:00", home=home)
    assert again.status == 3
    (mail,) = mailbox.mails
    body = mail.get_body(("plain",))
    assert body is not None
    assert "PERKARA · E6" in body.get_content()
    held = capaian("finalize", "SERANG", "2022-09", "--by", CHIEF, home=home)
    assert held.status == 3
    assert "4 temuan masih menahannya" in held.err
    assert rows(home, "select count(*) from raw.answers") == [(0,)]

    # What a report printed before is read; then the correction comes and the findings of the cases are resolved.
    printed = capaian("reconcile", "2022-09", "--published", PRINTED, home=home)
    assert printed.status == 0
    assert "disajikan kembali dalam laporan sesudah: capaian run 2022-09" in printed.err
    run = capaian("run", "2022-09", "--inbox", CORRECTED, "--received-at", "2022-10-07T09:00:00", home=home)
    assert run.status == 3
    assert {place.split()[0] for place in _findings(first, "resolved")} == {"PERKARA", "MATRIKS"}
    ((place, finding),) = _findings(first, "open").items()
    assert place == "TL PEMANGKU E9, F9"

    # The group that sent it cannot accept it; somebody else can.
    own = capaian("waive", finding, "--by", "Ketua Tim Pemeriksaan", "--reason", "Dicek.", home=home)
    assert own.status == 3
    stranger = capaian("waive", finding, "--by", "Orang Lain", "--reason", "Dicek.", home=home)
    assert stranger.status == 3
    accepted = capaian("waive", finding, "--by", CHIEF, "--reason", "Rapat evaluasi.", home=home)
    assert accepted.status == 0
    done = capaian("finalize", "SERANG", "2022-09", "--by", CHIEF, home=home)
    assert done.status == 0
    assert "Bulan yang terkunci: 2022-07, 2022-08, dan 2022-09." in done.out
    report = first.reports / "SERANG" / "2022-09" / "lapkin.html"
    page, marts = report.read_bytes(), _marts(first)
    against_print = _restated(first, "accepted", "print")
    assert {key: against_print["indicator", "23", key] for key in ("realisasi", "capaian_month", "capaian_year")} == {
        "realisasi": (69.46, 64.0, "submitted"),
        "capaian_month": (131.06, 120.75, "submitted"),
        "capaian_year": (103.68, 95.52, "submitted"),
    }
    assert against_print["sasaran", "1", "nps"] == (97.96, 97.94, "printed")
    assert len(against_print) == 11
    words = (
        "IKU 23: realisasi 69,46% menjadi 64,00%; capaian September 2022 131,06% menjadi 120,75% (tetap Tidak Dapat "
        "Disimpulkan); capaian tahun 2022 103,68% menjadi 95,52% (Memenuhi Ekspektasi menjadi Belum Memenuhi "
        "Ekspektasi)."
    )
    assert words in _texts(first)

    # Another formula proposes a restatement and moves nothing.
    _build_with_another_formula(first, tmp_path, monkeypatch)
    assert _marts(first) == marts
    proposed = _restated(first, "proposed", "final")
    before, after, cause = proposed["indicator", "9", "realisasi"]
    assert (before, cause) == (93.41, "formula")
    assert after == pytest.approx((97.69 + 92.46) / 2, abs=0.006)
    assert proposed["indicator", "9", "capaian_year"][2] == "formula"
    assert {key for level, key, _ in proposed if level == "indicator"} == {"9"}
    assert {cause for (level, *_), (*_, cause) in proposed.items() if level != "indicator"} == {"follows"}
    assert _restated(first, "accepted", "print") == against_print

    # A late workbook is kept and waits.
    write_mended(tmp_path / "late")
    late = capaian("run", "2022-09", "--inbox", tmp_path / "late", "--received-at", "2022-10-16T09:00:00", home=home)
    assert late.status == 0
    assert "1 kiriman untuk bulan yang sudah final menunggu pembukaan kembali" in late.out
    assert report.read_bytes() == page
    assert _marts(first) == marts
    assert _restated(first, "proposed", "final") == {}
    assert rows(home, "select count(*) from raw.submissions") == [(3,)]

    # Opened again, it enters with the next run; the report tells both changes, and the next final holds them.
    reason = ("--reason", "Salinan baru.")
    assert capaian("reopen", "SERANG", "2022-09", "--by", "Ketua Tim Pemeriksaan", *reason, home=home).status == 3
    assert capaian("reopen", "SERANG", "2022-09", "--by", CHIEF, *reason, home=home).status == 0
    entered = capaian("run", "2022-09", "--inbox", tmp_path / "late", home=home)
    assert entered.status == 0, entered.out + entered.err
    assert "menunggu pembukaan kembali" not in entered.out
    assert _marts(first) != marts
    moved = _restated(first, "proposed", "final")
    assert moved
    assert {cause for _, _, cause in moved.values()} == {"submission"}
    text = _texts(first)
    assert words in text
    assert "Laporan final September 2022 (ditetapkan " in text
    assert "Penyebabnya adalah kiriman unit yang masuk sesudah laporan itu." in text
    before, after, _ = moved["indicator", "11", "realisasi"]
    assert f"IKU 11: realisasi {persen(before)} menjadi {persen(after)}" in text
    final = answering.finalize(first, "SERANG", SEPTEMBER, CHIEF, "2027-11-01T09:00:00", {})
    assert not final.was_final
    assert _restated(first, "accepted", "final") == moved
    assert _restated(first, "accepted", "print") == against_print
    assert _restated(first, "proposed", "final") == {}
    page = report.read_bytes()
    ledger = rows(home, "select * from marts.mart_restatement order by all")

    # A build finds the ledger as the final wrote it.
    assert capaian("build", "2022-09", home=home).status == 0
    assert rows(home, "select * from marts.mart_restatement order by all") == ledger
    assert capaian("report", "2022-09", home=home).status == 0
    assert report.read_bytes() == page
    verified = capaian("audit", "verify", home=home)
    assert verified.status == 0
    assert "semuanya utuh" in verified.out
