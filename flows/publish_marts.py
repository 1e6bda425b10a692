"""Flow: candidates become the published tables, all together."""

from __future__ import annotations

from prefect import flow, task

from flows.alerts.hooks import failure_hook
from flows.period import Period
from flows.progress import tell
from flows.settings import Home
from flows.warehouse import publish as publishing
from flows.warehouse.store import connect, prepare


@flow(name="publish-marts", on_failure=[failure_hook], on_crashed=[failure_hook])
async def publish_marts(period: str, home: str | None = None) -> list[str]:
    """Replaces the published rows of the period in one transaction.

    Returns:
        The tables published.
    """
    return publish_candidates(Home.resolve(home), Period.parse(period))


@task
def publish_candidates(home: Home, period: Period) -> list[str]:
    """All or nothing.

    Raises:
        UnfinishedError: the candidates are half built, not checked, or another month's.
    """
    tell("Menerbitkan hasil")
    with connect(home.warehouse) as connection:
        prepare(connection)
        publishing.refuse_unless(connection, period, "checked")
        return publishing.publish(connection, period)
