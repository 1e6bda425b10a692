"""What an office says of itself for its reports: `HOME/offices/<UNIT>/office.yml`, with its logo beside it.

Staff change it without code. Nothing of it is a figure. Keys are Indonesian, and a key that is not known is told.
An office that a home says nothing of is the one that the program ships, else one without a word of its own.
"""

from __future__ import annotations

import base64
import datetime as dt
import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from flows.settings import SHIPPED_OFFICES, Home
from flows.settings_file import SettingsProblem

if TYPE_CHECKING:
    import duckdb
    from pydantic_core import ErrorDetails

_FILE = "office.yml"
_LARGEST_LOGO = 2 * 1024 * 1024
_MEDIA: dict[str, Literal["png", "svg"]] = {".png": "png", ".svg": "svg"}


class OfficeProblem(SettingsProblem):
    """What an office says of itself cannot be used; the text is Indonesian and says what and why."""


def _filled(written: Any) -> Any:
    """Without the keys that were left empty."""
    if isinstance(written, dict):
        return {key: _filled(value) for key, value in written.items() if value not in ("", "null", "~")}
    return [_filled(value) for value in written] if isinstance(written, list) else written


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _beside(name: str) -> str:
    if Path(name).name != name or Path(name).suffix.lower() not in _MEDIA:
        raise ValueError("tulis nama berkas .png atau .svg yang terletak di map yang sama")
    return name


Line = Annotated[str, AfterValidator(_one_line)]
NeededLine = Annotated[Line, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LogoFile(_Strict):
    """`teks` says in words what is on the picture, for readers who do not see it."""

    berkas: Annotated[str, AfterValidator(_beside)]
    teks: NeededLine


class Signatory(_Strict):
    """Who signs from `mulai` to `selesai` (both days included); without a name the line is left to be filled in."""

    jabatan: NeededLine
    nama: Line = ""
    nip: Line = ""
    mulai: dt.date
    selesai: dt.date | None = None
    plt: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Signatory:
        if self.selesai is not None and self.selesai < self.mulai:
            raise ValueError("selesai mendahului mulai")
        return self

    @property
    def position(self) -> str:
        return f"Plt. {self.jabatan}" if self.plt else self.jabatan

    def in_office(self, day: dt.date) -> bool:
        return self.mulai <= day and (self.selesai is None or day <= self.selesai)


class OfficeFact(_Strict):
    label: NeededLine
    nilai: NeededLine


class OfficeFile(_Strict):
    """The file as it is written."""

    kota: Line = ""
    alamat: tuple[NeededLine, ...] = ()
    telepon: Line = ""
    surel: Line = ""
    laman: Line = ""
    logo: LogoFile | None = None
    penandatangan: tuple[Signatory, ...] = ()
    fakta: tuple[OfficeFact, ...] = ()
    kata_pengantar: tuple[NeededLine, ...] = ()

    @model_validator(mode="after")
    def _one_at_a_time(self) -> OfficeFile:
        terms = sorted(self.penandatangan, key=lambda it: it.mulai)
        for before, after in itertools.pairwise(terms):
            if before.in_office(after.mulai):
                raise ValueError(
                    f"masa jabatan penandatangan bertumpuk: {before.position} masih berjalan pada {after.mulai}, "
                    f"ketika {after.position} mulai; isi selesai yang pertama"
                )
        return self


@dataclass(frozen=True, slots=True)
class Logo:
    """The picture itself, as base64."""

    media: Literal["png", "svg"]
    data: str
    alt: str


@dataclass(frozen=True, slots=True)
class Office:
    """What the report shows of an office beside its name."""

    city: str = ""
    address: tuple[str, ...] = ()
    logo: Logo | None = None
    signatories: tuple[Signatory, ...] = ()
    facts: tuple[OfficeFact, ...] = ()
    foreword: tuple[str, ...] = ()

    def signatory(self, day: dt.date) -> Signatory | None:
        """Who was in office on that day."""
        return next((it for it in self.signatories if it.in_office(day)), None)


def office_of(connection: duckdb.DuckDBPyConnection, unit_code: str) -> Office:
    """What a unit says of itself in the home that this warehouse lies in.

    Raises:
        OfficeProblem: it says it in a way that cannot be used.
    """
    for offices in offices_of(connection):
        if (offices / unit_code / _FILE).is_file():
            return read_office(offices / unit_code / _FILE)
    return Office()


def offices_of(connection: duckdb.DuckDBPyConnection) -> list[Path]:
    """The folders in which offices say things of themselves: that of the warehouse's home, then the shipped one."""
    found = connection.execute(
        "select path from duckdb_databases() where database_name = current_database()"
    ).fetchone()
    own = [Home(Path(found[0]).parent).offices] if found and found[0] else []
    return [*own, SHIPPED_OFFICES]


def check_offices(offices: Path) -> None:
    """Reads every office that a home describes, so that a slip is told before a month is run.

    Raises:
        OfficeProblem: one of them cannot be used.
    """
    for path in sorted(offices.glob(f"*/{_FILE}")):
        read_office(path)


def read_office(path: Path) -> Office:
    """The office that a file describes.

    Raises:
        OfficeProblem: the file is no YAML, holds a key that is not known or a value that is not possible, or names a
            logo that is not there.
    """
    try:
        # All values as they are written: to YAML, 0254123 would be a number of base eight.
        content = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
        written = OfficeFile.model_validate(_filled(content) or {})
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise OfficeProblem(f"{_named(path)} tidak dapat dibaca; periksa penulisannya (YAML).") from problem
    except ValidationError as problem:
        told = "; ".join(_in_words(error) for error in problem.errors())
        raise OfficeProblem(f"{_named(path)} tidak dapat dipakai: {told}.") from problem
    contact = (("Telepon", written.telepon), ("Surel", written.surel), ("Laman", written.laman))
    reach = " · ".join(f"{label} {value}" for label, value in contact if value)
    return Office(
        city=written.kota,
        address=(*written.alamat, reach) if reach else written.alamat,
        logo=_logo(path, written.logo) if written.logo else None,
        signatories=written.penandatangan,
        facts=written.fakta,
        foreword=written.kata_pengantar,
    )


def _named(path: Path) -> str:
    """The file by the part of its place that is the same in every home."""
    return "/".join(path.parts[-3:])


def _logo(path: Path, logo: LogoFile) -> Logo:
    media = _MEDIA[Path(logo.berkas).suffix.lower()]
    try:
        content = (path.parent / logo.berkas).read_bytes()
    except OSError as problem:
        raise OfficeProblem(f"Logo {logo.berkas} yang disebut {_named(path)} tidak ada di map yang sama.") from problem
    if len(content) > _LARGEST_LOGO:
        raise OfficeProblem(f"Logo {logo.berkas} lebih besar dari 2 MB; perkecil gambarnya.")
    fits = content.startswith(b"\x89PNG\r\n\x1a\n") if media == "png" else b"<svg" in content[:4096]
    if not fits:
        raise OfficeProblem(f"Logo {logo.berkas} bukan gambar {media.upper()}; simpan ulang gambarnya.")
    return Logo(media, base64.b64encode(content).decode(), logo.teks)


_REASONS = {
    "extra_forbidden": "kunci ini tidak dikenal; yang dikenal: {known}",
    "missing": "harus diisi",
    "string_too_short": "tidak boleh kosong",
    "string_type": "harus berupa teks",
    "bool_type": "harus true atau false",
    "bool_parsing": "harus true atau false",
    "tuple_type": "harus berupa daftar (setiap butir diawali tanda hubung)",
    "model_type": "harus berupa pasangan kunci dan nilai",
}


def _in_words(error: ErrorDetails) -> str:
    """Which key, and why."""
    place = ".".join(str(part + 1) if isinstance(part, int) else part for part in error["loc"])
    kind = error["type"]
    if kind == "value_error":
        reason = str(error["ctx"]["error"])
    elif kind.startswith("date"):
        reason = "harus tanggal seperti 2022-09-30"
    else:
        reason = _REASONS.get(kind, "nilainya tidak mungkin").format(known=_known(error))
    return f"{place}: {reason}" if place else reason


def _known(error: ErrorDetails) -> str:
    models: dict[str, type[BaseModel]] = {"logo": LogoFile, "penandatangan": Signatory, "fakta": OfficeFact}
    within = models.get(str(error["loc"][0]), OfficeFile) if len(error["loc"]) > 1 else OfficeFile
    return ", ".join(within.model_fields)
