"""Index: BM25 over the passages of a store; built, followed, saved, opened and scored."""

from qa.index.build import bring_up_to_date, rebuild
from qa.index.engine import use_compiled
from qa.index.file import fingerprint, opened, verify
from qa.index.index import Index, Match, Ranking
from qa.index.making import Making, making

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
    "use_compiled",
    "verify",
]
