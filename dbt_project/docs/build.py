"""The project as one page, `make docs`: every model, column and test, and the lineage from forms to what people open.

Built on a warehouse that nothing was ever sent to: the page tells types and lineage, and holds no figure of an office.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from flows.warehouse.store import connect, prepare

PROJECT = Path(__file__).resolve().parents[1]
DBT = Path(sys.executable).parent / "dbt"
VARS = '{"period": "2022-09"}'


def build(page: Path) -> None:
    """Writes the page, a single file that needs no network and no server.

    Raises:
        subprocess.CalledProcessError: dbt failed; what it said stands above.
    """
    with tempfile.TemporaryDirectory(prefix="capaian-docs-") as name:
        folder = Path(name)
        with connect(folder / "warehouse.duckdb") as connection:
            prepare(connection)
        settings = {
            "CAPAIAN_WAREHOUSE": str(folder / "warehouse.duckdb"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DO_NOT_TRACK": "1",
        }
        places = ("--project-dir", PROJECT, "--profiles-dir", PROJECT, "--vars", VARS)
        places += ("--target-path", folder / "target", "--log-path", folder / "logs")
        for command in (
            ("build", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test"),
            ("docs", "generate", "--static", "--no-compile"),
        ):
            subprocess.run([DBT, "--quiet", *command, *places], check=True, env=os.environ | settings)
        page.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / "target" / "static_index.html", page)


if __name__ == "__main__":
    build(Path(sys.argv[1]))
    print(f"Model dan silsilahnya: {sys.argv[1]}")
