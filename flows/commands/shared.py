"""What commands share: the home made ready, a flow run, a month's status, a failure told in words."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from flows.clock import now
from flows.period import Period
from flows.settings import SHIPPED_TARGETS, Home
from flows.warehouse import WarehouseError

if TYPE_CHECKING:
    from flows.monthly_run import MonthlyRun

TECHNICAL_FAILURE, WRONG_USAGE = 1, 2


def absolute(path: Path | None) -> str | None:
    """A path as flows take it, whatever folder they run in."""
    return None if path is None else str(path.resolve())


def ready_home(home: Path | None, unit: str | None) -> Home:
    """The home, once it is sure that the office named is known and the targets can be read."""
    from flows.reference.calendar import load_calendar
    from flows.reference.drafts import complete_imports
    from flows.reference.targets import ReferenceProblem, load_reference
    from flows.report.office import check_offices
    from flows.settings_file import SettingsProblem, load_settings

    place = Home.resolve(home)
    complete_imports(place)
    try:
        load_settings(place.settings)
        load_calendar(place)
        check_offices(place.offices)
        units = [known.code for known in load_reference(place.targets, SHIPPED_TARGETS).units]
    except (ReferenceProblem, SettingsProblem) as problem:
        fail(TECHNICAL_FAILURE, str(problem))
    if unit is not None and unit not in units:
        fail(
            WRONG_USAGE,
            f"Kantor '{unit}' tidak dikenal. Kantor yang dikenal: {', '.join(units) or 'belum ada'}.",
        )
    return place


# What flows need early and takes long to have: readers where they take in, the project where they build.
_READERS, _PROJECT = "flows.ingest.readers:get_ready", "flows.warehouse.dbt:read_project"
_EARLY = {
    "flows.backfill:backfill": (_READERS, _PROJECT),
    "flows.monthly_run:monthly_run": (_READERS, _PROJECT),
    "flows.ingest_submissions:ingest_submissions": (_READERS,),
    "flows.check_data:check_data": (_PROJECT,),
    "flows.build_marts:build_marts": (_PROJECT,),
}


def run_flow(home: Home, name: str, quiet: bool, *arguments: Any) -> Any:
    """Runs one flow and lets people see how far it is; a failure is told in words, its trace goes to the log."""
    from flows.orchestration import load_flow, wait_for
    from flows.progress import listen

    listen(None if quiet else lambda text: click.echo(text, err=True))
    try:
        if not quiet:
            click.echo("Menyiapkan", err=True)
        return wait_for(load_flow(home, name, _EARLY.get(name, ()))(*arguments))
    except Exception as problem:
        told, cause, where = explain(home, problem)
    # Told outside the handlers, so that the failure lets go of its connections before the process ends.
    tell_of_failure(home, name.partition(":")[2], str(arguments[0]), cause, where)
    fail(TECHNICAL_FAILURE, f"{told} Hasil yang sudah terbit tidak berubah.")


def explain(home: Home, problem: Exception) -> tuple[str, str, str]:
    """What people are told of a failure, its cause alone, and where its trace was written."""
    from flows.running.lock import HomeBusyError
    from flows.trouble import in_words, say

    where = _log(home, problem)
    told_so = isinstance(problem, WarehouseError | HomeBusyError)
    cause = str(problem) if told_so else in_words(problem, home.path, home.warehouse)
    if cause is not None:
        return cause, cause, where
    cause = (str(problem).splitlines() or [type(problem).__name__])[0][:300]
    return f"{say('unexpected', cause=cause)}\nRincian untuk tim data ada di {where}.", cause, where


def told_in_words(command: Callable[..., Any]) -> Callable[..., Any]:
    """A command whose failures are told in words and end 1, whatever they are: no trace is for those who use it."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        try:
            return command(*arguments, **options)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as problem:
            told = explain(Home.resolve(options.get("home")), problem)[0]
        fail(TECHNICAL_FAILURE, told)

    return run


def tell_of_failure(home: Home, flow: str, period: str, cause: str, where: str) -> None:
    """Tells the data team of a command that failed; what is not accepted is said here and waits."""
    from flows.alerts.failure import tell_failure

    for waiting in tell_failure(home, flow, period, cause, where, now()).waiting:
        click.echo(f"Pemberitahuan gangguan belum terkirim, {waiting.channel}: {waiting.problem}", err=True)


def _log(home: Home, problem: Exception) -> str:
    """Where the trace was written: in the home, or where the system keeps what passes when the home takes nothing."""
    import tempfile
    import traceback

    trace = "".join(traceback.format_exception(problem))
    for folder in (home.path / "logs", Path(tempfile.gettempdir())):
        path = folder / ("failure.log" if folder.name == "logs" else "capaian-failure.log")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(trace, "utf-8")
        except OSError:
            continue
        return str(path)
    return "(tidak dapat ditulis)"


def fail(status: int, text: str) -> NoReturn:
    """Says why, and ends."""
    click.echo(text, err=True)
    sys.exit(status)


@contextmanager
def alone(
    home: Home, name: str, period: Period | None = None, unit: str | None = None, changes_figures: bool = True
) -> Iterator[None]:
    """Work on a home without a flow: no other process writes meanwhile, and it is on record.

    Raises:
        HomeBusyError: another run works there and did not end in time.
    """
    from flows.progress import listen
    from flows.running.work import writing

    listen(lambda text: click.echo(text, err=True))
    with writing(home, name, "" if period is None else str(period), unit or "", changes_figures):
        yield


def month_status(home: Home, period: Period, unit: str | None, drafts_count: bool = True) -> int:
    """The exit status that the contract gives a month as it stands."""
    from flows.summary import exit_status
    from flows.warehouse.store import connect

    with connect(home.warehouse) as connection:
        return exit_status(connection, period, unit, drafts_count)


def inbox_status(home: Home, period: Period, unit: str | None) -> int:
    """Ingest alone has recorded no findings yet: a refusal is what the reader says."""
    from flows.ingest.intake import reader_findings_in_force
    from flows.warehouse.store import connect

    with connect(home.warehouse) as connection:
        if any(
            finding.severity == "reject" and (unit is None or finding.unit_code in (unit, ""))
            for finding in reader_findings_in_force(connection, period)
        ):
            return 4
    return month_status(home, period, unit, drafts_count=False)


def is_published(home: Home) -> bool:
    """Whether anything was ever published in this home."""
    if not home.warehouse.exists():
        return False
    from flows.warehouse.store import connect

    with connect(home.warehouse, read_only=True) as connection:
        return bool(
            connection.execute("select 1 from information_schema.tables where table_schema = 'marts'").fetchone()
        )


def nothing_came(home: Home, period: Period, inbox: Path | None) -> str:
    """What to say when nothing for the period lies in the inbox."""
    folder = inbox.resolve() if inbox else home.inbox
    return (
        f"Belum ada kiriman untuk {period} di {folder}. Letakkan berkas RHPK (.xlsx) bulan itu di sana, "
        f"lalu jalankan lagi: capaian run {period}"
    )


def rules_page(home: Home, period: Period) -> str | None:
    """The page of all rules of a period that was checked."""
    path = home.checks / str(period) / "index.html"
    return str(path) if path.exists() else None


def national_page(home: Home, period: Period) -> str | None:
    """The page of all offices of a period, where there are several."""
    from flows.report.national import page_of

    path = page_of(home, period)
    return str(path) if path.exists() else None


def finish_month(
    home: Home,
    period: Period,
    unit: str | None,
    as_json: bool,
    reports: list[str],
    done: MonthlyRun | None = None,
    inbox: Path | None = None,
) -> NoReturn:
    """Tells how the month stands and ends with the status that the contract gives it."""
    from flows.summary import exit_status, summarise
    from flows.warehouse.store import connect

    with connect(home.warehouse) as connection:
        status = exit_status(connection, period, unit)
        pages = rules_page(home, period), national_page(home, period)
        summary = summarise(connection, period, unit, status, reports, *pages)
    if as_json:
        more = {} if done is None else {name: part for name, part in asdict(done).items() if name != "reports"}
        click.echo(json.dumps(asdict(summary) | more, ensure_ascii=False))
        sys.exit(status)
    from flows.terminal import show_summary

    show_summary(summary)
    if done is not None and done.later:
        click.echo(f"Bulan sesudahnya yang ikut berubah sudah dihitung ulang: {', '.join(done.later)}")
    if status == 4 and not summary.units and not summary.refusals:
        click.echo(nothing_came(home, period, inbox))
    sys.exit(status)
