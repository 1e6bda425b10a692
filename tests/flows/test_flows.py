"""The flows in Prefect's test harness: the order of the month, and that a failure leaves what was published."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from .conftest import FIRST, ROOT, Month, everything, rows


@pytest.fixture(scope="module")
def harness() -> Iterator[None]:
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=90):
        yield


@pytest.fixture
def home(golden: Month, tmp_path: Path) -> Path:
    place = tmp_path / "home"
    shutil.copytree(golden.home, place)
    return place


def test_every_deployment_names_a_flow() -> None:
    deployments = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]
    assert [deployment["name"] for deployment in deployments] == [
        "monthly-run",
        "ingest-submissions",
        "build-marts",
        "check-data",
        "publish-marts",
        "render-report",
        "send-alerts",
        "scheduled-month",
        "look-at-inbox",
        "remind",
        "quarterly-report",
        "backfill",
        "tend-run",
    ]
    for deployment in deployments:
        path, name = deployment["entrypoint"].split(":")
        module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
        assert getattr(module, name).name == deployment["name"]


async def _artifact(key: str) -> str:
    """What Prefect keeps beside the run."""
    from prefect.artifacts import Artifact

    found = await Artifact.aget(key=key)
    assert found is not None
    return str(found.data)


@pytest.mark.usefixtures("harness")
async def test_the_month_as_a_flow(tmp_path: Path) -> None:
    from flows.monthly_run import monthly_run

    home = tmp_path / "home"
    outcome = await monthly_run("2022-09", None, str(home), str(FIRST), "2022-10-05T09:00:00")
    assert outcome.ingested.accepted == ["RHPK_SERANG_2022-09.xlsx"]
    assert outcome.reports == [str(home / "reports" / "SERANG" / "2022-09" / "lapkin.html")]
    assert rows(home, "select count(*) from marts.fct_indicator") == [(29,)]
    assert await _artifact("bulan-2022-09") == (ROOT / "tests" / "running" / "month.md").read_text("utf-8").replace(
        "HOME", str(home)
    )


@pytest.mark.slow
@pytest.mark.usefixtures("harness")
async def test_a_build_that_fails_leaves_what_was_published(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    from flows.monthly_run import monthly_run
    from flows.warehouse.dbt import BuildError

    before = {name: found for name, found in everything(home).items() if name.startswith("marts.")}
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute("insert into raw.submissions select * from raw.submissions")  # a key that is no key any more
        connection.execute("insert into raw.form_versions select * from raw.form_versions")
        connection.execute("insert into raw.targets select * from raw.targets")
    monkeypatch.setattr("flows.ingest.intake.replace_all", lambda *_: 0)  # keep the doubled targets
    monkeypatch.setattr("flows.orchestration._loaded", [])  # as in a worker
    (home / "settings.yml").write_text("alerts: {default: ['json://127.0.0.1:1/nobody']}\n")
    with pytest.raises(BuildError):
        await monthly_run("2022-09", None, str(home), str(FIRST), "2022-10-06T09:00:00")
    assert {name: found for name, found in everything(home).items() if name.startswith("marts.")} == before
    # Told once, by the month and not by its step, and kept until someone is there to accept it.
    ((kind, state, title, body),) = rows(home, "select kind, state, title, body from raw.alerts")
    assert (kind, state, title) == ("failure", "pending", "Gangguan teknis: proses bulanan 2022-09 berhenti")
    assert "BuildError" in body


@pytest.mark.usefixtures("harness")
async def test_alerts_as_a_flow(home: Path) -> None:
    from flows.send_alerts import send_alerts

    (home / "settings.yml").write_text("alerts: {Penindakan: ['json://127.0.0.1:1/nobody']}\n")
    outcome = await send_alerts("2022-09", None, str(home))
    assert [waiting.problem for waiting in outcome.waiting] == ["server tidak dapat dihubungi"]
    (home / "settings.yml").write_text("alerts: {Penindakkan: ['json://127.0.0.1:1/nobody']}\n")
    assert await send_alerts("2022-09", None, str(home)) == type(outcome)()  # told, never raised
    assert "SettingsProblem" in (home / "logs" / "alerts.log").read_text("utf-8")


async def test_publishing_is_all_or_nothing(home: Path) -> None:
    import duckdb

    from flows.period import Period
    from flows.warehouse.publish import publish

    before = {name: found for name, found in everything(home).items() if name.startswith("marts.")}
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute("update candidate.fct_indicator set realisasi = 1")
        connection.execute(
            "create or replace view candidate.mart_sasaran_lain as select 1 / 0 as x, 'a'::int as period"
        )
        with pytest.raises(duckdb.Error):
            publish(connection, Period(2022, 9))
    assert {name: found for name, found in everything(home).items() if name.startswith("marts.")} == before


@pytest.mark.parametrize(
    ("stage", "period"), [("building", "2022-09"), ("built", "2022-09"), ("checked", "2022-08"), ("checked", None)]
)
def test_only_what_is_whole_and_checked_is_published(home: Path, stage: str, period: str | None) -> None:
    """What a killed build or check leaves, or a build of another month, is no candidate; nor is what no one built."""
    import duckdb

    from flows.check_data import suite_findings
    from flows.checks.catalogue import load_catalogue
    from flows.period import Period
    from flows.publish_marts import publish_candidates
    from flows.settings import EXPECTATIONS, Home
    from flows.warehouse.publish import UnfinishedError

    assert rows(home, "select * from raw.candidates") == [("2022-09", "checked")]
    before = everything(home)["marts.fct_indicator"]
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute("delete from raw.candidates")
        if period:
            connection.execute("insert into raw.candidates values (?, ?)", [period, stage])
        connection.execute("update candidate.fct_indicator set realisasi = 1")
    with pytest.raises(UnfinishedError, match="Jalankan: capaian run 2022-09"):
        publish_candidates.fn(Home(home), Period(2022, 9))
    assert everything(home)["marts.fct_indicator"] == before
    if stage != "built":
        with pytest.raises(UnfinishedError):
            suite_findings.fn(Home(home), Period(2022, 9), load_catalogue(EXPECTATIONS))
