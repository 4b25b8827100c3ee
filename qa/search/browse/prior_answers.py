"""Prior answers: questions already answered that a draft, or a question as good as one, repeats."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from qa.model import QUOTABLE
from qa.model.browse import PriorAnswer, PriorAnswers
from qa.search.browse.similar_questions import SimilarQuestion, similar_questions
from qa.search.snapshot import Snapshot
from qa.text.formula import addressee, has_formula

MAX_PRIOR_ANSWERS = 5
MIN_SHARE, MAX_REPLACED = 0.8, 1.0
"""The least share of common words, and the most weight of replaced words, with which one question
repeats another; `python -m bench.prior_answers` measures both."""
RECENT_MONTHS = 3
"""A question answered within these may be answered by referring to that answer."""
COMPARED_ANSWERS = 60
"""The answers of the ranking that are compared: what repeats a question ranks among the first."""
MIN_TERMS = 4
"""A question without set phrases and with fewer terms names a subject only."""


def prior_answers(
    question: str, snapshot: Snapshot, limit: int = MAX_PRIOR_ANSWERS
) -> PriorAnswers | None:
    """The answered questions that `question` repeats, the most similar, at most `limit`.

    None where it is no draft of a parliamentary question and repeats none. Months count back from
    the setting `today`, else from the newest answer.
    """
    today = snapshot.settings.today
    newest = date.fromisoformat(today) if today else snapshot.index.newest
    drafted = has_formula(question)
    if newest is None or not (drafted or len(snapshot.analyzer.terms(question)) >= MIN_TERMS):
        return None
    similar = similar_questions(question, snapshot, COMPARED_ANSWERS)
    same = [one.answer for one in similar if repeats(question, one)][:limit]
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


def repeats(question: str, similar: SimilarQuestion) -> bool:
    """Whether a question asks the same as an answered one, as far as their words show.

    Where both name the department that is asked, it is the same; a name of today may be longer than
    one of yesterday ("Digital, Culture, Media and Sport").
    """
    own, other = addressee(question), addressee(similar.answer.source_question)
    other_department = own and other and not (own in other or other in own)
    close = similar.share >= MIN_SHARE and similar.replaced <= MAX_REPLACED
    return close and not other_department and similar.answer.status in QUOTABLE


def months_before(day: date, months: int) -> date:
    """The same day some months before; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
