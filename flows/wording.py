"""How numbers, money, months and lists are written in Indonesian: filters of every outline template.

No sentence is made here; a filter turns one value into the characters that people read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from babel.dates import get_month_names

_MONTHS = get_month_names("wide", locale="id")
_QUARTERS = {3: "I", 6: "II", 9: "III", 12: "IV"}
# What XML cannot carry: one such character typed into a workbook must not stop the report.
_ILLEGAL = dict.fromkeys(
    (*(code for code in range(32) if chr(code) not in "\t\n\r"), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF),
    "\N{REPLACEMENT CHARACTER}",
)

# How people call what a finding does, and what became of it.
SEVERITIES = {"reject": "ditolak", "block": "menahan laporan", "warn": "peringatan"}
STATES = {"open": "terbuka", "waived": "diterima dengan alasan", "resolved": "selesai"}


def clean(text: str) -> str:
    """The text without characters that no document format can hold."""
    return text.translate(_ILLEGAL)


def half_up(value: float | int, places: int = 2) -> Decimal:
    """The value rounded half up, as people round; float noise past the ninth decimal does not count."""
    exact = Decimal(repr(round(float(value), 9)))
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def desimal(value: float | int, places: int = 2) -> str:
    """`94.234` as `94,23`; groups of three stand apart by dots."""
    rounded = half_up(value, places)
    if not rounded:
        rounded = abs(rounded)  # no "-0,00"
    return f"{rounded:,}".translate(str.maketrans(",.", ".,"))


def persen(value: float | int, places: int = 2) -> str:
    """`94.234` as `94,23%`."""
    return f"{desimal(value, places)}%"


def bulat(value: float | int) -> str:
    """A count: `1060` as `1.060`."""
    return desimal(value, 0)


def ringkas(value: float | int) -> str:
    """The shortest writing with at most two decimals: `100` stays `100`, `4.45` becomes `4,45`."""
    text = desimal(value, 2)
    return text.rstrip("0").rstrip(",") if "," in text else text


def ke_atas(value: float | int) -> float:
    """Rounded up to two decimals, where less would not be enough: `9.5648` is 9.57."""
    return float(Decimal(repr(round(float(value), 9))).quantize(Decimal("0.01"), rounding=ROUND_CEILING))


def rupiah(value: int) -> str:
    """`28796932000` as `Rp28.796.932.000`; a negative amount carries its sign in front."""
    sign = "-" if value < 0 else ""
    return f"{sign}Rp{abs(value):,}".replace(",", ".")


def nama_periode(period: object) -> str:
    """A month, `2022-09`, as `September 2022`."""
    year, month = str(period).split("-")
    return f"{nama_bulan(int(month))} {year}"


def nama_bulan(month: int) -> str:
    """`9` as `September`."""
    return str(_MONTHS[month])


def tanggal(moment: str) -> str:
    """`2022-10-07T09:00:00` as `7 Oktober 2022`."""
    year, month, day = (int(part) for part in moment[:10].split("-"))
    return f"{day} {nama_bulan(month)} {year}"


def jam(moment: str) -> str:
    """`2022-10-05T09:12:00+00:00` as `5 Oktober 2022 pukul 09.12 UTC`: a moment with its zone."""
    at = dt.datetime.fromisoformat(moment)
    zone = f" {at.tzname()}" if at.tzinfo else ""
    return f"{tanggal(moment)} pukul {at:%H.%M}{zone}"


def nama_triwulan(month: int) -> str | None:
    """`9` as `III`; months that end no quarter have none."""
    return _QUARTERS.get(month)


def rangkai(items: Iterable[object], word: str = "dan") -> str:
    """A list in a sentence: `a`, `a dan b`, `a, b, dan c`."""
    words = [str(item) for item in items]
    if len(words) < 3:
        return f" {word} ".join(words)
    return f"{', '.join(words[:-1])}, {word} {words[-1]}"
