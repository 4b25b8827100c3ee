"""What query understanding works with, and what an extractor returns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from qa.model import Filters, Sort
from qa.search.understanding.lexicon import Lexicon
from qa.search.understanding.spelling import Spelling
from qa.store.interface import AnswerReader
from qa.text.analyzer import Analyzer


@dataclass(frozen=True, slots=True)
class QueryContext:
    """The resources of query understanding; without one of them its interpretation is not made.

    `today` is the day from which relative dates count; `answers` say which bodies and ministers
    have any answer; `is_joined` says of earlier turns whether the last, which by itself can mean
    either, was read with those before it.
    """

    analyzer: Analyzer
    today: date | None = None
    lexicon: Lexicon | None = None
    spelling: Spelling | None = None
    answers: AnswerReader | None = None
    is_joined: Callable[[Sequence[str]], bool] = lambda _: False


@dataclass(frozen=True, slots=True)
class Extracted:
    """A slice `text[start:end]` of a question that is searched no more: it became filters, or the
    order of the passages."""

    name: str
    start: int
    end: int
    filters: Filters = field(default_factory=Filters)
    sort: Sort = "relevance"


Typed = tuple[str, str]
"""A term with the word it came from."""

Extractor = Callable[[str, QueryContext], Extracted | None]
"""Finds one thing in a question."""
