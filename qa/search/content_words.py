"""Content words: whether an answer holds all that a question names."""

from __future__ import annotations

from collections.abc import Iterable

from qa.model import Answer, Passage, Query
from qa.text.analyzer import Analyzer


def holds_every_word(query: Query, answer: Answer, analyzer: Analyzer) -> bool:
    """Whether an answer, with its heading and source question, holds every term of a query: the
    term itself, or all terms of one of its expansions."""
    return _hold(query, (answer.heading or "", answer.source_question, answer.text), analyzer)


def asks_of_every_word(query: Query, answer: Answer, analyzer: Analyzer) -> bool:
    """Whether the source question of an answer, with its heading, holds every term of a query."""
    return _hold(query, (answer.heading or "", answer.source_question), analyzer)


def passage_holds_every_word(
    query: Query, passage: Passage, answer: Answer, analyzer: Analyzer
) -> bool:
    """Whether one passage does, read with the head of its table, heading and source question."""
    head = passage.header
    texts = (
        answer.heading or "",
        answer.source_question,
        answer.text[head.start : head.end] if head else "",
        answer.text[passage.start : passage.end],
    )
    return _hold(query, texts, analyzer)


def _hold(query: Query, texts: Iterable[str], analyzer: Analyzer) -> bool:
    held = {term for text in texts for term in analyzer.passage_terms(text)}
    return all(
        term in held
        or any(term in one.of and held.issuperset(one.terms) for one in query.expansions)
        for term in query.terms
    )
