"""Readings: the query that a request means over a snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from qa.errors import BadRequest
from qa.index import Clause
from qa.model import Query, Request
from qa.model.bodies import body_label, with_predecessors
from qa.model.members import Role, near_name
from qa.search.acronyms import with_fitting_acronyms
from qa.search.ranking.confidence import confidence
from qa.search.ranking.fusion import rank
from qa.search.relatedness import is_about_both, is_associated
from qa.search.snapshot import Snapshot
from qa.search.understanding.context import QueryContext
from qa.search.understanding.query import understand
from qa.store.interface import AnswerReader

READING_DEPTH = 24
"""The best passages that tell whether a turn is about what those before it are about."""
LEANING_DEPTH = 100
"""The same for a turn that leans perhaps ("which medicines?", "impact on children"): of 360 such
turns after a subject of the answers 314 are read with it, of the best 24 alone 254."""
MIN_COVERAGE_OF_NAME = (0.99, 0.4)
"""The shares of both parts that one passage then holds where this turn is a name ("cornwall"): all
of it, and less than half of what is before. Of 420 places after a subject 169 are read with it, of
540 other names 62 (two stores)."""
MAX_TURNS = 6
"""The last turns of a conversation that can be asked again, to tell how they were read."""

_Joined = dict[tuple[str, ...], bool]
"""Turns of a conversation, and whether the last of them was read with those before it."""


def query_of(request: Request, snapshot: Snapshot) -> Query:
    """The query of a request over this snapshot; raises BadRequest for a filter that no answer of
    the store can match."""
    return _query_of(request, snapshot, {})


def _query_of(request: Request, snapshot: Snapshot, known: _Joined) -> Query:
    filters, answers, settings = request.filters, snapshot.answers, snapshot.settings
    if filters.body is not None and not answers.has_body(with_predecessors(filters.body)):
        raise BadRequest(
            "body",
            f"No answer in the store is by {body_label(filters.body) or repr(filters.body[:80])}.",
            "`qa status` lists the answering bodies that are covered.",
        )
    today = date.fromisoformat(settings.today) if settings.today else snapshot.index.newest

    def is_joined(turns: Sequence[str]) -> bool:
        *before, turn = turns
        asked = replace(request, question=turn, history=tuple(before))
        return _is_joined(asked, snapshot, known)

    context = QueryContext(
        snapshot.analyzer, today, snapshot.lexicon, snapshot.spelling, answers, is_joined
    )
    first, *others = understand(request, context, settings.question_chars)
    reading = _searchable(first, request, snapshot)
    return _chosen(reading, others[0], request, snapshot) if others else reading


def _is_joined(request: Request, snapshot: Snapshot, known: _Joined) -> bool:
    """Whether a turn before was read with those before it; an old one was not."""
    turns = (*request.history, request.question)
    if turns not in known and len(known) < MAX_TURNS:
        known[turns] = False
        with suppress(BadRequest):
            known[turns] = "history" in _query_of(request, snapshot, known).interpretations
    return known.get(turns, False)


def _chosen(first: Query, second: Query, request: Request, snapshot: Snapshot) -> Query:
    """The reading of a turn that other turns are before: alone, unless it is in doubt, or no answer
    covers it alone, and one passage is about both."""
    if "history" in first.interpretations:
        if is_about_both(first, snapshot, LEANING_DEPTH):
            return first
        return _searchable(second, request, snapshot)
    is_covered = _is_covered(first, snapshot)
    is_short = "alone" in first.interpretations
    if is_covered and not is_short:
        return first
    try:
        together = _searchable(second, request, snapshot)
    except BadRequest:  # A name in an earlier turn and a filter of this one leave no answer.
        return first
    if is_short and _narrows(together, first, snapshot):
        return together
    if is_covered:
        return first
    if is_about_both(together, snapshot, READING_DEPTH) and _is_covered(together, snapshot):
        return together
    if is_short:
        return first
    return replace(first, interpretations=(*first.interpretations, "alone"))


def _searchable(query: Query, request: Request, snapshot: Snapshot) -> Query:
    """A query with the answers that its names and exclusions leave, and acronyms that fit."""
    allowed = _allowed(query, request, snapshot.answers)
    return with_fitting_acronyms(_without_excluded(allowed, snapshot), snapshot)


def _is_covered(query: Query, snapshot: Snapshot) -> bool:
    """Whether a query is answered."""
    ranking = rank(query, snapshot, READING_DEPTH)
    return confidence(ranking, snapshot) >= snapshot.settings.threshold


def _narrows(together: Query, alone: Query, snapshot: Snapshot) -> bool:
    """Whether a turn of a word or two narrows the subject before it: a name that a passage on that
    subject holds, or words that many such passages hold and that are answered together."""
    if _is_name(alone, snapshot) and is_about_both(
        together, snapshot, LEANING_DEPTH, MIN_COVERAGE_OF_NAME
    ):
        return True
    return is_associated(together, snapshot) and _is_covered(together, snapshot)


def _is_name(query: Query, snapshot: Snapshot) -> bool:
    """Whether a turn names a place, body or person alone: "cornwall", "Thames Water", "OBR". The
    capital that begins a word by itself says nothing: a phone types it."""
    words = list(query.words.values())
    begins = 1 if len(words) == 1 else 0

    def is_name(word: str) -> bool:
        return snapshot.spelling.is_name(word) or any(map(str.isupper, word[begins:]))

    return bool(words) and all(map(is_name, words))


def _without_excluded(query: Query, snapshot: Snapshot) -> Query:
    """The query with the answers that have none of the excluded words; of words joined by hyphens,
    not all."""
    index = snapshot.index
    excluded = [tuple(snapshot.analyzer.terms(word)) for word in query.excluded]
    known = [terms for terms in excluded if all(index.idf(term) is not None for term in terms)]
    if not known:
        return query
    allowed = query.allowed_answers
    left = set(index.everything().answers() if allowed is None else allowed)
    for terms in known:
        left.difference_update(index.matching((Clause(1.0, (terms,)),), 1.0).answers())
    return replace(query, allowed_answers=frozenset(left))


def _allowed(query: Query, request: Request, answers: AnswerReader) -> Query:
    """The query with the answers that its names leave; raises BadRequest if no answer is left."""
    filters = request.filters
    minister, member = query.filters.minister, query.filters.member
    if minister is None and member is None:
        return query
    allowed = answers.by_members(minister, member)
    if not allowed and (filters.minister or filters.member):
        raise _no_such_person(minister, member, answers)
    return replace(query, allowed_answers=allowed)


def _no_such_person(minister: str | None, member: str | None, answers: AnswerReader) -> BadRequest:
    """The error of names that no answer has: the first unknown one, with a near name if any."""
    asked: dict[Role, str | None] = {"minister": minister, "member": member}
    for role, typed in asked.items():
        if typed is None or answers.by_members(**{"minister": None, "member": None, role: typed}):
            continue
        near = near_name(typed, answers.people(role))
        cure = f"Did you mean {near}?" if near else "Give words of the name, such as Gyimah."
        return BadRequest(role, f"No {role} matches “{typed}”.", cure)
    return BadRequest(
        "minister",
        f"“{minister}” has answered nothing that “{member}” asked.",
        "Leave one of the two out.",
    )
