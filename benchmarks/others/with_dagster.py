"""The dbt project as Dagster materialises it, in this process: `python with_dagster.py PROJECT PERIOD`.

For an environment of its own with dagster, dagster-dbt and the dbt of requirements.lock; see README.md beside it.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dagster import AssetExecutionContext, materialize
from dagster_dbt import DbtCliResource, DbtProject, dbt_assets

project = DbtProject(project_dir=Path(sys.argv[1]), profiles_dir=Path(sys.argv[1]), target_path=Path("target"))
project.preparer.prepare(project)
resource = DbtCliResource(project_dir=project)


@dbt_assets(manifest=project.manifest_path)
def models(context: AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
    """Every model, seed and test of the project."""
    said = json.dumps({"period": sys.argv[2]})
    yield from dbt.cli(["build", "--exclude-resource-type", "unit_test", "--vars", said], context=context).stream()


if __name__ == "__main__":
    sys.exit(not materialize([models], resources={"dbt": resource}).success)
