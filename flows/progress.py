"""What a run tells people while it works: its log keeps it, and the command line or Prefect listens."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from flows.running import log

_listener: ContextVar[Callable[[str], None] | None] = ContextVar("progress", default=None)


def tell(text: str) -> None:
    """Says one line about the work, in Indonesian."""
    log.say(text)
    listener = _listener.get()
    if listener is not None:
        listener(text)


def hears() -> bool:
    """Whether anyone listens."""
    return _listener.get() is not None


def listen(listener: Callable[[str], None] | None) -> None:
    """Sends what is told from now on to a listener; None makes it silent."""
    _listener.set(listener)
