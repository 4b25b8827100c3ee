"""Sentence vectors beside the passages of OpenSearch: compared here, exactly, without a plugin."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qa.index.embeddings import Model
from qa.index.embeddings.vectors import SIDE_WEIGHTS, Floats, exact_cosines, quantise_int8
from qa.index.interface import Hit, Where
from qa.index.opensearch.queries import filters
from qa.index.opensearch.reader import BY_SCORE, Reader
from qa.index.opensearch.signs import near

MIN_SHORTLIST = 2000
"""The passages, at least, whose exact cosines are computed; they are found by their signs."""


class SentenceVectors:
    """The vectors of a published index, and the model that embeds questions.

    Safe to share between threads.
    """

    def __init__(self, model: Model, reader: Reader) -> None:
        self.model, self._reader = model, reader

    def nearest(self, text: str, where: Where, depth: int) -> list[Hit]:
        """The passages whose vectors are nearest to a text's, of those that share most signs."""
        query = near(quantise_int8(self.model.query_vector(text)), filters(where))
        size = max(depth, MIN_SHORTLIST)
        hits = list(self._reader.hits(query, BY_SCORE, size, with_vectors=True))
        known = [
            Hit(hit.doc, hit.passage, hit.answer, hit.group, float(pair @ np.array(SIDE_WEIGHTS)))
            for hit, pair in zip(hits, self._pairs(text, hits), strict=True)
            if pair is not None
        ]
        return sorted(known, key=lambda hit: (-hit.score, hit.doc))[:depth]

    def cosines(self, text: str, hits: Sequence[Hit]) -> list[tuple[float, float] | None]:
        """The cosines of a text with the source question and the words of each passage."""
        return [
            None if pair is None else (float(pair[0]), float(pair[1]))
            for pair in self._pairs(text, hits)
        ]

    def _pairs(self, text: str, hits: Sequence[Hit]) -> list[Floats | None]:
        kept = self._reader.vectors([hit.passage for hit in hits])
        whole = b"".join(one for one in kept if one)
        if not whole:
            return [None] * len(hits)
        rows = np.frombuffer(whole, dtype=np.int8).reshape(-1, self.model.dimensions)
        comparison = self.model.description.comparison
        pairs = iter(exact_cosines(self.model.query_vector(text), rows, comparison))
        return [next(pairs) if one else None for one in kept]
