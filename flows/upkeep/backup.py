"""A backup: one file with everything of a home that cannot be made again, written while runs go on.

Readers shut writers out of a DuckDB file. While the home is copied, this process is such a reader, so that the copy is
one state between two steps of a run; what takes time (packing, unpacking, comparing) happens on the copy. Whoever wants
to write meanwhile waits a moment (`store.connect`).
"""

from __future__ import annotations

import fcntl
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from flows.placing import link_or_copy
from flows.settings import Home
from flows.trouble import in_words
from flows.upkeep.package import FORMAT, FileRecord, Manifest, damages_of, read_manifest, unpack, write_entry
from flows.upkeep.package import write_manifest as write_manifest_entry
from flows.upkeep.state import faults_of, held_in
from flows.upkeep.wording import UpkeepProblem, listed, say
from flows.warehouse.store import connect

# Made anew by the next run, or of use on this machine only.
_LEFT_OUT = frozenset({".prefect", ".dbt", "logs"})
# What is being written at this moment, or was when somebody was killed: it counts for nothing yet.
_DRAFTS = (".masuk-", ".coba-tulis-")
# Placed whole and never written into: a second name is as good as a copy, and takes no time.
_PLACED_WHOLE = frozenset({"archive", "reports", "exports", "checks"})
_SECONDS = 300


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds, and what is wrong with the home itself, in words."""

    path: Path
    size: int
    manifest: Manifest
    faults: list[str]


def back_up(
    home: Home, target: Path, at: str, seconds: float = _SECONDS, tell: Callable[[str], None] = lambda _: None
) -> BackedUp:
    """Writes a backup, restores it to a folder beside, compares, and only then puts it in place.

    Args:
        at: ISO time that the backup says of itself.
        seconds: how long to wait for a run that writes.
        tell: hears how far it is.

    Raises:
        UpkeepProblem: nothing was written, and the backup that was there is untouched.
        WarehouseError: likewise, since the warehouse is held, damaged or out of reach.
    """
    target = target.resolve()
    if target.is_relative_to(home.path):
        raise UpkeepProblem(say("inside", file=target, home=home.path))
    if not home.path.is_dir() or not any(home.path.iterdir()):
        raise UpkeepProblem(say("no_home", home=home.path))
    try:
        with _workshop(target) as draft:
            return _back_up(home, target, draft, at, seconds, tell)
    except OSError as problem:
        told = in_words(problem, target.parent)
        if told is None:
            raise
        raise UpkeepProblem(told) from problem


def _back_up(home: Home, target: Path, draft: Path, at: str, seconds: float, tell: Callable[[str], None]) -> BackedUp:
    tell("Menyalin folder kerja")
    files, left_out = _copy(home, draft / "salinan", seconds)
    _settle(draft / "salinan" / home.warehouse.name)
    tell(f"Mengemas {len(files)} berkas")
    packed = draft / "cadangan.zip"
    _pack(packed, files, left_out, draft / "salinan" / home.warehouse.name, at)
    shutil.rmtree(draft / "salinan")
    tell("Memulihkan ke folder sementara dan membandingkan")
    manifest = read_manifest(packed)
    restored = Home(draft / "pulih")
    if damages := differences(packed, manifest, restored):
        raise UpkeepProblem(say("not_written", file=target, damages=listed(damages)))
    faults = faults_of(restored)
    if faults and target.exists():
        raise UpkeepProblem(say("keeps_the_old", home=home.path, damages=listed(faults), file=target))
    size = packed.stat().st_size
    os.replace(packed, target)
    return BackedUp(target, size, manifest, faults)


def differences(file: Path, manifest: Manifest, place: Home) -> list[str]:
    """Restores a backup to a new folder: what is not as the manifest says, in words.

    Raises:
        UpkeepProblem: there is no room for it.
        WarehouseError: the warehouse is what was recorded, but this program cannot read it.
    """
    damages = unpack(file, manifest, place.path)
    if damages:
        return damages
    held = held_in(place.warehouse)
    damages = damages_of(held.tables, manifest)
    if (held.entries, held.chain_head) != (manifest.entries, manifest.chain_head):
        damages.append(say("chain", seq=held.entries))
    return damages


def verify_backup(file: Path) -> tuple[Manifest, list[str], list[str]]:
    """What a backup holds, where it is not what it says, and what was wrong with the home then.

    Raises:
        UpkeepProblem: it is no backup.
    """
    import tempfile

    manifest = read_manifest(file)
    with tempfile.TemporaryDirectory(dir=file.resolve().parent, prefix=f".{file.name}.") as folder:
        place = Home(Path(folder) / "pulih")
        damages = differences(file, manifest, place)
        return manifest, damages, [] if damages else faults_of(place)


@contextmanager
def _workshop(target: Path) -> Iterator[Path]:
    """A folder beside the target, always of the same name, so that what a kill leaves is swept by the next.

    Raises:
        UpkeepProblem: another backup works in it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = target.with_name(f".{target.name}.baru")
    folder.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise UpkeepProblem(say("under_way", file=target)) from problem
        for left in folder.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(handle)


def _copy(home: Home, copy: Path, seconds: float) -> tuple[dict[str, Path], list[str]]:
    """One state of the home: where each of its files can be read from now on, and what is left out."""
    copy.mkdir()
    files: dict[str, Path] = {}
    left_out: list[str] = []
    with ExitStack() as held:
        if home.warehouse.exists():
            # Opened before the connection and closed after it: closing any handle of a file lets go of the locks that
            # the whole process has on it.
            sources = [held.enter_context(path.open("rb")) for path in (home.warehouse,)]
            held.enter_context(connect(home.warehouse, read_only=True, seconds=seconds))
            sources += [held.enter_context(path.open("rb")) for path in _logs(home.warehouse)]
            for source in sources:
                place = copy / Path(source.name).name
                with place.open("wb") as content:
                    shutil.copyfileobj(source, content, 1024 * 1024)
                shutil.copystat(source.name, place)
            files[home.warehouse.name] = copy / home.warehouse.name
        for name, path in _walk(home, left_out):
            if name.partition("/")[0] == home.archive.name:
                files[name] = path  # written once and never changed
                continue
            place_of = copy / "berkas" / name
            place_of.parent.mkdir(parents=True, exist_ok=True)
            try:
                if name.partition("/")[0] in _PLACED_WHOLE:
                    link_or_copy(path, place_of)
                else:
                    shutil.copy2(path, place_of)
            except FileNotFoundError:
                left_out.append(name)  # taken away by those who put it there
                continue
            files[name] = place_of
    return files, left_out


def _logs(warehouse: Path) -> list[Path]:
    """What DuckDB has written down and not yet taken into the file."""
    return sorted(warehouse.parent.glob(f"{warehouse.name}.*"))


def _walk(home: Home, left_out: list[str]) -> Iterator[tuple[str, Path]]:
    """Files of a home but its warehouse, in order. A folder right below it may be a link to another disk."""
    for top in sorted(home.path.iterdir()):
        if top.name in _LEFT_OUT or top.name.startswith((home.warehouse.name, *_DRAFTS)):
            continue
        if top.is_file():
            yield top.name, top
        elif top.is_dir():
            yield from _walk_below(home, top, left_out)
        else:
            left_out.append(top.name)


def _walk_below(home: Home, top: Path, left_out: list[str]) -> Iterator[tuple[str, Path]]:
    for folder, folders, names in os.walk(top, followlinks=False, onerror=_raise):
        folders[:] = sorted(name for name in folders if not (name.startswith(".") and name.endswith(".baru")))
        for name in sorted(names):
            path = Path(folder) / name
            inside = path.relative_to(home.path).as_posix()
            if name.startswith(_DRAFTS) or (name.startswith(".") and name.endswith(".baru")):
                continue
            if path.is_symlink() or not path.is_file() or not _can_be_told(inside):
                left_out.append(inside.encode("utf-8", "backslashreplace").decode())
            else:
                yield inside, path
        left_out.extend(
            (Path(folder) / name).relative_to(home.path).as_posix()
            for name in folders
            if (Path(folder) / name).is_symlink()
        )


def _can_be_told(name: str) -> bool:
    """Whether a name is text: a name in some other encoding has no place in a zip."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _raise(problem: OSError) -> None:
    """A folder that cannot be listed is no empty folder."""
    raise problem


def _settle(warehouse: Path) -> None:
    """Takes what DuckDB had only written down into the copy, so that one file holds all of it."""
    if not warehouse.exists() or not _logs(warehouse):
        return
    with connect(warehouse) as connection:
        connection.execute("checkpoint")


def _pack(packed: Path, files: dict[str, Path], left_out: list[str], warehouse: Path, at: str) -> None:
    """The zip, readable by its owner alone: settings may hold passwords of channels."""
    held = held_in(warehouse)
    records: dict[str, FileRecord] = {}
    handle = os.open(packed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        with zipfile.ZipFile(file, "w") as archive:
            for name in sorted(files):
                records[name] = write_entry(archive, name, files[name])
            manifest = Manifest(
                format=FORMAT,
                program_version=version("capaian"),
                written_at=at,
                entries=held.entries,
                chain_head=held.chain_head,
                tables=held.tables,
                files=records,
                left_out=sorted(left_out),
            )
            write_manifest_entry(archive, manifest)
        file.flush()
        os.fsync(file.fileno())
