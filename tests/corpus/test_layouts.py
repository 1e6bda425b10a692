"""Layouts that mean the same read the same: same figures, each at its cell, and nothing else to tell."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from flows.ingest.rows import FormReading
from flows.ingest.text import is_total, normalise
from tests.corpus.layouts import LAYOUTS, TOTALS_NEVER_CALCULATED
from tests.corpus.sheets import ALL, figures_of, reading_of, undisturbed
from tests.workbooks import Draft, example, figures, one, submit, told

CASES = [(layout, name) for layout, definition in LAYOUTS.items() for name in definition.sheets]


def said(reading: FormReading) -> list[Any]:
    """The figures of a form; labels that are free text compared as words, numbers without noise."""
    return [
        (
            kind,
            tuple((name, "total" if is_total(key) else normalise(key)) for name, key in labels),
            tuple((name, round(value, 7)) for name, value in values),
        )
        for kind, labels, values in figures(reading)
    ]


def cells(reading: FormReading) -> list[tuple[str, str]]:
    """Every figure's column and cell."""
    return [
        (column, value.cell)
        for record in reading.rows
        for column, value in sorted(record.values.items())
        if value.number.value is not None
    ]


def moved(draft: Draft, name: str) -> list[tuple[str, str]]:
    """Where the figures of the undisturbed sheet lie in the draft."""
    return [(column, draft.now_at(cell)) for column, cell in cells(reading_of(name))]


@pytest.mark.parametrize(("layout", "name"), CASES, ids=[f"{name}-{layout}" for layout, name in CASES])
def test_a_layout_that_means_the_same_reads_the_same(tmp_path: Path, layout: str, name: str) -> None:
    draft = LAYOUTS[layout].change(one(name))
    plain = undisturbed(name)
    other = submit(tmp_path, draft, unit="SERANG")
    expected = [
        (severity, rule, draft.name, draft.now_at(cell) if rule != "sheet-unknown" else cell)
        for severity, rule, _, cell in told(plain)
    ]
    assert sorted(told(other)) == sorted(expected), [finding.message for finding in other.findings]
    (reading,) = other.forms
    assert reading.form.title == name
    assert said(reading) == said(reading_of(name))
    assert cells(reading) == moved(draft, name)
    assert (other.verdict, str(other.period)) == ("accepted", "2022-09")


def test_the_corpus_of_layouts_is_wide() -> None:
    wide = {layout: len(definition.sheets) for layout, definition in LAYOUTS.items() if len(definition.sheets) >= 4}
    assert len(wide) >= 50
    assert set(LAYOUTS) - set(wide) == {"several amounts in a cell"}  # one form of the workbook allows it
    assert min(Counter(name for _, name in CASES)[name] for name in ALL) >= 20


@pytest.mark.parametrize("name", TOTALS_NEVER_CALCULATED.sheets)
def test_totals_never_calculated_cost_only_themselves(tmp_path: Path, name: str) -> None:
    other = submit(tmp_path, TOTALS_NEVER_CALCULATED.change(one(name)), unit="SERANG")
    totals = [cell for cell, figure in figures_of(name).items() if figure.row_kind == "total"]
    expected = [("warn", "cell-uncalculated", name, cell) for cell in totals]
    assert sorted(told(other)) == sorted(expected + told(undisturbed(name)))
    assert other.verdict == "accepted"
    kept = [row for row in said(reading_of(name)) if row[0] != "total"]
    assert [row for row in said(other.forms[0]) if row[0] != "total"] == kept


# -- the sheets of a workbook together

GROUPS = {
    "Pemeriksaan": ["SARANA DISTRIBUSI", "SARANA PRODUKSI", "TL INSPEKSI", "TL PEMANGKU", "IKLAN LABEL", "SERTIFIKASI"],
    "Pengujian": ["SAMPLING", "SAMPEL STANDAR", "UJI REGIONAL"],
    "Penindakan": ["PERKARA", "INTELIJEN"],
    "Infokom": ["SURVEI KIE", "KIE", "KIE RINCIAN", "DESA", "PASAR", "UMKM", "SURVEI USAHA"],
    "Tata Usaha": [
        "MATRIKS CAPAIAN",
        "MONEV OUTPUT",
        "PENGADAAN",
        "IKPA",
        "ANGGARAN IKU",
        "ANGGARAN BELANJA",
        "PENILAIAN",
    ],
}
TOGETHER = {
    "in another order": [list(reversed(ALL))],
    "one workbook a group": list(GROUPS.values()),
    "some of the sheets": [["PERKARA", "IKPA"], ["SAMPLING"], ["MATRIKS CAPAIAN", "DESA", "PENILAIAN"]],
}


@pytest.mark.parametrize("way", TOGETHER)
def test_sheets_read_the_same_in_whatever_company(tmp_path: Path, way: str) -> None:
    for names in TOGETHER[way]:
        submission = submit(tmp_path, *example(*names), name="RHPK Serang.xlsx")
        assert [reading.sheet for reading in submission.forms] == names
        assert submission.unit is not None
        assert (submission.unit.code, submission.verdict, str(submission.period)) == ("SERANG", "accepted", "2022-09")
        for reading in submission.forms:
            assert figures(reading) == figures(reading_of(reading.sheet))
        alone = [finding for name in names for finding in told(undisturbed(name))]
        assert sorted(told(submission)) == sorted(alone)


def test_every_group_is_a_group_of_the_workbook() -> None:
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(ALL)
