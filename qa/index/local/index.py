"""An index that is open: postings in arrays, scored by BM25 where a question touches them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.errors import IndexUnusable
from qa.index.local.doc_table import Answers
from qa.index.local.engine import Engine, Wanted
from qa.index.local.kernels_numpy import ALL_KINDS, LAST_DAY
from qa.index.local.postings import Floats, Ints, end_to_end
from qa.index.local.vocabulary import Vocabulary
from qa.index.local.word_counts import Counts, learnt
from qa.model import KINDS, QUOTABLE, STATUSES, Filters, Query, Status
from qa.model.bodies import family

ALSO = 0.7
"""What other words weigh, all together, beside the word they are searched for."""

Ranking = tuple[Ints, Floats]
"""Places of passages, best first, and their scores."""


@dataclass(frozen=True, slots=True)
class Match:
    """One passage that shares a term with the question: its row and place, and its score."""

    row: int
    place: int
    score: float


@dataclass(frozen=True, eq=False)
class Index:
    """The passages of a store, scored by an engine over postings that are mapped from disk.

    A passage has a place, in the order in which ties are broken, and the engine's own number for
    it: passage i of the engine has the place `places[i]`, and place j has its passage
    `numbers[j]`. `rows` and `answer_of`, which numbers into `answers`, have one entry a place;
    `runs` are those of the engine's order.
    `spelt` counts the words as the answers spell them, `short_forms` those that they explain.
    `version` is a digest of settings and passages; `revision` is that of the store it was built
    from, and `change` the last change that it has taken in.
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
        """How many passages there are."""
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
        """Short forms that the answers explain, each with a tab and its long form."""
        return learnt(self.short_forms)

    @cached_property
    def newest(self) -> date | None:
        """The day of the newest answer; None where there is none."""
        return date.fromordinal(int(self.answers.facts["day"].max())) if len(self) else None

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
        known = self.engine.idf.get(term)
        return self.engine.rarest if known is None else known

    def asked(self, query: Query) -> Mapping[str, float]:
        """Each term's weight in a query: its idf, less where the query asks for it less.

        A word for which another is searched too is as common as the two of them together, and
        the other's terms weigh together at most a share of what it weighs.
        """
        # A reply asks for the same several times over.
        last = self._last_asked.get("query")
        if last is None or last[0] is not query:
            last = self._last_asked["query"] = query, self._weighed(query)
        return last[1]

    @cached_property
    def _last_asked(self) -> dict[str, tuple[Query, dict[str, float]]]:
        return {}

    def _weighed(self, query: Query) -> dict[str, float]:
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
        asked = self.asked(query)
        known, stand = self.engine.found(asked, self.numbers[np.flatnonzero(self.rows == row)])
        held = {
            term: asked[term] * self.engine.adds(posting)
            for term, posting in zip(known, stand[0].tolist(), strict=True)
            if posting >= 0
        }
        return dict(sorted(held.items(), key=lambda share: -share[1]))

    def match(self, query: Query, hits: int, ranking: Ranking | None = None) -> list[Match]:
        """The best passages for a query, at most `hits`; by a ranking other than this index's own,
        where one is given.

        Best score first; ties by newest answered, then `answer_id`, then n.
        """
        places, scores = ranking or self.ranked(query, hits)
        places, scores = places[:hits], scores[:hits]
        return list(map(Match, self.rows[places].tolist(), places.tolist(), scores.tolist()))

    def covered(self, query: Query, places: Ints) -> Floats:
        """The share of a query's weight that the passage at each of some places holds: all of it
        where the query names its answer."""
        asked = self.asked(query)
        known, stand = self.engine.found(asked, self.numbers[places])
        covered = _covered(query, asked, dict(zip(known, stand.T >= 0, strict=True)), len(places))
        if query.uins:
            covered[np.isin(self.answer_of[places], list(self.named(query.uins)))] = 1.0
        return covered

    def holding(self, query: Query, share: float) -> tuple[Ints, Floats]:
        """Places of all passages that hold at least a share of a query's weight, ascending, and
        what each holds; its filters let them through, and one that it names holds all."""
        asked = self.asked(query)
        best = self.engine.best(asked, len(self), self._wanted(query))
        known, stand = self.engine.found(asked, best.passages)
        held = dict(zip(known, stand.T >= 0, strict=True))
        covered = np.zeros(len(self))
        covered[best.passages] = _covered(query, asked, held, len(best.passages))
        covered[~self._let(query)] = 0.0
        covered[self._named(query)] = 1.0
        passages = np.flatnonzero((covered > 0) & (covered >= share))
        places = self.places[passages].astype(np.int64)
        order = np.argsort(places)
        return places[order], covered[passages[order]]

    def match_answers(
        self, query: Query, hits: int, ranking: Ranking | None = None
    ) -> list[tuple[str, float]]:
        """The best answers for a query, at most `hits`: `answer_id` and score of the best passage.

        The members of a group follow the best of them, whatever their own scores; one that shares
        no term with the query takes the score of the member before it. `ranking` as in `match`.
        """
        places, scores = ranking or self.ranked(query)
        answers, first = np.unique(self.answer_of[places], return_index=True)
        own = dict(zip(answers.tolist(), scores[first].tolist(), strict=True))
        ranked: dict[str, float] = {}
        done: set[int] = set()
        for answer in answers[np.argsort(first)].tolist():
            if len(ranked) >= hits:
                break
            if answer in done:
                continue
            members = self.members(query, answer)
            done.update(members)
            members.sort(key=lambda at: (-own.get(at, 0.0), at))
            score = own[answer]
            for member in members:
                score = min(score, own.get(member, score))
                ranked[self.answers.ids[member]] = score
        return list(ranked.items())[:hits]

    def parts(self, places: Ints) -> list[tuple[object, int]]:
        """The group of equal answers of the passage at each of some places, and which of its
        answer's passages it is: where both are the same, the same is said."""
        answers = self.answer_of[places]
        groups = self.answers.facts["group"][answers].tolist()
        return list(zip(groups, (places - self.answers.firsts[answers]).tolist(), strict=True))

    def members(self, query: Query, answer: int) -> list[int]:
        """The answers of one's group, itself included, that the filters of a query let through."""
        alike = self.answers.alike(answer)
        if alike == [answer]:  # It was found, and so was let through.
            return alike
        named = self.named(query.uins)
        return [at for at in alike if self._lets(query, at, at in named)]

    def let_through(self, query: Query) -> npt.NDArray[np.bool_]:
        """Which passages, by their places, the filters of a query let through."""
        let = self._let(query)
        let[self._named(query)] = True
        return let[self.numbers]

    def ranked(self, query: Query, depth: int | None = None) -> Ranking:
        """The passages that share a term with a query, best first, and their scores: all that its
        filters let through, or the best so many.

        Those whose answer the query names by its UIN come first, above all by the best score.
        Passages are told by their place, which numbers into `rows` and `answer_of`.
        """
        asked, named = self.asked(query), self._named(query)
        if depth is None or query.among is not None:
            scores = self.engine.scores(asked)
            passages = np.flatnonzero(self._let(query) & (scores > 0))
            scores = scores[passages]
        else:
            best = self.engine.best(asked, depth, self._wanted(query))
            passages, scores = best.passages, best.scores
        if len(named):
            own, others = self.engine.scores_of(asked, named), ~np.isin(passages, named)
            own += max(own.max(), scores.max(initial=0.0)) + 1
            passages = np.concatenate([passages[others], named])
            scores = np.concatenate([scores[others], own])
        places = self.places[passages].astype(np.int64)
        order = np.lexsort((places, -scores))[:depth]
        return places[order], scores[order]

    def named(self, uins: Sequence[str]) -> set[int]:
        """The answers that bear one of these UINs, in any session."""
        return {at for uin in uins for at in self.answers.bearing(uin)}

    def _let(self, query: Query) -> npt.NDArray[np.bool_]:
        """Which passages of the engine a query's filters let through, named or not."""
        wanted, let = self._wanted(query), np.zeros(len(self), dtype=bool)
        for first, end in wanted.ranges.tolist():
            let[first:end] = True
        let &= self.engine.allows(wanted)
        if query.among is not None:
            rows = np.fromiter(query.among, np.int64, len(query.among))
            let &= np.isin(self.answers.facts["number"], rows)[self.answer_of[self.places]]
        return let

    def _named(self, query: Query) -> Ints:
        """The passages of the engine whose answer a query names, and its filters let through."""
        answers = [at for at in sorted(self.named(query.uins)) if self._lets(query, at, named=True)]
        bounds = np.array([[at, at + 1] for at in answers], dtype=self.answer_of.dtype)
        spans = np.searchsorted(self.answer_of, bounds).tolist()
        places = end_to_end(np.arange(first, end) for first, end in spans)
        return self.numbers[places].astype(np.int64)

    def _wanted(self, query: Query) -> Wanted:
        """Which passages the filters of the query let through, but for the answers it names."""
        return self._ranges(query.filters, tuple(query.filters.status or QUOTABLE))

    @cached_property
    def _ranges(self) -> Callable[[Filters, tuple[Status, ...]], Wanted]:
        return lru_cache(maxsize=64)(self._ranges_of)

    def _ranges_of(self, filters: Filters, status: tuple[Status, ...]) -> Wanted:
        runs, answers = self.runs, self.answers
        stated = [*map(STATUSES.index, status)]
        let = _among(runs["status"], stated)
        first, last = 0, LAST_DAY
        if filters.date_from:
            first = date.fromisoformat(filters.date_from).toordinal()
            let &= runs["year"] >= int(filters.date_from[:4])
        if filters.date_to:
            last = date.fromisoformat(filters.date_to).toordinal()
            let &= runs["year"] <= int(filters.date_to[:4])
        if filters.body:
            let &= _among(runs["body"], _numbers(answers.bodies, family(filters.body)))
        if filters.house:
            let &= _among(runs["house"], _numbers(answers.houses, [filters.house]))
        kinds = sum(1 << KINDS.index(kind) for kind in filters.kind) or ALL_KINDS
        edges = np.flatnonzero(np.diff(let, prepend=False, append=False))
        ends = np.concatenate([[0], runs["end"]]).astype(np.int64)
        return Wanted(ends[edges].reshape(-1, 2), first, last, kinds)

    def _lets(self, query: Query, answer: int, named: bool) -> bool:
        """Whether the filters of the query let an answer through."""
        fact, filters = self.answers.facts[answer], query.filters
        status = filters.status or (STATUSES if named else QUOTABLE)
        body, house = self.answers.bodies[fact["body"]], self.answers.houses[fact["house"]]
        day = date.fromordinal(int(fact["day"])).isoformat()
        return (
            STATUSES[fact["status"]] in status
            and (query.among is None or int(fact["number"]) in query.among)
            and (filters.date_from or day) <= day <= (filters.date_to or day)
            and not (filters.body and body not in family(filters.body))
            and not (filters.house and house != filters.house)
            and not (filters.kind and KINDS[fact["kind"]] not in filters.kind)
        )


def _covered(
    query: Query,
    asked: Mapping[str, float],
    held: Mapping[str, npt.NDArray[np.bool_]],
    passages: int,
) -> Floats:
    """The share of the query's weight that each of some passages holds, in the query's own terms or
    in other words; `held` says of a term which of them hold it, and may lack one that none does."""
    own = {term: held[term] for term in query.terms if term in held}
    for one in query.also:
        if held.keys() >= {*one.terms}:
            other = np.logical_and.reduce([held[term] for term in one.terms])
            own |= {term: own.get(term, False) | other for term in one.of}
    covered = np.zeros(passages)
    for term in query.terms:
        covered += asked[term] * own.get(term, False)
    return covered / (sum(asked[term] for term in query.terms) or 1.0)


def _among(column: npt.NDArray[Any], wanted: list[int]) -> npt.NDArray[np.bool_]:
    """Where a column has one of a few values."""
    let = np.zeros(len(column), dtype=bool)
    for value in wanted:
        let |= column == value
    return let


def _numbers(names: Sequence[str], wanted: Iterable[str]) -> list[int]:
    return [names.index(name) for name in wanted if name in names]
