"""The archive for an auditor: what is in it, what is not, and that its figures come out again elsewhere."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from flows.commands.evidence import show
from flows.evidence.collect import NoEvidenceError, pack
from flows.evidence.package import EvidenceProblem
from flows.evidence.verify import verify
from flows.period import Period
from flows.settings import Home
from flows.warehouse.publish import NATIONAL
from flows.warehouse.store import connect
from tests.flows.conftest import Outcome, capaian, rows

from .conftest import (
    OTHER,
    PASSWORD,
    SEPTEMBER,
    Proof,
    sealed_again,
    unpacked,
    with_another_figure,
    with_another_workbook,
)


def evidence(*arguments: object, home: Path) -> Outcome:
    """No flow runs, so that no server is asked for."""
    return capaian("evidence", *arguments, home=home, own_server=True)


@pytest.fixture
def folder(proof: Proof, tmp_path: Path) -> Path:
    """The archive unpacked, to be changed."""
    return unpacked(proof.packed.path, tmp_path / "bongkar")


# -- what comes out again ----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_unpacked_elsewhere_the_figures_are_the_same_and_it_says_so(folder: Path, tmp_path: Path) -> None:
    done = evidence("verify", folder, home=tmp_path / "empty")
    assert done.status == 0, done.out + done.err
    assert "3 entri catatan jawaban (1 milik kantor lain, hanya sidiknya) utuh" in done.out
    assert "isian di 25 tabel sama semuanya." in done.out
    assert "bukan yang terpasang" not in done.out
    assert not (tmp_path / "empty").exists()


@pytest.mark.slow
def test_what_was_forged_does_not_come_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A cell, a published figure and a class band are changed by somebody who writes every hash again."""

    def a_better_index(content: bytes) -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert book["PENILAIAN"]["E6"].value == 4.89
        book["PENILAIAN"]["E6"].value = 4.98
        changed = io.BytesIO()
        book.save(changed)
        return changed.getvalue()

    with_another_workbook(folder, a_better_index)
    with_another_figure(folder / "angka" / "mart_efficiency.csv", {"iku_no": "1"}, "realisasi_anggaran", "1")
    with_another_figure(folder / "angka" / "mart_capaian_sasaran.csv", {"sasaran_no": "7"}, "nps", "131.06")
    bands = folder / "aturan" / "seeds" / "class_bands.csv"
    bands.write_text(bands.read_text("utf-8") + "\n", "utf-8")

    result = verify(sealed_again(folder))
    assert result.is_whole
    assert not result.is_same
    assert result.compared is not None
    found = {(d.mart, *d.key.values(), d.column): (d.archived, d.recomputed) for d in result.compared.differences}
    assert found["fct_indicator", "pelayanan_publik", "realisasi"] == ("4.89", "4.98")
    assert found["mart_efficiency", "indicator", "1", "realisasi_anggaran"][0] == "1"
    archived, recomputed = found["mart_capaian_sasaran", "7", "nps"]
    assert archived == "131.06"
    assert round(float(recomputed or 0), 2) == 120.75
    assert {name.split(".")[0] for name, *_ in found} <= set(result.compared.cells)
    assert result.rules_changed == ["seeds/class_bands.csv"]
    show(result)
    told = capsys.readouterr().out
    assert "fct_indicator (indicator_id pelayanan_publik) realisasi: di arsip 4.89, hitung ulang 4.98." in told
    assert "bukan yang terpasang (versi 0.1.0): seeds/class_bands.csv." in told


# -- what was damaged --------------------------------------------------------------------------------------------------


def _change_a_byte(folder: Path, pattern: str) -> str:
    [path] = folder.glob(pattern)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    return path.relative_to(folder).as_posix()


@pytest.mark.parametrize("pattern", ["masukan/*.xlsx", "angka/fct_indicator.csv", "target/*/versions.csv", "BACA.md"])
def test_a_file_that_was_changed_is_named(folder: Path, pattern: str) -> None:
    name = _change_a_byte(folder, pattern)
    result = verify(folder)
    assert [(damage.name, damage.kind) for damage in result.damages] == [(name, "changed")]
    assert result.compared is None


def test_the_command_names_it_and_ends_1(folder: Path, tmp_path: Path) -> None:
    name = _change_a_byte(folder, "masukan/*.xlsx")
    (folder / "temuan.csv").unlink()
    (folder / "catatan.txt").write_text("catatan", "utf-8")
    told = evidence("verify", folder, home=tmp_path / "empty")
    assert told.status == 1
    assert f"Berkas {name}: isinya berubah." in told.out
    assert "Berkas temuan.csv: tidak ada." in told.out
    assert "Berkas catatan.txt: tidak tercatat di manifest.json." in told.out
    assert "tidak dihitung ulang" in told.out
    plain = json.loads(evidence("verify", folder, "--json", home=tmp_path / "empty").out)
    assert plain["status"] == "damaged"
    assert {"name": "temuan.csv", "kind": "missing"} in plain["damages"]


def test_a_workbook_in_the_place_of_another_is_named(folder: Path) -> None:
    name = _change_a_byte(folder, "masukan/*.xlsx")
    result = verify(sealed_again(folder))
    assert [(damage.name, damage.kind) for damage in result.damages] == [(name, "swapped")]


def test_an_archive_damaged_on_its_way_is_told(proof: Proof, tmp_path: Path) -> None:
    content = bytearray(proof.packed.path.read_bytes())
    at = content.index(b"angka/fct_indicator.csv") + 60
    content[at] ^= 0xFF
    damaged = tmp_path / "rusak.zip"
    damaged.write_bytes(content)
    assert [damage.name for damage in verify(damaged).damages] == ["angka/fct_indicator.csv"]
    cut = tmp_path / "terpotong.zip"
    cut.write_bytes(content[: len(content) // 2])
    with pytest.raises(EvidenceProblem, match="bukan arsip zip yang utuh"):
        verify(cut)
    told = evidence("verify", cut, home=tmp_path / "empty")
    assert (told.status, "bukan arsip zip yang utuh" in told.err) == (1, True)
    assert evidence("verify", tmp_path / "tidak-ada.zip", home=tmp_path / "empty").status == 2


@pytest.mark.parametrize("name", ["../luar.txt", "/luar.txt", "a/../../luar.txt", "a\\luar.txt", "C:luar.txt"])
def test_an_archive_that_reaches_outside_is_not_opened(tmp_path: Path, name: str) -> None:
    path = tmp_path / "jahat.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, b"x")
    with pytest.raises(EvidenceProblem, match="nama berkas yang tidak wajar"):
        verify(path)
    assert sorted(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("jawaban.jsonl", "[1]\n"),
        ("jawaban.jsonl", '{"seq": 1}\n'),
        ("final.json", "{}"),
        ("masukan/kiriman.csv", "file_name,content\nx,\n"),
        ("masukan/formulir.csv", "a,b\n1\n"),
    ],
)
def test_what_the_program_never_wrote_is_told(folder: Path, name: str, content: str) -> None:
    (folder / name).write_text(content, "utf-8")
    with pytest.raises(EvidenceProblem, match="Isi arsip tidak dapat dibaca"):
        verify(sealed_again(folder))


# -- the chain ---------------------------------------------------------------------------------------------------------


def _cut(lines: list[str]) -> list[str]:
    return lines[:-1]


def _left_out(lines: list[str]) -> list[str]:
    return [lines[0], lines[2]]


def _another_reason(lines: list[str]) -> list[str]:
    return [*lines[:2], lines[2].replace("Rapat evaluasi.", "Lupa.")]


def _another_link(lines: list[str]) -> list[str]:
    other = json.loads(lines[1])
    return [lines[0], json.dumps(other | {"previous_hash": "0" * 64}), lines[2]]


@pytest.mark.parametrize(
    ("change", "seq", "kind"),
    [(_cut, 3, "cut"), (_left_out, 2, "order"), (_another_reason, 3, "content"), (_another_link, 2, "link")],
)
def test_a_chain_that_was_changed_is_told(
    folder: Path, change: Callable[[list[str]], list[str]], seq: int, kind: str
) -> None:
    path = folder / "jawaban.jsonl"
    path.write_text("\n".join(change(path.read_text("utf-8").splitlines())) + "\n", "utf-8")
    broken = verify(sealed_again(folder)).broken
    assert broken is not None
    assert (broken.seq, broken.kind) == (seq, kind)


def test_a_head_that_a_report_shows_must_be_in_the_chain(folder: Path, tmp_path: Path) -> None:
    told = evidence("verify", folder, "--head", "f" * 64, home=tmp_path / "empty")
    assert told.status == 1
    assert "Catatan jawaban tidak utuh pada entri ke-4: tidak ada lagi dalam catatan" in told.out


# -- what is in it -----------------------------------------------------------------------------------------------------


def test_it_holds_what_figures_rest_on(proof: Proof, folder: Path) -> None:
    held = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    workbook = "masukan/b3eae467cdaa4a1bbe22fd36437d6a26eca229954fe9d17f25d95368d3d0d842.xlsx"
    marts = rows(proof.home.path, "select table_name from information_schema.tables where table_schema = 'marts'")
    assert {workbook, "masukan/kiriman.csv", "target/SERANG_2022/monthly_targets.csv", "target/impor.csv"} <= held
    assert {
        "aturan/expectations/case_targets.yml",
        "aturan/seeds/class_bands.csv",
        "aturan/macros/formulas.sql",
    } <= held
    assert {"temuan.csv", "jawaban.jsonl", "laporan/lapkin.html", "BACA.md", "manifest.json"} <= held
    assert {f"angka/{name}.csv" for (name,) in marts if name not in NATIONAL} <= held
    assert not {f"angka/{name}.csv" for name in NATIONAL} & held
    assert "final.json" not in held
    report = proof.home.reports / "SERANG" / "2022-09" / "lapkin.html"
    assert (folder / "laporan" / "lapkin.html").read_bytes() == report.read_bytes()
    facts = (folder / "angka" / "fct_indicator.csv").read_text("utf-8")
    assert "SERANG,2022-09,penindakan,23,,,64.0" in facts
    told = (folder / "BACA.md").read_text("utf-8")
    assert "capaian evidence verify bukti_SERANG_2022-09.zip" in told
    assert "belum final" in told
    assert "Dibawa apa adanya" in told


def test_it_holds_nothing_of_another_office_and_no_setting(proof: Proof, folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for hidden in (OTHER, OTHER.capitalize(), PASSWORD, "hook.example.id", str(proof.home.path)):
                assert hidden.encode() not in content, (path, hidden)
    assert not list(folder.rglob("settings*"))
    first, other, last = map(json.loads, (folder / "jawaban.jsonl").read_text("utf-8").splitlines())
    assert set(other) == {"seq", "previous_hash", "hash"}
    assert first["reason"] == last["reason"] == "Rapat evaluasi."


def test_the_same_bytes_twice(proof: Proof, tmp_path: Path) -> None:
    again = pack(proof.home, "SERANG", SEPTEMBER, tmp_path / "lagi.zip")
    assert again.path.read_bytes() == proof.packed.path.read_bytes()
    assert again.sha256 == proof.packed.sha256
    with zipfile.ZipFile(again.path) as archive:
        assert archive.namelist() == sorted(archive.namelist())
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# -- when there is none ------------------------------------------------------------------------------------------------


def test_before_anything_is_published_there_is_none(tmp_path: Path) -> None:
    told = evidence("SERANG", "2022-09", home=tmp_path / "new")
    assert told.status == 2
    assert "Belum ada hasil yang diterbitkan" in told.err
    assert "Jalankan: capaian run 2022-09" in told.err


def test_of_a_month_that_was_not_published_there_is_none(proof: Proof) -> None:
    with pytest.raises(NoEvidenceError, match="Belum ada hasil SERANG yang diterbitkan untuk 2022-08"):
        pack(proof.home, "SERANG", Period(2022, 8))


def test_what_is_published_must_be_what_came_last(proof: Proof, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.path.mkdir()
    home.warehouse.write_bytes(proof.home.warehouse.read_bytes())
    with connect(home.warehouse) as connection:
        connection.execute("update raw.targets set target = target + 1 where unit_code = 'SERANG'")
    with pytest.raises(
        NoEvidenceError, match=r"Target SERANG 2022 berubah sesudah hitungan terakhir \(tabel targets\)"
    ):
        pack(home, "SERANG", SEPTEMBER)
    with connect(home.warehouse) as connection:
        connection.execute(
            "insert into raw.form_versions select * replace ('later' as submission_id, '2022-11-01' as received_at) "
            "from raw.form_versions where unit_code = 'SERANG' and form = 'perkara'"
        )
    with pytest.raises(NoEvidenceError, match="sudah diterima tetapi belum dihitung"):
        pack(home, "SERANG", SEPTEMBER)


def test_an_archive_is_a_zip(proof: Proof, tmp_path: Path) -> None:
    told = evidence("SERANG", "2022-09", "--to", tmp_path / "bukti.txt", home=proof.home.path)
    assert told.status == 2
    assert "harus berakhiran .zip" in told.err
