"""OpenSearch as a `PassageIndex`: one published index, searched by our terms and weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from qa.index.interface import Clause, Hit, Where
from qa.index.opensearch.documents import answer_of_order, date_answered
from qa.index.opensearch.matches import OpenSearchMatchSet
from qa.index.opensearch.queries import Coverage, filters, of_uins, ranked
from qa.index.opensearch.reader import BY_DATE, BY_SCORE, Reader, all_of_first
from qa.index.opensearch.sentence_vectors import SentenceVectors
from qa.index.opensearch.vocabulary import PublishedVocabulary
from qa.model import STATUSES
from qa.model.coverage import VectorSearch, ranks_by_meaning
from qa.store.opensearch.queries import all_of, any_of
from qa.store.opensearch.reader import OpenSearchAnswerReader


class OpenSearchPassageIndex:
    """A published index as a `PassageIndex`: see there. `answers` reads the answers of it.

    Safe to share between threads.
    """

    def __init__(
        self,
        reader: Reader,
        vocabulary: PublishedVocabulary,
        facts: Mapping[str, Any],
        answers: OpenSearchAnswerReader,
        vectors: SentenceVectors | None = None,
    ) -> None:
        self.answers = answers
        self._reader, self._vocabulary, self._vectors = reader, vocabulary, vectors
        self.revision: str = facts["revision"]
        self.version: str = facts["version"]
        self.vector_count: int | None = None
        self.vector_search: VectorSearch | None = None
        if vectors is not None:
            self.vector_search = vectors.found_by
            self.version += f"+{facts['vectors']['version']}"
            self.vector_count = facts["vectors"]["count"]
        self.has_vectors = ranks_by_meaning(self.vector_count, len(self))
        self.newest = date.fromisoformat(facts["newest"]) if facts["newest"] else None
        self.max_idf: float = facts["max_idf"]
        self.saturation: float = facts["making"]["k1"] + 1

    def __len__(self) -> int:
        """The number of passages."""
        return self._vocabulary.passages

    def idf(self, term: str) -> float | None:
        """The inverse document frequency of a term; None where no passage has it."""
        return self._vocabulary.idf(term)

    def search(self, weights: Mapping[str, float], where: Where, depth: int) -> list[Hit]:
        """The best passages that have any of the terms, best first."""
        known = {
            term: weight
            for term, weight in weights.items()
            if weight > 0 and self._vocabulary.terms.term_id(term) is not None
        }
        if not known:
            return []
        # With vectors every candidate is compared: they come in the same call.
        query, compared = ranked(known, where), self.has_vectors
        return list(self._reader.hits(query, BY_SCORE, depth, with_vectors=compared))

    def nearest(self, text: str, where: Where, depth: int) -> list[Hit]:
        """The passages whose vectors are nearest to a text's."""
        return self._vectors.nearest(text, where, depth) if self._vectors else []

    def named(self, uins: Sequence[str], where: Where) -> list[Hit]:
        """The passages of the answers that have one of the UINs."""
        if not uins:
            return []
        query = all_of(of_uins(uins), *filters(where, STATUSES))
        return list(self._reader.hits(query, BY_DATE))

    def score(self, weights: Mapping[str, float], hits: Sequence[Hit]) -> list[float]:
        """The BM25 scores of these passages."""
        return [
            sum(weight * terms[term] for term, weight in weights.items() if term in terms)
            for terms in self._terms(hits)
        ]

    def cosines(self, text: str, hits: Sequence[Hit]) -> list[tuple[float, float] | None]:
        """The cosines of a text with the source question and the words of each passage."""
        return self._vectors.cosines(text, hits) if self._vectors else [None] * len(hits)

    def similarities(self, text: str, others: Sequence[str]) -> list[float | None]:
        """The cosine of a text with each of others."""
        if self._vectors is None:
            return [None] * len(others)
        return [*self._vectors.model.similarities(text, others)]

    def coverage(self, clauses: Sequence[Clause], hits: Sequence[Hit]) -> list[float]:
        """The share of the clauses' weight that each passage satisfies."""
        whole = sum(one.weight for one in clauses) or 1.0
        return [
            sum(
                one.weight
                for one in clauses
                if any(terms.keys() >= {*alternative} for alternative in one.alternatives)
            )
            / whole
            for terms in self._terms(hits)
        ]

    def matching(
        self, clauses: Sequence[Clause], min_coverage: float, uins: Sequence[str] = ()
    ) -> OpenSearchMatchSet:
        """The answers with a passage that covers enough, and those named by their UIN."""
        coverage = Coverage.of(clauses, min_coverage, uins)
        return OpenSearchMatchSet(
            self._reader, coverage.query, coverage.least, coverage.share, tuple(uins)
        )

    def everything(self) -> OpenSearchMatchSet:
        """All answers."""
        every = {"exists": {"field": "answer"}}
        return OpenSearchMatchSet(self._reader, every, 0, lambda _: 1.0, whole_answers=True)

    def same_text(self, hit: Hit, where: Where) -> list[tuple[str, date]]:
        """The `answer_id` and date of each answer with the same text, newest first."""
        return self.same_texts([hit], where)[0]

    def same_texts(self, hits: Sequence[Hit], where: Where) -> list[list[tuple[str, date]]]:
        """The same for each of these hits; the engine is asked about shared texts alone."""
        matching, queries = all_of(*filters(where)), {}
        for hit in hits:
            if not date_answered(hit.doc) or self._vocabulary.shares_text(hit.group[0]):
                own = {"term": {"answer": hit.answer}}
                either = any_of(own, matching)
                group = {"term": {"group": hit.group[0]}}
                queries[hit.passage] = all_of_first(all_of(group, either))
        days = dict(zip(queries, self._reader.days([*queries.values()]), strict=True))
        return [
            [
                (answer_of_order(order)[0], date.fromordinal(day))
                for order, day in days.get(hit.passage) or [_own_day(hit)]
            ]
            for hit in hits
        ]

    def explain(self, weights: Mapping[str, float], hit: Hit) -> dict[str, float]:
        """The part of each term in the passage's BM25 score, largest first."""
        [terms] = self._terms([hit])
        parts = {term: weight * terms[term] for term, weight in weights.items() if term in terms}
        return dict(sorted(parts.items(), key=lambda part: -part[1]))

    def words(self) -> Sequence[str]:
        """The words as the answers spell them, most frequent first."""
        return self._vocabulary.words

    def acronyms(self) -> Sequence[str]:
        """The acronyms that answers explain, each with a tab and its long form."""
        return list(self._vocabulary.acronyms)

    def _terms(self, hits: Sequence[Hit]) -> list[dict[str, float]]:
        return self._reader.terms([hit.passage for hit in hits])


def _own_day(hit: Hit) -> tuple[str, int]:
    """The place in the order of ties, and the day, of a hit with a date answered."""
    answered = date_answered(hit.doc)
    return hit.doc, answered.toordinal() if answered else 0
