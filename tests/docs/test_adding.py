"""The worked examples of `docs/adding.md`, followed to the letter: applied to a copy of the repository and run."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
import yaml

from flows.settings import ROOT

PAGE = ROOT / "docs" / "adding.md"
COPIED = ("flows", "dbt_project", "expectations", "templates", "examples", "assets")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, what to do with it, and where."""

    language: str
    does: str
    place: str
    text: str


def blocks() -> list[Block]:
    found = re.findall(r"^```(\w+) (\w+) ([^\n]+)\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [Block(*block) for block in found]


def changed(text: str, diff: str) -> str:
    """A file with a block of changes made; what it says was there must stand there once."""
    lines = diff.splitlines()
    before = "".join(f"{line[1:]}\n" for line in lines if line[:1] in " -")
    after = "".join(f"{line[1:]}\n" for line in lines if line[:1] in " +")
    assert text.count(before) == 1, f"not once in the file:\n{before}"
    return text.replace(before, after)


def apply(root: Path, home: Path, listed: list[Block]) -> None:
    for block in listed:
        path = (home if block.does == "home" else root) / block.place
        match block.does:
            case "new" | "home":
                assert not path.exists(), path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block.text, "utf-8")
            case "append":
                path.write_text(path.read_text("utf-8") + block.text, "utf-8")
            case "change":
                path.write_text(changed(path.read_text("utf-8"), block.text), "utf-8")


def write_sheets(inbox: Path, listed: list[Block]) -> None:
    """Each office's sheets of a month as a workbook; Serang's are sent with its real one."""
    for block in listed:
        unit, period, name = block.place.split(" ", 2)
        path = inbox / period / f"{unit}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        if unit == "SERANG":
            book = openpyxl.load_workbook(ROOT / "examples" / "inbox" / "RHPK_SERANG_2022-09.xlsx")
        else:
            book = openpyxl.Workbook()
            book.remove(book.active)  # type: ignore[arg-type]
        sheet = book.create_sheet(name)
        for line in csv.reader(io.StringIO(block.text)):
            sheet.append([_number(cell) for cell in line])
        book.save(path)


def _number(cell: str) -> str | float | None:
    return float(cell) if re.fullmatch(r"\d+(\.\d+)?", cell) else cell or None


def test_every_block_fits_what_it_says() -> None:
    """Quick: changes find their lines, rows have the columns of their file, YAML is YAML."""
    listed = blocks()
    assert {block.does for block in listed} == {"new", "append", "change", "home", "sheet"}
    assert len(listed) == PAGE.read_text("utf-8").count("\n```") / 2
    texts: dict[str, str] = {}
    for block in listed:
        if block.does == "change":
            texts[block.place] = changed(texts.get(block.place) or (ROOT / block.place).read_text("utf-8"), block.text)
        if block.does == "append":
            header = (ROOT / block.place).read_text("utf-8").splitlines()[0]
            widths = {len(row) for row in csv.reader(io.StringIO(block.text))}
            assert widths == {len(next(csv.reader([header])))}, block.place
        if block.does == "new":
            assert not (ROOT / block.place).exists()
        if block.language == "yaml":
            yaml.safe_load(block.text)
    for place, text in texts.items():
        if place.endswith(".yml"):
            yaml.safe_load(text)


def test_no_example_touches_code() -> None:
    assert [block.place for block in blocks() if block.place.endswith(".py")] == []


@dataclass(frozen=True)
class Followed:
    root: Path
    home: Path
    september: subprocess.CompletedProcess[str]
    january: subprocess.CompletedProcess[str]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.home / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(query).fetchall()


def _capaian(root: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """The command line of the copy."""
    return subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=root,
        env={name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "CAPAIAN_"))}
        | {"PYTHONPATH": str(root), "COLUMNS": "120"},
        check=False,
    )


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    folder = tmp_path_factory.mktemp("adding")
    root, home = folder / "repository", folder / "home"
    for name in COPIED:
        ignored = shutil.ignore_patterns("__pycache__", "target", "logs")
        shutil.copytree(ROOT / name, root / name, ignore=ignored)
    apply(root, home, [block for block in blocks() if block.does != "sheet"])
    write_sheets(folder / "inbox", [block for block in blocks() if block.does == "sheet"])
    ran = [
        _capaian(
            root,
            *("run", period, "--home", home, "--inbox", folder / "inbox" / period),
            *("--received-at", f"{received}T09:00:00"),
        )
        for period, received in (("2022-09", "2022-10-05"), ("2023-01", "2023-02-03"))
    ]
    return Followed(root, home, *ran)


@pytest.mark.slow
def test_the_month_runs_and_no_new_finding_but_the_rules(followed: Followed) -> None:
    assert followed.september.returncode == 3, followed.september.stderr
    found = followed.rows(
        "select unit_code, severity, rule_id, cell from marts.mart_findings "
        "where period = '2022-09' and (sheet = 'PELATIHAN' or unit_code <> 'SERANG') and rule_id not like '%missing%' "
        "order by all"
    )
    assert found == [("SERANG", "warn", "group-without-training", "C7, B7")]


@pytest.mark.slow
def test_the_thirtieth_indicator_is_in_the_marts(followed: Followed) -> None:
    query = (
        "select facts.iku_no, numerator, denominator, round(capaian_month, 2), kriteria_month "
        "from marts.fct_indicator as facts join marts.mart_capaian_indicator using (unit_code, period, indicator_id) "
        "where indicator_id = 'pelatihan_pegawai' and period = '2022-09' order by unit_code"
    )
    assert followed.rows(query) == [
        (30, 9.0, 20.0, 90.00, "Belum Memenuhi Ekspektasi"),
        (30, 53.0, 75.0, 100.95, "Memenuhi Ekspektasi"),
    ]
    assert followed.rows(
        "select round(nps, 2) from marts.mart_capaian_sasaran "
        "where unit_code = 'SERANG' and period = '2022-09' and sasaran_no = 9"
    ) == [(100.95,)]


@pytest.mark.slow
def test_the_report_tells_it(followed: Followed) -> None:
    html = (followed.home / "reports" / "SERANG" / "2022-09" / "lapkin.html").read_text("utf-8")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    assert "Persentase pegawai yang dilatih" in text
    assert "70,67" in text
    assert "pegawai yang dilatih / pegawai × 100" in text
    assert "PELATIHAN" in text


@pytest.mark.slow
def test_its_figure_leads_to_its_ten_cells(followed: Followed) -> None:
    told = _capaian(followed.root, "trace", "SERANG", "2022-09", "30", "--json", "--home", followed.home)
    assert told.returncode == 0, told.stderr
    cells = {cell["cell"] for cell in json.loads(told.stdout)["cells"]}
    assert cells == {f"{column}{row}" for column in "BC" for row in range(5, 10)}


@pytest.mark.slow
def test_the_other_indicators_are_as_before(followed: Followed) -> None:
    """The 23 results of September stand beside the new one."""
    results = dict(
        followed.rows(
            "select iku_no, round(realisasi, 2) from marts.fct_indicator "
            "where unit_code = 'SERANG' and period = '2022-09' and realisasi is not null"
        )
    )
    assert (results[1], results[15], results[23], results[24]) == (94.23, 4.89, 64.00, 88.59)
    assert len(results) == 24


@pytest.mark.slow
def test_a_year_has_numbers_of_its_own(followed: Followed) -> None:
    assert followed.january.returncode == 0, followed.january.stdout + followed.january.stderr
    query = (
        "select period, indicator_id, iku_no from marts.fct_indicator "
        "where indicator_id in ('rb', 'pelayanan_publik') and unit_code = 'CONTOH' order by all"
    )
    assert followed.rows(query) == [
        ("2022-09", "pelayanan_publik", 15),
        ("2022-09", "rb", 24),
        ("2023-01", "pelayanan_publik", 24),
        ("2023-01", "rb", 15),
    ]
    assert followed.rows(
        "select iku_no, round(capaian_month, 2) from marts.mart_capaian_indicator "
        "where period = '2023-01' and capaian_month is not null order by iku_no"
    ) == [(15, 105.0), (24, 105.0)]
    # What the reader landed carries the numbers of the year as well.
    assert followed.rows(
        "select distinct indikator, iku_no from raw.form_penilaian where period = '2023-01' order by 1"
    ) == [
        ("pelayanan_publik", 24),
        ("rb", 15),
    ]
