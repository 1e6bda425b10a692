"""What the published figures of each month rest on, so that a late or repeated month is seen in the months after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.period import Period
from flows.warehouse.store import TABLES, has_table, insert

if TYPE_CHECKING:
    import duckdb

# Of the offices that sent something for the month: every version that enters of the year and the year before, which
# months are compared with and reports show; and all that was ever said of follow-ups, which stay open until they are
# done. The sum of hashes does not depend on the order of rows.
_GROUND = """
    with

    versions as (

        select * from staging.stg_admitted_version
        where period <= $period

    ),

    present as (

        select distinct unit_code from versions where period = $period

    )

    select
        coalesce(sum(cast(md5_number(concat_ws(
            chr(31), submission_id, unit_code, period, form, part, verdict, received_at, modified_at, file_name
        )) % 1000000000000000000::uhugeint as hugeint)), 0) || ' ' || count(*)
    from versions
    where
        unit_code in (select unit_code from present)
        and (period >= $since or form = 'tindak_lanjut')
"""


def _ground_of(connection: duckdb.DuckDBPyConnection, period: Period) -> str:
    since = f"{period.year - 1}-01"
    ((ground,),) = connection.execute(_GROUND, {"period": str(period), "since": since}).fetchall()
    return str(ground)


def note_ground(connection: duckdb.DuckDBPyConnection, period: Period) -> None:
    """Notes what the candidates rest on, as they are published; the transaction is the caller's."""
    connection.execute("delete from raw.published_grounds where period = ?", [str(period)])
    insert(
        connection, "published_grounds", TABLES["published_grounds"], [(str(period), _ground_of(connection, period))]
    )


def moved_after(connection: duckdb.DuckDBPyConnection, period: Period) -> list[Period]:
    """The published months after this one whose figures rest on something that is no longer so, the earliest first."""
    if not has_table(connection, "raw", "published_grounds"):
        return []
    later = connection.execute(
        "select period, ground from raw.published_grounds where period > ? order by period", [str(period)]
    ).fetchall()
    months = [(Period.parse(month), noted) for month, noted in later]
    return [month for month, noted in months if noted != _ground_of(connection, month)]
