"""Flow: what units said is held against targets, sums, other forms and recomputed figures; faults become findings."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from flows.build_marts import build_marts
from flows.checks import apart
from flows.checks.catalogue import Catalogue, load_catalogue
from flows.checks.effects import tell_effects
from flows.checks.page import DOCS, write_page
from flows.checks.record import record
from flows.checks.run import Examination
from flows.findings import Finding
from flows.ingest.intake import reader_findings_in_force
from flows.ingest.say import messages
from flows.period import Period
from flows.progress import tell
from flows.running.healing import healing_task
from flows.running.record import recorded_flow
from flows.settings import EXPECTATIONS, Home
from flows.warehouse.publish import note_stage, publish, refuse_unless
from flows.warehouse.store import connect, transaction


@recorded_flow("check-data")
async def check_data(period: str, home: str | None = None, frames_are_built: bool = False) -> dict[str, int]:
    """Runs every suite on the period's frames, brings the findings up to date and writes the page of all rules.

    Args:
        frames_are_built: a build of this very data has just made the frames; otherwise they are built first.

    Returns:
        The number of findings by severity.
    """
    place, month = Home.resolve(home), Period.parse(period)
    if not frames_are_built:
        await build_marts(period, home)
    catalogue = load_catalogue(EXPECTATIONS)
    examined = suite_findings(place, month, catalogue)
    docs = apart.build_docs(catalogue, examined.checks, period, place.checks / period / DOCS)
    found = [*shape_findings(place, month), *examined.findings]
    keep_findings(place, month, catalogue, found, publish_now=not frames_are_built)
    write_rules(place, month, catalogue, examined)
    docs.result()
    return dict(Counter(finding.severity for finding in found))


@healing_task
def shape_findings(home: Home, period: Period) -> list[Finding]:
    """What the reader found and no later submission has settled."""
    with connect(home.warehouse) as connection:
        return reader_findings_in_force(connection, period)


@healing_task
def suite_findings(home: Home, period: Period, catalogue: Catalogue) -> Examination:
    """What the suites find in the frames, and what they looked at.

    Raises:
        UnfinishedError: the frames are half built, or another month's.
    """
    tell("Memeriksa isi kiriman")
    with connect(home.warehouse) as connection:
        refuse_unless(connection, period, "built", "checked")
    return apart.examine(home, str(period), catalogue)


@healing_task
def keep_findings(home: Home, period: Period, catalogue: Catalogue, found: list[Finding], publish_now: bool) -> None:
    """Opens, keeps and resolves findings, tells what each does, and publishes them when no publishing follows.

    While a suite is lost, what its rules found before is neither found nor resolved.
    """
    judged = None
    if catalogue.lost and catalogue.when_lost:
        judged = {catalogue.when_lost.id, *messages(), *(rule.id for rule in catalogue.rules(str(period)))}
    with connect(home.warehouse) as connection:
        with transaction(connection):
            record(connection, period, found, judged)
            tell_effects(connection, period)
            note_stage(connection, period, "checked")
        if publish_now:
            publish(connection, period, ["mart_findings", "mart_finding_effect", "mart_finding_link"])


@healing_task
def write_rules(home: Home, period: Period, catalogue: Catalogue, examined: Examination) -> Path:
    """The page of all rules, beside the engine's own pages."""
    with connect(home.warehouse) as connection:
        return write_page(connection, catalogue, examined.checks, period, home.checks / str(period))
