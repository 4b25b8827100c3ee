"""Prior answers: questions already answered that a draft, or a question like one, repeats."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from math import fsum

from qa.model import QUOTABLE, Answer, Status
from qa.model.browse import DIFFERS, Differs, PriorAnswer, PriorAnswers
from qa.search.browse.contrasts import contrast
from qa.search.browse.question_differences import (
    ComparedQuestion,
    QuestionDifference,
    difference,
    read_question,
)
from qa.search.browse.similar_questions import EVERY_STATE, asked_alike
from qa.search.parts import names_a_subject
from qa.search.ranking.term_weights import idf
from qa.search.snapshot import Snapshot
from qa.search.understanding.courtesy import without_courtesy
from qa.search.understanding.mail import question_in_mail
from qa.text.formula import addressee, has_formula
from qa.text.question_parts import question_parts

MAX_PRIOR_ANSWERS = 5
MIN_SHARE, MAX_REPLACED = 0.8, 1.0
"""The least share of common words, and the most weight of replaced words, with which one question
repeats another; `python -m bench.prior_answers` measures both."""
MIN_COMMON, MAX_RUN = 3, 2
"""The words that two questions have in common, at least, where a word of one may mean so many
words of the other, at most, though no lexicon says so."""
MIN_COSINE = 0.9
"""The least cosine of two such questions; most words for the same have more."""
RECENT_MONTHS = 3
"""A question answered within these may be answered by referring to that answer."""
COMPARED_ANSWERS = 60
"""The answers of the ranking that are compared: what repeats a question ranks among the first."""
MIN_TERMS = 4
"""A question without set phrases and with fewer terms names a subject only."""


def offered_prior_answers(question: str, snapshot: Snapshot) -> PriorAnswers | None:
    """The prior answers that a reply begins with: None where the question is not a draft of a
    parliamentary question and repeats none."""
    drafted = has_formula(question)
    if not (drafted or len(snapshot.analyzer.terms(question)) >= MIN_TERMS):
        return None
    prior = prior_answers(question, snapshot)
    return prior if prior["found"] or drafted else None


def prior_answers(
    question: str, snapshot: Snapshot, limit: int = MAX_PRIOR_ANSWERS
) -> PriorAnswers:
    """The answered questions that a question repeats, at most `limit`, each with what differs.

    Those that ask the very same come first, each kind newest first. Months count back from the
    setting `today`, else from the newest answer.
    """
    since = recent_since(snapshot)
    found: list[PriorAnswer] = [
        {
            "answer_id": one.answer_id,
            **one.facts(),
            "recent": since is not None and (one.date_answered or "") >= since,
            "differs_in": list(differs),
        }
        for one, differs in repeated(question, snapshot)[:limit]
    ]
    return {"since": since, "found": found}


def recent_since(snapshot: Snapshot) -> str | None:
    """The ISO date from which an answer is recent; None without any answer."""
    today = snapshot.settings.today
    newest = date.fromisoformat(today) if today else snapshot.index.newest
    return months_before(newest, RECENT_MONTHS).isoformat() if newest else None


def repeated(
    question: str,
    snapshot: Snapshot,
    *,
    statuses: Sequence[Status] = QUOTABLE,
    by_parts: bool = False,
) -> list[tuple[Answer, tuple[Differs, ...]]]:
    """The answers to questions that one repeats, with what differs: the same first, then in the
    order of `DIFFERS`, each kind newest first.

    They are those in one of the `statuses`. With `by_parts` it is enough to repeat one part of a
    question of several.
    """
    question = without_courtesy(question_in_mail(question))
    own = read_question(question, snapshot.analyzer)
    to = addressee(question)
    found = []
    for answer in asked_alike(question, snapshot, COMPARED_ANSWERS):
        asked = answer.source_question
        if answer.status not in statuses or not same_addressee(to, addressee(asked)):
            continue
        other = difference(own, read_question(asked, snapshot.analyzer), snapshot.lexicon)
        if _same_words(other, snapshot) or _one_reworded(question, answer, other, snapshot):
            found.append((answer, _differs(other)))
        elif by_parts and (same := _same_part(own, asked, snapshot)) is not None:
            found.append((answer, same))
    found.sort(key=lambda one: one[0].answer_id)
    found.sort(key=lambda one: one[0].date_answered or "", reverse=True)
    found.sort(key=lambda one: _in_order(one[1]))
    return found


def _same_part(own: ComparedQuestion, asked: str, snapshot: Snapshot) -> tuple[Differs, ...] | None:
    """In what a question differs from the nearest part of another that it repeats; None where it
    repeats none.

    A part that leans on the one before ("steps to reduce waiting times") does not name what it asks
    about, and one that lacks a word of weight asks about something else.
    """
    read = (
        read_question(part.text, snapshot.analyzer)
        for part in question_parts(asked)
        if part.after is None or names_a_subject(part.text, snapshot)
    )
    compared = (difference(own, one, snapshot.lexicon) for one in read)
    same = [
        _differs(one)
        for one in compared
        if _same_words(one, snapshot) and _weight(one.own, snapshot) <= MAX_REPLACED
    ]
    return min(same, key=_in_order, default=None)


def _in_order(differs: Sequence[Differs]) -> list[int]:
    return [DIFFERS.index(one) for one in differs]


def same_addressee(one: str | None, other: str | None) -> bool:
    """Whether two questions may be put to the same department: one of them names none, or a name of
    today is longer than one of yesterday ("Digital, Culture, Media and Sport")."""
    return not one or not other or one in other or other in one


def _differs(found: QuestionDifference) -> tuple[Differs, ...]:
    differs = {
        "words": bool(found.own or found.others or found.reworded),
        "number": found.other_number,
        "period": found.other_period,
    }
    return tuple(name for name in DIFFERS if differs[name])


def _same_words(found: QuestionDifference, snapshot: Snapshot) -> bool:
    """Whether two questions have nearly all words in common, and none of weight is another."""
    differ = len(found.own) + len(found.others)
    if differ:
        differ += found.other_number + found.other_period
    common = len(found.common)
    if common < MIN_SHARE * (common + differ):
        return False
    return min(_weight(side, snapshot) for side in (found.own, found.others)) <= MAX_REPLACED


def _weight(terms: Iterable[str], snapshot: Snapshot) -> float:
    return fsum(idf(term, snapshot.index) for term in terms)


def _one_reworded(
    question: str, answer: Answer, found: QuestionDifference, snapshot: Snapshot
) -> bool:
    """Whether one word takes the place of another, and may mean the same.

    A name or a contrary never does. Vectors, where there are any, say whether it does.
    """
    own, others = found.own, found.others
    least, most = sorted((len(own), len(others)))
    if least != 1 or most > MAX_RUN or found.other_number or found.other_period:
        return False
    if len(found.common) < MIN_COMMON or contrast(own, others, snapshot.analyzer):
        return False
    if not all(word.islower() and word.isalpha() for word in (*own.values(), *others.values())):
        return False
    cosine = _cosine(question, answer, snapshot)
    return cosine is None or cosine >= MIN_COSINE


def _cosine(question: str, answer: Answer, snapshot: Snapshot) -> float | None:
    """The cosine of a question with the source question of an answer; None without vectors."""
    if not snapshot.index.has_vectors or not answer.uin:
        return None
    hits = snapshot.index.named([answer.uin], EVERY_STATE)
    quoted = snapshot.answers.quoted([hit.passage for hit in hits])
    hits = [hit for hit in hits if quoted[hit.passage][1].answer_id == answer.answer_id][:1]
    cosines = next(iter(snapshot.index.cosines(question, hits)), None)
    return cosines[0] if cosines else None


def months_before(day: date, months: int) -> date:
    """The same day some months before; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
