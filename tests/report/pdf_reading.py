"""Reads a tagged PDF as a screen reader would: its structure tree, with the words that each element marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf


@dataclass
class Element:
    """One element of the structure tree; `parts` are words and elements in reading order."""

    kind: str
    given: Any
    parts: list[Element | str] = field(default_factory=list)

    @property
    def elements(self) -> list[Element]:
        return [part for part in self.parts if isinstance(part, Element)]

    @property
    def text(self) -> str:
        """All words below, without white space: where a line ended cannot be told from the tags."""
        return "".join(squeezed(part) if isinstance(part, str) else part.text for part in self.parts)

    @property
    def attributes(self) -> dict[str, Any]:
        """The attribute objects of the element as one."""
        found = self.given.get("/A")
        objects = [] if found is None else found if isinstance(found, pikepdf.Array) else [found]
        return {key: value for each in objects for key, value in each.items()}

    def all(self, *kinds: str) -> Iterator[Element]:
        """Elements of these kinds below, in reading order."""
        for part in self.elements:
            if part.kind in kinds:
                yield part
            yield from part.all(*kinds)


def squeezed(text: str) -> str:
    """Words without white space."""
    return re.sub(r"[\s\u00ad\u200b]+", "", text)


def open_pdf(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(content))


def structure(pdf: pikepdf.Pdf) -> Element:
    """The whole tree."""
    words = {page.objgen: _marked(page) for page in pdf.pages}

    def read(given: Any, page: Any) -> Element:
        page = given.get("/Pg", page)
        element = Element(str(given.S)[1:], given)
        children = given.get("/K")
        for child in [] if children is None else children if isinstance(children, pikepdf.Array) else [children]:
            if isinstance(child, int):
                element.parts.append(words[page.objgen].get(child, ""))
            elif child.get("/Type") == "/MCR":
                element.parts.append(words[child.get("/Pg", page).objgen].get(int(child.MCID), ""))
            elif "/S" in child:
                element.parts.append(read(child, page))
        return element

    root = pdf.Root.StructTreeRoot
    tops = root.K if isinstance(root.K, pikepdf.Array) else [root.K]
    top = Element("Root", root)
    top.parts = [read(child, None) for child in tops]
    return top


def rows(table: Element) -> list[list[Element]]:
    """The rows of a table with their cells."""
    return [[cell for cell in row.elements if cell.kind in {"TH", "TD"}] for row in table.all("TR")]


def _marked(page: pikepdf.Page) -> dict[int, str]:
    """The words of a page by the number of the marked content that they stand in."""
    found: dict[int, str] = {}
    stack: list[int | None] = []
    letters: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "BDC":
            given = operands[1]
            stack.append(int(given.MCID) if isinstance(given, pikepdf.Dictionary) and "/MCID" in given else None)
        elif name == "BMC":
            stack.append(None)
        elif name == "EMC":
            stack.pop()
        elif name == "Tf":
            letters = _letters(bytes(page.Resources.Font[str(operands[0])].ToUnicode.read_bytes()))
        elif name in {"Tj", "TJ"}:
            within = next((place for place in reversed(stack) if place is not None), None)
            strings = operands[0] if name == "TJ" else [operands[0]]
            said = "".join(_decoded(bytes(s), letters) for s in strings if isinstance(s, pikepdf.String))
            if within is not None:
                found[within] = found.get(within, "") + said
    return found


def _decoded(code: bytes, letters: dict[int, str]) -> str:
    return "".join(letters.get(int.from_bytes(code[at : at + 2], "big"), "?") for at in range(0, len(code), 2))


@cache
def _letters(table: bytes) -> dict[int, str]:
    """What each code of a font is called, from its ToUnicode table."""
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table.decode("latin-1"), re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table.decode("latin-1"), re.DOTALL):
        for first, last, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            start = int.from_bytes(bytes.fromhex(text), "big")
            for place, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code] = (start + place).to_bytes(len(text) // 2, "big").decode("utf-16-be")
    return found
