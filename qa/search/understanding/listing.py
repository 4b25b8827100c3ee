"""Listings: questions that ask for answers by date, body, House or person, and name no subject."""

from __future__ import annotations

import re
from dataclasses import replace

from qa.model import UNFILTERED
from qa.search.understanding.answer_dates import answered_in
from qa.search.understanding.context import QueryContext
from qa.search.understanding.interpretations import Interpretations
from qa.search.understanding.periods import Period, periods
from qa.search.understanding.turn import UnderstoodTurn, filled

DAYS_OF_A_YEAR = 366
_ANSWERS = frozenset(
    "answer answered answers pqs questions replied replies said say tabled wqs".split()
)
_ASKS = _ANSWERS | frozenset(
    """a all and any anything are asked been by did do does everything find for from gave get give
    given had has have he in is it list me minister ministers my new of on our out parliamentary
    please published see she show some tell that the their there these they those to us was we were
    what when which who whom written""".split()
)
"""Words that ask for answers, whatever they are about."""
_WORD = re.compile(r"[^\W_][\w'’-]*")


def listing(
    own: UnderstoodTurn, context: QueryContext, interpretations: Interpretations
) -> UnderstoodTurn | None:
    """A turn that asks for answers by its filters alone; None where it names a subject.

    "What did Sam Gyimah say in March" is one, "latest answers", and "Lords answers in 2016", whose
    year dates the answers since nothing else is asked.
    """
    period = next(periods(own.text, context.today), None) if context.today else None
    rest = f"{own.text[: period.start]} {own.text[period.end :]}" if period else own.text
    words = {word.casefold() for word in _WORD.findall(rest)}
    ordered = own.sort != "relevance" or "latest" in interpretations.accepted
    names_answers = bool(words & _ANSWERS) and (ordered or period is not None)
    listed = own.filters != UNFILTERED or names_answers or (period and _is_short(period))
    if not listed or not words <= _ASKS:
        return None
    if period and not interpretations.accept("dates"):
        return None
    dates = answered_in(period) if period else UNFILTERED
    return replace(
        own,
        text="",
        typed=[],
        filters=filled(own.filters, dates),
        corrected={},
        did_you_mean={},
        expansions=[],
    )


def _is_short(period: Period) -> bool:
    """Whether a period is so short that, by itself, it asks for its answers."""
    return bool(period.first and period.last and (period.last - period.first).days < DAYS_OF_A_YEAR)
