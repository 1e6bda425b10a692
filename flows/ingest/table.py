"""Walking the rows below one header: what each row is, its labels, its figures, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

from flows.findings import Severity
from flows.ingest.forms import Label as KnownLabel
from flows.ingest.forms import (
    LabelColumn,
    NumberColumn,
    RowKind,
    RowRule,
    Table,
    TextColumn,
    known_labels,
    labels_of,
)
from flows.ingest.header import Header, nearest
from flows.ingest.numbers import BLANK, Number, read_number
from flows.ingest.rows import NO_LABEL, FormReading, Label, Problem, Remark, Row, Said, Value
from flows.ingest.text import (
    address,
    date_said,
    header_words,
    is_dated_place,
    is_remark,
    is_total,
    month_of,
    normalise,
    paragraphs,
    position,
    quarter_of,
    vocabulary,
    without_period,
    year_of,
)
from flows.ingest.units import Offices
from flows.ingest.values import find_key_value, report_values
from flows.ingest.workbook import Sheet

_PERCENT = ("percent", "decimal")
_LONGEST_PLACE = 60  # of a place and day above a signature; a longer text is a sentence
_NUMBERING = frozenset("0123456789()=:x*/+-%. ")


class TableReader:
    """Reads the rows of one table into a form's reading."""

    def __init__(
        self, sheet: Sheet, table: Table, pages: Sequence[Header], units: Offices, reading: FormReading
    ) -> None:
        self.sheet, self.table, self.pages, self.units, self.reading = sheet, table, pages, units, reading
        self.rows: list[Row] = []
        self.section = table.sections.default if table.sections else None
        self.filled: dict[str, tuple[str, str]] = {}
        self.last_data: dict[str, Label] = {}
        self.after_gap = False
        self.signed = False
        self.letterhead = {normalise(text) for _, _, text in sheet.cells(pages[0].first_row)}
        self._turn_to(pages[0])

    def _turn_to(self, header: Header) -> None:
        """From here on the columns stand where this header says."""
        sheet, table = self.sheet, self.table
        self.header = header
        self.labels = [column for column in table.labels if column.name in header.columns]
        self.numbers = [column for column in table.numbers if column.name in header.columns]
        self.keys = [column for column in self.labels if column.key]
        self.listed = [column for column in self.keys if labels_of(column)]
        self.label_places = [header.columns[column.name] for column in self.labels]
        self.number_places = [(column, header.columns[column.name]) for column in self.numbers]
        self.month_places = [header.columns[column.name] for column in self.labels if column.month]
        self.text_places = [
            (column, header.columns[column.name]) for column in table.texts if column.name in header.columns
        ]
        self.content_places = [place for name, place in header.columns.items() if name in table.contents]
        self.named_places = [header.columns[column.name] for column in self.labels if column.name != "no"]
        self.placed = frozenset(header.columns.values())
        self.header_texts: dict[int, set[str]] = {}
        for row in range(header.first_row, header.last_row + 1):
            for place, text in enumerate(sheet.lines[row]):
                if text:
                    self.header_texts.setdefault(place, set()).add(header_words(text))
        # words that begin with "Total" make no total where there are no figures
        first_number = min((header.columns[column.name] for column in self.numbers), default=0)
        named = {header.columns[column.name] for column in self.labels} if self.numbers else ()
        self.naming = sorted({*range(first_number), *named})

    def read(self, stop: int) -> None:
        """Reads from below the header up to row `stop`; rows and problems go into the form's reading."""
        ends = [*(page.first_row for page in self.pages[1:]), stop]
        for page, end in zip(self.pages, ends, strict=True):
            self._turn_to(page)
            for row in range(page.last_row + 1, end):
                self._read_row(row)
            self.after_gap = False  # the table goes on over a page break
        self._turn_to(self.pages[0])
        self._read_key_values(stop)
        self._note_parts()
        self.reading.rows.extend(self.rows)
        self._report_missing_rows(stop)

    def _note_parts(self) -> None:
        """For every typed total the rows that it sums: those alike in what it sums over."""
        alike: dict[tuple[str, ...], dict[tuple[str | None, ...], list[int]]] = {}
        for total in self.rows:
            if total.kind != "total" or total.over is None:
                continue
            if total.over not in alike:
                parts = alike[total.over] = {}
                for part in self.rows:
                    if part.kind == "data":
                        parts.setdefault(tuple(map(part.key, total.over)), []).append(part.row_no)
            summed = alike[total.over].get(tuple(map(total.key, total.over)), ())
            self.reading.total_parts.extend((total.row_no, part) for part in summed)

    # -- one row ----------------------------------------------------------------------------------

    def _read_row(self, row: int) -> None:
        texts = self.sheet.lines[row]
        if not any(texts):
            self.after_gap = True
            return
        if self._is_header_again(row, texts):
            self.after_gap = False  # the table goes on over a page break
            return
        values = {column.name: self._value(row, column, place) for column, place in self.number_places}
        own = self._own_labels(row)
        has_figures = any(_is_figure(value.number) for value in values.values()) or self._has_content(texts, own)
        if self._is_no_row(row, texts, has_figures):
            self.after_gap = True
            self.signed = self.signed or is_remark(texts)
            return
        if self._starts_section(texts, has_figures):
            return
        filled = self._filled_with(own)
        labels = {
            column.name: filled.get(column.name, ("", "")) if column.fill_down else own[column.name]
            for column in self.labels
        }
        if not has_figures and not self._is_row_without_figures(own, labels, values):
            self._note_months(row)
            if self._heads_rows(texts, own):
                self.filled = filled
            elif not (self.after_gap and self.rows):
                self._keep_nothing(row, own)
            return
        orphan = self.after_gap and not any(text for text, _ in own.values())
        kind, rule, unknown = (None, None, None) if orphan else self._kind(labels)
        if self._is_unruled_total(row, kind):
            kind = "total"
        elif kind == "data" and has_figures and self.numbers and is_remark(texts):
            kind, unknown = None, self.keys[0] if self.keys else None
        if kind is None and not has_figures:
            return
        if kind is None:
            counts = not self.after_gap and not is_remark(texts)
            self._report_unknown(row, unknown, labels, values, counts)
        self.filled = filled
        self.after_gap = kind is None and self.after_gap
        self._keep(row, kind or "unknown", rule, labels, values)

    def _has_content(self, texts: list[str], own: dict[str, tuple[str, str]]) -> bool:
        """Whether words make a line a row of the table, as figures do; what stands below it is no such row."""
        if not any(texts[place] for place in self.content_places):
            return False
        if any(self._known(column, own[column.name][0]) for column in self.listed):
            return True
        if not self.after_gap:
            return not any(len(text) <= _LONGEST_PLACE and is_dated_place(text) for text in texts if text)
        return not self.signed and not is_remark(texts) and any(own[column.name][0] for column in self.listed)

    def _is_header_again(self, row: int, texts: list[str]) -> bool:
        """Whether a line repeats the header; where it does so for another month, the month is noted."""
        others = []
        for place, text in enumerate(texts):
            if text and header_words(text) not in self.header_texts.get(place, ()):
                if not self._is_header_of_another_month(place, text):
                    return False
                others.append(place)
        for place in others:
            text, cell = texts[place], address(row, place)
            self.reading.periods.append(Said(text, cell, month_of(text), year_of(text), quarter_of(text)))
        return True

    def _is_header_of_another_month(self, place: int, text: str) -> bool:
        return _names_a_month(text) and any(
            _names_a_month(header) and without_period(header) == without_period(text)
            for header in self.header_texts.get(place, ())
        )

    def _is_no_row(self, row: int, texts: list[str], has_figures: bool) -> bool:
        """Whether a line is not part of the table: letterhead of a next page, a signature, numbers of
        columns.
        """
        if self._is_numbering(texts):
            self.reading.numbering.add(row)
            return True
        if has_figures:
            return False
        filled = [plain for text in texts if text and (plain := normalise(text))]
        if is_remark(texts):
            return True
        repeats = bool(filled) and all(plain in self.letterhead for plain in filled)
        return repeats and not any(map(_says_nothing, texts))  # the table above may have said so too

    def _is_numbering(self, texts: list[str]) -> bool:
        """A row (1) (2) (3) that numbers the columns, told by a number where a name must stand."""
        if not any(texts[place].strip("()").isdigit() for place in self.named_places):
            return False
        filled = [text for text in texts if text]
        if len(filled) < 3 or not all(set(text) <= _NUMBERING for text in filled):
            return False
        firsts = [text.lstrip("(").split("=")[0].split(")")[0].strip() for text in filled]
        if not all(text.isdigit() for text in firsts):
            return False
        numbers = [int(text) for text in firsts]
        return all(later > earlier for earlier, later in pairwise(numbers))

    def _value(self, row: int, column: NumberColumn, at: int) -> Value:
        place = (row, at)
        cell = address(row, at)
        raw = self.sheet.raw(row, at)
        if raw == "":  # what the value reader leaves blank may be an error or a formula never calculated
            if place in self.sheet.errors:
                return Value(Number(None, "error", "error"), cell)
            if place in self.sheet.uncalculated:
                return Value(Number(None, "error", "uncalculated"), cell)
            return Value(BLANK, cell)
        if place in self.sheet.percents and column.unit in _PERCENT and isinstance(raw, (int, float)):
            raw = round(raw * 100, 10)  # a cell that shows 20% in a column of percentages means 20
        number = read_number(raw, column.unit, column.several)
        if number.problem == "unreadable" and isinstance(raw, str) and normalise(raw) in column.plain_notes:
            number = Number(None, "note")
        return Value(number, cell)

    def _starts_section(self, texts: list[str], has_figures: bool) -> bool:
        sections = self.table.sections
        if sections is None or has_figures:
            return False
        plain = {normalise(text) for text in texts if text}
        for label in sections.labels:
            if any(normalise(spelling) in plain for spelling in label.spellings):
                self.section = label.key
                self.filled.clear()
                self.last_data = {}
                return True
        return False

    def _is_row_without_figures(
        self,
        own: dict[str, tuple[str, str]],
        labels: dict[str, tuple[str, str]],
        values: dict[str, Value],
    ) -> bool:
        """Whether a row without figures is one of the form's rows all the same, not a remark.

        It is when the form knows its labels, or when it stands in the table with a name and something other
        than blanks where figures belong ("-", NIHIL, or words that must be told).
        """
        names = [own[column.name][0] for column in self.keys]
        ruled = next((rule for rule in self.table.rows if self._follows(rule, labels)), None)
        if ruled is not None and ruled.kind in ("placeholder", "detail"):
            return any(own[name][0] for name in ruled.when if name in own)
        if self.listed and all(self._known(column, labels[column.name][0]) for column in self.listed):
            return any(own[column.name][0] for column in self.listed) or (any(names) and not self.after_gap)
        named = any(names) and not any(normalise(text) in vocabulary()["nihil"] for text in names)
        written = any(value.number.state != "blank" for value in values.values())
        return (ruled is not None or not self.listed) and named and written and not self.after_gap

    def _heads_rows(self, texts: list[str], own: dict[str, tuple[str, str]]) -> bool:
        """Whether a row of text alone names the rows below it."""
        if any(normalise(text) in vocabulary()["nihil"] for text in texts):
            return False
        filled = [(column, own[column.name][0]) for column in self.labels if own[column.name][0]]
        return any(
            (self.units.named(text) is not None)
            if column.office
            else (self._known(column, text) is not None or not labels_of(column))
            for column, text in filled
        )

    def _own_labels(self, row: int) -> dict[str, tuple[str, str]]:
        """What stands in the label columns of the row itself, with cells; a merged cell says it once."""
        own = {}
        for column, place in zip(self.labels, self.label_places, strict=True):
            origin = self.sheet.origin(row, place)
            if origin[1] != place:
                # a cell merged over several label columns names the first of them
                covered = range(origin[1], place)
                origin = (row, place) if any(other in covered for other in self.label_places) else origin
            own[column.name] = (self.sheet.text(*origin), address(*origin))
        return own

    def _filled_with(self, own: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
        """Labels that go down after this row: a blank one means the one above, a new outer one ends the
        inner ones.
        """
        filled = dict(self.filled)
        for order, column in enumerate(self.labels):
            text, cell = own[column.name]
            if not text or not column.fill_down:
                continue
            if filled.get(column.name, ("", ""))[0] != text:
                for inner in self.labels[order + 1 :]:
                    filled.pop(inner.name, None)
            filled[column.name] = (text, cell)
        for column in self.labels:
            if column.fill_down and own[column.name][0]:
                filled[column.name] = own[column.name]
        return filled

    # -- what a row is ----------------------------------------------------------------------------

    def _kind(self, labels: dict[str, tuple[str, str]]) -> tuple[RowKind | None, RowRule | None, LabelColumn | None]:
        """What kind of row these labels make, by which rule; or no kind, and the label that is not known."""
        met = self.table.kinds_met
        names = (id(self.units), *((name, text) for name, (text, _) in labels.items()))
        if names not in met:
            met[names] = self._kind_by(labels)
        return met[names]

    def _kind_by(self, labels: dict[str, tuple[str, str]]) -> tuple[RowKind | None, RowRule | None, LabelColumn | None]:
        for rule in self.table.rows:
            if self._follows(rule, labels):
                return rule.kind, rule, None
        for column in self.keys:
            text = labels[column.name][0]
            if not text:
                return None, None, None
            label = self._known(column, text)
            if label is None and labels_of(column):
                return None, None, column
            if label is not None and label.kind != "data":
                return label.kind, None, None
        return "data", None, None

    def _follows(self, rule: RowRule, labels: dict[str, tuple[str, str]]) -> bool:
        return all(self._looks(labels.get(name, ("", ""))[0], word) for name, word in rule.when.items())

    def _looks(self, text: str, word: str) -> bool:
        match word:
            case "total":
                return is_total(text)
            case "office":
                return self.units.named(text) is not None
            case "dash":
                return text in vocabulary()["dash"]
            case "blank":
                return not text
            case "filled":
                return bool(text)
            case "number":
                return text.replace(".", "").isdigit()
            case _:
                return normalise(text) == normalise(word)

    def _is_unruled_total(self, row: int, kind: RowKind | None) -> bool:
        """A row that calls itself a total where the form expects none: never counted, and its parts are not
        known.
        """
        return kind in (None, "data") and any(
            is_total(text) for place in self.naming if (text := self.sheet.lines[row][place])
        )

    def _known(self, column: LabelColumn, text: str) -> KnownLabel | None:
        return known_labels(column).find(text, self._is_unit_name) if text else None

    def _is_unit_name(self, plain: str) -> bool:
        return self.units.is_name(plain)

    def _key(self, column: LabelColumn, text: str) -> tuple[str | None, int | None]:
        if not text:
            return None, None
        if column.office:
            unit = self.units.named(text)
            return (unit.code if unit else normalise(text)), None
        label = known_labels(column).find(text, self._is_unit_name)
        if label is not None:
            return label.key, label.iku_no
        return (None if labels_of(column) else text), None

    # -- keeping a row ----------------------------------------------------------------------------

    def _keep(
        self,
        row: int,
        kind: RowKind,
        rule: RowRule | None,
        labels: dict[str, tuple[str, str]],
        values: dict[str, Value],
    ) -> None:
        record = self._record(row, kind, rule, labels, values)
        report_values(self.sheet, self.numbers, record, self.reading)
        self._report_text_errors(row, record)
        if kind == "placeholder":
            filled = [value.cell for value in values.values() if value.number.value]
            if filled:
                self._report_nameless(row, filled, "block" if self.reading.form.feeds else None)
        self._report_label_errors(row, record)
        self._note_months(row)
        self.rows.append(record)
        self.reading.placed[row] = self.placed
        if kind == "total" and rule is not None and rule.over:
            # after a group's total its label reaches no further: the next unlabelled row belongs to the
            # outer group
            inner = next((column for column in self.labels if column.name == rule.over[-1]), None)
            if inner is not None and inner.fill_down:
                self.filled.pop(inner.name, None)

    def _keep_nothing(self, row: int, own: dict[str, tuple[str, str]]) -> None:
        """Keeps a line that says NIHIL where names stand: it answers for the whole table, so that a figure of another
        form can be held against it.
        """
        places = sorted({*self.label_places, *(place for _, place in self.number_places)})
        said = [place for place in places if _says_nothing(self.sheet.text(row, place))]
        names = [own[column.name][0] for column in self.keys]
        if not said or any(name and not _says_nothing(name) for name in names):
            return  # what one row lacks says nothing about the others
        cell = address(*self.sheet.origin(row, said[0]))
        values = {column.name: Value(Number(None, "nihil"), cell) for column in self.numbers}
        named = {name: ("", "") if _says_nothing(text) else (text, at) for name, (text, at) in own.items()}
        self.rows.append(self._record(row, "nihil", None, named, values))
        self.reading.placed[row] = self.placed

    def _record(
        self,
        row: int,
        kind: RowKind,
        rule: RowRule | None,
        labels: dict[str, tuple[str, str]],
        values: dict[str, Value],
    ) -> Row:
        named = {name: Label(value) for name, value in self.table.constants.items()}
        if self.table.sections:
            named[self.table.sections.column] = Label(self.section)
        heads = [label.key for label in named.values()]
        iku_no = None
        for column in self.labels:
            text, cell = labels[column.name]
            key, iku = self._key(column, text)
            named[column.name] = Label(key, text, cell)
            iku_no = iku_no or iku
        if kind == "total":
            over = rule.over if rule else ()
            for column in self.labels:
                written = named[column.name]
                named[column.name] = (
                    self._total_label(column, written)
                    if column.name in over
                    else Label(None, written.text, written.cell)
                )
        if kind == "data":
            self.last_data = dict(named)
        identity = [
            named[column.name].key or named[column.name].text
            for column in self.labels
            if column.identity and (kind != "data" or not column.office or self.reading.form.other_offices)
        ]
        path = " / ".join(part for part in (*heads, *identity) if part)
        return Row(
            row + 1,
            kind,
            named,
            values,
            self._remarks(row),
            iku_no,
            path if kind == "data" else f"{kind}: {path}",
            rule.over if rule else None,
        )

    def _total_label(self, column: LabelColumn, written: Label) -> Label:
        """What a total's label is: its own when it names one, else that of the last row of figures."""
        own = written.key is not None and not is_total(written.text) and written.text not in vocabulary()["dash"]
        return written if own else self.last_data.get(column.name, NO_LABEL)

    def _remarks(self, row: int) -> dict[str, Remark]:
        remarks = {}
        for column, place in self.text_places:
            remarks[column.name] = Remark(self._words(column, row, place), address(row, place))
        return remarks

    def _words(self, column: TextColumn, row: int, place: int) -> str:
        raw = self.sheet.raw(row, place)
        if (row, place) in self.sheet.uncalculated:
            return ""
        if isinstance(raw, dt.date):
            return raw.isoformat()[:10]
        if column.holds == "paragraphs" and isinstance(raw, str):
            return paragraphs(raw)
        text = self.sheet.text(row, place)
        return date_said(text) or text if column.holds == "date" else text

    def _note_months(self, row: int) -> None:
        for place in self.month_places:
            text = self.sheet.text(row, place)
            month = month_of(text)
            if month:
                self.reading.row_months.append(Said(text, address(row, place), month))

    # -- what is wrong ----------------------------------------------------------------------------

    def _report_unknown(
        self,
        row: int,
        column: LabelColumn | None,
        labels: dict[str, tuple[str, str]],
        values: dict[str, Value],
        in_table: bool,
    ) -> None:
        """A row whose figures do not count: a published figure is in doubt when the form feeds one."""
        missed = any(value.number.value or value.number.problem for value in values.values())
        severity: Severity | None = "block" if self.reading.form.feeds and in_table and missed else None
        if column is None:
            filled = [value.cell for value in values.values() if value.number.state != "blank"]
            filled += [address(row, place) for place in self.content_places if self.sheet.text(row, place)]
            self._report_nameless(row, filled, severity)
            return
        text, cell = labels[column.name]
        if any((problem.rule, problem.cell) == ("label-unknown", cell) for problem in self.reading.problems):
            return  # the label of several rows is told once
        near = nearest(text, known_labels(column).spellings)
        self.reading.problems.append(
            Problem(
                "label-unknown",
                cell,
                text,
                near,
                row_key=normalise(text),
                column=column.name,
                severity=severity,
                words={"near": near or ""},
            )
        )

    def _report_nameless(self, row: int, cells: list[str], severity: Severity | None) -> None:
        self.reading.problems.append(
            Problem(
                "label-missing",
                ", ".join(cells),
                row_key=f"{self.table.name} row {len(self.rows)}",
                severity=severity,
                words={"row": str(row + 1)},
            )
        )

    def _report_missing_rows(self, stop: int) -> None:
        """Rows without which an indicator would be wrong, or not known, and nobody told."""
        counted = [record for record in self.rows if record.kind in ("data", "result", "unknown")]
        if not any(value.number.state != "blank" for record in counted for value in record.values.values()):
            self._report_empty(stop)
            return
        for needs in self.table.needs:
            column = next(column for column in self.labels if column.name == needs.column)
            misspelt = any(
                problem.rule == "label-missing" or (problem.rule, problem.column) == ("label-unknown", column.name)
                for problem in self.reading.problems
                if problem.severity == "block"
            )
            for label in labels_of(column):
                there = [record for record in counted if record.key(column.name) == label.key]
                if label.key not in needs.labels or len(there) >= needs.rows:
                    continue
                if there:
                    cells = ", ".join(dict.fromkeys(record.labels[column.name].cell for record in there))
                    words = {"wanted": str(needs.rows)}
                    problem = Problem("rows-too-few", cells, str(len(there)), label.spellings[0], words=words)
                elif needs.if_any or misspelt:  # told already: that row may be the one
                    continue
                else:
                    problem = Problem("row-missing", self._header_cell(column), None, label.spellings[0])
                problem.row_key, problem.column, problem.iku_no = label.key, column.name, label.iku_no
                problem.severity = needs.severity
                self.reading.problems.append(problem)

    def _report_empty(self, stop: int) -> None:
        """A table that the form must have and that holds nothing, not even the word for it."""
        texts = (text for row in range(self.header.last_row + 1, stop) for text in self.sheet.lines[row] if text)
        if self.table.optional or any(normalise(text) in vocabulary()["nihil"] for text in texts):
            return
        severity: Severity | None = None if self.reading.form.feeds else "warn"
        cell = self._header_cell(self.keys[0] if self.keys else self.labels[0])
        self.reading.problems.append(
            Problem("table-empty", cell, None, self.table.name, column=self.table.name, severity=severity)
        )

    def _header_cell(self, column: LabelColumn) -> str:
        """Where a column's header stands; of a column without one the last row of the header."""
        place = self.header.columns[column.name]
        levels = range(self.header.last_row, self.header.first_row - 1, -1)
        named = (self.sheet.origin(row, place) for row in levels if self.sheet.spanned_text(row, place))
        return address(*next(named, (self.header.last_row, place)))

    def _report_text_errors(self, row: int, record: Row) -> None:
        """Paragraphs that Excel took for a formula: what people meant to say is not there."""
        for column, place in self.text_places:
            if column.holds == "paragraphs" and (row, place) in self.sheet.errors.keys() | self.sheet.uncalculated:
                error = self.sheet.errors.get((row, place))
                rule = "cell-error" if error else "cell-uncalculated"
                cell = address(row, place)
                self.reading.problems.append(Problem(rule, cell, error, row_key=record.row_key, column=column.name))

    def _report_label_errors(self, row: int, record: Row) -> None:
        for column in self.labels if self.sheet.errors else ():
            place = (row, self.header.columns[column.name])
            if place in self.sheet.errors and not any(
                problem.rule == "label-unknown" and problem.cell == address(*place) for problem in self.reading.problems
            ):
                self.reading.problems.append(
                    Problem(
                        "cell-error",
                        address(*place),
                        self.sheet.errors[place],
                        row_key=record.row_key,
                        column=column.name,
                    )
                )

    # -- figures outside the grid -----------------------------------------------------------------

    def _read_key_values(self, stop: int) -> None:
        for wanted in self.table.values:
            column = next(column for column in self.table.numbers if column.name == wanted.column)
            found = find_key_value(self.sheet, wanted, column, self.header.last_row + 1, stop)
            if found is None:
                continue
            row, value = found
            self.reading.placed[row] = self.reading.placed.get(row, frozenset()) | {position(value.cell)[1]}
            labels = {name: Label(text) for name, text in (self.table.constants | wanted.row).items()}
            key = "result: " + " / ".join(wanted.row.values())
            record = Row(row + 1, "result", labels, {wanted.column: value}, row_key=key)
            report_values(self.sheet, [column], record, self.reading)
            self.rows = [kept for kept in self.rows if kept.row_no != record.row_no]
            self.rows.append(record)


def _names_a_month(text: str) -> bool:
    return (month_of(text) or quarter_of(text)) is not None


def _says_nothing(text: str) -> bool:
    return bool(text) and normalise(text) in vocabulary()["nihil"]


def _is_figure(number: Number) -> bool:
    return number.state in ("number", "error") or number.problem in ("ambiguous", "fraction")
