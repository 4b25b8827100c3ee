"""Difference: what a text said before and what it says after, by sentence and by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from qa.model import Change, Span
from qa.text.passages import sentences

MOST_COMPARED = 2000
"""Sentences beyond which a changed stretch is shown as one change: comparing takes their square."""

MOST_WORDS = 1000
"""Words and marks beyond which a changed sentence is marked as a whole, for the same reason."""
LEAST_SAME = 0.4
"""The share of their characters that two sentences have in common before their words are compared;
marks on scattered words would only make the others hard to read."""

_WORD = re.compile(r"\w+(?:[.,’'/-]\w+)*|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a sentence that is on both sides, or `changed`: on this side alone."""

    text: str
    changed: bool


def changes(before: str, after: str) -> list[Change]:
    """The sentences and table rows that differ, in order; what stays the same is left out.

    A sentence for a sentence where as many go as come, else the whole stretch; each side is a
    slice of its text.
    """
    old, new = sentences(before, 0, len(before)), sentences(after, 0, len(after))
    return [
        Change(_slice(before, gone), _slice(after, come))
        for gone, come in _stretches(old, new, _texts(before, old), _texts(after, new))
    ]


def words(before: str, after: str) -> tuple[list[Stretch], list[Stretch]]:
    """Two sentences with what differs told word by word; each side's stretches are all its text."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    blocks = []
    if len(old) + len(new) <= MOST_WORDS:
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        blocks = [block for block in matcher.get_matching_blocks() if block.size]
    same = sum(len("".join(old[block.a : block.a + block.size])) for block in blocks)
    if 2 * same < LEAST_SAME * (len(before) + len(after)):
        blocks = []
    sides = (
        (old, [(one.a, one.size) for one in blocks]),
        (new, [(one.b, one.size) for one in blocks]),
    )
    first, second = (list(_told(side, kept)) for side, kept in sides)
    return first, second


def _told(side: list[str], kept: list[tuple[int, int]]) -> Iterator[Stretch]:
    """One side's words in stretches; white space between two changed words is changed with them."""
    changed = [True] * len(side)
    for at, size in kept:
        changed[at : at + size] = [False] * size
    for at in range(1, len(side) - 1):
        changed[at] = changed[at] or (side[at].isspace() and changed[at - 1] and changed[at + 1])
    for is_changed, group in groupby(zip(changed, side, strict=True), key=lambda one: one[0]):
        yield Stretch("".join(word for _, word in group), is_changed)


def _stretches(
    old: list[Span], new: list[Span], was: list[str], now: list[str]
) -> Iterator[tuple[list[Span], list[Span]]]:
    """The spans that went and those that came in their place."""
    if len(old) + len(new) > MOST_COMPARED:
        if was != now:
            yield old, new
        return
    for kind, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if b - a == d - c:
            yield from (([gone], [come]) for gone, come in zip(old[a:b], new[c:d], strict=True))
        else:
            yield old[a:b], new[c:d]


def _texts(text: str, spans: list[Span]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


def _slice(text: str, spans: list[Span]) -> str:
    return text[spans[0].start : spans[-1].end] if spans else ""
