"""Answers on record: accept a finding, make a report final, open it again, and prove that the log is whole."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from flows.clock import now
from flows.commands.options import PeriodType, SourceFile, at_home, unread_inbox
from flows.commands.shared import TECHNICAL_FAILURE, WRONG_USAGE, alone, fail, ready_home
from flows.period import Period
from flows.settings import Home

if TYPE_CHECKING:
    from flows.settings_file import Role

REFUSED = 3
Given = TypeVar("Given")

by_name = click.option("--by", "name", required=True, metavar="NAMA", help="Siapa yang menjawab; dicatat.")
for_reason = click.option("--reason", required=True, metavar="ALASAN", help="Mengapa; dicatat.")
of_unit = click.argument("unit", metavar="KODE")
of_quarter = click.argument("period", type=PeriodType(), metavar="PERIODE")

BREAKS = {
    "order": "nomornya tidak berurutan: ada entri yang hilang, disisipkan, atau dipindahkan",
    "link": "tidak menyambung ke entri sebelumnya",
    "content": "isinya bukan lagi yang dicatat",
    "cut": "tidak ada lagi dalam catatan: rantainya terpotong",
    "lock": "kuncinya bukan lagi yang ditetapkan: bulannya terbuka tanpa pembukaan kembali yang tercatat",
    "figures": "angka final yang disimpan bukan lagi yang ditetapkan",
    "file": "berkas laporan final yang disimpan bukan lagi yang ditetapkan",
}


def register(cli: click.Group) -> None:
    """Adds the commands of this topic."""
    for command in (waive, finalize, reopen, audit):
        cli.add_command(command)


@click.command()
@click.argument("finding", metavar="NOMOR")
@by_name
@for_reason
@at_home
@unread_inbox
def waive(finding: str, name: str, reason: str, home: Path | None, as_json: bool) -> None:
    """Menerima satu temuan dengan nama dan alasan yang tercatat; gugur bila isinya berubah."""
    from flows.answers.answering import waive as answer

    place, roles = _ready(home, None)
    with alone(place, "waive"):
        done = _answered(lambda: answer(place, finding, name, reason, now(), roles), as_json)
    if as_json:
        _tell(
            finding_id=finding,
            status="waived",
            entry=done.entry.seq,
            head=done.head,
            report=done.report,
            blocking=done.still_blocking,
        )
        return
    click.echo(f"Temuan {finding} ({done.place}) diterima oleh {done.entry.actor}.")
    click.echo(f"Tercatat sebagai entri ke-{done.entry.seq}, sidik {done.head}.")
    left = done.still_blocking
    click.echo(f"Masih ada {left} temuan yang menahan laporan." if left else "Tidak ada lagi yang menahan laporan.")
    if done.report:
        click.echo(f"Laporan diperbarui: {done.report}")


@click.command()
@of_unit
@of_quarter
@by_name
@click.option("--signed", type=SourceFile(), metavar="BERKAS", help="Berkas yang ditandatangani; sidiknya dicatat.")
@at_home
@unread_inbox
def finalize(unit: str, period: Period, name: str, signed: Path | None, home: Path | None, as_json: bool) -> None:
    """Menetapkan laporan triwulan menjadi final dan mengunci bulan-bulannya."""
    from flows.answers.answering import finalize as answer

    place, roles = _ready(home, unit)
    known = (signed.name, _hash_of(signed)) if signed else None
    with alone(place, "finalize", period, unit):
        done = _answered(lambda: answer(place, unit, period, name, now(), roles, known), as_json)
    if as_json:
        _tell(
            unit=unit,
            period=str(period),
            status="final",
            was_final=done.was_final,
            finalized_at=done.final.finalized_at,
            actor=done.final.actor,
            entry=done.final.final_no,
            entry_hash=done.final.chain_head,
            head=done.head,
            locked=done.months,
            files=dict(done.files),
            signed={"file": known[0], "sha256": known[1]} if known else None,
            report=done.report,
        )
        return
    from flows.wording import rangkai, tanggal

    already = "sudah" if done.was_final else "kini"
    when = tanggal(done.final.finalized_at)
    click.echo(f"Laporan {unit} periode {period} {already} final, ditetapkan {when} oleh {done.final.actor}.")
    click.echo(f"Bulan yang terkunci: {rangkai(done.months)}.")
    click.echo(f"Laporan: {done.report}")
    for file_name, identity in done.files.items():
        click.echo(f"  {file_name}  sha256 {identity}")
    if known:
        click.echo(f"Berkas bertanda tangan yang dicatat: {known[0]}, sha256 {known[1]}")
    click.echo(f"Entri ke-{done.final.final_no}, sidik {done.final.chain_head} (tercetak di laporan).")
    click.echo(f"Ujung catatan jawaban: {done.head}")


@click.command()
@of_unit
@of_quarter
@by_name
@for_reason
@at_home
@unread_inbox
def reopen(unit: str, period: Period, name: str, reason: str, home: Path | None, as_json: bool) -> None:
    """Membuka kembali laporan yang sudah final; kiriman yang menunggu masuk pada proses berikutnya."""
    from flows.answers.answering import reopen as answer

    place, roles = _ready(home, unit)
    with alone(place, "reopen", period, unit):
        done = _answered(lambda: answer(place, unit, period, name, reason, now(), roles), as_json)
    if as_json:
        _tell(
            unit=unit,
            period=str(period),
            status="reopened",
            entry=done.entry.seq,
            head=done.head,
            report=done.report,
        )
        return
    click.echo(f"Laporan {unit} periode {period} dibuka kembali oleh {done.entry.actor}.")
    click.echo(f"Tercatat sebagai entri ke-{done.entry.seq}, sidik {done.head}.")
    click.echo(f"Kiriman yang menunggu masuk dengan: capaian run {period}")


@click.group()
def audit() -> None:
    """Catatan jawaban: siapa menerima, menetapkan, atau membuka apa."""


@audit.command("verify")
@click.option("--head", metavar="SIDIK", help="Sidik yang tercetak di laporan; harus masih ada dalam catatan.")
@at_home
@unread_inbox
def audit_verify(head: str | None, home: Path | None, as_json: bool) -> None:
    """Menghitung ulang rantai sidik catatan jawaban, dan mencocokkan yang final dengannya."""
    from flows.answers.answering import audit as examine
    from flows.answers.answering import signed_files

    number, last, broken = examine(Home.resolve(home), head)
    signed = signed_files(Home.resolve(home))
    if as_json:
        _tell(
            entries=number,
            head=last.hash if last else None,
            whole=broken is None,
            broken_at=broken.seq if broken else None,
            problem=broken.kind if broken else None,
            signed=[
                {
                    "unit": it.entry.unit_code,
                    "period": it.entry.period,
                    "file": it.file,
                    "sha256": it.sha256,
                    "entry": it.entry.seq,
                    "actor": it.entry.actor,
                }
                for it in signed
            ],
        )
    elif broken:
        click.echo(f"Catatan jawaban tidak utuh pada entri ke-{broken.seq}: {BREAKS[broken.kind]}.")
    elif last is None:
        click.echo("Belum ada jawaban yang tercatat.")
    else:
        click.echo(f"{number} entri diperiksa, semuanya utuh. Ujung catatan: {last.hash}")
    if not as_json:
        for it in signed:
            click.echo(
                f"Berkas bertanda tangan {it.entry.unit_code} {it.entry.period}: {it.file}, sha256 {it.sha256} "
                f"(entri ke-{it.entry.seq}, oleh {it.entry.actor})."
            )
    sys.exit(TECHNICAL_FAILURE if broken else 0)


def _hash_of(path: Path) -> str:
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _ready(home: Path | None, unit: str | None) -> tuple[Home, dict[str, Role]]:
    from flows.settings_file import load_settings

    place = ready_home(home, unit)
    return place, load_settings(place.settings).roles


def _answered(answer: Callable[[], Given], as_json: bool) -> Given:
    """The answer, or why it was refused: 2 where it makes no sense as things stand, 3 where a rule says no."""
    from flows.answers.answering import HeldBackError, WrongAnswerError
    from flows.answers.roles import NotAllowedError
    from flows.settings_file import SettingsProblem

    try:
        return answer()
    except WrongAnswerError as problem:
        fail(WRONG_USAGE, str(problem))
    except NotAllowedError as problem:
        if as_json:
            held = problem.findings if isinstance(problem, HeldBackError) else []
            _tell(status=REFUSED, refused=str(problem), findings=held)
        fail(REFUSED, str(problem))
    except SettingsProblem as problem:
        fail(TECHNICAL_FAILURE, str(problem))


def _tell(**told: Any) -> None:
    click.echo(json.dumps(told, ensure_ascii=False))
