"""Reading the YAML files beside the reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

# The parser in C reads all forms in a tenth of the time; it is missing where PyYAML was built without it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """The content of a YAML file, plain values only.

    Raises:
        yaml.YAMLError: the file is no YAML.
    """
    return yaml.load(path.read_text("utf-8"), Loader=_LOADER)
