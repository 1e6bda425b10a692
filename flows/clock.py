"""The one place where the program reads the clock: at its edge. Everything else is given its time as a value."""

from __future__ import annotations

import datetime as dt
import time


def now() -> str:
    """This moment, ISO, in UTC, to the second."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def to_the_millisecond() -> str:
    """This moment for a log."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")


def is_past(moment_ns: int, by_seconds: float) -> bool:
    """Whether a time stamp of a file (ns since the epoch) lies back so many seconds: a younger one may stand still
    while the file changes once more.
    """
    return time.time_ns() - moment_ns > by_seconds * 1e9


def seconds() -> float:
    """A running count of seconds, to measure how long something takes."""
    return time.monotonic()
