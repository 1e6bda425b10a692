"""The dbt project as Prefect's documentation runs it: `python with_prefect.py PROJECT PERIOD`.

For an environment of its own with prefect, prefect-dbt and the dbt of requirements.lock; see README.md beside it.
"""

import json
import sys
from pathlib import Path

from prefect import flow
from prefect_dbt import PrefectDbtRunner, PrefectDbtSettings


@flow
def build() -> None:
    """Every model, seed and test of the project, each a task."""
    settings = PrefectDbtSettings(project_dir=Path(sys.argv[1]), profiles_dir=Path(sys.argv[1]))
    said = json.dumps({"period": sys.argv[2]})
    PrefectDbtRunner(settings=settings).invoke(["build", "--exclude-resource-type", "unit_test", "--vars", said])


if __name__ == "__main__":
    build()
