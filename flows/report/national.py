"""All offices side by side: the published tables of the whole country as one page, for head office.

Nothing is computed here but what goes where on the page. The same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from flows.checks.catalogue import load_catalogue
from flows.period import Period
from flows.placing import put
from flows.report.figures import NothingPublishedError
from flows.report.render import PAGE as REPORT
from flows.report.render import environment
from flows.settings import TEMPLATES, Home
from flows.trace import read_rows
from flows.warehouse.store import has_table
from flows.wording import SEVERITIES, nama_periode

if TYPE_CHECKING:
    import duckdb

FOLDER, PAGE = "nasional", "index.html"
TOTAL = "Total"
# Offices at both ends that are told in words.
_TOLD = 3
# Offices that a sentence lists.
_MOST_LISTED = 12
# Contradictions between offices; a page of eighty offices must still open on a telephone.
_MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class NationalIndicator:
    """An indicator of the whole country; counts of units are by class of the month."""

    indicator_id: str
    iku_no: int | None
    indikator: str
    satuan: str
    perspective: str
    realisasi: float | None
    numerator: float | None
    denominator: float | None
    national_rule: str | None
    units: int
    units_due: int
    units_measured: int
    units_interim: int
    target_month: float | None


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office: its place, its total, what it sent, and its open findings by severity; null where it has none."""

    unit_code: str
    name: str
    nilai_total: float | None
    kriteria_total: str | None
    rank_no: int | None
    units_ranked: int | None
    indicators: int
    indicators_due: int
    indicators_measured: int
    forms_owed: int
    on_time: int
    late: int
    missing: int
    refused: int
    n_reject: int
    n_block: int
    n_warn: int
    is_final: bool

    @property
    def is_published(self) -> bool:
        """Whether it has figures, and so a report."""
        return self.indicators > 0


@dataclass(frozen=True, slots=True)
class NationalClass:
    """A class of the offices of this month with the colour that its band names."""

    kriteria: str
    colour: str


@dataclass(frozen=True, slots=True)
class _Result:
    unit_code: str
    indicator_id: str
    status: str
    is_due: bool
    capaian_month: float | None
    kriteria_month: str | None
    rank_no: int | None
    rank_from_last: int | None


@dataclass(frozen=True, slots=True)
class _Perspective:
    unit_code: str
    perspective: str
    nilai: float | None
    kriteria: str | None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """An open finding on what the books of two offices say of one thing, as one of them is told it."""

    finding_id: str
    unit_code: str
    rule_id: str
    severity: str
    sheet: str | None
    cell: str | None
    message: str


@dataclass(frozen=True, slots=True)
class National:
    """A month of all offices. `results` and `perspectives` are by unit, then by indicator or perspective."""

    period: str
    indicators: tuple[NationalIndicator, ...]
    offices: tuple[OfficeRow, ...]
    classes: tuple[NationalClass, ...]
    results: Mapping[str, Mapping[str, _Result]]
    perspective_names: tuple[str, ...]
    perspectives: Mapping[str, Mapping[str, _Perspective]]
    contradictions: tuple[Contradiction, ...]

    @property
    def published(self) -> tuple[OfficeRow, ...]:
        """Offices with figures, the first place first."""
        return tuple(office for office in self.offices if office.is_published)

    def count(self, kriteria: str | None, indicator_id: str | None = None) -> int:
        """Results in a class (without one: null), of one indicator or of all."""
        return sum(
            result.kriteria_month == kriteria
            for row in self.results.values()
            for result in row.values()
            if indicator_id in (None, result.indicator_id)
        )

    def ends(self, indicator_id: str) -> tuple[list[_Result], list[_Result]]:
        """The offices in the first and in the last place of an indicator; none where they are the same."""
        of_it = [row[indicator_id] for row in self.results.values() if indicator_id in row]
        first = [result for result in of_it if result.rank_no == 1]
        last = [result for result in of_it if result.rank_from_last == 1]
        return (first, last) if first != last else ([], [])


def stands_for_several(connection: duckdb.DuckDBPyConnection, period: Period) -> bool:
    """Whether several offices are known for a month of which anything is published."""
    if not has_table(connection, "marts", "mart_national_unit"):
        return False
    found = connection.execute(
        "select count(*), sum(indicators) from marts.mart_national_unit where period = ?", [str(period)]
    ).fetchone()
    return bool(found and found[0] > 1 and found[1])


def read_national(connection: duckdb.DuckDBPyConnection, period: Period) -> National:
    """What is published of the whole country for a month.

    Raises:
        NothingPublishedError: nothing is.
    """
    month = str(period)
    if not has_table(connection, "marts", "mart_national_unit"):
        raise NothingPublishedError(f"Belum ada hasil yang diterbitkan untuk {period}.")
    offices = read_rows(
        connection,
        OfficeRow,
        """
        from marts.mart_national_unit
        left join (
            select
                unit_code as found_unit,
                count(case when severity = 'reject' then 1 end) as rejects,
                count(case when severity = 'block' then 1 end) as blocks,
                count(case when severity = 'warn' then 1 end) as warns
            from marts.mart_findings where period = $1 and status = 'open' group by unit_code
        ) on found_unit = unit_code
        cross join lateral (
            select
                coalesce(rejects, 0) as n_reject,
                coalesce(blocks, 0) as n_block,
                coalesce(warns, 0) as n_warn,
                exists (
                    select 1 from raw.locked_months as locked
                    where locked.unit_code = mart_national_unit.unit_code and locked.period = $1
                ) as is_final
        )
        where period = $1
        order by rank_no nulls last, name
        """,
        month,
    )
    indicators = read_rows(
        connection,
        NationalIndicator,
        "from marts.mart_capaian_national where period = ? order by iku_no nulls last, indikator, indicator_id",
        month,
    )
    if not indicators:
        raise NothingPublishedError(f"Belum ada hasil yang diterbitkan untuk {period}.")
    classes = read_rows(
        connection,
        NationalClass,
        """
        from (
            select kriteria, colour, min(band_no) as place
            from reference.class_bands as bands
            where valid_from = (
                select max(valid_from) from reference.class_bands as other
                where other.office_kind = bands.office_kind and other.valid_from <= $1
            )
            and office_kind in (select office_kind from raw.units where year = $2)
            group by kriteria, colour
        )
        order by place, kriteria
        """,
        month,
        period.year,
    )
    results: dict[str, dict[str, _Result]] = {}
    for result in read_rows(
        connection,
        _Result,
        """
        from (
            select capaian.*, places.rank_no, places.rank_from_last
            from marts.mart_capaian_indicator as capaian
            left join marts.mart_national_rank as places using (unit_code, period, indicator_id)
            where period = ?
        )
        order by unit_code, indicator_id
        """,
        month,
    ):
        results.setdefault(result.unit_code, {})[result.indicator_id] = result
    perspectives: dict[str, dict[str, _Perspective]] = {}
    names: dict[str, None] = {}
    for value in read_rows(
        connection,
        _Perspective,
        """
        from marts.mart_capaian_perspective
        left join (
            select perspective as named, min(sasaran_no) as place from marts.mart_capaian_indicator
            where period = $1 group by perspective
        ) on named = perspective
        where period = $1
        order by place nulls last, perspective, unit_code
        """,
        month,
    ):
        perspectives.setdefault(value.unit_code, {})[value.perspective] = value
        names[value.perspective] = None
    contradictions = read_rows(
        connection,
        Contradiction,
        """
        from marts.mart_findings
        where period = ? and status = 'open' and list_contains(?::varchar[], rule_id)
        order by severity, unit_code, sheet, cell, finding_id
        """,
        month,
        sorted(load_catalogue().between_offices),
    )
    return National(
        month,
        indicators,
        offices,
        classes,
        results,
        tuple(name for name in names if name != TOTAL),
        perspectives,
        contradictions,
    )


def render_national(national: National, templates: Path = TEMPLATES) -> str:
    """The page as one HTML file that needs nothing beside it but the reports that it leads to."""
    folder = templates / "html"
    return (
        environment(folder)
        .get_template("nasional.html.j2")
        .render(
            it=national,
            month=nama_periode(national.period),
            report=REPORT,
            told=_TOLD,
            most_listed=_MOST_LISTED,
            most=_MOST_SHOWN,
            severities=SEVERITIES,
            total=TOTAL,
            style=Markup((folder / "lapkin.css").read_text(encoding="utf-8")),
        )
    )


def page_of(home: Home, period: Period) -> Path:
    """Where the page of a month lies."""
    return home.reports / FOLDER / str(period) / PAGE


def write_national(connection: duckdb.DuckDBPyConnection, home: Home, period: Period) -> tuple[Path, National]:
    """Writes `reports/nasional/<period>/index.html` from what is published.

    Raises:
        NothingPublishedError: nothing is.
    """
    national = read_national(connection, period)
    path = page_of(home, period)
    path.parent.mkdir(parents=True, exist_ok=True)
    return put(path, render_national(national)), national


def as_plain(national: National) -> dict[str, Any]:
    """The same as plain data: offices and indicators, each with its results by class."""
    return {
        "period": national.period,
        "classes": [band.kriteria for band in national.classes],
        "indicators": [
            asdict(indicator)
            | {
                "classes": {
                    band.kriteria: national.count(band.kriteria, indicator.indicator_id) for band in national.classes
                },
                "without_class": national.count(None, indicator.indicator_id),
            }
            for indicator in national.indicators
        ],
        "offices": [
            asdict(office)
            | {
                "perspectives": {
                    name: value.nilai for name, value in national.perspectives.get(office.unit_code, {}).items()
                },
                "capaian_month": {
                    name: result.capaian_month for name, result in national.results.get(office.unit_code, {}).items()
                },
            }
            for office in national.offices
        ],
        "contradictions": [asdict(found) for found in national.contradictions],
    }
