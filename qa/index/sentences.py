"""Sentences: where those of a passage lie, and which of them a term stands in, known beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from qa.records import Span
from qa.text.analyzer import Analyzer, looks_past_space
from qa.text.passages import sentences

MOST = 8
"""Sentences and rows of a passage that are told apart: a bit for each in one byte."""
NOWHERE = MOST
"""In none of them, or in one that is not told apart."""


def told_apart(analyzer: Analyzer, text: str) -> tuple[list[str], str, list[int]]:
    """The terms of a passage, the start and end of each of its sentences and rows, and for each
    term the number of the one it stands in.

    There is no start or end where the passage has more than MOST, or where its terms may be others
    when each is read alone; then the passage itself must be read.
    """
    spans = sentences(text, 0, len(text))
    if len(spans) <= MOST:
        said = [analyzer.terms(text[one.start : one.end]) for one in spans]
        terms = list(chain.from_iterable(said))
        # Reading a text once more takes longer than seeing that it would be read alike.
        if _read_alike(text, spans) or terms == analyzer.terms(text):
            bounds = " ".join(f"{one.start} {one.end}" for one in spans)
            return terms, bounds, [number for number, some in enumerate(said) for _ in some]
    terms = analyzer.terms(text)
    return terms, "", [NOWHERE] * len(terms)


def _read_alike(text: str, spans: Sequence[Span]) -> bool:
    """Whether a text surely has the terms that its sentences have alone: the analyzer looks past
    white space only at a share of a hundred, and at whether all is in capitals."""
    return (
        not looks_past_space(text)
        and all(text[one.start - 1 : one.start].isspace() for one in spans[1:])
        and all(text[one.start : one.end].isupper() == text.isupper() for one in spans)
    )


def best(bounds: str, asked: Mapping[str, float], spots: Mapping[str, int]) -> Span | None:
    """The sentence or row that holds most of a question's weight, of equals the first; None where
    none are told apart.

    `asked` has the weight of each term, `spots` those that the passage holds, each with the
    sentences it stands in, the first as the lowest bit.
    """
    numbers = list(map(int, bounds.split()))
    held = sorted(spots)
    weights = [
        sum([asked[term] for term in held if spots[term] >> number & 1])
        for number in range(len(numbers) // 2)
    ]
    if not weights:
        return None
    at = weights.index(max(weights))
    return Span(numbers[2 * at], numbers[2 * at + 1])
