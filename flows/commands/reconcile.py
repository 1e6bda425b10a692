"""`capaian reconcile`: the tables of a printed report against what is published."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click

from flows.clock import now
from flows.commands.options import TableFile, on_a_month, unread_inbox
from flows.commands.shared import TECHNICAL_FAILURE, WRONG_USAGE, alone, fail, is_published, ready_home
from flows.period import Period


@click.command()
@on_a_month
@unread_inbox
@click.option(
    "--published",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Folder berisi tabel laporan tercetak (.csv).",
)
@click.option(
    "--to", "target", type=TableFile(path_type=Path), metavar="BERKAS", help="Tulis ke berkas .xlsx atau .csv."
)
def reconcile(
    period: Period, unit: str | None, home: Path | None, as_json: bool, folder: Path, target: Path | None
) -> None:
    """Membandingkan tabel laporan tercetak dengan hasil yang diterbitkan."""
    from flows.reconcile.compare import compare, keep, known_names
    from flows.reconcile.read import PrintedProblem, read_folder
    from flows.warehouse.store import connect

    place = ready_home(home, unit)
    if not is_published(place):
        fail(TECHNICAL_FAILURE, f"Belum ada hasil yang diterbitkan di {place.path}. Jalankan: capaian run {period}")
    with alone(place, "reconcile", period, unit), connect(place.warehouse) as connection:
        known = known_names(connection, period)
        if not known or (unit is not None and unit not in known):
            whose = f" {unit}" if unit else ""
            fail(TECHNICAL_FAILURE, f"Belum ada hasil{whose} untuk {period}. Jalankan: capaian run {period}")
        try:
            printed = read_folder(folder, period, unit, known)
        except PrintedProblem as problem:
            fail(WRONG_USAGE, str(problem))
        new = keep(connection, printed, folder, now())
        rows = compare(connection, period, printed)
    different = [row for row in rows if row.verdict != "equal"]
    from flows.reconcile.wording import as_plain, outgoing_table

    if target is not None:
        from flows.outgoing import write_table

        write_table(target, f"Rekonsiliasi {period}", *outgoing_table(different), period)
    if as_json:
        told = {
            "period": str(period),
            "tables": dict(printed.tables),
            "skipped": list(printed.skipped),
            "counts": dict(sorted(Counter(row.verdict for row in rows).items())),
            "differences": [as_plain(row) for row in different],
        }
        click.echo(json.dumps(told, ensure_ascii=False))
    elif target is not None:
        click.echo(f"{len(different)} perbedaan ditulis ke {target}.")
    else:
        from flows.reconcile.show import show_comparison

        show_comparison(rows, printed.skipped)
    if new and not as_json:
        click.echo(
            f"Yang berbeda melebihi pembulatan disajikan kembali dalam laporan sesudah: capaian run {period}", err=True
        )
