"""The workbook that head office fills in: every table of the layout as a sheet, empty or with what is in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flows.reference.layout import ImportColumn, import_layout
from flows.reference.proposal import indicator_titles
from flows.reference.seeds import seed
from flows.reference.targets import UnitFile, read_files

_WIDTHS = {"indicator": 60, "text": 34, "unit": 14, "code": 14, "rupiah": 18}
_GUIDE = (
    "Isi lembar yang diperlukan saja; lembar yang kosong tidak dibaca.",
    "Setiap versi punya satu baris di lembar VERSI dan angkanya di lembar PK, RAPK, PAGU, atau PERKARA.",
    "Tulis nama indikator seperti pada PK. Nomor IKU tidak dipakai, karena dapat bergeser antar dokumen.",
    "Bulan yang dikosongkan di RAPK belum waktunya dinilai. Nol adalah target nol.",
    "Angka yang sudah berlaku tidak ditimpa: perubahan selalu versi baru.",
)
# So that the same content is the same bytes.
_CREATED = dt.datetime(2022, 1, 1)
_LAST_ROW = 9999


def write_template(path: Path, rows: Mapping[str, Sequence[Mapping[str, Any]]] | None = None) -> None:
    """Writes the workbook.

    Args:
        path: where; a file of the name is replaced.
        rows: rows by table, values by column, that stand in it already.
    """
    import xlsxwriter

    layout = import_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _CREATED})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    date = book.add_format({"num_format": "dd/mm/yyyy"})
    guide = book.add_worksheet("PETUNJUK")
    guide.set_column(0, 0, 18, head)
    guide.set_column(1, 1, 110)
    for number, line in enumerate(_GUIDE):
        guide.write_string(number, 1, line)
    for number, table in enumerate(layout.tables.values(), len(_GUIDE) + 1):
        guide.write_string(number, 0, table.sheet)
        guide.write_string(number, 1, table.about)
    titles = list(indicator_titles().values())
    guide.write_string(0, 3, "Indikator")
    for number, title in enumerate(titles, 1):
        guide.write_string(number, 3, title)
    for name, table in layout.tables.items():
        sheet = book.add_worksheet(table.sheet)
        sheet.freeze_panes(1, 0)
        for place, (column_name, column) in enumerate(table.columns.items()):
            sheet.write_string(0, place, column.header, head)
            sheet.set_column(place, place, _WIDTHS.get(column.type, max(9, len(column.header) + 1)))
            validation = _validation(column, len(titles))
            if validation:
                sheet.data_validation(1, place, _LAST_ROW, place, validation)
            for number, row in enumerate((rows or {}).get(name, ()), 1):
                value = row.get(column_name) if column.blank else row[column_name]
                if column.type == "date" and value:
                    sheet.write_datetime(number, place, dt.datetime.fromisoformat(value), date)
                elif isinstance(value, str):
                    sheet.write_string(number, place, value)
                elif value is not None:
                    sheet.write_number(number, place, value)
    book.close()


def _validation(column: ImportColumn, n_titles: int) -> dict[str, Any] | None:
    """What the spreadsheet itself refuses while a cell is typed."""
    wrong = {"error_title": column.header, "ignore_blank": True}
    match column.type:
        case "month":
            limits = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 12}
            return limits | wrong | {"error_message": "Tulis angka bulan 1 sampai 12."}
        case "year":
            limits = {"validate": "integer", "criteria": "between", "minimum": 2000, "maximum": 2099}
            return limits | wrong | {"error_message": "Tulis tahun, misalnya 2022."}
        case "decimal":
            limits = {"validate": "decimal", "criteria": ">=", "value": 0}
            return limits | wrong | {"error_message": "Tulis angka, paling sedikit 0."}
        case "count" | "rupiah":
            limits = {"validate": "integer", "criteria": ">=", "value": 0}
            return limits | wrong | {"error_message": "Tulis bilangan bulat, paling sedikit 0."}
        case "kind":
            words = [words[0] for words in import_layout().kinds.values()]
            return {"validate": "list", "source": words} | wrong | {"error_message": f"Pilih {', '.join(words)}."}
        case "indicator":
            source = f"=PETUNJUK!$D$2:$D${n_titles + 1}"
            told = {"error_type": "warning", "error_message": "Nama ini tidak ada di daftar lembar PETUNJUK."}
            return {"validate": "list", "source": source} | wrong | told
        case _:
            return None


def rows_of_office(base: Path, unit: UnitFile) -> dict[str, list[dict[str, Any]]]:
    """The targets of an office and year as rows of the workbook."""
    layout = import_layout()
    titles = {row["indicator_id"]: row["indikator"] for row in seed("indicators")}
    office = {"unit": unit.code, "year": unit.year}
    said = unit.model_dump() | {"labels": ", ".join(unit.labels)}
    tables: dict[str, list[dict[str, Any]]] = {"units": [office | {name: said[name] for name in said} | office]}
    for name, lines in read_files(base).items():
        columns = layout.tables[name].columns
        tables[name] = [
            office | {key: _typed(columns[key], line.get(key, ""), titles) for key in columns if key not in office}
            for line in lines
        ]
    return tables


def _typed(column: ImportColumn, text: str, titles: Mapping[str, str]) -> Any:
    if not text:
        return None
    match column.type:
        case "decimal":
            return float(text)
        case "count" | "rupiah" | "month":
            return int(text)
        case "indicator":
            return titles.get(text, text)
        case "kind":
            return import_layout().word_of(text)
        case _:
            return text
