"""Who is missing, as a report tells it: the forms owed by group, and the share in time of the year so far."""

from __future__ import annotations

import pytest

from flows.report.figures import read_figures
from flows.report.outline import Items, Paragraph, Section, Table, plain
from flows.report.render import build_outline
from tests.report.warehouse import Warehouse

# Group, form, due day and status.
FORMS = (
    ("Infokom", "KIE", "2023-09-07", "late"),
    ("Infokom", "DESA", "2023-09-05", "on_time"),
    ("Penindakan", "INTELIJEN", "2023-09-05", "missing"),
    ("Penindakan", "PERKARA", "2023-09-05", "missing"),
    ("Pengujian", "SAMPLING", "2023-09-05", "refused"),
)


@pytest.fixture
def warehouse() -> Warehouse:
    made = Warehouse("UJI", "2023-08")
    made.unit("Balai POM di Contoh", "BPOM Contoh")
    made.indicator(3, "Persentase contoh", realisasi=90.0)
    made.insert(
        "marts.mart_capaian_sasaran",
        **{"sasaran_no": 1, "sasaran": "Sasaran pertama", "perspective": "Stakeholder"},
        **{"indicators_due": 0, "indicators_measured": 1},
    )
    for group, title, due, status in FORMS:
        made.insert(
            "marts.mart_completeness",
            **{"form": title.lower(), "title": title, "owner_group": group, "due_on": due, "status": status},
        )
    return made


def _month(warehouse: Warehouse, period: str, **counts: float) -> None:
    none = dict.fromkeys(("on_time", "late", "missing", "refused"), 0)
    warehouse.insert("marts.mart_completeness_month", **{**none, "period": period, **counts})


def _told(warehouse: Warehouse) -> Section | None:
    outline = build_outline(read_figures(warehouse.connection, "UJI", "2023-08"))
    return next((section for section in outline.sections() if section.id == "ketepatan"), None)


def _rows(section: Section) -> list[list[list[str]]]:
    return [
        [[plain(cell.text).replace("\u00a0", " ") for cell in row.cells] for row in block.rows]
        for block in section.blocks
        if isinstance(block, Table)
    ]


def test_forms_by_group_and_the_year_so_far(warehouse: Warehouse) -> None:
    _month(warehouse, "2022-12", forms_owed=4, on_time=4, in_time_pct=100.0)
    _month(warehouse, "2023-07", forms_owed=3, on_time=2, late=1, in_time_pct=66.666666667)
    _month(warehouse, "2023-08", forms_owed=5, on_time=1, late=1, missing=2, refused=1, in_time_pct=20.0)
    _month(warehouse, "2023-09", forms_owed=5, on_time=5, in_time_pct=100.0)
    section = _told(warehouse)
    assert section is not None
    said = [plain(block.text) for block in section.blocks if isinstance(block, Paragraph)]
    assert said[0].startswith(
        "Dari 5 formulir yang wajib dikirim untuk Agustus 2023, 1 diterima tepat waktu (20,00%). "
    )
    (listed,) = (block for block in section.blocks if isinstance(block, Items))
    assert [plain(item) for item in listed.items] == [
        "Terlambat: KIE (Infokom).",
        "Ditolak: SAMPLING (Pengujian).",
        "Belum ada: semua formulir Penindakan.",
    ]
    assert _rows(section) == [
        [
            ["Infokom", "5 September 2023 dan 7 September 2023", "2", "1", "1", "0", "0"],
            ["Pengujian", "5 September 2023", "1", "0", "0", "1", "0"],
            ["Penindakan", "5 September 2023", "2", "0", "0", "0", "2"],
            ["Jumlah", "", "5", "1", "1", "1", "2"],
        ],
        [["Juli", "3", "2", "1", "0", "0", "66,67"], ["Agustus", "5", "1", "1", "1", "2", "20,00"]],
    ]


def test_all_in_time_needs_no_list(warehouse: Warehouse) -> None:
    _month(warehouse, "2023-08", forms_owed=5, on_time=5, in_time_pct=100.0)
    section = _told(warehouse)
    assert section is not None
    assert not [block for block in section.blocks if isinstance(block, Items)]


def test_a_month_published_before_this_was_told_stays_silent(warehouse: Warehouse) -> None:
    _month(warehouse, "2023-07", forms_owed=3, on_time=3, in_time_pct=100.0)
    assert _told(warehouse) is None
    warehouse.connection.execute("drop table marts.mart_completeness_month")
    assert _told(warehouse) is None
