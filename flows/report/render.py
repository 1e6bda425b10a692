"""From figures to files: the outline is rendered once, and each skin only displays it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from flows import wording
from flows.answers.finals import files_of
from flows.completeness import STATUSES
from flows.placing import put_together
from flows.report.charts import warm
from flows.report.docx import docx_of
from flows.report.figures import Indicator, ReportFigures, read_figures
from flows.report.narrative import paragraphs_of
from flows.report.outline import Outline, parse_outline
from flows.report.pdf import render_pdf
from flows.settings import TEMPLATES
from flows.trace import Words, utuh

PAGE, PAPER, DOCUMENT = "lapkin.html", "lapkin.pdf", "lapkin.docx"
_TEXT_FILTERS = (
    "desimal",
    "persen",
    "bulat",
    "ringkas",
    "rupiah",
    "rangkai",
    "ke_atas",
    "tanggal",
    "nama_bulan",
    "nama_periode",
)


def _clean(value: Any) -> Any:
    """What a template prints, without characters that no document can hold."""
    return wording.clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def environment(folder: Path) -> Environment:
    """The templates of a folder, compiled once for all units of a run."""
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    for name in _TEXT_FILTERS:
        made.filters[name] = getattr(wording, name)
    made.filters["utuh"] = utuh
    made.filters["paragraf"] = paragraphs_of
    return made


@dataclass(frozen=True, slots=True)
class _Notes:
    """The notes on single indicators, as templates keyed by the indicator's stable name."""

    environment: Environment
    report: ReportFigures
    entries: dict[str, list[dict[str, str]]]

    def __call__(self, indicator: Indicator, *occasions: str) -> list[Markup]:
        """The notes of one indicator for these occasions, leaving out those that have nothing to say."""
        rendered = (
            self.environment.from_string(entry["text"]).render(
                report=self.report, period=self.report.period, indicator=indicator
            )
            for entry in self.entries.get(indicator.indicator_id, [])
            if entry["when"] in occasions
        )
        return [Markup(text) for text in rendered if text.strip()]


def build_outline(figures: ReportFigures, templates: Path = TEMPLATES) -> Outline:
    """Every sentence and table of the report, as checked data."""
    folder = templates / "outline"
    sentences = environment(folder)
    entries = yaml.safe_load((folder / "notes.yml").read_text(encoding="utf-8")) or {}
    markup = sentences.get_template("lapkin.j2").render(
        report=figures,
        period=figures.period,
        notes=_Notes(sentences, figures, entries),
        asal=Words(templates),
        statuses=STATUSES,
    )
    return parse_outline(markup)


def render_html(outline: Outline, templates: Path = TEMPLATES) -> str:
    """The outline as one HTML file that needs nothing beside it."""
    folder = templates / "html"
    style = (folder / "lapkin.css").read_text(encoding="utf-8")
    return environment(folder).get_template("lapkin.html.j2").render(outline=outline, style=Markup(style))


def outline_json(outline: Outline) -> str:
    """The outline for skins that are not Python."""
    return json.dumps(outline.as_dict(), ensure_ascii=False, indent=1) + "\n"


# The files of a report, by name.
SKINS: dict[str, Callable[[duckdb.DuckDBPyConnection, Outline], bytes]] = {
    PAGE: lambda _, outline: render_html(outline).encode(),
    PAPER: lambda _, outline: render_pdf(outline),
    DOCUMENT: lambda connection, outline: docx_of(connection, outline),
    "outline.json": lambda _, outline: outline_json(outline).encode(),
}


def report_files(
    connection: duckdb.DuckDBPyConnection, unit_code: str, period: str, names: Collection[str] = tuple(SKINS)
) -> dict[str, bytes]:
    """The files of one report by name, its page first: as it was signed when it is final, else from what is published.

    The same input gives the same bytes.

    Args:
        names: only these, of what is not signed; what is signed stays together.

    Raises:
        NothingPublishedError: the marts hold nothing of this unit and period.
    """
    signed = files_of(connection, unit_code, period)
    if signed:
        return signed
    outline = build_outline(read_figures(connection, unit_code, period))
    return {name: make(connection, outline) for name, make in SKINS.items() if name in names}


def get_ready() -> None:
    """Loads what the first report would wait for: templates, and the engine of the charts."""
    warm()
    for skin in ("outline", "html"):
        templates = environment(TEMPLATES / skin)
        for name in templates.list_templates(extensions=["j2"]):
            templates.get_template(name)


def put_files(directory: Path, files: Mapping[str, bytes]) -> Path:
    """Puts the files of a report in place, all at once: they show one state, also after a kill."""
    put_together(directory, files)
    return directory / PAGE
