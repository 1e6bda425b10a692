"""The report that was printed for the third quarter of 2022 against the month as it is recomputed."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.flows.conftest import Month, Outcome, capaian, rows

PRINTED = Path(__file__).resolve().parents[1] / "golden"
IKU_23, SK_1, SHARE_16 = "capaian/23/realisasi", "nps/1/nps", "efficiency/16/anggaran_persen"

# table/key/measure: printed, published to the decimals of the print, size
TRUE = {
    IKU_23: ("69.46", 64.00, 5.46),
    SK_1: ("97.96", 97.94, 0.02),
    SHARE_16: ("0.00", 57.73, -57.73),
    "efficiency/TOTAL/realisasi_anggaran": ("19946448337", 19946448338, -1),
}
# ... and what it follows from, and what rounding came on top
FOLLOWING: dict[str, tuple[str, float, tuple[str, ...], str | None]] = {
    "capaian/23/capaian_month": ("131.06", 120.75, (IKU_23,), None),
    "capaian/23/capaian_year": ("103.68", 95.52, (IKU_23,), "components"),
    "nps/7/nps": ("131.06", 120.75, (IKU_23,), None),
    "perspective/Internal Process/nilai": ("107.07", 104.50, (IKU_23,), "cut"),
    "perspective/Stakeholder/nilai": ("97.96", 97.94, (SK_1,), None),
    "perspective/Total/nilai": ("103.7", 102.23, (IKU_23, SK_1), None),
    "efficiency/16/ie": ("#DIV/0!", 1.35, (SHARE_16,), None),
    "efficiency/16/te": ("#DIV/0!", 0.35, (SHARE_16,), None),
    "efficiency/16/capaian_te": ("#DIV/0!", 95, (SHARE_16,), None),
    "efficiency/23/output_realisasi": ("69.46", 64.00, (IKU_23,), None),
    "efficiency/23/output_persen": ("103.67", 95.52, (IKU_23,), "twice"),
    "efficiency/23/ie": ("1.83", 1.68, (IKU_23,), None),
    "efficiency/23/te": ("0.83", 0.68, (IKU_23,), None),
    "efficiency/23/capaian_te": ("88 %", 90, (IKU_23,), None),
    "efficiency/TOTAL/output_persen": ("72.94", 72.66, (IKU_23,), None),
}
ROUNDED = {
    "capaian/24/realisasi": ("88.58", 88.59, "components"),
    "capaian/24/capaian_year": ("105.33", 105.34, "components"),
    "efficiency/11/output_persen": ("64.07", 64.06, "twice"),
    "efficiency/24/output_realisasi": ("88.58", 88.59, "components"),
    "efficiency/24/output_persen": ("105.33", 105.34, "components"),
}
_UNMEASURED = {"output_realisasi": "0", "output_persen": "0.00", "ie": "0.00", "te": "-1.00", "capaian_te": "75 %"}
_ERRORS = {"ie": "#DIV/0!", "te": "#DIV/0!", "capaian_te": "#DIV/0!"}
STATES = {
    f"efficiency/{iku}/{measure}": (text, "no_spending" if iku == 9 else "not_measured")
    for iku, cells in {
        **dict.fromkeys((6, 8, 25, 26, 27), _UNMEASURED),
        7: _UNMEASURED | _ERRORS,
        9: _ERRORS,
    }.items()
    for measure, text in cells.items()
}


@dataclass(frozen=True)
class Told:
    home: Path
    text: Outcome
    json: dict[str, Any]


@pytest.fixture(scope="module")
def told(golden: Month, tmp_path_factory: pytest.TempPathFactory) -> Told:
    home = tmp_path_factory.mktemp("reconcile") / "home"
    home.mkdir()
    shutil.copy(golden.home / "warehouse.duckdb", home)
    text = capaian("reconcile", "2022-09", "--published", PRINTED, home=home)
    plain = capaian("reconcile", "2022-09", "--published", PRINTED, "--unit", "SERANG", "--json", home=home)
    assert (text.status, plain.status) == (0, 0), text.err + plain.err
    return Told(home, text, json.loads(plain.out))


def by_verdict(told: Told, verdict: str) -> dict[str, dict[str, Any]]:
    return {
        f"{row['table']}/{row['key']}/{row['measure']}": row
        for row in told.json["differences"]
        if row["verdict"] == verdict
    }


def test_true_differences(told: Told) -> None:
    found = by_verdict(told, "difference")
    assert {
        node: (row["printed"], round(row["recomputed"], 2), round(row["difference"], 2)) for node, row in found.items()
    } == TRUE


def test_what_follows_from_them(told: Told) -> None:
    found = by_verdict(told, "follows")
    assert {
        node: (row["printed"], round(row["recomputed"], 2), tuple(row["causes"]), row["rounding"])
        for node, row in found.items()
    } == FOLLOWING


def test_what_rounding_explains(told: Told) -> None:
    found = by_verdict(told, "rounding")
    assert {
        node: (row["printed"], round(row["recomputed"], 2), row["rounding"]) for node, row in found.items()
    } == ROUNDED


def test_states_that_are_not_published_again(told: Told) -> None:
    found = by_verdict(told, "state")
    assert {node: (row["printed"], row["state"]) for node, row in found.items()} == STATES
    assert {row["recomputed"] for row in found.values()} == {None}


def test_all_the_rest_is_equal(told: Told) -> None:
    assert told.json["counts"] == {"difference": 4, "equal": 339, "follows": 15, "rounding": 5, "state": 33}
    assert set(told.json["tables"].values()) == {"capaian", "nps", "perspective", "efficiency"}
    assert told.json["skipped"] == ["contradictions_2022-09.csv"]


def test_the_terminal_lists_by_table_true_differences_first(told: Told) -> None:
    lines = [line.strip() for line in told.text.out.splitlines()]
    tables = [line for line in lines if line.startswith("SERANG · ")]
    assert tables == [
        "SERANG · Capaian per indikator: 101 dari 106 angka sama",
        "SERANG · Nilai pencapaian sasaran (NPS): 12 dari 14 angka sama",
        "SERANG · Nilai per perspektif: 5 dari 8 angka sama",
        "SERANG · Efisiensi: 221 dari 268 angka sama",
    ]
    first = "IKU 23 realisasi: tercetak 69,46, hasil 64,00, selisih +5,46"
    assert lines.index(first) < lines.index("mengikuti perbedaan lain (2)")
    assert (
        "Internal Process nilai: tercetak 107,07, hasil 104,50, selisih +2,57 · "
        "mengikuti dari realisasi IKU 23; dipotong, bukan dibulatkan" in lines
    )
    assert (
        "IKU 11 capaian output: tercetak 64,07, hasil 64,06, selisih +0,01 · "
        "dijelaskan oleh pembulatan: dibulatkan dua kali (tabel lain mencetak 64,06)" in lines
    )
    assert (
        "IKU 6: realisasi output 0,00, capaian output 0,00, IE 0,00, TE -1,00, capaian TE 75 · "
        "tidak diterbitkan ulang: belum diukur" in lines
    )
    assert lines[-2] == (
        "396 angka dibandingkan: 339 sama, 4 berbeda, 15 mengikuti perbedaan lain, 5 dijelaskan oleh pembulatan, "
        "33 tidak diterbitkan ulang."
    )


def test_what_was_printed_is_kept_once(told: Told) -> None:
    kept = rows(
        told.home,
        "select table_name, count(*), count(distinct loaded_at), count(distinct file_hash), min(source_folder) "
        "from raw.published where unit_code = 'SERANG' and period = '2022-09' group by 1 order by 1",
    )
    assert kept == [
        ("capaian", 29 * 5, 1, 1, "golden"),
        ("efficiency", 30 * 9, 1, 1, "golden"),
        ("nps", 11 * 2, 1, 1, "golden"),
        ("perspective", 4 * 2, 1, 1, "golden"),
    ]
    assert rows(told.home, "select value_text, value from raw.published where key = '9' and measure = 'ie'") == [
        ("#DIV/0!", None)
    ]


def test_as_a_workbook_to_pass_on(told: Told, tmp_path: Path) -> None:
    target = tmp_path / "selisih.xlsx"
    outcome = capaian("reconcile", "2022-09", "--published", PRINTED, "--to", target, home=told.home)
    assert (outcome.status, outcome.out.strip()) == (0, f"57 perbedaan ditulis ke {target}.")
    lines = list(openpyxl.load_workbook(target).worksheets[0].iter_rows(values_only=True))
    assert len(lines) == 1 + 57
    assert lines[1][:5] == ("SERANG", "Capaian per indikator", "IKU 23", "realisasi", 69.46)


@pytest.mark.parametrize(
    ("arguments", "status", "told_word"),
    [
        (["2022-09", "--published", "kosong"], 2, "tidak ada"),
        (["2022-09"], 2, "belum diisi"),
        (["2022-09", "--published", "golden", "--unit", "TIDAKADA"], 2, "TIDAKADA"),
        (["2022-06", "--published", "golden"], 1, "Belum ada hasil untuk 2022-06"),
    ],
)
def test_what_cannot_be_done_is_told(arguments: list[str], status: int, told_word: str, told: Told) -> None:
    outcome = capaian("reconcile", *[str(PRINTED) if one == "golden" else one for one in arguments], home=told.home)
    assert outcome.status == status
    assert told_word in outcome.err
    assert "Traceback" not in outcome.err
