"""What a comparison of two warehouses says: one place for its words, values as Indonesians write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from flows.compare.compare import Cause, Comparison, Contract, Moved, OtherTable
from flows.ingest.yml import read_yaml
from flows.wording import bulat, desimal, rangkai, rupiah

_MONEY = ("pagu", "realisasi_anggaran", "diblokir", "pagu_tanpa_blokir")
_MOST_DECIMALS = 9
# More of a kind than a line can hold are counted.
_LISTED = 4


@cache
def words() -> dict[str, Any]:
    """The words, as `words.yml` says them."""
    told: dict[str, Any] = read_yaml(Path(__file__).with_name("words.yml"))
    return told


def row_name(row: Moved) -> str:
    """Whose figure it is: `IKU 23`, `Sasaran 7`, `Internal Process`."""
    if (row.scope, row.scope_key) == ("perspective", "Total"):
        return str(words()["total"])
    if row.scope == "office" and row.key in words()["totals"]:
        return str(words()["totals"][row.key])
    return str(words()["scopes"][row.scope]).format(key=row.scope_key)


def measure_name(measure: str) -> str:
    """What a column is called; one that has no name among people keeps that of the column."""
    return str(words()["measures"].get(measure, measure))


def mart_name(mart: str) -> str:
    """What a table is about."""
    return str(words()["marts"].get(mart, mart))


def numbers(measure: str, *values: str | None) -> list[str]:
    """Values side by side, with as many decimals as it takes to tell them apart: two at least, none of whole inputs.

    Args:
        measure: the published measure that they are of; empty for inputs.
    """
    given = [value for value in values if value is not None]
    try:
        parsed = {value: float(value) for value in given}
    except ValueError:
        return [_text(value) for value in values]
    whole = all(number.is_integer() for number in parsed.values())
    if measure in _MONEY and whole:
        write = {value: rupiah(int(number)) for value, number in parsed.items()}
    elif whole and (not measure or not any("." in value for value in given)):
        write = {value: bulat(number) for value, number in parsed.items()}
    else:
        for places in range(2, _MOST_DECIMALS + 1):
            write = {value: desimal(number, places) for value, number in parsed.items()}
            if len(set(write.values())) == len(set(parsed.values())):
                break
    return [_text(None) if value is None else write[value] for value in values]


def _text(value: str | None) -> str:
    return str(words()["none"] if value is None else words().get(value, value))


def change(row: Moved) -> str:
    """One measure before and after, its distance, and its class: `realisasi 69,46 menjadi 64,00 (-5,46)`."""
    if row.kind != "changed":
        return f"{mart_name(row.mart)}: {words()['kinds'][row.kind]}"
    before, after = numbers(row.measure, row.before, row.after)
    told = f"{measure_name(row.measure)} {before}"
    if before != after:
        told += f" menjadi {after}"
    if row.difference:
        [size] = numbers(
            row.measure, repr(row.difference) if "." in f"{row.before}{row.after}" else f"{row.difference:.0f}"
        )
        told += f" ({size if size.startswith('-') else '+' + size})"
    if row.changes_class:
        told += f", {class_change(row)}"
    return told


def class_change(row: Moved) -> str:
    """The class before and after; empty when it is the same."""
    if not row.changes_class:
        return ""
    return str(words()["class"]).format(before=_text(row.class_before), after=_text(row.class_after))


def why(row: Moved, definitions_known: bool) -> list[str]:
    """The causes of a figure, one sentence each."""
    if not row.causes:
        return [str(words()["unexplained"]["known" if definitions_known else "unknown"])]
    told: list[str] = []
    for cause, group in groupby(row.causes, key=lambda item: item.cause):
        listed = list(group)
        match cause:
            case "cell":
                told += _cells(listed)
            case "follows":
                told.append(_named("follows", [item.name for item in listed]))
            case "definition":
                told.append(
                    _named("definition", [f"{words()['definitions'][item.part]} {item.name}" for item in listed])
                )
            case "band":
                told.append(str(words()["causes"]["band"]))
            case _:
                told += [_cause(item) for item in listed]
    return told


def _cells(causes: Sequence[Cause]) -> list[str]:
    """Cells with their values; the files once, where they are others."""
    told = []
    for cause in causes[:_LISTED]:
        before, after = numbers("", cause.before, cause.after)
        told.append(str(words()["cell"]).format(name=cause.name, before=before, after=after, files=""))
    if len(causes) > _LISTED:
        told.append(f"dan {len(causes) - _LISTED} sel lain")
    files = {(cause.source_before, cause.source_after) for cause in causes}
    if len(files) == 1:
        [(before_file, after_file)] = files
        if before_file != after_file:
            told[-1] += str(words()["files"]).format(before=_text(before_file), after=_text(after_file))
    return told


def _named(cause: str, names: Sequence[str]) -> str:
    shown = list(names[: 3 * _LISTED])
    if len(names) > len(shown):
        shown.append(f"{len(names) - len(shown)} lain")
    return str(words()["causes"][cause]).format(names=rangkai(shown))


def _cause(cause: Cause) -> str:
    before, after = numbers("", cause.before, cause.after)
    versions = ""
    if cause.source_before != cause.source_after:
        versions = str(words()["versions"]).format(before=_text(cause.source_before), after=_text(cause.source_after))
    name = words()["roles"].get(cause.name, cause.name)
    kind = "version" if cause.part.startswith("version_") else cause.cause
    sentence = str(words()["causes"][kind])
    return sentence.format(
        name=name, before=before, after=after, versions=versions.strip() if kind == "version" else versions
    )


def told_in_full(comparison: Comparison) -> list[Moved]:
    """The figures that are told one by one, each once however many tables hold it, the gravest row first."""
    seen = set()
    kept = []
    for row in comparison.figures:
        place = (row.unit_code, row.period, row_name(row), row.measure, row.before, row.after, row.kind)
        if row.mart in words()["told"] and place not in seen:
            seen.add(place)
            kept.append(row)
    return kept


def also_moved(comparison: Comparison) -> list[OtherTable]:
    """The tables of which it is only told how many rows differ."""
    told = set(words()["told"])
    counted: dict[str, dict[str, set[tuple[str, str, str]]]] = {}
    for row in comparison.figures:
        if row.mart not in told:
            rows = counted.setdefault(row.mart, {"appeared": set(), "disappeared": set(), "changed": set()})
            rows[row.kind].add((row.unit_code, row.period, row.key))
    figures = [OtherTable(mart, **{kind: len(keys) for kind, keys in rows.items()}) for mart, rows in counted.items()]
    return [*figures, *comparison.tables]


def table_counts(table: OtherTable) -> str:
    """A table with how many of its rows differ: `temuan (3 berubah)`."""
    counts = [
        str(sentence).format(n=getattr(table, kind))
        for kind, sentence in words()["summary"]["counts"].items()
        if getattr(table, kind)
    ]
    return str(words()["summary"]["table"]).format(mart=mart_name(table.mart), counts=", ".join(counts))


def contract_change(contract: Contract) -> str:
    """Which columns a mart has won, lost or retyped."""
    told = words()["summary"]
    what = [
        str(sentence).format(names=", ".join(getattr(contract, kind)))
        for kind, sentence in told["columns"].items()
        if getattr(contract, kind)
    ]
    versions = ""
    if contract.version_before != contract.version_after:
        before, after = (
            _text(None if value is None else str(value)) for value in (contract.version_before, contract.version_after)
        )
        versions = str(told["contract_versions"]).format(before=before, after=after)
    return str(told["contract"]).format(mart=contract.mart, versions=versions, what="; ".join(what))


def months(listed: Iterable[tuple[str, str]]) -> str:
    """Offices with their months: `SERANG 2022-08 dan 2022-09, BANDUNG 2022-09`."""
    grouped = groupby(sorted(listed), key=lambda item: item[0])
    return "; ".join(f"{unit} {rangkai(period for _, period in group)}" for unit, group in grouped)


def closing(comparison: Comparison) -> str:
    """How it ends: nothing moved, or how much did."""
    told = words()["summary"]
    if not comparison.compared:
        return str(told["nothing"])
    if not comparison.figures:
        return str(told["same"]).format(months=len(comparison.compared))
    changed = [row for row in told_in_full(comparison) if row.kind == "changed"]
    rows = {(row.unit_code, row.period, row.mart, row.key) for row in comparison.figures if row.kind != "changed"}
    return str(told["moved"]).format(
        figures=len(changed), classes=sum(row.changes_class for row in changed), rows=len(rows)
    )


COLUMNS = (
    *("Kantor", "Periode", "Tabel", "Baris", "Ukuran", "Lama", "Baru", "Selisih"),
    *("Kriteria lama", "Kriteria baru", "Sebab"),
)


def outgoing_table(comparison: Comparison) -> tuple[list[str], list[list[Any]]]:
    """Every figure that differs as header and rows for people; numbers are numbers."""
    return list(COLUMNS), [
        [
            *(row.unit_code, row.period, row.mart, row.key, measure_name(row.measure) if row.measure else None),
            *((_value(row.before), _value(row.after)) if row.kind == "changed" else (None, words()["kinds"][row.kind])),
            *(row.difference, row.class_before, row.class_after, "; ".join(why(row, comparison.definitions_known))),
        ]
        for row in comparison.figures
    ]


def _value(text: str | None) -> str | float | None:
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        return _text(text)
