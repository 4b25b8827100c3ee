"""Index: BM25 over the passages of a store; built, followed, saved, opened and scored."""

from qa.index.build import build, update
from qa.index.config import Making, making
from qa.index.local.engine import use_compiled
from qa.index.local.file import fingerprint, opened, save, verify
from qa.index.local.index import Index, Match, Ranking

__all__ = [
    "Index",
    "Making",
    "Match",
    "Ranking",
    "build",
    "fingerprint",
    "making",
    "opened",
    "save",
    "update",
    "use_compiled",
    "verify",
]
