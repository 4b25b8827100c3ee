"""Footnotes: which markers of a text lead to which of its notes, where that is certain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from qa.model import Span
from qa.text.passages import cells, is_row

_NAME = r"\d{1,2}|[a-z]"
_HEAD = re.compile(
    rf"(?:\[(?P<square>{_NAME})\]|\((?P<round>{_NAME})\)|(?P<star>\*{{1,4}})(?!\*))"
    r"(?=[ \t|]*\w\S*[ \t]+\S)"
)
"""A marker with words behind it, where a line or a row of one cell begins."""
_NUMBERED = re.compile(r"(?P<round>\d{1,2})[.)]?(?=[ \t]+\w)")
_NOTES = re.compile(r"\W*(?:foot)?notes?\W*", re.IGNORECASE)
_LINE = re.compile(r"[^\n]+")
_MARKER = re.compile(
    rf"\[(?P<square>{_NAME})\]"
    rf"|(?<![\s(])[ ]?\((?P<round>\d{{1,2}})\)(?=[ \t]*(?:$|\||\(\d\)))"
    r"|(?<!\*)(?P<star>\*{1,4})(?!\*)(?=[ \t]*(?:$|[|,.;)])|[ \t])"
    r"|(?<=\| )(?P<before>\*{1,4})(?=[A-Za-z])",
    re.MULTILINE,
)
_LAW = re.compile(
    r"\b(?:acts?|articles?|arts?|clauses?|orders?|para(?:graph)?s?|parts?|questions?|reg(?:ulation)?s?"
    r"|rules?|schedules?|sections?|ss?)\b\.?\s*[\dA-Z]*(?:\(\w+\))*\s?$",
    re.IGNORECASE,
)
"""What stands before a number in brackets that is a part of it: "section 6(1)"."""
_BEFORE = 40  # characters that are looked at for it


@dataclass(frozen=True, slots=True)
class Note:
    """One note: its slice of the text, and that of the marker at its head."""

    span: Span
    head: Span


@dataclass(frozen=True, slots=True)
class Marker:
    """A slice that marks something with a note, which is named by its place in the list."""

    span: Span
    note: int


@dataclass(frozen=True, slots=True)
class Footnotes:
    """The notes of a text that something is marked with, and what is, both in order."""

    notes: tuple[Note, ...] = ()
    markers: tuple[Marker, ...] = ()


def footnotes(text: str) -> Footnotes:
    """The notes of an answer's text and the markers that lead to them.

    A marker leads to the next note below it of its name: `[1]` or `(1)`, a letter, or so many
    asterisks. What stands in round brackets within a sentence, a list that has asterisks for
    bullets, and a marker without a note below lead nowhere.
    """
    if not re.search(r"[\[(*]", text):
        return Footnotes()
    named = _notes(text)
    heads = {note.head.start for _, note in named}
    found = [
        (span, note) for span, name in _markers(text, heads) if (note := _below(named, span, name))
    ]
    marked = sorted({note.span.start: note for _, note in found}.values(), key=_start)
    place = {note.span.start: at for at, note in enumerate(marked)}
    return Footnotes(
        tuple(marked), tuple(Marker(span, place[note.span.start]) for span, note in found)
    )


def _start(note: Note) -> int:
    return note.span.start


def _notes(text: str) -> list[tuple[str, Note]]:
    """Lines, and rows of one cell, that begin with a marker, each with its name."""
    found: list[tuple[str, Note]] = []
    among = False  # the numbered lines below the word "Notes"
    for line in _LINE.finditer(text):
        start, end = _words(line)
        head = _HEAD.match(text, start, end) or (among and _NUMBERED.match(text, start, end))
        if head and start < end:
            found.append((_name(head), Note(Span(start, end), Span(*head.span()))))
        elif line.group().strip():
            among = _NOTES.fullmatch(text, start, end) is not None
    again = {
        at
        for (one, first), (other, second) in pairwise(found)
        if one == other and not text[first.span.end : second.span.start].strip(" |\n")
        for at in (first.span.start, second.span.start)
    }
    return [(name, note) for name, note in found if note.span.start not in again]


def _words(line: re.Match[str]) -> tuple[int, int]:
    """Where the words of a line stand; of a row, those of its only cell, else nowhere."""
    inner, start = line.group(), line.start()
    if is_row(inner.strip()):
        told = [cell for cell in cells(inner.strip()) if cell]
        if len(told) != 1:
            return start, start
        start += inner.index(told[0])
        return start, start + len(told[0])
    start += len(inner) - len(inner.lstrip())
    return start, start + len(inner.strip())


def _markers(text: str, heads: set[int]) -> Iterator[tuple[Span, str]]:
    for match in _MARKER.finditer(text):
        kind = match.lastgroup or ""
        start, end = match.start(kind), match.end(kind)
        if kind in ("square", "round"):
            start, end = start - 1, end + 1
        before = text[max(0, start - _BEFORE) : start]
        begins = not before.rpartition("\n")[2].strip()
        if start in heads or begins or (kind == "round" and _LAW.search(before)):
            continue
        yield Span(start, end), _name(match)


def _name(match: re.Match[str]) -> str:
    """The name of a marker or note; brackets of either kind are the same to it."""
    return next(name for name in match.groupdict().values() if name)


def _below(named: list[tuple[str, Note]], span: Span, name: str) -> Note | None:
    """The next note of that name behind a marker."""
    return next((note for one, note in named if one == name and note.span.start > span.end), None)
