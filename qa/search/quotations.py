"""Quotations: candidates with their passage and answer from the store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from qa.errors import StoreError
from qa.index import Hit
from qa.model import Answer, Passage
from qa.search.snapshot import Snapshot

Found = tuple[Passage, Answer]

PHRASE_DEPTH = 2000
"""The passages, best first, that are read in search of a phrase."""


def read_passages(hits: Sequence[Hit], snapshot: Snapshot) -> list[Found]:
    """The passage and answer of each hit, in the same order.

    Raises StoreError where the store lacks one.
    """
    known = snapshot.read
    if unread := [hit.passage for hit in hits if hit.passage not in known]:
        known.update(snapshot.answers.quoted(unread))
    try:
        return [known[hit.passage] for hit in hits]
    except KeyError:
        raise StoreError(
            "The store lacks passages that its index names.", "Run `qa check`."
        ) from None


def contains_phrases(phrases: Iterable[str], found: Found) -> bool:
    """Whether a passage, its source question or its heading holds every phrase, in any case."""
    passage, answer = found
    text = answer.text[passage.start : passage.end]
    texts = (text, answer.source_question, answer.heading or "")
    whole = "\n".join(map(_normalise, texts))
    return all(re.search(rf"(?<!\w){re.escape(_normalise(one))}(?!\w)", whole) for one in phrases)


def _normalise(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").replace("‘", "'").split())
