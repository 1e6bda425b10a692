"""The comparison of two warehouses on the terminal: whose figures moved, the gravest first, and why."""

from __future__ import annotations

from itertools import groupby

from rich.console import Console

from flows.compare.compare import Comparison
from flows.compare.wording import (
    also_moved,
    change,
    closing,
    contract_change,
    months,
    row_name,
    table_counts,
    told_in_full,
    why,
    words,
)


def show_comparison(comparison: Comparison) -> None:
    """Every figure with its causes; what differs besides, in a line each; how much it is."""
    console = Console(highlight=False)

    def say(text: str, style: str | None = None) -> None:
        console.print(text, soft_wrap=True, markup=False, style=style)

    told = words()["summary"]
    places: dict[tuple[str, str, str], int] = {}
    figures = told_in_full(comparison)
    for row in figures:
        places.setdefault((row.unit_code, row.period, row_name(row)), len(places))
    figures.sort(key=lambda row: places[row.unit_code, row.period, row_name(row)])
    for (unit, period, name), group in groupby(figures, key=lambda row: (row.unit_code, row.period, row_name(row))):
        listed = list(group)
        say(f"{unit} · {period} · {name}", "bold")
        for causes, rows in groupby(listed, key=lambda row: why(row, comparison.definitions_known)):
            for row in rows:
                say(f"  {change(row)}", "red" if row.changes_class else None)
            say(f"    Sebab: {'; '.join(causes)}", "dim")
    if others := also_moved(comparison):
        say(str(told["also"]).format(tables=", ".join(map(table_counts, others))))
    for contract in comparison.contracts:
        say(contract_change(contract))
    if comparison.definitions:
        names = [f"{words()['definitions'][item.kind]} {item.name}" for item in comparison.definitions]
        say(str(told["definitions"]).format(names=", ".join(names)))
    for kind in ("only_old", "only_new"):
        if listed_months := getattr(comparison, kind):
            say(str(told[kind]).format(months=months(listed_months)))
    say(closing(comparison))
