"""The local home of the passage index: BM25 over mapped arrays, and sentence vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from qa.index.embeddings import Vectors
from qa.index.interface import Clause, Hit, Where
from qa.index.local.filters import FilterMasks, Mask
from qa.index.local.index import Index
from qa.index.local.matches import LocalMatchSet
from qa.index.local.postings import Floats, Ints

ANYTHING = Where()


class LocalPassageIndex:
    """An `Index` and the vectors of its passages, as a `PassageIndex`; see there.

    Safe to share between threads.
    """

    def __init__(self, index: Index, vectors: Vectors | None = None) -> None:
        self._index, self._vectors = index, vectors
        self._masks = FilterMasks(index)
        self.revision = index.revision
        self.version = index.version if vectors is None else f"{index.version}+{vectors.version}"
        self.newest: date | None = index.newest
        self.max_idf = index.engine.rarest
        self.saturation = index.engine.k1 + 1
        self.has_vectors = vectors is not None and bool(vectors.known.any())

    @property
    def vector_count(self) -> int | None:
        """The number of passages that have vectors; None without a sentence model."""
        return None if self._vectors is None else self._vectors.read

    def __len__(self) -> int:
        """The number of passages."""
        return len(self._index)

    def idf(self, term: str) -> float | None:
        """The inverse document frequency of a term; None where no passage has it."""
        return self._index.engine.idf.get(term)

    def search(self, weights: Mapping[str, float], where: Where, depth: int) -> list[Hit]:
        """The best passages that hold any of the terms, best first."""
        engine, index = self._index.engine, self._index
        if where.answers is not None:
            scores = engine.scores(weights)
            numbers = np.flatnonzero(self._masks.passages(where) & (scores > 0))
            scores = scores[numbers]
        else:
            best = engine.best(weights, depth, self._masks.wanted(where))
            numbers, scores = best.passages, best.scores
        return self._best(index.places[numbers].astype(np.int64), scores, depth)

    def nearest(self, text: str, where: Where, depth: int) -> list[Hit]:
        """The passages whose vectors are nearest to a text's."""
        if self._vectors is None:
            return []
        mask = self._masks.passages(where)[self._index.numbers] & self._vectors.known
        docs, cosines = self._vectors.nearest(self._vectors.model.vector(text), mask, depth)
        return self._best(docs, cosines, depth)

    def named(self, uins: Sequence[str], where: Where) -> list[Hit]:
        """The passages of the answers that bear one of the UINs."""
        docs = self._masks.named(uins, where)
        return self._hits(docs, np.zeros(len(docs)))

    def score(self, weights: Mapping[str, float], hits: Sequence[Hit]) -> list[float]:
        """The BM25 scores of these passages."""
        scores: list[float] = self._index.engine.scores_of(weights, self._numbers(hits)).tolist()
        return scores

    def cosines(self, text: str, hits: Sequence[Hit]) -> list[tuple[float, float] | None]:
        """The cosines of a text with the source question and the words of each passage."""
        found: list[tuple[float, float] | None] = [None] * len(hits)
        if self._vectors is None or not hits:
            return found
        docs = np.array([hit.doc for hit in hits], dtype=np.int64)
        known = np.flatnonzero(self._vectors.known[docs])
        pairs = self._vectors.cosines(self._vectors.model.vector(text), docs[known]).tolist()
        for at, (question, passage) in zip(known.tolist(), pairs, strict=True):
            found[at] = question, passage
        return found

    def coverage(self, clauses: Sequence[Clause], hits: Sequence[Hit]) -> list[float]:
        """The share of the clauses' weight that each passage satisfies."""
        covered: list[float] = self._coverage(clauses, self._numbers(hits)).tolist()
        return covered

    def matching(
        self, clauses: Sequence[Clause], min_coverage: float, uins: Sequence[str] = ()
    ) -> LocalMatchSet:
        """The answers with a passage that covers so much, and those named by their UIN."""
        index = self._index
        terms = {term: 1.0 for one in clauses for terms in one.alternatives for term in terms}
        numbers = np.flatnonzero(index.engine.scores(terms) > 0)
        covered = np.zeros(len(index))
        covered[numbers] = self._coverage(clauses, numbers)
        covered = covered[index.numbers]
        named = np.zeros(len(index), dtype=bool)
        named[self._masks.named(uins, ANYTHING)] = True
        covered[named] = 1.0
        docs = np.flatnonzero((covered > 0) & (covered >= min_coverage))
        return self._match_set(docs, covered[docs], named[docs])

    def everything(self) -> LocalMatchSet:
        """All answers."""
        docs = np.arange(len(self._index))
        return self._match_set(docs, np.ones(len(docs)), np.zeros(len(docs), dtype=bool))

    def _match_set(self, docs: Ints, covered: Floats, named: Mask) -> LocalMatchSet:
        return LocalMatchSet(self._index, self._masks, self._hits, docs, covered, named)

    def same_text(self, hit: Hit, where: Where) -> list[tuple[str, date]]:
        """The `answer_id` and date of each answer with the same text, newest first."""
        answers, own = self._index.answers, int(self._index.answer_of[hit.doc])
        alike = [at for at in answers.alike(own) if at == own or self._masks.matches(where, at)]
        days = answers.facts["day"][alike].tolist()
        return [
            (answers.ids[at], date.fromordinal(day)) for at, day in zip(alike, days, strict=True)
        ]

    def explain(self, weights: Mapping[str, float], hit: Hit) -> dict[str, float]:
        """The part of each term in the passage's BM25 score, largest first."""
        engine = self._index.engine
        known, postings = engine.found(weights, self._numbers([hit]))
        parts = {
            term: weights[term] * engine.adds(posting)
            for term, posting in zip(known, postings[0].tolist(), strict=True)
            if posting >= 0
        }
        return dict(sorted(parts.items(), key=lambda part: -part[1]))

    def words(self) -> Sequence[str]:
        """The words as the answers spell them, most frequent first."""
        return self._index.words

    def acronyms(self) -> Sequence[str]:
        """The acronyms that answers explain, each with a tab and its long form."""
        return self._index.acronyms

    def _coverage(self, clauses: Sequence[Clause], numbers: Ints) -> Floats:
        terms = dict.fromkeys(
            term for one in clauses for terms in one.alternatives for term in terms
        )
        known, postings = self._index.engine.found(terms, numbers)
        held = dict(zip(known, postings.T >= 0, strict=True))
        covered = np.zeros(len(numbers))
        for one in clauses:
            satisfied = np.zeros(len(numbers), dtype=bool)
            for alternative in one.alternatives:
                if held.keys() >= {*alternative}:
                    satisfied |= np.logical_and.reduce([held[term] for term in alternative])
            covered += one.weight * satisfied
        return covered / (sum(one.weight for one in clauses) or 1.0)

    def _numbers(self, hits: Sequence[Hit]) -> Ints:
        docs = np.array([hit.doc for hit in hits], dtype=np.int64)
        return self._index.numbers[docs].astype(np.int64)

    def _best(self, docs: Ints, scores: Floats, depth: int) -> list[Hit]:
        order = np.lexsort((docs, -scores))[:depth]
        return self._hits(docs[order], scores[order])

    def _hits(self, docs: Ints, scores: Floats) -> list[Hit]:
        index = self._index
        answers = index.answer_of[docs]
        facts = index.answers.facts[answers]
        parts = docs - index.answers.firsts[answers].astype(np.int64)
        columns = (docs, index.rows[docs], facts["number"], facts["group"], parts, scores)
        return [
            Hit(doc, passage, answer, (group, part), score)
            for doc, passage, answer, group, part, score in zip(
                *(column.tolist() for column in columns), strict=True
            )
        ]
