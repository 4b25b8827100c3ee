"""Sources: one reader for each published form of an answer, bytes in, WrittenAnswers out."""

from qa.sources.files import open_source, reread
from qa.sources.source import Refusal, Source

__all__ = ["Refusal", "Source", "open_source", "reread"]
