"""Watches: searches, questions, answers and packs that a person keeps an eye on."""

from qa.service.watches.collections import collections_of
from qa.service.watches.mail import Letters
from qa.service.watches.report import MAX_ENTRIES, Report
from qa.service.watches.saved_search import SavedSearch
from qa.service.watches.watches import MAX_WATCHES, TERMINAL, Watches

__all__ = [
    "MAX_ENTRIES",
    "MAX_WATCHES",
    "TERMINAL",
    "Letters",
    "Report",
    "SavedSearch",
    "Watches",
    "collections_of",
]
