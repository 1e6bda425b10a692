"""The markup of the outline: what it becomes, and what it refuses."""

from __future__ import annotations

import json

import pytest

from flows.report.outline import (
    Chart,
    Outline,
    OutlineError,
    PageBreak,
    Paragraph,
    Picture,
    Section,
    Signature,
    Table,
    parse_outline,
    plain,
)
from flows.report.render import outline_json, render_html


def _parse(body: str) -> Outline:
    return parse_outline(
        '<outline lang="id" tables="3"><eyebrow>Kantor</eyebrow><title>Judul</title><subtitle>Isi</subtitle>'
        f"{body}</outline>"
    )


TABLE = """
<section id="satu" title="Satu">
  <p>Lihat <ref to="t"/> dan <b>ini</b> .</p>
  <section id="dua" title="Dua">
    <table id="t" caption="Isi">
      <column kind="key">No</column><column kind="number">Nilai</column>
      <row id="baris-1"><cell>1</cell><cell>2,50
        <mark note="cat"/></cell></row>
      <row kind="total"><cell span="2">Jumlah</cell></row>
      <note>tanpa huruf</note>
      <note id="cat">Sementara.</note>
    </table>
  </section>
</section>
"""


def test_sections_tables_and_notes_are_numbered() -> None:
    outline = _parse(TABLE)
    first, second = outline.sections()
    assert (first.number, first.level, second.number, second.level) == ("A", 2, "", 3)
    (table,) = outline.tables()
    assert table.number == "3.1"
    assert [c.align for c in table.columns] == ["center", "end"]
    cell = table.rows[0].cells[1]
    assert [(s.kind, s.text) for s in cell.text] == [("text", "2,50"), ("mark", "a")]
    assert plain(cell.text) == "2,50"
    assert [(n.label, plain(n.text)) for n in table.notes] == [("a", "Sementara."), ("", "tanpa huruf")]


def test_a_sentence_names_a_table_that_comes_later() -> None:
    section = _parse(TABLE).blocks[0]
    assert isinstance(section, Section)
    paragraph = section.blocks[0]
    assert isinstance(paragraph, Paragraph)
    assert plain(paragraph.text) == "Lihat Tabel 3.1 dan ini ."


def test_the_outline_survives_as_json() -> None:
    data = json.loads(outline_json(_parse(TABLE)))
    table = data["blocks"][0]["blocks"][1]["blocks"][0]
    assert table["type"] == "table"
    assert table["rows"][1]["cells"][0] == {
        "text": [{"text": "Jumlah", "kind": "text", "target": ""}],
        "tone": "",
        "quiet": False,
        "span": 2,
    }


CHAPTERS = """
<section id="pengantar" title="Kata pengantar" numbering="none">
  <p>Lihat <ref to="bab-dua"/>, <ref to="t-dua"/>, <ref to="rinci"/>, dan <ref to="pengantar"/>.</p>
</section>
<section id="bab-satu" title="Pendahuluan" numbering="bab">
  <section id="a" title="Gambaran" numbering="huruf"/>
  <section id="b" title="Dasar" numbering="huruf"/>
  <section id="c" title="Tanpa nomor"/>
</section>
<section id="bab-dua" title="Perencanaan" numbering="bab">
  <table id="t-satu" caption="Satu"><column>x</column></table>
  <chart id="g" kind="classes" caption="Gambar" alt="Satu."><point label="a" value="1" text="1" tone="hijau"/></chart>
  <section id="d" title="Isi" numbering="huruf">
    <table id="t-lepas" numbered="no" caption="Tanpa nomor"><column>x</column></table>
    <table id="t-dua" caption="Dua"><column>x</column></table>
  </section>
</section>
<section id="lampiran" title="Matriks" numbering="lampiran"/>
<section id="rinci" title="Rincian" numbering="lampiran">
  <table id="t-tiga" caption="Tiga"><column>x</column></table>
</section>
"""


def test_chapters_and_annexes_count_on_their_own_and_give_tables_their_numbers() -> None:
    outline = _parse(CHAPTERS)
    assert [(s.id, s.label) for s in outline.sections()] == [
        ("pengantar", ""),
        ("bab-satu", "BAB I"),
        ("a", "A."),
        ("b", "B."),
        ("c", ""),
        ("bab-dua", "BAB II"),
        ("d", "A."),
        ("lampiran", "Lampiran 1"),
        ("rinci", "Lampiran 2"),
    ]
    assert {t.id: t.number for t in outline.tables()} == {
        "t-satu": "2.1",
        "t-lepas": "",
        "t-dua": "2.2",
        "t-tiga": "L2.1",
    }
    chapter = next(s for s in outline.sections() if s.id == "bab-dua")
    assert [b.number for b in chapter.blocks if isinstance(b, Chart)] == ["2.1"]


def test_the_page_shows_chapters_page_breaks_and_who_signs() -> None:
    body = '<section id="z" title="Akhir"><pagebreak/><signature place="" position="Kepala Kantor"/></section>'
    page = render_html(_parse(CHAPTERS + body))
    assert '<span class="letter">BAB II</span> Perencanaan</h2>' in page
    assert '<a href="#rinci"><span class="letter">Lampiran 2</span> Rincian</a>' in page
    assert '<h2 id="pengantar-judul">Kata pengantar</h2>' in page
    assert '<div class="pagebreak"></div>' in page
    assert "<br>Kepala Kantor</p>" in page


def test_a_reference_without_words_takes_the_number_of_what_it_leads_to() -> None:
    preface = next(_parse(CHAPTERS).sections())
    assert isinstance(preface.blocks[0], Paragraph)
    assert plain(preface.blocks[0].text) == "Lihat BAB II, Tabel 2.2, Lampiran 2, dan Kata pengantar."


def test_chapters_beyond_the_letters_and_numerals_of_a_hand_count_on() -> None:
    many = "".join(f'<section id="s{n}" title="S"/><section id="b{n}" title="B" numbering="bab"/>' for n in range(40))
    sections = list(_parse(many).sections())
    assert [s.number for s in sections[::2]][24:28] == ["Y", "Z", "AA", "AB"]
    assert [s.number for s in sections[1::2]][37:40] == ["XXXVIII", "XXXIX", "XL"]


def test_the_cover_signature_and_page_breaks() -> None:
    outline = parse_outline(
        '<outline lang="id" tables="3" unit="SERANG" period="2022-09" date="2022-09-30">'
        "<eyebrow>Kantor</eyebrow><title>Judul</title><subtitle>Isi</subtitle><state>KONSEP</state>"
        '<running>Kantor, September</running><address>Jalan Satu</address><logo media="png" alt="Lambang">aGFp\n</logo>'
        '<section id="a" title="A"><pagebreak/>'
        '<signature place="Kota" date="" position="Kepala" name="" nip=""/></section>'
        "</outline>"
    )
    assert (outline.unit, outline.period, outline.date, outline.state) == ("SERANG", "2022-09", "2022-09-30", "KONSEP")
    assert outline.address == ("Jalan Satu",)
    assert outline.logo == Picture("png", "aGFp", "Lambang")
    section = outline.blocks[0]
    assert isinstance(section, Section)
    assert section.blocks == (PageBreak(), Signature("Kota", "", "Kepala", "", ""))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<p>a<i>b</i></p>", "unknown inline"),
        ("<hr/>", "cannot hold <hr>"),
        ('<p class="x">a</p>', "unknown attributes"),
        ('<p>a <ref to="entah">b</ref></p>', "references to nothing: entah"),
        ('<section id="a" title="A"/><section id="a" title="B"/>', "used twice"),
        ('<section id="A b" title="A"/>', "needs an id"),
        ('<section id="a"/>', "needs the attribute title"),
        ('<table id="t" caption="c"><column>x</column><row><cell/><cell/></row></table>', "does not fill"),
        ('<table id="t" caption="c"><column>x</column><row><cell tone="ungu"/></row></table>', "tone 'ungu'"),
        (
            '<table id="t" caption="c"><column>x</column><row><cell><mark note="n"/></cell></row></table>',
            "no note",
        ),
        ('<section id="a" title="A" numbering="romawi"/>', "romawi"),
        ("<state>RESMI</state>", "RESMI"),
        ('<signature place="Kota"/>', "needs the attribute position"),
        ('<section id="a" title="A">kata lepas<p>b</p></section>', "loose words"),
        ("<p>a", "not well-formed"),
    ],
)
def test_what_no_skin_could_show_is_refused(body: str, reason: str) -> None:
    with pytest.raises(OutlineError, match=reason):
        _parse(body)


def test_tables_hold_only_what_they_declare() -> None:
    (table,) = _parse(TABLE).tables()
    assert isinstance(table, Table)
    assert all(sum(cell.span for cell in row.cells) == len(table.columns) for row in table.rows)
