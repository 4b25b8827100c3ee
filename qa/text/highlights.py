"""The words of a text that a query asks for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from qa.model import Span
from qa.text.analyzer import Analyzer

_WORD = re.compile(r"[^\W_][\w’'.,%/-]*[\w%]|[^\W_]")


def highlights(text: str, terms: Collection[str]) -> Iterator[Span]:
    """Each word of a text that has a term among `terms`, in order."""
    if not terms:
        return
    analyzer = _analyzer()
    for word in _WORD.finditer(text):
        if not set(analyzer.passage_terms(word.group())).isdisjoint(terms):
            yield Span(word.start(), word.end())


def terms_of(words: Collection[str]) -> frozenset[str]:
    """The terms of some words."""
    return frozenset(term for word in words for term in _analyzer().terms(word))


@cache
def _analyzer() -> Analyzer:
    return Analyzer()
