"""Index: BM25 over the passages of a store; built, saved, opened and scored, rank-bm25 inside."""

from qa.index.build import bring_up_to_date, rebuild
from qa.index.file import Making, fingerprint, making, opened
from qa.index.index import Index, Match, Ranking

__all__ = [
    "Index",
    "Making",
    "Match",
    "Ranking",
    "bring_up_to_date",
    "fingerprint",
    "making",
    "opened",
    "rebuild",
]
