"""Columns are found by header, never by letter; the layouts that mean the same are in `tests/corpus/layouts.py`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from flows.ingest.text import position
from tests.workbooks import Draft, figures, one, read, row, submit, told


def test_the_cell_stays_right_where_the_table_was_moved(tmp_path: Path) -> None:
    reading = read(tmp_path, one("SARANA PRODUKSI").moved(down=3, right=2))
    assert row(reading, 45).values["mk"].cell == "G45"
    assert row(reading, 45).values["mk"].number.value == 30


@pytest.mark.parametrize(
    ("name", "cell", "spelling"),
    [
        ("SAMPLING", "G5", "JML SAMPLING"),
        ("SAMPLING", "L5", "Jlh sampel masuk Laboratorium"),
        ("SAMPLING", "G4", "S/D SEPT"),
        ("SARANA PRODUKSI", "E5", "Memenuhi Ketentuan"),
        ("SARANA PRODUKSI", "D4", "Bulan September 2022"),
        ("TL INSPEKSI", "E5", "Rekomendasi"),
        ("PERKARA", "E3", "s.d. 30 September 2022"),
        ("MATRIKS CAPAIAN", "M7", "% capaian thd. target bulan n"),
        ("MATRIKS CAPAIAN", "J6", "S.D. SEPTEMBER"),
        ("UMKM", "J5", "s.d September"),
        ("PENGADAAN", "G4", "TGL"),
    ],
)
def test_other_words_for_the_same_header(tmp_path: Path, name: str, cell: str, spelling: str) -> None:
    draft = one(name)
    plain = figures(read(tmp_path, one(name), unit="SERANG"))
    draft[cell] = spelling
    submission = submit(tmp_path, draft, unit="SERANG", name="lain.xlsx")
    assert not [found for found in told(submission) if found[1].startswith(("header", "column"))]
    assert figures(submission.forms[0]) == plain


@pytest.mark.parametrize("day", [dt.datetime(2022, 9, 1), dt.datetime(2022, 9, 30)])
def test_a_month_that_excel_took_for_a_date(tmp_path: Path, day: dt.datetime) -> None:
    draft = one("TL INSPEKSI")
    draft["E4"] = day
    submission = submit(tmp_path, draft)
    assert (str(submission.period), submission.verdict) == ("2022-09", "accepted")


def test_a_header_without_its_group_is_not_guessed(tmp_path: Path) -> None:
    draft = one("PERKARA")
    draft["E4"] = draft["G4"] = None
    submission = submit(tmp_path, draft)
    assert submission.verdict == "refused"
    assert "header-missing" in [rule for _, rule, _, _ in told(submission)]


def test_an_unknown_column_is_told_at_its_header_and_left_out(tmp_path: Path) -> None:
    draft = one("SARANA PRODUKSI")
    draft["G5"] = "TMKK"
    draft["G42"] = 99
    submission = submit(tmp_path, draft)
    (found,) = submission.findings
    assert (found.severity, found.rule_id, found.cell, found.value, found.expected) == (
        "warn",
        "column-unknown",
        "G5",
        "TMKK",
        "TMK",
    )
    assert "mungkin maksudnya 'TMK'" in found.message
    assert figures(submission.forms[0]) == figures(read(tmp_path, one("SARANA PRODUKSI"), name="lain.xlsx"))


def test_a_missing_column_names_the_nearest_header(tmp_path: Path) -> None:
    draft = one("SARANA PRODUKSI")
    draft["D5"] = "Jumlah yang di periksa"
    submission = submit(tmp_path, draft)
    assert submission.verdict == "refused"
    (found,) = submission.findings
    assert (found.severity, found.rule_id, found.cell) == ("reject", "header-missing", "D5")
    assert (found.value, found.expected) == ("Jumlah yang di periksa", "Jumlah sarana yang diperiksa")
    assert found.iku_no == 13


def test_a_missing_column_is_named_as_people_know_it(tmp_path: Path) -> None:
    draft = one("IKLAN LABEL")
    draft["D4"] = "Triwulan"
    (found,) = submit(tmp_path, draft).findings
    assert (found.rule_id, found.expected) == ("header-missing", "(nama bulan)")
    assert "{" not in found.message


def test_a_column_that_is_not_there_at_all(tmp_path: Path) -> None:
    submission = submit(tmp_path, one("IKPA").without_column("C"), unit="SERANG")
    assert told(submission) == [("reject", "header-missing", "IKPA", "A4")]


def test_a_missing_column_of_the_second_table(tmp_path: Path) -> None:
    draft = one("SAMPEL STANDAR")
    draft["F8"] = "Sampel Makanan diuji"
    assert told(submit(tmp_path, draft)) == [("reject", "header-missing", "SAMPEL STANDAR", "F8")]


def test_a_column_met_twice_is_ambiguous(tmp_path: Path) -> None:
    draft = one("SARANA PRODUKSI")
    draft["G5"] = "MK"
    submission = submit(tmp_path, draft)
    assert told(submission) == [("reject", "header-ambiguous", "SARANA PRODUKSI", "E5, G5")]


def test_what_stands_between_a_name_and_its_headless_column_is_not_taken_for_it(tmp_path: Path) -> None:
    draft = one("MONEV OUTPUT").moved(right=1, beyond=2)
    draft["C6"] = "Penanggung jawab"
    submission = submit(tmp_path, draft)
    assert submission.verdict == "refused"
    assert ("reject", "header-missing", "MONEV OUTPUT", "A6") in told(submission) or any(
        rule == "header-missing" for _, rule, _, _ in told(submission)
    )


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("DESA", {"B4": "No", "C4": "Kegiatan"}),
        ("PASAR", {"B4": "No", "C4": "Kegiatan"}),
        ("INTELIJEN", {"B3": "Tahun", "C3": "Target"}),
        ("IKLAN LABEL", {"C4": "Hasil"}),
        ("MONEV OUTPUT", {"A6": "Kode", "B6": "Output", "D6": "Satuan"}),
    ],
)
def test_headers_written_where_the_form_leaves_them_out(tmp_path: Path, name: str, cells: dict[str, str]) -> None:
    draft = one(name)
    draft.unmerged()
    for cell, text in cells.items():
        draft[cell] = text
    submission = submit(tmp_path, draft)
    assert told(submission) == []
    assert figures(submission.forms[0]) == figures(read(tmp_path, one(name), name="lain.xlsx"))


def test_a_second_page_repeats_letterhead_and_header(tmp_path: Path) -> None:
    draft = one("TL PEMANGKU").moved(down=6, below=20)
    for column in "ABCDEFG":
        for line in (1, 2, 4, 5):
            draft[f"{column}{line + 21}"] = draft[f"{column}{line}"]
    draft.cells = {place: value for place, value in draft.cells.items() if value is not None}
    assert figures(read(tmp_path, draft)) == figures(read(tmp_path, one("TL PEMANGKU"), name="lain.xlsx"))


@pytest.mark.parametrize(
    "numbers",
    [[1, 2, 3, 4, 5, 6], ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"], ["1", "2", "3", "4", "5", "6=4-5"]],
)
def test_a_row_that_numbers_the_columns_is_no_data(tmp_path: Path, numbers: list[object]) -> None:
    draft = one("SARANA PRODUKSI").moved(down=1, below=5)
    for column, number in zip("ABCDEF", numbers, strict=True):
        draft[f"{column}6"] = number
    submission = submit(tmp_path, draft)
    assert told(submission) == []
    assert len(submission.forms[0].rows) == 45


def test_the_topmost_header_counts_whatever_its_height(tmp_path: Path) -> None:
    """The real sheet repeats its header on a second page; a blank row in the first one must not hide that page."""
    draft = one("PENGADAAN").moved(down=1, below=3)
    reading = read(tmp_path, draft, unit="SERANG")
    assert reading.top == 2
    assert figures(reading) == figures(read(tmp_path, one("PENGADAAN"), unit="SERANG", name="lain.xlsx"))


@pytest.mark.parametrize("header", ["Pagu (Rp)", "PAGU (dalam rupiah)", "Pagu (Rp) *)", "Pagu *"])
def test_the_measure_in_brackets_is_no_part_of_a_header(tmp_path: Path, header: str) -> None:
    draft = one("ANGGARAN BELANJA")
    draft["B4"] = header
    submission = submit(tmp_path, draft, unit="SERANG")
    assert told(submission) == []
    assert row(submission.forms[0], 5).values["pagu"].number.value == 11080000000


def test_of_two_months_side_by_side_that_of_the_workbook_is_read(tmp_path: Path) -> None:
    draft = one("IKLAN LABEL").moved(right=1, beyond=3)
    draft["D4"], draft["D5"] = "Agustus", 999
    submission = submit(tmp_path, draft, one("DESA"))
    assert told(submission) == [("warn", "column-other-period", "IKLAN LABEL", "D4")]
    assert row(submission.forms[0], 5).values["jumlah"].number.value == 12
    alone = submit(tmp_path, draft, name="lain.xlsx")
    assert told(alone) == [("reject", "header-ambiguous", "IKLAN LABEL", "D4, E4")]


# -- pages


def on_two_pages(name: str, at: int, first: int, last: int) -> Draft:
    """A sheet whose header (Excel rows first to last) is repeated before an Excel row."""
    draft = one(name)
    head = {place: value for place, value in draft.cells.items() if first - 1 <= place[0] <= last - 1}
    height = last - first + 1
    draft.moved(down=height, below=at - 1)
    for (line, column), value in head.items():
        draft.cells[line - first + at, column] = value
    draft.merged += [
        (a - first + at, b, c - first + at, d) for a, b, c, d in draft.merged if first - 1 <= a and c <= last - 1
    ]
    return draft


def test_a_second_page_may_have_its_columns_in_another_order(tmp_path: Path) -> None:
    draft = on_two_pages("SARANA PRODUKSI", 24, 4, 5)
    for line in range(24, draft.height + 1):
        draft[f"E{line}"], draft[f"F{line}"] = draft[f"F{line}"], draft[f"E{line}"]
    draft.cells = {place: value for place, value in draft.cells.items() if value is not None}
    assert (draft["E25"], draft["F25"]) == ("TMK", "MK")
    submission = submit(tmp_path, draft)
    assert told(submission) == told(submit(tmp_path, one("SARANA PRODUKSI")))
    assert figures(submission.forms[0]) == figures(read(tmp_path, one("SARANA PRODUKSI")))


@pytest.mark.parametrize("cell", ["E25", "E5"])
def test_a_broken_header_on_either_page_is_told_at_its_cell(tmp_path: Path, cell: str) -> None:
    draft = on_two_pages("SARANA PRODUKSI", 24, 4, 5)
    assert draft[cell] == "MK"
    draft[cell] = "Skor"
    (found,) = submit(tmp_path, draft).findings
    assert (found.rule_id, found.severity, found.cell, found.value, found.expected) == (
        "header-missing",
        "reject",
        cell,
        "Skor",
        "MK",
    )
    assert f"Sel {cell} di lembar SARANA PRODUKSI berisi kepala kolom 'Skor'" in found.message


@pytest.mark.parametrize(
    ("name", "cell", "text"),
    [
        ("SAMPLING", "N6", "Memenuhi"),
        ("MATRIKS CAPAIAN", "L7", "Hasil"),
        ("IKPA", "B4", "Uraian"),
        ("PENILAIAN", "E3", "Skor"),
    ],
)
def test_a_header_unlike_any_other_is_told_at_its_cell(tmp_path: Path, name: str, cell: str, text: str) -> None:
    draft = one(name)
    draft[cell] = text
    usual = told(submit(tmp_path, one(name), unit="SERANG"))
    found = [entry for entry in told(submit(tmp_path, draft, unit="SERANG")) if entry not in usual]
    assert ("reject", "header-missing", name, cell) in found
    assert {entry[3] for entry in found if entry[1] == "header-missing"} == {cell}


def test_a_table_whose_title_is_gone_is_told_at_its_header(tmp_path: Path) -> None:
    draft = one("KIE RINCIAN")
    title = str(draft.cells.pop(position("A16")))
    (found, *_) = submit(tmp_path, draft, unit="SERANG").findings
    assert (found.severity, found.rule_id, found.cell, found.expected) == ("reject", "table-missing", "A17", title)


def test_a_figure_beside_a_name_that_is_not_known_is_told(tmp_path: Path) -> None:
    draft = one("SURVEI USAHA")
    draft["A15"] = "Index Total"
    assert ("warn", "figure-unread", "SURVEI USAHA", "B15") in told(submit(tmp_path, draft, unit="SERANG"))


def test_a_column_of_figures_without_a_name_is_told_once(tmp_path: Path) -> None:
    draft = one("ANGGARAN BELANJA")
    for row_no in range(5, 8):
        draft[f"H{row_no}"] = row_no * 100
    assert told(submit(tmp_path, draft, unit="SERANG")) == [("warn", "figure-unread", "ANGGARAN BELANJA", "H5, H6, H7")]
