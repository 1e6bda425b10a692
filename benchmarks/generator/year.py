"""What an office did in a year, as numbers alone: no sheet, no cell, no formula of the product is known here.

Every count grows from month to month by what the month brought, so that months agree with each other; what two forms
say of one fact is one number here.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field
from typing import NamedTuple

from benchmarks.generator.offices import Office, random_for

DRUGS = ("obat", "obat_tradisional", "obat_kuasi", "suplemen_kesehatan", "kosmetik")
METHODS = ("random", "targeted")
# Samples of a year of an office of scale 1, by product and method.
SAMPLES = {
    ("obat", "random"): 240,
    ("obat", "targeted"): 60,
    ("obat_tradisional", "random"): 160,
    ("obat_tradisional", "targeted"): 70,
    ("obat_kuasi", "random"): 12,
    ("obat_kuasi", "targeted"): 5,
    ("suplemen_kesehatan", "random"): 45,
    ("suplemen_kesehatan", "targeted"): 18,
    ("kosmetik", "random"): 320,
    ("kosmetik", "targeted"): 135,
    ("pangan", "random"): 125,
    ("pangan", "targeted"): 62,
    ("fortifikasi", "targeted"): 108,
}
# Offices whose samples come to this laboratory, by product; one where nothing else is said.
SENDERS = {"obat": 9, "kosmetik": 9, "pangan": 9}
# What offices send to each other's laboratories; in the form of the laboratory the second of the others' rows.
EXCHANGED = ("obat", "random")
# Facilities inspected in a year, by the rows of their forms.
DISTRIBUTION = (22, 70, 20, 8, 17, 70, 68, 0, 0, 50, 20, 116, 0, 175)
PRODUCTION = (11, 0, 0, 11, 0, 8, 3, 5, 0, 1, 24, 0, 93, 51)
DESA = (20, 5, 15, 15, 10, 10, 10, 5, 10)
PASAR = (20, 5, 15, 15, 10, 10, 15, 10)
UMKM = ((10, 20, 40, 20, 10), (10, 40, 40, 10), (10, 20, 40, 20, 10))
IKPA_WEIGHTS = (10, 10, 20, 10, 10, 10, 5, 25)
CAPITAL = ("Alat Laboratorium", "Meubelair Laboratorium", "Perangkat Pengolah Data", "Kendaraan Operasional")
SERVICES = ("Langganan Internet", "Jasa Kalibrasi Alat", "Reagensia Pengujian")


class Samples(NamedTuple):
    """Samples since January: taken, bad labels, tested, passed; of those taken, sent to another office's laboratory."""

    taken: int = 0
    label: int = 0
    tested: int = 0
    passed: int = 0
    sent: int = 0

    @property
    def entered(self) -> int:
        """Those that came to the office's own laboratory."""
        return self.taken - self.sent


class Stages(NamedTuple):
    """Cases by the stage at which they stand, and of the last one those sentenced; closed ones apart."""

    spdp: int = 0
    tahap_1: int = 0
    p21: int = 0
    tahap_2: int = 0
    sentenced: int = 0
    closed: int = 0

    @property
    def moved(self) -> int:
        return self.spdp + self.tahap_1 + self.p21 + self.tahap_2 + self.sentenced


@dataclass(frozen=True)
class Survey:
    kind: str
    name: str
    date: str
    respondents: int
    index: float


class Event(NamedTuple):
    times: int
    people: int


class Package(NamedTuple):
    name: str
    account: str
    ceiling: int
    contract: int
    paid: int


@dataclass
class Month:
    """One month of an office. What is counted since January says so by growing; the rest is the month's own."""

    office: Office
    month: int
    samples: dict[tuple[str, str], Samples] = field(default_factory=dict)
    sent_in: dict[tuple[str, str], list[Samples]] = field(default_factory=dict)  # by other offices
    taken_now: dict[str, int] = field(default_factory=dict)  # drugs, food, fortified: the month alone
    distribution: list[tuple[int, int]] = field(default_factory=list)  # meets the rules, does not
    production: list[tuple[int, int]] = field(default_factory=list)
    decisions: list[list[tuple[int, int]]] = field(default_factory=list)  # the month: decided, carried out
    follow_ups: list[list[tuple[int, int]]] = field(default_factory=list)  # followed, recommended
    cases: Stages = field(default_factory=Stages)
    old_cases: Stages = field(default_factory=Stages)
    seen: tuple[int, int] = (0, 0)  # suspicions of the year, of the years before
    evidence: tuple[int, int] = (0, 0)
    opinion: tuple[float, ...] = ()  # four parts of the survey of communication
    opinion_index: float = 0.0
    channels: tuple[float, ...] = ()
    opinion_respondents: int = 0
    events: list[Event] = field(default_factory=list)
    events_elsewhere: list[Event] = field(default_factory=list)
    posts: tuple[int, int] = (0, 0)
    broadcasts: int = 0
    questions: tuple[int, int, int] = (0, 0, 0)
    followers: int = 0
    desa: list[float] = field(default_factory=list)
    pasar: list[float] = field(default_factory=list)
    umkm: list[list[float]] = field(default_factory=list)
    adverts: list[list[int]] = field(default_factory=list)
    certificates: list[tuple[int, int, int]] = field(default_factory=list)  # applied, issued, in time
    certified: tuple[int, int] = (0, 0)  # in time, applied, since January
    surveys: list[Survey] = field(default_factory=list)
    packages: list[Package] = field(default_factory=list)
    ikpa: tuple[float, ...] = ()
    eka: float = 0.0
    spent: list[int] = field(default_factory=list)  # by indicator
    spent_kinds: tuple[int, int, int] = (0, 0, 0)  # staff, goods, capital
    services: list[tuple[float, int]] = field(default_factory=list)  # score, respondents
    public_service: float = 0.0
    reform: tuple[float, float] = (0.0, 0.0)
    information: tuple[float, float] = (0.0, 0.0)
    schools: float = 0.0  # progress, in December their number
    at_year_end: dict[int, float] = field(default_factory=dict)  # IKU known in December only


@dataclass
class Year:
    """What does not change in the year, and its months."""

    office: Office
    sample_targets: dict[tuple[str, str], int]
    case_target: int
    old_case_target: int
    umkm_targets: tuple[int, int, int]
    ceilings: list[int]
    ceiling_kinds: tuple[int, int, int]
    months: list[Month]


def year_of(office: Office, seed: int) -> Year:
    """The year of an office; the same seed gives the same numbers."""
    chance = random_for(seed, office.code, office.year, "plan")
    ceilings = _ceilings(office, chance)
    whole = sum(ceilings)
    staff, capital = int(whole * 0.4), int(whole * 0.1)
    year = Year(
        office,
        {kind: max(4, round(number * office.scale)) for kind, number in SAMPLES.items()},
        chance.randint(4, 8),
        chance.choice((2, 3)),
        (chance.randint(2, 6), chance.randint(2, 6), chance.randint(8, 25)),
        ceilings,
        (staff, whole - staff - capital, capital),
        [Month(office, number) for number in range(1, 13)],
    )
    _sampling(year, random_for(seed, office.code, office.year, "_sampling"), seed)
    for fill in _FILLERS:
        fill(year, random_for(seed, office.code, office.year, fill.__name__))
    return year


def _ceilings(office: Office, chance: random.Random) -> list[int]:
    """Ceilings of the 29 indicators in whole thousands, no two alike."""
    shares = [chance.randint(60, 900) for _ in range(28)] + [chance.randint(6000, 9000)]
    return [int(share * (0.3 + office.scale)) * 1_000_000 + place * 1000 for place, share in enumerate(shares)]


def _spread(total: int, chance: random.Random) -> list[int]:
    """What each of twelve months brings of a year's number: about the same, never none of a large one."""
    weights = [chance.uniform(0.7, 1.3) for _ in range(12)]
    upto = [round(total * share / sum(weights)) for share in itertools.accumulate(weights)]
    return [now - before for before, now in zip([0, *upto], upto, strict=False)]


def _not_twice(before: int, more: int) -> int:
    """What a month brings, but never just as much as all the months before it."""
    return more + 1 if more == before and before >= 5 else more


def _some(number: int, share: float, chance: random.Random) -> int:
    return sum(chance.random() < share for _ in range(number))


def _grown(before: Samples, more: int, passes: float, chance: random.Random) -> Samples:
    """A month more of samples: part of what waits is tested, and no count doubles exactly."""
    taken = before.taken + _not_twice(before.taken, more)
    waiting = taken - before.tested
    tested = before.tested + min(waiting, _not_twice(before.tested, _some(waiting, 0.85, chance)))
    passed = before.passed + _some(tested - before.tested, passes, chance)
    label = before.label + _some(taken - before.taken, 0.06, chance)
    return Samples(taken, label, tested, passed)


def exchanged(laboratory: str, sender: str, year: int, seed: int) -> list[Samples]:
    """Samples of one office in the laboratory of another, month by month from March on: both count the same."""
    chance = random_for(seed, laboratory, sender, year, "exchanged")
    months, now = [Samples()] * 2, Samples()
    for _ in range(10):
        now = _grown(now, chance.randint(1, 3), 0.9, chance)
        months.append(now)
    return months


def _sampling(year: Year, chance: random.Random, seed: int) -> None:
    own = {kind: Samples() for kind in SAMPLES}
    passes = {kind: chance.uniform(0.6, 0.97) for kind in SAMPLES}
    brings = {kind: _spread(year.sample_targets[kind], chance) for kind in SAMPLES}
    others = 0 if "elsewhere" in year.office.empty else 1
    sent_in = {kind: [Samples() for _ in range(SENDERS.get(kind[0], 1))] for kind in SAMPLES}
    office = year.office
    coming = exchanged(office.city, office.tests_for, office.year, seed) if office.tests_for else []
    going = exchanged(office.sends_to, office.city, office.year, seed) if office.sends_to else [Samples()] * 12
    for month in year.months:
        before = year.months[month.month - 2].samples if month.month > 1 else own
        own = {kind: _grown(own[kind], brings[kind][month.month - 1], passes[kind], chance) for kind in SAMPLES}
        sent_in = {
            kind: [_grown(one, others * chance.randint(0, 2), 0.9, chance) for one in listed]
            for kind, listed in sent_in.items()
        }
        month.samples, month.sent_in = dict(own), dict(sent_in)
        kept, sent = own[EXCHANGED], going[month.month - 1].taken
        month.samples[EXCHANGED] = kept._replace(taken=kept.taken + sent, sent=sent)
        if coming:
            month.sent_in[EXCHANGED] = [sent_in[EXCHANGED][0], coming[month.month - 1], *sent_in[EXCHANGED][2:]]
        now = {kind: month.samples[kind].taken - before[kind].taken for kind in SAMPLES}
        month.taken_now = {
            "drugs": sum(number for (product, _), number in now.items() if product in DRUGS),
            "food": now["pangan", "random"] + now["pangan", "targeted"],
            "fortified": now["fortifikasi", "targeted"],
        }


def _facilities(year: Year, chance: random.Random) -> None:
    for name, numbers in (("distribution", DISTRIBUTION), ("production", PRODUCTION)):
        scale = 0.0 if name in year.office.empty else year.office.scale
        brings = [_spread(round(number * scale), chance) for number in numbers]
        share = [chance.uniform(0.4, 0.9) for _ in numbers]
        now = [(0, 0) for _ in numbers]
        for month in year.months:
            for place, (good, bad) in enumerate(now):
                more = brings[place][month.month - 1]
                passed = _some(more, share[place], chance)
                now[place] = good + _not_twice(good, passed), bad + _not_twice(bad, more - passed)
            setattr(month, name, list(now))


def _inspections(year: Year, chance: random.Random) -> None:
    scale = 0.0 if "follow_ups" in year.office.empty else year.office.scale
    now = [[(0, 0)] * 5, [(0, 0)] * 5]
    for month in year.months:
        month.decisions = []
        for most in (12, 4, 2, 0):
            made = [round(chance.randint(0, most) * scale) for _ in range(5)]
            month.decisions.append([(number, _some(number, 0.85, chance)) for number in made])
        for place, most in enumerate((8, 2)):
            for row, (followed, wanted) in enumerate(now[place]):
                more = _not_twice(wanted, round(chance.randint(0, most) * scale))
                done = min(wanted + more - followed, _not_twice(followed, _some(more, 0.6, chance)))
                now[place][row] = followed + done, wanted + more
        month.follow_ups = [list(rows) for rows in now]


def _law(year: Year, chance: random.Random) -> None:
    """A case moves on by one stage now and then; those carried over may be closed."""
    nothing = "cases" in year.office.empty
    stages: list[int] = []
    old: list[int] = [] if nothing else [chance.randint(1, 3) for _ in range(year.old_case_target + 1)]
    closed = 0 if nothing else chance.randint(0, 3)
    more_seen, evidence, old_evidence = 0, 0, 0 if nothing else chance.randint(200, 900) * 1_000_000
    for month in year.months:
        if not nothing:
            stages = [min(4, stage + (chance.random() < 0.4)) for stage in stages]
            old = [min(4, stage + (chance.random() < 0.25)) for stage in old]
            if len(stages) < year.case_target + 1 and chance.random() < 0.6:
                stages.append(0)
                evidence += chance.randint(20, 400) * 1_000_000
            more_seen += chance.randint(0, 1)
        month.cases = _standing(stages, 0)
        month.old_cases = _standing(old, closed)
        month.seen = len(stages) + more_seen, len(old) + closed
        month.evidence = evidence, old_evidence


def _standing(stages: list[int], closed: int) -> Stages:
    spdp, tahap_1, p21, tahap_2, sentenced = (stages.count(stage) for stage in range(5))
    return Stages(spdp, tahap_1, p21, tahap_2, sentenced, closed)


def _communication(year: Year, chance: random.Random) -> None:
    scale = year.office.scale
    respondents, followers = 0, round(9000 * scale)
    for month in year.months:
        parts = tuple(round(chance.uniform(86, 97), 2) for _ in range(4))
        month.opinion = parts
        month.opinion_index = round(sum(parts) / 4 + chance.uniform(-0.3, 0.3), 2)
        month.channels = tuple(round(chance.uniform(78, 94), 2) for _ in range(14))
        respondents += chance.randint(20, 60)
        month.opinion_respondents = respondents
        month.events = [Event(1, round(chance.randint(20, 200) * scale) + 1) for _ in range(chance.randint(1, 6))]
        elsewhere = 0 if "elsewhere" in year.office.empty else chance.randint(1, 6)
        month.events_elsewhere = [Event(1, chance.randint(10, 100)) for _ in range(elsewhere)]
        month.posts = chance.randint(10, 40), chance.randint(0, 12)
        month.broadcasts = chance.randint(1, 4)
        month.questions = chance.randint(20, 90), chance.randint(0, 6), 0
        followers += chance.randint(20, 300)
        month.followers = followers


def _programmes(year: Year, chance: random.Random) -> None:
    """Stages begin one after the other and end at their weights in November."""
    desa, pasar = [0.0] * len(DESA), [0.0] * len(PASAR)
    umkm = [[0.0] * len(weights) for weights in UMKM]

    def on(progress: list[float], weights: tuple[int, ...], share: float) -> list[float]:
        """Progress after a share of the year: the first stages are full, the one at work is part done."""
        left, now = sum(weights) * share, []
        for before, weight in zip(progress, weights, strict=True):
            done = round(min(weight, max(left, 0.0)) * 2) / 2
            left -= weight
            now.append(max(before, done))
        return now

    for month in year.months:
        share = min(1.0, month.month / 11 * chance.uniform(0.85, 1.0))
        desa, pasar = on(desa, DESA, share), on(pasar, PASAR, share)
        umkm = [on(one, weights, share) for one, weights in zip(umkm, UMKM, strict=True)]
        month.desa, month.pasar, month.umkm = desa, pasar, umkm
        month.schools = round(100 * share, 2) if month.month < 12 else float(chance.randint(20, 60))


def _services(year: Year, chance: random.Random) -> None:
    in_time, applied = 0, 0
    surveys: list[Survey] = []
    words = ("Bimtek Sertifikasi", "Desk Registrasi Pangan", "Sosialisasi Peraturan", "Jemput Bola Registrasi")
    for month in year.months:
        month.adverts = [[0] * 4 for _ in range(6)]
        if "adverts" not in year.office.empty:
            month.adverts = [[chance.randint(0, round(30 * year.office.scale) + 3) for _ in range(4)] for _ in range(6)]
        month.certificates = [(0, 0, 0)] * 4
        if "certificates" not in year.office.empty:
            asked = [0, chance.randint(0, 3), chance.randint(5, 40), chance.randint(5, 30)]
            issued = [_some(number, 0.95, chance) for number in asked]
            month.certificates = [
                (number, out, _some(out, 0.9, chance)) for number, out in zip(asked, issued, strict=True)
            ]
        applied += _not_twice(applied, sum(asked for asked, _, _ in month.certificates))
        in_time += _not_twice(in_time, sum(timely for _, _, timely in month.certificates))
        month.certified = min(in_time, applied), applied
        kind = chance.choice(("Desk", "Sosialisasi"))
        index = round(chance.uniform(72, 99), 2)
        name = f"{chance.choice(words)} {month.month}"
        surveys = [*surveys, Survey(kind, name, f"{month.month} kegiatan", chance.randint(5, 90), index)]
        month.surveys = surveys


def _money(year: Year, chance: random.Random) -> None:
    rates = [chance.uniform(0.8, 1.0) for _ in year.ceilings]
    weights = [chance.uniform(0.7, 1.3) for _ in range(12)]
    pace = [share / sum(weights) for share in itertools.accumulate(weights)]
    staff, _, capital = year.ceiling_kinds
    parts = [chance.uniform(0.5, 1.5) for _ in CAPITAL]
    ceilings = [int(capital * part / sum(parts) / 1000) * 1000 for part in parts]
    ceilings[-1] = capital - sum(ceilings[:-1])
    for month in year.months:
        share = pace[month.month - 1] * 0.95
        month.spent = [int(ceiling * rate * share) for ceiling, rate in zip(year.ceilings, rates, strict=True)]
        month.packages = [
            Package(f"Pengadaan {name}", "532111", ceiling, int(ceiling * 0.96), int(ceiling * 0.95 * share))
            for name, ceiling in zip(CAPITAL, ceilings, strict=True)
        ]
        paid = sum(package.paid for package in month.packages)
        month.packages += [
            Package(name, "522191", 90_000_000 + 1_000_000 * place, 80_000_000, int(80_000_000 * share))
            for place, name in enumerate(SERVICES)
        ]
        for_staff = int(staff * 0.8 * share)
        month.spent_kinds = for_staff, sum(month.spent) - for_staff - paid, paid
        month.ikpa = tuple(round(chance.uniform(82, 100), 2) for _ in IKPA_WEIGHTS)
        month.eka = round(chance.uniform(60, 95), 2)


def _assessments(year: Year, chance: random.Random) -> None:
    people = [chance.randint(10, 40), chance.randint(40, 120)]
    for month in year.months:
        people = [number + chance.randint(0, 9) for number in people]
        month.services = [(round(chance.uniform(85, 99), 2), number) for number in people]
        month.public_service = round(chance.uniform(3.8, 4.9), 2)
        month.reform = round(chance.uniform(48, 58), 2), round(chance.uniform(30, 38), 2)
        month.information = round(chance.uniform(1.5, 3), 1), round(chance.uniform(1, 3), 1)
        if month.month == 12:
            month.at_year_end = {iku: round(chance.uniform(70, 95), 2) for iku in (6, 8, 16, 25, 26, 27)}
            month.at_year_end |= {19: float(chance.randint(5, 20)), 20: float(chance.randint(1, 5))}


_FILLERS = (
    _facilities,
    _inspections,
    _law,
    _communication,
    _programmes,
    _services,
    _money,
    _assessments,
)
