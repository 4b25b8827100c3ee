"""The signs of vectors as terms, by which any OpenSearch finds vectors that are near.

The signs of a vector are cut into bands, and each band with its value is a term. Two vectors at an
angle differ in that share of their signs, so the nearer two are, the more bands they share: of 96
bands 24 at a cosine of 0.6, 6 by chance.

Charikar, "Similarity Estimation Techniques from Rounding Algorithms", 2002; Leskovec, Rajaraman and
Ullman, "Mining of Massive Datasets", 2014, on bands.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from qa.index.embeddings.vectors import SIDE_WEIGHTS, Int8s

BAND_BITS = 4
"""Signs of a band: fewer find more surely, and read more postings."""
SIDES = "qp"
"""The vector of the source question, and of the passage's words."""


def sign_terms(both: Int8s) -> list[str]:
    """The terms of the two vectors of a passage."""
    return [f"{side}{band}" for side, own in zip(SIDES, both, strict=True) for band in _bands(own)]


def near(vector: Int8s, filters: list[dict[str, Any]]) -> dict[str, Any]:
    """The query for passages with vectors near to one, scored by the bands that they share."""
    should = [
        {"constant_score": {"filter": {"term": {"signs": f"{side}{band}"}}, "boost": weight}}
        for side, weight in zip(SIDES, SIDE_WEIGHTS, strict=True)
        for band in _bands(vector)
    ]
    return {"bool": {"filter": filters, "should": should, "minimum_should_match": 1}}


def _bands(vector: Int8s) -> list[str]:
    """The number and the value of each band of a vector's signs."""
    bits: npt.NDArray[np.int64] = (vector > 0).astype(np.int64)
    padded = np.pad(bits, (0, -len(bits) % BAND_BITS)).reshape(-1, BAND_BITS)
    values = (padded @ (1 << np.arange(BAND_BITS))).tolist()
    return [f"{number}.{value}" for number, value in enumerate(values)]
