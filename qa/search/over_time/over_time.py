"""A question over time: the line, the digest by year, and the series of figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa.model import QUOTABLE, Answer
from qa.model.over_time import Line, LineAnswer, QuestionOverTime, Series, newest
from qa.search.browse.answer_history import is_same_question, revisions_of, same_body
from qa.search.browse.similar_questions import (
    COMPARED_ANSWERS,
    SimilarQuestion,
    among,
    asked_alike,
    asked_within,
)
from qa.search.over_time.comparable import comparable_questions
from qa.search.over_time.figure import Figure
from qa.search.over_time.lines import lines
from qa.search.over_time.sentence_figures import sentence_figures
from qa.search.over_time.series import join
from qa.search.over_time.table_figures import table_figures
from qa.search.over_time.year_digest import year_digest
from qa.search.snapshot import Snapshot
from qa.text.analyzer import Analyzer
from qa.text.footnotes import footnotes

MAX_SERIES = 20
MIN_UNDATED_SHARE, MAX_REPLACED = 0.5, 8.0
"""How similar a question is whose answer may state figures of the same series."""
MIN_SHARE_WITHIN = 0.6
"""The share of a question's words that another has which asks it among other things."""
MAX_SOURCES = 60
"""The answers whose figures are read."""


def answer_over_time(answer: Answer, snapshot: Snapshot) -> QuestionOverTime:
    """The question of an answer over time."""
    return _over_time("", answer, [], snapshot)


def question_over_time(question: str, snapshot: Snapshot) -> QuestionOverTime:
    """A typed question or subject over time: the line that it means most likely, and the others.

    Raises BadRequest for what is not a question.
    """
    found = lines(question, snapshot)
    if not found:
        return QuestionOverTime(
            {"question": question, "line": None, "others": [], "answers": [], "digest": [],
             "series": [], "left_out": 0}, ())  # fmt: skip
    return _over_time(question, found[0][0], [line for _, line in found[1:]], snapshot)


def _over_time(
    question: str, answer: Answer, others: Sequence[Line], snapshot: Snapshot
) -> QuestionOverTime:
    asked = answer.source_question
    alike = list(asked_alike(asked, snapshot, COMPARED_ANSWERS))
    similar = among(asked, alike, snapshot)
    within = asked_within(asked, alike, snapshot, MIN_SHARE_WITHIN)
    revisions = revisions_of(answer, similar)
    given = [one for revision in revisions for one in (revision.answer, *revision.also)]
    figures = figures_of(_sources(answer, similar, within), snapshot.analyzer)
    own = {one.answer_id for one in given}
    series = [
        one
        for one in join(figures, comparable_questions(snapshot))
        if one["answers"] > 1 or _source_of(one) in own
    ]
    days = sorted(one.date_answered for one in given if one.date_answered)
    return QuestionOverTime(
        {
            "question": question,
            "line": {
                "answer_id": answer.answer_id,
                "source_question": answer.source_question,
                "answers": len(given),
                "first": days[0] if days else None,
                "last": days[-1] if days else None,
            },
            "others": list(others),
            "answers": [_fact(one) for one in given],
            "digest": year_digest(revisions, snapshot),
            "series": series[:MAX_SERIES],
            "left_out": max(0, len(series) - MAX_SERIES),
        },
        tuple(revisions),
    )


def _source_of(series: Series) -> str:
    """The answer that states the first value of a series."""
    return newest(series["values"][0])["answer_id"]


def _fact(answer: Answer) -> LineAnswer:
    return {"answer_id": answer.answer_id, **answer.facts()}


def _sources(
    answer: Answer, similar: Sequence[SimilarQuestion], within: Sequence[Answer]
) -> list[Answer]:
    """The answers whose figures may go together: to the same question, nearly the same, or one that
    asks it among other things."""
    near = [
        one
        for one in similar
        if one.answer.status in QUOTABLE
        and same_body(one.answer, answer)
        and one.undated >= MIN_UNDATED_SHARE
        and one.replaced <= MAX_REPLACED
    ]
    near.sort(key=lambda one: not is_same_question(answer, one))
    more = [one for one in within if one.status in QUOTABLE and same_body(one, answer)]
    found = {one.answer_id: one for one in (answer, *(each.answer for each in near), *more)}
    return list(found.values())[:MAX_SOURCES]


def figures_of(answers: Sequence[Answer], analyzer: Analyzer) -> Iterator[Figure]:
    """The figures of answers; of those with the same text on the same day only the first's."""
    seen: set[tuple[str | None, str]] = set()
    for answer in answers:
        if (answer.date_answered, answer.text) in seen:
            continue
        seen.add((answer.date_answered, answer.text))
        notes = footnotes(answer.text)
        yield from table_figures(answer, notes, analyzer)
        yield from sentence_figures(answer, notes, analyzer)
