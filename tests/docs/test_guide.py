"""The guide for units explains every kind of message that units get."""

from __future__ import annotations

import re

import pytest
import yaml

from flows.ingest.say import messages
from flows.settings import EXPECTATIONS, ROOT

GUIDE = (ROOT / "docs" / "panduan-unit.md").read_text("utf-8")
SUITES = yaml.safe_load((EXPECTATIONS / "index.yml").read_text("utf-8"))["suites"]


@pytest.mark.parametrize("rule", [*messages(), *SUITES])
def test_every_kind_of_message_is_explained(rule: str) -> None:
    assert f"| `{rule}` |" in GUIDE


def test_nothing_is_explained_that_is_never_said() -> None:
    explained = re.findall(r"^\| `([a-z_-]+)` \|", GUIDE, re.MULTILINE)
    assert set(explained) == {*messages(), *SUITES}
    assert len(explained) == len(set(explained))
