"""Reports in processes beside the run's own: they load while the figures are worked out, and write side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from flows.report.render import PAGE, PAPER, SKINS, put_files, report_files
from flows.report.standing import Standing, ground_of
from flows.running.aside import Aside
from flows.running.log import say
from flows.settings import Home
from flows.settings_file import load_settings
from flows.warehouse.store import connect, transaction

_WRITERS = Aside("flows.report.render:get_ready")
# Each part of a report's files takes about as long as the other.
_PARTS = ((PAPER,), tuple(name for name in SKINS if name != PAPER))


@dataclass(frozen=True, slots=True)
class _Part:
    """Files of a report by name, and what they rest on; no files where the report stands as it would be."""

    rests_on: str
    files: Mapping[str, bytes]


def begin(home: Home) -> None:
    """Has the writers loaded meanwhile."""
    _WRITERS.begin(load_settings(home.settings).limits.processes)


class Reports:
    """The reports of some offices, being written; nobody else may hold the warehouse until the last is put in place."""

    def __init__(self, home: Home, period: str, units: Iterable[str]) -> None:
        begin(home)
        self._home, self._period = home, period
        with connect(home.warehouse, read_only=True) as connection:
            self._standing = Standing(connection, period, home.reports)
        self._parts: dict[str, list[Future[_Part]]] = {}
        for unit in units:
            standing = self._standing.rests_on(unit)
            self._parts[unit] = [_WRITERS.do(_write, home.warehouse, unit, period, names, standing) for names in _PARTS]

    def put(self, unit: str) -> Path:
        """Puts the files of an office's report in place once they are written, all at once; those of a report that
        stands as it would be written stay.

        Returns:
            The path of its page.

        Raises:
            NothingPublishedError: the marts hold nothing of this unit and period.
        """
        parts = [part.result() for part in self._parts.pop(unit)]
        folder = self._home.reports / unit / self._period
        files = {name: content for part in parts for name, content in part.files.items()}
        if not files:
            return folder / PAGE
        path = put_files(folder, files)
        self._standing.wrote(unit, parts[0].rests_on, files)
        return path

    def keep(self) -> None:
        """Notes what was put in place, once all is. Never fails: without the note the next run writes them again."""
        try:
            with connect(self._home.warehouse) as connection, transaction(connection):
                self._standing.keep(connection)
        except Exception as problem:
            say(f"laporan yang sudah ditulis belum dicatat: {type(problem).__name__}")


def _write(warehouse: Path, unit: str, period: str, names: tuple[str, ...], standing: str) -> _Part:
    with connect(warehouse, read_only=True) as connection:
        rests_on = ground_of(connection, unit, period)
        return _Part(rests_on, {} if rests_on == standing else report_files(connection, unit, period, names))
