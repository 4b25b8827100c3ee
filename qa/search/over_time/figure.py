"""Figures: values that answers state, each with its words, unit, period and place in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from qa.model import Answer, Span
from qa.text.analyzer import Analyzer
from qa.text.footnotes import Footnotes
from qa.text.stated_periods import StatedPeriod

_KEPT = frozenset(
    "not no without under over from to by between other others all per more fewer less only before"
    " after both within above below into out against".split()
)
"""Stop words that make another value of a figure."""
_WORD = re.compile(r"[^\W_]+(?:[.,'’/-][^\W_]+)*")
_PLACE_FOR_VALUE = "…"


@dataclass(frozen=True, slots=True)
class Figure:
    """A value as an answer states it.

    `words` are the terms that say what it is a value of; only figures with the same words are ever
    joined. `heading` are the terms above its table, where two answers may differ; `title` and
    `above` say both for a reader. `number` is None where no number is stated ("-", "fewer than
    five"). `row` is the sentence or table row that holds the `value`.
    """

    answer: Answer
    source: Literal["table", "sentence"]
    words: tuple[str, ...]
    heading: tuple[str, ...]
    title: str
    above: str
    unit: str
    period: StatedPeriod
    number: Decimal | None
    value: Span
    row: Span
    notes: tuple[str, ...] = ()
    provisional: bool = False

    @property
    def stated(self) -> str:
        """The value, word for word."""
        return self.answer.text[self.value.start : self.value.end]


def label_terms(text: str, analyzer: Analyzer) -> tuple[str, ...]:
    """The terms of a label in one order, with the small words that make another value of it."""
    found: list[str] = []
    for word in _WORD.findall(text):
        terms = analyzer.terms(word)
        found += terms or ([word.casefold()] if word.casefold() in _KEPT else [])
    return tuple(sorted(found))


def without(text: str, spans: Sequence[tuple[int, int]], place: str = " ") -> str:
    """A text without some slices of it, each replaced by `place`."""
    parts, at = [], 0
    for start, end in sorted(spans):
        parts += [text[at:start], place]
        at = max(at, end)
    return " ".join("".join([*parts, text[at:]]).split())


def title_without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """A sentence with an ellipsis in the place of its values and period, as a title."""
    return without(text, spans, _PLACE_FOR_VALUE)


def notes_of(span: Span, text: str, notes: Footnotes) -> tuple[str, ...]:
    """The footnotes that the markers in a slice of a text refer to."""
    used = {one.note for one in notes.markers if span.start <= one.span.start < span.end}
    found = (notes.notes[number] for number in sorted(used))
    return tuple(text[one.head.end : one.span.end].strip(" .)-") for one in found)
