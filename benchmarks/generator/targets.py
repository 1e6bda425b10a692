"""The approved targets of an office, as files in a home: other ones for every office and year."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from pathlib import Path

import yaml

from benchmarks.generator.offices import Office, random_for
from benchmarks.generator.year import Year

# The name of each indicator in reference data, by number.
IDS = (
    *("obat_ms", "makanan_ms", "obat_aman", "makanan_aman", "fortifikasi_ms", "kesadaran_masyarakat"),
    *("kepuasan_pelaku_usaha", "kepuasan_masyarakat_kinerja", "kepuasan_layanan_publik", "rekomendasi_dilaksanakan"),
    *("rekomendasi_pemangku", "sertifikasi_tepat_waktu", "sarana_produksi_mk", "sarana_distribusi_mk"),
    *("pelayanan_publik", "umkm_standar", "efektivitas_kie", "sekolah_pjas", "desa_pangan_aman", "pasar_pangan_aman"),
    *("sampel_obat_standar", "sampel_makanan_standar", "penindakan", "rb", "akip", "profesionalitas_asn"),
    *("laboratorium_glp", "data_informasi", "kinerja_anggaran"),
)
AT_YEAR_END = (6, 7, 8, 9, 15, 24, 25, 26, 27)
_FLAT = {1: 84, 2: 80, 3: 76, 4: 70, 5: 78, 10: 92, 13: 60, 14: 63}
_GROWING = {
    11: (20, 60),
    12: (60, 95),
    17: (90, 92),
    21: (8, 100),
    22: (8, 100),
    23: (10, 66),
    28: (1, 2),
    29: (35, 92),
}
_COUNTS = {18: (20, 70), 19: (6, 20), 20: (2, 6)}
_ENDS = {6: 90, 7: 85, 8: 82, 9: 88, 15: 4.3, 24: 84, 25: 83, 26: 82, 27: 86}
# The rule that reference data of every office breaks by its nature: progress in percent, then a count.
MIXED = (16, 18, 19, 20)


@dataclass(frozen=True)
class Targets:
    """Target of the year and of each month by indicator number; no target means not due."""

    year: dict[int, float]
    month: dict[int, list[float | None]]


def targets_of(office: Office, seed: int) -> Targets:
    """The targets of an office, drawn around those that offices have."""
    chance = random_for(seed, office.code, office.year, "targets")
    months: dict[int, list[float | None]] = {}
    for iku in range(1, 30):
        if iku in AT_YEAR_END:
            months[iku] = [None] * 11 + [round(_ENDS[iku] * chance.uniform(0.97, 1.03), 2)]
        elif iku in _FLAT:
            begins = chance.randint(1, 3)
            months[iku] = [None] * (begins - 1) + [float(_FLAT[iku] + chance.randint(-3, 3))] * (13 - begins)
        elif iku in _GROWING:
            first, last = _GROWING[iku]
            months[iku] = [round(first + (last - first) * step / 11, 2) for step in range(12)]
        else:
            months[iku] = _progress(iku, chance)
    return Targets({iku: listed[-1] or 0.0 for iku, listed in months.items()}, months)


def _progress(iku: int, chance: random.Random) -> list[float | None]:
    """Progress in percent until November; in December the number itself, or a share."""
    last = float(chance.randint(*_COUNTS[iku])) if iku in _COUNTS else float(chance.randint(70, 85))
    return [*(round(100 * step / 11 * 0.95, 2) for step in range(1, 12)), last]


def write_targets(folder: Path, year: Year, targets: Targets) -> Path:
    """The files of an office and year, in the folder that is named for both."""
    office = year.office
    base = folder / f"{office.code}_{office.year}"
    base.mkdir(parents=True, exist_ok=True)
    unit = {
        "code": office.code,
        "year": office.year,
        "name": office.name,
        "short_name": office.short_name,
        "office_kind": "upt_bpom",
        "labels": [office.city],
    }
    (base / "unit.yml").write_text(yaml.safe_dump(unit, sort_keys=False), encoding="utf-8")
    versions = [
        ("pk", "semula", f"Perjanjian Kinerja {office.year}"),
        ("rapk", "semula", f"Rencana Aksi Perjanjian Kinerja {office.year}"),
        ("ceiling", "dipa", f"DIPA {office.year}"),
        ("case", "dipa", f"DIPA {office.year}, target perkara"),
    ]
    _write(
        base / "versions.csv",
        ["kind", "version", "document", "decided_on", "from_month", "to_month"],
        [(*version, f"{office.year}-01-03", 1, 12) for version in versions],
    )
    _write(
        base / "annual_targets.csv",
        ["version", "indicator_id", "target"],
        [("semula", IDS[iku - 1], _said(targets.year[iku])) for iku in range(1, 30)],
    )
    _write(
        base / "monthly_targets.csv",
        ["version", "indicator_id", *(f"b{month:02d}" for month in range(1, 13))],
        [("semula", IDS[iku - 1], *map(_said, targets.month[iku])) for iku in range(1, 30)],
    )
    _write(
        base / "ceilings.csv",
        ["version", "indicator_id", "pagu"],
        [("dipa", name, ceiling) for name, ceiling in zip(IDS, year.ceilings, strict=True)],
    )
    cases = ("dipa", year.case_target, year.old_case_target, year.case_target)
    _write(base / "case_targets.csv", ["version", "target_n", "target_carry_over", "target_dipa"], [cases])
    return base


def _said(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if value == round(value, 4) else str(value)


def _write(path: Path, header: list[str], rows: list[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
