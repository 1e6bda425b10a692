"""Workbooks and CSVs of targets for tests, made from what the program ships."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flows.reference.layout import import_layout
from flows.reference.targets import unit_files
from flows.reference.template import rows_of_office, write_template
from flows.settings import SHIPPED_TARGETS

Rows = dict[str, list[dict[str, Any]]]
SERANG = {"unit": "SERANG", "year": 2022}


def shipped_rows() -> Rows:
    """The shipped targets of SERANG 2022 as rows of the workbook."""
    path, unit = unit_files(SHIPPED_TARGETS)[0]
    return rows_of_office(path.parent, unit)


def version(kind: str, name: str, first: int, last: int, **columns: Any) -> dict[str, Any]:
    """A row of the sheet VERSI."""
    said = {"document": f"Dokumen {name}", "letter": "PR.01/1", "decided_on": "2022-09-30"}
    return SERANG | {"kind": kind, "version": name, "from_month": first, "to_month": last} | said | columns


def closed(name: str, last: int) -> dict[str, Any]:
    """A shipped version with another last month."""
    row = next(row for row in shipped_rows()["versions"] if row["version"] == name and row["kind"] != "PAGU")
    return row | {"to_month": last}


def new_rapk(name: str = "revisi", first: int = 10, **changes: Any) -> Rows:
    """A RAPK in force from a month on, like the signed one but for the changes of one indicator, `indikator`."""
    title = changes.pop("indikator", "Jumlah pasar pangan aman berbasis komunitas")
    signed = [row for row in shipped_rows()["monthly_targets"] if row["version"] == "signed_2022-07-28"]
    return {
        "versions": [closed("signed_2022-07-28", first - 1), version("RAPK", name, first, 12)],
        "monthly_targets": [
            row | {"version": name} | (changes if row["indicator_id"] == title else {}) for row in signed
        ],
    }


def write_workbook(path: Path, rows: Rows, touch: Callable[[Any], None] | None = None) -> Path:
    """The rows as a workbook; `touch` may change it afterwards as a person would."""
    write_template(path, rows)
    if touch is not None:
        import openpyxl

        book = openpyxl.load_workbook(path)
        touch(book)
        book.save(path)
    return path


def write_csv(path: Path, rows: Rows, delimiter: str = ";") -> Path:
    """The rows as a CSV of several tables."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        for name, listed in rows.items():
            table = import_layout().tables[name]
            writer.writerow([table.sheet])
            writer.writerow([column.header for column in table.columns.values()])
            for row in listed:
                values = [row[column] for column in table.columns]
                writer.writerow(
                    [str(value).replace(".", ",") if isinstance(value, float) else value for value in values]
                )
            writer.writerow([])
    return path
