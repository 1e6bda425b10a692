"""Flow: candidates become the published tables, all together."""

from __future__ import annotations

from flows.period import Period
from flows.progress import tell
from flows.running.healing import healing_task
from flows.running.log import wrote
from flows.running.record import recorded_flow
from flows.settings import Home
from flows.warehouse import publish as publishing
from flows.warehouse.store import connect, prepare


@recorded_flow("publish-marts")
async def publish_marts(period: str, home: str | None = None) -> list[str]:
    """Replaces the published rows of the period in one transaction.

    Returns:
        The tables published.
    """
    return publish_candidates(Home.resolve(home), Period.parse(period))


@healing_task
def publish_candidates(home: Home, period: Period) -> list[str]:
    """All or nothing.

    Raises:
        UnfinishedError: the candidates are half built, not checked, or another month's.
    """
    tell("Menerbitkan hasil")
    with connect(home.warehouse) as connection:
        prepare(connection)
        publishing.refuse_unless(connection, period, "checked")
        rows = publishing.publish(connection, period)
    wrote({f"marts.{name}": number for name, number in rows.items()})
    return list(rows)
