"""Running flows from the command line: Prefect's settings, its short-lived server, and one event loop.

Where `PREFECT_API_URL` is set (a worker, a team's server) that server is used and nothing is started.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from flows.settings import Home

Result = TypeVar("Result")

_SETTINGS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLI_WARN_ON_EMPTY_DEPLOYMENTS": "false",
    "PREFECT_LOGGING_LEVEL": "ERROR",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
    # Registering block types costs seconds and nothing here uses blocks.
    "PREFECT_MEMOIZE_BLOCK_AUTO_REGISTRATION": "false",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "60",
    "GX_ANALYTICS_ENABLED": "false",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
}


def configure(home: Home) -> None:
    """Settings for this process, before Prefect is imported; what the user has set stays."""
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("PREFECT_HOME", str(home.prefect))
    home.prefect.mkdir(parents=True, exist_ok=True)


def run_flow(home: Home, start: str) -> Any:
    """Configures Prefect, starts its server beside the imports that a run needs, and gives back the flow function.

    Args:
        start: `module:flow`, for example `flows.monthly_run:monthly_run`.
    """
    configure(home)
    server = _start_server()
    module, name = start.split(":")
    import importlib

    flow = getattr(importlib.import_module(module), name)
    for heavy in ("dbt.cli.main", "pandas", "great_expectations"):
        if start.endswith(("monthly_run", "check_data")) or (heavy == "dbt.cli.main" and start.endswith("build_marts")):
            importlib.import_module(heavy)
    if server is not None:
        server.join()
    return flow


def _start_server() -> threading.Thread | None:
    """Prefect's server takes seconds to come up; meanwhile this process imports what it needs."""
    if os.environ.get("PREFECT_API_URL"):
        return None
    from prefect.server.api.server import SubprocessASGIServer

    thread = threading.Thread(target=lambda: SubprocessASGIServer().start(), daemon=True)
    thread.start()
    return thread


def wait_for(work: Coroutine[Any, Any, Result]) -> Result:
    """Runs a flow to its end."""
    return asyncio.run(work)
