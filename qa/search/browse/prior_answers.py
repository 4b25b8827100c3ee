"""Precedents: questions already answered that a draft, or a question as good as one, repeats."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from qa.model import QUOTABLE
from qa.model.browse import PriorAnswer, PriorAnswers
from qa.search.browse.similar_questions import Alike, alike
from qa.search.snapshot import Holdings
from qa.text.formula import addressee, has_formula

MOST = 5
"""How many are named, the most alike."""
LEAST_SHARE, MOST_OTHER = 0.8, 1.0
"""How much of two questions' words is common to both, and how much may stand in place of other
words, before one repeats the other; `python -m bench.precedents` says what that gives."""
RECENT_MONTHS = 3
"""A question answered within these may be answered by referring to that answer."""
_READ = 60  # answers of the ranking that are compared: what repeats a question is among the first
_FEWEST_TERMS = 4  # of a question without set phrases; with fewer it names a subject


def precedents(question: str, holdings: Holdings, most: int = MOST) -> PriorAnswers | None:
    """The answered questions that `question` repeats, at most so many, the most alike.

    None where it is no draft of a parliamentary question and repeats none. The months are counted
    back from the setting `today`, else from the newest answer.
    """
    today = holdings.settings.today
    newest = date.fromisoformat(today) if today else holdings.index.newest
    drafted = has_formula(question)
    if newest is None or not (drafted or len(holdings.analyzer.terms(question)) >= _FEWEST_TERMS):
        return None
    same = [one.answer for one in alike(question, holdings, _READ) if repeats(question, one)][:most]
    if not same and not drafted:
        return None
    since = months_before(newest, RECENT_MONTHS).isoformat()
    same.sort(key=lambda one: (one.date_answered or "", one.answer_id), reverse=True)
    found: list[PriorAnswer] = [
        {
            "answer_id": one.answer_id,
            **one.facts(),
            "recent": (one.date_answered or "") >= since,
        }
        for one in same
    ]
    return {"since": since, "found": found}


def repeats(question: str, one: Alike) -> bool:
    """Whether a question asks the same as an answered one, as far as words tell.

    Where both name the department that is asked, it must be the same; a name of today may be longer
    than one of yesterday ("Digital, Culture, Media and Sport").
    """
    ours, theirs = addressee(question), addressee(one.answer.source_question)
    apart = ours and theirs and not (ours in theirs or theirs in ours)
    alike_enough = one.share >= LEAST_SHARE and one.other <= MOST_OTHER
    return alike_enough and not apart and one.answer.status in QUOTABLE


def months_before(day: date, months: int) -> date:
    """The same day so many months before; the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
