"""A period is a month of a year, a value that is passed in and never read from a clock."""

from __future__ import annotations

import datetime as dt
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

    def first_day(self) -> dt.date:
        """The first of its days."""
        return dt.date(self.year, self.month, 1)

    def until(self, last: Period) -> list[Period]:
        """This month and those after it, up to and with the last.

        Raises:
            ValueError: the last one lies before this one.
        """
        if last < self:
            raise ValueError(f"bulan terakhir {last} mendahului bulan pertama {self}")
        count = (last.year - self.year) * 12 + last.month - self.month + 1
        return [Period(self.year + (self.month - 1 + n) // 12, (self.month - 1 + n) % 12 + 1) for n in range(count)]

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"
