"""The page of all offices: what it says is what is published, for those who see it and those who hear it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from lxml import html

from flows.period import Period
from flows.report.figures import NothingPublishedError
from flows.report.national import as_plain, read_national, render_national, stands_for_several, write_national
from flows.settings import DBT_PROJECT, Home
from flows.warehouse.store import connect, prepare

PERIOD = Period.parse("2023-04")
GOOD, LOW, BAD, NONE = (
    "Memenuhi Ekspektasi",
    "Belum Memenuhi Ekspektasi",
    "Tidak Memenuhi Ekspektasi",
    "Tidak Dapat Disimpulkan",
)
UNITS = [
    {"unit_code": "UTARA", "name": "Balai di <Utara>", "nilai_total": 101.256, "kriteria_total": GOOD, "rank_no": 1,
     "units_ranked": 2, "indicators": 3, "indicators_due": 2, "indicators_measured": 2, "on_time": 25},
    {"unit_code": "SELATAN", "name": "Balai di Selatan", "nilai_total": 79.5, "kriteria_total": BAD, "rank_no": 2,
     "units_ranked": 2, "indicators": 3, "indicators_due": 2, "indicators_measured": 2, "on_time": 20, "late": 3,
     "missing": 1, "refused": 1},
    {"unit_code": "TIMUR", "name": "Balai di Timur", "indicators": 0, "on_time": 0, "missing": 25},
]  # fmt: skip
INDICATORS = [
    {"indicator_id": "obat_ms", "iku_no": 1, "indikator": "Persentase Obat", "satuan": "%", "realisasi": 19.0,
     "numerator": 190.0, "denominator": 1000.0, "national_rule": "counts_summed", "units": 2, "units_due": 2,
     "units_measured": 2, "units_interim": 0, "target_month": 90.0},
    {"indicator_id": "survei", "iku_no": 7, "indikator": "Indeks survei", "satuan": "indeks", "units": 2,
     "units_due": 0, "units_measured": 0, "units_interim": 2},
    {"indicator_id": "rb", "iku_no": None, "indikator": "Indeks RB", "satuan": "indeks", "realisasi": 87.5,
     "national_rule": "units_averaged", "units": 2, "units_due": 2, "units_measured": 2, "units_interim": 0},
]  # fmt: skip
RESULTS = [
    ("UTARA", "obat_ms", 1, "measured", 104.5, GOOD, 1, 2),
    ("SELATAN", "obat_ms", 1, "measured", 79.996, BAD, 2, 1),
    ("UTARA", "survei", 7, "interim", None, None, None, None),
    ("SELATAN", "survei", 7, "not_measured", None, None, None, None),
    ("UTARA", "rb", 24, "measured", 98.0, LOW, 1, 1),
    ("SELATAN", "rb", 25, "measured", 98.0, LOW, 1, 1),
]


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """What is published of three offices, of which one sent nothing."""
    with connect(tmp_path / "warehouse.duckdb") as connection:
        prepare(connection)
        connection.execute("create schema marts")
        for path in (DBT_PROJECT / "contracts").glob("mart_*.yml"):
            versions: dict[int, dict[str, str]] = yaml.safe_load(path.read_text("utf-8"))
            columns = ", ".join(f'"{name}" {kind}' for name, kind in versions[max(versions)].items())
            connection.execute(f"create table marts.{path.stem} ({columns})")
        bands = DBT_PROJECT / "seeds" / "class_bands.csv"
        connection.execute("create schema reference")
        read = f"read_csv('{bands}', types = {{'valid_from': 'VARCHAR'}})"
        connection.execute(f"create table reference.class_bands as select * from {read}")
        connection.execute(
            "insert into raw.units by name select 'UTARA' as unit_code, 2023 as year, 'upt_bpom' as office_kind"
        )
        for row in UNITS:
            _insert(connection, "mart_national_unit", {"late": 0, "missing": 0, "refused": 0, "forms_owed": 25} | row)
        for row in INDICATORS:
            _insert(connection, "mart_capaian_national", row)
        for unit, indicator, iku, status, capaian, kriteria, first, last in RESULTS:
            given = {"unit_code": unit, "indicator_id": indicator, "iku_no": iku}
            told = {"status": status, "capaian_month": capaian, "kriteria_month": kriteria, "sasaran_no": iku}
            _insert(connection, "mart_capaian_indicator", given | told | {"perspective": "Stakeholder"})
            if first:
                _insert(connection, "mart_national_rank", given | {"rank_no": first, "rank_from_last": last})
        for unit, value, kriteria in (("UTARA", 101.0, GOOD), ("SELATAN", 79.0, BAD)):
            for name in ("Stakeholder", "Total"):
                given = {"unit_code": unit, "perspective": name, "nilai": value, "kriteria": kriteria}
                _insert(connection, "mart_capaian_perspective", given)
        for unit, severity, status in (
            ("SELATAN", "block", "open"),
            ("UTARA", "warn", "open"),
            ("UTARA", "block", "waived"),
        ):
            _insert(connection, "mart_findings", {"unit_code": unit, "severity": severity, "status": status})
        connection.execute(f"insert into raw.locked_months values ('UTARA', '{PERIOD}', 1)")
        yield connection


def _insert(connection: duckdb.DuckDBPyConnection, mart: str, row: dict[str, Any]) -> None:
    names = ["period", *row]
    places = ", ".join("?" for _ in names)
    connection.execute(f"insert into marts.{mart} ({', '.join(names)}) values ({places})", [str(PERIOD), *row.values()])


def _rows(page: Any, table: str) -> list[list[str]]:
    """The rows of a table as they are heard."""
    lines = page.get_element_by_id(table).iter("tr")
    return [[_heard(cell) for cell in line.iter("th", "td")] for line in lines if line.getparent().tag == "tbody"]


def _heard(cell: Any) -> str:
    for hidden in cell.xpath(".//*[@aria-hidden='true']"):
        hidden.text, kept = "", hidden.tail
        for child in list(hidden):
            hidden.remove(child)
        hidden.tail = kept
    return " ".join(cell.text_content().split())


def test_the_page_says_what_is_published(warehouse: duckdb.DuckDBPyConnection) -> None:
    page = html.document_fromstring(render_national(read_national(warehouse, PERIOD)))
    assert _rows(page, "tabel-indikator") == [
        ["1", "Persentase Obat", "19,00%190 / 1.000", "dijumlahkan", "2 dari 2", "90,00%",
         "Tidak Dapat Disimpulkan: 0Memenuhi Ekspektasi: 1Belum Memenuhi Ekspektasi: 0Tidak Memenuhi Ekspektasi: 1",
         "UTARA 104,50%", "SELATAN 80,00%"],
        ["7", "Indeks survei", "baru nilai sementara", "–", "0 dari 2", "tidak ada", "tidak dinilai", "–", "–"],
        ["–", "Indeks RB", "87,50", "rata-rata kantor", "2 dari 2", "berbeda",
         "Tidak Dapat Disimpulkan: 0Memenuhi Ekspektasi: 0Belum Memenuhi Ekspektasi: 2Tidak Memenuhi Ekspektasi: 0",
         "–", "–"],
    ]  # fmt: skip
    assert _rows(page, "tabel-kantor") == [
        ["1", "Balai di <Utara>final", "Memenuhi Ekspektasi, 101,26", "Memenuhi Ekspektasi, 101,00", "2 dari 3",
         "25 dari 25", "–", "–", "–", "–", "1"],
        ["2", "Balai di Selatandraf, tertahan", "Tidak Memenuhi Ekspektasi, 79,50",
         "Tidak Memenuhi Ekspektasi, 79,00", "2 dari 3", "20 dari 25", "3", "2", "–", "1", "–"],
        ["–", "Balai di Timurbelum mengirim", "–", "–", "–", "0 dari 25", "–", "25", "–", "–", "–"],
    ]  # fmt: skip
    # rounded to 80 it still stands in the class of 79.996
    assert _rows(page, "tabel-peta") == [
        ["UTARA", "105, Memenuhi Ekspektasi", "nilai sementara", "98, Belum Memenuhi Ekspektasi"],
        ["SELATAN", "80, Tidak Memenuhi Ekspektasi", "belum diukur", "98, Belum Memenuhi Ekspektasi"],
    ]


def test_the_page_leads_to_reports_and_says_how_each_figure_was_made(warehouse: duckdb.DuckDBPyConnection) -> None:
    text = render_national(read_national(warehouse, PERIOD))
    page = html.document_fromstring(text)
    assert set(page.xpath("//table//a[starts-with(@href, '../')]/@href")) == {
        "../../UTARA/2023-04/lapkin.html",
        "../../SELATAN/2023-04/lapkin.html",
    }
    assert page.xpath("//dl[@class='ways']/dt/text()") == ["dijumlahkan", "rata-rata kantor"]
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//@href") if link.startswith("#")} <= set(ids)
    assert "<script" not in text
    assert not re.search(r"https?://", text)
    told = " ".join(page.get_element_by_id("sekilas").text_content().split())
    assert "Belum mengirim: Balai di Timur." in told
    assert "Masih diragukan: Balai di Selatan (1 temuan penahan)." in told


def test_the_same_figures_give_the_same_bytes_and_plain_data(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    home = Home.resolve(tmp_path)
    path, national = write_national(warehouse, home, PERIOD)
    first = path.read_bytes()
    assert path == tmp_path / "reports" / "nasional" / "2023-04" / "index.html"
    assert write_national(warehouse, home, PERIOD)[0].read_bytes() == first
    plain = json.loads(json.dumps(as_plain(national)))
    assert [(one["indicator_id"], one["realisasi"], one["without_class"]) for one in plain["indicators"]] == [
        ("obat_ms", 19.0, 0),
        ("survei", None, 2),
        ("rb", 87.5, 0),
    ]
    assert [(one["unit_code"], one["n_block"], one["is_final"]) for one in plain["offices"]] == [
        ("UTARA", 0, True),
        ("SELATAN", 1, False),
        ("TIMUR", 0, False),
    ]


def test_books_that_contradict_each_other_are_listed(warehouse: duckdb.DuckDBPyConnection) -> None:
    text = render_national(read_national(warehouse, PERIOD))
    assert 'id="bertentangan"' not in text
    given = {"finding_id": "f1", "unit_code": "UTARA", "severity": "warn", "status": "open"}
    _insert(warehouse, "mart_findings", given | {"rule_id": "regional-samples-sent", "message": "Sel <G8> lain."})
    page = html.document_fromstring(render_national(read_national(warehouse, PERIOD)))
    (listed,) = page.get_element_by_id("bertentangan").iter("li")
    assert " ".join(listed.text_content().split()) == "UTARA peringatan Sel <G8> lain. Lihat di laporan UTARA"
    assert listed.xpath("./a/@href") == ["../../UTARA/2023-04/lapkin.html#temuan-f1"]


def test_a_month_of_one_office_or_of_none_has_no_page(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert stands_for_several(warehouse, PERIOD)
    assert not stands_for_several(warehouse, Period(2023, 5))
    with pytest.raises(NothingPublishedError, match="2023-05"):
        read_national(warehouse, Period(2023, 5))
    warehouse.execute("delete from marts.mart_national_unit where unit_code <> 'UTARA'")
    assert not stands_for_several(warehouse, PERIOD)
