"""Exclusions: words that no answer found may have: "legal aid NOT immigration", "-women"."""

from __future__ import annotations

import re

from qa.text.analyzer import Analyzer

_WORD = r"[^\W\d_][^\W_]*(?:['’-][^\W_]+)*"
_NOT = re.compile(rf"(?:\b(?:AND|BUT)\s+)?(?<![\w'’-])NOT\s+({_WORD})")
_MINUS = re.compile(rf"(?<=[^\S\n])[-–]({_WORD})(?=$|[\s,.;])")
_VERB = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being|do|does|did|has|have|had|will|would|shall|should|can"
    r"|could|may|might|must|if|why|whether|to|but)\b|\?",
    re.IGNORECASE,
)
"""What a sentence has: in one, NOT is only stressed."""


def without_excluded(text: str, analyzer: Analyzer) -> tuple[str, tuple[str, ...]]:
    """A question without the words that it excludes, and those words.

    An excluded word follows NOT in capitals, in a question that is not a sentence, or a minus.
    Nothing is excluded where no other word would be left, or all is in capitals.
    """
    if text.isupper():
        return text, ()
    patterns = [_MINUS] if _VERB.search(text) else [_NOT, _MINUS]
    words: list[str] = []
    rest = text
    for pattern in patterns:
        words += [word for word in pattern.findall(rest) if analyzer.terms(word)]
        rest = pattern.sub(" ", rest)
    return (rest, tuple(words)) if words and analyzer.terms(rest) else (text, ())
