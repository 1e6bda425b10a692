"""The offices that the program knows, and how their names are met in workbooks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from flows.ingest.text import normalise, vocabulary


@dataclass(frozen=True)
class Unit:
    """One office: its code, its official and short names, and the words that sheets use for it."""

    code: str
    name: str
    short_name: str
    office_kind: str
    labels: tuple[str, ...]

    @cached_property
    def spellings(self) -> frozenset[str]:
        """Normalised names: the official ones, the labels, and every way of calling an office before a label."""
        names = {normalise(self.name), normalise(self.short_name), normalise(self.code)}
        for label in self.labels:
            plain = normalise(label)
            names.add(plain)
            names.update(f"{normalise(phrase)} {plain}" for phrase in vocabulary()["office_phrases"])
        return frozenset(names)


def unit_named(text: str, units: list[Unit]) -> Unit | None:
    """The office that a cell names by itself (a label or a full name)."""
    plain = normalise(text)
    return next((unit for unit in units if plain in unit.spellings), None)


_PHRASES: re.Pattern[str] | None = None


def offices_in(text: str, units: list[Unit]) -> list[str]:
    """Offices that a letterhead names: codes of known ones, `?` and the words for an office that is not known."""
    global _PHRASES
    if _PHRASES is None:
        phrases = sorted((normalise(phrase) for phrase in vocabulary()["office_phrases"]), key=len, reverse=True)
        _PHRASES = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, phrases)) + r")(?!\w)")
    plain = normalise(text)
    found = []
    for match in _PHRASES.finditer(plain):
        rest = plain[match.end() :].strip()
        if not rest:
            continue
        known = [
            (len(normalise(label)), unit.code)
            for unit in units
            for label in (*unit.labels, unit.code)
            if rest == normalise(label) or rest.startswith(normalise(label) + " ")
        ]
        found.append(max(known)[1] if known else "?" + " ".join(rest.split()[:3]))
    return found
