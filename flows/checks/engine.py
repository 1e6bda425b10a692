"""The engine of the checks, loaded as if Spark were not installed.

Great Expectations loads Spark where it finds it. No rule runs there, loading takes seconds, and Spark ends a process
whose main module is no file.
"""

from __future__ import annotations

import sys

_SPARK = "pyspark"
_hidden = _SPARK not in sys.modules
if _hidden:
    sys.modules[_SPARK] = None  # type: ignore[assignment]  # what imports it is told that there is none
try:
    import great_expectations as gx
finally:
    if _hidden:
        del sys.modules[_SPARK]

__all__ = ["gx"]
