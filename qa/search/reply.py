"""Reply: a request to ranked quotations, or an honest no with near misses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import islice

from qa.errors import BadRequest
from qa.index import Where
from qa.model import MAX_HITS, UNFILTERED, Query, Quotation, Reply, Request, SameAnswer
from qa.search.best_sentence import RankedSentence, ranked_sentences
from qa.search.covered_dates import not_covered
from qa.search.digest import digest
from qa.search.matches import filtered, match_set
from qa.search.meant_otherwise import meant_otherwise
from qa.search.names import unmentioned_names
from qa.search.places import with_answers_named
from qa.search.quotations import (
    PHRASE_DEPTH,
    Found,
    contains_phrases,
    read_passages,
)
from qa.search.ranking.candidates import Candidate, Ranking
from qa.search.ranking.confidence import confidence
from qa.search.ranking.duplicates import Shingles, one_per_group
from qa.search.ranking.explanation import explain
from qa.search.ranking.fusion import rank, score_hits
from qa.search.ranking.term_weights import clauses
from qa.search.readings import query_of
from qa.search.snapshot import Snapshot
from qa.search.understanding.small_talk import small_talk_reply
from qa.text.cut_tables import cut_tables

NEAR_MISSES = 3
MIN_DEPTH = 24
"""The candidates, at least, that a reply ranks."""
COLLAPSE_FACTOR = 4
"""Candidates ranked for each quotation wanted, since some repeat others."""
LATEST_DEPTH = 20
"""The best candidates among which the newest come first, where the latest is asked for."""
MOST = 2 / 3
"""The share of a question from which it is not for want of words that it is declined."""
LATEST_SCORE = 0.88
"""The share of the best score from which a candidate answers as well as the best."""


@dataclass(slots=True)
class _Kept:
    """A candidate that repeats none before it, and the answers that say the same."""

    candidate: Candidate
    found: Found
    shingles: Shingles
    same: dict[str, date] = field(default_factory=dict)


def reply(request: Request, snapshot: Snapshot) -> Reply:
    """What the answers say to a request.

    It is answerable when the confidence reaches the threshold. Where no answer matches, none is in
    date order: the best come first. Raises BadRequest, naming the parameter that is out of bounds.
    """
    named = in_uins(request, snapshot)
    found = _reply(named, snapshot)
    if named.question == request.question:
        return found
    understood = tuple(dict.fromkeys(("history", *found.query.interpretations)))
    query = replace(found.query, interpretations=understood)
    return replace(found, question=request.question, query=query)


def in_uins(request: Request, snapshot: Snapshot) -> Request:
    """A request whose turns name the UINs of answers that they name by their place in a reply."""
    return with_answers_named(request, partial(_reply, snapshot=snapshot))


def _reply(request: Request, snapshot: Snapshot) -> Reply:
    """The reply to a request that names no answer by its place in another."""
    settings = snapshot.settings
    hits = settings.hits if request.hits is None else request.hits
    if not 1 <= hits <= MAX_HITS:
        raise BadRequest("hits", f"hits is {hits}.", f"Give a whole number from 1 to {MAX_HITS}.")
    query = query_of(request, snapshot)
    offset = request.offset + query.pages_on * hits
    wanted = max(offset + hits, NEAR_MISSES)
    query = replace(query, did_you_mean={**query.did_you_mean, **meant_otherwise(query, snapshot)})
    ranking, kept = _search(query, wanted, snapshot)
    if not kept and query.sort != "relevance" and not query.is_listing:
        best_first = _best_first(query)
        ranking, kept = _search(best_first, wanted, snapshot)
        query = best_first if kept else query
    found = bool(kept)
    missing = () if found else query.phrases
    if missing:
        nearest = replace(query, phrases=(), sort="relevance")
        ranking, kept = _search(nearest, NEAR_MISSES, snapshot)
    sure = _confidence(query, ranking, snapshot) if found else 0.0
    at_end = query.pages_on > 0 and len(kept) <= offset
    answerable = found and sure >= settings.threshold and not at_end
    first, last = (offset, offset + hits) if answerable else (0, 0 if at_end else NEAR_MISSES)
    read = [
        _quotation(one, rank, ranking, request.explain, snapshot)
        for rank, one in enumerate(kept[:last], start=1)
        if rank > first
    ]
    shown = tuple(quotation for quotation, _ in read)
    return Reply(
        question=request.question,
        query=query,
        answerable=answerable,
        confidence=sure,
        reason=None if answerable else _reason(query, ranking, kept, at_end, snapshot),
        unmatched=_unmatched(query, missing if kept else (), snapshot),
        unmentioned=unmentioned_names(query, map(_found, shown), snapshot) if answerable else (),
        passages=shown if answerable else (),
        near_misses=() if answerable else shown,
        index_version=snapshot.version,
        digest=digest(read, snapshot.analyzer) if answerable and not query.is_listing else (),
    )


def _confidence(query: Query, ranking: Ranking, snapshot: Snapshot) -> float:
    """The probability that what is found answers; a listing is what was asked for."""
    return 1.0 if query.is_listing else confidence(ranking, snapshot)


def _best_first(query: Query) -> Query:
    """The query without its date order; that it asked for one stays among its interpretations."""
    understood = dict.fromkeys((*query.interpretations, "order"))
    return replace(query, sort="relevance", interpretations=tuple(understood))


def _search(query: Query, wanted: int, snapshot: Snapshot) -> tuple[Ranking, list[_Kept]]:
    """The ranking of a query, and its best candidates that do not repeat each other.

    In date order they are the answers that match.
    """
    latest = "latest" in query.interpretations and query.sort == "relevance"
    if latest:
        wanted = max(wanted, LATEST_DEPTH)
    depth = PHRASE_DEPTH if query.phrases else max(MIN_DEPTH, COLLAPSE_FACTOR * wanted)
    while True:
        ranking = rank(query, snapshot, depth)
        kept = _collapse(ranking.candidates, query, wanted, snapshot)
        if len(kept) >= wanted or len(ranking.candidates) < depth or query.phrases:
            break
        depth *= COLLAPSE_FACTOR
    if query.sort != "relevance":
        kept = _by_date(ranking, wanted, snapshot)
    return ranking, _newest_of_best_first(kept) if latest else kept


def _newest_of_best_first(kept: list[_Kept]) -> list[_Kept]:
    """The candidates, those that score nearly as the best by the date of their answer."""

    def order(one: _Kept) -> tuple[bool, str]:
        best = one.candidate.score >= LATEST_SCORE * kept[0].candidate.score
        return best, (one.found[1].date_answered or "") if best else ""

    return [*sorted(kept[:LATEST_DEPTH], key=order, reverse=True), *kept[LATEST_DEPTH:]]


def _by_date(ranking: Ranking, wanted: int, snapshot: Snapshot) -> list[_Kept]:
    """The newest or oldest of the answers that match, each by the passage that covers most."""
    query = ranking.query
    matches = filtered(query, match_set(query, snapshot))
    oldest_first = query.sort == "oldest"
    hits = matches.by_date(COLLAPSE_FACTOR * wanted, oldest_first=oldest_first)
    return _collapse(score_hits(ranking, hits, snapshot), query, wanted, snapshot)


def _collapse(
    ranked: Sequence[Candidate], query: Query, most: int, snapshot: Snapshot
) -> list[_Kept]:
    """The first candidates, at most `most`; a near-duplicate of an earlier one only adds its
    answers to it."""
    where = Where(query.filters, query.allowed_answers)
    candidates = one_per_group(ranked[:PHRASE_DEPTH])
    kept: list[_Kept] = []
    while len(kept) < most and (some := list(islice(candidates, most))):
        for one, found in zip(
            some, read_passages([one.hit for one in some], snapshot), strict=True
        ):
            if query.phrases and not contains_phrases(query.phrases, found):
                continue
            passage, answer = found
            shingles = Shingles(answer.text[passage.start : passage.end])
            better = next((it for it in kept if it.shingles.is_near_duplicate(shingles)), None)
            if better is None and len(kept) < most:
                better = _Kept(one, found, shingles)
                kept.append(better)
            if better is not None:
                better.same.update(snapshot.index.same_text(one.hit, where))
    return kept


def _quotation(
    kept: _Kept, rank: int, ranking: Ranking, explained: bool, snapshot: Snapshot
) -> tuple[Quotation, list[RankedSentence]]:
    """A candidate as it is quoted, and the sentences of its passage, best first."""
    passage, answer = kept.found
    # A person reads the first; to compare all by meaning would take longer than the rest.
    ranked = ranked_sentences(
        kept.found, ranking.query.rewritten, ranking.weights, snapshot, by_meaning=rank == 1
    )
    quotation = Quotation(
        rank,
        kept.candidate.score,
        passage,
        answer,
        ranked[0].span,
        explain(kept.candidate, passage, answer, ranking, snapshot) if explained else None,
        _same_answer(kept.same),
        cut_tables(answer.text, passage.start, passage.end),
    )
    return quotation, ranked


def _found(quotation: Quotation) -> Found:
    return quotation.passage, quotation.answer


def _same_answer(same: dict[str, date]) -> SameAnswer | None:
    """The answers that say the same, newest first; None where there is one."""
    if len(same) < 2:
        return None
    ordered = sorted(sorted(same), key=same.__getitem__, reverse=True)
    return SameAnswer(tuple(ordered), same[ordered[0]].isoformat())


def _unmatched(query: Query, missing: tuple[str, ...], snapshot: Snapshot) -> tuple[str, ...]:
    """The words, phrases and UINs of the question that no answer has."""
    index = snapshot.index
    words = [word for term, word in query.words.items() if index.idf(term) is None]
    uins = [uin for uin in query.uins if not index.named([uin], Where())]
    return (*dict.fromkeys(words), *missing, *uins)


def _reason(
    query: Query, ranking: Ranking, kept: Sequence[_Kept], at_end: bool, snapshot: Snapshot
) -> str:
    """Why a question is not answered, in a sentence for the person who asked."""
    if at_end and kept:
        return "There are no more passages."
    if query.is_listing:
        none = "No published answer is within these filters."
        return not_covered(query.filters, snapshot) or none
    if not query.terms and not query.uins:
        chat = small_talk_reply(query.rewritten)
        return chat or "The question holds no word that can be searched for."
    if not query.terms and not snapshot.index.named(query.uins, Where()):
        return f"No published answer has the UIN {' or '.join(query.uins)}."
    if query.phrases and not ranking.query.phrases and kept:
        return "No published answer holds the words in quotation marks as they are."
    if not kept and query.filters != UNFILTERED:
        within = "No published answer within these filters holds any of the words asked about."
        return not_covered(query.filters, snapshot) or within
    if not kept:
        return "No published answer holds any of the words asked about."
    hits = [one.candidate.hit for one in kept]
    covered = max(snapshot.index.coverage(clauses(query, ranking.weights), hits))
    if covered < MOST:
        return (
            f"The nearest passages cover {covered:.0%} of what was asked: "
            "too little to be called an answer."
        )
    return (
        f"The nearest passages hold {covered:.0%} of what was asked, but may be about something "
        "else: too unsure to be called an answer."
    )
