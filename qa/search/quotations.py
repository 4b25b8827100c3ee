"""Quotations: candidates with their passage and answer from the store, and the best sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from qa.errors import StoreError
from qa.index import Hit
from qa.model import Answer, Passage, Span
from qa.search.snapshot import Snapshot
from qa.text.passages import sentences

Found = tuple[Passage, Answer]

PHRASE_DEPTH = 2000
"""The passages, best first, that are read in search of a phrase."""


def read_passages(hits: Sequence[Hit], snapshot: Snapshot) -> list[Found]:
    """The passage and answer of each hit, in the same order.

    Raises StoreError where the store lacks one.
    """
    known = snapshot.answers.quoted([hit.passage for hit in hits])
    try:
        return [known[hit.passage] for hit in hits]
    except KeyError:
        raise StoreError(
            "The store lacks passages that its index names.", "Run `qa check`."
        ) from None


def best_sentence(
    passage: Passage, answer: Answer, weights: Mapping[str, float], snapshot: Snapshot
) -> Span:
    """The sentence or row of a passage with most of the terms' weight; of equals the first."""

    def weight(sentence: Span) -> float:
        terms = snapshot.analyzer.terms(answer.text[sentence.start : sentence.end])
        return sum(weights[term] for term in sorted(weights.keys() & terms))

    found = passage.sentences
    if found is None:
        found = tuple(sentences(answer.text, passage.start, passage.end))
    return max(found, key=weight, default=Span(passage.start, passage.end))


def contains_phrases(phrases: Iterable[str], found: Found) -> bool:
    """Whether a passage, its source question or its heading holds every phrase, in any case."""
    passage, answer = found
    text = answer.text[passage.start : passage.end]
    texts = (text, answer.source_question, answer.heading or "")
    whole = "\n".join(map(_normalise, texts))
    return all(re.search(rf"(?<!\w){re.escape(_normalise(one))}(?!\w)", whole) for one in phrases)


def _normalise(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").replace("‘", "'").split())
