"""`capaian compare`: which published figures differ between two warehouses, and why."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from flows.commands.options import TableFile, at_home, unread_inbox
from flows.commands.shared import TECHNICAL_FAILURE, fail
from flows.period import Period


@click.command()
@click.argument("old", metavar="LAMA", type=click.Path(path_type=Path))
@click.argument("new", metavar="BARU", type=click.Path(path_type=Path))
@click.option(
    "--to", "target", type=TableFile(path_type=Path), metavar="BERKAS", help="Tulis ke berkas .xlsx atau .csv."
)
@at_home
@unread_inbox
def compare(old: Path, new: Path, target: Path | None, home: Path | None, as_json: bool) -> None:  # noqa: ARG001
    """Membandingkan dua gudang data: angka terbit yang bergeser, dan sebabnya.

    LAMA dan BARU adalah berkas warehouse.duckdb atau folder kerja. Keduanya hanya dibaca.
    """
    from flows.compare.compare import NotComparableError, warehouse_of
    from flows.compare.compare import compare as compare_warehouses
    from flows.compare.wording import outgoing_table

    try:
        comparison = compare_warehouses(warehouse_of(old), warehouse_of(new))
    except NotComparableError as problem:
        fail(TECHNICAL_FAILURE, str(problem))
    if target is not None:
        from flows.outgoing import write_table

        columns, rows = outgoing_table(comparison)
        months = [period for _, period in (*comparison.compared, *comparison.only_new, *comparison.only_old)]
        write_table(target, "Perbandingan", columns, rows, Period.parse(max(months)))
    if as_json:
        click.echo(json.dumps(asdict(comparison), ensure_ascii=False))
    elif target is not None:
        click.echo(f"{len(comparison.figures)} perbedaan ditulis ke {target}.")
    else:
        from flows.compare.show import show_comparison

        show_comparison(comparison)
