"""The PDF of the report: its structure for readers who do not see it, and every number in its place."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import pikepdf
import pytest

from flows.answers.finals import keep_files
from flows.report import Outline, build_outline, read_figures
from flows.report.outline import Chart, Section, Text, parse_outline, plain
from flows.report.pdf import render_pdf
from flows.report.render import report_files
from flows.report.widths import column_letters

from .pdf_reading import Element, open_pdf, rows, squeezed, structure
from .september import september


@pytest.fixture(scope="module")
def outline() -> Outline:
    return build_outline(read_figures(september().connection, "SERANG", "2022-09"))


@pytest.fixture(scope="module")
def content(outline: Outline) -> bytes:
    return render_pdf(outline)


@pytest.fixture(scope="module")
def pdf(content: bytes) -> pikepdf.Pdf:
    return open_pdf(content)


@pytest.fixture(scope="module")
def tree(pdf: pikepdf.Pdf) -> Element:
    return structure(pdf)


def _made(body: str, *, state: str = "KONSEP", more: str = "") -> tuple[pikepdf.Pdf, Element]:
    pdf = open_pdf(
        render_pdf(
            parse_outline(
                '<outline lang="id" tables="3" unit="SERANG" period="2022-09" date="2022-09-30">'
                "<eyebrow>Kantor</eyebrow><title>Judul</title><subtitle>Isi</subtitle>"
                f"<state>{state}</state><running>Kantor, September</running>{more}{body}</outline>"
            )
        )
    )
    return pdf, structure(pdf)


def _bookmarks(pdf: pikepdf.Pdf) -> list[tuple[int, str]]:
    def walk(items: list[pikepdf.OutlineItem], level: int) -> Iterator[tuple[int, str]]:
        for item in items:
            yield level, item.title
            yield from walk(item.children, level + 1)

    with pdf.open_outline() as found:
        return list(walk(list(found.root), 1))


def _headings(tree: Element) -> list[tuple[int, str]]:
    return [(int(h.kind[1:]), h.text) for h in tree.all("H1", "H2", "H3", "H4", "H5", "H6")]


def _shown(text: Text) -> str:
    return squeezed(plain(text))


def _cell(cell: Element) -> str:
    """The words of a cell without its notes' letters, which are raised links."""
    return "".join(
        squeezed(part) if isinstance(part, str) else _cell(part) for part in cell.parts if not _is_mark(part)
    )


def _is_mark(part: Element | str) -> bool:
    return (
        isinstance(part, Element)
        and part.kind == "Link"
        and [inner.attributes.keys() & {"/BaselineShift"} for inner in part.elements] == [{"/BaselineShift"}]
    )


def test_it_is_tagged_in_indonesian_and_shows_its_title(pdf: pikepdf.Pdf) -> None:
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.Lang == "id"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert pdf.docinfo["/Title"] == "Laporan Kinerja Interim Triwulan III Tahun 2022 – Balai Besar POM di Serang"
    assert pdf.docinfo["/Author"] == "Balai Besar POM di Serang"
    assert pdf.docinfo["/Keywords"] == "SERANG, 2022-09, KONSEP"
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_its_time_is_the_last_day_that_it_reports_on(pdf: pikepdf.Pdf) -> None:
    assert pdf.docinfo["/CreationDate"] == "D:20220930000000Z"


def test_the_same_outline_gives_the_same_bytes(outline: Outline, content: bytes) -> None:
    assert render_pdf(replace(outline)) == content


def test_a_final_keeps_the_pdf_byte_for_byte() -> None:
    w = september(corrected=True)
    w.insert("raw.locked_months", final_no=1)
    w.insert("raw.finals", final_no=1, finalized_at="2022-10-07T02:00:00+00:00", actor="Nama", chain_head="ab" * 32)
    files = report_files(w.connection, "SERANG", "2022-09")
    pdf = open_pdf(files["lapkin.pdf"])
    assert pdf.docinfo["/Keywords"] == "SERANG, 2022-09, FINAL"
    keep_files(w.connection, 1, files)
    w.connection.execute("delete from marts.mart_findings")  # whatever comes later
    assert report_files(w.connection, "SERANG", "2022-09") == files


def test_headings_follow_the_outline_and_skip_no_level(outline: Outline, tree: Element) -> None:
    headings = _headings(tree)
    assert headings[0] == (1, "Katapengantar")
    sections = [(s.level - 1, squeezed(f"{s.label}{s.title}")) for s in outline.sections()]
    lists = [(1, "Daftarisi"), (1, "Daftartabel"), (1, "Daftargambar")]
    assert [h for h in headings if h not in lists] == sections
    assert [h for h in headings if h in lists] == lists
    assert all(after[0] <= before[0] + 1 for before, after in itertools.pairwise(headings))


def test_bookmarks_hold_every_heading(pdf: pikepdf.Pdf, tree: Element) -> None:
    assert [(level, squeezed(title)) for level, title in _bookmarks(pdf)] == _headings(tree)


def test_contents_and_lists_name_what_is_there(outline: Outline, tree: Element) -> None:
    (document,) = tree.elements
    lists = [list(part.all("TOCI")) for part in document.elements if part.kind == "TOC"]
    contents, tables, figures = ([entry.text for entry in found] for found in lists)
    first = [s for s in outline.blocks if isinstance(s, Section)]
    for section in first:
        assert any(entry.startswith(squeezed(section.label + section.title)) for entry in contents)
    numbered = [t for t in outline.tables() if t.number]
    assert len(tables) == len(numbered)
    for entry, table in zip(tables, numbered, strict=True):
        assert entry.startswith(squeezed(f"Tabel {table.number}{table.caption}"))
        assert entry[-1].isdigit()
    assert figures[0].startswith("Gambar3.1CapaianindikatorterhadaptargetSeptember2022(%)")
    assert len(figures) == len(list(tree.all("Figure")))


def test_every_number_stands_in_its_table_row_and_column(outline: Outline, tree: Element) -> None:
    expected = list(outline.tables())
    found = list(tree.all("Table"))
    assert len(found) == len(expected)
    compared = 0
    for table, given in zip(expected, found, strict=True):
        (caption,) = given.all("Caption")
        assert caption.text == squeezed(f"Tabel {table.number}{table.caption}" if table.number else table.caption)
        lines = rows(given)
        body = lines[2 if any(c.group for c in table.columns) else 1 :]
        assert len(body) == len(table.rows), table.caption
        for row, line in zip(table.rows, body, strict=True):
            assert [_cell(cell) for cell in line] == [_shown(cell.text) for cell in row.cells], table.caption
            compared += sum(any(sign.isdigit() for sign in _cell(cell)) for cell in line)
    assert compared > 60


def test_the_results_of_september_are_in_their_columns(tree: Element) -> None:
    table = next(t for t in tree.all("Table") if "Target,realisasi,dancapaian" in t.text)
    lines = {line[0].text: [_cell(cell) for cell in line] for line in rows(table)}
    assert lines["1"][2:6] == ["85,00%", "94,23%539dari572", "110,86", "MemenuhiEkspektasi"]
    assert lines["23"][3:6] == ["64,00%", "120,75", "TidakDapatDisimpulkan"]


def test_columns_have_header_cells_that_their_cells_name(outline: Outline, tree: Element) -> None:
    for table, given in zip(outline.tables(), tree.all("Table"), strict=True):
        heads = {str(th.given.ID): th for th in given.all("TH")}
        groups = dict.fromkeys(c.group for c in table.columns if c.group)
        assert {th.text for th in heads.values()} == {squeezed(c.title) for c in table.columns} | set(
            map(squeezed, groups)
        )
        for line in rows(given)[2 if groups else 1 :]:
            if len(line) == len(table.columns):
                named = [[heads[str(name)].text for name in cell.attributes["/Headers"]] for cell in line]
                assert [names[-1] for names in named] == [squeezed(c.title) for c in table.columns]


def test_figures_tell_their_data_in_words(tree: Element) -> None:
    alt, *others = [str(figure.given.Alt) for figure in tree.all("Figure")]
    assert len(set(others)) == len(others)
    assert alt.startswith("Capaian 4 indikator terhadap target September 2022: ")
    assert "IKU 23 dengan 120,75%" in alt


def test_wide_tables_lie_on_their_side_and_what_follows_stands_again(pdf: pikepdf.Pdf) -> None:
    sides = [float(page.mediabox[2]) > float(page.mediabox[3]) for page in pdf.pages]
    assert any(sides)
    assert not sides[0]
    assert not sides[-1]


def test_links_lead_to_places_in_the_document(pdf: pikepdf.Pdf) -> None:
    destinations = [
        note.get("/Dest", note.get("/A", pikepdf.Dictionary()).get("/D"))
        for page in pdf.pages
        for note in page.get("/Annots", [])
    ]
    assert len(destinations) > 80
    assert all(place is not None for place in destinations)


def test_pages_are_numbered_small_roman_before_the_chapters(pdf: pikepdf.Pdf) -> None:
    assert [page.label for page in pdf.pages][:4] == ["", "i", "ii", "iii"]
    assert "1" in [page.label for page in pdf.pages]


WIDE = """
<table id="t{n}" wide="yes" caption="Lebar {n}"><column>x</column><row><cell>1</cell></row></table>
"""


def test_a_section_of_one_wide_table_lies_whole_and_no_page_is_empty() -> None:
    pdf, tree = _made(
        '<section id="a" title="Satu" numbering="bab"><section id="b" title="Dua"><p>Kata.</p>'
        + WIDE.format(n=1)
        + '</section><section id="c" title="Tiga"><p>Kata.</p></section></section>'
        + '<section id="d" title="Empat" numbering="bab"><p>Kata.</p></section>'
    )
    body = [page for page in pdf.pages if page.label in {"1", "2", "3", "4", "5"}]
    assert [float(page.mediabox[2]) > float(page.mediabox[3]) for page in body] == [True, False, False]
    assert _headings(tree)[-4:] == [(1, "BABISatu"), (2, "Dua"), (2, "Tiga"), (1, "BABIIEmpat")]


def test_a_wide_table_among_many_words_lies_alone() -> None:
    words = "<p>Kata.</p>" * 5
    pdf, _ = _made(f'<section id="a" title="Satu" numbering="bab">{words}{WIDE.format(n=1)}{words}</section>')
    body = [page for page in pdf.pages if page.label in {"1", "2", "3", "4"}]
    assert [float(page.mediabox[2]) > float(page.mediabox[3]) for page in body] == [False, True, False]


def test_headers_come_again_on_every_page_of_a_long_table() -> None:
    many = "".join(f"<row><cell>{n}</cell><cell>{n},00</cell></row>" for n in range(200))
    pdf, tree = _made(
        '<section id="a" title="Satu" numbering="bab"><table id="t" caption="Panjang">'
        f'<column kind="key">Nomor</column><column kind="number">Nilai</column>{many}</table></section>'
    )
    (table,) = tree.all("Table")
    assert len(rows(table)) == 201  # for readers of the tags they come once
    assert len(list(table.all("TH"))) == 2
    pages = [page for page in pdf.pages if page.label and page.label.isdigit()]
    assert len(pages) > 2


def test_charts_signatures_notices_and_a_logo_are_shown() -> None:
    pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    _, tree = _made(
        '<section id="a" title="Satu" numbering="none"><notice kind="draft" title="Belum"><p>Isi.</p></notice>'
        '<signature place="Serang" date="7 Oktober 2022" position="Kepala Kantor" name="" nip=""/></section>',
        state="FINAL",
        more=f'<logo media="png" alt="Lambang kantor">{pixel}</logo><address>Jalan Contoh</address>',
    )
    assert [str(f.given.Alt) for f in tree.all("Figure")] == ["Lambang kantor"]
    for words in ("FINAL", "JalanContoh", "Serang,7Oktober2022", "KepalaKantor", "NIP", "Belum"):
        assert words in tree.text


def test_a_chart_is_a_figure_that_tells_its_data_and_stands_in_the_list() -> None:
    outline = parse_outline(
        '<outline lang="id" tables="3"><eyebrow>Kantor</eyebrow><title>Judul</title><subtitle>Isi</subtitle>'
        '<section id="a" title="A"><p>Kata.</p></section></outline>'
    )
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100"><rect width="300" height="100"/></svg>'
    chart = Chart("grafik", "3.1", "Realisasi", "Realisasi naik dari 10,00 menjadi 20,00.", svg)
    (section,) = outline.sections()
    drawn = replace(section, blocks=(*section.blocks, chart))
    pdf = open_pdf(render_pdf(replace(outline, blocks=(drawn,))))
    tree = structure(pdf)
    assert [str(f.given.Alt) for f in tree.all("Figure")] == ["Realisasi naik dari 10,00 menjadi 20,00."]
    assert list(tree.all("TOCI"))[-1].text.startswith("Gambar3.1Realisasi")


def test_words_too_long_for_their_column_stay_whole_for_readers() -> None:
    hashes = "0f" * 32
    cells = "".join(f"<cell>{hashes}</cell>" for _ in range(5))
    columns = "<column>Sidik</column>" * 5
    _, tree = _made(
        f'<section id="a" title="A"><table id="t" caption="c">{columns}<row>{cells}</row></table></section>'
    )
    (table,) = tree.all("Table")
    assert [cell.text for cell in rows(table)[1]] == [hashes] * 5


def test_text_of_a_unit_is_never_typst() -> None:
    evil = '#panic("x") *a* _b_ $1$ @c &lt;d&gt; // e #sys.inputs \\ `f`'
    _, tree = _made(f'<section id="a" title="{evil.replace(chr(34), "&quot;")}"><p>{evil}</p></section>')
    said = squeezed(evil.replace("&lt;", "<").replace("&gt;", ">"))
    assert said in next(p.text for p in tree.all("P") if "panic" in p.text)


def test_a_month_without_tables_or_figures_has_no_empty_lists() -> None:
    _, tree = _made('<section id="a" title="A"><p>Kata.</p></section>')
    assert [words for _, words in _headings(tree)] == ["Daftarisi", "A.A"]


def test_columns_are_wide_enough_for_their_words_and_long_texts_take_what_is_left() -> None:
    outline = parse_outline(
        '<outline lang="id" tables="3"><eyebrow>Kantor</eyebrow><title>Judul</title><subtitle>Isi</subtitle>'
        '<section id="a" title="A"><table id="t" caption="c"><column kind="key">No</column>'
        '<column kind="number">Pagu</column><column kind="badge">Kriteria</column><column>Uraian</column>'
        '<row kind="group"><cell span="4">Kelompok yang sangat panjang namanya</cell></row>'
        f'<row><cell>1</cell><cell>Rp28.796.932.000</cell><cell tone="hijau">Memenuhi Ekspektasi</cell>'
        f"<cell>{'kata ' * 40}</cell></row></table></section></outline>"
    )
    (table,) = outline.tables()
    needed, liked = column_letters(table)
    assert needed[0] == 3
    assert needed[1] == pytest.approx(18, abs=0.2)  # one line, and figures are broader than letters
    assert needed[2] == 11.5  # half of the name and a little, so that it takes two lines
    assert needed[3] < 7
    assert liked[3] == pytest.approx(50 + 149 * 0.4)
