"""Files refused as a whole: how each is made, which rule refuses it, and a piece of what is said.

For files that cannot be opened the reason stands for the value of the finding.
"""

from __future__ import annotations

import io
import struct
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from flows.ingest.units import Unit
from flows.reference.targets import Reference
from flows.settings_file import Limits
from tests.workbooks import EXAMPLE, Draft, one, repacked, sheet, shipped, write


@dataclass(frozen=True)
class Refusal:
    """A file that is refused: its name, how it is made, and what must be said."""

    name: str
    make: Callable[[], bytes]
    reason: str
    says: str
    rule: str = "file-unreadable"
    limits: Limits = field(default_factory=Limits)
    reference: Callable[[], Reference] = shipped


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PALU = Unit("PALU", "Balai POM di Palu", "BPOM di Palu", "upt_bpom", ("Palu",))
RELATIONS = "xl/_rels/workbook.xml.rels"
SHEET = "xl/worksheets/sheet1.xml"
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'

LONG_REMARK = b"<!--" + b"x" * 5000 + b"-->"


@cache
def real() -> bytes:
    """The real workbook."""
    return EXAMPLE.read_bytes()


def book(*drafts: Draft) -> bytes:
    """Sheets as the bytes of a workbook."""
    with tempfile.TemporaryDirectory() as folder:
        return write(Path(folder) / "x.xlsx", drafts).read_bytes()


@cache
def small() -> bytes:
    """A workbook with one good form."""
    return book(one("DESA"))


def zipped(**parts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return packed.getvalue()


def with_part(name: str, content: bytes, source: Callable[[], bytes] = small) -> Callable[[], bytes]:
    """The small workbook with a part more."""

    def make() -> bytes:
        packed = io.BytesIO(source())
        with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as target:
            target.writestr(name, content)
        return packed.getvalue()

    return make


def changed(
    part: str, change: Callable[[bytes], bytes | None], source: Callable[[], bytes] = small
) -> Callable[[], bytes]:
    """The small workbook (or another one) with one of its parts changed, or left out."""

    def make() -> bytes:
        before = source()
        after = repacked(before, lambda name, content: change(content) if name == part else content)
        assert after != repacked(before, lambda _, content: content), f"there is no {part} to change"
        return after

    return make


def declared(content: bytes) -> bytes:
    """A part with a declaration of entities before its root element."""
    head, _, rest = content.partition(b"?>") if content.startswith(b"<?xml") else (b"", b"", content)
    return (head + b"?>" if head else b"") + DOCTYPE + rest


def in_utf16(content: bytes) -> bytes:
    return content.decode("utf-8").replace("UTF-8", "UTF-16").encode("utf-16")


def damaged(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes(200) + content[middle + 200 :]


def marked_encrypted(content: bytes) -> bytes:
    """Sets the flag of encryption on every entry."""
    marked = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = marked.find(signature)
        while place >= 0:
            marked[place + offset] |= 1
            place = marked.find(signature, place + 4)
    return bytes(marked)


def with_false_sizes(content: bytes) -> bytes:
    """Every entry says that it unpacks to one byte."""
    marked = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = marked.find(signature)
        while place >= 0:
            struct.pack_into("<I", marked, place + offset, 1)
            place = marked.find(signature, place + 4)
    return bytes(marked)


def with_duplicate(content: bytes) -> bytes:
    """A sheet's part twice under one name."""
    packed = io.BytesIO(content)
    with zipfile.ZipFile(packed) as source:
        sheet_part = source.read(SHEET)
    parts = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(parts, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
        target.writestr("xl/worksheets/SHEET1.xml", sheet_part)
    return parts.getvalue()


def far_cell(content: bytes) -> bytes:
    return content.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


def repetitive(content: bytes) -> bytes:
    """A sheet of the same row again and again."""
    rows = b"".join(
        b'<row r="%d">%s</row>' % (row, b"".join(b'<c r="%c%d"><v>1</v></c>' % (65 + n, row) for n in range(26)))
        for row in range(10_000, 10_100)
    )
    return content.replace(b"</sheetData>", rows + b"</sheetData>")


def of(place: str, *names: str) -> list[Draft]:
    """Sheets that name another office."""
    return [
        one(name).texts(lambda text: text.replace("Serang", place).replace("SERANG", place.upper())) for name in names
    ]


def with_cells(draft: Draft, **cells: object) -> Draft:
    for cell, value in cells.items():
        draft[cell] = value
    return draft


def two_units() -> Reference:
    return replace(shipped(), units=[*shipped().units, PALU])


NO_WORKBOOK = "bukan buku kerja .xlsx"
BROKEN = "rusak atau terpotong"

REFUSALS: dict[str, Refusal] = {
    # -- broken on the way
    "zero bytes": Refusal("kosong.xlsx", lambda: b"", "empty_file", "kosong (0 byte)"),
    "truncated in the middle": Refusal("potong.xlsx", lambda: real()[: len(real()) // 2], "truncated", BROKEN),
    "truncated at the end": Refusal("potong.xlsx", lambda: real()[:-10], "truncated", BROKEN),
    "bytes lost inside": Refusal("rusak.xlsx", lambda: damaged(real()), "truncated", BROKEN),
    "the head of a zip and nothing of it": Refusal(
        "acak.xlsx", lambda: b"PK\x03\x04" + bytes(range(256)), "truncated", BROKEN
    ),
    "a part missing": Refusal("kurang.xlsx", changed(RELATIONS, lambda _: None), "truncated", BROKEN),
    "a sheet missing": Refusal("kurang.xlsx", changed(SHEET, lambda _: None), "truncated", BROKEN),
    "no XML": Refusal("bukan.xlsx", changed("xl/workbook.xml", lambda _: b"\x00\x01"), "truncated", BROKEN),
    "a sheet cut off": Refusal(
        "potong.xlsx", changed(SHEET, lambda part: part[: len(part) // 2]), "broken", "tidak dapat dibaca"
    ),
    # -- locked, or another format
    "old Excel": Refusal("lama.xls", lambda: OLD + bytes(600), "encrypted_or_old", "Excel lama (.xls)"),
    "old Excel renamed": Refusal("lama.xlsx", lambda: OLD + bytes(600), "encrypted_or_old", "simpan sebagai .xlsx"),
    "encrypted": Refusal(
        "kunci.xlsx",
        lambda: OLD + "EncryptedPackage".encode("utf-16-le") + bytes(600),
        "encrypted_or_old",
        "hapus kata sandinya",
    ),
    "encrypted zip": Refusal("kunci.xlsx", lambda: marked_encrypted(real()), "encrypted_or_old", "terkunci kata sandi"),
    "text renamed": Refusal("teks.xlsx", lambda: b"unit;bulan\nSerang;September\n", "not_xlsx", NO_WORKBOOK),
    "comma separated values": Refusal("data.csv", lambda: b"a,b\n1,2\n", "not_xlsx", "Simpan Sebagai .xlsx"),
    "web page renamed": Refusal(
        "laman.xlsx", lambda: b"<html><table><tr><td>1</td></tr></table>", "not_xlsx", NO_WORKBOOK
    ),
    "old XML of Excel renamed": Refusal(
        "lama.xlsx", lambda: b'<?xml version="1.0"?><Workbook/>', "not_xlsx", NO_WORKBOOK
    ),
    "pdf": Refusal("laporan.pdf", lambda: b"%PDF-1.7\n", "not_xlsx", NO_WORKBOOK),
    "pdf renamed": Refusal("laporan.xlsx", lambda: b"%PDF-1.7\n", "not_xlsx", NO_WORKBOOK),
    "OpenDocument renamed": Refusal(
        "lembar.xlsx",
        lambda: zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": b"<x/>"}),
        "not_xlsx",
        NO_WORKBOOK,
    ),
    "document renamed": Refusal(
        "surat.xlsx", lambda: zipped(**{"word/document.xml": b"<x/>"}), "not_xlsx", NO_WORKBOOK
    ),
    "binary workbook renamed": Refusal(
        "biner.xlsx", lambda: zipped(**{"xl/workbook.bin": b"\x83\x01"}), "not_xlsx", NO_WORKBOOK
    ),
    "workbook under another ending": Refusal("kiriman.zip", real, "not_xlsx", NO_WORKBOOK),
    "template": Refusal("kiriman.xltx", real, "not_xlsx", NO_WORKBOOK),
    "empty zip": Refusal("kosong.xlsx", lambda: zipped(), "not_xlsx", NO_WORKBOOK),
    "zip of workbooks": Refusal(
        "arsip.xlsx", lambda: zipped(**{"a.xlsx": small(), "b.xlsx": small()}), "not_xlsx", NO_WORKBOOK
    ),
    # -- dangerous to open
    "a far cell": Refusal("jauh.xlsx", changed(SHEET, far_cell), "far_cell", "sangat jauh (XFD1048576)"),
    "one sheet of the same row": Refusal(
        "ulang.xlsx", changed(SHEET, repetitive), "far_cell", "(Z10099)", limits=Limits(cells=50_000)
    ),
    "more cells than allowed in all sheets": Refusal(
        "banyak.xlsx",
        lambda: book(one("SAMPLING"), one("UJI REGIONAL")),
        "too_large",
        "terlalu besar",
        limits=Limits(cells=1_000),
    ),
    "a zip that unpacks to more than allowed": Refusal(
        "bom.xlsx",
        with_part("xl/media/gambar.bmp", bytes(2 << 20)),
        "too_large",
        "setelah dibuka",
        limits=Limits(unpacked_mb=1),
    ),
    "a zip that hides how much it unpacks to": Refusal(
        "bom.xlsx", lambda: with_false_sizes(with_part("xl/media/gambar.bmp", bytes(2 << 20))()), "truncated", BROKEN
    ),
    "a zip in a zip in a zip": Refusal(
        "bom.xlsx", lambda: zipped(a=zipped(b=zipped(c=bytes(1 << 20)))), "not_xlsx", NO_WORKBOOK
    ),
    "entities in the workbook": Refusal("entitas.xlsx", changed("xl/workbook.xml", declared), "entities", "(DOCTYPE)"),
    "entities in a sheet": Refusal("entitas.xlsx", changed(SHEET, declared), "entities", "demi keamanan"),
    "entities in the texts": Refusal(
        "entitas.xlsx", changed("xl/sharedStrings.xml", declared, real), "entities", "(DOCTYPE)"
    ),
    "entities in the styles": Refusal("entitas.xlsx", changed("xl/styles.xml", declared), "entities", "(DOCTYPE)"),
    "entities in the relations": Refusal("entitas.xlsx", changed(RELATIONS, declared), "entities", "(DOCTYPE)"),
    "entities behind a long remark": Refusal(
        "entitas.xlsx",
        changed(SHEET, lambda part: declared(part).replace(b"<!DOCTYPE", LONG_REMARK + b"<!DOCTYPE")),
        "entities",
        "demi keamanan",
    ),
    "a workbook in UTF-16": Refusal("utf16.xlsx", changed("xl/workbook.xml", in_utf16), "broken", "simpan ulang"),
    "a sheet in UTF-16": Refusal("utf16.xlsx", changed(SHEET, in_utf16), "broken", "simpan ulang"),
    "texts in UTF-16": Refusal("utf16.xlsx", changed("xl/sharedStrings.xml", in_utf16, real), "broken", "simpan ulang"),
    "links to other workbooks": Refusal(
        "tautan.xlsx",
        with_part("xl/externalLinks/externalLink1.xml", b"<externalLink/>"),
        "external_links",
        "mengambil isi dari buku kerja lain",
    ),
    "a part twice": Refusal("ganda.xlsx", lambda: with_duplicate(small()), "broken", "tidak dapat dibaca"),
    "a path out of the zip": Refusal(
        "jalan.xlsx", with_part("../../luar.xml", b"<x/>"), "broken", "tidak dapat dibaca"
    ),
    "a path from the root": Refusal("jalan.xlsx", with_part("/etc/luar.xml", b"<x/>"), "broken", "tidak dapat dibaca"),
    # -- nothing that can be used
    "a workbook without values": Refusal(
        "kosong.xlsx", lambda: book(sheet("Sheet1", [])), "", "tidak memuat satu pun formulir", "no-form"
    ),
    "no known form": Refusal(
        "lain.xlsx", lambda: book(sheet("Belanja", [["Barang", "Harga"], ["Meja", 10]])), "", "formulir RHPK", "no-form"
    ),
    "an unknown office": Refusal(
        "palu.xlsx",
        lambda: book(*of("Palu", "DESA", "PASAR")),
        "Balai Besar POM di Palu",
        "kantor yang belum dikenal ('Balai Besar POM di Palu')",
        "unit-unknown",
    ),
    "no office at all": Refusal(
        "ikpa.xlsx", lambda: book(one("IKPA")), "", "Periksa nama kantor pada kop lembar", "unit-unknown"
    ),
    "two offices in one file": Refusal(
        "dua.xlsx",
        lambda: book(one("DESA"), *of("Palu", "PASAR")),
        "Balai Besar POM di Serang dan Balai POM di Palu",
        "Pisahkan menjadi satu berkas untuk setiap kantor",
        "unit-mixed",
        reference=two_units,
    ),
    "sheets that disagree evenly about the month": Refusal(
        "bulan.xlsx",
        lambda: book(with_cells(one("SARANA PRODUKSI"), D4="s.d Agustus"), one("DESA")),
        "Agustus dan September",
        "Seragamkan bulan",
        "period-unclear",
    ),
    "needed figures never calculated": Refusal(
        "rumus.xlsx",
        lambda: book(with_cells(one("SARANA PRODUKSI"), E42="=20+10")),
        "(rumus)",
        "rumus yang belum pernah dihitung",
        "input-missing",
    ),
}
