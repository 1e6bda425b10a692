"""Records the contract of every mart: `make contracts`.

A version that is recorded never changes; other columns or types need a higher `contract_version` in the mart's yml.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parents[1]
Columns = Mapping[str, str]
_HEAD = "# The contract of {mart}, version by version: columns in order, with their types. The last is in force.\n"


def contracts(project: Path = PROJECT) -> Iterator[tuple[str, int, Columns]]:
    """Every mart with the version and the columns that its yml says."""
    for path in sorted((project / "models" / "marts").glob("*.yml")):
        for model in yaml.safe_load(path.read_text("utf-8"))["models"]:
            columns = {column["name"]: column["data_type"] for column in model["columns"]}
            yield model["name"], model["config"]["meta"]["contract_version"], columns


def recorded(mart: str, project: Path = PROJECT) -> dict[int, Columns]:
    """The versions of a mart's contract that are recorded, oldest first."""
    path = project / "contracts" / f"{mart}.yml"
    return yaml.safe_load(path.read_text("utf-8")) if path.exists() else {}


def fault(mart: str, version: int, columns: Columns, known: Mapping[int, Columns]) -> str | None:
    """Why the contract of a mart cannot stay as it is, and what to do; None when it is as recorded."""
    latest = max(known, default=0)
    if version == latest:
        if list(known[latest].items()) == list(columns.items()):
            return None
        changed = sorted({name for name, _ in dict(known[latest]).items() ^ dict(columns).items()})
        what = f"columns or types changed ({', '.join(changed)})" if changed else "the order of its columns changed"
        return f"{mart}: {what}, but not contract_version: write {latest + 1}, then make contracts"
    if version == latest + 1:
        if known and list(known[latest].items()) == list(columns.items()):
            return f"{mart}: contract_version {version} has the columns of {latest}: write {latest}"
        return f"{mart}: version {version} is not recorded yet: make contracts"
    return f"{mart}: contract_version is {version}, recorded is {latest}: write {latest} or {latest + 1}"


def record(project: Path = PROJECT) -> list[str]:
    """Writes the versions that are new.

    Returns:
        What stands in the way, for the marts whose version does not say that their columns changed.
    """
    faults = []
    for mart, version, columns in contracts(project):
        known: dict[int, Any] = dict(recorded(mart, project))
        why = fault(mart, version, columns, known)
        if why is None:
            continue
        if not why.endswith("is not recorded yet: make contracts"):
            faults.append(why)
            continue
        known[version] = dict(columns)
        text = yaml.safe_dump(known, sort_keys=False, allow_unicode=True)
        (project / "contracts" / f"{mart}.yml").write_text(_HEAD.format(mart=mart) + text, "utf-8")
    gone = {path.stem for path in (project / "contracts").glob("*.yml")} - {mart for mart, _, _ in contracts(project)}
    return faults + [f"{mart}: recorded, but there is no such mart any more: remove its file" for mart in sorted(gone)]


if __name__ == "__main__":
    sys.exit("\n".join(record()) or 0)
