"""Listings: questions that ask for answers by date, body, House or person, and name no subject."""

from __future__ import annotations

import re
from dataclasses import replace

from qa.model import UNFILTERED, Filters, PeriodOffer
from qa.search.understanding.interpretations import Interpretations
from qa.search.understanding.turn import UnderstoodTurn, filled

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
    own: UnderstoodTurn, period: PeriodOffer | None, interpretations: Interpretations
) -> UnderstoodTurn | None:
    """A turn that asks for answers by its filters alone; None where it names a subject.

    "What did Sam Gyimah say in March" is one, "latest answers", and "Lords answers in 2016", whose
    year dates the answers since nothing else is asked.
    """
    rest = own.text.replace(period.words, " ") if period else own.text
    words = {word.casefold() for word in _WORD.findall(rest)}
    ordered = own.sort != "relevance" or "latest" in interpretations.accepted
    names_answers = bool(words & _ANSWERS) and (ordered or period is not None)
    if not (own.filters != UNFILTERED or names_answers) or not words <= _ASKS:
        return None
    if period and not interpretations.accept("dates"):
        return None
    dates = Filters(date_from=period.date_from, date_to=period.date_to) if period else UNFILTERED
    return replace(
        own,
        text="",
        typed=[],
        filters=filled(own.filters, dates),
        corrected={},
        did_you_mean={},
        expansions=[],
    )
