"""What the comparison with a printed report says: one place for its words, values as Indonesians write them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from flows.ingest.yml import read_yaml
from flows.reconcile.compare import Comparison
from flows.reconcile.read import vocabulary
from flows.wording import desimal, rangkai, ringkas, rupiah

# True differences first, what is explained after them.
ORDER = ("difference", "follows", "rounding", "state", "not_printed")
_MONEY = ("pagu", "realisasi_anggaran")


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = read_yaml(Path(__file__).with_name("words.yml"))
    return words


def table_title(table_name: str) -> str:
    """What a table is called."""
    return vocabulary().tables[table_name].title


def row_name(table_name: str, key: str) -> str:
    """What a row of a table is called: `IKU 23`, `SK 1`, `Internal Process`."""
    if key == vocabulary().tables[table_name].total:
        return str(_words()["total"])
    return str(_words()["rows"][table_name]).format(key=key)


def measure_name(measure: str) -> str:
    """What a column is called."""
    return str(_words()["measures"][measure])


def verdict_name(verdict: str) -> str:
    """What a verdict is called."""
    return str(_words()["verdicts"][verdict])


def place_name(node: str) -> str:
    """A figure named by its place: `realisasi IKU 23`."""
    table_name, rest = node.split("/", 1)
    key, measure = rest.rsplit("/", 1)
    return f"{measure_name(measure)} {row_name(table_name, key)}"


def printed_value(row: Comparison) -> str:
    """The figure as printed, the number as Indonesians write it; an error or a text as it stands."""
    return row.printed_text if row.printed is None else _number(row, row.printed)


def recomputed_value(row: Comparison) -> str:
    """The published figure with as many decimals as are printed."""
    if row.recomputed_text is not None:
        return row.recomputed_text
    return "-" if row.recomputed is None else _number(row, row.recomputed)


def size(row: Comparison) -> str:
    """How far printed and published are apart, with a sign; empty where there is no distance.

    A difference that two decimals would show as nothing is told with as many as it takes.
    """
    if row.difference is None:
        return ""
    if row.measure in _MONEY:
        text = rupiah(round(row.difference))
    else:
        places = next((places for places in range(row.decimals or 2, 9) if round(abs(row.difference), places)), 9)
        text = desimal(row.difference, places)
    return text if text.startswith("-") else f"+{text}"


def explanation(row: Comparison) -> str:
    """Why it differs, as far as that is known."""
    words = _words()
    how = words["how"][row.how] if row.how else ""
    if row.how == "twice" and row.twin is not None and row.twin != row.printed:
        how = words["twin"].format(how=how, twin=_number(row, row.twin))
    match row.verdict:
        case "follows":
            text = words["follows"].format(causes=rangkai(place_name(cause) for cause in row.causes))
            return f"{text}; {how}" if how else str(text)
        case "rounding":
            return str(words["rounding"].format(how=how))
        case "state":
            status = words["status"].get(row.status or "other", words["status"]["other"])
            return str(words["state"].format(status=status))
        case "not_printed":
            return str(words["not_printed"])
        case _:
            kinds = words["difference"]
            if row.measure == "kriteria":
                return str(kinds["text"])
            if row.printed is None:
                return str(kinds["error"])
            return str(kinds["unknown"] if row.recomputed is None else kinds["sized"])


def told_order(rows: Sequence[Comparison]) -> list[Comparison]:
    """Rows of one table, true differences first."""
    return sorted(rows, key=lambda row: ORDER.index(row.verdict))


def as_plain(row: Comparison) -> dict[str, Any]:
    """A comparison for other programs, with its explanation in words."""
    return {
        "unit_code": row.unit_code,
        "table": row.table_name,
        "key": row.key,
        "measure": row.measure,
        "file_name": row.file_name,
        "printed": row.printed_text,
        "printed_value": row.printed,
        "recomputed": row.recomputed if row.recomputed_text is None else row.recomputed_text,
        "difference": row.difference,
        "verdict": row.verdict,
        "rounding": row.how,
        "state": row.status,
        "causes": list(row.causes),
        "explanation": explanation(row),
    }


def outgoing_table(rows: Sequence[Comparison]) -> tuple[list[str], list[list[Any]]]:
    """What differs as header and rows for people."""
    columns = ["Kantor", "Tabel", "Baris", "Angka", "Tercetak", "Hasil", "Selisih", "Jenis", "Penjelasan", "Berkas"]
    return columns, [
        [
            row.unit_code,
            table_title(row.table_name),
            row_name(row.table_name, row.key),
            measure_name(row.measure),
            row.printed if row.printed is not None else row.printed_text,
            row.recomputed if row.recomputed_text is None else row.recomputed_text,
            row.difference,
            verdict_name(row.verdict),
            explanation(row),
            row.file_name,
        ]
        for row in rows
    ]


def _number(row: Comparison, value: float) -> str:
    if row.measure in _MONEY:
        return rupiah(round(value))
    if row.measure == "capaian_te":
        return ringkas(value)
    return desimal(value, 2 if row.decimals is None else row.decimals)
