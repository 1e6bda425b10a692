"""Processes beside the run's own: they load what takes long while the run is busy, then do steps of it.

A thread would not do: what loads and what works would take turns in one process.
"""

from __future__ import annotations

import importlib
import logging
import multiprocessing
import os
import threading
from collections.abc import Callable
from multiprocessing.connection import wait
from multiprocessing.util import Finalize
from typing import TYPE_CHECKING, Any, TypeVar

import pebble

from flows.collector import loading

if TYPE_CHECKING:
    from concurrent.futures import Future

Outcome = TypeVar("Outcome")

_NICE = 5  # while the run works itself, loading leaves it its processor


class Aside:
    """Such processes of one kind; they end with the process that started them, however that ends."""

    def __init__(self, *needs: str, nice: int = _NICE) -> None:
        """Starts nothing yet.

        Args:
            needs: modules to load, and functions without arguments (`module:function`) to call.
            nice: how far they stand back; 0 where the run waits for them.
        """
        self._needs = needs
        self._nice = nice
        self._pool: pebble.ProcessPool | None = None
        self._starting = threading.Lock()

    def begin(self, processes: int = 1) -> None:
        """Starts the processes unless they run, and does not wait until they have loaded what they need."""
        with self._starting:
            if self._pool is not None and self._pool.active:
                return
            pool = pebble.ProcessPool(
                max_workers=processes,
                # Forks of a process with threads may hang, and those of the reader's server have its limits.
                context=multiprocessing.get_context("spawn"),
                initializer=_begin,
                initargs=(self._needs, self._nice),
            )
            pool.schedule(int)
            # Before the exit of this process waits for its children, of which these are some.
            Finalize(None, _end, (pool,), exitpriority=1)
            self._pool = pool

    def do(self, work: Callable[..., Outcome], *given: Any) -> Future[Outcome]:
        """Has a function of a module called there, as soon as a process is free.

        Returns:
            What becomes of it: the outcome, what it raised, or `pebble.ProcessExpired` where its process ended.
        """
        self.begin()
        assert self._pool is not None
        started: Future[Outcome] = self._pool.schedule(work, args=given)
        return started


def _end(pool: pebble.ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


# -- in the process beside the run's own ------------------------------------------------------------------------------


def _begin(needs: tuple[str, ...], nice: int) -> None:
    threading.Thread(target=_end_with_the_run, daemon=True).start()
    os.nice(nice)
    with loading():
        for name in needs:
            module, _, function = name.partition(":")
            try:
                loaded = importlib.import_module(module)
                if function:
                    getattr(loaded, function)()
            except Exception as problem:  # it fails again, and is told, where it is needed
                logging.getLogger(__name__).debug("%s", name, exc_info=problem)


def _end_with_the_run() -> None:
    run = multiprocessing.parent_process()
    assert run is not None
    wait([run.sentinel])
    os._exit(1)
