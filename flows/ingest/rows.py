"""What reading a form gives: rows with every value's cell, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.findings import Severity
from flows.ingest.forms import Form, RowKind
from flows.ingest.numbers import Number


@dataclass(frozen=True, slots=True)
class Label:
    """What names a row: its key in the tables (None when not known), the text as written, and its cell."""

    key: str | None = None
    text: str = ""
    cell: str = ""


NO_LABEL = Label()


@dataclass(frozen=True, slots=True)
class Value:
    """A figure with its address."""

    number: Number
    cell: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A text column's cell."""

    text: str
    cell: str


@dataclass(slots=True)
class Row:
    """One row of a form: what kind it is, its labels, figures and remarks by column name.

    `row_no` is Excel's row; `row_key` the path of labels that findings use; `over` (totals only) the labels
    that the summed rows share with it, None when it is not known what it sums.
    """

    row_no: int
    kind: RowKind
    labels: dict[str, Label]
    values: dict[str, Value]
    texts: dict[str, Remark] = field(default_factory=dict)
    iku_no: int | None = None
    row_key: str = ""
    over: tuple[str, ...] | None = None

    def key(self, column: str) -> str | None:
        """The key of a label; None when the row has no such label."""
        return self.labels.get(column, NO_LABEL).key


@dataclass(slots=True)
class Problem:
    """Something wrong in a sheet; becomes a finding once unit and period are known.

    `severity` overrides the rule's own; `words` fill the rule's sentence.
    """

    rule: str
    cell: str = ""
    value: str | None = None
    expected: str | None = None
    row_key: str = ""
    column: str = ""
    severity: Severity | None = None
    iku_no: int | None = None
    words: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """A month, quarter, year or office that a cell names."""

    text: str
    cell: str
    month: int | None = None
    year: int | None = None
    quarter: int | None = None


@dataclass(slots=True)
class FormReading:
    """All that a sheet says as one form.

    `total_parts` are pairs of Excel rows: a typed total and a row that it sums. `periods` is what letterhead
    and headers say about month and year, `unclear` words that may be meant for a month (the likeliest),
    `row_months` what rows say, `row_offices` the offices that rows name. `top` is the first header's row
    (zero-based): what stands above it is letterhead. `undecided`: two columns fit alike, as the columns of
    two months do. `numbering` are rows (zero-based) that number the columns,
    `placed` the columns read of every row that was kept.
    """

    form: Form
    sheet: str
    rows: list[Row] = field(default_factory=list)
    total_parts: list[tuple[int, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    periods: list[Said] = field(default_factory=list)
    row_months: list[Said] = field(default_factory=list)
    unclear: list[Said] = field(default_factory=list)
    row_offices: list[Said] = field(default_factory=list)
    top: int = 0
    undecided: bool = False
    numbering: set[int] = field(default_factory=set)
    placed: dict[int, frozenset[int]] = field(default_factory=dict)
