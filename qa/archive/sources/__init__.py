"""Sources: one reader for each published form of an answer, bytes in, WrittenAnswers out."""

from qa.archive.sources.files import open_source, reread
from qa.archive.sources.source import Item, Rejection, Repair, Source, Superseded

__all__ = ["Item", "Rejection", "Repair", "Source", "Superseded", "open_source", "reread"]
