"""Prefect's own server as a process that ends with the one that started it, even when that one is killed.

The one that started it holds the other end of this process's standard input. The system closes that end with it, also
when it is killed before this process has begun to look.
"""

from __future__ import annotations

import os
import signal
import threading
import time

_PATIENCE = 5  # seconds in which the server may end by itself


def main() -> None:
    """Serves until the starting process ends; arguments are uvicorn's."""
    threading.Thread(target=_end_with_the_input, daemon=True).start()
    import uvicorn

    uvicorn.main()


def _end_with_the_input() -> None:
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_PATIENCE)
    os._exit(1)


if __name__ == "__main__":
    main()
