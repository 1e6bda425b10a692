"""Flow: what lies in the inbox becomes archived files and raw rows, each file judged by itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from prefect.runtime import flow_run

from flows.ingest.intake import Intake, ingest
from flows.period import Period
from flows.progress import tell
from flows.reference.drafts import complete_imports
from flows.reference.targets import Reference, load_reference
from flows.running.healing import healing_task
from flows.running.log import wrote
from flows.running.record import recorded_flow
from flows.settings import SHIPPED_TARGETS, Home
from flows.settings_file import load_settings
from flows.warehouse.store import connect, prepare


@dataclass(frozen=True, slots=True)
class Ingested:
    """What came: names of files by what became of them, and the offices that are known."""

    accepted: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


@recorded_flow("ingest-submissions")
async def ingest_submissions(
    period: str,
    unit: str | None = None,
    home: str | None = None,
    inbox: str | None = None,
    received_at: str | None = None,
) -> Ingested:
    """Archive, recognise, read and land every file of the inbox that belongs to the period.

    Args:
        period: `YYYY-MM`.
        unit: only this office's files; all offices otherwise.
        received_at: ISO time of receipt; the run's own scheduled time otherwise.
    """
    place = Home.resolve(home)
    reference = read_reference(place)
    intake = land_inbox(place, inbox, reference, Period.parse(period), unit, received_at or _scheduled_time())
    return say_what_came(intake)


@healing_task
def read_reference(home: Home) -> Reference:
    """Approved targets and the offices that are known by them."""
    complete_imports(home)
    return load_reference(home.targets, SHIPPED_TARGETS)


@healing_task
def land_inbox(
    home: Home, inbox: str | None, reference: Reference, period: Period, unit: str | None, received_at: str
) -> Intake:
    """Reads the inbox into the raw tables, in one transaction."""
    limits = load_settings(home.settings).limits
    folder = home.inbox if inbox is None else home.path.joinpath(inbox)
    tell(f"Membaca kiriman di {folder}")
    with connect(home.warehouse) as connection:
        prepare(connection)
        intake = ingest(connection, reference, folder, home.archive, period, unit, received_at, limits)
    wrote(intake.rows)
    return intake


def say_what_came(intake: Intake) -> Ingested:
    """The intake in words."""
    for submission in intake.taken:
        words = {"accepted": "diterima", "partly": "diterima sebagian", "refused": "ditolak"}[submission.verdict]
        tell(f"  {submission.file_name}: {words}")
    waiting = [f"{name} (bulan {period})" for name, period in intake.waiting]
    for name in intake.known:
        tell(f"  {name}: sudah pernah diterima, tidak ada perubahan")
    for name, other in intake.twins:
        tell(f"  {name}: isinya sama dengan {other}")
    for name in waiting:
        tell(f"  {name}: disimpan untuk bulannya sendiri")
    return Ingested(
        accepted=[submission.file_name for submission in intake.taken if submission.verdict != "refused"],
        refused=[submission.file_name for submission in intake.taken if submission.verdict != "accepted"],
        known=[*intake.known, *(name for name, _ in intake.twins)],
        waiting=waiting,
        messages=[message for submission in intake.taken for message in submission.rejects],
    )


def _scheduled_time() -> str:
    return str(flow_run.scheduled_start_time.isoformat())
