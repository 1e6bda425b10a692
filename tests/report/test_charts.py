"""Charts: what they draw, what they tell in words, and that the same figures give the same bytes."""

from __future__ import annotations

import json
import re
from html import unescape
from xml.etree import ElementTree

import pytest

from flows.report import build_outline, charts, read_figures
from flows.report.outline import Chart, Outline, OutlineError, Section, parse_outline
from flows.report.render import environment, outline_json, render_html
from flows.settings import FONTS, TEMPLATES

from .september import september
from .warehouse import Warehouse

SPECS = TEMPLATES / "charts"
SVG = "{http://www.w3.org/2000/svg}"
HEIGHT = 130  # of the plot of a year, whose scale begins at 0
YEAR = [{"month": f"2022-{month:02}", "target": "85"} for month in range(1, 13)]


def _year(**realisasi: str) -> list[dict[str, str]]:
    """Twelve months against 85, with the results named `b01`.. and September's value written beside its point."""
    rows = [{**row, "realisasi": realisasi.get(f"b{row['month'][5:]}", "")} for row in YEAR]
    rows[8] |= {"label": "94,23", "target_label": "85"}
    rows[11] |= {"year": "85", "year_label": "85"}
    return rows


def _texts(drawing: str) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(drawing).iter(f"{SVG}text")]


def _marks(drawing: str, shape: str) -> list[tuple[float, float]]:
    """Where the marks of a series stand, from the left: those whose group is drawn in its colour."""
    found = re.findall(rf'<path [^>]*translate\(([\d.]+),([\d.-]+)\)"[^>]*{shape}', drawing)
    return sorted((float(x), float(y)) for x, y in found)


def _charts(outline: Outline) -> list[Chart]:
    def walk(blocks: tuple[object, ...]) -> list[Chart]:
        found: list[Chart] = []
        for block in blocks:
            if isinstance(block, Chart):
                found.append(block)
            elif isinstance(block, Section):
                found += walk(block.blocks)
        return found

    return walk(outline.blocks)


def _drawn(warehouse: Warehouse, macro: str) -> list[Chart]:
    """What one macro makes of the figures of a warehouse, for every indicator if it takes one."""
    figures = read_figures(warehouse.connection, warehouse.unit_code, warehouse.period)
    call = f"{{% for i in report.indicators %}}{{{{ {macro}(report, i) }}}}{{% endfor %}}"
    if macro != "grafik_iku":
        call = f"{{{{ {macro}(report) }}}}"
    markup = (
        f'{{% from "_grafik.j2" import {macro} %}}<outline lang="id" tables="3"><eyebrow>a</eyebrow><title>b</title>'
        f'<subtitle>c</subtitle><section id="s" title="S">{call}</section></outline>'
    )
    return _charts(parse_outline(environment(TEMPLATES / "outline").from_string(markup).render(report=figures)))


@pytest.fixture
def year() -> Warehouse:
    """Indicator 1 with results of three months, one of them printed otherwise, and 19 with progress until November."""
    w = september()
    w.year(1, dict.fromkeys(range(2, 13), 85))
    w.month("2022-03", 1, 92.104)
    w.month("2022-06", 1, 88)
    w.month("2021-12", 1, 10)
    w.month("2022-10", 1, 99)
    w.printed("2022-03", "1", 91.5)
    w.printed("2022-04", "1", 90)
    w.printed("2022-09", "1", 1)
    w.printed("2022-04", "1", 77, measure="capaian_month")
    w.year(19, {9: 85, 11: 95, 12: 18}, progress_until=11)
    w.year(9, {12: 88})
    return w


def _of(charts_: list[Chart], name: str) -> Chart:
    return next(chart for chart in charts_ if chart.id == name)


def test_results_stand_at_their_height_and_targets_at_theirs() -> None:
    drawing = charts.svg("progress", _year(b02="88.5", b09="94.2307"), identity="g", alt="a")
    results = _marks(drawing, 'fill="#124559"')
    assert [round(y, 3) for _, y in results[-2:]] == [round(HEIGHT * (1 - v / 100), 3) for v in (88.5, 94.2307)]
    targets = _marks(drawing, 'stroke="#4f5d6c"')
    assert sum(abs(y - HEIGHT * 0.15) < 1e-9 for _, y in targets) == 12


def test_a_month_without_a_result_breaks_the_line_and_has_no_point() -> None:
    whole = charts.svg("progress", _year(b01="80", b02="81", b03="82"), identity="g", alt="a")
    gap = charts.svg("progress", _year(b01="80", b03="82"), identity="g", alt="a")
    assert len(_marks(whole, 'fill="#124559"')) == len(_marks(gap, 'fill="#124559"')) + 1

    def line(drawing: str) -> str:
        return re.findall(r'<path [^>]*d="([^"]*)"[^>]*stroke="#124559"[^>]*stroke-width="2.5"', drawing)[0]

    assert (line(whole).count("L"), line(gap).count("L"), line(gap).count("M")) == (2, 0, 2)


def test_words_and_numbers_are_indonesian() -> None:
    drawing = charts.svg("progress", _year(b09="94.2307"), identity="g", alt="a")
    texts = _texts(drawing)
    assert "94,23" in texts
    assert [t for t in texts if t in {"Mei", "Agu", "Okt", "Des"}] == ["Mei", "Agu", "Okt", "Des"]
    assert {t for t in texts if t.startswith(("Real", "Targ", "Terc"))} == {"Realisasi", "Target bulan", "Target tahun"}
    spent = {"label": "Belanja modal", "ceiling": "2.2e9", "free": "2.2e9", "spent": "1e9", "text": "45,45% dari pagu"}
    assert {"0,5", "1,5", "Rp miliar"} <= set(_texts(charts.svg("budget", [spent], identity="g", alt="a")))
    thousands = charts.svg("progress", [{"month": "2022-01", "realisasi": "2400"}], identity="g", alt="a")
    assert "2.000" in _texts(thousands)


def test_the_key_names_only_what_is_drawn() -> None:
    rows = _year(b09="94.2307")
    rows[2]["printed"] = "90"
    assert "Tercetak sebelumnya" in _texts(charts.svg("progress", rows, identity="g", alt="a"))
    only_targets = [{"month": row["month"], "target": row["target"]} for row in YEAR]
    names = [t for t in _texts(charts.svg("progress", only_targets, identity="g", alt="a")) if t.startswith("T")]
    assert names == ["Target bulan"]


def test_the_same_rows_give_the_same_bytes_whatever_was_drawn_before() -> None:
    def draw() -> str:
        charts._drawn.cache_clear()
        return charts.svg("progress", _year(b09="94.2307"), identity="grafik-iku-1", alt="a")

    first = draw()
    charts.svg("perspectives", [{"label": "Total", "value": "90", "text": "90,00"}], identity="p", alt="a")
    assert draw() == first
    assert charts.png(first) == charts.png(draw())
    assert charts.png(first).startswith(b"\x89PNG")


def test_a_drawing_is_named_safe_and_needs_nothing_outside() -> None:
    for kind in sorted(charts.kinds()):
        fields = json.loads((SPECS / f"{kind}.vl.json").read_text())["data"]["format"]["parse"]
        rows = [{name: "5" if type_ == "number" else "teks" for name, type_ in fields.items()}]
        if "month" in fields:
            rows[0]["month"] = "2022-09"
        drawing = charts.svg(kind, rows, identity="g", alt='Lebih dari "80" & naik')
        root = ElementTree.fromstring(drawing)
        assert root.get("width") == "600"  # one width, so that letters are as large in every chart of a page
        assert (root.get("role"), root.get("aria-label")) == ("img", 'Lebih dari "80" & naik')
        assert not re.search(r"<script|<image|href=|\son[a-z]+=|aria-roledescription", drawing)
        assert set(re.findall(r'font-family="([^"]*)"', drawing)) == {"IBM Plex Sans"}
        assert set(re.findall(r"https?://[^\"]*", drawing)) <= {
            "http://www.w3.org/2000/svg",
            "http://www.w3.org/1999/xlink",
        }


def test_the_font_is_bundled_with_its_licence() -> None:
    assert {"IBMPlexSans-Regular.ttf", "IBMPlexSans-Bold.ttf", "OFL.txt"} <= {p.name for p in FONTS.iterdir()}


def test_ids_within_drawings_are_the_charts_own() -> None:
    # The engine numbers ids on from drawing to drawing, so the second one begins elsewhere.
    first = charts._dressed(
        '<svg ><g id="clip7"/><g clip-path="url(#clip7)" href="#clip9"/></svg>', "grafik-iku-1", "a"
    )
    again = charts._dressed(
        '<svg ><g id="clip8"/><g clip-path="url(#clip8)" href="#clip2"/></svg>', "grafik-iku-1", "a"
    )
    assert first == again
    assert 'id="grafik-iku-1-1"' in first
    assert "url(#grafik-iku-1-1)" in first
    other = charts._dressed('<svg ><g id="clip7"/></svg>', "grafik-iku-2", "a")
    assert not set(re.findall(r'\bid="([^"]*)"', first)) & set(re.findall(r'\bid="([^"]*)"', other))


def test_rows_that_no_spec_knows_are_refused() -> None:
    with pytest.raises(charts.ChartError, match="no chart is of the kind 'kue'"):
        charts.svg("kue", YEAR, identity="g", alt="a")
    with pytest.raises(charts.ChartError, match="has no field hasil"):
        charts.svg("progress", [{"hasil": "1"}], identity="g", alt="a")


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_text_and_line_stands_out_from_the_paper() -> None:
    drawings = [
        charts.svg("progress", [*_year(b09="94.2307"), {"month": "2022-03", "printed": "90"}], identity="g", alt="a"),
        charts.svg(
            "classes", [{"label": "IKU 1", "value": "90", "text": "90,00", "tone": "kuning"}], identity="g", alt="a"
        ),
    ]
    for drawing in drawings:
        texts = re.findall(r'<text [^>]*fill="(#[0-9a-f]{6})"', drawing)
        assert texts
        assert min(1.05 / (_luminance(colour) + 0.05) for colour in texts) >= 4.5
        # A class is a bar with a dark outline, its word beside it: the fill alone tells nothing.
        assert 'fill="#e2b32c" stroke="#1c2733"' in drawing or "#e2b32c" not in drawing


def test_a_year_tells_first_and_last_and_the_targets(year: Warehouse) -> None:
    chart = _of(_drawn(year, "grafik_iku"), "grafik-iku-1")
    assert chart.caption == "Realisasi IKU 1 terhadap target sepanjang 2022 (%)"
    assert chart.alt == (
        "Realisasi IKU 1 naik dari 92,10% pada Maret menjadi 94,23% pada September 2022, di atas target September "
        "85,00%: capaian 110,86%, Memenuhi Ekspektasi. Target tahun 2022 85,00%. "
        "Laporan sebelumnya mencetak 2 bulan, dari 91,50% pada Maret sampai 90,00% pada April."
    )
    # Three results in circles and the key's; what October or the printed report of September say is not there.
    assert len(_marks(chart.svg, 'fill="#124559"')) == 4
    assert len(_marks(chart.svg, 'stroke="#86180f"')) == 3
    assert "99" not in " ".join(_texts(chart.svg))


def test_progress_and_the_count_of_december_are_not_on_one_scale(year: Warehouse) -> None:
    chart = _of(_drawn(year, "grafik_iku"), "grafik-iku-19")
    assert chart.caption.endswith("(progres, %)")
    assert chart.alt == (
        "Realisasi IKU 19 pada September 2022 adalah 82,50%, di bawah target September 85,00%: capaian 97,06%, "
        "Belum Memenuhi Ekspektasi. Target tahun 2022 18 desa."
    )
    assert "100" in _texts(chart.svg)
    assert "18" not in _texts(chart.svg)


def test_what_is_not_due_says_when_it_will_be(year: Warehouse) -> None:
    found = _drawn(year, "grafik_iku")
    assert _of(found, "grafik-iku-9").alt == (
        "Realisasi IKU 9 pada September 2022 adalah 93,41. Bulan ini tidak ditargetkan; target berikutnya 88,00 pada "
        "Desember. Target tahun 2022 88,00."
    )
    # Nothing is measured and no target is known: there is nothing to draw.
    assert "grafik-iku-7" not in {chart.id for chart in found}


def test_what_comes_later_does_not_show(year: Warehouse) -> None:
    before = read_figures(year.connection, "SERANG", "2022-09")
    assert [(past.period, past.realisasi) for past in before.history if past.indicator_id == "iku_1"] == [
        ("2022-03", 92.104),
        ("2022-06", 88.0),
        ("2022-09", 94.23076923),
    ]
    assert [(it.period, it.realisasi) for it in before.printed] == [("2022-03", 91.5), ("2022-04", 90.0)]
    year.month("2022-11", 1, 5)
    assert read_figures(year.connection, "SERANG", "2022-09") == before


def test_classes_are_told_by_number_and_word() -> None:
    (chart,) = _drawn(september(), "grafik_kelas")
    assert chart.alt == (
        "Capaian 4 indikator terhadap target September 2022: 1 Tidak Dapat Disimpulkan, 1 Memenuhi Ekspektasi, 1 Belum "
        "Memenuhi Ekspektasi, dan 1 Tidak Memenuhi Ekspektasi. Tertinggi IKU 23 dengan 120,75%, terendah IKU 13 dengan "
        "73,12%."
    )
    texts = _texts(chart.svg)
    assert texts[:4] == ["IKU 1", "IKU 13", "IKU 19", "IKU 23"]
    assert {"110,86 · Memenuhi Ekspektasi", "73,12 · Tidak Memenuhi Ekspektasi", "80", "100", "120"} <= set(texts)
    widths = [float(w) for w in re.findall(r'd="M0,[\d.]+h([\d.]+)v', chart.svg)]
    assert sorted(round(w * 150 / 326, 2) for w in widths if 0 < w < 326) == [73.12, 97.06, 110.86, 120.75]


def test_perspectives_and_spending_are_told() -> None:
    (perspectives,) = _drawn(september(), "grafik_perspektif")
    assert perspectives.alt == (
        "Nilai s.d. September 2022: Stakeholder 97,94% (Belum Memenuhi Ekspektasi); Internal Process 104,50% (Memenuhi "
        "Ekspektasi); Total 102,23% (Memenuhi Ekspektasi)."
    )
    (budget,) = _drawn(september(), "grafik_anggaran")
    assert budget.alt.startswith("Realisasi s.d. September 2022: Belanja pegawai Rp")
    assert "Total" not in budget.alt


def test_the_page_shows_the_drawing_and_its_words() -> None:
    outline = build_outline(read_figures(september().connection, "SERANG", "2022-09"))
    drawn = _charts(outline)
    chart = drawn[0]
    assert (chart.type, chart.number, chart.id) == ("chart", "3.1", "grafik-kelas")
    assert [it.id for it in drawn[1:3]] == ["grafik-perspektif", "grafik-iku-1"]
    page = render_html(outline)
    assert all(it.svg in page and it.alt in unescape(page) for it in drawn)
    assert "<script" not in page
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert chart.alt in unescape(page)
    kept = json.dumps(json.loads(outline_json(outline)))
    assert '"type": "chart"' in kept


def test_a_chart_needs_points_a_known_kind_and_words() -> None:
    def parse(chart: str) -> Outline:
        return parse_outline(
            '<outline lang="id" tables="3"><eyebrow>a</eyebrow><title>b</title><subtitle>c</subtitle>'
            f'<section id="s" title="S"><p><ref to="g"/></p>{chart}</section></outline>'
        )

    point = '<point month="2022-01" realisasi="1"/>'
    section = parse(f'<chart id="g" kind="progress" caption="C" alt="A">{point}</chart>').blocks[0]
    assert isinstance(section, Section)
    assert json.loads(json.dumps([s.text for s in section.blocks[0].text])) == ["Gambar 3.1"]  # type: ignore[union-attr]
    for chart, reason in (
        ('<chart id="g" kind="progress" caption="C" alt="A"/>', "shows nothing"),
        (f'<chart id="g" kind="kue" caption="C" alt="A">{point}</chart>', "no chart is of the kind"),
        (f'<chart id="g" kind="classes" caption="C" alt="A">{point}</chart>', "has no field month, realisasi"),
        (f'<chart id="g" kind="progress" caption="C">{point}</chart>', "needs the attribute alt"),
    ):
        with pytest.raises(OutlineError, match=reason):
            parse(chart)
