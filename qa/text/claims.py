"""Claims: the sentences of a text that may quote an answer, and what is in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from qa.model import Span
from qa.text.compared_words import LIST_MARK
from qa.text.lines import SENTENCE_END, is_list_item, is_row
from qa.text.passages import sentences

WRAPPED_CHARS = 45
"""A line of this length that ends within a sentence goes on in the next line; a shorter one does
where that begins with a small letter."""

_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")
_QUOTED = re.compile(
    r"“([^“”]*)(?:”|$)"
    r'|(?<!\w)"([^"]*)(?:"|$)'
    r"|«([^«»]*)(?:»|$)"
    r"|(?<![\w’])‘([^‘’]*(?:(?:’(?=\w)|(?<=s)’(?=\s[^‘’]*’))[^‘’]*)*)’(?!\w)"
    r"|(?<![\w'])'(?=\w)([^']*(?:(?:'(?=\w)|(?<=s)'(?=\s[^']*'))[^']*)*)'(?!\w)"
)
"""Text in quotation marks; a double one that is not closed ends with its paragraph, and one
right after a word opens none."""
_DOTS = re.compile(r"\s*(?:[\[(]\s*(?:…|\.{3,})\s*[\])]|…|\.{3,}|(?:\. ){2,}\.)\s*")
_STOP = re.compile(r"[.?!][”\"’')]*\s+(?=[“\"‘'(]*[A-Z])")
_TITLE = re.compile(r"\b[Hh]on\.$")
_EDGE = " \t\r\n\xa0“”\"«»‘’'"
_OPENING = re.compile('[“"«‘]')
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a text; `quoted` where it is all in quotation marks, which are not in `span`.

    `parts` are the runs of it that may be quotations by themselves: in quotation marks, between
    dots, or after a stop. `outer` is the run from its first quotation mark to the one at its end:
    with marks within marks, or of two kinds, it may be the one quotation. `after_dots` says that
    dots mark a gap right before it.
    """

    span: Span
    quoted: bool
    parts: tuple[Claim, ...] = ()
    after_dots: bool = False
    outer: Claim | None = None


def claims(text: str) -> list[Claim]:
    """The sentences of a text in order; each word is in one at most."""
    flat = _unwrapped(text)
    quoted = list(_quoted(flat))
    found: list[Claim] = []
    for span in _sentences(flat):
        inside = [_common(span, one) for one in quoted]
        claim = _claim(flat, span, [one for one in inside if _has_word(flat, one)])
        if claim:
            before = flat[max(0, found[-1].span.end - 5) : claim.span.start] if found else ""
            found.append(replace(claim, after_dots=bool(_DOTS.search(before))))
    return found


def _sentences(flat: str) -> list[Span]:
    """The sentences of a text: Punkt ends one after "hon." if a quotation ends at "Member." """
    found: list[Span] = []
    for span in sentences(flat, 0, len(flat)):
        if found and _TITLE.search(flat, found[-1].start, found[-1].end):
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return found


def _claim(flat: str, span: Span, inside: list[Span]) -> Claim | None:
    whole = _trimmed(flat, span)
    for mark in (_DOTS, LIST_MARK):
        if begun := mark.match(flat, whole.start, whole.end):
            whole = _trimmed(flat, Span(begun.end(), whole.end))
    if not _has_word(flat, whole):
        return None
    quoted = bool(inside) and not any(_has_word(flat, one) for one in _outside(whole, inside))
    parts = [
        Claim(part, bool(inside), after_dots=at > 0)
        for one in inside or [whole]
        for at, part in enumerate(_between_dots(flat, one))
    ]
    if len(parts) == 1 and (quoted or not inside):
        parts = [Claim(one, quoted) for one in _at_stops(flat, whole)]
    return Claim(whole, quoted, tuple(parts), outer=_outer(flat, span, whole))


def _outer(flat: str, span: Span, whole: Span) -> Claim | None:
    opened = _OPENING.search(flat, whole.start, whole.end)
    if not opened or not flat[whole.end : span.end].strip():
        return None
    inner = _trimmed(flat, Span(opened.start(), whole.end))
    return Claim(inner, True) if _has_word(flat, inner) else None


def _unwrapped(text: str) -> str:
    """The text with a space for each line break within a sentence, and all offsets the same."""
    lines = text.split("\n")
    made = [lines[0]]
    for before, line in pairwise(lines):
        goes_on = (
            (len(before.strip()) >= WRAPPED_CHARS or line.lstrip()[:1].islower())
            and before.strip()
            and line.strip()
            and not SENTENCE_END.search(before.rstrip())
            and not before.rstrip().endswith((":", ";"))
            and not (is_list_item(line) or is_row(line) or is_row(before))
        )
        made += [" " if goes_on else "\n", line]
    return "".join(made)


def _quoted(flat: str) -> Iterator[Span]:
    """What is in quotation marks, without them."""
    for paragraph in _PARAGRAPH.finditer(flat):
        for found in _QUOTED.finditer(paragraph.group()):
            group = found.lastindex or 0
            start, end = found.span(group)
            yield Span(paragraph.start() + start, paragraph.start() + end)


def _common(span: Span, other: Span) -> Span:
    """What two spans have in common; empty where they have nothing."""
    start = max(span.start, other.start)
    return Span(start, max(start, min(span.end, other.end)))


def _outside(span: Span, inside: list[Span]) -> list[Span]:
    """What is left of a span outside others, which are in order."""
    left, at = [], span.start
    for one in inside:
        left.append(Span(at, max(at, one.start)))
        at = max(at, one.end)
    return [*left, Span(at, max(at, span.end))]


def _between_dots(flat: str, span: Span) -> list[Span]:
    parts, at = [], span.start
    for dots in _DOTS.finditer(flat, span.start, span.end):
        parts.append(Span(at, dots.start()))
        at = dots.end()
    spans = (_trimmed(flat, one) for one in (*parts, Span(at, span.end)))
    return [one for one in spans if _has_word(flat, one)]


def _at_stops(flat: str, span: Span) -> list[Span]:
    """A sentence cut at each stop before a capital, where it may be several: Punkt reads the end of
    "works of art. They" as an abbreviation. None where it has no such stop."""
    starts = [one.end() for one in _STOP.finditer(flat, span.start, span.end)]
    bounds = pairwise([span.start, *starts, span.end]) if starts else ()
    spans = (_trimmed(flat, Span(*one)) for one in bounds)
    return [one for one in spans if _has_word(flat, one)]


def _trimmed(flat: str, span: Span) -> Span:
    """A span without white space and quotation marks at its ends."""
    start, end = span.start, span.end
    while start < end and flat[start] in _EDGE:
        start += 1
    while start < end and flat[end - 1] in _EDGE:
        end -= 1
    return Span(start, end)


def _has_word(flat: str, span: Span) -> bool:
    return bool(_WORD.search(flat, span.start, span.end))
