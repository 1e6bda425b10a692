"""Every rule of the catalogue: it passes a good row, catches a bad one and says so in a readable sentence."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
import yaml

from flows.checks import Catalogue, Rule, Suite, evaluate, load_catalogue
from flows.checks.catalogue import FORM_OWNER
from flows.checks.run import FRAME_COLUMNS
from flows.settings import DBT_PROJECT

from .frames import (
    EXAMPLES,
    OWNERS,
    case_target,
    ceiling,
    curve,
    decision,
    narrative,
    same_fact,
    shared_sample,
    submitted,
    target_copy,
    total,
    twin,
)

CATALOGUE = load_catalogue()
RULES = {rule.id: rule for rule in CATALOGUE.rules("2099-12")}
PERIOD = "2023-04"


def only(rule_id: str) -> Catalogue:
    return Catalogue(suites=(Suite(suite="one", title="Satu aturan", rules=(RULES[rule_id],)),))


def check(rule_id: str, *rows: dict[str, object]) -> list[str]:
    frame = pd.DataFrame(list(rows))
    return [finding.message for finding in evaluate(lambda _: frame, OWNERS, PERIOD, only(rule_id))]


def owner_of(rule_id: str, form: str) -> str:
    owner = RULES[rule_id].owner
    return OWNERS[form] if owner == FORM_OWNER else owner


def test_every_rule_has_an_example() -> None:
    assert set(EXAMPLES) == set(RULES)


@pytest.mark.parametrize("rule_id", sorted(RULES))
def test_rule_passes_a_good_row_and_catches_a_bad_one(rule_id: str) -> None:
    good, bad = EXAMPLES[rule_id]
    frame = pd.DataFrame([good, {**bad, "unit_code": "LAIN"}, {**good, "row_key": "lagi"}])

    findings = evaluate(lambda _: frame, OWNERS, PERIOD, only(rule_id))

    assert [finding.unit_code for finding in findings] == ["LAIN"]
    (finding,) = findings
    assert finding.rule_id == rule_id
    assert finding.severity == RULES[rule_id].severity
    assert finding.owner_group == owner_of(rule_id, str(bad["form"]))
    assert finding.cell == bad["cell"]
    assert bad["cell"].split(",")[0] in finding.message
    assert [column for column in frame.columns if f"{{{column}" in finding.message] == []
    assert "nan" not in finding.message.lower().split()


def elsewhere(rule_id: str) -> dict[str, object]:
    """The bad row of a rule in another unit, month and form: what a rule looks for must not hang on any of them.

    The form stays where the rule itself, or another rule of its frame, is about one form or none.
    """
    _, bad = EXAMPLES[rule_id]
    moved = {**bad, "unit_code": "LAIN", "period": "2031-12"}
    rule = RULES[rule_id]
    if bad["form"] and "form" not in rule.where and not rule.where.get("kind"):
        other = "kie" if bad["form"] != "kie" else "umkm"
        moved |= {"form": other, "sheet": "LEMBAR LAIN"}
    return moved


def found_by(rules: list[Rule], *rows: dict[str, object]) -> list[tuple[str, str, str, str]]:
    frame = pd.DataFrame(list(rows))
    lacking = frame.columns[frame.isna().all()]
    frame = frame.astype(dict.fromkeys(lacking, float))  # a warehouse knows the type of a column without a value
    catalogue = Catalogue(suites=(Suite(suite="some", title="Beberapa", rules=tuple(rules)),))
    findings = evaluate(lambda _: frame, OWNERS, "2031-12", catalogue)
    return [(finding.unit_code, finding.rule_id, finding.period, finding.form) for finding in findings]


@pytest.mark.parametrize("frame", sorted({rule.frame for rule in RULES.values()}))
def test_rules_catch_their_kind_in_another_form_unit_and_month_each_its_own(frame: str) -> None:
    rules = [rule for rule in RULES.values() if rule.frame == frame]
    rows = [{**elsewhere(rule.id), "unit_code": rule.id} for rule in rules]
    still = [{**EXAMPLES[rule.id][0], "unit_code": "TENANG"} for rule in rules]
    assert found_by(rules, *rows, *still) == sorted(
        (rule.id, rule.id, "2031-12", str(row["form"])) for rule, row in zip(rules, rows, strict=True)
    )


@pytest.mark.parametrize("rule_id", sorted(RULES))
def test_without_a_rule_its_kind_is_found_by_no_other(rule_id: str) -> None:
    """No rule stands in for another, so a rule that is lost is a fault that is lost."""
    others = [rule for rule in RULES.values() if rule.frame == RULES[rule_id].frame and rule.id != rule_id]
    assert not others or found_by(others, elsewhere(rule_id)) == []


def _documented_columns(frame: str) -> set[str]:
    path = DBT_PROJECT / "models" / "checks" / f"{frame}.yml"
    (model,) = yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
    assert model["description"].startswith("Grain:")
    return {column["name"] for column in model["columns"]}


@pytest.mark.parametrize("rule_id", sorted(RULES))
def test_rule_speaks_only_of_columns_that_its_frame_documents(rule_id: str) -> None:
    rule = RULES[rule_id]
    assert rule.columns | set(FRAME_COLUMNS) <= _documented_columns(rule.frame)


def test_every_frame_is_checked_by_a_rule() -> None:
    frames = {path.stem for path in (DBT_PROJECT / "models" / "checks").glob("chk_*.sql")}
    assert frames == {rule.frame for rule in RULES.values()}


def test_no_rule_repeats_what_another_says() -> None:
    spoken = [(rule.frame, rule.expectation, str(rule.kwargs), str(rule.where)) for rule in RULES.values()]
    assert len(spoken) == len(set(spoken))


def test_case_target_names_the_forms_that_hold_the_right_one() -> None:
    (message,) = check(
        "case-target-current-year",
        case_target(value=4.0, intelijen_agrees=True, monev_agrees=True, monev_cell="C18"),
    )
    assert message == (
        "Sel E6, E10 di lembar PERKARA berisi 4, padahal target perkara tahun berjalan menurut DIPA adalah "
        "5. "
        "Lembar INTELIJEN (sel C6) sudah memuat 5. Lembar MONEV OUTPUT (sel C18) juga memuat 5. "
        "Ubah E6, E10 menjadi 5, lalu kirim ulang formulir PERKARA. Hitungan ulang sudah memakai target DIPA."
    )


def test_case_target_is_silent_about_forms_that_do_not_help() -> None:
    (message,) = check("case-target-current-year", case_target(value=4.0))
    assert "INTELIJEN" not in message
    assert "MONEV" not in message


def test_submitted_result_names_what_was_recomputed() -> None:
    (message,) = check("submitted-result", submitted(expected=64.0, difference=5.46))
    assert "realisasi 69,46 untuk IKU 12" in message
    assert "memberi 64,00" in message


def test_a_missing_copy_is_called_by_the_state_of_its_cell() -> None:
    (message,) = check("target-copy-month", target_copy(value=None, value_state="blank"))
    assert "berisi target bulan ini kosong" in message


def test_a_wide_total_is_told_as_echo() -> None:
    (message,) = check(
        "total-of-indicator-figures",
        total(value=1060.0, expected=1059.5, difference=0.5, has_echo=True, echo_cells="E30, E50"),
    )
    assert "berisi jumlah 1.060" in message
    assert "berjumlah 1.059,5" in message
    assert "Jumlah di E30, E50 ikut berbeda" in message


def test_the_same_fact_names_both_forms_and_every_cell_that_differs() -> None:
    (message,) = check(
        "same-regional-samples",
        same_fact(
            "regional_samples",
            "uji_regional",
            cell="G80, M80",
            value="1.076, 60",
            expected="1.099, 80",
            other_sheet="SAMPLING",
            other_cells="G39, M39",
            difference=23.0,
        ),
    )
    assert "Sel G80, M80 di lembar UJI REGIONAL" in message
    assert "berisi 1.076, 60" in message
    assert "SAMPLING (sel G39, M39) mencatat 1.099, 80" in message


def test_a_sum_with_blanks_is_told_as_the_least_it_can_be() -> None:
    least = same_fact("direct_activities", "kie", value="2", expected="5", difference=3.0, is_at_least=True)
    (message,) = check("same-direct-activities", least)
    assert "paling sedikit" in message
    (whole,) = check("same-direct-activities", {**least, "is_at_least": False})
    assert "paling sedikit" not in whole


@pytest.mark.parametrize("rule_id", sorted(rule_id for rule_id, rule in RULES.items() if rule.frame == "chk_same_fact"))
def test_the_same_fact_is_found_in_any_form_office_and_month(rule_id: str) -> None:
    """What a rule looks for is the subject; the form, office and month come with the row."""
    _, bad = EXAMPLES[rule_id]
    elsewhere = {**bad, "form": "umkm", "sheet": "UMKM", "unit_code": "LAIN", "period": "2031-12", "cell": "H6"}
    frame = pd.DataFrame([elsewhere, {**elsewhere, "unit_code": "TENANG", "difference": 0.0}])
    (finding,) = evaluate(lambda _: frame, OWNERS, "2031-12", only(rule_id))
    assert (finding.unit_code, finding.period, finding.form, finding.cell) == ("LAIN", "2031-12", "umkm", "H6")


def test_every_fact_of_the_seed_has_a_rule_and_a_figure_that_is_read() -> None:
    with (DBT_PROJECT / "seeds" / "same_facts.csv").open(encoding="utf-8", newline="") as file:
        facts = list(csv.DictReader(file))
    ruled = {rule.where["subject"] for rule in RULES.values() if rule.frame == "chk_same_fact"}
    assert {fact["subject"] for fact in facts} == ruled
    read = (DBT_PROJECT / "macros" / "checks" / "fact_columns.sql").read_text(encoding="utf-8")
    assert [fact for fact in facts if f"'{fact['form']}':" not in read or f"'{fact['figure']}'" not in read] == []


def test_a_contract_of_two_packages_tells_whether_they_are_one() -> None:
    (copied,) = check("contract-number-twice", twin(n_things=2, content="same"))
    assert "satu paket tercatat dua kali" in copied
    (other,) = check("contract-number-twice", twin(n_things=2))
    assert "satu paket tercatat dua kali" not in other
    (unknown,) = check("contract-number-twice", twin(n_things=2, content="unknown"))
    assert "satu paket" not in unknown
    assert "tidak sama" not in unknown
    assert "nomor kontrak yang sama, KU.01.22.46, untuk 2 nomor paket" in other


def test_a_sum_of_ceilings_is_held_against_every_version() -> None:
    earlier = {"gap": 1e9, "other_versions": "RAPK 2023 (27.000.000.000)", "has_other_versions": True}
    assert check("ceilings-of-no-version", ceiling(value=27e9, difference=0.0, **earlier)) == []
    (message,) = check("ceilings-of-no-version", ceiling(value=27.5e9, difference=5e8, **earlier))
    assert "berjumlah 27.500.000.000, padahal DIPA 2023 menetapkan 28.000.000.000" in message
    assert "versi lain: RAPK 2023 (27.000.000.000)." in message


def test_a_signed_target_tells_which_months_were_final_and_which_were_never_decided() -> None:
    differing = {"value": "74, 85", "expected": "kosong, 74", "n_different": 2, "cell": "revisi / obat_aman / b01, b06"}
    (final,) = check(
        "signed-target-not-decided",
        decision("month", "monthly_targets", **differing, final_months="b01, b06", has_final=True),
    )
    assert final.startswith("Baris revisi / obat_aman / b01, b06 di monthly_targets.csv berisi 74, 85, padahal")
    assert "b01, b06 termasuk triwulan yang sudah final" in final
    assert "tidak ada keputusan" not in final
    (undecided,) = check(
        "signed-target-not-decided",
        decision("month", "monthly_targets", **differing, undecided_months="b08", has_undecided=True),
    )
    assert "Untuk b08 tidak ada keputusan perubahan, sehingga targetnya tetap seperti versi semula." in undecided
    assert "final" not in undecided


def test_measures_mixed_in_one_row_tell_what_seems_to_exceed_december() -> None:
    mixed = curve("measures", cell="revisi / pasar / b01..b12", n_faults=1, last_progress_month="b11")
    (message,) = check("target-measures-mixed", {**mixed, "months_beyond": "b02, b03", "has_months_beyond": True})
    assert "progres pelaksanaan dalam persen sampai b11, lalu hasilnya sendiri (pasar) sesudahnya." in message
    assert "target b02, b03 tampak melampaui target Desember, 3." in message
    (quiet,) = check("target-measures-mixed", mixed)
    assert "tampak melampaui" not in quiet


def test_a_narrative_is_told_to_the_group_that_wrote_it() -> None:
    written = narrative("number", value="64,3", n_near=1, owner_group="Penindakan")
    frame = pd.DataFrame([written])
    (finding,) = evaluate(lambda _: frame, OWNERS, PERIOD, only("narrative-near-figure"))
    assert (finding.owner_group, finding.message) == (
        "Penindakan",
        "Sel E6 di lembar NARASI menyebut 64,3, mendekati tetapi tidak sama dengan realisasi IKU 13 yang diterbitkan, "
        "64. Bila angka itu yang dimaksud, tulis {realisasi} di E6 supaya terisi sendiri; bila angka lain, jelaskan "
        "angka apa.",
    )


def test_an_unknown_placeholder_says_which_are_known() -> None:
    (message,) = check(
        "placeholder-unknown", narrative("placeholder", value="{hasil}", is_known=False, n_known=0, n_filled=0)
    )
    assert message == (
        "Sel E6 di lembar NARASI memuat {hasil}, yang tidak dapat diisi. Yang dikenal: {realisasi}, {target bulan}; "
        "untuk indikator lain tambahkan nomornya, misalnya {realisasi IKU 3}. Betulkan tulisan di dalam kurung kurawal "
        "pada E6, atau hapus kurungnya."
    )


def test_samples_between_offices_name_the_other_office_with_its_cell() -> None:
    other = "BPOM di Lain 7 (lain.xlsx, lembar UJI REGIONAL, sel L10)"
    (message,) = check("regional-samples-sent", shared_sample("sender", expected=7.0, difference=2.0, other_told=other))
    assert message.startswith(
        "Menurut sel G8, L8 di lembar UJI REGIONAL, dari 20 sampel kantor sendiri (Obat, Random) 15 masuk laboratorium "
        "sendiri, jadi 5 dikirim ke kantor lain, padahal laboratorium kantor lain mencatat 7: BPOM di Lain 7 "
        "(lain.xlsx, lembar UJI REGIONAL, sel L10)."
    )


def test_expectations_hold_no_figure_of_an_example() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in Path(DBT_PROJECT.parent / "expectations").glob("*"))
    assert "2022-09" not in text
