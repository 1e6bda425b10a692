"""The YAML contract of a form is strict and dated."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.ingest.forms import Form, all_forms, forms_for, header_pattern, known_labels, labels_of
from flows.ingest.text import normalise

CONTENT: dict[str, Any] = {
    "form": "contoh",
    "title": "CONTOH",
    "valid_from": "2022-01",
    "sheet_names": ["CONTOH"],
    "titles": ["RHPK CONTOH"],
    "tables": [
        {
            "name": "isi",
            "columns": [
                {"kind": "label", "name": "jenis", "header": ["Jenis"], "key": True},
                {"kind": "number", "name": "jumlah", "unit": "count", "header": ["Jumlah"]},
            ],
            "rows": [{"when": {"jenis": "total"}, "kind": "total", "over": []}],
        }
    ],
}


def changed(*path: str | int, value: Any) -> dict[str, Any]:
    content = deepcopy(CONTENT)
    place: Any = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return content


COLUMN: tuple[str | int, ...] = ("tables", 0, "columns", 1)


def test_a_form_that_agrees_with_itself() -> None:
    assert Form.model_validate(CONTENT).number_types == {"jumlah": "count"}


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (changed("colour", value="red"), "colour"),
        (changed("tables", 0, "colour", value="red"), "colour"),
        (changed(*COLUMN, "colour", value="red"), "colour"),
        (changed(*COLUMN, "unit", value="kilogram"), "unit"),
        (changed(*COLUMN, "header", value=["Jenis"]), "stands for both"),
        (changed(*COLUMN, "header", value=[]), "neither header nor beside"),
        (changed(*COLUMN, "beside", value={"column": "tiada", "by": 1}), "unknown column"),
        (changed(*COLUMN, "required", value={"unless_zero": ["tiada"]}), "tiada"),
        (changed("tables", 0, "rows", 0, "when", value={"tiada": "total"}), "tiada"),
        (changed("tables", 0, "rows", 0, "kind", value="sum"), "kind"),
        (changed("valid_from", value="2022"), "valid_from"),
        (changed("valid_from", value="2022-13"), "valid_from"),
    ],
)
def test_a_mistake_in_a_form_is_refused(content: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Form.model_validate(content)


def write(folder: Path, *contents: dict[str, Any]) -> Path:
    for number, content in enumerate(contents):
        (folder / f"contoh_{number}.yml").write_text(yaml.safe_dump(content), "utf-8")
    return folder


def test_a_later_layout_counts_from_its_month(tmp_path: Path) -> None:
    folder = write(tmp_path, CONTENT, changed("valid_from", value="2023-07") | {"title": "CONTOH BARU"})
    assert forms_for("2023-06", folder)["contoh"].title == "CONTOH"
    assert forms_for("2023-07", folder)["contoh"].title == "CONTOH BARU"
    assert forms_for("2021-12", folder) == {}


def test_two_layouts_from_the_same_month_are_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, CONTENT, CONTENT)
    with pytest.raises(ValueError, match="more than one version"):
        all_forms(folder)


def test_all_27_forms_are_there_and_every_column_of_labels_is_clear() -> None:
    forms = forms_for("2022-09")
    assert len(forms) == 27
    for form in forms.values():
        for table in form.tables:
            for column in table.labels:
                known = known_labels(column)
                assert len(known.exact) + len(known.around) > 0 or not labels_of(column)


def test_a_spelling_cannot_stand_for_two_labels() -> None:
    labels = [{"key": "a", "spellings": ["Obat"]}, {"key": "b", "spellings": ["OBAT"]}]
    form = Form.model_validate(changed("tables", 0, "columns", 0, "labels", value=labels))
    with pytest.raises(ValueError, match="stands for both"):
        known_labels(form.tables[0].labels[0])


@pytest.mark.parametrize(
    "written",
    [
        "s.d September",
        "SEPT",
        "S/D SEPT 2022",
        "Bulan September",
        "s.d. 30 September 2022",
        "Januari - September 2022",
        "1 September 2022",
    ],
)
def test_a_month_in_a_header_in_any_way(written: str) -> None:
    assert header_pattern("{month}").fullmatch(normalise(written))
    assert header_pattern("s.d {month}").fullmatch(normalise(written))


def test_other_words_are_no_month_in_a_header() -> None:
    assert not header_pattern("{month}").fullmatch(normalise("September ini"))
    assert not header_pattern("Target {year}").fullmatch(normalise("Target bulan"))
    assert header_pattern("Target {year}").fullmatch(normalise("TARGET 2023"))
