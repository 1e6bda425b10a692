"""What each mart is made by: models, macros and seeds with their checksums, as dbt's manifest tells them.

They are kept beside what is published, so that two warehouses can say whether a figure moved because a definition did.
No figure is made from them.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from flows.ingest.yml import read_yaml
from flows.settings import DBT_PROJECT, Home
from flows.warehouse.dbt import read_project
from flows.warehouse.store import TABLES, insert

if TYPE_CHECKING:
    import duckdb
    from dbt.contracts.graph.manifest import Manifest

_OURS = ("model.capaian.", "seed.capaian.", "macro.capaian.")
_MARTS = "models/marts/"


def lineage_of(project: Manifest) -> list[tuple[str, str, str, str]]:
    """What every mart is made by, near and far, itself included.

    Returns:
        Mart, kind (`model`, `seed`, `macro`), name and SHA-256, in a fixed order.
    """
    nodes: dict[str, Any] = {**project.nodes, **project.macros}

    def behind(mart: str) -> set[str]:
        found, waiting = set[str](), [mart]
        while waiting:
            identity = waiting.pop()
            if identity.startswith(_OURS) and identity not in found:
                found.add(identity)
                depends = nodes[identity].depends_on
                waiting += [*getattr(depends, "nodes", ()), *depends.macros]
        return found

    return sorted(
        (node.name, str(nodes[other].resource_type), nodes[other].name, _checksum(nodes[other]))
        for identity, node in project.nodes.items()
        if identity.startswith("model.capaian.") and node.original_file_path.startswith(_MARTS)
        for other in behind(identity)
    )


def _checksum(node: Any) -> str:
    if node.resource_type == "macro":
        return hashlib.sha256(node.macro_sql.encode()).hexdigest()
    return str(node.checksum.checksum)


def note_built(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Notes what the candidates are made by; the transaction is the caller's."""
    connection.execute("delete from raw.built_definitions")
    insert(connection, "built_definitions", TABLES["built_definitions"], lineage_of(read_project(home)))


def note_published(connection: duckdb.DuckDBPyConnection, period: str, marts: list[str]) -> None:
    """What was noted of the candidates holds for the marts published now; the transaction is the caller's."""
    known = contract_versions()
    for mart in marts:
        connection.execute("delete from raw.published_definitions where period = ? and mart = ?", [period, mart])
        connection.execute("delete from raw.published_contracts where mart = ?", [mart])
    connection.execute(
        "insert into raw.published_definitions (period, mart, kind, name, checksum) "
        "select ?, mart, kind, name, checksum from raw.built_definitions "
        "where list_contains(?::varchar[], mart) order by all",
        [period, marts],
    )
    contracts = [(mart, known.get(mart), version("capaian"), period) for mart in marts]
    insert(connection, "published_contracts", TABLES["published_contracts"], contracts)


@cache
def contract_versions() -> dict[str, int | None]:
    """The version of each mart's contract, as its yml says; a mart that says none is told by the tests."""
    return {
        model["name"]: model.get("config", {}).get("meta", {}).get("contract_version")
        for path in sorted((DBT_PROJECT / _MARTS).glob("*.yml"))
        for model in read_yaml(path)["models"]
    }
