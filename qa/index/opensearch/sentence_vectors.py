"""Sentence vectors beside the passages of OpenSearch: found there, and compared here, exactly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qa.index.embeddings import Model
from qa.index.embeddings.vectors import SIDE_WEIGHTS, Floats, exact_cosines, quantise_int8
from qa.index.interface import Hit, Where
from qa.index.opensearch.knn import nearest_query
from qa.index.opensearch.queries import filters
from qa.index.opensearch.reader import BY_SCORE, Reader
from qa.index.opensearch.signs import near
from qa.model.coverage import VectorSearch

MIN_SHORTLIST = {"signs": 2000, "k-NN": 400}
"""The passages, at least, whose exact cosines are computed, by what finds them."""


class SentenceVectors:
    """The vectors of a published index, and the model that embeds questions.

    Safe to share between threads.
    """

    def __init__(self, model: Model, reader: Reader, found_by: VectorSearch) -> None:
        self.model, self._reader, self.found_by = model, reader, found_by

    def nearest(self, text: str, where: Where, depth: int) -> list[Hit]:
        """The passages whose vectors are nearest to a text's, of those that the engine finds."""
        vector, size = self.model.query_vector(text), max(depth, MIN_SHORTLIST[self.found_by])
        if self.found_by == "k-NN":
            query = nearest_query(quantise_int8(vector), size, filters(where))
        else:
            query = near(quantise_int8(vector), filters(where))
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
