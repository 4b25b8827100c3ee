"""Sources: one reader for each published form of written answers."""

from qa.archive.sources.files import open_source, reread
from qa.archive.sources.full_texts import FullTexts
from qa.archive.sources.source import READER, Item, Rejection, Repair, Superseded

__all__ = [
    "READER",
    "FullTexts",
    "Item",
    "Rejection",
    "Repair",
    "Superseded",
    "open_source",
    "reread",
]
