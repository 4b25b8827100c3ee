"""The answers that match a query, for facets, timeline, feed and counts, however they rank."""

from __future__ import annotations

from qa.index import MatchSet
from qa.model import Query
from qa.search.quotations import contains_phrases, read_passages
from qa.search.ranking.confidence import min_coverage_for
from qa.search.ranking.fusion import rank
from qa.search.ranking.term_weights import clauses, term_weights
from qa.search.reply import PHRASE_DEPTH
from qa.search.snapshot import Snapshot


def match_set(query: Query, snapshot: Snapshot) -> MatchSet:
    """The answers that match a query, whatever its filters: narrow it by those.

    An answer matches where one passage, with its source question and heading, covers so much of the
    query's weight that words alone would make a reply of it; where the query has phrases, that
    passage holds them too. Whether an answer matches does not depend on the others.
    """
    index = snapshot.index
    asked = clauses(query, term_weights(query, index))
    least = min_coverage_for(snapshot.settings.threshold)
    found = index.matching(asked, least, query.uins)
    return found.narrow_to(_with_phrases(query, snapshot)) if query.phrases else found


def _with_phrases(query: Query, snapshot: Snapshot) -> frozenset[int]:
    """The rows of the best passages that hold the phrases of a query."""
    hits = [one.hit for one in rank(query, snapshot, PHRASE_DEPTH).candidates[:PHRASE_DEPTH]]
    found = zip(hits, read_passages(hits, snapshot), strict=True)
    return frozenset(hit.passage for hit, one in found if contains_phrases(query.phrases, one))
