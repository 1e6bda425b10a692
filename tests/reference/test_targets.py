"""Approved targets and ceilings as files: what they say, and how a mistake in them is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from flows.reference.targets import ReferenceProblem, load_reference
from flows.settings import SHIPPED_TARGETS


@pytest.fixture
def targets(tmp_path: Path) -> Path:
    """The shipped targets, free to be changed."""
    folder = tmp_path / "targets"
    shutil.copytree(SHIPPED_TARGETS, folder)
    return folder


def office(targets: Path) -> Path:
    return targets / "SERANG_2022"


def test_the_shipped_targets(targets: Path) -> None:
    reference = load_reference(targets)
    assert [unit.code for unit in reference.units] == ["SERANG"]
    assert ("SERANG", 2022, "rapk", "signed_2022-07-28", "penindakan", 9, 53.0) in reference.rows["targets"]
    assert ("SERANG", 2022, "pk", "semula", "obat_ms", None, 85.0) in reference.rows["targets"]
    assert reference.rows["case_targets"] == [("SERANG", 2022, "dipa", 5, 4, 5)]
    assert (
        "SERANG",
        2022,
        "pk",
        "menjadi",
        "Perjanjian Kinerja 2022 setelah revisi",
        "2022-07-28",
        7,
        12,
        None,
    ) in reference.rows["target_versions"]


def test_a_blank_month_is_not_due(targets: Path) -> None:
    rows = load_reference(targets).rows["targets"]
    assert ("SERANG", 2022, "rapk", "semula", "obat_ms", 1, None) in rows
    assert ("SERANG", 2022, "rapk", "semula", "obat_ms", 2, 85.0) in rows


def test_a_ceiling_without_indicator_is_the_whole_office(targets: Path) -> None:
    (office(targets) / "ceilings.csv").write_text("version,indicator_id,pagu\ndipa,,1000\ndipa,obat_ms,10\n")
    assert load_reference(targets).rows["ceilings"] == [
        ("SERANG", 2022, "dipa", None, 1000),
        ("SERANG", 2022, "dipa", "obat_ms", 10),
    ]


def test_cases_done_for_a_neighbour_hold_until_the_next_number(targets: Path) -> None:
    (office(targets) / "neighbour_cases.csv").write_text("month,cases\n3,1\n9,4\n")
    assert load_reference(targets).rows["neighbour_cases"] == [
        ("SERANG", f"2022-{month:02d}", 1 if month < 9 else 4) for month in range(3, 13)
    ]


def test_there_need_be_no_cases_for_a_neighbour(targets: Path) -> None:
    (office(targets) / "neighbour_cases.csv").unlink()
    assert load_reference(targets).rows["neighbour_cases"] == []


def test_what_head_office_decided(targets: Path) -> None:
    rows = load_reference(targets).rows["decisions"]
    assert len(rows) == 57
    key = ("SERANG", 2022, None)
    assert (*key, "obat_aman", None, 74.0, 85.0, "disetujui", 85.0) in rows
    assert (*key, "sertifikasi_tepat_waktu", 12, 97.0, 91.0, "bulanan disetujui, tahunan ditolak", 97.0) in rows


def test_decisions_of_several_revisions_name_theirs(targets: Path) -> None:
    header = "version,indicator_id,month,before,proposed,decision,after\n"
    (office(targets) / "decisions.csv").write_text(
        f"{header}ketiga,obat_ms,11,85,80,ditolak,85\n,obat_ms,7,,90,disetujui,90\n"
    )
    assert load_reference(targets).rows["decisions"] == [
        ("SERANG", 2022, "ketiga", "obat_ms", 11, 85.0, 80.0, "ditolak", 85.0),
        ("SERANG", 2022, None, "obat_ms", 7, None, 90.0, "disetujui", 90.0),
    ]


def test_nothing_need_have_been_decided(targets: Path) -> None:
    (office(targets) / "decisions.csv").unlink()
    assert load_reference(targets).rows["decisions"] == []


def test_an_office_of_two_years_is_one_unit_with_its_latest_names(targets: Path) -> None:
    later = targets / "A_SERANG_2023"
    shutil.copytree(office(targets), later)
    text = (later / "unit.yml").read_text().replace("2022", "2023").replace("BBPOM di", "Balai Besar POM")
    (later / "unit.yml").write_text(text)
    reference = load_reference(targets)
    assert [(unit.code, unit.short_name) for unit in reference.units] == [("SERANG", "Balai Besar POM Serang")]
    assert [row[:2] for row in reference.rows["units"]] == [("SERANG", 2022), ("SERANG", 2023)]


def test_no_targets_at_all(tmp_path: Path) -> None:
    assert load_reference(tmp_path).units == []


@pytest.mark.parametrize(
    ("file", "content", "complaint"),
    [
        ("unit.yml", "code: SERANG\n", "unit.yml tidak dapat dipakai; periksa: year"),
        ("unit.yml", "code: [\n", "bukan berkas YAML"),
        ("unit.yml", "- SERANG\n", "tidak dapat dipakai"),
        ("versions.csv", "kind,version\n", "kolomnya harus kind, version, document"),
        (
            "versions.csv",
            "kind,version,document,decided_on,from_month,to_month\npk,a,b,,1,13\n",
            "baris 2: '13' pada kolom to_month",
        ),
        (
            "versions.csv",
            "kind,version,document,decided_on,from_month,to_month\npx,a,b,,1,12\n",
            "'px' pada kolom kind",
        ),
        ("annual_targets.csv", 'version,indicator_id,target\na,obat_ms,"85,5"\n', "'85,5' pada kolom target"),
        ("annual_targets.csv", "version,indicator_id,target\na,obat_ms,nan\n", "'nan' pada kolom target"),
        ("annual_targets.csv", "version,indicator_id,target\na,obat_ms\n", "ada 2 kolom, harus 3"),
        ("annual_targets.csv", "version,indicator_id,target\na,,85\n", "'' pada kolom indicator_id"),
        ("annual_targets.csv", "version;indicator_id;target\n", "kolomnya harus"),
        ("ceilings.csv", "version,indicator_id,pagu\na,obat_ms,1.5\n", "'1.5' pada kolom pagu"),
        ("neighbour_cases.csv", "month,cases\n0,1\n", "'0' pada kolom month"),
        (
            "decisions.csv",
            "indicator_id,month\n",
            "kolomnya harus indicator_id, month, before, proposed, decision, after",
        ),
        (
            "decisions.csv",
            "indicator_id,month,before,proposed,decision,after\nobat_ms,13,1,2,disetujui,2\n",
            "baris 2: '13' pada kolom month",
        ),
        (
            "decisions.csv",
            "indicator_id,month,before,proposed,decision,after\nobat_ms,7,1,2,disetujui,dua\n",
            "'dua' pada kolom after",
        ),
    ],
)
def test_a_mistake_is_told_with_file_line_and_column(targets: Path, file: str, content: str, complaint: str) -> None:
    (office(targets) / file).write_text(content)
    with pytest.raises(ReferenceProblem) as told:
        load_reference(targets)
    assert complaint in str(told.value)
    assert file in str(told.value)


def test_a_missing_file(targets: Path) -> None:
    (office(targets) / "case_targets.csv").unlink()
    with pytest.raises(ReferenceProblem, match=r"case_targets\.csv tidak ada"):
        load_reference(targets)


def test_a_file_from_an_old_windows(targets: Path) -> None:
    (office(targets) / "versions.csv").write_bytes(b"kind,version\xe9\n")
    with pytest.raises(ReferenceProblem, match="UTF-8"):
        load_reference(targets)


def test_the_mark_that_excel_puts_before_utf8(targets: Path) -> None:
    path = office(targets) / "case_targets.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_reference(targets).rows["case_targets"] == [("SERANG", 2022, "dipa", 5, 4, 5)]


def test_the_same_office_and_year_twice(targets: Path) -> None:
    shutil.copytree(office(targets), targets / "SERANG_LAGI")
    with pytest.raises(ReferenceProblem, match="kantor dan tahun yang sama"):
        load_reference(targets)


def test_two_offices_of_one_name(targets: Path) -> None:
    other = targets / "LAIN"
    shutil.copytree(office(targets), other)
    text = (other / "unit.yml").read_text().replace("code: SERANG", "code: LAIN")
    (other / "unit.yml").write_text(text)
    with pytest.raises(ReferenceProblem, match="sebutan yang sama"):
        load_reference(targets)


def test_shipped_targets_stand_for_offices_and_years_that_a_home_says_nothing_of(targets: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "KENDARI_2023").mkdir(parents=True)
    for path in (targets / "SERANG_2022").iterdir():
        text = path.read_text("utf-8").replace("SERANG", "KENDARI").replace("Serang", "Kendari")
        (own / "KENDARI_2023" / path.name).write_text(text, "utf-8")
    assert [unit.code for unit in load_reference(own, targets).units] == ["KENDARI", "SERANG"]
    assert [unit.code for unit in load_reference(tmp_path / "none", targets).units] == ["SERANG"]


def test_a_homes_own_targets_come_before_the_shipped_ones(targets: Path, tmp_path: Path) -> None:
    own = tmp_path / "own" / "a folder of any name"
    own.mkdir(parents=True)
    for path in (targets / "SERANG_2022").iterdir():
        (own / path.name).write_bytes(path.read_bytes())
    (own / "case_targets.csv").write_text("version,target_n,target_carry_over,target_dipa\ndipa,7,1,7\n", "utf-8")
    assert load_reference(own.parent, targets).rows["case_targets"] == [("SERANG", 2022, "dipa", 7, 1, 7)]
