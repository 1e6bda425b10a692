"""Back up, destroy, restore: the same. And what is refused, damaged, held, or cut off on the way."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import stat
import subprocess
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from flows import placing
from flows.answers import answering
from flows.ingest.archive import content_hash, verify
from flows.ingest.intake import logged_contents
from flows.settings import ROOT, Home
from flows.upkeep import restore as restoring
from flows.upkeep.backup import back_up, verify_backup
from flows.upkeep.package import read_manifest
from flows.upkeep.restore import restore
from flows.upkeep.wording import UpkeepProblem
from flows.warehouse import WarehouseBusyError, WarehouseUnreadableError
from flows.warehouse.store import connect
from tests.flows.conftest import CAPAIAN, FIRST, Month, capaian, environment, everything

from .conftest import CONTENT, INDICATORS, NOW, PASSWORD, hashes, held


def test_backed_up_destroyed_and_restored_a_home_is_the_same(home: Home, tmp_path: Path) -> None:
    files, tables = hashes(home.path), everything(home.path)
    times = {name: (home.path / name).stat().st_mtime_ns for name in files}
    done = back_up(home, tmp_path / "cadangan.zip", NOW)
    assert (done.faults, done.manifest.left_out) == ([], [])
    shutil.rmtree(home.path)

    restored = restore(done.path, home, replace=False)
    assert restored.set_aside is None
    assert hashes(home.path) == files
    assert everything(home.path) == tables
    assert {name: (home.path / name).stat().st_mtime_ns for name in files} == times
    assert done.manifest.tables["marts.fct_indicator"].rows == INDICATORS
    assert restored.manifest.entries == 1
    assert answering.audit(home)[2] is None
    assert verify(home.archive, logged_contents(home.warehouse)) == (1, [])
    assert sorted(files) == [
        f"archive/{content_hash(CONTENT)[:2]}/{content_hash(CONTENT)}",
        "calendar.yml",
        "inbox/RHPK: Oktober.xlsx",
        "reports/SERANG/2022-09/lapkin.html",
        "settings.yml",
        "warehouse.duckdb",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cadangan.zip", "kerja"]


@pytest.mark.slow
def test_a_real_month_goes_on_where_it_was_backed_up(golden: Month, tmp_path: Path) -> None:
    """All commands work in what was restored, and a run of the same workbook changes nothing."""
    home = Home(tmp_path / "kerja")
    files, tables = hashes(golden.home), everything(golden.home)
    assert capaian("backup", tmp_path / "cadangan.zip", home=golden.home).status == 0
    assert capaian("restore", tmp_path / "cadangan.zip", home=home.path).status == 0
    assert hashes(home.path) == files
    assert everything(home.path) == tables
    assert capaian("audit", "verify", home=home.path).status == 0
    assert capaian("archive", "verify", home=home.path).status == 0
    assert capaian("doctor", home=home.path, own_server=True).status == 0
    assert capaian("report", "2022-09", home=home.path).status == 3
    again = capaian("run", "2022-09", "--inbox", FIRST, "--received-at", "2022-10-06T09:00:00", home=home.path)
    assert again.status == 3, again.err
    marts = {name: found for name, found in tables.items() if name.startswith("marts.")}
    assert {name: found for name, found in everything(home.path).items() if name in marts} == marts


def test_the_commands_tell_what_they_did(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "luar" / "cadangan.zip"
    written = capaian("backup", file, "--json", home=home.path, own_server=True)
    assert written.status == 0, written.err
    told = json.loads(written.out)
    assert (told["file"], told["tables"]["marts.fct_indicator"], told["faults"]) == (str(file), INDICATORS, [])
    assert PASSWORD not in written.out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (home.path / "calendar.yml").write_text("holidays: [2022-10-01]\n")
    refused = capaian("restore", file, home=home.path, own_server=True)
    assert (refused.status, "--replace" in refused.err) == (2, True)
    back = capaian("restore", file, "--replace", home=home.path, own_server=True)
    assert back.status == 0, back.err
    assert (home.path / "calendar.yml").read_text() == "holidays: []\n"
    aside = home.path.with_name("kerja.before-restore-1")
    assert (aside / "calendar.yml").read_text() == "holidays: [2022-10-01]\n"
    assert str(aside) in back.out
    assert "Traceback" not in written.err + refused.err + back.err


def test_what_a_final_rests_on_is_in_every_backup(home: Home, tmp_path: Path) -> None:
    """From the final to the versions of its forms, from there to the workbooks as they were received."""
    with connect(home.warehouse) as connection:
        connection.execute(
            "insert into raw.final_versions select 1, unit_code, period, form, submission_id from raw.form_versions"
        )
    back_up(home, tmp_path / "cadangan.zip", NOW)
    place = Home(tmp_path / "baru")
    manifest = restore(tmp_path / "cadangan.zip", place, replace=False).manifest
    with connect(place.warehouse, read_only=True) as connection:
        inputs = {name for (name,) in connection.execute("select submission_id from raw.final_versions").fetchall()}
    assert len(inputs) == 1
    assert all(manifest.files[f"archive/{name[:2]}/{name}"].sha256 == name for name in inputs)


def test_nothing_that_was_received_or_answered_is_ever_deleted() -> None:
    """No statement of the program takes away what came, was answered, or was made final; nothing has an age."""
    kept = ("submissions", "form_versions", "answers", "finals", "final_", "target_imports")
    sources = [*(ROOT / "flows").rglob("*.py"), *(ROOT / "dbt_project").rglob("*.sql")]
    statement = re.compile(rf"(delete from|truncate|drop table|update) raw\.({'|'.join(kept)})", re.IGNORECASE)
    assert [path.name for path in sources if statement.search(path.read_text("utf-8"))] == []
    # Of the archive nothing is taken away but drafts, by their name.
    removing = re.compile(r"^.*(?:unlink|rmtree|remove|rmdir)\(.*$", re.MULTILINE)
    assert {line.strip() for line in removing.findall((ROOT / "flows/ingest/archive.py").read_text("utf-8"))} == {
        "draft.unlink()",
        "draft.unlink(missing_ok=True)",
    }


def test_rows_that_a_killed_run_only_wrote_down_are_in_it(home: Home, tmp_path: Path) -> None:
    """DuckDB keeps them in a file beside the warehouse until it takes them in."""
    with held(home.warehouse, writes="create table raw.catatan as select 42 as n") as writer:
        writer.kill()
        writer.wait()
    log = home.warehouse.with_name("warehouse.duckdb.wal")
    assert log.stat().st_size > 0
    before = (home.warehouse.read_bytes(), log.read_bytes())
    back_up(home, tmp_path / "cadangan.zip", NOW)
    assert (home.warehouse.read_bytes(), log.read_bytes()) == before
    place = Home(tmp_path / "baru")
    restore(tmp_path / "cadangan.zip", place, replace=False)
    assert everything(place.path)["raw.catatan"] == [(42,)]


def test_it_waits_for_a_run_and_gives_up_in_words(home: Home, tmp_path: Path) -> None:
    with held(home.warehouse) as writer, pytest.raises(WarehouseBusyError, match=f"nomor proses {writer.pid}"):
        back_up(home, tmp_path / "cadangan.zip", NOW, seconds=0)
    assert [path.name for path in tmp_path.iterdir()] == ["kerja"]
    with held(home.warehouse, seconds=0.5):
        assert back_up(home, tmp_path / "cadangan.zip", NOW, seconds=30).faults == []


def test_who_writes_waits_for_a_backup(home: Home) -> None:
    """A backup holds the warehouse as a reader: a run that comes meanwhile goes on when it lets go."""
    code = (
        f"import duckdb, time; c = duckdb.connect({str(home.warehouse)!r}, read_only=True); print('held', flush=True)"
    )
    with subprocess.Popen(
        [CAPAIAN.with_name("python"), "-c", f"{code}; print('held', flush=True); time.sleep(0.6)"],
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdout is not None
        reader.stdout.readline()
        with pytest.raises(WarehouseBusyError):
            connect(home.warehouse, seconds=0)
        connect(home.warehouse, seconds=30).close()


@pytest.mark.parametrize("target", ["kerja/cadangan.zip", "kerja/reports/cadangan.zip"])
def test_a_backup_inside_what_it_backs_up_is_refused(home: Home, tmp_path: Path, target: str) -> None:
    with pytest.raises(UpkeepProblem, match="akan hilang bersamanya"):
        back_up(home, tmp_path / target, NOW)


def test_an_empty_home_is_refused(tmp_path: Path) -> None:
    for place in (tmp_path / "kosong", tmp_path / "tidak-ada"):
        (tmp_path / "kosong").mkdir(exist_ok=True)
        with pytest.raises(UpkeepProblem, match="tidak ada yang dicadangkan"):
            back_up(Home(place), tmp_path / "cadangan.zip", NOW)


def test_a_damaged_home_never_replaces_the_backup_of_a_whole_one(home: Home, file: Path) -> None:
    whole = file.read_bytes()
    (content,) = [path for path in home.archive.rglob("*") if path.is_file()]
    content.unlink()
    with pytest.raises(UpkeepProblem, match="tidak ada, padahal tercatat diterima"):
        back_up(home, file, NOW)
    assert file.read_bytes() == whole
    beside = back_up(home, file.with_name("lain.zip"), NOW)
    assert len(beside.faults) == 1
    assert verify_backup(beside.path)[1:] == ([], beside.faults)


def test_a_warehouse_that_cannot_be_read_is_no_backup(home: Home, file: Path) -> None:
    whole = file.read_bytes()
    home.warehouse.write_bytes(b"bukan gudang data" * 1000)
    with pytest.raises(WarehouseUnreadableError, match="capaian restore"):
        back_up(home, file, NOW)
    assert file.read_bytes() == whole
    damaged = hashes(home.path)
    aside = restore(file, home, replace=True).set_aside
    assert aside is not None
    assert hashes(aside) == damaged
    assert len(everything(home.path)["marts.fct_indicator"]) == INDICATORS


def test_a_limit_of_the_system_leaves_the_old_backup(home: Home, file: Path) -> None:
    """As a full disk: the file cannot become as large as it must."""
    whole = file.read_bytes()
    done = subprocess.run(
        [CAPAIAN, "backup", str(file), "--home", str(home.path)],
        capture_output=True,
        text=True,
        env=environment(),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, 64 * 1024)),
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "Berkas terlalu besar" in done.stderr
    assert file.read_bytes() == whole
    assert sorted(path.name for path in file.parent.iterdir()) == ["cadangan.zip", "kerja"]


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 3] ^= 0xFF
    file.write_bytes(content)


def _again(file: Path, change: Callable[[zipfile.ZipInfo, bytes], tuple[str | zipfile.ZipInfo, bytes] | None]) -> None:
    """Writes the file once more, each entry as `change` wants it; None leaves it out."""
    with zipfile.ZipFile(file) as source:
        entries = [change(entry, source.read(entry)) for entry in source.infolist()]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for kept in entries:
            if kept is not None:
                target.writestr(*kept)


def _without_targets(file: Path) -> None:
    _again(file, lambda entry, content: None if entry.filename == "isi/calendar.yml" else (entry.filename, content))


def _other_settings(file: Path) -> None:
    _again(
        file,
        lambda entry, content: (entry.filename, b"alerts: {}\n" if entry.filename == "isi/settings.yml" else content),
    )


def _one_more(file: Path) -> None:
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("isi/titipan.txt", "x")


def _no_manifest(file: Path) -> None:
    _again(file, lambda entry, content: None if entry.filename == "manifest.json" else (entry.filename, content))


def _other_rows(file: Path) -> None:
    def change(entry: zipfile.ZipInfo, content: bytes) -> tuple[str, bytes]:
        if entry.filename == "manifest.json":
            told = json.loads(content)
            told["tables"]["marts.fct_indicator"]["content"] = "1"
            content = json.dumps(told).encode()
        return entry.filename, content

    _again(file, change)


@pytest.mark.parametrize(
    ("damage", "word"),
    [
        (_cut, "bukan arsip zip"),
        (_flip, "berubah"),
        (_without_targets, "calendar.yml tidak ada"),
        (_other_settings, "settings.yml isinya berubah"),
        (_one_more, "isi/titipan.txt tidak tercatat"),
        (_no_manifest, "manifest.json tidak ada"),
        (_other_rows, "tabel marts.fct_indicator berbeda"),
        (lambda file: file.write_bytes(b""), "bukan arsip zip"),
    ],
)
def test_a_damaged_backup_changes_nothing(home: Home, file: Path, damage: Callable[[Path], None], word: str) -> None:
    before = hashes(home.path)
    damage(file)
    with pytest.raises(UpkeepProblem, match=word):
        restore(file, home, replace=True)
    assert hashes(home.path) == before
    assert sorted(path.name for path in file.parent.iterdir()) == ["cadangan.zip", "kerja"]


def _link() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("isi/tautan")
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return entry


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "name",
    [
        "isi/../../jahat",
        "/tmp/jahat",
        "isi//jahat",
        "isi/./jahat",
        "lain/jahat",
        "../jahat",
        _link(),
        "isi/settings.yml",
    ],
)
def test_names_that_lead_elsewhere_are_refused_unopened(file: Path, name: str | zipfile.ZipInfo) -> None:
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, "/etc/passwd")
    before = sorted(file.parent.parent.rglob("*jahat*"))
    with pytest.raises(UpkeepProblem, match="nama berkas yang tidak wajar"):
        restore(file, Home(file.parent / "baru"), replace=False)
    assert sorted(file.parent.parent.rglob("*jahat*")) == before
    assert not (file.parent / "baru").exists()


def test_a_later_format_names_the_program_that_wrote_it(file: Path) -> None:
    def change(entry: zipfile.ZipInfo, content: bytes) -> tuple[str, bytes]:
        later = json.dumps({"format": 2, "program_version": "7.1.0"}).encode()
        return entry.filename, later if entry.filename == "manifest.json" else content

    _again(file, change)
    with pytest.raises(UpkeepProblem, match=r"versi 7\.1\.0"):
        read_manifest(file)


class Killed(BaseException):
    """Stands for a kill: nothing that cleans up catches it."""


@pytest.mark.parametrize("can_exchange", [True, False])
@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_restore_cut_off_loses_neither_the_old_nor_the_new(
    home: Home, file: Path, monkeypatch: pytest.MonkeyPatch, step: int, can_exchange: bool
) -> None:
    (home.path / "calendar.yml").write_text("holidays: [2022-10-01]\n")
    old = hashes(home.path)
    steps = {"left": step}

    def counted(really: Callable[..., object]) -> Callable[..., object]:
        def act(*arguments: object) -> object:
            steps["left"] -= 1
            if not steps["left"]:
                raise Killed
            return really(*arguments)

        return act

    with monkeypatch.context() as patched:
        patched.setattr(restoring.os, "rename", counted(os.rename))
        patched.setattr(restoring, "exchange", counted(placing.exchange if can_exchange else lambda *_: False))
        if can_exchange and step == 3:
            restore(file, home, replace=True)  # it takes two steps
        else:
            with pytest.raises(Killed):
                restore(file, home, replace=True)
    restore(file, home, replace=True)
    kept = [hashes(place) for place in file.parent.glob("kerja.before-restore-*")]
    assert old in kept
    assert (home.path / "calendar.yml").read_text() == "holidays: []\n"
    assert not home.path.with_name(".kerja.pulih").exists()


def test_a_backup_that_was_killed_is_swept_by_the_next(home: Home, tmp_path: Path) -> None:
    left = tmp_path / ".cadangan.zip.baru" / "pulih"
    left.mkdir(parents=True)
    (left / "separuh").write_bytes(b"x")
    back_up(home, tmp_path / "cadangan.zip", NOW)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cadangan.zip", "kerja"]


@pytest.mark.slow
def test_killed_at_any_moment_a_backup_is_the_old_one_or_the_new(home: Home, file: Path) -> None:
    whole = file.read_bytes()
    for moment in range(12):
        process = subprocess.Popen(
            [CAPAIAN, "backup", str(file), "--home", str(home.path)], env=environment(), stderr=subprocess.DEVNULL
        )
        time.sleep(0.1 * moment)
        process.kill()
        process.wait()
        assert file.read_bytes() == whole or verify_backup(file)[1] == []
    assert back_up(home, file, NOW).faults == []
    assert sorted(path.name for path in file.parent.iterdir()) == ["cadangan.zip", "kerja"]


def test_the_same_home_gives_the_same_bytes(home: Home, tmp_path: Path) -> None:
    file = back_up(home, tmp_path / "cadangan.zip", NOW).path
    assert back_up(home, file.with_name("lagi.zip"), NOW).path.read_bytes() == file.read_bytes()
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute("update marts.fct_indicator set realisasi = 1 where iku_no = 1")
    again = back_up(home, file.with_name("lagi.zip"), NOW).manifest
    first = read_manifest(file)
    changed = [name for name, record in first.tables.items() if again.tables[name] != record]
    assert changed == ["marts.fct_indicator"]
