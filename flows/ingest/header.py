"""Finding a table's columns by their headers, merged header cells understood, never by letter."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from flows.ingest.forms import Column, Table, header_pattern
from flows.ingest.rows import Said
from flows.ingest.text import (
    address,
    header_words,
    month_meant,
    month_of,
    normalise,
    quarter_of,
    quarter_of_month,
    year_of,
)
from flows.ingest.workbook import Sheet

_Place = tuple[int, int]
_ALIKE = 50  # of 100: how much alike as a whole, unless one is part of the other
_NEAR = 70  # of 100: how much alike two spellings must look for one to be suggested
_MONTH_LENGTH = 60  # a longer header cell is a sentence whose months are no month of the sheet


@dataclass(slots=True)
class Header:
    """Where a table's header stands and where its columns are (zero-based).

    `periods` are the months, quarters and years said over columns of figures, `unclear` words that may be meant for
    a month, `unknown` header cells that no column knows, `other_months` those of columns that belong to another month
    than the one wanted, `told` the columns of both, `ambiguous` the cells between which a column cannot choose,
    `missing` columns not found.
    """

    first_row: int
    last_row: int
    columns: dict[str, int]
    periods: list[Said] = field(default_factory=list)
    unclear: list[Said] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)
    other_months: dict[str, str] = field(default_factory=dict)
    told: set[int] = field(default_factory=set)
    ambiguous: dict[str, list[str]] = field(default_factory=dict)
    missing: list[Column] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether every column that the form must have was found, and only once."""
        return not self.missing and not self.ambiguous


@dataclass(slots=True)
class _Path:
    """The header texts above each other over one column, normalised, with the cells where they stand."""

    texts: tuple[str, ...] = ()
    cells: tuple[_Place, ...] = ()


_NOTHING = _Path()


def paths_at(sheet: Sheet, first: int, depth: int) -> list[_Path]:
    """For every column the texts above each other in the header rows, as a reader of the page sees them.

    A blank in an upper row with a text below belongs to the nearest text on its left that heads a group, so
    that headers read the same merged or not.
    """
    levels = range(first, first + depth)
    return [_path(sheet, levels, column) for column in range(sheet.width)]


def _path(sheet: Sheet, levels: range, column: int) -> _Path:
    texts: list[str] = []
    cells: list[_Place] = []
    for level in levels:
        place = sheet.origin(level, column)
        if not sheet.text(*place) and any(sheet.spanned_text(deeper, column) for deeper in levels if deeper > level):
            place = _group_on_the_left(sheet, levels, level, column) or place
        plain = header_words(sheet.text(*place))
        if plain and (not texts or texts[-1] != plain):
            texts.append(plain)
            cells.append(place)
    return _Path(tuple(texts), tuple(cells))


def _group_on_the_left(sheet: Sheet, levels: range, level: int, column: int) -> _Place | None:
    left = column - 1
    while left >= 0 and not sheet.spanned_text(level, left):
        left -= 1
    if left < 0:
        return None
    head = sheet.spanned_text(level, left)
    is_group = any((text := sheet.spanned_text(deeper, left)) and text != head for deeper in levels if deeper > level)
    return sheet.origin(level, left) if is_group else None


def _fit(spelling: tuple[re.Pattern[str], ...], texts: tuple[str, ...]) -> int | None:
    """How many texts of a path a spelling leaves over (0: the same path); None when it does not fit."""
    if not texts or not spelling[-1].fullmatch(texts[-1]):
        return None
    place = 0
    for pattern in spelling[:-1]:
        while place < len(texts) - 1 and not pattern.fullmatch(texts[place]):
            place += 1
        if place >= len(texts) - 1:
            return None
        place += 1
    return len(texts) - len(spelling)


def match_header(sheet: Sheet, table: Table, first: int, depth: int, month: int | None = None) -> Header:
    """The table's columns if its header began in row `first` and was `depth` rows high.

    Args:
        month: of columns for several months side by side, the month whose columns are wanted.
    """
    paths = paths_at(sheet, first, depth)
    others = {} if month is None else _other_months(paths, month)
    own = [_NOTHING if place in others else path for place, path in enumerate(paths)] if others else paths
    columns, ambiguous = _by_text(table, own, first)
    _split_covered(table, paths, columns)
    _place_beside(table, paths, columns)
    header = Header(first, first + depth - 1, columns, ambiguous=ambiguous)
    header.missing = [column for column in table.columns if column.name not in columns and not column.optional]
    if len(columns) >= 2 or header.complete:
        _describe(sheet, table, paths, others, header)
    return header


def _describe(sheet: Sheet, table: Table, paths: list[_Path], others: dict[int, _Place], header: Header) -> None:
    """What else stands in a header that may be the table's: months, and cells that no column knows."""
    _note_period(sheet, table, paths, header)
    taken = set(header.columns.values())
    header.unknown = [
        (address(*path.cells[-1]), sheet.text(*path.cells[-1]))
        for place, path in enumerate(paths)
        if path.texts
        and place not in taken
        and place not in others
        and any(column == place for _, column in path.cells)
    ]
    header.told = {*others, *(place for place, path in enumerate(paths) if path.texts and place not in taken)}
    header.other_months = {address(*cell): sheet.text(*cell) for cell in others.values()}


def _other_months(paths: list[_Path], month: int) -> dict[int, _Place]:
    """The columns of other months, each with the cell that says so."""
    return {place: cell for place, path in enumerate(paths) if (cell := _other_month(path, month))}


def _other_month(path: _Path, month: int) -> _Place | None:
    """The cell that gives a column to another month; None when it is of this one, or says none."""
    for text, cell in zip(path.texts, path.cells, strict=True):
        said, quarter = month_of(text), quarter_of(text)
        if len(text) < _MONTH_LENGTH and (said or quarter):
            return cell if (said or month) != month or (not said and quarter != quarter_of_month(month)) else None
    return None


def _by_text(table: Table, paths: list[_Path], first: int) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Columns by what their headers say, the closest spelling first; and columns found in several places."""
    key = tuple(path.texts for path in paths)
    fits = table.fits_met.get(key)
    if fits is None:
        fits = table.fits_met[key] = _fits(table, key)
    columns: dict[str, int] = {}
    rank: dict[str, int] = {}
    taken: set[int] = set()
    for fit, _, name, place in fits:
        if place not in taken and name not in columns:
            columns[name] = place
            rank[name] = fit
            taken.add(place)
    ambiguous: dict[str, list[str]] = {}
    for name, place in columns.items():
        rivals = [other for fit, _, rival, other in fits if (rival, fit) == (name, rank[name]) and other not in taken]
        if rivals:
            ambiguous[name] = [_last_cell(paths[other], first, other) for other in sorted([place, *rivals])]
    return columns, ambiguous


def _fits(table: Table, paths: tuple[tuple[str, ...], ...]) -> list[tuple[int, int, str, int]]:
    """Every column and place that fit each other, the closest first: texts left over, order, name, place."""
    fits = []
    for order, (name, spellings) in enumerate(table.heads.items()):
        for place, texts in enumerate(paths):
            found = [fit for spelling in spellings if (fit := _fit(spelling, texts)) is not None]
            if found:
                fits.append((min(found), order, name, place))
    return sorted(fits)


def _last_cell(path: _Path, first: int, place: int) -> str:
    return address(*(path.cells[-1] if path.cells else (first, place)))


def _split_covered(table: Table, paths: list[_Path], columns: dict[str, int]) -> None:
    """A header over two columns: the left one is the column that the form splits off."""
    for column in table.columns:
        if column.split and column.split not in columns and column.name in columns:
            place = columns[column.name]
            if place + 1 not in columns.values() and _covered(paths, place + 1, place):
                columns[column.split] = place
                columns[column.name] = place + 1


def _place_beside(table: Table, paths: list[_Path], columns: dict[str, int]) -> None:
    for column in table.columns:
        if column.beside and column.name not in columns and column.beside.column in columns:
            anchor = columns[column.beside.column]
            place = anchor + column.beside.by
            if place < 0 or place in columns.values():
                continue
            under = [header_pattern(text) for text in column.beside.under]
            texts = paths[place].texts if place < len(paths) else ()
            if _covered(paths, place, anchor) or any(pattern.fullmatch(texts[-1]) for pattern in under):
                columns[column.name] = place


def _covered(paths: list[_Path], place: int, anchor: int) -> bool:
    """Whether a column has no header of its own: none at all, or part of the other column's."""
    texts = paths[place].texts if place < len(paths) else ()
    return texts == paths[anchor].texts[: len(texts)]


def _note_period(sheet: Sheet, table: Table, paths: list[_Path], header: Header) -> None:
    """Months and years over columns of figures; what stands over remarks and unknown columns says nothing."""
    figures = [header.columns[column.name] for column in table.numbers if column.name in header.columns]
    cells = {cell for place in figures if place < len(paths) for cell in paths[place].cells}
    for place in sorted(cells):
        text = sheet.text(*place)
        if len(text) < _MONTH_LENGTH:
            said = Said(text, address(*place), month_of(text), year_of(text), quarter_of(text))
            if said.month or said.quarter or said.year:
                header.periods.append(said)
            elif meant := month_meant(text):
                header.unclear.append(Said(text, said.cell, meant))


def find_header(
    sheet: Sheet, table: Table, start: int, stop: int, taken: Collection[int] = (), month: int | None = None
) -> Header | None:
    """The first place between two rows where the table's whole header stands, else the fullest part of one.

    A header one row higher or lower than the form's is understood when every column is found in it. The
    topmost whole header counts, whatever its height: rows above a later page's header must not go unread.

    Args:
        taken: rows that belong to the headers of other tables.
        month: of columns for several months side by side, the month whose columns are wanted.
    """
    candidates = [
        row for row in range(start, min(stop, len(sheet.lines))) if row not in taken and _may_head(sheet, table, row)
    ]
    best: Header | None = None
    whole: Header | None = None
    for depth in (table.header_rows, table.header_rows + 1, table.header_rows - 1):
        for first in candidates if depth else ():
            if whole is not None and first + depth > whole.first_row:
                break
            header = match_header(sheet, table, first, depth, month)
            if depth != table.header_rows and _begins_inside(sheet, header):
                continue
            if header.complete:
                whole = header
                break
            enough = depth == table.header_rows and len(header.columns) >= 2
            if enough and (best is None or len(header.columns) > len(best.columns)):
                best = header
    return whole or best


def later_pages(sheet: Sheet, table: Table, first: Header, stop: int, month: int | None = None) -> list[Header]:
    """The headers with which a table goes on below its first one, in order: the same, in another order, or broken.

    A broken one (`missing` says what) holds half of the columns or more, and a text that the first one has not there.
    """
    pages: list[Header] = []
    row = first.last_row + 1
    while row < stop:
        found = _page_at(sheet, table, first, row, stop, month) if _may_head(sheet, table, row) else None
        if found is not None:
            pages.append(found)
        row = found.last_row + 1 if found is not None else row + 1
    return pages


def _page_at(sheet: Sheet, table: Table, first: Header, row: int, stop: int, month: int | None) -> Header | None:
    for depth in (table.header_rows, table.header_rows + 1, table.header_rows - 1):
        header = match_header(sheet, table, row, depth, month) if depth and row + depth <= stop else None
        if header is None or _begins_inside(sheet, header):
            continue
        if header.complete:
            return header
        if (
            depth == table.header_rows
            and is_broken(table, header)
            and (header.unknown or header.columns != first.columns)
        ):
            return header
    return None


def is_broken(table: Table, header: Header) -> bool:
    """Whether a header is the table's with something wrong, not another text that happens to hold a column's name."""
    wanted = [column for column in table.columns if not column.optional]
    return len(header.columns) >= max(2, len(wanted) / 2)


def broken_above(
    sheet: Sheet, table: Table, whole: Header, start: int, taken: Set[int], month: int | None = None
) -> Header | None:
    """A broken header above a whole one: the table begins there, and its first page must not go unread."""
    for row in range(start, whole.first_row - table.header_rows + 1):
        if row not in taken and _may_head(sheet, table, row):
            header = match_header(sheet, table, row, table.header_rows, month)
            if is_broken(table, header) and not taken & set(range(row, header.last_row + 1)):
                return header
    return None


def _may_head(sheet: Sheet, table: Table, row: int) -> bool:
    """Whether a row holds the text of any first header cell."""
    return table.may_head(sheet.words[row])


def _begins_inside(sheet: Sheet, header: Header) -> bool:
    """Whether a header begins inside a cell merged from above: its upper rows would go unread."""
    first = header.first_row
    return any(sheet.origin(first, place)[0] < first for place in header.columns.values())


def nearest(text: str, known: Collection[str]) -> str | None:
    """The known spelling that looks most like a text; None when nothing comes near."""
    return _most_alike((text, spelling) for spelling in known)


def nearest_of(wanted: Collection[str], known: Collection[str]) -> str | None:
    """The known text that looks most like any of the spellings wanted; None when nothing comes near."""
    return _most_alike((spelling, text) for spelling in wanted for text in known)


def _most_alike(pairs: Iterable[tuple[str, str]]) -> str | None:
    """The second of the pair whose texts are most alike: near as parts of each other, then as a whole."""
    best, found = 0.0, None
    for one, other in pairs:
        left, right = normalise(one), normalise(other)
        near, whole = fuzz.WRatio(left, right), fuzz.ratio(left, right)
        if near >= _NEAR and near + whole > best and (whole >= _ALIKE or _is_part(left, right)):
            best, found = near + whole, other
    return found


def _is_part(one: str, other: str) -> bool:
    """Whether the shorter text stands in the longer one, word by word."""
    shorter, longer = sorted((one, other), key=len)
    return f" {shorter} " in f" {longer} "


def spellings(columns: tuple[Column, ...]) -> list[str]:
    """Every header spelling of some columns, last part only, for suggestions."""
    return [spelling.split(" > ")[-1] for column in columns for spelling in column.header if "{" not in spelling]
