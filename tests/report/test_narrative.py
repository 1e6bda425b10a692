"""Words that groups wrote, with published figures in the places that they left for them."""

from __future__ import annotations

import pytest

from flows.report.figures import ReportFigures, read_figures
from flows.report.narrative import Piece, measures, paragraphs_of, pieces
from flows.report.render import environment
from flows.settings import TEMPLATES
from tests.report.warehouse import BELUM, FILE, MEMENUHI, Warehouse


@pytest.fixture
def warehouse() -> Warehouse:
    made = Warehouse("UJI", "2023-09")
    made.unit("Balai POM di Contoh", "BPOM Contoh")
    made.indicator(
        *(3, "Persentase contoh"),
        **{"numerator": 1060.0, "denominator": 1100.0, "realisasi": 96.3636363636, "target_month": 90.0},
        **{"capaian_month": 107.0707070707, "kriteria_month": MEMENUHI, "target_year": 95.0},
        **{"capaian_year": 101.4354066986, "kriteria_year": MEMENUHI},
    )
    made.indicator(
        *(19, "Jumlah desa"),
        **{"satuan": "desa", "is_progress": True, "realisasi": 82.5, "target_month": 85.0, "target_year": 18.0},
        **{"capaian_month": 97.0588235294, "kriteria_month": BELUM},
    )
    made.indicator(28, "Indeks data", satuan="indeks", realisasi=None, target_year=2.25)
    sent = {"submission_id": FILE, "file_name": "narasi.xlsx", "owner_group": "Infokom"}
    made.insert(
        "marts.mart_narrative",
        **{**sent, "indicator_id": "iku_3", "iku_no": 3, "sheet": "NARASI"},
        **{"causes": "Naik < {realisasi}.\nDari {penyebut}.", "causes_cell": "E6"},
    )
    for place, (since, said, day) in enumerate([("2023-09", "2023-09", None), ("2023-03", "2023-06", "2023-08-31")]):
        made.insert(
            "marts.mart_follow_up",
            **{**sent, "indicator_id": "iku_3", "iku_no": 3, "sheet": "TINDAK LANJUT", "cell": "C6", "row_no": 6},
            **{"follow_up_key": f"iku_3 / {place}", "recommendation": f"Saran {place}", "status": "open"},
            **{"due_on": day, "since_period": since, "said_in": said},
            **{"is_carried_over": since != "2023-09", "is_overdue": bool(day)},
        )
    return made


def _report(warehouse: Warehouse) -> ReportFigures:
    return read_figures(warehouse.connection, "UJI", "2023-09")


def filled(report: ReportFigures, iku_no: int, text: str, macro: str = "narasi") -> str:
    template = environment(TEMPLATES / "outline").from_string(
        f'{{% from "_narasi.j2" import {macro} %}}{{{{ {macro}(report, indicator, text) }}}}'
    )
    return template.render(report=report, indicator=report.indicator(iku_no), text=text)


def test_a_text_is_divided_at_its_placeholders() -> None:
    assert pieces("Naik ke {Realisasi}, bukan {hasil}; {capaian_bulan IKU 12} {x") == (
        Piece("Naik ke "),
        Piece("{Realisasi}", "realisasi"),
        Piece(", bukan "),
        Piece("{hasil}"),
        Piece("; "),
        Piece("{capaian_bulan IKU 12}", "capaian_month", 12),
        Piece(" "),
        Piece("{x"),
    )
    assert paragraphs_of(None) == []
    assert paragraphs_of("a\nb") == [(Piece("a"),), (Piece("b"),)]


@pytest.mark.parametrize(
    ("iku_no", "text", "shown"),
    [
        (3, "{realisasi} {target bulan} {target tahun}", "96,36% 90,00% 95,00%"),
        (3, "{capaian bulan} {capaian tahun}", "107,07% 101,44%"),
        (3, "{kriteria bulan}; {kriteria tahun}", f"{MEMENUHI}; {MEMENUHI}"),
        (3, "{pembilang} dari {penyebut}", "1.060 dari 1.100"),
        (19, "{realisasi} dari {target bulan}, setahun {target tahun}", "82,50% dari 85,00%, setahun 18 desa"),
        (3, "desa {realisasi IKU 19}", "desa 82,50%"),
        (28, "{realisasi}; {target tahun}", "(belum ada angkanya); 2,25"),
        (3, "{hasil} {realisasi IKU 7}", "{hasil} {realisasi IKU 7}"),
    ],
)
def test_placeholders_are_filled_as_the_report_prints_figures(
    warehouse: Warehouse, iku_no: int, text: str, shown: str
) -> None:
    assert filled(_report(warehouse), iku_no, text) == f"<p>{shown}</p>"


def test_every_placeholder_is_a_column_of_an_indicator(warehouse: Warehouse) -> None:
    indicator = _report(warehouse).indicator(3)
    assert [measure for measure in measures().values() if not hasattr(indicator, measure)] == []


def test_the_words_of_an_indicator_and_its_follow_ups(warehouse: Warehouse) -> None:
    report = _report(warehouse)
    narrative = report.narrative_of(3)
    assert narrative is not None
    assert (narrative.helped, narrative.sheet, narrative.causes_cell) == (None, "NARASI", "E6")
    assert narrative.causes is not None
    assert filled(report, 3, narrative.causes) == "<p>Naik &lt; 96,36%.</p><p>Dari 1.100.</p>"
    assert filled(report, 3, narrative.causes, "narasi_sebaris") == "Naik &lt; 96,36%. Dari 1.100."
    assert report.narrative_of(19) is None
    assert [(found.recommendation, found.is_overdue, found.since_period) for found in report.follow_ups_of(3)] == [
        ("Saran 1", True, "2023-03"),
        ("Saran 0", False, "2023-09"),
    ]
