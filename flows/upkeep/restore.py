"""The way back: a home as a backup holds it, put in place in one step; what stood there before is set aside."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from flows.placing import exchange
from flows.settings import Home
from flows.trouble import in_words
from flows.upkeep.backup import differences
from flows.upkeep.package import Manifest, read_manifest
from flows.upkeep.state import faults_of
from flows.upkeep.wording import UpkeepProblem, listed, say
from flows.warehouse import WarehouseBusyError, WarehouseError
from flows.warehouse.store import connect

_CONTENT = "isi"
# Lies in the folder of a restore from the moment in which its content may be the home of before.
_READY = "siap"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored; where the home of before lies now; what was wrong with the home when it was backed up."""

    manifest: Manifest
    set_aside: Path | None
    faults: list[str]


def restore(file: Path, home: Home, replace: bool) -> Restored:
    """Makes a home what it was when it was backed up.

    Everything is unpacked and compared beside the home first. The home of before is renamed and never deleted.

    Args:
        replace: set aside what stands there; otherwise only a home that is empty or absent is filled.

    Raises:
        UpkeepProblem: nothing was changed, or, after a refusal of the system, what to do.
        WarehouseBusyError: a run is under way in the home.
    """
    manifest = read_manifest(file)
    if is_filled(home) and not replace:
        raise UpkeepProblem(say("not_empty", home=home.path))
    if home.path.is_mount():
        raise UpkeepProblem(say("mount_point", home=home.path))
    workshop = home.path.with_name(f".{home.path.name}.pulih")
    try:
        _clear(workshop, home)
        workshop.mkdir(parents=True, mode=0o700)
        fresh = Home(workshop / _CONTENT)
        if damages := differences(file, manifest, fresh):
            raise UpkeepProblem(say("not_same", file=file, damages=listed(damages)))
        faults = faults_of(fresh)
        return Restored(manifest, _put_in_place(fresh, home, workshop), faults)
    except OSError as problem:
        told = in_words(problem, home.path.parent)
        if told is None:
            raise
        raise UpkeepProblem(told) from problem
    finally:
        if not (workshop / _READY).exists():
            shutil.rmtree(workshop, ignore_errors=True)


def is_filled(home: Home) -> bool:
    """Whether anything stands there."""
    return home.path.exists() and (not home.path.is_dir() or any(home.path.iterdir()))


def _put_in_place(fresh: Home, home: Home, workshop: Path) -> Path | None:
    fresh.path.chmod(0o755)
    if not is_filled(home):
        os.rename(fresh.path, home.path)  # over an empty folder, too
        return None
    with ExitStack() as held:
        if home.warehouse.exists():
            try:
                held.enter_context(connect(home.warehouse, read_only=True))  # nobody begins to write meanwhile
            except WarehouseBusyError:
                raise
            except WarehouseError:
                pass  # it cannot be read: that is why it is replaced
        fresh.path.chmod(home.path.stat().st_mode & 0o777)
        (workshop / _READY).touch()
        if not exchange(fresh.path, home.path):
            aside = _aside(home)
            os.rename(home.path, aside)
            os.rename(fresh.path, home.path)
        else:
            aside = _aside(home)
            os.rename(fresh.path, aside)
        (workshop / _READY).unlink()
    return aside


def _clear(workshop: Path, home: Home) -> None:
    """What a killed restore left: half a copy is deleted, what may be the home of before is set aside."""
    content = workshop / _CONTENT
    if (workshop / _READY).exists():
        if content.exists():
            os.rename(content, _aside(home))
        (workshop / _READY).unlink()
    shutil.rmtree(workshop, ignore_errors=True)


def _aside(home: Home) -> Path:
    number = 1
    while (place := home.path.with_name(f"{home.path.name}.before-restore-{number}")).exists():
        number += 1
    return place
