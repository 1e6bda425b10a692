"""The DOCX skin: a template that staff restyle in Word, filled with the outline.

`templates/docx/lapkin.docx` holds styles, cover, header and footer, and says in braces where title, contents and body
go; an office may bring its own. What its styles lack comes from the shipped one.
"""

from __future__ import annotations

import base64
import copy
import datetime as dt
import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from xml.sax.saxutils import quoteattr
from zipfile import BadZipFile

from flows.answers.finals import final_of
from flows.report.docx_xml import (
    NAMESPACES,
    TABLE_STYLE,
    TONE_STYLES,
    Listed,
    Page,
    Writer,
    contents,
)
from flows.report.office import offices_of
from flows.report.outline import Outline, Picture
from flows.settings import TEMPLATES

if TYPE_CHECKING:
    import duckdb

DOCUMENT = "lapkin.docx"
# What a document says of itself, so that an edited one is still known.
UNIT, PERIOD, FINAL = "capaian-satuan-kerja", "capaian-periode", "capaian-final"
_LISTS = {"daftar_isi": "isi", "daftar_tabel": "tabel", "daftar_gambar": "gambar"}
_HOLDERS = ("pembuka", *_LISTS, "isi")
_STYLES = (
    *("Body Text", "Paragraf Pembuka", "Paragraf Kecil", "List Bullet", "caption", "Keterangan Gambar", "Gambar"),
    *("Isi Tabel", "Isi Tabel Rapat", "Kepala Tabel", "Kelompok Tabel", "Jumlah Tabel", "Catatan Tabel"),
    *("Sesudah Tabel", "Pemberitahuan", "Pemberitahuan Judul", "Pemberitahuan Butir", "Konsep", "Konsep Judul"),
    *(
        "Konsep Butir",
        "Strong",
        "Tautan",
        "Kecil",
        "Kode",
        "Tanda Catatan",
        "table of figures",
        "Tanda Tangan",
        "Tanda Tangan NIP",
    ),
    "Subjudul Lampiran",
    *(f"heading {level}" for level in range(1, 5)),
    *(f"toc {level}" for level in range(1, 4)),
    *TONE_STYLES.values(),
    TABLE_STYLE,
)


class DocumentTemplateError(ValueError):
    """The office's template cannot be filled: told in Indonesian."""


def docx_of(connection: duckdb.DuckDBPyConnection, outline: Outline) -> bytes:
    """The report for Word in the template that its office keeps in its home, with the fingerprint of its final."""
    final = final_of(connection, outline.unit, outline.period)
    return render_docx(outline, final.chain_head if final else "", office_template(connection, outline.unit))


def office_template(connection: duckdb.DuckDBPyConnection, unit: str) -> Path | None:
    """The template that an office keeps in its home; None where it has none of its own."""
    kept = (folder / unit / DOCUMENT for folder in offices_of(connection))
    return next((path for path in kept if path.is_file()), None)


def render_docx(outline: Outline, final: str = "", template: Path | None = None) -> bytes:
    """The report for Word: the same bytes for the same outline and template.

    Args:
        final: the fingerprint that the report is final under.
        template: the office's own; None for the shipped one.

    Raises:
        DocumentTemplateError: the template is no Word document, asks for what there is none of, or has no place for
            the body.
    """
    from docx.oxml.ns import qn
    from docxtpl import DocxTemplate
    from jinja2 import Environment, StrictUndefined, TemplateError

    path = template or TEMPLATES / "docx" / DOCUMENT
    try:
        frame = DocxTemplate(path)
        frame.init_docx()
    except (KeyError, ValueError, OSError, BadZipFile) as problem:
        _refuse(path, "bukan dokumen Word (.docx), atau rusak", problem)
    document = frame.docx
    styles = _bring_styles(document)
    written = Writer(styles, _fills(document), _page(document), lambda svg: _picture(document, svg)).write(outline)
    filled = {
        "judul": outline.title,
        "kantor": outline.eyebrow,
        "subjudul": outline.subtitle,
        "fakta": outline.facts,
        "keadaan": outline.state,
        "kepala": outline.running or outline.eyebrow,
        "alamat": outline.address,
        "logo": _logo(frame, outline.logo),
        "ada_tabel": bool(written.tables),
        "ada_gambar": bool(written.figures),
        **{name: _holder(name) for name in _HOLDERS},
    }
    try:
        frame.render(filled, Environment(undefined=StrictUndefined, autoescape=True), autoescape=True)
    except TemplateError as problem:
        _refuse(path, f"ada tanda kurung kurawal yang tidak dikenal ({problem})", problem)
    document = frame.docx
    listed: Mapping[str, tuple[list[Listed], str, str]] = {
        "daftar_isi": (written.headings, r'TOC \o "1-3" \h \z', "toc {}"),
        "daftar_tabel": (written.tables, r'TOC \h \z \c "Tabel"', "table of figures"),
        "daftar_gambar": (written.figures, r'TOC \h \z \c "Gambar"', "table of figures"),
    }
    body = document.element.body
    places = {
        "".join(text.text or "" for text in paragraph.iter(qn("w:t"))).strip(): paragraph
        for paragraph in body.iterchildren(qn("w:p"))
    }
    if _holder("isi") not in places:
        _refuse(path, "tempat isi {{ isi }} tidak ada, sebagai paragraf tersendiri")
    for name, (entries, instruction, style) in listed.items():
        _put(places.get(_holder(name)), contents(entries, instruction, styles, style))
    _put(places.get(_holder("pembuka")), written.opening)
    _put(places[_holder("isi")], written.body)
    _last_section(body, written.ends_turned, written.several_sections)
    _settings(document)
    _properties(document, outline, final)
    held = io.BytesIO()
    document.save(held)
    from flows.report.docx_package import packed

    return packed(held.getvalue())


def _refuse(path: Path, reason: str, problem: Exception | None = None) -> NoReturn:
    raise DocumentTemplateError(
        f"Templat laporan {path.parent.name}/{path.name} tidak dapat dipakai: {reason}. "
        "Perbaiki templatnya di Word, atau pindahkan agar templat bawaan yang dipakai."
    ) from problem


def _holder(name: str) -> str:
    """What stands in a place until the document is whole; no text of people is like it."""
    return f"\N{OBJECT REPLACEMENT CHARACTER}{name}\N{OBJECT REPLACEMENT CHARACTER}"


def _put(place: Any, pieces: list[str]) -> None:
    """The pieces instead of the paragraph that held their place."""
    from docx.oxml import parse_xml

    if place is None:
        return
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    for element in list(parse_xml(f"<w:body {spaces}>{''.join(pieces)}</w:body>".encode())):
        place.addprevious(element)
    place.getparent().remove(place)


def _bring_styles(document: Any) -> dict[str, str]:
    """The id of each style by the name that the file gives it; what an office's template lacks, the shipped one has."""
    from docx import Document

    def known(holder: Any) -> dict[str, Any]:
        return {style.element.name_val: style.element for style in holder.styles}

    own = known(document)
    if any(name not in own for name in _STYLES):
        shipped = known(Document(str(TEMPLATES / "docx" / DOCUMENT)))
        for name in _STYLES:
            if name not in own and name in shipped:
                document.styles.element.append(copy.deepcopy(shipped[name]))
        own = known(document)
    return {name: element.styleId for name, element in own.items()}


def _fills(document: Any) -> dict[str, str]:
    """How each style is shaded, the header row for the style of tables."""
    from docx.oxml.ns import qn

    fills = {}
    for style in document.styles:
        for shading in style.element.iter(qn("w:shd")):
            fills[style.element.name_val] = shading.get(qn("w:fill"), "")
    return fills


def _page(document: Any) -> Page:
    """The page of the body is the last section's; turned, its sides change places."""
    from docx.oxml.ns import qn
    from lxml import etree

    section = document.element.body.sectPr
    size, margin = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    across, down = int(size.get(qn("w:w"))), int(size.get(qn("w:h")))
    sides = int(margin.get(qn("w:left"))) + int(margin.get(qn("w:right")))
    written = 0

    def ends(turned: bool) -> str:
        nonlocal written
        copied = _oriented(copy.deepcopy(section), turned)
        if written:
            _go_on_counting(copied)
        written += 1
        return str(etree.tostring(copied, encoding="unicode"))

    return Page(across - sides, down - sides, ends)


def _oriented(section: Any, turned: bool) -> Any:
    from docx.oxml.ns import qn

    size = section.find(qn("w:pgSz"))
    if turned:
        across, down = size.get(qn("w:w")), size.get(qn("w:h"))
        size.set(qn("w:w"), down)
        size.set(qn("w:h"), across)
        size.set(qn("w:orient"), "landscape")
    return section


def _go_on_counting(section: Any) -> None:
    from docx.oxml.ns import qn

    numbers = section.find(qn("w:pgNumType"))
    if numbers is not None and qn("w:start") in numbers.attrib:
        del numbers.attrib[qn("w:start")]


def _last_section(body: Any, turned: bool, several: bool) -> None:
    """What the last pages of the body stand on; pages are counted from one only where the body begins."""
    _oriented(body.sectPr, turned)
    if several:
        _go_on_counting(body.sectPr)


def _picture(document: Any, svg: str) -> tuple[str, float]:
    """A chart as a picture in the document: its relationship, and its height by its width."""
    from docx.image.image import Image

    content = _points(svg)
    relationship, _ = document.part.get_or_add_image(io.BytesIO(content))
    image = Image.from_blob(content)
    return relationship, image.px_height / image.px_width


def _points(svg: str) -> bytes:
    """Word shows pictures of points everywhere, drawings of lines only in its newest editions."""
    from flows.report.charts import png

    return png(svg)


def _logo(frame: Any, logo: Picture | None) -> Any:
    """The office's logo for the cover, with its words for readers who do not see it."""
    from docx.shared import Mm
    from docxtpl import InlineImage

    if logo is None:
        return ""
    content = base64.b64decode(logo.data)
    content = content if logo.media == "png" else _points(content.decode("utf-8"))
    picture = InlineImage(frame, io.BytesIO(content), height=Mm(26))
    return _Described(picture, logo.alt)


class _Described:
    """A picture that docxtpl puts in, with its alternative text."""

    def __init__(self, picture: Any, alt: str) -> None:
        self._picture = picture
        self._alt = alt

    def __html__(self) -> str:
        return str(self._picture).replace("<wp:docPr ", f"<wp:docPr descr={quoteattr(self._alt)} ", 1)

    __str__ = __html__


def _settings(document: Any) -> None:
    """Fields are worked out anew on opening: pages are known to Word alone."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    settings = document.settings.element
    for old in settings.findall(qn("w:updateFields")):
        settings.remove(old)
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    # The schema has an order: it stands in front of these.
    late = {qn(f"w:{name}") for name in ("hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids")}
    following = next((child for child in settings if child.tag in late), None)
    if following is not None:
        following.addprevious(update)
    else:
        settings.append(update)


def _properties(document: Any, outline: Outline, final: str) -> None:
    from flows.report.docx_package import put_properties

    told = document.core_properties
    told.title, told.author, told.subject = outline.title, outline.eyebrow, outline.subtitle
    told.language, told.last_modified_by, told.comments, told.keywords = "id-ID", outline.eyebrow, "", ""
    told.created = told.modified = dt.datetime.fromisoformat(outline.date or "2000-01-01")
    told.revision = 1
    put_properties(document, {UNIT: outline.unit, PERIOD: outline.period, FINAL: final})
