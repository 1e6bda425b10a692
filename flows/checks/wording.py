"""Fills the sentences of rules with figures as a reader in Indonesia writes them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from string import Formatter
from typing import Any

# What a figure that is not a number is called, by the state the reader gave its cell.
STATE_WORDS = {
    "blank": "kosong",
    "dash": "-",
    "nihil": "NIHIL",
    "note": "keterangan",
    "error": "galat",
    "text": "bukan angka",
}
NOTHING = "kosong"
LONGEST = 4
_SHORTEST_RANGE = 4


def is_missing(value: object) -> bool:
    """None, NaN and the missing values of pandas (which are not equal to themselves)."""
    if value is None:
        return True
    if isinstance(value, float):
        return math.isnan(value)
    return type(value).__name__ in {"NAType", "NaTType"}


def shown(value: object, decimals: int | None = None) -> str:
    """A value as text: 1060 is `1.060`, 94.23 is `94,23`; without `decimals` at most four, no idle zeros."""
    if is_missing(value):
        return NOTHING
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return "ya" if value else "tidak"
    # Ten digits after the point drop the noise of binary fractions before a half is rounded up.
    number = Decimal(f"{float(value):.10f}")  # type: ignore[arg-type]
    places = LONGEST if decimals is None else decimals
    text = f"{number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):,f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if text.strip("-0.,") == "":
        text = text.lstrip("-")
    return text.translate(str.maketrans(",.", ".,"))


def shown_in(row: Mapping[str, Any], column: str, decimals: int | None = None) -> str:
    """A column of a row as text; a number that is not there is called by the state of its cell."""
    value = row.get(column)
    if is_missing(value):
        return STATE_WORDS.get(str(row.get(f"{column}_state")), NOTHING)
    return shown(value, decimals)


class _Figure:
    """A figure of a row inside a sentence: `{column}` as `shown`, `{column:2}` with two decimals."""

    def __init__(self, row: Mapping[str, Any], column: str) -> None:
        self.row = row
        self.column = column

    def __format__(self, spec: str) -> str:
        if self.column.endswith(("cell", "cells")):
            return in_ranges(shown_in(self.row, self.column))
        return shown_in(self.row, self.column, int(spec) if spec else None)


def fill(sentence: str, row: Mapping[str, Any]) -> str:
    """The sentence with the row's figures."""
    return sentence.format_map({column: _Figure(row, column) for column in row})


def in_ranges(cells: str) -> str:
    """A list of addresses as a person would point at them: four or more below each other are `C5:C33`."""
    runs: list[list[tuple[str, int]]] = []
    for cell in cells.split(", "):
        row, _, letters = address_key(cell)
        if runs and letters and f"{letters}{row}" == cell and runs[-1][-1] == (letters, row - 1):
            runs[-1].append((letters, row))
        else:
            runs.append([(letters, row) if f"{letters}{row}" == cell else (cell, -1)])
    return ", ".join(_run(run) for run in runs)


def _run(run: list[tuple[str, int]]) -> str:
    names = [f"{letters}{row}" if row >= 0 else letters for letters, row in run]
    return ", ".join(names) if len(names) < _SHORTEST_RANGE else f"{names[0]}:{names[-1]}"


def in_general(sentence: str) -> str:
    """The sentence as it stands for any row: every figure is left open."""
    told = "".join(text + ("" if name is None else "…") for text, name, _, _ in Formatter().parse(sentence.strip()))
    return told.replace("……", "…").replace("….", "…")


def answers(row: Mapping[str, Any], where: Mapping[str, object]) -> bool:
    """Whether a row answers a filter of the catalogue; a missing value answers none."""
    for column, wanted in where.items():
        value = row[column]
        if is_missing(value):
            return False
        allowed = wanted if isinstance(wanted, list) else [wanted]
        if value not in allowed:
            return False
    return True


def address_key(cell: str) -> tuple[int, int, str]:
    """Sorts addresses as a reader meets them: by row, then by column."""
    first = cell.split(",")[0].strip()
    letters = first.rstrip("0123456789")
    digits = first[len(letters) :]
    return (int(digits) if digits else 0, len(letters), letters)
