"""What is final: a snapshot of what was published, the months that it locks, and what waits at their door."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from flows.answers.log import Break, Entry, digest
from flows.period import Period
from flows.warehouse.store import LATEST_FIRST, TABLES, has_table, insert

if TYPE_CHECKING:
    import duckdb

# The marts that a final keeps, each with the key of its rows within unit and month. The keys of the first five are
# those of `restated_measures` in dbt.
_KEPT = {
    "fct_indicator": "cast(iku_no as varchar)",
    "mart_capaian_indicator": "cast(iku_no as varchar)",
    "mart_capaian_sasaran": "cast(sasaran_no as varchar)",
    "mart_capaian_perspective": "perspective",
    "mart_efficiency": "coalesce(cast(iku_no as varchar), scope)",
    "mart_budget": "jenis",
    "mart_indicator_reference": "concat_ws(' ', iku_no, role, part)",
}
# Which definitions stood behind it. Bands and formulas are dated; the rows in force are those of the latest date come.
_DEFINITIONS = """
    select
        'formula' as kind,
        facts.indicator_id as name,
        facts.formula as definition,
        max(dated.valid_from) as valid_from
    from marts.fct_indicator as facts
    join reference.indicator_formulas as dated
        on dated.indicator_id = facts.indicator_id and dated.valid_from <= facts.period
    where facts.unit_code = $unit and facts.period = $period
    group by all
    union all
    select 'class_band', bands.kriteria,
        concat_ws(' ', bands.lower_edge, bands.lower_inclusive, bands.upper_edge, bands.upper_inclusive),
        bands.valid_from
    from reference.class_bands as bands
    join raw.units as units on units.office_kind = bands.office_kind
    where units.unit_code = $unit and units.year = $year and bands.valid_from = (
        select max(valid_from) from reference.class_bands as other
        where other.office_kind = bands.office_kind and other.valid_from <= $period
    )
    union all
    select 'efficiency_band', cast(bands.capaian_te as varchar), concat_ws(' ', bands.te_from, bands.te_to),
        bands.valid_from
    from reference.efficiency_bands as bands
    join raw.units as units on units.office_kind = bands.office_kind
    where units.unit_code = $unit and units.year = $year and bands.valid_from = (
        select max(valid_from) from reference.efficiency_bands as other
        where other.office_kind = bands.office_kind and other.valid_from <= $period
    )
    union all
    select 'target', kind || ' ' || version, document, decided_on
    from raw.target_versions
    where unit_code = $unit and year = $year and $month between from_month and to_month
"""
# Versions that would count but for a lock.
_WAITING = """
    from raw.form_versions as versions
    join raw.locked_months as locked using (unit_code, period)
    where versions.verdict = 'accepted' and not exists (
        select 1 from raw.final_versions as known
        where known.final_no = locked.final_no and known.unit_code = versions.unit_code
        and known.period = versions.period and known.form = versions.form
        and known.submission_id = versions.submission_id
    )
"""


@dataclass(frozen=True, slots=True)
class Final:
    """A report that is final and locked: its entry in the log, since when, by whom, and the head of the chain then."""

    final_no: int
    finalized_at: str
    actor: str
    chain_head: str


def ends_a_quarter(period: Period) -> bool:
    """Whether reports of this month can be final."""
    return period.month % 3 == 0


def months_of(period: Period) -> list[str]:
    """The months of the quarter that a period ends."""
    return [str(Period(period.year, month)) for month in range(period.month - 2, period.month + 1)]


def final_of(connection: duckdb.DuckDBPyConnection, unit_code: str, period: str) -> Final | None:
    """The final report of a unit and period that is in force; None when there is none, or it was opened again."""
    found = connection.execute(
        "select final_no, finalized_at, actor, chain_head from raw.finals "
        "join raw.locked_months using (final_no, unit_code, period) where unit_code = ? and period = ?",
        [unit_code, period],
    ).fetchone()
    return Final(*found) if found else None


def is_locked(connection: duckdb.DuckDBPyConnection, unit_code: str, period: str) -> bool:
    """Whether nothing enters the month."""
    return bool(
        connection.execute(
            "select 1 from raw.locked_months where unit_code = ? and period = ?", [unit_code, period]
        ).fetchone()
    )


def waiting(connection: duckdb.DuckDBPyConnection, period: str, unit_code: str | None) -> int:
    """How many submissions for a locked month wait until it is opened again."""
    if not has_table(connection, "raw", "locked_months"):
        return 0
    found = connection.execute(
        f"select count(distinct versions.submission_id) {_WAITING} "
        "and versions.period = ? and coalesce(versions.unit_code = ?, true)",
        [period, unit_code],
    ).fetchone()
    return int(found[0]) if found else 0


def not_published(connection: duckdb.DuckDBPyConnection, unit_code: str, months: list[str]) -> list[str]:
    """Months whose published figures were not made from the versions that count now."""
    found = connection.execute(
        f"""
        with ranked as (
            select *, row_number() over (
                partition by period, form order by {LATEST_FIRST}
            ) as place
            from raw.form_versions
            where verdict = 'accepted' and unit_code = ? and list_contains(?::varchar[], period)
        )
        select distinct period from ranked
        where place = 1 and not exists (
            select 1 from marts.mart_form_version as published
            where published.unit_code = ranked.unit_code and published.period = ranked.period
            and published.form = ranked.form and published.submission_id = ranked.submission_id
        )
        order by period
        """,
        [unit_code, months],
    ).fetchall()
    return [month for (month,) in found]


def unpublished_findings(connection: duckdb.DuckDBPyConnection, unit_code: str, months: list[str]) -> list[str]:
    """Months of which the last check says another thing than what is published: a run was cut off between the two."""
    if not has_table(connection, "marts", "mart_findings"):
        return []
    found = connection.execute(
        """
        select distinct coalesce(checked.period, published.period) as period
        from raw.findings as checked
        full join marts.mart_findings as published using (finding_id)
        where coalesce(checked.unit_code, published.unit_code) in (?, '')
        and list_contains(?::varchar[], coalesce(checked.period, published.period))
        and (checked.finding_id, checked.severity, checked.status, checked.value)
        is distinct from (published.finding_id, published.severity, published.status, published.value)
        order by period
        """,
        [unit_code, months],
    ).fetchall()
    return [month for (month,) in found]


def keep(
    connection: duckdb.DuckDBPyConnection,
    unit_code: str,
    period: Period,
    number: int,
    rules: Mapping[str, tuple[str, str]],
) -> dict[str, Any]:
    """Stores what is published of a quarter under the number of the entry to come, and locks its months.

    Args:
        rules: each rule in force by id, with its severity and valid_from.

    Returns:
        What the entry says of it; the digest makes the snapshot part of the chain.
    """
    months = months_of(period)
    for mart, key in _KEPT.items():
        connection.execute(
            f"""
            insert into raw.final_figures (final_no, unit_code, period, mart, key, measure, value)
            select $number, $unit, final_period, '{mart}', final_key, measure, final_value
            from (
                select period as final_period, {key} as final_key, columns(* exclude (unit_code, period))::varchar
                from marts.{mart} where unit_code = $unit and list_contains($months::varchar[], period)
            )
            unpivot include nulls (final_value for measure in (columns(* exclude (final_period, final_key))))
            """,
            {"number": number, "unit": unit_code, "months": months},
        )
    connection.execute(
        "insert into raw.final_versions (final_no, unit_code, period, form, submission_id) "
        "select distinct $number, unit_code, period, form, submission_id from raw.form_versions "
        "where verdict = 'accepted' and unit_code = $unit and list_contains($months::varchar[], period)",
        {"number": number, "unit": unit_code, "months": months},
    )
    defined = connection.execute(
        _DEFINITIONS,
        {"unit": unit_code, "period": str(period), "year": period.year, "month": period.month},
    ).fetchall()
    told = [("rule", name, severity, valid_from) for name, (severity, valid_from) in rules.items()]
    insert(
        connection,
        "final_definitions",
        TABLES["final_definitions"],
        [(number, *row) for row in sorted([*told, *defined], key=str)],
    )
    insert(connection, "locked_months", TABLES["locked_months"], [(unit_code, month, number) for month in months])
    figures = connection.execute(
        "select count(*) from raw.final_figures where final_no = ? and value is not null", [number]
    ).fetchone()
    return {
        "months": months,
        "figures": int(figures[0]) if figures else 0,
        "program_version": version("capaian"),
        "snapshot": snapshot_digest(connection, number),
    }


def snapshot_digest(connection: duckdb.DuckDBPyConnection, number: int) -> str:
    """One hash over figures, versions and definitions of a final, whatever the order in which they are stored."""
    kept = (
        connection.execute(f"select * from raw.{table} where final_no = ?", [number]).fetchall()
        for table in ("final_figures", "final_versions", "final_definitions")
    )
    return digest([sorted(map(list, rows), key=str) for rows in kept])


def keep_entry(connection: duckdb.DuckDBPyConnection, entry: Entry) -> None:
    """The final itself, once its entry is in the log."""
    row = (
        *(entry.seq, entry.unit_code, entry.period, entry.answered_at, entry.actor),
        *(version("capaian"), entry.hash),
    )
    insert(connection, "finals", TABLES["finals"], [row])


def keep_files(connection: duckdb.DuckDBPyConnection, number: int, files: Mapping[str, bytes]) -> dict[str, str]:
    """The report as it was signed, byte for byte, with its hashes."""
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    connection.executemany(
        "insert into raw.final_files (final_no, name, sha256, content) values (?, ?, ?, ?)",
        [(number, name, identity, files[name]) for name, identity in hashes.items()],
    )
    return hashes


def files_of(connection: duckdb.DuckDBPyConnection, unit_code: str, period: str) -> dict[str, bytes]:
    """The files of the report that is final; none when it is not."""
    final = final_of(connection, unit_code, period)
    if final is None:
        return {}
    found = connection.execute(
        "select name, content from raw.final_files where final_no = ? order by name", [final.final_no]
    ).fetchall()
    return {name: bytes(content) for name, content in found}


def verify_finals(connection: duckdb.DuckDBPyConnection, chain: list[Entry]) -> Break | None:
    """Holds what finals keep against the log: the first entry whose final is gone from the log, or was changed."""
    import json

    by_number = {entry.seq: entry for entry in chain}
    finals = connection.execute("select final_no, chain_head from raw.finals order by final_no").fetchall()
    for number, chain_head in finals:
        entry = by_number.get(number)
        if entry is None or entry.action != "finalize" or entry.hash != chain_head:
            return Break(number, "cut")
        if json.loads(entry.details or "{}").get("snapshot") != snapshot_digest(connection, number):
            return Break(number, "figures")
    known = {number for number, _ in finals}
    in_force: dict[tuple[str, str], Entry] = {}
    for entry in chain:
        if entry.action == "finalize" and entry.seq not in known:
            return Break(entry.seq, "lock")
        if entry.action in ("finalize", "reopen"):
            in_force[entry.unit_code, entry.period] = entry
    locked = connection.execute("select final_no, period from raw.locked_months").fetchall()
    for entry in in_force.values():
        months = json.loads(entry.details or "{}").get("months", []) if entry.action == "finalize" else []
        if sorted(month for number, month in locked if number == entry.seq) != months:
            return Break(entry.seq, "lock")
    for entry in chain:
        if entry.action == "seal":
            told = json.loads(entry.details or "{}")
            stored = {
                name: hashlib.sha256(bytes(content)).hexdigest()
                for name, content in connection.execute(
                    "select name, content from raw.final_files where final_no = ?", [told.get("final_no")]
                ).fetchall()
            }
            if stored != told.get("files"):
                return Break(entry.seq, "file")
    return None
