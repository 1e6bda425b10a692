"""The contract of a form: how its sheet is recognised, its columns, its rows. Strict: an unknown key is an error.

One YAML a form lies in `forms/`; a later layout is a second file with a later `valid_from`. The same file serves the
reader and the raw table.
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from flows.ingest.text import Kind, month_pattern, normalise
from flows.settings import FORMS

RowKind = Literal["data", "total", "result", "placeholder", "unknown", "detail"]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))


class Label(Strict):
    """A row label that the form knows: its name in the tables and every spelling met."""

    key: str
    spellings: tuple[str, ...]
    kind: RowKind = "data"
    iku_no: int | None = None


class Beside(Strict):
    """A column without a header of its own: so many columns right of (or, negative, left of) another one."""

    column: str
    by: int


class Required(Strict):
    """When an indicator needs this cell: always, unless another cell of the row is zero or blank, or in some rows only.

    `allow` lists the states that are an answer all the same (a dash where nothing is known yet).
    """

    unless_zero: str | None = None
    rows: dict[str, tuple[str, ...]] = {}
    allow: tuple[str, ...] = ()


class LabelColumn(Strict):
    """Names a row. `labels` is the list of known labels (a shared list by name); `office` marks the column of the office."""

    kind: Literal["label"]
    name: str
    header: tuple[str, ...] = ()
    beside: Beside | None = None
    optional: bool = False
    labels: str | tuple[Label, ...] | None = None
    fill_down: bool = False
    key: bool = False
    identity: bool = True
    office: bool = False
    month: bool = False


class NumberColumn(Strict):
    """Holds figures. `unit` says how a number is written; `several` allows more than one amount in a cell."""

    kind: Literal["number"]
    name: str
    unit: Kind
    header: tuple[str, ...] = ()
    beside: Beside | None = None
    optional: bool = False
    required: Required | None = None
    several: bool = False


class TextColumn(Strict):
    """Holds remarks, dates and the like, kept as written."""

    kind: Literal["text"]
    name: str
    header: tuple[str, ...] = ()
    beside: Beside | None = None
    optional: bool = False
    fill_down: bool = False


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
    """A figure beside or inside its name instead of in the table, kept as a result row.

    The figure is the next filled cell to the right, or the number in the text itself.
    """

    label: str
    column: str
    row: dict[str, str]
    inside: bool = False


class Table(Strict):
    name: str
    anchor: tuple[str, ...] = ()
    optional: bool = False
    constants: dict[str, str] = {}
    header_rows: int = 1
    columns: tuple[Column, ...] = ()
    sections: Sections | None = None
    rows: tuple[RowRule, ...] = ()
    values: tuple[KeyValue, ...] = ()

    @cached_property
    def labels(self) -> list[LabelColumn]:
        return [column for column in self.columns if isinstance(column, LabelColumn)]

    @cached_property
    def numbers(self) -> list[NumberColumn]:
        return [column for column in self.columns if isinstance(column, NumberColumn)]

    @cached_property
    def texts(self) -> list[TextColumn]:
        return [column for column in self.columns if isinstance(column, TextColumn)]


class Form(Strict):
    """One form as units know it (`title` is the sheet's name), valid from a month until a later file of the same form."""

    form: str
    title: str
    valid_from: str
    sheet_names: tuple[str, ...]
    titles: tuple[str, ...]
    owner_group: str
    feeds: tuple[int, ...] = ()
    other_offices: bool = False
    unique_rows: bool = True
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
    def _names_agree(self) -> Form:
        kinds: dict[str, str] = {}
        for table in self.tables:
            names = {column.name for column in table.columns} | set(table.constants)
            if table.sections:
                names.add(table.sections.column)
            for column in table.columns:
                kind = f"{column.kind} {getattr(column, 'unit', '')}"
                if kinds.setdefault(column.name, kind) != kind:
                    raise ValueError(f"{self.form}: column {column.name} has two types")
                if not column.header and column.beside is None:
                    raise ValueError(f"{self.form}: column {column.name} has neither header nor beside")
                if column.beside and column.beside.column not in names:
                    raise ValueError(f"{self.form}: {column.name} stands beside an unknown column")
            for rule in table.rows:
                if unknown := (set(rule.when) | set(rule.over)) - names:
                    raise ValueError(f"{self.form}: a row rule names unknown columns {sorted(unknown)}")
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
        return {column.name: column.unit for table in self.tables for column in table.numbers}

    @cached_property
    def text_names(self) -> list[str]:
        return list(dict.fromkeys(column.name for table in self.tables for column in table.texts))

    @cached_property
    def knows_indicators(self) -> bool:
        return any(label.iku_no for table in self.tables for column in table.labels for label in labels_of(column))


@cache
def _shared_labels() -> dict[str, tuple[Label, ...]]:
    content = yaml.safe_load((FORMS / "_labels.yml").read_text("utf-8"))
    return {name: tuple(Label.model_validate(label) for label in labels) for name, labels in content.items()}


def labels_of(column: LabelColumn) -> tuple[Label, ...]:
    """The known labels of a column; empty when it takes any text."""
    if isinstance(column.labels, str):
        return _shared_labels()[column.labels]
    return column.labels or ()


@cache
def all_forms(folder: Path = FORMS) -> tuple[Form, ...]:
    """Every version of every form.

    Raises:
        ValueError: a file has an unknown key or contradicts itself.
    """
    files = sorted(path for path in folder.glob("*.yml") if not path.name.startswith("_"))
    return tuple(Form.model_validate(yaml.safe_load(path.read_text("utf-8"))) for path in files)


@cache
def forms_for(period: str) -> dict[str, Form]:
    """The forms in force in a month (`YYYY-MM`), by id: of each the version with the latest `valid_from`."""
    chosen: dict[str, Form] = {}
    for form in sorted(all_forms(), key=lambda form: form.valid_from):
        if form.valid_from <= period:
            chosen[form.form] = form
    return chosen


@cache
def header_pattern(text: str) -> re.Pattern[str]:
    """A header's spelling as a pattern over normalised text; `{month}` and `{year}` stand for any month and year."""
    pieces = re.split(r"(\{month\}|\{year\})", text)
    pattern = ""
    for piece in pieces:
        if piece == "{month}":
            pattern += rf"\s*(?P<month>{month_pattern()})\s*"
        elif piece == "{year}":
            pattern += r"\s*(?:20\d\d|n)\s*"
        else:
            pattern += re.escape(normalise(piece))
    return re.compile(pattern)
