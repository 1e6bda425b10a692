"""What must be published of a month, worked out here from the office's numbers by the rules of the domain handbook.

It shares no code with the product: a figure that both give is right, or wrong twice in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from benchmarks.generator.year import DRUGS, IKPA_WEIGHTS, METHODS, Month, Samples, Stages, Year

PROGRESS = (16, 18, 19, 20)  # measured against 100 until November
_STAGES = (("tahap_1", Fraction(40, 100)), ("p21", Fraction(30, 100)), ("tahap_2", Fraction(15, 100)))


@dataclass(frozen=True)
class Figure:
    """A result in percent or as an index; `realisasi` and `interim` are never both there."""

    realisasi: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    interim: float | None = None


def figures(year: Year, month: Month) -> dict[int, Figure]:
    """The 29 results of a month by number."""
    drugs = [month.samples[product, "random"] for product in DRUGS]
    aimed = [month.samples[product, "targeted"] for product in DRUGS]
    told = {
        1: _passed(drugs),
        2: _passed([month.samples["pangan", "random"]]),
        3: _passed(aimed),
        4: _passed([month.samples["pangan", "targeted"]]),
        5: _passed([month.samples["fortifikasi", "targeted"]]),
        7: _surveys(month),
        9: Figure(_weighted([(score, people) for score, people in month.services])),
        10: Figure(_mean_of_shares([_sum(kind)[::-1] for kind in month.decisions])),
        11: Figure(_mean_of_shares([_sum(kind) for kind in month.follow_ups])),
        12: _share(*month.certified) if month.certified[1] else Figure(),  # a dash in the matrix
        13: _facilities(month.production),
        14: _facilities(month.distribution),
        15: Figure(month.public_service),
        16: Figure(sum(sum(one) for one in month.umkm) / 3),
        17: Figure(month.opinion_index),
        18: Figure(month.schools),
        19: Figure(sum(month.desa)),
        20: Figure(sum(month.pasar)),
        21: Figure(standard(year, month, "obat")),
        22: Figure(standard(year, month, "makanan")),
        23: Figure(float(cases(year, month).result)),
        24: Figure(sum(month.reform)),
        28: Figure(sum(month.information) / 2),
        29: Figure(0.6 * month.eka + 0.4 * ikpa(month)),
    }
    if month.month == 12:
        told |= {iku: Figure(value) for iku, value in month.at_year_end.items()}
    return {iku: told.get(iku, Figure()) for iku in range(1, 30)}


def _share(numerator: int, denominator: int) -> Figure:
    """A share of nothing is none; its counts are known."""
    if not denominator:
        return Figure(None, numerator, denominator)
    return Figure(float(Fraction(100 * numerator, denominator)), numerator, denominator)


def _passed(samples: list[Samples]) -> Figure:
    return _share(sum(one.passed for one in samples), sum(one.tested for one in samples))


def _facilities(rows: list[tuple[int, int]]) -> Figure:
    good = sum(row[0] for row in rows)
    return _share(good, good + sum(row[1] for row in rows))


def _sum(rows: list[tuple[int, int]]) -> tuple[int, int]:
    return sum(row[0] for row in rows), sum(row[1] for row in rows)


def _mean_of_shares(parts: list[tuple[int, int]]) -> float | None:
    shares = [Fraction(100 * done, wanted) for done, wanted in parts if wanted]
    return float(sum(shares) / len(shares)) if shares else None


def _weighted(values: list[tuple[float, int]]) -> float:
    return sum(value * weight for value, weight in values) / sum(weight for _, weight in values)


def _surveys(month: Month) -> Figure:
    """Only the year's end counts; before it the value is shown."""
    index = _weighted([(survey.index, survey.respondents) for survey in month.surveys])
    return Figure(index) if month.month == 12 else Figure(interim=index)


def laboratory(month: Month, part: str) -> tuple[int, int, int]:
    """Samples taken by the office, and those of all offices that came to its laboratory and were tested."""
    kinds = [kind for kind in month.samples if (kind[0] in DRUGS) == (part == "obat")]
    own = [month.samples[kind] for kind in kinds]
    every = own + [one for kind in kinds for one in month.sent_in[kind]]
    return sum(one.taken for one in own), sum(one.entered for one in every), sum(one.tested for one in every)


def yearly(year: Year, part: str) -> int:
    """Samples that the office is to take in the year."""
    return sum(number for (product, _), number in year.sample_targets.items() if (product in DRUGS) == (part == "obat"))


def standard(year: Year, month: Month, part: str) -> float:
    """The mean of samples taken of the year's target and samples tested of those that came."""
    taken, came, tested = laboratory(month, part)
    return float((Fraction(100 * taken, yearly(year, part)) + Fraction(100 * tested, came)) / 2)


def ikpa(month: Month) -> float:
    return sum(score * weight for score, weight in zip(month.ikpa, IKPA_WEIGHTS, strict=True)) / 100


@dataclass(frozen=True)
class Cases:
    """Success against crime, as PERKARA works it out: coefficients and points by stage (SPDP first)."""

    year: tuple[Fraction, ...]
    old: tuple[Fraction, ...]
    points: tuple[Fraction, ...]
    achieved: Fraction
    result: Fraction


def cases(year: Year, month: Month) -> Cases:
    """A case past a stage counts at it too; cases carried over are a share of both targets and damp the rest."""
    new, old = month.cases, month.old_cases
    target, both = year.case_target, year.case_target + year.old_case_target
    reached = [new.moved]
    reached_old = []
    for stage in range(1, 4):
        reached.append(sum(new[stage:5]))
        reached_old.append(sum(old[stage:5]))
    coefficients = [Fraction(reached[0], new.moved) if new.moved else Fraction(0)]
    coefficients += [Fraction(number, target) for number in reached[1:]]
    carried = [Fraction(number, both) for number in reached_old]
    damped = 1 + Fraction(old.moved, both)
    points = [Fraction(15, 100) * coefficients[0]]
    for (_, weight), coefficient, share in zip(_STAGES, coefficients[1:], carried, strict=True):
        points.append(weight * (coefficient + share) / damped)
    achieved = min(Fraction(1), Fraction(new.moved, target))
    return Cases(tuple(coefficients), tuple(carried), tuple(points), achieved, sum(points) * achieved * 100)


def of_all(offices: list[tuple[Year, Month]]) -> dict[int, Figure]:
    """The 29 results of all offices together, of one month before December.

    Counts are summed and divided once. Parts that can be counted are summed and put into the formula of one office; the
    rest (progress, indexes, scores) is the plain mean of the offices that measured it.
    """
    each = [figures(year, month) for year, month in offices]
    told = {}
    for iku in range(1, 30):
        known = [one[iku] for one in each if one[iku].realisasi is not None]
        if known and all(figure.denominator for figure in known):
            counts = [(int(figure.numerator or 0), int(figure.denominator or 0)) for figure in known]
            told[iku] = _share(*_sum(counts))
        else:
            results = [figure.realisasi for figure in known if figure.realisasi is not None]
            told[iku] = Figure(sum(results) / len(results) if results else None)
    told[9] = Figure(_weighted([service for _, month in offices for service in month.services]))
    told[10] = Figure(_mean_of_shares([_sum([row[::-1] for row in rows]) for rows in _kinds(offices, "decisions")]))
    told[11] = Figure(_mean_of_shares([_sum(rows) for rows in _kinds(offices, "follow_ups")]))
    for iku, part in ((21, "obat"), (22, "makanan")):
        taken, came, tested = (sum(one) for one in zip(*(laboratory(month, part) for _, month in offices), strict=True))
        aim = sum(yearly(year, part) for year, _ in offices)
        told[iku] = Figure(float((Fraction(100 * taken, aim) + Fraction(100 * tested, came)) / 2))
    whole = replace(
        offices[0][0],
        case_target=sum(year.case_target for year, _ in offices),
        old_case_target=sum(year.old_case_target for year, _ in offices),
    )
    together = Month(whole.office, offices[0][1].month)
    together.cases = Stages(*(sum(one) for one in zip(*(month.cases for _, month in offices), strict=True)))
    together.old_cases = Stages(*(sum(one) for one in zip(*(month.old_cases for _, month in offices), strict=True)))
    told[23] = Figure(float(cases(whole, together).result))
    return told


def _kinds(offices: list[tuple[Year, Month]], name: str) -> list[list[tuple[int, int]]]:
    """Rows of all offices, by kind."""
    listed: list[list[list[tuple[int, int]]]] = [getattr(month, name) for _, month in offices]
    return [[row for rows in kind for row in rows] for kind in zip(*listed, strict=True)]


__all__ = [
    "METHODS",
    "PROGRESS",
    "Cases",
    "Figure",
    "cases",
    "figures",
    "ikpa",
    "laboratory",
    "of_all",
    "standard",
    "yearly",
]
