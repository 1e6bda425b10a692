"""What the groups write of indicators: words as sent, and the places in them that published figures fill."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from flows.reference.seeds import seed

_BRACES = re.compile(r"(\{[^{}]*\}?)")
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_OTHER = re.compile(r" iku (\d{1,4})$")


@dataclass(frozen=True, slots=True)
class Narrative:
    """What a group says of one indicator; each text with a paragraph a line, or None."""

    iku_no: int
    helped: str | None
    helped_cell: str | None
    hindered: str | None
    hindered_cell: str | None
    causes: str | None
    causes_cell: str | None
    next_steps: str | None
    next_steps_cell: str | None
    owner_group: str
    submission_id: str
    file_name: str
    sheet: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A recommendation, what was done or is planned, and until when; periods as YYYY-MM, days as YYYY-MM-DD."""

    follow_up_key: str
    iku_no: int
    recommendation: str
    status: Literal["open", "done"]
    action_done: str | None
    plan: str | None
    due_on: str | None
    due_unread: str | None
    responsible: str | None
    since_period: str
    said_in: str
    is_carried_over: bool
    is_overdue: bool
    owner_group: str
    submission_id: str
    file_name: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a narrative: words as they stand, or a placeholder with the figure that it names.

    `measure` is None for words, and for a placeholder that is not known. `iku_no` is None where the placeholder means
    the narrative's own indicator.
    """

    text: str
    measure: str | None = None
    iku_no: int | None = None


@cache
def measures() -> dict[str, str]:
    """The words that placeholders may hold, each with its measure."""
    return {row["placeholder"]: row["measure"] for row in seed("narrative_placeholders")}


def pieces(text: str) -> tuple[Piece, ...]:
    """A line of a narrative, divided at its placeholders. Placeholders are known as in `chk_narrative`."""
    return tuple(_pieces(text))


def _pieces(text: str) -> Iterator[Piece]:
    for part in _BRACES.split(text):
        if not part.startswith("{"):
            if part:
                yield Piece(part)
            continue
        word = _NOT_PLAIN.sub(" ", part.lower()).strip()
        other = _OTHER.search(word)
        measure = measures().get(_OTHER.sub("", word))
        yield Piece(part, measure, int(other[1]) if other and measure else None)


def paragraphs_of(text: str | None) -> list[tuple[Piece, ...]]:
    """A text's paragraphs, each divided at its placeholders; none of a text that nobody wrote."""
    return [pieces(line) for line in (text or "").splitlines()]
