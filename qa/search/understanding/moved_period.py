"""Moved periods: a turn that names only another period than the question before it."""

from __future__ import annotations

import re

from qa.search.understanding.context import QueryContext
from qa.search.understanding.periods import LED_BY, Period, periods
from qa.search.understanding.subject import YEAR
from qa.text.dates import MONTHS

_AGAIN = re.compile(
    r"^\W*(?:(?:and|or|ok|okay|so|now|then|also|what about|how about|the same|for)\b\W*)+",
    re.IGNORECASE,
)


def in_its_period(before: str, turn: str, context: QueryContext) -> str | None:
    """An earlier question that names one period, with the period that a later turn names in its
    place; None where the turn names anything else.

    "And in April?" after "what was said in March 2017" is "what was said in April 2017".
    """
    old = _only_period(before, context)
    words = _AGAIN.sub("", turn).strip(" ?.!")
    new = next((one for one in (f" {words}", f" in {words}") if _is_period(one, context)), None)
    if old is None or new is None:
        return None
    new = new.strip()
    year = YEAR.search(before, old.start, old.end)
    if year and not YEAR.search(new) and any(month in new.title() for month in MONTHS):
        new = f"{new} {year[0]}"
    if LED_BY.match(before[old.start :].split(" ")[0] + " ") and not LED_BY.match(
        new.split(" ")[0] + " "
    ):
        new = f"{'on' if new[0].isdigit() and ' ' in new else 'in'} {new}"
    return f"{before[: old.start]}{new}{before[old.end :]}"


def _only_period(text: str, context: QueryContext) -> Period | None:
    """The period of a text that names one."""
    found = list(periods(text, context.today)) if context.today else []
    return found[0] if len(found) == 1 else None


def _is_period(text: str, context: QueryContext) -> bool:
    """Whether a text names a period and nothing else."""
    found = _only_period(text, context)
    return found is not None and not (text[: found.start] + text[found.end :]).strip()
