"""The index: where passages are found. One interface, `PassageIndex`, and its homes."""

from qa.index.build import build, update
from qa.index.config import Making, making
from qa.index.interface import Clause, Facet, Hit, MatchSet, Month, PassageIndex, Where
from qa.index.local.engine import use_compiled
from qa.index.local.file import fingerprint, opened, save, verify
from qa.index.local.home import LocalIndexHome, refuse_other_store
from qa.index.local.index import Index

__all__ = [
    "Clause",
    "Facet",
    "Hit",
    "Index",
    "LocalIndexHome",
    "Making",
    "MatchSet",
    "Month",
    "PassageIndex",
    "Where",
    "build",
    "fingerprint",
    "making",
    "opened",
    "refuse_other_store",
    "save",
    "update",
    "use_compiled",
    "verify",
]
