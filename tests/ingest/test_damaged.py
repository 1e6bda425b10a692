"""Real workbooks damaged at random places: each is read or refused with a word, and none ends the reading."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest

from flows.ingest.archive import content_hash
from flows.ingest.readers import Job, Reading, read_all
from flows.settings_file import Limits
from tests.workbooks import EXAMPLE, SEPTEMBER, shipped

FILES = 300


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Some bytes of a part changed, lost, or written twice."""
    for _ in range(chance.choice((1, 1, 2, 5))):
        start = chance.randrange(len(content))
        stop = min(len(content), start + chance.choice((1, 3, 20, 400)))
        piece = chance.choice((b"", chance.randbytes(stop - start), content[start:stop] * 2, b"<", b"&#0;", b'"'))
        content = content[:start] + piece + content[stop:]
    return content


def rebuilt(chance: random.Random) -> bytes:
    """The example with one or two of its parts damaged, in a sound zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(EXAMPLE) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        hit = set(chance.sample(names, chance.choice((1, 2))))
        for name in names:
            content = source.read(name)
            target.writestr(name, damaged(content, chance) if name in hit else content)
    return packed.getvalue()


@pytest.mark.slow
def test_workbooks_damaged_at_random(tmp_path: Path) -> None:
    chance = random.Random(2022)
    jobs = []
    for number in range(FILES):
        path = tmp_path / f"{number}.xlsx"
        whole = EXAMPLE.read_bytes()
        path.write_bytes(rebuilt(chance) if number % 5 else damaged(whole, chance))
        jobs.append(Job(content_hash(path.read_bytes()), path, path.name, "2022-10-05T09:00:00"))
    landings = list(read_all(jobs, Reading(shipped(), SEPTEMBER, None, Limits(seconds=20))))
    assert [landing.file_name for landing in landings] == [job.file_name for job in jobs]
    for landing in landings:
        assert landing.verdict in ("accepted", "partly", "refused")
        assert bool(landing.rejects) == (landing.verdict != "accepted"), landing.file_name
        assert all("{" not in message and "Traceback" not in message for message in landing.rejects)
    assert len({landing.verdict for landing in landings}) == 3
