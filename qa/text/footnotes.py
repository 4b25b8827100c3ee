"""Footnotes of a text: its notes, and the markers that certainly refer to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from qa.model import Span
from qa.text.lines import cells, is_row

_NAME = r"\d{1,2}|[a-z]"
_HEAD = re.compile(
    rf"(?:\[(?P<square>{_NAME})\]|\((?P<round>{_NAME})\)|(?P<star>\*{{1,4}})(?!\*))"
    r"(?=[ \t|]*\w\S*[ \t]+\S)"
)
"""A marker at the start of a line, or of a row with one cell, with words after it."""
_NUMBERED_HEAD = re.compile(r"(?P<round>\d{1,2})[.)]?(?=[ \t]+\w)")
_NOTES_HEADING = re.compile(r"\W*(?:foot)?notes?\W*", re.IGNORECASE)
_LINE = re.compile(r"[^\n]+")
_MARKER = re.compile(
    rf"\[(?P<square>{_NAME})\]"
    rf"|(?<![\s(])[ ]?\((?P<round>\d{{1,2}})\)(?=[ \t]*(?:$|\||\(\d\)))"
    r"|(?<!\*)(?P<star>\*{1,4})(?!\*)(?=[ \t]*(?:$|[|,.;)])|[ \t])"
    r"|(?<=\| )(?P<before>\*{1,4})(?=[A-Za-z])",
    re.MULTILINE,
)
_LEGAL_REFERENCE = re.compile(
    r"\b(?:acts?|articles?|arts?|clauses?|orders?|para(?:graph)?s?|parts?|questions?|reg(?:ulation)?s?"
    r"|rules?|schedules?|sections?|ss?)\b\.?\s*[\dA-Z]*(?:\(\w+\))*\s?$",
    re.IGNORECASE,
)
"""Text before a number in brackets that belongs to it: "section 6(1)"."""
_LEGAL_REFERENCE_CHARACTERS = 40  # before the bracket, that are searched for one


@dataclass(frozen=True, slots=True)
class Note:
    """One note: its slice of the text, and the slice of the marker at its head."""

    span: Span
    head: Span


@dataclass(frozen=True, slots=True)
class Marker:
    """The slice of a marker in the text; `note` is the index of its note."""

    span: Span
    note: int


@dataclass(frozen=True, slots=True)
class Footnotes:
    """The notes of a text that have a marker, and their markers, both in order."""

    notes: tuple[Note, ...] = ()
    markers: tuple[Marker, ...] = ()


def footnotes(text: str) -> Footnotes:
    """The notes of an answer's text, and the markers that refer to them.

    A marker refers to the next note below with the same name: a number or letter in brackets, or
    as many asterisks. Round brackets within a sentence, asterisks as bullets of a list, and
    markers without a note below are no markers.
    """
    if not re.search(r"[\[(*]", text):
        return Footnotes()
    named = _notes(text)
    heads = {note.head.start for _, note in named}
    found = [
        (span, note) for span, name in _markers(text, heads) if (note := _below(named, span, name))
    ]
    marked = sorted({note.span.start: note for _, note in found}.values(), key=_start)
    index = {note.span.start: at for at, note in enumerate(marked)}
    return Footnotes(
        tuple(marked), tuple(Marker(span, index[note.span.start]) for span, note in found)
    )


def _start(note: Note) -> int:
    return note.span.start


def _notes(text: str) -> list[tuple[str, Note]]:
    """Lines, and rows of one cell, that begin with a marker, each with its name."""
    found: list[tuple[str, Note]] = []
    numbered = False  # whether the lines come after the heading "Notes"
    for line in _LINE.finditer(text):
        start, end = _words(line)
        head = _HEAD.match(text, start, end) or (
            numbered and _NUMBERED_HEAD.match(text, start, end)
        )
        if head and start < end:
            found.append((_name(head), Note(Span(start, end), Span(*head.span()))))
        elif line.group().strip():
            numbered = _NOTES_HEADING.fullmatch(text, start, end) is not None
    repeated = {
        at
        for (one, first), (other, second) in pairwise(found)
        if one == other and not text[first.span.end : second.span.start].strip(" |\n")
        for at in (first.span.start, second.span.start)
    }
    return [(name, note) for name, note in found if note.span.start not in repeated]


def _words(line: re.Match[str]) -> tuple[int, int]:
    """Start and end of a line's words; of its only cell where it is a row, else an empty range."""
    inner, start = line.group(), line.start()
    if is_row(inner.strip()):
        filled = [cell for cell in cells(inner.strip()) if cell]
        if len(filled) != 1:
            return start, start
        start += inner.index(filled[0])
        return start, start + len(filled[0])
    start += len(inner) - len(inner.lstrip())
    return start, start + len(inner.strip())


def _markers(text: str, heads: set[int]) -> Iterator[tuple[Span, str]]:
    for match in _MARKER.finditer(text):
        kind = match.lastgroup or ""
        start, end = match.start(kind), match.end(kind)
        if kind in ("square", "round"):
            start, end = start - 1, end + 1
        before = text[max(0, start - _LEGAL_REFERENCE_CHARACTERS) : start]
        begins = not before.rpartition("\n")[2].strip()
        if start in heads or begins or (kind == "round" and _LEGAL_REFERENCE.search(before)):
            continue
        yield Span(start, end), _name(match)


def _name(match: re.Match[str]) -> str:
    """The name of a marker or note, without brackets of either kind."""
    return next(name for name in match.groupdict().values() if name)


def _below(named: list[tuple[str, Note]], span: Span, name: str) -> Note | None:
    """The next note with that name after a marker."""
    return next((note for one, note in named if one == name and note.span.start > span.end), None)
