"""An invented office with six indicators in the second quarter of 2023, as a warehouse would hold it, by hand."""

from __future__ import annotations

from typing import Any

import duckdb

from flows.reference.seeds import seed

UNIT, PERIOD = "TIMUR", "2023-06"
MEMENUHI, BELUM, TIDAK = "Memenuhi Ekspektasi", "Belum Memenuhi Ekspektasi", "Tidak Memenuhi Ekspektasi"

# iku_no, sasaran_no, is_due, is_progress, target_month, target_year, realisasi, capaian_month, capaian_year, kriteria,
# status, polarity. One third for a target of 50; 4 for a target of 5 where lower is better: 120 %.
INDICATORS: list[tuple[Any, ...]] = [
    (1, 1, True, False, 50, 50, 100 / 3, 200 / 3, 200 / 3, TIDAK, "measured", "higher"),
    (2, 1, True, False, 100, 100, 90.046, 90.046, 90.046, BELUM, "measured", "higher"),
    (3, 2, True, False, 5, 5, 4, 120, 120, MEMENUHI, "measured", "lower"),
    (4, 2, False, False, None, 85, None, None, None, None, "interim", "higher"),
    (5, 2, False, False, None, 50, 12.34, None, 24.68, None, "measured", "higher"),
    (6, 2, True, True, 50, 12, 40, 80, 40, BELUM, "measured", "higher"),
]
NPS_1 = (200 / 3 + 90.046) / 2  # 78.3563
OUTPUT = (200 / 3 + 120 + 24.68) / 3  # 70.4489
# scope, iku_no, pagu, realisasi_anggaran, anggaran_pct, capaian_year, ie, te, capaian_te, status
EFFICIENCY: list[tuple[Any, ...]] = [
    ("indicator", 1, 1000, 500, 50, 200 / 3, 4 / 3, 1 / 3, 95, "computed"),
    ("indicator", 3, 300, 300, 100, 120, 1.2, 0.2, 100, "computed"),
    ("indicator", 5, 200, 0, 0, 24.68, None, None, None, "no_spending"),
    ("total_official", None, 1500, 800, 160 / 3, OUTPUT, OUTPUT * 3 / 160, OUTPUT * 3 / 160 - 1, 95, "computed"),
]


def warehouse(*others: str) -> duckdb.DuckDBPyConnection:
    """A warehouse that holds the office, and others with the same figures."""
    connection = duckdb.connect()
    for schema in ("raw", "reference", "marts"):
        connection.execute(f"create schema {schema}")
    connection.execute("create table raw.units (unit_code varchar, year integer, office_kind varchar)")
    for name in ("class_bands", "efficiency_bands"):
        rows = seed(name)
        columns = ", ".join(f"{column} {_type(column)}" for column in rows[0])
        connection.execute(f"create table reference.{name} ({columns})")
        for row in rows:
            connection.execute(
                f"insert into reference.{name} values ({', '.join('?' * len(row))})",
                [value or None for value in row.values()],
            )
    connection.execute(
        """
        create table marts.mart_capaian_indicator (
            unit_code varchar, period varchar, iku_no integer, sasaran_no integer, is_due boolean, is_progress boolean,
            target_month double, target_year double, realisasi double, capaian_month double, capaian_year double,
            kriteria_month varchar, status varchar, polarity varchar, nps_weight double
        );
        create table marts.mart_capaian_sasaran (
            unit_code varchar, period varchar, sasaran_no integer, perspective varchar, nps double, kriteria varchar,
            indicators_due integer
        );
        create table marts.mart_capaian_perspective (
            unit_code varchar, period varchar, perspective varchar, nilai double, kriteria varchar
        );
        create table marts.mart_efficiency (
            unit_code varchar, period varchar, scope varchar, iku_no integer, pagu bigint, realisasi_anggaran bigint,
            anggaran_pct double, capaian_year double, ie double, te double, capaian_te integer, status varchar
        );
        create table marts.fct_indicator (
            unit_code varchar, period varchar, iku_no integer, status varchar, interim_value double
        );
        create table marts.mart_reconciliation (
            unit_code varchar, period varchar, level varchar, key varchar, measure varchar, tolerance double
        );
        """
    )
    for unit in (UNIT, *others):
        _office(connection, unit)
    return connection


def _type(column: str) -> str:
    if column.endswith("_inclusive"):
        return "boolean"
    return "double" if column in ("lower_edge", "upper_edge", "te_from", "te_to", "capaian_te") else "varchar"


def _office(connection: duckdb.DuckDBPyConnection, unit: str) -> None:
    def insert(table: str, *row: Any) -> None:
        connection.execute(f"insert into {table} values ({', '.join('?' * len(row))})", row)

    insert("raw.units", unit, 2023, "upt_bpom")
    for row in INDICATORS:
        insert("marts.mart_capaian_indicator", unit, PERIOD, *row, 1)
    insert("marts.mart_capaian_sasaran", unit, PERIOD, 1, "Depan", NPS_1, TIDAK, 2)
    insert("marts.mart_capaian_sasaran", unit, PERIOD, 2, "Dalam", 100, MEMENUHI, 2)
    insert("marts.mart_capaian_perspective", unit, PERIOD, "Depan", NPS_1, TIDAK)
    insert("marts.mart_capaian_perspective", unit, PERIOD, "Dalam", 100, MEMENUHI)
    insert("marts.mart_capaian_perspective", unit, PERIOD, "Total", (NPS_1 + 100) / 2, BELUM)
    for row in EFFICIENCY:
        insert("marts.mart_efficiency", unit, PERIOD, *row)
    insert("marts.fct_indicator", unit, PERIOD, 4, "interim", 80.5)
    insert("marts.mart_reconciliation", unit, PERIOD, "indicator", "5", "realisasi", 0.015)


# The report of that quarter, as a spreadsheet of an Indonesian office saves it.
PRINTED = {
    "lampiran a.csv": f"""\
IKU;Target TW II;Realisasi TW II;Capaian TW II;Capaian terhadap target 2023;Kriteria
1;50,00;33,33;66,66;66,67;{TIDAK}
2;100;90;90,05;90,05;{BELUM}
3;5;4,5;110,00;110,00;{MEMENUHI}
4;;80,50;;;
5;-;12,35;0;24,70;
6;50;40;80;;{MEMENUHI}
""",
    "lampiran b.csv": "SK;NPS\n1;78,36\n2;95,00\n",
    "lampiran c.csv": "Perspektif;Nilai\nDepan;78,35\ndalam;96,00\n",
    "lampiran d.csv": """\
IKU;Output target;Output realisasi;Output persen;Pagu (Rp);Realisasi anggaran (Rp);Anggaran persen;IE;TE;Capaian TE
1;50;33,33;66,67;1.000;500;50;1,33;0,33;95 %
3;5;4;120;300;300;10,00;12,00;11,00;75 %
5;50;12,35;24,70;200;0;0,00;#DIV/0!;#DIV/0!;#DIV/0!
TOTAL;;;70,45;1.500;900;60,00;1,17;0,17;100 %
""",
    "catatan.csv": "iku_no,nama\n1,obat\n",
}
