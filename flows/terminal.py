"""Tables for the terminal."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.completeness import STATUSES
from flows.summary import MonthSummary
from flows.wording import SEVERITIES, STATES, bulat, desimal, persen, rangkai, ringkas, rupiah, tanggal

if TYPE_CHECKING:
    import datetime as dt

    from flows.completeness import OwedOne, UnitCompleteness
    from flows.ingest.archive import Damage
    from flows.period import Period
    from flows.reference.importing import Imported
    from flows.reference.in_force import OfficeTargets, Version
    from flows.reference.simulation import Compared, Simulation
    from flows.report.national import National
    from flows.trace import FigureCell, Trace, Words
    from flows.upkeep.doctor import Check

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
    show_waiting(summary.waiting)
    if any(unit.findings["block"] or unit.findings["warn"] for unit in summary.units):
        console.print(f"Lihat temuan per sel: capaian findings {summary.period}")
    if summary.national:
        show_national_page(summary.national)
    if summary.page:
        show_page(summary.page)


def show_waiting(number: int) -> None:
    """What came for a month that is locked."""
    if number:
        console = Console(highlight=False)
        console.print(
            f"{number} kiriman untuk bulan yang sudah final menunggu pembukaan kembali; angkanya belum masuk. "
            "Yang berwenang membukanya dengan: capaian reopen KODE PERIODE --by NAMA --reason ALASAN",
            soft_wrap=True,
            markup=False,
        )


def show_completeness(found: list[UnitCompleteness], period: str, today: dt.date) -> None:
    """An office a table: its groups with how many forms came in time, late, not; below it each form that is owed."""
    console = Console(highlight=False)
    for office in found:
        share = [] if office.in_time_pct is None else [f"{persen(office.in_time_pct)} tepat waktu"]
        title = " · ".join((office.unit_code, period, *share, f"per {tanggal(str(today))}"))
        table = Table(title=title, title_justify="left")
        table.add_column("Kelompok")
        for name in STATUSES.values():
            table.add_column(name.capitalize(), justify="right")
        by_group = groupby(sorted(office.forms, key=lambda form: form.owner_group), lambda form: form.owner_group)
        for group, listed in by_group:
            forms = list(listed)
            numbers = (sum(form.told == status for form in forms) for status in STATUSES)
            table.add_row(escape(group), *(str(number) if number else "-" for number in numbers))
        console.print(table)
        owed = sorted((form for form in office.forms if form.told != "on_time"), key=_alike)
        for _, alike in groupby(owed, _alike):
            console.print(f"  {_owed(list(alike))}", soft_wrap=True, markup=False)
    if not found:
        console.print(f"Belum ada kantor dengan target tahun {period[:4]}.")


def _alike(form: OwedOne) -> tuple[str, str, dt.date, int]:
    return form.owner_group, form.told, form.due_on, form.days_late


def _owed(forms: list[OwedOne]) -> str:
    group, told, due_on, days_late = _alike(forms[0])
    late = f", lewat {bulat(days_late)} hari" if days_late else ""
    names = rangkai(form.title for form in forms)
    return f"{group}, {STATUSES[told]}: {names} (batas {tanggal(str(due_on))}{late})"


def show_page(path: str) -> None:
    """Where all rules and their open findings are listed."""
    console = Console(highlight=False)
    console.print("Semua aturan dan temuannya:", style="bold")
    console.print(path, soft_wrap=True, markup=False)


def show_national(national: National, path: str) -> None:
    """Offices in their places, with what is missing and in doubt; where the page with the rest lies."""
    console = Console(highlight=False)
    table = Table(title=f"Semua kantor · {national.period}", title_justify="left")
    table.add_column("No", justify="right")
    table.add_column("Kantor", no_wrap=True)
    for name in ("Nilai", "Terukur", "Tepat", "Tak ada", "Penahan", "Peringatan"):
        table.add_column(name, justify="right")
    for office in national.offices:
        table.add_row(
            *("-" if office.rank_no is None else str(office.rank_no), escape(office.unit_code)),
            "-" if office.nilai_total is None else desimal(office.nilai_total),
            f"{office.indicators_measured}/{office.indicators}" if office.is_published else "-",
            f"{office.on_time}/{office.forms_owed}",
            *(str(number or "-") for number in (office.missing + office.refused, office.n_block, office.n_warn)),
        )
    console.print(table)
    show_national_page(path)


def show_national_page(path: str) -> None:
    """Where all offices stand side by side."""
    console = Console(highlight=False)
    console.print("Semua kantor berdampingan:", style="bold")
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


def show_checks(checks: list[Check]) -> None:
    """What `capaian doctor` found: a line a check, and below it what to do."""
    console = Console(highlight=False)
    colours = {"baik": "green", "perhatian": "yellow", "gangguan": "red"}
    for check in checks:
        state = f"[{colours[check.state]}]{check.state:<9}[/]"
        console.print(f"{state}  [bold]{escape(check.title)}[/]: {escape(check.seen)}", soft_wrap=True)
        if check.advice:
            console.print(f"{'':11}{check.advice}", soft_wrap=True, markup=False)
    counts = [sum(check.state == state for check in checks) for state in colours]
    console.print("{} baik, {} perlu perhatian, {} gangguan.".format(*counts), style="bold")


def show_import(done: Imported) -> None:
    """What an import of targets wrote, and what is still to do."""
    from flows.reference.layout import import_layout

    console = Console(highlight=False)

    def say(text: str, style: str | None = None) -> None:
        console.print(text, soft_wrap=True, markup=False, style=style)

    if not done.taken:
        say(f"{done.file_name}: semua isinya sudah tercatat, tidak ada perubahan.")
        return
    words = {"neighbour": "perkara tetangga", "decision": "keputusan", "external": "nilai luar"}
    for item in done.taken:
        word = words.get(item.kind) or import_layout().word_of(item.kind)
        version = f" '{item.version}', berlaku {_span(item.from_month, item.to_month)}" if item.version else ""
        rows = f" ({item.n_rows} baris)" if item.n_rows else ""
        say(f"{item.unit_code} {item.year}: {word}{version}{rows}")
    for remark in done.remarks:
        say(remark, "yellow")
    for period in done.published_months:
        say(f"Bulan {period} sudah terbit dan targetnya tersentuh. Jalankan lagi: capaian run {period}", "yellow")


def show_targets(targets: OfficeTargets) -> None:
    """Versions of documents, and what is in force month by month."""
    from flows.reference.layout import import_layout
    from flows.reference.proposal import indicator_titles

    console = Console(highlight=False)

    def say(text: str, style: str | None = None) -> None:
        console.print(text, soft_wrap=True, markup=False, style=style)

    say(f"{targets.unit_code} · {targets.year}", "bold")
    for version in targets.versions:
        letter = " · ".join(part for part in (version.letter, version.decided_on) if part) or "surat belum dicatat"
        span = _span(version.from_month, version.to_month)
        say(f"  {import_layout().word_of(version.kind)} '{version.version}' · {version.document} · {letter} · {span}")
    table = Table(title="Target yang berlaku (- : belum waktunya dinilai)", title_justify="left")
    for name in ("IKU", "Indikator", *(f"B{month:02d}" for month in range(1, 13)), "Setahun"):
        table.add_column(name, justify="left" if name == "Indikator" else "right", no_wrap=name != "Setahun")
    for row in targets.indicators:
        title = row.indikator if len(row.indikator) <= 24 else f"{row.indikator[:23]}…"
        years = list(dict.fromkeys(row.target_year))
        told = " lalu ".join(_or_dash(value) for value in years)
        table.add_row(str(row.iku_no), escape(title), *map(_or_dash, row.target_month), told)
    Console(highlight=False, width=max(console.width, 150)).print(table)
    for case in targets.case_targets:
        counts = (case["target_n"], case["target_carry_over"], case["target_dipa"])
        said = "{} tahun berjalan, {} carry over, {} pada DIPA".format(*map(_or_dash, counts))
        say(f"Target perkara '{case['version']}' ({_span_of(targets, 'case', case['version'])}): {said}")
    titles = indicator_titles()
    for name, group in groupby(targets.ceilings, key=lambda row: str(row["version"])):
        ceilings = list(group)
        total = sum(ceiling["pagu"] or 0 for ceiling in ceilings)
        say(f"Pagu '{name}' ({_span_of(targets, 'ceiling', name)}): {rupiah(total)}", "bold")
        for ceiling in ceilings:
            known = ceiling["indicator_id"]
            if known:
                amount = "-" if ceiling["pagu"] is None else rupiah(ceiling["pagu"])
                say(f"  {amount:>20}  {titles.get(known, known)}")
    if targets.external_values:
        say("Nilai dari luar kantor", "bold")
    for value in targets.external_values:
        evidence = f" · sha256 {value['evidence']}" if value["evidence"] else ""
        source = f"{value['source']}, {value['document']}, per {value['as_of']}{evidence}"
        say(f"  {_or_dash(value['value']):>8}  {titles.get(value['indicator_id'], value['indicator_id'])} · {source}")


def show_simulation(result: Simulation, until: Period, all_months: bool) -> None:
    """Classes before and after a proposal, and every indicator that it moves."""
    console = Console(highlight=False)

    def say(text: str, style: str | None = None) -> None:
        console.print(text, soft_wrap=True, markup=False, style=style)

    if not result.months:
        say(f"Belum ada bulan yang terbit dari Januari sampai {until} untuk kantor pada usulan ini.")
        return
    moved = [row for row in result.changes if row.changes_class]
    say(f"Dicoba pada bulan terbit: {', '.join(result.months)}. Tidak ada yang ditulis.", "bold")
    if not result.changes:
        hint = "" if all_months else " Usulan belum berlaku di bulan itu? Coba dengan --all-months."
        say(f"Tidak ada target atau hasil yang berubah.{hint}")
        return
    for row in result.changes:
        say(
            f"{row.unit_code} · {row.period} · IKU {row.iku_no}  {row.indikator}", "bold" if row.changes_class else None
        )
        for line in _moves(row):
            say(f"    {line}")
    say(f"{len(moved)} dari {len(result.changes)} baris yang berubah berganti kelas.", "bold")
    for count in result.counts():
        names = dict.fromkeys((*count["before"], *count["after"]))
        before, after = count["before"], count["after"]
        if before != after:
            against = "bulan" if count["measure"] == "month" else "tahun"
            told = "; ".join(
                f"{name or 'belum dinilai'} {before.get(name, 0)} -> {after.get(name, 0)}" for name in names
            )
            say(f"{count['unit_code']} · {count['period']} · terhadap target {against}: {told}")


def _moves(row: Compared) -> list[str]:
    """What a proposal changes of an indicator and month."""
    lines = []
    if row.realisasi_before != row.realisasi_after:
        lines.append(f"realisasi {_or_dash(row.realisasi_before)} -> {_or_dash(row.realisasi_after)}")
    for word, measure in (("bulan", "month"), ("tahun", "year")):
        target, capaian, kriteria = (
            [getattr(row, f"{name}_{measure}_{side}") for side in ("before", "after")]
            for name in ("target", "capaian", "kriteria")
        )
        if target[0] != target[1] or capaian[0] != capaian[1]:
            classes = [name or "belum dinilai" for name in kriteria]
            changed = f"{classes[0]} -> {classes[1]}" if classes[0] != classes[1] else f"tetap {classes[0]}"
            lines.append(
                f"target {word} {_or_dash(target[0])} -> {_or_dash(target[1])}, "
                f"capaian {_or_dash(capaian[0])} -> {_or_dash(capaian[1])}: {changed}"
            )
    return lines


def _or_dash(value: float | None) -> str:
    return "-" if value is None else ringkas(value)


def _span(first: int | None, last: int | None) -> str:
    return f"B{first:02d}" if first == last else f"B{first:02d}-B{last:02d}"


def _span_of(targets: OfficeTargets, kind: str, name: str) -> str:
    """The months of a version by its name."""
    found: Version | None = next((v for v in targets.versions if (v.kind, v.version) == (kind, name)), None)
    return _span(found.from_month, found.to_month) if found else "bulan tidak tercatat"
