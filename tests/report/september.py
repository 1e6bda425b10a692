"""The figures of the September example that the report has to show, as a warehouse would hold them."""

from __future__ import annotations

from typing import Any

from .warehouse import BELUM, MEMENUHI, TAK_TERSIMPUL, TIDAK, Warehouse

SAMPEL = (1, "Terwujudnya Obat dan Makanan yang memenuhi syarat")
PUAS = (3, "Meningkatnya kepuasan pelaku usaha dan masyarakat")
PERIKSA = (4, "Meningkatnya efektivitas pemeriksaan sarana")
TINDAK = (7, "Meningkatnya efektivitas penindakan kejahatan")
PROSES = "Internal Process"


def september(*, corrected: bool = False) -> Warehouse:
    """Six indicators of September in their different situations; corrected: the case target put right."""
    w = Warehouse("SERANG", "2022-09")
    w.unit("Balai Besar POM di Serang", "BBPOM di Serang")
    w.indicator(
        1,
        "Persentase Obat yang memenuhi syarat",
        sasaran=SAMPEL,
        numerator=539,
        denominator=572,
        realisasi=94.23076923,
        target_month=85,
        target_year=85,
        capaian_month=110.8597285,
        capaian_year=110.8597285,
        kriteria_month=MEMENUHI,
        kriteria_year=MEMENUHI,
        sheets=("SAMPLING",),
    )
    w.indicator(
        7,
        "Indeks kepuasan pelaku usaha",
        satuan="indeks",
        sasaran=PUAS,
        interim=89.7717,
        target_year=85.8,
        sheets=("SURVEI USAHA",),
        context={"dashboard_index": 89.6, "dashboard_respondents": 674},
    )
    w.indicator(
        9,
        "Indeks kepuasan masyarakat terhadap layanan publik",
        satuan="indeks",
        sasaran=PUAS,
        realisasi=93.41090909,
        target_year=88,
        capaian_year=106.1487603,
        kriteria_year=MEMENUHI,
    )
    w.indicator(
        13,
        "Persentase sarana produksi yang memenuhi ketentuan",
        sasaran=PERIKSA,
        perspective=PROSES,
        numerator=68,
        denominator=155,
        realisasi=43.87096774,
        target_month=60,
        target_year=60,
        capaian_month=73.11827957,
        capaian_year=73.11827957,
        kriteria_month=TIDAK,
        kriteria_year=TIDAK,
        formula="share_mean",
        sheets=("SARANA PRODUKSI",),
    )
    w.indicator(
        19,
        "Jumlah desa pangan aman",
        satuan="desa",
        sasaran=PERIKSA,
        perspective=PROSES,
        is_progress=True,
        realisasi=82.5,
        target_month=85,
        target_year=18,
        capaian_month=97.05882353,
        capaian_year=82.5,
        kriteria_month=BELUM,
        kriteria_year=BELUM,
    )
    w.indicator(
        23,
        "Persentase keberhasilan penindakan kejahatan di bidang Obat dan Makanan",
        indicator_id="penindakan",
        sasaran=TINDAK,
        perspective=PROSES,
        realisasi=64.0,
        submitted=64.0 if corrected else 69.46,
        target_month=53,
        target_year=67,
        capaian_month=120.754717,
        capaian_year=95.52238806,
        kriteria_month=TAK_TERSIMPUL,
        kriteria_year=BELUM,
        submitted_differs=not corrected,
        capaian_month_submitted=120.754717 if corrected else 131.0566038,
        capaian_year_submitted=95.52238806 if corrected else 103.6716418,
        kriteria_month_submitted=TAK_TERSIMPUL,
        kriteria_year_submitted=BELUM if corrected else MEMENUHI,
        sheets=("PERKARA",),
        context={
            "target_n": 5,
            "target_carry_over": 4,
            "carry_over_moved": 5,
            "carry_over_closed": 10,
        },
    )
    for (no, sasaran), perspective, nps, kriteria, due, measured in (
        (SAMPEL, "Stakeholder", 97.94, BELUM, 1, 1),
        (PUAS, "Stakeholder", None, None, 0, 0),
        (PERIKSA, PROSES, 89.9, BELUM, 2, 2),
        (TINDAK, PROSES, 120.754717, TAK_TERSIMPUL, 1, 1),
    ):
        w.insert(
            "marts.mart_capaian_sasaran",
            sasaran_no=no,
            sasaran=sasaran,
            perspective=perspective,
            nps=nps,
            kriteria=kriteria,
            indicators_due=due,
            indicators_measured=measured,
        )
    for name, nilai, kriteria in (
        ("Total", 102.2301, MEMENUHI),
        (PROSES, 104.5012, MEMENUHI),
        ("Stakeholder", 97.94, BELUM),
    ):
        w.insert("marts.mart_capaian_perspective", perspective=name, nilai=nilai, kriteria=kriteria)
    _efficiency(w)
    _budget(w)
    _findings(w, corrected)
    return w


def _efficiency(w: Warehouse) -> None:
    columns = (
        "scope",
        "iku_no",
        "pagu",
        "realisasi_anggaran",
        "anggaran_pct",
        "capaian_year",
        "ie",
        "te",
        "capaian_te",
        "status",
    )
    one, official, measured = "indicator", "total_official", "total_measured"
    rows: tuple[tuple[Any, ...], ...] = (
        (one, 1, 410_121_000, 391_080_723, 95.3574, 110.8597, 1.1626, 0.1626, 100, "computed"),
        (one, 7, 29_084_000, 0, 0.0, None, None, None, None, "not_measured"),
        (one, 9, 69_411_000, 0, 0.0, 106.1488, None, None, None, "no_spending"),
        (one, 13, 326_454_000, 170_362_231, 52.1857, 73.1183, 1.4011, 0.4011, 95, "computed"),
        (one, 19, 940_400_000, 654_535_843, 69.6018, 82.5, 1.1853, 0.1853, 100, "computed"),
        (one, 23, 969_690_000, 550_683_362, 56.7896, 95.5224, 1.682, 0.682, 90, "computed"),
        (official, None, 28_796_932_000, 19_946_448_338, 69.2659, 72.66, 1.049, 0.049, 100, "computed"),
        (measured, None, 25_020_918_000, 17_564_699_575, 70.2, 91.61, 1.305, 0.305, 95, "computed"),
    )
    for row in rows:
        w.insert("marts.mart_efficiency", **dict(zip(columns, row, strict=True)), is_inferred=False)
    w.connection.execute(
        "update marts.mart_efficiency set is_inferred = true, te_from = 0.61, te_to = 0.8 where iku_no = 23"
    )


def _budget(w: Warehouse) -> None:
    columns = (
        "jenis",
        "pagu",
        "diblokir",
        "pagu_tanpa_blokir",
        "realisasi",
        "persen",
        "persen_tanpa_blokir",
    )
    rows: tuple[tuple[Any, ...], ...] = (
        ("pegawai", 11_080_000_000, 0, 11_080_000_000, 8_003_732_343, 72.235851, 72.235851),
        ("barang", 14_250_947_000, 1_381_963_000, 12_868_984_000, 7_883_735_316, 55.320782, 61.261521),
        ("modal", 3_611_206_000, 1_097_951_000, 2_513_255_000, 2_382_027_748, 65.962112, 94.778594),
        ("total", 28_942_153_000, 2_479_914_000, 26_462_239_000, 18_269_495_407, 63.124175, 69.03987),
    )
    for place, row in enumerate(rows):
        w.insert("marts.mart_budget", place=place, **dict(zip(columns, row, strict=True)))


def _findings(w: Warehouse, corrected: bool) -> None:
    state = "resolved" if corrected else "open"
    w.finding(
        "a1b2c3d4e5f6",
        "block",
        "Target perkara tahun berjalan 4, padahal DIPA menetapkan 5.",
        iku_no=23,
        sheet="PERKARA",
        cell="E6",
        value="4",
        expected="5",
        owner_group="Penindakan",
        status=state,
    )
    w.finding(
        "b1b2c3d4e5f6",
        "block",
        "Realisasi kiriman 69,46 berbeda dari hasil hitung ulang 64,00.",
        iku_no=23,
        sheet="MATRIKS CAPAIAN",
        cell="L30",
        value="69,46",
        expected="64,00",
        owner_group="Tata Usaha",
        status=state,
    )
    w.finding(
        "c1b2c3d4e5f6",
        "warn",
        "Jumlah barang bukti ditulis sebagai teks.",
        sheet="INTELIJEN",
        cell="L7",
        value="Rp1,494,505,500.00",
        owner_group="Penindakan",
    )
