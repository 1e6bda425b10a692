"""Reading one form from its sheet: rows with every value's cell, and all that is wrong, collected before anything is said."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from flows.ingest.forms import Column, Form, Label, LabelColumn, NumberColumn, RowKind, RowRule, Table, labels_of
from flows.ingest.header import Header, find_header, nearest, spellings
from flows.ingest.text import Number, address, is_total, month_of, normalise, position, read_number, vocabulary, year_of
from flows.ingest.units import Unit, unit_named
from flows.ingest.workbook import Sheet


@dataclass(slots=True)
class Problem:
    """Something wrong in a sheet; becomes a finding once unit and period are known."""

    rule: str
    cell: str = ""
    value: str | None = None
    expected: str | None = None
    row_key: str = ""
    column: str = ""
    severity: str | None = None
    iku_no: int | None = None
    words: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Value:
    """A figure with its address."""

    number: Number
    cell: str


@dataclass(slots=True)
class Row:
    """One row of a form: what kind it is, its labels (key, text, cell), figures and remarks by column name."""

    row_no: int
    kind: RowKind
    labels: dict[str, tuple[str | None, str, str]]
    values: dict[str, Value]
    texts: dict[str, tuple[str, str]]
    iku_no: int | None = None
    row_key: str = ""
    over: tuple[str, ...] | None = None


@dataclass(slots=True)
class FormReading:
    """All that a sheet says as one form; `offices` and `periods` are what it says about whose and which month it is."""

    form: Form
    sheet: str
    rows: list[Row] = field(default_factory=list)
    total_parts: list[tuple[int, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    months: list[tuple[int, str, str]] = field(default_factory=list)
    years: list[tuple[int, str]] = field(default_factory=list)
    row_offices: list[tuple[str, str]] = field(default_factory=list)
    top: int = 0


def read_form(sheet: Sheet, form: Form, units: list[Unit]) -> FormReading:
    """Reads every table of a form.

    Args:
        sheet: the sheet recognised as this form.
        units: the offices known, to tell an office's name from another label.
    """
    reading = FormReading(form, sheet.name)
    regions = _regions(sheet, form)
    found_any = False
    for table, start, stop in regions:
        header = find_header(sheet, table, start, stop) if start >= 0 else None
        if header is None or not header.columns:
            if not table.optional:
                reading.problems.append(_no_table(sheet, form, table))
            continue
        if not found_any:
            reading.top = header.first_row
            found_any = True
        _report_header(sheet, form, table, header, reading)
        if header.complete:
            end = min((other_start for _, other_start, _ in regions if other_start > header.first_row), default=stop)
            _TableReader(sheet, form, table, header, units, reading).read(min(stop, end))
    _collect_marks(sheet, reading)
    _check_repeats(form, reading)
    return reading


def _regions(sheet: Sheet, form: Form) -> list[tuple[Table, int, int]]:
    """Where each table may lie: after its anchor, up to the next table's anchor (or, without anchors, header)."""
    starts: list[tuple[Table, int]] = []
    for table in form.tables:
        if not table.anchor:
            continue
        anchors = {normalise(text) for text in table.anchor}
        starts.append(
            (
                table,
                next(
                    (
                        row
                        for row in range(len(sheet.rows))
                        if any(normalise(sheet.text(row, column)) in anchors for column in range(len(sheet.rows[row])))
                    ),
                    -1,
                ),
            )
        )
    if starts:
        marks = sorted(start for _, start in starts if start >= 0)
        return [
            (table, start + 1 if start >= 0 else -1, next((mark for mark in marks if mark > start), len(sheet.rows)))
            for table, start in starts
        ]
    heads = []
    for table in form.tables:
        header = find_header(sheet, table, 0, len(sheet.rows))
        heads.append((table, header.first_row if header and (header.complete or len(form.tables) == 1) else -1))
    marks = sorted(first for _, first in heads if first >= 0)
    return [
        (table, max(first, 0) if len(form.tables) == 1 else first, next((mark for mark in marks if mark > first), len(sheet.rows)))
        for table, first in heads
    ]


def _no_table(sheet: Sheet, form: Form, table: Table) -> Problem:
    name = table.anchor[0] if table.anchor else table.name
    return Problem("table-missing", expected=name, column=table.name)


def _report_header(sheet: Sheet, form: Form, table: Table, header: Header, reading: FormReading) -> None:
    reading.months.extend(header.months)
    free = [text for _, text in header.unknown]
    for name in header.missing:
        near = nearest(name, free) if free else None
        cell = next((cell for cell, text in header.unknown if text == near), address(header.first_row, 0))
        reading.problems.append(
            Problem("header-missing", cell, near, name, column=f"{table.name}.{name}", words={"near": near or ""})
        )
    for name, cells in header.ambiguous.items():
        column = next(column for column in table.columns if column.name == name)
        reading.problems.append(
            Problem("header-ambiguous", ", ".join(cells), None, column.header[0], column=f"{table.name}.{name}")
        )
    if header.complete:
        known = spellings(table.columns)
        for cell, text in header.unknown:
            if not text.replace(".", "").isdigit():
                near = nearest(text, known)
                reading.problems.append(
                    Problem("column-unknown", cell, text, near, column=f"{table.name}.{normalise(text)}", words={"near": near or ""})
                )


class _TableReader:
    """Walks the rows below one header."""

    def __init__(self, sheet: Sheet, form: Form, table: Table, header: Header, units: list[Unit], reading: FormReading) -> None:
        self.sheet, self.form, self.table, self.header, self.units, self.reading = sheet, form, table, header, units, reading
        self.labels = [column for column in table.labels if column.name in header.columns]
        self.numbers = [column for column in table.numbers if column.name in header.columns]
        self.filled: dict[str, tuple[str, str]] = {}
        self.section = table.sections.default if table.sections else None
        self.last_data: dict[str, tuple[str | None, str, str]] = {}
        self.rows: list[Row] = []
        self.header_texts = [
            tuple(normalise(sheet.text(row, column)) for column in range(sheet.width))
            for row in range(header.first_row, header.last_row + 1)
        ]

    def read(self, stop: int) -> None:
        for row in range(self.header.last_row + 1, stop):
            self._read_row(row)
        self._read_key_values(stop)
        for total in (row for row in self.rows if row.kind == "total"):
            self.reading.total_parts.extend(
                (total.row_no, part.row_no)
                for part in self.rows
                if part.kind == "data" and all(part.labels.get(name, _NONE)[0] == total.labels.get(name, _NONE)[0] for name in total.over or ())
            )
        self.reading.rows.extend(self.rows)

    # -- one row ----------------------------------------------------------------------------------------------------

    def _read_row(self, row: int) -> None:
        texts = [self.sheet.text(row, column) for column in range(self.sheet.width)]
        if not any(texts) or self._is_header_again(texts) or self._is_numbering(row, texts):
            return
        values = {column.name: self._value(row, column) for column in self.numbers}
        has_figures = any(value.number.state in ("number", "error") or value.number.problem in ("ambiguous", "fraction", "uncalculated") for value in values.values())
        if self._starts_section(texts, has_figures):
            return
        if not has_figures and any(normalise(text) in vocabulary()["nihil"] for text in texts):
            self._note_months(row)
            return
        own = self._own_labels(row)
        self._fill_down(own)
        labels = {
            column.name: self.filled.get(column.name, ("", "")) if column.fill_down else own[column.name] for column in self.labels
        }
        kind, rule, unknown = self._kind(labels)
        if kind is None:
            if not has_figures:
                return
            kind = "unknown"
            self._report_unknown(row, unknown, labels, values)
        if kind == "data" and not has_figures and not self._is_known_row(labels):
            return
        record = self._record(row, kind, rule, labels, values)
        self._report_values(record)
        if kind == "placeholder" and any(value.number.value for value in values.values()):
            filled = [value.cell for value in values.values() if value.number.value]
            self.reading.problems.append(
                Problem("label-missing", ", ".join(filled), row_key=f"row {len(self.rows)}", words={"row": str(row + 1)})
            )
        self._note_months(row)
        self.rows.append(record)
        self._close_group(kind, rule)

    def _is_known_row(self, labels: dict[str, tuple[str, str]]) -> bool:
        """Whether a row without figures is one of the form's own rows, not a remark below the table."""
        listed = [column for column in self.labels if column.key and labels_of(column)]
        return bool(listed) and all(self._known(column, labels[column.name][0]) for column in listed)

    def _close_group(self, kind: RowKind, rule: RowRule | None) -> None:
        """After a group's total its label reaches no further: the next unlabelled row belongs to the outer group."""
        if kind == "total" and rule is not None and rule.over:
            inner = next((column for column in self.labels if column.name == rule.over[-1]), None)
            if inner is not None and inner.fill_down:
                self.filled.pop(inner.name, None)

    def _is_header_again(self, texts: list[str]) -> bool:
        plain = tuple(normalise(text) for text in texts)
        return sum(map(bool, plain)) >= 2 and plain in self.header_texts

    def _is_numbering(self, row: int, texts: list[str]) -> bool:
        """A row (1) (2) (3) that numbers the columns, told by a number where a name must stand."""
        named = [self.header.columns[column.name] for column in self.table.labels if column.name in self.header.columns and column.name != "no"]
        if not any(isinstance(self.sheet.raw(row, place), (int, float)) or texts[place].strip("()").isdigit() for place in named):
            return False
        digits = [text.strip("()") for text in texts if text]
        if len(digits) < 3 or not all(text.isdigit() for text in digits):
            return False
        numbers = [int(text) for text in digits]
        return all(later > earlier for earlier, later in zip(numbers, numbers[1:], strict=False))

    def _value(self, row: int, column: NumberColumn) -> Value:
        place = (row, self.header.columns[column.name])
        cell = address(*place)
        if place in self.sheet.errors:
            return Value(Number(None, "error", "error"), cell)
        if place in self.sheet.uncalculated:
            return Value(Number(None, "error", "uncalculated"), cell)
        return Value(read_number(self.sheet.raw(*place), column.unit, column.several), cell)

    def _starts_section(self, texts: list[str], has_figures: bool) -> bool:
        sections = self.table.sections
        if sections is None or has_figures:
            return False
        for text in texts:
            for label in sections.labels:
                if text and normalise(text) in {normalise(spelling) for spelling in label.spellings}:
                    self.section = label.key
                    self.filled.clear()
                    self.last_data = {}
                    return True
        return False

    def _own_labels(self, row: int) -> dict[str, tuple[str, str]]:
        own = {}
        for column in self.labels:
            place = self.header.columns[column.name]
            first = self.sheet.span.get((row, place), (row, place))
            source = first if first[1] == place else (row, place)
            own[column.name] = (self.sheet.text(*source), address(*source))
        return own

    def _fill_down(self, own: dict[str, tuple[str, str]]) -> None:
        """A blank label means the one above; a new outer label ends the inner ones."""
        for order, column in enumerate(self.labels):
            text, cell = own[column.name]
            if not text:
                continue
            changed = self.filled.get(column.name, ("", ""))[0] != text
            if column.fill_down:
                self.filled[column.name] = (text, cell)
            if changed and column.fill_down:
                for inner in self.labels[order + 1 :]:
                    self.filled.pop(inner.name, None)

    def _kind(self, labels: dict[str, tuple[str, str]]) -> tuple[RowKind | None, RowRule | None, LabelColumn | None]:
        for rule in self.table.rows:
            if all(self._looks(labels.get(name, ("", ""))[0], word) for name, word in rule.when.items()):
                return rule.kind, rule, None
        keys = [column for column in self.labels if column.key]
        for column in keys:
            text = labels[column.name][0]
            if not text:
                return None, None, None
            label = self._known(column, text)
            if label is None and labels_of(column):
                return None, None, column
            if label is not None and label.kind != "data":
                return label.kind, None, None
        return "data", None, None

    def _looks(self, text: str, word: str) -> bool:
        plain = normalise(text)
        match word:
            case "total":
                return is_total(text)
            case "office":
                return unit_named(text, self.units) is not None
            case "dash":
                return text in vocabulary()["dash"]
            case "blank":
                return not text
            case "filled":
                return bool(text)
            case "number":
                return text.replace(".", "").isdigit()
            case _:
                return plain == normalise(word)

    def _known(self, column: LabelColumn, text: str) -> Label | None:
        return _label_index(column, tuple(sorted(name for unit in self.units for name in unit.spellings))).get(normalise(text))

    def _key(self, column: LabelColumn, text: str) -> tuple[str | None, int | None]:
        if not text:
            return None, None
        if column.office:
            unit = unit_named(text, self.units)
            return (unit.code if unit else normalise(text)), None
        label = self._known(column, text)
        if label is not None:
            return label.key, label.iku_no
        return (None if labels_of(column) else text), None

    def _total_label(self, name: str, labels: dict[str, tuple[str, str]]) -> tuple[str | None, str, str]:
        """What a total's label is: its own when it names one, else that of the last row of figures."""
        constant = self.table.constants.get(name)
        if constant is not None:
            return constant, "", ""
        if self.table.sections and name == self.table.sections.column:
            return self.section, "", ""
        column = next(column for column in self.labels if column.name == name)
        text, cell = labels[name]
        key = self._key(column, text)[0]
        if key is not None and not self._looks(text, "total") and text not in vocabulary()["dash"]:
            return key, text, cell
        return self.last_data.get(name, _NONE)

    def _record(self, row: int, kind: RowKind, rule: RowRule | None, labels: dict[str, tuple[str, str]], values: dict[str, Value]) -> Row:
        named: dict[str, tuple[str | None, str, str]] = {name: (value, "", "") for name, value in self.table.constants.items()}
        if self.table.sections:
            named[self.table.sections.column] = (self.section, "", "")
        iku_no = None
        for column in self.labels:
            text, cell = labels[column.name]
            key, iku = self._key(column, text)
            named[column.name] = (key, text, cell)
            iku_no = iku or iku_no
        if kind == "total" and rule is not None:
            for column in self.labels:
                text, cell = named[column.name][1:]
                named[column.name] = self._total_label(column.name, labels) if column.name in rule.over else (None, text, cell)
        if kind == "data":
            self.last_data = dict(named)
        texts = {
            column.name: (self._text(row, place), address(row, place))
            for column in self.table.texts
            if (place := self.header.columns.get(column.name)) is not None
        }
        identity = [
            named[column.name][0] or named[column.name][1]
            for column in self.labels
            if column.identity and (kind != "data" or not column.office or self.form.other_offices)
        ]
        heads = [named[name][0] or "" for name in (*self.table.constants, *([self.table.sections.column] if self.table.sections else []))]
        key = " / ".join(part for part in (*heads, *identity) if part)
        return Row(row + 1, kind, named, values, texts, iku_no, key if kind == "data" else f"{kind}: {key}", rule.over if rule else None)

    def _text(self, row: int, place: int) -> str:
        value = self.sheet.raw(row, place)
        if isinstance(value, (dt.datetime, dt.date)):
            return value.isoformat()[:10]
        return self.sheet.text(row, place)

    def _note_months(self, row: int) -> None:
        for column in self.labels:
            if column.month:
                place = self.header.columns[column.name]
                text = self.sheet.text(row, place)
                month = month_of(text)
                if month:
                    self.reading.problems.append(
                        Problem("row-other-period", address(row, place), text, row_key=f"{self.table.name} {len(self.rows)}", column=column.name, words={"month": str(month)})
                    )

    # -- what is wrong ----------------------------------------------------------------------------------------------

    def _report_unknown(self, row: int, column: LabelColumn | None, labels: dict[str, tuple[str, str]], values: dict[str, Value]) -> None:
        if column is None:
            filled = [value.cell for value in values.values() if value.number.state != "blank"]
            self.reading.problems.append(
                Problem("label-missing", ", ".join(filled), row_key=f"row {len(self.rows)}", words={"row": str(row + 1)})
            )
            return
        text, cell = labels[column.name]
        near = nearest(text, [spelling for label in labels_of(column) for spelling in label.spellings if "{" not in spelling])
        self.reading.problems.append(
            Problem("label-unknown", cell, text, near, row_key=normalise(text), column=column.name, words={"near": near or ""})
        )

    def _report_values(self, record: Row) -> None:
        rules = {
            "error": "cell-error",
            "uncalculated": "cell-uncalculated",
            "ambiguous": "number-ambiguous",
            "fraction": "number-fraction",
            "unreadable": "number-unreadable",
        }
        for column in self.numbers:
            value = record.values[column.name]
            needed = record.kind == "data" and self._is_needed(column, record)
            place = position(value.cell)
            text = self.sheet.text(*place)
            if needed and value.number.value is None:
                state = {"blank": "kosong", "dash": "berisi '-'", "nihil": f"berisi '{text}'"}.get(value.number.state, f"berisi '{text}'")
                self.reading.problems.append(
                    Problem("input-missing", value.cell, text or None, row_key=record.row_key, column=column.name, iku_no=record.iku_no, words={"state": state})
                )
            elif value.number.problem:
                self.reading.problems.append(
                    Problem(rules[value.number.problem], value.cell, text or None, row_key=record.row_key, column=column.name, iku_no=record.iku_no)
                )

    def _is_needed(self, column: NumberColumn, record: Row) -> bool:
        required = column.required
        if required is None or record.values[column.name].number.state in required.allow:
            return False
        if any(record.labels.get(name, _NONE)[0] not in keys for name, keys in required.rows.items()):
            return False
        if required.unless_zero:
            other = record.values[required.unless_zero].number
            return bool(other.value) or (other.value is None and other.state not in ("blank", "dash", "nihil"))
        return True

    # -- figures outside the grid -----------------------------------------------------------------------------------

    def _read_key_values(self, stop: int) -> None:
        for wanted in self.table.values:
            place = self._find_value(wanted.label, wanted.inside, stop)
            column = next(column for column in self.table.numbers if column.name == wanted.column)
            if place is None:
                continue
            row, at = place
            if wanted.inside:
                digits = "".join(piece for piece in self.sheet.text(row, at).split()[-1:])
                value = Value(read_number(digits, column.unit), address(row, at))
            else:
                value = Value(read_number(self.sheet.raw(row, at), column.unit), address(row, at))
                if (row, at) in self.sheet.errors:
                    value = Value(Number(None, "error", "error"), address(row, at))
            labels: dict[str, tuple[str | None, str, str]] = {name: (text, "", "") for name, text in (self.table.constants | wanted.row).items()}
            record = Row(row + 1, "result", labels, {wanted.column: value}, {}, None, "result: " + " / ".join(wanted.row.values()))
            self.rows = [kept for kept in self.rows if kept.row_no != record.row_no]
            self.rows.append(record)

    def _find_value(self, label: str, inside: bool, stop: int) -> tuple[int, int] | None:
        wanted = normalise(label)
        first = 0 if inside else self.header.last_row + 1
        for row in range(first, len(self.sheet.rows) if inside else stop):
            for column in range(self.sheet.width):
                plain = normalise(self.sheet.text(row, column))
                if inside and plain.startswith(wanted) and plain != wanted:
                    return row, column
                if not inside and plain == wanted:
                    for at in range(column + 1, self.sheet.width):
                        if self.sheet.text(row, at):
                            return row, at
        return None


_NONE: tuple[str | None, str, str] = (None, "", "")
_indexes: dict[tuple[int, tuple[str, ...]], dict[str, Label]] = {}


def _label_index(column: LabelColumn, offices: tuple[str, ...]) -> dict[str, Label]:
    """Known labels of a column by normalised spelling; `{unit}` in a spelling stands for any name of an office."""
    cached = _indexes.get((id(column), offices))
    if cached is None:
        cached = {}
        for label in labels_of(column):
            for spelling in label.spellings:
                for name in offices if "{unit}" in spelling else ("",):
                    cached[normalise(spelling.replace("{unit}", f" {name} "))] = label
        _indexes[id(column), offices] = cached
    return cached


def _collect_marks(sheet: Sheet, reading: FormReading) -> None:
    """What the letterhead says about the month and year, and which offices the rows name."""
    for row in range(min(reading.top, len(sheet.rows))):
        for column in range(len(sheet.rows[row])):
            text = sheet.text(row, column)
            if not text:
                continue
            month, year = month_of(text), year_of(text)
            if month and (year or normalise(text).startswith(("bulan", "s d", "periode"))):
                reading.months.append((month, address(row, column), text))
            if year:
                reading.years.append((year, address(row, column)))
    if reading.form.other_offices:
        return
    seen: set[str] = set()
    for record in reading.rows:
        for table in reading.form.tables:
            for label in table.labels:
                if label.office and label.name in record.labels:
                    _, text, cell = record.labels[label.name]
                    if text and cell not in seen and text not in vocabulary()["dash"] and not is_total(text):
                        seen.add(cell)
                        reading.row_offices.append((text, cell))


def _check_repeats(form: Form, reading: FormReading) -> None:
    """Rows whose labels are the same: told apart by an ordinal, and a finding where a form has each row once."""
    seen: dict[str, list[Row]] = {}
    for record in reading.rows:
        seen.setdefault(record.row_key, []).append(record)
    for key, records in seen.items():
        for ordinal, record in enumerate(records[1:], 2):
            record.row_key = f"{key} #{ordinal}"
        if form.unique_rows and len(records) > 1 and records[0].kind == "data":
            cells = [
                next((cell for key_column in _key_columns(form) if (cell := record.labels.get(key_column.name, _NONE)[2])), f"A{record.row_no}")
                for record in records
            ]
            reading.problems.append(
                Problem("row-repeated", ", ".join(cells), key, row_key=key, severity="block" if form.feeds else None)
            )


def _key_columns(form: Form) -> list[LabelColumn]:
    columns: list[Column] = [column for table in form.tables for column in table.columns]
    return [column for column in columns if isinstance(column, LabelColumn) and column.key]
