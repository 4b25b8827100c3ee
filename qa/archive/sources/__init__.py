"""Sources: one reader for each published form of written answers."""

from qa.archive.sources.files import open_source, reread
from qa.archive.sources.full_texts import FullTexts
from qa.archive.sources.source import Item, Rejection, Repair, SourceFile, Superseded

__all__ = [
    "FullTexts",
    "Item",
    "Rejection",
    "Repair",
    "SourceFile",
    "Superseded",
    "open_source",
    "reread",
]
