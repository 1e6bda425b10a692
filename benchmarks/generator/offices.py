"""Offices that exist on paper only: how they are called, how large they are, how they write and send."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ONE, BY_GROUP, BY_FORM = "one workbook", "one workbook a group", "one workbook a form"
GROUPINGS = (ONE, BY_GROUP, ONE, BY_FORM, BY_GROUP)
# What an office has nothing of all year, by its place in the list; it sends these forms empty.
EMPTY = ((), ("adverts",), ("cases",), ("certificates", "elsewhere"), ("production", "follow_ups"))


@dataclass(frozen=True)
class Office:
    """One office: `scale` multiplies its counts, `empty` are the subjects in which nothing ever happens."""

    code: str
    city: str
    province: str
    name: str
    short_name: str
    year: int
    scale: float
    grouping: str
    empty: tuple[str, ...]
    tests_for: str = ""  # the office whose samples come to its laboratory too
    sends_to: str = ""  # the office to whose laboratory it sends samples


@cache
def _cities() -> list[dict[str, str]]:
    with (Path(__file__).parent / "offices.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def random_for(seed: int, *what: object) -> random.Random:
    """A generator of its own for each thing, so that one more draw in one place moves nothing elsewhere."""
    return random.Random("|".join(map(str, (seed, *what))))


def offices(number: int, seed: int, year: int) -> list[Office]:
    """So many offices, always the same ones first; beyond the list they are numbered places."""
    named = _cities()
    made = []
    for place in range(number):
        listed = place < len(named)
        city = _city(place)
        large = listed and named[place]["kind"] == "besar"
        chance = random_for(seed, city, "size")
        made.append(
            Office(
                city.upper(),
                city,
                named[place]["province"] if listed else "NUSANTARA",
                f"Balai Besar POM di {city}" if large else f"Balai POM di {city}",
                f"BBPOM di {city}" if large else f"BPOM di {city}",
                year,
                chance.uniform(1.0, 2.5) if large else chance.uniform(0.3, 1.0),
                GROUPINGS[place % len(GROUPINGS)],
                EMPTY[place % len(EMPTY)],
                *_exchange(place),
            )
        )
    return made


def _city(place: int) -> str:
    named = _cities()
    return named[place]["city"] if place < len(named) else f"Kota{place + 1:04d}"


def _exchange(place: int) -> tuple[str, str]:
    """Of each two offices the second sends samples to the first, unless that one tests for nobody."""
    laboratory = place - place % 2
    if "elsewhere" in EMPTY[laboratory % len(EMPTY)]:
        return "", ""
    return (_city(place + 1), "") if place == laboratory else ("", _city(laboratory))
