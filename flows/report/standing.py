"""Reports that stand already as they would be written anew, so that a month writes those that something has moved."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from flows.report.docx import office_template
from flows.report.figures import read_figures
from flows.settings import ROOT, TEMPLATES
from flows.warehouse.store import has_table, insert

if TYPE_CHECKING:
    import duckdb

# Beside the history of runs: it says how files came about, and no figure is made from it.
_TABLE = "reports"
_COLUMNS = {"unit_code": "varchar", "period": "varchar", "rests_on": "varchar", "files": "varchar"}
# What draws the pages beside the program's own code.
_ENGINES = ("jinja2", "babel", "typst", "docxtpl", "python-docx", "vl-convert-python")


class Standing:
    """The reports of one month, by office: what each rests on, and the hashes of its files."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, period: str, folder: Path) -> None:
        """Remembers what runs before noted.

        Args:
            folder: where the home keeps reports, `<unit>/<period>/` below it.
        """
        self._period, self._folder = period, folder
        self._now: dict[str, tuple[str, Mapping[str, bytes]]] = {}
        self._before: dict[str, tuple[str, dict[str, str]]] = {}
        if has_table(connection, "history", _TABLE):
            self._before = {
                unit: (rests_on, json.loads(files))
                for unit, rests_on, files in connection.execute(
                    f"select unit_code, rests_on, files from history.{_TABLE} where period = ?", [period]
                ).fetchall()
            }

    def rests_on(self, unit: str) -> str:
        """What an office's report rests on whose files are all as they were written; '' for others."""
        rests_on, files = self._before.get(unit, ("", {}))
        folder = self._folder / unit / self._period
        paths = {folder / name: told for name, told in files.items()}
        return rests_on if all(path.is_file() and _hash(path.read_bytes()) == it for path, it in paths.items()) else ""

    def wrote(self, unit: str, rests_on: str, files: Mapping[str, bytes]) -> None:
        """Notes a report that was put in place."""
        self._now[unit] = rests_on, files

    def keep(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Writes down what was noted; the transaction is the caller's."""
        if not self._now:
            return
        listing = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
        connection.execute("create schema if not exists history")
        connection.execute(f"create table if not exists history.{_TABLE} ({listing})")
        connection.execute(
            f"delete from history.{_TABLE} where period = ? and unit_code in (select unnest(?::varchar[]))",
            [self._period, sorted(self._now)],
        )
        rows = [
            (unit, self._period, rests_on, json.dumps({name: _hash(content) for name, content in files.items()}))
            for unit, (rests_on, files) in sorted(self._now.items())
        ]
        insert(connection, _TABLE, _COLUMNS, rows, schema="history")


def ground_of(connection: duckdb.DuckDBPyConnection, unit: str, period: str) -> str:
    """A hash of all that the files of a report are made from: its figures, the office's template, the program.

    Raises:
        NothingPublishedError: the marts hold nothing of this unit and period.
    """
    found = hashlib.sha256(_program().encode())
    found.update(repr(read_figures(connection, unit, period)).encode())
    template = office_template(connection, unit)
    found.update(template.read_bytes() if template else b"")
    return found.hexdigest()


@cache
def _program() -> str:
    found = hashlib.sha256(" ".join(version(name) for name in _ENGINES).encode())
    for folder, pattern in ((ROOT / "flows", "*.py"), (TEMPLATES, "*")):
        for path in sorted(folder.rglob(pattern)):
            if path.is_file() and path.suffix != ".pyc":
                found.update(path.relative_to(ROOT).as_posix().encode())
                found.update(path.read_bytes())
    return found.hexdigest()


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
