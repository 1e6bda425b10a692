"""Numbers as units write them: Indonesian first, and what can be read two ways is not read at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from flows.ingest.text import normalise, plain_signs, vocabulary

State = Literal["number", "blank", "dash", "nihil", "note", "error", "text"]
Kind = Literal["count", "rupiah", "decimal", "percent", "fraction"]
Fault = Literal["ambiguous", "fraction", "unreadable", "error", "uncalculated"]


@dataclass(frozen=True, slots=True)
class Number:
    """A value cell: the number, or why there is none; `problem` names what is wrong with the writing."""

    value: float | int | None
    state: State
    problem: Fault | None = None


BLANK = Number(None, "blank")

# No count of things and no budget of an office is larger; a longer number is an identity number in the wrong
# place.
_LARGEST = 9_000_000_000_000_000

_GROUPED_DOT = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+")
_GROUPED_COMMA = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")
_GROUPED_SPACE = re.compile(r"[+-]? ?[1-9]\d{0,2}( \d{3})+")
_INDONESIAN = re.compile(r"[+-]?([1-9]\d{0,2}(\.\d{3})+|\d+),\d+")
_ENGLISH = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+\.\d+")
_PLAIN = re.compile(r"[+-]?\d+")
_POINT = re.compile(r"[+-]?\d+\.\d+")
_NO_BREAK = re.compile("[\u00a0\u2007\u2009\u202f]")
_DASHES = re.compile(r"[-–—.]{1,5}")
_CURRENCY = re.compile(r"^(?:rp|idr)\.?\s*", re.IGNORECASE)
_AMOUNT = re.compile(r"[1-9]\d{3,}|[1-9]\d{0,2}([.,]\d{3})+([.,]\d{1,2})?")


def read_number(raw: object, kind: Kind, several: bool = False) -> Number:
    """A value cell read as the number its column holds.

    Contract, "Numbers typed as text": `1.060` is a whole number in count and rupiah columns, `94,23` a
    decimal, `1,060` ambiguous, and a fraction in a count or rupiah column is a problem.

    Args:
        raw: what the cell holds: a number, text, nothing, or what is no figure (a date, true or false).
        kind: decides what a dot means and whether a fraction is possible: count and rupiah are whole,
            percent is a number in percent, fraction a share of one.
        several: more than one amount may stand in the cell; they are added.
    """
    whole = kind in ("count", "rupiah")
    if raw is None or raw == "":
        return BLANK
    if isinstance(raw, bool):
        return Number(None, "text", "unreadable")
    if isinstance(raw, (int, float)):
        return _finished(raw, whole)
    if not isinstance(raw, str):
        return Number(None, "text", "unreadable")
    return _read_text(raw, kind, whole, several)


def _read_text(raw: str, kind: Kind, whole: bool, several: bool) -> Number:
    text = " ".join(plain_signs(raw).split())
    if not text:
        return BLANK
    if _DASHES.fullmatch(text):
        return Number(None, "dash")
    if text.startswith("#"):
        return Number(None, "error", "error")
    if normalise(text) in vocabulary()["nihil"]:
        return Number(None, "nihil")
    percent = text.endswith("%")
    if percent and whole:
        return Number(None, "text", "unreadable")  # a share where things or rupiah are counted
    bare = re.sub(r"(,|\.)-$", "", _CURRENCY.sub("", text.rstrip("% ")))
    pieces, problem = _pieces(raw, bare, kind, several)
    if problem:
        return Number(None, "text", problem)
    total = 0.0
    for piece in pieces:
        value, problem = _written(piece, whole)
        if value is None:
            return Number(None, "text", problem)
        total += value
    if percent and kind == "fraction":
        total = round(total / 100, 12)
    return _finished(total, whole)


def _pieces(raw: str, text: str, kind: Kind, several: bool) -> tuple[list[str], Fault | None]:
    """The amounts of a cell: one, unless the column may hold several."""
    if _GROUPED_SPACE.fullmatch(text):
        # "100 200" is one amount of rupiah where one is expected; it could be two counts, or two amounts
        if not several and (kind != "count" or text.count(" ") > 1 or _NO_BREAK.search(raw)):
            return [text.replace(" ", "")], None
        if "\n" not in raw:
            return [], "ambiguous"
    if not several:
        return [text], None
    pieces = [piece for piece in (_CURRENCY.sub("", part) for part in re.split(r"[\s;]+", text)) if piece]
    if len(pieces) > 1 and not all(_AMOUNT.fullmatch(piece) for piece in pieces):
        return [], "unreadable"
    return pieces or [""], None


def _written(text: str, whole: bool) -> tuple[float, None] | tuple[None, Fault]:
    """One number written as text. Digits in threes after a zero (`0,125`) are decimals, not thousands."""
    if _PLAIN.fullmatch(text):
        return float(text), None
    if _ENGLISH.fullmatch(text):
        return float(text.replace(",", "")), None
    if _GROUPED_COMMA.fullmatch(text):
        return (float(text.replace(",", "")), None) if text.count(",") > 1 else (None, "ambiguous")
    if _GROUPED_DOT.fullmatch(text):
        return (float(text.replace(".", "")), None) if whole or text.count(".") > 1 else (None, "ambiguous")
    if _INDONESIAN.fullmatch(text):
        return float(text.replace(".", "").replace(",", ".")), None
    if _POINT.fullmatch(text):
        return float(text), None
    return None, "unreadable"


@lru_cache(maxsize=65536)
def _finished(value: float, whole: bool) -> Number:
    if not abs(value) <= _LARGEST:  # too large, or no number at all (NaN compares with nothing)
        return Number(None, "text", "unreadable")
    if not whole:
        return Number(float(value), "number")
    nearest = round(value)
    if abs(value - nearest) > 1e-6:
        return Number(None, "text", "fraction")
    return Number(int(nearest), "number")
