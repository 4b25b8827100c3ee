"""Acronyms that answers explain: which of their meanings a question can mean."""

from __future__ import annotations

from dataclasses import replace

from qa.index import Clause
from qa.model import Expansion, Query
from qa.search.snapshot import Snapshot


def with_fitting_acronyms(query: Query, snapshot: Snapshot) -> Query:
    """The query without the meanings of its acronyms that fit nothing else in it.

    A meaning that answers explain fits where a passage has it with another term of the question, or
    where there is no other. IPC is not a car park in a question about famine.
    """
    unfit = [
        one
        for one in query.expansions
        if one.is_learnt and len(one.of) == 1 and not _fits(one, query, snapshot)
    ]
    if not unfit:
        return query
    names = {f"expansion:{one.phrase}" for one in unfit}
    return replace(
        query,
        expansions=tuple(one for one in query.expansions if one not in unfit),
        interpretations=tuple(one for one in query.interpretations if one not in names),
    )


def _fits(one: Expansion, query: Query, snapshot: Snapshot) -> bool:
    others = tuple((term,) for term in query.terms if term not in one.of and term not in one.terms)
    if not others:
        return True
    beside = (Clause(1.0, (one.terms,)), Clause(1.0, others))
    return len(snapshot.index.matching(beside, 1.0 - 1e-9)) > 0
