"""Tables for the terminal."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.summary import MonthSummary
from flows.wording import desimal

# The colours that the class bands name, as a terminal knows them; a colour that it does not know stays plain.
_COLOURS = {"hijau": "green", "kuning": "yellow", "merah": "red", "abu-abu gelap": "bright_black"}
_SEVERITIES = {"reject": "ditolak", "block": "menahan laporan", "warn": "peringatan"}
_STATES = {"waived": "diterima dengan alasan", "resolved": "selesai"}


def show_summary(summary: MonthSummary) -> None:
    """One table: indicators by class, findings by severity, where the report lies."""
    console = Console(highlight=False)
    for unit in summary.units:
        table = Table(title=f"{unit.unit_code} · {summary.period}", title_justify="left", show_header=False)
        table.add_column()
        table.add_column(justify="right")
        for name, number in unit.classes.items():
            colour = _COLOURS.get(unit.colours[name], "default")
            table.add_row(f"[{colour}]●[/] {escape(name)}", f"{number} indikator")
        table.add_row("Belum waktunya dinilai bulan ini", f"{unit.not_due} indikator")
        table.add_row("Nilai total", "-" if unit.total is None else desimal(unit.total))
        table.add_section()
        for severity, name in _SEVERITIES.items():
            table.add_row(f"Temuan {name}", str(unit.findings[severity]))
        if unit.resolved:
            table.add_row("Temuan selesai", str(unit.resolved))
        console.print(table)
        if unit.report:
            draft = " (draf: masih ada temuan yang menahan laporan)" if unit.findings["block"] else ""
            console.print(f"Laporan{draft}:", style="bold")
            console.print(unit.report, soft_wrap=True, markup=False)
    for message in summary.refusals:
        console.print(f"[red]Ditolak:[/] {escape(message)}", soft_wrap=True)
    if any(unit.findings["block"] or unit.findings["warn"] for unit in summary.units):
        console.print(f"Lihat temuan per sel: capaian findings {summary.period}")


def show_findings(rows: list[dict[str, Any]], period: str) -> None:
    """Findings one below the other, heaviest first, each with its place and what to do."""
    console = Console(highlight=False)
    if not rows:
        console.print(f"Tidak ada temuan terbuka untuk {period}.")
        return
    colours = {"reject": "red", "block": "red", "warn": "yellow"}
    for row in rows:
        place = " · ".join(part for part in (row["unit_code"], row["file_name"], row["sheet"], row["cell"]) if part)
        done = "" if row["status"] == "open" else f" ({_STATES[row['status']]})"
        console.print(
            f"[{colours[row['severity']]}]{_SEVERITIES[row['severity']]}[/] {row['finding_id']}{done}  {escape(place)}",
            soft_wrap=True,
        )
        console.print(f"    {row['message']}", soft_wrap=True, markup=False)
