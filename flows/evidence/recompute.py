"""The figures once more, in a home that holds nothing but what the archive brings: a month without its flows."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flows.checks.catalogue import load_catalogue
from flows.checks.effects import tell_effects
from flows.checks.record import record
from flows.checks.run import CheckError, examine_period
from flows.evidence import collect
from flows.evidence.package import Manifest
from flows.evidence.tables import as_landed
from flows.ingest.intake import reader_findings_in_force, take_again
from flows.ingest.readers import Job
from flows.period import Period
from flows.reference.targets import ReferenceProblem, load_reference
from flows.settings import EXPECTATIONS, SHIPPED_TARGETS, Home
from flows.settings_file import Limits
from flows.warehouse.dbt import BuildError, build
from flows.warehouse.store import TABLES, connect, insert


class RecomputeProblem(Exception):  # noqa: N818 - told to people as it stands
    """The figures could not be worked out with the installed program; the text is Indonesian and says why."""


@dataclass(frozen=True, slots=True)
class Read:
    """How the workbooks read now: names of files by content, verdicts by content and form."""

    names: Mapping[str, str]
    verdicts: Mapping[tuple[str, str], str]


def recompute(
    root: Path,
    home: Home,
    manifest: Manifest,
    sent: list[dict[str, str]],
    forms: list[dict[str, str]],
    limits: Limits,
) -> Read:
    """Lands workbooks and targets of an unpacked archive and builds the period; candidates hold what came out.

    Raises:
        RecomputeProblem: the targets cannot be read, or the build or a rule failed.
    """
    period = Period.parse(manifest.period)
    _put_targets(root, home, manifest)
    try:
        # As where it was made: offices that the program ships are known too.
        reference = load_reference(home.targets, SHIPPED_TARGETS)
    except ReferenceProblem as problem:
        raise RecomputeProblem(str(problem).replace(f"{home.targets}/", "target/")) from problem
    jobs: dict[Period, list[Job]] = {}
    for row in sent:
        if row["content"]:
            job = Job(row["submission_id"], root / row["content"], row["file_name"], row["received_at"])
            jobs.setdefault(Period.parse(row["period"]), []).append(job)
    with connect(home.warehouse) as connection:
        landings = take_again(connection, reference, jobs, manifest.unit, limits)
        # What was refused brought no figure; that it came is known from the log.
        refused = {row["submission_id"] for row in sent if row["state"] == collect.REFUSED}
        for table, listed in (("submissions", sent), ("form_versions", forms)):
            rows = [row for row in listed if row["submission_id"] in refused]
            insert(connection, table, TABLES[table], [as_landed(table, row) for row in rows])
    try:
        build(home, period)
        catalogue = load_catalogue(EXPECTATIONS)
        with connect(home.warehouse) as connection:
            found = [
                *reader_findings_in_force(connection, period),
                *examine_period(connection, str(period), catalogue).findings,
            ]
            record(connection, period, found)
            tell_effects(connection, period)
    except (BuildError, CheckError) as problem:
        raise RecomputeProblem(f"Hitung ulang gagal dengan program yang terpasang: {problem}") from problem
    return Read(
        {landing.submission_id: landing.file_name for landing in landings},
        {(row[0], row[3]): row[-1] for landing in landings for row in landing.rows["form_versions"]},
    )


def _put_targets(root: Path, home: Home, manifest: Manifest) -> None:
    for name in manifest.files:
        if name.startswith(f"{collect.TARGETS}/") and name != collect.IMPORTS:
            place = home.targets / Path(name).relative_to(collect.TARGETS)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, place)
