"""The config of an index: all that decides what it holds, apart from the passages."""

from __future__ import annotations

from dataclasses import dataclass

from qa.settings import Settings
from qa.text import references
from qa.text.analyzer import Analyzer
from qa.text.passages import SPLITTER_VERSION
from qa.text.stubs import rules

ANNOTATIONS = f"{rules()['version']}/{references.RULES_VERSION}"
"""The versions of the rules by which texts are annotated: stubs and references."""


@dataclass(frozen=True, slots=True)
class IndexConfig:
    """All that decides what an index holds, apart from the passages.

    `layout` is the version of the file format and of what it counts, `reading` the rules by which
    texts are annotated, `splitter` the version of the rules by which passages are split,
    `passage_words` their target length, and `context` whether a passage is indexed with its heading
    and source question.
    """

    layout: int
    reading: str
    analyzer: str
    splitter: str
    passage_words: int
    context: bool
    k1: float
    b: float

    @property
    def splitting(self) -> str:
        """The name of the rules by which passages are split, with their target length."""
        return f"{self.splitter}/{self.passage_words}"


def index_config(settings: Settings) -> IndexConfig:
    """The config of an index under these settings."""
    return IndexConfig(
        layout=9,
        reading=ANNOTATIONS,
        analyzer=Analyzer.name,
        splitter=SPLITTER_VERSION,
        passage_words=settings.passage_words,
        context=settings.index_context,
        k1=settings.bm25_k1,
        b=settings.bm25_b,
    )
