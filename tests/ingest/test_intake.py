"""From an inbox to raw tables: sent again, in part, refused, waiting; nothing is lost or counts twice."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.checks.record import record
from flows.ingest import archive, readers
from flows.ingest.intake import Intake, files_in, ingest, reader_findings_in_force
from flows.ingest.landing import Landing
from flows.ingest.readers import Job, Reading
from flows.ingest.units import Unit
from flows.period import Period
from flows.reference.targets import Reference
from flows.warehouse.store import connect, prepare
from tests.workbooks import CORRECTED, EXAMPLE, SEPTEMBER, Draft, one, shipped, write

FIRST, SECOND, THIRD = "2022-10-05T09:00:00", "2022-10-06T09:00:00", "2022-10-07T09:00:00"


class Home:
    """An inbox, an archive and a warehouse."""

    def __init__(self, folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.inbox, self.archive, self.connection = folder / "inbox", folder / "archive", connection
        self.inbox.mkdir()
        self.reference: Reference = shipped()

    def send(self, name: str, *drafts: Draft) -> Path:
        return write(self.inbox / name, drafts)

    def take(self, at: str = FIRST, period: Period = SEPTEMBER, unit: str | None = None) -> Intake:
        return ingest(self.connection, self.reference, self.inbox, self.archive, period, unit, at)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        tables = self.rows("select table_name from information_schema.tables where table_schema = 'raw'")
        return {name: self.rows(f"select * from raw.{name} order by all") for (name,) in sorted(tables)}

    def found(self, period: Period = SEPTEMBER) -> list[tuple[str, str, str]]:
        """Findings that stand: rule, form, cell."""
        return [
            (finding.rule_id, finding.form, finding.cell)
            for finding in reader_findings_in_force(self.connection, period)
        ]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with connect(tmp_path / "warehouse.duckdb") as connection:
        prepare(connection)
        yield Home(tmp_path, connection)


def changed(name: str, **cells: object) -> Draft:
    draft = one(name)
    for cell, value in cells.items():
        draft[cell] = value
    return draft


IN_FORCE = """
    select form, file_name from (
        select *, row_number() over (
            partition by form order by received_at desc, modified_at desc, file_name desc) as place
        from raw.form_versions where verdict = 'accepted'
    ) where place = 1 order by form
"""


def test_rows_land_with_cells_and_states(home: Home) -> None:
    shutil.copy(EXAMPLE, home.inbox)
    intake = home.take()
    assert [submission.verdict for submission in intake.taken] == ["accepted"]
    identity = hashlib.sha256(EXAMPLE.read_bytes()).hexdigest()
    assert home.rows("select * exclude (modified_at, forms, n_findings) from raw.submissions") == [
        (identity, EXAMPLE.name, "SERANG", "2022-09", FIRST, "accepted")
    ]
    assert home.rows("select count(*), min(verdict), max(verdict) from raw.form_versions") == [
        (25, "accepted", "accepted")
    ]
    assert home.rows(
        "select unit_code, period, sheet, row_kind, sarana, sarana_text, sarana_cell, mk, mk_cell, mk_state "
        "from raw.form_sarana_produksi where row_no = 42"
    ) == [
        (
            "SERANG",
            "2022-09",
            "SARANA PRODUKSI",
            "data",
            "pangan",
            "Industri Pangan",
            "B42",
            30,
            "E42",
            "number",
        )
    ]
    assert home.rows(
        "select iku_no, pembilang, pembilang_state, target_month, target_month_state, target_month_cell "
        "from raw.form_matriks_capaian where row_no in (16, 17) order by row_no"
    ) == [(9, None, "dash", None, "blank", "G16"), (10, None, "dash", 95.0, "number", "G17")]
    assert home.rows("select capaian_month, capaian_month_state from raw.form_matriks_capaian where row_no = 22") == [
        (None, "error")
    ]
    assert home.rows("select realisasi from raw.form_pengadaan where row_no = 48") == [(68191132,)]
    assert home.rows(
        "select part_row_no from raw.total_parts where form = 'sampling' and total_row_no = 12 order by all"
    ) == [(8,), (10,)]
    assert home.rows("select count(*) from raw.units") == [(1,)]


def test_the_same_content_twice_changes_nothing(home: Home) -> None:
    shutil.copy(EXAMPLE, home.inbox)
    home.take()
    before = home.everything()
    shutil.copy(EXAMPLE, home.inbox / "salinan.xlsx")
    intake = home.take(SECOND)
    assert (intake.taken, sorted(intake.known)) == ([], [EXAMPLE.name, "salinan.xlsx"])
    assert home.everything() == before


def test_two_copies_in_one_run_are_one_submission(home: Home) -> None:
    shutil.copy(EXAMPLE, home.inbox / "a.xlsx")
    (home.inbox / "dalam").mkdir()
    shutil.copy(EXAMPLE, home.inbox / "dalam" / "b.xlsx")
    intake = home.take()
    assert ([taken.file_name for taken in intake.taken], intake.twins) == (["a.xlsx"], [("dalam/b.xlsx", "a.xlsx")])


def test_the_version_received_last_counts(home: Home) -> None:
    shutil.copy(EXAMPLE, home.inbox)
    home.take()
    shutil.copy(CORRECTED, home.inbox)
    home.take(SECOND)
    assert {name for _, name in home.rows(IN_FORCE)} == {CORRECTED.name}
    assert home.rows("select count(*) from raw.submissions") == [(2,)]
    assert home.rows("select count(distinct submission_id) from raw.form_perkara") == [(2,)]


def test_one_form_alone_replaces_only_itself(home: Home) -> None:
    home.send("awal.xlsx", one("DESA"), one("PASAR"))
    home.take()
    home.send("desa.xlsx", changed("DESA", F10=8))
    home.take(SECOND)
    assert home.rows(IN_FORCE) == [("desa", "desa.xlsx"), ("pasar", "awal.xlsx")]


def test_a_refused_form_leaves_the_accepted_one_in_force(home: Home) -> None:
    home.send("awal.xlsx", changed("SARANA PRODUKSI", F42="x"), one("DESA"))
    home.take()
    home.send("ulang.xlsx", changed("SARANA PRODUKSI", E42=None), changed("DESA", F10=8))
    intake = home.take(SECOND)
    assert [taken.verdict for taken in intake.taken] == ["partly"]
    assert home.rows(IN_FORCE) == [("desa", "ulang.xlsx"), ("sarana_produksi", "awal.xlsx")]
    assert home.rows("select count(distinct submission_id) from raw.form_sarana_produksi") == [(1,)]
    # the faults of the version in force are told beside those of the refused one
    assert home.found() == [
        ("input-missing", "sarana_produksi", "E42"),
        ("number-unreadable", "sarana_produksi", "F42"),
    ]


def test_a_refused_form_is_settled_by_the_next_good_one(home: Home) -> None:
    home.send("awal.xlsx", changed("SARANA PRODUKSI", E42=None))
    home.take()
    assert home.found() == [("input-missing", "sarana_produksi", "E42")]
    home.send("ulang.xlsx", one("SARANA PRODUKSI"))
    home.take(SECOND)
    assert home.found() == []
    assert home.rows("select verdict from raw.submissions order by received_at") == [
        ("refused",),
        ("accepted",),
    ]


def test_a_form_on_two_sheets_is_told_as_long_as_nothing_replaces_it(home: Home) -> None:
    left, right = one("DESA"), one("DESA")
    left.name, right.name = "DESA1", "DESA2"
    home.send("awal.xlsx", left, right, one("PASAR"))
    home.take()
    assert home.found() == [("sheet-ambiguous", "desa", "A1")]
    home.send("ulang.xlsx", one("DESA"))
    home.take(SECOND)
    assert home.found() == []


def test_the_same_fault_in_two_versions_is_one_finding(home: Home) -> None:
    home.send("awal.xlsx", changed("SARANA PRODUKSI", F42="x"))
    home.take()
    home.send("ulang.xlsx", changed("SARANA PRODUKSI", F42="y", E45=None))
    home.take(SECOND)
    standing = reader_findings_in_force(home.connection, SEPTEMBER)
    assert [(found.rule_id, found.value) for found in standing] == [
        ("input-missing", None),
        ("number-unreadable", "y"),
    ]


def test_a_broken_file_is_told_until_the_office_sends_again(home: Home) -> None:
    home.send("awal.xlsx", one("DESA"))
    home.take()
    before = home.rows("select * from raw.form_desa order by all")
    (home.inbox / "RHPK_SERANG_2022-09.xlsx").write_bytes(EXAMPLE.read_bytes()[:5000])
    home.take(SECOND)
    assert home.found() == [("file-unreadable", "", "")]
    assert home.rows("select * from raw.form_desa order by all") == before
    home.send("ulang.xlsx", one("PASAR"))
    home.take(THIRD)
    assert home.found() == []


def test_a_refused_file_is_judged_again_when_its_office_becomes_known(home: Home) -> None:
    home.send("palu.xlsx", one("DESA").texts(lambda text: text.replace("Serang", "Palu")))
    assert [taken.verdict for taken in home.take().taken] == ["refused"]
    assert home.found() == [("unit-unknown", "", "")]
    palu = Unit("PALU", "Balai Besar POM di Palu", "BBPOM di Palu", "upt_bpom", ("Palu",))
    home.reference = replace(shipped(), units=[*shipped().units, palu])
    assert [taken.verdict for taken in home.take(SECOND).taken] == ["accepted"]
    assert home.found() == []
    assert home.rows("select unit_code, received_at from raw.submissions") == [("PALU", FIRST)]


def test_an_unknown_office_is_told_as_long_as_its_file_lies_there(home: Home) -> None:
    path = home.send("palu.xlsx", one("DESA").texts(lambda text: text.replace("Serang", "Palu")))
    home.take()
    path.unlink()
    home.take(SECOND)
    assert home.found() == []


def test_files_of_another_month_wait_for_their_run(home: Home) -> None:
    august = changed("SARANA PRODUKSI", D4="s.d Agustus")
    home.send("agustus.xlsx", august)
    intake = home.take()
    assert (intake.taken, intake.waiting) == ([], [("agustus.xlsx", Period(2022, 8))])
    assert home.rows("select count(*) from raw.submissions") == [(0,)]
    assert [taken.verdict for taken in home.take(period=Period(2022, 8)).taken] == ["accepted"]
    assert home.take(SECOND).waiting == [("agustus.xlsx", Period(2022, 8))]


def test_a_run_for_one_office_leaves_the_others_alone(home: Home) -> None:
    palu = Unit("PALU", "Balai Besar POM di Palu", "BBPOM di Palu", "upt_bpom", ("Palu",))
    home.reference = replace(shipped(), units=[*shipped().units, palu])
    home.send("palu.xlsx", one("DESA").texts(lambda text: text.replace("Serang", "Palu")))
    home.send("ambon.xlsx", one("DESA").texts(lambda text: text.replace("Serang", "Ambon")))
    home.send("serang.xlsx", one("DESA"))
    assert [taken.file_name for taken in home.take(unit="SERANG").taken] == ["serang.xlsx"]
    assert sorted(taken.file_name for taken in home.take(SECOND).taken) == ["ambon.xlsx", "palu.xlsx"]


def test_a_sheet_without_office_belongs_to_the_office_of_the_run(home: Home) -> None:
    home.send("ikpa.xlsx", one("IKPA"))
    home.take(unit="SERANG")
    assert home.rows("select unit_code, verdict from raw.submissions") == [("SERANG", "accepted")]


def test_a_failure_while_landing_leaves_everything_as_it_was(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.send("awal.xlsx", one("DESA"))
    home.take()
    before = home.everything()
    home.send("ulang.xlsx", one("PASAR"))

    def fails(*_: object) -> None:
        raise RuntimeError("listrik padam")

    monkeypatch.setattr("flows.ingest.intake.land", fails)
    with pytest.raises(RuntimeError, match="listrik"):
        home.take(SECOND)
    assert home.everything() == before


# -- the archive and the inbox


def test_what_was_received_lies_in_the_archive_by_its_hash(home: Home) -> None:
    shutil.copy(EXAMPLE, home.inbox)
    (home.inbox / "rusak.xlsx").write_bytes(b"PK rusak")
    home.take(unit="SERANG")
    kept = {path.name: path.read_bytes() for path in home.archive.rglob("*") if path.is_file()}
    assert set(kept.values()) == {EXAMPLE.read_bytes(), b"PK rusak"}
    assert all(hashlib.sha256(content).hexdigest() == name for name, content in kept.items())


def test_what_lies_in_an_inbox_and_is_no_submission(tmp_path: Path) -> None:
    for name in ("b.xlsx", "a.xlsx", ".tersembunyi.xlsx", "~$a.xlsx", "Thumbs.db", "desktop.ini"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "dalam" / "lagi").mkdir(parents=True)
    (tmp_path / "dalam" / "lagi" / "c.xlsx").write_bytes(b"x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "d.xlsx").write_bytes(b"x")
    (tmp_path / "tautan.xlsx").symlink_to(tmp_path / "a.xlsx")
    (tmp_path / "luar").symlink_to("/etc")
    assert [path.relative_to(tmp_path).as_posix() for path in files_in(tmp_path)] == [
        "a.xlsx",
        "b.xlsx",
        "dalam/lagi/c.xlsx",
    ]


def test_an_inbox_that_is_not_there_holds_nothing(home: Home) -> None:
    home.inbox.rmdir()
    assert home.take().taken == []


def test_names_that_are_no_text(home: Home) -> None:
    content = home.send("a.xlsx", one("DESA")).read_bytes()
    (home.inbox / "a.xlsx").unlink()
    try:
        path = os.fsencode(home.inbox) + b"/lap\xe9oran\n.xlsx"
        with open(path, "wb") as file:
            file.write(content)
    except OSError:
        pytest.skip("this file system takes text only")
    home.take()
    assert home.rows("select file_name from raw.submissions") == [("lap?oran?.xlsx",)]


# -- the life of a finding


def test_a_finding_is_open_then_resolved_then_open_again(home: Home) -> None:
    def status() -> list[tuple[Any, ...]]:
        record(home.connection, SEPTEMBER, reader_findings_in_force(home.connection, SEPTEMBER))
        return home.rows("select rule_id, value, status from raw.findings order by all")

    home.send("1.xlsx", changed("SARANA PRODUKSI", F42="x"))
    home.take(FIRST)
    assert status() == [("number-unreadable", "x", "open")]
    assert status() == [("number-unreadable", "x", "open")]
    home.send("2.xlsx", one("SARANA PRODUKSI"))
    home.take(SECOND)
    assert status() == [("number-unreadable", "x", "resolved")]
    home.send("3.xlsx", changed("SARANA PRODUKSI", F42="y"))
    home.take(THIRD)
    assert status() == [("number-unreadable", "y", "open")]


def test_a_finding_keeps_its_name_when_its_row_moves(home: Home) -> None:
    home.send("1.xlsx", changed("SARANA PRODUKSI", F42="x"))
    home.take(FIRST)
    (first,) = reader_findings_in_force(home.connection, SEPTEMBER)
    home.send("2.xlsx", changed("SARANA PRODUKSI", F42="x").moved(down=4, right=1))
    home.take(SECOND)
    (second,) = reader_findings_in_force(home.connection, SEPTEMBER)
    assert (first.cell, second.cell) == ("F42", "G46")
    assert first.finding_id == second.finding_id


# -- what earlier runs saw -------------------------------------------------------------------------------------------


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of files that were read, and of those that were read through for their content."""
    names: list[str] = []
    read_all, receive = readers.read_all, archive.receive

    def note_read(jobs: Sequence[Job], reading: Reading) -> Iterator[Landing]:
        names.extend(f"dibaca {job.file_name}" for job in jobs)
        return read_all(jobs, reading)

    def note_received(folder: Path, path: Path) -> str:
        names.append(f"isi {path.name}")
        return receive(folder, path)

    monkeypatch.setattr("flows.ingest.intake.read_all", note_read)
    monkeypatch.setattr("flows.ingest.intake.receive", note_received)
    monkeypatch.setattr("flows.ingest.seen.is_past", lambda *_: True)
    return names


AUGUST, OCTOBER = Period(2022, 8), Period(2022, 10)


def test_what_was_taken_in_is_not_read_through_again(home: Home, opened: list[str]) -> None:
    home.send("a.xlsx", one("DESA"))
    home.take()
    assert opened == ["isi a.xlsx", "dibaca a.xlsx"]
    opened.clear()
    assert home.take(SECOND).known == ["a.xlsx"]
    assert opened == []


def test_a_file_that_changed_is_read_through_whatever_time_it_claims(home: Home, opened: list[str]) -> None:
    path = home.send("a.xlsx", one("DESA"))
    before = path.stat()
    home.take()
    home.send("a.xlsx", changed("DESA", F10=9))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    opened.clear()
    assert [landing.file_name for landing in home.take(SECOND).taken] == ["a.xlsx"]
    assert opened == ["isi a.xlsx", "dibaca a.xlsx"]


def test_a_content_that_the_archive_lost_is_taken_in_anew(home: Home, opened: list[str]) -> None:
    home.send("a.xlsx", one("DESA"))
    home.take()
    shutil.rmtree(home.archive)
    opened.clear()
    home.take(SECOND)
    assert opened == ["isi a.xlsx"]
    assert list(home.archive.glob("*/*"))


def test_what_waits_for_another_month_is_opened_once_by_all_runs_before_it(home: Home, opened: list[str]) -> None:
    shutil.copy(EXAMPLE, home.inbox / "september.xlsx")
    for month in (AUGUST, OCTOBER, AUGUST):
        assert home.take(period=month).waiting == [("september.xlsx", SEPTEMBER)]
    assert opened == ["isi september.xlsx", "dibaca september.xlsx"]
    assert [landing.file_name for landing in home.take().taken] == ["september.xlsx"]


def test_with_another_office_known_what_waits_is_looked_at_again(home: Home, opened: list[str]) -> None:
    shutil.copy(EXAMPLE, home.inbox / "september.xlsx")
    home.take(period=AUGUST)
    home.reference = replace(home.reference, units=[*home.reference.units, Unit("X", "Loka X", "X", "loka", ("x",))])
    opened.clear()
    home.take(period=AUGUST)
    assert opened == ["dibaca september.xlsx"]


def test_a_file_that_leaves_its_year_to_the_run_is_looked_at_by_each(home: Home, opened: list[str]) -> None:
    home.send("sarana.xlsx", one("SARANA PRODUKSI"))
    assert home.take(period=OCTOBER).waiting == [("sarana.xlsx", SEPTEMBER)]
    opened.clear()
    assert home.take(period=Period(2023, 1)).waiting == [("sarana.xlsx", Period(2023, 9))]
    assert opened == ["dibaca sarana.xlsx"]


def test_a_file_touched_just_now_is_not_remembered(home: Home, opened: list[str]) -> None:
    """Its stamp may stand still while it is written once more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.ingest.seen.is_past", lambda *_: False)
        home.send("a.xlsx", one("DESA"))
        home.take()
    opened.clear()
    home.take(SECOND)
    assert opened == ["isi a.xlsx"]
