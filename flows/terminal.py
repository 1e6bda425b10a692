"""Tables for the terminal."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.summary import MonthSummary
from flows.wording import SEVERITIES, STATES, desimal, ringkas, rupiah

if TYPE_CHECKING:
    from flows.ingest.archive import Damage
    from flows.trace import FigureCell, Trace, Words

# The colours that the class bands name, as a terminal knows them; a colour that it does not know stays plain.
_COLOURS = {"hijau": "green", "kuning": "yellow", "merah": "red", "abu-abu gelap": "bright_black"}
_DAMAGES = {
    "changed": "isinya bukan lagi yang diterima; pulihkan dari cadangan",
    "missing": "tercatat diterima tetapi tidak ada di arsip; pulihkan dari cadangan",
    "stray": "bukan isi arsip; pindahkan ke tempat lain",
}


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
        for severity, name in SEVERITIES.items():
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
    if summary.page:
        show_page(summary.page)


def show_page(path: str) -> None:
    """Where all rules and their open findings are listed."""
    console = Console(highlight=False)
    console.print("Semua aturan dan temuannya:", style="bold")
    console.print(path, soft_wrap=True, markup=False)


def show_damages(count: int, damages: list[Damage]) -> None:
    """What the archive's hashes say."""
    console = Console(highlight=False)
    for damage in damages:
        console.print(f"{damage.identity}: {_DAMAGES[damage.kind]}", soft_wrap=True, markup=False)
    told = "semuanya utuh" if not damages else f"{len(damages)} tidak utuh"
    console.print(f"{count} isi arsip diperiksa, {told}.")


def show_findings(rows: list[dict[str, Any]], period: str) -> None:
    """Findings by the group whose they are, the gravest first, each with its place, what to do and what it does."""
    console = Console(highlight=False)
    if not rows:
        console.print(f"Tidak ada temuan terbuka untuk {period}.")
        return
    colours = {"reject": "red", "block": "red", "warn": "yellow"}
    places = {row["finding_id"]: " ".join(part for part in (row["sheet"], row["cell"]) if part) for row in rows}

    def say(text: str, style: str | None = None) -> None:
        console.print(f"    {text}", soft_wrap=True, markup=False, style=style)

    for (unit, owner), group in groupby(rows, key=lambda row: (row["unit_code"], row["owner_group"])):
        findings = list(group)
        heading = " · ".join(part for part in (unit, owner or "penanggung jawab belum ditentukan") if part)
        console.print(f"{heading} ({len(findings)})", style="bold", soft_wrap=True, markup=False)
        for row in findings:
            place = " · ".join(part for part in (row["file_name"], row["sheet"], row["cell"]) if part)
            done = "" if row["status"] == "open" else f" ({STATES[row['status']]})"
            weight = f"[{colours[row['severity']]}]{SEVERITIES[row['severity']]}[/]"
            console.print(f"{weight} {row['finding_id']}{done}  {escape(place)}", soft_wrap=True)
            say(row["message"])
            if row["effect"]:
                say(f"Pengaruh: {row['effect']}")
            causes = [places[cause] for cause in row["causes"].split(", ") if cause in places]
            if causes:
                say(f"Penyebab: {'; '.join(causes)}")
            if row["consequences"]:
                say(f"Ikut berubah: {row['consequences']}", "dim")


def show_trace(trace: Trace, words: Words) -> None:
    """One indicator from its figure back to its cells and reference data; nothing of it is taken as markup."""
    from flows.trace import utuh

    console = Console(highlight=False)

    def say(text: str, style: str | None = None) -> None:
        console.print(text, soft_wrap=True, markup=False, style=style)

    say(f"{trace.unit_code} · {trace.period} · IKU {trace.iku_no}  {trace.indikator}", "bold")
    say(f"Realisasi  {_result(trace)}")
    say(f"Status     {words.status(trace)}")
    if trace.realisasi_submitted is not None:
        say(f"Kiriman    {_in_unit(trace.realisasi_submitted, trace)}")
    say("")
    say("Rumus", "bold")
    for line in (words.formula(trace), *words.steps(trace), *words.capaian(trace)):
        say(f"  {line}")
    say("")
    say(f"Sel di balik realisasi ({len(trace.cells)})" if trace.cells else "Belum ada sel di balik realisasi", "bold")
    for first, cells in trace.by_sheet:
        say(f"  {first.file_name} · {first.sheet} · sha256 {first.submission_id}")
        for cell in cells:
            row = f" · {cell.row_label}" if cell.row_label else ""
            say(f"    {cell.cell:<6}{words.content(cell):>14}  {words.role(cell)}{row}")
    if trace.references:
        say("")
        say("Data acuan", "bold")
    for behind in trace.references:
        where = f"tabel {behind.reference_table}, baris {behind.row_key}"
        source = " · ".join(part for part in (behind.document, behind.version and f"versi {behind.version}") if part)
        say(f"  {utuh(behind.value):>8}  {words.reference(behind)} · {where}")
        if source:
            say(f"            {source}")
    if trace.figures:
        say("")
        say("Sel angka lain", "bold")
    for other in trace.figures:
        say(f"  {other.cell:<6}{_amount(other):>18}  {words.figure(other)} · {other.file_name} · {other.sheet}")


def _result(trace: Trace) -> str:
    if trace.realisasi is not None:
        counted = trace.numerator is not None and trace.denominator is not None
        counts = f" ({ringkas(trace.numerator or 0)} dari {ringkas(trace.denominator or 0)})" if counted else ""
        return _in_unit(trace.realisasi, trace) + counts
    if trace.interim_value is not None:
        return f"{_in_unit(trace.interim_value, trace)} (nilai sementara, belum dinilai)"
    return "belum diukur"


def _in_unit(value: float, trace: Trace) -> str:
    """A result in its unit: `43,87%`, `4,89`, `18 desa`; progress is in percent."""
    if trace.satuan == "%" or trace.is_progress:
        return f"{desimal(value)}%"
    return desimal(value) if trace.satuan in ("indeks", "nilai") else f"{ringkas(value)} {trace.satuan}"


def _amount(cell: FigureCell) -> str:
    return rupiah(int(cell.value)) if cell.form.startswith("anggaran") else ringkas(cell.value)
