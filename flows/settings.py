"""Where things lie: the repository's own folders and a home for what runs write."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DBT_PROJECT = ROOT / "dbt_project"
EXPECTATIONS = ROOT / "expectations"
TEMPLATES = ROOT / "templates"
FORMS = Path(__file__).resolve().parent / "ingest" / "forms"
SHIPPED_TARGETS = ROOT / "examples" / "targets"
SHIPPED_OFFICES = ROOT / "examples" / "offices"
FONTS = ROOT / "assets" / "fonts"


@dataclass(frozen=True, slots=True)
class Home:
    """A folder that holds everything a run writes; contract: "Where things are written"."""

    path: Path

    @classmethod
    def resolve(cls, home: str | os.PathLike[str] | None) -> Home:
        """The home given, else `CAPAIAN_HOME`, else `./data`, as an absolute path."""
        return cls(Path(home or os.environ.get("CAPAIAN_HOME") or "data").resolve())

    @property
    def warehouse(self) -> Path:
        return self.path / "warehouse.duckdb"

    @property
    def archive(self) -> Path:
        return self.path / "archive"

    @property
    def inbox(self) -> Path:
        return self.path / "inbox"

    @property
    def reports(self) -> Path:
        return self.path / "reports"

    @property
    def exports(self) -> Path:
        """What goes to head office and auditors, a folder for each office and month."""
        return self.path / "exports"

    @property
    def checks(self) -> Path:
        """A page with all rules and their open findings for each period checked."""
        return self.path / "checks"

    @property
    def settings(self) -> Path:
        """What this home sets for itself; there need not be one."""
        return self.path / "settings.yml"

    @property
    def calendar(self) -> Path:
        """When submissions of this home's offices are due; there need not be one."""
        return self.path / "calendar.yml"

    @property
    def offices(self) -> Path:
        """What offices say of themselves for their reports: a folder a unit, with `office.yml` and a logo."""
        return self.path / "offices"

    @property
    def alerts(self) -> Path:
        """Messages to people that wait outside the warehouse, because it could not be opened."""
        return self.path / "alerts"

    @property
    def prefect(self) -> Path:
        return self.path / ".prefect"

    @property
    def dbt(self) -> Path:
        return self.path / ".dbt"

    @property
    def targets(self) -> Path:
        """The home's own targets; offices and years that it says nothing of are those that the program ships."""
        return self.path / "targets"
