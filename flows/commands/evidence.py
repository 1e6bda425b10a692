"""`capaian evidence`: the archive for an auditor, and its verification."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.commands.answers import BREAKS
from flows.commands.options import PeriodType, at_home, of_default, unread_inbox
from flows.commands.shared import TECHNICAL_FAILURE, WRONG_USAGE, fail, is_published, ready_home
from flows.period import Period
from flows.settings import Home

if TYPE_CHECKING:
    from flows.evidence.compare import Difference
    from flows.evidence.verify import Verified

_SHOWN = 30
_DAMAGES = {
    "changed": "isinya berubah",
    "missing": "tidak ada",
    "stray": "tidak tercatat di manifest.json",
    "swapped": "bukan isi yang tercatat diterima di masukan/kiriman.csv",
}
_VERDICTS = {"accepted": "diterima", "refused": "ditolak", None: "tidak ditemukan"}


class ArchiveFile(click.Path):
    """An archive that is written."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = super().convert(value, param, ctx)
        if Path(str(path)).suffix.lower() != ".zip":
            self.fail(f"'{value}' harus berakhiran .zip", param, ctx)
        return path


@click.group(cls=of_default("pack"), subcommand_metavar="KODE PERIODE [--to BERKAS.zip] | verify BERKAS.zip")
def evidence() -> None:
    """Arsip bukti satu laporan untuk pemeriksa, dan pemeriksaannya."""


@evidence.command(hidden=True)
@click.argument("unit", metavar="KODE")
@click.argument("period", type=PeriodType(), metavar="PERIODE")
@click.option("--to", "target", type=ArchiveFile(path_type=Path), metavar="BERKAS", help="Tulis ke berkas .zip ini.")
@at_home
@unread_inbox
def pack(unit: str, period: Period, target: Path | None, home: Path | None, as_json: bool) -> None:
    """Menulis arsip bukti satu laporan: kiriman, target, aturan, temuan, jawaban, angka, dan laporannya."""
    place = ready_home(home, unit)
    if not is_published(place):
        fail(WRONG_USAGE, f"Belum ada hasil yang diterbitkan di {place.path}. Jalankan: capaian run {period}")
    from flows.evidence.collect import LostContentError, NoEvidenceError
    from flows.evidence.collect import pack as write

    try:
        packed = write(place, unit, period, target)
    except NoEvidenceError as problem:
        fail(WRONG_USAGE, str(problem))
    except LostContentError as problem:
        fail(TECHNICAL_FAILURE, str(problem))
    if as_json:
        told = {
            "unit": unit,
            "period": str(period),
            "file": str(packed.path),
            "sha256": packed.sha256,
            "manifest_sha256": packed.manifest_sha256,
            "files": packed.files,
            "submissions": dict(sorted(packed.submissions.items())),
            "final": packed.is_final,
            "proposed_restatements": packed.restatements,
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    state = "final" if packed.is_final else "draf"
    click.echo(f"Bukti {unit} {period} ({state}) ditulis ke {packed.path}: {packed.files} berkas.")
    click.echo(f"Sidik arsip: {packed.sha256}")
    click.echo(f"Sidik manifest.json di dalamnya: {packed.manifest_sha256}")
    click.echo("Catat sidik itu di tempat lain, misalnya di berita acara; dengan itu arsip ini dikenali kelak.")
    if packed.restatements:
        click.echo(
            f"{packed.restatements} angka diusulkan dinyatakan ulang sejak laporan final; hitung ulangnya akan berbeda."
        )
    click.echo(f"Periksa dengan: capaian evidence verify {packed.path}")


@evidence.command("verify")
@click.argument("path", type=click.Path(exists=False, path_type=Path), metavar="BERKAS")
@click.option("--head", metavar="SIDIK", help="Sidik yang tercetak di laporan; harus ada dalam catatan jawaban.")
@at_home
@unread_inbox
def verify_evidence(path: Path, head: str | None, home: Path | None, as_json: bool) -> None:
    """Memeriksa arsip bukti (atau folder hasil bongkarnya) dan menghitung ulang angkanya tanpa jaringan."""
    if not path.exists():
        fail(WRONG_USAGE, f"Berkas {path} tidak ada; periksa nama dan foldernya.")
    from flows.evidence.package import EvidenceProblem
    from flows.evidence.verify import verify
    from flows.settings_file import SettingsProblem, load_settings

    try:
        result = verify(path, head, load_settings(Home.resolve(home).settings).limits)
    except (EvidenceProblem, SettingsProblem) as problem:
        if as_json:
            click.echo(json.dumps({"status": "unreadable", "problem": str(problem)}, ensure_ascii=False))
        fail(TECHNICAL_FAILURE, str(problem))
    if as_json:
        click.echo(json.dumps(_as_plain(result), ensure_ascii=False))
    else:
        show(result)
    sys.exit(0 if result.is_same else TECHNICAL_FAILURE)


def _as_plain(result: Verified) -> dict[str, Any]:
    compared = result.compared
    return {
        "unit": result.manifest.unit,
        "period": result.manifest.period,
        "status": "same" if result.is_same else "different" if result.is_whole else "damaged",
        "files": len(result.manifest.files),
        "sha256": result.sha256,
        "manifest_sha256": result.manifest_sha256,
        "damages": [asdict(damage) for damage in result.damages],
        "chain": {
            "entries": result.entries,
            "entries_of_others": result.entries_of_others,
            "head": result.manifest.chain_head,
            "broken_at": result.broken.seq if result.broken else None,
            "problem": result.broken.kind if result.broken else None,
        },
        "final_no": result.manifest.final_no,
        "program_version": {"archive": result.manifest.program_version, "installed": result.program_version or None},
        "rules_changed": result.rules_changed,
        "readings": [asdict(reading) for reading in result.readings],
        "problem": result.problem or None,
        "cells": compared.cells if compared else {},
        "not_made_now": compared.unknown if compared else [],
        "absent": compared.absent if compared else [],
        "findings_carried": compared.carried if compared else 0,
        "differences": [asdict(difference) for difference in compared.differences] if compared else [],
    }


def show(result: Verified) -> None:
    """Tells what an archive proves."""
    manifest = result.manifest
    click.echo(f"Bukti {manifest.unit} {manifest.period}, {'final' if manifest.final_no else 'belum final'}.")
    if result.sha256:
        click.echo(f"Sidik arsip: {result.sha256}")
    for damage in result.damages:
        click.echo(f"  Berkas {damage.name}: {_DAMAGES[damage.kind]}.")
    if not result.damages:
        click.echo(f"{len(manifest.files)} berkas utuh menurut manifest.json (sidik {result.manifest_sha256}).")
    if result.broken:
        click.echo(f"Catatan jawaban tidak utuh pada entri ke-{result.broken.seq}: {BREAKS[result.broken.kind]}.")
    if not result.is_whole:
        click.echo("Arsip ini bukan lagi yang ditulis, jadi angkanya tidak dihitung ulang.")
        return
    _show_chain(result)
    if result.rules_changed:
        names = ", ".join(result.rules_changed[:_SHOWN])
        more = len(result.rules_changed) - _SHOWN
        click.echo(
            f"Aturan atau rumus di arsip (program versi {manifest.program_version}) bukan yang terpasang (versi "
            f"{result.program_version}): {names}{f' dan {more} lain' if more > 0 else ''}. "
            "Perbedaan di bawah ini dapat berasal dari program."
        )
    if result.problem:
        click.echo(result.problem)
        return
    for reading in result.readings:
        click.echo(
            f"  {reading.file_name}: formulir {reading.form} dahulu {_VERDICTS[reading.then]}, "
            f"kini {_VERDICTS[reading.now]}."
        )
    _show_figures(result)


def _show_chain(result: Verified) -> None:
    if not result.entries:
        click.echo("Belum ada jawaban yang tercatat.")
        return
    others = f" ({result.entries_of_others} milik kantor lain, hanya sidiknya)" if result.entries_of_others else ""
    click.echo(f"{result.entries} entri catatan jawaban{others} utuh. Ujung catatan: {result.manifest.chain_head}")


def _show_figures(result: Verified) -> None:
    compared = result.compared
    assert compared is not None
    from flows.wording import bulat

    if compared.unknown:
        click.echo(f"Tidak dibuat oleh program yang terpasang, jadi tidak dibandingkan: {', '.join(compared.unknown)}.")
    for mart in compared.absent:
        click.echo(f"  Tabel {mart} tidak ada di arsip, padahal program yang membuatnya menerbitkannya.")
    if compared.carried:
        click.echo(
            f"{compared.carried} temuan yang selesai, menolak berkas, atau mencocokkan dua kantor dibawa apa adanya."
        )
    told = f"{bulat(sum(compared.cells.values()))} isian di {len(compared.cells)} tabel"
    if not compared.differences:
        click.echo(f"Dihitung ulang dari kiriman dan target di arsip: {told} sama semuanya.")
        return
    click.echo(f"Dihitung ulang dari kiriman dan target di arsip: {len(compared.differences)} dari {told} berbeda.")
    for difference in compared.differences[:_SHOWN]:
        click.echo(f"  {_in_words(difference)}")
    if len(compared.differences) > _SHOWN:
        click.echo(f"  dan {len(compared.differences) - _SHOWN} lagi; semuanya dengan --json.")


def _in_words(difference: Difference) -> str:
    place = f"{difference.mart} ({_key(difference.key)})"
    if not difference.column:
        where = "di hitung ulang" if difference.archived is None else "di arsip"
        return f"{place}: barisnya hanya ada {where}."
    then, now = difference.archived or "kosong", difference.recomputed or "kosong"
    return f"{place} {difference.column}: di arsip {then}, hitung ulang {now}."


def _key(key: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in key.items() if value)
