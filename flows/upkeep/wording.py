"""Sentences of looking after a home, each once in `messages.yml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

_SHOWN = 5


class UpkeepProblem(Exception):  # noqa: N818 - told to people as it stands
    """Why a backup was not written or not restored; the text is Indonesian and says what to do."""


@cache
def sentences() -> dict[str, str]:
    """Every sentence by its kind."""
    texts: dict[str, str] = yaml.safe_load((Path(__file__).parent / "messages.yml").read_text("utf-8"))
    return {kind: text.strip() for kind, text in texts.items()}


def say(kind: str, /, **details: object) -> str:
    """The sentence of a kind, with its details."""
    return sentences()[kind].format(**details)


def listed(damages: list[str]) -> str:
    """The first of many, and how many more there are."""
    more = [say("more", count=len(damages) - _SHOWN)] if len(damages) > _SHOWN else []
    return ", ".join([*damages[:_SHOWN], *more])


def size(number: int) -> str:
    """A number of bytes as people read it: `35,2 MB`."""
    from flows.wording import desimal

    for unit, one in (("GB", 1024**3), ("MB", 1024**2)):
        if number >= one:
            return f"{desimal(number / one, 1)} {unit}"
    return f"{desimal(number / 1024, 1)} kB"
