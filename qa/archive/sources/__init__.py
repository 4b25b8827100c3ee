"""Sources: one reader for each published form of an answer, bytes in, WrittenAnswers out."""

from qa.archive.sources.files import open_source, reread
from qa.archive.sources.source import Item, Refusal, Repaired, Source, Superseded

__all__ = ["Item", "Refusal", "Repaired", "Source", "Superseded", "open_source", "reread"]
