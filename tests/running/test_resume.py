"""A real month killed in each of its steps goes on there: what was finished before does not run again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.flows.conftest import CAPAIAN, CORRECTED, Month, capaian, environment, golden, rows
from tests.flows.killing import kill, report_of, start, state_of, wait_for_line

__all__ = ["golden"]

STEPS = ["ingest-submissions", "build-marts", "check-data", "publish-marts", "render-report", "report SERANG"]
# What a run says when it is in a step, and the steps that are finished then.
MOMENTS = {
    "Membaca kiriman": [],
    "Menghitung": STEPS[:1],
    "Memeriksa": STEPS[:2],
    "Menerbitkan": STEPS[:3],
    "Menulis laporan": STEPS[:4],
}
ARGUMENTS = ("run", "2022-09", "--inbox", CORRECTED, "--received-at", "2022-10-07T09:00:00")


def _steps(home: Path, state: str) -> list[str]:
    """Steps of the last run in that state, in their order."""
    found = rows(
        home,
        "select step from history.steps where state = ? and run_id = "
        "(select run_id from history.runs order by log desc limit 1) order by step_no",
        state,
    )
    return [step for (step,) in found]


@pytest.fixture(scope="module")
def whole(golden: Month, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same month without a kill."""
    home = tmp_path_factory.mktemp("whole") / "home"
    shutil.copytree(golden.home, home)
    assert capaian(*ARGUMENTS, home=home).status == 3
    return home


@pytest.mark.slow
@pytest.mark.parametrize("said", MOMENTS)
def test_a_month_goes_on_at_the_step_in_which_it_was_killed(
    golden: Month, whole: Path, tmp_path: Path, said: str
) -> None:
    home = tmp_path / "home"
    shutil.copytree(golden.home, home)
    process = start([CAPAIAN, *ARGUMENTS, "--home", home], environment() | {"PREFECT_HOME": str(tmp_path / "prefect")})
    wait_for_line(process, said)
    kill(process)
    done = capaian(*ARGUMENTS, home=home)
    assert done.status == 3, done.err
    assert _steps(home, "kept") == MOMENTS[said]
    assert [step for step in STEPS if step in _steps(home, "done")] == [s for s in STEPS if s not in MOMENTS[said]]
    assert rows(home, "select state from history.runs order by log desc limit 2") == [("done",), ("killed",)]
    kept_for, before = rows(home, "select goes_on_for, lag(run_id) over (order by log) from history.runs")[-1]
    assert kept_for == (before if MOMENTS[said] else kept_for)
    assert state_of(home).part("marts") == state_of(whole).part("marts")
    for path in report_of(whole).iterdir():
        if path.suffix != ".docx":  # a zip of the same content
            assert (report_of(home) / path.name).read_bytes() == path.read_bytes()


@pytest.mark.slow
def test_a_report_that_fails_leaves_the_others_done_and_is_told(golden: Month, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(golden.home, home)
    blocked = home / "reports" / "SERANG" / "2022-09"
    shutil.rmtree(blocked)
    blocked.write_text("a file where the folder belongs", "utf-8")
    done = capaian("report", "2022-09", home=home)
    assert done.status == 1
    assert "Laporan belum dapat ditulis untuk SERANG" in done.err
    blocked.unlink()
    assert capaian("report", "2022-09", home=home).status == 3
    assert (blocked / "lapkin.html").exists()
