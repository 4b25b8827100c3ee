"""The vocabulary of a published index: small, read whole by each process when it opens the index.

So no question waits for the engine to learn how rare its terms are, and idf is that of all shards.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.index.local.bm25 import idf
from qa.index.local.index import Index
from qa.index.local.strings import Strings
from qa.index.local.vocabulary import Vocabulary
from qa.index.local.word_counts import mined_acronyms, spelt_words
from qa.index.opensearch.parts import of_parts, to_parts


@dataclass(frozen=True, eq=False)
class PublishedVocabulary:
    """The terms with the number of passages that have each, the words and the acronyms.

    `groups` are those of more than one answer, sorted: most answers share their text with none, and
    no question asks the engine for them.
    """

    KIND = "vocabulary"
    """Of the parts that have it."""

    terms: Vocabulary
    dfs: npt.NDArray[np.uint32]
    passages: int
    words: Strings
    acronyms: Strings
    groups: npt.NDArray[np.int64]

    @classmethod
    def of(cls, index: Index) -> PublishedVocabulary:
        """The vocabulary of a local index."""
        postings = index.engine.postings
        dfs = np.diff(postings.blocks[postings.terms].astype(np.int64))
        return cls(
            postings.vocabulary,
            dfs.astype(np.uint32),
            len(index),
            Strings.of(spelt_words(index.word_counts)),
            Strings.of(mined_acronyms(index.acronym_counts)),
            _shared_groups(index),
        )

    def idf(self, term: str) -> float | None:
        """The idf of a term; None where no passage has it."""
        at = self.terms.term_id(term)
        return None if at is None else idf(int(self.dfs[at]), self.passages)

    def shares_text(self, group: int) -> bool:
        """Whether a group is of more than one answer."""
        at = bisect_left(self.groups.data, group)
        return at < len(self.groups) and int(self.groups[at]) == group

    def to_parts(self) -> list[str]:
        """This vocabulary in pieces of text."""
        arrays: dict[str, Any] = {"hashes": self.terms.hashes, "dfs": self.dfs}
        arrays["groups"] = self.groups
        named = {"terms": self.terms.spellings, "words": self.words, "acronyms": self.acronyms}
        for name, strings in named.items():
            size = int(strings.ends[-1])
            arrays[f"{name}_letters"] = strings.letters[:size]
            arrays[f"{name}_ends"] = strings.ends
        return to_parts(arrays)

    @classmethod
    def of_parts(cls, parts: Sequence[str], passages: int) -> PublishedVocabulary:
        """The vocabulary of these pieces; `passages` is the number of passages."""
        arrays = of_parts(parts)

        def strings(name: str) -> Strings:
            return Strings(arrays[f"{name}_letters"], arrays[f"{name}_ends"])

        terms = Vocabulary(arrays["hashes"], strings("terms"))
        words, acronyms = strings("words"), strings("acronyms")
        return cls(terms, arrays["dfs"], passages, words, acronyms, arrays["groups"])


def _shared_groups(index: Index) -> npt.NDArray[np.int64]:
    """The groups of more than one answer, as the documents have them."""
    groups, counts = np.unique(index.answers.facts["group"].astype(np.int64), return_counts=True)
    shared: npt.NDArray[np.int64] = groups[counts > 1]
    return shared
