"""Messages from templates: `templates/alerts/`. The first line of a template is the title, the last names the key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flows.settings import TEMPLATES
from flows.wording import SEVERITIES, clean, tanggal

_FOLDER = TEMPLATES / "alerts"


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent."""

    title: str
    body: str


@cache
def words() -> dict[str, dict[str, str]]:
    """Names of changes and of steps."""
    texts: dict[str, dict[str, str]] = yaml.safe_load((_FOLDER / "words.yml").read_text("utf-8"))
    return texts


def one_line(text: object) -> str:
    """Text from outside as one line that no mail or terminal can misread."""
    return " ".join(clean(str(text)).split())


def _place(finding: Mapping[str, Any]) -> str:
    parts = (finding["file_name"], finding["sheet"], finding["cell"])
    return one_line(" · ".join(str(part) for part in parts if part)) or "tanpa sel"


@cache
def _environment() -> Environment:
    # Plain text: apprise escapes it where a channel shows HTML.
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"baris": one_line, "tempat": _place, "tanggal": tanggal}
    return made


def write(template: str, key: str, **facts: Any) -> Message:
    """A message; the key at its end lets a reader tell a second delivery of the same from a new one."""
    text = _environment().get_template(f"{template}.j2").render(severities=SEVERITIES, **words(), **facts)
    title, _, body = text.strip("\n").partition("\n")
    return Message(one_line(title), f"{body.rstrip()}\nNomor pemberitahuan: {key}\n")
