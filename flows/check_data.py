"""Flow: what units said is held against targets, sums, other forms and recomputed figures; faults become findings."""

from __future__ import annotations

from collections import Counter

from prefect import flow, task

from flows.build_marts import build_marts
from flows.checks.catalogue import load_catalogue
from flows.checks.effects import tell_effects
from flows.checks.record import record
from flows.checks.run import run_suites
from flows.findings import Finding
from flows.ingest.intake import reader_findings_in_force
from flows.period import Period
from flows.progress import tell
from flows.settings import EXPECTATIONS, Home
from flows.warehouse.publish import publish
from flows.warehouse.store import connect


@flow(name="check-data")
async def check_data(period: str, home: str | None = None, frames_are_built: bool = False) -> dict[str, int]:
    """Runs every suite on the period's frames and brings the findings up to date.

    Args:
        frames_are_built: a build of this very data has just made the frames; otherwise they are built first.

    Returns:
        The number of findings by severity.
    """
    place, month = Home.resolve(home), Period.parse(period)
    if not frames_are_built:
        await build_marts(period, home)
    found = [*shape_findings(place, month), *suite_findings(place, month)]
    keep_findings(place, month, found, publish_now=not frames_are_built)
    return dict(Counter(finding.severity for finding in found))


@task
def shape_findings(home: Home, period: Period) -> list[Finding]:
    """What the reader found and no later submission has settled."""
    with connect(home.warehouse) as connection:
        return reader_findings_in_force(connection, period)


@task
def suite_findings(home: Home, period: Period) -> list[Finding]:
    """What the suites find in the frames."""
    tell("Memeriksa isi kiriman")
    with connect(home.warehouse) as connection:
        return run_suites(connection, str(period), load_catalogue(EXPECTATIONS))


@task
def keep_findings(home: Home, period: Period, found: list[Finding], publish_now: bool) -> None:
    """Opens, keeps and resolves findings, tells what each does, and publishes them when no publishing follows."""
    with connect(home.warehouse) as connection:
        record(connection, period, found)
        tell_effects(connection, period)
        if publish_now:
            publish(connection, period, ["mart_findings", "mart_finding_effect", "mart_finding_link"])
