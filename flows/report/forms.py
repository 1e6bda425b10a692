"""The forms behind a report as the office sent them: each a table with its own columns and rows.

Only the workbooks that the published figures came from are read. Columns that say nothing (empty, or the office's own
name in every row) are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from flows.ingest.forms import Form, LabelColumn, NumberColumn, TextColumn, forms_for
from flows.period import Period
from flows.reference.seeds import numbers_in, seed
from flows.wording import nama_bulan

if TYPE_CHECKING:
    import duckdb

Kind = Literal["label", "count", "rupiah", "decimal", "text"]
# Rows that hold no figures of the office.
_LEFT_OUT = ("placeholder",)
_OFFICE = frozenset({"upt", "kantor", "provinsi"})
# Forms of words: what the groups write is told with each indicator.
_WORDS = frozenset({"narasi", "tindak_lanjut"})


@dataclass(frozen=True, slots=True)
class FormColumn:
    """`group` is the header above several columns, where the form has one."""

    name: str
    title: str
    group: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class FormCell:
    """`value` of a figure, `text` of everything else; `state` says why a figure has no value."""

    text: str | None
    value: float | None
    state: str | None


@dataclass(frozen=True, slots=True)
class FormRow:
    is_total: bool
    cells: tuple[FormCell, ...]


@dataclass(frozen=True, slots=True)
class FormTable:
    """One form of one workbook. `ikus` are the indicators that it speaks of, the lowest number first."""

    form: str
    title: str
    file_name: str
    sheet: str
    columns: tuple[FormColumn, ...]
    rows: tuple[FormRow, ...]
    ikus: tuple[int, ...]

    @property
    def anchor(self) -> str:
        return f"formulir-{self.form.replace('_', '-')}"


def read_form_tables(connection: duckdb.DuckDBPyConnection, unit_code: str, period: Period) -> tuple[FormTable, ...]:
    """The forms that figures of one unit and period were made from, in the order of their titles."""
    versions = connection.execute(
        "select distinct form, submission_id, file_name, sheet from marts.mart_form_version "
        "where unit_code = ? and period = ?",
        [unit_code, str(period)],
    ).fetchall()
    numbers = numbers_in(str(period))
    feeds = {
        row["form"]: tuple(numbers.get(int(word), int(word)) for word in row["feeds_iku"].split() if word.isdigit())
        for row in seed("forms")
    }
    known = forms_for(str(period))
    tables = [
        _table(connection, known[form], period, (submission, unit_code), (file_name, sheet), feeds.get(form, ()))
        for form, submission, file_name, sheet in versions
        if form in known and form not in _WORDS
    ]
    return tuple(sorted((table for table in tables if table.rows), key=lambda table: (table.title, table.file_name)))


def _table(
    connection: duckdb.DuckDBPyConnection,
    form: Form,
    period: Period,
    whose: tuple[str, str],
    place: tuple[str, str],
    ikus: tuple[int, ...],
) -> FormTable:
    columns = _columns(form, period)
    wanted = ", ".join(
        f'"{column.name}_text", null, null'
        if column.kind == "label"
        else f'"{column.name}", null, null'
        if column.kind == "text"
        else f'null, "{column.name}", "{column.name}_state"'
        for column in columns
    )
    found = connection.execute(
        f"select row_kind, {wanted} from raw.form_{form.form} where submission_id = ? and unit_code = ? and period = ? "
        "order by row_no",
        [*whose, str(period)],
    ).fetchall()
    rows = [
        FormRow(kind in ("total", "result"), tuple(_cell(*cells[at : at + 3]) for at in range(0, len(cells), 3)))
        for kind, *cells in found
        if kind not in _LEFT_OUT
    ]
    kept = [at for at, column in enumerate(columns) if _says_something(column, [row.cells[at] for row in rows])]
    return FormTable(
        form=form.form,
        title=form.title,
        file_name=place[0],
        sheet=place[1],
        columns=tuple(columns[at] for at in kept),
        rows=tuple(FormRow(row.is_total, tuple(row.cells[at] for at in kept)) for row in rows),
        ikus=ikus,
    )


def _cell(text: str | None, value: Any, state: str | None) -> FormCell:
    return FormCell(text, None if value is None else float(value), state)


def _says_something(column: FormColumn, cells: list[FormCell]) -> bool:
    """Whether a column holds anything; the name of the office itself must tell rows apart."""
    said = {cell.text if column.kind in ("label", "text") else cell.value for cell in cells} - {None, ""}
    return len(said) > (1 if column.name in _OFFICE else 0)


def _columns(form: Form, period: Period) -> list[FormColumn]:
    """What a table or a line above names its rows by, then the columns as the form has them; each once."""
    known: dict[str, LabelColumn | NumberColumn | TextColumn] = {}
    for table in form.tables:
        for column in table.columns:
            known.setdefault(column.name, column)
    names = [*(name for name in form.label_names if name not in known), *known]
    return [_column(name, known.get(name), form, period) for name in names]


def _column(
    name: str, column: LabelColumn | NumberColumn | TextColumn | None, form: Form, period: Period
) -> FormColumn:
    spelled = column.header[0] if column is not None and column.header else ""
    if not spelled and column is not None and column.beside is not None and column.beside.under:
        spelled = column.beside.under[0]
    words = {"{month}": nama_bulan(period.month), "{year}": str(period.year), "{quarter}": str(-(-period.month // 3))}
    for word, said in words.items():
        spelled = spelled.replace(word, said)
    group, _, title = spelled.rpartition(" > ")
    kind: Kind = "label"
    if name in form.number_types:
        unit = form.number_types[name]
        kind = "count" if unit == "count" else "rupiah" if unit == "rupiah" else "decimal"
    elif name in form.text_names:
        kind = "text"
    title = (title or name.replace("_", " ").capitalize()).rstrip("* ")
    return FormColumn(name, title, group.split(" > ")[0], kind)
