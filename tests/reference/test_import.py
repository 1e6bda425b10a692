"""Targets from head office: a workbook or CSV becomes versions in the folders of its offices, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.ingest.archive import content_hash, place_of, verify
from flows.ingest.intake import logged_contents
from flows.ingest.workbook import open_workbook
from flows.reference import importing, proposal
from flows.reference.importing import Imported, RefusedTargets, import_targets
from flows.reference.targets import ReferenceProblem, load_reference
from flows.settings import ROOT, SHIPPED_TARGETS, Home
from flows.settings_file import Limits
from flows.warehouse.store import connect, prepare

from .proposals import SERANG, Rows, closed, new_rapk, shipped_rows, version, write_csv, write_workbook

AT = "2022-10-01T09:00:00"
OFFICE = Path("targets") / "SERANG_2022"


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workbooks are opened in a process of their own; a test of the command line does, these need not."""
    monkeypatch.setattr(proposal, "open_apart", open_workbook)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def take(home: Home, path: Path, shipped: Path = SHIPPED_TARGETS) -> Imported:
    return import_targets(home, path, Limits(), AT, "Biro Perencanaan dan Keuangan", shipped)


def refused(home: Home, path: Path) -> list[str]:
    with pytest.raises(RefusedTargets) as told:
        take(home, path)
    assert not home.targets.exists()
    assert not home.warehouse.exists()
    assert not home.archive.exists()
    return [fault.text for fault in told.value.faults]


def logged(home: Home) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        return connection.execute("select * from raw.target_imports order by kind, version").fetchall()


# -- what is written --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [write_workbook, write_csv, lambda path, rows: write_csv(path, rows, ",")])
def test_the_shipped_figures_sent_as_a_file_say_the_same(
    write: Callable[[Path, Rows], Path], home: Home, tmp_path: Path
) -> None:
    """In a home that knows no office: names, versions, targets, ceilings and decisions all come from the file."""
    ending = "xlsx" if write is write_workbook else "csv"
    take(home, write(tmp_path / f"target.{ending}", shipped_rows()), shipped=tmp_path / "nothing")
    own, shipped = load_reference(home.targets), load_reference(SHIPPED_TARGETS)
    assert own.rows == shipped.rows
    assert own.units == shipped.units


def test_what_is_there_already_changes_nothing(home: Home, tmp_path: Path) -> None:
    done = take(home, write_workbook(tmp_path / "target.xlsx", shipped_rows()))
    assert done.taken == []
    assert not home.targets.exists()
    assert not home.warehouse.exists()


def test_a_new_version_stands_beside_what_the_program_ships(home: Home, tmp_path: Path) -> None:
    done = take(home, write_workbook(tmp_path / "target.xlsx", new_rapk(b10=95.0, b11=97.5)))
    folder = home.path / OFFICE
    for name in ("unit.yml", "annual_targets.csv", "decisions.csv", "ceilings.csv"):
        assert (folder / name).read_bytes() == (SHIPPED_TARGETS / "SERANG_2022" / name).read_bytes()
    reference = load_reference(home.targets, SHIPPED_TARGETS)
    spans = {(row[2], row[3]): row[6:] for row in reference.rows["target_versions"]}
    assert spans["rapk", "signed_2022-07-28"] == (7, 9, None)
    assert spans["rapk", "revisi"] == (10, 12, "PR.01/1")
    assert ("SERANG", 2022, "rapk", "revisi", "pasar_pangan_aman", 11, 97.5) in reference.rows["targets"]
    assert ("SERANG", 2022, "rapk", "revisi", "obat_aman", 11, 85.0) in reference.rows["targets"]
    assert [(item.version, item.n_rows) for item in done.taken] == [("signed_2022-07-28", 0), ("revisi", 29)]


def test_an_import_is_archived_and_logged(home: Home, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "target.xlsx", new_rapk())
    done = take(home, path)
    identity = content_hash(path.read_bytes())
    assert place_of(home.archive, identity).read_bytes() == path.read_bytes()
    assert verify(home.archive, logged_contents(home.warehouse)) == (1, [])
    assert logged_contents(home.warehouse) == {identity}
    row = logged(home)[0]
    assert row[1:9] == (
        *(AT, "Biro Perencanaan dan Keuangan", identity, "target.xlsx"),
        *("SERANG", 2022, "rapk", "revisi"),
    )
    assert row[9:] == ("PR.01/1", "2022-09-30", 10, 12, 29)
    assert done.content == identity
    take(home, path)
    assert len(logged(home)) == 2


def test_two_versions_one_after_the_other(home: Home, tmp_path: Path) -> None:
    take(home, write_workbook(tmp_path / "satu.xlsx", new_rapk("satu", 10)))
    second = new_rapk("dua", 11)
    second["versions"][0] = version("RAPK", "satu", 10, 10)
    take(home, write_workbook(tmp_path / "dua.xlsx", second))
    versions = load_reference(home.targets).rows["target_versions"]
    assert [(row[3], row[6], row[7]) for row in versions if row[2] == "rapk"] == [
        ("semula", 1, 6),
        ("signed_2022-07-28", 7, 9),
        ("satu", 10, 10),
        ("dua", 11, 12),
    ]


def test_a_folder_of_any_name_is_the_one_that_grows(home: Home, tmp_path: Path) -> None:
    folder = home.targets / "Balai Serang"
    folder.mkdir(parents=True)
    for path in (SHIPPED_TARGETS / "SERANG_2022").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    take(home, write_workbook(tmp_path / "target.xlsx", new_rapk()))
    assert [path.name for path in home.targets.iterdir()] == ["Balai Serang"]
    assert ",revisi," in (folder / "versions.csv").read_text("utf-8")


def test_a_new_year_of_a_known_office(home: Home, tmp_path: Path) -> None:
    rows = shipped_rows()
    del rows["units"], rows["decisions"], rows["neighbour_cases"]
    rows = {name: [row | {"year": 2023} for row in listed] for name, listed in rows.items()}
    take(home, write_workbook(tmp_path / "target.xlsx", rows))
    reference = load_reference(home.targets, SHIPPED_TARGETS)
    assert [row[:3] for row in reference.rows["units"]] == [
        ("SERANG", 2022, "Balai Besar POM di Serang"),
        ("SERANG", 2023, "Balai Besar POM di Serang"),
    ]
    targets = {year: sum(row[1] == year for row in reference.rows["targets"]) for year in (2022, 2023)}
    assert targets[2022] == targets[2023]


def kendari(rows: Rows) -> Rows:
    """The same targets for an office that is not known yet."""
    named = {"unit": "KENDARI", "name": "Balai POM di Kendari", "short_name": "BPOM di Kendari", "labels": "Kendari"}
    rows = {name: [row | {"unit": "KENDARI"} for row in listed] for name, listed in rows.items()}
    rows["units"] = [row | named for row in rows["units"]]
    return rows


def test_two_offices_in_one_file_one_of_them_new(home: Home, tmp_path: Path) -> None:
    rows = kendari(shipped_rows())
    for name, listed in new_rapk().items():
        rows[name] = [*rows[name], *listed]
    done = take(home, write_workbook(tmp_path / "target.xlsx", rows))
    assert [unit.code for unit in load_reference(home.targets).units] == ["KENDARI", "SERANG"]
    assert {item.unit_code for item in done.taken} == {"KENDARI", "SERANG"}


def test_a_new_office_with_the_name_of_another_one(home: Home, tmp_path: Path) -> None:
    rows = kendari(shipped_rows())
    rows["units"] = [row | {"labels": "Serang"} for row in rows["units"]]
    path = write_workbook(tmp_path / "target.xlsx", rows)
    assert any("sudah dipakai kantor SERANG" in text for text in refused(home, path))


def test_a_letter_can_be_told_later(home: Home, tmp_path: Path) -> None:
    rows = {"versions": [closed("dipa", 12) | {"letter": "KU.02/7", "decided_on": "2022-01-10"}]}
    done = take(home, write_workbook(tmp_path / "surat.xlsx", rows))
    assert done.remarks == []
    row = next(row for row in load_reference(home.targets).rows["target_versions"] if row[2] == "case")
    assert row[5:] == ("2022-01-10", 1, 12, "KU.02/7")


def outside(**columns: Any) -> Rows:
    said = {"indicator_id": "Nilai AKIP UPT", "as_of": "2022-11-30", "value": 83.25, "source": "Inspektorat Utama"}
    return {"external_values": [SERANG | said | {"document": "PW.01/12", "evidence": "A" * 64} | columns]}


def test_a_value_from_outside_carries_its_source(home: Home, tmp_path: Path) -> None:
    take(home, write_workbook(tmp_path / "nilai.xlsx", outside()))
    assert load_reference(home.targets).rows["external_values"] == [
        ("SERANG", 2022, "akip", 83.25, "Inspektorat Utama", "PW.01/12", "2022-11-30", "a" * 64)
    ]
    take(home, write_workbook(tmp_path / "nilai.xlsx", outside(evidence=None, as_of="2022-12-31", value=84)))
    assert [row[3] for row in load_reference(home.targets).rows["external_values"]] == [83.25, 84.0]


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"evidence": "abc"}, "sel H2: Sidik 'abc' bukan SHA-256"),
        ({"source": None}, "sel F2: Sumber belum diisi"),
        ({"document": None}, "sel G2: Nomor dokumen belum diisi"),
        ({"as_of": None}, "sel D2: Per tanggal belum diisi"),
    ],
)
def test_a_value_from_outside_without_its_source(
    columns: dict[str, Any], told: str, home: Home, tmp_path: Path
) -> None:
    (text,) = refused(home, write_workbook(tmp_path / "nilai.xlsx", outside(**columns)))
    assert told in text


def test_the_example_of_the_guide(home: Home, tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "target-import.md").read_text("utf-8")
    (tmp_path / "contoh.csv").write_text(guide.split("```\n")[2], "utf-8")
    take(home, tmp_path / "contoh.csv")
    assert load_reference(home.targets).rows["case_targets"] == [
        ("SERANG", 2022, "dipa", 5, 4, 5),
        ("SERANG", 2022, "dipa-2", 6, 4, 6),
    ]


# -- how it is read ---------------------------------------------------------------------------------------------------


def test_indicators_are_known_by_name_never_by_number(home: Home, tmp_path: Path) -> None:
    """The signed RAPK numbers pasar as 29 and moves 20 to 28 by one."""

    def renumber(book: Any) -> None:
        sheet = book["RAPK"]
        sheet.insert_cols(4)
        sheet["D1"] = "No"
        for row in range(2, sheet.max_row + 1):
            title = sheet.cell(row, 5).value or ""
            number = row - 1
            sheet.cell(row, 4).value = 29 if title.startswith("Jumlah pasar") else number - (number > 20)

    take(home, write_workbook(tmp_path / "target.xlsx", new_rapk(b10=95.0), renumber))
    rows = load_reference(home.targets).rows["targets"]
    assert ("SERANG", 2022, "rapk", "revisi", "pasar_pangan_aman", 10, 95.0) in rows
    assert ("SERANG", 2022, "rapk", "revisi", "sampel_obat_standar", 10, 80.0) in rows


@pytest.mark.parametrize(
    "name", ["rb", "Indeks RB BBPOM di Serang", "INDEKS  RB", "Indeks RB UPT", "Indeks RB Balai Besar POM di Serang"]
)
def test_every_spelling_of_an_indicator(name: str, home: Home, tmp_path: Path) -> None:
    rows = new_rapk()
    rows["monthly_targets"] = [
        row | ({"indicator_id": name, "b12": 84.5} if row["indicator_id"] == "Indeks RB UPT" else {})
        for row in rows["monthly_targets"]
    ]
    take(home, write_workbook(tmp_path / "target.xlsx", rows))
    assert ("SERANG", 2022, "rapk", "revisi", "rb", 12, 84.5) in load_reference(home.targets).rows["targets"]


def test_cells_as_people_write_them(home: Home, tmp_path: Path) -> None:
    def touch(book: Any) -> None:
        sheet = book["RAPK"]
        assert sheet["D2"].value == "Persentase Obat yang memenuhi syarat"
        sheet["N2"], sheet["O2"] = "85,5", 0.855
        sheet["O2"].number_format = "0.0%"
        sheet["P2"] = "-"
        versions = book["VERSI"]
        versions["H3"], versions["I3"], versions["G3"] = "Oktober", "B12", "30 September 2022"
        versions["A3"] = "Balai Besar POM di Serang"

    take(home, write_workbook(tmp_path / "target.xlsx", new_rapk(), touch))
    reference = load_reference(home.targets)
    found = [row[6] for row in reference.rows["targets"] if row[2:5] == ("rapk", "revisi", "obat_ms")]
    assert found[9:] == [85.5, 85.5, None]
    assert reference.rows["target_versions"][-1][5:8] == ("2022-09-30", 10, 12)


# -- what is refused --------------------------------------------------------------------------------------------------


def at(sheet: str, cell: str, value: Any) -> Callable[[Any], None]:
    def touch(book: Any) -> None:
        book[sheet][cell] = value

    return touch


@pytest.mark.parametrize(
    ("touch", "told"),
    [
        (at("RAPK", "A5", "KENDARI"), "lembar RAPK, sel A5: Kantor 'KENDARI' tidak dikenal. Yang dikenal: SERANG."),
        (at("RAPK", "D5", "Persentase Obat yang memenuhi sarat"), "sel D5: Indikator 'Persentase Obat yang memenuhi"),
        (at("RAPK", "D5", 29), "sel D5: '29' adalah nomor. Tulis nama indikator"),
        (at("RAPK", "M5", "delapan"), "sel M5: 'delapan' bukan angka. Tulis angkanya, misalnya 85,5."),
        (at("RAPK", "M5", "#DIV/0!"), "sel M5: '#DIV/0!' bukan angka"),
        (at("RAPK", "M5", -1), "sel M5: '-1' di bawah nol"),
        (at("RAPK", "M5", "1.060"), "sel M5: '1.060' dapat dibaca dua cara"),
        (at("RAPK", "C5", "lain"), "sel C5: Versi RAPK 'lain' tidak ada di lembar VERSI"),
        (at("RAPK", "B5", "dua ribu"), "sel B5: Tahun 'dua ribu' tidak dikenal"),
        (at("RAPK", "D5", None), "sel D5: Indikator belum diisi."),
        (at("RAPK", "D5", "obat_ms"), "Baris ini mengulang baris di sel A2"),
        (at("RAPK", "E1", "B13"), "lembar RAPK, sel E1: Kolom 'B13' tidak dikenal"),
        (at("RAPK", "D1", "Nama"), "Kolom 'Indikator' tidak ada"),
        (at("VERSI", "H3", 13), "lembar VERSI, sel H3: Bulan '13' tidak ada. Tulis angka 1 sampai 12."),
        (at("VERSI", "I3", 9), "lembar VERSI, sel I3: Berlaku sampai bulan 9 mendahului bulan mulainya."),
        (at("VERSI", "C3", "RAPAK"), "sel C3: Jenis 'RAPAK' tidak dikenal. Tulis PK, RAPK, PAGU, PERKARA."),
        (at("VERSI", "G3", "kemarin"), "sel G3: Tanggal 'kemarin' tidak dikenal"),
        (at("VERSI", "H3", 9), "sel H3: Versi RAPK 'revisi' dan 'signed_2022-07-28' sama-sama berlaku di bulan 9."),
        (at("VERSI", "H3", 11), "sel H2, H3: Tidak ada versi RAPK yang berlaku di bulan 10."),
        (at("VERSI", "I2", 12), "sama-sama berlaku di bulan 10, 11, dan 12"),
        (at("VERSI", "E2", "Surat lain"), "sel E2: Versi RAPK 'signed_2022-07-28' sudah tercatat dengan dokumen"),
        (at("VERSI", "H2", 6), "sel H2: Versi RAPK 'signed_2022-07-28' sudah tercatat dengan berlaku dari 7."),
        (
            at("VERSI", "D3", "lain"),
            "RAPK, sel C2, C3, C4, C5, C6 dan 24 sel lain: Versi RAPK 'revisi' tidak ada di lembar",
        ),
    ],
)
def test_a_fault_is_told_at_its_cell_and_nothing_is_taken(
    touch: Callable[[Any], None], told: str, home: Home, tmp_path: Path
) -> None:
    texts = refused(home, write_workbook(tmp_path / "usulan.xlsx", new_rapk(), touch))
    assert any(told in text for text in texts), texts
    assert all(text.startswith("Berkas usulan.xlsx, lembar ") and text.endswith(".") for text in texts)


def test_a_name_that_is_misspelt_gets_a_suggestion(home: Home, tmp_path: Path) -> None:
    touch = at("RAPK", "D5", "Persentase Makanan yang amn dan bermutu berdasarkan hasil pengawasan")
    (text,) = refused(home, write_workbook(tmp_path / "usulan.xlsx", new_rapk(), touch))
    assert "Mungkin maksudnya 'Persentase Makanan yang aman dan bermutu berdasarkan hasil pengawasan'." in text


def test_an_indicator_missing_from_a_new_version(home: Home, tmp_path: Path) -> None:
    rows = new_rapk()
    del rows["monthly_targets"][3:5]
    (text,) = refused(home, write_workbook(tmp_path / "usulan.xlsx", rows))
    assert "lembar VERSI, sel D3: Versi 'revisi' tidak memuat 2 indikator: 'Persentase Makanan yang aman" in text
    assert "dan 'Persentase pangan fortifikasi yang memenuhi syarat'. Lengkapi lembar RAPK." in text


def test_a_version_that_exists_with_another_figure(home: Home, tmp_path: Path) -> None:
    rows = shipped_rows()
    rows["annual_targets"][3]["target"] = 65.5
    rows["ceilings"][0]["pagu"] += 1000
    rows["case_targets"][0]["target_n"] = 4
    rows["neighbour_cases"][0]["cases"] = 2
    texts = refused(home, write_workbook(tmp_path / "usulan.xlsx", rows))
    assert len(texts) == 4
    assert (
        "lembar PK, sel E5: Versi 'semula' sudah tercatat dengan isi lain (64). Samakan, atau beri nama versi baru."
        in texts[0]
    )
    assert "lembar PAGU, sel E2: Versi 'rapk_signed_2022-07-28' sudah tercatat dengan isi lain" in texts[1]
    assert "lembar PERKARA, sel D2" in texts[2]
    assert "lembar PERKARA TETANGGA, sel D2: Baris ini sudah tercatat dengan isi lain (1). Samakan." in texts[3]


def test_a_month_that_is_final_keeps_its_targets(home: Home, tmp_path: Path) -> None:
    with connect(home.warehouse) as connection:
        prepare(connection)
        connection.execute("insert into raw.locked_months values ('SERANG', '2022-08', 1), ('SERANG', '2022-09', 1)")
        connection.execute("insert into raw.locked_months values ('SERANG', '2021-10', 1), ('BANDUNG', '2022-10', 1)")
    with pytest.raises(RefusedTargets) as told:
        take(home, write_workbook(tmp_path / "usulan.xlsx", new_rapk(first=8)))
    assert [fault.text for fault in told.value.faults] == [
        "Berkas usulan.xlsx, lembar VERSI, sel I2, H3: Laporan SERANG untuk Agustus dan September 2022 sudah final, "
        "jadi targetnya tidak berubah. Mulai sesudah bulan itu, atau buka kembali laporannya lebih dahulu: "
        "capaian reopen SERANG 2022-09."
    ]
    assert not home.targets.exists()
    assert take(home, write_workbook(tmp_path / "usulan.xlsx", new_rapk(first=10))).taken


def test_every_fault_is_told_at_once(home: Home, tmp_path: Path) -> None:
    def touch(book: Any) -> None:
        for cell, value in {"M5": "x", "N6": "x", "O7": "y", "C8": "lain"}.items():
            book["RAPK"][cell] = value

    texts = refused(home, write_workbook(tmp_path / "usulan.xlsx", new_rapk(), touch))
    assert [text.partition(": ")[0] for text in texts] == [
        "Berkas usulan.xlsx, lembar RAPK, sel M5, N6",
        "Berkas usulan.xlsx, lembar RAPK, sel O7",
        "Berkas usulan.xlsx, lembar RAPK, sel C8",
    ]


def test_the_cell_of_a_csv_counts_from_its_first_line(home: Home, tmp_path: Path) -> None:
    rows = new_rapk()
    rows["monthly_targets"][0]["b10"] = "x"
    (text,) = refused(home, write_csv(tmp_path / "usulan.csv", rows))
    assert "Berkas usulan.csv, lembar RAPK, sel N8: 'x' bukan angka" in text


def test_a_sheet_of_another_name_could_be_a_table_misspelt(home: Home, tmp_path: Path) -> None:
    def rename(book: Any) -> None:
        book["RAPK"].title = "RAKP"

    texts = refused(home, write_workbook(tmp_path / "usulan.xlsx", new_rapk(), rename))
    assert "lembar RAKP, sel A1: Lembar ini tidak dikenal" in texts[0]


def test_a_new_version_without_figures(home: Home, tmp_path: Path) -> None:
    rows = {"versions": [version("PK", "baru", 1, 12)]}
    (text,) = refused(home, write_workbook(tmp_path / "usulan.xlsx", rows))
    assert "lembar VERSI, sel D2: Versi 'baru' tidak punya angka. Isi lembar PK." in text


def test_one_mistake_in_many_rows_is_told_once(home: Home, tmp_path: Path) -> None:
    rows = new_rapk()
    for name in rows:
        rows[name] = [row | {"unit": "Kendari"} for row in rows[name]]
    texts = refused(home, write_workbook(tmp_path / "usulan.xlsx", rows))
    assert [text.partition(": ")[0] for text in texts] == [
        "Berkas usulan.xlsx, lembar VERSI, sel A2, A3",
        "Berkas usulan.xlsx, lembar RAPK, sel A2, A3, A4, A5, A6 dan 24 sel lain",
    ]


def test_an_empty_workbook(home: Home, tmp_path: Path) -> None:
    (text,) = refused(home, write_workbook(tmp_path / "kosong.xlsx", {}))
    assert "Tidak ada target di dalamnya" in text


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("target.xlsx", b"bukan zip", "bukan buku kerja .xlsx"),
        ("target.docx", b"PK", "bukan buku kerja .xlsx"),
        ("target.xlsx", b"", "kosong"),
        ("target.csv", b"RAPK;\nKantor\xe9;\n", "bukan teks UTF-8"),
        ("target.csv", b"Kantor;Tahun\nSERANG;2022\n", "baris pertama harus nama tabel"),
    ],
)
def test_a_file_that_is_no_table(name: str, content: bytes, told: str, home: Home, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ReferenceProblem, match=told):
        take(home, path)


# -- killed half-way --------------------------------------------------------------------------------------------------


def killed(*_: Any) -> None:
    raise KeyboardInterrupt


def test_killed_before_it_counts_it_never_was(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_workbook(tmp_path / "target.xlsx", new_rapk())
    with monkeypatch.context() as patched:
        patched.setattr(importing, "_log", killed)
        with pytest.raises(KeyboardInterrupt):
            take(home, path)
    assert not (home.path / OFFICE).exists()
    importing.complete_imports(home)
    assert list(home.targets.iterdir()) == []
    versions = load_reference(home.targets, SHIPPED_TARGETS).rows["target_versions"]
    assert versions == load_reference(SHIPPED_TARGETS).rows["target_versions"]


def test_killed_once_it_counts_it_is_ended_later(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_workbook(tmp_path / "target.xlsx", kendari(shipped_rows()))
    with monkeypatch.context() as patched:
        patched.setattr(importing, "finish", killed)
        with pytest.raises(KeyboardInterrupt):
            take(home, path)
    assert not (home.targets / "KENDARI_2022").exists()
    importing.complete_imports(home)
    assert [path.name for path in home.targets.iterdir()] == ["KENDARI_2022"]
    assert len(load_reference(home.targets).rows["targets"]) == len(load_reference(SHIPPED_TARGETS).rows["targets"])
    assert take(home, path).taken == []


def test_offices_of_the_same_figures_are_told_apart(home: Home, tmp_path: Path) -> None:
    rows = {"neighbour_cases": [SERANG | {"month": 10, "cases": 2}]}
    take(home, write_workbook(tmp_path / "tetangga.xlsx", rows))
    assert ("SERANG", "2022-12", 2) in load_reference(home.targets).rows["neighbour_cases"]
    assert [row[7:9] + row[13:] for row in logged(home)] == [("neighbour", None, 1)]
