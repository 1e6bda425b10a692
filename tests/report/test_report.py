"""The report's sentences and numbers, from marts that hold figures written down here."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from flows.report import NothingPublishedError, Outline, build_outline, read_figures
from flows.report.outline import Items, Metrics, Notice, Paragraph, Section, Share, Table, plain
from flows.report.render import put_files, render_html, report_files
from flows.settings import EXPECTATIONS
from flows.verify.numbers import values_in

from .html_reading import read_html
from .september import september
from .warehouse import BELUM, KIND, MEMENUHI, TAK_TERSIMPUL, TIDAK, Warehouse


def _outline(warehouse: Warehouse) -> Outline:
    return build_outline(read_figures(warehouse.connection, warehouse.unit_code, warehouse.period))


def _table(outline: Outline, name: str) -> Table:
    return next(table for table in outline.tables() if table.id == name)


def _row(outline: Outline, table: str, row: str) -> list[str]:
    found = next(r for r in _table(outline, table).rows if r.id == row)
    return [plain(cell.text) for cell in found.cells]


def _rows(outline: Outline, table: str) -> list[list[str]]:
    return [[plain(cell.text) for cell in row.cells] for row in _table(outline, table).rows]


def _notes(outline: Outline, table: str) -> list[str]:
    return [plain(note.text) for note in _table(outline, table).notes]


def _section(outline: Outline, name: str) -> Section:
    return next(section for section in outline.sections() if section.id == name)


def _words(section: Section) -> str:
    parts: list[str] = []
    for block in section.blocks:
        if isinstance(block, Paragraph):
            parts.append(plain(block.text))
        elif isinstance(block, Items):
            parts.extend(plain(item) for item in block.items)
        elif isinstance(block, Notice):
            parts.extend(plain(inner.text) for inner in block.blocks if isinstance(inner, Paragraph))
    return " ".join(parts)


def _notices(outline: Outline) -> list[Notice]:
    return [block for block in outline.blocks if isinstance(block, Notice)]


@pytest.fixture(scope="module")
def draft() -> Outline:
    return _outline(september())


@pytest.fixture(scope="module")
def clean() -> Outline:
    return _outline(september(corrected=True))


def test_the_title_names_unit_and_quarter(draft: Outline) -> None:
    assert draft.eyebrow == "Balai Besar POM di Serang"
    assert draft.title == "Laporan Kinerja Interim Triwulan III Tahun 2022"
    assert {f.label: f.value for f in draft.facts} == {
        "Satuan kerja": "BBPOM di Serang",
        "Periode": "September 2022, akhir Triwulan III",
        "Cakupan": "6 indikator dalam 4 sasaran kegiatan",
        "Status": "DRAF, 2 temuan penahan terbuka",
        "Catatan jawaban": "Belum ada jawaban yang tercatat",
    }


def test_open_blocking_findings_make_a_draft_and_say_why(draft: Outline) -> None:
    (notice,) = _notices(draft)
    assert (notice.kind, notice.title) == ("draft", "DRAF: belum dapat ditandatangani")
    reasons = notice.blocks[1]
    assert isinstance(reasons, Items)
    assert [plain(item) for item in reasons.items] == [
        "PERKARA E6: tertulis 4, seharusnya 5 (IKU 23). Lihat temuan",
        "MATRIKS CAPAIAN L30: tertulis 69,46, seharusnya 64,00 (IKU 23). Lihat temuan",
    ]


def test_a_clean_report_has_no_banner(clean: Outline) -> None:
    assert not _notices(clean)
    assert {f.label: f.value for f in clean.facts}["Status"] == "Tidak ada temuan penahan yang terbuka"
    assert "DRAF" not in render_html(clean)


def test_the_summary_counts_classes_and_gives_the_total(draft: Outline) -> None:
    summary = _section(draft, "ikhtisar")
    assert _words(summary) == (
        "Sampai dengan September 2022, BBPOM di Serang memperoleh nilai total 102,23 dengan kriteria "
        "Memenuhi Ekspektasi. Dari 6 indikator, 4 mempunyai target pada bulan ini dan 2 belum ditargetkan."
    )
    metrics = next(b for b in summary.blocks if isinstance(b, Metrics))
    assert [(m.label, m.value, m.tone) for m in metrics.metrics] == [
        ("Nilai total", "102,23", "hijau"),
        ("Stakeholder", "97,94", "kuning"),
        ("Internal Process", "104,50", "hijau"),
    ]
    share = next(b for b in summary.blocks if isinstance(b, Share))
    assert sum(part.value for part in share.parts) == 6
    assert _rows(draft, "tabel-kriteria") == [
        ["Tidak Dapat Disimpulkan", "lebih dari 120", "1", "23"],
        [MEMENUHI, "100 sampai dengan 120", "1", "1"],
        [BELUM, "80 sampai kurang dari 100", "1", "19"],
        [TIDAK, "kurang dari 80", "1", "13"],
        ["Tidak ditargetkan", "tanpa target bulan ini", "2", "7, 9"],
    ]


def test_the_summary_tells_the_most_serious_findings(draft: Outline, clean: Outline) -> None:
    words = _words(_section(draft, "temuan-terberat"))
    assert words.startswith("Pemeriksaan menyisakan 2 temuan penahan dan 1 peringatan yang masih terbuka.")
    assert "IKU 23. Target perkara tahun berjalan 4" in words
    assert _words(_section(clean, "temuan-terberat")).startswith(
        "Tidak ada temuan penolakan atau penahan yang terbuka. Tersisa 1 peringatan"
    )


@pytest.mark.parametrize(
    ("anchor", "cells"),
    [
        ("iku-1", ["85,00%", "94,23% 539 dari 572", "110,86", MEMENUHI, "85,00%", "110,86", MEMENUHI]),
        ("iku-13", ["60,00%", "43,87% 68 dari 155", "73,12", TIDAK, "60,00%", "73,12", TIDAK]),
        ("iku-19", ["85,00%", "82,50%", "97,06", BELUM, "18 desa", "82,50", BELUM]),
        ("iku-23", ["53,00%", "64,00%", "120,75", "Tidak Dapat Disimpulkan", "67,00%", "95,52", BELUM]),
        (
            "iku-7",
            [
                "tidak ditargetkan",
                "89,77 nilai sementara",
                "tidak dinilai",
                "Tidak ditargetkan",
                "85,80",
                "belum diukur",
                "Belum diukur",
            ],
        ),
        (
            "iku-9",
            ["tidak ditargetkan", "93,41", "tidak dinilai", "Tidak ditargetkan", "88,00", "106,15", MEMENUHI],
        ),
    ],
)
def test_table_31_tells_each_indicator(draft: Outline, anchor: str, cells: list[str]) -> None:
    assert _table(draft, "tabel-capaian").number == "3.1"
    assert _row(draft, "tabel-capaian", anchor)[2:] == cells


def test_classes_are_told_by_colour_and_in_words(draft: Outline) -> None:
    tones = {
        row.id: [cell.tone for cell in row.cells if cell.tone] for row in _table(draft, "tabel-capaian").rows if row.id
    }
    assert tones == {
        "iku-1": ["hijau", "hijau"],
        "iku-7": ["netral", "netral"],
        "iku-9": ["netral", "hijau"],
        "iku-13": ["merah", "merah"],
        "iku-19": ["kuning", "kuning"],
        "iku-23": ["abu", "kuning"],
    }


def test_notes_of_table_31(draft: Outline) -> None:
    notes = _notes(draft, "tabel-capaian")
    assert any("dibandingkan dengan 100%" in note for note in notes)
    assert any("Dasbor survei unit menampilkan 89,60 dari 674 responden." in note for note in notes)
    assert any(note.startswith("Unit mengirim 69,46%; angka di tabel adalah hasil hitung ulang.") for note in notes)


def test_a_class_that_rounding_would_change_is_told() -> None:
    warehouse = september()
    warehouse.connection.execute(
        "update marts.mart_capaian_indicator set capaian_month = 79.9963, kriteria_month = ?, "
        "kriteria_month_rounded = ? where iku_no = 13",
        [TIDAK, BELUM],
    )
    outline = _outline(warehouse)
    assert _row(outline, "tabel-capaian", "iku-13")[4:6] == ["80,00", TIDAK]
    assert any(
        "yang belum dibulatkan masuk kriteria Tidak Memenuhi Ekspektasi; bila dibulatkan menjadi 80,00 lebih "
        "dahulu, kriterianya akan menjadi Belum Memenuhi Ekspektasi." in note
        for note in _notes(outline, "tabel-capaian")
    )


def test_due_but_not_measured_is_told_and_is_no_zero() -> None:
    warehouse = september()
    warehouse.connection.execute(
        "update marts.fct_indicator set realisasi = null, status = 'not_measured' where iku_no = 13"
    )
    warehouse.connection.execute(
        "update marts.mart_capaian_indicator set realisasi = null, status = 'not_measured', capaian_month = null, "
        "capaian_year = null, kriteria_month = null, kriteria_year = null where iku_no = 13"
    )
    outline = _outline(warehouse)
    assert _row(outline, "tabel-capaian", "iku-13")[3:6] == ["belum diukur", "belum diukur", "Belum diukur"]
    assert ["Belum diukur", "bertarget, belum ada hasil", "1", "13"] in _rows(outline, "tabel-kriteria")
    assert "Ada 1 indikator bertarget yang belum mempunyai hasil pengukuran." in _words(_section(outline, "ikhtisar"))


def test_nps_and_perspectives(draft: Outline) -> None:
    assert _table(draft, "tabel-nps").number == "3.2"
    assert _row(draft, "tabel-nps", "sasaran-1")[2:] == ["Stakeholder", "1", "1", "97,94", BELUM]
    assert _row(draft, "tabel-nps", "sasaran-3")[3:] == ["0", "0", "tidak dinilai", "Tidak ditargetkan"]
    assert _rows(draft, "tabel-perspektif") == [
        ["Stakeholder", "97,94", BELUM],
        ["Internal Process", "104,50", MEMENUHI],
        ["Total", "102,23", MEMENUHI],
    ]


def test_efficiency_tells_states_in_words(draft: Outline) -> None:
    name = "tabel-efisiensi"
    money = ["Rp410.121.000", "Rp391.080.723", "95,36"]
    assert _row(draft, name, "efisiensi-iku-1")[2:] == [
        "85,00%",
        "94,23%",
        "110,86",
        *money,
        "1,16",
        "0,16",
        "100",
    ]
    assert _row(draft, name, "efisiensi-iku-7")[3:] == [
        "belum diukur",
        "Rp29.084.000",
        "Rp0",
        "0,00",
        "belum diukur",
    ]
    assert _row(draft, name, "efisiensi-iku-9")[-1] == "belum ada realisasi anggaran"
    totals = _rows(draft, name)[-2:]
    assert totals[0] == [
        "Total resmi, semua keluaran",
        "72,66",
        "Rp28.796.932.000",
        "Rp19.946.448.338",
        "69,27",
        "1,05",
        "0,05",
        "100",
    ]
    assert totals[1][:2] == ["Total terukur, 5 indikator", "91,61"]
    assert totals[1][-2:] == ["0,31", "95"]


@pytest.mark.parametrize(
    ("is_inferred", "te_from", "te_to", "told"),
    [
        (True, 0.61, 0.8, "Pita TE 0,61–0,80 tidak mempunyai baris dalam sumber. Nilai 90 disimpulkan"),
        (True, 1.81, None, "Batas awal pita terakhir (TE 1,81 ke atas) disimpulkan"),
        (False, 0.61, 0.8, None),
    ],
)
def test_an_inferred_band_is_told_only_when_a_row_uses_it(
    is_inferred: bool, te_from: float, te_to: float | None, told: str | None
) -> None:
    warehouse = september()
    warehouse.connection.execute(
        "update marts.mart_efficiency set is_inferred = ?, te_from = ?, te_to = ? where iku_no = 23",
        [is_inferred, te_from, te_to],
    )
    notes = [note for note in _notes(_outline(warehouse), "tabel-efisiensi") if "disimpulkan" in note]
    assert [note.startswith(told or "") for note in notes] == [True] * (told is not None)


def test_budget_with_and_without_blocked_funds(draft: Outline) -> None:
    assert _rows(draft, "tabel-anggaran")[1:] == [
        [
            "Belanja barang",
            "Rp14.250.947.000",
            "Rp1.381.963.000",
            "Rp12.868.984.000",
            "Rp7.883.735.316",
            "55,32",
            "61,26",
        ],
        [
            "Belanja modal",
            "Rp3.611.206.000",
            "Rp1.097.951.000",
            "Rp2.513.255.000",
            "Rp2.382.027.748",
            "65,96",
            "94,78",
        ],
        [
            "Jumlah",
            "Rp28.942.153.000",
            "Rp2.479.914.000",
            "Rp26.462.239.000",
            "Rp18.269.495.407",
            "63,12",
            "69,04",
        ],
    ]
    words = _words(_section(draft, "anggaran"))
    assert "Dana yang diblokir sendiri berjumlah Rp2.479.914.000" in words
    assert "tidak sama dengan jumlah pagu per indikator pada Tabel 3.10, yaitu Rp28.796.932.000" in words


def test_submitted_stands_beside_recomputed(draft: Outline) -> None:
    assert _rows(draft, "tabel-banding-iku-23") == [
        ["Realisasi", "69,46%", "64,00%"],
        ["Capaian terhadap target September 2022", "131,06%", "120,75%"],
        ["Kriteria bulan", "Tidak Dapat Disimpulkan", "Tidak Dapat Disimpulkan"],
        ["Capaian terhadap target tahun 2022", "103,67%", "95,52%"],
        ["Kriteria tahun", MEMENUHI, BELUM],
    ]
    assert ["PERKARA E6", "4", "5", "Target perkara tahun berjalan 4, padahal DIPA menetapkan 5."] in _rows(
        draft, "tabel-sebab-iku-23"
    )
    words = _words(_section(draft, "banding-iku-23"))
    assert "dari formulir PERKARA menghasilkan 64,00%" in words
    assert "5 perkara tahun berjalan dan 4 perkara carry over" in words
    assert "(5 perkara bergerak, 10 perkara dihentikan)" in words
    assert "pertanyaan terbuka" in words
    assert "Terhadap target tahun, kriterianya berubah dari Memenuhi Ekspektasi menjadi Belum" in words


def test_without_a_difference_there_is_no_comparison_but_the_question_stays(clean: Outline) -> None:
    assert not [s for s in clean.sections() if s.id.startswith("banding")]
    assert "69,46" not in render_html(clean)
    assert any(n.startswith("IKU 23: ") and "SP3" in n for n in _notes(clean, "tabel-capaian"))


def test_findings_by_owner_with_place_remedy_and_effect(draft: Outline, clean: Outline) -> None:
    titles = [s.title for s in draft.sections() if s.id.startswith("temuan-kelompok-")]
    assert titles == ["Penindakan (2)", "Tata Usaha (1)"]
    assert [row[:4] for row in _rows(draft, "tabel-penanggung-jawab")] == [
        ["Penindakan", "0", "1", "1"],
        ["Tata Usaha", "0", "1", "0"],
    ]
    assert _row(draft, "tabel-temuan-1", "temuan-a1b2c3d4e5f6") == [
        "menahan",
        "23",
        "PERKARA E6 kiriman.xlsx",
        "4",
        "5",
        "Target perkara tahun berjalan 4, padahal DIPA menetapkan 5.",
    ]
    assert _row(draft, "tabel-temuan-1", "temuan-c1b2c3d4e5f6")[3:5] == [
        "Rp1,494,505,500.00",
        "lihat uraian",
    ]
    assert "2 temuan sebelumnya sudah selesai" in _words(_section(clean, "temuan"))


def test_effect_cause_and_consequences_stand_with_the_finding() -> None:
    warehouse = september(corrected=True)
    warehouse.finding("aaaaaaaaaaaa", "block", "Target keliru.", sheet="PERKARA", cell="E6", owner_group="Penindakan")
    warehouse.finding(
        "bbbbbbbbbbbb",
        "block",
        "Hasil keliru.",
        sheet="MATRIKS CAPAIAN",
        cell="L30",
        owner_group="Tata Usaha",
        effect="Realisasi IKU 23 berubah.",
        causes="aaaaaaaaaaaa",
        consequences="MATRIKS CAPAIAN: M30, N30",
    )
    outline = _outline(warehouse)
    told = next(row for row in _table(outline, "tabel-temuan-2").rows if row.id == "temuan-bbbbbbbbbbbb").cells[-1]
    assert plain(told.text) == (
        "Hasil keliru. Pengaruh. Realisasi IKU 23 berubah. Penyebab. PERKARA E6. "
        "Sel yang ikut berubah: MATRIKS CAPAIAN: M30, N30."
    )
    assert [span.target for span in told.text if span.kind == "ref"] == ["temuan-aaaaaaaaaaaa"]


def test_of_one_owner_what_changes_a_class_comes_first_then_what_changes_most() -> None:
    warehouse = september(corrected=True)
    for number, values in enumerate(
        (
            {"severity": "warn", "effect_size": 31.0},
            {"severity": "warn", "flips_class": True, "effect_size": 0.4},
            {"severity": "block"},
            {"severity": "warn", "n_indicators": 1},
        )
    ):
        warehouse.finding(
            f"00000000000{number}", **{"message": "Uji.", "sheet": "DESA", "owner_group": "Infokom", **values}
        )
    ids = [row.id for row in _table(_outline(warehouse), "tabel-temuan-1").rows]
    assert [name[-1] for name in ids] == ["2", "1", "0", "3"]


def test_how_far_the_next_class_is_and_what_december_needs() -> None:
    warehouse = september(corrected=True)
    warehouse.margin(
        13,
        kriteria=TIDAK,
        unit_of_distance="numerator",
        kriteria_above=BELUM,
        distance_above=7.0,
        nearest="above",
        target_december=60.0,
        numerator_december=93.0,
        needed_december=25.0,
    )
    warehouse.margin(
        9,
        basis="year",
        kriteria=MEMENUHI,
        kriteria_above=TAK_TERSIMPUL,
        distance_above=12.189090909,
        kriteria_below=BELUM,
        distance_below=5.410909091,
        nearest="below",
        target_december=88.0,
        needed_december=0.0,
    )
    warehouse.margin(19, kriteria=BELUM, target_december=18.0, december_in_other_unit=True)
    warehouse.margin(7, target_december=85.8)
    outline = _outline(warehouse)
    assert _rows(outline, "tabel-jarak") == [
        ["7", "Belum diukur", "–", "–", "85,80", "belum diukur"],
        [
            "9",
            "Memenuhi Ekspektasi",
            "naik 12,19 pada realisasi Tidak Dapat Disimpulkan",
            "turun 5,42 pada realisasi Belum Memenuhi Ekspektasi",
            "88,00",
            "sudah tercapai",
        ],
        [
            "13",
            "Tidak Memenuhi Ekspektasi",
            "naik 7 pada pembilang Belum Memenuhi Ekspektasi",
            "–",
            "60,00%",
            "25 lagi 93 dari 155",
        ],
        ["19", "Belum Memenuhi Ekspektasi", "–", "–", "18 desa", "dinyatakan dalam satuan lain"],
    ]


def _restated(warehouse: Warehouse, key: str, measure: str, before: float, after: float, **values: object) -> None:
    of_print = {"published_in": "print", "published_source": "laporan_lama", "published_at": "2022-11-24T09:00:00"}
    defaults = {"level": "indicator", "cause": "submitted", "state": "proposed"}
    warehouse.insert(
        "marts.mart_restatement",
        **{**of_print, **defaults, "key": key, "measure": measure, "before": before, "after": after, **values},
    )


def test_what_was_published_otherwise_is_told_in_words_and_in_a_table(draft: Outline) -> None:
    warehouse = september()
    _restated(warehouse, "23", "realisasi", 69.46, 64.0)
    _restated(
        warehouse, "23", "capaian_month", 131.06, 120.7547, kriteria_before=TAK_TERSIMPUL, kriteria_after=TAK_TERSIMPUL
    )
    _restated(warehouse, "23", "capaian_year", 103.68, 95.5224, kriteria_before=MEMENUHI, kriteria_after=BELUM)
    _restated(warehouse, "7", "nps", 131.06, 120.7547, level="sasaran", cause="follows")
    _restated(warehouse, "Total", "nilai", 103.7, 102.23, level="perspective", cause="follows")
    earlier = {"published_in": "final", "published_source": None, "published_at": "2022-07-05T09:00:00"}
    for period in ("2021-12", "2022-12"):
        _restated(warehouse, "1", "realisasi", 1, 2, period=period)
    june = {"period": "2022-06", "final_before": 3, "final_after": 8, "state": "accepted", "cause": "submission"}
    _restated(warehouse, "1", "realisasi", 94.0, 94.235, **earlier, **june)
    outline = _outline(warehouse)
    first = _section(outline, "penyajian-kembali-1")
    assert first.title == "Laporan final Juni 2022 (ditetapkan 5 Juli 2022)"
    assert _words(first) == (
        "Laporan Juni 2022 yang ditetapkan final pada 5 Juli 2022 (entri ke-3) memuat 1 angka yang kini lain. Angka "
        "yang baru sudah berlaku, ditetapkan dengan entri ke-8. IKU 1: realisasi 94,00% menjadi 94,24%. Penyebabnya "
        "adalah kiriman unit yang masuk sesudah laporan itu."
    )
    assert _words(_section(outline, "penyajian-kembali-2")) == (
        "Tabel laporan tercetak laporan_lama, dibaca 24 November 2022, memuat 5 angka September 2022 yang berbeda dari "
        "hasil hitung ulang melebihi pembulatan. Angka yang baru berlaku bila laporan ini ditetapkan final. "
        "IKU 23: realisasi 69,46% menjadi 64,00%; capaian September 2022 131,06% menjadi 120,75% (tetap Tidak Dapat "
        "Disimpulkan); capaian tahun 2022 103,68% menjadi 95,52% (Memenuhi Ekspektasi menjadi Belum Memenuhi "
        "Ekspektasi). Laporan tercetak memuat angka kiriman unit, sedangkan hitung ulang dari formulirnya memberi "
        "angka ini. Ikut bergeser: Sasaran 7: NPS 131,06 menjadi 120,75; Nilai total 103,70 menjadi 102,23."
    )
    assert _rows(outline, "tabel-penyajian-kembali-2")[2:] == [
        ["IKU 23, capaian tahun 2022", "103,68%", "95,52%", MEMENUHI, BELUM, "angka kiriman dihitung ulang"],
        ["Sasaran 7, NPS", "131,06", "120,75", "–", "–", "mengikuti angka lain"],
        ["Nilai total", "103,70", "102,23", "–", "–", "mengikuti angka lain"],
    ]
    assert "Sebanyak 6 angka yang pernah terbit disajikan kembali" in _words(_section(outline, "ikhtisar"))
    assert "penyajian-kembali" not in {section.id for section in draft.sections()}


def test_what_a_bound_allows_is_told_as_a_bound() -> None:
    warehouse = september(corrected=True)
    warehouse.finding(
        "d1b2c3d4e5f6",
        "block",
        "Bagian melebihi keseluruhan.",
        rule_id="part-above-whole-in-indicator-figures",
        sheet="TL PEMANGKU",
        cell="E9, F9",
        value="3",
        expected="2",
    )
    outline = _outline(warehouse)
    (notice,) = _notices(outline)
    reasons = notice.blocks[1]
    assert isinstance(reasons, Items)
    assert [plain(item) for item in reasons.items] == [
        "TL PEMANGKU E9, F9: tertulis 3, seharusnya paling banyak 2. Lihat temuan"
    ]
    assert _row(outline, "tabel-temuan-1", "temuan-d1b2c3d4e5f6")[3:5] == ["3", "paling banyak 2"]


def test_every_rule_of_the_catalogue_that_sets_a_bound_is_told_as_one() -> None:
    rules = [
        rule
        for path in sorted(EXPECTATIONS.glob("*.yml"))
        for rule in yaml.safe_load(path.read_text(encoding="utf-8")).get("rules", [])
    ]
    bounds = {
        rule["id"]: found[1]
        for rule in rules
        if (found := re.search(r"(paling \w+)\s+{(?:expected|minimum|maximum)}", rule["sentence"]))
    }
    assert bounds
    warehouse = september(corrected=True)
    for number, rule in enumerate(rules):
        warehouse.finding(f"{number:012x}", "warn", "Uji.", rule_id=rule["id"], expected="7")
    outline = _outline(warehouse)
    for number, rule in enumerate(rules):
        told = _row(outline, "tabel-temuan-1", f"temuan-{number:012x}")[4]
        assert told == f"{bounds[rule['id']]} 7" if rule["id"] in bounds else told == "7", rule["id"]


def test_findings_stand_in_the_order_of_the_sheet() -> None:
    warehouse = september(corrected=True)
    for number, cell in enumerate(("M86, L86", "AA1", "M9")):
        warehouse.finding(f"00000000000{number}", "warn", "Uji.", sheet="UJI REGIONAL", cell=cell)
    places = [row[2] for row in _rows(_outline(warehouse), "tabel-temuan-1")]
    assert [place.removesuffix(" kiriman.xlsx") for place in places] == [
        "INTELIJEN L7",
        "UJI REGIONAL M9",
        "UJI REGIONAL M86, L86",
        "UJI REGIONAL AA1",
    ]


def test_waived_findings_stay_in_sight_and_lift_the_draft() -> None:
    warehouse = september()
    warehouse.connection.execute("update marts.mart_findings set status = 'waived' where severity = 'block'")
    outline = _outline(warehouse)
    assert not _notices(outline)
    assert _section(outline, "temuan-diterima").title == "Temuan yang diterima (2)"


def test_rejected_forms_are_told_at_the_top() -> None:
    warehouse = september(corrected=True)
    warehouse.finding("f1b2c3d4e5f6", "reject", "Lembar PASAR tidak terbaca.", sheet="PASAR")
    (notice,) = _notices(_outline(warehouse))
    assert (notice.kind, notice.title) == ("info", "Ada kiriman yang ditolak")


class _Page(HTMLParser):
    """What a page holds: identities, links, headings, and whether its tags close in order."""

    void = frozenset({"meta", "br", "rect", "line"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append((tag, values))
        if tag not in self.void:
            self.open.append(tag)
        if values.get("id"):
            self.ids.append(str(values["id"]))
        if tag == "a" and values.get("href"):
            self.links.append(str(values["href"]))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def page(draft: Outline) -> str:
    return render_html(draft)


def test_the_page_is_sound(page: str) -> None:
    parsed = _Page(page)
    assert not parsed.open
    assert len(parsed.ids) == len(set(parsed.ids))
    assert {link.removeprefix("#") for link in parsed.links} <= set(parsed.ids)
    assert {f"iku-{no}" for no in (1, 7, 9, 13, 19, 23)} <= set(parsed.ids)
    assert parsed.headings[0] == 1
    assert parsed.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(parsed.headings, parsed.headings[1:], strict=False))
    assert ("html", {"lang": "id"}) in parsed.tags
    assert {"header", "nav", "main", "footer"} <= {tag for tag, _ in parsed.tags}
    assert all(values.get("scope") for tag, values in parsed.tags if tag == "th")
    tables = [tag for tag, _ in parsed.tags if tag in {"table", "caption"}]
    assert tables == ["table", "caption"] * (len(tables) // 2)


def test_the_page_needs_nothing_beside_it(page: str) -> None:
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)=["'](?!#)|url\(|@import""", page)


def test_the_page_shows_figures_and_words(page: str) -> None:
    assert "#DIV/0!" not in page
    assert "None" not in page
    assert not re.search(r"nan", page)
    assert '<span class="badge tone-abu">Tidak Dapat Disimpulkan</span>' in page
    assert page.index("69,46%</a></td>") < page.index("64,00%</a></td>", page.index("69,46%</a></td>"))
    assert "belum ada realisasi anggaran" in page
    assert "belum diukur" in page
    assert not re.search(r">-?\d+\.\d\d%?<", page)


def test_text_of_a_unit_cannot_become_markup() -> None:
    warehouse = september()
    evil = '<script>alert(1)</script> & "kutip" ]]> {{ 7 * 7 }} \x07'
    warehouse.connection.execute("update raw.units set name = ?, short_name = ?", [evil, evil])
    warehouse.cell(13, evil, 1, row_label=evil, row_key=evil, file_name=evil, sheet=evil, part=evil, column_name=evil)
    warehouse.figure("pagu", evil, 1, iku_no=13, sheet=evil, file_name=evil)
    warehouse.figure("realisasi_submitted", evil, 1, iku_no=13, form="matriks_capaian", sheet=evil, file_name=evil)
    warehouse.finding("aaaaaaaaaaaa", "block", evil, sheet=evil, cell=evil, value=evil, expected=evil, file_name=evil)
    outline = _outline(warehouse)
    page = render_html(outline)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;kutip&#34; ]]&gt; {{ 7 * 7 }} \ufffd" in page
    assert _row(outline, "tabel-temuan-1", "temuan-aaaaaaaaaaaa")[3] == evil.replace("\x07", "\ufffd")
    assert not _Page(page).open


def test_files_are_written_and_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (
        put_files(folder, report_files(september().connection, "SERANG", "2022-09"))
        for folder in (tmp_path / "a" / "2022-09", tmp_path / "b")
    )
    assert first == tmp_path / "a" / "2022-09" / "lapkin.html"
    assert first.read_bytes() == second.read_bytes()
    names = ["lapkin.docx", "lapkin.html", "lapkin.pdf", "outline.json"]
    assert sorted(p.name for p in first.parent.iterdir()) == names
    outline = json.loads((first.parent / "outline.json").read_text(encoding="utf-8"))
    assert outline["title"] == "Laporan Kinerja Interim Triwulan III Tahun 2022"


def test_another_month_built_later_changes_nothing(draft: Outline) -> None:
    warehouse = september()
    tables = warehouse.connection.execute(
        "select table_name from information_schema.tables where table_schema = 'marts'"
    ).fetchall()
    for (table,) in tables:
        warehouse.connection.execute(
            f"insert into marts.{table} select * replace ('2022-10' as period) from marts.{table}"
        )
    assert _outline(warehouse) == draft


def test_nothing_published_is_told() -> None:
    with pytest.raises(
        NothingPublishedError, match="Belum ada angka yang diterbitkan untuk SERANG periode Oktober 2022"
    ):
        report_files(september().connection, "SERANG", "2022-10")


def test_a_second_invented_unit_of_another_month() -> None:
    """Nothing is fitted to one office: other names and classes, a plain month, few forms."""
    w = Warehouse("TELUKBIRU", "2023-05")
    w.connection.execute("delete from reference.class_bands")
    for band in (
        (KIND, 1, 90, True, None, False, "Baik", None, "hijau", "2023-01"),
        (KIND, 2, None, False, 90, False, "Kurang", None, "jingga", "2023-01"),
    ):
        w.connection.execute("insert into reference.class_bands values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", band)
    w.unit("Balai POM di Teluk Biru", "BPOM di Teluk Biru")
    w.indicator(
        1,
        "Jumlah kampung pangan aman",
        satuan="kampung",
        sasaran=(1, "Kampung yang aman"),
        perspective="Pemangku",
        realisasi=1250,
        target_month=1000,
        target_year=2000,
        capaian_month=125,
        capaian_year=62.5,
        kriteria_month="Baik",
        kriteria_year="Kurang",
    )
    w.insert(
        "marts.mart_capaian_sasaran",
        sasaran_no=1,
        sasaran="Kampung yang aman",
        perspective="Pemangku",
        nps=125.0,
        kriteria="Baik",
        indicators_due=1,
        indicators_measured=1,
    )
    for name in ("Pemangku", "Total"):
        w.insert("marts.mart_capaian_perspective", perspective=name, nilai=125.0, kriteria="Baik")
    w.finding("0123456789ab", "warn", "Tanggal survei kosong.", sheet="SURVEI", cell="C4", owner_group=None)
    outline = _outline(w)
    assert outline.title == "Laporan Capaian Kinerja Mei 2023"
    assert _row(outline, "tabel-capaian", "iku-1")[2:] == [
        "1.000 kampung",
        "1.250 kampung",
        "125,00",
        "Baik",
        "2.000 kampung",
        "62,50",
        "Kurang",
    ]
    assert _words(_section(outline, "ikhtisar")) == (
        "Sampai dengan Mei 2023, BPOM di Teluk Biru memperoleh nilai total 125,00 dengan kriteria Baik. "
        "Satu-satunya indikator mempunyai target pada bulan ini."
    )
    assert "belum diterima" in _words(_section(outline, "efisiensi"))
    assert "belum diterima" in _words(_section(outline, "anggaran"))
    assert _row(outline, "tabel-temuan-1", "temuan-0123456789ab")[0] == "peringatan"
    assert _section(outline, "temuan-kelompok-1").title == "Penanggung jawab belum ditentukan (1)"
    found = next(r for r in _table(outline, "tabel-capaian").rows if r.id == "iku-1")
    assert [c.tone for c in found.cells if c.tone] == ["hijau", "netral"]  # a colour that no skin has
    page = render_html(outline)
    assert "Serang" not in page
    assert "September" not in page


def test_every_number_stands_in_its_table_row_and_column(draft: Outline) -> None:
    found = read_html(render_html(draft).encode()).tables
    expected = list(draft.tables())
    assert len(found) == len(expected)
    compared = 0
    for table, given in zip(expected, found, strict=True):
        assert given.caption == f"{f'Tabel {table.number} ' if table.number else ''}{table.caption}"
        assert {len(row) for row in given.rows} == {len(table.columns)}, table.caption
        titles = zip(*given.rows[: given.heads], strict=True)
        assert [[t for t in above if t][-1] for above in titles] == [column.title for column in table.columns]
        for row, line in zip(table.rows, given.rows[given.heads :], strict=True):
            wanted = [
                each for cell in row.cells for each in (" ".join(plain(cell.text).split()), *[None] * (cell.span - 1))
            ]
            assert list(line) == wanted, table.caption
            compared += len(values_in(" ".join(filter(None, line))))
    assert compared > 250
