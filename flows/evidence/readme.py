"""`BACA.md`: what lies where in the archive, in plain Indonesian, from `templates/evidence/`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flows.period import Period
from flows.settings import TEMPLATES
from flows.wording import clean, nama_periode, rangkai, tanggal

if TYPE_CHECKING:
    from flows.answers.log import Entry


def readme(
    *,
    unit: str,
    period: Period,
    final: Mapping[str, Any] | None,
    reopened: bool,
    head: Entry | None,
    submissions: Mapping[str, int],
    tables: Sequence[str],
    restatements: int,
    version: str,
) -> bytes:
    """The file.

    Args:
        final: the final report in force, if it is final.
        reopened: it was final and is open again.
        head: the last entry of the log of answers.
        submissions: how many there are in each state.
        tables: the tables of figures in the archive.
        restatements: figures of which a restatement is proposed.
    """
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES / "evidence"),
        autoescape=False,  # Markdown, read as text
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"baris": _one_line, "rangkai": rangkai, "tanggal": tanggal}
    text = environment.get_template("BACA.md.j2").render(
        unit=unit,
        period=str(period),
        month=nama_periode(period),
        final=final,
        reopened=reopened,
        head=head,
        counted=submissions.get("masuk", 0),
        waiting=submissions.get("menunggu", 0),
        refused=submissions.get("ditolak", 0),
        tables=tables,
        restatements=restatements,
        version=version,
    )
    return text.encode()


def _one_line(text: object) -> str:
    return " ".join(clean(str(text)).split())
