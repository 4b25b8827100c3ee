"""Reply: one question over the holdings, answered with ranked passages or an honest no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial

import numpy as np

from qa import store
from qa.errors import BadRequest
from qa.index import Index
from qa.model import UNFILTERED, Filters, Query, Quotation, Reply, Sort
from qa.model.bodies import family
from qa.search.ranking.confidence import confidence
from qa.search.ranking.explanation import explained
from qa.search.ranking.fusion import Deepening
from qa.search.retrieve import search
from qa.search.snapshot import Holdings
from qa.search.understanding.query import Understanding, understand, wanted_hits

NEAR_MISSES = 3


def reply(
    question: str,
    holdings: Holdings,
    filters: Filters = UNFILTERED,
    *,
    earlier: Sequence[str] = (),
    hits: int | None = None,
    expand: bool = True,
    without: Sequence[str] = (),
    skip: int = 0,
    explain: bool = False,
    sort: Sort = "relevance",
) -> Reply:
    """What the answers say to one question: ranked passages, or an honest no with near misses.

    It is answerable when the confidence reaches the threshold. `earlier` are the questions asked
    before it, oldest first; `without` names parts of its understanding to leave out, `expand` says
    whether there is any; `skip` leaves out so many of the best, for the pages after the first;
    `explain` says why each passage was found, `sort` in which order. Raises BadRequest, naming the
    parameter that is out of bounds.
    """
    index, settings = holdings.index, holdings.settings
    wanted = wanted_hits(hits, settings)
    body = filters.body
    if body is not None and not store.archive.answers.has_body(holdings.db, family(body)):
        raise BadRequest(
            "body",
            f"No answer in the store is by {body[:80]!r}.",
            "`qa status` lists the answering bodies that are covered.",
        )
    by_members = cache(partial(store.archive.answers.by_members, holdings.db))
    query = understand(
        question,
        settings,
        Understanding(
            holdings.analyzer,
            index.newest,
            holdings.lexicon,
            holdings.spelling,
            lambda body: store.archive.answers.has_body(holdings.db, family(body)),
            lambda name: bool(by_members(name, None)),
        ),
        filters=filters,
        earlier=earlier,
        expand=expand,
        without=without,
    )
    among = None
    if query.filters.minister or query.filters.member:
        among = by_members(query.filters.minister, query.filters.member)
    if among == frozenset() and (filters.minister or filters.member):
        raise BadRequest(
            "minister" if filters.minister else "member",
            f"No answer in the store is by {filters.minister or 'anybody'!r} "
            f"to {filters.member or 'anybody'!r}.",
            "Give words of the names as answers state them, such as Gyimah.",
        )
    if sort != "relevance" or among is not None:
        query = replace(query, sort=sort, among=among)
    ranking = Deepening(query, holdings)
    found = search(query, holdings, max(skip + wanted, NEAR_MISSES), ranking)
    unsaid = () if found else query.phrases
    if unsaid:
        found = search(replace(query, phrases=()), holdings, NEAR_MISSES, ranking)
    sure = 0.0 if unsaid or not found else confidence(query, holdings, ranking)
    answerable = bool(found) and not unsaid and sure >= settings.threshold
    unmatched = tuple(
        dict.fromkeys(word for term, word in query.words.items() if term not in index.vocabulary)
    )
    unmatched += unsaid + tuple(uin for uin in query.uins if not index.named([uin]))
    shown = found[skip : skip + wanted] if answerable else found[:NEAR_MISSES]
    if explain:
        shown = [replace(one, why=explained(query, one, holdings, ranking)) for one in shown]
    return Reply(
        question=question,
        query=query,
        answerable=answerable,
        confidence=sure,
        reason=None if answerable else _reason(query, found, index),
        unmatched=unmatched,
        passages=tuple(shown) if answerable else (),
        near_misses=() if answerable else tuple(shown),
        index_version=holdings.version,
    )


def _reason(query: Query, found: Sequence[Quotation], index: Index) -> str:
    """Why a question is not answered, in a sentence for the person who asked."""
    if not query.terms and not query.uins:
        return "The question holds no word that can be searched for."
    if query.phrases and found:
        return "No published answer says what stands in quotation marks as it stands."
    if not found and query.filters != UNFILTERED:
        return "No published answer within these filters holds any of the words asked about."
    if not found:
        return "No published answer holds any of the words asked about."
    held = index.covered(query, np.array([one.hit.place for one in found])).max()
    return (
        f"The nearest passages cover {held:.0%} of what was asked: "
        "too little to be called an answer."
    )
