"""`capaian targets` on the real month: what is in force, and a proposal tried out on what is published."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from flows.ingest.archive import content_hash
from flows.period import Period
from flows.reference.importing import import_targets, plan
from flows.reference.simulation import Simulation, simulate
from flows.settings import Home
from flows.settings_file import Limits
from flows.warehouse.store import connect
from tests.reference.proposals import Rows, closed, new_rapk, shipped_rows, version, write_csv, write_workbook

from .conftest import Month, capaian, rows

SEPTEMBER = Period(2022, 9)


def tried(golden: Month, path: Path, proposal: Rows, all_months: bool = False) -> Simulation:
    """A proposal on the real month, as the command does it."""
    folders = plan(Home(golden.home), write_csv(path / "usulan.csv", proposal), Limits())
    with connect(golden.home / "warehouse.duckdb", read_only=True) as connection:
        return simulate(connection, folders, SEPTEMBER, None, all_months)


def test_targets_that_stay_give_what_is_published(golden: Month, tmp_path: Path) -> None:
    """The proof that a proposal is judged as the published month is: the case target's formula included."""
    result = tried(golden, tmp_path, shipped_rows())
    assert result.months == ["2022-09"]
    assert len(result.rows) == 29
    assert result.changes == []
    for row in result.rows:
        assert row.capaian_month_before == row.capaian_month_after
        assert row.capaian_year_before == row.capaian_year_after
    published = rows(
        golden.home,
        "select kriteria_month, count(*) from marts.mart_capaian_indicator where is_due and kriteria_month is not null "
        "group by 1",
    )
    counts = next(count for count in result.counts() if count["measure"] == "month")
    assert dict(published) == {name: number for name, number in counts["after"].items() if name}


def test_the_case_targets_of_the_workbook_give_its_result(golden: Month, tmp_path: Path) -> None:
    """4 and 5, as the unit typed them, instead of 5 and 4: 69.46 instead of 64.00, and two classes."""
    target = {"unit": "SERANG", "year": 2022, "version": "usulan"}
    result = tried(
        golden,
        tmp_path,
        {
            "versions": [closed("dipa", 8), version("PERKARA", "usulan", 9, 12)],
            "case_targets": [target | {"target_n": 4, "target_carry_over": 5, "target_dipa": 5}],
        },
    )
    (row,) = result.changes
    assert (row.iku_no, row.realisasi_before, row.realisasi_after) == (
        23,
        pytest.approx(64.00, abs=0.005),
        pytest.approx(69.46, abs=0.005),
    )
    assert row.capaian_month_after == pytest.approx(131.06, abs=0.005)
    assert row.capaian_year_after == pytest.approx(103.68, abs=0.005)
    assert (row.kriteria_year_before, row.kriteria_year_after) == ("Belum Memenuhi Ekspektasi", "Memenuhi Ekspektasi")


def test_a_proposal_of_monthly_targets(golden: Month, tmp_path: Path) -> None:
    """IKU 20 has 97.00: against 90 it is 107.78, against 80 it is 121.25, another class."""
    result = tried(golden, tmp_path, new_rapk("usulan", 9, b09=80.0, b10=80.0))
    (row,) = result.changes
    assert (row.iku_no, row.target_month_before, row.target_month_after) == (20, 90.0, 80.0)
    assert row.capaian_month_after == pytest.approx(121.25)
    assert (row.kriteria_month_before, row.kriteria_month_after) == (
        "Memenuhi Ekspektasi",
        "Tidak Dapat Disimpulkan",
    )


def test_a_month_that_becomes_due_or_is_no_longer(golden: Month, tmp_path: Path) -> None:
    result = tried(golden, tmp_path, new_rapk("usulan", 9, b09=None))
    (row,) = result.changes
    assert (row.target_month_after, row.kriteria_month_after) == (None, None)


def test_a_proposal_of_later_months_as_if_since_january(golden: Month, tmp_path: Path) -> None:
    proposal = new_rapk("usulan", 10, b09=80.0)
    assert tried(golden, tmp_path, proposal).changes == []
    (row,) = tried(golden, tmp_path, proposal, all_months=True).changes
    assert row.target_month_after == 80.0


def test_the_commands_on_a_published_month(golden: Month, tmp_path: Path) -> None:
    before = content_hash((golden.home / "warehouse.duckdb").read_bytes())
    path = write_workbook(tmp_path / "usulan.xlsx", new_rapk("usulan", 9, b09=80.0, b10=80.0))
    told = capaian("targets", "simulate", path, "2022-09", home=golden.home)
    assert told.status == 0, told.err
    assert "IKU 20  Jumlah pasar pangan aman" in told.out
    assert "target bulan 90 -> 80, capaian 107,78 -> 121,25: Memenuhi Ekspektasi -> Tidak Dapat Disim" in told.out
    assert "1 dari 1 baris yang berubah berganti kelas." in told.out
    plain = json.loads(capaian("targets", "simulate", path, "2022-09", "--json", home=golden.home).out)
    assert [change["iku_no"] for change in plain["changes"]] == [20]
    assert content_hash((golden.home / "warehouse.duckdb").read_bytes()) == before
    assert not (golden.home / "targets").exists()


def test_an_import_names_the_published_months_that_it_touches(golden: Month, tmp_path: Path) -> None:
    """Only those for which something else is in force: a version that ends later touches nothing before."""
    published = tmp_path / "home" / "warehouse.duckdb"
    published.parent.mkdir()
    shutil.copy(golden.home / "warehouse.duckdb", published)
    home = Home(published.parent)
    later = import_targets(home, write_csv(tmp_path / "a.csv", new_rapk("satu", 11)), Limits(), "2022-10-01", None)
    assert later.published_months == []
    backwards: Rows = {
        "versions": [closed("dipa", 8), version("PERKARA", "dua", 9, 12)],
        "case_targets": [
            {"unit": "SERANG", "year": 2022, "version": "dua", "target_n": 6, "target_carry_over": 4, "target_dipa": 6}
        ],
    }
    now = import_targets(home, write_csv(tmp_path / "b.csv", backwards), Limits(), "2022-10-01", None)
    assert now.published_months == ["2022-09"]


def test_import_and_show(tmp_path: Path) -> None:
    home = tmp_path / "home"
    path = write_workbook(tmp_path / "target.xlsx", new_rapk("revisi", 10, b10=95.0, b11=97.5))
    done = capaian("targets", "import", path, "--by", "Biro", "--at", "2022-10-01T09:00:00", home=home)
    assert done.status == 0, done.err
    assert "SERANG 2022: RAPK 'revisi', berlaku B10-B12 (29 baris)" in done.out
    assert "sudah tercatat" in capaian("targets", "import", path, home=home).out
    found = json.loads(capaian("targets", "show", "SERANG", "--json", home=home).out)
    versions = [item for item in found["versions"] if item["kind"] == "rapk"]
    assert [(item["version"], item["from_month"], item["to_month"]) for item in versions] == [
        ("semula", 1, 6),
        ("signed_2022-07-28", 7, 9),
        ("revisi", 10, 12),
    ]
    assert versions[2]["letter"] == "PR.01/1"
    pasar: dict[str, Any] = next(item for item in found["indicators"] if item["iku_no"] == 20)
    assert pasar["target_month"] == [5, 25, 25, 25, 40, 60, 70, 90, 90, 95, 97.5, 3]
    assert pasar["rapk_version"] == ["semula"] * 6 + ["signed_2022-07-28"] * 3 + ["revisi"] * 3
    obat = next(item for item in found["indicators"] if item["iku_no"] == 3)
    assert obat["target_year"] == [74] * 6 + [85] * 6
    assert found["case_targets"] == [{"version": "dipa", "target_n": 5, "target_carry_over": 4, "target_dipa": 5}]
    assert sum(row["pagu"] for row in found["ceilings"] if row["indicator_id"]) == 28226462000
    shown = capaian("targets", "show", "SERANG", home=home).out
    assert "RAPK 'revisi' · Dokumen revisi · PR.01/1 · 2022-09-30 · B10-B12" in shown
    assert "Pagu 'dipa_2022-08-04' (B08-B12): Rp28.942.153.000" in shown
    table = tmp_path / "target.csv"
    assert capaian("targets", "show", "SERANG", "--to", table, home=home).status == 0
    with table.open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file, delimiter=";"))
    assert len(listed) == 348
    assert [row["Target bulan"] for row in listed if row["IKU"] == "20" and row["Bulan"] == "11"] == ["97,5"]


def test_a_refused_file_ends_4_and_an_unknown_one_2(tmp_path: Path) -> None:
    home = tmp_path / "home"
    proposal = new_rapk()
    proposal["monthly_targets"][0]["b10"] = "x"
    told = capaian("targets", "import", write_csv(tmp_path / "usulan.csv", proposal), home=home)
    assert told.status == 4
    assert "Berkas usulan.csv, lembar RAPK, sel N8: 'x' bukan angka." in told.err
    assert "1 hal perlu diperbaiki. Tidak ada yang dimasukkan." in told.err
    assert {path.name for path in home.iterdir()} == {".lock", "logs"}  # what was tried, and nothing of the proposal
    missing = capaian("targets", "import", tmp_path / "tidak-ada.xlsx", home=home)
    assert missing.status == 2
    assert "tidak ada; periksa nama dan foldernya" in missing.err
    assert capaian("targets", "show", "SERANG", "--year", "2030", home=home).status == 2
    assert capaian("targets", "show", "KENDARI", home=home).status == 2
    assert capaian("targets", "simulate", write_csv(tmp_path / "a.csv", new_rapk()), "2022-09", home=home).status == 1


def test_the_template_is_the_same_bytes_and_can_be_sent_back(tmp_path: Path) -> None:
    home, empty, filled = tmp_path / "home", tmp_path / "kosong.xlsx", tmp_path / "serang.xlsx"
    assert capaian("targets", "template", empty, home=home).status == 0
    first = empty.read_bytes()
    assert capaian("targets", "template", empty, home=home).status == 0
    assert empty.read_bytes() == first
    assert capaian("targets", "template", filled, "--unit", "SERANG", home=home).status == 0
    assert "tidak ada perubahan" in capaian("targets", "import", filled, home=home).out
    book = openpyxl.load_workbook(filled)
    assert book.sheetnames[:5] == ["PETUNJUK", "KANTOR", "VERSI", "PK", "RAPK"]
    assert book["PK"].max_row == 59
    assert capaian("targets", "import", empty, home=home).status == 4
