"""How wide the columns of a table would be: what their words need at least, and what their lines would like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.report.outline import Cell, Column, Table

_SENTENCE = 50  # letters; beyond them a line may as well wrap
_LONGEST_WORD = 78  # a hash
_BROAD = re.compile("[0-9A-Z]")  # broader than letters are on average
_PLACES_TO_BREAK = re.compile(r"[\s/-]")


def column_letters(table: Table) -> tuple[list[float], list[float]]:
    """For each column how many letters it needs, so that no word is cut, and how many it would like."""
    # Headings are bold, so their letters are somewhat wider.
    needed = [max(3, *(len(word) * 1.08 for word in re.split("[ /-]", c.title))) for c in table.columns]
    liked = [max(least, len(c.title) / 2) for least, c in zip(needed, table.columns, strict=True)]
    for place, column, cell in _cells(table):
        lines = "".join("\n" if s.kind == "break" else s.text for s in cell.text if s.kind != "mark").split("\n")
        needed[place] = max(needed[place], *(_least(line, column, cell) for line in lines))
        liked[place] = max(liked[place], *(_wish(len(line)) for line in lines))
    return needed, liked


def _cells(table: Table) -> Iterator[tuple[int, Column, Cell]]:
    """The cells that stand in one column, with its place."""
    for row in table.rows:
        place = 0
        for cell in row.cells:
            if cell.span == 1 and row.kind != "group":
                yield place, table.columns[place], cell
            place += cell.span


def _least(line: str, column: Column, cell: Cell) -> float:
    if cell.tone:
        return max(len(line) / 2 + 2, *map(_length, line.split(" ")))  # the name of a class takes two lines at most
    if column.kind == "number" and not cell.quiet:
        return min(_length(line), _LONGEST_WORD)  # a figure stays on one line
    return min(max(map(_length, _PLACES_TO_BREAK.split(line))), _LONGEST_WORD)


def _length(word: str) -> float:
    return len(word) + 0.15 * len(_BROAD.findall(word))


def _wish(letters: int) -> float:
    """Whole sentences like more room, though not in proportion."""
    return letters if letters <= _SENTENCE else _SENTENCE + min(letters - _SENTENCE, 400) * 0.4
