"""The figures of one report, read from the warehouse into frozen dataclasses.

Nothing is worked out here: what a report shows is a column of a mart, or of staging and reference tables
where no mart holds it. Columns that a mart may have beyond its contract are read when they are there; the
templates leave out what they would have said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import duckdb

from flows.period import Period
from flows.report.wording import nama_bulan, nama_triwulan

Status = Literal["measured", "interim", "not_measured"]

# What a unit submitted, beside what was recomputed: columns that the mart may have. The checks have most of
# them.
_SUBMITTED = {
    "submitted_differs": "boolean",
    "capaian_month_submitted": "double",
    "capaian_year_submitted": "double",
    "kriteria_month_submitted": "varchar",
    "kriteria_year_submitted": "varchar",
}


class NothingPublishedError(LookupError):
    """No figures of this unit and period were ever published, so there is nothing to report on."""


@dataclass(frozen=True, order=True, slots=True)
class ReportPeriod(Period):
    """A month in the words of a report."""

    @classmethod
    def of(cls, period: Period) -> ReportPeriod:
        return cls(period.year, period.month)

    @property
    def code(self) -> str:
        return str(self)

    @property
    def month_name(self) -> str:
        return nama_bulan(self.month)

    @property
    def text(self) -> str:
        """`September 2022`."""
        return f"{self.month_name} {self.year}"

    @property
    def quarter(self) -> str | None:
        """`III` when the month ends the third quarter."""
        return nama_triwulan(self.month)

    @property
    def is_year_end(self) -> bool:
        return self.month == 12


@dataclass(frozen=True, slots=True)
class Unit:
    code: str
    name: str
    short_name: str
    office_kind: str


@dataclass(frozen=True, slots=True)
class Band:
    """A class of achievement with its edges; `lower` and `upper` are null where it is open."""

    kriteria: str
    colour: str
    efektivitas: str | None
    lower: float | None
    lower_inclusive: bool
    upper: float | None
    upper_inclusive: bool


@dataclass(frozen=True, slots=True)
class Indicator:
    indicator_id: str
    iku_no: int
    name: str
    satuan: str
    sasaran_no: int
    perspective: str
    progress: bool
    numerator: float | None
    denominator: float | None
    realisasi: float | None
    interim_value: float | None
    realisasi_submitted: float | None
    basis: str | None
    status: Status
    is_due: bool
    target_month: float | None
    target_year: float | None
    capaian_month: float | None
    capaian_year: float | None
    kriteria_month: str | None
    kriteria_year: str | None
    efektivitas: str | None
    kriteria_month_rounded: str | None
    kriteria_year_rounded: str | None
    submitted_differs: bool
    capaian_month_submitted: float | None
    capaian_year_submitted: float | None
    kriteria_month_submitted: str | None
    kriteria_year_submitted: str | None
    forms: tuple[str, ...]

    @property
    def anchor(self) -> str:
        return f"iku-{self.iku_no}"


@dataclass(frozen=True, slots=True)
class Objective:
    sasaran_no: int
    name: str
    perspective: str
    nps: float | None
    kriteria: str | None
    indicators_due: int
    indicators_measured: int


@dataclass(frozen=True, slots=True)
class Perspective:
    name: str
    nilai: float | None
    kriteria: str | None

    @property
    def is_total(self) -> bool:
        return self.name == "Total"


@dataclass(frozen=True, slots=True)
class EfficiencyBand:
    """The band that gave a capaian TE; `inferred` when no source shows it."""

    lower: float | None
    upper: float | None
    inferred: bool


@dataclass(frozen=True, slots=True)
class Efficiency:
    scope: Literal["indicator", "total_official", "total_measured"]
    iku_no: int | None
    pagu: int | None
    realisasi_anggaran: int | None
    anggaran_pct: float | None
    capaian_year: float | None
    ie: float | None
    te: float | None
    capaian_te: float | None
    status: Literal["computed", "not_measured", "no_spending"]
    band: EfficiencyBand | None


@dataclass(frozen=True, slots=True)
class Spending:
    """A kind of spending, or the whole (`total`), with and without the funds that the unit blocked itself."""

    jenis: str
    pagu: int | None
    blocked: int | None
    pagu_unblocked: int | None
    realisasi: int | None
    percent: float | None
    percent_unblocked: float | None

    @property
    def is_total(self) -> bool:
        return self.jenis == "total"


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    finding_id: str
    rule_id: str
    severity: Literal["reject", "block", "warn"]
    status: Literal["open", "waived", "resolved"]
    iku_no: int | None
    file_name: str
    sheet: str
    cell: str
    value: str | None
    expected: str | None
    message: str
    owner_group: str | None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the formula of the criminal cases took: approved targets, and the cases closed without trial."""

    target_n: int | None
    target_carry_over: int | None
    moved_carry_over: int | None
    closed: int | None


@dataclass(frozen=True, slots=True)
class SurveyResult:
    """The index and the respondents that a survey's own dashboard shows."""

    index: float | None
    respondents: int | None


@dataclass(frozen=True, slots=True)
class ReportFigures:
    unit: Unit
    period: ReportPeriod
    bands: tuple[Band, ...]
    indicators: tuple[Indicator, ...]
    objectives: tuple[Objective, ...]
    perspectives: tuple[Perspective, ...]
    efficiency: tuple[Efficiency, ...]
    spending: tuple[Spending, ...]
    findings: tuple[ReportedFinding, ...]
    cases: CaseFacts | None
    business_survey: SurveyResult | None

    def open_findings(self, *severities: str) -> tuple[ReportedFinding, ...]:
        """Open findings of these severities, in the order in which they are told."""
        return tuple(f for f in self.findings if f.status == "open" and f.severity in severities)

    def findings_of(self, iku_no: int) -> tuple[ReportedFinding, ...]:
        """What stands in the way of one indicator: its open or waived rejects and blocks."""
        return tuple(
            f for f in self.findings if f.iku_no == iku_no and f.status != "resolved" and f.severity != "warn"
        )

    def has_iku(self, iku_no: int | None) -> bool:
        """Whether the report has a row to link to."""
        return any(i.iku_no == iku_no for i in self.indicators)

    @property
    def is_draft(self) -> bool:
        return bool(self.open_findings("block"))

    @property
    def total(self) -> Perspective | None:
        return next((p for p in self.perspectives if p.is_total), None)

    @property
    def compared(self) -> tuple[Indicator, ...]:
        """Indicators whose submitted result is not the recomputed one."""
        return tuple(i for i in self.indicators if i.submitted_differs)


class _Source:
    """Reads tables of one warehouse for one unit and period, knowing which columns there are."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, unit_code: str, period: str, marts: str
    ) -> None:
        self._connection = connection
        self.unit_code = unit_code
        self.period = period
        self.marts = marts
        self._columns: dict[tuple[str, str], frozenset[str]] = {}

    def columns(self, schema: str, table: str) -> frozenset[str]:
        """The columns of a table or view; none when it does not exist."""
        key = (schema, table)
        if key not in self._columns:
            rows = self._connection.execute(
                """
                select column_name from information_schema.columns
                where table_schema = ? and table_name = ?
                """,
                [schema, table],
            ).fetchall()
            self._columns[key] = frozenset(str(row[0]) for row in rows)
        return self._columns[key]

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
        cursor = self._connection.execute(sql, list(parameters))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def mart(
        self, table: str, columns: Sequence[str], extra: dict[str, str], order: str
    ) -> list[dict[str, Any]]:
        """Rows of a mart for this unit and period: contracted columns, and extra ones (null when absent)."""
        present = self.columns(self.marts, table)
        picked = [
            *columns,
            *(name if name in present else f"cast(null as {kind}) as {name}" for name, kind in extra.items()),
        ]
        return self.query(
            f"""
            select {", ".join(picked)} from {self.marts}.{table}
            where unit_code = ? and period = ?
            order by {order}
            """,
            [self.unit_code, self.period],
        )


def read_figures(
    connection: duckdb.DuckDBPyConnection, unit_code: str, period: str, *, marts: str = "marts"
) -> ReportFigures:
    """Everything that the report of one unit and period shows."""
    source = _Source(connection, unit_code, period, marts)
    moment = ReportPeriod.of(Period.parse(period))
    unit = _unit(source, moment)
    reference = _reference(source, unit, moment)
    indicators = _indicators(source, unit, reference, moment)
    if not indicators:
        raise NothingPublishedError(
            f"Belum ada angka yang diterbitkan untuk {unit_code} periode {moment.text}; "
            "laporan tidak dapat dibuat."
        )
    return ReportFigures(
        unit=unit,
        period=moment,
        bands=_bands(source, unit, moment),
        indicators=indicators,
        objectives=_objectives(source, reference),
        perspectives=_perspectives(source),
        efficiency=_efficiency(source, unit, moment),
        spending=_spending(source),
        findings=_findings(source),
        cases=_cases(source),
        business_survey=_business_survey(source),
    )


def _unit(source: _Source, period: ReportPeriod) -> Unit:
    rows = source.query(
        "select name, short_name, office_kind from raw.units where unit_code = ? and year = ?",
        [source.unit_code, period.year],
    )
    if not rows:
        raise NothingPublishedError(
            f"Satuan kerja {source.unit_code} tidak dikenal untuk tahun {period.year}; "
            "lengkapi berkas targetnya."
        )
    return Unit(source.unit_code, **rows[0])


def _bands(source: _Source, unit: Unit, period: ReportPeriod) -> tuple[Band, ...]:
    rows = source.query(
        """
        select
            kriteria,
            colour,
            efektivitas,
            lower_edge as lower,
            lower_inclusive,
            upper_edge as upper,
            upper_inclusive
        from reference.class_bands
        where office_kind = ? and valid_from <= ?
        qualify valid_from = max(valid_from) over ()
        order by band_no
        """,
        [unit.office_kind, period.code],
    )
    return tuple(Band(**row) for row in rows)


def _indicators(
    source: _Source, unit: Unit, reference: dict[str, dict[str, Any]], period: ReportPeriod
) -> tuple[Indicator, ...]:
    facts = source.mart(
        "fct_indicator",
        (
            "indicator_id",
            "iku_no",
            "numerator",
            "denominator",
            "realisasi",
            "interim_value",
            "realisasi_submitted",
            "basis",
            "status",
        ),
        {},
        "iku_no",
    )
    capaian = {
        row["iku_no"]: row
        for row in source.mart(
            "mart_capaian_indicator",
            (
                "iku_no",
                "sasaran_no",
                "perspective",
                "is_due",
                "target_month",
                "target_year",
                "capaian_month",
                "capaian_year",
                "kriteria_month",
                "kriteria_year",
                "efektivitas",
            ),
            {
                "kriteria_month_rounded": "varchar",
                "kriteria_year_rounded": "varchar",
                **_SUBMITTED,
            },
            "iku_no",
        )
    }
    forms = _forms(source)
    submitted = _submitted(source, unit, period)
    return tuple(
        _indicator(
            {**fact, **capaian[fact["iku_no"]]},
            reference[fact["indicator_id"]],
            submitted.get(fact["iku_no"], {}),
            period,
            forms,
        )
        for fact in facts
    )


def _indicator(
    row: dict[str, Any],
    reference: dict[str, Any],
    submitted: dict[str, Any],
    period: ReportPeriod,
    forms: dict[str, tuple[str, ...]],
) -> Indicator:
    progress_until = reference["progress_until_month"]
    for name in _SUBMITTED:
        if row[name] is None:
            row[name] = submitted.get(name)
    differs = bool(row.pop("submitted_differs"))
    return Indicator(
        name=reference["indikator"],
        satuan=reference["satuan"],
        progress=progress_until is not None and period.month <= progress_until,
        submitted_differs=differs,
        forms=forms.get(row["indicator_id"], ()),
        **row,
    )


def _reference(source: _Source, unit: Unit, period: ReportPeriod) -> dict[str, dict[str, Any]]:
    rows = source.query(
        """
        select indicator_id, indikator, satuan, sasaran_no, sasaran, progress_until_month
        from reference.indicators
        where office_kind = ? and valid_from <= ?
        qualify row_number() over (partition by indicator_id order by valid_from desc) = 1
        """,
        [unit.office_kind, period.code],
    )
    return {row["indicator_id"]: row for row in rows}


def _forms(source: _Source) -> dict[str, tuple[str, ...]]:
    """The sheets that each indicator's figure came from."""
    if not source.columns("intermediate", "int_indicator_input"):
        return {}
    rows = source.query(
        """
        select indicator_id, list(distinct sheet order by sheet) as sheets
        from intermediate.int_indicator_input
        where unit_code = ? and period = ? and sheet is not null
        group by indicator_id
        """,
        [source.unit_code, source.period],
    )
    return {row["indicator_id"]: tuple(row["sheets"]) for row in rows}


def _submitted(source: _Source, unit: Unit, period: ReportPeriod) -> dict[int, dict[str, Any]]:
    """What the unit typed into its own matrix, and whether it differs by more than rounding explains.

    The class that goes with the typed capaian of the year is looked up here, because the checks carry only
    that of the month.
    """
    if not source.columns("checks", "chk_submitted"):
        return {}
    rows = source.query(
        """
        with typed as (
            select
                iku_no,
                bool_or(difference > tolerance)
                    filter (where column_name = 'realisasi') as submitted_differs,
                any_value(kriteria_submitted)
                    filter (where column_name = 'realisasi') as kriteria_month_submitted,
                any_value(value)
                    filter (where column_name = 'capaian_month') as capaian_month_submitted,
                any_value(value)
                    filter (where column_name = 'capaian_year') as capaian_year_submitted
            from checks.chk_submitted
            where unit_code = ? and period = ?
            group by iku_no
        ),
        bands as (
            select *
            from reference.class_bands
            where office_kind = ? and valid_from <= ?
            qualify valid_from = max(valid_from) over ()
        )
        select typed.*, bands.kriteria as kriteria_year_submitted
        from typed
        left join bands
            on
                (
                    bands.lower_edge is null
                    or typed.capaian_year_submitted > bands.lower_edge
                    or (bands.lower_inclusive and typed.capaian_year_submitted = bands.lower_edge)
                )
                and (
                    bands.upper_edge is null
                    or typed.capaian_year_submitted < bands.upper_edge
                    or (bands.upper_inclusive and typed.capaian_year_submitted = bands.upper_edge)
                )
                and typed.capaian_year_submitted is not null
        """,
        [source.unit_code, source.period, unit.office_kind, period.code],
    )
    return {row.pop("iku_no"): row for row in rows}


def _objectives(source: _Source, reference: dict[str, dict[str, Any]]) -> tuple[Objective, ...]:
    names = {row["sasaran_no"]: row["sasaran"] for row in reference.values()}
    perspectives = {
        row["sasaran_no"]: row["perspective"]
        for row in source.mart("mart_capaian_indicator", ("sasaran_no", "perspective"), {}, "iku_no")
    }
    rows = source.mart(
        "mart_capaian_sasaran",
        ("sasaran_no", "nps", "kriteria", "indicators_due", "indicators_measured"),
        {},
        "sasaran_no",
    )
    return tuple(
        Objective(name=names[row["sasaran_no"]], perspective=perspectives[row["sasaran_no"]], **row)
        for row in rows
    )


def _perspectives(source: _Source) -> tuple[Perspective, ...]:
    rows = source.mart("mart_capaian_perspective", ("perspective", "nilai", "kriteria"), {}, "perspective")
    # In the order of the scorecard, which is that of the objectives; the total last.
    order = {
        row["perspective"]: row["sasaran_no"]
        for row in source.mart("mart_capaian_indicator", ("perspective", "sasaran_no"), {}, "sasaran_no desc")
    }
    rows.sort(key=lambda row: (row["perspective"] == "Total", order.get(row["perspective"], 0)))
    return tuple(Perspective(row["perspective"], row["nilai"], row["kriteria"]) for row in rows)


def _efficiency(source: _Source, unit: Unit, period: ReportPeriod) -> tuple[Efficiency, ...]:
    rows = source.mart(
        "mart_efficiency",
        (
            "scope",
            "iku_no",
            "pagu",
            "realisasi_anggaran",
            "anggaran_pct",
            "capaian_year",
            "ie",
            "te",
            "capaian_te",
            "status",
        ),
        {},
        "scope, iku_no",
    )
    bands = _efficiency_bands(source, unit, period)
    return tuple(Efficiency(**row, band=bands.get((row["scope"], row["iku_no"]))) for row in rows)


def _efficiency_bands(
    source: _Source, unit: Unit, period: ReportPeriod
) -> dict[tuple[str, int | None], EfficiencyBand]:
    """The band behind each capaian TE: the one of that value on whose side of zero the TE lies."""
    rows = source.query(
        f"""
        with bands as (
            select te_from, te_to, capaian_te, is_inferred
            from reference.efficiency_bands
            where office_kind = ? and valid_from <= ?
            qualify valid_from = max(valid_from) over ()
        )
        select
            efficiency.scope,
            efficiency.iku_no,
            bands.te_from as lower,
            bands.te_to as upper,
            bands.is_inferred as inferred
        from {source.marts}.mart_efficiency as efficiency
        inner join bands
            on
                efficiency.capaian_te = bands.capaian_te
                and (bands.te_from is null or efficiency.te >= bands.te_from - 0.01)
                and (bands.te_to is null or efficiency.te <= bands.te_to + 0.01)
        where efficiency.unit_code = ? and efficiency.period = ?
        """,
        [unit.office_kind, period.code, source.unit_code, source.period],
    )
    return {(row.pop("scope"), row.pop("iku_no")): EfficiencyBand(**row) for row in rows}


def _spending(source: _Source) -> tuple[Spending, ...]:
    """ANGGARAN BELANJA by kind and as a whole; shares come from the database, where sums are."""
    if not source.columns("staging", "stg_anggaran_belanja"):
        return ()
    rows = source.query(
        """
        with kinds as (
            select jenis, row_no, pagu, pagu_tanpa_blokir, realisasi
            from staging.stg_anggaran_belanja
            where unit_code = ? and period = ? and row_kind = 'data'
        ),
        summed as (
            select jenis, row_no, pagu, pagu_tanpa_blokir, realisasi from kinds
            union all
            select
                'total' as jenis,
                null as row_no,
                cast(sum(pagu) as bigint) as pagu,
                cast(sum(pagu_tanpa_blokir) as bigint) as pagu_tanpa_blokir,
                cast(sum(realisasi) as bigint) as realisasi
            from kinds
            having count(*) > 0
        )
        select
            jenis,
            pagu,
            pagu - pagu_tanpa_blokir as blocked,
            pagu_tanpa_blokir as pagu_unblocked,
            realisasi,
            100.0 * realisasi / nullif(pagu, 0) as percent,
            100.0 * realisasi / nullif(pagu_tanpa_blokir, 0) as percent_unblocked
        from summed
        order by row_no nulls last
        """,
        [source.unit_code, source.period],
    )
    return tuple(Spending(**row) for row in rows)


def _findings(source: _Source) -> tuple[ReportedFinding, ...]:
    rows = source.mart(
        "mart_findings",
        (
            "finding_id",
            "rule_id",
            "severity",
            "status",
            "iku_no",
            "coalesce(file_name, '') as file_name",
            "coalesce(sheet, '') as sheet",
            "coalesce(cell, '') as cell",
            "value",
            "expected",
            "message",
        ),
        {"owner_group": "varchar"},
        # By address as a person reads it: AA1 after B1, M9 before M86.
        """
            iku_no nulls last,
            sheet,
            length(regexp_extract(cell, '^[A-Z]+')),
            regexp_extract(cell, '^[A-Z]+'),
            try_cast(regexp_extract(cell, '[0-9]+') as integer),
            cell,
            rule_id,
            finding_id
        """,
    )
    return tuple(ReportedFinding(**row) for row in rows)


def _cases(source: _Source) -> CaseFacts | None:
    if not source.columns("intermediate", "int_case_target_in_force"):
        return None
    targets = source.query(
        """
        select target_n, target_carry_over from intermediate.int_case_target_in_force
        where unit_code = ? and period = ?
        """,
        [source.unit_code, source.period],
    )
    if not targets:
        return None
    moved = _single(
        source,
        "stg_perkara",
        "sum(realisasi_carry_over)",
        "row_kind = 'total' and upt is not null and tahap is null",
    )
    closed = _single(source, "stg_intelijen", "sum(sp3)", "row_kind = 'data' and tahun = 'carry_over'")
    return CaseFacts(targets[0]["target_n"], targets[0]["target_carry_over"], moved, closed)


def _business_survey(source: _Source) -> SurveyResult | None:
    index = _single(source, "stg_survei_usaha", "max(indeks)", "row_kind = 'result' and kegiatan = 'indeks'")
    people = _single(
        source, "stg_survei_usaha", "max(responden)", "row_kind = 'result' and kegiatan = 'total_responden'"
    )
    return None if index is None else SurveyResult(index, people)


def _single(source: _Source, table: str, expression: str, condition: str) -> Any:
    """One value of a staging table, or none when the form is missing."""
    if not source.columns("staging", table):
        return None
    rows = source.query(
        f"select {expression} as it from staging.{table} where unit_code = ? and period = ? and {condition}",
        [source.unit_code, source.period],
    )
    return rows[0]["it"] if rows else None
