"""A warehouse of a few rows in memory: only what the report reads, with figures written down by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import duckdb
import yaml

from flows.settings import DBT_PROJECT
from flows.warehouse.store import TABLES

_MARTS = DBT_PROJECT / "models" / "marts"

# Tables that are no mart. The marts are made from their contracts, so that they cannot drift from them.
_DDL = """
create schema raw; create schema reference; create schema marts;
create table raw.units (
    unit_code varchar, year integer, name varchar, short_name varchar, office_kind varchar
);
create table reference.class_bands (
    office_kind varchar, band_no integer, lower_edge double, lower_inclusive boolean, upper_edge double,
    upper_inclusive boolean, kriteria varchar, efektivitas varchar, colour varchar, valid_from varchar
);
"""


@cache
def _ddl() -> str:
    contracts = (yaml.safe_load(path.read_text()) for path in sorted(_MARTS.glob("*.yml")))
    marts = (
        f"create table marts.{model['name']} ("
        + ", ".join(f"{column['name']} {column['data_type']}" for column in model["columns"])
        + ");"
        for contract in contracts
        for model in contract["models"]
    )
    answers = (
        f"create table raw.{name} (" + ", ".join(f"{column} {kind}" for column, kind in TABLES[name].items()) + ");"
        for name in ("answers", "finals", "final_files", "locked_months", "published")
    )
    return "\n".join((_DDL, *answers, *marts))


# The content of the one workbook that was sent, by its hash.
FILE = "0f" * 32

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


@dataclass
class Warehouse:
    """Rows for one unit and period; every method adds one row, absent values are null."""

    unit_code: str
    period: str
    connection: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)

    def __post_init__(self) -> None:
        self.connection.execute("begin")  # never committed: row by row would be slow otherwise
        self.connection.execute(_ddl())
        for row in BANDS:
            self.connection.execute(f"insert into reference.class_bands values ({_marks(row)})", row)

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
        is_progress: bool = False,
        numerator: float | None = None,
        denominator: float | None = None,
        realisasi: float | None = None,
        interim: float | None = None,
        submitted: float | None = None,
        basis: str = "computed",
        sheets: tuple[str, ...] = (),
        context: dict[str, float] | None = None,
        formula: str | None = None,
        submitted_differs: bool = False,
        **capaian: Any,
    ) -> None:
        identity = {"indicator_id": indicator_id or f"iku_{iku_no}", "iku_no": iku_no}
        shared = {
            **identity,
            "realisasi": realisasi,
            "realisasi_submitted": submitted if submitted is not None else realisasi,
            "status": ("measured" if realisasi is not None else "interim" if interim is not None else "not_measured"),
        }
        self.insert(
            "marts.fct_indicator",
            **shared,
            numerator=numerator,
            denominator=denominator,
            interim_value=interim,
            basis=basis,
            formula=formula,
        )
        self.insert(
            "marts.mart_capaian_indicator",
            **shared,
            indikator=name,
            satuan=satuan,
            sasaran_no=sasaran[0],
            sasaran=sasaran[1],
            perspective=perspective,
            is_progress=is_progress,
            polarity="higher",
            nps_weight=1,
            is_due=capaian.get("target_month") is not None,
            submitted_differs=submitted_differs,
            **capaian,
        )
        for sheet in sheets:
            self.cell(iku_no, "B5", 1, sheet=sheet, indicator_id=identity["indicator_id"])
        for measure, value in (context or {}).items():
            self.insert(
                "marts.mart_indicator_context",
                indicator_id=identity["indicator_id"],
                measure=measure,
                value=value,
            )

    def cell(self, iku_no: int, cell: str, value: float | None, **values: Any) -> None:
        """One cell behind a result: a part of a share, unless told otherwise."""
        defaults = {"part": "all", "role": "numerator", "cell_state": "number", "form": "sarana_produksi"}
        place = {"file_name": "kiriman.xlsx", "sheet": "SARANA PRODUKSI", "column_name": "mk", "submission_id": FILE}
        self.insert(
            "marts.mart_indicator_input",
            **{**defaults, **place, "iku_no": iku_no, "cell": cell, "value": value, **values},
        )

    def figure(self, figure: str, cell: str, value: float, **values: Any) -> None:
        """One cell behind a figure that is no result: of the budget of an indicator, unless told otherwise."""
        place = {"form": "anggaran_iku", "file_name": "kiriman.xlsx", "sheet": "ANGGARAN IKU", "submission_id": FILE}
        self.insert("marts.mart_figure_input", **{**place, "figure": figure, "cell": cell, "value": value, **values})

    def finding(self, finding_id: str, severity: str, message: str, **values: Any) -> None:
        defaults = {
            "rule_id": "aturan",
            "status": "open",
            "file_name": "kiriman.xlsx",
            "owner_group": "Penindakan",
            "effect": "",
            "consequences": "",
            "causes": "",
        }
        self.insert(
            "marts.mart_findings",
            **{**defaults, "finding_id": finding_id, "severity": severity, "message": message, **values},
        )

    def year(self, iku_no: int, targets: dict[int, float], *, progress_until: int = 0, **values: Any) -> None:
        """The targets of the year of one indicator; a month that is not named is not due."""
        for month in range(1, 13):
            target = targets.get(month)
            self.insert(
                "marts.mart_target_month",
                **{"indicator_id": f"iku_{iku_no}", **values},
                iku_no=iku_no,
                month=month,
                target=target,
                is_due=target is not None,
                is_progress=month <= progress_until,
            )

    def month(self, period: str, iku_no: int, realisasi: float | None, **values: Any) -> None:
        """What another month published of one indicator."""
        self.insert(
            "marts.mart_capaian_indicator",
            **{"indicator_id": f"iku_{iku_no}", "is_progress": False, **values},
            iku_no=iku_no,
            period=period,
            realisasi=realisasi,
        )

    def matriks(self, iku_no: int, indicator_id: str, indikator: str, **values: Any) -> None:
        """A row of MATRIKS CAPAIAN; figures that are not named are not known."""
        words = {"office": "Serang", "sasaran_no": 1, "sasaran": "Sasaran pertama", "is_target_blank": False}
        self.insert(
            "marts.mart_matriks",
            **{**words, "iku_no": iku_no, "indicator_id": indicator_id, "indikator": indikator, **values},
        )

    def printed(self, period: str, key: str, value: float, **values: Any) -> None:
        """A result that a printed report gives, in its table of the months before unless told otherwise."""
        defaults = {
            "table_name": "history",
            "measure": "realisasi",
            "file_hash": FILE,
            "loaded_at": "2022-07-01T00:00:00",
        }
        self.insert("raw.published", **{**defaults, "period": period, "key": key, "value": value, **values})

    def margin(self, iku_no: int, **values: Any) -> None:
        defaults = {"basis": "month", "unit_of_distance": "result", "december_in_other_unit": False}
        self.insert("marts.mart_indicator_margin", **{**defaults, "iku_no": iku_no, **values})


def _marks(values: Any) -> str:
    return ", ".join("?" for _ in values)
