"""A finding: one fault, at its cell, with what it should be and what to do."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

Severity = Literal["reject", "block", "warn"]

SEVERITIES: tuple[Severity, ...] = ("reject", "block", "warn")


# How findings are told, in SQL over rows of `mart_findings`: by owner, the owner of the gravest first; of one owner the
# gravest first, then what changes a class, then by how much, then by address as a person reads it (AA1 after B1).
TOLD_ORDER = """
    min(array_position(['reject', 'block', 'warn'], severity)) over (partition by unit_code, owner_group),
    max(flips_class) over (partition by unit_code, owner_group) desc nulls last,
    owner_group,
    array_position(['reject', 'block', 'warn'], severity),
    flips_class desc nulls last,
    effect_size desc nulls last,
    n_indicators desc nulls last,
    iku_no nulls last,
    sheet,
    length(regexp_extract(cell, '^[A-Z]+')),
    regexp_extract(cell, '^[A-Z]+'),
    try_cast(regexp_extract(cell, '[0-9]+') as integer),
    cell,
    rule_id,
    finding_id
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault in what a unit sent, or in reference data.

    `value` and `expected` are shown to people, so they are text as a person would read it.
    `row_key` is the path of row labels, `column_name` the form's column, `ordinal` tells apart rows whose
    labels repeat; together with unit, period, rule and form they make the identity. `frame` is the table of the
    check that found it, by which its effect is known; the reader's findings have none. `fault_cells` are those of its
    cells that may be wrong and stand in a form that was taken in. `effect` and `consequences` are told once all
    findings are known.
    """

    unit_code: str
    period: str
    rule_id: str
    severity: Severity
    owner_group: str
    message: str
    form: str = ""
    iku_no: int | None = None
    file_name: str = ""
    sheet: str = ""
    cell: str = ""
    value: str | None = None
    expected: str | None = None
    row_key: str = ""
    column_name: str = ""
    ordinal: int = 1
    frame: str = ""
    fault_cells: str = ""
    effect: str = ""
    consequences: str = ""

    @property
    def finding_id(self) -> str:
        """Stable name of the fault: neither address nor value take part, so a moved row keeps its id."""
        parts = (
            self.unit_code,
            self.period,
            self.rule_id,
            self.form,
            self.row_key,
            self.column_name,
            str(self.ordinal),
        )
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]
