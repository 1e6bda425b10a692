"""The figures of one report, read from the published marts into frozen dataclasses.

Nothing is worked out here. A dataclass of a mart names the columns that it shows, and those are what is read.
Beside the marts only the names of offices and the classes in force are read: what an older month shows may
not depend on which month was built last.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypeVar

import duckdb

from flows.answers.finals import Final, final_of, snapshot_of
from flows.answers.log import head
from flows.findings import TOLD_ORDER
from flows.period import Period
from flows.report.forms import FormTable, read_form_tables
from flows.report.narrative import FollowUp, Narrative
from flows.report.office import Office, Signatory, office_of
from flows.report.plans import Decision, Plan, read_decisions, read_plans
from flows.trace import Cell, FigureCell, Trace, read_rows, read_spending_cells, read_traces
from flows.warehouse.store import has_table
from flows.wording import nama_bulan, nama_periode, nama_triwulan

Row = TypeVar("Row")


class NothingPublishedError(LookupError):
    """No figures of this unit and period were ever published, so there is nothing to report on."""


@dataclass(frozen=True, order=True, slots=True)
class ReportPeriod(Period):
    """A month in the words of a report."""

    @classmethod
    def of(cls, period: Period) -> ReportPeriod:
        return cls(period.year, period.month)

    @property
    def month_name(self) -> str:
        return nama_bulan(self.month)

    @property
    def text(self) -> str:
        """`September 2022`."""
        return nama_periode(self)

    @property
    def quarter(self) -> str | None:
        """`III` when the month ends the third quarter."""
        return nama_triwulan(self.month)

    @property
    def last_day(self) -> dt.date:
        following = dt.date(self.year + self.month // 12, self.month % 12 + 1, 1)
        return following - dt.timedelta(days=1)

    @property
    def is_year_end(self) -> bool:
        return self.month == 12


@dataclass(frozen=True, slots=True)
class Unit:
    unit_code: str
    name: str
    short_name: str
    office_kind: str


@dataclass(frozen=True, slots=True)
class Band:
    """A class of achievement with its edges, which are null where it is open."""

    kriteria: str
    colour: str
    lower_edge: float | None
    lower_inclusive: bool
    upper_edge: float | None
    upper_inclusive: bool


@dataclass(frozen=True, slots=True)
class Indicator:
    """`sheets` are those that its figure came from; `context` holds figures beside it, by measure."""

    indicator_id: str
    iku_no: int
    indikator: str
    satuan: str
    sasaran_no: int
    is_progress: bool
    numerator: float | None
    denominator: float | None
    realisasi: float | None
    interim_value: float | None
    basis: Literal["computed", "submitted"] | None
    status: Literal["measured", "interim", "not_measured"]
    is_due: bool
    target_month: float | None
    target_year: float | None
    capaian_month: float | None
    capaian_year: float | None
    kriteria_month: str | None
    kriteria_year: str | None
    kriteria_month_rounded: str | None
    kriteria_year_rounded: str | None
    submitted_differs: bool
    realisasi_submitted: float | None
    capaian_month_submitted: float | None
    capaian_year_submitted: float | None
    kriteria_month_submitted: str | None
    kriteria_year_submitted: str | None
    nps_weight: float
    sheets: list[str]
    context: dict[str, float]

    @property
    def anchor(self) -> str:
        return f"iku-{self.iku_no}"

    @property
    def asal(self) -> str:
        """Where the annex tells what its figures came from."""
        return f"asal-{self.iku_no}"


@dataclass(frozen=True, slots=True)
class Objective:
    sasaran_no: int
    sasaran: str
    perspective: str
    nps: float | None
    kriteria: str | None
    indicators_due: int
    indicators_measured: int

    @property
    def asal(self) -> str:
        """Where the annex tells what its value is the mean of."""
        return f"asal-sasaran-{self.sasaran_no}"


@dataclass(frozen=True, slots=True)
class Perspective:
    perspective: str
    nilai: float | None
    kriteria: str | None

    @property
    def is_total(self) -> bool:
        return self.perspective == "Total"


@dataclass(frozen=True, slots=True)
class Efficiency:
    """`te_from` and `te_to` bound the band of the capaian TE, inferred when no source shows that band."""

    scope: Literal["indicator", "total_official", "total_measured"]
    iku_no: int | None
    pagu: int | None
    realisasi_anggaran: int | None
    anggaran_pct: float | None
    capaian_year: float | None
    ie: float | None
    te: float | None
    capaian_te: int | None
    status: Literal["computed", "not_measured", "no_spending"]
    is_inferred: bool
    te_from: float | None
    te_to: float | None

    @property
    def asal(self) -> str:
        """Where the annex tells what its figures came from."""
        return f"asal-efisiensi-{self.scope.removeprefix('total_') if self.iku_no is None else self.iku_no}"


@dataclass(frozen=True, slots=True)
class Spending:
    """A kind of spending, or the whole (`total`), with and without the funds that the unit blocked itself."""

    jenis: str
    pagu: int | None
    diblokir: int | None
    pagu_tanpa_blokir: int | None
    realisasi: int | None
    persen: float | None
    persen_tanpa_blokir: float | None

    @property
    def is_total(self) -> bool:
        return self.jenis == "total"

    @property
    def asal(self) -> str:
        """Where the annex tells what its figures came from."""
        return f"asal-belanja-{self.jenis}"


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    finding_id: str
    rule_id: str
    severity: Literal["reject", "block", "warn"]
    status: Literal["open", "waived", "resolved"]
    iku_no: int | None
    file_name: str | None
    sheet: str | None
    cell: str | None
    value: str | None
    expected: str | None
    message: str
    owner_group: str | None
    effect: str
    consequences: str
    causes: str
    waived_by: str | None
    waived_at: str | None
    waive_reason: str | None

    @property
    def anchor(self) -> str:
        return f"temuan-{self.finding_id}"


@dataclass(frozen=True, slots=True)
class Margin:
    """How far one indicator is from the classes next to its own, and what December needs.

    Distances are whole steps of the numerator, or in the unit of the result.
    """

    iku_no: int
    basis: Literal["month", "year"]
    kriteria: str | None
    unit_of_distance: Literal["numerator", "result"]
    kriteria_above: str | None
    distance_above: float | None
    kriteria_below: str | None
    distance_below: float | None
    nearest: Literal["above", "below"] | None
    target_december: float | None
    december_in_other_unit: bool
    numerator_december: float | None
    needed_december: float | None


@dataclass(frozen=True, slots=True)
class PastMonth:
    """What was published of one indicator for a month of the year, the report's own month included."""

    indicator_id: str
    period: str
    realisasi: float | None
    is_progress: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """A form that the unit owes for the month, and whether it came in time (`flows.completeness.STATUSES`)."""

    form: str
    title: str
    owner_group: str
    due_on: str
    status: Literal["on_time", "late", "missing", "refused"]


@dataclass(frozen=True, slots=True)
class DeliveredMonth:
    """How many forms of a month of the year came in time, the report's own month included; the share in percent."""

    period: str
    forms_owed: int
    on_time: int
    late: int
    missing: int
    refused: int
    in_time_pct: float

    @property
    def month(self) -> ReportPeriod:
        return ReportPeriod.of(Period.parse(self.period))


@dataclass(frozen=True, slots=True)
class MonthTarget:
    """The target of a month of the year as in force seen from the report's month."""

    indicator_id: str
    month: int
    target: float | None
    is_progress: bool


@dataclass(frozen=True, slots=True)
class PrintedResult:
    """What a printed report gave as the result of a month before the report's own."""

    iku_no: int
    period: str
    realisasi: float


@dataclass(frozen=True, slots=True)
class YearMonth:
    """One month in the year of an indicator: its target, its published result, and what was printed of it."""

    period: ReportPeriod
    target: float | None
    realisasi: float | None
    printed: float | None


@dataclass(frozen=True, slots=True)
class Restatement:
    """A figure that was published and is another one now; `before` or `after` is null where there was or is none.

    `state` is proposed while what is final says otherwise, or nothing is final yet.
    """

    period: str
    level: Literal["indicator", "sasaran", "perspective", "efficiency"]
    key: str
    measure: str
    published_in: Literal["final", "print"]
    published_source: str | None
    published_at: str
    before: float | None
    after: float | None
    kriteria_before: str | None
    kriteria_after: str | None
    cause: Literal["submission", "target", "formula", "band", "program", "follows", "submitted", "printed"]
    state: Literal["proposed", "accepted"]
    final_before: int | None
    final_after: int | None

    @property
    def month(self) -> ReportPeriod:
        return ReportPeriod.of(Period.parse(self.period))

    @property
    def publication(self) -> tuple[str, str, int, str]:
        """The report that said otherwise."""
        return self.period, self.published_in, self.final_before or 0, self.published_source or ""


@dataclass(frozen=True, slots=True)
class Source:
    """A workbook that figures came from, with the sheets that they stand on; `submission_id` is its SHA-256."""

    submission_id: str
    file_name: str
    sheets: tuple[str, ...]

    @property
    def anchor(self) -> str:
        return f"berkas-{self.submission_id[:16]}"


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last entry of the log of answers: for a final report the one that made it so."""

    seq: int
    hash: str


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
    margins: tuple[Margin, ...]
    history: tuple[PastMonth, ...]
    deliveries: tuple[Delivery, ...]
    delivered_months: tuple[DeliveredMonth, ...]
    month_targets: tuple[MonthTarget, ...]
    printed: tuple[PrintedResult, ...]
    restatements: tuple[Restatement, ...]
    traces: tuple[Trace, ...]
    spending_cells: tuple[FigureCell, ...]
    final: Final | None
    answers: ChainHead | None
    office: Office
    narratives: tuple[Narrative, ...]
    follow_ups: tuple[FollowUp, ...]
    forms: tuple[FormTable, ...]
    plans: tuple[Plan, ...]
    decisions: tuple[Decision, ...]
    snapshot: str | None

    @property
    def signed_on(self) -> dt.date:
        """The day that decides who signs: when it became final, else the last day that it reports on."""
        return dt.date.fromisoformat(self.final.finalized_at[:10]) if self.final else self.period.last_day

    @property
    def signatory(self) -> Signatory:
        """Who signs; where the office says nothing of that day, its head, whose name is left to be filled in."""
        head_of = Signatory(jabatan=f"Kepala {self.unit.short_name}", mulai=self.signed_on)
        return self.office.signatory(self.signed_on) or head_of

    def indicator(self, iku_no: int) -> Indicator | None:
        """The indicator of a number."""
        return next((i for i in self.indicators if i.iku_no == iku_no), None)

    def margin_of(self, iku_no: int) -> Margin | None:
        """How far an indicator is from the classes next to its own."""
        return next((m for m in self.margins if m.iku_no == iku_no), None)

    def plans_of(self, kind: str) -> tuple[Plan, ...]:
        """The versions of the performance agreement (`pk`) or of its monthly targets (`rapk`)."""
        return tuple(plan for plan in self.plans if plan.kind == kind)

    def detail_of(self, iku_no: int) -> tuple[FormTable, ...]:
        """The forms that are printed with an indicator: a form of several stands with the first of them."""
        present = {i.iku_no for i in self.indicators}
        return tuple(
            form
            for form in self.forms
            if (mine := [number for number in form.ikus if number in present]) and mine[0] == iku_no
        )

    def narrative_of(self, iku_no: int) -> Narrative | None:
        """What its group wrote of an indicator."""
        return next((n for n in self.narratives if n.iku_no == iku_no), None)

    def follow_ups_of(self, iku_no: int) -> tuple[FollowUp, ...]:
        """The follow-ups of an indicator, in the order in which they are listed."""
        return tuple(f for f in self.follow_ups if f.iku_no == iku_no)

    def open_findings(self, *severities: str) -> tuple[ReportedFinding, ...]:
        """Open findings of these severities, in the order in which they are told."""
        return tuple(f for f in self.findings if f.status == "open" and f.severity in severities)

    def year_of(self, indicator: Indicator) -> tuple[YearMonth, ...]:
        """The twelve months of an indicator, as far as they are in the same unit as the report's month.

        What is progress in percent until the last month, and a count then, is not put on one scale.
        """
        results = {
            past.period: past.realisasi
            for past in self.history
            if past.indicator_id == indicator.indicator_id and past.is_progress == indicator.is_progress
        }
        targets = {
            it.month: it
            for it in self.month_targets
            if it.indicator_id == indicator.indicator_id and it.is_progress == indicator.is_progress
        }
        printed = {it.period: it.realisasi for it in self.printed if it.iku_no == indicator.iku_no}
        months = tuple(ReportPeriod(self.period.year, month) for month in range(1, 13))
        return tuple(
            YearMonth(
                period=month,
                target=targets[month.month].target if month.month in targets else None,
                realisasi=results.get(str(month)),
                printed=printed.get(str(month)) if month.month in targets else None,
            )
            for month in months
        )

    @property
    def findings_by_owner(self) -> tuple[tuple[str, tuple[ReportedFinding, ...]], ...]:
        """Open findings by the group whose they are, the group of the gravest first."""
        groups: dict[str, list[ReportedFinding]] = {}
        for finding in self.open_findings("reject", "block", "warn"):
            groups.setdefault(finding.owner_group or "", []).append(finding)
        return tuple((owner, tuple(findings)) for owner, findings in groups.items())

    @property
    def deliveries_by_group(self) -> tuple[tuple[str, tuple[Delivery, ...]], ...]:
        """The forms owed by the group that owes them."""
        return tuple(
            (owner, tuple(forms)) for owner, forms in groupby(self.deliveries, key=lambda form: form.owner_group)
        )

    def causes_of(self, finding: ReportedFinding) -> tuple[ReportedFinding, ...]:
        """The open findings that a finding follows from."""
        named = set(finding.causes.split(", "))
        return tuple(f for f in self.findings if f.finding_id in named and f.status == "open")

    def findings_of(self, iku_no: int) -> tuple[ReportedFinding, ...]:
        """What stands in the way of one indicator: its open or waived rejects and blocks."""
        return tuple(f for f in self.findings if f.iku_no == iku_no and f.status != "resolved" and f.severity != "warn")

    @property
    def restated_publications(self) -> tuple[tuple[Restatement, tuple[tuple[Restatement, ...], ...]], ...]:
        """Restatements by the report that said otherwise (its first row stands for it), then by what they are of."""
        return tuple(
            (rows[0], tuple(tuple(of) for _, of in groupby(rows, key=lambda it: (it.level, it.key))))
            for _, found in groupby(self.restatements, key=lambda it: it.publication)
            for rows in [list(found)]
        )

    def has_iku(self, iku_no: int | None) -> bool:
        """Whether the report has a row to link to."""
        return any(i.iku_no == iku_no for i in self.indicators)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The workbooks behind all figures, by name."""
        behind: list[Cell | FigureCell] = [*self.spending_cells]
        for trace in self.traces:
            behind += [*trace.cells, *trace.figures]
        names: dict[str, str] = {}
        sheets: dict[str, set[str]] = {}
        for cell in behind:
            names.setdefault(cell.submission_id, cell.file_name)
            sheets.setdefault(cell.submission_id, set()).add(cell.sheet)
        return tuple(
            Source(identity, name, tuple(sorted(sheets[identity])))
            for identity, name in sorted(names.items(), key=lambda it: (it[1], it[0]))
        )

    @property
    def is_draft(self) -> bool:
        return self.final is None and bool(self.open_findings("block"))

    @property
    def total(self) -> Perspective | None:
        return next((p for p in self.perspectives if p.is_total), None)

    @property
    def compared(self) -> tuple[Indicator, ...]:
        """Indicators whose submitted result is not the recomputed one."""
        return tuple(i for i in self.indicators if i.submitted_differs)


# An indicator's row of the scorecard, with its fact, the sheets that it came from and what stands beside it.
_INDICATORS = """(
    with
    sheets as (
        select unit_code, period, indicator_id, list(distinct sheet order by sheet) as sheets
        from marts.mart_indicator_input
        group by unit_code, period, indicator_id
    ),
    context as (
        select unit_code, period, indicator_id, map(list(measure), list(value)) as context
        from marts.mart_indicator_context
        group by unit_code, period, indicator_id
    )
    select
        capaian.*,
        fact.numerator,
        fact.denominator,
        fact.interim_value,
        fact.basis,
        coalesce(sheets.sheets, []) as sheets,
        coalesce(context.context, map {}) as context
    from marts.mart_capaian_indicator as capaian
    inner join marts.fct_indicator as fact using (unit_code, period, indicator_id)
    left join sheets using (unit_code, period, indicator_id)
    left join context using (unit_code, period, indicator_id)
)"""


# The months of the report's year up to its own: what is published later does not show.
_HISTORY = """
    from marts.mart_capaian_indicator
    where unit_code = ? and period between ? and ?
    order by iku_no, period
"""

# Of several printed reports the one kept last counts; a table of the month goes before one of the months before it.
_PRINTED = """
    from (
        select unit_code, period, cast(key as integer) as iku_no, value as realisasi
        from raw.published
        where
            unit_code = ? and period >= ? and period < ?
            and table_name in ('capaian', 'history') and measure = 'realisasi' and value is not null
        qualify row_number() over (
            partition by period, key order by table_name, loaded_at desc, file_hash
        ) = 1
    )
    order by iku_no, period
"""


def read_figures(connection: duckdb.DuckDBPyConnection, unit_code: str, period: str) -> ReportFigures:
    """Everything that the report of one unit and period shows.

    Raises:
        NothingPublishedError: the marts hold nothing of this unit and period.
    """

    def read(row: type[Row], source: str, order: str) -> tuple[Row, ...]:
        clauses = f"from {source} where unit_code = ? and period = ? order by {order}"
        return read_rows(connection, row, clauses, unit_code, period)

    month = ReportPeriod.of(Period.parse(period))
    unit = _unit(connection, unit_code, month)
    indicators = read(Indicator, _INDICATORS, "iku_no")
    if not indicators:
        raise NothingPublishedError(
            f"Belum ada angka yang diterbitkan untuk {unit_code} periode {month.text}; laporan tidak dapat dibuat."
        )
    objectives = read(Objective, "marts.mart_capaian_sasaran", "sasaran_no")
    # In the order of the scorecard, which is that of its objectives; the total, which has none, last.
    order = [objective.perspective for objective in objectives]
    perspectives = sorted(
        read(Perspective, "marts.mart_capaian_perspective", "perspective"),
        key=lambda it: order.index(it.perspective) if it.perspective in order else len(order),
    )
    final = final_of(connection, unit_code, period)
    january = str(Period(month.year, 1))
    return ReportFigures(
        unit=unit,
        period=month,
        bands=_bands(connection, unit, period),
        indicators=indicators,
        objectives=objectives,
        perspectives=tuple(perspectives),
        efficiency=read(Efficiency, "marts.mart_efficiency", "scope, iku_no"),
        spending=read(Spending, "marts.mart_budget", "place"),
        findings=read(ReportedFinding, "marts.mart_findings", TOLD_ORDER),
        margins=read(Margin, "marts.mart_indicator_margin", "iku_no"),
        history=read_rows(connection, PastMonth, _HISTORY, unit_code, january, period),
        deliveries=read(Delivery, "marts.mart_completeness", "owner_group, title"),
        delivered_months=_delivered_months(connection, unit_code, january, period),
        month_targets=read(MonthTarget, "marts.mart_target_month", "iku_no, month"),
        printed=read_rows(connection, PrintedResult, _PRINTED, unit_code, january, period),
        restatements=_restatements(connection, unit_code, month),
        traces=read_traces(connection, unit_code, period),
        spending_cells=read_spending_cells(connection, unit_code, period),
        final=final,
        answers=_chain_head(connection, final),
        office=office_of(connection, unit_code),
        narratives=read(Narrative, "marts.mart_narrative", "iku_no"),
        forms=read_form_tables(connection, unit_code, month),
        plans=read_plans(connection, unit_code, month),
        decisions=read_decisions(connection, unit_code, month),
        snapshot=snapshot_of(connection, final.final_no) if final else None,
        # the longest open first, then as the sheet lists them
        follow_ups=read(FollowUp, "marts.mart_follow_up", "iku_no, since_period, said_in, row_no, follow_up_key"),
    )


def _delivered_months(
    connection: duckdb.DuckDBPyConnection, unit_code: str, january: str, period: str
) -> tuple[DeliveredMonth, ...]:
    """The months of the year so far; none where the report's own was published before this was told."""
    if not has_table(connection, "marts", "mart_completeness_month"):
        return ()
    clauses = "from marts.mart_completeness_month where unit_code = ? and period between ? and ? order by period"
    found = read_rows(connection, DeliveredMonth, clauses, unit_code, january, period)
    return found if found and found[-1].period == period else ()


def _chain_head(connection: duckdb.DuckDBPyConnection, final: Final | None) -> ChainHead | None:
    """A final report does not move with answers given later, to whatever report."""
    if final is not None:
        return ChainHead(final.final_no, final.chain_head)
    last = head(connection)
    return ChainHead(last.seq, last.hash) if last else None


def _unit(connection: duckdb.DuckDBPyConnection, unit_code: str, month: ReportPeriod) -> Unit:
    found = read_rows(connection, Unit, "from raw.units where unit_code = ? and year = ?", unit_code, month.year)
    if not found:
        raise NothingPublishedError(
            f"Satuan kerja {unit_code} tidak dikenal untuk tahun {month.year}; lengkapi berkas targetnya."
        )
    return found[0]


def _restatements(
    connection: duckdb.DuckDBPyConnection, unit_code: str, month: ReportPeriod
) -> tuple[Restatement, ...]:
    """What was published of the year so far and is another figure now: months that come later have no say."""
    clauses = """
        from marts.mart_restatement
        where unit_code = ? and period between ? and ?
        order by
            period, published_in desc, final_before, published_source,
            list_position(['indicator', 'sasaran', 'perspective', 'efficiency'], level), try_cast(key as integer), key,
            list_position(['realisasi', 'capaian_month', 'capaian_year', 'ie', 'te', 'capaian_te'], measure)
    """
    return read_rows(connection, Restatement, clauses, unit_code, f"{month.year}-01", str(month))


def _bands(connection: duckdb.DuckDBPyConnection, unit: Unit, period: str) -> tuple[Band, ...]:
    """The classes of this kind of office that were in force in the period."""
    clauses = """
        from reference.class_bands
        where office_kind = ? and valid_from <= ?
        qualify valid_from = max(valid_from) over ()
        order by band_no
    """
    return read_rows(connection, Band, clauses, unit.office_kind, period)
