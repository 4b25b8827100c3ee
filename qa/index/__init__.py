"""The index: where passages are found. One interface, `PassageIndex`, and its homes."""

from qa.index.build import build, update
from qa.index.choice import (
    has_every_change,
    is_published,
    open_answers,
    open_home,
    publish,
    publish_sync,
    published_faults,
)
from qa.index.config import IndexConfig, index_config
from qa.index.interface import Clause, Facet, Hit, MatchSet, PassageIndex, Where
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
    "LocalIndexHome",
    "MatchSet",
    "PassageIndex",
    "Where",
    "build",
    "fingerprint",
    "has_every_change",
    "index_config",
    "is_published",
    "open_answers",
    "open_home",
    "open_index",
    "publish",
    "publish_sync",
    "published_faults",
    "refuse_other_store",
    "save_index",
    "update",
    "use_compiled",
    "verify_index",
]
