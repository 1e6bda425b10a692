"""The page of the real September against the marts: every figure by its table, its row and its column."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import duckdb
import pytest

from flows.verify.compare import compare
from flows.verify.expected import expected_report
from flows.verify.found import FoundDocument, FoundTable
from flows.verify.numbers import values_in
from flows.verify.read_pdf import read_pdf
from tests.report.html_reading import read_html

from .conftest import Month

# What a column holds is asked of the marts under the column's own headings; the first column names the row. Several
# figures of one cell are a list, and a figure that the marts do not have must be none in the page.
TABLES = {
    "tabel-capaian": """
        select
            iku_no as "IKU",
            target_month as "Terhadap target September 2022: Target",
            [coalesce(fact.realisasi, fact.interim_value), numerator, denominator]
                as "Terhadap target September 2022: Realisasi",
            capaian_month as "Terhadap target September 2022: Capaian (%)",
            kriteria_month as "Terhadap target September 2022: Kriteria",
            target_year as "Terhadap target tahun 2022: Target",
            capaian_year as "Terhadap target tahun 2022: Capaian (%)",
            kriteria_year as "Terhadap target tahun 2022: Kriteria"
        from marts.mart_capaian_indicator
        inner join marts.fct_indicator as fact using (unit_code, period, iku_no)
        where period = '2022-09'
    """,
    "tabel-nps": """
        select
            sasaran_no as "No", indicators_due as "Indikator bertarget", indicators_measured as "Sudah diukur",
            nps as "NPS (%)", kriteria as "Kriteria"
        from marts.mart_capaian_sasaran where period = '2022-09'
    """,
    "tabel-perspektif": """
        select perspective as "Perspektif", nilai as "Nilai (%)", kriteria as "Kriteria"
        from marts.mart_capaian_perspective where period = '2022-09'
    """,
    "tabel-efisiensi": """
        select
            iku_no as "IKU", target_year as "Keluaran: Target tahun", realisasi as "Keluaran: Realisasi",
            efficiency.capaian_year as "Keluaran: Capaian (%)", pagu as "Anggaran: Pagu",
            realisasi_anggaran as "Anggaran: Realisasi", anggaran_pct as "Anggaran: Serapan (%)",
            ie as "Efisiensi: IE", te as "Efisiensi: TE", capaian_te as "Efisiensi: Capaian TE (%)"
        from marts.mart_efficiency as efficiency
        inner join marts.mart_capaian_indicator using (unit_code, period, iku_no)
        where period = '2022-09' and scope = 'indicator'
    """,
    "tabel-matriks": """
        select
            iku_no as "IKU", target_year as "Target: Tahun", target_month as "Target: Bulan",
            numerator as "Realisasi: Pembilang", denominator as "Realisasi: Penyebut",
            fact.realisasi as "Realisasi: Hasil",
            capaian_month as "Capaian (%): Bulan", capaian_year as "Capaian (%): Tahun"
        from marts.mart_capaian_indicator
        inner join marts.fct_indicator as fact using (unit_code, period, iku_no)
        where period = '2022-09'
    """,
    "tabel-anggaran": """
        select
            if(jenis = 'total', 'Jumlah', 'Belanja ' || jenis) as "Jenis belanja", pagu as "Pagu",
            diblokir as "Diblokir sendiri", pagu_tanpa_blokir as "Pagu tanpa blokir", realisasi as "Realisasi",
            persen as "Serapan (%): Terhadap pagu", persen_tanpa_blokir as "Serapan (%): Tanpa blokir"
        from marts.mart_budget where period = '2022-09'
    """,
    "tabel-ketepatan": """
        select
            owner_group as "Kelompok", count(*) as "Wajib",
            count(*) filter (status = 'on_time') as "Tepat waktu", count(*) filter (status = 'late') as "Terlambat",
            count(*) filter (status = 'refused') as "Ditolak", count(*) filter (status = 'missing') as "Belum ada"
        from marts.mart_completeness where period = '2022-09' group by owner_group
    """,
    "tabel-ketepatan-bulan": """
        select
            'September' as "Bulan", forms_owed as "Wajib", on_time as "Tepat waktu", late as "Terlambat",
            refused as "Ditolak", missing as "Belum ada", in_time_pct as "Tepat waktu (%)"
        from marts.mart_completeness_month where period = '2022-09'
    """,
}

# So many figures of each are compared.
FIGURES = {
    "tabel-capaian": 132,
    "tabel-nps": 29,
    "tabel-perspektif": 4,
    "tabel-efisiensi": 228,
    "tabel-matriks": 131,
    "tabel-anggaran": 24,
    "tabel-ketepatan": 25,
    "tabel-ketepatan-bulan": 6,
}


@pytest.fixture(scope="module")
def page(golden: Month) -> FoundDocument:
    return read_html((golden.home / "reports" / "SERANG" / "2022-09" / "lapkin.html").read_bytes())


@pytest.mark.parametrize("table", TABLES)
def test_a_table_of_the_page_holds_what_the_marts_hold(golden: Month, page: FoundDocument, table: str) -> None:
    (found,) = (each for each in page.tables if table in each.marks)
    cells = {row[0]: dict(zip(_columns(found), row, strict=True)) for row in found.rows[found.heads :]}
    with duckdb.connect(str(golden.home / "warehouse.duckdb"), read_only=True) as connection:
        asked = connection.execute(TABLES[table])
        names = [column[0] for column in asked.description]
        wanted = asked.fetchall()
    compared = 0
    for row in wanted:
        for name, value in zip(names[1:], row[1:], strict=True):
            text = cells[str(row[0])][name] or ""
            if isinstance(value, str):
                assert text == value, (row[0], name)
            else:
                told = [_printed(each) for each in (value if isinstance(value, list) else [value]) if each is not None]
                assert values_in(text) == told, (row[0], name)
                compared += len(told)
    assert compared == FIGURES[table]


def _columns(found: FoundTable) -> Iterator[str]:
    """Headings as `group: title`."""
    group: str | None = None
    for above in zip(*found.rows[: found.heads], strict=True):
        group = above[0] or group
        yield f"{group}: {above[-1]}" if len(above) > 1 and above[-1] else str(above[0])


def _printed(value: Any) -> Decimal:
    """A figure as reports print it: two digits, halves up."""
    return Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_every_number_of_the_page_and_of_the_pdf_is_the_one_that_is_published(
    golden: Month, page: FoundDocument
) -> None:
    """All their tables at once, forms, targets and annexes too, and nothing in them that the report does not hold."""
    folder = golden.home / "reports" / "SERANG" / "2022-09"
    with duckdb.connect(str(golden.home / "warehouse.duckdb"), read_only=True) as connection:
        expected = expected_report(connection, "SERANG", "2022-09").tables
    for document in (page, read_pdf(folder / "lapkin.pdf")):
        compared = compare(expected, document)
        assert compared.differences == ()
        assert (compared.added_tables, compared.added_rows, compared.added_columns) == ((), (), ())
        assert compared.tables == len(page.tables)
        assert compared.numbers > 6000
