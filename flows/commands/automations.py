"""`capaian automations`: runs of the team's server that fail, are killed, come late or hang are looked after."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import click

from flows.commands.options import at_home, unread_inbox
from flows.commands.shared import TECHNICAL_FAILURE, WRONG_USAGE, fail, ready_home, told_in_words


@click.command()
@click.option("--remove", is_flag=True, help="Hapus dari server.")
@at_home
@unread_inbox
@told_in_words
def automations(remove: bool, home: Path | None, as_json: bool) -> None:
    """Membuat otomasi di server Prefect: proses yang gagal, terhenti, terlambat, atau macet diberitahukan."""
    from flows.orchestration import configure
    from flows.settings_file import load_settings

    if not os.environ.get("PREFECT_API_URL"):
        fail(WRONG_USAGE, "Otomasi tinggal di server Prefect. Sebutkan alamatnya di PREFECT_API_URL.")
    place = ready_home(home, None)
    configure(place)
    from flows.running.automations import TENDING, NotDeployedError, create_all, remove_all

    runs = load_settings(place.settings).runs
    try:
        names = asyncio.run(remove_all(runs) if remove else create_all(runs))
    except NotDeployedError:
        fail(
            TECHNICAL_FAILURE,
            f"Deployment {TENDING} belum ada di server. Jalankan: prefect --no-prompt deploy --all, lalu ulangi.",
        )
    if as_json:
        click.echo(json.dumps({"removed" if remove else "created": names}, ensure_ascii=False))
        return
    for name in names:
        click.echo(f"{name}: {'dihapus' if remove else 'terpasang'}")
    if not names:
        click.echo("Tidak ada otomasi yang perlu dihapus.")
