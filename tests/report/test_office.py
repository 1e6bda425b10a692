"""What an office says of itself: read strictly, and shown where it belongs."""

from __future__ import annotations

import base64
import datetime as dt
from pathlib import Path

import duckdb
import pytest

from flows.report import build_outline, read_figures
from flows.report.office import Office, OfficeProblem, Signatory, check_offices, office_of, read_office
from flows.report.outline import Paragraph, Picture, Section, Signature, plain
from flows.report.render import render_html
from flows.settings import SHIPPED_OFFICES

from .september import september
from .warehouse import Warehouse

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

FULL = """
kota: Serang
alamat: [Jalan Contoh Nomor 1, Serang 42100]
telepon: 0254123
surel: kantor@contoh.id
logo: {berkas: logo.png, teks: Lambang kantor}
penandatangan:
  - {jabatan: Kepala Kantor, nama: Nama Pertama, nip: 19700101, mulai: 2020-01-01, selesai: 2022-08-31}
  - {jabatan: Kepala Kantor, nama: Nama Kedua, mulai: 2022-09-01, selesai: 2022-10-05, plt: true}
  - {jabatan: Kepala Kantor, nama: Nama Ketiga, nip: "19800101", mulai: 2022-10-06}
fakta:
  - {label: Dokumen, nilai: Bahan rapat}
kata_pengantar: [Alinea pertama., Alinea kedua.]
"""


def _write(folder: Path, text: str, *, logo: bytes | None = PIXEL, unit: str = "SERANG") -> Path:
    place = folder / "offices" / unit
    place.mkdir(parents=True, exist_ok=True)
    (place / "office.yml").write_text(text, "utf-8")
    if logo is not None:
        (place / "logo.png").write_bytes(logo)
    return place / "office.yml"


def _signature(section: Section) -> Signature:
    (found,) = [block for block in section.blocks if isinstance(block, Signature)]
    return found


def _foreword(warehouse: Warehouse, office: Office | None = None) -> Section:
    figures = read_figures(warehouse.connection, warehouse.unit_code, warehouse.period)
    if office is not None:
        object.__setattr__(figures, "office", office)
    return next(s for s in build_outline(figures).sections() if s.id == "kata-pengantar")


def test_everything_that_an_office_says_is_read(tmp_path: Path) -> None:
    office = read_office(_write(tmp_path, FULL))
    assert office.city == "Serang"
    assert office.address == ("Jalan Contoh Nomor 1", "Serang 42100", "Telepon 0254123 · Surel kantor@contoh.id")
    assert office.logo is not None
    assert (office.logo.media, office.logo.alt) == ("png", "Lambang kantor")
    assert base64.b64decode(office.logo.data) == PIXEL
    assert [(fact.label, fact.nilai) for fact in office.facts] == [("Dokumen", "Bahan rapat")]
    assert office.foreword == ("Alinea pertama.", "Alinea kedua.")


@pytest.mark.parametrize(
    ("day", "name", "position"),
    [
        ("2022-08-31", "Nama Pertama", "Kepala Kantor"),
        ("2022-09-01", "Nama Kedua", "Plt. Kepala Kantor"),
        ("2022-10-06", "Nama Ketiga", "Kepala Kantor"),
        ("2030-01-01", "Nama Ketiga", "Kepala Kantor"),
    ],
)
def test_the_day_decides_who_signs(tmp_path: Path, day: str, name: str, position: str) -> None:
    signatory = read_office(_write(tmp_path, FULL)).signatory(dt.date.fromisoformat(day))
    assert signatory is not None
    assert (signatory.nama, signatory.position) == (name, position)


def test_before_anyone_was_in_office_nobody_signs(tmp_path: Path) -> None:
    assert read_office(_write(tmp_path, FULL)).signatory(dt.date(2019, 12, 31)) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kotta: Serang", "kotta: kunci ini tidak dikenal; yang dikenal: kota, alamat"),
        ("penandatangan: [{jabatan: Kepala, mulai: 2022-01-01, gelar: x}]", "penandatangan.1.gelar: kunci ini tidak"),
        ("penandatangan: [{mulai: 2022-01-01}]", "penandatangan.1.jabatan: harus diisi"),
        ("penandatangan: [{jabatan: Kepala, mulai: kemarin}]", "penandatangan.1.mulai: harus tanggal seperti"),
        ("penandatangan: [{jabatan: K, mulai: 2022-02-01, selesai: 2022-01-01}]", "selesai mendahului mulai"),
        (
            "penandatangan: [{jabatan: Kepala, mulai: 2022-01-01}, {jabatan: Kepala, mulai: 2022-05-01, plt: true}]",
            "masa jabatan penandatangan bertumpuk: Kepala masih berjalan pada 2022-05-01, ketika Plt. Kepala mulai",
        ),
        ("penandatangan: [{jabatan: K, mulai: 2022-02-01, plt: mungkin}]", "penandatangan.1.plt: harus true"),
        ("alamat: Jalan Contoh", "alamat: harus berupa daftar"),
        ("logo: {berkas: ../rahasia.png, teks: x}", "logo.berkas: tulis nama berkas .png atau .svg yang terletak"),
        ("logo: {berkas: lain.png, teks: x}", "Logo lain.png yang disebut offices/SERANG/office.yml tidak ada"),
        ("logo: {berkas: logo.png}", "logo.teks: harus diisi"),
        ("kota: [", "offices/SERANG/office.yml tidak dapat dibaca; periksa penulisannya (YAML)."),
        ("- a", "offices/SERANG/office.yml tidak dapat dipakai: harus berupa pasangan kunci dan nilai."),
    ],
)
def test_what_cannot_be_used_is_told_with_its_key(tmp_path: Path, text: str, told: str) -> None:
    path = _write(tmp_path, text)
    with pytest.raises(OfficeProblem) as problem:
        check_offices(path.parents[1])
    assert told in str(problem.value)
    assert str(problem.value).endswith(".")


def test_keys_left_empty_say_nothing(tmp_path: Path) -> None:
    office = read_office(
        _write(tmp_path, "kota:\nfakta:\npenandatangan: [{jabatan: Kepala, mulai: 2022-01-01, selesai: }]")
    )
    assert (office.city, office.facts) == ("", ())
    assert office.signatories[0].selesai is None


def test_a_logo_is_what_its_name_says(tmp_path: Path) -> None:
    path = _write(tmp_path, "logo: {berkas: logo.png, teks: x}", logo=b"GIF89a")
    with pytest.raises(OfficeProblem, match="bukan gambar PNG"):
        read_office(path)


def test_a_home_speaks_before_the_program(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        assert office_of(connection, "SERANG") == read_office(SHIPPED_OFFICES / "SERANG" / "office.yml")
        _write(tmp_path, "kota: Kota Lain", logo=None)
        assert office_of(connection, "SERANG").city == "Kota Lain"
        assert office_of(connection, "ENTAH") == Office()


def test_what_is_shipped_names_no_person() -> None:
    for path in SHIPPED_OFFICES.glob("*/office.yml"):
        assert [it.nama for it in read_office(path).signatories] == [""]


def test_an_office_without_a_word_of_its_own_has_a_general_foreword_and_lines_to_fill_in() -> None:
    foreword = _foreword(september(), Office())
    assert foreword.numbering == "none"
    assert _signature(foreword) == Signature("", "", "Kepala BBPOM di Serang", "", "")
    words = " ".join(plain(block.text) for block in foreword.blocks if isinstance(block, Paragraph))
    assert "kinerja Balai Besar POM di Serang sampai dengan akhir September 2022" in words
    assert "6 indikator dalam 4 sasaran kegiatan" in words


def test_the_foreword_of_an_office_takes_its_place() -> None:
    office = Office(
        city="Serang",
        foreword=("Satu.", "Dua & <tiga>."),
        signatories=(Signatory(jabatan="Kepala", nama="Nama", nip="1", mulai=dt.date(2022, 1, 1)),),
    )
    foreword = _foreword(september(), office)
    assert [plain(b.text) for b in foreword.blocks if isinstance(b, Paragraph)] == ["Satu.", "Dua & <tiga>."]
    assert _signature(foreword) == Signature("Serang", "", "Kepala", "Nama", "1")


def test_cover_and_page_show_logo_address_and_state(tmp_path: Path) -> None:
    w = september()
    figures = read_figures(w.connection, "SERANG", "2022-09")
    object.__setattr__(figures, "office", read_office(_write(tmp_path, FULL)))
    outline = build_outline(figures)
    assert (outline.unit, outline.period, outline.date) == ("SERANG", "2022-09", "2022-09-30")
    assert outline.state == "KONSEP"
    assert outline.running == "BBPOM di Serang, September 2022"
    assert isinstance(outline.logo, Picture)
    assert outline.address[:2] == ("Jalan Contoh Nomor 1", "Serang 42100")
    page = render_html(outline)
    assert 'alt="Lambang kantor"' in page
    assert "Jalan Contoh Nomor 1<br>Serang 42100<br>Telepon" in page
    assert '<div class="signature">' in page
    assert {fact.label: fact.value for fact in outline.facts}["Dokumen"] == "Bahan rapat"


def test_what_is_final_says_so_and_is_signed_by_who_was_in_office_then(tmp_path: Path) -> None:
    w = september(corrected=True)
    w.insert("raw.locked_months", final_no=1)
    w.insert("raw.finals", final_no=1, finalized_at="2022-10-07T02:00:00+00:00", actor="Nama", chain_head="ab" * 32)
    figures = read_figures(w.connection, "SERANG", "2022-09")
    object.__setattr__(figures, "office", read_office(_write(tmp_path, FULL)))
    outline = build_outline(figures)
    assert outline.state == "FINAL"
    foreword = next(s for s in outline.sections() if s.id == "kata-pengantar")
    assert _signature(foreword) == Signature("Serang", "7 Oktober 2022", "Kepala Kantor", "Nama Ketiga", "19800101")
