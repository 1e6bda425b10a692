"""The whole report of a quarter: its chapters, and sentences that follow the state of each indicator."""

from __future__ import annotations

import pytest

from flows.report import Outline, build_outline, read_figures
from flows.report.outline import Items, Paragraph, Section, Signature, Table, plain

from .warehouse import BELUM, MEMENUHI, TAK_TERSIMPUL, TIDAK, Warehouse


def office(period: str) -> Warehouse:
    """Seven indicators, each in a situation of its own."""
    w = Warehouse("UJI", period)
    w.unit("Balai POM di Uji", "BPOM di Uji")
    for iku, name, realisasi, target, capaian, kriteria in (
        (1, "Melampaui", 90.0, 60.0, 150.0, TAK_TERSIMPUL),
        (2, "Tercapai", 66.0, 60.0, 110.0, MEMENUHI),
        (3, "Tepat", 60.0, 60.0, 100.0, MEMENUHI),
        (4, "Kurang", 54.0, 60.0, 90.0, BELUM),
        (5, "Jauh", 30.0, 60.0, 50.0, TIDAK),
    ):
        w.indicator(
            iku,
            name,
            realisasi=realisasi,
            numerator=realisasi,
            denominator=100,
            target_month=target,
            target_year=80.0,
            capaian_month=capaian,
            kriteria_month=kriteria,
            capaian_year=realisasi / 80 * 100,
            kriteria_year=BELUM,
        )
        w.margin(
            iku,
            kriteria=kriteria,
            unit_of_distance="numerator",
            distance_above=1 if iku == 4 else 20,
            kriteria_above=MEMENUHI,
            needed_december=max(0, 80 - realisasi),
            numerator_december=80,
            target_december=80.0,
        )
    w.indicator(6, "Belum ada hasil", target_month=60.0, target_year=80.0)
    w.indicator(7, "Akhir tahun", target_year=80.0)
    w.insert(
        "marts.mart_target_month", indicator_id="iku_7", iku_no=7, month=12, target=80.0, is_due=True, is_progress=False
    )
    w.insert(
        "marts.mart_capaian_sasaran",
        sasaran_no=1,
        sasaran="Sasaran pertama",
        perspective="Stakeholder",
        nps=100.0,
        kriteria=MEMENUHI,
        indicators_due=6,
        indicators_measured=5,
    )
    for name in ("Stakeholder", "Total"):
        w.insert("marts.mart_capaian_perspective", perspective=name, nilai=100.0, kriteria=MEMENUHI)
    w.finding("b1", "warn", "Tanggal kosong.", sheet="SURVEI", cell="C4")
    return w


def outline_of(w: Warehouse) -> Outline:
    return build_outline(read_figures(w.connection, w.unit_code, w.period))


@pytest.fixture(scope="module")
def june() -> Outline:
    return outline_of(office("2023-06"))


def section(outline: Outline, name: str) -> Section:
    return next(s for s in outline.sections() if s.id == name)


def words(of: Section) -> str:
    told: list[str] = []
    for block in of.blocks:
        if isinstance(block, Paragraph):
            told.append(plain(block.text))
        elif isinstance(block, Items):
            told.extend(plain(item) for item in block.items)
    return " ".join(told)


def rows(outline: Outline, name: str) -> list[list[str]]:
    table = next(t for t in outline.tables() if isinstance(t, Table) and t.id == name)
    return [[plain(cell.text) for cell in row.cells] for row in table.rows]


def test_a_quarter_has_chapters_and_annexes_another_month_has_neither(june: Outline) -> None:
    assert [(s.label, s.title) for s in june.sections() if s.level == 2] == [
        ("", "Kata pengantar"),
        ("", "Pernyataan tanggung jawab"),
        ("", "Ringkasan eksekutif"),
        ("BAB I", "Pendahuluan"),
        ("BAB II", "Perencanaan kinerja"),
        ("BAB III", "Akuntabilitas kinerja"),
        ("BAB IV", "Penutup"),
        ("Lampiran 1", "MATRIKS CAPAIAN"),
        ("Lampiran 2", "Mutu data dan temuan pemeriksaan"),
        ("Lampiran 3", "Asal angka"),
    ]
    short = outline_of(office("2023-05"))
    assert [(s.label, s.id) for s in short.sections() if s.level == 2] == [
        ("", "kata-pengantar"),
        ("A.", "ikhtisar"),
        ("B.", "capaian"),
        ("C.", "jarak"),
        ("D.", "efisiensi"),
        ("E.", "anggaran"),
        ("F.", "temuan"),
        ("G.", "asal"),
    ]


@pytest.mark.parametrize(
    ("iku", "told"),
    [
        (1, "terlampaui 30,00 poin; capaian setinggi 150,00% berada di luar rentang yang wajar"),
        (2, "Target Juni sebesar 60,00% terlampaui 6,00 poin, dengan capaian 110,00% (Memenuhi Ekspektasi)."),
        (3, "Angka itu tepat sama dengan target Juni, 60,00%."),
        (4, "Masih kurang 6,00 poin dari target Juni sebesar 60,00%, sehingga capaiannya 90,00%"),
        (5, "Target Juni sebesar 60,00% masih jauh, kurang 30,00 poin; capaiannya baru 50,00%"),
        (6, "Target Juni 60,00% sudah berlaku, tetapi hasilnya belum ada; capaian belum dapat dinyatakan."),
        (7, "Belum waktunya diukur. Target berikutnya 80,00% pada Desember 2023."),
    ],
)
def test_an_indicator_is_told_by_its_own_situation(june: Outline, iku: int, told: str) -> None:
    assert told in words(section(june, f"uraian-iku-{iku}"))


def test_no_two_situations_share_a_sentence(june: Outline) -> None:
    figures = str.maketrans("", "", "0123456789,%")
    shapes = [words(section(june, f"uraian-iku-{iku}")).translate(figures) for iku in range(1, 8)]
    assert len(set(shapes)) == len(shapes)


def test_what_december_still_needs_is_told_until_december(june: Outline) -> None:
    assert "Untuk target Desember masih diperlukan tambahan 26 pada pembilang" in words(section(june, "uraian-iku-4"))
    assert "Target Desember sudah tercapai dan tinggal dijaga." in words(section(june, "uraian-iku-1"))
    december = outline_of(office("2023-12"))
    assert december.title == "Laporan Kinerja Tahun 2023"
    assert "Karena menutup tahun 2023, laporan ini juga menilai target tahun penuh." in words(
        section(december, "maksud")
    )
    assert "Target tahun penuh ikut ditampilkan" in words(section(june, "maksud"))
    told = " ".join(words(section(december, f"uraian-iku-{iku}")) for iku in range(1, 6))
    assert "masih diperlukan" not in told
    assert "tinggal dijaga" not in told
    assert rows(december, "tabel-iku-4")[0][0] == "Triwulan IV (Desember 2023)"


def test_conclusions_count_and_name_every_class(june: Outline) -> None:
    assert words(section(june, "kesimpulan")) == (
        "Nilai total BPOM di Uji sampai dengan Juni 2023 adalah 100,00, Memenuhi Ekspektasi. "
        "1 indikator Tidak Dapat Disimpulkan: IKU 1. 2 indikator Memenuhi Ekspektasi: IKU 2, 3. "
        "1 indikator Belum Memenuhi Ekspektasi: IKU 4. 1 indikator Tidak Memenuhi Ekspektasi: IKU 5. "
        "1 indikator sudah bertarget tetapi belum diukur: IKU 6. 1 indikator belum ditargetkan bulan ini: IKU 7."
    )
    advice = words(section(june, "saran"))
    assert "Susun langkah percepatan untuk IKU 5, yang capaiannya paling tertinggal." in advice
    assert "Tinjau target IKU 1 bersama kantor pusat" in advice
    assert "Lengkapi pengukuran IKU 6 sebelum laporan berikutnya." in advice
    assert "Betulkan 1 peringatan pada kiriman berikutnya; lihat Lampiran 2." in advice


def test_the_head_signs_for_classes_findings_and_what_is_within_reach(june: Outline) -> None:
    statement = section(june, "pernyataan")
    told = words(statement)
    assert (
        "Dari 6 indikator yang bertarget pada Juni 2023: 1 Tidak Dapat Disimpulkan, 2 Memenuhi Ekspektasi, "
        "1 Belum Memenuhi Ekspektasi, 1 Tidak Memenuhi Ekspektasi, 1 belum diukur. Nilai total 100,00" in told
    )
    assert "1 peringatan; rinciannya pada Lampiran 2." in told
    near = "IKU 4 (Belum Memenuhi Ekspektasi) menjadi Memenuhi Ekspektasi bila pembilangnya naik 1."
    assert near in told
    assert "IKU 5" not in told
    assert "Angka belum ditetapkan final, jadi belum ada sidiknya." in told
    signature = statement.blocks[-1]
    assert isinstance(signature, Signature)
    assert signature.position == "Kepala BPOM di Uji"


def test_versions_of_targets_stand_side_by_side() -> None:
    w = office("2023-06")
    for kind, version, first, last in (("pk", "semula", 1, 3), ("pk", "menjadi", 4, 12), ("pk", "nanti", 7, 12)):
        w._insert(
            "raw.target_versions",
            {
                "unit_code": "UJI",
                "year": 2023,
                "kind": kind,
                "version": version,
                "document": f"PK {version}",
                "from_month": first,
                "to_month": last,
            },
        )
        for iku in (1, 2):
            target = 80.0 if iku == 1 or version == "semula" else 85.0
            w._insert(
                "raw.targets",
                {
                    "unit_code": "UJI",
                    "year": 2023,
                    "kind": kind,
                    "version": version,
                    "indicator_id": f"iku_{iku}",
                    "target": target,
                },
            )
    outline = outline_of(w)
    told = words(section(outline, "perjanjian"))
    assert "mempunyai 2 versi: PK semula (bulan 1 sampai 3); PK menjadi (bulan 4 sampai 12)." in told
    assert "Target tahun berubah pada IKU 2." in told
    assert rows(outline, "tabel-pk")[1:3] == [
        ["1", "Melampaui", "80,00%", "80,00%"],
        ["2", "Tercapai", "80,00%", "85,00%"],
    ]
