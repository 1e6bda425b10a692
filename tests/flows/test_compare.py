"""Two warehouses side by side: the corrected month as it is, and copies of September in which one thing was changed."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
import pytest

from flows.compare.compare import Comparison, compare, layout
from flows.compare.show import show_comparison
from flows.compare.wording import told_in_full, why, words
from flows.settings import DBT_PROJECT

from .conftest import Corrected, Month, capaian

MEMENUHI, BELUM = "Memenuhi Ekspektasi", "Belum Memenuhi Ekspektasi"
FIRST, SECOND = "RHPK_SERANG_2022-09.xlsx", "RHPK_SERANG_2022-09_koreksi.xlsx"


def warehouse(home: Path) -> Path:
    return home / "warehouse.duckdb"


Changed = Callable[..., Comparison]


@pytest.fixture
def changed(golden: Month, tmp_path: Path) -> Changed:
    """September, and the same in which statements changed something."""

    def made(*statements: str, swap: bool = False) -> Comparison:
        other = tmp_path / "other.duckdb"
        shutil.copyfile(warehouse(golden.home), other)
        with duckdb.connect(str(other)) as connection:
            for statement in statements:
                connection.execute(statement)
        pair = (warehouse(golden.home), other)
        return compare(*(reversed(pair) if swap else pair))

    return made


def told(comparison: Comparison) -> list[tuple[str, str, str, str | None, str | None]]:
    return [(row.scope, row.scope_key, row.measure, row.before, row.after) for row in told_in_full(comparison)]


def reasons(comparison: Comparison) -> dict[tuple[str, str], list[str]]:
    return {
        (f"{row.scope} {row.scope_key}".strip(), row.measure): why(row, comparison.definitions_known)
        for row in comparison.figures
    }


def test_the_corrected_case_target_moves_what_was_submitted_and_nothing_recomputed(
    golden: Month, corrected: Corrected
) -> None:
    comparison = compare(warehouse(golden.home), warehouse(corrected.home))
    assert comparison.compared == [("SERANG", "2022-09")]
    figures = told_in_full(comparison)
    assert [
        (row.scope_key, row.measure, row.before, row.after, row.class_before, row.class_after) for row in figures
    ] == [
        ("23", "capaian_year_submitted", "103.68", "95.52", MEMENUHI, BELUM),
        ("23", "capaian_month_submitted", "131.06", "120.75", "Tidak Dapat Disimpulkan", "Tidak Dapat Disimpulkan"),
        ("23", "realisasi_submitted", "69.46", "64.0", None, None),
        ("23", "submitted_differs", "true", "false", None, None),
    ]
    assert [row.difference for row in figures] == [-8.16, -10.31, -5.46, None]
    [cause] = figures[0].causes
    assert (cause.cause, cause.name, cause.before, cause.after) == ("cell", "MATRIKS CAPAIAN N30", "103.68", "95.52")
    assert (cause.source_before, cause.source_after) == (FIRST, SECOND)
    # What follows from it where the submitted results are worked through: objective, perspectives, efficiency.
    assert {(row.key, row.measure) for row in comparison.figures if row.mart == "mart_reconciliation"} == {
        (key, "submitted")
        for key in (
            *("indicator 23 realisasi", "indicator 23 capaian_month", "indicator 23 capaian_year", "sasaran 7 nps"),
            *("perspective Internal Process nilai", "perspective Total nilai"),
            *(
                f"efficiency {row} {measure}"
                for row in ("23", "total_official", "total_measured")
                for measure in ("ie", "te")
            ),
        )
    }
    assert reasons(comparison)["sasaran 7", "submitted"] == ["mengikuti IKU 23"]
    assert {row.mart for row in comparison.figures} == {
        "mart_capaian_indicator",
        "fct_indicator",
        "mart_reconciliation",
    }
    assert {table.mart: (table.appeared, table.disappeared, table.changed) for table in comparison.tables}[
        "mart_findings"
    ] == (0, 0, 3)
    assert (comparison.contracts, comparison.definitions, comparison.definitions_known) == ([], [], True)


def test_a_warehouse_is_the_same_as_itself(golden: Month, capsys: pytest.CaptureFixture[str]) -> None:
    comparison = compare(warehouse(golden.home), warehouse(golden.home))
    show_comparison(comparison)
    assert capsys.readouterr().out == "Tidak ada angka yang bergeser (1 kantor dan bulan dibandingkan).\n"
    assert comparison.figures == []
    assert comparison.tables == []


def test_a_cell_moves_its_indicator_and_what_is_worked_out_from_it(changed: Changed) -> None:
    """As if D42 held another number: each figure names the cell, what is above names the indicator."""
    comparison = changed(
        "update marts.mart_indicator_input set value = value + 7 where iku_no = 13 and cell = 'D42'",
        "update marts.fct_indicator set realisasi = 41.9 where iku_no = 13",
        "update marts.mart_capaian_indicator set realisasi = 41.9, capaian_month = 79.5, "
        "kriteria_month = 'Belum Memenuhi Ekspektasi' where iku_no = 13",
        "update marts.mart_capaian_sasaran set nps = nps - 1 where sasaran_no = 4",
        "update marts.mart_capaian_perspective set nilai = nilai - 0.1 "
        "where perspective in ('Internal Process', 'Total')",
    )
    [first, *_] = told_in_full(comparison)
    assert (first.scope_key, first.measure, first.changes_class) == ("13", "capaian_month", True)
    found = reasons(comparison)
    cell = ["sel SARANA PRODUKSI D42 70 menjadi 77"]
    assert found["indicator 13", "realisasi"] == cell
    assert found["indicator 13", "capaian_month"] == cell
    assert found["sasaran 4", "nps"] == ["mengikuti IKU 13"]
    assert found["perspective Total", "nilai"] == ["mengikuti IKU 13"]
    assert found["perspective Internal Process", "nilai"] == ["mengikuti IKU 13"]


def test_a_target_moves_the_achievement_and_not_the_result(changed: Changed) -> None:
    comparison = changed(
        "update marts.mart_indicator_reference set value = 80, version = 'kedua', document = 'ND-1' "
        "where iku_no = 20 and role = 'target_month'",
        "update marts.mart_capaian_indicator set target_month = 80, capaian_month = 121.25, rapk_version = 'kedua', "
        "kriteria_month = 'Tidak Dapat Disimpulkan', efektivitas = null where iku_no = 20",
    )
    found = reasons(comparison)
    assert {measure for _, measure in found} == {"target_month", "capaian_month", "rapk_version", "efektivitas"}
    [sentence] = found["indicator 20", "capaian_month"]
    assert sentence.startswith("target bulan 90 menjadi 80 (signed")
    assert sentence.endswith(" menjadi kedua, ND-1)")


def test_a_result_of_unchanged_cells_and_another_formula(changed: Changed) -> None:
    comparison = changed(
        "update marts.fct_indicator set formula = 'share_mean', realisasi = 60 where iku_no = 24",
        "update marts.mart_capaian_indicator set realisasi = 60, capaian_year = 70 where iku_no = 24",
    )
    sentence = reasons(comparison)["indicator 24", "capaian_year"]
    assert len(sentence) == 1
    assert re.fullmatch(r"rumus \w+ \w+ menjadi share_mean", sentence[0])


def test_another_class_of_the_same_figure_is_a_band(changed: Changed) -> None:
    comparison = changed(
        "update reference.class_bands set lower_edge = 99 where lower_edge = 100",
        "update marts.mart_capaian_indicator set kriteria_year = 'Memenuhi Ekspektasi' where iku_no = 23",
    )
    [row] = told_in_full(comparison)
    assert (row.measure, row.difference, row.class_before, row.class_after) == ("capaian_year", 0.0, BELUM, MEMENUHI)
    assert why(row, True) == ["batas kriteria berubah"]


def test_the_same_inputs_and_another_model(changed: Changed) -> None:
    """Only when nothing else differs a model is named: one that the mart is made by."""
    comparison = changed(
        "update raw.published_definitions set checksum = 'x' where name = 'int_indicator_result'",
        "update marts.mart_capaian_indicator set realisasi = 60 where iku_no = 24",
        "update marts.mart_budget set persen = 60 where jenis = 'total'",
    )
    found = reasons(comparison)
    assert found["indicator 24", "realisasi"] == ["definisi berubah: model int_indicator_result"]
    [budget] = [reason for (_, measure), reason in found.items() if measure == "persen"]
    assert budget == ["tidak terjelaskan: masukan, target, rumus, dan model sama"]
    [definition] = comparison.definitions
    assert (definition.kind, definition.name, definition.change) == ("model", "int_indicator_result", "changed")
    assert "mart_capaian_indicator" in definition.marts
    assert "mart_budget" not in definition.marts


def test_a_warehouse_of_an_earlier_edition_says_what_it_can(changed: Changed) -> None:
    """No record of models, a mart fewer, a column fewer, a column of another type."""
    comparison = changed(
        "drop table raw.published_definitions",
        "update raw.published_contracts set contract_version = 0 where mart = 'mart_capaian_sasaran'",
        "drop table marts.mart_figure_input",
        "alter table marts.mart_capaian_sasaran drop column sasaran",
        "alter table marts.mart_capaian_sasaran alter indicators_due type double",
        "update marts.fct_indicator set realisasi = 1 where iku_no = 24",
        swap=True,
    )
    assert reasons(comparison) == {
        ("indicator 24", "realisasi"): [
            "tidak terjelaskan: masukan, target, dan rumus sama; salah satu gudang tidak mencatat modelnya"
        ]
    }
    contracts = {contract.mart: contract for contract in comparison.contracts}
    assert set(contracts) == {"mart_capaian_sasaran", "mart_figure_input"}
    sasaran = contracts["mart_capaian_sasaran"]
    assert (sasaran.added, sasaran.removed, sasaran.retyped) == (("sasaran",), (), ("indicators_due",))
    assert (sasaran.version_before, sasaran.version_after) == (0, 1)


def test_a_month_that_an_earlier_edition_published_blames_no_model(changed: Changed) -> None:
    comparison = changed(
        "delete from raw.published_definitions",
        "update marts.fct_indicator set realisasi = 1 where iku_no = 24",
    )
    assert comparison.definitions == []
    [sentences] = reasons(comparison).values()
    assert sentences[0].endswith("salah satu gudang tidak mencatat modelnya")


def test_a_new_indicator_and_one_that_is_gone(changed: Changed) -> None:
    new = (
        "insert into marts.{} by name "
        "(select * replace (30 as iku_no, 'baru' as indicator_id) from marts.{} where iku_no = 13)"
    )
    comparison = changed(
        *(new.format(mart, mart) for mart in ("fct_indicator", "mart_capaian_indicator")),
        "delete from marts.fct_indicator where iku_no = 24",
        "delete from marts.mart_capaian_indicator where iku_no = 24",
        "update marts.mart_capaian_sasaran set indicators_due = indicators_due + 1 where sasaran_no = 4",
    )
    assert [(row.key, row.kind) for row in comparison.figures if row.mart == "fct_indicator"] == [
        ("24", "disappeared"),
        ("30", "appeared"),
    ]
    found = reasons(comparison)
    assert found["indicator 30", ""] == ["indikator baru baru"]
    assert found["sasaran 4", "indicators_due"] == ["mengikuti IKU 30"]


def test_months_that_only_one_side_has_are_named_and_not_compared(changed: Changed) -> None:
    later = "update marts.{} set period = '2022-10'"
    comparison = changed(*(later.format(mart) for mart in layout()["marts"]))
    assert comparison.compared == []
    assert (comparison.only_old, comparison.only_new) == ([("SERANG", "2022-09")], [("SERANG", "2022-10")])
    assert comparison.figures == []


def test_the_command_tells_the_gravest_first_and_ends_0(golden: Month, corrected: Corrected) -> None:
    outcome = capaian("compare", golden.home, warehouse(corrected.home), home=golden.home)
    assert (outcome.status, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    assert lines[:3] == [
        "SERANG · 2022-09 · IKU 23",
        "  capaian tahun menurut kiriman 103,68 menjadi 95,52 (-8,16), "
        "kriteria Memenuhi Ekspektasi menjadi Belum Memenuhi Ekspektasi",
        f"    Sebab: sel MATRIKS CAPAIAN N30 103,68 menjadi 95,52 ({FIRST} menjadi {SECOND})",
    ]
    assert lines[-1] == "4 angka bergeser, 1 di antaranya berganti kriteria; 0 baris baru atau hilang."


def test_the_command_as_json_and_as_tables(golden: Month, corrected: Corrected, tmp_path: Path) -> None:
    told_json = capaian(
        "compare", golden.home, corrected.home, "--json", "--to", tmp_path / "beda.csv", home=golden.home
    )
    figures = json.loads(told_json.out)["figures"]
    assert figures[0]["class_after"] == BELUM
    assert figures[0]["causes"][0]["name"] == "MATRIKS CAPAIAN N30"
    with (tmp_path / "beda.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert len(rows) == len(figures)
    assert (rows[0]["Baris"], rows[0]["Lama"], rows[0]["Baru"], rows[0]["Selisih"]) == (
        "23",
        "103,68",
        "95,52",
        "-8,16",
    )
    written = capaian("compare", golden.home, corrected.home, "--to", tmp_path / "beda.xlsx", home=golden.home)
    assert written.out == f"{len(figures)} perbedaan ditulis ke {tmp_path / 'beda.xlsx'}.\n"
    sheet = openpyxl.load_workbook(tmp_path / "beda.xlsx")["Perbandingan"]
    assert sheet["G2"].value == 95.52


@pytest.mark.parametrize("what", ["missing", "empty", "text"])
def test_what_is_no_warehouse_is_told(golden: Month, tmp_path: Path, what: str) -> None:
    other = tmp_path / "lain"
    if what == "empty":
        duckdb.connect(str(other)).close()
    if what == "text":
        other.write_text("bukan gudang data" * 1000)
    outcome = capaian("compare", golden.home, other, home=golden.home)
    assert outcome.status == 1
    expected = {
        "missing": f"Tidak ada gudang data di {other}.",
        "empty": f"Belum ada hasil yang diterbitkan di {other}.",
        "text": f"{other} bukan gudang data yang dapat dibaca.",
    }
    assert outcome.err.startswith(expected[what])


def test_every_figure_that_a_restatement_tells_is_compared_under_the_same_key_and_class() -> None:
    macro = (DBT_PROJECT / "macros" / "restated.sql").read_text("utf-8")
    found = re.findall(r"\('\w+', '(\w+)', '[^']+', '(\w+)', ('?\w+'?)\)", macro)
    assert len(found) == 8
    for mart, measure, class_measure in found:
        known = layout()["marts"][mart]
        assert known.get("classes", {}).get(measure) == (None if class_measure == "none" else class_measure.strip("'"))


def test_every_mart_is_compared_or_counted_and_has_a_name() -> None:
    marts = {path.stem for path in (DBT_PROJECT / "models" / "marts").glob("*.yml")}
    assert set(layout()["marts"]) <= marts
    # what all offices make together follows from figures of each, which are compared
    assert marts - {"mart_capaian_national"} <= set(words()["marts"])
