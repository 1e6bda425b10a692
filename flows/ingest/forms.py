"""The contract of a form: how its sheet is recognised, its columns, its rows. Strict: an unknown key is an
error.

One YAML a form lies in `forms/`; a later layout is a second file with a later `valid_from`. The same file
serves the reader and the raw table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from flows.findings import Severity
from flows.ingest.numbers import Kind
from flows.ingest.text import (
    header_words,
    month_pattern,
    normalise,
    quarter_pattern,
    vocabulary,
    without_measure,
    without_number,
)
from flows.ingest.yml import read_yaml
from flows.settings import FORMS

RowKind = Literal["data", "total", "result", "placeholder", "unknown", "detail", "nihil"]


class Strict(BaseModel):
    """A part of a form's contract: what it does not know is an error, and nothing changes it."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))


class Label(Strict):
    """A row label that the form knows: its name in the tables and every spelling met."""

    key: str
    spellings: tuple[str, ...]
    kind: RowKind = "data"
    iku_no: int | None = None


class Beside(Strict):
    """A column without a header of its own: so many columns right of (or, negative, left of) another one.

    Its header cell is blank, or covered by the other column's header, or one of `under`.
    """

    column: str
    by: int
    under: tuple[str, ...] = ()


class Required(Strict):
    """When an indicator needs this cell: always, or in some rows only, or `unless_zero`: unless the first of
    these cells of the row that is filled is zero, or none of them is filled.

    `allow` lists the states that are an answer all the same (a dash where nothing is known yet).
    """

    unless_zero: tuple[str, ...] = ()
    rows: dict[str, tuple[str, ...]] = {}
    allow: tuple[str, ...] = ()


class LabelColumn(Strict):
    """Names a row.

    `labels`: the known labels (a shared list by name); any text when absent. `fill_down`: a blank means the
    label above. `key`: a row of figures must have it. `identity`: part of the row's name in findings.
    `office`: names the office. `month`: names the month. `split`: when the header covers two columns, the
    left one is this column.
    """

    kind: Literal["label"]
    name: str
    header: tuple[str, ...] = ()
    beside: Beside | None = None
    split: str | None = None
    optional: bool = False
    labels: str | tuple[Label, ...] | None = None
    fill_down: bool = False
    key: bool = False
    identity: bool = True
    office: bool = False
    month: bool = False


class NumberColumn(Strict):
    """Holds figures. `unit` says how a number is written; `several` allows more than one amount in a cell.

    `notes`: remarks that units write instead of a number and that say why none stands there; no figure, no fault.
    """

    kind: Literal["number"]
    name: str
    unit: Kind
    header: tuple[str, ...] = ()
    beside: Beside | None = None
    split: str | None = None
    optional: bool = False
    required: Required | None = None
    several: bool = False
    notes: tuple[str, ...] = ()

    @cached_property
    def plain_notes(self) -> frozenset[str]:
        """The remarks for comparing."""
        return frozenset(normalise(note) for note in self.notes)


class TextColumn(Strict):
    """Holds words.

    `holds`: a remark is kept as written, in one line. Paragraphs keep their line breaks, and a row with any is a row of
    the form as one with figures is. A date is kept as YYYY-MM-DD (a month means its last day), as --MM-DD where the
    year is left out, and as written where it is none.
    """

    kind: Literal["text"]
    name: str
    header: tuple[str, ...] = ()
    beside: Beside | None = None
    split: str | None = None
    optional: bool = False
    fill_down: bool = False
    holds: Literal["remark", "paragraphs", "date"] = "remark"


Column = Annotated[LabelColumn | NumberColumn | TextColumn, Field(discriminator="kind")]


class RowRule(Strict):
    """What kind a row is when its (filled) labels look like this; a total sums the rows alike in `over`.

    Words for `when`: total, office, dash, blank, filled, number, or a text to equal.
    """

    when: dict[str, str]
    kind: RowKind
    over: tuple[str, ...] = ()


class Sections(Strict):
    """Rows of text alone that head the rows below them; `default` names the rows above the first of them."""

    column: str
    default: str | None = None
    labels: tuple[Label, ...]


class KeyValue(Strict):
    """A figure beside its name instead of in the table, kept as a result row.

    The figure is the next filled cell to the right of `label`; with `inside` also the number in the text
    itself, and then anywhere on the sheet.
    """

    label: str
    column: str
    row: dict[str, str]
    inside: bool = False


class Needed(Strict):
    """Rows that an indicator cannot do without: a row for each of these labels, or more than one.

    Without the row the others would still give a number, or none at all, and nobody would be told.
    `if_any`: a label with no row at all is fine (its figure is not there yet), one with too few is not.
    """

    column: str
    labels: tuple[str, ...]
    rows: int = 1
    if_any: bool = False
    severity: Severity = "reject"


class Table(Strict):
    """One table of a form, with a header of its own.

    `anchor`: a line above the header that tells where the table begins. `optional`: may be absent.
    `constants`: labels that the table has by itself. `header_rows`: rows of its header, one more or less is
    understood.
    """

    name: str
    anchor: tuple[str, ...] = ()
    optional: bool = False
    constants: dict[str, str] = {}
    header_rows: int = Field(default=1, ge=1)
    columns: tuple[Column, ...] = ()
    sections: Sections | None = None
    rows: tuple[RowRule, ...] = ()
    values: tuple[KeyValue, ...] = ()
    needs: tuple[Needed, ...] = ()

    @cached_property
    def labels(self) -> list[LabelColumn]:
        """The columns that name rows, in order."""
        return [column for column in self.columns if isinstance(column, LabelColumn)]

    @cached_property
    def numbers(self) -> list[NumberColumn]:
        """The columns of figures, in order."""
        return [column for column in self.columns if isinstance(column, NumberColumn)]

    @cached_property
    def texts(self) -> list[TextColumn]:
        """The columns of remarks, in order."""
        return [column for column in self.columns if isinstance(column, TextColumn)]

    @cached_property
    def contents(self) -> frozenset[str]:
        """Columns whose words make a row count: paragraphs, and beside them names that are free text."""
        paragraphs = {column.name for column in self.texts if column.holds == "paragraphs"}
        names = {column.name for column in self.labels if column.key and not labels_of(column)}
        return frozenset(paragraphs | names) if paragraphs else frozenset()

    @cached_property
    def heads(self) -> dict[str, tuple[tuple[re.Pattern[str], ...], ...]]:
        """For every column its header spellings, each as the patterns of the texts above each other."""
        return {
            column.name: tuple(
                tuple(header_pattern(piece.strip()) for piece in spelling.split(" > ")) for spelling in column.header
            )
            for column in self.columns
        }

    @cached_property
    def any_head(self) -> re.Pattern[str]:
        """The text of any first header cell: a row without one is no header row."""
        first = {spelling[0].pattern for spellings in self.heads.values() for spelling in spellings}
        return re.compile("|".join(f"(?:{pattern})" for pattern in sorted(first)) or r"(?!)")

    @cached_property
    def _heads_met(self) -> tuple[set[str], set[str]]:
        """Texts that were looked at, and those of them that could be a first header cell."""
        return set(), set()

    def may_head(self, texts: frozenset[str]) -> bool:
        """Whether one of a row's texts could be the first cell of one of the table's headers."""
        met, heads = self._heads_met
        for text in texts - met:
            met.add(text)
            if text and self.any_head.fullmatch(header_words(text)):
                heads.add(text)
        return not heads.isdisjoint(texts)

    @cached_property
    def kinds_met(self) -> dict[tuple[Any, ...], tuple[RowKind | None, RowRule | None, LabelColumn | None]]:
        """What kinds of row labels make, as far as it was worked out: rows of a form are alike in every office."""
        return {}

    @cached_property
    def fits_met(self) -> dict[tuple[tuple[str, ...], ...], list[tuple[int, int, str, int]]]:
        """Which columns fit which header texts, as far as it was worked out: offices send the same headers."""
        return {}

    @cached_property
    def edges(self) -> frozenset[str]:
        """Columns whose names must be known for rules about rows: labels, constants and the section."""
        names = {column.name for column in self.labels} | set(self.constants)
        return frozenset(names | ({self.sections.column} if self.sections else set()))

    def problems(self) -> list[str]:
        """What contradicts itself in this table."""
        found = []
        names = {column.name for column in self.columns}
        headers: dict[str, str] = {}
        for column in self.columns:
            if not column.header and column.beside is None:
                found.append(f"column {column.name} has neither header nor beside")
            if column.beside and column.beside.column not in names:
                found.append(f"{column.name} stands beside an unknown column")
            if column.split and column.split not in names:
                found.append(f"{column.name} splits off an unknown column")
            for spelling in column.header:
                other = headers.setdefault(normalise_header(spelling), column.name)
                if other != column.name:
                    found.append(f"header {spelling!r} stands for both {other} and {column.name}")
        for number in self.numbers:
            needed = number.required
            if needed is None:
                continue
            if unknown := (set(needed.unless_zero) - names) | (set(needed.rows) - self.edges):
                found.append(f"{number.name} is required by unknown columns {sorted(unknown)}")
        for rule in self.rows:
            if unknown := (set(rule.when) | set(rule.over)) - self.edges:
                found.append(f"a row rule names unknown columns {sorted(unknown)}")
        for needs in self.needs:
            known = {label.key for column in self.labels if column.name == needs.column for label in labels_of(column)}
            if unknown := set(needs.labels) - known:
                found.append(f"needs rows of unknown labels {sorted(unknown)} in {needs.column}")
        for value in self.values:
            if value.column not in {number.name for number in self.numbers}:
                found.append(f"value {value.label!r} belongs to an unknown column")
        return [f"{self.name}: {text}" for text in found]


class Form(Strict):
    """One form as units know it (`title` is the sheet's name), valid from a month until a later file of the
    same form.

    `titles`: lines of the letterhead that tell the form. `feeds`: the indicators (IKU numbers) that need its
    figures. `other_offices`: rows of other offices belong here. `unique_rows`: the same labels twice are a
    mistake. `scope`: whose rows one version speaks for: those of the office, or of each group the rows of its own
    indicators. `columns`: columns of the tables that list none of their own.
    """

    form: str
    title: str
    valid_from: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    sheet_names: tuple[str, ...]
    titles: tuple[str, ...]
    feeds: tuple[int, ...] = ()
    other_offices: bool = False
    unique_rows: bool = True
    scope: Literal["office", "group"] = "office"
    columns: tuple[Column, ...] = ()
    tables: tuple[Table, ...]

    @model_validator(mode="before")
    @classmethod
    def _share_columns(cls, content: dict[str, Any]) -> dict[str, Any]:
        """Tables without columns of their own use the form's."""
        shared = content.get("columns")
        tables = [dict(table) for table in content.get("tables", [])]
        for table in tables:
            if not table.get("columns"):
                table["columns"] = shared or []
        return {**content, "tables": tables}

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Form:
        found = [problem for table in self.tables for problem in table.problems()]
        kinds: dict[str, str] = {}
        for column in (column for table in self.tables for column in table.columns):
            kind = f"{column.kind} {getattr(column, 'unit', '')}"
            if kinds.setdefault(column.name, kind) != kind:
                found.append(f"column {column.name} has two types")
        if found:
            raise ValueError(f"{self.form}: " + "; ".join(found))
        return self

    @cached_property
    def label_names(self) -> list[str]:
        """Label columns of all tables in order, sections and constants included."""
        names: dict[str, None] = {}
        for table in self.tables:
            names.update(dict.fromkeys(table.constants))
            if table.sections:
                names[table.sections.column] = None
            names.update((column.name, None) for column in table.labels)
        return list(names)

    @cached_property
    def number_types(self) -> dict[str, Kind]:
        """How the figures of every column are written."""
        return {column.name: column.unit for table in self.tables for column in table.numbers}

    @cached_property
    def text_names(self) -> list[str]:
        """Columns of remarks of all tables in order."""
        return list(dict.fromkeys(column.name for table in self.tables for column in table.texts))

    @cached_property
    def knows_indicators(self) -> bool:
        """Whether rows name indicators, and so have an IKU number."""
        return any(label.iku_no for table in self.tables for column in table.labels for label in labels_of(column))


@cache
def shared_labels() -> dict[str, tuple[Label, ...]]:
    """The lists of labels that several forms share (`_labels.yml`), by name."""
    content = read_yaml(FORMS / "_labels.yml")
    return {name: tuple(Label.model_validate(label) for label in labels) for name, labels in content.items()}


def labels_of(column: LabelColumn) -> tuple[Label, ...]:
    """The known labels of a column; empty when it takes any text."""
    if isinstance(column.labels, str):
        return shared_labels()[column.labels]
    return column.labels or ()


class Labels:
    """The known labels of a column, found by any spelling; `{unit}` in a spelling stands for an office's
    name.
    """

    def __init__(self, labels: tuple[Label, ...]) -> None:
        self.exact: dict[str, Label] = {}
        self.around: list[tuple[str, str, Label]] = []
        self.spellings: list[str] = []
        self._met: dict[str, Label | None] = {}
        for label in labels:
            for spelling in label.spellings:
                before, unit, after = spelling.partition("{unit}")
                if unit:
                    self.around.append((f"{normalise(before)} ", f" {normalise(after)}".rstrip(), label))
                    continue
                self.spellings.append(spelling)
                other = self.exact.setdefault(normalise(spelling), label)
                if other.key != label.key:
                    raise ValueError(f"label {spelling!r} stands for both {other.key} and {label.key}")
        for label in labels:
            for spelling in label.spellings:
                for short in _short_forms(spelling):
                    self.exact.setdefault(normalise(short), label)

    def find(self, text: str, is_unit_name: Callable[[str], bool]) -> Label | None:
        """The label that a text spells, with or without its number in the list."""
        if self.around:
            return self._find(text, is_unit_name)
        if text not in self._met:
            self._met[text] = self._find(text, is_unit_name)
        return self._met[text]

    def _find(self, text: str, is_unit_name: Callable[[str], bool]) -> Label | None:
        for plain in dict.fromkeys((normalise(text), normalise(without_number(text)))):
            if plain in self.exact:
                return self.exact[plain]
            for before, after, label in self.around:
                if plain.startswith(before) and plain.endswith(after):
                    name = plain[len(before) : len(plain) - len(after)]
                    if is_unit_name(name):
                        return label
        return None


def _short_forms(spelling: str) -> tuple[str, ...]:
    """A name that explains itself goes without: `Rumah Sakit (RS)` is `Rumah Sakit` and `RS` as well."""
    match = re.fullmatch(r"(.+?)\s*\(([^()]+)\)", spelling)
    if match is None:
        return ()
    return (match[1], match[2]) if re.fullmatch(r"[A-Z]{2,6}", match[2]) else (match[1],)


_known_labels: dict[int, tuple[LabelColumn, Labels]] = {}


def known_labels(column: LabelColumn) -> Labels:
    """The labels of a column ready for finding, made once a column."""
    found = _known_labels.get(id(column))
    if found is None or found[0] is not column:
        found = (column, Labels(labels_of(column)))
        _known_labels[id(column)] = found
    return found[1]


@cache
def all_forms(folder: Path = FORMS) -> tuple[Form, ...]:
    """Every version of every form.

    Raises:
        ValueError: a file has an unknown key, contradicts itself, or is the second of a form and month.
    """
    files = sorted(path for path in folder.glob("*.yml") if not path.name.startswith("_"))
    forms = tuple(Form.model_validate(read_yaml(path)) for path in files)
    versions = Counter((form.form, form.valid_from) for form in forms)
    if twice := [f"{form} {month}" for (form, month), count in versions.items() if count > 1]:
        raise ValueError(f"more than one version from the same month: {', '.join(twice)}")
    return forms


@cache
def forms_for(period: str, folder: Path = FORMS) -> dict[str, Form]:
    """The forms in force in a month (`YYYY-MM`), by id: of each the version with the latest `valid_from`."""
    chosen: dict[str, Form] = {}
    for form in sorted(all_forms(folder), key=lambda form: form.valid_from):
        if form.valid_from <= period:
            chosen[form.form] = form
    return chosen


def normalise_header(spelling: str) -> str:
    """A header spelling for comparing with another one."""
    return " > ".join(header_words(piece) for piece in spelling.split(" > "))


@cache
def _month_in_header() -> str:
    """Any way of writing a month over a column: `SEPT`, `s.d. Sept 2022`, `Bulan Januari - September`, `TW III`."""
    month = rf"{month_pattern()}(?: (?:tahun )?(?:20)?\d\d)?"
    quarter = rf"{quarter_pattern()}(?: (?:tahun )?20\d\d)?"
    day = r"(?:\d{1,2} )?"
    until = "|".join(vocabulary()["until"])
    since = rf"(?:{day}{month} (?:s d |sampai |hingga )?)?"
    return rf"\s*(?:(?:{until}) )*(?:{since}{day}{month}|{quarter})\s*"


@cache
def header_pattern(text: str) -> re.Pattern[str]:
    """A header's spelling as a pattern over normalised text.

    `{month}` stands for any way of writing a month (with or without "s.d"), `{year}` for a year, `{unit}`
    for an office's name.
    """
    any_month = r"\{month\}"
    text = re.sub(rf"(?:s\.d\.?|bulan)\s+{any_month}", "{month}", text, flags=re.IGNORECASE)
    text = without_measure(text)
    pattern = ""
    for piece in re.split(r"(\{month\}|\{year\}|\{unit\})", text):
        if piece == "{month}":
            pattern += _month_in_header()
        elif piece == "{year}":
            pattern += r"\s*(?:20\d\d|n)\s*"
        elif piece == "{unit}":
            pattern += r"\s*.+\s*"
        else:
            pattern += re.escape(normalise(piece))
    return re.compile(pattern)
