"""What holds for every number, period and address, whoever writes it and however."""

from __future__ import annotations

import calendar
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_from_string

from flows.ingest.forms import header_pattern
from flows.ingest.numbers import Kind, read_number
from flows.ingest.text import (
    address,
    month_of,
    month_word,
    normalise,
    period_said,
    position,
    quarter_of,
    quarter_of_month,
    vocabulary,
    year_of,
)

settings.register_profile("capaian", derandomize=True, max_examples=300, deadline=None, database=None)
settings.load_profile("capaian")

KINDS: list[Kind] = ["count", "rupiah", "decimal", "percent", "fraction"]
WHOLE: list[Kind] = ["count", "rupiah"]
BROKEN: list[Kind] = ["decimal", "percent", "fraction"]

wholes = st.integers(min_value=-9_000_000_000_000, max_value=9_000_000_000_000)
amounts = st.integers(min_value=0, max_value=9_000_000_000_000)
decimals = st.decimals(min_value=-10_000_000, max_value=10_000_000, places=2, allow_nan=False)
texts = st.text(max_size=60)
looks_like_numbers = st.text(alphabet="0123456789.,-+ %RpIDR()\n\u00a0", max_size=20)


def dotted(number: int) -> str:
    """`1.494.505.500`."""
    return f"{number:,}".replace(",", ".")


def with_comma(number: Decimal, grouped: bool) -> str:
    """`1.060,50` or `1060,50`."""
    whole, _, fraction = f"{abs(number):.2f}".partition(".")
    sign = "-" if number < 0 else ""
    return f"{sign}{dotted(int(whole)) if grouped else whole},{fraction}"


# -- numbers


@given(wholes, st.sampled_from(WHOLE))
@example(1060, "count")
def test_a_whole_number_reads_back_however_it_is_written(number: int, kind: Kind) -> None:
    written: list[Any] = [
        number,
        float(number),
        str(number),
        dotted(number),
        f" {dotted(number)} ",
        dotted(number).replace(".", "\u00a0"),
        f"{number},00",
        f"{dotted(number)},00",
        f"{number:,}.00",
    ]
    for raw in written:
        found = read_number(raw, kind)
        assert (found.value, found.state, found.problem) == (number, "number", None), raw
        assert isinstance(found.value, int)


@given(amounts)
@example(1494505500)
def test_an_amount_of_rupiah_reads_back_however_it_is_written(number: int) -> None:
    for raw in [
        f"Rp{dotted(number)}",
        f"Rp {dotted(number)},00",
        f"Rp. {dotted(number)},-",
        f"rp{number:,}.00",
        f"IDR {number:,}.00",
        f"RP\u00a0{dotted(number)}",
    ]:
        assert read_number(raw, "rupiah").value == number, raw


@given(st.lists(st.integers(min_value=1_000_000, max_value=9_000_000_000), min_size=2, max_size=5))
def test_several_amounts_in_a_cell_are_added(numbers: list[int]) -> None:
    for separator in ("\n", " ", "; "):
        assert read_number(separator.join(map(dotted, numbers)), "rupiah", several=True).value == sum(numbers)
        assert read_number(separator.join(map(dotted, numbers)), "rupiah").value is None


@given(decimals, st.sampled_from(BROKEN), st.booleans())
@example(Decimal("94.23"), "percent", False)
def test_a_decimal_reads_back_however_it_is_written(number: Decimal, kind: Kind, grouped: bool) -> None:
    for raw in [float(number), with_comma(number, grouped), f"{number:.2f}", f" {with_comma(number, grouped)} "]:
        found = read_number(raw, kind)
        assert found.value == pytest.approx(float(number), abs=1e-9), raw
        assert found.problem is None


@given(decimals)
def test_a_percentage_reads_as_its_column_holds_it(number: Decimal) -> None:
    written = f"{with_comma(number, grouped=False)} %"
    assert read_number(written, "percent").value == pytest.approx(float(number), abs=1e-9)
    assert read_number(written, "fraction").value == pytest.approx(float(number) / 100, abs=1e-9)


@given(st.integers(min_value=1, max_value=999), st.integers(min_value=0, max_value=999), st.sampled_from(KINDS))
@example(1, 60, "count")
def test_three_digits_after_one_comma_are_never_guessed(before: int, after: int, kind: Kind) -> None:
    found = read_number(f"{before},{after:03d}", kind)
    assert (found.value, found.problem) == (None, "ambiguous")


@given(st.integers(min_value=1, max_value=999), st.integers(min_value=0, max_value=999))
def test_three_digits_after_one_dot_are_thousands_only_where_no_fraction_can_stand(before: int, after: int) -> None:
    written = f"{before}.{after:03d}"
    assert read_number(written, "count").value == before * 1000 + after
    for kind in BROKEN:
        assert (read_number(written, kind).value, read_number(written, kind).problem) == (None, "ambiguous")


@given(decimals, st.sampled_from(WHOLE))
def test_a_column_of_whole_numbers_never_yields_a_fraction(number: Decimal, kind: Kind) -> None:
    assume(number != number.to_integral_value())
    for raw in (float(number), with_comma(number, grouped=True), f"{number:.2f}"):
        assert (read_number(raw, kind).value, read_number(raw, kind).problem) == (None, "fraction"), raw


@given(
    st.one_of(
        texts, looks_like_numbers, st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes(), st.none()
    ),
    st.sampled_from(KINDS),
    st.booleans(),
)
@example(float("nan"), "count", False)
@example(float("nan"), "decimal", False)
@example(float("inf"), "rupiah", False)
@example(10**400, "count", False)
@example("9" * 400, "decimal", False)
@example("Rp", "rupiah", True)
@example("٣", "count", False)
@example("²", "decimal", False)
@settings(max_examples=1500)
def test_whatever_stands_in_a_cell_nothing_is_raised_and_every_figure_is_one(
    raw: Any, kind: Kind, several: bool
) -> None:
    found = read_number(raw, kind, several)
    assert (found.value is not None) == (found.state == "number")
    if found.value is None:
        assert found.problem is not None or found.state in ("blank", "dash", "nihil")
    else:
        assert found.problem is None
        assert abs(found.value) <= 9_000_000_000_000_000
        assert kind in BROKEN or isinstance(found.value, int)


@given(texts.filter(lambda text: any(letter.isalpha() for letter in normalise(text))))
def test_words_are_no_figure(text: str) -> None:
    assume(not text.strip().casefold().startswith(("rp", "idr")))
    assert read_number(text, "count").value is None


# -- periods

MONTHS = [(month, word) for month, words in vocabulary()["months"].items() for word in words]
spelled = st.sampled_from(MONTHS)
years = st.integers(min_value=2000, max_value=2099)
casing = st.sampled_from([str.lower, str.upper, str.capitalize])
PHRASES = [
    "{month} {year}",
    "s.d. {month} {year}",
    "S/D {month} {year}",
    "sampai dengan {month} {year}",
    "Bulan : {month} {year}",
    "Periode {month} {year}",
    "Januari - {month} {year}",
    "01 Jan {year} - 28 {month} {year}",
    "Periode 1 Januari s.d. 28 {month} {year}",
    "s.d. 28 {month} {year}",
    "per {month} {year}",
    "RHPK CONTOH s.d. {month} {year}",
]


@given(spelled, years, st.sampled_from(PHRASES), casing)
def test_a_month_in_any_spelling_and_phrase_is_the_period(
    month: tuple[int, str], year: int, phrase: str, case: Any
) -> None:
    number, word = month
    line = phrase.format(month=case(word), year=year)
    assert period_said(line) == (number, year)
    assert (month_of(line), year_of(line)) == (number, year)


@given(spelled, years, casing)
def test_a_month_in_any_spelling_heads_a_column(month: tuple[int, str], year: int, case: Any) -> None:
    for phrase in ("{}", "{}.", "s.d {}", "S/D {}", "Bulan {}", "{} {year}", "Januari - {}", "s.d. 28 {} {year}"):
        written = phrase.format(case(month[1]), year=year)
        assert header_pattern("{month}").fullmatch(normalise(written)), written
        assert month_of(written) == month[0]


QUARTERS = [(quarter, word) for quarter, words in vocabulary()["quarter_numbers"].items() for word in words]


@given(st.sampled_from(QUARTERS), st.sampled_from(vocabulary()["quarter"]), years, casing)
def test_a_quarter_in_any_spelling(quarter: tuple[int, str], word: str, year: int, case: Any) -> None:
    for phrase in ("{} {}", "{}-{}", "s.d. {} {}", "Laporan {} {} Tahun {year}", "Laporan {} {} {year}"):
        written = phrase.format(case(word), case(quarter[1]), year=year)
        assert quarter_of(written) == quarter[0], written
        assert period_said(written)[0] is None
    assert header_pattern("{month}").fullmatch(normalise(f"s.d. {case(word)} {case(quarter[1])} {year}"))


def test_a_quarter_ends_with_its_last_month() -> None:
    assert [quarter_of_month(month) for month in range(1, 13)] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]


@given(
    st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2099, 12, 31)),
    st.sampled_from(["Serang", "Jakarta", "Kota Serang", "Bandar Lampung"]),
    st.data(),
)
def test_the_date_of_signing_is_never_the_period(day: dt.date, place: str, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(vocabulary()["months"][day.month])).capitalize()
    for line in (
        f"{place}, {day.day} {word} {day.year}",
        f"{place},{day.day:02d} {word} {day.year}",
        f"Dicetak tanggal {day.day} {word} {day.year}",
        f"Nomor 12 tanggal {day.day} {word} {day.year}",
    ):
        assert period_said(line) == (None, None), line


@given(st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_a_day_alone_is_a_period_only_where_it_begins_or_ends_a_month(day: dt.date) -> None:
    line = f"{day.day} {month_word(day.month)} {day.year}"
    whole = day.day in (1, calendar.monthrange(day.year, day.month)[1])
    assert period_said(line) == ((day.month, day.year) if whole else (None, None))


@given(st.one_of(texts, st.text(alphabet="sd.SEPTtwiIV 0123456789-/,", max_size=40)))
def test_whatever_a_line_says_no_month_is_invented(line: str) -> None:
    month, year = period_said(line)
    plain = normalise(line)
    assert month is None or any(word in plain for number, word in MONTHS if number == month)
    assert year is None or str(year) in plain
    assert quarter_of(line) in (None, 1, 2, 3, 4)


# -- addresses

rows = st.integers(min_value=0, max_value=1_048_575)
columns = st.integers(min_value=0, max_value=16_383)


@given(rows, columns)
@example(0, 0)
@example(1_048_575, 16_383)
def test_address_and_position_are_inverses_over_the_whole_grid(row: int, column: int) -> None:
    cell = address(row, column)
    assert position(cell) == (row, column)
    assert coordinate_from_string(cell) == (get_column_letter(column + 1), row + 1)


def test_every_column_has_the_letters_that_excel_gives_it() -> None:
    letters = [address(0, column) for column in range(16_384)]
    assert letters == [f"{get_column_letter(column + 1)}1" for column in range(16_384)]
    assert [position(cell)[1] for cell in letters] == list(range(16_384))


@given(texts)
def test_what_is_no_address_is_told(text: str) -> None:
    try:
        row, column = position(text)
    except ValueError:
        return
    assert address(row, column) == text
