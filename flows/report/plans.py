"""What was approved for the year: each version of the performance agreement (PK) and of its monthly targets (RAPK)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from flows.period import Period
from flows.trace import read_rows

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class _Version:
    kind: Literal["pk", "rapk"]
    version: str
    document: str
    letter: str | None
    decided_on: str | None
    from_month: int
    to_month: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One version. `targets` by indicator and month; of a PK the month is None."""

    kind: Literal["pk", "rapk"]
    version: str
    document: str
    letter: str | None
    decided_on: str | None
    from_month: int
    to_month: int
    targets: Mapping[tuple[str, int | None], float]

    def target(self, indicator_id: str, month: int | None = None) -> float | None:
        """None where nothing was set."""
        return self.targets.get((indicator_id, month))


@dataclass(frozen=True, slots=True)
class Decision:
    """What head office decided of a proposed target; `month` is None for the year's."""

    version: str | None
    indicator_id: str
    month: int | None
    before: float | None
    proposed: float | None
    decision: str
    after: float | None


def read_plans(connection: duckdb.DuckDBPyConnection, unit_code: str, period: Period) -> tuple[Plan, ...]:
    """The versions in force so far in the period's year, the earliest first: later ones have no say."""
    versions = read_rows(
        connection,
        _Version,
        "from raw.target_versions where unit_code = ? and year = ? and kind in ('pk', 'rapk') and from_month <= ? "
        "order by kind, from_month, version",
        unit_code,
        period.year,
        period.month,
    )
    targets: dict[tuple[str, str], dict[tuple[str, int | None], float]] = {}
    for kind, version, indicator, month, target in connection.execute(
        "select kind, version, indicator_id, month, target from raw.targets "
        "where unit_code = ? and year = ? and target is not null",
        [unit_code, period.year],
    ).fetchall():
        targets.setdefault((kind, version), {})[indicator, month] = target
    return tuple(
        Plan(
            it.kind,
            it.version,
            it.document,
            it.letter,
            it.decided_on,
            it.from_month,
            it.to_month,
            targets.get((it.kind, it.version), {}),
        )
        for it in versions
    )


def read_decisions(connection: duckdb.DuckDBPyConnection, unit_code: str, period: Period) -> tuple[Decision, ...]:
    """What head office decided of the year's proposed targets."""
    return read_rows(
        connection,
        Decision,
        "from raw.decisions where unit_code = ? and year = ? order by indicator_id, month nulls first, version",
        unit_code,
        period.year,
    )
