"""Landing what was read: a submission's rows, versions and findings go into the raw tables together."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from flows.findings import Finding
from flows.ingest.rows import FormReading, Row
from flows.ingest.submission import Submission
from flows.period import Period
from flows.reference.seeds import groups_of_indicators, numbers_in
from flows.warehouse.store import LATEST_FIRST, SUBMITTED, TABLES, form_tables, insert

if TYPE_CHECKING:
    import duckdb

_FINDING = list(TABLES["reader_findings"])[1:]


@dataclass(frozen=True, slots=True)
class Landing:
    """A submission as plain data, ready for the raw tables; what a reader process gives back.

    `period` is None where the file says none; `leans_on_run` where a run of another month would have read another one.
    `rejects` are the sentences of what refuses the file or a form of it.
    `rows` are the rows of every raw table.
    """

    submission_id: str
    file_name: str
    unit_code: str | None
    period: Period | None
    verdict: str
    is_of_unknown_office: bool
    leans_on_run: bool
    rejects: tuple[str, ...]
    rows: dict[str, list[tuple[Any, ...]]]

    @property
    def says_its_month(self) -> bool:
        """Whether every run would read it as of the same month."""
        return self.verdict != "refused" and not self.leans_on_run


def landing_of(submission: Submission, period: Period, received_at: str) -> Landing:
    """A submission turned into rows.

    Rows of a form enter only when the form is accepted. A refused form has its version all the same, so that
    its findings stand until a later version settles them.

    Args:
        period: the run's, for a file that says none.
        received_at: ISO time that the submission log keeps.
    """
    identity = submission.submission_id
    unit_code = submission.unit.code if submission.unit else ""
    month = str(submission.period or period)
    sent = (
        identity,
        submission.file_name,
        unit_code,
        month,
        received_at,
        submission.modified_at,
        ",".join(form.form.form for form in submission.forms),
        submission.verdict,
        len(submission.findings),
    )
    sheets = submission.refused_forms | {form.form.form: form.sheet for form in submission.forms}
    parts = {form.form.form: sorted({_part(form, row, month) for row in form.rows} - {""}) for form in submission.forms}
    accepted = submission.accepted_forms
    rows: dict[str, list[tuple[Any, ...]]] = {
        "submissions": [sent],
        "form_versions": [
            (
                identity,
                unit_code,
                month,
                form,
                sheet,
                submission.file_name,
                received_at,
                submission.modified_at,
                "accepted" if form in accepted else "refused",
                part,
            )
            for form, sheet in sheets.items()
            for part in parts.get(form) or [""]
        ],
        "reader_findings": [
            (identity, *(getattr(finding, name) for name in _FINDING)) for finding in submission.findings
        ],
        "total_parts": [],
    }
    for form in submission.forms:
        if form.form.form in accepted:
            table = f"form_{form.form.form}"
            rows[table] = [_row(table, identity, unit_code, month, form, row) for row in form.rows]
            rows["total_parts"].extend((identity, form.form.form, total, part) for total, part in form.total_parts)
    return Landing(
        identity,
        submission.file_name,
        submission.unit.code if submission.unit else None,
        submission.period,
        submission.verdict,
        submission.is_of_unknown_office,
        submission.leans_on_run,
        tuple(finding.message for finding in submission.findings if finding.severity == "reject"),
        rows,
    )


def land(connection: duckdb.DuckDBPyConnection, landings: Iterable[Landing], known: Collection[str]) -> dict[str, int]:
    """Writes submissions, all rows of a table at once; what was known of the same contents before is replaced.

    Args:
        known: contents that the submission log holds already.

    Returns:
        The number of rows written, by table.
    """
    rows: dict[str, list[tuple[Any, ...]]] = {}
    again = []
    for landing in landings:
        if landing.submission_id in known:
            again.append(landing.submission_id)
        for table, listed in landing.rows.items():
            rows.setdefault(table, []).extend(listed)
    columns = TABLES | form_tables()
    if again:
        for table in (*SUBMITTED, *form_tables()):
            connection.execute(f"delete from raw.{table} where list_contains(?::varchar[], submission_id)", [again])
    for table, listed in rows.items():
        insert(connection, table, columns[table], listed)
    return {f"raw.{table}": len(listed) for table, listed in rows.items()}


@cache
def _places(table: str) -> dict[str, int]:
    """Where each column of a raw table stands; a name's text, cell and state follow it (`form_columns`)."""
    return {name: place for place, name in enumerate(form_tables()[table])}


def _part(form: FormReading, row: Row, month: str) -> str:
    """The group whose row it is, where every group sends the form for itself; '' for others and for a blank row."""
    if form.form.scope == "office":
        return ""
    contents = {name for table in form.form.tables for name in table.contents}
    said = [row.texts[name].text for name in contents & row.texts.keys()]
    said += [row.labels[name].text for name in contents & row.labels.keys()]
    groups = groups_of_indicators(month)
    return next((groups[key] for label in row.labels.values() if (key := label.key) in groups and any(said)), "")


def _row(table: str, identity: str, unit_code: str, month: str, form: FormReading, row: Row) -> tuple[Any, ...]:
    places = _places(table)
    filled: list[Any] = [None] * len(places)
    filled[:7] = (identity, unit_code, month, form.sheet, row.row_no, row.kind, row.row_key)
    for name, label in row.labels.items():
        at = places[name]
        filled[at : at + 3] = (label.key, label.text or None, label.cell or None)
    for name, value in row.values.items():
        at = places[name]
        filled[at : at + 3] = (value.number.value, value.cell, value.number.state)
    for name, remark in row.texts.items():
        at = places[name]
        filled[at : at + 2] = (remark.text or None, remark.cell)
    if "iku_no" in places:
        filled[places["iku_no"]] = numbers_in(month).get(row.iku_no or 0, row.iku_no)
    if "part" in places:
        filled[places["part"]] = _part(form, row, month)
    return tuple(filled)


def reader_findings_in_force(connection: duckdb.DuckDBPyConnection, period: Period) -> list[Finding]:
    """What the reader found and no later submission has settled.

    A finding on a form stands while that version is the form's newest, accepted or not, or the one in force;
    the same fault in both is told of the newest. One on a whole file stands until the unit's next accepted
    submission; one on a sheet of an accepted file while a form of the file is the newest or in force.
    """
    columns = ", ".join(f"found.{name}" for name in _FINDING)
    rows = connection.execute(
        f"""
        with ranked as (
            select submission_id, form,
                -- what could not be told to be of a group stands until anything of the form comes
                case when coalesce(part, '') = '' then row_number() over (
                    partition by unit_code, period, form order by {LATEST_FIRST}
                ) else row_number() over (
                    partition by unit_code, period, form, part order by {LATEST_FIRST}
                ) end as place,
                row_number() over (
                    partition by unit_code, period, form, coalesce(part, ''), verdict
                    order by {LATEST_FIRST}
                ) = 1 and verdict = 'accepted' as in_force
            from raw.form_versions as versions where period = $period and (
                -- what waits for a locked month to be opened again has no say in it yet
                verdict <> 'accepted'
                or not exists (
                    select 1 from raw.locked_months as locked
                    where locked.unit_code = versions.unit_code and locked.period = versions.period
                )
                or exists (
                    select 1 from raw.locked_months as locked
                    join raw.final_versions as known using (final_no, unit_code, period)
                    where known.unit_code = versions.unit_code and known.period = versions.period
                    and known.form = versions.form and known.submission_id = versions.submission_id
                )
            )
        ),
        standing as (
            select submission_id, form, min(place) as place from ranked where place = 1 or in_force
            group by submission_id, form
        ),
        settled as (
            select refused.submission_id
            from raw.submissions as refused
            join raw.submissions as later
                on later.unit_code = refused.unit_code and later.period = refused.period
                and later.verdict <> 'refused' and later.received_at > refused.received_at
            where refused.verdict = 'refused' and refused.period = $period
        )
        select {columns}, coalesce(standing.place, 1) as place
        from raw.reader_findings as found
        join raw.submissions as sent on sent.submission_id = found.submission_id
        left join standing on standing.submission_id = found.submission_id and standing.form = found.form
        where found.period = $period and (
            (found.form <> '' and standing.form is not null)
            or (found.form = '' and sent.verdict = 'refused'
                and found.submission_id not in (select submission_id from settled))
            or (found.form = '' and sent.verdict <> 'refused'
                and found.submission_id in (select submission_id from standing))
        )
        order by place, found.unit_code, found.rule_id, found.form, found.row_key, found.column_name,
        found.cell """,
        {"period": str(period)},
    ).fetchall()
    newest: dict[str, int] = {}
    standing = []
    for *cells, place in rows:
        finding = Finding(**dict(zip(_FINDING, cells, strict=True)))
        if finding.form and finding.severity != "reject":
            finding = replace(finding, fault_cells=finding.cell)  # what was refused entered no figure
        if newest.setdefault(finding.finding_id, place) == place:
            standing.append(finding)
    return standing
