"""From a published figure back to the cells and the reference data that it came from, and its formula in words.

The marts hold which cells those are; the words stand once, in `templates/outline/formulas.yml`. The command line and
the report's annex show the same traces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import yaml
from jinja2 import Environment, StrictUndefined, Template

from flows import wording
from flows.period import Period
from flows.reference.seeds import seed
from flows.settings import TEMPLATES

if TYPE_CHECKING:
    import duckdb

Row = TypeVar("Row")


class UnknownIndicatorError(LookupError):
    """The office has no indicator of this number; the text says so in Indonesian."""


class NotPublishedError(LookupError):
    """No figures of this office and month were ever published; the text says so in Indonesian."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell behind a result. `value` is what the formula takes: 0 where a blank counts as none, null where it is
    unknown; `cell_state` says what the cell holds (`number`, `blank`, `dash`, `nihil` or what the reader made of it).
    `submission_id` is the SHA-256 of the workbook, which is its name in the archive.
    """

    part: str
    role: str
    value: float | None
    cell_state: str | None
    form: str
    file_name: str
    submission_id: str
    sheet: str
    cell: str
    column_name: str
    row_key: str | None
    row_label: str | None


@dataclass(frozen=True, slots=True)
class Reference:
    """One row of reference data behind a result or a capaian: its table, its row, its version and document."""

    role: str
    part: str
    value: float
    reference_table: str
    row_key: str
    version: str | None
    document: str | None
    decided_on: str | None


@dataclass(frozen=True, slots=True)
class FigureCell:
    """One cell behind a published figure that is no result: money in rupiah, what the unit states, survey boards."""

    iku_no: int | None
    jenis: str | None
    figure: str
    value: float
    form: str
    file_name: str
    submission_id: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class _Measure:
    part: str
    measure: str
    value: float


@dataclass(frozen=True, slots=True)
class _Figure:
    unit_code: str
    period: str
    iku_no: int
    indicator_id: str
    indikator: str
    satuan: str
    polarity: str
    is_progress: bool
    status: Literal["measured", "interim", "not_measured"]
    basis: str
    formula: str | None
    numerator: float | None
    denominator: float | None
    realisasi: float | None
    interim_value: float | None
    realisasi_submitted: float | None
    target_month: float | None
    target_year: float | None
    capaian_month: float | None
    capaian_year: float | None
    kriteria_month: str | None
    kriteria_year: str | None


@dataclass(frozen=True)
class Trace(_Figure):
    """A published indicator with all that its figures came from.

    `parts` holds what the cells of each part come to by measure, parts in the order of the sheet; `figures` are cells
    of figures beside the result (budget, what the unit states).
    """

    cells: tuple[Cell, ...] = ()
    references: tuple[Reference, ...] = ()
    parts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    figures: tuple[FigureCell, ...] = ()

    @property
    def anchor(self) -> str:
        """Where the report shows the trace."""
        return f"asal-{self.iku_no}"

    @property
    def by_sheet(self) -> list[tuple[Cell, list[Cell]]]:
        """The cells of each workbook and sheet; the first of them names both."""
        sheets: dict[tuple[str, str], list[Cell]] = {}
        for cell in self.cells:
            sheets.setdefault((cell.submission_id, cell.sheet), []).append(cell)
        return [(cells[0], cells) for cells in sheets.values()]

    @property
    def year(self) -> int:
        return Period.parse(self.period).year

    @property
    def month_text(self) -> str:
        """`September 2022`."""
        return wording.nama_periode(self.period)


# As a person reads a sheet: row by row, B1 before AA1.
_BY_PLACE = (
    "file_name, sheet, try_cast(regexp_extract(cell, '[0-9]+') as integer), "
    "length(regexp_extract(cell, '^[A-Z]+')), cell"
)
_FIGURES = """(
    select
        capaian.*,
        fact.numerator,
        fact.denominator,
        fact.interim_value,
        fact.basis,
        fact.formula
    from marts.mart_capaian_indicator as capaian
    inner join marts.fct_indicator as fact using (unit_code, period, indicator_id)
)"""


def read_traces(
    connection: duckdb.DuckDBPyConnection, unit_code: str, period: str, iku_no: int | None = None
) -> tuple[Trace, ...]:
    """The published indicators of an office and month (`YYYY-MM`), or one of them, with what they came from.

    Nothing is returned for a month that was never published, or a number that the office does not have.
    """
    chosen = "unit_code = ? and period = ? and coalesce(iku_no = ?, true)"
    wanted = (unit_code, period, iku_no)

    def read(row: type[Row], table: str, order: str) -> dict[int, list[Row]]:
        columns = ", ".join(column.name for column in fields(row))  # type: ignore[arg-type]
        query = f"select iku_no, {columns} from marts.{table} where {chosen} order by iku_no, {order}"
        behind: dict[int, list[Row]] = {}
        for number, *values in connection.execute(query, wanted).fetchall():
            behind.setdefault(number, []).append(row(*values))
        return behind

    cells = read(Cell, "mart_indicator_input", f"{_BY_PLACE}, role")
    measures = read(_Measure, "mart_indicator_part", "part, measure")
    references = read(Reference, "mart_indicator_reference", "reference_table, row_key, role")
    figures = read(FigureCell, "mart_figure_input", f"form, {_BY_PLACE}, figure")
    published = read_rows(connection, _Figure, f"from {_FIGURES} where {chosen} order by iku_no", *wanted)
    return tuple(
        Trace(
            **asdict(it),
            cells=tuple(cells.get(it.iku_no, ())),
            references=tuple(references.get(it.iku_no, ())),
            parts=_parts(cells.get(it.iku_no, []), measures.get(it.iku_no, [])),
            figures=tuple(figures.get(it.iku_no, ())),
        )
        for it in published
    )


def _parts(cells: list[Cell], measures: list[_Measure]) -> dict[str, dict[str, float]]:
    """What the cells of each part come to, parts in the order of the sheet."""
    parts: dict[str, dict[str, float]] = {name: {} for name in dict.fromkeys(cell.part for cell in cells)}
    for it in measures:
        parts.setdefault(it.part, {})[it.measure] = it.value
    return parts


def find_trace(connection: duckdb.DuckDBPyConnection, unit_code: str, period: str, iku_no: int) -> Trace:
    """One published indicator with what it came from.

    Raises:
        UnknownIndicatorError: the office has no such indicator in that month.
        NotPublishedError: the month was never published, or by an edition of the program that kept no cells.
    """
    import duckdb

    try:
        numbers = connection.execute(
            "select iku_no from marts.fct_indicator where unit_code = ? and period = ?", [unit_code, period]
        ).fetchall()
        if not numbers:
            raise NotPublishedError(
                f"Belum ada hasil {unit_code} untuk {period} yang diterbitkan. Jalankan: capaian run {period}"
            )
        refuse_unknown(iku_no, {number for (number,) in numbers})
        [trace] = read_traces(connection, unit_code, period, iku_no)
    except (duckdb.CatalogException, duckdb.BinderException) as problem:
        raise NotPublishedError(
            f"Hasil {unit_code} untuk {period} diterbitkan oleh program versi lama yang belum menyimpan asal angka. "
            f"Jalankan: capaian run {period}"
        ) from problem
    return trace


def refuse_unknown(iku_no: int, numbers: set[int] | None = None) -> None:
    """Refuses a number that no indicator has (without `numbers`: in any year or kind of office).

    Raises:
        UnknownIndicatorError: naming the numbers that exist.
    """
    known = numbers or {int(row["iku_no"]) for row in seed("indicators")}
    if iku_no not in known:
        first, last = min(known), max(known)
        unbroken = len(known) == last - first + 1
        names = f"{first} sampai dengan {last}" if unbroken else wording.rangkai(sorted(known))
        raise UnknownIndicatorError(f"IKU {iku_no} tidak ada. Nomor IKU yang dikenal: {names}.")


def read_spending_cells(connection: duckdb.DuckDBPyConnection, unit_code: str, period: str) -> tuple[FigureCell, ...]:
    """The cells behind the figures of each kind of spending, in rupiah."""
    clauses = (
        "from marts.mart_figure_input where unit_code = ? and period = ? and jenis is not null "
        f"order by {_BY_PLACE}, figure"
    )
    return read_rows(connection, FigureCell, clauses, unit_code, period)


def read_rows(
    connection: duckdb.DuckDBPyConnection, row: type[Row], clauses: str, *parameters: object
) -> tuple[Row, ...]:
    """Rows as dataclasses: its fields are the columns."""
    columns = [column.name for column in fields(row)]  # type: ignore[arg-type]
    found: list[tuple[Any, ...]] = connection.execute(f"select {', '.join(columns)} {clauses}", parameters).fetchall()
    return tuple(row(*values) for values in found)


def utuh(value: float) -> str:
    """A cell's figure as it is, at most nine decimals: `13.333333333` as `13,333333333`, `1060` as `1.060`."""
    text = f"{wording.half_up(value, 9):,f}".translate(str.maketrans(",.", ".,"))
    return text.rstrip("0").rstrip(",")


class Words:
    """`formulas.yml`: formulas with their numbers filled in, and what a cell or a reference row is to them.

    All of it is plain text with words of units in it; who shows it escapes it.
    """

    def __init__(self, templates: Path = TEMPLATES) -> None:
        self._path = templates / "outline" / "formulas.yml"
        self._environment = Environment(
            autoescape=False, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_clean
        )
        self._compiled: dict[str, Template] = {}
        for name in ("desimal", "ringkas"):
            self._environment.filters[name] = getattr(wording, name)

    @cached_property
    def data(self) -> dict[str, Any]:
        """The file as it is."""
        content: dict[str, Any] = yaml.safe_load(self._path.read_text(encoding="utf-8"))
        return content

    def formula(self, trace: Trace) -> str:
        """`IKU 13 = sarana ... / sarana ... × 100 = 68 / 155 × 100 = 43,87`; what is not measured is said so."""
        own = self.data["indicators"].get(trace.indicator_id, {})
        general = self.data["formulas"].get(trace.formula, {})
        words = own.get(trace.formula) or general.get("words", "")
        numbers = "" if trace.status == "not_measured" else self._filled(general.get("numbers", ""), trace)
        return self._text(
            self.data["sentences"][trace.status], trace=trace, words=words, numbers=numbers, absent=own.get("absent")
        )

    def steps(self, trace: Trace) -> list[str]:
        """What the formula works out on the way to the result, one line a step."""
        if trace.status == "not_measured":
            return []
        steps = self._filled(self.data["formulas"].get(trace.formula, {}).get("steps", ""), trace, lines=True)
        return [" ".join(line.split()) for line in steps.splitlines() if line.strip()]

    def capaian(self, trace: Trace) -> list[str]:
        """How the capaian of the month and of the year follow from the result and the targets."""
        words = self.data["capaian"]

        def fraction(target: float) -> str:
            return self._text(words["lower" if trace.polarity == "lower" else "higher"], trace=trace, target=target)

        shown = {"month": trace.capaian_month, "year": trace.capaian_year}
        return [
            self._text(words[name], trace=trace, fraction=fraction)
            for name, value in shown.items()
            if value is not None
        ]

    def role(self, cell: Cell) -> str:
        """`pembilang: sarana memenuhi ketentuan`."""
        words = self.data["cells"].get(cell.form, {}).get(cell.column_name, cell.column_name)
        part = self.data["parts"].get(cell.part, "")
        # the row's own label says it already
        told = "" if part.casefold() == (cell.row_label or "").casefold() else part
        return f"{self.data['roles'].get(cell.role, cell.role)}: {words}{f' ({told})' if told else ''}"

    def content(self, cell: Cell) -> str:
        """What the cell holds, as people read it; `kosong, dihitung 0` where a blank counts."""
        if cell.cell_state in (None, "number"):
            return "" if cell.value is None else utuh(cell.value)
        state = self.data["states"].get(cell.cell_state, self.data["states"]["other"])
        return str(state) if cell.value is None else f"{state}, dihitung {utuh(cell.value)}"

    def reference(self, reference: Reference) -> str:
        """`bobot tahap P21`."""
        words = self.data["references"].get(reference.role, reference.role)
        return words if reference.part == "all" else f"{words} {self.data['parts'].get(reference.part, reference.part)}"

    def figure(self, cell: FigureCell) -> str:
        """`pagu`."""
        return str(self.data["figures"].get(cell.figure, cell.figure))

    def status(self, trace: Trace) -> str:
        """`sudah diukur, dihitung ulang dari formulir`."""
        status = str(self.data["statuses"][trace.status])
        return status if trace.status == "not_measured" else f"{status}, {self.data['bases'][trace.basis]}"

    def _filled(self, template: str, trace: Trace, lines: bool = False) -> str:
        """Numbers of a formula; none where the marts do not hold them, as for a month that an older edition
        published.
        """
        if not trace.parts or not any(trace.parts.values()):
            return ""
        weights = {(row.role, row.part): row.value for row in trace.references}
        return self._text(
            template,
            lines,
            trace=trace,
            cells=trace.cells,
            parts=list(trace.parts),
            part=lambda name: trace.parts.get(name, {}),
            weight=lambda role, part: weights[role, part],
            reference=lambda role: weights[role, "all"],
            words_of_part=lambda name: self.data["parts"].get(name, name),
        )

    def _text(self, template: str, lines: bool = False, **values: Any) -> str:
        compiled = self._compiled.get(template)
        if compiled is None:
            compiled = self._compiled[template] = self._environment.from_string(template)
        text = compiled.render(**values)
        return text if lines else " ".join(text.split())


def _clean(value: Any) -> Any:
    return wording.clean(value) if isinstance(value, str) else value


def as_plain(trace: Trace, words: Words) -> dict[str, Any]:
    """The trace as plain data with its words, for `capaian trace --json`."""
    plain = asdict(trace)
    del plain["parts"]
    return plain | {
        "status_in_words": words.status(trace),
        "formula_in_words": words.formula(trace),
        "steps": words.steps(trace),
        "capaian_in_words": words.capaian(trace),
        "cells": [
            asdict(cell) | {"sha256": cell.submission_id, "role_in_words": words.role(cell)} for cell in trace.cells
        ],
        "references": [asdict(row) | {"role_in_words": words.reference(row)} for row in trace.references],
        "figures": [
            asdict(cell) | {"sha256": cell.submission_id, "role_in_words": words.figure(cell)} for cell in trace.figures
        ],
    }
