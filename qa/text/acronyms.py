"""Acronyms: short forms that a text explains itself: "Crown Prosecution Service (CPS)"."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BRACKETED = re.compile(r"\((?:the )?[\"'‘“]?([A-Z][A-Za-z&]{0,8}[A-Z])s?[\"'’”]?\)")
_WORD = re.compile(r"[^\W\d_]+(?:['’&][^\W\d_]+)*")
_SMALL = frozenset("a an and at by for from in of on or the to with".split())
_FARTHEST = 120
"""Characters before the bracket in which the long form stands."""


def acronyms(text: str) -> Iterator[tuple[str, str]]:
    """Each short form that a text gives in brackets, without its plural s, with its long form.

    The long form is the words just before whose first letters spell it, small words left aside or
    counted as need be; a word in capitals (HM) gives all its letters. As in A. Schwartz and
    M. Hearst, "A simple algorithm for identifying abbreviation definitions", 2003, but stricter.
    """
    for match in _BRACKETED.finditer(text):
        before = text[max(0, match.start() - _FARTHEST) : match.start()]
        before = re.split(r"[.;:()\n]", before.rstrip())[-1]
        words = list(_WORD.finditer(before))
        letters = match[1].replace("&", "").casefold()
        start = _spelt([word.group() for word in words], letters)
        if start is not None:
            yield match[1], before[words[start].start() :].strip()


def _spelt(words: list[str], letters: str) -> int | None:
    """Where the run of words at the end begins whose first letters are these; None if none is."""
    left, at = letters, len(words)
    while left and at:
        at -= 1
        word = words[at]
        own = word.casefold() if word.isupper() and len(word) < len(letters) else word[0].casefold()
        if left.endswith(own):
            left = left.removesuffix(own)
        elif word.casefold() not in _SMALL:
            return None
    while at < len(words) and words[at].casefold() in _SMALL:
        at += 1
    return at if not left and len(words) - at > 1 else None
