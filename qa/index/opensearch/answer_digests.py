"""A digest of all that is published of each answer: two indexes are compared by them, not by a log
that can have gaps or belong to a store that was restored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from qa.index.embeddings import Vectors
from qa.index.local.index import Index
from qa.index.local.postings import Ints
from qa.index.opensearch.parts import of_parts, to_parts

_OWN_FACTS = ["answered", "day", "status", "kind", "group", "digest"]
"""The facts of an answer that do not depend on others, as the codes of bodies and houses do."""


@dataclass(frozen=True, eq=False)
class AnswerDigests:
    """The answers' rows in the store, ascending, and a digest of 64 bits for each."""

    KIND = "digests"
    """Of the parts that have them."""

    rows: Ints
    digests: npt.NDArray[np.uint64]

    @classmethod
    def of(cls, index: Index, vectors: Vectors | None) -> AnswerDigests:
        """The digests of a local index's answers with their vectors: equal ones have the same
        documents, if config and mean length are the same."""
        answers = index.answers
        facts, firsts = answers.facts, answers.firsts.tolist()
        found = np.empty(len(answers), dtype=np.uint64)
        for at, fact in enumerate(facts[_OWN_FACTS]):
            body, house = answers.bodies[facts["body"][at]], answers.houses[facts["house"][at]]
            passages = range(firsts[at], firsts[at + 1])
            digest = blake2b(f"{answers.ids[at]}\t{body}\t{house}\t".encode(), digest_size=8)
            digest.update(b"".join(fact[name].tobytes() for name in _OWN_FACTS))
            digest.update(index.rows[passages.start : passages.stop].astype(np.int64).tobytes())
            if vectors:
                digest.update(b"".join(vectors.saved(docid) or b"-" for docid in passages))
            found[at] = int.from_bytes(digest.digest(), "little")
        order = np.argsort(facts["number"], kind="stable")
        return cls(facts["number"][order].astype(np.int64), found[order])

    def changed(self, other: AnswerDigests) -> list[int]:
        """The rows of the answers that only one of both has, or with another digest."""
        rows = np.concatenate([self.rows, other.rows])
        digests = np.concatenate([self.digests, other.digests])
        order = np.lexsort((digests, rows))
        rows, digests = rows[order], digests[order]
        alike = (rows[1:] == rows[:-1]) & (digests[1:] == digests[:-1])
        paired = np.append(alike, False) | np.append(False, alike)
        changed: list[int] = np.unique(rows[~paired]).tolist()
        return changed

    def to_parts(self) -> list[str]:
        """These digests in pieces of text."""
        return to_parts({"rows": self.rows, "digests": self.digests})

    @classmethod
    def of_parts(cls, parts: Sequence[str]) -> AnswerDigests:
        """The digests of these pieces."""
        return cls(**of_parts(parts))
