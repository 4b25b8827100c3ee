"""Difference: what a text said before and what it says after, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from qa.records import Change, Span
from qa.text.passages import sentences

MOST_COMPARED = 2000
"""Sentences beyond which a changed stretch is shown as one change: comparing takes their square."""


def changes(before: str, after: str) -> list[Change]:
    """The sentences and table rows that differ, in order; what stays the same is left out.

    A sentence for a sentence where as many go as come, else the whole stretch; each side is a
    slice of its text.
    """
    old, new = sentences(before, 0, len(before)), sentences(after, 0, len(after))
    return [
        Change(_slice(before, gone), _slice(after, come))
        for gone, come in _stretches(old, new, _words(before, old), _words(after, new))
    ]


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


def _words(text: str, spans: list[Span]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


def _slice(text: str, spans: list[Span]) -> str:
    return text[spans[0].start : spans[-1].end] if spans else ""
