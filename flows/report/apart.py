"""Reports in processes beside the run's own: they load while the figures are worked out, and write side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from pathlib import Path

from flows.report.render import PAPER, SKINS, put_files, report_files
from flows.running.aside import Aside
from flows.settings import Home
from flows.settings_file import load_settings
from flows.warehouse.store import connect

_WRITERS = Aside("flows.report.render:get_ready")
# Each part of a report's files takes about as long as the other.
_PARTS = ((PAPER,), tuple(name for name in SKINS if name != PAPER))


def begin(home: Home) -> None:
    """Has the writers loaded meanwhile."""
    _WRITERS.begin(load_settings(home.settings).limits.processes)


class Reports:
    """The reports of some offices, being written; nobody else may hold the warehouse until the last is put in place."""

    def __init__(self, home: Home, period: str, units: Iterable[str]) -> None:
        begin(home)
        self._home, self._period = home, period
        self._parts: dict[str, list[Future[Mapping[str, bytes]]]] = {
            unit: [_WRITERS.do(_files, home.warehouse, unit, period, part) for part in _PARTS] for unit in units
        }

    def put(self, unit: str) -> Path:
        """Puts the files of an office's report in place once they are written, all at once.

        Returns:
            The path of its page.

        Raises:
            NothingPublishedError: the marts hold nothing of this unit and period.
        """
        files = {name: content for part in self._parts.pop(unit) for name, content in part.result().items()}
        return put_files(self._home.reports / unit / self._period, files)


def _files(warehouse: Path, unit: str, period: str, names: tuple[str, ...]) -> Mapping[str, bytes]:
    with connect(warehouse, read_only=True) as connection:
        return report_files(connection, unit, period, names)
