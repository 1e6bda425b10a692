"""The guide for head office names every sheet and column that is read."""

from __future__ import annotations

import pytest

from flows.reference.layout import import_layout
from flows.settings import ROOT

GUIDE = (ROOT / "docs" / "target-import.md").read_text("utf-8")


@pytest.mark.parametrize("name", import_layout().tables)
def test_every_sheet_and_its_columns_are_explained(name: str) -> None:
    table = import_layout().tables[name]
    columns = ", ".join(column.header for column in table.columns.values())
    assert f"| `{table.sheet}` | {columns} |" in GUIDE
