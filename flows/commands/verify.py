"""`capaian verify`: the tables of an edited report against the figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.commands.options import PeriodType, SourceFile, at_home, unread_inbox
from flows.commands.shared import TECHNICAL_FAILURE, WRONG_USAGE, fail, is_published, ready_home
from flows.period import Period

if TYPE_CHECKING:
    from flows.verify.found import FoundDocument


@click.command()
@click.argument("file", type=SourceFile(), metavar="BERKAS")
@click.option("--unit", metavar="KODE", help="Kantor yang dilaporkan, bila berkasnya tidak menyebutnya.")
@click.option("--period", type=PeriodType(), metavar="PERIODE", help="Periode, bila berkasnya tidak menyebutnya.")
@at_home
@unread_inbox
def verify(file: Path, unit: str | None, period: Period | None, home: Path | None, as_json: bool) -> None:
    """Membandingkan angka dalam tabel laporan (.docx atau .pdf) dengan laporan final, atau dengan yang terbit."""
    from flows.report.figures import NothingPublishedError
    from flows.verify.compare import compare
    from flows.verify.expected import expected_report
    from flows.verify.found import UnreadableFileError
    from flows.verify.wording import lines_of
    from flows.warehouse.store import connect

    try:
        found = _reader(file)(file)
    except UnreadableFileError as problem:
        fail(WRONG_USAGE, str(problem))
    code, month = _whose(found, file, unit, period)
    place = ready_home(home, code)
    if not is_published(place):
        fail(TECHNICAL_FAILURE, f"Belum ada hasil yang diterbitkan di {place.path}. Jalankan: capaian run {month}")
    with connect(place.warehouse, read_only=True) as connection:
        try:
            expected = expected_report(connection, code, str(month))
        except NothingPublishedError as problem:
            fail(TECHNICAL_FAILURE, str(problem))
    compared = compare(expected.tables, found)
    head = expected.final.chain_head if expected.final else ""
    if as_json:
        told: dict[str, Any] = {
            "file": file.name,
            "unit": code,
            "period": str(month),
            "against": "final" if expected.final else "published",
            "final": head or None,  # the fingerprint that counts now, and the one that the file was written under
            "file_final": found.final,
            "same": not compared.differences,
            "tables": compared.tables,
            "numbers": compared.numbers,
            "differences": [asdict(difference) for difference in compared.differences],
            "added": {
                "tables": list(compared.added_tables),
                "rows": [{"table": table, "row": row} for table, row in compared.added_rows],
                "columns": [{"table": table, "column": column} for table, column in compared.added_columns],
            },
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    what = "laporan final" if expected.final else "hasil yang terbit (laporannya belum final)"
    click.echo(f"{file.name}, {code} {month}, dibandingkan dengan {what}.")
    if found.final is not None and found.final != head:
        click.echo(_other_state(found.final, head))
    for line in lines_of(compared):
        click.echo(line)


def _other_state(written: str, head: str) -> str:
    """The file was written in another state of the report than the one that counts now."""
    if not written:
        return "Berkas ini ditulis sebelum laporannya ditetapkan final."
    now = f"yang berlaku sekarang bersidik {head}" if head else "laporannya sedang terbuka kembali"
    return f"Berkas ini ditulis dari laporan final bersidik {written}; {now}."


def _reader(file: Path) -> Callable[[Path], FoundDocument]:
    """By what the file begins with, whatever it is called."""
    with file.open("rb") as opened:
        start = opened.read(1024)
    if b"%PDF-" in start:
        from flows.verify.read_pdf import read_pdf

        return read_pdf
    if start.startswith(b"PK"):
        from flows.verify.read_docx import read_docx

        return read_docx
    fail(
        WRONG_USAGE,
        f"Berkas {file.name} bukan dokumen Word (.docx) atau PDF. Simpan laporannya sebagai salah satu dari keduanya.",
    )


def _whose(found: FoundDocument, file: Path, unit: str | None, period: Period | None) -> tuple[str, Period]:
    """Whose report it is: as the command says, else as the file says."""
    code = unit or found.unit
    try:
        month = period or (Period.parse(found.period) if found.period else None)
    except ValueError:
        month = None
    if not code or month is None:
        fail(
            WRONG_USAGE,
            f"Berkas {file.name} tidak menyebut kantor dan periodenya. Sebutkan: "
            f"capaian verify {file.name} --unit KODE --period 2022-09",
        )
    return code, month
