"""Charts: rows of data put into a Vega-Lite spec of `templates/charts`, drawn as SVG without a script or a browser.

A spec names its fields in `data.format.parse`; a row may hold these and no others. Everything else about a picture,
its words included, is in the spec. Numbers and months are written as in Indonesia, with the bundled font alone.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from typing import Any

from flows.settings import FONTS, TEMPLATES

Row = Mapping[str, str]
_SPECS = TEMPLATES / "charts"
_VEGA_LITE = "6.4"
_DATA = "points"
_ENDING = ".vl.json"


class ChartError(ValueError):
    """Rows that no chart can be drawn from."""


def kinds() -> frozenset[str]:
    """The kinds of charts that there are specs of."""
    return frozenset(path.name.removesuffix(_ENDING) for path in _SPECS.glob(f"*{_ENDING}"))


def svg(kind: str, rows: Sequence[Row], *, identity: str, alt: str) -> str:
    """The chart as an SVG element to put into a page or a file.

    Args:
        kind: the name of a spec.
        rows: values as text, by field; an empty text is no value.
        identity: goes before every id within, so that charts of one page do not share any.
        alt: what the picture tells, in words.

    Raises:
        ChartError: there is no such kind, or a row has a field that its spec does not know.
    """
    if kind not in kinds():
        raise ChartError(f"no chart is of the kind {kind!r}, only {', '.join(sorted(kinds()))}")
    strange = {name for row in rows for name in row} - _fields(kind)
    if strange:
        raise ChartError(f"a chart of the kind {kind} has no field {', '.join(sorted(strange))}")
    return _dressed(_drawn(kind, json.dumps([dict(row) for row in rows])), identity, alt)


def png(drawing: str, *, scale: float = 2.0) -> bytes:
    """An SVG that `svg` drew as a picture of points, for documents that cannot hold it."""
    picture: bytes = _engine().svg_to_png(drawing, scale=scale)
    return picture


@cache
def _engine() -> Any:
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert


@cache
def _settings() -> dict[str, Any]:
    settings: dict[str, Any] = json.loads((_SPECS / "config.json").read_text("utf-8"))
    return settings


@cache
def _spec(kind: str) -> dict[str, Any]:
    spec: dict[str, Any] = json.loads((_SPECS / f"{kind}{_ENDING}").read_text("utf-8"))
    return spec


@cache
def _fields(kind: str) -> frozenset[str]:
    return frozenset(_spec(kind)["data"]["format"]["parse"])


@cache
def _compiled(kind: str) -> dict[str, Any]:
    """The spec as Vega: the same for all data, so it is compiled once for all charts of its kind."""
    vega: dict[str, Any] = _engine().vegalite_to_vega(_spec(kind), vl_version=_VEGA_LITE, config=_settings()["config"])
    return vega


def warm() -> None:
    """Loads the engine and compiles the specs, which takes longer than all charts of a report."""
    for path in sorted(_SPECS.glob(f"*{_ENDING}")):
        _compiled(path.name.removesuffix(_ENDING))


@cache
def _drawn(kind: str, rows: str) -> str:
    vega = copy.copy(_compiled(kind))
    vega["data"] = [
        {**source, "values": json.loads(rows)} if source["name"] == _DATA else source for source in vega["data"]
    ]
    drawing: str = _engine().vega_to_svg(
        vega,
        format_locale=_settings()["format_locale"],
        time_format_locale=_settings()["time_format_locale"],
    )
    return drawing


def _dressed(drawing: str, identity: str, alt: str) -> str:
    """With ids of its own, numbered as they come (the engine counts on from chart to chart), and with its words."""
    names: dict[str, str] = {}

    def own(found: re.Match[str]) -> str:
        name = names.setdefault(found[2], f"{identity}-{len(names) + 1}")
        return f"{found[1]}{name}{found[3]}"

    drawing = re.sub(r'(\bid=")([^"]+)(")', own, drawing)
    drawing = re.sub(r"(url\(#)([^)]+)(\))", own, drawing)
    drawing = re.sub(r'(href="#)([^"]+)(")', own, drawing)
    # The engine's own words for what it draws are English; the picture as a whole is told.
    drawing = re.sub(r' role="graphics-[^"]*"| aria-roledescription="[^"]*"', "", drawing)
    return drawing.replace("<svg ", f'<svg role="img" aria-label="{escape(alt)}" ', 1)
