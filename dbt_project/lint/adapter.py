"""What sqlfluff needs in place of dbt's adapter: it only has to know that a macro stands there, not what it writes."""

from __future__ import annotations

from collections.abc import Callable

_KEYWORDS = {"union_of_steps": "union"}


def dispatch(macro_name: str) -> Callable[..., str]:
    """Stands in for `adapter.dispatch`: any call of the macro becomes a column of that name or its keyword."""
    return lambda *_arguments: _KEYWORDS.get(macro_name, macro_name)
