"""Months, years, addresses and words."""

from __future__ import annotations

import datetime as dt

import pytest

from flows.ingest.text import (
    address,
    date_in_words,
    is_remark,
    is_total,
    month_of,
    normalise,
    period_said,
    position,
    without_number,
)


@pytest.mark.parametrize(
    ("month", "words"),
    [
        (1, "Januari JAN january"),
        (2, "Februari Pebruari FEB Peb"),
        (3, "MARET Mar Mrt"),
        (4, "April apr."),
        (5, "Mei May"),
        (6, "Juni Jun june"),
        (7, "Juli JUL july"),
        (8, "Agustus AGS Agt Agu Aug Agust"),
        (9, "September SEPT Sep. Sept."),
        (10, "Oktober OKT Oct"),
        (11, "November Nopember NOV Nop"),
        (12, "Desember DES Dec december"),
    ],
)
def test_every_common_spelling_of_a_month(month: int, words: str) -> None:
    for word in words.split():
        assert month_of(word) == month, word
        assert month_of(f"s.d. {word} 2022") == month, word
        assert month_of(f"S.D.{word}") == month, word


def test_the_last_month_of_a_span_counts() -> None:
    assert month_of("01 Jan 2022 - 30 Sep 2022") == 9
    assert month_of("Januari s.d. Maret") == 3


@pytest.mark.parametrize("text", ["Desa Pangan Aman", "Marketing", "Jangan", "Sepatu", "Target", "Septic"])
def test_words_that_only_begin_like_a_month(text: str) -> None:
    assert month_of(text) is None


def test_a_date_cell_reads_like_a_written_date() -> None:
    assert date_in_words(dt.datetime(2022, 9, 1)) == "1 September 2022"
    assert month_of(date_in_words(dt.date(2022, 12, 31))) == 12


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Bulan : September 2022", (9, 2022)),
        ("Sampai Dengan : SEPTEMBER", (9, None)),
        ("s.d. SEPTEMBER 2022", (9, 2022)),
        ("01 Jan 2022 - 30 Sep 2022", (9, 2022)),
        ("1 - 30 September 2022", (9, 2022)),
        ("Oktober 2021 - September 2022", (9, 2022)),
        ("Periode 1 Januari s.d. 30 September 2022", (9, 2022)),
        ("30 September 2022", (9, 2022)),
        ("1 September 2022", (9, 2022)),
        ("September", (9, None)),
        ("HASIL PENILAIAN EKSTERNAL s.d. September 2022", (9, 2022)),
        ("TAHUN 2022", (None, 2022)),
        ("Tahun Anggaran 2022", (None, 2022)),
    ],
)
def test_what_a_letterhead_says(line: str, said: tuple[int | None, int | None]) -> None:
    assert period_said(line) == said


@pytest.mark.parametrize(
    "line",
    [
        "Serang, 5 Oktober 2022",
        "Serang, 30 September 2022",
        "Dicetak tanggal 5 Oktober 2022",
        "Rapat 12 Juli 2022",
        "Peraturan BPOM Nomor 24 Tahun 2021",
        "Renstra 2020-2024",
        "Tahun 2020 - 2024",
        "Kegiatan Mei",
        "Balai Besar POM di Serang",
    ],
)
def test_what_says_nothing_about_the_period(line: str) -> None:
    assert period_said(line) == (None, None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("s.d. September", "S/D SEPTEMBER"),
        ("s.d.September", "sd september"),
        ("Jml Sampel", "JUMLAH  SAMPEL"),
        ("Keputusan/ rekomendasi", "keputusan / Rekomendasi"),
        ("TMS*", "tms"),
        ("Obat\nTradisional", "obat tradisional"),
        ("Kabupaten/ Kota", "KAB./KOTA"),
        ("Ran\u00addom", "random"),
    ],
)
def test_texts_that_mean_the_same(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize("text", ["TOTAL", "Jumlah", "Grand Total", "Total Balai", "SUB TOTAL OBAT", "total:"])
def test_words_for_a_sum(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize("text", ["Jumlah desa pangan aman", "Totalitas", "Obat", ""])
def test_words_that_are_no_sum(text: str) -> None:
    assert not is_total(text)


@pytest.mark.parametrize(
    "line",
    [
        ["", "Serang, 5 Oktober 2022"],
        ["Mengetahui,", "", "Kepala Balai"],
        ["NIP. 19770101 200501 1 001"],
        ["Catatan: termasuk carry over"],
        ["Plt. Kepala"],
    ],
)
def test_notes_and_signatures(line: list[str]) -> None:
    assert is_remark(line)


def test_a_row_of_a_table_is_no_note() -> None:
    assert not is_remark(["1", "Apotek", "Serang"])
    assert not is_remark(["", ""])


@pytest.mark.parametrize("text", ["1. Obat", "(2) Obat", "b) Obat", "Obat", "ii. Obat", "13.Obat"])
def test_a_label_without_its_number_in_the_list(text: str) -> None:
    assert without_number(text) == "Obat"


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        ("A1", (0, 0)),
        ("E6", (5, 4)),
        ("Z9", (8, 25)),
        ("AA10", (9, 26)),
        ("AZ1", (0, 51)),
        ("XFD1048576", (1048575, 16383)),
    ],
)
def test_addresses(cell: str, place: tuple[int, int]) -> None:
    assert address(*place) == cell
    assert position(cell) == place


def test_addresses_there_and_back() -> None:
    for column in range(0, 16384, 37):
        assert position(address(column + 3, column)) == (column + 3, column)


@pytest.mark.parametrize("text", ["", "6E", "E0", "e6", "E6:F7", "$E$6"])
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        position(text)
