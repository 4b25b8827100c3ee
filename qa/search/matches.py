"""The answers that match a query, however they rank: for counts, timeline, feed, date order."""

from __future__ import annotations

from qa.index import MatchSet, Where
from qa.model import Query
from qa.search.quotations import PHRASE_DEPTH, contains_phrases, read_passages
from qa.search.ranking.fusion import rank
from qa.search.ranking.term_weights import clauses, term_weights
from qa.search.snapshot import Snapshot


def match_set(query: Query, snapshot: Snapshot) -> MatchSet:
    """The answers that match a query, whatever its filters: narrow it by those.

    An answer matches by one passage that holds every term, or an expansion of it, read with its
    source question and heading; where the query has phrases, it holds them too. Whether an answer
    matches does not depend on the others. All match a listing.
    """
    index = snapshot.index
    if query.is_listing:
        return index.everything()
    asked = clauses(query, term_weights(query, index))
    found = index.matching(asked, 1.0 - 1e-9, query.uins)
    return found.narrow_to(_with_phrases(query, snapshot)) if query.phrases else found


def filtered(query: Query, matches: MatchSet) -> MatchSet:
    """A match set narrowed by the filters of its query."""
    return matches.narrow(Where(query.filters, query.allowed_answers))


def _with_phrases(query: Query, snapshot: Snapshot) -> frozenset[int]:
    """The rows of the best passages that hold the phrases of a query."""
    hits = [one.hit for one in rank(query, snapshot, PHRASE_DEPTH).candidates[:PHRASE_DEPTH]]
    found = zip(hits, read_passages(hits, snapshot), strict=True)
    return frozenset(hit.passage for hit, one in found if contains_phrases(query.phrases, one))
