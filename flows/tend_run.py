"""Flow: a run of the server that is in trouble is looked after; the automations (`running/automations.py`) start it."""

from __future__ import annotations

from prefect import flow

from flows.alerts.failure import Trouble
from flows.running.tending import tend


@flow(name="tend-run")
async def tend_run(run: str, trouble: Trouble) -> bool:
    """Tells of a run's trouble, and lets it go on; it takes no lock, since the run that it is about may hold it.

    Returns:
        Whether there was anything to tell.
    """
    return await tend(run, trouble)
