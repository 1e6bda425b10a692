"""The real month is that of the flows; an invented office is worked out by hand."""

from __future__ import annotations

from tests.flows.conftest import golden

__all__ = ["golden"]
