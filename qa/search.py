"""Search: a query to ranked quotations, each with the sentence in it that matches best."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from qa import store
from qa.alike import Wording, distinct, same_answer
from qa.errors import StoreError
from qa.holdings import Holdings
from qa.index import Ranking
from qa.index.postings import Ints
from qa.ranking import LOOKED_AT, ranked
from qa.records import Answer, Hit, Passage, Query, Quotation, Span
from qa.text.analyzer import Analyzer
from qa.text.passages import sentences

SORTED = 100
"""How many of the best passages are put in another order: always as many, so that pages agree."""
SORTABLE = 0.5
"""How near to the best score a passage must come to be one of them."""
READ = 2**12
"""Passages whose sentences a server remembers."""
PHRASE_DEPTH = 2000
"""How many of the best passages are read in search of a phrase."""


def search(query: Query, holdings: Holdings, hits: int, ranking: Ranking) -> list[Quotation]:
    """The best passages of a query's ranking, at most `hits`, quoted from the texts that were
    scored; those that say the same as a better one are told with it.

    A phrase must stand in the passage, its source question or its heading, in any case; it is
    looked for in the best PHRASE_DEPTH passages. Sorted by date are the best SORTED that score at
    least SORTABLE of what the best does.
    """
    index, wanted = holdings.index, hits if query.sort == "relevance" else SORTED
    depth = PHRASE_DEPTH if query.phrases else max(LOOKED_AT, 4 * wanted)
    places, scores = ranking
    if query.sort != "relevance" and len(scores):
        depth = min(depth, int((scores >= SORTABLE * scores[0]).sum()))
    best = distinct(index, places, depth)
    score_of = dict(zip(places[:depth].tolist(), scores[:depth].tolist(), strict=True))
    kept: list[tuple[Quotation, Wording, set[int]]] = []
    chunk = max(wanted, 100) if query.phrases else wanted
    for start in range(0, len(best), chunk):
        if len(kept) == wanted:
            break
        some = best[start : start + chunk]
        quotations = quoted(query, holdings, some, [score_of[place] for place in some.tolist()])
        for place, quotation in zip(some.tolist(), quotations, strict=True):
            if query.phrases and not _holds(query.phrases, quotation.answer, quotation.passage):
                continue
            wording = Wording(quotation.text)
            told = next((told for _, other, told in kept if other.like(wording)), None)
            if told is None and len(kept) < wanted:
                told = set()
                kept.append((quotation, wording, told))
            if told is not None:
                told.update(index.members(query, int(index.answer_of[place])))
    found = [replace(one, same=same_answer(index, told)) for one, _, told in kept]
    if query.sort != "relevance":
        found.sort(
            key=lambda one: one.answer.date_answered or one.answer.date_tabled or "",
            reverse=query.sort == "newest",
        )
    asked = index.asked(query)
    return [
        replace(
            one,
            hit=replace(one.hit, rank=rank),
            best=_best_sentence(asked, holdings.analyzer, one.answer, one.passage),
        )
        for rank, one in enumerate(found[:hits], start=1)
    ]


def quoted(
    query: Query, holdings: Holdings, places: Ints, scores: Sequence[float]
) -> list[Quotation]:
    """The passages at some places of the index, from the store; not ranked, nothing marked."""
    matches = holdings.index.match(query, len(places), (places, np.array(scores)))
    passages = store.passages.by_row(holdings.db, [match.row for match in matches])
    answers = store.answers.of_versions(
        holdings.db, [passage.version for passage in passages.values()]
    )
    if len(passages) < len(matches) or {one.version for one in passages.values()} - answers.keys():
        raise StoreError("The store lacks passages that its index names.", "Run `qa check`.")
    return [
        Quotation(
            Hit(match.row, 0, match.score, match.covered),
            passages[match.row],
            answers[passages[match.row].version],
            Span(0, 0),
        )
        for match in matches
    ]


def saying(query: Query, holdings: Holdings, *, by_answer: bool) -> dict[str, float]:
    """The ids of answers, or passages, in which a query's phrases stand, best first, scored."""
    places, found = ranked(query, holdings)
    best, scores = places[:PHRASE_DEPTH], found[:PHRASE_DEPTH].tolist()
    told: dict[str, float] = {}
    for one in quoted(query, holdings, best, scores):
        if _holds(query.phrases, one.answer, one.passage):
            name = one.passage.answer_id if by_answer else one.passage.passage_id
            told.setdefault(name, one.hit.score)
    return told


def _holds(phrases: Iterable[str], answer: Answer, passage: Passage) -> bool:
    """Whether every phrase stands in a passage or its context, but for case, spaces and quotes."""
    text = answer.text[passage.start : passage.end]
    said = (_level(one) for one in (text, answer.source_question, answer.heading or ""))
    told = "\n".join(said)
    return all(re.search(rf"(?<!\w){re.escape(_level(one))}(?!\w)", told) for one in phrases)


def _level(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").replace("‘", "'").split())


def _best_sentence(
    asked: Mapping[str, float], analyzer: Analyzer, answer: Answer, passage: Passage
) -> Span:
    """The sentence or row that holds most of the question's weight; of equals the first."""

    def weight(read: tuple[Span, frozenset[str]]) -> float:
        return sum(asked[term] for term in sorted(asked.keys() & read[1]))

    start, end = passage.start, passage.end
    found = max(_read(analyzer, answer.text[start:end]), key=weight, default=None)
    return Span(start + found[0].start, start + found[0].end) if found else Span(start, end)


@lru_cache(maxsize=READ)
def _read(analyzer: Analyzer, text: str) -> tuple[tuple[Span, frozenset[str]], ...]:
    """The sentences and rows of a passage with their terms: a passage never changes."""
    spans = sentences(text, 0, len(text))
    return tuple((one, frozenset(analyzer.terms(text[one.start : one.end]))) for one in spans)
