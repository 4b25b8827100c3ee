"""The passage index: the interface through which search finds passages.

The local index implements it over arrays; a cluster can implement it over an engine of its own.
`tests/conformance/passage_index.py` is the suite that every home passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

from qa.model import UNFILTERED, Filters
from qa.model.coverage import VectorSearch

Facet = Literal["body", "year", "house", "status", "kind"]

Month = tuple[int, int, str]
"""A year, a month from 1 to 12, and the key of an answering body, empty where none is stated."""


@dataclass(frozen=True, slots=True)
class Where:
    """Which passages can be found: those of answers that `filters` match and, where `answers` is
    given, whose row in the store is one of these."""

    filters: Filters = UNFILTERED
    answers: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage that was found.

    `passage` and `answer` are rows of the store. `doc` is the index's own handle; of equal scores
    the lower `doc` ranks first (newest answered, then `answer_id`, then n). Passages of one `group`
    have the same text.
    """

    doc: Any
    passage: int
    answer: int
    group: tuple[int, int]
    score: float


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a query: a passage that has every term of one alternative satisfies it."""

    weight: float
    alternatives: tuple[tuple[str, ...], ...]


class MatchSet(Protocol):
    """The answers that match a query, not ranked."""

    def narrow(self, where: Where) -> MatchSet:
        """The answers that the filters match; one named by its UIN in any state unless they name
        one."""

    def narrow_to(self, passages: frozenset[int]) -> MatchSet:
        """The answers that match by one of these passages, rows of the store."""

    def __len__(self) -> int:
        """The number of answers."""

    def answers(self) -> list[int]:
        """The rows of the answers in the store."""

    def count(self, facet: Facet) -> dict[str, int]:
        """The number of answers for each value of a facet that occurs; a body by its key."""

    def months(self) -> dict[Month, int]:
        """The number of answers for each month (of the date answered, else tabled) and body."""

    def by_date(self, limit: int, *, oldest_first: bool = False) -> list[Hit]:
        """The newest answers, at most `limit`, each by its passage that covers most; its score is
        that coverage."""


class PassageIndex(Protocol):
    """Passages with their terms, vectors and filters, as one revision.

    `version` is a digest of settings and passages, `revision` that of the store they come from.
    Weights map a term to its weight in place of idf: a score is their BM25 sum.
    """

    @property
    def version(self) -> str:
        """A digest of settings, passages and vectors, without a clock in it."""

    @property
    def revision(self) -> str:
        """The revision of the store that the passages come from."""

    @property
    def newest(self) -> date | None:
        """The date of the newest answer; None where there is none."""

    @property
    def max_idf(self) -> float:
        """The idf of the rarest term; 1 where there is none."""

    @property
    def saturation(self) -> float:
        """The most that one term of weight 1 can score: k1 + 1 in BM25."""

    @property
    def has_vectors(self) -> bool:
        """Whether so many passages have a dense vector that they rank by them too."""

    @property
    def vector_count(self) -> int | None:
        """The number of passages with a dense vector; None without a sentence model."""

    @property
    def vector_search(self) -> VectorSearch | None:
        """How the nearest vectors are found; None without a sentence model."""

    def __len__(self) -> int:
        """The number of passages."""

    def idf(self, term: str) -> float | None:
        """The inverse document frequency of a term; None where no passage has it."""

    def search(self, weights: Mapping[str, float], where: Where, depth: int) -> list[Hit]:
        """The best `depth` passages that have any of these terms, best first."""

    def nearest(self, text: str, where: Where, depth: int) -> list[Hit]:
        """The `depth` passages whose vectors are nearest to a text's; the score is a cosine."""

    def named(self, uins: Sequence[str], where: Where) -> list[Hit]:
        """The passages of the answers that have one of these UINs, of any status unless `where`
        names one, in the order of ties; the score is 0."""

    def score(self, weights: Mapping[str, float], hits: Sequence[Hit]) -> list[float]:
        """The BM25 scores of these passages."""

    def cosines(self, text: str, hits: Sequence[Hit]) -> list[tuple[float, float] | None]:
        """The cosines of a text with the source question and with the words of each passage; None
        for a passage without vectors."""

    def similarities(self, text: str, others: Sequence[str]) -> list[float | None]:
        """The cosine of a text with each of others; None where the index has no vectors."""

    def coverage(self, clauses: Sequence[Clause], hits: Sequence[Hit]) -> list[float]:
        """The share of the clauses' weight that each passage satisfies, from 0 to 1."""

    def matching(
        self, clauses: Sequence[Clause], min_coverage: float, uins: Sequence[str] = ()
    ) -> MatchSet:
        """The answers, of any status, with a passage whose coverage is above 0 and at least
        `min_coverage`, and those that have one of the UINs."""

    def everything(self) -> MatchSet:
        """All answers."""

    def same_text(self, hit: Hit, where: Where) -> list[tuple[str, date]]:
        """The `answer_id` and date of each answer with the same text, its own included, newest
        first, as far as the filters match."""

    def same_texts(self, hits: Sequence[Hit], where: Where) -> Iterable[Sequence[tuple[str, date]]]:
        """The same for each of these hits, in as few calls to an engine."""

    def explain(self, weights: Mapping[str, float], hit: Hit) -> dict[str, float]:
        """The part of each term in the passage's BM25 score, largest first."""

    def words(self) -> Sequence[str]:
        """The words as the answers spell them, names with a capital, most frequent first."""

    def acronyms(self) -> Sequence[str]:
        """The acronyms that answers explain, each with a tab and its long form."""
