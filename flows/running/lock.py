"""One process writes to a home at a time: a second waits, and says for whom.

The lock is the system's own, on a file: it is gone with the process that held it, however that ended.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from flows.running.log import lines, logs
from flows.settings import Home
from flows.settings_file import load_settings
from flows.wording import jam

if TYPE_CHECKING:
    from filelock import FileLock


class HomeBusyError(Exception):
    """Another run works in this home and did not end in time; the text is Indonesian and says which."""


def lock_of(home: Home) -> FileLock:
    """The lock of a home, not taken yet."""
    from filelock import FileLock

    home.path.mkdir(parents=True, exist_ok=True)
    return FileLock(home.path / ".lock", thread_local=False, poll_interval=0.2)


async def take(home: Home, lock: FileLock) -> None:
    """Takes the lock, waiting as long as the settings allow.

    Raises:
        HomeBusyError: the other one did not end in time.
    """
    await asyncio.to_thread(take_now, home, lock)


def take_now(home: Home, lock: FileLock) -> None:
    """The same, for a command without a flow.

    Raises:
        HomeBusyError: the other one did not end in time.
    """
    from filelock import Timeout

    from flows.progress import tell

    try:
        lock.acquire(timeout=0)
    except Timeout:
        patience = load_settings(home.settings).runs.wait_minutes
        tell(f"Menunggu: {holder(home)}")
        try:
            lock.acquire(timeout=patience * 60)
        except Timeout:
            raise HomeBusyError(
                f"Folder kerja {home.path} masih dipakai setelah ditunggu {patience:g} menit: {holder(home)} "
                "Jalankan lagi setelah proses itu selesai, atau hentikan bila macet."
            ) from None


def holder(home: Home) -> str:
    """Who works in the home, as far as its log tells."""
    for path in logs(home)[:1]:
        return _in_words(path)
    return "proses lain sedang berjalan."


def _in_words(path: Path) -> str:
    begun = next(lines(path), None)
    if begun is None:
        return "proses lain sedang berjalan."
    what = " ".join(part for part in (begun["flow"], begun["unit"], begun["period"]) if part)
    return f"{what} sedang berjalan sejak {jam(begun['at'])} (nomor proses {begun['process']})."
