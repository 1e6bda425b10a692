"""The offices that the program knows, and how their names are met in workbooks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import overload

from flows.ingest.text import normalise, vocabulary


@dataclass(frozen=True)
class Unit:
    """One office: its code, its official and short names, and the words that sheets use for it."""

    code: str
    name: str
    short_name: str
    office_kind: str
    labels: tuple[str, ...]

    def __hash__(self) -> int:
        """By code alone: offices are looked up for every row."""
        return hash(self.code)

    @cached_property
    def places(self) -> frozenset[str]:
        """Normalised words that stand for the office after a word for an office: its labels and its code."""
        return frozenset(normalise(label) for label in (*self.labels, self.code))

    @cached_property
    def spellings(self) -> frozenset[str]:
        """Normalised names: official and short, the places, and every way of calling an office before a
        place.
        """
        names = {normalise(self.name), normalise(self.short_name), *self.places}
        phrases = [normalise(phrase) for phrase in _phrases() + _short_phrases()]
        names.update(f"{phrase} {place}" for phrase in phrases for place in self.places)
        return frozenset(names)


class Offices(Sequence[Unit]):
    """The offices known, ready to be found by what sheets call them: made once, asked for every cell."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.units = tuple(units)
        self._by_spelling = {spelling: unit for unit in reversed(self.units) for spelling in unit.spellings}
        self._by_place = {place: unit for unit in reversed(self.units) for place in unit.places}
        self._longest_place = max((place.count(" ") + 1 for place in self._by_place), default=0)

    @classmethod
    def of(cls, units: Iterable[Unit]) -> Offices:
        """The offices as they are, or made of a list of units."""
        return units if isinstance(units, Offices) else _offices(tuple(units))

    @overload
    def __getitem__(self, place: int) -> Unit: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Unit]: ...
    def __getitem__(self, place: int | slice) -> Unit | Sequence[Unit]:
        return self.units[place]

    def __len__(self) -> int:
        return len(self.units)

    def named(self, text: str) -> Unit | None:
        """The office that a cell names by itself (a label or a full name)."""
        return self._by_spelling.get(normalise(text))

    def is_name(self, plain: str) -> bool:
        """Whether a normalised text is a name of a known office, or stands for the sender (`UPT`)."""
        return plain in self._by_spelling or plain in vocabulary()["office_itself"]

    def said_in(self, text: str) -> list[str]:
        """Offices that a letterhead names: codes of known ones, `?` and the words for an office that is not known."""
        plain = normalise(text)
        found = []
        for match in _office_words().finditer(plain):
            words = plain[match.end() :].split()
            known = self._first_place(words)
            if known is not None:
                found.append(known.code)
            elif words and match.group(0).endswith(" di") and words[0] not in vocabulary()["not_a_place"]:
                found.append("?" + " ".join(words[:3]))
        return found

    def _first_place(self, words: list[str]) -> Unit | None:
        """The office whose place, the longest that fits, begins some words."""
        for length in range(min(self._longest_place, len(words)), 0, -1):
            unit = self._by_place.get(" ".join(words[:length]))
            if unit is not None:
                return unit
        return None


@lru_cache(maxsize=16)
def _offices(units: tuple[Unit, ...]) -> Offices:
    return Offices(units)


def _phrases() -> list[str]:
    return list(vocabulary()["office_phrases"])


def _short_phrases() -> list[str]:
    return list(vocabulary()["office_short"])


@cache
def _office_words() -> re.Pattern[str]:
    phrases = sorted((normalise(phrase) for phrase in _phrases() + _short_phrases()), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, phrases)) + r")(?!\w)")
