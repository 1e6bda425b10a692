"""The report of a unit and period: figures from the marts, sentences from one outline, skins on top."""

from __future__ import annotations

from flows.report.figures import NothingPublishedError, ReportFigures, read_figures
from flows.report.outline import Outline, OutlineError, parse_outline
from flows.report.render import build_outline

__all__ = [
    "NothingPublishedError",
    "Outline",
    "OutlineError",
    "ReportFigures",
    "build_outline",
    "parse_outline",
    "read_figures",
]
