"""Tables of a file held against those of the report: which is which, then row by row and number by number.

Tables are known by the name that the program gave them, by caption, by number, and last by what stands in them; rows
by their first cells; columns by their headings. So a table that was moved, a row or a column put in, and other words
do not disturb; what is gone is told.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeVar

from rapidfuzz import fuzz

from flows.report.docx_xml import bookmark
from flows.report.outline import Row, Table, plain
from flows.verify.expected import ExpectedTable
from flows.verify.found import FoundDocument, FoundTable
from flows.verify.numbers import holds, numbers_in, values_in

Left, Right = TypeVar("Left"), TypeVar("Right")
_LABEL = re.compile(r"(tabel|gambar)\s+L?[\d.]*\d\.?\s*", re.IGNORECASE)
_ALIKE = 85  # of a hundred: words of a label that were touched up
_SAME_ROWS = 0.5  # the share of rows that makes a table known whose caption is gone


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it should be: a number, a class word, or a row, column or table that is gone."""

    kind: Literal["number", "words", "row", "column", "table"]
    table: str
    caption: str
    row: str = ""
    column: str = ""
    found: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs, what was compared, and what the file holds beyond the report."""

    tables: int
    numbers: int
    differences: tuple[Difference, ...]
    added_tables: tuple[str, ...]
    added_rows: tuple[tuple[str, str], ...]
    added_columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A row, by the group that it stands in and the words that it begins with."""

    group: str
    label: tuple[str, ...]
    place: int


class _Tally:
    def __init__(self) -> None:
        self.numbers = 0
        self.differences: list[Difference] = []
        self.rows: list[tuple[str, str]] = []
        self.columns: list[tuple[str, str]] = []


def compare(expected: Sequence[ExpectedTable], document: FoundDocument) -> Comparison:
    """Every number of the report's tables against the file."""
    wanted = [it for it in expected if document.draws or not it.drawn]
    pairs = _matched_tables(wanted, document.tables)
    tally = _Tally()
    for place, it in enumerate(wanted):
        if place not in pairs:
            tally.differences.append(Difference("table", it.label, it.table.caption))
        else:
            _compare_table(it, document.tables[pairs[place]], tally)
    taken = set(pairs.values())
    own = {_squeezed(it.called) for it in expected}
    added = tuple(
        table.caption or " | ".join(cell for cell in table.rows[0] if cell)
        for place, table in enumerate(document.tables)
        if place not in taken and table.rows and table.caption and _squeezed(table.caption) not in own
    )
    return Comparison(
        len(pairs), tally.numbers, tuple(tally.differences), added, tuple(tally.rows), tuple(tally.columns)
    )


# Which table is which


def _matched_tables(wanted: Sequence[ExpectedTable], found: Sequence[FoundTable]) -> dict[int, int]:
    pairs: dict[int, int] = {}

    def by(left: Callable[[ExpectedTable], Hashable], right: Callable[[FoundTable], Sequence[Hashable]]) -> None:
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for place, table in enumerate(found):
            if place not in pairs.values():
                for key in right(table):
                    waiting[key].append(place)
        for place, it in enumerate(wanted):
            if place in pairs:
                continue
            key = left(it)
            free = [other for other in waiting.get(key, []) if other not in pairs.values()]
            if key and free:
                pairs[place] = free[0]

    by(lambda it: bookmark(it.table.id) if it.table.id else "", lambda table: sorted(table.marks))
    by(lambda it: _squeezed(it.called), lambda table: [_squeezed(table.caption)])
    by(lambda it: _words(it.table.caption), lambda table: [_words(_LABEL.sub("", table.caption, count=1))])
    scored = sorted(
        (
            (-score, left, right)
            for left, it in enumerate(wanted)
            if left not in pairs
            for right, table in enumerate(found)
            if right not in pairs.values() and (score := _likeness(it.table, table)) >= _SAME_ROWS
        )
    )
    for _, left, right in scored:
        if left not in pairs and right not in pairs.values():
            pairs[left] = right
    return pairs


def _likeness(table: Table, found: FoundTable) -> float:
    """The share of a table's rows whose first words are in the other, for tables with the same headings."""
    titles = {_words(column.title) for column in table.columns}
    seen = {_words(cell) for row in found.rows[:2] for cell in row if cell}
    if len(titles & seen) * 2 < len(titles):
        return 0.0
    first = Counter(_words(plain(row.cells[0].text)) for row in table.rows)
    other = Counter(_words(row[0]) for row in found.rows if row and row[0])
    return sum((first & other).values()) / max(sum(first.values()), 1)


# One table


def _compare_table(it: ExpectedTable, found: FoundTable, tally: _Tally) -> None:
    table = it.table
    heads = found.heads or _guessed_heads(table, found)
    titles = [_title_of(found, heads, place) for place in range(len(found.rows[0]) if found.rows else 0)]
    columns = _matched_columns(table, titles)
    for place in range(len(table.columns)):
        if place not in columns and any(values_in(text) for text in _column_texts(table, place)):
            tally.differences.append(Difference("column", it.label, table.caption, column=_column_name(table, place)))
    for place, path in enumerate(titles):
        if place not in columns.values() and path:
            tally.columns.append((it.called, " ".join(path)))
    labels = _label_columns(table)
    left = list(_expected_lines(table, labels))
    right = list(_found_lines(found, heads, [columns[place] for place in labels if place in columns] or [0]))
    rows = _matched_rows(left, right, table, found, columns)
    for line in left:
        row = table.rows[line.place]
        if line.place not in rows:
            if line.label and (row.kind != "group" or any(line.label)):
                tally.differences.append(Difference("row", it.label, table.caption, row=_row_name(row, labels)))
            continue
        _compare_row(it, row, found.rows[rows[line.place]], columns, labels, tally)
    taken = set(rows.values())
    tally.rows += [
        (it.called, " · ".join(part for part in (found.rows[line.place][:2]) if part))
        for line in right
        if line.place not in taken and any(found.rows[line.place])
    ]


def _compare_row(
    it: ExpectedTable,
    row: Row,
    found: Sequence[str | None],
    columns: dict[int, int],
    labels: Sequence[int],
    tally: _Tally,
) -> None:
    table, at = it.table, 0
    for cell in row.cells:
        place, at = at, at + cell.span
        if place not in columns:
            continue
        words, there = plain(cell.text), found[columns[place]] or ""
        wanted, seen = values_in(words), values_in(there)
        tally.numbers += len(wanted)
        kind = table.columns[place].kind

        def tell(what: Literal["number", "words"], is_there: str, should: str, column: int = place) -> None:
            name = _column_name(table, column)
            tally.differences.append(
                Difference(what, it.label, table.caption, _row_name(row, labels), name, is_there, should)
            )

        # A column of figures holds them first; in others any words may stand around them.
        strict = kind == "number" and cell.span == 1
        same = holds(seen, wanted)
        if strict:
            same = seen[: len(wanted)] == wanted and bool(wanted) == bool(seen)
        if not same:
            tell("number", *_told(there, words))
        elif cell.tone and not wanted and _words(words) not in _words(there):
            tell("words", there, words)


def _told(there: str, words: str) -> tuple[str, str]:
    """What to say of a cell: the numbers that differ, all where their count does, the words where there are none."""
    seen, wanted = numbers_in(there), numbers_in(words)
    if len(seen) == len(wanted):
        apart = [place for place, it in enumerate(wanted) if it[1] != seen[place][1]]
        seen, wanted = [seen[place] for place in apart], [wanted[place] for place in apart]
    return _listed(seen) or there, _listed(wanted) or words


def _listed(numbers: Sequence[tuple[str, Decimal]]) -> str:
    return " dan ".join(written for written, _ in numbers)


def _label_columns(table: Table) -> list[int]:
    """The columns that say what a row is about: those up to its heading, else the first ones before its figures."""
    kinds = [column.kind for column in table.columns]
    figures = kinds.index("number") if "number" in kinds else len(kinds)
    if "head" in kinds[: figures or 1]:
        return [place for place in range(kinds.index("head") + 1) if kinds[place] != "badge"]
    return list(range(max(min(figures, 2), 1)))


def _expected_lines(table: Table, labels: Sequence[int]) -> Iterator[_Line]:
    group = ""
    for number, row in enumerate(table.rows):
        texts: dict[int, str] = {}
        at = 0
        for cell in row.cells:
            texts[at] = _words(plain(cell.text))
            at += cell.span
        if row.kind == "group" or len(row.cells) == 1:
            group = texts[0]
            yield _Line("", (group,), number)
        else:
            yield _Line(group, tuple(texts.get(place, "") for place in labels), number)


def _found_lines(found: FoundTable, heads: int, labels: Sequence[int]) -> Iterator[_Line]:
    group = ""
    for number, row in enumerate(found.rows[heads:], start=heads):
        if row[0] and all(cell is None for cell in row[1:]) and len(row) > 1:
            group = _words(row[0])
            yield _Line("", (group,), number)
        else:
            yield _Line(group, tuple(_words(row[place] or "") for place in labels), number)


def _matched_rows(
    left: Sequence[_Line], right: Sequence[_Line], table: Table, found: FoundTable, columns: dict[int, int]
) -> dict[int, int]:
    """Rows by their words and their group, then by fewer of them; of several alike those with the same figures."""
    pairs: dict[int, int] = {}
    keys: tuple[Callable[[_Line], Hashable], ...] = (
        lambda line: (line.group, line.label),
        lambda line: line.label,
        lambda line: (line.group, line.label[:1]),
        lambda line: line.label[:1],
    )
    for key in keys:
        waiting: dict[Hashable, list[_Line]] = defaultdict(list)
        for line in right:
            if line.place not in pairs.values() and any(line.label):
                waiting[key(line)].append(line)
        alike: dict[Hashable, list[_Line]] = defaultdict(list)
        for line in left:
            if line.place not in pairs and any(line.label):
                alike[key(line)].append(line)
        for each, lines in alike.items():
            pairs |= _paired(lines, waiting.get(each, []), table, found, columns)
    for line in left:
        if line.place in pairs:
            continue
        free = [other for other in right if other.place not in pairs.values() and len(other.label) == len(line.label)]
        scored = [(fuzz.ratio(" ".join(line.label), " ".join(other.label)), -other.place) for other in free]
        best = max(scored, default=(0.0, 0))
        if best[0] >= _ALIKE and sum(score >= best[0] for score, _ in scored) == 1:
            pairs[line.place] = -best[1]
    return pairs


def _paired(
    lines: Sequence[_Line], others: Sequence[_Line], table: Table, found: FoundTable, columns: dict[int, int]
) -> dict[int, int]:
    """In order where there are as many; else first those whose figures are the same."""
    if len(lines) == len(others):
        return {line.place: other.place for line, other in zip(lines, others, strict=True)}
    pairs: dict[int, int] = {}
    free = list(others)
    for exact in (True, False):
        for line in lines:
            if line.place in pairs:
                continue
            for other in free:
                if not exact or _same_figures(table.rows[line.place], found.rows[other.place], columns):
                    pairs[line.place] = other.place
                    free.remove(other)
                    break
    return pairs


def _same_figures(row: Row, found: Sequence[str | None], columns: dict[int, int]) -> bool:
    at = 0
    for cell in row.cells:
        place, at = at, at + cell.span
        if place in columns and not holds(values_in(found[columns[place]] or ""), values_in(plain(cell.text))):
            return False
    return True


# Columns


def _guessed_heads(table: Table, found: FoundTable) -> int:
    """How many rows are headings where the file does not say: those that hold the report's headings."""
    titles = {_words(column.title) for column in table.columns} | {_words(column.group) for column in table.columns}
    heads = 0
    for row in found.rows[:2]:
        cells = [_words(cell) for cell in row if cell]
        if not cells or sum(cell in titles for cell in cells) * 2 < len(cells):
            break
        heads += 1
    return heads


def _title_of(found: FoundTable, heads: int, place: int) -> tuple[str, ...]:
    """The headings above a column, those of its group first."""
    path: list[str] = []
    for number, row in enumerate(found.rows[:heads]):
        cell = row[place]
        if cell is None and number < heads - 1:
            # Covered by the heading of its group, which stands to the left.
            cell = next((row[left] for left in range(place, -1, -1) if row[left] is not None), None)
        if cell and _words(cell):
            path.append(_words(cell))
    return tuple(path)


def _matched_columns(table: Table, titles: Sequence[tuple[str, ...]]) -> dict[int, int]:
    """The place of each of the report's columns in the file, by headings; by place where there are none."""
    wanted = [tuple(part for part in (_words(column.group), _words(column.title)) if part) for column in table.columns]
    if not any(titles):
        return {place: place for place in range(min(len(wanted), len(titles)))}
    pairs: dict[int, int] = {}

    def by(same: Callable[[tuple[str, ...], tuple[str, ...]], bool]) -> None:
        for place, path in enumerate(wanted):
            if place in pairs:
                continue
            for other, there in enumerate(titles):
                if other not in pairs.values() and there and path and same(path, there):
                    pairs[place] = other
                    break

    by(lambda path, there: path == there)
    by(lambda path, there: path[-1] == there[-1])
    if len(wanted) == len(titles):
        for place in range(len(wanted)):
            if place not in pairs and place not in pairs.values():
                pairs[place] = place
    by(lambda path, there: fuzz.ratio(" ".join(path), " ".join(there)) >= _ALIKE)
    return pairs


def _column_texts(table: Table, place: int) -> Iterator[str]:
    for row in table.rows:
        at = 0
        for cell in row.cells:
            if at == place:
                yield plain(cell.text)
            at += cell.span


def _column_name(table: Table, place: int) -> str:
    column = table.columns[place]
    return f"{column.group}: {column.title}" if column.group else column.title


def _row_name(row: Row, labels: Sequence[int]) -> str:
    at, names = 0, []
    for cell in row.cells:
        if at in labels:
            names.append(plain(cell.text))
        at += cell.span
    return " · ".join(name for name in names if name)


def _squeezed(text: str) -> str:
    return _words(text)


def _words(text: str) -> str:
    """Words to compare by: letters and figures in small letters, whatever stands between them."""
    return " ".join(re.findall(r"\w+", text.casefold()))
