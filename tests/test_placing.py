"""Files put in place: killed at any moment, what lies there is the old or the new, and the next one sweeps."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows import placing
from flows.placing import put, put_folder, put_together

OLD = {"lapkin.html": b"lama", "outline.json": b"{'lama': 1}"}
NEW = {"lapkin.html": b"baru", "outline.json": b"{'baru': 1}"}
# Puts the two states in place in turn, until it is killed.
ENDLESS = """
import sys, itertools
from pathlib import Path
from flows import placing
from tests.test_placing import OLD, NEW
if sys.argv[2] == "without":
    placing.exchange = lambda one, other: False
print("begun", flush=True)
for files in itertools.cycle((NEW, OLD)):
    placing.put_together(Path(sys.argv[1]), files)
"""


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.slow
@pytest.mark.parametrize("exchange", ["with", "without"])
def test_killed_at_random_moments_of_placing(tmp_path: Path, exchange: str) -> None:
    folder, moments, missing, left = tmp_path / "2022-09", random.Random(2022), 0, 0
    put_together(folder, OLD)
    for _ in range(30):
        process = subprocess.Popen([sys.executable, "-c", ENDLESS, folder, exchange], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(moments.uniform(0, 0.05))
        process.kill()
        process.communicate()
        left += len(list(tmp_path.iterdir())) > 1
        # Where names cannot be exchanged there is an instant without the folder, and never half of it.
        if exchange == "without" and not folder.exists():
            missing += 1
        else:
            assert _files(folder) in (OLD, NEW)
        put_together(folder, NEW)
        assert _files(folder) == NEW
        assert list(tmp_path.iterdir()) == [folder]
    print(f"{exchange} exchange: {left} left drafts, {missing} left no folder until the next placement")


@pytest.mark.parametrize("exchanges", [True, False])
def test_what_else_lies_in_the_folder_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchanges: bool) -> None:
    if not exchanges:
        monkeypatch.setattr(placing, "exchange", lambda *_: False)
    folder = tmp_path / "reports" / "2022-09"
    put_together(folder, OLD)
    (folder / "catatan.txt").write_text("milik kantor")
    (folder / "foto").mkdir()
    (folder / "foto" / "a.png").write_bytes(b"png")
    (folder / ".lapkin.html.baru").write_bytes(b"terputus")
    before = (folder / "lapkin.html").open("rb")
    put_together(folder, {"lapkin.html": b"baru"})
    assert before.read() == b"lama"  # whoever has it open reads on
    before.close()
    assert {str(path.relative_to(folder)) for path in folder.rglob("*")} == {
        *("lapkin.html", "outline.json", "catatan.txt", "foto", "foto/a.png"),
    }
    assert (folder / "lapkin.html").read_bytes() == b"baru"
    assert list(folder.parent.iterdir()) == [folder]


def test_a_folder_is_replaced_as_a_whole_and_one_that_was_moved_away_comes_back(tmp_path: Path) -> None:
    folder = tmp_path / "data_docs"
    put_folder(folder, lambda draft: (draft / "a").mkdir(parents=True))
    put_folder(folder, lambda draft: (draft / "b").mkdir(parents=True))
    assert [path.name for path in folder.iterdir()] == ["b"]
    folder.rename(tmp_path / ".data_docs.lama")  # killed between two renames
    with pytest.raises(ZeroDivisionError):
        put_folder(folder, lambda draft: draft.mkdir() or 1 / 0)
    assert [path.name for path in folder.iterdir()] == ["b"]


def test_a_file_is_put_in_place_at_once(tmp_path: Path) -> None:
    (tmp_path / ".index.html.baru").write_text("terputus")
    assert put(tmp_path / "index.html", "é").read_bytes() == "é".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]
