"""What a run tells people while it works. Silent unless the command line listens."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

_listener: ContextVar[Callable[[str], None] | None] = ContextVar("progress", default=None)


def tell(text: str) -> None:
    """Says one line about the work, in Indonesian."""
    listener = _listener.get()
    if listener is not None:
        listener(text)


def listen(listener: Callable[[str], None] | None) -> None:
    """Sends what is told from now on to a listener; None makes it silent."""
    _listener.set(listener)
