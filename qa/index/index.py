"""An index that is open: postings in arrays, scored by BM25 where a question touches them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from qa.bodies import family
from qa.errors import IndexUnusable
from qa.index.bm25 import BM25
from qa.records import KINDS, QUOTABLE, STATUSES, Query

ALSO = 0.7
"""What other words weigh, all together, beside the word they are searched for."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Ranking = tuple[Ints, Floats]
"""Places of passages, best first, and their scores."""


@dataclass(frozen=True, slots=True)
class Match:
    """One passage that shares a term with the question: its row, score, and the weight it holds.

    `covered` is the share, 0 to 1, of the question's idf that the passage's terms hold.
    """

    row: int
    score: float
    covered: float


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """The postings of every passage, in the order in which ties are broken.

    `rows`, `lengths` (in terms) and `answers` have one entry a passage; `answers` numbers into
    `answer_ids`, `groups`, `days` (date answered, else tabled, as a proleptic ordinal),
    `statuses` and `kinds` (places in STATUSES and KINDS), `bodies` and `houses`, which have one
    entry an answer. Answers of one group have the same text. Term i of `vocabulary` stands in the
    passages `posting_passages[a:b]`, `posting_tfs[a:b]` times each, where a, b =
    `offsets[i : i + 2]`.
    `acronyms` are short forms the answers explain, each with a tab and its long form;
    `words` are words as the answers spell them, most frequent first.
    `version` is a digest of settings and passages, `revision` that of the store it was built from.
    """

    version: str
    revision: str
    k1: float
    b: float
    avgdl: float
    vocabulary: dict[str, int]
    idf: Floats
    offsets: Ints
    posting_passages: Ints
    posting_tfs: Ints
    rows: Ints
    lengths: Ints
    answers: Ints
    groups: Ints
    days: Ints
    statuses: Ints
    kinds: Ints
    answer_ids: Sequence[str]
    bodies: Sequence[str]
    houses: Sequence[str]
    acronyms: Sequence[str]
    words: Sequence[str]

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self.rows)

    @property
    def newest(self) -> date | None:
        """The day of the newest answer; None where there is none."""
        return date.fromordinal(int(self.days.max())) if len(self.days) else None

    def refuse_other(self, revision: str) -> None:
        """Raise IndexUnusable unless this index was built from the store of that revision, or from
        the same store before it: from another one its rows would name other passages."""
        built, at = self.revision.rsplit(".", 1)
        stands, now = revision.rsplit(".", 1)
        if built != stands or int(at) > int(now):
            raise IndexUnusable(
                "The index was built from another store than the one beside it.",
                "Run `qa index` to build it.",
            )

    def weight(self, term: str) -> float:
        """A term's idf; a term that no passage has weighs as the rarest."""
        if term in self.vocabulary:
            return float(self.idf[self.vocabulary[term]])
        return float(self.idf.max()) if len(self.idf) else 1.0

    def asked(self, query: Query) -> dict[str, float]:
        """Each term's weight in a query: its idf, less where the query asks for it less.

        A word for which another is searched too is as common as the two of them together, and
        the other's terms weigh together at most a share of what it weighs.
        """
        typed = {term: self.weight(term) * query.weights.get(term, 1.0) for term in query.terms}
        asked = dict(typed)
        for one in query.also:
            known = [term for term in one.terms if term in self.vocabulary]
            if len(known) < len(one.terms):
                continue
            own = sum(typed[term] for term in one.of)
            other = sum(self.weight(term) for term in known)
            scale = min(1.0, other / own)
            for term in one.of:
                asked[term] = min(asked[term], typed[term] * scale)
            for term in known:
                if term not in typed:
                    share = ALSO * self.weight(term) * min(1.0, own / other)
                    asked[term] = max(asked.get(term, 0.0), share)
        return asked

    def shares(self, query: Query, row: int) -> dict[str, float]:
        """What each term of a query adds to the score of the passage of a row, largest first."""
        place = int(np.flatnonzero(self.rows == row)[0])
        held = {}
        asked = self.asked(query)
        for term in asked:
            alone = np.zeros(len(self), dtype=bool)
            alone[place] = True
            places, model = self._touched([term] if term in self.vocabulary else [], alone)
            if len(places):
                model.idf = {term: asked[term]}
                held[term] = float(model.get_scores([term])[0])
        return dict(sorted(held.items(), key=lambda share: -share[1]))

    def match(self, query: Query, hits: int, ranking: Ranking | None = None) -> list[Match]:
        """The best passages for a query, at most `hits`; by a ranking other than this index's own,
        where one is given.

        Best score first; ties by newest answered, then `answer_id`, then n.
        """
        places, scores = ranking or self.ranked(query)
        asked = self.asked(query)
        total = sum(asked[term] for term in query.terms)
        named = self.named(query.uins)
        return [
            Match(
                int(self.rows[place]),
                float(score),
                1.0 if named[self.answers[place]] else self._held(query, asked, place) / total,
            )
            for place, score in zip(places[:hits], scores[:hits], strict=True)
        ]

    def match_answers(
        self, query: Query, hits: int, ranking: Ranking | None = None
    ) -> list[tuple[str, float]]:
        """The best answers for a query, at most `hits`: `answer_id` and score of the best passage.

        The members of a group follow the best of them, whatever their own scores; one that shares
        no term with the query takes the score of the member before it. `ranking` as in `match`.
        """
        places, scores = ranking or self.ranked(query)
        wanted = self._wanted(query)
        answers, first = np.unique(self.answers[places], return_index=True)
        own = dict(zip(answers.tolist(), scores[first].tolist(), strict=True))
        ranked: dict[str, float] = {}
        done: set[int] = set()
        for answer in answers[np.argsort(first)].tolist():
            if len(ranked) >= hits:
                break
            group = int(self.groups[answer])
            if group in done:
                continue
            done.add(group)
            members = [int(at) for at in np.flatnonzero((self.groups == group) & wanted)]
            members.sort(key=lambda at: (-own.get(at, 0.0), at))
            score = own[answer]
            for member in members:
                score = min(score, own.get(member, score))
                ranked[self.answer_ids[member]] = score
        return list(ranked.items())[:hits]

    def let_through(self, query: Query) -> npt.NDArray[np.bool_]:
        """Which passages the filters of a query let through."""
        return self._wanted(query)[self.answers]

    def ranked(self, query: Query) -> Ranking:
        """Every wanted passage that shares a term with a query, best first, and its score.

        Those whose answer the query names by its UIN come first, above all by the best score.
        """
        asked = self.asked(query)
        terms = [term for term in asked if term in self.vocabulary]
        wanted = self._wanted(query)[self.answers]
        places, model = self._touched(terms, wanted)
        model.idf = asked
        scores = np.asarray(model.get_scores(terms)) if len(places) else np.zeros(0)
        if query.uins:
            places, scores = self._lifted(query, wanted, places, scores)
        order = np.argsort(-scores, kind="stable")
        return places[order], scores[order]

    def named(self, uins: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Which answers bear one of these UINs, in any session."""
        if not uins:
            return np.zeros(len(self.answer_ids), dtype=bool)
        wanted = {uin.upper() for uin in uins}
        bears = (one.rpartition("/")[2].upper() in wanted for one in self.answer_ids)
        return np.fromiter(bears, bool, len(self.answer_ids))

    def _lifted(
        self, query: Query, wanted: npt.NDArray[np.bool_], places: Ints, scores: Floats
    ) -> tuple[Ints, Floats]:
        """Places and scores with the named answers' passages among them, above all others."""
        named = np.flatnonzero(self.named(query.uins)[self.answers] & wanted)
        every = np.union1d(places, named)
        lifted = np.zeros(len(every))
        lifted[np.searchsorted(every, places)] = scores
        lifted[np.searchsorted(every, named)] += scores.max(initial=0.0) + 1
        return every, lifted

    def _held(self, query: Query, asked: Mapping[str, float], place: int) -> float:
        """The weight of a query's terms that a passage holds, in themselves or in other words."""
        held = {term for term in query.terms if self._has(term, place)}
        for one in query.also:
            if all(self._has(term, place) for term in one.terms):
                held.update(one.of)
        return sum(asked[term] for term in query.terms if term in held)

    def _has(self, term: str, place: int) -> bool:
        if term not in self.vocabulary:
            return False
        passages, _ = self._postings(term)
        at = int(np.searchsorted(passages, place))
        return at < len(passages) and int(passages[at]) == place

    def _touched(self, terms: list[str], wanted: npt.NDArray[np.bool_]) -> tuple[Ints, BM25]:
        """The wanted passages that have any of the terms, and the model restricted to them.

        rank-bm25 scans every passage it knows for every term, and looks at no other term of it:
        over the touched ones alone its scores are the same, and it has far less to scan.
        """
        slices = {term: self._postings(term) for term in terms}
        touched = np.zeros(len(self), dtype=bool)
        for passages, _ in slices.values():
            touched[passages] = True
        places = np.flatnonzero(touched & wanted)
        frequencies: list[dict[str, int]] = [{} for _ in places]
        number = np.full(len(self), -1)
        number[places] = np.arange(len(places))
        for term, (passages, tfs) in slices.items():
            kept = number[passages] >= 0
            for at, tf in zip(number[passages[kept]].tolist(), tfs[kept].tolist(), strict=True):
                frequencies[at][term] = tf
        model = BM25.__new__(BM25)
        model.k1, model.b, model.avgdl = self.k1, self.b, self.avgdl
        model.corpus_size = len(places)
        model.doc_len = self.lengths[places]
        model.doc_freqs = frequencies
        return places, model

    def _postings(self, term: str) -> tuple[Ints, Ints]:
        start, end = self.offsets[self.vocabulary[term] : self.vocabulary[term] + 2]
        return self.posting_passages[start:end], self.posting_tfs[start:end]

    def _wanted(self, query: Query) -> npt.NDArray[np.bool_]:
        """Which answers the filters of the query let through."""
        filters = query.filters
        wanted = np.ones(len(self.answer_ids), dtype=bool)
        if filters.date_from:
            wanted &= self.days >= date.fromisoformat(filters.date_from).toordinal()
        if filters.date_to:
            wanted &= self.days <= date.fromisoformat(filters.date_to).toordinal()
        if filters.body:
            wanted &= np.isin(np.asarray(self.bodies), sorted(family(filters.body)))
        if filters.house:
            wanted &= np.asarray(self.houses) == filters.house
        stands = np.isin(self.statuses, [*map(STATUSES.index, filters.status or QUOTABLE)])
        wanted &= stands if filters.status else stands | self.named(query.uins)
        if filters.kind:
            wanted &= np.isin(self.kinds, [*map(KINDS.index, filters.kind)])
        return wanted
