"""Acronyms that a text explains itself, as in "Crown Prosecution Service (CPS)"."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BRACKETED_ACRONYM = re.compile(r"\((?:the )?[\"'‘“]?([A-Z][A-Za-z&]{0,8}[A-Z])s?[\"'’”]?\)")
_WORD = re.compile(r"[^\W\d_]+(?:['’&][^\W\d_]+)*")
_SMALL_WORDS = frozenset("a an and at by for from in of on or the to with".split())
_LONG_FORM_CHARACTERS = 120
"""Characters before the bracket in which the long form is looked for."""
_LONG_FORM_WORDS = 12
"""Words, small ones included, that a long form has at most."""


def acronyms(text: str) -> Iterator[tuple[str, str]]:
    """Each acronym that a text gives in brackets, without a plural s, with its long form.

    The long form is the words just before whose first letters spell the acronym. Small words may
    be skipped, and a word in capitals (HM) gives all its letters. As in A. Schwartz and M. Hearst,
    "A simple algorithm for identifying abbreviation definitions", 2003, but stricter.
    """
    for match in _BRACKETED_ACRONYM.finditer(text):
        before = text[max(0, match.start() - _LONG_FORM_CHARACTERS) : match.start()]
        before = re.split(r"[.;:()\n]", before.rstrip())[-1]
        words = list(_WORD.finditer(before))
        letters = match[1].replace("&", "").casefold()
        start = _first_word([word.group() for word in words], letters)
        if start is not None:
            yield match[1], before[words[start].start() :].strip()


def long_form(acronym: str, text: str) -> str | None:
    """The words in a row of a text whose first letters spell an acronym; None where none do."""
    words = list(_WORD.finditer(text))
    letters = acronym.casefold()
    for end, last in enumerate(words, start=1):
        if last.group()[0].casefold() == letters[-1]:
            before = words[max(0, end - _LONG_FORM_WORDS) : end]
            start = _first_word([word.group() for word in before], letters)
            if start is not None:
                return text[before[start].start() : last.end()]
    return None


def _first_word(words: list[str], letters: str) -> int | None:
    """The first of the last words, whose first letters spell these letters; None if none do."""
    left, at = letters, len(words)
    while left and at:
        at -= 1
        word = words[at]
        own = word.casefold() if word.isupper() and len(word) < len(letters) else word[0].casefold()
        if left.endswith(own):
            left = left.removesuffix(own)
        elif word.casefold() not in _SMALL_WORDS:
            return None
    while at < len(words) and words[at].casefold() in _SMALL_WORDS:
        at += 1
    return at if not left and len(words) - at > 1 else None
