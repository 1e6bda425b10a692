"""The life of a finding: found again it stays open, no longer found it is resolved, and no row is ever lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from flows.findings import SEVERITIES, Finding
from flows.period import Period
from flows.warehouse.store import TABLES, insert

if TYPE_CHECKING:
    import duckdb


def record(
    connection: duckdb.DuckDBPyConnection,
    period: Period,
    found: Iterable[Finding],
    judged: Collection[str] | None = None,
) -> list[Finding]:
    """Brings `raw.findings` of a period up to date with what was found now.

    A waived finding stays waived as long as its value is the one that was waived.

    Args:
        judged: the rules that were run, when some could not be: what others found before stays as it is.

    Returns:
        The findings as recorded, each id once: findings alike get ordinals in the order given.
    """
    current = _with_ordinals(found)
    columns = list(TABLES["findings"])
    before = {
        row[0]: dict(zip(columns, row, strict=True))
        for row in connection.execute(
            f"select {', '.join(columns)} from raw.findings where period = ?", [str(period)]
        ).fetchall()
    }
    rows: dict[str, dict[str, object]] = {
        key: {**row, "status": "resolved"} if judged is None or row["rule_id"] in judged else row
        for key, row in before.items()
    }
    for finding in current:
        known = before.get(finding.finding_id)
        waived = known is not None and known["status"] == "waived" and known["value"] == finding.value
        rows[finding.finding_id] = {
            "finding_id": finding.finding_id,
            "status": "waived" if waived else "open",
            **{name: getattr(finding, name) for name in columns if name not in ("finding_id", "status")},
        }
    ordered = sorted(rows.values(), key=lambda row: str(row["finding_id"]))
    connection.execute("begin")
    try:
        connection.execute("delete from raw.findings where period = ?", [str(period)])
        insert(connection, "findings", TABLES["findings"], [[row[name] for name in columns] for row in ordered])
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return current


def _with_ordinals(found: Iterable[Finding]) -> list[Finding]:
    seen: dict[str, int] = {}
    result = []
    for finding in found:
        base = replace(finding, ordinal=1).finding_id
        seen[base] = seen.get(base, 0) + 1
        result.append(finding if seen[base] == 1 else replace(finding, ordinal=seen[base]))
    return result


def order(finding: Finding) -> tuple[object, ...]:
    """Heaviest first, then by office, form and place."""
    return (
        SEVERITIES.index(finding.severity),
        finding.unit_code,
        finding.form,
        finding.sheet,
        finding.cell,
        finding.rule_id,
    )
