"""The markup of the outline: what it becomes, and what it refuses."""

from __future__ import annotations

import json

import pytest

from flows.report.outline import Outline, OutlineError, Paragraph, Section, Table, parse_outline, plain
from flows.report.render import outline_json


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
