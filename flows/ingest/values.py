"""Figures by themselves: which of them an indicator needs, what is wrong with them, and those outside a
table.
"""

from __future__ import annotations

import re

from flows.ingest.forms import KeyValue, NumberColumn
from flows.ingest.numbers import Number, read_number
from flows.ingest.rows import FormReading, Problem, Row, Value
from flows.ingest.text import address, normalise, position
from flows.ingest.workbook import Sheet

_RULES = {
    "error": "cell-error",
    "uncalculated": "cell-uncalculated",
    "ambiguous": "number-ambiguous",
    "fraction": "number-fraction",
    "unreadable": "number-unreadable",
}


def report_values(sheet: Sheet, columns: list[NumberColumn], record: Row, reading: FormReading) -> None:
    """Tells every figure of a row that cannot be used; one that an indicator needs is a missing input."""
    for column in columns:
        value = record.values[column.name]
        if value.number.value is not None and not value.number.problem:
            continue
        text = sheet.text(*position(value.cell))
        needed = record.kind == "data" and _is_needed(column, record)
        words: dict[str, str] = {}
        if needed and value.number.value is None:
            rule = "input-missing"
            words = {"state": _state(value.number, text)}
        elif value.number.problem:
            rule = _RULES[value.number.problem]
        else:
            continue
        reading.problems.append(
            Problem(
                rule,
                value.cell,
                text or None,
                row_key=record.row_key,
                column=column.name,
                iku_no=record.iku_no,
                words=words,
            )
        )


def _state(number: Number, text: str) -> str:
    if number.problem == "uncalculated":
        return "berisi rumus yang belum pernah dihitung (buka berkas di Excel, lalu simpan)"
    return "kosong" if number.state == "blank" else f"berisi '{text}'"


def _is_needed(column: NumberColumn, record: Row) -> bool:
    required = column.required
    if required is None or record.values[column.name].number.state in required.allow:
        return False
    if any(record.key(name) not in keys for name, keys in required.rows.items()):
        return False
    for other in (record.values[name].number for name in required.unless_zero if name in record.values):
        if other.value is not None or other.state not in ("blank", "dash", "nihil"):
            return other.value is None or bool(other.value)
    return not required.unless_zero


def find_key_value(
    sheet: Sheet, wanted: KeyValue, column: NumberColumn, start: int, stop: int
) -> tuple[int, Value] | None:
    """A figure beside or inside its name, with its row; None when the name does not stand there."""
    label = normalise(wanted.label)
    rows = range(len(sheet.lines)) if wanted.inside else range(start, stop)
    for row in rows:
        for place, text in enumerate(sheet.lines[row]):
            if wanted.inside and (written := _inside(text, label)):
                return row, Value(read_number(written, column.unit), address(row, place))
            if text and normalise(text) == label:
                at = next((at for at in range(place + 1, sheet.width) if sheet.text(row, at).strip(": ")), None)
                if at is not None:
                    return row, _value(sheet, row, at, column)
    return None


def _inside(text: str, label: str) -> str:
    """The number in a text that begins with a label: `TOTAL RESPONDEN : 1.060 orang`."""
    if not text or not normalise(text).startswith(label):
        return ""
    digits = re.findall(r"\d[\d.,]*", text)
    return digits[-1].rstrip(".,") if digits else ""


def _value(sheet: Sheet, row: int, at: int, column: NumberColumn) -> Value:
    if (row, at) in sheet.errors:
        return Value(Number(None, "error", "error"), address(row, at))
    if (row, at) in sheet.uncalculated:
        return Value(Number(None, "error", "uncalculated"), address(row, at))
    return Value(read_number(sheet.raw(row, at), column.unit, column.several), address(row, at))
