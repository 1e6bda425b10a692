"""The command line: statuses, words, JSON."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.alerts.conftest import free_port

from .conftest import CAPAIAN, CORRECTED, FIRST, Month, capaian, everything, rows


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["run"], "2022-09"),
        (["run", "2022-13"], "2022-13"),
        (["run", "September"], "September"),
        (["run", "2022-09", "--unit", "TIDAKADA"], "TIDAKADA"),
        (["jalan", "2022-09"], "--help"),
        (["run", "2022-09", "--warna"], "--warna"),
        (["run", "2022-09", "--received-at", "kemarin"], "kemarin"),
    ],
)
def test_wrong_usage_ends_2_and_is_told_in_indonesian(
    arguments: list[str], word: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("usage") / "home"
    outcome = capaian(*arguments, home=home) if arguments[0] == "run" else _plain(arguments)
    assert outcome.status == 2
    assert word in outcome.err
    assert "Usage" not in outcome.err
    assert "Traceback" not in outcome.err


def _plain(arguments: list[str]):  # type: ignore[no-untyped-def]
    from .conftest import Outcome

    done = subprocess.run([CAPAIAN, *arguments], capture_output=True, text=True, check=False)
    return Outcome(done.returncode, done.stdout, done.stderr)


def test_help_loads_nothing_heavy() -> None:
    heavy = {"prefect", "dbt", "great_expectations", "pandas", "duckdb"}
    code = f"import sys, flows.cli; print(sorted({heavy} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_findings_tell_file_sheet_cell_value_and_what_to_do(golden: Month) -> None:
    outcome = capaian("findings", "2022-09", home=golden.home)
    assert outcome.status == 0
    assert "RHPK_SERANG_2022-09.xlsx · PERKARA · E6" in outcome.out
    assert outcome.out.index("PERKARA · E6") < outcome.out.index("MATRIKS CAPAIAN · F30")  # heaviest first


def test_findings_as_json(golden: Month) -> None:
    outcome = capaian("findings", "2022-09", "--unit", "SERANG", "--json", home=golden.home)
    found = json.loads(outcome.out)
    assert {row["severity"] for row in found} == {"block", "warn"}
    case = next(row for row in found if row["sheet"] == "PERKARA" and row["cell"].startswith("E6"))
    assert (case["value"], case["expected"], case["iku_no"], case["status"]) == ("4", "5", 23, "open")


def test_report_alone_ends_as_the_month_stands(golden: Month, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(golden.home, home)
    outcome = capaian("report", "2022-09", "--json", home=home)
    assert outcome.status == 3
    [unit] = json.loads(outcome.out)["units"]
    assert unit["classes"] == {
        "Memenuhi Ekspektasi": 11,
        "Belum Memenuhi Ekspektasi": 5,
        "Tidak Memenuhi Ekspektasi": 3,
        "Tidak Dapat Disimpulkan": 1,
    }
    assert unit["findings"]["block"] == 4
    assert unit["report"].endswith("reports/SERANG/2022-09/lapkin.html")


def test_report_before_anything_was_published_says_what_to_run(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    outcome = capaian("report", "2022-09", home=tmp_path_factory.mktemp("empty") / "home")
    assert outcome.status == 1
    assert "capaian run 2022-09" in outcome.err


def test_options_may_stand_before_the_command(golden: Month) -> None:
    outcome = _plain(["--home", str(golden.home), "--inbox", "mana saja", "findings", "2022-09", "--json"])
    assert outcome.status == 0
    assert len(json.loads(outcome.out)) > 4


@pytest.mark.slow
def test_the_steps_one_by_one_end_as_the_whole_month(golden: Month, tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("steps") / "home"
    received = ("--inbox", FIRST, "--received-at", "2022-10-05T09:00:00")
    assert capaian("ingest", "2022-09", *received, home=home).status == 0
    checked = capaian("check", "2022-09", home=home)
    assert checked.status == 3
    assert "PERKARA · E6" in checked.out
    assert rows(home, "select count(*) from marts.mart_findings where severity = 'block'") == [(4,)]
    assert capaian("build", "2022-09", home=home).status == 0
    assert capaian("report", "2022-09", home=home).status == 3
    assert everything(home) == everything(golden.home)
    report = "reports/SERANG/2022-09/lapkin.html"
    assert (home / report).read_bytes() == (golden.home / report).read_bytes()


def test_findings_as_a_workbook_to_pass_on(golden: Month, tmp_path: Path) -> None:
    target = tmp_path / "temuan.xlsx"
    outcome = capaian("findings", "2022-09", "--to", target, home=golden.home)
    [(number,)] = rows(golden.home, "select count(*) from marts.mart_findings where status = 'open'")
    assert (outcome.status, outcome.out) == (0, f"{number} temuan ditulis ke {target}.\n")
    sheet = openpyxl.load_workbook(target)["Temuan 2022-09"]
    cells = {tuple(row[3:7]) for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert (23, "RHPK_SERANG_2022-09.xlsx", "MATRIKS CAPAIAN", "L30") in cells
    assert (21, "RHPK_SERANG_2022-09.xlsx", "SAMPEL STANDAR", "E4") in cells
    assert (None, "RHPK_SERANG_2022-09.xlsx", "UJI REGIONAL", "G91, L91") in cells
    assert capaian("findings", "2022-09", "--to", tmp_path / "temuan.doc", home=golden.home).status == 2


def test_the_archive_proves_itself(golden: Month, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(golden.home, home)
    whole = capaian("archive", "verify", home=home)
    assert (whole.status, whole.out) == (0, "1 isi arsip diperiksa, semuanya utuh.\n")
    (kept,) = [path for path in (home / "archive").rglob("*") if path.is_file()]
    kept.chmod(0o644)
    kept.write_bytes(b"lain")
    damaged = capaian("archive", "verify", "--json", home=home)
    assert damaged.status == 1
    assert json.loads(damaged.out) == {"contents": 1, "damages": [{"identity": kept.name, "kind": "changed"}]}


def test_limits_are_settings_of_the_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.yml").write_text("limits: {unpacked_mb: 0}\n")
    wrong = capaian("ingest", "2022-09", "--inbox", FIRST, home=home)
    assert wrong.status == 1
    assert "limits.unpacked_mb" in wrong.err
    assert "Traceback" not in wrong.err
    (home / "settings.yml").write_text("limits: {cells: 100}\n")
    small = capaian("ingest", "2022-09", "--inbox", FIRST, home=home)
    assert small.status == 4
    assert "terlalu besar" in small.out


def test_a_server_that_is_away_is_told_with_what_to_do(golden: Month, tmp_path: Path) -> None:
    """Nothing is lost: the workbook is still in the inbox, and what was published stands."""
    home = tmp_path / "home"
    shutil.copytree(golden.home, home)
    before = everything(home)
    away = f"http://127.0.0.1:{free_port()}/api"
    for command in (("run", "2022-09", "--inbox", CORRECTED), ("automations",)):
        done = capaian(*command, home=home, server=away)
        assert (done.status, "Traceback" in done.err) == (1, False)
        assert "Server Prefect tidak menjawab" in done.err
    assert everything(home) == before
