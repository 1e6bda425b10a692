"""Numbers as Indonesians write them."""

from __future__ import annotations

import pytest

from flows.wording import (
    bulat,
    clean,
    desimal,
    nama_bulan,
    nama_triwulan,
    persen,
    rangkai,
    ringkas,
    rupiah,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (94.23076923, "94,23"),
        (97.965, "97,97"),
        (1.005, "1,01"),
        (0.285, "0,29"),
        (79.995, "80,00"),
        (120.004, "120,00"),
        (-0.12, "-0,12"),
        (-0.001, "0,00"),
        (1234567.5, "1.234.567,50"),
    ],
)
def test_decimals_have_a_comma_and_round_half_up(value: float, text: str) -> None:
    assert desimal(value) == text


def test_units_of_figures() -> None:
    assert persen(64.0) == "64,00%"
    assert bulat(1060) == "1.060"
    assert rupiah(28_796_932_000) == "Rp28.796.932.000"
    assert rupiah(-5) == "-Rp5"
    assert [ringkas(v) for v in (100, 4.45, 2.5, 18.0, 1000)] == ["100", "4,45", "2,5", "18", "1.000"]


def test_months_quarters_and_lists() -> None:
    assert [nama_bulan(m) for m in (1, 8, 9)] == ["Januari", "Agustus", "September"]
    assert [nama_triwulan(m) for m in (3, 9, 12, 5)] == ["I", "III", "IV", None]
    assert rangkai([]) == ""
    assert rangkai(["a", "b"]) == "a dan b"
    assert rangkai([1, 2, 3]) == "1, 2, dan 3"


def test_characters_that_no_document_holds_are_replaced() -> None:
    assert clean("a\x00b\x0bc\td") == "a\ufffdb\ufffdc\td"
