"""What a home may set for itself: `HOME/settings.yml`. Strict: a setting that is not known is an error."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

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


def _as_spark_writes(written: object) -> object:
    """YAML knows numbers and truth values, Spark texts alone."""
    if not isinstance(written, dict):
        return written
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int | float) else value
        for name, value in written.items()
    }


class Runs(BaseModel):
    """How runs get along, and when one is in trouble.

    `wait_minutes`: how long one waits for another that works in the same home. Of runs of a Prefect server:
    `late_minutes` and `hung_minutes`: after so many, one that has not begun or has not ended is told.
    `killed_go_on`: how often one whose process was killed goes on by itself.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    wait_minutes: float = Field(default=30, ge=0)
    # The server counts in no smaller steps.
    late_minutes: float = Field(default=15, ge=1 / 6)
    hung_minutes: float = Field(default=60, ge=1 / 6)
    killed_go_on: int = Field(default=1, ge=0)


class Engine(BaseModel):
    """What builds the models: `name` is `duckdb`, in the warehouse itself, or `spark`.

    Of Spark: `master` as its documentation names it; `folder`, where it finds what was landed and keeps what it builds,
    on a disk that this machine and all of its own see under one path (below the home otherwise); `conf`, its further
    settings.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: Literal["duckdb", "spark"] = "duckdb"
    master: str = Field(default="local[2]", min_length=1)
    folder: Path | None = None
    conf: Annotated[dict[str, str], BeforeValidator(_as_spark_writes)] = Field(default_factory=dict)


class Role(BaseModel):
    """What one person may do, and the groups whose forms are theirs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    groups: tuple[str, ...] = ()
    may: tuple[Literal["waive", "finalize", "reopen"], ...] = ()


FROM_ENVIRONMENT = "env:"


def _looks_like_a_channel(address: SecretStr) -> SecretStr:
    text = address.get_secret_value()
    name = text.removeprefix(FROM_ENVIRONMENT)
    if name.isidentifier() if text.startswith(FROM_ENVIRONMENT) else "://" in text:
        return address
    raise ValueError("tulis alamat saluran (misalnya mailto://...) atau env:NAMA_VARIABEL")


# Never shown, not even by an error: an address holds passwords and tokens.
ChannelAddress = Annotated[SecretStr, AfterValidator(_looks_like_a_channel)]
ChannelList = Annotated[tuple[ChannelAddress, ...], Field(min_length=1)]


def _known_groups(groups: dict[str, ChannelList]) -> dict[str, ChannelList]:
    from flows.checks.catalogue import owner_groups

    known = owner_groups()
    unknown = sorted(groups.keys() - known - {"default"}) if known else []
    if unknown:
        raise ValueError(
            f"kelompok {', '.join(unknown)} tidak dikenal; yang dikenal: {', '.join(['default', *sorted(known)])}"
        )
    return groups


class Alerts(BaseModel):
    """Who is told: channels by owner group, in YAML `Penindakan: [URL]`, beside `default` and `offices`.

    A group without channels of its own is told through `default`. What `offices` says of an office goes before.
    An address `env:NAME` is read from the environment when something is sent.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    groups: Annotated[dict[str, ChannelList], AfterValidator(_known_groups)] = Field(default_factory=dict)
    offices: dict[str, Annotated[dict[str, ChannelList], AfterValidator(_known_groups)]] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _groups_stand_beside_offices(cls, written: object) -> object:
        if not isinstance(written, dict):
            return {} if written is None else written
        return {
            "groups": {name: channels for name, channels in written.items() if name != "offices"},
            "offices": written.get("offices") or {},
        }

    def __bool__(self) -> bool:
        """Whether anyone is told anything."""
        return bool(self.groups or self.offices)


class Settings(BaseModel):
    """All settings of a home; what it does not say stays as shipped."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    limits: Limits = Limits()
    # By the name that answers are given under; without any, every name may answer.
    roles: dict[str, Role] = Field(default_factory=dict)
    alerts: Alerts = Alerts()
    runs: Runs = Runs()
    engine: Engine = Engine()


def load_settings(path: Path) -> Settings:
    """The settings in a file; those shipped when there is none.

    Raises:
        SettingsProblem: the file is no YAML, or holds a setting that is not known or not possible.
    """
    if not path.exists():
        return Settings()
    try:
        return Settings.model_validate(yaml.safe_load(path.read_text("utf-8")) or {})
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        # Without its cause: that quotes the line, and a line may hold a password.
        raise SettingsProblem(f"Setelan {path} tidak dapat dibaca; periksa penulisannya (YAML).") from None
    except ValidationError as problem:
        told = ", ".join(_in_words(error) for error in problem.errors(include_input=False))
        raise SettingsProblem(f"Setelan {path} tidak dikenal atau nilainya tidak mungkin: {told}.") from None


def _in_words(error: ErrorDetails) -> str:
    """Which setting, and why where this program knows; never what was written."""
    place = ".".join(str(part) for part in error["loc"] if part != "groups")
    return f"{place} ({error['ctx']['error']})" if error["type"] == "value_error" and "ctx" in error else place
