"""A tagged PDF: its tables by the structure that it carries, whatever its pages look like.

Cells lead to marked pieces of the pages' content; their letters come through the tables that fonts carry for it. A PDF
without structure, such as a scan, cannot be read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

from flows.verify.found import FoundDocument, FoundTable, UnreadableFileError

_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")
_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_SHOWN = {"Tj", "TJ", "'", '"'}
_DEEPEST = 200
_FINGERPRINT = re.compile(r"[0-9a-f]{64}\Z")
_MONTH = re.compile(r"\d{4}-\d{2}\Z")
_CODE = re.compile(r"[A-Z0-9_]+\Z")
_DRAFT, _FINAL = "KONSEP", "FINAL"


def read_pdf(path: Path) -> FoundDocument:
    """Every table of the document, and which report its keywords name.

    Raises:
        UnreadableFileError: it is damaged or locked, or holds no structure.
    """
    try:
        with pikepdf.open(path) as pdf:
            if "/StructTreeRoot" not in pdf.Root or not pdf.pages:
                raise UnreadableFileError(
                    f"Berkas {path.name} tidak membawa struktur tabel (misalnya hasil pindai), jadi tidak dapat "
                    "dibandingkan. Pakai lapkin.pdf atau lapkin.docx yang ditulis program."
                )
            reader = _Reader(pdf)
            tables = tuple(reader.table(element) for element in reader.tables())
            words = re.split(r"[,;]\s*", str(pdf.docinfo.get("/Keywords", "")))
    except (pikepdf.PdfError, pikepdf.PasswordError, OSError, ValueError, AttributeError, TypeError) as problem:
        if isinstance(problem, UnreadableFileError):
            raise
        raise UnreadableFileError(
            f"Berkas {path.name} tidak dapat dibaca sebagai PDF. Ambil lagi berkasnya, lalu ulangi."
        ) from problem
    period = next((word for word in words if _MONTH.match(word)), "")
    final = next((word for word in words if _FINGERPRINT.match(word)), "" if _DRAFT in words else None)
    unit = next((word for word in words if _CODE.match(word) and word not in (_DRAFT, _FINAL)), "")
    return FoundDocument(tables, False, unit, period, final)


class _Reader:
    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._root: Any = pdf.Root.StructTreeRoot
        self._pages: dict[tuple[int, int], dict[int, str]] = {}
        self._fonts: dict[tuple[int, int], dict[int, str]] = {}
        roles = self._root.get("/RoleMap")
        self._roles = {} if roles is None else {str(name): str(role) for name, role in roles.items()}

    def tables(self) -> Iterator[Any]:
        """Every table that stands in no other."""
        yield from self._under(self._root, "/Table")

    def table(self, element: Any) -> FoundTable:
        """A table as a grid, its heading rows first."""
        caption = " ".join(self._text(each) for each in self._under(element, "/Caption"))
        names = {row.objgen for head in self._under(element, "/THead") for row in self._rows(head)}
        headed = [(row, row.objgen in names) for row in self._rows(element)]
        rows: list[list[str | None]] = []
        broadest: list[int] = []
        taken: dict[int, int] = defaultdict(int)  # columns that a cell from above still covers, and for how many rows
        for row, _ in headed:
            filled: list[str | None] = []

            def skip(filled: list[str | None] = filled) -> None:
                while taken[len(filled)] > 0:
                    taken[len(filled)] -= 1
                    filled.append(None)

            broadest.append(0)
            for cell in self._under(row, "/TH", "/TD"):
                skip()
                across, down = _spans(cell)
                broadest[-1] = max(broadest[-1], across)
                for place in range(len(filled), len(filled) + across):
                    taken[place] = down - 1
                filled += [self._text(cell), *[None] * (across - 1)]
            skip()
            rows.append(filled)
        width = max((len(row) for row in rows), default=0)
        heads = 0
        for (_, is_head), across in zip(headed, broadest, strict=True):
            if not is_head or across == width > 1:  # a group's name over all columns comes again on every page too
                break
            heads += 1
        return FoundTable(caption, tuple((*row, *[None] * (width - len(row))) for row in rows), heads)

    def _rows(self, element: Any) -> Iterator[Any]:
        return self._under(element, "/TR")

    def _under(self, element: Any, *kinds: str, depth: int = 0) -> Iterator[Any]:
        """Structure of a kind, in reading order, without what lies in another of that kind."""
        if depth > _DEEPEST:
            raise ValueError("the structure is too deep")
        for child in _children(element):
            if not isinstance(child, pikepdf.Dictionary) or "/S" not in child:
                continue
            kind = str(child.S)
            if self._roles.get(kind, kind) in kinds:
                yield child
            else:
                yield from self._under(child, *kinds, depth=depth + 1)

    def _text(self, element: Any) -> str:
        return " ".join(" ".join(self._pieces(element, None, 0)).split())

    def _pieces(self, element: Any, page: Any, depth: int) -> Iterator[str]:
        if depth > _DEEPEST:
            raise ValueError("the structure is too deep")
        if "/ActualText" in element:
            yield str(element.ActualText)
            return
        page = element.get("/Pg", page)
        for child in _children(element):
            if isinstance(child, int):
                yield self._content(page).get(child, "")
            elif "/S" in child:
                yield from self._pieces(child, page, depth + 1)
            elif "/MCID" in child:
                yield self._content(child.get("/Pg", page)).get(int(child.MCID), "")

    def _content(self, page: Any) -> dict[int, str]:
        """The text of each marked piece of a page, read once."""
        if page is None:
            return {}
        if page.objgen not in self._pages:
            self._pages[page.objgen] = self._read(page)
        return self._pages[page.objgen]

    def _read(self, page: Any) -> dict[int, str]:
        pieces: dict[int, list[str]] = defaultdict(list)
        fonts = page.get("/Resources", pikepdf.Dictionary()).get("/Font", pikepdf.Dictionary())
        within: list[int | None] = []
        letters: dict[int, str] = {}
        for step in pikepdf.parse_content_stream(page):
            operands: Any = step.operands
            name = str(step.operator)
            if name in ("BDC", "BMC"):
                properties = operands[1] if name == "BDC" else None
                marked = isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties
                within.append(int(properties.MCID) if marked and properties is not None else None)
            elif name == "EMC":
                within = within[:-1]
            elif name == "Tf":
                letters = self._letters(fonts.get(str(operands[0])))
            elif name in _SHOWN:
                mark = next((each for each in reversed(within) if each is not None), None)
                if mark is not None:
                    pieces[mark].append(_shown(operands[-1], letters))
            elif name in ("Td", "TD", "T*", "Tm") and within:
                mark = next((each for each in reversed(within) if each is not None), None)
                if mark is not None and pieces[mark] and name != "Tm":
                    pieces[mark].append(" ")
        return {mark: "".join(parts) for mark, parts in pieces.items()}

    def _letters(self, font: Any) -> dict[int, str]:
        if font is None or "/ToUnicode" not in font:
            return {}
        if font.objgen not in self._fonts:
            self._fonts[font.objgen] = _mapped(font.ToUnicode.read_bytes())
        return self._fonts[font.objgen]


def _children(element: Any) -> Iterator[Any]:
    kids = element.get("/K")
    if kids is None:
        return
    yield from kids if isinstance(kids, pikepdf.Array) else (kids,)


def _spans(cell: Any) -> tuple[int, int]:
    """How many columns and rows a cell covers."""
    attributes = cell.get("/A")
    across, down = 1, 1
    for each in () if attributes is None else attributes if isinstance(attributes, pikepdf.Array) else (attributes,):
        if isinstance(each, pikepdf.Dictionary):
            across = max(across, int(each.get("/ColSpan", 1)))
            down = max(down, int(each.get("/RowSpan", 1)))
    return min(across, 1000), min(down, 10000)


def _shown(operand: Any, letters: dict[int, str]) -> str:
    parts = operand if isinstance(operand, pikepdf.Array) else (operand,)
    codes = (bytes(part) for part in parts if isinstance(part, pikepdf.String))
    return "".join(
        letters.get(int.from_bytes(code[at : at + 2], "big"), "") for code in codes for at in range(0, len(code), 2)
    )


def _mapped(table: bytes) -> dict[int, str]:
    """What each code of a font means, from its ToUnicode table."""
    mapped: dict[int, str] = {}
    for kind, body in _SECTION.findall(table):
        tokens = [match[1] or match[2] or match[3] or b"" for match in _HEX.finditer(body)]
        values = iter(tokens)
        for token in values:
            first = int(token, 16)
            if kind == b"bfchar":
                mapped[first] = _word(next(values, b""))
                continue
            last, target = int(next(values, token), 16), next(values, b"")
            if target == b"[":
                for code in range(first, last + 1):
                    mapped[code] = _word(next(values, b""))
                next(values, b"")
            else:
                start = _word(target)
                for code in range(first, min(last, first + 65535) + 1):
                    mapped[code] = start[:-1] + chr(ord(start[-1]) + code - first) if start else ""
    return mapped


def _word(hexadecimal: bytes) -> str:
    return bytes.fromhex(hexadecimal.decode("ascii")).decode("utf-16-be", "replace")
