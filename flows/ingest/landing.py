"""Landing what was read: a submission's rows, versions and findings go into the raw tables together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flows.findings import Finding
from flows.ingest.rows import FormReading, Row
from flows.ingest.submission import Submission
from flows.period import Period
from flows.warehouse.store import TABLES, form_columns, insert

if TYPE_CHECKING:
    import duckdb

_FINDING = list(TABLES["reader_findings"])[1:]


def land(connection: duckdb.DuckDBPyConnection, submission: Submission, period: Period, received_at: str) -> None:
    """Writes one submission; what was known of the same content before is replaced.

    Rows of a form enter only when the form is accepted. A refused form has its version all the same, so that
    its findings stand until a later version settles them.
    """
    identity = submission.submission_id
    unit_code = submission.unit.code if submission.unit else ""
    month = str(submission.period or period)
    for table in ("submissions", "form_versions", "reader_findings", "total_parts"):
        connection.execute(f"delete from raw.{table} where submission_id = ?", [identity])
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
    insert(connection, "submissions", TABLES["submissions"], [sent])
    sheets = submission.refused_forms | {form.form.form: form.sheet for form in submission.forms}
    accepted = submission.accepted_forms
    versions = [
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
        )
        for form, sheet in sheets.items()
    ]
    insert(connection, "form_versions", TABLES["form_versions"], versions)
    told = [(identity, *(getattr(finding, name) for name in _FINDING)) for finding in submission.findings]
    insert(connection, "reader_findings", TABLES["reader_findings"], told)
    for form in submission.forms:
        if form.form.form in accepted:
            _land_form(connection, identity, unit_code, month, form)


def _land_form(
    connection: duckdb.DuckDBPyConnection, identity: str, unit_code: str, month: str, form: FormReading
) -> None:
    columns = form_columns(form.form)
    table = f"form_{form.form.form}"
    connection.execute(f"delete from raw.{table} where submission_id = ?", [identity])
    insert(
        connection,
        table,
        columns,
        [_row(columns, identity, unit_code, month, form, row) for row in form.rows],
    )
    parts = [(identity, form.form.form, total, part) for total, part in form.total_parts]
    insert(connection, "total_parts", TABLES["total_parts"], parts)


def _row(columns: dict[str, str], identity: str, unit_code: str, month: str, form: FormReading, row: Row) -> list[Any]:
    filled: dict[str, Any] = {
        "submission_id": identity,
        "unit_code": unit_code,
        "period": month,
        "sheet": form.sheet,
        "row_no": row.row_no,
        "row_kind": row.kind,
        "row_key": row.row_key,
        "iku_no": row.iku_no,
    }
    for name, label in row.labels.items():
        filled |= {name: label.key, f"{name}_text": label.text or None, f"{name}_cell": label.cell or None}
    for name, value in row.values.items():
        number = value.number
        filled |= {name: number.value, f"{name}_cell": value.cell, f"{name}_state": number.state}
    for name, remark in row.texts.items():
        filled |= {name: remark.text or None, f"{name}_cell": remark.cell}
    return [filled.get(name) for name in columns]


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
                row_number() over (
                    partition by unit_code, period, form order by received_at desc, modified_at desc,
                    file_name desc
                ) as place,
                row_number() over (
                    partition by unit_code, period, form, verdict
                    order by received_at desc, modified_at desc, file_name desc
                ) = 1 and verdict = 'accepted' as in_force
            from raw.form_versions where period = $period
        ),
        standing as (
            select * from ranked where place = 1 or in_force
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
        if newest.setdefault(finding.finding_id, place) == place:
            standing.append(finding)
    return standing
