"""Reply: one question over the holdings, answered with ranked passages or an honest no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa import store
from qa.bodies import family
from qa.errors import BadRequest
from qa.holdings import Holdings
from qa.questions import Understanding, understand, wanted_hits
from qa.records import UNFILTERED, Filters, Query, Reply
from qa.search import search

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
) -> Reply:
    """What the answers say to one question: ranked passages, or an honest no with near misses.

    It is answerable when the best passage, with its source question and heading, holds at least
    the threshold's share of the question's weight (idf; an unknown word weighs as the rarest).
    That share is the confidence. `skip` leaves out so many of the best, for the pages after the
    first. `earlier` are the questions asked before it, oldest first; `without` names parts of its
    understanding to leave out, `expand` says whether there is any.
    Raises BadRequest, naming the parameter that is out of bounds.
    """
    index, settings = holdings.index, holdings.settings
    wanted = wanted_hits(hits, settings)
    body = filters.body
    if body is not None and not store.answers.has_body(holdings.db, family(body)):
        raise BadRequest(
            "body",
            f"No answer in the store is by {body[:80]!r}.",
            "`qa status` lists the answering bodies that are covered.",
        )
    query = understand(
        question,
        settings,
        Understanding(holdings.analyzer, index.newest, holdings.lexicon, holdings.spelling),
        filters=filters,
        earlier=earlier,
        expand=expand,
        without=without,
    )
    found = search(query, holdings, max(skip + wanted, NEAR_MISSES))
    unsaid = () if found else query.phrases
    if unsaid:
        found = search(replace(query, phrases=()), holdings, NEAR_MISSES)
    confidence = found[0].hit.covered if found and not unsaid else 0.0
    answerable = bool(found) and not unsaid and confidence >= settings.threshold
    unmatched = tuple(
        dict.fromkeys(word for term, word in query.words.items() if term not in index.vocabulary)
    )
    unmatched += unsaid + tuple(uin for uin in query.uins if not index.named([uin]).any())
    return Reply(
        question=question,
        query=query,
        answerable=answerable,
        confidence=confidence,
        reason=None if answerable else _reason(query, found != [], confidence),
        unmatched=unmatched,
        passages=tuple(found[skip : skip + wanted]) if answerable else (),
        near_misses=() if answerable else tuple(found[:NEAR_MISSES]),
        index_version=index.version,
    )


def _reason(query: Query, found: bool, confidence: float) -> str:
    """Why a question is not answered, in a sentence for the person who asked."""
    if not query.terms and not query.uins:
        return "The question holds no word that can be searched for."
    if query.phrases and found and not confidence:
        return "No published answer says what stands in quotation marks as it stands."
    if not found and query.filters != UNFILTERED:
        return "No published answer within these filters holds any of the words asked about."
    if not found:
        return "No published answer holds any of the words asked about."
    return (
        f"The nearest passage covers {confidence:.0%} of what was asked: "
        "too little to be called an answer."
    )
