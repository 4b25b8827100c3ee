"""Lines: the questions that a typed question or a subject means, those asked again first."""

from __future__ import annotations

from collections.abc import Sequence

from qa.model import QUOTABLE, Answer, Request
from qa.model.over_time import Line
from qa.search.answer_ranking import rank_answers
from qa.search.browse.answer_history import is_same_question, same_body
from qa.search.browse.similar_questions import (
    SimilarQuestion,
    among,
    similar_questions,
)
from qa.search.content_words import asks_of_every_word
from qa.search.readings import query_of
from qa.search.snapshot import Snapshot

RANKED_ANSWERS = 60
"""The best answers to a subject, among whose questions lines are looked for."""
MAX_LINES = 9
"""The line that is shown, and the others that are offered."""
MIN_WORDS_OF_QUESTION = 0.75
"""The share of common words from which a typed question is itself the question of a line."""


def lines(question: str, snapshot: Snapshot) -> list[tuple[Answer, Line]]:
    """The lines that a typed question or subject means, the best first, each with the answer that
    it is opened with.

    A question that answers repeat comes first; then the questions of the best answers, those asked
    on most days first, in their order. Raises BadRequest for what is not a question.
    """
    query = query_of(Request(question), snapshot)
    found: list[list[Answer]] = []
    same = [
        one.answer
        for one in similar_questions(question, snapshot)
        if one.undated >= MIN_WORDS_OF_QUESTION and one.answer.status in QUOTABLE
    ]
    ranked = [name for name, _ in rank_answers(query, snapshot, RANKED_ANSWERS)]
    by_id = snapshot.answers.answers(ranked)
    best = [
        by_id[name]
        for name in ranked
        if name in by_id and asks_of_every_word(query, by_id[name], snapshot.analyzer)
    ]
    seen: set[str] = set()
    for answer in (*same[:1], *best):
        if answer.answer_id in seen or answer.status not in QUOTABLE:
            continue
        group = _group(answer, [*same, *best], snapshot)
        seen |= {one.answer_id for one in group}
        found.append(group)
    first = found[:1] if same else []
    # A question asked twice on one day has no more to compare than one asked once.
    rest = sorted(found[len(first) :], key=_days, reverse=True)
    return [(_newest(group), _line(group)) for group in (first + rest)[:MAX_LINES]]


def _group(answer: Answer, others: Sequence[Answer], snapshot: Snapshot) -> list[Answer]:
    """An answer with those of others that are to the same question."""
    alike = among(answer.source_question, others, snapshot)
    return list({one.answer_id: one for one in (answer, *_answers(answer, alike))}.values())


def _answers(answer: Answer, alike: Sequence[SimilarQuestion]) -> list[Answer]:
    return [one.answer for one in alike if is_same_question(answer, one)
            and same_body(one.answer, answer)]  # fmt: skip


def _days(group: Sequence[Answer]) -> int:
    """On how many days the answers to a question were given."""
    return len({one.date_answered for one in group})


def _newest(group: Sequence[Answer]) -> Answer:
    return max(group, key=lambda one: (one.date_answered or "", one.answer_id))


def _line(group: Sequence[Answer]) -> Line:
    newest = _newest(group)
    days = sorted(one.date_answered for one in group if one.date_answered)
    return {
        "answer_id": newest.answer_id,
        "source_question": newest.source_question,
        "answers": len(group),
        "first": days[0] if days else None,
        "last": days[-1] if days else None,
    }
