"""Search: a query to ranked quotations, each with the sentence in it that matches best."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np

from qa import store
from qa.errors import StoreError
from qa.index import Match
from qa.index.local.postings import Ints
from qa.model import Answer, Hit, Passage, Query, Quotation, Span
from qa.search.ranking.duplicates import Wording, distinct, same_answer
from qa.search.ranking.fusion import LOOKED_AT, Deepening, ranked
from qa.search.snapshot import Holdings
from qa.text.passages import sentences

SORTED = 100
"""How many of the best passages are put in another order: always as many, so that pages agree."""
SORTABLE = 0.5
"""How near to the best score a passage must come to be one of them."""
PHRASE_DEPTH = 2000
"""How many of the best passages are read in search of a phrase."""


def search(query: Query, holdings: Holdings, hits: int, ranking: Deepening) -> list[Quotation]:
    """The best passages of a query's ranking, at most `hits`, quoted from the texts that were
    scored; those that say the same as a better one are told with it.

    A phrase must stand in the passage, its source question or its heading, in any case; it is
    looked for in the best PHRASE_DEPTH passages. Sorted by date are the best SORTED that score at
    least SORTABLE of what the best does.
    """
    index, wanted = holdings.index, hits if query.sort == "relevance" else SORTED
    depth = PHRASE_DEPTH if query.phrases else max(LOOKED_AT, 4 * wanted)
    if query.sort != "relevance":
        _, scores = ranking.first(depth)
        depth = int((scores >= SORTABLE * scores[:1]).sum())
    best = distinct(index, ranking, depth)
    kept: list[tuple[_Found, Wording, set[int]]] = []
    chunk = max(wanted, 100) if query.phrases else wanted
    while len(kept) < wanted and (some := list(islice(best, chunk))):
        at = np.array([place for place, _ in some])
        for one in _found(query, holdings, at, [score for _, score in some]):
            if query.phrases and not _holds(query.phrases, one.answer, one.passage):
                continue
            wording = Wording(one.text)
            told = next((told for _, other, told in kept if other.like(wording)), None)
            if told is None and len(kept) < wanted:
                told = set()
                kept.append((one, wording, told))
            if told is not None:
                told.update(index.members(query, int(index.answer_of[one.match.place])))
    if query.sort != "relevance":
        kept.sort(
            key=lambda one: one[0].answer.date_answered or one[0].answer.date_tabled or "",
            reverse=query.sort == "newest",
        )
    asked = index.asked(query)
    return [
        Quotation(
            Hit(one.match.row, rank, one.match.score, one.match.place),
            one.passage,
            one.answer,
            _best_sentence(asked, holdings, one),
            same=same_answer(index, told),
        )
        for rank, (one, _, told) in enumerate(kept[:hits], start=1)
    ]


class _Found(NamedTuple):
    """A match with its passage and answer, from the store."""

    match: Match
    passage: Passage
    answer: Answer

    @property
    def text(self) -> str:
        return self.answer.text[self.passage.start : self.passage.end]


def quoted(
    query: Query, holdings: Holdings, places: Ints, scores: Sequence[float]
) -> list[Quotation]:
    """The passages at some places of the index, from the store; not ranked, nothing marked."""
    return [
        Quotation(
            Hit(one.match.row, 0, one.match.score, one.match.place),
            one.passage,
            one.answer,
            Span(0, 0),
        )
        for one in _found(query, holdings, places, scores)
    ]


def _found(query: Query, holdings: Holdings, places: Ints, scores: Sequence[float]) -> list[_Found]:
    """The passages at some places of the index with their answers."""
    matches = holdings.index.match(query, len(places), (places, np.array(scores)))
    known = store.archive.passages.quoted(holdings.db, [match.row for match in matches])
    if len(known) < len(matches):
        raise StoreError("The store lacks passages that its index names.", "Run `qa check`.")
    return [_Found(match, *known[match.row]) for match in matches]


def saying(query: Query, holdings: Holdings, *, by_answer: bool) -> dict[str, float]:
    """The ids of answers, or passages, in which a query's phrases stand, best first, scored."""
    places, found = ranked(query, holdings)
    best, scores = places[:PHRASE_DEPTH], found[:PHRASE_DEPTH].tolist()
    told: dict[str, float] = {}
    for one in _found(query, holdings, best, scores):
        if _holds(query.phrases, one.answer, one.passage):
            name = one.passage.answer_id if by_answer else one.passage.passage_id
            told.setdefault(name, one.match.score)
    return told


def _holds(phrases: Iterable[str], answer: Answer, passage: Passage) -> bool:
    """Whether every phrase stands in a passage or its context, but for case, spaces and quotes."""
    text = answer.text[passage.start : passage.end]
    said = (_level(one) for one in (text, answer.source_question, answer.heading or ""))
    told = "\n".join(said)
    return all(re.search(rf"(?<!\w){re.escape(_level(one))}(?!\w)", told) for one in phrases)


def _level(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").replace("‘", "'").split())


def _best_sentence(asked: Mapping[str, float], holdings: Holdings, one: _Found) -> Span:
    """The sentence or row that holds most of the question's weight; of equals the first."""
    text, start, end = one.answer.text, one.passage.start, one.passage.end

    def weight(sentence: Span) -> float:
        terms = holdings.analyzer.terms(text[sentence.start : sentence.end])
        return sum(map(asked.__getitem__, sorted(asked.keys() & terms)))

    kept = one.passage.sentences
    found = sentences(text, start, end) if kept is None else kept
    if len(found) < 2:
        return found[0] if found else Span(start, end)
    return max(found, key=weight)
