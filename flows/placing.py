"""Files and folders put in place in one step: whoever is killed meanwhile leaves the old or the new, and never half.

What is being written lies beside its place under a name that is always the same, so that what a kill leaves behind is
swept by the next who writes there. One process writes to a home at a time: it holds the warehouse.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
# File systems and systems that cannot exchange two names.
_CANNOT = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM})


def put(path: Path, content: str | bytes) -> Path:
    """A file, in place at once, so that nobody opens half a page."""
    draft = _beside(path, "baru")
    draft.write_bytes(content.encode() if isinstance(content, str) else content)
    os.replace(draft, path)
    return path


def put_together(folder: Path, files: Mapping[str, bytes]) -> None:
    """Files that belong together, all of them at once; what else lies in the folder stays."""

    def fill(draft: Path) -> None:
        if folder.exists():
            # Drafts of single files, left by a kill, are not carried over.
            left = shutil.ignore_patterns(*(f".{name}.*" for name in files))
            shutil.copytree(folder, draft, symlinks=True, ignore=left, copy_function=link_or_copy)
        draft.mkdir(exist_ok=True)
        for name, content in files.items():
            (draft / name).unlink(missing_ok=True)  # it may be the very file that is in place
            (draft / name).write_bytes(content)

    put_folder(folder, fill)


def put_folder(folder: Path, fill: Callable[[Path], None]) -> None:
    """A folder as a whole.

    Args:
        fill: makes the folder under the name given; what it leaves becomes the folder.
    """
    draft, before = _beside(folder, "baru"), _beside(folder, "lama")
    folder.parent.mkdir(parents=True, exist_ok=True)
    if before.exists() and not folder.exists():
        before.rename(folder)  # killed between the two steps that are taken where names cannot be exchanged
    for left in (draft, before):
        shutil.rmtree(left, ignore_errors=True)
    fill(draft)
    if not folder.exists():
        draft.rename(folder)
    elif exchange(draft, folder):
        shutil.rmtree(draft)
    else:
        folder.rename(before)
        draft.rename(folder)
        shutil.rmtree(before)


def _beside(path: Path, word: str) -> Path:
    return path.with_name(f".{path.name}.{word}")


def link_or_copy(source: str | Path, target: str | Path) -> None:
    """A file once more, without its content where the file system allows."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def exchange(one: Path, other: Path) -> bool:
    """Two names change places in one step; False where that cannot be had."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(one))
