"""A warehouse of a few rows in memory: only what the report reads, with figures written down by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import duckdb

_DDL = """
create schema raw; create schema reference; create schema staging; create schema intermediate;
create schema marts;
create table raw.units (
    unit_code varchar, year integer, name varchar, short_name varchar, office_kind varchar
);
create table reference.class_bands (
    office_kind varchar, band_no integer, lower_edge double, lower_inclusive boolean, upper_edge double,
    upper_inclusive boolean, kriteria varchar, efektivitas varchar, colour varchar, valid_from varchar
);
create table reference.efficiency_bands (
    office_kind varchar, band_no integer, te_from double, te_to double, capaian_te integer,
    is_inferred boolean, valid_from varchar
);
create table reference.indicators (
    indicator_id varchar, office_kind varchar, iku_no integer, sasaran_no integer, sasaran varchar,
    perspective varchar, indikator varchar, satuan varchar, polarity varchar, nps_weight double,
    progress_until_month integer, valid_from varchar
);
create schema checks;
create table checks.chk_submitted (
    unit_code varchar, period varchar, iku_no integer, column_name varchar, value double, difference double,
    tolerance double, kriteria_submitted varchar
);
create table marts.fct_indicator (
    unit_code varchar, period varchar, indicator_id varchar, iku_no integer, numerator double,
    denominator double, realisasi double, interim_value double, realisasi_submitted double,
    basis varchar, status varchar
);
create table marts.mart_capaian_indicator (
    unit_code varchar, period varchar, iku_no integer, sasaran_no integer, perspective varchar,
    is_due boolean, target_month double, target_year double, realisasi double, capaian_month double,
    capaian_year double, kriteria_month varchar, kriteria_year varchar, efektivitas varchar,
    kriteria_month_rounded varchar, kriteria_year_rounded varchar, submitted_differs boolean,
    capaian_month_submitted double, capaian_year_submitted double, kriteria_month_submitted varchar,
    kriteria_year_submitted varchar
);
create table marts.mart_capaian_sasaran (
    unit_code varchar, period varchar, sasaran_no integer, nps double, kriteria varchar,
    indicators_due integer, indicators_measured integer
);
create table marts.mart_capaian_perspective (
    unit_code varchar, period varchar, perspective varchar, nilai double, kriteria varchar
);
create table marts.mart_efficiency (
    unit_code varchar, period varchar, scope varchar, iku_no integer, pagu bigint, realisasi_anggaran bigint,
    anggaran_pct double, capaian_year double, ie double, te double, capaian_te double, status varchar
);
create table marts.mart_findings (
    finding_id varchar, unit_code varchar, period varchar, rule_id varchar, severity varchar, iku_no integer,
    file_name varchar, sheet varchar, cell varchar, value varchar, expected varchar, message varchar,
    status varchar, owner_group varchar
);
create table staging.stg_anggaran_belanja (
    unit_code varchar, period varchar, row_no integer, row_kind varchar, jenis varchar, pagu bigint,
    pagu_tanpa_blokir bigint, realisasi bigint
);
create table staging.stg_survei_usaha (
    unit_code varchar, period varchar, row_kind varchar, kegiatan varchar, responden bigint, indeks double
);
create table staging.stg_perkara (
    unit_code varchar, period varchar, row_kind varchar, upt varchar, tahap varchar,
    realisasi_carry_over bigint
);
create table staging.stg_intelijen (
    unit_code varchar, period varchar, row_kind varchar, tahun varchar, sp3 bigint
);
create table intermediate.int_indicator_input (
    unit_code varchar, period varchar, indicator_id varchar, sheet varchar
);
create table intermediate.int_case_target_in_force (
    unit_code varchar, period varchar, target_n integer, target_carry_over integer
);
"""

MEMENUHI = "Memenuhi Ekspektasi"
BELUM = "Belum Memenuhi Ekspektasi"
TIDAK = "Tidak Memenuhi Ekspektasi"
TAK_TERSIMPUL = "Tidak Dapat Disimpulkan"
KIND = "upt_bpom"
BANDS: tuple[tuple[Any, ...], ...] = (
    (KIND, 1, 120, False, None, False, TAK_TERSIMPUL, None, "abu-abu gelap", "2022-01"),
    (KIND, 2, 100, True, 120, True, MEMENUHI, "Efektif", "hijau", "2022-01"),
    (KIND, 3, 80, True, 100, False, BELUM, "Kurang Efektif", "kuning", "2022-01"),
    (KIND, 4, None, False, 80, False, TIDAK, "Tidak Efektif", "merah", "2022-01"),
    # Bands that are not of this kind of office, or no longer in force, are never shown.
    ("balai_lain", 1, None, False, None, False, "Kelas Lain", None, "biru", "2022-01"),
    (KIND, 1, None, False, None, False, "Kelas Lama", None, "biru", "2021-01"),
)
TE_BANDS: tuple[tuple[Any, ...], ...] = (
    (KIND, 1, None, -0.01, 75, False, "2022-01"),
    (KIND, 2, 0, 0.2, 100, False, "2022-01"),
    (KIND, 3, 0.21, 0.4, 95, False, "2022-01"),
    (KIND, 5, 0.61, 0.8, 90, True, "2022-01"),
    (KIND, 11, 1.81, None, 75, True, "2022-01"),
)


@dataclass
class Warehouse:
    """Rows for one unit and period; every method adds one row, absent values are null."""

    unit_code: str
    period: str
    connection: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)

    def __post_init__(self) -> None:
        self.connection.execute("begin")  # never committed: row by row would be slow otherwise
        self.connection.execute(_DDL)
        for table, rows in (("class_bands", BANDS), ("efficiency_bands", TE_BANDS)):
            for row in rows:
                self.connection.execute(f"insert into reference.{table} values ({_marks(row)})", row)

    def insert(self, table: str, **values: Any) -> None:
        row = {"unit_code": self.unit_code, "period": self.period, **values}
        self._insert(table, row)

    def _insert(self, table: str, row: dict[str, Any]) -> None:
        names = ", ".join(row)
        self.connection.execute(f"insert into {table} ({names}) values ({_marks(row)})", list(row.values()))

    def unit(self, name: str, short_name: str) -> None:
        year = int(self.period[:4])
        self._insert(
            "raw.units",
            {
                "unit_code": self.unit_code,
                "year": year,
                "name": name,
                "short_name": short_name,
                "office_kind": KIND,
            },
        )

    def indicator(
        self,
        iku_no: int,
        name: str,
        *,
        indicator_id: str | None = None,
        satuan: str = "%",
        sasaran: tuple[int, str] = (1, "Sasaran pertama"),
        perspective: str = "Stakeholder",
        progress_until: int | None = None,
        numerator: float | None = None,
        denominator: float | None = None,
        realisasi: float | None = None,
        interim: float | None = None,
        submitted: float | None = None,
        basis: str = "computed",
        sheets: tuple[str, ...] = (),
        **capaian: Any,
    ) -> None:
        identity = indicator_id or f"iku_{iku_no}"
        status = "measured" if realisasi is not None else "interim" if interim is not None else "not_measured"
        self._insert(
            "reference.indicators",
            {
                "indicator_id": identity,
                "office_kind": KIND,
                "iku_no": iku_no,
                "sasaran_no": sasaran[0],
                "sasaran": sasaran[1],
                "perspective": perspective,
                "indikator": name,
                "satuan": satuan,
                "progress_until_month": progress_until,
                "valid_from": f"{self.period[:4]}-01",
            },
        )
        self.insert(
            "marts.fct_indicator",
            indicator_id=identity,
            iku_no=iku_no,
            numerator=numerator,
            denominator=denominator,
            realisasi=realisasi,
            interim_value=interim,
            realisasi_submitted=submitted if submitted is not None else realisasi,
            basis=basis if realisasi is not None else None,
            status=status,
        )
        self.insert(
            "marts.mart_capaian_indicator",
            iku_no=iku_no,
            sasaran_no=sasaran[0],
            perspective=perspective,
            is_due=capaian.get("target_month") is not None,
            realisasi=realisasi,
            **capaian,
        )
        for sheet in sheets:
            self.insert("intermediate.int_indicator_input", indicator_id=identity, sheet=sheet)

    def finding(self, finding_id: str, severity: str, message: str, **values: Any) -> None:
        defaults = {"rule_id": "aturan", "status": "open", "file_name": "kiriman.xlsx"}
        self.insert(
            "marts.mart_findings",
            **{**defaults, "finding_id": finding_id, "severity": severity, "message": message, **values},
        )

    def spending(self, row_no: int, jenis: str, pagu: int, unblocked: int, realisasi: int) -> None:
        self.insert(
            "staging.stg_anggaran_belanja",
            row_no=row_no,
            row_kind="data",
            jenis=jenis,
            pagu=pagu,
            pagu_tanpa_blokir=unblocked,
            realisasi=realisasi,
        )


def _marks(values: Any) -> str:
    return ", ".join("?" for _ in values)
