"""The command line `capaian`. Text for people is Indonesian; every command gives the same as JSON with `--json`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from flows.clock import now
from flows.commands import answers
from flows.commands.alerts import alerts
from flows.commands.automations import automations
from flows.commands.backfill import backfill
from flows.commands.compare import compare
from flows.commands.evidence import evidence
from flows.commands.matriks import matriks
from flows.commands.national import national
from flows.commands.options import (
    IndicatorNumber,
    PeriodType,
    TableFile,
    at_home,
    on_a_month,
    receiving,
    unread_inbox,
)
from flows.commands.reconcile import reconcile
from flows.commands.remind import remind
from flows.commands.shared import (
    TECHNICAL_FAILURE,
    WRONG_USAGE,
    absolute,
    fail,
    finish_month,
    inbox_status,
    is_published,
    month_status,
    nothing_came,
    ready_home,
    rules_page,
    run_flow,
)
from flows.commands.status import status
from flows.commands.targets import targets
from flows.commands.upkeep import backup, doctor, restore
from flows.commands.verify import verify
from flows.period import Period
from flows.settings import Home


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
@on_a_month
@receiving
def run(
    period: Period,
    unit: str | None,
    home: Path | None,
    as_json: bool,
    inbox: Path | None,
    received_at: str | None,
) -> None:
    """Menjalankan satu bulan: terima, hitung, periksa, terbitkan, laporkan."""
    place = ready_home(home, unit)
    outcome = run_flow(
        place,
        "flows.monthly_run:monthly_run",
        as_json,
        str(period),
        unit,
        str(place.path),
        absolute(inbox),
        received_at or now(),
    )
    finish_month(place, period, unit, as_json, outcome.reports, outcome, inbox)


@cli.command()
@on_a_month
@receiving
def ingest(
    period: Period,
    unit: str | None,
    home: Path | None,
    as_json: bool,
    inbox: Path | None,
    received_at: str | None,
) -> None:
    """Menerima kiriman saja: arsip, baca, simpan."""
    place = ready_home(home, unit)
    outcome = run_flow(
        place,
        "flows.ingest_submissions:ingest_submissions",
        as_json,
        str(period),
        unit,
        str(place.path),
        absolute(inbox),
        received_at or now(),
    )
    status = inbox_status(place, period, unit)
    if as_json:
        click.echo(json.dumps({"period": str(period), "status": status, **asdict(outcome)}, ensure_ascii=False))
    else:
        for message in outcome.messages:
            click.echo(message)
        if status == 4 and not outcome.messages:
            click.echo(nothing_came(place, period, inbox))
    sys.exit(status)


@cli.command()
@on_a_month
@unread_inbox
def check(period: Period, unit: str | None, home: Path | None, as_json: bool) -> None:
    """Memeriksa isi kiriman dan memperbarui daftar temuan."""
    place = ready_home(home, unit)
    counts = run_flow(place, "flows.check_data:check_data", as_json, str(period), str(place.path))
    status, page = month_status(place, period, unit), rules_page(place, period)
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
@on_a_month
@unread_inbox
def build(period: Period, unit: str | None, home: Path | None, as_json: bool) -> None:
    """Menghitung ulang capaian dari kiriman yang sudah diterima, memeriksa, lalu menerbitkannya."""
    place = ready_home(home, unit)
    nodes = run_flow(place, "flows.build_marts:build_marts", as_json, str(period), str(place.path))
    # Nothing is published unchecked: a report would look clean for want of findings.
    run_flow(place, "flows.check_data:check_data", as_json, str(period), str(place.path), True)
    tables = run_flow(place, "flows.publish_marts:publish_marts", as_json, str(period), str(place.path))
    status = month_status(place, period, unit, drafts_count=False)
    if as_json:
        click.echo(json.dumps({"period": str(period), "status": status, "nodes": nodes, "tables": tables}))
    else:
        click.echo(f"{nodes} langkah dihitung, {len(tables)} tabel diterbitkan untuk {period}.")
    sys.exit(status)


@cli.command()
@on_a_month
@unread_inbox
def report(period: Period, unit: str | None, home: Path | None, as_json: bool) -> None:
    """Menulis laporan dari hasil yang sudah diterbitkan."""
    place = ready_home(home, unit)
    if not is_published(place):
        fail(
            TECHNICAL_FAILURE,
            f"Belum ada hasil yang diterbitkan di {place.path}. Jalankan: capaian run {period}",
        )
    reports = run_flow(place, "flows.render_report:render_report", as_json, str(period), unit, str(place.path))
    finish_month(place, period, unit, as_json, reports)


@cli.command()
@on_a_month
@unread_inbox
@click.option("--all", "every", is_flag=True, help="Juga temuan yang sudah selesai.")
@click.option(
    "--to", "target", type=TableFile(path_type=Path), metavar="BERKAS", help="Tulis ke berkas .xlsx atau .csv."
)
def findings(
    period: Period, unit: str | None, home: Path | None, as_json: bool, every: bool, target: Path | None
) -> None:
    """Menampilkan temuan: berkas, lembar, sel, isi, dan seharusnya."""
    place = ready_home(home, unit)
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
@at_home
@unread_inbox
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
@click.argument("period", type=PeriodType(), metavar="PERIODE")
@click.argument("iku", type=IndicatorNumber(), metavar="IKU")
@at_home
@unread_inbox
def trace(unit: str, period: Period, iku: int, home: Path | None, as_json: bool) -> None:
    """Menelusuri satu angka sampai ke sel asalnya: berkas, lembar, sel, isi, dan rumusnya."""
    from flows.trace import NotPublishedError, UnknownIndicatorError, Words, as_plain, find_trace, refuse_unknown
    from flows.warehouse.store import connect

    place = ready_home(home, unit)
    try:
        refuse_unknown(iku)
        if not is_published(place):
            fail(
                TECHNICAL_FAILURE,
                f"Belum ada hasil yang diterbitkan di {place.path}. Jalankan: capaian run {period}",
            )
        with connect(place.warehouse, read_only=True) as connection:
            found = find_trace(connection, unit, str(period), iku)
    except UnknownIndicatorError as problem:
        fail(WRONG_USAGE, str(problem))
    except NotPublishedError as problem:
        # As for every command: a refusal, or that nothing came, ends 4; else the month only waits to be published.
        click.echo(str(problem), err=True)
        sys.exit(month_status(place, period, unit, drafts_count=False) or TECHNICAL_FAILURE)
    if as_json:
        click.echo(json.dumps(as_plain(found, Words()), ensure_ascii=False))
    else:
        from flows.terminal import show_trace

        show_trace(found, Words())


answers.register(cli)
cli.add_command(alerts)
cli.add_command(automations)
cli.add_command(backfill)
cli.add_command(compare)
cli.add_command(reconcile)
cli.add_command(remind)
cli.add_command(status)
cli.add_command(targets)
cli.add_command(evidence)
cli.add_command(verify)
cli.add_command(backup)
cli.add_command(restore)
cli.add_command(doctor)
cli.add_command(matriks)
cli.add_command(national)


def _findings(home: Home, period: Period, unit: str | None, every: bool) -> list[dict[str, Any]]:
    if not is_published(home):
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
    from flows.terminal import show_findings, show_waiting

    show_findings(_findings(home, period, unit, every), str(period))
    show_waiting(_waiting(home, period, unit))


def _waiting(home: Home, period: Period, unit: str | None) -> int:
    if not home.warehouse.exists():
        return 0
    from flows.answers.finals import waiting
    from flows.warehouse.store import connect

    with connect(home.warehouse, read_only=True) as connection:
        return waiting(connection, str(period), unit)


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
        fail(WRONG_USAGE, _usage_text(problem))
    except click.Abort:
        fail(TECHNICAL_FAILURE, "Dihentikan. Hasil yang sudah terbit tidak berubah.")
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
