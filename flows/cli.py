"""The command line `capaian`. Text for people is Indonesian; every command gives the same as JSON with `--json`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

import click

from flows.period import Period
from flows.settings import SHIPPED_TARGETS, Home
from flows.warehouse import WarehouseBusyError

TECHNICAL_FAILURE, WRONG_USAGE = 1, 2


class _Period(click.ParamType[Period]):
    name = "PERIODE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        if isinstance(value, Period):
            return value
        try:
            return Period.parse(str(value))
        except ValueError as problem:
            self.fail(str(problem), param, ctx)


def _at_home(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options that every command takes."""
    for decorate in (
        click.option("--json", "as_json", is_flag=True, help="Keluaran sebagai JSON."),
        click.option(
            "--home",
            type=click.Path(path_type=Path),
            help="Folder kerja (bawaan: CAPAIAN_HOME, atau ./data).",
        ),
    ):
        command = decorate(command)
    return command


def _shared(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of every command on one month."""
    for decorate in (
        _at_home,
        click.option("--unit", metavar="KODE", help="Hanya kantor ini, misalnya SERANG."),
        click.argument("period", type=_Period(), metavar="PERIODE"),
    ):
        command = decorate(command)
    return command


class _Number(click.ParamType[int]):
    name = "IKU"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            return int(str(value))
        except ValueError:
            self.fail(f"nomor IKU '{value}' tidak dikenal; tulis angkanya saja, misalnya 13", param, ctx)


class _Moment(click.ParamType[str]):
    name = "WAKTU"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        import datetime as dt

        try:
            return dt.datetime.fromisoformat(str(value)).isoformat(timespec="seconds")
        except ValueError:
            self.fail(f"waktu '{value}' tidak dikenal; tulis misalnya 2022-10-05T09:00:00", param, ctx)


class _Table(click.Path):
    """A file that a table can be written to."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from flows.outgoing import ENDINGS

        path = super().convert(value, param, ctx)
        if Path(str(path)).suffix.lower() not in ENDINGS:
            self.fail(f"'{value}' harus berakhiran {' atau '.join(ENDINGS)}", param, ctx)
        return path


def _receiving(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of commands that read the inbox."""
    for decorate in (
        click.option("--inbox", type=click.Path(path_type=Path), help="Folder kiriman kantor (bawaan: HOME/inbox)."),
        click.option(
            "--received-at", type=_Moment(), metavar="WAKTU", help="Waktu terima, misalnya 2022-10-05T09:00:00."
        ),
    ):
        command = decorate(command)
    return command


# Accepted by commands that do not read the inbox, so that one set of options serves every step of a script.
_unread_inbox = click.option("--inbox", type=click.Path(path_type=Path), hidden=True, expose_value=False)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--home", type=click.Path(path_type=Path), help="Folder kerja (bawaan: CAPAIAN_HOME, atau ./data).")
@click.option("--inbox", type=click.Path(path_type=Path), help="Folder kiriman kantor (bawaan: HOME/inbox).")
@click.pass_context
def cli(context: click.Context, home: Path | None, inbox: Path | None) -> None:
    """Capaian: pertanggungjawaban kinerja bulanan kantor pemerintah."""
    given = {name: value for name, value in (("home", home), ("inbox", inbox)) if value is not None}
    nested = {
        name: dict.fromkeys(group.commands, given)
        for name, group in cli.commands.items()
        if isinstance(group, click.Group)
    }
    context.default_map = dict.fromkeys(cli.commands, given) | nested


@cli.command()
@_shared
@_receiving
def run(
    period: Period,
    unit: str | None,
    home: Path | None,
    as_json: bool,
    inbox: Path | None,
    received_at: str | None,
) -> None:
    """Menjalankan satu bulan: terima, hitung, periksa, terbitkan, laporkan."""
    place = _ready(home, unit)
    outcome = _flow(
        place,
        "flows.monthly_run:monthly_run",
        as_json,
        str(period),
        unit,
        str(place.path),
        _absolute(inbox),
        received_at or _now(),
    )
    _finish(place, period, unit, as_json, outcome.reports, outcome.ingested, inbox)


@cli.command()
@_shared
@_receiving
def ingest(
    period: Period,
    unit: str | None,
    home: Path | None,
    as_json: bool,
    inbox: Path | None,
    received_at: str | None,
) -> None:
    """Menerima kiriman saja: arsip, baca, simpan."""
    place = _ready(home, unit)
    outcome = _flow(
        place,
        "flows.ingest_submissions:ingest_submissions",
        as_json,
        str(period),
        unit,
        str(place.path),
        _absolute(inbox),
        received_at or _now(),
    )
    status = _status_of_inbox(place, period, unit)
    if as_json:
        click.echo(json.dumps({"period": str(period), "status": status, **asdict(outcome)}, ensure_ascii=False))
    else:
        for message in outcome.messages:
            click.echo(message)
        if status == 4 and not outcome.messages:
            click.echo(_nothing_came(place, period, inbox))
    sys.exit(status)


@cli.command()
@_shared
@_unread_inbox
def check(period: Period, unit: str | None, home: Path | None, as_json: bool) -> None:
    """Memeriksa isi kiriman dan memperbarui daftar temuan."""
    place = _ready(home, unit)
    counts = _flow(place, "flows.check_data:check_data", as_json, str(period), str(place.path))
    status, page = _status(place, period, unit), _page(place, period)
    if as_json:
        told = {"period": str(period), "status": status, "findings": counts, "page": page}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _show_findings(place, period, unit)
        if page:
            from flows.terminal import show_page

            show_page(page)
    sys.exit(status)


@cli.command()
@_shared
@_unread_inbox
def build(period: Period, unit: str | None, home: Path | None, as_json: bool) -> None:
    """Menghitung ulang capaian dari kiriman yang sudah diterima, memeriksa, lalu menerbitkannya."""
    place = _ready(home, unit)
    nodes = _flow(place, "flows.build_marts:build_marts", as_json, str(period), str(place.path))
    # Nothing is published unchecked: a report would look clean for want of findings.
    _flow(place, "flows.check_data:check_data", as_json, str(period), str(place.path), True)
    tables = _flow(place, "flows.publish_marts:publish_marts", as_json, str(period), str(place.path))
    status = _status(place, period, unit, drafts_count=False)
    if as_json:
        click.echo(json.dumps({"period": str(period), "status": status, "nodes": nodes, "tables": tables}))
    else:
        click.echo(f"{nodes} langkah dihitung, {len(tables)} tabel diterbitkan untuk {period}.")
    sys.exit(status)


@cli.command()
@_shared
@_unread_inbox
def report(period: Period, unit: str | None, home: Path | None, as_json: bool) -> None:
    """Menulis laporan dari hasil yang sudah diterbitkan."""
    place = _ready(home, unit)
    if not _is_published(place):
        _fail(
            TECHNICAL_FAILURE,
            f"Belum ada hasil yang diterbitkan di {place.path}. Jalankan: capaian run {period}",
        )
    reports = _flow(place, "flows.render_report:render_report", as_json, str(period), unit, str(place.path))
    _finish(place, period, unit, as_json, reports)


@cli.command()
@_shared
@_unread_inbox
@click.option("--all", "every", is_flag=True, help="Juga temuan yang sudah selesai.")
@click.option("--to", "target", type=_Table(path_type=Path), metavar="BERKAS", help="Tulis ke berkas .xlsx atau .csv.")
def findings(
    period: Period, unit: str | None, home: Path | None, as_json: bool, every: bool, target: Path | None
) -> None:
    """Menampilkan temuan: berkas, lembar, sel, isi, dan seharusnya."""
    place = _ready(home, unit)
    if target is not None:
        _write_findings(_findings(place, period, unit, every), target, period)
    elif as_json:
        click.echo(json.dumps(_findings(place, period, unit, every), ensure_ascii=False))
    else:
        _show_findings(place, period, unit, every)


@cli.group()
def archive() -> None:
    """Arsip kiriman: isi setiap berkas yang pernah diterima."""


@archive.command("verify")
@_at_home
@_unread_inbox
def archive_verify(home: Path | None, as_json: bool) -> None:
    """Menghitung ulang sidik (SHA-256) setiap isi arsip dan mencocokkannya dengan catatan penerimaan."""
    from flows.ingest.archive import verify
    from flows.ingest.intake import logged_contents
    from flows.terminal import show_damages

    place = Home.resolve(home)
    count, damages = verify(place.archive, logged_contents(place.warehouse))
    if as_json:
        told = [asdict(damage) for damage in damages]
        click.echo(json.dumps({"contents": count, "damages": told}, ensure_ascii=False))
    else:
        show_damages(count, damages)
    sys.exit(TECHNICAL_FAILURE if damages else 0)


@cli.command()
@click.argument("unit", metavar="KODE")
@click.argument("period", type=_Period(), metavar="PERIODE")
@click.argument("iku", type=_Number(), metavar="IKU")
@_at_home
@_unread_inbox
def trace(unit: str, period: Period, iku: int, home: Path | None, as_json: bool) -> None:
    """Menelusuri satu angka sampai ke sel asalnya: berkas, lembar, sel, isi, dan rumusnya."""
    from flows.trace import NotPublishedError, UnknownIndicatorError, Words, as_plain, find_trace, refuse_unknown
    from flows.warehouse.store import connect

    place = _ready(home, unit)
    try:
        refuse_unknown(iku)
        if not _is_published(place):
            _fail(
                TECHNICAL_FAILURE,
                f"Belum ada hasil yang diterbitkan di {place.path}. Jalankan: capaian run {period}",
            )
        with connect(place.warehouse, read_only=True) as connection:
            found = find_trace(connection, unit, str(period), iku)
    except UnknownIndicatorError as problem:
        _fail(WRONG_USAGE, str(problem))
    except NotPublishedError as problem:
        # As for every command: a refusal, or that nothing came, ends 4; else the month only waits to be published.
        click.echo(str(problem), err=True)
        sys.exit(_status(place, period, unit, drafts_count=False) or TECHNICAL_FAILURE)
    if as_json:
        click.echo(json.dumps(as_plain(found, Words()), ensure_ascii=False))
    else:
        from flows.terminal import show_trace

        show_trace(found, Words())


# -- what the commands share ----------------------------------------------------------------------------------------


def _now() -> str:
    """The time of receipt when none is given: the one place where the program reads the clock."""
    import datetime as dt

    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _absolute(path: Path | None) -> str | None:
    return None if path is None else str(path.resolve())


def _ready(home: Path | None, unit: str | None) -> Home:
    """The home, once it is sure that the office named is known and the targets can be read."""
    from flows.reference.targets import ReferenceProblem, load_reference
    from flows.settings_file import SettingsProblem, load_settings

    place = Home.resolve(home)
    try:
        load_settings(place.settings)
        units = [known.code for known in load_reference(place.targets, SHIPPED_TARGETS).units]
    except (ReferenceProblem, SettingsProblem) as problem:
        _fail(TECHNICAL_FAILURE, str(problem))
    if unit is not None and unit not in units:
        _fail(
            WRONG_USAGE,
            f"Kantor '{unit}' tidak dikenal. Kantor yang dikenal: {', '.join(units) or 'belum ada'}.",
        )
    return place


# What a flow will need and takes long to import: early on, and late in its work.
_HEAVY = {
    "flows.monthly_run:monthly_run": (("dbt.cli.main",), ("great_expectations.expectations",)),
    "flows.check_data:check_data": (("dbt.cli.main",), ("great_expectations.expectations",)),
    "flows.build_marts:build_marts": (("dbt.cli.main",), ()),
}


def _flow(home: Home, name: str, quiet: bool, *arguments: Any) -> Any:
    """Runs one flow and lets people see how far it is; a failure is told in words, its trace goes to the log."""
    from flows.orchestration import load_flow, wait_for
    from flows.progress import listen

    listen(None if quiet else lambda text: click.echo(text, err=True))
    try:
        if not quiet:
            click.echo("Menyiapkan", err=True)
        return wait_for(load_flow(home, name, *_HEAVY.get(name, ((), ())))(*arguments))
    except WarehouseBusyError as problem:
        _log(home, problem)
        told = str(problem)
    except Exception as problem:
        where = _log(home, problem)
        told = f"Proses berhenti karena gangguan teknis: {_first_line(problem)}\nRincian untuk tim data ada di {where}."
    # Told outside the handlers, so that the failure lets go of its connections before the process ends.
    _fail(TECHNICAL_FAILURE, f"{told} Hasil yang sudah terbit tidak berubah.")


def _first_line(problem: Exception) -> str:
    return (str(problem).splitlines() or [type(problem).__name__])[0][:300]


def _log(home: Home, problem: Exception) -> Path:
    import traceback

    path = home.path / "logs" / "failure.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(traceback.format_exception(problem)), "utf-8")
    return path


def _fail(status: int, text: str) -> NoReturn:
    click.echo(text, err=True)
    sys.exit(status)


def _status(home: Home, period: Period, unit: str | None, drafts_count: bool = True) -> int:
    from flows.summary import exit_status
    from flows.warehouse.store import connect

    with connect(home.warehouse) as connection:
        return exit_status(connection, period, unit, drafts_count)


def _status_of_inbox(home: Home, period: Period, unit: str | None) -> int:
    """Ingest alone has recorded no findings yet: a refusal is what the reader says."""
    from flows.ingest.intake import reader_findings_in_force
    from flows.warehouse.store import connect

    with connect(home.warehouse) as connection:
        if any(
            finding.severity == "reject" and (unit is None or finding.unit_code in (unit, ""))
            for finding in reader_findings_in_force(connection, period)
        ):
            return 4
    return _status(home, period, unit, drafts_count=False)


def _is_published(home: Home) -> bool:
    if not home.warehouse.exists():
        return False
    from flows.warehouse.store import connect

    with connect(home.warehouse, read_only=True) as connection:
        return bool(
            connection.execute("select 1 from information_schema.tables where table_schema = 'marts'").fetchone()
        )


def _nothing_came(home: Home, period: Period, inbox: Path | None) -> str:
    folder = inbox.resolve() if inbox else home.inbox
    return (
        f"Belum ada kiriman untuk {period} di {folder}. Letakkan berkas RHPK (.xlsx) bulan itu di sana, "
        f"lalu jalankan lagi: capaian run {period}"
    )


def _finish(
    home: Home,
    period: Period,
    unit: str | None,
    as_json: bool,
    reports: list[str],
    ingested: Any = None,
    inbox: Path | None = None,
) -> NoReturn:
    """Tells how the month stands and ends with the status that the contract gives it."""
    from flows.summary import exit_status, summarise
    from flows.warehouse.store import connect

    with connect(home.warehouse) as connection:
        status = exit_status(connection, period, unit)
        summary = summarise(connection, period, unit, status, reports, _page(home, period))
    if as_json:
        files = {} if ingested is None else {"ingested": asdict(ingested)}
        click.echo(json.dumps(asdict(summary) | files, ensure_ascii=False))
        sys.exit(status)
    from flows.terminal import show_summary

    show_summary(summary)
    if status == 4 and not summary.units and not summary.refusals:
        click.echo(_nothing_came(home, period, inbox))
    sys.exit(status)


def _page(home: Home, period: Period) -> str | None:
    """The page of all rules of a period that was checked."""
    path = home.checks / str(period) / "index.html"
    return str(path) if path.exists() else None


def _findings(home: Home, period: Period, unit: str | None, every: bool) -> list[dict[str, Any]]:
    if not _is_published(home):
        return []
    from flows.findings import TOLD_ORDER
    from flows.warehouse.store import connect

    with connect(home.warehouse, read_only=True) as connection:
        cursor = connection.execute(
            "select * from marts.mart_findings where period = ? and coalesce(unit_code = ? or unit_code = '', true) "
            f"and (status = 'open' or ?) order by unit_code, {TOLD_ORDER}",
            [str(period), unit, every],
        )
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _show_findings(home: Home, period: Period, unit: str | None, every: bool = False) -> None:
    from flows.terminal import show_findings

    show_findings(_findings(home, period, unit, every), str(period))


def _write_findings(rows: list[dict[str, Any]], target: Path, period: Period) -> None:
    from flows.outgoing import findings_table, write_table

    write_table(target, f"Temuan {period}", *findings_table(rows), period)
    click.echo(f"{len(rows)} temuan ditulis ke {target}.")


def main() -> None:
    """Entry point: wrong usage is told in Indonesian and ends 2."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as problem:
        click.echo(problem.ctx.get_help() if problem.ctx else str(problem))
        sys.exit(WRONG_USAGE)
    except click.UsageError as problem:
        _fail(WRONG_USAGE, _usage_text(problem))
    except WarehouseBusyError as problem:
        _fail(TECHNICAL_FAILURE, str(problem))
    except click.Abort:
        _fail(TECHNICAL_FAILURE, "Dihentikan. Hasil yang sudah terbit tidak berubah.")
    except BrokenPipeError:
        sys.exit(TECHNICAL_FAILURE)


def _usage_text(problem: click.UsageError) -> str:
    help_line = f"Lihat: {problem.ctx.command_path} --help" if problem.ctx else "Lihat: capaian --help"
    if isinstance(problem, click.MissingParameter):
        name = problem.param.human_readable_name if problem.param else ""
        text = f"{name} belum diisi, misalnya 2022-09." if "PERIODE" in name else f"{name} belum diisi."
    elif isinstance(problem, click.NoSuchOption):
        text = f"Pilihan {problem.option_name} tidak dikenal."
    elif isinstance(problem, click.BadParameter):
        text = f"{problem.message[:1].upper()}{problem.message[1:]}."
    else:
        text = f"Perintah tidak dikenal atau tidak lengkap ({problem.format_message()})"
    return f"{text}\n{help_line}"
