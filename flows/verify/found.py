"""What a file holds: its tables as grids of text, and which report it says it is."""

from __future__ import annotations

from dataclasses import dataclass


class UnreadableFileError(ValueError):
    """The file cannot be read as a report: told in Indonesian."""


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table as it stands in the file.

    `rows` are filled up to the grid: a merged cell's words stand in its first place, the places that it covers are
    None. `marks` are names that the program gave the table when it wrote it.
    """

    caption: str
    rows: tuple[tuple[str | None, ...], ...]
    heads: int
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """`final` is the fingerprint of the final that the file was written from: empty for a draft, None when not said.

    `draws` where headline figures and shares are tables too.
    """

    tables: tuple[FoundTable, ...]
    draws: bool
    unit: str = ""
    period: str = ""
    final: str | None = None
