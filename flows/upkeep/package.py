"""A backup as a file: a zip with every file of a home below `isi/`, and a manifest that says what each must be.

Nothing in it is trusted when it is opened: names, kinds and sizes are looked at before anything is written, and what is
written is compared with the manifest while it is.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import IO

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from flows.upkeep.wording import UpkeepProblem, say, size

MANIFEST = "manifest.json"
CONTENT = "isi/"
FORMAT = 1
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the times of files stand in the manifest, to the nanosecond
_PIECE = 1024 * 1024
_MANIFEST_BYTES = 256 * 1024 * 1024
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError)


class FileRecord(BaseModel):
    """What a file must be: SHA-256, bytes, time of its last change (ns since 1970) and rights."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=0)
    modified_ns: int
    mode: int = Field(ge=0, le=0o777)


class TableRecord(BaseModel):
    """What a table must hold: its number of rows, and a sum over the hashes of all of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows: int
    content: str


class Manifest(BaseModel):
    """What was backed up, when (ISO time), by which program."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    program_version: str
    written_at: str
    entries: int
    chain_head: str | None
    tables: dict[str, TableRecord]
    files: dict[str, FileRecord]
    # Files that are no part of it, though they lie in the home: links, and what vanished while it was read.
    left_out: list[str]

    @property
    def total_bytes(self) -> int:
        """What it takes once it is unpacked."""
        return sum(record.size for record in self.files.values())


def write_entry(archive: zipfile.ZipFile, name: str, source: Path) -> FileRecord:
    """Adds a file as it is now, and says what it was."""
    known = hashlib.sha256()
    length = 0
    with source.open("rb") as content, archive.open(_entry(CONTENT + name), "w", force_zip64=True) as place:
        about = os.fstat(content.fileno())
        while piece := content.read(_PIECE):
            known.update(piece)
            length += len(piece)
            place.write(piece)
    return FileRecord(
        sha256=known.hexdigest(), size=length, modified_ns=about.st_mtime_ns, mode=stat.S_IMODE(about.st_mode) & 0o777
    )


def write_manifest(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """The last entry: it could not be known before."""
    archive.writestr(_entry(MANIFEST), manifest.model_dump_json(indent=1).encode() + b"\n")


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = (stat.S_IFREG | 0o600) << 16
    return entry


def read_manifest(file: Path) -> Manifest:
    """What a backup says of itself, once it is sure that its list of files is the one that the manifest holds.

    Raises:
        UpkeepProblem: it is no backup, was made to do harm, or is of a later format.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return _manifest(file, archive)
    except _DAMAGED as problem:
        raise UpkeepProblem(say("not_a_backup", file=file, why="bukan arsip zip yang utuh")) from problem


def _manifest(file: Path, archive: zipfile.ZipFile) -> Manifest:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names) or not all(_is_plain(entry) for entry in entries):
        raise UpkeepProblem(say("not_a_backup", file=file, why="memuat nama berkas yang tidak wajar"))
    if MANIFEST not in names:
        raise UpkeepProblem(say("not_a_backup", file=file, why=f"{MANIFEST} tidak ada"))
    if archive.getinfo(MANIFEST).file_size > _MANIFEST_BYTES:
        raise UpkeepProblem(say("not_a_backup", file=file, why=f"{MANIFEST} terlalu besar"))
    try:
        manifest = Manifest.model_validate_json(archive.read(MANIFEST))
    except ValidationError as problem:
        _refuse_later(file, archive.read(MANIFEST))
        raise UpkeepProblem(say("not_a_backup", file=file, why=f"{MANIFEST} rusak")) from problem
    if manifest.format != FORMAT:
        _refuse_later(file, archive.read(MANIFEST))
    return manifest


def _refuse_later(file: Path, content: bytes) -> None:
    """A later format may hold anything, but says its number and its program."""
    import json

    try:
        told = json.loads(content)
        number, version = told["format"], told["program_version"]
    except (ValueError, KeyError, TypeError):
        return
    if number != FORMAT:
        raise UpkeepProblem(say("newer_backup", file=file, version=version, format=number))


def unpack(file: Path, manifest: Manifest, folder: Path) -> list[str]:
    """Puts the files of a backup into a new folder, with their times and rights.

    Returns:
        What is not as the manifest says, in words; empty when all of it is.

    Raises:
        UpkeepProblem: there is no room for it.
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True)
    free = shutil.disk_usage(folder).free
    if manifest.total_bytes > free:
        needed = size(manifest.total_bytes)
        raise UpkeepProblem(say("too_big", file=file, needed=needed, folder=folder.parent.parent, free=size(free)))
    damages = []
    with zipfile.ZipFile(file) as archive:
        names = {entry.filename for entry in archive.infolist() if not entry.is_dir()} - {MANIFEST}
        for name, record in sorted(manifest.files.items()):
            if CONTENT + name not in names:
                damages.append(say("missing", name=name))
                continue
            try:
                with archive.open(CONTENT + name) as content:
                    _put(folder / name, content, record)
            except (ValueError, NotADirectoryError, FileExistsError, IsADirectoryError, *_DAMAGED):
                damages.append(say("changed", name=name))
        known = {CONTENT + name for name in manifest.files}
        damages += [say("stray", name=name) for name in sorted(names - known)]
    return damages


def _put(path: Path, content: IO[bytes], record: FileRecord) -> None:
    """One file, as recorded.

    Raises:
        ValueError: it is another one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    known, left = hashlib.sha256(), record.size
    with path.open("xb") as place:
        while piece := content.read(_PIECE):
            left -= len(piece)
            if left < 0:
                break
            known.update(piece)
            place.write(piece)
    if left or known.hexdigest() != record.sha256:
        path.unlink()
        raise ValueError("another content")
    path.chmod(record.mode | stat.S_IRUSR)
    os.utime(path, ns=(record.modified_ns, record.modified_ns))


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    name = entry.filename
    is_ours = name == MANIFEST or name.startswith(CONTENT)
    return is_ours and is_safe(name) and kind in (0, stat.S_IFREG) and not entry.flag_bits & 0x1


def is_safe(name: str) -> bool:
    """Whether a name stays in its folder, on the systems that this program runs on."""
    parts = name.split("/")
    return (
        bool(name) and not PurePosixPath(name).is_absolute() and not {"", ".", ".."} & set(parts) and "\0" not in name
    )


def damages_of(tables: Mapping[str, TableRecord], manifest: Manifest) -> list[str]:
    """The tables that do not hold what they must."""
    names = sorted(tables.keys() | manifest.tables.keys())
    return [say("table", name=name) for name in names if tables.get(name) != manifest.tables.get(name)]
