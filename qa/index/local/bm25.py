"""rank-bm25's BM25 with an idf that is positive for every term of a corpus of any size."""

import math
from collections.abc import Mapping

from rank_bm25 import BM25Okapi


class BM25(BM25Okapi):  # type: ignore[misc]  # rank-bm25 is untyped
    """BM25Okapi with idf = ln(1 + (N - df + 0.5) / (df + 0.5)): never negative, no epsilon.

    Okapi's own idf is zero for a term in half of the passages and negative beyond, so that on ten
    passages the words that matter most would count for nothing.
    Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009; the idf is Lucene's.
    """

    def _calc_idf(self, nd: Mapping[str, int]) -> None:
        for term, df in nd.items():
            self.idf[term] = idf(df, self.corpus_size)


def idf(df: int, passages: int) -> float:
    """The inverse document frequency of a term that `df` of so many passages have."""
    return math.log(1 + (passages - df + 0.5) / (df + 0.5))
