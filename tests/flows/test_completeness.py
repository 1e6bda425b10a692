"""Which forms of the real month came in time, as published."""

from __future__ import annotations

from .conftest import Month, rows


def test_every_form_of_the_real_month_came_on_the_due_day(golden: Month) -> None:
    """The workbook came at nine of the fifth, the last day; NARASI and TINDAK LANJUT are not owed."""
    found = rows(
        golden.home,
        "select status, due_on, received_at, count(*), count(distinct owner_group) from marts.mart_completeness "
        "where unit_code = 'SERANG' and period = '2022-09' group by all",
    )
    assert found == [("on_time", "2022-10-05", "2022-10-05T09:00:00", 25, 5)]
