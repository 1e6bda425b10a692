"""The evidence of a final report, of one that was opened again, and of a month with versions replaced: real runs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from flows.answers import answering
from flows.evidence.collect import NoEvidenceError, pack
from flows.evidence.verify import Verified, verify
from flows.settings import Home
from tests.flows.conftest import Corrected, Month, capaian, rows
from tests.mended import write_mended

from .conftest import CHIEF, SEPTEMBER, sealed_again, unpacked

pytestmark = pytest.mark.slow


def _same(result: Verified) -> bool:
    assert not result.damages
    assert result.broken is None
    assert result.compared is not None
    assert result.compared.differences == []
    return result.is_same


def _broken(folder: Path) -> str | None:
    broken = verify(sealed_again(folder)).broken
    return broken.kind if broken else None


def test_a_final_report_its_late_workbook_and_its_restatement(golden: Month, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(golden.home, home.path)
    for (finding,) in rows(
        home.path, "select finding_id from raw.findings where severity = 'block' and status = 'open'"
    ):
        answering.waive(home, finding, CHIEF, "Rapat evaluasi.", "2022-10-10T09:00:00", {})
    done = answering.finalize(home, "SERANG", SEPTEMBER, CHIEF, "2022-10-11T09:00:00", {})
    write_mended(tmp_path / "late")
    late = ("--inbox", tmp_path / "late", "--received-at", "2022-10-12T09:00:00")
    assert capaian("run", "2022-09", *late, home=home.path).status == 0

    # The late workbook is in the log and no further; the report is the one that was signed.
    packed = pack(home, "SERANG", SEPTEMBER)
    assert packed.is_final
    assert packed.submissions == {"masuk": 1, "menunggu": 1}
    folder = unpacked(packed.path, tmp_path / "bongkar")
    assert len([*folder.glob("masukan/*.xlsx")]) == 1
    final = json.loads((folder / "final.json").read_text("utf-8"))
    assert final["in_force"] == done.final.final_no
    assert final["finals"][0]["files"] == dict(done.files)
    assert "ditetapkan 11 Oktober 2022 oleh Kepala Balai" in (folder / "BACA.md").read_text("utf-8")
    assert _same(verify(packed.path, done.final.chain_head))

    # Neither the figures of the final nor what was signed can be changed without breaking the chain.
    changed = shutil.copytree(folder, tmp_path / "angka")
    path = changed / "final.json"
    path.write_text(path.read_text("utf-8").replace('"64.0"', '"69.46"'), "utf-8")
    assert _broken(changed) == "figures"
    changed = shutil.copytree(folder, tmp_path / "laporan")
    path = changed / "laporan" / "lapkin.html"
    path.write_text(path.read_text("utf-8").replace("64,00", "69,46"), "utf-8")
    assert _broken(changed) == "file"
    (changed := shutil.copytree(folder, tmp_path / "tanpa")).joinpath("final.json").unlink()
    assert _broken(changed) == "lock"

    # Opened again, there is no evidence until the late workbook has entered; then the ledger comes out too.
    answering.reopen(home, "SERANG", SEPTEMBER, CHIEF, "Salinan baru.", "2022-10-13T09:00:00", {})
    with pytest.raises(NoEvidenceError, match="belum dihitung"):
        pack(home, "SERANG", SEPTEMBER)
    assert capaian("run", "2022-09", *late, home=home.path).status == 0
    packed = pack(home, "SERANG", SEPTEMBER)
    assert (packed.is_final, packed.submissions) == (False, {"masuk": 2})
    assert packed.restatements > 0
    result = verify(packed.path)
    assert _same(result)
    assert result.compared is not None
    assert result.compared.cells["mart_restatement"] > 0


def test_versions_that_were_replaced_come_with_it(corrected: Corrected, tmp_path: Path) -> None:
    packed = pack(Home(corrected.home), "SERANG", SEPTEMBER, tmp_path / "bukti.zip")
    assert packed.submissions == {"masuk": 2}
    result = verify(packed.path)
    assert _same(result)
    assert result.compared is not None
    assert result.compared.carried > 0  # findings that the correction settled
