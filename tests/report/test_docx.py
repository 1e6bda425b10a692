"""The report for Word: styles, fields, sections and marks as Word keeps them, and every number in its place."""

from __future__ import annotations

import base64
import datetime as dt
import importlib.util
import io
import re
import shutil
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from lxml import etree

from flows.report import Outline, build_outline, read_figures
from flows.report.docx import DocumentTemplateError, docx_of, render_docx
from flows.report.docx_xml import bookmark
from flows.report.outline import Chart, Metrics, Section, Table, parse_outline, plain
from flows.settings import TEMPLATES

from .september import september

TEMPLATE = TEMPLATES / "docx" / "lapkin.docx"


def _png() -> bytes:
    """Two points side by side."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 2, 1, 8, 2, 0, 0, 0)
    points = zlib.compress(b"\0" + bytes(6))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", points) + chunk(b"IEND", b"")


A_PICTURE = _png()


@pytest.fixture(scope="module")
def outline() -> Outline:
    return build_outline(read_figures(september().connection, "SERANG", "2022-09"))


@pytest.fixture(scope="module")
def content(outline: Outline) -> bytes:
    return render_docx(outline)


@pytest.fixture(scope="module")
def document(content: bytes) -> Any:
    return Document(io.BytesIO(content))


def _made(body: str, **options: Any) -> Any:
    return Document(io.BytesIO(render_docx(_parsed(body), **options)))


def _parsed(body: str, more: str = "") -> Outline:
    return parse_outline(
        '<outline lang="id" tables="3" unit="SERANG" period="2022-09" date="2022-09-30"><eyebrow>Kantor</eyebrow>'
        f"<title>Judul</title><subtitle>Isi</subtitle><state>KONSEP</state>{more}{body}</outline>"
    )


def _words(paragraph: Any) -> str:
    """All words of a paragraph, those of fields and links too."""
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t")))


def _paragraphs(document: Any, *styles: str) -> list[str]:
    ids = {document.styles[name].style_id for name in styles}
    return [_words(p) for p in document.element.body.iter(qn("w:p")) if p.pPr is not None and p.pPr.style in ids]


def _instructions(document: Any) -> list[str]:
    body = document.element.body
    simple = [each.get(qn("w:instr")) for each in body.iter(qn("w:fldSimple"))]
    return [text.strip() for text in [*simple, *(each.text for each in body.iter(qn("w:instrText")))]]


def _grid(table: Any) -> list[list[str]]:
    """The rows of a table with the words of each cell, raised letters left out."""
    return [
        [
            " ".join(
                "".join(
                    text.text or " "
                    for run in paragraph.iter(qn("w:r"))
                    if run.style != "TandaCatatan"
                    for text in run.iter(qn("w:t"), qn("w:br"))
                )
                for paragraph in cell.iter(qn("w:p"))
            ).strip()
            for cell in row.iter(qn("w:tc"))
        ]
        for row in table.iter(qn("w:tr"))
    ]


def _tables(document: Any) -> dict[str, Any]:
    """Tables by the name that readers who do not see them hear."""
    found = {}
    for table in document.element.body.iter(qn("w:tbl")):
        named = table.tblPr.find(qn("w:tblCaption"))
        if named is not None:
            found[named.get(qn("w:val"))] = table
    return found


def _name(table: Table) -> str:
    return f"Tabel {table.number} {table.caption}" if table.number else table.caption


def _named(outline: Outline) -> list[Section]:
    """Sections that are headings: within an annex those of its first two levels."""
    annexes = [block for block in outline.blocks if isinstance(block, Section) and block.numbering == "lampiran"]
    deep = {id(section) for annex in annexes for section in _below(annex) if section.level == 4}
    return [section for section in outline.sections() if id(section) not in deep]


def _below(section: Section) -> Iterator[Section]:
    for block in section.blocks:
        if isinstance(block, Section):
            yield block
            yield from _below(block)


def test_chapters_are_headings_of_their_level(outline: Outline, document: Any) -> None:
    wanted = [(s.level - 1, f"{s.label} {s.title}".strip()) for s in _named(outline)]
    found = [
        (int(style[-1]), _words(p))
        for p in document.element.body.iter(qn("w:p"))
        if p.pPr is not None and (style := p.pPr.style or "") in {f"Heading{level}" for level in range(1, 5)}
    ]
    assert found == wanted
    assert found[0] == (1, "Kata pengantar")


def test_nothing_is_dressed_by_hand_where_a_style_says_it(document: Any) -> None:
    body = document.element.body
    known = {style.style_id for style in document.styles}
    assert {p.pPr.style for p in body.iter(qn("w:p")) if p.pPr is not None} - {None} <= known
    dressed = {child.tag for run in body.iter(qn("w:rPr")) for child in run} - {qn("w:rStyle")}
    assert dressed == set()


def test_the_contents_name_every_heading_with_its_link_and_its_page(outline: Outline, document: Any) -> None:
    wanted = [f"{s.label} {s.title}".strip() for s in _named(outline) if s.level < 5]
    assert _paragraphs(document, "toc 1", "toc 2", "toc 3") == wanted
    marks = [name for name in _bookmarks(document) if name.startswith("_Toc1")]
    assert len(marks) == len(wanted)
    instructions = _instructions(document)
    assert [i for i in instructions if i.startswith("PAGEREF _Toc1")] == [f"PAGEREF {mark} \\h" for mark in marks]
    assert r'TOC \o "1-3" \h \z' in instructions
    assert document.settings.element.find(qn("w:updateFields")).get(qn("w:val")) == "true"


def _bookmarks(document: Any) -> list[str]:
    return [mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))]


def test_lists_of_tables_and_figures_are_filled(outline: Outline, document: Any) -> None:
    tables = [_name(table) for table in outline.tables() if table.number]
    entries = _paragraphs(document, "table of figures")
    assert [entry for entry in entries if entry.startswith("Tabel")] == tables
    assert [entry for entry in entries if entry.startswith("Gambar")] == [
        entry for entry in _paragraphs(document, "Caption", "Keterangan Gambar") if entry.startswith("Gambar")
    ]
    assert {r'TOC \h \z \c "Tabel"', r'TOC \h \z \c "Gambar"'} <= set(_instructions(document))


def test_captions_count_by_fields(outline: Outline, document: Any) -> None:
    captions = [c for c in _paragraphs(document, "Caption") if c.startswith("Tabel")]
    assert captions == [_name(table) for table in outline.tables() if table.number]
    counted = [i for i in _instructions(document) if i.startswith("SEQ Tabel")]
    firsts = [table.number.endswith(".1") for table in outline.tables() if table.number]
    assert counted[0] == "SEQ Tabel \\* ARABIC"  # the first of all counts from one anyway
    assert counted[1:] == ["SEQ Tabel \\* ARABIC \\r 1" if first else "SEQ Tabel \\* ARABIC" for first in firsts[1:]]


def test_a_new_chapter_counts_its_tables_anew() -> None:
    table = '<table id="{}" caption="C"><column>x</column><row><cell>1</cell></row></table>'
    document = _made(
        f'<section id="a" title="A" numbering="bab">{table.format("t")}{table.format("u")}</section>'
        f'<section id="b" title="B" numbering="bab">{table.format("v")}</section>'
        f'<section id="c" title="C" numbering="lampiran">{table.format("w")}</section>'
    )
    assert _paragraphs(document, "Caption") == ["Tabel 1.1 C", "Tabel 1.2 C", "Tabel 2.1 C", "Tabel L1.1 C"]
    assert [i for i in _instructions(document) if i.startswith("SEQ")] == [
        "SEQ Tabel \\* ARABIC",
        "SEQ Tabel \\* ARABIC",
        "SEQ Tabel \\* ARABIC \\r 1",
        "SEQ Tabel \\* ARABIC \\r 1",
    ]
    assert _paragraphs(document, "Heading 1") == ["BAB I A", "BAB II B", "Lampiran 1 C"]


def test_every_number_stands_in_its_table_row_and_column(outline: Outline, document: Any) -> None:
    tables = _tables(document)
    compared = 0
    for table in outline.tables():
        grid = _grid(tables[_name(table)])
        heads = 2 if any(column.group for column in table.columns) else 1
        titles = grid[heads - 1]
        assert [t or g for t, g in zip(titles, _spread(table, grid), strict=True)] == [c.title for c in table.columns]
        for row, found in zip(table.rows, grid[heads:], strict=True):
            wanted = [plain(cell.text) for cell in row.cells]
            assert found == wanted, (table.caption, wanted[0])
            compared += sum(bool(re.search(r"\d", text)) for text in wanted)
    assert compared > 150


def _spread(table: Table, grid: list[list[str]]) -> list[str]:
    """The titles of the first heading row above each column: those of columns in no group go over both rows."""
    above = iter(grid[0])
    titles, group = [], ""
    for column in table.columns:
        if not column.group or column.group != group:
            titles.append(next(above))
        else:
            titles.append(titles[-1])
        group = column.group
    return titles


def test_headline_figures_are_a_table_too(outline: Outline, document: Any) -> None:
    (metrics,) = [b for s in outline.sections() for b in s.blocks if isinstance(b, Metrics)]
    rows = _grid(_tables(document)[metrics.label])
    assert rows[0] == ["Ukuran", "Nilai", "Keterangan"]
    assert rows[1:] == [[m.label, m.value, m.detail] for m in metrics.metrics]


def test_heading_rows_are_repeated_and_rows_stay_whole(document: Any) -> None:
    for name, table in _tables(document).items():
        rows = list(table.iter(qn("w:tr")))
        heads = [row.trPr.find(qn("w:tblHeader")) is not None for row in rows]
        assert heads[0], name
        assert heads == sorted(heads, reverse=True)
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)


def test_columns_have_widths_that_fill_their_page(document: Any) -> None:
    section = document.sections[0]
    upright = (section.page_width - section.left_margin - section.right_margin) // 635
    for table in _tables(document).values():
        widths = [int(column.get(qn("w:w"))) for column in table.tblGrid.iter(qn("w:gridCol"))]
        assert min(widths) > 300
        assert sum(widths) == int(table.tblPr.find(qn("w:tblW")).get(qn("w:w")))
        assert upright // 2 < sum(widths) <= (section.page_height - section.left_margin) // 635
        for row in table.iter(qn("w:tr")):
            cells = list(row.iter(qn("w:tc")))
            assert sum(cell.width for cell in cells) // 635 == pytest.approx(sum(widths), abs=len(cells))


def test_wide_tables_lie_on_turned_pages_and_others_stand(outline: Outline, document: Any) -> None:
    orientations: list[tuple[Any, list[str]]] = [(None, [])]
    for element in document.element.body:
        if element.tag == qn("w:tbl") and element.tblPr.find(qn("w:tblCaption")) is not None:
            orientations[-1][1].append(element.tblPr.find(qn("w:tblCaption")).get(qn("w:val")))
        ending = element.pPr.find(qn("w:sectPr")) if element.tag == qn("w:p") and element.pPr is not None else None
        if ending is not None:
            orientations.append((None, []))
    turned = [section.orientation == WD_ORIENT.LANDSCAPE for section in document.sections]
    assert len(turned) == len(orientations)
    wide = {_name(table) for table in outline.tables() if table.wide}
    assert {name for lies, (_, names) in zip(turned, orientations, strict=True) if lies for name in names} == wide
    assert wide
    for section, lies in zip(document.sections, turned, strict=True):
        assert (section.page_width > section.page_height) == lies


def test_pages_of_the_body_are_counted_on_from_one(document: Any) -> None:
    numbers = [section._sectPr.find(qn("w:pgNumType")) for section in document.sections]
    told = [None if n is None else (n.get(qn("w:fmt")), n.get(qn("w:start"))) for n in numbers]
    assert told[:3] == [None, ("lowerRoman", "1"), ("decimal", "1")]
    assert set(told[3:]) == {("decimal", None)}
    assert "PAGE" in etree.tostring(document.sections[1].footer._element, encoding="unicode")
    assert document.sections[1].header.paragraphs[0].text == "BBPOM di Serang, September 2022 · KONSEP"


def test_links_lead_somewhere(document: Any) -> None:
    body = document.element.body
    anchors = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))}
    anchors |= {i.split()[1] for i in _instructions(document) if i.startswith(("REF ", "PAGEREF "))}
    names = _bookmarks(document)
    assert len(names) == len(set(names))
    assert anchors <= set(names)
    assert all(len(name) <= 40 and re.fullmatch(r"[A-Za-z_]\w*", name) for name in names)
    identities = [mark.get(qn("w:id")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert len(identities) == len(set(identities))


def test_long_identities_become_short_names_that_differ() -> None:
    one, other = bookmark(f"a-{'b' * 60}-1"), bookmark(f"a-{'b' * 60}-2")
    assert one != other
    assert {len(one), len(other)} == {40}
    assert bookmark("tabel-capaian") == "tabel_capaian"


def test_a_class_is_shaded_as_the_template_shades_it_and_named(document: Any) -> None:
    style = document.styles["Kriteria Hijau"]
    fill = next(style.element.iter(qn("w:shd"))).get(qn("w:fill"))
    cells = [
        cell
        for cell in document.element.body.iter(qn("w:tc"))
        if any(p.pPr is not None and p.pPr.style == style.style_id for p in cell.iter(qn("w:p")))
    ]
    assert {shading.get(qn("w:fill")) for cell in cells for shading in cell.iter(qn("w:shd"))} == {fill}
    assert all(_words(cell) for cell in cells)
    assert "Memenuhi Ekspektasi" in {_words(cell) for cell in cells}


def test_notes_stand_under_their_table(outline: Outline, document: Any) -> None:
    table = next(table for table in outline.tables() if table.id == "tabel-capaian")
    found = _tables(document)[_name(table)]
    under = []
    for paragraph in found.itersiblings(qn("w:p")):
        if paragraph.pPr.style != document.styles["Catatan Tabel"].style_id:
            break
        under.append(_words(paragraph))
    assert under == [f"{note.label} {plain(note.text)}".strip() for note in table.notes]
    assert under[0].startswith("a ")


def test_properties_name_the_report_and_no_clock(document: Any, content: bytes) -> None:
    told = document.core_properties
    assert (told.title, told.author) == ("Laporan Kinerja Interim Triwulan III Tahun 2022", "Balai Besar POM di Serang")
    assert told.created.replace(tzinfo=None) == told.modified.replace(tzinfo=None) == dt.datetime(2022, 9, 30)
    assert told.language == "id-ID"
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        own = etree.fromstring(package.read("docProps/custom.xml"))
        assert {entry.date_time[:3] for entry in package.infolist()} == {(1980, 1, 1)}
    assert {each.get("name"): "".join(each.itertext()) for each in own} == {
        "capaian-satuan-kerja": "SERANG",
        "capaian-periode": "2022-09",
        "capaian-final": "",
    }
    default = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    assert default.find(qn("w:lang")).get(qn("w:val")) == "id-ID"


def test_the_same_outline_gives_the_same_bytes(outline: Outline, content: bytes) -> None:
    assert render_docx(replace(outline)) == content


def test_the_shipped_template_is_what_its_script_makes() -> None:
    spec = importlib.util.spec_from_file_location("make_template", TEMPLATE.parent / "make_template.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.make() == TEMPLATE.read_bytes()


# Other kinds of blocks


def test_who_signs_stands_under_the_foreword_with_lines_to_fill_in() -> None:
    document = _made(
        '<section id="k" title="Kata pengantar" numbering="none"><p>Isi.</p>'
        '<signature place="Serang" date="" position="Kepala Kantor" name="" nip="123"/></section>'
        '<section id="a" title="A" numbering="bab"><p>Teks.</p></section>'
    )
    lines = [line for line in _paragraphs(document, "Tanda Tangan", "Tanda Tangan NIP") if line]
    assert re.fullmatch(r"Serang, \.{10,}", lines[0])
    assert lines[1] == "Kepala Kantor"
    assert re.fullmatch(r"\.{20,}", lines[2])
    assert lines[3] == "NIP 123"
    texts = [_words(p) for p in document.element.body.iter(qn("w:p"))]
    assert texts.index("Kata pengantar") < texts.index("Daftar Isi") < texts.index("BAB I A")


def test_text_keeps_its_emphasis_and_odd_characters() -> None:
    document = _made(
        '<section id="a" title="A &amp; B"><p>Satu <b>dua</b> <code>E6</code> &lt;tiga&gt; <ref to="a">A</ref>.</p>'
        "<list><item>{{ butir }}</item></list></section>"
    )
    (paragraph,) = _paragraphs(document, "Body Text")
    assert paragraph == "Satu dua E6 <tiga> A."
    assert _paragraphs(document, "List Bullet") == ["{{ butir }}"]
    assert _paragraphs(document, "Heading 1") == ["A. A & B"]
    styles = {run.style for run in document.element.body.iter(qn("w:r"))}
    assert {"Strong", "Kode", "Tautan"} <= styles


def test_a_chart_is_a_picture_with_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.report.charts.png", lambda drawing: A_PICTURE if drawing == "<svg/>" else b"")
    plain_outline = _parsed('<section id="a" title="A"><p>Teks.</p></section>')
    (section,) = plain_outline.blocks
    assert isinstance(section, Section)
    chart = Chart("grafik-1", "3.1", "Realisasi tahun ini", "Naik dari 10 menjadi 20 & lebih.", "<svg/>")
    whole = replace(plain_outline, blocks=(replace(section, blocks=(*section.blocks, chart)),))
    document = Document(io.BytesIO(render_docx(whole)))
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == "Naik dari 10 menjadi 20 & lebih."
    assert shape.width == 2 * shape.height
    assert _paragraphs(document, "Keterangan Gambar") == ["Gambar 3.1 Realisasi tahun ini"]
    assert _paragraphs(document, "table of figures") == ["Gambar 3.1 Realisasi tahun ini"]
    assert "grafik_1" in _bookmarks(document)


def test_the_cover_shows_the_logo_with_its_words() -> None:
    logo = f'<logo media="png" alt="Lambang &quot;kantor&quot;">{base64.b64encode(A_PICTURE).decode()}</logo>'
    more = f"<running>Kantor, September</running><address>Jalan Satu 1</address>{logo}"
    document = Document(io.BytesIO(render_docx(_parsed('<section id="a" title="A"><p>T.</p></section>', more))))
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == 'Lambang "kantor"'
    assert _paragraphs(document, "Alamat") == ["Jalan Satu 1"]
    assert _paragraphs(document, "Title") == ["Judul"]


# The template of an office


def _template(folder: Path, change: Callable[[Any], None]) -> Path:
    made = Document(str(TEMPLATE))
    change(made)
    made.save(str(folder / "lapkin.docx"))
    return folder / "lapkin.docx"


def test_an_office_dresses_the_report_without_code(tmp_path: Path, outline: Outline) -> None:
    def change(template: Any) -> None:
        template.styles["Heading 1"].font.name = "Georgia"
        next(template.styles["Kriteria Hijau"].element.iter(qn("w:shd"))).set(qn("w:fill"), "AABBCC")
        template.sections[-1].left_margin = template.sections[-1].left_margin + 360_000

    document = Document(io.BytesIO(render_docx(outline, template=_template(tmp_path, change))))
    assert document.styles["Heading 1"].font.name == "Georgia"
    assert "AABBCC" in {shading.get(qn("w:fill")) for shading in document.element.body.iter(qn("w:shd"))}
    shipped = Document(io.BytesIO(render_docx(outline)))
    widths = [
        [int(table.tblPr.find(qn("w:tblW")).get(qn("w:w"))) for table in _tables(each).values()]
        for each in (document, shipped)
    ]
    assert max(widths[0]) == max(widths[1]) - 567


def test_styles_that_a_template_lacks_come_from_the_shipped_one(tmp_path: Path, outline: Outline) -> None:
    def change(template: Any) -> None:
        for name in ("Catatan Tabel", "Kriteria Merah", "Tabel Laporan"):
            element = template.styles[name].element
            element.getparent().remove(element)

    document = Document(io.BytesIO(render_docx(outline, template=_template(tmp_path, change))))
    assert document.styles["Kriteria Merah"].font.color.rgb is not None
    assert document.styles["Tabel Laporan"].element.get(qn("w:type")) == "table"


@pytest.mark.parametrize(
    ("marker", "instead", "reason"),
    [
        ("{{ isi }}", "Bab satu", "tempat isi"),
        ("{{ judul }}", "{{ judull }}", "judull"),
        ("{{ judul }}", "{{ judul", "Templat laporan"),
    ],
)
def test_a_template_that_cannot_be_filled_is_told(
    tmp_path: Path, outline: Outline, marker: str, instead: str, reason: str
) -> None:
    def change(template: Any) -> None:
        next(p for p in template.paragraphs if p.text == marker).text = instead

    with pytest.raises(DocumentTemplateError, match="tidak dapat dipakai") as told:
        render_docx(outline, template=_template(tmp_path, change))
    assert reason in str(told.value)
    assert "/tmp" not in str(told.value)


def test_a_file_that_is_no_word_document_is_told(tmp_path: Path, outline: Outline) -> None:
    (tmp_path / "lapkin.docx").write_bytes(b"bukan dokumen")
    with pytest.raises(DocumentTemplateError, match="tidak dapat dipakai"):
        render_docx(outline, template=tmp_path / "lapkin.docx")


def test_the_template_in_the_home_of_the_warehouse_counts(tmp_path: Path, outline: Outline) -> None:
    import duckdb

    from flows.warehouse.store import prepare

    (tmp_path / "offices" / "SERANG").mkdir(parents=True)
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        prepare(connection)
        shipped = docx_of(connection, outline)
        _template(
            tmp_path / "offices" / "SERANG", lambda made: setattr(made.styles["Heading 1"].font, "name", "Georgia")
        )
        own = docx_of(connection, outline)
    assert shipped == render_docx(outline)
    assert Document(io.BytesIO(own)).styles["Heading 1"].font.name == "Georgia"


# Another program that opens it


@pytest.fixture
def office() -> str:
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-writer")
    return found


@pytest.mark.slow
def test_libreoffice_opens_it_and_keeps_every_table(office: str, tmp_path: Path, content: bytes) -> None:
    from flows.verify.read_docx import read_docx

    source = tmp_path / "lapkin.docx"
    source.write_bytes(content)
    for kind in ("pdf", "docx"):
        done = subprocess.run(
            [
                *(office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", kind),
                *("--outdir", str(tmp_path / kind), str(source)),
            ],
            capture_output=True,
            timeout=180,
            check=True,
        )
        assert (tmp_path / kind / f"lapkin.{kind}").exists(), done.stderr
    import pikepdf

    with pikepdf.open(tmp_path / "pdf" / "lapkin.pdf") as pdf:
        boxes = [tuple(float(side) for side in page.mediabox[2:]) for page in pdf.pages]
    assert {across > down for across, down in boxes} == {True, False}
    before, after = read_docx(source), read_docx(tmp_path / "docx" / "lapkin.docx")
    assert [table.caption for table in after.tables if table.caption] == [
        table.caption for table in before.tables if table.caption
    ]
    assert (after.unit, after.period) == ("SERANG", "2022-09")
