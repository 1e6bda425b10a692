"""Reader processes: files from outside are opened there, with limits on memory and time.

A value reader can be made to end its process, to fill the memory or to run for hours; here that costs one file.
"""

from __future__ import annotations

import ctypes
import logging
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import TimeoutError as OutOfTime
from dataclasses import dataclass, replace
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pebble

from flows.collector import loading
from flows.ingest.landing import Landing, landing_of
from flows.ingest.submission import Submission, read_submission, refused
from flows.ingest.units import Offices
from flows.ingest.workbook import Unreadable, Workbook, open_workbook
from flows.period import Period
from flows.reference.targets import Reference
from flows.settings import Home
from flows.settings_file import Limits

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Job:
    """One file to be read: its content's hash, where the content lies, what people call it, when it came (ISO)."""

    submission_id: str
    path: Path
    file_name: str
    received_at: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What every job of a run shares: the offices known, the run's month and office, the limits."""

    reference: Reference
    period: Period
    unit_code: str | None
    limits: Limits


def get_ready(_: Home) -> None:
    """Has the process that reader processes are made from loaded meanwhile."""
    _server()
    forkserver.ensure_running()


def _server() -> ForkServerContext:
    """Where reader processes come from: one process that has loaded what they need, once for all of them."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def read_all(jobs: Sequence[Job], reading: Reading) -> Iterator[Landing]:
    """Reads files side by side, in the order given; a file that ends or outlasts its reader is refused."""
    if not jobs:
        return
    with pebble.ProcessPool(
        max_workers=min(reading.limits.processes, len(jobs)),
        context=_server(),
        initializer=_begin,
        initargs=(reading,),
    ) as pool:
        futures = [pool.schedule(_read, args=(job,), timeout=reading.limits.seconds) for job in jobs]
        for job, future in zip(jobs, futures, strict=True):
            try:
                yield future.result()
            except OutOfTime:
                yield refused_landing(job, reading, Unreadable("too_slow", str(reading.limits.seconds)))
            except (pebble.ProcessExpired, MemoryError):
                yield refused_landing(job, reading, Unreadable("too_large"))
            except Exception as fault:
                logging.getLogger(__name__).info("the reader failed on %s", job.file_name, exc_info=fault)
                yield refused_landing(job, reading, Unreadable("broken", type(fault).__name__))


def open_apart(path: Path, file_name: str, limits: Limits) -> Workbook:
    """One workbook that is no submission, opened in a process of its own with the same limits.

    Raises:
        Unreadable: the file is no workbook, or ended or outlasted its reader.
    """
    with pebble.ProcessPool(max_workers=1, context=_server(), initializer=_limit, initargs=(limits,)) as pool:
        try:
            opened: Workbook = pool.schedule(
                open_workbook, args=(path, file_name, limits), timeout=limits.seconds
            ).result()
        except OutOfTime as problem:
            raise Unreadable("too_slow", str(limits.seconds)) from problem
        except (pebble.ProcessExpired, MemoryError) as problem:
            raise Unreadable("too_large") from problem
        except Unreadable:
            raise
        except Exception as fault:
            raise Unreadable("broken", type(fault).__name__) from fault
    return opened


def refused_landing(job: Job, reading: Reading, problem: Unreadable) -> Landing:
    """What lands of a file that no reader process could read."""
    submission = Submission(job.submission_id, job.file_name)
    refused(submission, problem, reading.reference, reading.period, reading.unit_code)
    return landing_of(submission, reading.period, job.received_at)


# -- in the reader process -------------------------------------------------------------------------------------------

_reading: Reading | None = None


def _begin(reading: Reading) -> None:
    """Sets the limits of this process and what all its files share."""
    global _reading
    with loading():
        _reading = replace(reading, reference=replace(reading.reference, units=Offices(reading.reference.units)))
    _limit(reading.limits)


def _limit(limits: Limits) -> None:
    """Sets the limits of this process, and that it ends with the run: a file may keep it busy for hours."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A value reader that ends the process writes about it; people are told which file and what to do instead.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _read(job: Job) -> Landing:
    assert _reading is not None
    submission = read_submission(
        job.path,
        job.file_name,
        _reading.reference,
        _reading.period,
        _reading.unit_code,
        job.submission_id,
        _reading.limits,
    )
    return landing_of(submission, _reading.period, job.received_at)
