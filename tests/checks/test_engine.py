"""The engine: what is a finding, what is an error, and in which order findings come."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from flows.checks import (
    Catalogue,
    CatalogueError,
    CheckError,
    Rule,
    Suite,
    evaluate,
    load_catalogue,
    run_suites,
)
from flows.checks.record import record
from flows.checks.wording import fill, in_general, shown
from flows.findings import Finding
from flows.period import Period
from flows.settings import EXPECTATIONS
from flows.warehouse.store import connect, prepare

from .frames import OWNERS, row

PERIOD = "2023-04"


def rule(**changes: object) -> Rule:
    given: dict[str, object] = {
        "id": "value-as-expected",
        "frame": "chk_anything",
        "expectation": "ExpectColumnPairValuesToBeEqual",
        "kwargs": {"column_A": "value", "column_B": "expected"},
        "severity": "warn",
        "owner": "form",
        "sentence": "Sel {cell} berisi {value}, seharusnya {expected}.",
        "action": "Betulkan.",
        "reason": "Uji.",
        "valid_from": "2023-01",
    }
    return Rule.model_validate({**given, **changes})


def catalogue(*rules: Rule) -> Catalogue:
    return Catalogue(suites=(Suite(suite="uji", title="Uji", rules=rules),))


def run(frame: pd.DataFrame, *rules: Rule, period: str = PERIOD) -> list[tuple[str, str, int]]:
    found = evaluate(lambda _: frame, OWNERS, period, catalogue(*rules))
    return [(finding.unit_code, finding.cell, finding.ordinal) for finding in found]


def test_rows_with_the_same_labels_get_ordinals_in_the_order_of_the_sheet() -> None:
    frame = pd.DataFrame(
        [
            row(cell="D10", value=2.0),
            row(cell="D9", value=3.0),
            row(cell="D9", value=3.0, unit_code="LAIN"),
            row(cell="D11"),
        ]
    )
    assert run(frame, rule()) == [("LAIN", "D9", 1), ("UJI", "D9", 1), ("UJI", "D10", 2)]


def test_order_of_rows_and_rules_does_not_matter() -> None:
    frame = pd.DataFrame([row(cell=f"D{n}", value=float(n + 1), row_key=str(n % 3)) for n in range(9)])
    rules = [
        rule(),
        rule(
            id="another",
            expectation="ExpectColumnValuesToBeBetween",
            kwargs={"column": "value", "max_value": 5},
        ),
    ]
    assert run(frame, *rules) == run(frame.iloc[::-1], *reversed(rules))


def test_filter_takes_scalars_and_lists() -> None:
    frame = pd.DataFrame(
        [
            row(cell="A1", value=2.0, row_key="a"),
            row(cell="A2", value=2.0, row_key="b"),
            row(cell="A3", value=2.0, row_key="c"),
        ]
    )
    assert run(frame, rule(where={"row_key": "b"})) == [("UJI", "A2", 1)]
    assert [cell for _, cell, _ in run(frame, rule(where={"row_key": ["a", "c"]}))] == ["A1", "A3"]


def test_rule_not_yet_in_force_says_nothing() -> None:
    frame = pd.DataFrame([row(value=2.0)])
    assert run(frame, rule(), period="2022-12") == []


def test_named_group_owns_a_finding() -> None:
    frame = pd.DataFrame([row(value=2.0)])
    (finding,) = evaluate(lambda _: frame, {}, PERIOD, catalogue(rule(owner="Tata Usaha")))
    assert finding.owner_group == "Tata Usaha"


def test_form_without_an_owner_is_an_error() -> None:
    frame = pd.DataFrame([row(value=2.0)])
    with pytest.raises(CheckError, match="nobody fills"):
        evaluate(lambda _: frame, {}, PERIOD, catalogue(rule()))


def test_empty_frame_passes_but_must_have_its_columns() -> None:
    empty = pd.DataFrame(columns=list(row()))
    assert run(empty, rule()) == []
    with pytest.raises(CheckError, match="no column limit"):
        run(empty, rule(sentence="Paling banyak {limit}."))


def test_expectation_that_raises_is_an_error_and_no_pass() -> None:
    frame = pd.DataFrame([row(value="banyak")])
    broken = rule(expectation="ExpectColumnValuesToBeBetween", kwargs={"column": "value", "max_value": 5})
    with pytest.raises(CheckError, match="value-as-expected"):
        run(frame, broken)


def test_expectation_that_names_no_row_is_an_error() -> None:
    frame = pd.DataFrame([row(), row()])
    aggregate = rule(expectation="ExpectColumnSumToBeBetween", kwargs={"column": "value", "max_value": 1})
    with pytest.raises(CheckError, match="no row"):
        run(frame, aggregate)


def test_unknown_expectation_is_an_error() -> None:
    with pytest.raises(CheckError, match="no expectation"):
        run(pd.DataFrame([row()]), rule(expectation="ExpectMiracles"))


def test_wrong_arguments_are_an_error() -> None:
    with pytest.raises(CheckError):
        run(pd.DataFrame([row()]), rule(kwargs={"column": "value"}))


def test_unknown_keys_and_doubled_ids_are_refused() -> None:
    with pytest.raises(ValueError, match="extra"):
        rule(tolerance=3)
    with pytest.raises(ValueError, match="twice"):
        catalogue(rule(), rule())
    with pytest.raises(ValueError, match="engine"):
        rule(kwargs={"column_A": "value", "column_B": "expected", "mostly": 0.9})


def test_lost_or_strange_suite_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "expectations"
    shutil.copytree(EXPECTATIONS, folder)
    assert load_catalogue(folder) == load_catalogue()
    (folder / "strange.yml").write_text("suite: strange", encoding="utf-8")
    with pytest.raises(CatalogueError, match="strange"):
        load_catalogue(folder)
    (folder / "strange.yml").unlink()
    (folder / "totals.yml").unlink()
    lost = load_catalogue(folder)
    assert lost.lost == ("totals",)
    assert {suite.suite for suite in load_catalogue().suites} - {suite.suite for suite in lost.suites} == {"totals"}
    (folder / "ranges.yml").write_text("suite: ranges", encoding="utf-8")
    with pytest.raises(CatalogueError, match="ranges"):
        load_catalogue(folder)


@pytest.fixture
def warehouse() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create schema checks; create schema reference")
    connection.execute("create table reference.forms (form text, owner_group text, valid_from text)")
    connection.executemany(
        "insert into reference.forms values (?, ?, ?)",
        [
            ("sarana_produksi", "Lama", "2022-01"),
            ("sarana_produksi", "Pemeriksaan", "2023-01"),
            ("sarana_produksi", "Kelak", "2024-01"),
        ],
    )
    frame = pd.DataFrame([row(value=2.0), row(value=2.0, period="2023-03")])
    connection.register("given", frame)
    connection.execute("create table checks.chk_anything as select * from given")
    return connection


def test_frames_are_read_from_the_warehouse_for_one_period(warehouse: duckdb.DuckDBPyConnection) -> None:
    (finding,) = run_suites(warehouse, PERIOD, catalogue(rule()))
    assert (finding.period, finding.owner_group, finding.iku_no) == (PERIOD, "Pemeriksaan", 13)
    assert finding.message == "Sel D8 berisi 2, seharusnya 1. Betulkan."
    assert (finding.value, finding.expected) == ("2", "1")


def test_missing_frame_is_an_error(warehouse: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(CheckError, match="chk_lost"):
        run_suites(warehouse, PERIOD, catalogue(rule(frame="chk_lost")))


def test_a_lost_suite_is_told_to_every_unit_that_sent_something(tmp_path: Path) -> None:
    shutil.copytree(EXPECTATIONS, tmp_path / "expectations")
    for name in ("totals.yml", "ranges.yml"):
        (tmp_path / "expectations" / name).unlink()
    lost = load_catalogue(tmp_path / "expectations")
    rest = lost.model_copy(update={"suites": ()})
    with connect(tmp_path / "warehouse.duckdb") as connection:
        prepare(connection)
        connection.execute("create schema reference")
        connection.execute("create table reference.forms (form text, owner_group text, valid_from text)")
        assert run_suites(connection, PERIOD, rest) == []
        connection.execute(
            "insert into raw.form_versions by name select * from (values "
            "('UJI', '2023-04', 'kie', 'accepted'), ('UJI', '2023-04', 'umkm', 'accepted'), "
            "('LAIN', '2023-04', 'kie', 'refused'), ('DULU', '2023-03', 'kie', 'accepted')) "
            "as sent (unit_code, period, form, verdict)"
        )
        found = run_suites(connection, PERIOD, rest)
    assert [(finding.unit_code, finding.rule_id, finding.severity, finding.row_key) for finding in found] == [
        ("UJI", "suite-missing", "block", "totals"),
        ("UJI", "suite-missing", "block", "ranges"),
    ]
    assert "'totals' tidak dijalankan" in found[0].message
    assert found[0].finding_id != found[1].finding_id


def test_what_a_lost_rule_had_found_is_not_resolved(tmp_path: Path) -> None:
    month = Period.parse(PERIOD)
    before = [
        Finding("UJI", PERIOD, rule_id, "warn", "Tata Usaha", "Uji.", form="kie")
        for rule_id in ("kept", "lost", "done")
    ]
    with connect(tmp_path / "warehouse.duckdb") as connection:
        prepare(connection)
        record(connection, month, before)
        record(connection, month, before[:1], judged={"kept", "done"})
        states = connection.execute("select rule_id, status from raw.findings order by 1").fetchall()
        assert states == [("done", "resolved"), ("kept", "open"), ("lost", "open")]
        record(connection, month, before[:1])
        assert ("lost", "resolved") in connection.execute("select rule_id, status from raw.findings").fetchall()


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (4.0, None, "4"),
        (1060, None, "1.060"),
        (28796932000.0, None, "28.796.932.000"),
        (94.23, None, "94,23"),
        (13.333333333, None, "13,3333"),
        (64.0, 2, "64,00"),
        (2.675, 2, "2,68"),
        (-0.001, 2, "0,00"),
        (-5.0, None, "-5"),
        (True, None, "ya"),
        (None, None, "kosong"),
        (float("nan"), 2, "kosong"),
        ("PK 2023", 2, "PK 2023"),
    ],
)
def test_figures_are_written_as_read_in_indonesia(value: object, decimals: int | None, text: str) -> None:
    assert shown(value, decimals) == text


def test_unknown_placeholder_is_an_error() -> None:
    with pytest.raises(KeyError):
        fill("{lost}", {"cell": "A1"})


def test_a_sentence_in_general_leaves_every_figure_open() -> None:
    assert in_general("Sel {cell} berisi {value:2}, paling kecil {minimum}.") == "Sel … berisi …, paling kecil …"
    assert in_general("Sel {cell}{more} di lembar {sheet} kosong.") == "Sel … di lembar … kosong."
