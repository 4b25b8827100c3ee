"""Exclusions: words that no answer found may have: "legal aid NOT immigration", ", not Wales"."""

from __future__ import annotations

import re

from qa.text.analyzer import Analyzer

_WORD = r"[^\W\d_][^\W_]*(?:['’-][^\W_]+)*"
_NOT = re.compile(rf"(?:\b(?i:and|but)\s+)?(?<![\w'’-])NOT\s+({_WORD})")
_BUT_NOT = re.compile(
    rf"(?:[,(]\s*(?:but\s+)?|(?<!\s)\s+but\s+)not\s+(?:about|in|on|for|from)\s+(?:the\s+)?"
    rf"({_WORD}(?:\s+{_WORD}){{0,4}})(?=\W*$|,)",
    re.IGNORECASE,
)
_NOT_LAST = re.compile(rf"[,(]\s*(?:but\s+)?not\s+({_WORD})(?=\W*$)", re.IGNORECASE)
_MINUS = re.compile(rf"(?<=[^\S\n])[-–]({_WORD})(?=$|[\s,.;])")
_VERB = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being|do|does|did|has|have|had|will|would|shall|should|can"
    r"|could|may|might|must|if|why|whether|to|but)\b|\?",
    re.IGNORECASE,
)
"""What a sentence has: in one, NOT is only stressed."""


_OR = re.compile(r"\s+(?:and|or)\s+", re.IGNORECASE)


def named_apart(text: str) -> tuple[str, ...]:
    """The names in "northern Ireland or Wales", the words of each joined by hyphens."""
    return tuple("-".join(name.split()) for name in _OR.split(text))


def without_excluded(text: str, analyzer: Analyzer) -> tuple[str, tuple[str, ...]]:
    """A question without the words that it excludes, and those words; words of one name are joined
    by hyphens.

    What is excluded follows a minus; or, in a question that is not a sentence, NOT in capitals, ",
    not" at its end, or ", not about" and "but not in". Nothing is excluded where no other word
    would be left, or all is in capitals.
    """
    if text.isupper():
        return text, ()
    words: list[str] = []
    rest = text
    for pattern in (_BUT_NOT, _NOT_LAST, _NOT, _MINUS):
        without = pattern.sub(" ", rest)
        if pattern is _MINUS or not _VERB.search(without):
            words += [word for word in pattern.findall(rest) if analyzer.terms(word)]
            rest = without
    if not words or not analyzer.terms(rest):
        return text, ()
    return rest, tuple(name for one in words for name in named_apart(one))
