"""What a row is, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workbooks import Draft, Shown, figures, one, read, row, submit, told


def changed(name: str, **cells: object) -> Draft:
    draft = one(name)
    for cell, value in cells.items():
        draft[cell] = value
    return draft


# -- labels


@pytest.mark.parametrize(
    ("name", "cell", "written", "near"),
    [
        ("SARANA PRODUKSI", "B42", "Industri Pangn", "Industri Pangan"),
        ("TL INSPEKSI", "C8", "Suplemen Kesehtan", "Suplemen Kesehatan"),
        ("IKPA", "A7", "Penyerapan Angaran", "Penyerapan Anggaran"),
        ("PERKARA", "C8", "P.21 lengkap", None),
        ("SURVEI KIE", "A9", "Pemahman", "Pemahaman"),
    ],
)
def test_an_unknown_label_with_figures_puts_the_indicator_in_doubt(
    tmp_path: Path, name: str, cell: str, written: str, near: str | None
) -> None:
    submission = submit(tmp_path, changed(name, **{cell: written}), unit="SERANG")
    found = next(found for found in submission.findings if found.rule_id == "label-unknown")
    assert (found.severity, found.sheet, found.cell, found.value) == ("block", name, cell, written)
    if near is not None:
        assert found.expected == near
        assert f"mungkin maksudnya '{near}'" in found.message
    assert row(submission.forms[0], int(cell[1:])).kind == "unknown"


def test_an_unknown_label_of_a_form_that_feeds_nothing_is_only_told(tmp_path: Path) -> None:
    submission = submit(tmp_path, changed("IKLAN LABEL", B7="Lebel"))
    assert ("warn", "label-unknown", "IKLAN LABEL", "B7") in told(submission)


def test_a_row_without_figures_and_without_a_known_label_is_a_note(tmp_path: Path) -> None:
    draft = one("SARANA PRODUKSI").below([["", "Sarana lain tidak diperiksa"], ["*) termasuk carry over"]], gap=0)
    assert told(submit(tmp_path, draft)) == []


@pytest.mark.parametrize("written", ["13. Industri Pangan", "INDUSTRI PANGAN (IP)", "m) Industri  pangan"])
def test_known_labels_in_other_spellings(tmp_path: Path, written: str) -> None:
    reading = read(tmp_path, changed("SARANA PRODUKSI", B42=written))
    assert row(reading, 42).key("sarana") == "pangan"


def test_an_indicator_may_carry_the_name_of_the_office(tmp_path: Path) -> None:
    reading = read(tmp_path, changed("ANGGARAN IKU", B28="Indeks RB Balai Besar POM di Serang"), unit="SERANG")
    assert (row(reading, 28).key("indikator"), row(reading, 28).iku_no) == ("rb", 24)


def test_the_same_row_twice_counts_twice_and_blocks(tmp_path: Path) -> None:
    submission = submit(tmp_path, changed("SARANA PRODUKSI", B45="Industri Pangan"))
    assert told(submission) == [("block", "row-repeated", "SARANA PRODUKSI", "B42, B45")]
    keys = [record.row_key for record in submission.forms[0].rows if record.key("sarana") == "pangan"]
    assert keys[0] == "pangan"
    assert "pangan #2" in keys


def test_a_repeated_row_is_named_by_its_own_label_cell(tmp_path: Path) -> None:
    assert told(submit(tmp_path, changed("SAMPLING", D10="Random"))) == [
        ("block", "row-repeated", "SAMPLING", "D8, D10")
    ]


def test_figures_under_an_empty_slot_are_told(tmp_path: Path) -> None:
    submission = submit(tmp_path, changed("SARANA PRODUKSI", D43=4, E43=2))
    assert told(submission) == [("block", "label-missing", "SARANA PRODUKSI", "D43, E43")]


def test_a_label_that_is_a_formula_never_calculated_is_not_the_label_above(tmp_path: Path) -> None:
    submission = submit(tmp_path, changed("SARANA PRODUKSI", B42='="Industri"&" Pangan"'))
    assert ("block", "label-unknown", "SARANA PRODUKSI", "B42") in told(submission)
    assert row(submission.forms[0], 39).key("sarana") == "if_iot"


def test_an_error_cell_where_a_name_belongs(tmp_path: Path) -> None:
    assert told(submit(tmp_path, changed("KIE", B5="#N/A"))) == [("warn", "cell-error", "KIE", "B5")]


# -- figures


def test_an_input_that_an_indicator_needs_rejects_its_form_at_the_cell(tmp_path: Path) -> None:
    submission = submit(tmp_path, changed("SARANA PRODUKSI", E42=None), one("DESA"))
    assert submission.verdict == "partly"
    assert told(submission) == [("reject", "input-missing", "SARANA PRODUKSI", "E42")]
    (found,) = submission.findings
    assert (found.form, found.iku_no, found.column_name) == ("sarana_produksi", 13, "mk")
    assert "kosong" in found.message
    assert "IKU 13" in found.message


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("tiga puluh", "'tiga puluh'"),
        ("1,060", "'1,060'"),
        (30.5, "'30.5'"),
        ("-", "'-'"),
        ("#REF!", "'#REF!'"),
        ("=20+10", "belum pernah dihitung"),
    ],
)
def test_why_a_needed_input_is_missing(tmp_path: Path, written: object, state: str) -> None:
    submission = submit(tmp_path, changed("SARANA PRODUKSI", E42=written))
    assert told(submission) == [("reject", "input-missing", "SARANA PRODUKSI", "E42")]
    assert state in submission.findings[0].message


def test_both_inputs_left_blank_are_missing_where_the_row_is_not(tmp_path: Path) -> None:
    submission = submit(tmp_path, changed("SAMPLING", N8=None, R8=None))
    assert told(submission) == [
        ("reject", "input-missing", "SAMPLING", "N8"),
        ("reject", "input-missing", "SAMPLING", "R8"),
    ]
    assert told(submit(tmp_path, changed("SAMPLING", M8=0, N8=None, R8=None), name="lain.xlsx")) == []


def test_an_unknown_label_of_several_rows_is_told_once(tmp_path: Path) -> None:
    submission = submit(tmp_path, changed("UMKM", B12="Kosmetika dan OT"))
    assert told(submission) == [("block", "label-unknown", "UMKM", "B12")]


def test_an_input_of_nothing_is_not_needed(tmp_path: Path) -> None:
    draft = changed("SARANA PRODUKSI", D42=0, E42=None, D45="NIHIL", E45="NIHIL", F45="NIHIL")
    submission = submit(tmp_path, draft)
    assert told(submission) == []
    assert row(submission.forms[0], 45).values["mk"].number.state == "nihil"


@pytest.mark.parametrize(
    ("cell", "written", "rule"),
    [
        ("F42", "empat puluh", "number-unreadable"),
        ("F42", "1,060", "number-ambiguous"),
        ("F42", 40.5, "number-fraction"),
        ("F42", "#DIV/0!", "cell-error"),
        ("F42", "=D42-E42", "cell-uncalculated"),
        ("E50", "=SUM(E6:E47)", "cell-uncalculated"),
    ],
)
def test_other_figures_are_told_and_the_form_enters(tmp_path: Path, cell: str, written: object, rule: str) -> None:
    submission = submit(tmp_path, changed("SARANA PRODUKSI", **{cell: written}))
    assert submission.verdict == "accepted"
    assert told(submission) == [("warn", rule, "SARANA PRODUKSI", cell)]
    value = row(submission.forms[0], int(cell[1:])).values["mk" if cell[0] == "E" else "tmk"]
    assert value.number.value is None


def test_indonesian_numbers_in_a_form(tmp_path: Path) -> None:
    draft = changed("SARANA PRODUKSI", D42="1.070", E42="1.030", F42="40")
    reading = read(tmp_path, draft)
    assert [row(reading, 42).values[name].number.value for name in ("diperiksa", "mk", "tmk")] == [
        1070,
        1030,
        40,
    ]
    ikpa = read(tmp_path, changed("IKPA", B7="91,52"), unit="SERANG", name="lain.xlsx")
    assert row(ikpa, 7).values["nilai"].number.value == 91.52


def test_a_number_shown_in_percent_is_read_as_it_is_shown(tmp_path: Path) -> None:
    desa = read(tmp_path, changed("DESA", F5=Shown(0.2, "0%")))
    assert row(desa, 5).values["progres"].number.value == 20
    belanja = read(tmp_path, changed("ANGGARAN BELANJA", E5=Shown(0.7224, "0.00%")), unit="SERANG")
    assert row(belanja, 5).values["persen"].number.value == 0.7224


@pytest.mark.parametrize("number_format", ['"Rp"#,##0', "[$Rp-421]#,##0.00", '#,##0 "sampel"', "_-* #,##0_-"])
def test_formats_that_are_no_percent_and_no_date(tmp_path: Path, number_format: str) -> None:
    reading = read(tmp_path, changed("SARANA PRODUKSI", D42=Shown(70, number_format)))
    assert row(reading, 42).values["diperiksa"].number.value == 70


def test_words_where_a_figure_belongs_are_never_dropped_in_silence(tmp_path: Path) -> None:
    submission = submit(tmp_path, changed("KIE", D5="tujuh puluh tiga"))
    assert told(submission) == [("warn", "number-unreadable", "KIE", "D5")]
    assert row(submission.forms[0], 5).values["jumlah"].number.state == "text"


def test_a_dash_keeps_the_row(tmp_path: Path) -> None:
    reading = read(tmp_path, changed("KIE", D6="-"))
    assert row(reading, 6).values["jumlah"].number.state == "dash"


# -- totals, results, notes


@pytest.mark.parametrize(
    ("column", "merged"),
    [("B", False), ("C", False), ("D", False), ("A", True)],
    ids=["B", "C", "D", "A merged"],
)
def test_a_total_wherever_its_word_stands(tmp_path: Path, column: str, merged: bool) -> None:
    draft = one("SAMPLING")
    text, draft["B12"] = draft["B12"], None
    draft[f"{column}12"] = text
    if merged:
        draft.merged.append((11, 0, 11, 4))
    record = row(read(tmp_path, draft), 12)
    assert (record.kind, record.key("produk"), record.key("metode")) == ("total", "obat", None)


def test_a_total_that_the_form_does_not_know_is_never_counted(tmp_path: Path) -> None:
    draft = one("SAMPLING")
    text, draft["B12"] = draft["B12"], None
    draft["A12"] = text
    reading = read(tmp_path, draft)
    assert (row(reading, 12).kind, row(reading, 12).over) == ("total", None)
    assert not [pair for pair in reading.total_parts if pair[0] == 12]


def test_totals_know_the_rows_that_they_sum(tmp_path: Path) -> None:
    reading = read(tmp_path, one("SAMPLING"))
    parts = {total: [part for other, part in reading.total_parts if other == total] for total, _ in reading.total_parts}
    assert parts[9] == [8]
    assert parts[12] == [8, 10]
    assert parts[35] == [8, 13, 18, 23, 28]
    assert parts[36] == [10, 15, 20, 25, 30, 33]
    assert parts[37] == [8, 10, 13, 15, 18, 20, 23, 25, 28, 30, 33]
    assert parts[47] == [41, 44]
    assert parts[48] == [39, 41, 44]


def test_a_blank_row_in_the_table_changes_nothing(tmp_path: Path) -> None:
    draft = one("SAMPLING").moved(down=1, below=9)
    assert figures(read(tmp_path, draft)) == figures(read(tmp_path, one("SAMPLING"), name="lain.xlsx"))


def test_a_number_under_the_table_does_not_join_the_last_row(tmp_path: Path) -> None:
    draft = one("PENGADAAN")
    draft["K70"] = 123
    submission = submit(tmp_path, draft, unit="SERANG")
    assert ("warn", "label-missing", "PENGADAAN", "K70") in told(submission)
    assert row(submission.forms[0], 70).kind == "unknown"


def test_signatures_right_under_the_table(tmp_path: Path) -> None:
    lines = [
        ["", "Mengetahui,", "", "Serang, 5 Oktober 2022"],
        ["", "Kepala Balai", "", "Ketua Tim"],
        ["", "Nama Contoh", "", "Nama Lain"],
        ["", "NIP. 19770101 200501 1 001", "", 197701012005011001],
    ]
    for name in ("KIE", "PENGADAAN", "SAMPLING", "MONEV OUTPUT", "PENILAIAN"):
        plain = submit(tmp_path, one(name), unit="SERANG")
        signed = submit(tmp_path, one(name).below(lines, gap=0), unit="SERANG", name="lain.xlsx")
        assert figures(signed.forms[0]) == figures(plain.forms[0]), name
        assert told(signed) == told(plain), name


def test_hidden_rows_are_read(tmp_path: Path) -> None:
    draft = one("SARANA PRODUKSI")
    draft.hidden_rows = (42, 45)
    assert figures(read(tmp_path, draft)) == figures(read(tmp_path, one("SARANA PRODUKSI"), name="lain.xlsx"))


@pytest.mark.parametrize(
    "cells",
    [
        {"A4": "TOTAL RESPONDEN : 1.060"},
        {"A4": "Total responden: 1.060 orang"},
        {"A4": "TOTAL RESPONDEN", "B4": ":", "C4": "1.060"},
        {"A4": "Total Responden", "B4": 1060},
    ],
)
def test_a_figure_inside_its_name_or_beside_it(tmp_path: Path, cells: dict[str, object]) -> None:
    reading = read(tmp_path, changed("SURVEI KIE", **cells), unit="SERANG")
    record = row(reading, 4)
    assert (record.kind, record.values["responden"].number.value) == ("result", 1060)


def test_an_error_in_a_figure_beside_its_name_is_told(tmp_path: Path) -> None:
    submission = submit(tmp_path, changed("SURVEI USAHA", B15="#DIV/0!"), unit="SERANG")
    assert told(submission) == [("warn", "cell-error", "SURVEI USAHA", "B15")]


def test_a_form_without_any_of_its_tables(tmp_path: Path) -> None:
    draft = Draft("KIE RINCIAN", {(0, 0): "belum diisi"})
    assert told(submit(tmp_path, draft, unit="SERANG"))[0][:3] == ("reject", "table-missing", "KIE RINCIAN")


def test_a_table_whose_title_stands_there_without_a_header(tmp_path: Path) -> None:
    draft = one("KIE")
    for cell in ("A16", "B16", "D16"):
        draft[cell] = None
    draft.cells = {place: value for place, value in draft.cells.items() if value is not None}
    assert ("reject", "table-missing", "KIE", "") in told(submit(tmp_path, draft))


# -- nothing, and why no number stands there


@pytest.mark.parametrize("written", ["N I H I L", "Nihil", "tidak ada"])
def test_a_table_that_says_nihil_lands_a_row_that_says_so(tmp_path: Path, written: str) -> None:
    kept = row(read(tmp_path, changed("KIE RINCIAN", B12=written)), 12)
    assert kept.kind == "nihil"
    assert (kept.key("anggaran"), kept.key("jenis")) == ("dipa", "media_sosial")
    assert {(value.number.state, value.cell) for value in kept.values.values()} == {("nihil", "B12")}


def test_nihil_counts_for_its_table_alone(tmp_path: Path) -> None:
    reading = read(tmp_path, changed("KIE RINCIAN", A30="SEPTEMBER", B20="9. LAINNYA", H20=None, I20=None, M20="NIHIL"))
    kept = {record.row_no: record.row_key for record in reading.rows if record.kind == "nihil"}
    assert kept == {
        12: "nihil: dipa / media_sosial",
        27: "nihil: non_dipa / media_sosial",  # though the same line stands above its header
        30: "nihil: non_dipa / non_media_sosial",
    }


def test_a_remark_in_place_of_a_number_is_a_note_only_where_the_form_knows_it(tmp_path: Path) -> None:
    draft = changed("PENGADAAN", E51="Pecah  paket", E52="Dibatalkan", E53="menyusul", D54="PECAH PAKET")
    submission = submit(tmp_path, draft, unit="SERANG")
    assert [(rule, cell) for _, rule, _, cell in told(submission)] == [
        ("number-unreadable", "E53"),
        ("number-unreadable", "D54"),
    ]
    [reading] = submission.forms
    assert [row(reading, number).values["pagu_revisi"].number.state for number in (51, 52, 53)] == [
        "note",
        "note",
        "text",
    ]
