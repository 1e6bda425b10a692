"""`capaian targets`: approved targets and ceilings from head office, taken in, shown, and tried out."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

import click

from flows.clock import now
from flows.commands.options import Moment, PeriodType, SourceFile, TableFile, at_home, unread_inbox
from flows.commands.shared import TECHNICAL_FAILURE, WRONG_USAGE, alone, fail, is_published, ready_home
from flows.period import Period
from flows.settings import SHIPPED_TARGETS

# A file of which nothing was taken, as for submissions.
_REFUSED = 4


@click.group()
def targets() -> None:
    """Target dan pagu yang ditetapkan: PK, RAPK, DIPA, dan target perkara."""


@targets.command("import")
@click.argument("file", type=SourceFile(), metavar="BERKAS")
@click.option("--by", metavar="NAMA", help="Siapa yang mengimpor; dicatat.")
@click.option("--at", "moment", type=Moment(), metavar="WAKTU", help="Waktu impor, misalnya 2022-08-01T09:00:00.")
@at_home
@unread_inbox
def import_file(file: Path, by: str | None, moment: str | None, home: Path | None, as_json: bool) -> None:
    """Memasukkan versi target dari buku kerja atau CSV: semuanya, atau tidak sama sekali."""
    from flows.reference.importing import RefusedTargets, import_targets
    from flows.reference.targets import ReferenceProblem
    from flows.settings_file import load_settings
    from flows.terminal import show_import

    place = ready_home(home, None)
    try:
        with alone(place, "import-targets"):
            done = import_targets(place, file, load_settings(place.settings).limits, moment or now(), by)
    except RefusedTargets as problem:
        _refuse(problem, as_json)
    except ReferenceProblem as problem:
        fail(TECHNICAL_FAILURE, str(problem))
    if as_json:
        click.echo(json.dumps(asdict(done), ensure_ascii=False))
    else:
        show_import(done)


@targets.command()
@click.argument("unit", metavar="KODE")
@click.option("--year", type=int, metavar="TAHUN", help="Tahun; bawaan: tahun terakhir yang punya target.")
@click.option(
    "--to", "target", type=TableFile(path_type=Path), metavar="BERKAS", help="Tulis ke berkas .xlsx atau .csv."
)
@at_home
@unread_inbox
def show(unit: str, year: int | None, target: Path | None, home: Path | None, as_json: bool) -> None:
    """Menampilkan versi target sebuah kantor, dan target yang berlaku setiap bulan."""
    from flows.reference.in_force import targets_of, years_of
    from flows.reference.targets import load_reference
    from flows.terminal import show_targets

    place = ready_home(home, unit)
    reference = load_reference(place.targets, SHIPPED_TARGETS)
    years = years_of(reference, unit)
    if year is not None and year not in years:
        fail(WRONG_USAGE, f"Kantor {unit} tidak punya target tahun {year}. Yang ada: {', '.join(map(str, years))}.")
    found = targets_of(reference, unit, year or years[-1])
    if target is not None:
        from flows.outgoing import targets_table, write_table

        columns, rows = targets_table(found)
        write_table(target, f"Target {unit} {found.year}", columns, rows, Period(found.year, 1))
        click.echo(f"{len(rows)} baris target ditulis ke {target}.")
    elif as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
    else:
        show_targets(found)


@targets.command()
@click.argument("file", type=SourceFile(), metavar="BERKAS")
@click.argument("period", type=PeriodType(), metavar="PERIODE")
@click.option("--unit", metavar="KODE", help="Hanya kantor ini, misalnya SERANG.")
@click.option("--all-months", is_flag=True, help="Seolah-olah versi usulan berlaku sejak Januari.")
@at_home
@unread_inbox
def simulate(file: Path, period: Period, unit: str | None, all_months: bool, home: Path | None, as_json: bool) -> None:
    """Mencoba usulan target pada bulan yang sudah terbit: kelas sebelum dan sesudah. Tidak menulis apa pun."""
    from flows.reference.importing import RefusedTargets, plan
    from flows.reference.simulation import simulate as try_out
    from flows.reference.targets import ReferenceProblem
    from flows.settings_file import load_settings
    from flows.terminal import show_simulation
    from flows.warehouse.store import connect

    place = ready_home(home, unit)
    try:
        folders = plan(place, file, load_settings(place.settings).limits)
    except RefusedTargets as problem:
        _refuse(problem, as_json)
    except ReferenceProblem as problem:
        fail(TECHNICAL_FAILURE, str(problem))
    if not is_published(place):
        fail(TECHNICAL_FAILURE, f"Belum ada hasil yang diterbitkan di {place.path}. Jalankan: capaian run {period}")
    with connect(place.warehouse, read_only=True) as connection:
        result = try_out(connection, folders, period, unit, all_months)
    if as_json:
        told = {
            "months": result.months,
            "changes": [asdict(row) | {"changes_class": row.changes_class} for row in result.changes],
            "counts": result.counts(),
        }
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        show_simulation(result, period, all_months)


@targets.command()
@click.argument("file", type=TableFile(path_type=Path), metavar="BERKAS")
@click.option("--unit", metavar="KODE", help="Isi dengan target kantor ini, sebagai pangkal versi baru.")
@click.option("--year", type=int, metavar="TAHUN", help="Tahun target itu; bawaan: tahun terakhir.")
@at_home
@unread_inbox
def template(file: Path, unit: str | None, year: int | None, home: Path | None, as_json: bool) -> None:
    """Menulis buku kerja kosong (.xlsx) untuk diisi kantor pusat."""
    from flows.reference.targets import unit_files
    from flows.reference.template import rows_of_office, write_template

    if file.suffix.lower() != ".xlsx":
        fail(WRONG_USAGE, f"'{file}' harus berakhiran .xlsx.")
    place = ready_home(home, unit)
    rows = None
    if unit is not None:
        offices = [
            (path, office)
            for path, office in unit_files(place.targets, SHIPPED_TARGETS)
            if office.code == unit and year in (None, office.year)
        ]
        if not offices:
            fail(WRONG_USAGE, f"Kantor {unit} tidak punya target tahun {year}.")
        path, office = offices[-1]
        rows = rows_of_office(path.parent, office)
    write_template(file, rows)
    click.echo(json.dumps({"file": str(file)}) if as_json else f"Buku kerja target ditulis ke {file}.")


def _refuse(problem: Any, as_json: bool) -> NoReturn:
    """Tells every fault of a file of which nothing was taken."""
    if as_json:
        click.echo(json.dumps({"faults": [asdict(fault) for fault in problem.faults]}, ensure_ascii=False))
    else:
        for fault in problem.faults:
            click.echo(fault.text, err=True)
        click.echo(f"{len(problem.faults)} hal perlu diperbaiki. Tidak ada yang dimasukkan.", err=True)
    sys.exit(_REFUSED)
