"""The offices that the program knows, and how their names are met in workbooks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

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


def unit_named(text: str, units: Iterable[Unit]) -> Unit | None:
    """The office that a cell names by itself (a label or a full name)."""
    return _by_spelling(tuple(units)).get(normalise(text))


def is_unit_name(plain: str, units: Iterable[Unit]) -> bool:
    """Whether a normalised text is a name of a known office, or stands for the sender (`UPT`)."""
    return plain in vocabulary()["office_itself"] or plain in _by_spelling(tuple(units))


def offices_in(text: str, units: Iterable[Unit]) -> list[str]:
    """Offices that a letterhead names: codes of known ones, `?` and the words for an office that is not
    known.
    """
    plain = normalise(text)
    places = _by_place(tuple(units))
    found = []
    for match in _office_words().finditer(plain):
        rest = plain[match.end() :].strip()
        if not rest:
            continue
        known = [place for place in places if rest == place or rest.startswith(f"{place} ")]
        if known:
            found.append(places[max(known, key=len)].code)
        elif match.group(0).endswith(" di") and rest.split()[0] not in vocabulary()["not_a_place"]:
            found.append("?" + " ".join(rest.split()[:3]))
    return found


@lru_cache(maxsize=16)
def _by_spelling(units: tuple[Unit, ...]) -> dict[str, Unit]:
    return {spelling: unit for unit in reversed(units) for spelling in unit.spellings}


@lru_cache(maxsize=16)
def _by_place(units: tuple[Unit, ...]) -> dict[str, Unit]:
    return {place: unit for unit in reversed(units) for place in unit.places}


def _phrases() -> list[str]:
    return list(vocabulary()["office_phrases"])


def _short_phrases() -> list[str]:
    return list(vocabulary()["office_short"])


@cache
def _office_words() -> re.Pattern[str]:
    phrases = sorted((normalise(phrase) for phrase in _phrases() + _short_phrases()), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, phrases)) + r")(?!\w)")
