"""`capaian backup`, `restore`, `doctor`: looking after a home."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.clock import now
from flows.commands.options import SourceFile, at_home, of_default, unread_inbox
from flows.commands.shared import TECHNICAL_FAILURE, WRONG_USAGE, fail, tell_of_failure
from flows.settings import Home

if TYPE_CHECKING:
    from flows.upkeep.package import Manifest


class BackupFile(click.Path):
    """A backup that is written."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = super().convert(value, param, ctx)
        if Path(str(path)).suffix.lower() != ".zip":
            self.fail(f"'{value}' harus berakhiran .zip", param, ctx)
        return path


@click.group(cls=of_default("write"), subcommand_metavar="BERKAS.zip | verify BERKAS.zip")
def backup() -> None:
    """Cadangan seluruh folder kerja dalam satu berkas, dan pemeriksaannya."""


@backup.command("write", hidden=True)
@click.argument("target", type=BackupFile(path_type=Path), metavar="BERKAS.zip")
@click.option(
    "--wait", "seconds", type=click.FloatRange(min=0), default=300, metavar="DETIK", help="Lama menunggu proses lain."
)
@at_home
@unread_inbox
def backup_write(target: Path, seconds: float, home: Path | None, as_json: bool) -> None:
    """Menulis cadangan, memulihkannya ke folder sementara, dan membandingkannya, sebelum diletakkan di tempatnya."""
    from flows.upkeep.backup import back_up
    from flows.upkeep.wording import UpkeepProblem
    from flows.warehouse import WarehouseError

    place = Home.resolve(home)
    try:
        done = back_up(place, target, now(), seconds, lambda text: None if as_json else click.echo(text, err=True))
    except (UpkeepProblem, WarehouseError) as problem:
        if _is_usage(place, target):
            fail(WRONG_USAGE, str(problem))
        # Nobody looks on at night. Where this may not reach a channel, the message waits for who may (`send-alerts`).
        tell_of_failure(place, "backup", "", str(problem), str(target))
        fail(TECHNICAL_FAILURE, str(problem))
    if as_json:
        told = {"file": str(done.path), "size": done.size, "faults": done.faults, **_as_plain(done.manifest)}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(f"Cadangan ditulis ke {done.path}, dipulihkan ke folder sementara, dan sama seluruhnya.")
        _show(done.manifest)
        click.echo("Hanya dapat dibaca oleh akun ini, karena setelan dapat memuat sandi saluran. Simpan di disk lain.")
        _show_faults(done.faults)
    sys.exit(TECHNICAL_FAILURE if done.faults else 0)


def _is_usage(home: Home, target: Path) -> bool:
    return target.resolve().is_relative_to(home.path) or not home.path.is_dir() or not any(home.path.iterdir())


@backup.command("verify")
@click.argument("file", type=SourceFile(), metavar="BERKAS")
@at_home
@unread_inbox
def backup_verify(file: Path, home: Path | None, as_json: bool) -> None:  # noqa: ARG001 - as every command
    """Memulihkan cadangan ke folder sementara dan membandingkannya dengan yang tercatat; tidak ada yang diganti."""
    from flows.upkeep.backup import verify_backup
    from flows.upkeep.wording import UpkeepProblem, listed

    try:
        manifest, damages, faults = verify_backup(file)
    except UpkeepProblem as problem:
        fail(TECHNICAL_FAILURE, str(problem))
    if as_json:
        told = {"file": str(file), "damages": damages, "faults": faults, **_as_plain(manifest)}
        click.echo(json.dumps(told, ensure_ascii=False))
    elif damages:
        click.echo(f"Cadangan {file} tidak sama dengan yang tercatat di dalamnya: {listed(damages)}.")
    else:
        click.echo(f"Cadangan {file} dapat dipulihkan dan sama seluruhnya.")
        _show(manifest)
        _show_faults(faults)
    sys.exit(TECHNICAL_FAILURE if damages or faults else 0)


@click.command()
@click.argument("file", type=SourceFile(), metavar="BERKAS")
@click.option("--replace", is_flag=True, help="Sisihkan isi folder kerja yang sekarang; tidak dibuang.")
@at_home
@unread_inbox
def restore(file: Path, replace: bool, home: Path | None, as_json: bool) -> None:
    """Memulihkan folder kerja dari cadangan; diperiksa seluruhnya sebelum apa pun diganti."""
    from flows.upkeep.restore import is_filled
    from flows.upkeep.restore import restore as put_back
    from flows.upkeep.wording import UpkeepProblem

    place = Home.resolve(home)
    try:
        done = put_back(file, place, replace)
    except UpkeepProblem as problem:
        refused = is_filled(place) and not replace
        fail(WRONG_USAGE if refused else TECHNICAL_FAILURE, str(problem))
    if as_json:
        aside = str(done.set_aside) if done.set_aside else None
        told = {"home": str(place.path), "set_aside": aside, "faults": done.faults, **_as_plain(done.manifest)}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(f"Folder kerja {place.path} dipulihkan dari {file}, sama seluruhnya.")
        _show(done.manifest)
        if done.set_aside:
            click.echo(f"Isi yang lama disisihkan di {done.set_aside}. Hapus sendiri bila pasti tidak diperlukan.")
        _show_faults(done.faults)
        click.echo("Periksa keadaannya dengan: capaian doctor")
    sys.exit(TECHNICAL_FAILURE if done.faults else 0)


def _as_plain(manifest: Manifest) -> dict[str, Any]:
    return {
        "written_at": manifest.written_at,
        "program_version": manifest.program_version,
        "files": len(manifest.files),
        "bytes": manifest.total_bytes,
        "entries": manifest.entries,
        "chain_head": manifest.chain_head,
        "tables": {name: record.rows for name, record in manifest.tables.items()},
        "left_out": manifest.left_out,
    }


def _show(manifest: Manifest) -> None:
    from flows.upkeep.wording import size
    from flows.wording import bulat

    rows = sum(record.rows for record in manifest.tables.values())
    click.echo(
        f"{bulat(len(manifest.files))} berkas ({size(manifest.total_bytes)}), {len(manifest.tables)} tabel "
        f"dengan {bulat(rows)} baris, {manifest.entries} entri catatan jawaban; keadaan {manifest.written_at}."
    )
    for name in manifest.left_out:
        click.echo(f"Tidak ikut, karena tautan atau sudah tidak ada: {name}")


def _show_faults(faults: list[str]) -> None:
    from flows.upkeep.wording import listed

    if faults:
        click.echo(f"Isi folder kerja itu sendiri tidak utuh: {listed(faults)}. Simpan cadangan yang lebih lama.")


@click.command()
@click.option("--send", is_flag=True, help="Kirim pesan percobaan ke setiap saluran.")
@at_home
@unread_inbox
def doctor(send: bool, home: Path | None, as_json: bool) -> None:
    """Memeriksa apa yang dapat menghalangi proses berikutnya: program, folder, disk, gudang data, server, saluran."""
    from dataclasses import asdict

    from flows.upkeep.doctor import examine

    place = Home.resolve(home)
    checks = examine(place, now(), send)
    hampered = any(check.state == "gangguan" for check in checks)
    if as_json:
        told = {"home": str(place.path), "healthy": not hampered, "checks": [asdict(check) for check in checks]}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        from flows.terminal import show_checks

        show_checks(checks)
    sys.exit(TECHNICAL_FAILURE if hampered else 0)
