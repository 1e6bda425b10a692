"""The outline: the whole report as sections, paragraphs and tables, before any skin dresses it.

The templates in `templates/outline` render every sentence once into a small markup; this module parses it
into dataclasses and refuses what no skin could show: unknown tags and attributes, rows that do not fill their
table, identities used twice, references to nothing. Heading levels follow nesting, so none is ever skipped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from flows.report import charts

TONES = frozenset({"", "hijau", "kuning", "merah", "abu", "biru", "netral"})
ALIGNS = frozenset({"start", "center", "end"})
COLUMN_KINDS = frozenset({"key", "head", "text", "number", "badge", "code"})
ROW_KINDS = frozenset({"data", "group", "total"})
NOTICE_KINDS = frozenset({"draft", "clear", "info"})
PARAGRAPH_ROLES = frozenset({"body", "lead", "quiet"})
STATES = frozenset({"", "KONSEP", "FINAL"})
MEDIA = frozenset({"png", "svg"})
# How a section counts: BAB I, Lampiran 1, the letter A, or not at all.
NUMBERINGS = frozenset({"bab", "lampiran", "huruf", "none"})
_EMPHASIS = {"b": "strong", "code": "code", "small": "small"}
_ID = re.compile(r"[a-z][a-z0-9-]*\Z")


class OutlineError(ValueError):
    """The templates made an outline that cannot be shown."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text of one kind.

    `text`, `strong`, `small`, `code`, `ref` (a link to `target`), `mark` (a note's letter) or `break`.
    """

    text: str
    kind: str = "text"
    target: str = ""


Text = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Text
    role: str = "body"
    type: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple[Text, ...]
    type: str = "items"


@dataclass(frozen=True, slots=True)
class Metric:
    label: str
    value: str
    detail: str
    tone: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Metrics:
    """A few headline figures side by side; those with a `target` lead to where they come from."""

    label: str
    metrics: tuple[Metric, ...]
    type: str = "metrics"


@dataclass(frozen=True, slots=True)
class Part:
    label: str
    value: int
    tone: str


@dataclass(frozen=True, slots=True)
class Share:
    """How a number of things divides into classes."""

    caption: str
    parts: tuple[Part, ...]
    type: str = "share"


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of figures: an SVG element, and what it tells in words."""

    id: str
    number: str
    caption: str
    alt: str
    svg: str
    type: str = "chart"


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    kind: str
    align: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    text: Text
    tone: str = ""
    quiet: bool = False
    span: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    kind: str
    cells: tuple[Cell, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    label: str
    text: Text
    id: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    id: str
    number: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[Note, ...]
    wide: bool = False
    dense: bool = False
    type: str = "table"


@dataclass(frozen=True, slots=True)
class Notice:
    kind: str
    title: str
    blocks: tuple[Block, ...]
    type: str = "notice"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, where and when; what is empty is a dotted line to fill in by hand."""

    place: str
    date: str
    position: str
    name: str
    nip: str
    type: str = "signature"


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page, where there are pages."""

    type: str = "pagebreak"


@dataclass(frozen=True, slots=True)
class Section:
    """`label` is the number as it stands before the title: `BAB I`, `Lampiran 1`, `A.`, or nothing."""

    id: str
    level: int
    number: str
    title: str
    blocks: tuple[Block, ...]
    numbering: str = "none"
    label: str = ""
    type: str = "section"


Block = Paragraph | Items | Metrics | Share | Chart | Table | Notice | Signature | PageBreak | Section


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Picture:
    """`data` is base64."""

    media: str
    data: str
    alt: str


@dataclass(frozen=True, slots=True)
class Outline:
    """`unit`, `period` (`YYYY-MM`) and `date` (its last day) are for programs; all else is shown."""

    lang: str
    title: str
    eyebrow: str
    subtitle: str
    facts: tuple[Fact, ...]
    blocks: tuple[Block, ...]
    unit: str = ""
    period: str = ""
    date: str = ""
    state: str = ""
    running: str = ""
    address: tuple[str, ...] = ()
    logo: Picture | None = None

    def sections(self) -> Iterator[Section]:
        """All sections in reading order."""
        yield from _sections(self.blocks)

    def tables(self) -> Iterator[Table]:
        """All tables in reading order."""
        yield from _tables(self.blocks)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for skins that are not Python."""
        return asdict(self)


def plain(text: Text) -> str:
    """The words alone, without links, emphasis or footnote letters."""
    return "".join(" " if span.kind == "break" else span.text for span in text if span.kind != "mark").strip()


def _sections(blocks: tuple[Block, ...]) -> Iterator[Section]:
    for block in blocks:
        if isinstance(block, Section):
            yield block
            yield from _sections(block.blocks)


def _tables(blocks: tuple[Block, ...]) -> Iterator[Table]:
    for block in blocks:
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Section | Notice):
            yield from _tables(block.blocks)


def parse_outline(markup: str) -> Outline:
    """The outline that a rendered template describes."""
    try:
        root = ElementTree.fromstring(markup)
    except ElementTree.ParseError as error:
        raise OutlineError(f"the outline is not well-formed: {error}") from error
    return _Parser().outline(root)


@dataclass(frozen=True, slots=True)
class _Number:
    style: str
    number: str
    label: str


class _Parser:
    """Walks the markup once, numbering sections and tables, then checks what refers to what."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._targets: set[str] = set()
        self._titles: dict[str, str] = {}
        self._labels: dict[str, str] = {}
        self._figures: dict[Element, str] = {}
        self._numbers: dict[Element, _Number] = {}
        self._notes: dict[str, str] = {}
        self._blocks: dict[str, Callable[[Element, int], Block]] = {
            "p": self._paragraph,
            "list": self._items,
            "metrics": self._metrics,
            "share": self._share,
            "chart": self._chart,
            "table": self._table,
            "notice": self._notice,
            "signature": self._signature,
            "pagebreak": self._pagebreak,
            "section": self._section,
        }

    def outline(self, root: Element) -> Outline:
        furniture = {"title", "eyebrow", "subtitle", "fact", "state", "running", "address", "logo"}
        _expect(root, "outline", {"lang", "tables", "unit", "period", "date"}, furniture | set(self._blocks))
        self._name(root, _needed(root, "tables"))
        blocks = [child for child in root if child.tag in self._blocks]
        state = _optional_text(root, "state")
        if state not in STATES:
            raise OutlineError(f"<state> is none of {sorted(STATES)}: {state!r}")
        outline = Outline(
            lang=_needed(root, "lang"),
            title=_child_text(root, "title"),
            eyebrow=_child_text(root, "eyebrow"),
            subtitle=_child_text(root, "subtitle"),
            facts=tuple(Fact(_needed(f, "label"), _squeeze(f.text)) for f in root.findall("fact")),
            blocks=tuple(self._block(child, 1) for child in blocks),
            unit=root.get("unit", ""),
            period=root.get("period", ""),
            date=root.get("date", ""),
            state=state,
            running=_optional_text(root, "running"),
            address=tuple(_squeeze(line.text) for line in root.findall("address")),
            logo=next((_picture(logo) for logo in root.findall("logo")), None),
        )
        missing = sorted(self._targets - self._ids)
        if missing:
            raise OutlineError(f"references to nothing: {', '.join(missing)}")
        return outline

    def _name(self, root: Element, prefix: str) -> None:
        """Numbers first, so that a sentence may name a chapter, a table or a figure that comes later.

        Chapters, annexes and letters count on their own, each within its parent. Tables and figures count within the
        chapter or annex, and everywhere else under the number that the outline gives them.
        """
        sections: Counter[tuple[Element, str]] = Counter()
        pieces: Counter[tuple[str, str]] = Counter()

        def visit(parent: Element, level: int, prefix: str) -> None:
            for child in parent:
                if child.tag == "section":
                    style = _choice(child, "numbering", NUMBERINGS, "huruf" if level == 1 else "none")
                    sections[parent, style] += 1
                    count = sections[parent, style]
                    number, label = _counted(style, count)
                    own = {"bab": str(count), "lampiran": f"L{count}"}.get(style, "") if level == 1 else ""
                    self._numbers[child] = _Number(style, number, label)
                    named = style in {"bab", "lampiran"}  # a letter says nothing outside its chapter
                    self._labels[child.get("id", "")] = label if named else _squeeze(child.get("title"))
                    visit(child, level + 1, own or prefix)
                elif child.tag == "notice":
                    visit(child, level, prefix)
                elif child.tag == "table" and child.get("numbered", "yes") == "yes":
                    pieces["Tabel", prefix] += 1
                    number = self._titles[_needed(child, "id")] = f"{prefix}.{pieces['Tabel', prefix]}"
                    self._labels[_needed(child, "id")] = f"Tabel {number}"
                elif child.tag == "chart":
                    pieces["Gambar", prefix] += 1
                    number = self._figures[child] = f"{prefix}.{pieces['Gambar', prefix]}"
                    self._labels[child.get("id", "")] = f"Gambar {number}"

        visit(root, 1, prefix)

    def _block(self, element: Element, level: int) -> Block:
        if element.tag not in self._blocks:
            raise OutlineError(f"unknown block <{element.tag}>")
        return self._blocks[element.tag](element, level)

    def _identity(self, element: Element, *, needed: bool = True) -> str:
        name = element.get("id", "")
        if not name and not needed:
            return ""
        if not _ID.match(name):
            raise OutlineError(f"<{element.tag}> needs an id of small letters, digits and hyphens, not {name!r}")
        if name in self._ids:
            raise OutlineError(f"the id {name} is used twice")
        self._ids.add(name)
        return name

    def _section(self, element: Element, level: int) -> Section:
        _expect(element, "section", {"id", "title", "numbering"}, set(self._blocks))
        counted = self._numbers[element]
        return Section(
            id=self._identity(element),
            level=level + 1,  # the title of the document is the first level
            number=counted.number,
            title=_needed(element, "title"),
            blocks=tuple(self._block(child, level + 1) for child in element),
            numbering=counted.style,
            label=counted.label,
        )

    def _signature(self, element: Element, _: int) -> Signature:
        _expect(element, "signature", {"place", "date", "position", "name", "nip"}, set())
        return Signature(
            place=element.get("place", ""),
            date=element.get("date", ""),
            position=_needed(element, "position"),
            name=element.get("name", ""),
            nip=element.get("nip", ""),
        )

    def _pagebreak(self, element: Element, _: int) -> PageBreak:
        _expect(element, "pagebreak", set(), set())
        return PageBreak()

    def _notice(self, element: Element, level: int) -> Notice:
        _expect(element, "notice", {"kind", "title"}, set(self._blocks) - {"section", "notice"})
        return Notice(
            kind=_choice(element, "kind", NOTICE_KINDS),
            title=_needed(element, "title"),
            blocks=tuple(self._block(child, level) for child in element),
        )

    def _paragraph(self, element: Element, _: int) -> Paragraph:
        _expect(element, "p", {"role"}, None)
        return Paragraph(self._text(element), _choice(element, "role", PARAGRAPH_ROLES, "body"))

    def _items(self, element: Element, _: int) -> Items:
        _expect(element, "list", set(), {"item"})
        return Items(tuple(self._text(item) for item in element))

    def _metrics(self, element: Element, _: int) -> Metrics:
        _expect(element, "metrics", {"label"}, {"metric"})
        for metric in element:
            _expect(metric, "metric", {"label", "value", "tone", "to"}, None)
        return Metrics(
            _needed(element, "label"),
            tuple(
                Metric(
                    _needed(m, "label"),
                    _needed(m, "value"),
                    _squeeze(m.text),
                    _choice(m, "tone", TONES, ""),
                    self._target(m),
                )
                for m in element
            ),
        )

    def _share(self, element: Element, _: int) -> Share:
        _expect(element, "share", {"caption"}, {"part"})
        for part in element:
            _expect(part, "part", {"label", "value", "tone"}, set())
        parts = tuple(
            Part(_needed(part, "label"), int(_needed(part, "value")), _choice(part, "tone", TONES, ""))
            for part in element
        )
        return Share(_needed(element, "caption"), parts)

    def _chart(self, element: Element, _: int) -> Chart:
        _expect(element, "chart", {"id", "kind", "caption", "alt"}, {"point"})
        if not len(element):
            raise OutlineError(f"the chart {element.get('id')} shows nothing")
        name, alt = self._identity(element), _needed(element, "alt")
        try:
            drawing = charts.svg(_needed(element, "kind"), [point.attrib for point in element], identity=name, alt=alt)
        except charts.ChartError as error:
            raise OutlineError(f"the chart {name}: {error}") from error
        return Chart(name, self._figures[element], _needed(element, "caption"), alt, drawing)

    def _target(self, element: Element) -> str:
        """Where a figure outside running text leads; empty when it leads nowhere."""
        target = element.get("to", "")
        if target:
            self._targets.add(target)
        return target

    def _table(self, element: Element, _: int) -> Table:
        _expect(element, "table", {"id", "caption", "numbered", "wide", "dense"}, {"column", "row", "note"})
        name = self._identity(element)
        # Notes are lettered and told in the order in which cells carry their marks; those without come last.
        marked = dict.fromkeys(mark.get("note", "") for mark in element.iter("mark"))
        places = {note: position for position, note in enumerate(marked)}
        notes = sorted(element.findall("note"), key=lambda note: places.get(note.get("id", ""), len(places)))
        self._notes = {}
        for position, note in enumerate(notes):
            _expect(note, "note", {"id"}, None)
            if note.get("id"):
                self._notes[self._identity(note)] = chr(ord("a") + position) if position < 26 else str(position)
        columns = tuple(self._column(column) for column in element.findall("column"))
        table = Table(
            id=name,
            number=self._titles.get(name, ""),
            caption=_needed(element, "caption"),
            columns=columns,
            rows=tuple(self._row(row, columns) for row in element.findall("row")),
            notes=tuple(
                Note(self._notes.get(note.get("id", ""), ""), self._text(note), note.get("id", "")) for note in notes
            ),
            wide=element.get("wide") == "yes",
            dense=element.get("dense") == "yes",
        )
        self._notes = {}
        return table

    def _column(self, element: Element) -> Column:
        _expect(element, "column", {"kind", "align", "group"}, set())
        kind = _choice(element, "kind", COLUMN_KINDS, "text")
        default = "end" if kind == "number" else "center" if kind == "key" else "start"
        return Column(
            title=_squeeze(element.text),
            kind=kind,
            align=_choice(element, "align", ALIGNS, default),
            group=element.get("group", ""),
        )

    def _row(self, element: Element, columns: tuple[Column, ...]) -> Row:
        _expect(element, "row", {"id", "kind"}, {"cell"})
        cells = tuple(self._cell(cell) for cell in element)
        if sum(cell.span for cell in cells) != len(columns):
            raise OutlineError(
                f"a row of {len(cells)} cells does not fill {len(columns)} columns: "
                + " | ".join(plain(cell.text) for cell in cells)
            )
        return Row(_choice(element, "kind", ROW_KINDS, "data"), cells, self._identity(element, needed=False))

    def _cell(self, element: Element) -> Cell:
        _expect(element, "cell", {"tone", "quiet", "span"}, None)
        return Cell(
            text=self._text(element),
            tone=_choice(element, "tone", TONES, ""),
            quiet=element.get("quiet") == "yes",
            span=int(element.get("span", "1")),
        )

    def _text(self, element: Element) -> Text:
        return _squeezed(self._spans(element))

    def _spans(self, element: Element) -> Iterator[Span]:
        yield Span(element.text or "")
        for child in element:
            yield self._inline(child)
            yield Span(child.tail or "")

    def _inline(self, element: Element) -> Span:
        words = "".join(element.itertext())
        if element.tag in _EMPHASIS and not element.attrib and not len(element):
            return Span(words, _EMPHASIS[element.tag])
        if element.tag == "br" and not element.attrib:
            return Span("", "break")
        if element.tag == "ref" and set(element.attrib) == {"to"}:
            target = element.attrib["to"]
            self._targets.add(target)
            return Span(words or self._labels.get(target, ""), "ref", target)
        if element.tag == "mark" and set(element.attrib) == {"note"}:
            target = element.attrib["note"]
            if target not in self._notes:
                raise OutlineError(f"the mark {target} has no note in its table")
            return Span(self._notes[target], "mark", target)
        raise OutlineError(f"unknown inline <{element.tag} {' '.join(element.attrib)}>")


def _squeezed(spans: Iterator[Span]) -> Text:
    """Spans with white space as one space and none at the ends, so that templates may be laid out freely."""
    result: list[Span] = []
    open_space = True  # white space here would follow nothing, or other white space
    for span in spans:
        words = re.sub(r"[ \t\r\n]+", " ", span.text)
        if open_space or span.kind in {"mark", "break"}:
            words = words.removeprefix(" ")
        if span.kind == "text" and not words:
            continue
        if span.kind in {"mark", "break"} and result and result[-1].kind == "text":
            _trim_last(result)
        result.append(Span(words, span.kind, span.target))
        open_space = words.endswith(" ") or span.kind == "break"
    if result:
        _trim_last(result)
    return tuple(result)


def _trim_last(spans: list[Span]) -> None:
    last = spans.pop()
    words = last.text.rstrip(" ")
    if words or last.kind != "text":
        spans.append(Span(words, last.kind, last.target))


def _counted(style: str, count: int) -> tuple[str, str]:
    """The number of a section of this style, and how it stands before the title."""
    if style == "bab":
        return _roman(count), f"BAB {_roman(count)}"
    if style == "lampiran":
        return str(count), f"Lampiran {count}"
    if style == "huruf":
        letters = ""
        while count:
            count, place = divmod(count - 1, 26)
            letters = chr(ord("A") + place) + letters
        return letters, f"{letters}."
    return "", ""


def _roman(count: int) -> str:
    words = ""
    for value, letters in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        words += letters * (count // value)
        count %= value
    return words


def _picture(element: Element) -> Picture:
    _expect(element, "logo", {"media", "alt"}, None)
    return Picture(_choice(element, "media", MEDIA), _squeeze(element.text).replace(" ", ""), _needed(element, "alt"))


def _squeeze(text: str | None) -> str:
    return " ".join((text or "").split())


def _optional_text(element: Element, tag: str) -> str:
    return _child_text(element, tag) if element.find(tag) is not None else ""


def _child_text(element: Element, tag: str) -> str:
    found = element.findall(tag)
    if len(found) != 1 or not _squeeze(found[0].text):
        raise OutlineError(f"<{element.tag}> needs one <{tag}> with words")
    return _squeeze(found[0].text)


def _needed(element: Element, name: str) -> str:
    value = _squeeze(element.get(name))
    if not value:
        raise OutlineError(f"<{element.tag}> needs the attribute {name}")
    return value


def _choice(element: Element, name: str, known: frozenset[str], default: str | None = None) -> str:
    value = element.get(name, default)
    if value is None or value not in known:
        raise OutlineError(f"<{element.tag}> has the {name} {value!r}, not one of {', '.join(sorted(known))}")
    return value


def _expect(element: Element, tag: str, attributes: set[str], children: set[str] | None) -> None:
    """Refuse an attribute, child or loose word that nobody would look at (children None: free text)."""
    if element.tag != tag:
        raise OutlineError(f"expected <{tag}>, found <{element.tag}>")
    strange = set(element.attrib) - attributes
    if strange:
        raise OutlineError(f"<{tag}> has unknown attributes: {', '.join(sorted(strange))}")
    if children is None:
        return
    for child in element:
        if child.tag not in children:
            raise OutlineError(f"<{tag}> cannot hold <{child.tag}>")
        if (child.tail or "").strip():
            raise OutlineError(f"<{tag}> has loose words after <{child.tag}>: {_squeeze(child.tail)[:60]}")
    if children and (element.text or "").strip():
        raise OutlineError(f"<{tag}> has loose words: {_squeeze(element.text)[:60]}")
