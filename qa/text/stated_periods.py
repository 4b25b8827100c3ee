"""Stated periods: the years, months, days and stretches of time that a text gives figures for."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qa.text.dates import MONTHS


def _spaced(pattern: str) -> str:
    """A pattern for a verbose expression, in which a space matches white space."""
    return pattern.replace(" ", r"\s")


_SHORT = tuple(month[:3] for month in MONTHS)
_MONTH = rf"(?:{'|'.join(MONTHS)}|{'|'.join(_SHORT)}|Sept)\b\.?"
_YEAR = r"(?<![\w,.£$€/-])(?:19|20)\d\d(?!\w|[.,/]\d|[-\u2010-\u2015]\d|%)"
_FIRST = r"(?<![\w,.£$€/-])(?:19|20)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_DASH = r"\s?[-/\u2010-\u2015]\s?"
_TO = rf"(?:\s(?:to|until|through)\s{{1,2}}(?:the\send\sof\s)?|{_DASH})"
_OPEN = _spaced(
    r"(?P<open>(?i:\b(?:since|from|until|till|before|after|by|prior to|up to|up until|beginning in"
    r"|beginning|starting in|starting|onwards from|later than|earlier than)\s"
    r"(?:the\s)?(?:start of\s|end of\s|beginning of\s)?))?"
)
_ENDING = _spaced(
    r"(?i:(?P<length>twelve months|12 months|12-month period|(?:financial |calendar |fiscal )?year"
    r"|six months|6 months|quarter|three months|3 months)(?:\speriod)?\s"
    r"(?:to|ending|ended|up to|ending in|ended in|to the end of|ending on|ended on)\s"
    r"(?:the\s)?(?:end of\s)?)"
)
_PERIOD = re.compile(
    rf"""
    {_OPEN}
    (?:
      (?P<q>\bQ(?:uarter\s)?(?P<quarter>[1-4])(?:,|\sof|{_DASH}|\s|)\s?(?P<qyear>(?:19|20)\d\d
        (?:[-/\u2010-\u2015]\d\d)?)(?!\d))
    | {_ENDING}?(?P<at>(?i:\b(?:as\s)?(?:at|of|on)\s)(?:the\s)?(?P<atend>end\s(?:of\s)?)?)?
      (?:
        (?P<day>\b{_DAY}(?:\sof)?\s(?P<dmonth>{_MONTH}),?\s(?P<dyear>(?:19|20)\d\d)(?!\d))
        (?P<dayto>{_TO}(?:(?P<today>{_DAY})\s)?(?P<tomonth>{_MONTH})\s
          (?P<toyear>(?:19|20)\d\d)(?!\d))?
      | (?P<slashed>(?<![\d/])(?P<sday>\d\d?)/(?P<smonth>\d\d?)/(?P<syear>(?:19|20)?\d\d)(?![\d/]))
      | (?P<dashed>\b(?P<hday>3[01]|[12]\d|0?[1-9])-(?P<hmonth>{_MONTH})-(?P<hyear>(?:19|20)?\d\d)
          (?!\w|-))
      | (?P<month>\b(?P<m1>{_MONTH})(?:,?\s|-)(?P<y1>(?:19|20)\d\d|(?<=-)\d\d)(?!\d))
        (?P<monthto>{_TO}(?P<m2>{_MONTH})(?:\s|-)(?P<y2>(?:19|20)\d\d|(?<=-)\d\d)(?!\d))?
      | (?P<months>\b(?P<m3>{_MONTH}){_TO}(?P<m4>{_MONTH})\s(?P<y4>(?:19|20)\d\d)(?!\d))
      )
    | (?P<years>{_FIRST}{_DASH}(?P<second>(?:19|20)\d\d|\d\d?)(?![\d/]|{_DASH}\d))
    | (?P<span>\b(?P<spanned>(?:19|20)\d\d)\s(?:to|until)\s{{1,2}}(?P<spanto>(?:19|20)\d\d)(?!\d))
    | (?P<year>{_YEAR})
    )
    """,
    re.VERBOSE,
)
_BETWEEN_AND = re.compile(
    rf"(\bbetween\s(?:the\s)?(?:{_DAY}\s)?(?:{_MONTH})?\s?(?:(?:19|20)\d\d)?)\sand\s"
    rf"(?={_DAY}\s{_MONTH}|{_MONTH}|{_YEAR})",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\b(?:between|from)\s(?:the\s)?$", re.IGNORECASE)
_NAMED = re.compile(
    r"\b(?:Act|Bill|Order|Rules|Regulations?|Directive|Convention|Framework|Code|Measure|Protocol"
    r"|Treaty|Agreement|Charter|Programme|Plan|Strategy|Census|Review|Report|Guidance|Standard"
    r"|Scheme|Games|Olympics|No)s?,? \(?$"
)
"""What is before a year that is part of a name: "the Equality Act 2010"."""
_NAMES = re.compile(
    r" (?:(?:General|Local|Parliamentary|European)? ?(?:Election|Act|Bill|Spending|Strategy|Census"
    r"|Review|Green Paper|White Paper|Games|Olympics|Budget|Autumn|Regulations|Order|Rules"
    r"|Convention|Directive|Agreement|Protocol|Treaty|World|Concordat|Charter|Manifesto)\b"
    r"|(?:[A-Z]\w+ ){0,3}(?:Regulations|Order|Rules|Act|Bill|Directive|Strategy|Review)\b)"
)
"""What is after a year that is part of a name: "the 2015 Spending Review"."""


@dataclass(frozen=True, slots=True)
class StatedPeriod:
    """A period as a text states it, at `start` to `end` of the text.

    `kind` says what is comparable with it: "year", "years" (2014-15), "12 months", "3 months",
    "month", "quarter", "day", "end of month", or "open" for one without both ends. `label` is its
    one form. `first` and `last` are ISO dates, by which periods of one kind are in order; of
    2014-15 they are those of a financial year.
    """

    kind: str
    label: str
    first: str
    last: str
    start: int
    end: int


def stated_periods(text: str) -> Iterator[StatedPeriod]:
    """The periods that a text states, in order; a year that is part of a name is none."""
    text = _BETWEEN_AND.sub(r"\1 to  ", text)  # as long as before
    for found in _PERIOD.finditer(text):
        read = _read(found)
        if read is None:
            continue
        kind, label, first, last = read
        if kind in ("year", "years") and (
            _NAMED.search(text, max(0, found.start() - 40), found.start())
            or _NAMES.match(text, found.end())
        ):
            continue
        between = _BETWEEN.search(found["open"] or text[max(0, found.start() - 15) : found.start()])
        if (found["open"] or between) and not (between and _is_range(found)):
            kind = "open"
        yield StatedPeriod(kind, label, first, last, found.start(), found.end())


def _is_range(found: re.Match[str]) -> bool:
    return any(found[name] for name in ("monthto", "months", "span", "years", "dayto"))


def _read(found: re.Match[str]) -> tuple[str, str, str, str] | None:
    """Kind, label, first and last day of a match; None where the calendar has no such day."""
    if found["q"]:
        return _quarter(int(found["quarter"]), found["qyear"])
    if found["dayto"]:
        return _from_day_to_day(found)
    if found["day"] or found["slashed"] or found["dashed"]:
        if found["day"]:
            day, month = int(re.sub(r"\D", "", found["day"].split()[0])), _month(found["dmonth"])
            year = int(found["dyear"])
        elif found["dashed"]:
            day, month, year = int(found["hday"]), _month(found["hmonth"]), int(found["hyear"])
        else:
            day, month, year = (int(found[name]) for name in ("sday", "smonth", "syear"))
        if year < 100:
            year += 2000 if year < 70 else 1900
        if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
            return None
        if found["length"]:
            return _ending(found["length"], year, month)
        stated = date(year, month, day)
        return ("day", f"{day} {MONTHS[month - 1]} {year}", stated.isoformat(), stated.isoformat())
    if found["months"] or found["monthto"]:
        one, two, last_year = (
            (found["m3"], found["m4"], int(found["y4"]))
            if found["months"]
            else (found["m1"], found["m2"], _year(found["y2"]))
        )
        first_year = last_year if found["months"] else _year(found["y1"])
        return _months(_month(one), first_year, _month(two), last_year)
    if found["month"]:
        month, year = _month(found["m1"]), _year(found["y1"])
        if found["length"]:
            return _ending(found["length"], year, month)
        first, last = _days(year, month)
        kind = "end of month" if found["at"] and not found["at"].strip().startswith("on") else ""
        return kind or "month", f"{MONTHS[month - 1]} {year}", first, last
    if found["years"] or found["span"]:
        first_year = int((found["years"] or found["spanned"])[:4])
        second = found["second"] or found["spanto"]
        size = 10 ** len(second)
        last_year = first_year // size * size + int(second)
        if last_year < first_year:
            last_year += size
        if found["years"] and last_year == first_year + 1:
            label = f"{first_year}-{last_year % 100:02d}"
            return "years", label, f"{first_year}-04-01", f"{last_year}-03-31"
        label = f"{first_year} to {last_year}"
        if not 0 < last_year - first_year < 60:
            return None
        count = last_year - first_year + 1
        return f"{count} years", label, f"{first_year}-01-01", f"{last_year}-12-31"
    year = int(found["year"])
    return "year", str(year), f"{year}-01-01", f"{year}-12-31"


def _from_day_to_day(found: re.Match[str]) -> tuple[str, str, str, str]:
    """Whole months where the days begin and end some; else a stretch like no other."""
    first_year, last_year = int(found["dyear"]), int(found["toyear"])
    one, two = _month(found["dmonth"]), _month(found["tomonth"])
    last = int(re.sub(r"\D", "", found["today"] or "0"))
    first = int(re.sub(r"\D", "", found["day"].split()[0]))
    if first == 1 and last == monthrange(last_year, two)[1]:
        months = _months(one, first_year, two, last_year)
        if months:
            return months
    label = " ".join(found.group().split())
    return "open", label, f"{first_year}-01-01", f"{last_year}-12-31"


def _quarter(quarter: int, stated: str) -> tuple[str, str, str, str]:
    year = int(stated[:4])
    if len(stated) > 4:  # the first quarter of 2014-15 begins in April
        month = 3 * quarter + 1
        year, month = (year + 1, 1) if quarter == 4 else (year, month)
        first, last = _days(year, month)[0], _days(year, month + 2)[1]
        return "quarter of years", f"Q{quarter} {stated[:4]}-{stated[-2:]}", first, last
    first, last = _days(year, 3 * quarter - 2)[0], _days(year, 3 * quarter)[1]
    return "quarter", f"Q{quarter} {year}", first, last


def _months(
    one: int, first_year: int, two: int, last_year: int
) -> tuple[str, str, str, str] | None:
    count = 12 * (last_year - first_year) + two - one + 1
    if not 1 < count < 120:
        return None
    label = f"{MONTHS[one - 1]} {first_year} to {MONTHS[two - 1]} {last_year}"
    if first_year == last_year:
        label = f"{MONTHS[one - 1]} to {MONTHS[two - 1]} {last_year}"
    return f"{count} months", label, _days(first_year, one)[0], _days(last_year, two)[1]


def _ending(length: str, year: int, month: int) -> tuple[str, str, str, str]:
    """The twelve, six or three months to the end of a month."""
    count = 12
    if length.startswith(("six", "6")):
        count = 6
    elif length.startswith(("quarter", "three", "3")):
        count = 3
    at = 12 * year + month - count
    first = _days(at // 12, at % 12 + 1)[0]
    name = {12: "Year", 6: "Six months", 3: "Three months"}[count]
    label = f"{name} to {MONTHS[month - 1]} {year}"
    return f"{count} months to", label, first, _days(year, month)[1]


def _days(year: int, month: int) -> tuple[str, str]:
    last = monthrange(year, month)[1]
    return f"{year:04d}-{month:02d}-01", f"{year:04d}-{month:02d}-{last:02d}"


def _month(name: str) -> int:
    return _SHORT.index(name[:3].title()) + 1


def _year(stated: str) -> int:
    return int(stated) if len(stated) == 4 else 2000 + int(stated)
