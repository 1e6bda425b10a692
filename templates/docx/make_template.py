"""Makes `lapkin.docx`, the template that dresses the report for Word: run it after changing it, and commit both.

The program reads only the .docx. An office that wants another dress opens that file in Word, changes styles, cover,
header and footer, and keeps it as `HOME/offices/<UNIT>/lapkin.docx`; nobody needs this script for that. It is here
because a binary made by hand could not be reviewed, and a test holds the two together.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = Path(__file__).resolve().parent / "lapkin.docx"
FONT = "Arial"  # on every machine that has Word; Liberation Sans stands in for it with the same widths
INK, SOFT, ACCENT = "1C2733", "4F5D6C", "124559"
# Fill and ink of the classes, those of the HTML skin; the program shades a cell as its paragraph style is shaded.
TONES = {
    "Hijau": ("DCF0E2", "10502B"),
    "Kuning": ("FDF0C4", "5B4300"),
    "Merah": ("FBDFDC", "86180F"),
    "Abu": ("48525E", "FFFFFF"),
    "Biru": ("DBEAFB", "0D3F77"),
    "Netral": ("FFFFFF", "4F5D6C"),
}


class _Template:
    def __init__(self) -> None:
        self.document: Any = Document()
        self.styles: Any = self.document.styles

    def style(
        self,
        name: str,
        based_on: str | None = None,
        *,
        kind: Any = WD_STYLE_TYPE.PARAGRAPH,
        size: float | None = None,
        bold: bool | None = None,
        italic: bool | None = None,
        colour: str | None = None,
        before: float | None = None,
        after: float | None = None,
        line: float | None = None,
        align: Any = None,
        keep_next: bool | None = None,
        page_before: bool | None = None,
        left: float | None = None,
        hanging: float | None = None,
    ) -> Any:
        """A style with real properties, made when Word's own set in the file does not hold it yet."""
        known = [style for style in self.styles if style.name == name]
        style = known[0] if known else self.styles.add_style(name, kind)
        if based_on:
            style.base_style = self.styles[based_on]
        style.hidden, style.quick_style = False, True
        font = style.font
        font.size = Pt(size) if size else font.size
        font.bold = bold if bold is not None else font.bold
        font.italic = italic if italic is not None else font.italic
        if colour:
            font.color.rgb = RGBColor.from_string(colour)
        if kind != WD_STYLE_TYPE.PARAGRAPH:
            return style
        paragraph = style.paragraph_format
        for attribute, value in (("space_before", before), ("space_after", after)):
            if value is not None:
                setattr(paragraph, attribute, Pt(value))
        if line is not None:
            paragraph.line_spacing = line
        if align is not None:
            paragraph.alignment = align
        if keep_next is not None:
            paragraph.keep_with_next = keep_next
        if page_before is not None:
            paragraph.page_break_before = page_before
        if left is not None:
            paragraph.left_indent = Cm(left)
        if hanging is not None:
            paragraph.first_line_indent = Cm(-hanging)
        return style

    def face(self, name: str) -> None:
        """One typeface for all scripts, in place of the theme's."""
        run = self.styles[name].element.get_or_add_rPr()
        for old in run.findall(qn("w:rFonts")):
            run.remove(old)
        run.insert(0, parse_xml(f'<w:rFonts {nsdecls("w")} w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}"/>'))

    def paragraph(self, text: str, style: str) -> Any:
        return self.document.add_paragraph(text, style=style)


def _ordered(properties: Any, element: Any, *before: str) -> None:
    """Puts a child of paragraph properties where the schema wants it: in front of what must follow."""
    for child in properties:
        if child.tag in {qn(name) for name in before}:
            child.addprevious(element)
            return
    properties.append(element)


_AFTER_SHADING = (
    *("w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl"),
)


def _shade(style: Any, fill: str) -> None:
    shading = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>')
    _ordered(style.element.get_or_add_pPr(), shading, *_AFTER_SHADING)


def _edge(style: Any, colour: str) -> None:
    border = f'w:val="single" w:sz="24" w:space="8" w:color="{colour}"'
    edges = parse_xml(f"<w:pBdr {nsdecls('w')}><w:left {border}/></w:pBdr>")
    _ordered(style.element.get_or_add_pPr(), edges, "w:shd", *_AFTER_SHADING)


def _tab(style: Any, at: float, leader: str = "dot") -> None:
    tabs = parse_xml(
        f'<w:tabs {nsdecls("w")}><w:tab w:val="right" w:leader="{leader}" w:pos="{round(at * 567)}"/></w:tabs>'
    )
    _ordered(style.element.get_or_add_pPr(), tabs, *_AFTER_SHADING[1:])


def _styles(template: _Template) -> None:
    style = template.style
    normal = style("Normal", size=10.5, colour=INK, before=0, after=6, line=1.15)
    defaults = template.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for holder in (defaults, normal.element.get_or_add_rPr()):
        for old in holder.findall(qn("w:lang")):
            holder.remove(old)
        holder.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="id-ID" w:eastAsia="id-ID" w:bidi="ar-SA"/>'))
    style("Body Text", "Normal", align=WD_ALIGN_PARAGRAPH.LEFT, after=7)
    style("Paragraf Pembuka", "Body Text", size=11.5)
    style("Paragraf Kecil", "Body Text", size=9.5, colour=SOFT)
    style("Title", "Normal", size=26, bold=True, colour=ACCENT, before=150, after=10, line=1.1)
    for edge in template.styles["Title"].element.pPr.findall(qn("w:pBdr")):
        template.styles["Title"].element.pPr.remove(edge)
    style("Subtitle", "Normal", size=13, italic=False, colour=SOFT, after=20)
    for old in template.styles["Subtitle"].element.rPr.findall(qn("w:spacing")):
        template.styles["Subtitle"].element.rPr.remove(old)
    style("Kantor", "Normal", size=15, bold=True, colour=ACCENT, before=12, after=4)
    style("Alamat", "Normal", size=9, colour=SOFT, after=0)
    style("Keadaan", "Normal", size=13, bold=True, colour=ACCENT, before=10, after=110)
    sizes = ((1, 16.0, 0.0, 12.0), (2, 13.0, 16.0, 6.0), (3, 11.5, 12.0, 4.0), (4, 10.5, 10.0, 4.0))
    for level, size, before, after in sizes:
        style(
            f"Heading {level}",
            "Normal",
            size=size,
            bold=True,
            italic=False,
            colour=ACCENT if level < 3 else INK,
            before=before,
            after=after,
            line=1.1,
            keep_next=True,
            page_before=level == 1,
        )
        template.face(f"Heading {level}")
    for name in ("Normal", "Title", "Subtitle"):
        template.face(name)
    style("TOC Heading", "Normal", size=16, bold=True, colour=ACCENT, before=0, after=10, keep_next=True)
    template.face("TOC Heading")
    for old in template.styles["TOC Heading"].element.pPr.findall(qn("w:outlineLvl")):
        template.styles["TOC Heading"].element.pPr.remove(old)
    for level in (1, 2, 3):
        entry = style(
            f"toc {level}",
            "Normal",
            bold=level == 1,
            before=6 if level == 1 else 0,
            after=2,
            left=(0, 0.6, 1.2)[level - 1],
            line=1.05,
        )
        entry.paragraph_format.right_indent = Cm(1)
        _tab(entry, 15.5)
    figures = style("table of figures", "Normal", after=2, left=1.9, hanging=1.9, line=1.05)
    figures.paragraph_format.right_indent = Cm(1)
    _tab(figures, 15.5)
    style("Caption", "Normal", size=9.5, bold=True, colour=INK, before=10, after=4, line=1.05, keep_next=True)
    style("Keterangan Gambar", "Caption", before=4, after=12, keep_next=False)
    style("Gambar", "Normal", before=8, after=0, line=1.0, keep_next=True)
    style("List Bullet", "Normal", after=3)
    style("Isi Tabel", "Normal", size=8.5, before=1.5, after=1.5, line=1.0)
    style("Isi Tabel Rapat", "Isi Tabel", size=7.5, before=0.5, after=0.5)
    style("Kepala Tabel", "Isi Tabel", bold=True, colour="FFFFFF", keep_next=True)
    style("Kelompok Tabel", "Isi Tabel", bold=True, keep_next=True)
    style("Jumlah Tabel", "Isi Tabel", bold=True)
    style("Catatan Tabel", "Normal", size=8, colour=SOFT, before=2, after=1, line=1.0, left=0.4, hanging=0.4)
    style("Sesudah Tabel", "Normal", size=4, before=0, after=4, line=1.0)
    for name, (fill, ink) in TONES.items():
        _shade(style(f"Kriteria {name}", "Isi Tabel", bold=name != "Netral", colour=ink), fill)
    for name, edge, fill in (("Pemberitahuan", ACCENT, "EEF4F7"), ("Konsep", "C58A00", "FFF5E0")):
        for part in ("", " Judul", " Butir"):
            made = style(
                f"{name}{part}",
                "List Bullet" if part == " Butir" else "Normal",
                bold=part == " Judul",
                size=12 if part == " Judul" else None,
                before=8 if part == " Judul" else 0,
                after=3,
                keep_next=part == " Judul",
            )
            if part != " Butir":
                made.paragraph_format.left_indent = Cm(0.4)
            _shade(made, fill)
            _edge(made, edge)
    style("Tanda Tangan", "Normal", before=0, after=0, left=8.5, line=1.1, keep_next=True)
    style("Tanda Tangan NIP", "Tanda Tangan", after=12, keep_next=False)
    annexed = style("Subjudul Lampiran", "Normal", size=11, bold=True, before=12, after=4, line=1.1, keep_next=True)
    template.face("Subjudul Lampiran")
    _ordered(annexed.element.get_or_add_pPr(), parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="3"/>'))
    style("Header", "Normal", size=8.5, colour=SOFT, after=0)
    style("Footer", "Normal", size=8.5, colour=SOFT, after=0, align=WD_ALIGN_PARAGRAPH.RIGHT)
    character = WD_STYLE_TYPE.CHARACTER
    style("Strong", kind=character, bold=True)
    style("Tautan", kind=character, colour="0B5A7A")
    style("Kecil", kind=character, size=7.5, colour=SOFT)
    style("Kode", kind=character).font.name = "Courier New"
    style("Tanda Catatan", kind=character).font.superscript = True
    _table_style(template)


def _table_style(template: _Template) -> None:
    """The dress of every table: a dark header row, hairlines, room around the words."""
    line = 'w:val="single" w:sz="4" w:space="0" w:color="B9C3CD"'
    template.styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="TabelLaporan">'
            '<w:name w:val="Tabel Laporan"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>'
            "<w:tblPr><w:tblBorders>"
            + "".join(f"<w:{side} {line}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
            + '</w:tblBorders><w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>'
            "</w:tblCellMar></w:tblPr>"
            '<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr>'
            f'<w:shd w:val="clear" w:color="auto" w:fill="{ACCENT}"/></w:tcPr></w:tblStylePr>'
            "</w:style>"
        )
    )
    template.styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="TabelSampul">'
            '<w:name w:val="Tabel Sampul"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/>'
            '<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="124559"/>'
            f"<w:insideH {line}/></w:tblBorders></w:tblPr></w:style>"
        )
    )


def _field(paragraph: Any, instruction: str, shown: str) -> None:
    paragraph._p.append(
        parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" {instruction} "><w:r><w:t>{shown}</w:t></w:r></w:fldSimple>')
    )


def _page(section: Any, *, numbers: str = "", start: bool = False) -> None:
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2.5)  # room for the binding
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.3)
    section.header_distance, section.footer_distance = Cm(1.2), Cm(1.1)
    if numbers:
        first = ' w:start="1"' if start else ""
        kind = parse_xml(f'<w:pgNumType {nsdecls("w")} w:fmt="{numbers}"{first}/>')
        _ordered(section._sectPr, kind, "w:cols", "w:titlePg", "w:docGrid")


def _frame(template: _Template) -> None:
    """Cover, front matter and the place of the body; words in braces are filled in by the program."""
    document = template.document
    cover = document.sections[0]
    _page(cover)
    template.paragraph("{%p if logo %}", "Body Text")
    template.paragraph("{{ logo }}", "Body Text")
    template.paragraph("{%p endif %}", "Body Text")
    template.paragraph("{{ kantor }}", "Kantor")
    template.paragraph("{%p for baris in alamat %}", "Body Text")
    template.paragraph("{{ baris }}", "Alamat")
    template.paragraph("{%p endfor %}", "Body Text")
    template.paragraph("{{ judul }}", "Title")
    template.paragraph("{{ subjudul }}", "Subtitle")
    template.paragraph("{{ keadaan }}", "Keadaan")
    facts = document.add_table(rows=3, cols=2)
    facts.style = template.styles["Tabel Sampul"]
    facts.autofit = False
    for row, words in enumerate(
        (
            ("{%tr for butir in fakta %}", ""),
            ("{{ butir.label }}", "{{ butir.value }}"),
            ("{%tr endfor %}", ""),
        )
    ):
        for cell, word, width in zip(facts.rows[row].cells, words, (Cm(4.5), Cm(11)), strict=True):
            cell.width = width
            cell.paragraphs[0].text = word
    front = document.add_section(WD_SECTION.NEW_PAGE)
    _page(front, numbers="lowerRoman", start=True)
    front.header.is_linked_to_previous = front.footer.is_linked_to_previous = False
    front.header.paragraphs[0].text = "{{ kepala }} · {{ keadaan }}"
    front.footer.paragraphs[0].text = "{{ judul }}   "
    _field(front.footer.paragraphs[0], "PAGE", "1")
    template.paragraph("{{ pembuka }}", "Body Text")
    template.paragraph("Daftar Isi", "TOC Heading").paragraph_format.page_break_before = True
    template.paragraph("{{ daftar_isi }}", "Body Text")
    template.paragraph("{%p if ada_tabel %}", "Body Text")
    template.paragraph("Daftar Tabel", "TOC Heading").paragraph_format.page_break_before = True
    template.paragraph("{{ daftar_tabel }}", "Body Text")
    template.paragraph("{%p endif %}", "Body Text")
    template.paragraph("{%p if ada_gambar %}", "Body Text")
    template.paragraph("Daftar Gambar", "TOC Heading").paragraph_format.space_before = Pt(24)
    template.paragraph("{{ daftar_gambar }}", "Body Text")
    template.paragraph("{%p endif %}", "Body Text")
    body = document.add_section(WD_SECTION.NEW_PAGE)
    for old in body._sectPr.findall(qn("w:pgNumType")):
        body._sectPr.remove(old)
    _page(body, numbers="decimal", start=True)
    template.paragraph("{{ isi }}", "Body Text")


def make() -> bytes:
    """The template, the same bytes each time."""
    sys.path.insert(0, str(ROOT))
    from flows.report.docx_package import packed

    template = _Template()
    _styles(template)
    _frame(template)
    properties = template.document.core_properties
    properties.title, properties.author, properties.comments = "Laporan Kinerja", "", ""
    properties.language, properties.last_modified_by = "id-ID", ""
    properties.created = properties.modified = dt.datetime(2022, 1, 1)
    held = io.BytesIO()
    template.document.save(held)
    return packed(held.getvalue())


if __name__ == "__main__":
    TEMPLATE.write_bytes(make())
