"""A waiver is what the log says of a value: it lapses with the value and survives a rebuild."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flows.answers import log
from flows.checks.record import record
from flows.findings import Finding
from flows.period import Period
from flows.warehouse.store import connect, prepare

MONTH = Period(2023, 4)
FOUND = Finding("UJI", "2023-04", "uji", "block", "Tata Usaha", "Uji.", form="kie", value="7")


def test_a_waiver_lapses_with_its_value_and_survives_a_rebuild(tmp_path: Path) -> None:
    with connect(tmp_path / "warehouse.duckdb") as connection:
        prepare(connection)

        def status_of(*found: Finding) -> list[str]:
            record(connection, MONTH, found)
            return [row[0] for row in connection.execute("select status from raw.findings order by 1").fetchall()]

        assert status_of(FOUND) == ["open"]
        log.append(
            connection,
            at="2023-05-05T09:00:00",
            actor="Nama",
            action="waive",
            unit_code="UJI",
            period="2023-04",
            finding_id=FOUND.finding_id,
            value="7",
            reason="Diperiksa.",
        )
        assert status_of(FOUND) == ["waived"]
        assert status_of(FOUND) == ["waived"]
        connection.execute("delete from raw.findings")
        assert status_of(FOUND) == ["waived"]
        assert status_of(replace(FOUND, value="8")) == ["open"]
        assert status_of(replace(FOUND, value=None)) == ["open"]
        assert status_of() == ["resolved"]
        assert status_of(FOUND) == ["waived"]
        assert status_of(replace(FOUND, severity="reject")) == ["open"]
