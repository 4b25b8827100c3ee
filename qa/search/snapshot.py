"""Snapshot: everything that one reply reads, as one revision."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from qa.errors import EngineDown, IndexUnusable
from qa.index import PassageIndex, open_home
from qa.model import Answer, Passage
from qa.search.understanding.lexicon import Lexicon, acronym_rules, shipped_rules
from qa.search.understanding.spelling import Spelling
from qa.settings import Settings
from qa.store.interface import AnswerReader
from qa.text.analyzer import Analyzer

RARE_IDF = 7.6
"""The idf of a term that one passage in 2,000 has."""
MIN_VOCABULARY = 1000
"""The words that answers must have for spelling correction: a small store lacks right words."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Index, answers and vocabulary of one revision.

    `lexicon` has the other words, shipped and explained by the answers; `spelling` the words as the
    answers spell them. `read` has the passages read so far with their answers, so that none is read
    twice.
    """

    settings: Settings
    analyzer: Analyzer
    index: PassageIndex
    answers: AnswerReader
    lexicon: Lexicon
    spelling: Spelling
    read: dict[int, tuple[Passage, Answer]] = field(default_factory=dict, compare=False)

    @property
    def version(self) -> str:
        """A digest of settings, passages and vectors."""
        return self.index.version


class SnapshotManager:
    """Opens snapshots of one home, the newest each time. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._home = open_home(settings)
        self._analyzer = Analyzer()
        self._vocabulary: tuple[str, Lexicon, Spelling] | None = None

    @contextmanager
    def open(self) -> Iterator[Snapshot]:
        """A snapshot, for as long as one reply or page takes.

        Raises IndexUnusable or StoreError, with the cure, where there is nothing to search.
        """
        # The index first: a store that is read after it holds every passage that the index names.
        try:
            index = self.index()
        except EngineDown:
            raise
        except IndexUnusable:
            with self.answers():
                raise  # Where the store is missing too, that is the error.
        _, lexicon, spelling = self._words_of(index)
        with self._home.answers(index) as answers:
            yield Snapshot(self._settings, self._analyzer, index, answers, lexicon, spelling)

    def index(self) -> PassageIndex:
        """The current index; raises as `open` does."""
        return self._home.current()

    def answers(self) -> AbstractContextManager[AnswerReader]:
        """A reader of the answers as they are now, for what needs no index; raises StoreError, or
        IndexUnusable where none are published."""
        return self._home.answers()

    def state(self) -> str:
        """What changes whenever index or answers do; raises as `open`."""
        return self._home.state()

    def made_at(self) -> float | None:
        """When the index was last replaced, in seconds since the epoch; None without an index."""
        return self._home.made_at()

    def changed_at(self) -> float | None:
        """When index or answers last changed, in seconds since the epoch; None without any."""
        return self._home.changed_at()

    def _words_of(self, index: PassageIndex) -> tuple[str, Lexicon, Spelling]:
        known = self._vocabulary
        if known is None or known[0] != index.version:
            learnt = acronym_rules(index.acronyms())
            words = index.words()
            known = self._vocabulary = (
                index.version,
                Lexicon(shipped_rules(), self._analyzer, learnt),
                Spelling(
                    lambda term: index.idf(term) is not None,
                    words if len(words) >= MIN_VOCABULARY else (),
                    is_rare=lambda term: (index.idf(term) or 0.0) >= RARE_IDF,
                ),
            )
        return known
