"""Matching: which answers are counted, drawn and followed for a query, however they are ranked."""

from __future__ import annotations

import numpy as np

from qa.index.local.postings import Ints
from qa.model import Query
from qa.search.ranking.confidence import enough
from qa.search.retrieve import saying
from qa.search.snapshot import Holdings


def matching(query: Query, holdings: Holdings) -> tuple[Ints, Ints]:
    """The answers that match a query, newest first, and of each the place of the passage that
    holds most of it. Answers are told by their number in the index.

    An answer matches where one passage, read with its source question and heading, holds so much
    of the question's weight (idf) that words alone make a reply of it; where the query has phrases,
    the passage must hold them, too. Whether an answer matches does not depend on the others, so
    filters only ever take away.
    """
    index = holdings.index
    places, covered = index.holding(query, enough(holdings.settings.threshold))
    if query.phrases and len(places):
        said = saying(query, holdings, by_answer=False)
        ids, firsts, of = index.answers.ids, index.answers.firsts, index.answer_of
        says = [f"{ids[of[at]]}#{at - firsts[of[at]] + 1}" in said for at in places.tolist()]
        places, covered = places[says], covered[says]
    answers = index.answer_of[places].astype(np.int64)
    order = np.lexsort((places, -covered, answers))
    found, first = np.unique(answers[order], return_index=True)
    return found, places[order][first]
