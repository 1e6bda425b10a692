"""The archive: written once under its content's hash, and able to prove it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.ingest.archive import Damage, clear_drafts, content_hash, place_of, receive, verify


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    return folder


def sent(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_a_file_lies_under_the_hash_of_its_content_whatever_it_is_called(tmp_path: Path, archive: Path) -> None:
    identity = receive(archive, sent(tmp_path, "=cmd|' ..%2f.xlsx", b"abc"))
    assert identity == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert [path.relative_to(archive).as_posix() for path in archive.rglob("*") if path.is_file()] == [f"ba/{identity}"]
    assert place_of(archive, identity).read_bytes() == b"abc"


def test_a_second_time_changes_nothing_and_nothing_is_overwritten(tmp_path: Path, archive: Path) -> None:
    place = place_of(archive, receive(archive, sent(tmp_path, "a.xlsx", b"isi")))
    place.chmod(0o644)
    place.write_bytes(b"diubah")
    receive(archive, sent(tmp_path, "b.xlsx", b"isi"))
    assert place.read_bytes() == b"diubah"


def test_what_is_kept_cannot_be_written(tmp_path: Path, archive: Path) -> None:
    place = place_of(archive, receive(archive, sent(tmp_path, "a.xlsx", b"isi")))
    assert place.stat().st_mode & 0o222 == 0


def test_a_link_is_not_followed(tmp_path: Path, archive: Path) -> None:
    link = tmp_path / "tautan.xlsx"
    link.symlink_to(sent(tmp_path, "rahasia.xlsx", b"rahasia"))
    with pytest.raises(OSError, match="symbolic"):
        receive(archive, link)
    assert list(archive.rglob("*")) == []


def test_a_whole_archive_verifies(tmp_path: Path, archive: Path) -> None:
    logged = {receive(archive, sent(tmp_path, f"{number}.xlsx", b"isi %d" % number)) for number in range(3)}
    assert verify(archive, logged) == (3, [])


def test_changed_missing_and_stray_contents_are_told(tmp_path: Path, archive: Path) -> None:
    changed, missing, sound = (receive(archive, sent(tmp_path, name, name.encode())) for name in ("a", "b", "c"))
    place = place_of(archive, changed)
    place.chmod(0o644)
    place.write_bytes(b"lain")
    place_of(archive, missing).unlink()
    (archive / "catatan.txt").write_text("bukan kiriman")
    count, damages = verify(archive, {changed, missing, sound})
    assert count == 3
    assert set(damages) == {
        Damage(changed, "changed"),
        Damage(missing, "missing"),
        Damage("catatan.txt", "stray"),
    }


def test_what_an_interrupted_run_left_half_written_is_no_content_and_goes(tmp_path: Path, archive: Path) -> None:
    receive(archive, sent(tmp_path, "a", b"a"))
    (archive / ".masuk-4711").write_bytes(b"setengah")
    assert verify(archive, set()) == (1, [])
    clear_drafts(archive)
    assert sorted(path.name for path in archive.iterdir()) == [content_hash(b"a")[:2]]
