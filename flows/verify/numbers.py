"""Numbers in the text of a cell, as people write them in Indonesian, or as a program set to English leaves them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

# A number stands by itself: `E10` is an address, not ten. A single letter after it may be the mark of a note.
_NUMBER = re.compile(
    r"(?<![\w.,])([-\N{MINUS SIGN}](?=Rp|\d))?(?:Rp\s?)?([-\N{MINUS SIGN}])?(\d+(?:[.,]\d+)*)(?=[a-z]?(?![\w]))"
)
_INDONESIAN = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?\Z")


def numbers_in(text: str) -> list[tuple[str, Decimal]]:
    """Each number as it is written, with its value.

    The Indonesian reading comes first: `1.060` is a thousand and sixty, `94,23` has a decimal comma. What cannot be
    read so, `94.23` or `28,796,932`, is read the English way.
    """
    found = []
    for match in _NUMBER.finditer(text):
        digits = match[3]
        if _INDONESIAN.match(digits):
            plain = digits.replace(".", "").replace(",", ".")
        else:
            whole, point, rest = digits.replace(",", "").rpartition(".")
            plain = f"{whole.replace('.', '')}{point}{rest}"
        value = Decimal(plain)
        found.append((match[0].strip(), -value if match[1] or match[2] else value))
    return found


def values_in(text: str) -> list[Decimal]:
    """The values alone."""
    return [value for _, value in numbers_in(text)]


def holds(values: Sequence[Decimal], wanted: Sequence[Decimal]) -> bool:
    """Whether the wanted values are among the others in this order; words with other numbers may stand between."""
    rest = iter(values)
    return all(any(value == each for value in rest) for each in wanted)
