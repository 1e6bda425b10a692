"""What a report has to hold: the tables of its outline, as it was sealed or as it is published now."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from flows.answers.finals import Final, files_of, final_of
from flows.report.docx_xml import TABLE, as_table
from flows.report.outline import Cell, Column, Metric, Metrics, Part, Row, Share, Span, Table

if TYPE_CHECKING:
    import duckdb

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class ExpectedTable:
    """A table of the outline; `drawn` when skins other than DOCX show it as something else."""

    label: str
    table: Table
    drawn: bool = False

    @property
    def called(self) -> str:
        """How people find it in the file."""
        return f"{self.label} {self.table.caption}".strip()


@dataclass(frozen=True, slots=True)
class ExpectedReport:
    tables: tuple[ExpectedTable, ...]
    final: Final | None


def expected_report(connection: duckdb.DuckDBPyConnection, unit_code: str, period: str) -> ExpectedReport:
    """The tables of the final report where there is one, else of what is published.

    Raises:
        NothingPublishedError: the marts hold nothing of this unit and period.
    """
    from flows.report.figures import read_figures
    from flows.report.render import build_outline

    final = final_of(connection, unit_code, period)
    if final is not None:
        outline = json.loads(files_of(connection, unit_code, period)["outline.json"])
    else:
        outline = build_outline(read_figures(connection, unit_code, period)).as_dict()
    return ExpectedReport(tuple(_tables(outline["blocks"])), final)


def _tables(blocks: Any) -> Iterator[ExpectedTable]:
    for block in blocks:
        kind = block["type"]
        if kind == "table":
            table = _table(block)
            yield ExpectedTable(f"{TABLE} {table.number}" if table.number else "", table)
        elif kind == "metrics":
            metrics = Metrics(block["label"], tuple(_made(Metric, it) for it in block["metrics"]))
            yield ExpectedTable("", as_table(metrics), drawn=True)
        elif kind == "share":
            share = Share(block["caption"], tuple(_made(Part, it) for it in block["parts"]))
            yield ExpectedTable("", as_table(share), drawn=True)
        elif "blocks" in block:
            yield from _tables(block["blocks"])


def _table(block: Mapping[str, Any]) -> Table:
    rows = tuple(
        _made(Row, row, cells=tuple(_made(Cell, cell, text=_text(cell["text"])) for cell in row["cells"]))
        for row in block["rows"]
    )
    columns = tuple(_made(Column, column) for column in block["columns"])
    return _made(Table, block, columns=columns, rows=rows, notes=())


def _text(spans: Any) -> tuple[Span, ...]:
    return tuple(_made(Span, span) for span in spans)


def _made(kind: type[Made], values: Mapping[str, Any], **instead: Any) -> Made:
    """A part of an outline from its plain form; what an older or newer edition wrote beside it is left out."""
    known = {each.name for each in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in values.items() if name in known} | instead)
