"""Moments: a date in words, as first and last day."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from qa.text.dates import MONTHS

Window = tuple[date | None, date | None]
"""First and last day, both included; None is open."""

_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 14)}
_PARTS = {"start": (1, 3), "beginning": (1, 3), "early": (1, 3), "mid": (4, 9), "middle": (4, 9),
          "late": (10, 12), "end": (10, 12), "first quarter": (1, 3), "second quarter": (4, 6),
          "third quarter": (7, 9), "fourth quarter": (10, 12), "last quarter": (10, 12),
          "q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12),
          "first half": (1, 6), "second half": (7, 12)}  # fmt: skip
_COUNTS = {"a": 1, "one": 1, "a couple": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
           "seven": 7, "eight": 8, "nine": 9, "ten": 10}  # fmt: skip
_ELECTIONS = {
    day.year: day
    for day in map(
        date.fromisoformat,
        "2001-06-07 2005-05-05 2010-05-06 2015-05-07 2017-06-08 2019-12-12 2024-07-04".split(),
    )
}
"""The days of general elections: "before the 2017 election" ends the day before."""

_YEAR = r"(?:19|20)\d\d"
_MONTH = "(?:" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS) + "|sept)"
_COUNT = "|".join(sorted(_COUNTS, key=len, reverse=True)).replace(" ", "[ ]")
_PART = rf"(?P<part>{'|'.join(_PARTS).replace(' ', '[ ]')})(?:[ ]part)?(?:[ -]+|[ ]+(?:of|in)[ ]+)"
MOMENT = re.compile(
    rf"""(?<![\w/-])(?:the[ ])?(?:
    (?P<iso>{_YEAR}-\d\d-\d\d)
  | (?P<number_day>\d\d?)(?P<mark>[/.-])(?P<number_month>\d\d?)(?P=mark)
    (?P<number_year>{_YEAR}|\d\d)
  | (?P<whole_month>\d\d?)/(?P<whole_month_year>{_YEAR})
  | (?P<first_month>{_MONTH})[ ](?P<second_day>\d\d?)(?:st|nd|rd|th)?,?[ ](?P<third_year>{_YEAR})
  | (?P<short_month>{_MONTH})(?:[ ]?['’]|-)(?P<short_year>\d\d)
  | (?P<quarter_year>{_YEAR})[ ](?P<quarter>q[1-4])
  | (?P<bare_day>\d\d?)(?:st|nd|rd|th)?
    (?=[ ](?:and|or|to|until|till)[ ]\d\d?(?:st|nd|rd|th)?[ ](?:of[ ])?{_MONTH},?[ ]{_YEAR})
  | (?P<near>yesterday|today|(?:last|this)[ ]week)
  | (?P<day>\d\d?)(?:st|nd|rd|th)?[ ](?:of[ ])?(?P<day_month>{_MONTH}),?[ ]
    (?P<day_year>{_YEAR}|['’]?\d\d)
  | (?:fy[ ]?|(?P<kind>financial|tax|academic|school)[ ]year[ ])?
    (?P<from>{_YEAR})[/-](?P<to>(?:20)?\d\d)
    (?P<after>[ ](?:academic|school)[ ]year)?
  | (?P<ballot>{_YEAR})[ ](?:general[ ])?election
  | (?:(?<=since[ ]the[ ])|(?<=after[ ]the[ ])|(?<=before[ ]the[ ])|(?<=until[ ]the[ ]))
    (?:(?:last|latest|general)[ ]){{0,2}}(?P<last_ballot>election)
    (?![ ](?:act|day|for|in|of|period|pledge|promise|results?|to)\b)
  | (?:{_PART})?(?:(?P<month>{_MONTH})|(?P<season>{"|".join(_SEASONS)}))
    (?:[ ]of)?,?[ ](?P<year>{_YEAR})(?:/\d\d)?
  | (?P<bare>{_MONTH})(?=(?:,[ ]{_MONTH})*,?[ ](?:and|or|to|until|till)[ ]{_MONTH}[ ]{_YEAR})
  | (?:(?<=since[ ])|(?<=after[ ])|(?<=before[ ])|(?<=until[ ])|(?<=during[ ])|(?<=[ ]in[ ]))
    (?P<recent_month>{_MONTH})(?![ ]\d)
  | {_PART.replace("<part>", "<piece>")}(?P<whole>{_YEAR}|(?:last|this)[ ]year)
  | (?P<which>last|this)[ ](?P<named>{_MONTH}|{"|".join(_SEASONS)}|month|year)
  | (?P<ago>{_COUNT}|\d\d?)(?:[ ]of)?[ ](?P<unit>day|week|month|year)s?[ ]ago
  | (?:last|past|previous)[ ](?P<past>{_COUNT}|\d\d?)[ ]
    (?P<past_unit>day|week|month|year)s
  | (?P<alone>{_YEAR})
    )(?![\w%]|[/-]\d|,\d|\.\d|[ ](?:general[ ])?election)""",
    re.VERBOSE | re.IGNORECASE,
)
MAY_DATE = re.compile(
    r"\d|ago|last|past|previous|this|yesterday|today|election"
    rf"|(?:since|after|before|until|during|in) {_MONTH}",
    re.IGNORECASE,
)
"""It finds something in every text in which `MOMENT` does, and sooner."""


def window_of(moment: re.Match[str], today: date, year_of: re.Match[str]) -> Window | None:
    """First and last day of one moment; None where there is no such day."""
    for name, read in _READERS.items():
        if moment[name]:
            try:
                return read(moment, today, year_of)
            except (ValueError, OverflowError):
                return None
    return None


def _months(year: int, first: int, last: int) -> Window:
    """From the first day of one month to the last of another, which may lie in the next year."""
    end, month = year + (last - 1) // 12, (last - 1) % 12 + 1
    return date(year, first, 1), date(end, month, monthrange(end, month)[1])


def _month(name: str) -> int:
    return next(n for n, month in enumerate(MONTHS, 1) if month[:3] == name[:3].title())


def _iso(moment: re.Match[str], today: date, year_of: re.Match[str]) -> Window:
    day = date.fromisoformat(moment["iso"])
    return day, day


def _day(moment: re.Match[str], today: date, year_of: re.Match[str]) -> Window:
    day = date(_full_year(moment["day_year"]), _month(moment["day_month"]), int(moment["day"]))
    return day, day


def _full_year(year: str) -> int:
    """The year that four digits or the last two name."""
    digits = int(year.lstrip("'’"))
    return digits if digits > 99 else 2000 + digits


def _number_day(moment: re.Match[str], today: date, year_of: re.Match[str]) -> Window:
    year = _full_year(moment["number_year"])
    day = date(year, int(moment["number_month"]), int(moment["number_day"]))
    return day, day


def _whole_month(moment: re.Match[str], today: date, year_of: re.Match[str]) -> Window:
    month = int(moment["whole_month"])
    return _months(int(moment["whole_month_year"]), month, month)


def _month_first(moment: re.Match[str], today: date, year_of: re.Match[str]) -> Window:
    month = _month(moment["first_month"])
    day = date(int(moment["third_year"]), month, int(moment["second_day"]))
    return day, day


def _short_month(moment: re.Match[str], today: date, year_of: re.Match[str]) -> Window:
    month = _month(moment["short_month"])
    return _months(_full_year(moment["short_year"]), month, month)


def _quarter(moment: re.Match[str], today: date, year_of: re.Match[str]) -> Window:
    return _months(int(moment["quarter_year"]), *_PARTS[moment["quarter"].casefold()])


def _bare_day(moment: re.Match[str], today: date, year_of: re.Match[str]) -> Window | None:
    if not year_of["day_month"]:
        return None
    day = date(
        _full_year(year_of["day_year"]), _month(year_of["day_month"]), int(moment["bare_day"])
    )
    return day, day


def _near(moment: re.Match[str], today: date, year_of: re.Match[str]) -> Window:
    """Yesterday, today, or the days since the Monday of this week or the last."""
    near = moment["near"].casefold()
    if near.endswith("week"):
        return today - timedelta(today.weekday() + 7 * near.startswith("last")), today
    day = today - timedelta(near == "yesterday")
    return day, day


def _two_years(moment: re.Match[str], today: date, year_of: re.Match[str]) -> Window | None:
    year = int(moment["from"])
    if int(moment["to"]) % 100 != (year + 1) % 100:
        return None
    kind = (moment["kind"] or moment["after"] or "").strip().casefold()
    first = 9 if kind.startswith(("academic", "school")) else 4
    return _months(year, first, first + 11)


def _ballot(moment: re.Match[str], today: date, year_of: re.Match[str]) -> Window:
    year = int(moment["ballot"])
    day = _ELECTIONS.get(year)
    return (day, day) if day else _months(year, 1, 12)


def _last_ballot(moment: re.Match[str], today: date, year_of: re.Match[str]) -> Window | None:
    day = max((day for day in _ELECTIONS.values() if day <= today), default=None)
    return (day, day) if day else None


def _month_or_season(moment: re.Match[str], today: date, year_of: re.Match[str]) -> Window:
    year = int(moment["year"])
    if moment["month"]:
        return _months(year, _month(moment["month"]), _month(moment["month"]))
    return _months(year, *_SEASONS[moment["season"].casefold()])


def _bare(moment: re.Match[str], today: date, year_of: re.Match[str]) -> Window:
    month = _month(moment["bare"])
    return _months(int(year_of["year"]), month, month)


def _recent_month(moment: re.Match[str], today: date, year_of: re.Match[str]) -> Window:
    """The last month of that name that has begun."""
    month = _month(moment["recent_month"])
    return _months(today.year - (month > today.month), month, month)


def _piece(moment: re.Match[str], today: date, year_of: re.Match[str]) -> Window:
    whole = moment["whole"].casefold()
    year = today.year - whole.startswith("last") if whole.endswith("year") else int(whole)
    return _months(year, *_PARTS[moment["piece"].casefold()])


def _which(moment: re.Match[str], today: date, year_of: re.Match[str]) -> Window:
    named, last = moment["named"].casefold(), moment["which"].casefold() == "last"
    if named == "year":
        return _months(today.year - last, 1, 12)
    if named == "month":
        back = date(today.year, today.month, 1) - timedelta(1) if last else today
        return _months(back.year, back.month, back.month)
    span = _SEASONS.get(named) or (_month(named), _month(named))
    first, end = _months(today.year, *span)
    while last and end is not None and end >= today:
        first, end = _months(end.year - 1 - (span[1] > 12), *span)
    return first, end


def _ago(moment: re.Match[str], today: date, year_of: re.Match[str]) -> Window:
    then = _back(today, moment["ago"], moment["unit"])
    unit = moment["unit"].casefold()
    if unit == "year":
        return _months(then.year, 1, 12)
    if unit == "month":
        return _months(then.year, then.month, then.month)
    return then - timedelta(7 * (unit == "week")), then


def _past(moment: re.Match[str], today: date, year_of: re.Match[str]) -> Window:
    return _back(today, moment["past"], moment["past_unit"]), today


def _back(today: date, count: str, unit: str) -> date:
    """So many days, weeks, months or years before a day."""
    n, unit = _COUNTS.get(count.casefold()) or int(count), unit.casefold()
    if unit in ("day", "week"):
        return today - timedelta(n * (7 if unit == "week" else 1))
    months = today.year * 12 + today.month - 1 - n * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _year(moment: re.Match[str], today: date, year_of: re.Match[str]) -> Window:
    return _months(int(moment["alone"]), 1, 12)


_READERS: dict[str, Callable[[re.Match[str], date, re.Match[str]], Window | None]] = {
    "iso": _iso,
    "number_day": _number_day,
    "whole_month": _whole_month,
    "first_month": _month_first,
    "short_month": _short_month,
    "quarter": _quarter,
    "bare_day": _bare_day,
    "near": _near,
    "day": _day,
    "from": _two_years,
    "ballot": _ballot,
    "last_ballot": _last_ballot,
    "year": _month_or_season,
    "bare": _bare,
    "recent_month": _recent_month,
    "whole": _piece,
    "which": _which,
    "ago": _ago,
    "past": _past,
    "alone": _year,
}
