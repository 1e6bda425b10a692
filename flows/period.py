"""A period is a month of a year, a value that is passed in and never read from a clock."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PATTERN = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """One month, written `YYYY-MM`."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """`2022-09` as a period.

        Raises:
            ValueError: the text is not a year and a month.
        """
        match = _PATTERN.fullmatch(text)
        if not match or not 1 <= int(match[2]) <= 12:
            raise ValueError(f"periode '{text}' tidak dikenal; tulis sebagai TAHUN-BULAN, misalnya 2022-09")
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"
