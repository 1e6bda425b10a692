"""How a workbook of targets is laid out: `import_layout.yml`, read strictly."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from flows.ingest.yml import read_yaml

ColumnType = Literal[
    "code",
    "unit",
    "year",
    "text",
    "office_kind",
    "kind",
    "month",
    "date",
    "hash",
    "indicator",
    "decimal",
    "rupiah",
    "count",
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ImportColumn(_Strict):
    """A column: its header in the template, other spellings that are read, what its cells hold."""

    header: str
    type: ColumnType
    spellings: tuple[str, ...] = ()
    blank: bool = False


class ImportTable(_Strict):
    """A sheet; `kind` is the kind of version whose figures it holds, `key` the columns that name a row."""

    sheet: str
    about: str
    key: tuple[str, ...]
    columns: dict[str, ImportColumn]
    kind: str | None = None


class ImportLayout(_Strict):
    """All sheets that a workbook of targets may hold."""

    ignored_columns: tuple[str, ...]
    ignored_sheets: tuple[str, ...]
    tables: dict[str, ImportTable]
    kinds: dict[str, tuple[str, ...]]

    def word_of(self, kind: str) -> str:
        """What people call a kind of document: `rapk` is RAPK."""
        return self.kinds[kind][0]

    def figures_of(self, kind: str) -> str:
        """The table that holds the figures of a kind of document."""
        return next(name for name, table in self.tables.items() if table.kind == kind)


@cache
def import_layout() -> ImportLayout:
    """The layout that the program reads, and writes as a template."""
    return ImportLayout.model_validate(read_yaml(Path(__file__).with_name("import_layout.yml")))
