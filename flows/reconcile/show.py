"""The comparison with a printed report on the terminal, by table, true differences first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from rich.console import Console

from flows.reconcile.compare import Comparison
from flows.reconcile.wording import (
    ORDER,
    explanation,
    measure_name,
    printed_value,
    recomputed_value,
    row_name,
    size,
    table_title,
    told_order,
    verdict_name,
)

_COLOURS = {"difference": "red", "follows": "yellow"}


def show_comparison(rows: Sequence[Comparison], skipped: Sequence[str]) -> None:
    """Every difference, and how many figures are equal."""
    console = Console(highlight=False)

    def say(text: str, style: str | None = None) -> None:
        console.print(text, soft_wrap=True, markup=False, style=style)

    for (unit, table_name), group in groupby(rows, key=lambda row: (row.unit_code, row.table_name)):
        figures = list(group)
        equal = sum(row.verdict == "equal" for row in figures)
        say(f"{unit} · {table_title(table_name)}: {equal} dari {len(figures)} angka sama", "bold")
        for verdict, told in groupby(
            told_order([row for row in figures if row.verdict != "equal"]), key=lambda row: row.verdict
        ):
            listed = list(told)
            say(f"  {verdict_name(verdict)} ({len(listed)})", _COLOURS.get(verdict))
            for line in _lines(verdict, listed):
                say(f"    {line}")
    counts = Counter[str](row.verdict for row in rows)
    told_counts = ", ".join(f"{counts[verdict]} {verdict_name(verdict)}" for verdict in ORDER if counts[verdict])
    say(f"{len(rows)} angka dibandingkan: {counts['equal']} sama{', ' + told_counts if told_counts else ''}.")
    if skipped:
        say(f"Bukan tabel laporan, tidak dibaca: {', '.join(skipped)}.")


def _lines(verdict: str, rows: Sequence[Comparison]) -> list[str]:
    """One line a figure; states of a row and what is not printed of a row share one."""
    if verdict not in ("state", "not_printed"):
        return [_line(row) for row in rows]
    lines = []
    for (name, why), group in groupby(rows, key=lambda row: (row_name(row.table_name, row.key), explanation(row))):
        listed = list(group)
        if verdict == "state":
            cells = ", ".join(f"{measure_name(row.measure)} {printed_value(row)}" for row in listed)
            lines.append(f"{name}: {cells} · {why}")
        else:
            cells = ", ".join(f"{measure_name(row.measure)} (hasil {recomputed_value(row)})" for row in listed)
            lines.append(f"{name}: {cells}")
    return lines


def _line(row: Comparison) -> str:
    place = f"{row_name(row.table_name, row.key)} {measure_name(row.measure)}"
    apart = f", selisih {size(row)}" if size(row) else ""
    why = "" if row.verdict == "difference" and apart else f" · {explanation(row)}"
    return f"{place}: tercetak {printed_value(row)}, hasil {recomputed_value(row)}{apart}{why}"
