"""Disk full, home read-only, warehouse unreadable, another zone: each command says so, and leaves what was published.

Rights say nothing to root, so the home lies on a file system of its own, made full or read-only. Where the machine
cannot mount one, the tests say that they were not run.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import CORRECTED, FIRST, Month, Outcome, capaian, everything
from .killing import State, state_of

SIZE_MB = 160
LATER = ("--inbox", CORRECTED, "--received-at", "2022-10-07T09:00:00")
WRITING = [("run", "2022-09", *LATER), ("ingest", "2022-09", *LATER), ("build", "2022-09"), ("report", "2022-09")]
READING = [("findings", "2022-09", "--json"), ("trace", "SERANG", "2022-09", "23", "--json")]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=False) if shutil.which("mount") else None
    if done is None or done.returncode:
        why = done.stderr.strip() if done else "there is no mount"
        pytest.skip(f"NOT PROVED: a full disk and a read-only home, because this machine cannot mount a disk ({why})")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def home(disk: Path, golden: Month) -> Path:
    """September after its first run, on that disk."""
    return Path(shutil.copytree(golden.home, disk / "kerja"))


def fill(disk: Path, leave: int = 0) -> Path:
    """Leaves so many bytes."""
    path = disk / "penuh"
    with path.open("wb") as file:
        left = shutil.disk_usage(disk).free - leave
        while left > 0:
            left -= file.write(b"\0" * min(left, 1024**2))
    return path


def remount(disk: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(disk)], check=True)


def told(outcome: Outcome, beginning: str) -> None:
    assert outcome.status == 1, outcome
    assert beginning in outcome.err
    assert "Traceback" not in outcome.err


def published(home: Path) -> State:
    found = state_of(home)
    return State(found.part("marts"), found.report)


@pytest.mark.slow
def test_a_home_that_can_only_be_read(home: Path, disk: Path, tmp_path: Path) -> None:
    before = state_of(home)
    remount(disk, "ro")
    for command in WRITING:
        told(capaian(*command, home=home, own_server=command[0] == "run"), "hanya dapat dibaca")
    for command in READING:
        assert capaian(*command, home=home).status == 0
    told(capaian("waive", "x", "--by", "Kepala", "--reason", "Rapat", home=home), "hanya dapat dibaca")
    assert capaian("backup", tmp_path / "cadangan.zip", home=home).status == 0
    told(capaian("restore", tmp_path / "cadangan.zip", "--replace", home=home), "hanya dapat dibaca")
    doctor = capaian("doctor", home=home, own_server=True)
    assert (doctor.status, "hanya dapat dibaca" in doctor.out) == (1, True)
    assert state_of(home) == before
    remount(disk, "rw")
    assert capaian(*WRITING[0], home=home).status == 3
    assert published(home) != before


@pytest.mark.slow
@pytest.mark.parametrize("leave", [0, 2 * 1024**2, 12 * 1024**2])
def test_a_disk_that_is_full_at_once_or_on_the_way(home: Path, disk: Path, leave: int) -> None:
    before = published(home)
    full = fill(disk, leave)
    told(capaian(*WRITING[0], home=home, own_server=True), "Disk penuh")
    assert published(home) == before
    for command in READING:
        assert capaian(*command, home=home).status == 0
    full.unlink()
    assert capaian(*WRITING[0], home=home).status == 3
    assert published(home) != before


@pytest.mark.slow
def test_a_backup_for_which_there_is_no_room_leaves_the_old_one(disk: Path, golden: Month) -> None:
    file = disk / "cadangan.zip"
    assert capaian("backup", file, home=golden.home).status == 0
    whole = file.read_bytes()
    for leave in (0, 10 * 1024**2, 40 * 1024**2):
        full = fill(disk, leave)
        outcome = capaian("backup", file, home=golden.home)
        full.unlink()
        assert (outcome.status, "Traceback" in outcome.err) == (1, False)
        assert "Kosongkan ruang" in outcome.err
        assert file.read_bytes() == whole
        assert [path.name for path in disk.iterdir()] == ["cadangan.zip"]
    full = fill(disk, 20 * 1024**2)
    outcome = capaian("restore", file, home=disk / "kerja")
    assert (outcome.status, "Kosongkan ruang" in outcome.err) == (1, True)
    assert not (disk / "kerja").exists()
    full.unlink()
    assert capaian("restore", file, home=disk / "kerja").status == 0
    assert everything(disk / "kerja") == everything(golden.home)


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["garbage", "cut"])
def test_a_warehouse_that_cannot_be_read_and_the_way_back(golden: Month, tmp_path: Path, damage: str) -> None:
    home = Path(shutil.copytree(golden.home, tmp_path / "kerja"))
    before = state_of(home)
    assert capaian("backup", tmp_path / "cadangan.zip", home=home).status == 0
    warehouse = home / "warehouse.duckdb"
    content = warehouse.read_bytes()
    warehouse.write_bytes(b"sampah" * 10_000 if damage == "garbage" else content[:20_000])
    damaged = warehouse.read_bytes()
    commands = [*WRITING, *READING, ("audit", "verify"), ("archive", "verify"), ("backup", tmp_path / "lain.zip")]
    for command in commands:
        told(capaian(*command, home=home), "capaian restore BERKAS --replace")
    assert warehouse.read_bytes() == damaged
    assert capaian("restore", tmp_path / "cadangan.zip", "--replace", home=home).status == 0
    assert state_of(home) == before
    assert (tmp_path / "kerja.before-restore-1" / "warehouse.duckdb").read_bytes() == damaged
    assert capaian(*WRITING[0], home=home).status == 3


def test_a_warehouse_that_cannot_be_read_is_told_by_every_command(tmp_path: Path) -> None:
    home = tmp_path / "kerja"
    home.mkdir()
    (home / "warehouse.duckdb").write_bytes(b"sampah" * 10_000)
    told(capaian("findings", "2022-09", home=home, own_server=True), "capaian restore BERKAS --replace")
    told(capaian("waive", "x", "--by", "Kepala", "--reason", "Rapat", home=home, own_server=True), "rusak")


@pytest.mark.slow
def test_a_machine_in_another_time_zone_publishes_the_same(
    golden: Month, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Days are those of the calendar's zone, wherever the machine stands; there it is already the next day."""
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    home = tmp_path / "home"
    came = ("--inbox", FIRST, "--received-at", "2022-10-05T09:00:00")
    assert capaian("run", "2022-09", *came, home=home).status == 3
    assert published(home) == published(golden.home)
    for name in ("lapkin.html", "lapkin.pdf", "lapkin.docx"):
        report = Path("reports", "SERANG", "2022-09", name)
        assert (home / report).read_bytes() == (golden.home / report).read_bytes(), name
