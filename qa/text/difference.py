"""The difference of two texts, by sentence and by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter

from qa.model import Change, Span
from qa.text.passages import sentences

MAX_SENTENCES_COMPARED = 2000
"""Sentences above which all is shown as one change: the time to compare grows with their square."""

MAX_WORDS_COMPARED = 1000
"""Words and marks above which a changed sentence is marked as a whole, for the same reason."""

MIN_SHARED_CHARACTERS = 0.4
"""Share of common characters below which two sentences are marked as a whole: marks on scattered
words would only make the others hard to read."""

_WORD = re.compile(r"\w+(?:[.,’'/-]\w+)*|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a sentence: on both sides, or `changed`, on this side alone."""

    text: str
    changed: bool


def changes(before: str, after: str) -> list[Change]:
    """The sentences and table rows that differ, in order, as slices of the two texts.

    Sentences are paired where a run of them was replaced by as many; else the run is one change.
    """
    old, new = sentences(before, 0, len(before)), sentences(after, 0, len(after))
    old_texts = [before[span.start : span.end] for span in old]
    new_texts = [after[span.start : span.end] for span in new]
    return [
        Change(_slice(before, removed), _slice(after, added))
        for removed, added in _changed_runs(old, new, old_texts, new_texts)
    ]


def word_differences(before: str, after: str) -> tuple[list[Segment], list[Segment]]:
    """Two sentences, each in full as segments that say which words changed."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    blocks = []
    if len(old) + len(new) <= MAX_WORDS_COMPARED:
        matcher = SequenceMatcher(None, _spaced(old), _spaced(new), autojunk=False)
        blocks = [block for block in matcher.get_matching_blocks() if block.size]
    shared = sum(len("".join(old[block.a : block.a + block.size])) for block in blocks)
    if 2 * shared < MIN_SHARED_CHARACTERS * (len(before) + len(after)):
        blocks = []
    return (
        list(_segments(old, [(block.a, block.size) for block in blocks])),
        list(_segments(new, [(block.b, block.size) for block in blocks])),
    )


def _spaced(words: list[str]) -> list[str]:
    """The words with all white space alike: a line that is broken elsewhere has not changed."""
    return [" " if word.isspace() else word for word in words]


def _segments(words: list[str], same: list[tuple[int, int]]) -> Iterator[Segment]:
    """One side's segments; white space between two changed words is changed with them."""
    changed = [True] * len(words)
    for at, size in same:
        changed[at : at + size] = [False] * size
    for at in range(1, len(words) - 1):
        changed[at] = changed[at] or (words[at].isspace() and changed[at - 1] and changed[at + 1])
    for is_changed, group in groupby(zip(changed, words, strict=True), key=itemgetter(0)):
        yield Segment("".join(word for _, word in group), is_changed)


def _changed_runs(
    old: list[Span], new: list[Span], old_texts: list[str], new_texts: list[str]
) -> Iterator[tuple[list[Span], list[Span]]]:
    """The spans that were removed, with those added in their place."""
    if len(old) + len(new) > MAX_SENTENCES_COMPARED:
        if old_texts != new_texts:
            yield old, new
        return
    matcher = SequenceMatcher(None, old_texts, new_texts, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            continue
        if b - a == d - c:
            yield from (([gone], [come]) for gone, come in zip(old[a:b], new[c:d], strict=True))
        else:
            yield old[a:b], new[c:d]


def _slice(text: str, spans: list[Span]) -> str:
    return text[spans[0].start : spans[-1].end] if spans else ""
