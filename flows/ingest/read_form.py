"""Reading one form from its sheet; all that is wrong is collected before anything is said."""

from __future__ import annotations

from flows.ingest.forms import Column, Form, LabelColumn, Table
from flows.ingest.header import (
    Header,
    broken_above,
    find_header,
    later_pages,
    match_header,
    nearest,
    nearest_of,
    spellings,
)
from flows.ingest.numbers import read_number
from flows.ingest.rows import FormReading, Problem, Row, Said
from flows.ingest.table import TableReader
from flows.ingest.text import (
    address,
    is_remark,
    is_total,
    month_meant,
    normalise,
    period_said,
    position,
    quarter_of,
    vocabulary,
    year_of,
)
from flows.ingest.units import Offices
from flows.ingest.workbook import Sheet

__all__ = ["FormReading", "Problem", "Row", "read_form", "regions"]

_MANY = 12  # cells of one finding: enough to find the place
_Found = tuple[Table, int, int, Header | None]


def read_form(sheet: Sheet, form: Form, units: Offices, month: int | None = None) -> FormReading:
    """Reads every table of a form.

    Args:
        sheet: the sheet recognised as this form.
        units: the offices known, to tell an office's name from another label.
        month: of columns for several months side by side, the month whose columns are read.
    """
    reading = FormReading(form, sheet.name)
    found = _find_headers(sheet, form, month)
    heads = [header.first_row for _, _, _, header in found if header is not None]
    reading.top = min(heads, default=0)
    whole = True
    told: set[int] = set()
    for table, start, stop, header in found:
        if header is None:
            nothing = not heads and table is form.tables[0]
            anchored = bool(table.anchor) and start >= 0
            if anchored or nothing or not table.optional:
                whole = False
                reading.problems.append(
                    Problem("table-missing", expected=(*table.anchor, table.name)[0], column=table.name)
                )
            continue
        end = min([stop, *(first for first in heads if first > header.first_row)])
        pages = [header, *(later_pages(sheet, table, header, end, month) if header.complete else ())]
        for page in pages:
            untitled = None if page.complete else _untitled(sheet, page, found)
            if untitled is None:
                _report_header(table, page, reading)
            else:
                place = address(page.first_row, min(page.columns.values()))
                reading.problems.append(
                    Problem("table-missing", place, expected=untitled.anchor[0], column=untitled.name)
                )
        told.update(*(page.told for page in pages))
        if all(page.complete for page in pages):
            TableReader(sheet, table, pages, units, reading).read(end)
        else:
            whole = False
    if whole and heads:
        _report_unread(sheet, reading, told)
    _collect_marks(sheet, reading)
    _check_repeats(form, reading)
    return reading


def _find_headers(sheet: Sheet, form: Form, month: int | None) -> list[_Found]:
    """Every table with its region and header; a table whose header is not whole does not claim another
    one's.
    """
    found = [
        (table, start, stop, find_header(sheet, table, start, stop, month=month) if start >= 0 else None)
        for table, start, stop in regions(sheet, form)
    ]
    taken = {
        row
        for _, _, _, header in found
        if header is not None and header.complete
        for row in range(header.first_row, header.last_row + 1)
    }
    return [
        (table, start, stop, _first_page(sheet, table, start, stop, header, taken, month))
        for table, start, stop, header in found
    ]


def _untitled(sheet: Sheet, page: Header, found: list[_Found]) -> Table | None:
    """The table of the form that stands at a header without its title above it."""
    return next(
        (
            table
            for table, start, _, _ in found
            if start < 0 and match_header(sheet, table, page.first_row, table.header_rows).complete
        ),
        None,
    )


def _first_page(
    sheet: Sheet, table: Table, start: int, stop: int, header: Header | None, taken: set[int], month: int | None
) -> Header | None:
    """The header at which a table begins, once it is known which rows are headers of other tables."""
    if header is None:
        return None
    if not header.complete:
        return find_header(sheet, table, start, stop, taken, month)
    return broken_above(sheet, table, header, start, taken, month) or header


def regions(sheet: Sheet, form: Form) -> list[tuple[Table, int, int]]:
    """Where each table may lie: after its anchor and up to the next one; -1 where it has an anchor that is
    not there.
    """
    anchored = {table.name: _anchor_row(sheet, table) for table in form.tables if table.anchor}
    marks = sorted(row for row in anchored.values() if row >= 0)
    regions = []
    for table in form.tables:
        row = anchored.get(table.name)
        if row is None:
            regions.append((table, 0, len(sheet.lines)))
        else:
            stop = next((mark for mark in marks if mark > row), len(sheet.lines))
            regions.append((table, row + 1 if row >= 0 else -1, stop))
    return regions


def _anchor_row(sheet: Sheet, table: Table) -> int:
    anchors = {normalise(text) for text in table.anchor}
    return next((row for row, _, text in sheet.cells(len(sheet.lines)) if normalise(text) in anchors), -1)


def _report_header(table: Table, header: Header, reading: FormReading) -> None:
    if header.ambiguous:
        reading.undecided = True  # which of its columns counts is open, and so is what they say about the month
    else:
        reading.periods.extend(header.periods)
        reading.unclear.extend(header.unclear)
    _report_missing_columns(table, header, reading)
    for name, cells in header.ambiguous.items():
        column = next(column for column in table.columns if column.name == name)
        title = _shown(column)
        reading.problems.append(
            Problem("header-ambiguous", ", ".join(cells), None, title, column=f"{table.name}.{name}")
        )
    if header.complete:
        _report_unknown_columns(table, header, reading)


def _report_missing_columns(table: Table, header: Header, reading: FormReading) -> None:
    """Columns that were not found, each at the unknown header that looks most like it, or at those left over."""
    free = {text: cell for cell, text in header.unknown if not _is_number(text)}
    near = {}
    for column in header.missing:
        wanted = [spelling.split(" > ")[-1] for spelling in column.header] or [column.name]
        near[column.name] = nearest_of(wanted, list(free))
    left = {text: cell for text, cell in free.items() if text not in near.values()}
    for column in header.missing:
        likely = near[column.name]
        corner = address(header.first_row, min(header.columns.values(), default=0))
        texts = [likely] if likely else list(left)
        reading.problems.append(
            Problem(
                "header-missing",
                ", ".join(free[text] for text in texts) or corner,
                ", ".join(texts) or None,
                _shown(column),
                column=f"{table.name}.{column.name}",
                words={"near": likely or ""},
            )
        )


def _is_number(text: str) -> bool:
    """Whether a header cell only numbers its column: `3`, `(3)`, `3.`."""
    return text.replace(".", "").strip("()").isdigit()


def _shown(column: Column) -> str:
    """A column's header as people know it, to be said in a sentence."""
    title = column.header[0] if column.header else column.name
    return title.replace("{month}", "(nama bulan)").replace("{year}", "(tahun)").replace(" > ", " / ")


def _report_unknown_columns(table: Table, header: Header, reading: FormReading) -> None:
    for cell, text in header.other_months.items():
        reading.problems.append(Problem("column-other-period", cell, text, column=f"{table.name}.{normalise(text)}"))
    known = spellings(table.columns)
    for cell, text in header.unknown:
        if _is_number(text):
            continue
        near = nearest(text, known)
        reading.problems.append(
            Problem(
                "column-unknown",
                cell,
                text,
                near,
                column=f"{table.name}.{normalise(text)}",
                words={"near": near or ""},
            )
        )


def _collect_marks(sheet: Sheet, reading: FormReading) -> None:
    """What the letterhead says about the month and year, and which offices the rows name."""
    for row, column, text in sheet.cells(reading.top):
        month, year = period_said(text)
        quarter = quarter_of(text)
        if month or year or quarter:
            reading.periods.append(Said(text, address(row, column), month, year, quarter))
        elif meant := month_meant(text):
            reading.unclear.append(Said(text, address(row, column), meant))
    if reading.form.other_offices:
        return
    columns = {label.name for table in reading.form.tables for label in table.labels if label.office}
    seen: set[str] = set()
    for record in reading.rows:
        for name in columns & record.labels.keys() if record.kind != "unknown" else ():
            label = record.labels[name]
            if label.text and label.cell not in seen and not _is_no_office(label.text):
                seen.add(label.cell)
                reading.row_offices.append(Said(label.text, label.cell))


def _report_unread(sheet: Sheet, reading: FormReading, told: set[int]) -> None:
    """Figures below the first header that belong to no row of any table: nothing is left out without a word.

    Args:
        told: columns (zero-based) that were told to be unknown or another month's.
    """
    by_column: dict[int, list[str]] = {}
    for row in range(reading.top + 1, len(sheet.rows)):
        read = reading.placed.get(row, frozenset())
        for column, value in enumerate(sheet.rows[row]):
            if value == "" or isinstance(value, str) or column in read or column in told:
                continue
            if _is_figure(value) and row not in reading.numbering and not is_remark(sheet.lines[row]):
                by_column.setdefault(column, []).append(address(row, column))
    for column, cells in by_column.items():
        more = f" dan {len(cells) - _MANY} sel lain" if len(cells) > _MANY else ""
        reading.problems.append(
            Problem(
                "figure-unread",
                ", ".join(cells[:_MANY]),
                sheet.text(*position(cells[0])),
                column=f"kolom {address(0, column)[:-1]}",
                words={"more": more},
            )
        )


def _is_figure(value: object) -> bool:
    """Whether a cell holds a number that could be a figure: no year, and no number of a person or a phone."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and year_of(str(value)) is None and read_number(value, "decimal").value is not None


def _is_no_office(text: str) -> bool:
    return text in vocabulary()["dash"] or is_total(text)


def _check_repeats(form: Form, reading: FormReading) -> None:
    """Rows whose labels are the same: told apart by an ordinal, and a finding where a form has each row
    once.
    """
    seen: dict[str, list[Row]] = {}
    for record in reading.rows:
        seen.setdefault(record.row_key, []).append(record)
    for key, records in seen.items():
        for ordinal, record in enumerate(records[1:], 2):
            record.row_key = f"{key} #{ordinal}"
        if form.unique_rows and len(records) > 1 and records[0].kind == "data":
            reading.problems.append(
                Problem(
                    "row-repeated",
                    ", ".join(_label_cell(form, record) for record in records),
                    key,
                    row_key=key,
                    severity="block" if form.feeds else None,
                )
            )


def _label_cell(form: Form, record: Row) -> str:
    """The cell that names a row: its innermost label, or the blank where that label belongs."""
    keys = [
        column.name
        for table in form.tables
        for column in table.columns
        if isinstance(column, LabelColumn) and column.key
    ]
    cells = [record.labels[name].cell for name in keys if name in record.labels and record.labels[name].cell]
    places = [position(cell) for cell in cells] or [(record.row_no - 1, 0)]
    own = [place for place in places if place[0] == record.row_no - 1]
    return address(record.row_no - 1, (own or places)[-1][1])
