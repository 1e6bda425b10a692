"""Prefect's own server as a process that ends with the one that started it, even when that one is killed."""

from __future__ import annotations

import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Serves until the starting process ends; arguments are uvicorn's."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    import uvicorn

    uvicorn.main()


if __name__ == "__main__":
    main()
