"""An import of targets that is not in place yet: what a kill leaves is ended by whoever reads the targets next."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from flows.settings import Home

if TYPE_CHECKING:
    import duckdb

# Begins the folder, beside those that count, that holds the files of an import until its row of the log is committed.
DRAFT = ".impor-"


def complete_imports(home: Home) -> None:
    """Ends imports that were left: the log says whether they count. Cheap where nothing was left.

    Raises:
        WarehouseBusyError: an import is under way.
    """
    drafts = sorted(home.targets.glob(f"{DRAFT}*"))
    if drafts:
        from flows.warehouse.store import connect, prepare

        with connect(home.warehouse) as connection:
            prepare(connection)
            for draft in drafts:
                finish(connection, draft)


def finish(connection: duckdb.DuckDBPyConnection, draft: Path) -> None:
    """Moves the files of an import that counts into place, `unit.yml` last, since it makes a folder known."""
    import_id = draft.name.removeprefix(DRAFT)
    counts = connection.execute("select 1 from raw.target_imports where import_id = ?", [import_id]).fetchone()
    files = sorted(draft.glob("*/*"), key=lambda path: (path.name == "unit.yml", path)) if counts else []
    for path in files:
        target = draft.parent / path.relative_to(draft)
        target.parent.mkdir(exist_ok=True)
        os.replace(path, target)
    shutil.rmtree(draft, ignore_errors=True)
