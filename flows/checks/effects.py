"""What findings do, told beside them once all of them are known.

The figures are those of the marts `mart_finding_effect` and `mart_finding_link`; nothing is worked out here. The
sentences stand in `effects.yml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from flows.checks.wording import address_key, in_ranges
from flows.period import Period
from flows.warehouse.store import arriving, has_table
from flows.wording import desimal, nama_periode, rangkai

if TYPE_CHECKING:
    import duckdb

_KINDS = ("submitted", "told", "other")
_MEASURES = ("realisasi", "capaian_month", "capaian_year")


@dataclass(frozen=True, slots=True)
class Effect:
    """One row of `mart_finding_effect`."""

    finding_id: str
    kind: str
    level: str
    key: str
    measure: str
    before: float | None
    after: float | None
    kriteria_before: str | None
    kriteria_after: str | None
    flips: bool


@cache
def _words() -> Mapping[str, Any]:
    words: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
    return words


def tell_effects(connection: duckdb.DuckDBPyConnection, period: Period) -> None:
    """Writes effect and consequences of the period's findings that are not resolved into `raw.findings`.

    Nothing is said of what a finding does when it is not known which cell is at fault, or none is there.
    """
    effects = _effects(connection, period)
    links = _links(connection, period)
    standing = _standing(connection, period)
    findings = connection.execute(
        "select finding_id, sheet, fault_cells <> '' from raw.findings "
        "where period = ? and status <> 'resolved' order by finding_id",
        [str(period)],
    ).fetchall()
    told = [
        (
            key,
            " ".join([effect_in_words(effects.get(key, [])), *standing.get(key, ())]) if is_known else "",
            consequences_in_words(sheet, links.get(key, [])),
        )
        for key, sheet, is_known in findings
    ]
    if not told:
        return
    with arriving(connection, dict.fromkeys(("finding_id", "effect", "consequences"), "varchar"), told):
        connection.execute(
            "update raw.findings set effect = arriving.effect, consequences = arriving.consequences "
            "from arriving where findings.finding_id = arriving.finding_id and findings.period = ?",
            [str(period)],
        )


def _effects(connection: duckdb.DuckDBPyConnection, period: Period) -> dict[str, list[Effect]]:
    rows = connection.execute(
        "select finding_id, kind, level, key, measure, before, after, kriteria_before, kriteria_after, flips "
        "from candidate.mart_finding_effect where period = ? order by all",
        [str(period)],
    ).fetchall()
    effects = [Effect(*row) for row in rows]
    return {key: list(group) for key, group in groupby(effects, key=lambda effect: effect.finding_id)}


def _links(connection: duckdb.DuckDBPyConnection, period: Period) -> dict[str, list[tuple[str, str]]]:
    rows = connection.execute(
        "select distinct finding_id, sheet, cell from candidate.mart_finding_link "
        "where period = ? and kind = 'consequence' order by all",
        [str(period)],
    ).fetchall()
    return {key: [(sheet, cell) for _, sheet, cell in group] for key, group in groupby(rows, key=lambda row: row[0])}


def _standing(connection: duckdb.DuckDBPyConnection, period: Period) -> dict[str, list[str]]:
    """Since when a fault stands, and what it did in the months since then that were published."""
    words = _words()["standing"]
    standing = connection.execute(
        "select finding_id, since_period, since_cell from effects.finding_since where period = ? order by all",
        [str(period)],
    ).fetchall()
    there = _effects_since(connection, period) if standing else {}
    told: dict[str, list[str]] = {}
    for key, since, cell in standing:
        told[key] = [words["since"].format(month=nama_periode(since), cell=cell)]
        for month, effects in there.get(key, {}).items():
            results = [effect for effect in effects if effect.level == "indicator"]
            if results:
                told[key].append(words["there"].format(month=nama_periode(month), effect=effect_in_words(results)))
    return told


def _effects_since(connection: duckdb.DuckDBPyConnection, period: Period) -> dict[str, dict[str, list[Effect]]]:
    """What the same fault did in published months since it stands, by finding and month."""
    if not has_table(connection, "marts", "mart_finding_effect"):
        return {}
    rows = connection.execute(
        "select found.finding_id, earlier.period, there.kind, there.level, there.key, there.measure, there.before, "
        "there.after, there.kriteria_before, there.kriteria_after, there.flips "
        "from effects.finding_since as since "
        "join raw.findings as found using (finding_id) "
        "join marts.mart_findings as earlier on earlier.unit_code = found.unit_code "
        "and earlier.rule_id = found.rule_id and earlier.form = found.form and earlier.row_key = found.row_key "
        "and earlier.column_name = found.column_name and earlier.status <> 'resolved' "
        "and earlier.period >= since.since_period and earlier.period < found.period "
        "join marts.mart_finding_effect as there on there.finding_id = earlier.finding_id "
        "where found.period = ? order by all",
        [str(period)],
    ).fetchall()
    found: dict[str, dict[str, list[Effect]]] = {}
    for key, month, *effect in rows:
        found.setdefault(key, {}).setdefault(month, []).append(Effect(key, *effect))
    return found


def effect_in_words(effects: Iterable[Effect]) -> str:
    """What a finding does: each indicator's result and achievement before and after, what moves above it, and the
    indicators of which only that is known that they live on its cells."""
    words = _words()
    rows = list(effects)
    sentences: list[str] = []
    for kind in _KINDS:
        of_kind = [row for row in rows if row.kind == kind]
        for key in sorted({row.key for row in of_kind if row.level == "indicator"}, key=int):
            sentences.append(_indicator(kind, key, of_kind))
        if of_kind:
            sentences.extend(_above(of_kind))
            if kind in words["published"]:
                sentences.append(words["published"][kind])
    for level, sentence in words["touched"].items():
        touched = sorted({int(row.key) for row in rows if row.kind == "touched" and row.level == level})
        if touched:
            sentences.append(sentence.format(numbers=rangkai(touched)))
    return " ".join(sentences) or str(words["nothing"])


def _indicator(kind: str, key: str, rows: list[Effect]) -> str:
    words = _words()
    found = {row.measure: row for row in rows if row.level == "indicator" and row.key == key}
    parts = []
    for measure in _MEASURES:
        row = found.get(measure)
        if row is None:
            continue
        before, after = _figure(row.before), _figure(row.after)
        if measure == "realisasi":
            # A target that should be another leaves the result as it is.
            sentence = words["unchanged"] if kind == "told" and before == after else words["result"][kind]
        elif before == after and kind == "told":
            continue
        else:
            sentence = words["achievement"][measure]
        text = sentence.format(iku=key, before=before, after=after)
        if row.kriteria_before and row.kriteria_after:
            label = words["class"]["flips" if row.flips else "stays"]
            text += " " + label.format(before=row.kriteria_before, after=row.kriteria_after)
        parts.append(text)
    return "; ".join(parts) + "."


def _above(rows: list[Effect]) -> list[str]:
    words = _words()["above"]
    moved = []
    levels = [row for row in rows if row.level != "indicator" and _figure(row.before) != _figure(row.after)]
    for row in sorted(levels, key=lambda row: (row.level != "sasaran", row.key == "Total", len(row.key), row.key)):
        sentence = words["total" if row.key == "Total" else row.level]
        text = sentence.format(key=row.key, before=_figure(row.before), after=_figure(row.after))
        if row.flips:
            text += " " + words["flips"].format(before=row.kriteria_before, after=row.kriteria_after)
        moved.append(text)
    return [f"{words['intro']}: {rangkai(moved)}."] if moved else []


def _figure(value: float | None) -> str:
    return "" if value is None else desimal(value)


def consequences_in_words(own_sheet: str, cells: Iterable[tuple[str, str]]) -> str:
    """Cells by sheet, the finding's own sheet first: `PERKARA: I6:I9, M6; MATRIKS CAPAIAN: M30, N30`."""
    by_sheet: dict[str, list[str]] = {}
    for sheet, cell in cells:
        by_sheet.setdefault(sheet, []).append(cell)
    return "; ".join(
        f"{sheet}: {in_ranges(', '.join(sorted(by_sheet[sheet], key=_by_column)))}"
        for sheet in sorted(by_sheet, key=lambda name: (name != own_sheet, name))
    )


def _by_column(cell: str) -> tuple[int, str, int]:
    row, width, letters = address_key(cell)
    return width, letters, row
