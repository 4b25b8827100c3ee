"""The index: where passages are found. One interface, `PassageIndex`, and its homes."""

from qa.index.build import build, update
from qa.index.choice import IndexHome, open_home, publish
from qa.index.config import IndexConfig, index_config
from qa.index.interface import Clause, Facet, Hit, MatchSet, Month, PassageIndex, Where
from qa.index.local.engine import use_compiled
from qa.index.local.file import fingerprint, open_index, save_index, verify_index
from qa.index.local.home import LocalIndexHome, refuse_other_store
from qa.index.local.index import Index

__all__ = [
    "Clause",
    "Facet",
    "Hit",
    "Index",
    "IndexConfig",
    "IndexHome",
    "LocalIndexHome",
    "MatchSet",
    "Month",
    "PassageIndex",
    "Where",
    "build",
    "fingerprint",
    "index_config",
    "open_home",
    "open_index",
    "publish",
    "refuse_other_store",
    "save_index",
    "update",
    "use_compiled",
    "verify_index",
]
