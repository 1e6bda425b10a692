"""Who may answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.answers.roles import NotAllowedError, refuse_own_block, refuse_unless_allowed
from flows.settings_file import Role, SettingsProblem, load_settings

ROLES = {
    "Ketua Tim Mutu": Role(groups=("Tata Usaha",), may=("waive",)),
    "Kepala Balai": Role(may=("waive", "finalize", "reopen")),
    "Penyidik": Role(groups=("Penindakan",)),
}


def test_without_roles_every_name_may_answer() -> None:
    assert refuse_unless_allowed({}, "Siapa saja", "finalize") is None
    refuse_own_block(None, "Siapa saja", "block", "Penindakan")


def test_a_name_that_no_role_has_is_refused() -> None:
    with pytest.raises(NotAllowedError, match=r"'Orang Lain' tidak ada dalam daftar peran"):
        refuse_unless_allowed(ROLES, "Orang Lain", "waive")


def test_a_name_may_do_what_its_role_says_and_no_more() -> None:
    assert refuse_unless_allowed(ROLES, " ketua  tim mutu", "waive") is ROLES["Ketua Tim Mutu"]
    with pytest.raises(NotAllowedError, match=r"tidak berwenang membuka kembali .*\. Yang dapat: Kepala Balai\."):
        refuse_unless_allowed(ROLES, "Ketua Tim Mutu", "reopen")
    with pytest.raises(NotAllowedError, match=r"Yang dapat: Kepala Balai dan Ketua Tim Mutu\."):
        refuse_unless_allowed(ROLES, "Penyidik", "waive")


def test_a_block_is_accepted_outside_the_group_that_filled_it_in() -> None:
    own = ROLES["Ketua Tim Mutu"]
    with pytest.raises(NotAllowedError, match="di luar kelompok pengisinya"):
        refuse_own_block(own, "Ketua Tim Mutu", "block", "Tata Usaha")
    refuse_own_block(own, "Ketua Tim Mutu", "block", "Penindakan")
    refuse_own_block(own, "Ketua Tim Mutu", "warn", "Tata Usaha")
    refuse_own_block(ROLES["Kepala Balai"], "Kepala Balai", "block", "Tata Usaha")


def test_a_group_that_nobody_knows_is_no_way_out() -> None:
    with pytest.raises(SettingsProblem, match="kelompok Tatausaha pada 'A' tidak dikenal"):
        refuse_unless_allowed({"A": Role(groups=("Tatausaha",), may=("waive",))}, "A", "waive")
    with pytest.raises(SettingsProblem, match="ditulis dua kali"):
        refuse_unless_allowed({"A": Role(), "a ": Role()}, "A", "waive")


def test_roles_are_settings(tmp_path: Path) -> None:
    path = tmp_path / "settings.yml"
    path.write_text("roles:\n  Kepala Balai: {groups: [], may: [finalize]}\n", "utf-8")
    assert load_settings(path).roles == {"Kepala Balai": Role(may=("finalize",))}
    path.write_text("roles: {Kepala Balai: {may: [everything]}}\n", "utf-8")
    with pytest.raises(SettingsProblem, match="tidak mungkin"):
        load_settings(path)
