"""An index that is open: postings in arrays, scored by BM25 where a question touches them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.bodies import family
from qa.errors import IndexUnusable
from qa.index.answers import Answers
from qa.index.arrays import ALL_KINDS, LAST_DAY
from qa.index.counts import Counts, learnt
from qa.index.engine import Engine, Wanted
from qa.index.postings import Floats, Ints
from qa.index.vocabulary import Vocabulary
from qa.records import KINDS, QUOTABLE, STATUSES, Query, Status

ALSO = 0.7
"""What other words weigh, all together, beside the word they are searched for."""


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
    """The passages of a store, scored by an engine over postings that are mapped from disk.

    A passage has a place, in the order in which ties are broken, and the engine's own number for
    it: passage i of the engine has the place `places[i]`. `rows` and `answer_of`, which numbers
    into `answers`, have one entry a place; `runs` are those of the engine's order.
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

    @property
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
        passage = int(np.flatnonzero(self.places == np.flatnonzero(self.rows == row)[0])[0])
        held = {}
        for term, weight in self.asked(query).items():
            if added := self.engine.adds(term, passage):
                held[term] = weight * added
        return dict(sorted(held.items(), key=lambda share: -share[1]))

    def match(self, query: Query, hits: int) -> list[Match]:
        """The best passages for a query, at most `hits`, each sharing a term with it.

        Best score first; ties by newest answered, then `answer_id`, then n.
        """
        asked = self.asked(query)
        if query.uins:
            return self._match_named(query, asked, hits)
        best = self.engine.best(asked, hits, self._wanted(query))
        places = self.places[best.passages]
        order = np.lexsort((places, -best.scores))[:hits]
        rows = self.rows[places[order]].tolist()
        scores, held = best.scores[order].tolist(), best.held[order].tolist()
        return [
            Match(row, score, _covered(query, asked, set(compress(best.terms, has))))
            for row, score, has in zip(rows, scores, held, strict=True)
        ]

    def match_answers(self, query: Query, hits: int) -> list[tuple[str, float]]:
        """The best answers for a query, at most `hits`: `answer_id` and score of the best passage.

        The members of a group follow the best of them, whatever their own scores; one that shares
        no term with the query takes the score of the member before it.
        """
        places, scores = self.ranked(query)
        answers, first = np.unique(self.answer_of[places], return_index=True)
        own = dict(zip(answers.tolist(), scores[first].tolist(), strict=True))
        named = {at for uin in query.uins for at in self.answers.bearing(uin)}
        ranked: dict[str, float] = {}
        done: set[int] = set()
        for answer in answers[np.argsort(first)].tolist():
            if len(ranked) >= hits:
                break
            if answer in done:
                continue
            members = self.answers.alike(answer)
            done.update(members)
            members = [at for at in members if self._lets(query, at, at in named)]
            members.sort(key=lambda at: (-own.get(at, 0.0), at))
            score = own[answer]
            for member in members:
                score = min(score, own.get(member, score))
                ranked[self.answers.ids[member]] = score
        return list(ranked.items())[:hits]

    def ranked(self, query: Query) -> tuple[Ints, Floats]:
        """Every wanted passage that shares a term with a query, best first, and its score.

        Those whose answer the query names by its UIN come first, above all by the best score.
        Passages are told by their place, which numbers into `rows` and `answer_of`.
        """
        scores = self.engine.scores(self.asked(query))
        let = self._let(self._wanted(query))
        named = self._let(self._wanted(query, self._any_status(query)))
        named &= self.named(query.uins)[self.answer_of[self.places]] if query.uins else False
        passages = np.flatnonzero((let & (scores > 0)) | named)
        scores = scores[passages]
        scores[named[passages]] += scores.max(initial=0.0) + 1
        places = self.places[passages].astype(np.int64)
        order = np.lexsort((places, -scores))
        return places[order], scores[order]

    def named(self, uins: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Which answers bear one of these UINs, in any session."""
        bears = np.zeros(len(self.answers), dtype=bool)
        bears[[at for uin in uins for at in self.answers.bearing(uin)]] = True
        return bears

    def _match_named(self, query: Query, asked: Mapping[str, float], hits: int) -> list[Match]:
        """The best passages for a query that names answers."""
        places, scores = (column[:hits].tolist() for column in self.ranked(query))
        named = self.named(query.uins)
        passages = {int(self.places[at]): at for at in np.flatnonzero(np.isin(self.places, places))}
        found = []
        for place, score in zip(places, scores, strict=True):
            held = {term for term in asked if self.engine.has(term, int(passages[place]))}
            whole = named[self.answer_of[place]]
            covered = 1.0 if whole else _covered(query, asked, held)
            found.append(Match(int(self.rows[place]), score, covered))
        return found

    def _wanted(self, query: Query, status: Sequence[Status] | None = None) -> Wanted:
        """Which passages the filters of the query let through, of these states."""
        runs, answers = self.runs, self.answers
        stated = [*map(STATUSES.index, status or query.status or QUOTABLE)]
        let = _among(runs["status"], stated)
        first, last = 0, LAST_DAY
        if query.date_from:
            first = date.fromisoformat(query.date_from).toordinal()
            let &= runs["year"] >= int(query.date_from[:4])
        if query.date_to:
            last = date.fromisoformat(query.date_to).toordinal()
            let &= runs["year"] <= int(query.date_to[:4])
        if query.body:
            let &= _among(runs["body"], _numbers(answers.bodies, family(query.body)))
        if query.house:
            let &= _among(runs["house"], _numbers(answers.houses, [query.house]))
        kinds = sum(1 << KINDS.index(kind) for kind in query.kind) or ALL_KINDS
        edges = np.flatnonzero(np.diff(let, prepend=False, append=False))
        ends = np.concatenate([[0], runs["end"]]).astype(np.int64)
        return Wanted(ends[edges].reshape(-1, 2), first, last, kinds)

    def _any_status(self, query: Query) -> Sequence[Status]:
        """The states in which an answer is found that the query names by its UIN."""
        return query.status or STATUSES

    def _let(self, wanted: Wanted) -> npt.NDArray[np.bool_]:
        """Which passages of the engine are wanted."""
        let = np.zeros(len(self), dtype=bool)
        for first, end in wanted.ranges.tolist():
            let[first:end] = True
        return let & self.engine.allows(wanted)

    def _lets(self, query: Query, answer: int, named: bool) -> bool:
        """Whether the filters of the query let an answer through."""
        fact = self.answers.facts[answer]
        status = self._any_status(query) if named else query.status or QUOTABLE
        day = int(fact["day"])
        return (
            STATUSES[fact["status"]] in status
            and not (query.date_from and day < date.fromisoformat(query.date_from).toordinal())
            and not (query.date_to and day > date.fromisoformat(query.date_to).toordinal())
            and not (query.body and self.answers.bodies[fact["body"]] not in family(query.body))
            and not (query.house and self.answers.houses[fact["house"]] != query.house)
            and not (query.kind and KINDS[fact["kind"]] not in query.kind)
        )


def _covered(query: Query, asked: Mapping[str, float], held: set[str]) -> float:
    """The share of the query's weight that terms hold, in themselves or in other words."""
    own = {term for term in query.terms if term in held}
    for one in query.also:
        if held.issuperset(one.terms):
            own.update(one.of)
    total = sum(asked[term] for term in query.terms)
    return sum(asked[term] for term in query.terms if term in own) / total


def _among(column: npt.NDArray[Any], wanted: list[int]) -> npt.NDArray[np.bool_]:
    """Where a column has one of a few values."""
    let = np.zeros(len(column), dtype=bool)
    for value in wanted:
        let |= column == value
    return let


def _numbers(names: Sequence[str], wanted: Iterable[str]) -> list[int]:
    return [names.index(name) for name in wanted if name in names]
