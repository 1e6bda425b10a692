"""Formulas in words, from marts that hold figures written down here, and how a trace reads in the terminal."""

from __future__ import annotations

import csv
import re
from typing import Any

import pytest

from flows.report import build_outline, read_figures
from flows.report.outline import Items, Paragraph, Section, plain
from flows.settings import DBT_PROJECT
from flows.terminal import show_trace
from flows.trace import (
    NotPublishedError,
    Trace,
    UnknownIndicatorError,
    Words,
    as_plain,
    find_trace,
    read_traces,
    refuse_unknown,
    utuh,
)

from .september import september
from .warehouse import FILE, Warehouse

WORDS = Words()


def _seed(name: str) -> list[dict[str, str]]:
    with (DBT_PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _office(**indicator: Any) -> Warehouse:
    """An invented office with one indicator."""
    w = Warehouse("TELUKBIRU", "2023-05")
    w.unit("Balai POM di Teluk Biru", "BPOM di Teluk Biru")
    values: dict[str, Any] = {"formula": "share_mean", "realisasi": 50.0, **indicator}
    w.indicator(1, "Persentase kampung aman", indicator_id="kampung_aman", **values)
    return w


def _parts(w: Warehouse, **measures: dict[str, float]) -> None:
    for part, values in measures.items():
        for measure, value in values.items():
            w.insert("marts.mart_indicator_part", iku_no=1, part=part, measure=measure, value=value)


def _trace(w: Warehouse) -> Trace:
    return find_trace(w.connection, w.unit_code, w.period, 1)


# -- the words stand for everything that the seeds and models can bring -----------------------------------------------


def test_every_indicator_of_the_formulas_has_its_words() -> None:
    wanted = {
        (row["indicator_id"], formula)
        for row in _seed("indicator_formulas")
        for formula in (row["formula"], row["fallback"])
        if formula
    }
    written = {
        (indicator, formula)
        for indicator, words in WORDS.data["indicators"].items()
        for formula in words
        if formula != "absent"
    }
    assert wanted == written
    assert {row["indicator_id"] for row in _seed("indicators")} == set(WORDS.data["indicators"])


def test_every_formula_has_its_numbers() -> None:
    assert set(WORDS.data["formulas"]) == {row["formula"] for row in _seed("indicator_formulas")}
    assert all(entry["words"] and entry["numbers"] for entry in WORDS.data["formulas"].values())


def test_months_without_a_result_have_a_reason() -> None:
    months: dict[str, set[int]] = {row["indicator_id"]: set() for row in _seed("indicators")}
    for row in _seed("indicator_formulas"):
        months[row["indicator_id"]] |= set(range(int(row["from_month"]), int(row["to_month"]) + 1))
    silent = {name for name, covered in months.items() if covered != set(range(1, 13))}
    assert silent == {name for name, words in WORDS.data["indicators"].items() if "absent" in words}


def test_every_cell_that_feeds_a_formula_has_its_role_in_words() -> None:
    models = (DBT_PROJECT / "models" / "intermediate" / "inputs").glob("*.sql")
    calls = [
        call
        for path in models
        for call in re.findall(r"input_row\(\s*'\w+', '(\w+)', '(\w+)', '(\w+)'", path.read_text("utf-8"))
    ]
    assert len(calls) > 20
    assert {(form, column) for form, column, _ in calls} == {
        (form, column) for form, columns in WORDS.data["cells"].items() for column in columns
    }
    assert {role for _, _, role in calls} == set(WORDS.data["roles"])


def test_every_part_of_reference_data_has_its_words() -> None:
    parts = {row["tahap"] for row in _seed("case_stages")} | {row["komponen"] for row in _seed("ikpa_weights")}
    assert parts <= set(WORDS.data["parts"])


# -- formulas with their numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "parts", "told"),
    [
        ("share_mean", {"all": {"numerator": 1060, "denominator": 2120}}, "= 1.060 / 2.120 × 100 ="),
        (
            "share_mean",
            {
                "a": {"numerator": 1, "denominator": 2},
                "b": {"numerator": 0, "denominator": 0},
                "c": {"denominator": 4},
            },
            "= (1 / 2 + 0 / 4) / 2 × 100 =",  # a part without denominator is left out, a blank numerator is none
        ),
        (
            "weighted_mean",
            {"a": {"value": 97.69, "weight": 24}, "b": {"value": 92.46, "weight": 108}, "c": {"weight": 5}},
            "= (24 × 97,69 + 108 × 92,46) / (24 + 108) =",
        ),
        ("mean_of_sums", {"a": {"value": 3}, "b": {"value": 1.4}}, "= (3 + 1,4) / 2 ="),
        ("submitted", {"all": {"numerator": 273, "denominator": 315}}, "= 273 / 315 × 100 ="),
        ("submitted", {"all": {"value": 50}}, "pada MATRIKS CAPAIAN = 50,00"),
    ],
)
def test_numbers_are_filled_in(formula: str, parts: dict[str, dict[str, float]], told: str) -> None:
    w = _office(formula=formula)
    _parts(w, **parts)
    words = WORDS.formula(_trace(w))
    assert told in words
    assert words.endswith("= 50,00")


def test_a_sum_lists_its_cells_but_not_the_blank_ones() -> None:
    w = _office(formula="mean_of_sums")
    for cell, value, state in (("F5", 20.0, "number"), ("F6", 0.0, "blank"), ("F7", 7.5, "number")):
        w.cell(1, cell, value, role="value", cell_state=state, form="desa", column_name="progres")
    _parts(w, all={"value": 27.5})
    assert " = 20 + 7,5 = 50,00" in WORDS.formula(_trace(w))


def test_without_a_case_of_the_current_year_nothing_is_divided_by_it() -> None:
    w = _office(formula="perkara", realisasi=8.0)
    _parts(
        w,
        spdp={"reached_current_year": 0, "reached_carry_over": 1, "points": 0},
        tahap_1={"reached_current_year": 0, "reached_carry_over": 1, "points": 8},
        all={"achieved": 1},
    )
    for role, part, value in (
        ("case_target_n", "all", 3),
        ("case_target_carry_over", "all", 1),
        ("neighbour_cases", "all", 3),
        ("stage_weight", "spdp", 0.15),
        ("stage_weight", "tahap_1", 0.4),
    ):
        w.insert("marts.mart_indicator_reference", iku_no=1, role=role, part=part, value=value)
    for cell, part in (("G6", "spdp"), ("G7", "tahap_1")):
        w.cell(1, cell, 0, part=part, role="current_year", form="perkara", column_name="realisasi_n")
    assert WORDS.steps(_trace(w)) == [
        "SPDP: belum ada perkara tahun berjalan = 0,00",
        "Tahap I: 0,4 × (0 / 3 + 1 / (3 + 1)) / (1 + 1 / (3 + 1)) × 100 = 8,00",
        "Capaian perkara: (0 perkara ditangani + 3 perkara kantor tetangga) / target 3, paling besar 1 = 1",
    ]


def test_parts_stand_in_the_order_of_the_sheet() -> None:
    w = _office()
    for cell, part in (("AA7", "ketiga"), ("B10", "terakhir"), ("C7", "kedua"), ("Z2", "pertama")):
        w.cell(1, cell, 1, part=part)
    assert list(_trace(w).parts) == ["pertama", "kedua", "ketiga", "terakhir"]


def test_a_month_whose_parts_were_never_published_tells_the_formula_without_numbers() -> None:
    w = _office()
    w.cell(1, "B5", 1)
    assert WORDS.formula(_trace(w)).endswith("penyebut = 50,00")


def test_what_is_wanted_but_not_there_is_said() -> None:
    w = _office(realisasi=None)
    w.cell(1, "B5", None, cell_state="blank")
    words = WORDS.formula(_trace(w))
    assert words.startswith("IKU 1 belum diukur pada Mei 2023. Rumusnya pembilang / penyebut")
    assert words.endswith("belum diterima.")
    assert WORDS.status(_trace(w)) == "belum diukur"


def test_without_any_formula_it_says_no_more_than_that() -> None:
    w = _office(realisasi=None, formula=None)
    assert WORDS.formula(_trace(w)) == (
        "IKU 1 belum diukur pada Mei 2023. Bulan ini belum ada rumus yang menghasilkan nilainya."
    )


def test_a_capaian_follows_the_polarity() -> None:
    w = _office(target_month=40, capaian_month=75, kriteria_month="Cukup")
    assert WORDS.capaian(_trace(w)) == ["Capaian Mei 2023 = 50,00 / 40 × 100 = 75,00 (Cukup)"]
    w.connection.execute("update marts.mart_capaian_indicator set polarity = 'lower'")
    assert WORDS.capaian(_trace(w)) == ["Capaian Mei 2023 = (2 × 40 − 50,00) / 40 × 100 = 75,00 (Cukup)"]


def test_progress_is_held_against_100_with_or_without_a_target_of_the_year() -> None:
    w = _office(is_progress=True, satuan="kampung", target_year=18, capaian_year=50, kriteria_year="Cukup")
    told = "Capaian tahun 2023 = 50,00 / 100 × 100 = 50,00 (Cukup); progres dibandingkan dengan 100"
    assert WORDS.capaian(_trace(w)) == [f"{told}, target tahunnya 18 kampung"]
    w.connection.execute("update marts.mart_capaian_indicator set target_year = null")
    assert WORDS.capaian(_trace(w)) == [told]
    w.connection.execute("update marts.mart_capaian_indicator set kriteria_year = null")
    assert WORDS.capaian(_trace(w)) == [told.replace(" (Cukup)", "")]


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.0, "0"), (1060.0, "1.060"), (13.333333333333, "13,333333333"), (0.0000005, "0,0000005"), (-2.5, "-2,5")],
)
def test_a_cell_is_told_whole(value: float, told: str) -> None:
    assert utuh(value) == told


@pytest.mark.parametrize(
    ("value", "state", "told"),
    [
        (7.5, "number", "7,5"),
        (0.0, "blank", "kosong, dihitung 0"),
        (None, "blank", "kosong"),
        (None, "dash", "bertanda strip"),
        (None, "error", "tidak terbaca sebagai angka"),
        (None, None, ""),
    ],
)
def test_what_a_cell_holds_is_told(value: float | None, state: str | None, told: str) -> None:
    w = _office()
    w.cell(1, "B5", value, cell_state=state)
    assert WORDS.content(_trace(w).cells[0]) == told


# -- what is not there ------------------------------------------------------------------------------------------------


def test_an_unknown_number_is_refused_with_those_that_exist() -> None:
    with pytest.raises(UnknownIndicatorError, match=r"IKU 30 tidak ada. Nomor IKU yang dikenal: 1 sampai dengan 29\."):
        refuse_unknown(30)
    with pytest.raises(UnknownIndicatorError, match=r"yang dikenal: 1, 4, dan 9\."):
        refuse_unknown(2, {9, 1, 4})
    w = _office()
    with pytest.raises(UnknownIndicatorError, match="1 sampai dengan 1"):
        find_trace(w.connection, w.unit_code, w.period, 2)


def test_a_month_never_published_is_said() -> None:
    w = _office()
    with pytest.raises(NotPublishedError, match=r"Belum ada hasil TELUKBIRU untuk 2023-06 .* capaian run 2023-06"):
        find_trace(w.connection, w.unit_code, "2023-06", 1)
    assert read_traces(w.connection, w.unit_code, "2023-06") == ()


# -- where it is shown ------------------------------------------------------------------------------------------------


def test_words_from_outside_are_shown_as_they_are_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    w = _office()
    w.cell(1, "B5", 1, row_label="[red]Kampung[/red]", file_name="[bold] RHPK [revisi].xlsx", sheet="LEMBAR [a]")
    show_trace(_trace(w), WORDS)
    out = capsys.readouterr().out
    assert f"[bold] RHPK [revisi].xlsx · LEMBAR [a] · sha256 {FILE}" in out
    assert "· [red]Kampung[/red]" in out


def test_a_trace_as_plain_data_says_the_hash_and_the_words() -> None:
    w = _office()
    w.cell(1, "B5", 1, row_label="Kampung")
    [cell] = as_plain(_trace(w), WORDS)["cells"]
    assert (cell["sha256"], cell["submission_id"]) == (FILE, FILE)
    assert cell["role_in_words"] == "pembilang: sarana memenuhi ketentuan"


def test_each_indicator_of_the_report_has_its_block() -> None:
    w = september()
    w.cell(13, "D6", 8, role="denominator", column_name="diperiksa", row_label="Industri <b>")
    outline = build_outline(read_figures(w.connection, w.unit_code, w.period))
    sections = {section.id: section for section in outline.sections()}
    assert {f"asal-{iku}" for iku in (1, 7, 9, 13, 19, 23)} <= set(sections)
    block: Section = sections["asal-13"]
    formula = next(it for it in block.blocks if isinstance(it, Paragraph))
    assert plain(formula.text).startswith("IKU 13 = ")
    steps = next(it for it in block.blocks if isinstance(it, Items))
    assert plain(steps.items[-1]) == "Baris IKU 13 pada Tabel 3.1"
    table = next(it for it in outline.tables() if it.id == "sel-13")
    assert [plain(cell.text) for cell in table.rows[0].cells] == ["SARANA PRODUKSI, kiriman.xlsx"]
    assert ["D6", "8", "penyebut: sarana diperiksa Industri <b>"] in [
        [plain(cell.text) for cell in row.cells] for row in table.rows
    ]
