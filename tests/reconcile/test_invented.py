"""A printed report of an invented office: each kind of difference once, in another unit and quarter."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from flows.period import Period
from flows.reconcile.compare import Comparison, compare, keep, known_names
from flows.reconcile.read import Printed, PrintedProblem, read_folder
from flows.reconcile.show import show_comparison

from .office import PERIOD, PRINTED, UNIT, warehouse

JUNE = Period.parse(PERIOD)


def write(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def read(folder: Path, connection: duckdb.DuckDBPyConnection, unit: str | None = None) -> Printed:
    return read_folder(folder, JUNE, unit, known_names(connection, JUNE))


def compared(folder: Path, connection: duckdb.DuckDBPyConnection, unit: str | None = None) -> list[Comparison]:
    printed = read(folder, connection, unit)
    keep(connection, printed, folder, "2023-07-20T08:00:00")
    return compare(connection, JUNE, printed)


# table/key/measure: printed, verdict, how it was rounded, state, what it follows from
EXPECTED = {
    "capaian/1/capaian_month": ("66,66", "rounding", "twice", None, ()),
    "capaian/2/realisasi": ("90", "rounding", "decimals", None, ()),
    "capaian/3/realisasi": ("4,5", "difference", None, None, ()),
    "capaian/3/capaian_month": ("110,00", "follows", None, None, ("capaian/3/realisasi",)),
    "capaian/3/capaian_year": ("110,00", "follows", None, None, ("capaian/3/realisasi",)),
    "capaian/4/realisasi": ("80,50", "state", None, "interim", ()),
    "capaian/5/realisasi": ("12,35", "rounding", "components", None, ()),
    "capaian/5/capaian_month": ("0", "state", None, "not_due", ()),
    "capaian/5/capaian_year": ("24,70", "rounding", "components", None, ()),
    "capaian/6/capaian_year": ("", "not_printed", None, None, ()),
    "capaian/6/kriteria": ("Memenuhi Ekspektasi", "difference", None, None, ()),
    "nps/2/nps": ("95,00", "follows", None, None, ("capaian/3/realisasi",)),
    "perspective/Depan/nilai": ("78,35", "rounding", "cut", None, ()),
    "perspective/Dalam/nilai": ("96,00", "difference", None, None, ()),
    "perspective/Total/nilai": ("", "not_printed", None, None, ()),
    "efficiency/3/anggaran_persen": ("10,00", "difference", None, None, ()),
    "efficiency/3/ie": ("12,00", "follows", None, None, ("efficiency/3/anggaran_persen",)),
    "efficiency/3/te": ("11,00", "follows", None, None, ("efficiency/3/anggaran_persen",)),
    "efficiency/3/capaian_te": ("75 %", "follows", None, None, ("efficiency/3/anggaran_persen",)),
    "efficiency/5/output_realisasi": ("12,35", "rounding", "components", None, ()),
    "efficiency/5/output_persen": ("24,70", "rounding", "components", None, ()),
    "efficiency/5/ie": ("#DIV/0!", "state", None, "no_spending", ()),
    "efficiency/5/te": ("#DIV/0!", "state", None, "no_spending", ()),
    "efficiency/5/capaian_te": ("#DIV/0!", "state", None, "no_spending", ()),
    "efficiency/TOTAL/realisasi_anggaran": ("900", "difference", None, None, ()),
    "efficiency/TOTAL/anggaran_persen": ("60,00", "follows", None, None, ("efficiency/TOTAL/realisasi_anggaran",)),
    "efficiency/TOTAL/ie": ("1,17", "follows", None, None, ("efficiency/TOTAL/realisasi_anggaran",)),
    "efficiency/TOTAL/te": ("0,17", "follows", None, None, ("efficiency/TOTAL/realisasi_anggaran",)),
    "efficiency/TOTAL/capaian_te": ("100 %", "follows", None, None, ("efficiency/TOTAL/realisasi_anggaran",)),
}


def test_each_kind_of_difference(tmp_path: Path) -> None:
    rows = compared(write(tmp_path / "tw2", PRINTED), warehouse())
    assert {
        row.node: (row.printed_text, row.verdict, row.how, row.status, row.causes)
        for row in rows
        if row.verdict != "equal"
    } == EXPECTED
    assert {(row.unit_code, row.file_name) for row in rows if row.table_name == "nps"} == {(UNIT, "lampiran b.csv")}
    sizes = {row.node: row.difference for row in rows}
    assert sizes["capaian/3/realisasi"] == pytest.approx(0.5)
    assert sizes["efficiency/TOTAL/realisasi_anggaran"] == 100
    assert sizes["efficiency/5/ie"] is None


def test_every_office_that_the_tables_name(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "dua", {"nps.csv": "kantor,sasaran_no,nps\nTIMUR,1,78.36\nBARAT,1,78.36\nBARAT,2,99.00\n"}
    )
    rows = compared(folder, warehouse("BARAT"))
    assert {(row.unit_code, row.node): row.verdict for row in rows} == {
        ("BARAT", "nps/1/nps"): "equal",
        ("BARAT", "nps/2/nps"): "difference",
        ("TIMUR", "nps/1/nps"): "equal",
        ("TIMUR", "nps/2/nps"): "not_printed",
    }
    only = compared(folder, warehouse("BARAT"), "TIMUR")
    assert {row.unit_code for row in only} == {"TIMUR"}


def test_months_before_are_kept_and_not_compared(tmp_path: Path) -> None:
    connection = warehouse()
    folder = write(
        tmp_path / "riwayat", {"x.csv": "iku_no,month,realisasi,capaian\n1,5,30.00,60.00\n1,6,33.33,66.67\n"}
    )
    rows = compared(folder, connection)
    assert [(row.node, row.verdict) for row in rows if row.key == "1"] == [
        ("history/1/realisasi", "equal"),
        ("history/1/capaian_month", "equal"),
    ]
    assert connection.execute(
        "select unit_code, period, source_folder, table_name, key, measure, value_text, value, loaded_at "
        "from raw.published where period = '2023-05' order by measure"
    ).fetchall() == [
        (UNIT, "2023-05", "riwayat", "history", "1", "capaian_month", "60.00", 60.0, "2023-07-20T08:00:00"),
        (UNIT, "2023-05", "riwayat", "history", "1", "realisasi", "30.00", 30.0, "2023-07-20T08:00:00"),
    ]


def test_the_same_content_is_kept_once_and_other_content_beside_it(tmp_path: Path) -> None:
    connection = warehouse()
    folder = write(tmp_path / "tw2", {"nps.csv": "sasaran_no,nps\n1,78.36\n2,99.00\n"})
    assert keep(connection, read(folder, connection), folder, "2023-07-20T08:00:00") == 2
    assert keep(connection, read(folder, connection), folder, "2023-07-21T08:00:00") == 0
    write(folder, {"nps.csv": "sasaran_no,nps\n1,78.36\n2,100.00\n"})
    rows = compared(folder, connection)
    assert [row.verdict for row in rows] == ["equal", "equal"]
    assert connection.execute("select value from raw.published where key = '2' order by value").fetchall() == [
        (99.0,),
        (100.0,),
    ]


def test_the_terminal_tells_true_differences_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    show_comparison(compared(write(tmp_path / "tw2", PRINTED), warehouse()), ["catatan.csv"])
    out = capsys.readouterr().out
    assert out.index("IKU 3 realisasi: tercetak 4,50, hasil 4,00, selisih +0,50") < out.index("IKU 1 capaian bulan")
    assert (
        "IKU 1 capaian bulan: tercetak 66,66, hasil 66,67, selisih -0,01 · "
        "dijelaskan oleh pembulatan: dibulatkan dua kali" in out
    )
    assert "IKU 6 kriteria: tercetak Memenuhi Ekspektasi, hasil Belum Memenuhi Ekspektasi · kriteria berbeda" in out
    assert "Jumlah realisasi anggaran: tercetak Rp900, hasil Rp800, selisih +Rp100" in out
    assert "mengikuti dari realisasi IKU 3" in out
    assert (
        "IKU 5: IE #DIV/0!, TE #DIV/0!, capaian TE #DIV/0! · tidak diterbitkan ulang: belum ada realisasi anggaran"
        in out
    )
    assert "IKU 6: capaian tahun (hasil 40,00)" in out
    assert "Bukan tabel laporan, tidak dibaca: catatan.csv." in out


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "tidak berisi tabel laporan yang dikenal"),
        ({"a.csv": "iku_no,target\n1,5\n"}, "tidak berisi tabel laporan yang dikenal"),
        ({"a.csv": "sasaran_no,nps\n1,banyak\n"}, "a.csv baris 2: 'banyak' pada kolom nps bukan angka"),
        ({"a.csv": "sasaran_no,nps\n1,61.111\n"}, "a.csv baris 2: '61.111' pada kolom nps dapat dibaca dua cara"),
        ({"a.csv": 'sasaran_no,nps\n1,78.36\n2,"95,00"\n'}, "a.csv memakai titik dan koma sebagai tanda desimal"),
        ({"a.csv": "iku_no,capaian_tw2\n31,80.00\n"}, "a.csv baris 2: indikator '31' tidak dikenal"),
        ({"a.csv": "perspective,nilai\nSamping,80.00\n"}, "a.csv baris 2: perspektif 'Samping' tidak dikenal"),
        ({"a.csv": "iku_no,capaian_tw3\n1,80.00\n"}, "a.csv: kolom 'capaian_tw3' bukan dari periode 2023-06"),
        (
            {"a.csv": "iku_no,capaian,capaian_thd_target_2022\n1,80,80\n"},
            "'capaian_thd_target_2022' bukan dari periode",
        ),
        ({"a.csv": "sasaran_no,nps\n1,80\n1,80\n"}, "memuat SK 1 dua kali"),
        ({"a.csv": "sasaran_no,nps\n1,80\n", "b.csv": "sk,nps\n1,80\n"}, "memuat SK 1 dua kali: di a.csv dan b.csv"),
        ({"a.csv": "iku_no,month,capaian\n1,13,80\n"}, "a.csv baris 2: bulan '13' tidak dikenal"),
        ({"a.csv": "iku_no,ie,te,pagu\n1,1,0,12.5\n"}, "'12.5' pada kolom pagu bukan jumlah rupiah bulat"),
        ({"a.csv": "kantor,sasaran_no,nps\nUTARA,1,80\n"}, "kantor 'UTARA' tidak mempunyai hasil bulan ini"),
    ],
)
def test_what_cannot_be_read_is_told(files: dict[str, str], told: str, tmp_path: Path) -> None:
    with pytest.raises(PrintedProblem) as problem:
        read(write(tmp_path / "cetak", files), warehouse())
    assert told in str(problem.value)
    assert str(problem.value).endswith(".")


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(PrintedProblem, match="tidak ada"):
        read(tmp_path / "nowhere", warehouse())


def test_a_table_that_names_no_office_where_there_are_several(tmp_path: Path) -> None:
    folder = write(tmp_path / "tw2", {"nps.csv": "sasaran_no,nps\n1,78.36\n"})
    with pytest.raises(PrintedProblem, match="--unit"):
        read(folder, warehouse("BARAT"))
    assert {figure.unit_code for figure in read(folder, warehouse("BARAT"), "BARAT").figures} == {"BARAT"}


@pytest.mark.parametrize(
    ("written", "value", "decimals"),
    [
        ("61.111", 61.111, 3),
        ("1,060.50", 1060.5, 2),
        ("-0.12", -0.12, 2),
        ("100 %", 100, 0),
        ("-", None, None),
        ("#DIV/0!", None, None),
    ],
)
def test_numbers_are_read_as_the_file_writes_them(
    written: str, value: float | None, decimals: int | None, tmp_path: Path
) -> None:
    folder = write(tmp_path / "tw2", {"a.csv": f"sasaran_no;nps\n1;{written}\n2;78.36\n"})
    first = read(folder, warehouse()).figures[0]
    assert (first.value, first.decimals) == (value, decimals)
