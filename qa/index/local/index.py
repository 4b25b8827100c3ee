"""The arrays of a local index, mapped from disk, and the engine that scores over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from qa.index.local.doc_table import Answers
from qa.index.local.engine import Engine
from qa.index.local.postings import Ints
from qa.index.local.vocabulary import Vocabulary
from qa.index.local.word_counts import Counts, learnt


@dataclass(frozen=True, eq=False)
class Index:
    """The passages of a store, scored by an engine over postings that are mapped from disk.

    A passage has a docid, in the order that breaks ties, and a number in the engine, in the order
    that keeps what a filter matches together: passage i of the engine has the docid `places[i]`,
    and docid j has the engine's number `numbers[j]`. `rows` (in the store) and `answer_of` (in
    `answers`) have one entry a docid; `runs` are those of the engine's order.
    `spelt` counts the words as the answers spell them, `short_forms` the acronyms they explain.
    `version` is a digest of settings and passages, `revision` that of the store it was built from,
    and `change` the last change of the store that it includes.
    """

    version: str
    revision: str
    change: int
    engine: Engine
    answers: Answers
    runs: npt.NDArray[np.void]
    rows: Ints
    answer_of: npt.NDArray[np.uint32]
    places: npt.NDArray[np.uint32]
    numbers: npt.NDArray[np.uint32]
    spelt: Counts
    short_forms: Counts

    def __len__(self) -> int:
        """The number of passages."""
        return len(self.rows)

    @property
    def vocabulary(self) -> Vocabulary:
        """The terms that passages have."""
        return self.engine.postings.vocabulary

    @property
    def words(self) -> Sequence[str]:
        """Words as the answers spell them, most frequent first."""
        return self.spelt.believed()

    @property
    def acronyms(self) -> list[str]:
        """The acronyms that the answers explain, each with a tab and its long form."""
        return learnt(self.short_forms)

    @cached_property
    def newest(self) -> date | None:
        """The date of the newest answer; None where there is none."""
        return date.fromordinal(int(self.answers.facts["day"].max())) if len(self) else None
