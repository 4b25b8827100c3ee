"""The local home of the passage index: BM25 over mapped arrays, and sentence vectors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import exp

import numpy as np

from qa.index.embeddings import Vectors
from qa.index.interface import Clause, Hit, Where
from qa.index.local.filters import FilterMasks, Mask
from qa.index.local.index import Index
from qa.index.local.matches import LocalMatchSet
from qa.index.local.postings import Floats, Ints
from qa.index.local.word_counts import mined_acronyms, spelt_words
from qa.model.coverage import VectorSearch, ranks_by_meaning

NO_FILTER = Where()


class LocalPassageIndex:
    """An `Index` and the vectors of its passages, as a `PassageIndex`: see there.

    Safe to share between threads.
    """

    def __init__(self, index: Index, vectors: Vectors | None = None) -> None:
        self._index, self._vectors = index, vectors
        self._masks = FilterMasks(index)
        self.revision = index.revision
        self.version = index.version if vectors is None else f"{index.version}+{vectors.version}"
        self.newest: date | None = index.newest
        self.max_idf = index.engine.max_idf
        self.saturation = index.engine.k1 + 1
        self.vector_count = None if vectors is None else vectors.count
        self.has_vectors = ranks_by_meaning(self.vector_count, len(self))
        self.vector_search: VectorSearch | None = None if vectors is None else "signs"

    def __len__(self) -> int:
        """The number of passages."""
        return len(self._index)

    def idf(self, term: str) -> float | None:
        """The inverse document frequency of a term; None where no passage has it."""
        return self._index.engine.idf.get(term)

    def search(self, weights: Mapping[str, float], where: Where, depth: int) -> list[Hit]:
        """The best passages that have any of the terms, best first."""
        engine, index = self._index.engine, self._index
        if where.answers is not None:
            scores = engine.scores(weights)
            numbers = np.flatnonzero(self._masks.by_engine_number(where) & (scores > 0))
            scores = scores[numbers]
        else:
            found = engine.top_candidates(weights, depth, self._masks.doc_filter(where))
            numbers, scores = found.numbers, found.scores
        return self._best(index.docids[numbers].astype(np.int64), scores, depth)

    def nearest(self, text: str, where: Where, depth: int) -> list[Hit]:
        """The passages whose vectors are nearest to a question's, best first."""
        if self._vectors is None:
            return []
        mask = self._masks.by_docid(where) & self._vectors.known
        docids, cosines = self._vectors.nearest(self._vectors.model.query_vector(text), mask, depth)
        return self._best(docids, cosines, depth)

    def named(self, uins: Sequence[str], where: Where) -> list[Hit]:
        """The passages of the answers that have one of the UINs."""
        docids = self._masks.named(uins, where)
        return self._hits(docids, np.zeros(len(docids)))

    def score(self, weights: Mapping[str, float], hits: Sequence[Hit]) -> list[float]:
        """The BM25 scores of these passages."""
        scores: list[float] = self._index.engine.scores_of(weights, self._numbers(hits)).tolist()
        return scores

    def cosines(self, text: str, hits: Sequence[Hit]) -> list[tuple[float, float] | None]:
        """The cosines of a text with the source question and the words of each passage."""
        found: list[tuple[float, float] | None] = [None] * len(hits)
        if self._vectors is None or not hits:
            return found
        docids = _docids(hits)
        known = np.flatnonzero(self._vectors.known[docids])
        pairs = self._vectors.cosines(
            self._vectors.model.query_vector(text), docids[known]
        ).tolist()
        for at, (question, passage) in zip(known.tolist(), pairs, strict=True):
            found[at] = question, passage
        return found

    def similarities(self, text: str, others: Sequence[str]) -> list[float | None]:
        """The cosine of a text with each of others."""
        if self._vectors is None:
            return [None] * len(others)
        return [*self._vectors.model.similarities(text, others)]

    def coverage(self, clauses: Sequence[Clause], hits: Sequence[Hit]) -> list[float]:
        """The share of the clauses' weight that each passage satisfies."""
        coverage: list[float] = self._coverage(clauses, self._numbers(hits)).tolist()
        return coverage

    def matching(
        self, clauses: Sequence[Clause], min_coverage: float, uins: Sequence[str] = ()
    ) -> LocalMatchSet:
        """The answers with a passage that covers enough, and those named by their UIN."""
        index = self._index
        numbers = self._can_cover(clauses, min_coverage)
        coverage = np.zeros(len(index))
        coverage[numbers] = self._coverage(clauses, numbers)
        coverage = coverage[index.engine_numbers]
        named = np.zeros(len(index), dtype=bool)
        named[self._masks.named(uins, NO_FILTER)] = True
        coverage[named] = 1.0
        docids = np.flatnonzero((coverage > 0) & (coverage >= min_coverage))
        return self._match_set(docids, coverage[docids], named[docids])

    def everything(self) -> LocalMatchSet:
        """All answers."""
        docids = np.arange(len(self._index))
        return self._match_set(docids, np.ones(len(docids)), np.zeros(len(docids), dtype=bool))

    def _match_set(self, docids: Ints, coverage: Floats, named: Mask) -> LocalMatchSet:
        return LocalMatchSet(self._index, self._masks, self._hits, docids, coverage, named)

    def same_text(self, hit: Hit, where: Where) -> list[tuple[str, date]]:
        """The `answer_id` and date of each answer with the same text, newest first."""
        answers, own = self._index.answers, int(self._index.answer_of[hit.doc])
        same = [at for at in answers.same_group(own) if at == own or self._masks.matches(where, at)]
        days = answers.facts["day"][same].tolist()
        return [
            (answers.ids[at], date.fromordinal(day)) for at, day in zip(same, days, strict=True)
        ]

    def same_texts(self, hits: Sequence[Hit], where: Where) -> Iterator[list[tuple[str, date]]]:
        """The same for each of these hits."""
        return (self.same_text(hit, where) for hit in hits)

    def explain(self, weights: Mapping[str, float], hit: Hit) -> dict[str, float]:
        """The part of each term in the passage's BM25 score, largest first."""
        engine = self._index.engine
        known, postings = engine.find_postings(weights, self._numbers([hit]))
        parts = {
            term: weights[term] * engine.impact(posting)
            for term, posting in zip(known, postings[0].tolist(), strict=True)
            if posting >= 0
        }
        return dict(sorted(parts.items(), key=lambda part: -part[1]))

    def words(self) -> Sequence[str]:
        """The words as the answers spell them, most frequent first."""
        return spelt_words(self._index.word_counts)

    def acronyms(self) -> Sequence[str]:
        """The acronyms that answers explain, each with a tab and its long form."""
        return mined_acronyms(self._index.acronym_counts)

    def _can_cover(self, clauses: Sequence[Clause], min_coverage: float) -> Ints:
        """The numbers of the passages that can cover enough: those with a term of the rarest clause
        without which none does, else those with any term."""
        engine, whole = self._index.engine, sum(one.weight for one in clauses)
        needed = [one for one in clauses if one.weight > (1 - min_coverage) * whole]

        def share(one: Clause) -> float:
            return sum(
                exp(-known)
                for terms in one.alternatives
                for term in terms
                if (known := engine.idf.get(term)) is not None
            )

        looked_at = [min(needed, key=share)] if needed else clauses
        terms = {term: 1.0 for one in looked_at for terms in one.alternatives for term in terms}
        return np.flatnonzero(engine.scores(terms) > 0)

    def _coverage(self, clauses: Sequence[Clause], numbers: Ints) -> Floats:
        terms = dict.fromkeys(
            term for one in clauses for terms in one.alternatives for term in terms
        )
        known, postings = self._index.engine.find_postings(terms, numbers)
        has_term = dict(zip(known, postings.T >= 0, strict=True))
        coverage = np.zeros(len(numbers))
        for one in clauses:
            satisfied = np.zeros(len(numbers), dtype=bool)
            for alternative in one.alternatives:
                if has_term.keys() >= {*alternative}:
                    satisfied |= np.logical_and.reduce([has_term[term] for term in alternative])
            coverage += one.weight * satisfied
        return coverage / (sum(one.weight for one in clauses) or 1.0)

    def _numbers(self, hits: Sequence[Hit]) -> Ints:
        return self._index.engine_numbers[_docids(hits)].astype(np.int64)

    def _best(self, docids: Ints, scores: Floats, depth: int) -> list[Hit]:
        order = np.lexsort((docids, -scores))[:depth]
        return self._hits(docids[order], scores[order])

    def _hits(self, docids: Ints, scores: Floats) -> list[Hit]:
        index = self._index
        answers = index.answer_of[docids]
        facts = index.answers.facts[answers]
        ordinals = docids - index.answers.firsts[answers].astype(np.int64)
        columns = (docids, index.rows[docids], facts["number"], facts["group"], ordinals, scores)
        return [
            Hit(docid, passage, answer, (group, ordinal), score)
            for docid, passage, answer, group, ordinal, score in zip(
                *(column.tolist() for column in columns), strict=True
            )
        ]


def _docids(hits: Sequence[Hit]) -> Ints:
    return np.array([hit.doc for hit in hits], dtype=np.int64)
