"""WordprocessingML for one outline: pure text, no file. Styles are named here, and dressed in the template.

Rows are written as XML directly: a report has some thousand cells, and an object for each would take seconds.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from xml.sax.saxutils import escape, quoteattr

from flows.report.outline import (
    Block,
    Cell,
    Chart,
    Column,
    Items,
    Metrics,
    Notice,
    Outline,
    PageBreak,
    Paragraph,
    Row,
    Section,
    Share,
    Signature,
    Span,
    Table,
    Text,
)

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
TABLE, FIGURE = "Tabel", "Gambar"  # what captions are called, and the names of their sequences
TABLE_STYLE = "Tabel Laporan"
TONE_STYLES = {
    "hijau": "Kriteria Hijau",
    "kuning": "Kriteria Kuning",
    "merah": "Kriteria Merah",
    "abu": "Kriteria Abu",
    "biru": "Kriteria Biru",
    "netral": "Kriteria Netral",
}
# The words of this skin's own furniture: headings of what other skins draw.
METRIC_COLUMNS = ("Ukuran", "Nilai", "Keterangan")
SHARE_COLUMNS = ("Kriteria", "Jumlah")
LISTED_LEVELS = 3
# Headings within an annex that the contents need not name.
_UNLISTED = "Subjudul Lampiran"
_BY_HAND = "." * 40  # a line to fill in
_CHARACTER = {"strong": "Strong", "code": "Kode", "small": "Kecil", "mark": "Tanda Catatan"}
_ALIGN = {"start": "left", "center": "center", "end": "right"}
_EMU = 635  # English metric units of a twentieth of a point
_LONGEST_NAME = 40
_PADDING = 200  # beside the words of a cell


@dataclass(frozen=True, slots=True)
class Page:
    """The width between the margins, upright and turned, in twentieths of a point, and how a section ends there."""

    upright: int
    turned: int
    section: Callable[[bool], str]


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of the contents, or of the lists of tables and figures."""

    level: int
    text: str
    mark: str


@dataclass(slots=True)
class Written:
    """The body, and what the lists in front of it name."""

    body: list[str] = field(default_factory=list)
    opening: list[str] = field(default_factory=list)
    headings: list[Listed] = field(default_factory=list)
    tables: list[Listed] = field(default_factory=list)
    figures: list[Listed] = field(default_factory=list)
    ends_turned: bool = False
    several_sections: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block on its way to a page, with the heading that it is when it is one."""

    block: Block
    is_annex: bool = False

    @property
    def is_heading(self) -> bool:
        return isinstance(self.block, Section)

    @property
    def is_wide(self) -> bool:
        return isinstance(self.block, Table) and self.block.wide


def bookmark(identity: str) -> str:
    """A name that Word takes: letters, digits and underscores, forty at most."""
    name = re.sub(r"\W", "_", identity)
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[: _LONGEST_NAME - 9]}_{hashlib.sha256(identity.encode()).hexdigest()[:8]}"


def heading_text(section: Section) -> str:
    """A heading as it is printed, with its number."""
    return f"{section.label} {section.title}" if section.label else section.title


def as_table(block: Metrics | Share) -> Table:
    """What other skins draw, as a table: the same words and figures, under a heading each."""
    if isinstance(block, Metrics):
        rows = tuple(
            Row("data", (Cell((Span(m.label),)), Cell(_led(m.value, m.target)), Cell((Span(m.detail),), m.tone)))
            for m in block.metrics
        )
        return _plain_table(block.label, METRIC_COLUMNS, ("head", "number", "badge"), rows)
    rows = tuple(
        Row("data", (Cell((Span(part.label),), part.tone), Cell((Span(str(part.value)),)))) for part in block.parts
    )
    return _plain_table(block.caption, SHARE_COLUMNS, ("badge", "number"), rows)


def _led(text: str, target: str) -> Text:
    return (Span(text, "ref", target),) if target else (Span(text),)


def _plain_table(caption: str, titles: Sequence[str], kinds: Sequence[str], rows: tuple[Row, ...]) -> Table:
    columns = tuple(
        Column(title, kind, "end" if kind == "number" else "start") for title, kind in zip(titles, kinds, strict=True)
    )
    return Table(id="", number="", caption=caption, columns=columns, rows=rows, notes=())


class Writer:
    """Writes an outline once, counting bookmarks, pictures and captions as it goes.

    Args:
        styles: the id of every style by its name.
        fills: the shading of a style, by its name.
        page: the page of the template.
        picture: takes a picture and gives the relationship by which the document names it.
    """

    def __init__(
        self,
        styles: Mapping[str, str],
        fills: Mapping[str, str],
        page: Page,
        picture: Callable[[str], tuple[str, float]],
    ) -> None:
        self._styles = styles
        self._fills = fills
        self._page = page
        self._picture = picture
        self._ids = 1000
        self._pictures = 1000  # beside those of the cover
        self._sequences: dict[str, int] = {}
        self._captioned: frozenset[str] = frozenset()
        self._written = Written()
        self._in_table = False

    def write(self, outline: Outline) -> Written:
        """The whole report: what stands before the first chapter opens it, the rest is the body."""
        self._captioned = frozenset(table.id for table in outline.tables() if table.number)
        chapters = [block for block in outline.blocks if isinstance(block, Section)]
        first = next((place for place, it in enumerate(chapters) if it.numbering != "none"), 0)
        opening = [block for block in outline.blocks if not isinstance(block, Section)]
        for piece in [*map(_Piece, opening), *_flat(chapters[:first])]:
            self._written.opening += self._piece(piece, self._page.upright)
        pieces = list(_flat(chapters[first:]))
        body = self._written.body
        for turned, group in groupby(zip(pieces, _turned(pieces), strict=True), key=lambda it: it[1]):
            if body:
                body.append(_paragraph(self._styles["Sesudah Tabel"], "", self._page.section(not turned)))
                self._written.several_sections = True
            for piece, _ in group:
                body += self._piece(piece, self._page.turned if turned else self._page.upright)
            self._written.ends_turned = turned
        return self._written

    def _piece(self, piece: _Piece, width: int) -> Iterator[str]:
        if isinstance(piece.block, Section):
            yield self._heading(piece.block, piece.is_annex)
        else:
            yield from self._block(piece.block, width)

    def _block(self, block: Block, width: int, box: str = "") -> Iterator[str]:
        if isinstance(block, Paragraph):
            roles = {"body": "Body Text", "lead": "Paragraf Pembuka", "quiet": "Paragraf Kecil"}
            yield self._text_paragraph(block.text, box or roles[block.role])
        elif isinstance(block, Items):
            for item in block.items:
                yield self._text_paragraph(item, f"{box} Butir" if box else "List Bullet")
        elif isinstance(block, Table):
            yield from self._table(block, width)
        elif isinstance(block, Metrics | Share):
            yield from self._table(as_table(block), width)
        elif isinstance(block, Notice):
            style = "Konsep" if block.kind == "draft" else "Pemberitahuan"
            yield self._text_paragraph((Span(block.title),), f"{style} Judul")
            for inner in block.blocks:
                yield from self._block(inner, width, style)
        elif isinstance(block, Signature):
            yield from self._signature(block)
        elif isinstance(block, PageBreak):
            yield _paragraph(self._styles["Sesudah Tabel"], '<w:r><w:br w:type="page"/></w:r>')
        elif isinstance(block, Chart):
            yield from self._chart(block, width)
        else:
            yield self._heading(block, False)
            for inner in block.blocks:
                yield from self._block(inner, width)

    # Headings, captions, pictures

    def _heading(self, section: Section, is_annex: bool) -> str:
        level = min(section.level - 1, 4)
        text = heading_text(section)
        words = self._marked(bookmark(section.id), _run(text))
        if level > LISTED_LEVELS:
            return _paragraph(self._styles[f"heading {level}"], words)
        if is_annex and level == LISTED_LEVELS:
            return _paragraph(self._styles[_UNLISTED], words)
        mark = f"_Toc{len(self._written.headings) + 100_000_000}"
        self._written.headings.append(Listed(level, text, mark))
        return _paragraph(self._styles[f"heading {level}"], self._marked(mark, words))

    def _signature(self, it: Signature) -> Iterator[str]:
        """Who signs: what is not known is a line to fill in by hand, and the last line lets go of what follows."""
        style = self._styles["Tanda Tangan"]
        yield _paragraph(style, _run(f"{it.place or _BY_HAND[:16]}, {it.date or _BY_HAND[:24]}"))
        yield _paragraph(style, _run(it.position))
        yield from (_paragraph(style, "") for _ in range(4))
        yield _paragraph(style, _run(it.name or _BY_HAND, self._styles["Strong"] if it.name else ""))
        yield _paragraph(self._styles["Tanda Tangan NIP"], _run(f"NIP {it.nip or _BY_HAND[:34]}"))

    def _caption(self, name: str, number: str, caption: str, identity: str, style: str) -> str:
        """A caption with its sequence as a field, so that tables that staff put in are counted too."""
        if not number:
            return _paragraph(self._styles[style], self._anchored(identity) + _run(caption))
        prefix, _, last = number.rpartition(".")
        prefix = f"{prefix}." if prefix else ""
        reset = "" if self._sequences.get(name, 0) + 1 == int(last) else f" \\r {last}"
        self._sequences[name] = int(last)
        label = _run(f"{name} {prefix}") + _field(f"SEQ {name} \\* ARABIC{reset}", last)
        if identity:
            label = self._marked(bookmark(identity), label)
        listed = self._written.tables if name == TABLE else self._written.figures
        mark = f"_Toc{len(listed) + (200_000_000 if name == TABLE else 300_000_000)}"
        listed.append(Listed(1, f"{name} {number} {caption}", mark))
        return _paragraph(self._styles[style], self._marked(mark, label + _run(f" {caption}")))

    def _chart(self, chart: Chart, width: int) -> Iterator[str]:
        relationship, ratio = self._picture(chart.svg)
        self._pictures += 1
        across = min(width, round(16.5 * 567)) * _EMU
        size = f'cx="{across}" cy="{round(across * ratio)}"'
        name = quoteattr(f"{FIGURE} {chart.number}")
        told = quoteattr(chart.alt)
        drawing = (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
            f'<wp:docPr id="{self._pictures}" name={name} descr={told}/>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f'<pic:nvPicPr><pic:cNvPr id="{self._pictures}" name={name} descr={told}/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{relationship}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )
        yield _paragraph(self._styles["Gambar"], drawing)
        yield self._caption(FIGURE, chart.number, chart.caption, chart.id, "Keterangan Gambar")

    # Tables

    def _table(self, table: Table, width: int) -> Iterator[str]:
        yield self._caption(TABLE, table.number, table.caption, table.id, "caption")
        widths = column_widths(table, width)
        label = f"{TABLE} {table.number} " if table.number else ""
        self._in_table = True
        rows = "".join([*self._heads(table, widths), *(self._row(row, table, widths) for row in table.rows)])
        self._in_table = False
        yield (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self._styles[TABLE_STYLE]}"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
            f'w:noVBand="1"/><w:tblCaption w:val={quoteattr(label + table.caption)}/></w:tblPr>'
            f"<w:tblGrid>{''.join(f'<w:gridCol w:w={quoteattr(str(w))}/>' for w in widths)}</w:tblGrid>{rows}</w:tbl>"
        )
        for note in table.notes:
            letter = _run(note.label, self._styles["Tanda Catatan"]) + _run(" ") if note.label else ""
            yield _paragraph(
                self._styles["Catatan Tabel"], self._anchored(note.id) + letter + self._spans(note.text, "Tautan")
            )
        yield _paragraph(self._styles["Sesudah Tabel"], "")

    def _heads(self, table: Table, widths: Sequence[int]) -> Iterator[str]:
        """One header row, or two when columns stand in groups; both are repeated on every page."""
        head = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
        style = self._styles["Kepala Tabel"]
        grouped = any(column.group for column in table.columns)
        first, second, at = [], [], 0
        for group, members in groupby(table.columns, key=lambda column: column.group):
            columns = list(members)
            if group:
                across = sum(widths[at : at + len(columns)])
                first.append(self._cell_xml(across, _paragraph(style, _run(group), align="center"), len(columns)))
            for place, column in enumerate(columns):
                words = _paragraph(style, _run(column.title), align=_ALIGN[column.align])
                if not grouped:
                    first.append(self._cell_xml(widths[at + place], words, bottom=True))
                elif group:
                    second.append(self._cell_xml(widths[at + place], words, bottom=True, fill=self._head_fill))
                else:
                    first.append(self._cell_xml(widths[at + place], words, merge='<w:vMerge w:val="restart"/>'))
                    blank = _paragraph(style, "")
                    second.append(self._cell_xml(widths[at + place], blank, merge="<w:vMerge/>"))
            at += len(columns)
        yield f"<w:tr>{head}{''.join(first)}</w:tr>"
        if grouped:
            yield f"<w:tr>{head}{''.join(second)}</w:tr>"

    @property
    def _head_fill(self) -> str:
        return self._fills.get(TABLE_STYLE, "")

    def _row(self, row: Row, table: Table, widths: Sequence[int]) -> str:
        cells, at = [], 0
        for place, cell in enumerate(row.cells):
            column = table.columns[at]
            across = sum(widths[at : at + cell.span])
            at += cell.span
            style = "Isi Tabel Rapat" if table.dense else "Isi Tabel"
            fill = ""
            if row.kind == "group":
                style, fill = "Kelompok Tabel", "E6ECF0"
            elif row.kind == "total":
                style, fill = "Jumlah Tabel", "F4F6F8"
            if cell.tone:
                style = TONE_STYLES[cell.tone]
                fill = self._fills.get(style, "")
            align = "left" if place == 0 and cell.span > 1 else _ALIGN[column.align]
            words = self._spans(cell.text, "")
            if place == 0 and row.id:
                words = self._anchored(row.id) + words
            cells.append(self._cell_xml(across, _paragraph(self._styles[style], words, align=align), cell.span, fill))
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"

    @staticmethod
    def _cell_xml(
        width: int, words: str, span: int = 1, fill: str = "", *, bottom: bool = False, merge: str = ""
    ) -> str:
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
            + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
            + merge
            + (f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else "")
            + ('<w:vAlign w:val="bottom"/>' if bottom else "")
            + f"</w:tcPr>{words}</w:tc>"
        )

    # Words

    def _text_paragraph(self, text: Text, style: str) -> str:
        return _paragraph(self._styles[style], self._spans(text, "Tautan"))

    def _spans(self, text: Text, link: str) -> str:
        """Runs of text. In tables links look like the figures that they are; elsewhere they look like links."""
        runs = []
        for span in text:
            if span.kind == "break":
                runs.append("<w:r><w:br/></w:r>")
            elif span.kind == "ref" and span.target in self._captioned and span.text.startswith(f"{TABLE} "):
                runs.append(_field(f"REF {bookmark(span.target)} \\h", span.text, self._styles[link] if link else ""))
            elif span.kind in ("ref", "mark"):
                style = _CHARACTER.get(span.kind, link)
                runs.append(
                    f'<w:hyperlink w:anchor="{bookmark(span.target)}" w:history="1">'
                    f"{_run(span.text, self._styles[style] if style else '')}</w:hyperlink>"
                )
            else:
                runs.append(_run(span.text, self._styles.get(_CHARACTER.get(span.kind, ""), "")))
        return "".join(runs)

    def _anchored(self, identity: str) -> str:
        return self._marked(bookmark(identity), "") if identity else ""

    def _marked(self, name: str, words: str) -> str:
        self._ids += 1
        return f'<w:bookmarkStart w:id="{self._ids}" w:name="{name}"/>{words}<w:bookmarkEnd w:id="{self._ids}"/>'


def contents(entries: Sequence[Listed], instruction: str, styles: Mapping[str, str], names: str) -> list[str]:
    """A list of contents as Word keeps it: one field over all entries, each with its link and its page as a field.

    The pages are known to Word alone, which fills them in when it opens the document.
    """
    result = []
    for place, entry in enumerate(entries):
        start = f"{_mark('begin')}{_instruction(instruction)}{_mark('separate')}" if place == 0 else ""
        end = _mark("end") if place == len(entries) - 1 else ""
        page = f"{_mark('begin')}{_instruction(f'PAGEREF {entry.mark} {chr(92)}h')}{_mark('separate')}{_mark('end')}"
        line = (
            f'<w:hyperlink w:anchor="{entry.mark}" w:history="1">{_run(entry.text)}<w:r><w:tab/></w:r>{page}'
            "</w:hyperlink>"
        )
        result.append(_paragraph(styles[names.format(entry.level)], start + line + end))
    return result


def column_widths(table: Table, width: int) -> list[int]:
    """How wide each column is: its longest word always fits, and what is left goes where most lines would be broken."""
    letter = 84 if table.dense else 100
    columns = []
    for place, column in enumerate(table.columns):
        lines = [line for row in table.rows for line in _lines_at(row, place)]
        longest = max((part for _, part in lines), default=1)
        longest = max(longest, *(len(word) for word in column.title.split()), 1)
        # A heading may take two lines before it asks for room.
        lengths = [*(length for length, _ in lines if length), len(column.title) // 2 + 1]
        columns.append((min(longest, 22) * letter + _PADDING, lengths))
    widths = [least for least, _ in columns]
    if sum(widths) >= width:
        return _fitted(widths, width)
    step = max((width - sum(widths)) // 40, 60)
    broken = [_broken(lengths, least, letter) for least, lengths in columns]
    while sum(widths) + step <= width and max(broken) > 0:
        place = broken.index(max(broken))
        widths[place] += step
        broken[place] = _broken(columns[place][1], widths[place], letter)
    if max(broken) > 0:
        return _fitted(widths, width)
    return _fitted(widths, max(min(sum(widths) * 11 // 10, width), width * 6 // 10))


def _broken(lengths: Sequence[int], width: int, letter: int) -> int:
    """How many lines more than one each these texts take in a column."""
    fits = max((width - _PADDING) * 19 // (20 * letter), 1)
    return sum((length - 1) // fits for length in lengths)


def _lines_at(row: Row, place: int) -> Iterator[tuple[int, int]]:
    """The lines of a cell as they were written: letters in each, and in its longest word."""
    at = 0
    for cell in row.cells:
        if at == place and cell.span == 1:
            length = longest = 0.0
            for span in (*cell.text, Span("", "break")):
                if span.kind == "break":
                    yield round(length), round(longest)
                    length = longest = 0.0
                    continue
                # Letters of one width, and bold ones, need more room.
                weight = 1.25 if span.kind == "code" else 1.1 if cell.tone else 1.0
                length += _room(span.text) * weight
                longest = max([longest, *(_room(word) * weight for word in span.text.split())])
        at += cell.span


def _room(text: str) -> float:
    """The room that a text takes, in small letters."""
    return len(text) + 0.35 * sum(map(str.isupper, text))


def _fitted(widths: Sequence[int], width: int) -> list[int]:
    whole = sum(widths)
    scaled = [w * width // whole for w in widths]
    scaled[-1] += width - sum(scaled)
    return scaled


def _flat(blocks: Iterable[Block], is_annex: bool = False) -> Iterator[_Piece]:
    """Headings and blocks in reading order. A chapter begins on a page of its own: no break is needed before it."""
    for block, following in pairwise([*blocks, None]):
        if block is None:
            return
        annexed = is_annex or (isinstance(block, Section) and block.numbering == "lampiran")
        if isinstance(block, PageBreak) and isinstance(following, Section) and following.level == 2:
            continue
        yield _Piece(block, annexed)
        if isinstance(block, Section):
            yield from _flat(block.blocks, annexed)


def _turned(pieces: Sequence[_Piece]) -> list[bool]:
    """Which pieces stand on a turned page: wide tables, with the heading and the words that lead to them."""
    turned = [piece.is_wide for piece in pieces]
    for place in range(len(pieces) - 2, -1, -1):
        piece = pieces[place]
        leads = piece.is_heading or isinstance(piece.block, Paragraph | Items)
        if turned[place + 1] and leads and not (pieces[place + 1].is_heading and not piece.is_heading):
            turned[place] = True
    return turned


def _paragraph(style: str, words: str, section: str = "", *, align: str = "") -> str:
    justified = f'<w:jc w:val="{align}"/>' if align else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{justified}{section}</w:pPr>{words}</w:p>'


def _run(text: str, style: str = "") -> str:
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


def _field(instruction: str, shown: str, style: str = "") -> str:
    return f"<w:fldSimple w:instr={quoteattr(f' {instruction} ')}>{_run(shown, style)}</w:fldSimple>"


def _mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _instruction(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve"> {escape(text)} </w:instrText></w:r>'
