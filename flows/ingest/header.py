"""Finding a table's columns by their headers, merged header cells understood, never by letter."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz, process

from flows.ingest.forms import Column, Table, header_pattern
from flows.ingest.text import address, month_of, normalise
from flows.ingest.workbook import Sheet


@dataclass(slots=True)
class Header:
    """Where a table starts and where its columns are (zero-based); `months` are month words met in the headers."""

    first_row: int
    last_row: int
    columns: dict[str, int]
    months: list[tuple[int, str, str]]
    unknown: list[tuple[str, str]]
    ambiguous: dict[str, list[str]]
    missing: list[str]

    @property
    def complete(self) -> bool:
        return not self.missing and not self.ambiguous


def paths_at(sheet: Sheet, first: int, depth: int) -> list[tuple[str, ...]]:
    """For every column the texts above each other in the header rows, as a reader of the page sees them.

    A blank in an upper row with a text below belongs to the nearest text on its left, so that headers read the same
    merged or not.
    """
    width = sheet.width
    grid = [[sheet.spanned_text(first + level, column) for column in range(width)] for level in range(depth)]
    paths: list[tuple[str, ...]] = []
    for column in range(width):
        path: list[str] = []
        for level in range(depth):
            text = grid[level][column]
            below = any(grid[deeper][column] for deeper in range(level + 1, depth))
            if not text and below:
                left = column - 1
                while left >= 0 and not grid[level][left]:
                    left -= 1
                if left >= 0 and any(
                    grid[deeper][left] and grid[deeper][left] != grid[level][left] for deeper in range(level + 1, depth)
                ):
                    text = grid[level][left]
            plain = normalise(text)
            if plain and (not path or path[-1] != plain):
                path.append(plain)
        paths.append(tuple(path))
    return paths


def _fit(spelling: str, path: tuple[str, ...]) -> int | None:
    """How many words of a path a spelling leaves over (0: the same path); None when it does not fit."""
    wanted = [header_pattern(piece.strip()) for piece in spelling.split(" > ")]
    if not path or not wanted[-1].fullmatch(path[-1]):
        return None
    place = 0
    for pattern in wanted[:-1]:
        while place < len(path) - 1 and not pattern.fullmatch(path[place]):
            place += 1
        if place >= len(path) - 1:
            return None
        place += 1
    return len(path) - len(wanted)


def match_header(sheet: Sheet, table: Table, first: int) -> Header:
    """The table's columns if its header began in row `first`."""
    depth = table.header_rows
    paths = paths_at(sheet, first, depth)
    fits: list[tuple[int, int, str, int]] = []
    for order, column in enumerate(table.columns):
        for place, path in enumerate(paths):
            found = [fit for spelling in column.header if (fit := _fit(spelling, path)) is not None]
            if found:
                fits.append((min(found), order, column.name, place))
    columns: dict[str, int] = {}
    ambiguous: dict[str, list[str]] = {}
    taken: set[int] = set()
    for fit, _, name, place in sorted(fits):
        if place in taken:
            continue
        rivals = [other for spare, _, rival, other in fits if rival == name and spare == fit and other not in taken]
        if name in columns:
            continue
        if len(rivals) > 1:
            ambiguous[name] = [address(first, rival) for rival in rivals]
        columns[name] = place
        taken.add(place)
    for column in table.columns:
        if column.beside and column.name not in columns and column.beside.column in columns:
            place = columns[column.beside.column] + column.beside.by
            if place >= 0 and place not in taken:
                columns[column.name] = place
                taken.add(place)
    missing = [column.header[0] if column.header else column.name for column in table.columns if column.name not in columns and not column.optional]
    months = [
        (month, address(row, place), sheet.text(row, place))
        for row in range(first, first + depth)
        for place in range(sheet.width)
        if (text := sheet.text(row, place)) and len(text) < 60 and (month := month_of(text))
    ]
    unknown = [
        (address(next((row for row in range(first + depth - 1, first - 1, -1) if sheet.text(row, place)), first), place), sheet.spanned_text(first + depth - 1, place) or path[-1])
        for place, path in enumerate(paths)
        if path and place not in taken and not _covers(sheet, first, depth, place)
    ]
    return Header(first, first + depth - 1, columns, months, unknown, ambiguous, missing)


def _covers(sheet: Sheet, first: int, depth: int, place: int) -> bool:
    """Whether a header text only heads its neighbours (a group over columns that are known by their own headers)."""
    return all(sheet.span.get((row, place), (row, place))[1] != place for row in range(first, first + depth) if sheet.spanned_text(row, place))


def find_header(sheet: Sheet, table: Table, start: int, stop: int) -> Header | None:
    """The first place between two rows where the table's header stands; the best incomplete one when none is complete."""
    needed = [header_pattern(spelling.split(" > ")[0].strip()) for column in table.columns for spelling in column.header]
    best: Header | None = None
    for first in range(start, min(stop, len(sheet.rows))):
        texts = {normalise(sheet.text(first, place)) for place in range(sheet.width)} - {""}
        if not any(pattern.fullmatch(text) for pattern in needed for text in texts):
            continue
        header = match_header(sheet, table, first)
        if header.complete:
            return header
        if len(header.columns) >= 2 and (best is None or len(header.columns) > len(best.columns)):
            best = header
    return best


def nearest(text: str, known: list[str], at_least: int = 70) -> str | None:
    """The known spelling that looks most like a text; None when nothing comes near."""
    found = process.extractOne(normalise(text), known, scorer=fuzz.WRatio, processor=normalise, score_cutoff=at_least)
    return str(found[0]) if found else None


def spellings(columns: tuple[Column, ...]) -> list[str]:
    """Every header spelling of some columns, last part only, for suggestions."""
    return [spelling.split(" > ")[-1] for column in columns for spelling in column.header if "{" not in spelling]
