"""What verifying says, in words."""

from __future__ import annotations

from collections.abc import Iterator

from flows.verify.compare import Comparison, Difference

TOO_MANY = 200  # lines are for reading; --json gives all


def place_of(difference: Difference) -> str:
    """Where in the file: table, row, column."""
    table = f"{difference.table} ({difference.caption})" if difference.table else difference.caption
    row = f"baris {difference.row}" if difference.row else ""
    column = f"kolom {difference.column}" if difference.column else ""
    return ", ".join(part for part in (table, row, column) if part)


def sentence_of(difference: Difference) -> str:
    """What is there, and what should be."""
    if difference.kind == "table":
        return f"{place_of(difference)}: tabel ini tidak ada lagi."
    if difference.kind == "row":
        return f"{place_of(difference)}: baris ini tidak ada lagi."
    if difference.kind == "column":
        return f"{place_of(difference)}: kolom ini tidak ada lagi."
    found = f"tertulis {difference.found}" if difference.found else "kosong"
    return f"{place_of(difference)}: {found}, seharusnya {difference.expected}."


def lines_of(compared: Comparison) -> Iterator[str]:
    """All that is told of a comparison."""
    many = len(compared.differences)
    whole = f"{compared.numbers} angka dalam {compared.tables} tabel dibandingkan"
    if not many:
        yield f"{whole}; semuanya sama dengan laporan."
    else:
        yield f"{whole}; {many} hal berbeda:"
        for difference in compared.differences[:TOO_MANY]:
            yield f"  {sentence_of(difference)}"
        if many > TOO_MANY:
            yield f"  Dan {many - TOO_MANY} lainnya; semuanya ada pada keluaran --json."
    for table, row in compared.added_rows[:TOO_MANY]:
        yield f"  Tambahan, tidak dibandingkan: {table}, baris {row}."
    for table, column in compared.added_columns[:TOO_MANY]:
        yield f"  Tambahan, tidak dibandingkan: {table}, kolom {column}."
    for table in compared.added_tables[:TOO_MANY]:
        yield f"  Tambahan, tidak dibandingkan: tabel {table}."
    yield "Yang dibandingkan adalah tabel; angka di dalam kalimat tidak diperiksa."
