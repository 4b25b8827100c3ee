"""The words of a text that a query asks for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache, lru_cache

from qa.model import Span
from qa.text.analyzer import Analyzer

KNOWN_WORDS = 2**14
"""A process keeps the terms of so many words: most words of a page are on others too."""
_WORD = re.compile(r"[^\W_][\w’'.,%/-]*[\w%]|[^\W_]")


def highlights(text: str, terms: Collection[str]) -> Iterator[Span]:
    """Each word of a text that has a term among `terms`, in order."""
    if not terms:
        return
    for word in _WORD.finditer(text):
        if not _terms_of_word(word.group()).isdisjoint(terms):
            yield Span(word.start(), word.end())


def terms_of(words: Collection[str]) -> frozenset[str]:
    """The terms of some words or texts."""
    return frozenset(term for word in words for term in _analyzer().terms(word))


@lru_cache(KNOWN_WORDS)
def _terms_of_word(word: str) -> frozenset[str]:
    return frozenset(_analyzer().passage_terms(word))


@cache
def _analyzer() -> Analyzer:
    return Analyzer()
