"""Arguments and options that commands share, and how they are told when they are wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from flows.commands.shared import told_in_words
from flows.period import Period


class PeriodType(click.ParamType[Period]):
    """A month, `2022-09`."""

    name = "PERIODE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        if isinstance(value, Period):
            return value
        try:
            return Period.parse(str(value))
        except ValueError as problem:
            self.fail(str(problem), param, ctx)


def at_home(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options that every command takes, and its failures told in words."""
    command = told_in_words(command)
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


def on_a_month(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of every command on one month."""
    for decorate in (
        at_home,
        click.option("--unit", metavar="KODE", help="Hanya kantor ini, misalnya SERANG."),
        click.argument("period", type=PeriodType(), metavar="PERIODE"),
    ):
        command = decorate(command)
    return command


class IndicatorNumber(click.ParamType[int]):
    """The number of an indicator."""

    name = "IKU"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            return int(str(value))
        except ValueError:
            self.fail(f"nomor IKU '{value}' tidak dikenal; tulis angkanya saja, misalnya 13", param, ctx)


class Moment(click.ParamType[str]):
    """A date and time, as ISO text to the second."""

    name = "WAKTU"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        import datetime as dt

        try:
            return dt.datetime.fromisoformat(str(value)).isoformat(timespec="seconds")
        except ValueError:
            self.fail(f"waktu '{value}' tidak dikenal; tulis misalnya 2022-10-05T09:00:00", param, ctx)


class TableFile(click.Path):
    """A file that a table can be written to."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from flows.outgoing import ENDINGS

        path = super().convert(value, param, ctx)
        if Path(str(path)).suffix.lower() not in ENDINGS:
            self.fail(f"'{value}' harus berakhiran {' atau '.join(ENDINGS)}", param, ctx)
        return path


class SourceFile(click.ParamType[Path]):
    """A file that is there to be read."""

    name = "BERKAS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(str(value))
        if not path.is_file():
            self.fail(f"berkas '{value}' tidak ada; periksa nama dan foldernya", param, ctx)
        return path


def receiving(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of commands that read the inbox."""
    for decorate in (
        click.option("--inbox", type=click.Path(path_type=Path), help="Folder kiriman kantor (bawaan: HOME/inbox)."),
        click.option(
            "--received-at", type=Moment(), metavar="WAKTU", help="Waktu terima, misalnya 2022-10-05T09:00:00."
        ),
    ):
        command = decorate(command)
    return command


# Accepted by commands that do not read the inbox, so that one set of options serves every step of a script.
unread_inbox = click.option("--inbox", type=click.Path(path_type=Path), hidden=True, expose_value=False)


def of_default(default: str) -> type[click.Group]:
    """A group whose own arguments are those of one of its commands, the one that is meant when none is named.

    As with any other command, options may stand before the arguments.
    """

    class WithDefault(click.Group):
        def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
            if args and args[0] not in ctx.help_option_names:
                named = next((word for word in args if word in self.commands), default)
                args = [named, *(word for word in args if word != named)]
            return super().parse_args(ctx, args)

    return WithDefault
