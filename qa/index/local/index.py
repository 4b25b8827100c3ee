"""The arrays of a local index, mapped from disk, and the engine that scores over them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from qa.index.local.doc_table import DocTable
from qa.index.local.engine import Engine
from qa.index.local.postings import Ints
from qa.index.local.word_counts import Counts


@dataclass(frozen=True, eq=False)
class Index:
    """The passages of a store, scored by an engine over postings that are mapped from disk.

    A passage has a docid, in the order that breaks ties, and an engine number, in the order that
    keeps what a filter matches together: engine number i has the docid `docids[i]`, docid j the
    engine number `engine_numbers[j]`. `rows` (in the store) and `answer_of` (in `answers`) have an
    entry for each docid; `filter_blocks` are in the order of the engine numbers.
    `word_counts` counts the answers that have a word, and those that write it with a capital alone,
    `acronym_counts` those that explain an acronym. `version` is a digest of settings and passages,
    `revision` that of the store the index is built from, and `change` the last change of the store
    that it includes.
    """

    version: str
    revision: str
    change: int
    engine: Engine
    answers: DocTable
    filter_blocks: npt.NDArray[np.void]
    rows: Ints
    answer_of: npt.NDArray[np.uint32]
    docids: npt.NDArray[np.uint32]
    engine_numbers: npt.NDArray[np.uint32]
    word_counts: Counts
    acronym_counts: Counts

    def __len__(self) -> int:
        """The number of passages."""
        return len(self.rows)

    @cached_property
    def newest(self) -> date | None:
        """The date of the newest answer; None where there is none."""
        return date.fromordinal(int(self.answers.facts["day"].max())) if len(self) else None
