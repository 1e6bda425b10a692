"""The sheets of words, NARASI and TINDAK LANJUT: read in any layout, nothing of them lost, each group's its own."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.ingest.intake import ingest, reader_findings_in_force
from flows.ingest.rows import FormReading
from flows.ingest.submission import read_submission
from flows.ingest.text import date_said, paragraphs
from flows.reference.seeds import groups_of_indicators
from flows.warehouse.store import connect, prepare
from tests.corpus.layouts import LETTERHEAD, NOTES, SIGNATURE, with_lines_above
from tests.narratives import (
    EXAMPLE,
    FOLLOW_UPS,
    NARRATIVES,
    Lines,
    follow_up_lines,
    name_of,
    narrative_lines,
    write,
    write_example,
)
from tests.workbooks import SEPTEMBER, Draft, example, sheet, shipped, submit, told

HEADER = 4  # zero-based row of the header in both sheets


def narrative() -> Draft:
    return sheet("NARASI", narrative_lines())


def follow_up() -> Draft:
    return sheet("TINDAK LANJUT", follow_up_lines())


def words(reading: FormReading) -> list[Any]:
    """What a sheet says: labels and texts of its rows, without where they stand."""
    return [
        (
            record.kind,
            {name: label.key for name, label in record.labels.items() if name != "no"},
            {name: remark.text for name, remark in record.texts.items()},
        )
        for record in reading.rows
    ]


def _headers(change: Callable[[str], str]) -> Callable[[Draft], Draft]:
    return lambda draft: draft.texts(change, rows=[HEADER])


def _named(name: str) -> Callable[[Draft], Draft]:
    def change(draft: Draft) -> Draft:
        draft.name = name
        return draft

    return change


def _untitled(draft: Draft) -> Draft:
    draft.cells = {place: value for place, value in draft.cells.items() if place[0] >= HEADER}
    return _named("Sheet1")(draft)


LAYOUTS: dict[str, Callable[[Draft], Draft]] = {
    "as it is": lambda draft: draft,
    "letterhead above": lambda draft: with_lines_above(draft, LETTERHEAD),
    "blank first rows and columns": lambda draft: draft.moved(down=4, right=2),
    "notes and a signature below": lambda draft: draft.below(SIGNATURE),
    "a signature right below": lambda draft: draft.below(SIGNATURE[4:], gap=0),
    "notes below": lambda draft: draft.below(NOTES, gap=3),
    "another sheet name": _named("Sheet1"),
    "neither name nor title": _untitled,
    "headers in capitals": _headers(str.upper),
    "line breaks in headers": _headers(lambda text: text.replace(" ", "\n")),
    "no numbers": lambda draft: draft.without_column("A"),
    "columns exchanged": lambda draft: draft.swapped("C", "E", HEADER + 1),
    "names numbered": lambda draft: draft.texts(
        lambda text: f"1. {text}" if text.startswith(("Persentase", "Indeks")) else text
    ),
    "a blank row within": lambda draft: draft.moved(down=1, below=HEADER + 3),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("made", [narrative, follow_up])
def test_a_layout_that_means_the_same_reads_the_same(tmp_path: Path, layout: str, made: Callable[[], Draft]) -> None:
    plain = submit(tmp_path, made(), unit="SERANG")
    other = submit(tmp_path, LAYOUTS[layout](made()), name="lain.xlsx", unit="SERANG")
    assert told(other) == []
    (reading,) = other.forms
    assert reading.form.title == made().name
    assert words(reading) == words(plain.forms[0])


def test_the_example_is_what_its_program_writes_and_is_read_without_a_finding(tmp_path: Path) -> None:
    assert write_example(tmp_path / EXAMPLE.name).read_bytes() == EXAMPLE.read_bytes()
    submission = submit(tmp_path, sheet("NARASI", narrative_lines()), follow_up())
    assert (told(submission), submission.verdict, str(submission.period)) == ([], "accepted", "2022-09")
    said, listed = (form.rows for form in submission.forms)
    assert [record.iku_no for record in said] == list(NARRATIVES)
    assert [tuple(remark.text for remark in record.texts.values()) for record in said] == list(NARRATIVES.values())
    assert [record.labels["rekomendasi"].key for record in listed] == [line[1] for line in FOLLOW_UPS]
    assert [record.labels["status"].key for record in listed].count("belum") == 4
    assert [record.texts["batas"].text for record in listed] == [
        *("2022-09-15", "2022-11-30", "2022-08-31", "2022-12-31", "2022-08-15", "2022-10-31")
    ]


def test_follow_ups_are_told_apart_from_the_forms_of_recommendations(tmp_path: Path) -> None:
    sheets = [*example("TL PEMANGKU", "TL INSPEKSI"), follow_up(), narrative()]
    submission = submit(tmp_path, *sheets)
    read = {reading.sheet: reading.form.form for reading in submission.forms}
    assert read == {
        "TL PEMANGKU": "tl_pemangku",
        "TL INSPEKSI": "tl_inspeksi",
        "TINDAK LANJUT": "tindak_lanjut",
        "NARASI": "narasi",
    }
    alone = submit(tmp_path, *example("TL PEMANGKU", "TL INSPEKSI"), name="tanpa.xlsx")
    assert sorted(told(submission)) == sorted(told(alone))


def _narrative_of(*rows: list[Any]) -> Draft:
    return sheet("NARASI", [*narrative_lines(narratives={}), *rows])


def test_paragraphs_stay_and_words_that_look_like_totals_or_notes_are_words(tmp_path: Path) -> None:
    long = "Kalimat panjang. " * 400
    submission = submit(
        tmp_path,
        _narrative_of(
            [1, name_of(1), "Total sampel naik.\n\n  Sumber daya cukup.\r\nSelesai.", "", "", long],
            [None, None, "Ketersediaan reagen membaik.", "Kepala laboratorium berganti.", "", ""],
            [14, name_of(14), "", "", "", ""],
        ),
    )
    assert told(submission) == []
    (reading,) = submission.forms
    assert [(record.kind, record.iku_no, record.row_key) for record in reading.rows] == [
        ("data", 1, "obat_ms"),
        ("data", 1, "obat_ms #2"),
        ("data", 14, "sarana_distribusi_mk"),
    ]
    first, second, blank = (record.texts for record in reading.rows)
    assert first["pendukung"].text == "Total sampel naik.\nSumber daya cukup.\nSelesai."
    assert first["langkah"].text == long.strip()
    assert (second["pendukung"].text, second["pendukung"].cell) == ("Ketersediaan reagen membaik.", "C7")
    assert {remark.text for remark in blank.values()} == {""}


def test_a_text_that_begins_like_a_formula_is_text_and_a_formula_is_told(tmp_path: Path) -> None:
    lines = narrative_lines(narratives={1: ("= naik", "+ alat", "- satu\n- dua", "@ laboratorium")})
    shutil.copy(write(tmp_path / "petik.xlsx", {"NARASI": lines}), tmp_path / "kiriman.xlsx")
    typed = read_submission(tmp_path / "kiriman.xlsx", "kiriman.xlsx", shipped(), SEPTEMBER, "SERANG")
    assert told(typed) == []
    (record,) = typed.forms[0].rows
    assert [remark.text for remark in record.texts.values()] == ["= naik", "+ alat", "- satu\n- dua", "@ laboratorium"]
    # openpyxl writes a text that begins with = as a formula, as Excel does with what is typed
    formula = submit(tmp_path, sheet("NARASI", lines), name="rumus.xlsx")
    assert told(formula) == [("warn", "cell-uncalculated", "NARASI", "C6")]


def test_words_that_cannot_be_placed_are_told(tmp_path: Path) -> None:
    submission = submit(
        tmp_path,
        _narrative_of([1, "Persentase Obat yg memenuhi syarat", "naik", "", "", ""]),
        sheet(
            "TINDAK LANJUT",
            [
                *follow_up_lines(follow_ups=[]),
                [1, name_of(1), "", "Belum", "", "akan", "", ""],
                [2, "Persentase lain", "Tambah alat", "Belum", "", "", "", ""],
                [3, name_of(2), "Tambah alat", "Belum", "", "", "", ""],
                [4, name_of(2), "Tambah alat", "Selesai", "", "", "", ""],
            ],
        ),
    )
    assert [
        (finding.rule_id, finding.sheet, finding.cell, finding.message.split(", ")[-1])
        for finding in submission.findings
    ] == [
        (
            *("label-unknown", "NARASI", "B6"),
            "sehingga isi baris itu tidak dipakai (mungkin maksudnya 'Persentase Obat yang memenuhi syarat'). "
            "Perbaiki tulisannya.",
        ),
        (
            *("label-missing", "TINDAK LANJUT", "F6"),
            "sehingga tidak dipakai. Lengkapi barisnya atau hapus isinya.",
        ),
        (
            *("label-unknown", "TINDAK LANJUT", "B7"),
            "sehingga isi baris itu tidak dipakai (mungkin maksudnya 'Persentase Obat yang memenuhi syarat'). "
            "Perbaiki tulisannya.",
        ),
        (
            *("row-repeated", "TINDAK LANJUT", "C8, C9"),
            "C9); yang dipakai adalah baris terakhir. Sisakan satu.",
        ),
    ]
    assert {finding.severity for finding in submission.findings} == {"warn"}


def test_an_empty_sheet_of_words_is_no_finding(tmp_path: Path) -> None:
    submission = submit(tmp_path, _narrative_of(), *example("PERKARA"))
    assert [finding for finding in submission.findings if finding.sheet == "NARASI"] == []


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("31 Desember 2022", "2022-12-31"),
        ("Desember 2022", "2022-12-31"),
        ("paling lambat 5 Okt 2022", "2022-10-05"),
        ("Februari 2024", "2024-02-29"),
        ("TW IV 2022", "2022-12-31"),
        ("5/11/2022", "2022-11-05"),
        ("11/2022", "2022-11-30"),
        ("2022-11-05", "2022-11-05"),
        ("2022-11", "2022-11-30"),
        ("Desember", "--12-31"),
        ("segera", None),
        ("Oktober - Desember 2022", None),
        ("31 Februari 2022", None),
        ("", None),
    ],
)
def test_days_as_people_write_them(written: str, day: str | None) -> None:
    assert date_said(written) == day


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\r\nb\n\n  c  d ", "a\nb\nc d"),
        ("a\vb\u2028c_x000D_\nd", "a\nb\nc\nd"),
        ("2\u00a0m² \u200bdan ½\u00ad", "2 m² dan ½"),
        ("rusak\x07sini", "rusak\N{REPLACEMENT CHARACTER}sini"),
        (" \n ", ""),
    ],
)
def test_paragraphs_of_a_cell(text: str, lines: str) -> None:
    assert paragraphs(text) == lines


class Taken:
    """An inbox that groups send to, and the warehouse behind it."""

    def __init__(self, folder: Path, connection: Any) -> None:
        self.folder, self.connection = folder, connection

    def take(self, name: str, sheets: dict[str, Lines], day: int) -> None:
        write(self.folder / f"kiriman-{day}" / name, sheets)
        ingest(
            *(self.connection, shipped(), self.folder / f"kiriman-{day}", self.folder / "archive", SEPTEMBER, "SERANG"),
            f"2022-10-{day:02}T09:00:00",
        )

    def in_force(self, form: str) -> dict[str, str]:
        found = self.connection.execute(
            "select part, arg_max(file_name, received_at) from raw.form_versions "
            "where form = ? and verdict = 'accepted' group by part order by part",
            [form],
        ).fetchall()
        return dict(found)

    def found(self) -> list[tuple[str, str]]:
        return [(found.rule_id, found.file_name) for found in reader_findings_in_force(self.connection, SEPTEMBER)]


@pytest.fixture
def taken(tmp_path: Path) -> Iterator[Taken]:
    with connect(tmp_path / "warehouse.duckdb") as connection:
        prepare(connection)
        yield Taken(tmp_path, connection)


def _said(*numbers: int, name: str | None = None) -> dict[str, Lines]:
    lines = narrative_lines(narratives={number: (f"naik {number}", "", "", "") for number in numbers})
    return {"NARASI": [*lines, [None, name, "apa ini", "", "", ""]] if name else lines}


def test_each_group_speaks_for_its_own_indicators(taken: Taken) -> None:
    taken.take("semua.xlsx", _said(1, 13, 23), 1)
    taken.take("pengujian.xlsx", _said(1, 5), 2)
    taken.take("penindakan.xlsx", _said(23), 3)
    assert taken.in_force("narasi") == {
        "Pemeriksaan": "semua.xlsx",
        "Penindakan": "penindakan.xlsx",
        "Pengujian": "pengujian.xlsx",
    }
    assert taken.connection.execute(
        "select part, list(iku_no order by iku_no) from raw.form_narasi group by part order by part"
    ).fetchall() == [("Pemeriksaan", [13]), ("Pengujian", [1, 1, 5]), ("Penindakan", [23, 23])]


def test_what_is_wrong_in_a_group_s_sheet_stands_until_that_group_sends_again(taken: Taken) -> None:
    taken.take("pengujian.xlsx", _said(1, name="Persentase ngawur"), 1)
    taken.take("penindakan.xlsx", _said(23), 2)
    assert taken.found() == [("label-unknown", "pengujian.xlsx")]
    taken.take("pengujian lagi.xlsx", _said(1, 5), 3)
    assert taken.found() == []


def test_a_sheet_that_nothing_could_be_read_of_stands_until_any_group_sends(taken: Taken) -> None:
    lines = [[*line[:5], "Apa saja"] if line[:1] == ["No IKU"] else line for line in _said(1)["NARASI"]]
    taken.take("salah.xlsx", {"NARASI": lines}, 1)
    assert taken.found() == [("header-missing", "salah.xlsx")]
    taken.take("benar.xlsx", _said(1), 2)
    assert taken.found() == []


def test_every_indicator_has_a_group_that_fills_forms() -> None:
    groups = groups_of_indicators("2022-09")
    assert len(groups) == 29
    assert set(groups.values()) == {"Pemeriksaan", "Pengujian", "Penindakan", "Infokom", "Tata Usaha"}
    assert groups_of_indicators("2021-12") == {}


def test_a_date_cell_is_a_day(tmp_path: Path) -> None:
    line = [1, "Tambah alat", "Belum", None, None, dt.datetime(2022, 11, 5), None]
    submission = submit(tmp_path, sheet("TINDAK LANJUT", follow_up_lines(follow_ups=[line])))
    assert submission.forms[0].rows[0].texts["batas"].text == "2022-11-05"
