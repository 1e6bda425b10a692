"""Flow: a range of months, one after the other, for all offices or some."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.monthly_run import monthly_run, work_out_later
from flows.period import Period
from flows.progress import tell
from flows.running.record import recorded_flow
from flows.scheduled_month import scheduled_time


@dataclass(frozen=True, slots=True)
class Backfilled:
    """Months that were run, and why others were not: by month and office, `2022-09` or `2022-09 SERANG`."""

    done: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


class BackfillError(Exception):
    """Some months could not be run; the text is Indonesian and says which and why."""


@recorded_flow("backfill")
async def backfill(
    first: str,
    last: str,
    units: list[str] | None = None,
    home: str | None = None,
    inbox: str | None = None,
    received_at: str | None = None,
    write_reports: bool = True,
) -> Backfilled:
    """Runs every month from the first to the last, the earlier first; one that fails leaves the others done.

    Months after the last that rest on these are worked out again once, at the end.

    Args:
        write_reports: whether reports are written; the figures are published all the same.

    Raises:
        BackfillError: some failed; all others were run.
        ValueError: a month that is none, or a last one before the first.
    """
    months = Period.parse(first).until(Period.parse(last))
    outcome = Backfilled()
    for period in months:
        for unit in units or (None,):
            name = f"{period} {unit}" if unit else str(period)
            tell(f"Bulan {name}")
            try:
                await monthly_run(str(period), unit, home, inbox, received_at or scheduled_time(), False, write_reports)
                outcome.done.append(name)
            except Exception as problem:
                outcome.failed[name] = _in_a_line(problem)
    try:
        await work_out_later(last, None, home, received_at or scheduled_time(), write_reports)
    except Exception as problem:
        outcome.failed[f"sesudah {last}"] = _in_a_line(problem)
    if outcome.failed:
        told = "; ".join(f"{name}: {cause.rstrip('.')}" for name, cause in outcome.failed.items())
        raise BackfillError(f"{len(outcome.done)} bulan selesai, {len(outcome.failed)} gagal. {told}.")
    return outcome


def _in_a_line(problem: Exception) -> str:
    return (str(problem).splitlines() or [type(problem).__name__])[0]
