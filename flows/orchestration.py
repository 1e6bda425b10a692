"""Running flows from the command line: Prefect's settings, a short-lived server of its own, and one event loop.

Where `PREFECT_API_URL` is set (a worker, a team's server) that server is used and nothing is started.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import importlib
import logging
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar

from flows.collector import loading
from flows.settings import Home

Result = TypeVar("Result")

SETTINGS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    # A failure is told in words and its trace written to a file; Prefect's own copy of it would fill the screen.
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
    # Registering block types costs seconds and nothing here uses blocks.
    "PREFECT_MEMOIZE_BLOCK_AUTO_REGISTRATION": "false",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "GX_ANALYTICS_ENABLED": "false",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
}
_SERVER = {
    "PREFECT_UI_ENABLED": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
    # What would note the events of the run writes to the same database as the run: who comes second is refused,
    # and the client asks again only after two seconds.
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_ENABLED": "false",
}
# For a client of that server: it speaks no TLS, and reading the certificates of this machine takes half a second.
_OWN_SERVER = {"PREFECT_API_TLS_INSECURE_SKIP_VERIFY": "true"}
_PATIENCE = 90  # seconds that the server may take to answer, on a slow machine and a new home

_loaded: list[str] = []  # flows that a command of this process has asked for


class ServerError(Exception):
    """Prefect's server did not come up."""


class Server:
    """Prefect's own server in a process of its own.

    It is started before this process imports anything heavy, so that both load side by side; Prefect's way of doing it
    imports the server here too, which takes as long again.
    """

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        """Starts it, in this process's environment unless another is given."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/api"
        arguments = [
            "--factory",
            "prefect.server.api.server:create_app",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
        ]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flows.prefect_server", *arguments, "--log-level", "critical", "--lifespan", "on"],
            env={**(os.environ if environment is None else environment), **_SERVER},
            stdin=subprocess.PIPE,  # never written to: it ends when this process does, however that ends
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        atexit.register(self.stop)

    def wait(self) -> None:
        """Returns once the server answers.

        Raises:
            ServerError: it ended, or did not answer in time.
        """
        for _ in range(_PATIENCE * 20):
            if self.process.poll() is not None:
                raise ServerError("Prefect's server ended while starting")
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise ServerError("Prefect's server did not answer")

    def stop(self) -> None:
        """Ends the process that this object started, and no other."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()


def configure(home: Home) -> None:
    """Settings for this process, before Prefect is imported; what the user has set stays."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("PREFECT_HOME", str(home.prefect))
    home.prefect.mkdir(parents=True, exist_ok=True)
    # A log that finds no room is no reason to fill the screen with its trace: the failure itself is told.
    logging.raiseExceptions = False


def load_flow(home: Home, name: str, first: tuple[str, ...] = ()) -> Callable[..., Coroutine[Any, Any, Any]]:
    """A flow function ready to be called, with a server that answers.

    Args:
        name: `module:flow`, for example `flows.monthly_run:monthly_run`.
        first: what the flow needs early and takes long to have, got while the server starts: functions of the home
            (`module:function`) that keep what they find.
    """
    _loaded.append(name)
    with loading():
        configure(home)
        server = None if os.environ.get("PREFECT_API_URL") else Server()
        if server is not None:
            os.environ |= {"PREFECT_API_URL": server.url, **_OWN_SERVER}
        flow: Callable[..., Coroutine[Any, Any, Any]] = _named(name)
        for function in first:
            with contextlib.suppress(Exception):  # it fails again, and is told, where the flow asks for it
                _named(function)(home)
        if server is not None:
            server.wait()
    return flow


def runs_a_command() -> bool:
    """Whether this process is a command, which tells of its failures itself, and no worker."""
    return bool(_loaded)


def _named(name: str) -> Any:
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)


def wait_for(work: Coroutine[Any, Any, Result]) -> Result:
    """Runs a flow to its end."""
    return asyncio.run(work)
