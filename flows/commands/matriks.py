"""`capaian matriks`: MATRIKS CAPAIAN as the workbook that head office asks for."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from flows.commands.options import PeriodType, at_home, unread_inbox
from flows.commands.shared import TECHNICAL_FAILURE, WRONG_USAGE, fail, is_published, month_status, ready_home
from flows.period import Period


@click.command()
@click.argument("unit", metavar="KODE")
@click.argument("period", type=PeriodType(), metavar="PERIODE")
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="BERKAS",
    help="Tulis ke berkas .xlsx ini (bawaan: folder exports).",
)
@at_home
@unread_inbox
def matriks(unit: str, period: Period, target: Path | None, home: Path | None, as_json: bool) -> None:
    """Menulis MATRIKS CAPAIAN sebuah kantor sebagai buku kerja (.xlsx) dari angka yang diterbitkan."""
    from flows.report.figures import NothingPublishedError
    from flows.report.matriks import file_name, write_matriks
    from flows.warehouse.store import connect

    if target is not None and target.suffix.lower() != ".xlsx":
        fail(WRONG_USAGE, f"'{target}' harus berakhiran .xlsx.")
    place = ready_home(home, unit)
    if not is_published(place):
        fail(TECHNICAL_FAILURE, f"Belum ada hasil yang diterbitkan di {place.path}. Jalankan: capaian run {period}")
    path = target or place.exports / unit / str(period) / file_name(unit, period)
    try:
        with connect(place.warehouse, read_only=True) as connection:
            count = write_matriks(connection, unit, period, path)
    except NothingPublishedError as problem:
        # As for every command: a refusal, or that nothing came, ends 4; else the month only waits to be published.
        click.echo(f"{problem} Jalankan: capaian run {period}", err=True)
        sys.exit(month_status(place, period, unit, drafts_count=False) or TECHNICAL_FAILURE)
    if as_json:
        click.echo(json.dumps({"file": str(path), "indicators": count}, ensure_ascii=False))
    else:
        click.echo(f"MATRIKS CAPAIAN dengan {count} indikator ditulis ke {path}.")
