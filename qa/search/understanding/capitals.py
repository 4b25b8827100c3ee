"""Capitals: stop words typed in capitals for emphasis or as operators, which are no acronyms."""

from __future__ import annotations

import re

from qa.text.analyzer import Analyzer
from qa.text.english import english_words

_CAPITALS = re.compile(r"(?<![\w.&'’-])[A-Z]{2,}(?![\w&'’-]|\.\w)")
_ACRONYMS = frozenset(("IT", "US", "WHO"))
"""Stop words that are acronyms where no other stop word in capitals is beside them."""
_OPERATORS = frozenset(("AND", "OR", "NOT"))


def is_shouted(text: str) -> bool:
    """Whether a question is typed with the capitals locked: all in capitals, and with an English
    word of more than four letters, which no acronym is."""
    if not text.isupper():
        return False
    words = re.findall(r"[A-Z]{5,}", text)
    return any(word.lower() in english_words() for word in words)


def without_emphasis(text: str, analyzer: Analyzer) -> str:
    """A question with its capital stop words ("HOW MANY", "OR") in small letters.

    `IT`, `US` and `WHO` stay, except beside another stop word in capitals.
    """
    found = [one for one in _CAPITALS.finditer(text) if not analyzer.terms(one[0].lower())]
    for at, one in enumerate(found):
        beside = [
            other[0]
            for other, gap in (
                (found[at - 1], text[found[at - 1].end() : one.start()] if at else "-"),
                (found[at + 1], text[one.end() : found[at + 1].start()])
                if at + 1 < len(found)
                else (one, "-"),
            )
            if gap.isspace() and other[0] not in _OPERATORS
        ]
        if beside or one[0] not in _ACRONYMS:
            text = text[: one.start()] + one[0].lower() + text[one.end() :]
    return text
