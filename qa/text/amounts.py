"""Amounts: the figures of a text that count or measure something, with their units."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from qa.text.dates import MONTHS
from qa.text.spelling_variants import FIGURES

MAX_DIGITS = 15
"""A figure of more digits is a number of a telephone, an account or a form."""

_ASKS_AMOUNT = re.compile(
    r"\bhow (?:many|much)\b"
    r"|\b(?:amounts?|costs?|expenditure|figures?|numbers?|percentage|proportion|rates?|spen[dt]"
    r"|spending|totals?)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"(?<![\w/.\[-])(?!(?:19|20)\d\d\b)£?\d")
_DIGIT = re.compile(r"\d")
_SCALES = {
    "thousand": 3, "k": 3, "million": 6, "m": 6, "mn": 6, "billion": 9, "bn": 9, "trillion": 12,
}  # fmt: skip
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WORDS = "|".join(sorted((w for w in FIGURES if w != "zero"), key=len, reverse=True))
_AMOUNT = re.compile(
    rf"""
    (?<![\w.,/£$€:\u2010-\u2015-])
    (?P<stated>
      (?P<money>[£$€])\s?(?P<sum>{_NUMBER})
        (?:\s?(?P<scale>thousand|million|billion|trillion|[kmb]n?\b))?
    | (?P<number>{_NUMBER})(?:\s(?P<many>thousand|million|billion)|(?P<short>bn|mn|m)\b)?
        (?P<cent>\s?%|\sper\s?cent\b)?
    | (?P<word>\b(?:{_WORDS})\b)
    )
    (?![\w/%]|[.,:]\d|[\u2010-\u2015-]\w|\s?(?:am|pm|st|nd|rd|th|km|cm|mm|kg)\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NAMES = re.compile(
    r"(?:\b(?:act|acts|annex|appendix|article|articles|aged|age|ages|band|bands|box|category|chapter"
    r"|circular|class|clause|column|condition|day|directive|edition|figure|form|grade|grades|group"
    r"|hl|item|junction|key stage|level|levels|line|lot|no|nos|number|numbers|note|option|order"
    r"|page|pages|paragraph|paragraphs|para|part|parts|phase|pq|pqs|principle|question|questions"
    r"|recommendation|recommendations|ref|reg|regulation|regulations|room|route|row|rule|rules"
    r"|schedule|schedules|section|sections|stage|standard|step|table|tables|target|telephone|terminal"
    r"|tier|type|uin|unit|version|vol|volume|ward|week|zone|reference|column|cl|ss?)"
    r"|\b(?:act|bill|order|regulations|rules) \d{4},?)"
    r"(?:\s\d[\w().]*(?:,| and| or| to|,? and))*\s?\.?\(?$",
    re.IGNORECASE,
)
"""What is before a number that only names something: "section 5", "aged 18"."""
_BOUND = re.compile(
    r"\b(?:over|under|above|below|(?:more|fewer|less|greater|higher|lower) than|at least|at most"
    r"|up to|no more than|a maximum of|a minimum of|within|every|each|exceeding|beyond"
    r"|between(?: [£$€]?[\d,.]+ and)?|(?<!\d)(?:\d{3}|0\d+)"
    r"|upwards of|the|these|those|both|all|last|next|past|previous|first|nearest|per"
    r"|\d (?:to|or))\s$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:around|about|approximately|approx\.?|nearly|almost|some|roughly|circa|c\.)\s$",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    r"[\s-](?:(?:calendar|working|consecutive|sitting|full)[\s-])?"
    r"(?:years?|months?|weeks?|days?|hours?|minutes?|year-olds?)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\s(?:to|or)\s(?:[£$€]?\d|fewer|less|more)"
    rf"|\s(?:of\s)?(?:{'|'.join((*MONTHS, *(month[:3] for month in MONTHS)))})\b"
)
_LIST_ITEM = re.compile(r"(?:^|\n)\s*[([]?\d+[.):\]]\s")


def asks_amount(question: str) -> bool:
    """Whether a question asks how many or how much."""
    return bool(_ASKS_AMOUNT.search(question))


def has_figure(text: str) -> bool:
    """Whether a text has a figure that is not a year."""
    return bool(_DIGIT.search(text) and _FIGURE.search(text))


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure at `start` to `end` of a text, as `stated`, with its `number` and `unit`.

    The unit is "£", "%" or such; empty for a count. `about` is true for "around 500". `counts` is
    false where the figure bounds, names or repeats something ("over 500", "the 12 prisons", "10
    years"), so that it is part of the words and no value.
    """

    stated: str
    number: Decimal
    unit: str
    about: bool
    counts: bool
    start: int
    end: int


def amounts(text: str, outside: Collection[tuple[int, int]] = ()) -> Iterator[Amount]:
    """The figures of a text, in order, except those in the slices `outside`, such as periods."""
    for found in _AMOUNT.finditer(text):
        if any(start < found.end() and found.start() < end for start, end in outside):
            continue
        amount = _read(text, found)
        if amount:
            yield amount


def _read(text: str, found: re.Match[str]) -> Amount | None:
    start, end = found.span("stated")
    before = text[max(0, start - 60) : start]
    digits = (found["sum"] or found["number"] or "").replace(",", "")
    unit = found["money"] or ("%" if found["cent"] else "")
    if len(digits) > MAX_DIGITS or (digits.startswith("0") and not digits.startswith("0.")
                                    and digits != "0"):  # fmt: skip
        return None
    if found["number"] and not unit and re.fullmatch(r"(?:19|20)\d\d", found["number"]):
        return None
    if found["word"]:
        number = Decimal(FIGURES[found["word"].casefold()])
    else:
        scale = (found["scale"] or found["many"] or found["short"] or "").casefold()
        number = Decimal(digits).scaleb(_SCALES.get(scale.rstrip("."), 0))
    about = _ABOUT.search(before)
    item = _LIST_ITEM.search(text[max(0, start - 3) : end + 2])
    names = bool(_NAMES.search(before) or item) and not unit
    bound = _BOUND.search(before)
    counts = not (names or bound or _LENGTH.match(text, end) or _GOES_ON.match(text, end))
    if about:
        start -= len(about.group())
    return Amount(text[start:end], number.normalize(), unit, bool(about), counts, start, end)
