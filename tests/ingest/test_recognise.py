"""Which sheet is which form, whose workbook it is and for which month: the content decides, names help."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from flows.ingest.units import Offices, Unit
from flows.period import Period
from flows.reference.targets import Reference
from tests.workbooks import Draft, example, one, sheet, shipped, submit, told

AUGUST = Period(2022, 8)


def named(draft: Draft, name: str) -> Draft:
    draft.name = name
    return draft


def changed(name: str, **cells: object) -> Draft:
    draft = one(name)
    for cell, value in cells.items():
        draft[cell] = value
    return draft


@pytest.fixture
def two_units() -> Reference:
    """Serang, and an invented neighbour that is known as well."""
    other = Unit("KENDARI", "Balai POM di Kendari", "BPOM di Kendari", "upt_bpom", ("Kendari",))
    return replace(shipped(), units=[*shipped().units, other])


# -- sheets


def test_a_sheet_is_known_by_its_title_under_any_name(tmp_path: Path) -> None:
    for number, draft in enumerate(example("SAMPLING", "UJI REGIONAL", "DESA", "PASAR")):
        submission = submit(tmp_path, named(draft, f"Sheet{number}"))
        assert [form.form.title for form in submission.forms] == [one_title(number)], draft.name


def one_title(number: int) -> str:
    return ["SAMPLING", "UJI REGIONAL", "DESA", "PASAR"][number]


def test_a_sheet_is_known_by_its_columns_alone(tmp_path: Path) -> None:
    draft = changed("SARANA PRODUKSI", A1="Laporan bulanan bidang pemeriksaan")
    submission = submit(tmp_path, named(draft, "Lembar3"))
    assert [form.form.form for form in submission.forms] == ["sarana_produksi"]


def test_titles_with_the_month_and_office_at_their_end(tmp_path: Path) -> None:
    draft = changed("DESA", A1="RHPK DESA PANGAN AMAN BALAI BESAR POM DI SERANG S.D. SEPTEMBER 2022")
    assert [form.form.form for form in submit(tmp_path, named(draft, "Sheet1")).forms] == ["desa"]


def test_exchanged_sheet_names_do_not_mislead(tmp_path: Path) -> None:
    submission = submit(
        tmp_path,
        named(one("SARANA PRODUKSI"), "SARANA DISTRIBUSI"),
        named(one("SARANA DISTRIBUSI"), "SARANA PRODUKSI"),
    )
    assert {form.form.form: form.sheet for form in submission.forms} == {
        "sarana_produksi": "SARANA DISTRIBUSI",
        "sarana_distribusi": "SARANA PRODUKSI",
    }


def test_an_unknown_sheet_is_told_with_the_nearest_form(tmp_path: Path) -> None:
    submission = submit(tmp_path, one("DESA"), sheet("SARANA PRODKSI", [["apa saja", 1]]))
    (found,) = submission.findings
    assert (found.severity, found.rule_id, found.sheet, found.cell) == (
        "warn",
        "sheet-unknown",
        "SARANA PRODKSI",
        "A1",
    )
    assert found.expected == "SARANA PRODUKSI"
    assert submission.verdict == "accepted"


def test_a_blank_sheet_is_nothing(tmp_path: Path) -> None:
    assert told(submit(tmp_path, one("DESA"), sheet("Sheet2", []))) == []


def test_a_copy_of_a_form_is_told_and_not_read(tmp_path: Path) -> None:
    copy = named(changed("DESA", F5=1), "DESA (2)")
    submission = submit(tmp_path, copy, one("DESA"))
    assert told(submission) == [("warn", "sheet-twice", "DESA (2)", "A1")]
    assert [form.sheet for form in submission.forms] == ["DESA"]


def test_a_hidden_copy_gives_way_to_the_visible_sheet(tmp_path: Path) -> None:
    hidden = named(one("DESA"), "DESA1")
    hidden.state = "hidden"
    submission = submit(tmp_path, hidden, named(one("DESA"), "DESA2"))
    assert told(submission) == [("warn", "sheet-twice", "DESA1", "A1")]


def test_two_sheets_of_a_form_that_fit_alike_are_not_chosen_between(tmp_path: Path) -> None:
    submission = submit(tmp_path, named(one("DESA"), "DESA1"), named(one("DESA"), "DESA2"), one("PASAR"))
    assert told(submission) == [("reject", "sheet-ambiguous", "DESA1", "A1")]
    assert submission.findings[0].form == "desa"
    assert (submission.verdict, submission.accepted_forms) == ("partly", {"pasar"})


def test_a_workbook_without_any_form(tmp_path: Path) -> None:
    submission = submit(tmp_path, sheet("Catatan", [["halo"]]))
    assert ("reject", "no-form", "", "") in told(submission)
    assert submission.verdict == "refused"


# -- the office


@pytest.mark.parametrize(
    "text",
    [
        "Serang",
        "SERANG",
        "BBPOM di Serang",
        "Balai Besar POM di Serang",
        "Balai Besar Pengawas Obat dan Makanan di Serang",
        "BB POM Serang",
        "BB/BPOM di Serang",
        "BBPOM SERANG",
    ],
)
def test_names_of_an_office(text: str) -> None:
    unit = Offices.of(shipped().units).named(text)
    assert unit is not None
    assert unit.code == "SERANG"


@pytest.mark.parametrize(
    ("line", "offices"),
    [
        ("BALAI BESAR POM DI SERANG", ["SERANG"]),
        ("RHPK Intelijen ... Makanan Balai Besar POM di Serang", ["SERANG"]),
        ("RHPK BBPOM Serang 2022", ["SERANG"]),
        ("Balai POM di Palu", ["?palu"]),
        ("RHPK BBPOM TAHUN 2022", []),
        ("Layanan Publik BPOM RI", []),
        ("Pengawasan BPOM di seluruh Indonesia", []),
        ("BADAN PENGAWAS OBAT DAN MAKANAN", []),
    ],
)
def test_offices_in_a_letterhead(line: str, offices: list[str]) -> None:
    assert Offices.of(shipped().units).said_in(line) == offices


def test_another_office_in_a_row_rejects_its_sheet(tmp_path: Path) -> None:
    submission = submit(tmp_path, changed("SARANA PRODUKSI", C42="Bandung"), one("DESA"))
    assert told(submission) == [("reject", "sheet-other-office", "SARANA PRODUKSI", "C42")]
    assert submission.findings[0].expected == "Balai Besar POM di Serang"
    assert submission.accepted_forms == {"desa"}


def test_another_office_in_the_letterhead_of_one_sheet(tmp_path: Path) -> None:
    submission = submit(tmp_path, changed("SARANA PRODUKSI", A2="Balai POM di Palu"), one("DESA"))
    assert told(submission) == [("reject", "sheet-other-office", "SARANA PRODUKSI", "A2")]


def test_the_regional_form_lists_other_offices_rightly(tmp_path: Path) -> None:
    assert told(submit(tmp_path, one("UJI REGIONAL"))) == []


def test_an_unknown_office_is_refused(tmp_path: Path) -> None:
    draft = one("DESA").texts(lambda text: text.replace("Serang", "Palu"))
    submission = submit(tmp_path, draft)
    assert told(submission) == [("reject", "unit-unknown", "", "")]
    assert submission.unit is None
    assert "Balai Besar POM di Palu" in submission.findings[0].message


def test_letterheads_of_two_known_offices_refuse_the_file(tmp_path: Path, two_units: Reference) -> None:
    other = one("PASAR").texts(lambda text: text.replace("Serang", "Kendari"))
    submission = submit(tmp_path, one("DESA"), other, reference=two_units)
    assert told(submission) == [("reject", "unit-mixed", "", "")]
    assert submission.verdict == "refused"


def test_a_form_of_another_known_office_refuses_the_file(tmp_path: Path, two_units: Reference) -> None:
    other = one("PERKARA").texts(lambda text: text.replace("Serang", "Kendari").replace("SERANG", "KENDARI"))
    submission = submit(tmp_path, one("DESA"), one("PASAR"), other, reference=two_units)
    assert told(submission) == [("reject", "unit-mixed", "", "")]


def test_a_row_of_another_known_office_rejects_its_sheet(tmp_path: Path, two_units: Reference) -> None:
    submission = submit(tmp_path, changed("SARANA PRODUKSI", C42="Kendari"), reference=two_units)
    assert told(submission) == [("reject", "sheet-other-office", "SARANA PRODUKSI", "C42")]


@pytest.mark.parametrize(
    ("name", "unit", "code"),
    [
        ("kiriman.xlsx", None, None),
        ("ikpa_serang.xlsx", None, "SERANG"),
        ("kiriman.xlsx", "SERANG", "SERANG"),
        ("Serang/september/ikpa.xlsx", None, None),
    ],
)
def test_a_sheet_without_office_asks_the_name_then_the_run(
    tmp_path: Path, name: str, unit: str | None, code: str | None
) -> None:
    submission = submit(tmp_path, one("IKPA"), name=name, unit=unit)
    assert (submission.unit.code if submission.unit else None) == code


# -- the month


def test_the_month_comes_from_the_content_not_from_the_name(tmp_path: Path) -> None:
    submission = submit(tmp_path, one("DESA"), name="RHPK_SERANG_2022-08.xlsx", period=AUGUST)
    assert str(submission.period) == "2022-09"
    assert told(submission) == [("warn", "name-contradicts", "", "")]
    assert submission.findings[0].value == "Agustus 2022"


@pytest.mark.parametrize(
    "name",
    [
        "RHPK_SERANG_2022-09.xlsx",
        "RHPK_SERANG_092022.xlsx",
        "RHPK Serang September 2022 dikirim 5 Oktober 2022.xlsx",
        "RHPK Serang 5 Oktober 2022.xlsx",
        "20221005 kiriman.xlsx",
        "kiriman 05-10-2022.xlsx",
    ],
)
def test_names_that_do_not_contradict(tmp_path: Path, name: str) -> None:
    assert told(submit(tmp_path, one("DESA"), name=name)) == []


@pytest.mark.parametrize("month", ["Agustus", "AGS", "s.d. 31 Agustus 2022", "Desember", "DES", "Januari"])
def test_a_workbook_of_another_month(tmp_path: Path, month: str) -> None:
    draft = changed("SARANA PRODUKSI", D4=month)
    expected = {"A": 8, "s": 8, "D": 12, "J": 1}[month[0]]
    assert submit(tmp_path, draft).period == Period(2022, expected)


def test_another_month_in_one_sheet_rejects_it_at_its_cell(tmp_path: Path) -> None:
    submission = submit(tmp_path, changed("SARANA PRODUKSI", D4="s.d Agustus"), one("DESA"), one("PASAR"))
    assert told(submission) == [("reject", "sheet-other-period", "SARANA PRODUKSI", "D4")]
    assert submission.accepted_forms == {"desa", "pasar"}
    assert "September 2022" in submission.findings[0].message


def test_another_year_in_one_sheet(tmp_path: Path) -> None:
    submission = submit(
        tmp_path,
        changed("ANGGARAN IKU", A2="s.d. SEPTEMBER 2021"),
        one("MATRIKS CAPAIAN"),
        one("MONEV OUTPUT"),
    )
    assert [found for found in told(submission) if found[0] == "reject"] == [
        ("reject", "sheet-other-period", "ANGGARAN IKU", "A2")
    ]


def test_rows_that_all_say_another_month_reject_the_sheet(tmp_path: Path) -> None:
    submission = submit(tmp_path, changed("SERTIFIKASI", A4="Agustus"), one("DESA"), one("PASAR"))
    assert told(submission) == [("reject", "sheet-other-period", "SERTIFIKASI", "A4")]


def test_rows_alone_may_say_the_month(tmp_path: Path) -> None:
    draft = changed("SERTIFIKASI", A4="Agustus")
    assert submit(tmp_path, draft, unit="SERANG").period == AUGUST


def test_sheets_that_disagree_evenly_are_not_chosen_between(tmp_path: Path) -> None:
    drafts = [changed("SARANA PRODUKSI", D4="s.d Agustus"), one("DESA")]
    submission = submit(tmp_path, *drafts)
    assert ("reject", "period-unclear", "", "") in told(submission)
    assert submission.period is None
    helped = submit(tmp_path, *drafts, name="RHPK_SERANG_2022-09.xlsx")
    assert told(helped) == [("reject", "sheet-other-period", "SARANA PRODUKSI", "D4")]


@pytest.mark.parametrize(
    "line",
    [
        "Serang, 5 Oktober 2022",
        "Dicetak tanggal 5 Oktober 2022",
        "Peraturan BPOM Nomor 24 Tahun 2021",
        "Renstra 2020-2024",
        "Tahun Anggaran 2022",
        dt.datetime(2022, 9, 30),
        "Laporan BPOM di seluruh Indonesia",
    ],
)
def test_lines_of_letterhead_that_raise_no_alarm(tmp_path: Path, line: object) -> None:
    submission = submit(tmp_path, changed("SARANA PRODUKSI", A3=line))
    assert told(submission) == []
    assert str(submission.period) == "2022-09"


def test_months_in_definitions_and_schedules_say_nothing(tmp_path: Path) -> None:
    draft = changed("DESA", E4="Target pelaksanaan", E5="Januari-Desember 2023")
    matriks = changed("MATRIKS CAPAIAN", H9="Hasil sampai Desember 2021")
    assert [found for found in told(submit(tmp_path, draft, matriks)) if "period" in found[1]] == []


def test_what_no_sheet_says_comes_from_the_run(tmp_path: Path) -> None:
    submission = submit(tmp_path, one("INTELIJEN").texts(lambda text: text.replace("September", "Sept")))
    assert submission.period == Period(2022, 9)
    plain = one("SURVEI USAHA")
    assert submit(tmp_path, plain, unit="SERANG", period=AUGUST).period == AUGUST


# -- the quarter


@pytest.mark.parametrize(
    ("line", "name", "period", "findings"),
    [
        ("TW III Tahun 2022", "kiriman.xlsx", "2022-09", []),
        ("s.d. Triwulan II 2022", "kiriman.xlsx", "2022-06", []),
        ("TW III", "RHPK Serang 2022-08.xlsx", "2022-08", []),
        ("", "RHPK Serang TW III 2022.xlsx", "2022-09", []),
        ("TW II", "RHPK Serang TW III 2022.xlsx", "2022-06", ["name-contradicts"]),
    ],
)
def test_a_quarter_alone_means_its_last_month(
    tmp_path: Path, line: str, name: str, period: str, findings: list[str]
) -> None:
    draft = changed("DESA", A3=line or None, F4="Progres")
    draft.cells = {place: value for place, value in draft.cells.items() if value is not None}
    submission = submit(tmp_path, draft, name=name, period=AUGUST)
    assert str(submission.period) == period
    assert [rule for _, rule, _, _ in told(submission)] == findings


def test_a_quarter_does_not_contradict_a_month_that_lies_in_it(tmp_path: Path) -> None:
    august = changed("DESA", A3="TW III 2022", F4="Progres s.d Agustus")
    submission = submit(tmp_path, august, name="RHPK Serang TW III 2022.xlsx")
    assert (told(submission), submission.period) == ([], AUGUST)


def test_another_quarter_in_one_sheet_rejects_it(tmp_path: Path) -> None:
    submission = submit(tmp_path, changed("DESA", A3="TW II 2022"), one("PASAR"), one("UMKM"))
    assert told(submission) == [("reject", "sheet-other-period", "DESA", "A3")]


@pytest.mark.parametrize(
    ("line", "findings"),
    [
        ("s.d. 30/09/2022", []),
        ("Posisi 09-2022", []),
        ("Tanggal cetak: 05/10/2022", []),
        ("s.d. 30/06/2022", [("reject", "sheet-other-period", "DESA", "A3")]),
        ("per 30.06.2022", [("reject", "sheet-other-period", "DESA", "A3")]),
    ],
)
def test_dates_in_digits(tmp_path: Path, line: str, findings: list[tuple[str, str, str, str]]) -> None:
    assert told(submit(tmp_path, changed("DESA", A3=line), one("PASAR"), one("UMKM"))) == findings
