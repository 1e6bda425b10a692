"""Words, months and addresses as units write them; numbers are in `numbers`."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from flows.ingest.yml import read_yaml
from flows.wording import clean

# Hyphens and minus signs of typesetting, and signs without width that come along when text is copied.
_LOOK_ALIKE = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2212), "-") | dict.fromkeys(
    (0x00AD, *range(0x200B, 0x2010), 0x2060, 0xFEFF)
)
_LINES = re.compile(r"(?:_x000D_)?\r?\n|[\r\v\f\x85\u2028\u2029]|_x000D_")
_UNSEEN = {sign: None for sign, plain in _LOOK_ALIKE.items() if plain is None}
_UNTIL = re.compile(r"\bs\s*[./]\s*d\b\.?")
_NOT_WORD = re.compile(r"[^\w%]|_")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_NUMERIC_DATE = re.compile(
    r"(?<![\d/.-])(?:(?P<day>0?[1-9]|[12]\d|3[01])[/.-])?(?P<month>0?[1-9]|1[0-2])[/.-](?P<year>20\d\d)(?![\d/.-])"
)
_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)[\s*)]*$")
_LISTED = re.compile(r"^\(?(?:\d{1,2}|[A-Za-z]|[ivxIVX]{1,4})[.)]\s*(?=\D)")
_DATED_PLACE = re.compile(r"^[^\d,]+,\s*\d{1,2}\s")


@cache
def vocabulary() -> dict[str, Any]:
    """The words that every form shares (`vocabulary.yml`)."""
    content: dict[str, Any] = read_yaml(Path(__file__).with_name("vocabulary.yml"))
    return content


@cache
def _month_by_word() -> dict[str, int]:
    return {word: month for month, words in vocabulary()["months"].items() for word in words}


@cache
def month_pattern() -> str:
    """A regular expression (no group) for any spelling of a month in normalised text."""
    words = sorted(_month_by_word(), key=len, reverse=True)
    return r"(?:" + "|".join(words) + r")"


@cache
def _months_in() -> re.Pattern[str]:
    """Months in normalised text, with the day before and the year after where they are given."""
    return re.compile(rf"(?<!\w)(?:(?P<day>\d{{1,2}}) )?(?P<month>{month_pattern()})(?!\w)(?: (?P<year>20\d\d)(?!\d))?")


@cache
def quarter_pattern() -> str:
    """A regular expression for any spelling of a quarter in normalised text: `tw iii`."""
    return rf"(?:{'|'.join(vocabulary()['quarter'])}) ?(?:{_quarter_numbers()})"


@cache
def _quarter_numbers() -> str:
    return "|".join(sorted(_quarter_by_word(), key=len, reverse=True))


@cache
def _quarters_in() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(vocabulary()['quarter'])}) ?({_quarter_numbers()})(?!\w)")


@cache
def _quarter_by_word() -> dict[str, int]:
    return {word: quarter for quarter, words in vocabulary()["quarter_numbers"].items() for word in words}


@cache
def _abbreviations() -> re.Pattern[str]:
    words = sorted(vocabulary()["abbreviations"], key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(map(re.escape, words)) + r")\b")


def plain_signs(text: str) -> str:
    """A text in plain signs: those that look alike are one, those that are not seen are gone."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKE)


@lru_cache(maxsize=65536)
def normalise(text: str) -> str:
    """Text for comparing: lower case, letters, digits and % only, one space, short forms written out."""
    plain = plain_signs(text).casefold()
    plain = _UNTIL.sub(" s d ", plain)
    plain = " ".join(_NOT_WORD.sub(" ", plain).replace("%", " % ").split())
    return _abbreviations().sub(lambda found: vocabulary()["abbreviations"][found[1]], plain)


def paragraphs(text: str) -> str:
    """A long text as its writer divided it: a line each, without blanks around, blank lines and what is not seen."""
    kept = (
        " ".join(unicodedata.normalize("NFC", clean(line)).translate(_UNSEEN).split()) for line in _LINES.split(text)
    )
    return "\n".join(filter(None, kept))


@lru_cache(maxsize=65536)
def date_said(text: str) -> str | None:
    """The one day that a text names, as YYYY-MM-DD: a month or a quarter means its last day.

    As --MM-DD where it leaves the year out; None when it names no day, or more than one.
    """
    text = re.sub(r"(?<!\d)(20\d\d)-(\d{1,2})-(\d{1,2})(?!\d)", r" \3/\2/\1 ", text)
    text = re.sub(r"(?<!\d)(20\d\d)-(\d{1,2})(?![\d-])", r" \2/\1 ", text)
    plain = normalise(_NUMERIC_DATE.sub(_date_in_words, text))
    months, quarter, year = list(_months_in().finditer(plain)), quarter_of(plain), year_of(plain)
    if len(months) + (quarter is not None) != 1 or len(set(_YEAR.findall(plain))) > 1:
        return None
    month = _month_by_word()[months[0]["month"]] if months else 3 * (quarter or 0)
    last = calendar.monthrange(year or 2001, month)[1]
    day = int(months[0]["day"]) if months and months[0]["day"] else last
    return f"{year or '-'}-{month:02}-{day:02}" if 1 <= day <= last else None


def without_measure(text: str) -> str:
    """A header without what its column counts, in brackets at its end: `Pagu (Rp)` is `Pagu`."""
    found = _IN_BRACKETS.search(text)
    is_measure = found is not None and found.start() > 0 and normalise(found[1]) in vocabulary()["measures"]
    return text[: found.start()] if found and is_measure else text


@lru_cache(maxsize=65536)
def header_words(text: str) -> str:
    """A header for comparing: normalised, without the measure in brackets at its end, a month's number in words."""
    return _month_in_words(normalise(without_measure(text)))


@cache
def _numbered_months() -> re.Pattern[str]:
    """A normalised text that is a month's number and nothing else: `s d 9`, `b09`, `09 2022`, `ix`."""
    until = "|".join(vocabulary()["until"])
    romans = "|".join(sorted(vocabulary()["month_numerals"], key=len, reverse=True))
    return re.compile(rf"((?:(?:{until}) )*)(b?)(0?[1-9]|1[0-2]|{romans})((?: 20\d\d)?)")


def _month_in_words(plain: str) -> str:
    """The month that a text gives by its number, in words; a number that could be anything else stays."""
    found = _numbered_months().fullmatch(plain)
    if found is None:
        return plain
    until, letter, number, year = found.groups()
    numerals = vocabulary()["month_numerals"]
    is_roman = number in numerals
    if not (
        until or year or (number in vocabulary()["month_numerals_alone"] if is_roman else letter or number[0] == "0")
    ):
        return plain
    return f"{until}{month_word(numerals.index(number) + 1 if is_roman else int(number)).lower()}{year}"


def without_period(text: str) -> str:
    """The words of a header without the month, quarter and year that it says: what two months' headers share."""
    plain = _YEAR.sub(" ", _quarters_in().sub(" ", _months_in().sub(" ", header_words(text))))
    words = "|".join(map(re.escape, vocabulary()["until"]))
    return " ".join(re.sub(rf"\b(?:{words}|tahun)\b", " ", plain).split())


def month_word(month: int) -> str:
    """A month's Indonesian name: 9 is `September`."""
    return str(vocabulary()["months"][month][0]).capitalize()


def date_in_words(day: dt.date) -> str:
    """A date cell as people write dates, so that it compares like text: `1 September 2022`."""
    return f"{day.day} {month_word(day.month)} {day.year}"


@lru_cache(maxsize=65536)
def month_of(text: str) -> int | None:
    """The last month named in a text (`01 Jan - 30 Sep` is September); None when none is named."""
    found = [match["month"] for match in _months_in().finditer(_month_in_words(normalise(text)))]
    return _month_by_word()[found[-1]] if found else None


@lru_cache(maxsize=65536)
def month_meant(text: str) -> int | None:
    """The month that a misspelt word most likely means, where a month stands: after `s.d.` and its like, or alone."""
    plain = normalise(text)
    if month_of(text) or quarter_of(text):
        return None
    until = "|".join(vocabulary()["until"])
    after = [(word, 75) for word in re.findall(rf"(?<!\w)(?:{until}) ([^\W\d]{{5,}})", plain)]
    alone = re.fullmatch(r"([^\W\d]{5,})(?: 20\d\d)?", plain)
    names = [words[0] for words in vocabulary()["months"].values()]
    for word, enough in [*after, *([(alone[1], 85)] if alone else [])]:
        near = process.extractOne(word, names, scorer=fuzz.ratio, score_cutoff=enough)
        if near is not None:
            return int(near[2]) + 1
    return None


def says_year(text: str) -> bool:
    """Whether a text says outright which year it is about: `TAHUN 2022`, `Tahun Anggaran 2022`."""
    return re.search(r"\btahun (?:anggaran )?20\d\d\b", normalise(text)) is not None


@lru_cache(maxsize=65536)
def quarter_of(text: str) -> int | None:
    """The last quarter named in a text (`TW I s.d. TW III` is 3); None when none is named.

    A line about a regulation or about printing says none.
    """
    plain = normalise(text)
    found = _quarters_in().findall(plain)
    return _quarter_by_word()[found[-1]] if found and not _says_nothing(plain) else None


def _says_nothing(plain: str) -> bool:
    return any(f" {word} " in f" {plain} " for word in vocabulary()["not_a_period"])


def quarter_of_month(month: int) -> int:
    """The quarter in which a month lies: 9 lies in 3."""
    return (month + 2) // 3


def year_of(text: str) -> int | None:
    """The last year 2000-2099 named in a text; None when none is named."""
    found = _YEAR.findall(text)
    return int(found[-1]) if found else None


@lru_cache(maxsize=65536)
def period_said(text: str) -> tuple[int | None, int | None]:
    """The month and year that a line of letterhead says the sheet is for; None for what it does not say.

    A date with a day (when something was printed, signed or decided) says nothing, unless it ends a span of
    time: `01 Jan 2022 - 30 Sep 2022`, `s.d. 30 September 2022`, or a line that is the first or last day of a
    month alone. A year within a span of years, or beside the number of a regulation, says nothing either.
    """
    text = _NUMERIC_DATE.sub(_date_in_words, text)
    plain = normalise(text)
    if _says_nothing(plain):
        return None, None
    months = list(_months_in().finditer(plain))
    years = {int(year) for year in _YEAR.findall(plain)}
    if not months:
        return None, years.pop() if len(years) == 1 else None
    said = [match for place, match in enumerate(months) if _says_period(text, plain, months, place)]
    if not said:
        return None, None
    last = said[-1]
    year = int(last["year"]) if last["year"] else (max(years) if years else None)
    return _month_by_word()[last["month"]], year


def _date_in_words(found: re.Match[str]) -> str:
    day, month, year = found["day"], int(found["month"]), found["year"]
    return f" {int(day)} {month_word(month)} {year} " if day else f" {month_word(month)} {year} "


def _says_period(text: str, plain: str, months: list[re.Match[str]], place: int) -> bool:
    """Whether a month in a line is the end of what the line covers, not the date of something."""
    match = months[place]
    before = plain[: match.start()].strip()
    until = before.endswith(tuple(vocabulary()["until"]))
    ends_span = place > 0 and plain[months[place - 1].end() : match.start()].strip() in (
        "",
        *vocabulary()["until"],
    )
    if match["day"] is None:
        return until or ends_span or match["year"] is not None or plain == match["month"] or bool(_YEAR.search(plain))
    if _DATED_PLACE.match(text):
        return False
    last_day = calendar.monthrange(int(match["year"] or 2000), _month_by_word()[match["month"]])[1]
    alone = plain == match.group(0) and int(match["day"]) in (1, last_day)
    return until or ends_span or alone or before[-1:].isdigit()


@lru_cache(maxsize=65536)
def is_total(text: str) -> bool:
    """Whether a label names a sum: one of the words for it alone, or such a word before what is summed."""
    plain = normalise(without_number(text))
    return plain in vocabulary()["total"] or plain.startswith(tuple(vocabulary()["total_before"]))


def is_remark(texts: list[str]) -> bool:
    """Whether a row below a table is a note or a signature: told by its first words or by a dated place."""
    filled = [text for text in texts if text]
    return bool(filled) and (_begins_remark(filled[0]) or any(map(is_dated_place, filled)))


@lru_cache(maxsize=65536)
def _begins_remark(text: str) -> bool:
    return normalise(text).startswith(tuple(vocabulary()["remarks"]))


@lru_cache(maxsize=65536)
def is_dated_place(text: str) -> bool:
    """Whether a text says where and when something was signed: `Serang, 5 Oktober 2022`."""
    return _DATED_PLACE.match(text) is not None and month_of(text) is not None


def without_number(text: str) -> str:
    """A label without the number or letter that lists it: `1. Obat`, `b) Obat` and `(2) Obat` are `Obat`."""
    return _LISTED.sub("", text, count=1)


def address(row: int, column: int) -> str:
    """The Excel address of a cell from zero-based row and column: (5, 4) is E6."""
    return f"{_letters(column)}{row + 1}"


@cache
def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=65536)
def position(cell: str) -> tuple[int, int]:
    """Zero-based row and column of an Excel address: E6 is (5, 4).

    Raises:
        ValueError: the text is not an address.
    """
    match = re.fullmatch(r"([A-Z]+)([1-9]\d*)", cell)
    if not match:
        raise ValueError(f"not an address: {cell!r}")
    return int(match[2]) - 1, column_number(match[1]) - 1


@cache
def column_number(letters: str) -> int:
    """The number of a column from its letters, counted from one: E is 5."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
