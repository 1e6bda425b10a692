"""What Python's collector of unused objects need not look at: what a process has loaded, and keeps to its end.

Modules and the dbt project are millions of objects. The collector would look at all of them again and again while they
load and while a month is worked out, and several times over when the process ends: a second and a half of each run.
"""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

_NEW_OBJECTS = 200_000  # a workbook, a statement, a page makes many small ones and hardly a cycle


@contextmanager
def loading() -> Iterator[None]:
    """Whatever stands when the block ends is looked at no more; what was left unused before it is given back first."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(_NEW_OBJECTS)
        gc.enable()
        atexit.unregister(gc.freeze)
        atexit.register(gc.freeze)
