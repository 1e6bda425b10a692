"""Who may answer: roles in the settings, or everybody by name when there are none."""

from __future__ import annotations

from collections.abc import Mapping

from flows.reference.seeds import seed
from flows.settings_file import Role, SettingsProblem
from flows.wording import rangkai

_MAY = {
    "waive": "menerima temuan",
    "finalize": "menetapkan laporan menjadi final",
    "reopen": "membuka kembali laporan yang sudah final",
}


class NotAllowedError(Exception):
    """A rule refuses the answer; the text is Indonesian and says which and why."""


def known_roles(roles: Mapping[str, Role]) -> Mapping[str, Role]:
    """The roles, once every group in them is one that fills forms: a group misspelt would let its own members answer.

    Raises:
        SettingsProblem: a group that nobody knows, or two names that differ in capitals alone.
    """
    groups = {row["owner_group"] for row in seed("forms")}
    for name, role in roles.items():
        unknown = sorted(set(role.groups) - groups)
        if unknown:
            raise SettingsProblem(
                f"Setelan roles: kelompok {rangkai(unknown)} pada '{name}' tidak dikenal. "
                f"Kelompok yang dikenal: {rangkai(sorted(groups))}."
            )
    if len({_called(name) for name in roles}) < len(roles):
        raise SettingsProblem("Setelan roles: ada nama yang ditulis dua kali.")
    return roles


def refuse_unless_allowed(roles: Mapping[str, Role], name: str, action: str) -> Role | None:
    """What the person may do; None when there are no roles.

    Raises:
        NotAllowedError: roles are set, and the name is not among them or may not do this.
    """
    if not roles:
        return None
    role = {_called(known): role for known, role in known_roles(roles).items()}.get(_called(name))
    if role is None:
        raise NotAllowedError(
            f"'{name}' tidak ada dalam daftar peran, jadi tidak dapat {_MAY[action]}. "
            f"Minta pengelola menambahkan nama itu pada roles di settings.yml, atau gunakan nama yang terdaftar."
        )
    if action not in role.may:
        able = sorted(known for known, other in roles.items() if action in other.may)
        told = f"Yang dapat: {rangkai(able)}." if able else "Belum ada yang diberi wewenang itu pada roles."
        raise NotAllowedError(f"'{name}' tidak berwenang {_MAY[action]}. {told}")
    return role


def refuse_own_block(role: Role | None, name: str, severity: str, owner_group: str | None) -> None:
    """A block is accepted by somebody outside the group whose figures it doubts.

    Raises:
        NotAllowedError: the person belongs to that group.
    """
    if role is not None and severity == "block" and owner_group in role.groups:
        raise NotAllowedError(
            f"'{name}' termasuk kelompok {owner_group} yang mengisi angka ini. Temuan yang menahan laporan "
            "harus diterima oleh orang di luar kelompok pengisinya."
        )


def _called(name: str) -> str:
    return " ".join(name.split()).casefold()
