"""Flow: raw rows become facts, capaian and the frames that the checks read, as candidates for publishing."""

from __future__ import annotations

from prefect.artifacts import create_table_artifact

from flows.period import Period
from flows.progress import tell
from flows.reference.calendar import load_calendar
from flows.reference.due_days import land_due_days
from flows.running.healing import healing_task
from flows.running.log import current, wrote
from flows.running.record import recorded_flow
from flows.settings import Home
from flows.settings_file import load_settings
from flows.warehouse.dbt import Node, build, table_sizes
from flows.warehouse.definitions import note_built
from flows.warehouse.publish import note_stage
from flows.warehouse.spark import build_on_spark
from flows.warehouse.store import connect, prepare, transaction


@recorded_flow("build-marts")
async def build_marts(period: str, home: str | None = None) -> int:
    """Builds the dbt project for one period, all offices at once.

    Returns:
        The number of nodes built.

    Raises:
        BuildError: a model, contract or dbt test failed; what was published stays as it was.
    """
    place = Home.resolve(home)
    month = Period.parse(period)
    prepare_warehouse(place, month)
    nodes = run_dbt(place, month)
    build_is_whole(place, month)
    await record_nodes(nodes, period)
    return len(nodes)


@healing_task
def prepare_warehouse(home: Home, period: Period) -> None:
    """Sees to it that the raw tables exist, so that a build works before anything came; candidates count no more."""
    calendar = load_calendar(home)
    with connect(home.warehouse) as connection:
        prepare(connection)
        with transaction(connection):
            land_due_days(connection, calendar, period)
            note_stage(connection, period, "building")


@healing_task
def run_dbt(home: Home, period: Period) -> list[Node]:
    """One dbt invocation in this process, or Spark where the settings say so."""
    engine = load_settings(home.settings).engine
    if engine.name == "spark":
        nodes = build_on_spark(home, period, engine)
    else:
        tell("Menghitung capaian")
        nodes = build(home, period)
    with connect(home.warehouse, read_only=True) as connection:
        wrote(table_sizes(connection, nodes))
    return nodes


@healing_task
def build_is_whole(home: Home, period: Period) -> None:
    """The candidates are all of one build: they may be checked."""
    with connect(home.warehouse) as connection, transaction(connection):
        note_built(connection, home)
        note_stage(connection, period, "built")


async def record_nodes(nodes: list[Node], period: str) -> None:
    """Leaves a table of nodes with their status and seconds beside the run."""
    table = [
        {"node": node.name, "kind": node.kind, "status": node.status, "seconds": round(node.seconds, 3)}
        for node in nodes
    ]
    run = current()
    if run is not None:
        run.note("nodes", nodes=table)
    await create_table_artifact(key="dbt-nodes", table=table, description=f"dbt build {period}")  # type: ignore[misc]
