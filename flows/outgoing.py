"""Tables that go out to people: a workbook or a CSV. No text from outside becomes a formula in either."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.completeness import STATUSES
from flows.period import Period
from flows.wording import SEVERITIES, STATES

if TYPE_CHECKING:
    from flows.completeness import UnitCompleteness
    from flows.reference.in_force import OfficeTargets

ENDINGS = (".xlsx", ".csv")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 80


_FINDING = {
    "Kantor": "unit_code",
    "Penanggung jawab": "owner_group",
    "Tingkat": "severity",
    "IKU": "iku_no",
    "Berkas": "file_name",
    "Lembar": "sheet",
    "Sel": "cell",
    "Isi": "value",
    "Seharusnya": "expected",
    "Penjelasan": "message",
    "Pengaruh": "effect",
    "Sel yang ikut berubah": "consequences",
    "Status": "status",
    "Nomor temuan": "finding_id",
}


def findings_table(rows: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    """Findings (rows of `mart_findings`) as header and rows for people."""
    words = {**SEVERITIES, **STATES}
    return list(_FINDING), [[words.get(row[name], row[name]) for name in _FINDING.values()] for row in rows]


def completeness_table(found: Sequence[UnitCompleteness]) -> tuple[list[str], list[list[Any]]]:
    """Columns and rows of the forms that offices owe, a row a form."""
    columns = ["Kantor", "Kelompok", "Formulir", "Batas", "Diterima", "Status", "Hari sesudah batas"]
    rows = [
        [
            form.unit_code,
            form.owner_group,
            form.title,
            str(form.due_on),
            form.received_at or "",
            STATUSES[form.told],
            form.days_late,
        ]
        for office in found
        for form in office.forms
    ]
    return columns, rows


def targets_table(targets: OfficeTargets) -> tuple[list[str], list[list[Any]]]:
    """The targets of an office as header and rows, one an indicator and month."""
    columns = ["Kantor", "Tahun", "IKU", "Indikator", "Bulan"]
    columns += ["Target bulan", "Versi RAPK", "Target setahun", "Versi PK"]
    rows = []
    for row in targets.indicators:
        by_month = zip(row.target_month, row.rapk_version, row.target_year, row.pk_version, strict=True)
        for month, figures in enumerate(by_month, 1):
            rows.append([targets.unit_code, targets.year, row.iku_no, row.indikator, month, *figures])
    return columns, rows


def write_table(path: Path, title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], period: Period) -> None:
    """Writes one table: a workbook, or a CSV as Indonesian Excel reads it (semicolons, UTF-8 with its mark).

    Args:
        path: where; a file of the name is replaced.
        title: the sheet's name.
        columns: the header.
        rows: texts, numbers or None, as many as there are columns.
        period: the month that the table is of; a workbook is dated by it, so that the same content is the same bytes.

    Raises:
        ValueError: the ending is none of `ENDINGS`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    match path.suffix.lower():
        case ".xlsx":
            _write_workbook(path, title, columns, rows, period)
        case ".csv":
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file, delimiter=";")
                writer.writerow(columns)
                writer.writerows([_as_text(value) for value in row] for row in rows)
        case other:
            raise ValueError(other)


def _as_text(value: Any) -> Any:
    """A value as a spreadsheet in Indonesian reads it: a comma in a fraction, no text taken for a formula."""
    if isinstance(value, float):
        return (str(int(value)) if value.is_integer() else repr(value)).replace(".", ",")
    return f"'{value}" if isinstance(value, str) and value.startswith(_STARTS_A_FORMULA) else value


def _write_workbook(
    path: Path, title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], period: Period
) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": dt.datetime(period.year, period.month, 1)})
    sheet = book.add_worksheet(title)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    head = book.add_format({"bold": True, "bottom": 1})
    sheet.write_row(0, 0, columns, head)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, place, value, wrapped)
            elif value is not None:
                sheet.write_number(number, place, value, wrapped)
    for place, name in enumerate(columns):
        longest = max([len(name), *(len(str(row[place] or "")) for row in rows)])
        sheet.set_column(place, place, min(longest + 2, _WIDEST))
    sheet.freeze_panes(1, 0)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    book.close()
