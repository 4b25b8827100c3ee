"""An answer's text as runs, split where a mark, a footnote marker, a link or a word ends."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from qa.text.addresses import addresses, href
from qa.text.footnotes import Footnotes
from qa.text.highlights import highlights

Role = Literal["", "marker", "first marker", "head"]

_SEEN = re.compile(r"[^\s|]")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that is marked as a whole or not at all; `first` is true where the mark
    begins.

    `href` is the target of a web address in the text. `asked` is true of a word that was asked for.
    `note` is the number, from 1, of the footnote that this run refers to or is the head of; 0 for
    neither. `role` says which of the two. The footnote links back to its `first marker`.
    """

    text: str
    marked: bool = False
    first: bool = False
    note: int = 0
    role: Role = ""
    href: str = ""
    asked: bool = False


Cell = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """The marked span of a text, `low` to `high`, with its footnote markers and heads, links and
    words asked for.

    `seen` is the offset of the span's first word or figure. `notes` maps the start of each marker
    to its end, the number of its footnote and its role. `links` and `words` hold every offset
    inside one, with the target of a link. `bounds` are the offsets where any of them begins or
    ends, sorted.
    """

    low: int
    high: int
    seen: int
    notes: Mapping[int, tuple[int, int, Role]]
    links: Mapping[int, str]
    words: Collection[int]
    bounds: Sequence[int]


def marks_of(
    text: str,
    start: int,
    marked: tuple[int, int] | None,
    footnotes: Footnotes,
    terms: Collection[str],
) -> Marks:
    """The marks of `text`, which begins at offset `start` of its answer; words that have one of the
    `terms` are asked for."""
    low, high = (0, 0) if marked is None else (marked[0] - start, marked[1] - start)
    seen = _SEEN.search(text, max(low, 0), max(high, 0))
    notes = _noted(footnotes, start)
    links = list(addresses(text))
    targets = {
        at: href(text[one.start : one.end]) for one in links for at in range(one.start, one.end)
    }
    words = [one for one in highlights(text, terms) if one.start not in targets]
    ends = (at for span in (*links, *words) for at in (span.start, span.end))
    marked_ends = (at for first, note in notes.items() for at in (first, note[0]))
    return Marks(
        low,
        high,
        seen.start() if seen else high,
        notes,
        targets,
        {at for one in words for at in range(one.start, one.end)},
        sorted({low, high, *ends, *marked_ends}),
    )


def runs_of(text: str, start: int, end: int, marks: Marks) -> Cell:
    """`text[start:end]` without the white space around it, split where marks begin and end."""
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip())
    end = start + len(inner.strip())
    first, last = bisect_right(marks.bounds, start), bisect_left(marks.bounds, end)
    return tuple(
        Run(
            text[a:b],
            marked=marks.low <= a < marks.high,
            first=a <= marks.seen < min(b, marks.high),
            note=marks.notes[a][1] if a in marks.notes else 0,
            role=marks.notes[a][2] if a in marks.notes else "",
            href=marks.links.get(a, ""),
            asked=a in marks.words,
        )
        for a, b in pairwise((start, *marks.bounds[first:last], end))
        if a < b
    )


def _noted(notes: Footnotes, start: int) -> dict[int, tuple[int, int, Role]]:
    """The end, footnote number and role of each marker and head, by where it starts in the text."""
    found: dict[int, tuple[int, int, Role]] = {
        note.head.start - start: (note.head.end - start, number, "head")
        for number, note in enumerate(notes.notes, start=1)
    }
    led: set[int] = set()
    for marker in notes.markers:
        role: Role = "marker" if marker.note in led else "first marker"
        if marker.span.start >= start:
            led.add(marker.note)
        found[marker.span.start - start] = (marker.span.end - start, marker.note + 1, role)
    return found
