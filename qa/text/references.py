"""References: the written questions that a question or an answer names by number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from qa.model import Reference
from qa.text.dates import MONTHS, real_date
from qa.text.lines import is_row
from qa.text.passages import sentences

RULES_VERSION = "links-1"
"""Stored with the references; change it with any rule that changes one."""

_KEY = r"(?:\b(?:UIN|PQ)s?|\bquestions?\b|\b(?:number|no|nos|ref)\b\.?)"
_NUMBER = r"(?:HL\s?)?\d{1,6}(?![\d/%])"
_GAP = r"[\s:,.\[(-]{0,5}"
_NUMBERS = re.compile(
    rf"written-questions?/(?:detail|commons|lords)/(?P<tabled>\d{{4}}-\d\d-\d\d)/(?P<uin>(?:HL)?\d+)"
    r"|https?://\S+?(?=written-question|\s|$)"
    rf"|(?:\b(?:UIN|PQ)s?|\bquestions?\b|\bC\.(?=\d))(?:{_GAP}{_KEY}){{0,3}}{_GAP}"
    rf"(?P<list>{_NUMBER}(?:[\s,;&]{{0,5}}(?:and\s)?(?:{_KEY}[\s:]{{0,5}}){{0,3}}{_NUMBER}){{0,99}})"
    r"|(?P<lords>\bHL\s?\d{1,6}\b)"
    r"|[\[(](?P<bare>\d{5,6})[\])]",
    re.IGNORECASE,
)
_HINT = re.compile(
    r"UIN|PQ|[Qq]uestions?\b|QUESTION|HL\s?\d|[\[(]\d{5}|C\.\d"
)  # in every text with a reference
_MONTH = "|".join(MONTHS)
_DAY = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:of\s+)?(?P<month>{_MONTH})\b"
    r",?(?:\s+(?P<year>20\d\d)\b)?"
    rf"|\b(?P<month_first>{_MONTH})\s+(?P<day_last>\d{{1,2}})(?:st|nd|rd|th)?\b"
    r",?(?:\s+(?P<year_last>20\d\d)\b)?"
    r"|\b(?P<today>today)\b"
)
_MAX_SENTENCE_CHARACTERS = 5000  # longer ones are no sentences and are not read
_DATE_AFTER_CHARACTERS = 60  # a date so near after a number dates it: "PQ 9, answered on …"
_MAX_AHEAD = timedelta(days=31)  # answers prepared together name each other's later day
_MIN_UNDATED_DIGITS = 3  # of a number that counts as a UIN without a date


def references(text: str, said_on: str) -> list[Reference]:
    """The written questions that a text names by number, in order, each once.

    `said_on` is the ISO date of the text: "today", and the reference for a date without a year.
    Table rows are not read: a number in one names the subject of the row.
    """
    if not (_HINT.search(text) and _NUMBERS.search(text)):
        return []
    found: dict[Reference, None] = {}
    for span in sentences(text, 0, len(text)):
        sentence = text[span.start : span.end]
        if len(sentence) <= _MAX_SENTENCE_CHARACTERS and not is_row(sentence):
            found |= dict.fromkeys(_in_sentence(sentence, said_on))
    return list(found)


def _in_sentence(sentence: str, said_on: str) -> Iterator[Reference]:
    days = [(match.start(), _day(match, said_on)) for match in _DAY.finditer(sentence)]
    dated = [(at, day) for at, day in days if day]
    for match in _NUMBERS.finditer(sentence):
        if match["uin"]:
            if tabled := real_date(*map(int, match["tabled"].split("-"))):
                yield Reference(match["uin"].upper(), tabled)
            continue
        before = [day for at, day in dated if at < match.start()]
        after = [day for at, day in dated if 0 <= at - match.end() <= _DATE_AFTER_CHARACTERS]
        day = before[-1] if before else after[0] if after else None
        numbers = match["list"] or match["lords"] or match["bare"] or ""
        for number in re.findall(_NUMBER, numbers, re.IGNORECASE):
            uin = "".join(number.split()).upper()
            if day or len(uin) >= _MIN_UNDATED_DIGITS:
                yield Reference(uin, day)


def _day(match: re.Match[str], said_on: str) -> str | None:
    """The ISO date of a match; without a year, the latest up to a month after `said_on`."""
    if match["today"]:
        return said_on
    day = int(match["day"] or match["day_last"])
    month = MONTHS.index(match["month"] or match["month_first"]) + 1
    if year := match["year"] or match["year_last"]:
        return real_date(int(year), month, day)
    latest = date.fromisoformat(said_on) + _MAX_AHEAD
    near = (real_date(latest.year - back, month, day) for back in range(2))
    return next((one for one in near if one and one <= latest.isoformat()), None)
