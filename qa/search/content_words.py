"""Content words: whether an answer holds all that a question names."""

from __future__ import annotations

from qa.model import Answer, Query
from qa.text.analyzer import Analyzer


def holds_every_word(query: Query, answer: Answer, analyzer: Analyzer) -> bool:
    """Whether an answer, with its heading and source question, holds every term of a query: the
    term itself, or all terms of one of its expansions."""
    texts = (answer.heading or "", answer.source_question, answer.text)
    held = {term for text in texts for term in analyzer.passage_terms(text)}
    return all(
        term in held
        or any(term in one.of and held.issuperset(one.terms) for one in query.expansions)
        for term in query.terms
    )
