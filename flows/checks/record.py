"""The life of a finding: found again it stays open, no longer found it is resolved, and no row is ever lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from flows.answers.log import waived_values
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
    """Brings `raw.findings` of a period up to date with what was found now; the transaction is the caller's.

    A finding is waived when the log of answers says so of the value that it has now, so that nothing but the log has to
    be kept: with another value the answer lapses, and a rebuild from what was received keeps it.

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
    accepted = waived_values(connection, str(period))
    for finding in current:
        identity = finding.finding_id
        waived = finding.severity != "reject" and identity in accepted and accepted[identity] == finding.value
        rows[identity] = {
            "finding_id": identity,
            "status": "waived" if waived else "open",
            **{name: getattr(finding, name) for name in columns if name not in ("finding_id", "status")},
        }
    ordered = sorted(rows.values(), key=lambda row: str(row["finding_id"]))
    connection.execute("delete from raw.findings where period = ?", [str(period)])
    insert(connection, "findings", TABLES["findings"], [[row[name] for name in columns] for row in ordered])
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
