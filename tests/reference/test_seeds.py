"""Reference data that stands once, in the seeds, and what else speaks of the same things."""

from __future__ import annotations

import pytest

from flows.ingest.forms import all_forms, labels_of
from flows.reference import seeds
from flows.reference.seeds import numbers_in, owner_of, seed


def test_every_form_has_an_owner() -> None:
    assert {form.form: owner_of(form.form, "2022-09") for form in all_forms()} == {
        row["form"]: row["owner_group"] for row in seed("forms")
    }
    assert owner_of("perkara", "2019-01") == "Penindakan"  # a workbook may say any month
    with pytest.raises(LookupError, match="kuis"):
        owner_of("kuis", "2022-09")


def test_the_reader_numbers_indicators_as_the_seed_does() -> None:
    named = {
        (label.key, label.iku_no)
        for form in all_forms()
        for table in form.tables
        for column in table.labels
        for label in labels_of(column)
        if label.iku_no
    }
    first = {row["indicator_id"]: int(row["iku_no"]) for row in sorted(seed("indicators"), key=_later_first)}
    assert named == set(first.items())


def _later_first(row: dict[str, str]) -> list[int]:
    return [-int(part) for part in row["valid_from"].split("-")]


def test_a_year_may_number_its_indicators_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """15 and 24 change places in 2023, 31 is new: forms know all three by their first number."""
    rows = [
        ("a", 15, "2022-01"),
        ("b", 24, "2022-01"),
        ("b", 15, "2023-01"),
        ("a", 24, "2023-01"),
        ("c", 31, "2023-01"),
    ]
    listed = tuple({"indicator_id": name, "iku_no": str(no), "valid_from": month} for name, no, month in rows)
    monkeypatch.setattr(seeds, "seed", lambda _name: listed)
    assert {month: numbers_in.__wrapped__(month) for month in ("2021-12", "2022-12", "2023-01")} == {
        "2021-12": {15: 15, 24: 24, 31: 31},
        "2022-12": {15: 15, 24: 24, 31: 31},
        "2023-01": {15: 24, 24: 15, 31: 31},
    }
