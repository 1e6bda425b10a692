"""Reference data that stands once, in the seeds, and what else speaks of the same things."""

from __future__ import annotations

import pytest

from flows.ingest.forms import all_forms, labels_of
from flows.reference.seeds import owner_of, seed


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
    assert named == {(row["indicator_id"], int(row["iku_no"])) for row in seed("indicators")}
