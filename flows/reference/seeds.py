"""Reference data that dbt seeds and the reader needs too, read from the same files, so that it stands once."""

from __future__ import annotations

import csv
from functools import cache

from flows.settings import DBT_PROJECT


@cache
def seed(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a seed as text, in the order of the file."""
    with (DBT_PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def owner_of(form: str, month: str) -> str:
    """The group that fills a form in a month (`YYYY-MM`); before the first row of the form, the group of that row.

    Raises:
        LookupError: the seed `forms` has no row of the form.
    """
    rows = sorted((row for row in seed("forms") if row["form"] == form), key=lambda row: row["valid_from"])
    if not rows:
        raise LookupError(f"seed forms has no row of {form}")
    return ([row for row in rows if row["valid_from"] <= month] or rows[:1])[-1]["owner_group"]


@cache
def numbers_in(month: str) -> dict[int, int]:
    """The number of each indicator in the PK of a month (`YYYY-MM`), by the number that forms know it by.

    Forms name indicators by the number of their first PK; a year with other numbers is rows of the seed with a later
    `valid_from`, and no form changes. Numbers are those of any kind of office.
    """
    first: dict[str, int] = {}
    now: dict[str, int] = {}
    for row in sorted(seed("indicators"), key=lambda row: row["valid_from"]):
        first.setdefault(row["indicator_id"], int(row["iku_no"]))
        if row["valid_from"] <= month:
            now[row["indicator_id"]] = int(row["iku_no"])
    return {number: now.get(name, number) for name, number in first.items()}


@cache
def groups_of_indicators(month: str) -> dict[str, str]:
    """The group that speaks for each indicator in a month (`YYYY-MM`)."""
    rows = sorted(seed("indicators"), key=lambda row: row["valid_from"])
    return {row["indicator_id"]: row["owner_group"] for row in rows if row["valid_from"] <= month}
