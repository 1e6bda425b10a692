"""Answers on homes that real runs left: what is recorded, refused, locked, and kept byte for byte."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from flows.answers import answering
from flows.answers.answering import HeldBackError, WrongAnswerError
from flows.answers.finals import waiting
from flows.answers.roles import NotAllowedError
from flows.ingest.landing import reader_findings_in_force
from flows.period import Period
from flows.report import Outline, render
from flows.report.render import outline_json, put_files, report_files
from flows.settings import Home
from flows.settings_file import Role
from flows.warehouse.publish import publish
from tests.flows.conftest import capaian, everything, rows

SEPTEMBER = Period(2022, 9)
AT = "2022-10-10T09:00:00"
CHIEF = "Kepala Balai"
ROLES = {
    CHIEF: Role(may=("waive", "finalize", "reopen")),
    "Ketua Tim Pemeriksaan": Role(groups=("Pemeriksaan",), may=("waive",)),
    "Ketua Tim Pengujian": Role(groups=("Pengujian",), may=("waive",)),
}


@pytest.fixture(autouse=True)
def other_skins_are_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """What PDF and DOCX look like is for the tests of the report; here they only have to follow what the page says."""

    def short(outline: Outline) -> bytes:
        return hashlib.sha256(outline_json(outline).encode()).digest()

    monkeypatch.setattr(render, "render_pdf", short)
    monkeypatch.setattr(render, "docx_of", lambda _, outline: short(outline))


def _blocks(home: Home) -> list[str]:
    return [
        key
        for (key,) in rows(
            home.path, "select finding_id from raw.findings where severity = 'block' and status = 'open'"
        )
    ]


def _report(home: Home) -> Path:
    return home.reports / "SERANG" / "2022-09" / "lapkin.html"


def _finalize(home: Home, at: str = AT) -> answering.Finalized:
    for finding in _blocks(home):
        answering.waive(home, finding, CHIEF, "Diperiksa pada rapat evaluasi.", AT, {})
    return answering.finalize(home, "SERANG", SEPTEMBER, CHIEF, at, {})


def test_a_waiver_is_published_and_printed_at_once(mended: Home) -> None:
    [block] = _blocks(mended)
    raw = rows(mended.path, "select * exclude (status) from raw.findings order by all")
    done = answering.waive(mended, block, "  Ketua   Tim ", "Berita acara 7 memuat angka ini.", AT, {})
    assert done.still_blocking == 0
    assert rows(
        mended.path,
        "select status, waived_by, waived_at, waive_reason from marts.mart_findings where finding_id = ?",
        block,
    ) == [("waived", "Ketua Tim", AT, "Berita acara 7 memuat angka ini.")]
    assert rows(mended.path, "select * exclude (status) from raw.findings order by all") == raw
    page = _report(mended).read_text("utf-8")
    assert "Temuan yang diterima (1)" in page
    assert "oleh Ketua Tim pada 10 Oktober 2022: Berita acara 7 memuat angka ini." in page
    assert "DRAF" not in page
    assert f"Entri ke-1, sidik {done.head}" in page
    assert rows(mended.path, "select count(*) from raw.answers where account <> '' and value is not null") == [(1,)]


def test_the_command_line_answers_with_the_contract_s_status(first: Home) -> None:
    home = first.path
    unknown = capaian("waive", "tidakada", "--by", "A", "--reason", "B", home=home)
    assert (unknown.status, unknown.out) == (2, "")
    assert "tidak dikenal" in unknown.err
    block = _blocks(first)[0]
    assert capaian("waive", block, "--by", "A", "--reason", "  ", home=home).status == 2
    assert capaian("waive", block, "--by", "A", home=home).status == 2
    refused = capaian("finalize", "SERANG", "2022-09", "--by", "A", "--json", home=home)
    assert refused.status == 3
    assert set(json.loads(refused.out)["findings"]) == set(_blocks(first))
    assert "4 temuan masih menahannya" in refused.err
    assert capaian("finalize", "SERANG", "2022-08", "--by", "A", home=home).status == 2
    assert capaian("finalize", "LAIN", "2022-09", "--by", "A", home=home).status == 2
    assert capaian("reopen", "SERANG", "2022-09", "--by", "A", "--reason", "B", home=home).status == 2
    assert rows(home, "select count(*) from raw.answers") == [(0,)]
    first.settings.write_text("roles: {Ketua: {groups: [Tata Usaha], may: [waive]}}\n", "utf-8")
    assert capaian("waive", block, "--by", "Siapa", "--reason", "B", home=home).status == 3
    verified = capaian("audit", "verify", "--json", home=home)
    assert (verified.status, json.loads(verified.out)["entries"]) == (0, 0)


def test_roles_decide_who_accepts_a_block(mended: Home) -> None:
    [block] = _blocks(mended)  # of the group Pemeriksaan
    for name, why in (
        ("Ketua Tim Pemeriksaan", "termasuk kelompok Pemeriksaan"),
        ("Orang Lain", "tidak ada dalam daftar peran"),
    ):
        with pytest.raises(NotAllowedError, match=why):
            answering.waive(mended, block, name, "Benar.", AT, ROLES)
    with pytest.raises(NotAllowedError, match="tidak berwenang"):
        answering.finalize(mended, "SERANG", SEPTEMBER, "Ketua Tim Pengujian", AT, ROLES)
    assert rows(mended.path, "select count(*) from raw.answers") == [(0,)]
    answering.waive(mended, block, "Ketua Tim Pengujian", "Benar.", AT, ROLES)
    answering.finalize(mended, "SERANG", SEPTEMBER, CHIEF, AT, ROLES)
    with pytest.raises(NotAllowedError, match="tidak berwenang membuka kembali"):
        answering.reopen(mended, "SERANG", SEPTEMBER, "Ketua Tim Pengujian", "Ada salinan baru.", AT, ROLES)


def test_what_refuses_a_submission_cannot_be_accepted_and_holds_back(mended: Home) -> None:
    _finding(mended, "abcdefabcdef", "reject", "SERANG")
    with pytest.raises(NotAllowedError, match="menolak kiriman"):
        answering.waive(mended, "abcdefabcdef", CHIEF, "Benar.", AT, {})
    with pytest.raises(HeldBackError) as held:
        _finalize(mended)
    assert held.value.findings == ["abcdefabcdef"]


def test_a_block_of_an_earlier_month_of_the_quarter_holds_back_and_of_another_office_does_not(mended: Home) -> None:
    _finding(mended, "julijulijuli", "block", "SERANG", "2022-07")
    _finding(mended, "lainlainlain", "block", "LAIN", "2022-09")
    _finding(mended, "junijunijuni", "block", "SERANG", "2022-06")
    [block] = [key for key in _blocks(mended) if not key.isalpha()]
    answering.waive(mended, block, CHIEF, "Benar.", AT, {})
    with pytest.raises(HeldBackError) as held:
        answering.finalize(mended, "SERANG", SEPTEMBER, CHIEF, AT, {})
    assert held.value.findings == ["julijulijuli"]


def _finding(home: Home, key: str, severity: str, unit: str, period: str = "2022-09") -> None:
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute(
            "insert into raw.findings by name select ? as finding_id, ? as unit_code, ? as period, ? as severity, "
            "'uji' as rule_id, 'open' as status, 'Uji.' as message",
            [key, unit, period, severity],
        )


def test_a_final_keeps_what_was_published_and_stays_byte_for_byte(mended: Home) -> None:
    done = _finalize(mended)
    page = _report(mended).read_bytes()
    assert f"FINAL, ditetapkan 10 Oktober 2022 oleh {CHIEF}".encode() in page
    assert done.final.chain_head.encode() in page
    assert done.files["lapkin.html"] == hashlib.sha256(page).hexdigest()
    assert done.months == ["2022-07", "2022-08", "2022-09"]
    figures = {
        (mart, key, measure): value
        for mart, key, measure, value in rows(
            mended.path, "select mart, key, measure, value from raw.final_figures where period = '2022-09'"
        )
    }
    assert float(figures["fct_indicator", "23", "realisasi"]) == pytest.approx(64.0)
    assert float(figures["mart_capaian_sasaran", "1", "nps"]) == pytest.approx(97.94, abs=0.005)
    assert figures["mart_efficiency", "total_official", "status"] == "computed"
    assert figures["mart_capaian_indicator", "23", "rapk_version"]
    for mart, number in rows(mended.path, "select mart, count(distinct key) from raw.final_figures group by 1"):
        assert rows(mended.path, f"select count(*) from marts.{mart}") == [(number,)], mart
    kinds = rows(mended.path, "select distinct kind from raw.final_definitions where valid_from is not null order by 1")
    assert kinds == [("class_band",), ("efficiency_band",), ("formula",), ("rule",), ("target",)]

    # Said twice it is final as it was, and a report that was lost or written over comes back.
    _report(mended).write_text("lain", "utf-8")
    before = everything(mended.path)
    again = answering.finalize(mended, "SERANG", SEPTEMBER, "Orang Lain", "2022-10-20T09:00:00", {})
    assert (again.was_final, again.final, again.files) == (True, done.final, done.files)
    assert everything(mended.path) == before
    assert _report(mended).read_bytes() == page

    # Neither a build that moves figures nor answers elsewhere reach it.
    with duckdb.connect(str(mended.warehouse)) as connection:
        connection.execute("update candidate.fct_indicator set realisasi = 1")
        connection.execute(
            "insert into candidate.fct_indicator by name "
            "select * replace ('LAIN' as unit_code) from candidate.fct_indicator"
        )
        publish(connection, SEPTEMBER, ["fct_indicator"])
        put_files(_report(mended).parent, report_files(connection, "SERANG", "2022-09"))
    assert _report(mended).read_bytes() == page
    assert rows(
        mended.path, "select min(realisasi), max(realisasi), count(*) from marts.fct_indicator where unit_code = 'LAIN'"
    ) == [(1, 1, 29)]
    assert rows(
        mended.path, "select round(realisasi, 2) from marts.fct_indicator where unit_code = 'SERANG' and iku_no = 23"
    ) == [(64.0,)]
    warning = rows(
        mended.path, "select finding_id from raw.findings where severity = 'warn' and status = 'open' limit 1"
    )[0][0]
    with pytest.raises(NotAllowedError, match="sudah final"):
        answering.waive(mended, warning, CHIEF, "Benar.", AT, {})
    assert answering.audit(mended)[2] is None


def test_what_comes_late_waits_and_enters_after_the_report_is_opened_again(mended: Home) -> None:
    _finalize(mended)
    with duckdb.connect(str(mended.warehouse)) as connection:
        assert waiting(connection, "2022-09", None) == 0
        for period in ("2022-08", "2022-09", "2022-10"):
            connection.execute(
                "insert into raw.form_versions by name select 'terlambat' as submission_id, 'SERANG' as unit_code, "
                "? as period, 'kie' as form, 'KIE' as sheet, 'terlambat.xlsx' as file_name, 'accepted' as verdict, "
                "'2022-09-01T09:00:00' as received_at, '2022-09-01T09:00:00' as modified_at",
                [period],
            )
        connection.execute(
            "insert into raw.submissions by name "
            "select * replace ('terlambat' as submission_id) from raw.submissions limit 1"
        )
        connection.execute(
            "insert into raw.reader_findings by name select 'terlambat' as submission_id, 'SERANG' as unit_code, "
            "'2022-09' as period, 'uji' as rule_id, 'block' as severity, '' as owner_group, 'Uji.' as message, "
            "'kie' as form, '' as file_name, 'KIE' as sheet, 'A1' as cell, '' as row_key, '' as column_name, "
            "1 as ordinal"
        )
        assert [waiting(connection, month, "SERANG") for month in ("2022-08", "2022-09", "2022-10")] == [1, 1, 0]
        assert waiting(connection, "2022-09", "LAIN") == 0
        assert "uji" not in {finding.rule_id for finding in reader_findings_in_force(connection, SEPTEMBER)}
    told = capaian("findings", "2022-09", home=mended.path)
    assert "1 kiriman untuk bulan yang sudah final menunggu pembukaan kembali" in told.out
    done = answering.reopen(mended, "SERANG", SEPTEMBER, CHIEF, "Ada salinan baru.", AT, {})
    assert rows(mended.path, "select count(*) from raw.locked_months") == [(0,)]
    page = _report(mended).read_text("utf-8")
    assert "FINAL, ditetapkan" not in page
    assert done.head in page
    with duckdb.connect(str(mended.warehouse)) as connection:
        assert waiting(connection, "2022-09", None) == 0
    # What waited has not been worked out yet, so it cannot become final unseen.
    with duckdb.connect(str(mended.warehouse)) as connection:
        connection.execute(
            "update raw.form_versions set received_at = '2022-11-01T09:00:00' "
            "where submission_id = 'terlambat' and period = '2022-09'"
        )
    with pytest.raises(NotAllowedError, match=r"belum dihitung untuk 2022-08 dan 2022-09"):
        answering.finalize(mended, "SERANG", SEPTEMBER, CHIEF, AT, {})
    with pytest.raises(WrongAnswerError, match="belum final"):
        answering.reopen(mended, "SERANG", SEPTEMBER, CHIEF, "Lagi.", AT, {})


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("update raw.answers set reason = 'Lain.' where seq = 1", (1, "content")),
        ("delete from raw.answers where seq >= 2", (2, "cut")),
        ("update raw.final_figures set value = '69.46' where key = '23' and measure = 'realisasi'", (2, "figures")),
        ("delete from raw.locked_months where period = '2022-08'", (2, "lock")),
        ("delete from raw.finals", (2, "lock")),
        ("delete from raw.final_versions where form = 'perkara'", (2, "figures")),
        ("update raw.final_definitions set valid_from = '2021-01' where kind = 'formula'", (2, "figures")),
        ("update raw.final_files set content = 'lain'::blob, sha256 = sha256('lain')", (3, "file")),
    ],
)
def test_what_is_final_cannot_be_changed_unseen(mended: Home, change: str, broken: tuple[int, str]) -> None:
    _finalize(mended)
    with duckdb.connect(str(mended.warehouse)) as connection:
        connection.execute(change)
    _, _, found = answering.audit(mended)
    assert found is not None
    assert (found.seq, found.kind) == broken


def test_the_head_that_a_report_shows_tells_of_entries_cut_off(mended: Home) -> None:
    [block] = _blocks(mended)
    head = answering.waive(mended, block, CHIEF, "Benar.", AT, {}).head
    assert answering.audit(mended, head)[2] is None
    with duckdb.connect(str(mended.warehouse)) as connection:
        connection.execute("delete from raw.answers")
    assert answering.audit(mended)[2] is None
    told = capaian("audit", "verify", "--head", head, home=mended.path)
    assert told.status == 1
    assert "entri ke-1" in told.out


def test_an_answer_that_cannot_be_shown_is_not_recorded(mended: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    [block] = _blocks(mended)
    answering.audit(mended)  # brings the tables
    before = everything(mended.path)

    def fails(*_: object) -> dict[str, bytes]:
        raise OSError("disk")

    monkeypatch.setattr(answering, "report_files", fails)
    with pytest.raises(OSError, match="disk"):
        answering.waive(mended, block, CHIEF, "Benar.", AT, {})
    assert everything(mended.path) == before


@pytest.mark.slow
def test_what_was_checked_but_not_published_is_neither_accepted_nor_made_final(mended: Home) -> None:
    """As a run leaves it that is killed between the two."""
    [block] = _blocks(mended)
    with duckdb.connect(str(mended.warehouse)) as connection:
        connection.execute("update raw.findings set value = '11' where finding_id = ?", [block])
    with pytest.raises(NotAllowedError, match="belum diterbitkan dengan isinya yang sekarang"):
        answering.waive(mended, block, CHIEF, "Benar.", AT, {})
    with duckdb.connect(str(mended.warehouse)) as connection:
        connection.execute("update raw.findings set status = 'resolved' where finding_id = ?", [block])
    with pytest.raises(NotAllowedError, match="2022-09 belum diterbitkan"):
        answering.finalize(mended, "SERANG", SEPTEMBER, CHIEF, AT, {})
    assert rows(mended.path, "select count(*) from raw.answers") == [(0,)]
    # The report says what is published, and so does the status that its command ends with.
    told = capaian("report", "2022-09", home=mended.path)
    assert told.status == 3
    assert "draf" in told.out


def test_an_answer_said_again_puts_the_report_in_place_that_a_kill_kept_back(
    mended: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(BaseException):
        pass

    def killed(*_: object) -> None:
        raise KilledError

    def cut_off(answer: Callable[[], object]) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(answering, "put_files", killed)
            with pytest.raises(KilledError):
                answer()

    [block] = _blocks(mended)
    shown = "Temuan yang diterima (1)", "FINAL, ditetapkan 10 Oktober 2022"
    cut_off(lambda: answering.waive(mended, block, CHIEF, "Benar.", AT, {}))
    assert shown[0] not in _report(mended).read_text("utf-8")
    with pytest.raises(WrongAnswerError, match="sudah diterima sebelumnya"):
        answering.waive(mended, block, CHIEF, "Benar.", AT, {})
    assert shown[0] in _report(mended).read_text("utf-8")
    cut_off(lambda: answering.finalize(mended, "SERANG", SEPTEMBER, CHIEF, AT, {}))
    assert shown[1] not in _report(mended).read_text("utf-8")
    assert answering.finalize(mended, "SERANG", SEPTEMBER, CHIEF, AT, {}).was_final
    assert shown[1] in _report(mended).read_text("utf-8")
    cut_off(lambda: answering.reopen(mended, "SERANG", SEPTEMBER, CHIEF, "Salinan baru.", AT, {}))
    assert shown[1] in _report(mended).read_text("utf-8")
    with pytest.raises(WrongAnswerError, match="belum final"):
        answering.reopen(mended, "SERANG", SEPTEMBER, CHIEF, "Salinan baru.", AT, {})
    assert shown[1] not in _report(mended).read_text("utf-8")


def test_a_signed_file_is_on_record_by_its_hash(mended: Home, tmp_path: Path) -> None:
    done = _finalize(mended)
    scan = tmp_path / "lapkin_ttd.pdf"
    scan.write_bytes(b"halaman yang ditandatangani")
    identity = hashlib.sha256(b"halaman yang ditandatangani").hexdigest()
    told = capaian("finalize", "SERANG", "2022-09", "--by", CHIEF, "--signed", scan, "--json", home=mended.path)
    assert told.status == 0
    assert json.loads(told.out)["signed"] == {"file": "lapkin_ttd.pdf", "sha256": identity}
    assert json.loads(told.out)["head"] != done.head
    answering.finalize(mended, "SERANG", SEPTEMBER, CHIEF, AT, {}, ("lapkin_ttd.pdf", identity))  # on record already
    [signed] = answering.signed_files(mended)
    assert (signed.file, signed.sha256, signed.entry.actor) == ("lapkin_ttd.pdf", identity, CHIEF)
    verified = capaian("audit", "verify", home=mended.path)
    assert verified.status == 0
    assert f"Berkas bertanda tangan SERANG 2022-09: lapkin_ttd.pdf, sha256 {identity}" in verified.out
    with pytest.raises(NotAllowedError):
        answering.finalize(mended, "SERANG", SEPTEMBER, "Orang Lain", AT, ROLES, ("lain.pdf", "00"))
    # What the report shows of the final does not move with it.
    assert done.final.chain_head in _report(mended).read_text("utf-8")
    assert len(answering.signed_files(mended)) == 1
