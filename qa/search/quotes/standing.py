"""Standing of a quotation: whether its answer still says it, and what has come since."""

from __future__ import annotations

from qa.model import Answer
from qa.model.quote_checks import LaterAnswer, QuotationStanding
from qa.search.browse.answer_history import answer_history
from qa.search.quotes.comparison import nearest
from qa.search.snapshot import Snapshot
from qa.text.compared_words import ComparedText

MAX_LATER = 5
MIN_LIKENESS = 0.5
"""How like a quotation a sentence of today is, at least, to be what is said in its place."""


def standing(quoted: str, answer: Answer, snapshot: Snapshot) -> QuotationStanding:
    """What has become of a slice of some version of an answer."""
    own, now = ComparedText(quoted), ComparedText(answer.text)
    said = bool(now.occurrences(own.forms)) and answer.status != "withdrawn"
    instead = None
    if not said and answer.status != "withdrawn":
        run = nearest(own, now, fragment=False)
        if run and run.similarity >= MIN_LIKENESS:
            span = now.span(run.first, run.last, whole=True)
            instead = answer.text[span.start : span.end]
    return {
        "still_said": said,
        "changed_on": None if said else _changed_on(answer, snapshot),
        "said_now": instead,
        "later_answers": [dict(one) for one in _later(own, answer, snapshot)],
    }


def _changed_on(answer: Answer, snapshot: Snapshot) -> str | None:
    """The ISO date of the correction; else the day on which the text of today, or the withdrawal,
    was stored."""
    stated = snapshot.answers.context(answer).date_corrected
    history = snapshot.answers.history(answer)
    seen = (one["seen_at"][:10] for one in history if one["status"] == answer.status)
    current = (one["seen_at"][:10] for one in history if one["current"])
    return stated or next(seen if answer.status == "withdrawn" else current, None)


def _later(own: ComparedText, answer: Answer, snapshot: Snapshot) -> list[LaterAnswer]:
    """The later answers to the same question, oldest first."""
    found: list[LaterAnswer] = [
        {
            "answer_id": one.answer.answer_id,
            "date_answered": one.answer.date_answered,
            "says_the_same": bool(ComparedText(one.answer.text).occurrences(own.forms)),
        }
        for one in answer_history(answer, snapshot)
        if (one.answer.date_answered or "") > (answer.date_answered or "")
    ]
    return found[-MAX_LATER:]
