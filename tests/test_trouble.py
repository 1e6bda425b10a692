"""Troubles of disk, warehouse and server: each is known in whatever dress it comes, and told with what helps."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from flows.trouble import in_words, kind_of, sentences, trouble_of
from flows.warehouse import WarehouseBusyError, WarehousePlaceError, WarehouseUnreadableError
from flows.warehouse.store import connect, patience


@pytest.mark.parametrize(
    ("problem", "kind"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "no_space"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "no_space"),
        (OSError(errno.EFBIG, "File too large"), "too_large"),
        (OSError(errno.EROFS, "Read-only file system"), "read_only"),
        (PermissionError(errno.EACCES, "Permission denied"), "not_allowed"),
        (OSError(errno.EIO, "Input/output error"), "broken_disk"),
        (NotADirectoryError(errno.ENOTDIR, "Not a directory"), "not_a_folder"),
        (duckdb.TransactionException("Failed to commit: Could not write file: No space left on device"), "no_space"),
        (duckdb.IOException("Cannot open file: Read-only file system"), "read_only"),
        (RuntimeError("dbt: [Errno 28] No space left on device"), "no_space"),
        (RuntimeError("(sqlite3.OperationalError) database or disk is full"), "no_space"),
        (RuntimeError("(sqlite3.OperationalError) attempt to write a readonly database"), "read_only"),
        (duckdb.IOException("it is not a valid DuckDB database file!"), "unreadable"),
        (duckdb.Error("Corrupt database file: computed checksum 1 does not match stored checksum 2"), "unreadable"),
        (
            duckdb.IOException(
                "Trying to read a database file with version number 99, but we can only read versions between 64 and 67"
            ),
            "newer",
        ),
        (RuntimeError("Prefect's server ended while starting"), "server"),
        (ValueError("angka bukan bilangan"), None),
    ],
)
def test_a_failure_is_known_by_its_number_or_words(problem: Exception, kind: str | None) -> None:
    assert kind_of(problem) == kind
    wrapped = RuntimeError("langkah berhenti")
    wrapped.__cause__ = problem
    assert kind_of(wrapped) == kind


def test_every_sentence_says_what_to_do(tmp_path: Path) -> None:
    for kind, sentence in sentences().items():
        told = sentence.format(path=tmp_path, by="", seconds=10, where="", cause="x")
        assert "{" not in told
        words = ("lalu jalankan lagi", "capaian restore", "dengan --home", "gangguan teknis")
        assert any(word in told for word in words), kind


def test_another_nature_is_not_the_machines(tmp_path: Path) -> None:
    assert in_words(ValueError("x"), tmp_path) is None
    assert trouble_of(tmp_path / "belum" / "ada") is None
    assert [*tmp_path.iterdir()] == []


def test_damage_met_while_reading_names_the_warehouse(tmp_path: Path) -> None:
    problem = duckdb.IOException("Could not read enough bytes from file: attempted to read 262144 bytes")
    told = in_words(problem, tmp_path, tmp_path / "warehouse.duckdb")
    assert told is not None
    assert told.startswith(f"Gudang data {tmp_path / 'warehouse.duckdb'} rusak")


def test_a_server_that_does_not_answer_is_named_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "https://nama:rahasia@prefect.example.id/api")
    told = in_words(RuntimeError("Failed to reach API at https://nama:rahasia@prefect.example.id/api"), tmp_path)
    assert told is not None
    assert told.startswith("Server Prefect tidak menjawab di https://prefect.example.id/api")


def _good(path: Path) -> bytes:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table t as select range as n, repeat('x', 50) || range as s from range(20000)")
    return path.read_bytes()


@pytest.mark.parametrize("read_only", [True, False])
@pytest.mark.parametrize("damage", ["garbage", "empty", "cut", "flipped", "folder"])
def test_a_damaged_warehouse_is_told_apart_from_one_in_use(tmp_path: Path, damage: str, read_only: bool) -> None:
    path = tmp_path / "warehouse.duckdb"
    good = _good(path)
    path.unlink()
    if damage == "folder":
        path.mkdir()
    elif damage == "flipped":
        content = bytearray(good)
        for place in range(12288, len(content), 3000):
            content[place] ^= 0xFF
        path.write_bytes(content)
    else:
        path.write_bytes({"garbage": b"sampah" * 1000, "empty": b"", "cut": good[: len(good) // 2]}[damage])
    before = path.read_bytes() if path.is_file() else b""
    if damage == "empty" and not read_only:
        return  # DuckDB takes an empty file for a new one
    with pytest.raises(WarehouseUnreadableError, match="capaian restore"):
        connect(path, read_only=read_only)
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_a_warehouse_in_use_names_the_process(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    code = f"import duckdb, time; c = duckdb.connect({str(path)!r}); print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(WarehouseBusyError, match=f"nomor proses {process.pid}.*ditunggu 0 detik"):
            connect(path, seconds=0)
        process.kill()
    connect(path, seconds=0).close()


def test_a_warehouse_where_no_folder_can_be(tmp_path: Path) -> None:
    (tmp_path / "kerja").write_text("bukan folder")
    with pytest.raises(WarehousePlaceError, match="ada berkas lain"):
        connect(tmp_path / "kerja" / "warehouse.duckdb")


@pytest.mark.parametrize(("set_to", "seconds"), [("3", 3.0), ("0", 0.0), ("-1", 0.0), ("lama", 10.0), ("", 10.0)])
def test_how_long_to_wait_can_be_set(monkeypatch: pytest.MonkeyPatch, set_to: str, seconds: float) -> None:
    monkeypatch.setenv("CAPAIAN_PATIENCE", set_to)
    assert patience() == seconds
