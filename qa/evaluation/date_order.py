"""Precision in date order: whether what "newest first" gives holds what was asked."""

from __future__ import annotations

from dataclasses import dataclass

from qa.evaluation.runs import RunMetadata
from qa.model import Answer, Query, Reply
from qa.text.analyzer import Analyzer

NEWEST = 25
"""The passages in date order that are looked at."""

_ANALYZER = Analyzer()


@dataclass(frozen=True, slots=True)
class DatePrecision:
    """The mean, over the `topics` that are answered in date order, of the share of the first 25
    passages whose answers hold all content words of the question."""

    topics: int
    mean: float


def newest_holding(reply: Reply) -> tuple[int, int]:
    """How many passages a reply in date order gives, and of how many the answer holds every content
    word of the question.

    An answer is read with its heading and source question. A word is held by its stem, or by all
    words of one of its expansions.
    """
    holding = sum(_holds(reply.query, one.answer) for one in reply.passages)
    return len(reply.passages), holding


def measure_date_order(metadata: RunMetadata) -> DatePrecision | None:
    """The precision of a run in date order; None where its sidecar does not state it."""
    stated = [one.newest for one in metadata.topics.values() if one.newest is not None]
    shares = [holding / entries for entries, holding in stated if entries]
    if not stated:
        return None
    return DatePrecision(len(shares), sum(shares) / len(shares) if shares else 0.0)


def _holds(query: Query, answer: Answer) -> bool:
    texts = (answer.heading or "", answer.source_question, answer.text)
    held = {term for text in texts for term in _ANALYZER.terms(text)}
    return all(
        term in held
        or any(term in one.of and held.issuperset(one.terms) for one in query.expansions)
        for term in query.terms
    )
