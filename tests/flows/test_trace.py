"""From a published figure back to its cells: recomputed from them and nothing else, and found in the archived file."""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
from collections.abc import Callable, Iterable
from statistics import fmean
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from flows.cli import cli

from .conftest import FIRST, Corrected, Month, capaian, rows

Listed = dict[str, Any]
MEASURED = [*range(1, 6), *range(9, 25), 28, 29]
NOT_MEASURED = [6, 8, 25, 26, 27]


@pytest.fixture(scope="module")
def listed(golden: Month) -> dict[int, Listed]:
    """What `capaian trace --json` lists for every indicator of September."""
    runner = CliRunner()
    found = {}
    for iku in range(1, 30):
        outcome = runner.invoke(cli, ["trace", "SERANG", "2022-09", str(iku), "--json", "--home", str(golden.home)])
        assert outcome.exit_code == 0, outcome.output
        found[iku] = json.loads(outcome.stdout)
    return found


# -- the arithmetic of the domain handbook, section 3, written here again --------------------------------------------


def column(trace: Listed, name: str, row: str = "") -> list[float]:
    """The figures of one column of the form, of rows whose key begins so; a cell without a number counts as none."""
    found = [
        cell["value"] or 0.0
        for cell in trace["cells"]
        if cell["column_name"] == name and cell["row_key"].startswith(row)
    ]
    assert found, (trace["iku_no"], name, row)
    return found


def share(numerators: Iterable[float], denominators: Iterable[float]) -> float:
    return 100 * sum(numerators) / sum(denominators)


def samples(trace: Listed) -> float:
    return share(column(trace, "ms"), column(trace, "diperiksa_diuji"))


def facilities(trace: Listed) -> float:
    return share(column(trace, "mk"), column(trace, "diperiksa"))


def by_stakeholder(trace: Listed) -> float:
    return fmean(
        share(column(trace, "tl", who), column(trace, "rekomendasi", who)) for who in ("pelaku_usaha", "lintas_sektor")
    )


def examined_and_tested(trace: Listed) -> float:
    return fmean(
        (
            share(column(trace, "diperiksa"), column(trace, "target_setahun")),
            share(column(trace, "diuji"), column(trace, "masuk_lab")),
        )
    )


def weighted_by_respondents(trace: Listed, value: str) -> float:
    answers = {cell["row_key"]: cell["value"] for cell in trace["cells"] if cell["column_name"] == "responden"}
    scores = {cell["row_key"]: cell["value"] for cell in trace["cells"] if cell["column_name"] == value}
    assert answers.keys() == scores.keys()
    return sum(answers[row] * scores[row] for row in scores) / sum(answers.values())


def stated(trace: Listed) -> float:
    [value] = column(trace, "realisasi")
    return value


def given(name: str) -> Callable[[Listed], float]:
    def single(trace: Listed) -> float:
        [value] = column(trace, name)
        return value

    return single


def progress(trace: Listed) -> float:
    return sum(column(trace, "progres"))


def programmes(trace: Listed) -> float:
    return fmean(sum(column(trace, "progres", name)) for name in ("obat_tradisional", "kosmetik", "pangan"))


def reference(trace: Listed, role: str, part: str = "all") -> float:
    [value] = [row["value"] for row in trace["references"] if (row["role"], row["part"]) == (role, part)]
    return float(value)


def cases(trace: Listed) -> float:
    order = ("spdp", "tahap_1", "p21", "tahap_2")
    now = {stage: sum(column(trace, "realisasi_n", stage)) for stage in order}
    carried = {stage: sum(column(trace, "realisasi_carry_over", stage)) for stage in order}
    n, c = sum(now.values()), sum(carried.values())
    t, tc = reference(trace, "case_target_n"), reference(trace, "case_target_carry_over")
    points = reference(trace, "stage_weight", "spdp") * n / n
    for at, stage in enumerate(order[1:], 1):
        a = sum(now[later] for later in order[at:]) / t
        b = sum(carried[later] for later in order[at:]) / (t + tc)
        points += reference(trace, "stage_weight", stage) * (a + b) / (1 + c / (t + tc))
    return 100 * points * min(1.0, (n + reference(trace, "neighbour_cases")) / t)


def budget_performance(trace: Listed) -> float:
    names = [cell["row_key"] for cell in trace["cells"] if cell["row_key"] != "nilai_eka"]
    assert len(names) == 8
    weights = {name: reference(trace, "component_weight", name) for name in names}
    ikpa = sum(weights[name] * sum(column(trace, "nilai", name)) for name in names) / 100
    eka = sum(column(trace, "nilai", "nilai_eka"))
    parts = reference(trace, "component_weight", "nilai_eka"), reference(trace, "component_weight", "nilai_ikpa")
    return (parts[0] * eka + parts[1] * ikpa) / 100


RULES: dict[int, Callable[[Listed], float]] = {
    **dict.fromkeys((1, 2, 3, 4, 5), samples),
    9: lambda trace: weighted_by_respondents(trace, "nilai"),
    10: stated,
    11: by_stakeholder,
    12: lambda trace: share(column(trace, "pembilang"), column(trace, "penyebut")),
    13: facilities,
    14: facilities,
    15: given("nilai"),
    16: programmes,
    17: given("skala_100"),
    18: stated,
    19: progress,
    20: progress,
    21: examined_and_tested,
    22: examined_and_tested,
    23: cases,
    24: lambda trace: sum(column(trace, "nilai")),
    28: lambda trace: fmean(column(trace, "nilai")),
    29: budget_performance,
}


def test_every_measured_indicator_has_a_rule_here(golden: Month) -> None:
    measured = rows(golden.home, "select iku_no from marts.fct_indicator where status = 'measured' order by 1")
    assert [iku for (iku,) in measured] == sorted(RULES) == MEASURED


@pytest.mark.parametrize("iku", MEASURED)
def test_a_result_is_recomputed_from_its_cells_and_nothing_else(
    golden: Month, listed: dict[int, Listed], iku: int
) -> None:
    [(realisasi,)] = rows(golden.home, "select realisasi from marts.fct_indicator where iku_no = ?", iku)
    assert RULES[iku](listed[iku]) == pytest.approx(realisasi, rel=0, abs=1e-9)
    assert listed[iku]["realisasi"] == realisasi


def test_the_interim_value_is_recomputed_too(golden: Month, listed: dict[int, Listed]) -> None:
    [(interim,)] = rows(golden.home, "select interim_value from marts.fct_indicator where iku_no = 7")
    assert weighted_by_respondents(listed[7], "indeks") == pytest.approx(interim, rel=0, abs=1e-9)


@pytest.mark.parametrize("iku", range(1, 30))
def test_a_capaian_is_recomputed_from_the_result_and_the_targets_listed(
    golden: Month, listed: dict[int, Listed], iku: int
) -> None:
    [(month, year, progress_is_reported)] = rows(
        golden.home,
        "select capaian_month, capaian_year, is_progress from marts.mart_capaian_indicator where iku_no = ?",
        iku,
    )
    trace = listed[iku]
    targets = {row["role"]: row["value"] for row in trace["references"] if row["role"].startswith("target_")}
    if progress_is_reported:
        targets["target_year"] = 100
    for target, published in (("target_month", month), ("target_year", year)):
        known = target in targets and trace["realisasi"] is not None
        assert published == (pytest.approx(100 * trace["realisasi"] / targets[target]) if known else None)


def test_a_target_names_its_version_document_and_row(listed: dict[int, Listed]) -> None:
    [month] = [row for row in listed[13]["references"] if row["role"] == "target_month"]
    assert (month["value"], month["reference_table"], month["version"]) == (60, "targets", "signed_2022-07-28")
    assert month["row_key"] == "rapk / signed_2022-07-28 / sarana_produksi_mk / B09"
    assert "28 Juli 2022" in month["document"]
    case = {row["role"]: row for row in listed[23]["references"] if row["part"] == "all"}
    assert (case["case_target_n"]["value"], case["case_target_n"]["document"]) == (5, "DIPA 2022, target perkara")
    assert case["case_target_carry_over"]["value"] == 4
    assert (case["neighbour_cases"]["reference_table"], case["neighbour_cases"]["row_key"]) == (
        "neighbour_cases",
        "2022-09",
    )


# -- the archived workbook -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def workbooks(golden: Month, listed: dict[int, Listed]) -> dict[str, openpyxl.Workbook]:
    """The archived contents that the traces name, by hash."""
    names = {cell["sha256"] for trace in listed.values() for cell in (*trace["cells"], *trace["figures"])}
    found = {}
    for name in names:
        content = (golden.home / "archive" / name[:2] / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == name
        found[name] = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return found


@pytest.mark.parametrize("iku", range(1, 30))
def test_every_listed_cell_holds_the_listed_value_in_the_archived_workbook(
    listed: dict[int, Listed], workbooks: dict[str, openpyxl.Workbook], iku: int
) -> None:
    for cell in (*listed[iku]["cells"], *listed[iku]["figures"]):
        held = workbooks[cell["sha256"]][cell["sheet"]][cell["cell"]]
        where = (cell["sheet"], cell["cell"], held.value, cell["value"])
        if cell.get("cell_state", "number") == "blank":
            assert held.value is None, where
            assert not cell["value"], where
        elif isinstance(held.value, str):  # a number inside words
            assert str(int(cell["value"])) in held.value.replace(".", ""), where
        else:
            factor = 100 if "%" in held.number_format and cell["value"] > 1 >= held.value else 1
            assert held.value * factor == pytest.approx(cell["value"], rel=0, abs=1e-9), where


def test_the_file_is_named_as_it_came(listed: dict[int, Listed]) -> None:
    [sent] = FIRST.glob("*.xlsx")
    cells = [cell for trace in listed.values() for cell in (*trace["cells"], *trace["figures"])]
    assert len(cells) > 300
    assert {cell["file_name"] for cell in cells} == {sent.name}
    assert {cell["sha256"] for cell in cells} == {hashlib.sha256(sent.read_bytes()).hexdigest()}


def test_a_workbook_sent_again_is_the_one_traced(corrected: Corrected) -> None:
    outcome = capaian("trace", "SERANG", "2022-09", 23, "--json", home=corrected.home)
    files = {cell["file_name"] for cell in json.loads(outcome.out)["cells"]}
    assert files == {"RHPK_SERANG_2022-09_koreksi.xlsx"}


# -- what people read ------------------------------------------------------------------------------------------------


def test_words_tell_the_formula_with_its_numbers(listed: dict[int, Listed]) -> None:
    words = {iku: trace["formula_in_words"] for iku, trace in listed.items()}
    assert words[13] == (
        "IKU 13 = sarana produksi yang memenuhi ketentuan / sarana produksi yang diperiksa × 100 "
        "= 68 / 155 × 100 = 43,87"
    )
    assert words[11].endswith("= (61 / 103 + 3 / 17) / 2 × 100 = 38,44")
    assert words[9].endswith("= (24 × 97,69 + 108 × 92,46) / (24 + 108) = 93,41")
    assert words[15].endswith("sebagaimana diberikan = 4,89")
    assert words[19].endswith("= 20 + 5 + 15 + 15 + 10 + 7,5 + 10 = 82,50")
    assert words[23].endswith("= (15,00 + 24,57 + 18,43 + 6,00) × 1 = 64,00")
    assert words[29].endswith("= (60 × 83,48 + 40 × 96,37) / (60 + 40) = 88,64")
    assert listed[23]["steps"][1] == "Tahap I: 0,4 × (2 / 5 + 5 / (5 + 4)) / (1 + 5 / (5 + 4)) × 100 = 24,57"
    assert listed[16]["capaian_in_words"][1].startswith("Capaian tahun 2022 = 78,02 / 100 × 100 = 78,02")
    for told in words.values():
        assert not re.search(r"None|[{}]|\d\.\d\d\b", told)


@pytest.mark.parametrize("iku", NOT_MEASURED)
def test_what_is_not_measured_is_said_so(listed: dict[int, Listed], iku: int) -> None:
    assert listed[iku]["formula_in_words"].startswith(f"IKU {iku} belum diukur pada September 2022. ")
    assert listed[iku]["formula_in_words"].endswith("laporan bulan Desember.")
    assert (listed[iku]["status"], listed[iku]["cells"]) == ("not_measured", [])


def test_an_interim_value_is_said_so_and_its_cells_are_listed(listed: dict[int, Listed]) -> None:
    assert listed[7]["formula_in_words"].startswith("IKU 7 (nilai sementara, belum dinilai) = ")
    assert listed[7]["status_in_words"] == "nilai sementara, dihitung ulang dari formulir"
    assert len(listed[7]["cells"]) == 18


@pytest.mark.parametrize("iku", range(1, 30))
def test_every_role_is_told_in_words(listed: dict[int, Listed], iku: int) -> None:
    for kind, raw in (("cells", "column_name"), ("references", "role"), ("figures", "figure")):
        for entry in listed[iku][kind]:
            assert entry["role_in_words"], entry
            assert "_" not in entry["role_in_words"], entry
            assert not entry["role_in_words"].endswith(f": {entry[raw]}"), entry


def test_the_trace_as_text(golden: Month) -> None:
    outcome = capaian("trace", "SERANG", "2022-09", 13, "--inbox", "mana saja", home=golden.home)
    assert outcome.status == 0, outcome.err
    lines = outcome.out.splitlines()
    assert lines[0].startswith("SERANG · 2022-09 · IKU 13  Persentase sarana produksi")
    assert "Realisasi  43,87% (68 dari 155)" in lines
    assert any(
        re.match(r"  RHPK_SERANG_2022-09\.xlsx · SARANA PRODUKSI · sha256 [0-9a-f]{64}$", line) for line in lines
    )
    assert any(re.match(r"    E45 +5  pembilang: sarana memenuhi ketentuan · Industri Rumah", line) for line in lines)
    assert any("60  target bulan ini · tabel targets, baris rapk / signed_2022-07-28" in line for line in lines)


def test_a_blank_that_counts_is_told_as_blank(golden: Month) -> None:
    outcome = capaian("trace", "SERANG", "2022-09", 23, home=golden.home)
    assert re.search(r"    H6 +kosong, dihitung 0  perkara carry over", outcome.out)


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("ATLANTIS", "2022-09", "13"), 2, "Kantor 'ATLANTIS' tidak dikenal. Kantor yang dikenal: SERANG."),
        (("SERANG", "2022-09", "30"), 2, "IKU 30 tidak ada. Nomor IKU yang dikenal: 1 sampai dengan 29."),
        (("SERANG", "2022-09", "0"), 2, "IKU 0 tidak ada."),
        (("SERANG", "2022-10", "30"), 2, "IKU 30 tidak ada."),
        (("SERANG", "2022-10", "13"), 4, "Belum ada hasil SERANG untuk 2022-10 yang diterbitkan."),
        (("SERANG", "2022-09", "tiga"), 2, "Nomor IKU 'tiga' tidak dikenal"),
        (("SERANG", "September", "13"), 2, "Periode 'September' tidak dikenal"),
        (("SERANG", "2022-09"), 2, "IKU belum diisi."),
    ],
)
def test_what_cannot_be_traced_is_told(golden: Month, arguments: tuple[str, ...], status: int, told: str) -> None:
    outcome = capaian("trace", *arguments, home=golden.home)
    assert (outcome.status, outcome.out) == (status, "")
    assert told in outcome.err
    assert "Usage" not in outcome.err
    assert "Traceback" not in outcome.err


def test_before_anything_was_published_it_says_what_to_run(tmp_path_factory: pytest.TempPathFactory) -> None:
    outcome = capaian("trace", "SERANG", "2022-09", 13, home=tmp_path_factory.mktemp("empty") / "home")
    assert (outcome.status, outcome.out) == (1, "")
    assert "capaian run 2022-09" in outcome.err


def test_a_busy_warehouse_and_a_month_of_an_older_edition_are_told(
    golden: Month, tmp_path_factory: pytest.TempPathFactory
) -> None:
    import shutil

    import duckdb

    home = tmp_path_factory.mktemp("older") / "home"
    shutil.copytree(golden.home, home)
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        busy = capaian("trace", "SERANG", "2022-09", 13, home=home)
        assert (busy.status, busy.out) == (1, "")
        assert "sedang dipakai proses lain" in busy.err
        assert "Traceback" not in busy.err
        connection.execute("drop table marts.mart_indicator_reference")
    outcome = capaian("trace", "SERANG", "2022-09", 13, home=home)
    assert outcome.status == 1
    assert "program versi lama" in outcome.err
    assert "Traceback" not in outcome.err


# -- the report ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page(golden: Month) -> str:
    return (golden.home / "reports" / "SERANG" / "2022-09" / "lapkin.html").read_text("utf-8")


def block(page: str, name: str) -> str:
    """The markup of the section or row with this id."""
    found = re.search(rf'<(section|tr) id="{re.escape(name)}"(.*?)</(\1)>', page, re.DOTALL)
    assert found, name
    return html.unescape(found[2])


def test_every_link_of_the_report_leads_somewhere(page: str) -> None:
    identities = re.findall(r' id="([^"]+)"', page)
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert len(identities) == len(set(identities))
    assert links <= set(identities)
    assert {f"asal-{iku}" for iku in range(1, 30)} <= links


@pytest.mark.parametrize("iku", range(1, 30))
def test_every_indicator_has_a_block_with_its_formula_and_every_cell(
    page: str, listed: dict[int, Listed], iku: int
) -> None:
    found = block(page, f"asal-{iku}")
    trace = listed[iku]
    for sentence in (trace["formula_in_words"], *trace["steps"], *trace["capaian_in_words"]):
        assert sentence in found
    shown = re.findall(r"<code>([A-Z]+\d+)</code>", found)
    beside = [cell["cell"] for cell in trace["figures"] if cell["form"] != "anggaran_iku"]
    assert sorted(shown) == sorted([*(cell["cell"] for cell in trace["cells"]), *beside])
    for cell in trace["cells"]:
        assert f'{cell["sheet"]}, <a href="#berkas-{cell["sha256"][:16]}">{cell["file_name"]}</a>' in found
        assert cell["role_in_words"] in found
    for row in trace["references"]:
        assert f"tabel {row['reference_table']}, baris {row['row_key']}" in found


def test_printed_figures_lead_to_their_origin(page: str) -> None:
    row = block(page, "iku-13")
    assert '<a href="#asal-13">43,87%</a>' in row
    assert row.count('<a href="#asal-13">73,12</a>') == 2
    assert row.count('<a href="#asal-13">60,00%</a>') == 2
    assert '<a href="#asal-sasaran-4">89,90</a>' in block(page, "sasaran-4")
    assert block(page, "asal-sasaran-4")
    efficiency = block(page, "efisiensi-iku-13")
    for figure in ("Rp326.454.000", "Rp170.362.231", "52,19", "1,40", "0,40", "95"):
        assert f'<a href="#asal-efisiensi-13">{figure}</a>' in efficiency
    assert re.findall(r"<code>(\w+)</code>", block(page, "asal-efisiensi-13")) == ["C17", "D17"]
    assert "IE = 73,12 / 52,19 = 1,40" in block(page, "asal-efisiensi-13")
    assert re.findall(r"<code>(\w+)</code>", block(page, "asal-belanja-barang")) == ["B6", "C6", "D6"]
    assert '<a href="#asal-belanja-barang">55,32</a>' in page
    [total] = set(re.findall(r'<a href="#(asal-perspektif-\d)">102,23</a>', page))
    assert "Nilai total" in block(page, total)


def test_no_figure_of_the_tables_of_results_stands_without_a_link(page: str) -> None:
    for name in ("tabel-capaian", "tabel-nps", "tabel-perspektif", "tabel-efisiensi", "tabel-anggaran"):
        table = page[page.index(f'id="{name}"') :]
        body = table[table.index("<tbody>") : table.index("</table>")]
        numbers = re.findall(r'<td class="[^"]*k-number[^"]*">(.*?)</td>', body, re.DOTALL)
        bare = [cell for cell in numbers if re.match(r"\s*-?(Rp)?[\d.]+(,\d+)?%?\s*<?", cell)]
        assert len(numbers) > 3
        assert bare == []


def test_the_workbook_is_named_with_its_hash(page: str, listed: dict[int, Listed]) -> None:
    name = listed[13]["cells"][0]["sha256"]
    assert f"<code>{name}</code>" in block(page, f"berkas-{name[:16]}")
