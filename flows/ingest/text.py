"""Text, numbers, months and addresses as units write them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

State = Literal["number", "blank", "dash", "nihil", "error", "text"]
Kind = Literal["count", "rupiah", "decimal", "percent", "fraction"]


@cache
def vocabulary() -> dict[str, Any]:
    """The words that every form shares (`vocabulary.yml`)."""
    content: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("vocabulary.yml").read_text("utf-8"))
    return content


@cache
def _month_by_word() -> dict[str, int]:
    return {word: month for month, words in vocabulary()["months"].items() for word in words}


@cache
def month_pattern() -> str:
    """A regular expression (no group) for any spelling of a month in normalised text."""
    words = sorted(_month_by_word(), key=len, reverse=True)
    return r"(?:" + "|".join(words) + r")"


@cache
def _abbreviations() -> re.Pattern[str]:
    words = sorted(vocabulary()["abbreviations"], key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(map(re.escape, words)) + r")\b")


@lru_cache(maxsize=65536)
def normalise(text: str) -> str:
    """Text for comparing: lower case, letters, digits and % only, one space, short forms written out."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub(r"\bs\s*[./]\s*d\b\.?", "s d", plain)
    plain = re.sub(r"[^\w%]|_", " ", plain)
    plain = " ".join(plain.split())
    return _abbreviations().sub(lambda found: vocabulary()["abbreviations"][found[1]], plain)


def month_of(text: str) -> int | None:
    """The last month named in a text (`01 Jan - 30 Sep` is September); None when none is named."""
    found = re.findall(rf"(?<![^\W\d_]){month_pattern()}(?![^\W\d_])", normalise(text))
    return _month_by_word()[found[-1]] if found else None


def is_total(text: str) -> bool:
    """Whether a label names a sum: one of the words for it alone, or "total" before what is summed."""
    plain = normalise(text)
    return plain in vocabulary()["total"] or plain.startswith("total ")


def year_of(text: str) -> int | None:
    """The last year 2000-2099 named in a text; None when none is named."""
    found = re.findall(r"(?<!\d)20\d\d(?!\d)", text)
    return int(found[-1]) if found else None


def address(row: int, column: int) -> str:
    """The Excel address of a cell from zero-based row and column: (5, 4) is E6."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def position(cell: str) -> tuple[int, int]:
    """Zero-based row and column of an Excel address: E6 is (5, 4)."""
    match = re.fullmatch(r"([A-Z]+)(\d+)", cell)
    if not match:
        raise ValueError(f"not an address: {cell!r}")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


@dataclass(frozen=True, slots=True)
class Number:
    """A value cell: the number, or why there is none.

    `problem` names what is wrong with the writing (`ambiguous`, `fraction`, `unreadable`, `error`, `uncalculated`).
    """

    value: float | int | None
    state: State
    problem: str | None = None


BLANK = Number(None, "blank")

_GROUPED_DOT = re.compile(r"[+-]?\d{1,3}(\.\d{3})+")
_GROUPED_COMMA = re.compile(r"[+-]?\d{1,3}(,\d{3})+")
_INDONESIAN = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+),\d+")
_ENGLISH = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+")
_PLAIN = re.compile(r"[+-]?\d+")
_POINT = re.compile(r"[+-]?\d+\.\d+")


def _written(text: str, whole: bool) -> tuple[float, None] | tuple[None, str]:
    """A number written as text, Indonesian first: `1.060` is 1060 where numbers are whole, `94,23` a decimal."""
    if _PLAIN.fullmatch(text):
        return float(text), None
    if _ENGLISH.fullmatch(text):
        return float(text.replace(",", "")), None
    if _INDONESIAN.fullmatch(text) and not _GROUPED_COMMA.fullmatch(text):
        return float(text.replace(".", "").replace(",", ".")), None
    if _GROUPED_DOT.fullmatch(text):
        if whole or text.count(".") > 1:
            return float(text.replace(".", "")), None
        return None, "ambiguous"
    if _GROUPED_COMMA.fullmatch(text):
        if text.count(",") > 1:
            return float(text.replace(",", "")), None
        return None, "ambiguous"
    if _POINT.fullmatch(text):
        return float(text), None
    return None, "unreadable"


def read_number(raw: object, kind: Kind, several: bool = False) -> Number:
    """A value cell read as the number its column holds.

    `kind` decides what a dot means and whether a fraction is possible (contract: "Numbers typed as text"):
    count and rupiah are whole; percent is a number in percent; fraction is a share of one.
    `several` allows more than one amount in the cell, which are added.
    """
    whole = kind in ("count", "rupiah")
    if raw is None or raw == "":
        return BLANK
    if isinstance(raw, bool):
        return Number(None, "text", "unreadable")
    if isinstance(raw, (int, float)):
        return _whole(float(raw)) if whole else Number(float(raw), "number")
    if not isinstance(raw, str):
        return Number(None, "text", "unreadable")
    text = " ".join(unicodedata.normalize("NFKC", raw).replace("−", "-").split())
    if not text:
        return BLANK
    if text in vocabulary()["dash"]:
        return Number(None, "dash")
    if normalise(text) in vocabulary()["nihil"]:
        return Number(None, "nihil")
    if text.startswith("#"):
        return Number(None, "error", "error")
    percent = text.endswith("%")
    text = re.sub(r"^rp\.?\s*", "", text.rstrip("% "), flags=re.IGNORECASE)
    text = re.sub(r",-$|\.-$", "", text)
    pieces = [re.sub(r"^rp\.?\s*", "", piece, flags=re.IGNORECASE) for piece in re.split(r"[\s;]+", text)] if several else [text]
    pieces = [piece for piece in pieces if piece]
    if not several and re.fullmatch(r"[+-]? ?\d{1,3}( \d{3})+", text):
        pieces = [text.replace(" ", "")]
    total = 0.0
    for piece in pieces or [""]:
        value, problem = _written(piece, whole)
        if value is None:
            return Number(None, "text", problem)
        total += value
    if percent and kind == "fraction":
        total = round(total / 100, 12)
    return _whole(total) if whole else Number(total, "number")


def _whole(value: float) -> Number:
    nearest = round(value)
    if abs(value - nearest) > 1e-6:
        return Number(None, "text", "fraction")
    return Number(int(nearest), "number")
