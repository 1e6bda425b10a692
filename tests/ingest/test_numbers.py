"""Numbers as units type them (contract: "Numbers typed as text")."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from flows.ingest.numbers import Kind, read_number

WHOLE: list[tuple[Any, int]] = [
    (539, 539),
    (539.0, 539),
    (0, 0),
    (-3, -3),
    ("1.060", 1060),
    ("1060", 1060),
    (" 1.060 ", 1060),
    ("1\u00a0060", 1060),
    ("1.060.500", 1060500),
    ("1,060,500", 1060500),
    ("1.060,00", 1060),
    ("Rp1,494,505,500.00", 1494505500),
    ("Rp 139,397,500.00", 139397500),
    ("Rp. 7.700.000,-", 7700000),
    ("Rp1.494.505.500", 1494505500),
    ("00123", 123),
    ("−3", -3),
    (12.0000000001, 12),
]


@pytest.mark.parametrize("kind", ["count", "rupiah"])
@pytest.mark.parametrize(("written", "meant"), WHOLE)
def test_whole_numbers(kind: Kind, written: Any, meant: int) -> None:
    number = read_number(written, kind)
    assert (number.value, number.state, number.problem) == (meant, "number", None)
    assert isinstance(number.value, int)


@pytest.mark.parametrize("kind", ["decimal", "percent"])
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (94.23, 94.23),
        ("94,23", 94.23),
        ("94.23", 94.23),
        ("1.060,5", 1060.5),
        ("1,060.5", 1060.5),
        ("1.060.500", 1060500.0),
        ("94,23%", 94.23),
        ("94,23 %", 94.23),
        ("0,125", 0.125),
        ("0.125", 0.125),
        ("100", 100.0),
        ("-2,5", -2.5),
    ],
)
def test_decimals(kind: Kind, written: Any, meant: float) -> None:
    assert read_number(written, kind).value == pytest.approx(meant)


def test_a_share_of_one_may_be_typed_in_percent() -> None:
    assert read_number("72,24%", "fraction").value == 0.7224
    assert read_number(0.7224, "fraction").value == 0.7224


@pytest.mark.parametrize(
    ("written", "kind", "problem"),
    [
        ("1,060", "count", "ambiguous"),
        ("194 197", "count", "ambiguous"),
        ("1,060", "rupiah", "ambiguous"),
        ("1,060", "decimal", "ambiguous"),
        ("1.060", "decimal", "ambiguous"),
        ("1.060", "percent", "ambiguous"),
        (2.5, "count", "fraction"),
        ("2,5", "count", "fraction"),
        ("0.125", "count", "fraction"),
        ("Rp1.500,75", "rupiah", "fraction"),
        ("94.23", "count", "fraction"),
        ("tujuh", "count", "unreadable"),
        ("19 orang", "count", "unreadable"),
        ("7.700.000 7.700.000", "rupiah", "unreadable"),
        ("1.06", "rupiah", "fraction"),
        ("12.34.56", "decimal", "unreadable"),
        ("%", "percent", "unreadable"),
        ("30%", "count", "unreadable"),
        ("5 %", "rupiah", "unreadable"),
        (float("nan"), "decimal", "unreadable"),
        (True, "count", "unreadable"),
        (dt.date(2022, 9, 1), "count", "unreadable"),
        (dt.timedelta(hours=1), "decimal", "unreadable"),
        (197701012005011001.0, "count", "unreadable"),
        (1e30, "decimal", "unreadable"),
    ],
)
def test_what_cannot_be_known_is_a_problem_and_never_a_guess(written: Any, kind: Kind, problem: str) -> None:
    number = read_number(written, kind)
    assert (number.value, number.state, number.problem) == (None, "text", problem)


@pytest.mark.parametrize("written", ["-", " - ", "–", "—", "--", "."])
def test_a_dash_is_no_number_and_no_problem(written: str) -> None:
    number = read_number(written, "count")
    assert (number.value, number.state, number.problem) == (None, "dash", None)


@pytest.mark.parametrize("written", ["NIHIL", "nihil", "N I H I L", "Tidak ada", "n/a"])
def test_nihil_is_no_number_and_no_problem(written: str) -> None:
    assert read_number(written, "rupiah").state == "nihil"


@pytest.mark.parametrize("written", [None, "", "   ", "\u00a0"])
def test_blanks(written: Any) -> None:
    assert read_number(written, "count").state == "blank"


def test_an_error_typed_as_text_is_an_error() -> None:
    assert read_number("#N/A", "count").problem == "error"


@pytest.mark.parametrize(
    ("written", "total"),
    [
        ("33,947,177 34,243,955", 68191132),
        ("33.947.177\n34.243.955", 68191132),
        ("Rp 7.700.000; Rp 7.700.000", 15400000),
        ("7,700,000 7,700,000 7,700,000", 23100000),
        ("6000000", 6000000),
        ("100\n200", None),
    ],
)
def test_several_amounts_in_a_cell_that_may_hold_several(written: str, total: int | None) -> None:
    assert read_number(written, "rupiah", several=True).value == total


@pytest.mark.parametrize("written", ["100 200", "33 947 177", "19770101 200501 1 001", "7,700,000 + 7,700,000"])
def test_amounts_that_cannot_be_told_apart_are_not_added(written: str) -> None:
    number = read_number(written, "rupiah", several=True)
    assert number.value is None
    assert number.problem in ("ambiguous", "unreadable")
