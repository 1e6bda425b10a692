"""An edited report against the figures: what differs is told to the cell, and what staff may do is no difference."""

from __future__ import annotations

import copy
import io
import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from flows.cli import cli
from flows.report import Outline, build_outline, read_figures
from flows.report.docx import render_docx
from flows.report.outline import parse_outline
from flows.report.pdf import render_pdf
from flows.report.render import outline_json
from flows.verify.compare import Comparison, Difference, compare
from flows.verify.expected import ExpectedReport, ExpectedTable, expected_report
from flows.verify.found import UnreadableFileError
from flows.verify.numbers import holds, numbers_in, values_in
from flows.verify.read_docx import read_docx
from flows.verify.read_pdf import read_pdf

from .september import september

CAPAIAN = "Target, realisasi, dan capaian indikator s.d. September 2022"
NPS = "Nilai pencapaian sasaran s.d. September 2022"
HEAD = "ab" * 32


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return september().connection


@pytest.fixture(scope="module")
def outline(connection: duckdb.DuckDBPyConnection) -> Outline:
    return build_outline(read_figures(connection, "SERANG", "2022-09"))


@pytest.fixture(scope="module")
def expected(connection: duckdb.DuckDBPyConnection) -> ExpectedReport:
    return expected_report(connection, "SERANG", "2022-09")


@pytest.fixture(scope="module")
def content(outline: Outline) -> bytes:
    return render_docx(outline)


@pytest.fixture
def edited(content: bytes, expected: ExpectedReport, tmp_path: Path) -> Callable[[Callable[[Any], None]], Comparison]:
    """What is told of the report once somebody has worked on it in Word."""

    def compared(edit: Callable[[Any], None]) -> Comparison:
        document = Document(io.BytesIO(content))
        edit(document)
        document.save(str(tmp_path / "diubah.docx"))
        return compare(expected.tables, read_docx(tmp_path / "diubah.docx"))

    return compared


Edited = Callable[[Callable[[Any], None]], Comparison]


def _table(document: Any, caption: str) -> Any:
    for table in document.element.body.iter(qn("w:tbl")):
        named = table.tblPr.find(qn("w:tblCaption"))
        if named is not None and caption in named.get(qn("w:val")):
            return table
    raise AssertionError(caption)


def _row(table: Any, words: str) -> Any:
    return next(row for row in table.iter(qn("w:tr")) if words in "".join(t.text or "" for t in row.iter(qn("w:t"))))


def _write(element: Any, before: str, after: str) -> None:
    """Writes over a number, in the first place where it stands."""
    text = next(text for text in element.iter(qn("w:t")) if before in (text.text or ""))
    text.text = text.text.replace(before, after)


def _caption_of(table: Any) -> Any:
    return next(table.itersiblings(qn("w:p"), preceding=True))


def _only(compared: Comparison) -> Difference:
    (difference,) = compared.differences
    return difference


def test_an_untouched_report_is_the_same(edited: Edited, expected: ExpectedReport) -> None:
    compared = edited(lambda _: None)
    assert compared.differences == ()
    assert (compared.added_tables, compared.added_rows, compared.added_columns) == ((), (), ())
    assert compared.tables == len(expected.tables)
    assert compared.numbers > 250


def test_a_number_changed_is_told_by_table_row_and_column(edited: Edited) -> None:
    told = _only(edited(lambda document: _write(_row(_table(document, CAPAIAN), "Obat yang"), "94,23%", "95,23%")))
    assert told == Difference(
        kind="number",
        table="Tabel 3.1",
        caption=CAPAIAN,
        row="1 · Persentase Obat yang memenuhi syarat",
        column="Terhadap target September 2022: Realisasi",
        found="95,23",
        expected="94,23",
    )


def test_every_number_of_every_table_is_looked_at(edited: Edited) -> None:
    """One digit more in each cell that holds a number: each is told, in its place."""
    changed = 0

    def edit(document: Any) -> None:
        nonlocal changed
        for table in document.element.body.iter(qn("w:tbl")):
            if table.tblPr.find(qn("w:tblCaption")) is None:
                continue
            for row in table.iter(qn("w:tr")):
                if row.trPr.find(qn("w:tblHeader")) is not None:
                    continue
                # What a row begins with says which row it is.
                for cell in list(row.iter(qn("w:tc")))[2:]:
                    for text in cell.iter(qn("w:t")):
                        if values_in(text.text or ""):
                            written = numbers_in(text.text or "")[0][0]
                            text.text = (text.text or "").replace(written, re.sub(r"\d", r"9\g<0>", written, count=1))
                            changed += 1
                            break

    compared = edited(edit)
    assert changed > 100
    assert {difference.kind for difference in compared.differences} == {"number"}
    assert len(compared.differences) == changed


@pytest.mark.parametrize("kind", ["number", "words"])
def test_a_figure_where_there_is_none_and_another_class(edited: Edited, kind: str) -> None:
    def edit(document: Any) -> None:
        if kind == "number":
            _write(_row(_table(document, CAPAIAN), "layanan publik"), "tidak dinilai", "104,00")
        else:
            _write(_row(_table(document, CAPAIAN), "sarana produksi"), "Tidak Memenuhi", "Belum Memenuhi")

    told = _only(edited(edit))
    assert told.kind == kind
    if kind == "number":
        assert (told.found, told.expected) == ("104,00", "tidak dinilai")
    else:
        assert (told.found, told.expected) == ("Belum Memenuhi Ekspektasi", "Tidak Memenuhi Ekspektasi")


def test_a_row_taken_out_is_told(edited: Edited) -> None:
    def edit(document: Any) -> None:
        row = _row(_table(document, NPS), "penindakan")
        row.getparent().remove(row)

    told = _only(edited(edit))
    assert (told.kind, told.table, told.caption) == ("row", "Tabel 3.2", NPS)
    assert told.row == "7 · Meningkatnya efektivitas penindakan kejahatan"


def test_of_rows_that_begin_alike_the_one_that_is_gone_is_told(edited: Edited) -> None:
    def edit(document: Any) -> None:
        row = _row(_table(document, "Temuan terbuka: Penindakan"), "INTELIJEN")
        row.getparent().remove(row)

    told = _only(edited(edit))
    assert (told.kind, told.caption, told.row) == ("row", "Temuan terbuka: Penindakan", "– · INTELIJEN L7 kiriman.xlsx")


def test_a_row_put_in_is_no_difference_but_told(edited: Edited) -> None:
    def edit(document: Any) -> None:
        row = _row(_table(document, NPS), "penindakan")
        added = copy.deepcopy(row)
        _write(added, "penindakan kejahatan", "hal lain")
        _write(added, "7", "12")
        row.addprevious(added)

    compared = edited(edit)
    assert compared.differences == ()
    assert compared.added_rows == ((f"Tabel 3.2 {NPS}", "12 · Meningkatnya efektivitas hal lain"),)


def test_a_column_put_in_is_no_difference_but_told(edited: Edited) -> None:
    def edit(document: Any) -> None:
        for number, row in enumerate(_table(document, NPS).iter(qn("w:tr"))):
            cell = copy.deepcopy(next(row.iter(qn("w:tc"))))
            for text in cell.iter(qn("w:t")):
                text.text = "Pengampu" if number == 0 else "Kelompok 5"
            next(row.iter(qn("w:tc"))).addnext(cell)

    compared = edited(edit)
    assert compared.differences == ()
    assert compared.added_columns == ((f"Tabel 3.2 {NPS}", "pengampu"),)


def test_a_column_taken_out_is_told(edited: Edited) -> None:
    def edit(document: Any) -> None:
        for row in _table(document, NPS).iter(qn("w:tr")):
            cell = list(row.iter(qn("w:tc")))[5]
            cell.getparent().remove(cell)

    told = _only(edited(edit))
    assert (told.kind, told.table, told.column) == ("column", "Tabel 3.2", "NPS (%)")


@pytest.mark.parametrize("with_caption", [True, False])
def test_a_table_moved_is_the_same_table(edited: Edited, with_caption: bool) -> None:
    def edit(document: Any) -> None:
        table = _table(document, NPS)
        caption = _caption_of(table)
        last = document.element.body.sectPr
        if with_caption:
            last.addprevious(caption)
        last.addprevious(table)

    assert edited(edit).differences == ()


def test_a_change_in_a_table_that_was_moved_and_renamed_is_told(edited: Edited) -> None:
    def edit(document: Any) -> None:
        table = _table(document, NPS)
        caption = _caption_of(table)
        for mark in list(caption.iter(qn("w:bookmarkStart"))):
            mark.getparent().remove(mark)
        table.tblPr.remove(table.tblPr.find(qn("w:tblCaption")))
        _write(caption, "Nilai pencapaian sasaran", "Capaian setiap sasaran")
        _write(_row(table, "syarat"), "97,94", "97,96")
        document.element.body.sectPr.addprevious(caption)
        document.element.body.sectPr.addprevious(table)

    told = _only(edited(edit))
    assert (told.caption, told.column, told.found, told.expected) == (NPS, "NPS (%)", "97,96", "97,94")


def test_a_caption_says_more_than_the_name_of_the_table(edited: Edited) -> None:
    """Tables of findings are named by place, which moves when a group has none left."""

    def edit(document: Any) -> None:
        marks = {mark.get(qn("w:name")): mark for mark in document.element.body.iter(qn("w:bookmarkStart"))}
        one, other = marks["tabel_temuan_1"], marks["tabel_temuan_2"]
        one.set(qn("w:name"), "tabel_temuan_2")
        other.set(qn("w:name"), "tabel_temuan_1")

    assert edited(edit).differences == ()


def test_a_table_taken_out_is_told(edited: Edited) -> None:
    def edit(document: Any) -> None:
        table = _table(document, NPS)
        _caption_of(table).getparent().remove(_caption_of(table))
        table.getparent().remove(table)

    told = _only(edited(edit))
    assert (told.kind, told.table, told.caption) == ("table", "Tabel 3.2", NPS)


def test_a_table_put_in_is_no_difference_but_told(edited: Edited) -> None:
    def edit(document: Any) -> None:
        document.add_paragraph("Tabel 3.99 Rincian kegiatan", style="Caption")
        table = document.add_table(rows=2, cols=2)
        table._cells[0].text, table._cells[3].text = "Kegiatan", "12"

    compared = edited(edit)
    assert compared.differences == ()
    assert compared.added_tables == ("Tabel 3.99 Rincian kegiatan",)


def test_what_people_do_to_words_is_no_difference(edited: Edited) -> None:
    def edit(document: Any) -> None:
        table = _table(document, CAPAIAN)
        _write(_row(table, "Obat yang"), "94,23%", " 94.23 % ")  # a point, and other spacing
        _write(_row(table, "sarana produksi"), "43,87%", "43,87% (lihat penjelasan)")
        _write(_row(table, "layanan publik"), "Indeks kepuasan masyarakat", "Indeks Kepuasan  Masyarakat,")
        _write(_table(document, "Pagu dan realisasi per jenis belanja"), "Rp11.080.000.000", "Rp 11.080.000.000,00")
        document.add_paragraph("Kalimat tambahan dengan angka 12.345.")

    assert edited(edit).differences == ()


def test_changes_that_are_tracked_count_as_made(edited: Edited) -> None:
    def edit(document: Any) -> None:
        text = next(t for t in _row(_table(document, NPS), "syarat").iter(qn("w:t")) if t.text == "97,94")
        run = next(text.iterancestors(qn("w:r")))
        inserted, deleted = OxmlElement("w:ins"), OxmlElement("w:del")
        new = copy.deepcopy(run)
        next(new.iter(qn("w:t"))).text = "98,00"
        run.addprevious(inserted)
        inserted.append(new)
        run.addprevious(deleted)
        deleted.append(run)
        text.tag = qn("w:delText")

    told = _only(edited(edit))
    assert (told.found, told.expected) == ("98,00", "97,94")


def test_two_rows_that_changed_places_are_the_same(edited: Edited) -> None:
    def edit(document: Any) -> None:
        table = _table(document, NPS)
        _row(table, "memenuhi syarat").addprevious(_row(table, "penindakan"))

    assert edited(edit).differences == ()


# PDF


def test_the_tables_of_the_pdf_are_the_same(outline: Outline, expected: ExpectedReport, tmp_path: Path) -> None:
    (tmp_path / "lapkin.pdf").write_bytes(render_pdf(outline))
    found = read_pdf(tmp_path / "lapkin.pdf")
    compared = compare(expected.tables, found)
    assert compared.differences == ()
    assert (compared.added_tables, compared.added_rows, compared.added_columns) == ((), (), ())
    assert (found.unit, found.period, found.final) == ("SERANG", "2022-09", "")
    assert compared.tables == len(list(outline.tables()))
    assert compared.numbers > 250


def test_a_pdf_of_other_figures_is_told_to_the_cell(expected: ExpectedReport, tmp_path: Path) -> None:
    other = september()
    other.connection.execute("update marts.mart_capaian_sasaran set nps = 97.96 where sasaran_no = 1")
    other.connection.execute("update marts.mart_efficiency set pagu = 410121001 where iku_no = 1")
    changed = build_outline(read_figures(other.connection, "SERANG", "2022-09"))
    (tmp_path / "lapkin.pdf").write_bytes(render_pdf(changed))
    compared = compare(expected.tables, read_pdf(tmp_path / "lapkin.pdf"))
    told = {(it.caption, it.row, it.column, it.found, it.expected) for it in compared.differences}
    assert (NPS, "1 · Terwujudnya Obat dan Makanan yang memenuhi syarat", "NPS (%)", "97,96", "97,94") in told
    assert (
        "Efisiensi per indikator s.d. September 2022",
        "1 · Persentase Obat yang memenuhi syarat",
        "Anggaran: Pagu",
        "Rp410.121.001",
        "Rp410.121.000",
    ) in told


def test_headings_in_two_rows_are_no_rows_of_the_pdf_and_the_name_of_a_group_is_one(tmp_path: Path) -> None:
    """One column under a heading of its own leaves one cell in the second row, as a group's name is one cell."""
    outline = parse_outline(
        '<outline lang="id" tables="3"><eyebrow>Kantor</eyebrow><title>Judul</title><subtitle>Isi</subtitle>'
        '<section id="a" title="A"><table id="t" caption="Pasar"><column kind="key">No</column>'
        '<column>Kegiatan</column><column kind="number" group="Progres">s.d. September</column>'
        '<row kind="group"><cell span="3">Tahap 1</cell></row>'
        "<row><cell>1</cell><cell>Advokasi</cell><cell>20</cell></row>"
        "<row><cell>2</cell><cell>Survei</cell><cell>5</cell></row></table></section></outline>"
    )
    (tmp_path / "lapkin.pdf").write_bytes(render_pdf(outline))
    found = read_pdf(tmp_path / "lapkin.pdf")
    assert found.tables[0].rows == (
        ("No", "Kegiatan", "Progres"),
        (None, None, "s.d. September"),
        ("Tahap 1", None, None),
        ("1", "Advokasi", "20"),
        ("2", "Survei", "5"),
    )
    assert found.tables[0].heads == 2
    compared = compare([ExpectedTable("Tabel 3.1", table) for table in outline.tables()], found)
    assert (compared.numbers, compared.differences, compared.added_rows) == (5, (), ())


def test_a_pdf_without_structure_and_a_damaged_one_are_refused(tmp_path: Path) -> None:
    import pikepdf

    scan = pikepdf.new()
    scan.add_blank_page()
    scan.save(tmp_path / "pindai.pdf")
    with pytest.raises(UnreadableFileError, match="tidak membawa struktur tabel"):
        read_pdf(tmp_path / "pindai.pdf")
    (tmp_path / "rusak.pdf").write_bytes(b"%PDF-1.7\nrusak")
    with pytest.raises(UnreadableFileError, match="tidak dapat dibaca"):
        read_pdf(tmp_path / "rusak.pdf")


# Numbers


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("94,23%", ["94.23"]),
        ("94.23", ["94.23"]),
        ("1.060", ["1060"]),
        ("Rp28.796.932.000", ["28796932000"]),
        ("Rp 28,796,932,000.00", ["28796932000"]),
        ("-Rp5.000", ["-5000"]),
        ("-0,35", ["-0.35"]),
        ("539 dari 572", ["539", "572"]),
        ("IKU 1, 3, dan 12", ["1", "3", "12"]),
        ("E6, E10", []),
        ("94,23a", ["94.23"]),
        ("2022-09", ["2022", "9"]),
        ("9f8d0c", []),
        ("belum diukur", []),
    ],
)
def test_numbers_are_read_as_they_are_written(text: str, values: list[str]) -> None:
    assert values_in(text) == [Decimal(value) for value in values]


def test_other_numbers_may_stand_between() -> None:
    assert holds(values_in("5 dari 12 (2022)"), values_in("5 dan 2022"))
    assert not holds(values_in("5 dari 12"), values_in("12, 5"))


# The command


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which September is published."""
    from flows.warehouse.store import prepare

    folder = tmp_path_factory.mktemp("home")
    warehouse = september().connection
    warehouse.execute("commit")
    warehouse.execute(f"attach '{folder / 'warehouse.duckdb'}' as kept")
    warehouse.execute("copy from database memory to kept")
    warehouse.execute("detach kept")
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        prepare(connection)
    return folder


def _verify(file: Path, home: Path, *options: str) -> Result:
    return CliRunner().invoke(cli, ["verify", str(file), "--home", str(home), *options])


@pytest.fixture
def report(content: bytes, tmp_path: Path) -> Path:
    (tmp_path / "lapkin.docx").write_bytes(content)
    return tmp_path / "lapkin.docx"


@pytest.fixture
def changed(content: bytes, tmp_path: Path) -> Path:
    document = Document(io.BytesIO(content))
    _write(_row(_table(document, NPS), "syarat"), "97,94", "97,96")
    document.save(str(tmp_path / "diubah.docx"))
    return tmp_path / "diubah.docx"


def test_the_command_says_that_all_is_the_same(report: Path, home: Path) -> None:
    done = _verify(report, home)
    assert done.exit_code == 0
    assert "lapkin.docx, SERANG 2022-09, dibandingkan dengan hasil yang terbit (laporannya belum final)." in done.output
    assert "semuanya sama dengan laporan." in done.output


def test_the_command_says_what_differs_and_ends_well(changed: Path, home: Path) -> None:
    done = _verify(changed, home)
    assert done.exit_code == 0
    assert "1 hal berbeda:" in done.output
    assert (
        f"Tabel 3.2 ({NPS}), baris 1 · Terwujudnya Obat dan Makanan yang memenuhi syarat, kolom NPS (%): "
        "tertulis 97,96, seharusnya 97,94."
    ) in done.output


def test_the_command_gives_the_same_as_json(changed: Path, home: Path) -> None:
    told = json.loads(_verify(changed, home, "--json").output)
    assert (told["unit"], told["period"], told["against"], told["same"]) == ("SERANG", "2022-09", "published", False)
    (difference,) = told["differences"]
    assert (difference["table"], difference["found"], difference["expected"]) == ("Tabel 3.2", "97,96", "97,94")
    assert told["added"] == {"tables": [], "rows": [], "columns": []}


def test_a_final_is_compared_with_what_was_sealed(
    home: Path, changed: Path, report: Path, outline: Outline, tmp_path: Path
) -> None:
    import shutil

    final = shutil.copytree(home, tmp_path / "final")
    with duckdb.connect(str(final / "warehouse.duckdb")) as connection:
        connection.execute(
            "insert into raw.finals values (3, 'SERANG', '2022-09', '2022-10-07T09:00:00', 'Kepala', '0.1', ?)", [HEAD]
        )
        connection.execute("insert into raw.locked_months values ('SERANG', '2022-09', 3)")
        connection.execute(
            "insert into raw.final_files values (3, 'outline.json', 'x', ?)", [outline_json(outline).encode()]
        )
        # What is published later does not bend what was signed.
        connection.execute("update marts.mart_capaian_sasaran set nps = 97.96")
    done = _verify(changed, final)
    assert "dibandingkan dengan laporan final." in done.output
    assert "Berkas ini ditulis sebelum laporannya ditetapkan final." in done.output
    assert "tertulis 97,96, seharusnya 97,94." in done.output
    report.write_bytes(render_docx(outline, final=HEAD))
    told = json.loads(_verify(report, final, "--json").output)
    assert (told["against"], told["final"], told["file_final"], told["same"]) == ("final", HEAD, HEAD, True)


def test_a_file_that_does_not_say_whose_it_is_needs_to_be_told(home: Path, content: bytes, tmp_path: Path) -> None:
    document = Document(io.BytesIO(content))
    properties = next(r for r in document.part.package.rels.values() if "custom-properties" in r.reltype)
    properties.target_part._blob = b"<Properties/>"
    file = tmp_path / "tanpa.docx"
    document.save(str(file))
    refused = _verify(file, home)
    assert refused.exit_code == 2
    assert "capaian verify tanpa.docx --unit KODE --period 2022-09" in refused.output
    assert "semuanya sama" in _verify(file, home, "--unit", "SERANG", "--period", "2022-09").output


@pytest.mark.parametrize("start", [b"bukan laporan", b"PK\x03\x04rusak", b"%PDF-1.7 rusak", b""])
def test_a_file_that_cannot_be_read_ends_2(home: Path, tmp_path: Path, start: bytes) -> None:
    file = tmp_path / "berkas.docx"
    file.write_bytes(start)
    done = _verify(file, home)
    assert done.exit_code == 2
    assert "berkas.docx" in done.output


def test_a_month_that_was_never_published_ends_1(home: Path, report: Path) -> None:
    done = _verify(report, home, "--period", "2022-06")
    assert done.exit_code == 1
    assert "Belum ada angka yang diterbitkan untuk SERANG periode Juni 2022" in done.output
