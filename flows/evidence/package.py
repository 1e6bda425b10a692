"""The archive as a file: the same content gives the same bytes, and nothing in it is trusted when it is opened."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

MANIFEST = "manifest.json"
FORMAT = 1
# A zip knows no time before this one, and the archive's own age is no part of it.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_UNPACKED_BYTES = 4 * 1024**3
_FROM_SYSTEMS = frozenset({"thumbs.db", "desktop.ini", "__macosx"})

Content = bytes | Path


class EvidenceProblem(Exception):  # noqa: N818 - told to people as it stands
    """The file is no archive of evidence, or cannot be opened; the text is Indonesian and says why."""


class Manifest(BaseModel):
    """`manifest.json`: whose figures, made by which program, and the SHA-256 of every other file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    unit: str = Field(min_length=1)
    period: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    program_version: str
    final_no: int | None
    entries: int
    chain_head: str | None
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class FileDamage:
    """A file that is not what the manifest says of it."""

    name: str
    kind: Literal["changed", "missing", "stray", "swapped"]


def sha256_of(content: Content) -> str:
    """The hash of a content, read in pieces where it is a file."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def manifest_bytes(manifest: Manifest) -> bytes:
    """The manifest as it is written."""
    told = json.dumps(manifest.model_dump(), ensure_ascii=False, indent=1, sort_keys=True)
    return told.encode() + b"\n"


def write_archive(target: Path, files: Mapping[str, Content]) -> None:
    """Puts the archive in place in one step, names in order and without times."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w") as archive:
            for name in sorted(files):
                entry = zipfile.ZipInfo(name, _NO_TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system = 3  # the attributes below are those of Unix, whatever the machine
                entry.external_attr = 0o644 << 16
                content = files[name]
                if isinstance(content, bytes):
                    archive.writestr(entry, content)
                else:
                    with content.open("rb") as source, archive.open(entry, "w") as place:
                        shutil.copyfileobj(source, place)
        os.chmod(draft, 0o644)  # mkstemp makes it readable by its owner only
        os.replace(draft, target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def unpack(archive: Path, folder: Path) -> list[FileDamage]:
    """Unpacks an archive: the files that could not be read are told, and left out.

    Raises:
        EvidenceProblem: it is no zip, or one that was made to do harm.
    """
    damages = []
    try:
        with zipfile.ZipFile(archive) as source:
            entries = [entry for entry in source.infolist() if not entry.is_dir()]
            names = [entry.filename for entry in entries]
            if len(set(names)) < len(names) or not all(_is_plain(entry) for entry in entries):
                raise EvidenceProblem(f"Arsip {archive.name} memuat nama berkas yang tidak wajar; tidak dibuka.")
            if sum(entry.file_size for entry in entries) > _UNPACKED_BYTES:
                raise EvidenceProblem(f"Arsip {archive.name} terlalu besar setelah dibuka; tidak dibuka.")
            for entry in entries:
                try:
                    source.extract(entry, folder)
                except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
                    folder.joinpath(entry.filename).unlink(missing_ok=True)
                    damages.append(FileDamage(entry.filename, "changed"))
    except (zipfile.BadZipFile, OSError, UnicodeDecodeError) as problem:
        raise EvidenceProblem(f"Berkas {archive.name} bukan arsip zip yang utuh.") from problem
    return damages


def root_of(folder: Path) -> Path:
    """Where the manifest lies: in the folder, or in the only folder in it."""
    inside = [path for path in sorted(folder.iterdir()) if path.is_dir() and path.name.lower() not in _FROM_SYSTEMS]
    if not (folder / MANIFEST).exists() and len(inside) == 1 and (inside[0] / MANIFEST).exists():
        return inside[0]
    return folder


def read_manifest(root: Path) -> Manifest:
    """The manifest, checked.

    Raises:
        EvidenceProblem: there is none, or it is of another kind.
    """
    path = root / MANIFEST
    if not path.is_file():
        raise EvidenceProblem(f"Tidak ada {MANIFEST}; ini bukan arsip bukti, atau bagiannya hilang.")
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except ValidationError as problem:
        raise EvidenceProblem(f"Berkas {MANIFEST} rusak; isi arsip tidak dapat dicocokkan.") from problem
    if manifest.format != FORMAT:
        raise EvidenceProblem(
            f"Arsip ini berformat {manifest.format}, program yang terpasang mengenal format {FORMAT}. "
            f"Periksa dengan Capaian versi {manifest.program_version} atau yang lebih baru."
        )
    if not all(_is_safe(name) for name in manifest.files):
        raise EvidenceProblem(f"Berkas {MANIFEST} memuat nama berkas yang tidak wajar; tidak diperiksa.")
    return manifest


def damages_of(root: Path, manifest: Manifest) -> list[FileDamage]:
    """The files that are not what the manifest says, and those that it does not know."""
    damages = []
    present = set(_files_in(root))
    for name, identity in sorted(manifest.files.items()):
        if name not in present:
            damages.append(FileDamage(name, "missing"))
        elif sha256_of(root / name) != identity:
            damages.append(FileDamage(name, "changed"))
    damages.extend(FileDamage(name, "stray") for name in sorted(present - manifest.files.keys() - {MANIFEST}))
    return damages


def _files_in(root: Path) -> Iterator[str]:
    """Files that are there; links are none, and what systems leave in any folder is none."""
    for folder, folders, names in os.walk(root, followlinks=False):
        folders[:] = [name for name in folders if name.lower() not in _FROM_SYSTEMS]
        for name in names:
            path = Path(folder) / name
            if not name.startswith(".") and name.lower() not in _FROM_SYSTEMS and not path.is_symlink():
                yield path.relative_to(root).as_posix()


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    return _is_safe(entry.filename) and kind in (0, stat.S_IFREG)


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return not (path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or not path.parts)
