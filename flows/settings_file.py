"""What a home may set for itself: `HOME/settings.yml`. Strict: a setting that is not known is an error."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

_MEGABYTE = 1024 * 1024


class SettingsProblem(Exception):  # noqa: N818 - told to people as it stands
    """The settings cannot be used; the text is Indonesian and says which one and why."""


class Limits(BaseModel):
    """What one file from outside may cost. A file beyond a limit is refused; the others go on.

    `file_mb`: size as sent. `unpacked_mb`: size of all parts after unpacking. `cells`: rows times columns of the area
    that values span, over all sheets. `memory_mb` and `seconds`: what a reader process may take for one file.
    `processes`: reader processes at once.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    file_mb: int = Field(default=100, ge=1)
    unpacked_mb: int = Field(default=300, ge=1)
    cells: int = Field(default=5_000_000, ge=1)
    memory_mb: int = Field(default=2048, ge=256)
    seconds: int = Field(default=60, ge=1)
    processes: int = Field(default=2, ge=1)

    @property
    def file_bytes(self) -> int:
        """The largest file, in bytes."""
        return self.file_mb * _MEGABYTE

    @property
    def unpacked_bytes(self) -> int:
        """The largest content after unpacking, in bytes."""
        return self.unpacked_mb * _MEGABYTE

    @property
    def memory_bytes(self) -> int:
        """The address space of a reader process, in bytes."""
        return self.memory_mb * _MEGABYTE


class Role(BaseModel):
    """What one person may do, and the groups whose forms are theirs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    groups: tuple[str, ...] = ()
    may: tuple[Literal["waive", "finalize", "reopen"], ...] = ()


class Settings(BaseModel):
    """All settings of a home; what it does not say stays as shipped."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limits: Limits = Limits()
    # By the name that answers are given under; without any, every name may answer.
    roles: dict[str, Role] = Field(default_factory=dict)


def load_settings(path: Path) -> Settings:
    """The settings in a file; those shipped when there is none.

    Raises:
        SettingsProblem: the file is no YAML, or holds a setting that is not known or not possible.
    """
    if not path.exists():
        return Settings()
    try:
        return Settings.model_validate(yaml.safe_load(path.read_text("utf-8")) or {})
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise SettingsProblem(f"Setelan {path} tidak dapat dibaca; periksa penulisannya (YAML).") from problem
    except ValidationError as problem:
        names = ", ".join(".".join(map(str, error["loc"])) for error in problem.errors())
        raise SettingsProblem(f"Setelan {path} tidak dikenal atau nilainya tidak mungkin: {names}.") from problem
