"""Watched: which of the answers that changed a saved search, a question or an answer is about.

An answer matches a saved search as it does on the search page (`qa/search/matches.py`). It matches
a question that way too, or where the reply would give it as an answer: it ranks among the best of
all answers, scores nearly as the best, and its own confidence is high. `python -m bench.watches`
measures both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from qa.index import Where
from qa.model import QUOTABLE, STATUSES, Answer, Filters, Passage, Query, Status
from qa.model.watches import ChangedAnswer, Happened
from qa.search.browse.answer_history import is_same_question
from qa.search.browse.similar_questions import similar_questions
from qa.search.content_words import passage_holds_every_word
from qa.search.matches import match_set
from qa.search.quotations import contains_phrases
from qa.search.ranking.confidence import confidence
from qa.search.ranking.fusion import rank
from qa.search.snapshot import Snapshot

RANKED_PASSAGES = 200
"""The best passages of all answers among which a new one answers a question."""
MIN_SHARE = 0.8
"""The share of the best score that it has at least."""
MIN_CONFIDENCE = {"words": 0.6, "vectors": 0.85}
"""The confidence, looked at by itself, that it has at least, by words only and with vectors. All
were chosen on the graded collections, for few false reports (docs/watches.md)."""

COMPARED_ANSWERS = 30
"""The changed answers whose questions are compared with that of a watched one."""

Reported = tuple[ChangedAnswer, Happened]


@dataclass(frozen=True, slots=True)
class Changes:
    """Answers whose state has changed, the last change first, of the snapshot's revision."""

    all: tuple[ChangedAnswer, ...]

    @property
    def rows(self) -> frozenset[int]:
        """Their rows in the store."""
        return frozenset(one.row for one in self.all)

    def now_answered(self) -> Changes:
        """Those that are new, or whose full answer was given."""
        return Changes(tuple(one for one in self.all if one.happened() in ("new", "superseded")))


def of_search(query: Query, changes: Changes, snapshot: Snapshot) -> list[Reported]:
    """What happened to the answers that hold all words of a query, within its filters."""
    return _reported(_holding(query, changes, snapshot), query, changes)


def of_question(query: Query, changes: Changes, snapshot: Snapshot) -> list[Reported]:
    """What happened to the answers that hold all words of a query or that answer it."""
    found = _holding(query, changes, snapshot) | _answering(query, changes, snapshot)
    return _reported(found, query, changes)


def of_everything(query: Query, changes: Changes, snapshot: Snapshot) -> list[Reported]:
    """What happened to the answers within the filters of a query without words."""
    where = _any_status(query, changes)
    found = frozenset(snapshot.index.everything().narrow(where).answers())
    lost = [one.answer_id for one in changes.all if one.status not in QUOTABLE]
    return _reported(found | _within(query, lost, snapshot).keys(), query, changes)


def superseding(answer: Answer, changes: Changes, snapshot: Snapshot) -> list[ChangedAnswer]:
    """The later answers, new or now given in full, to the question of an answer.

    `changes` are those `now_answered`. An answer is later where it was given on a later day.
    """
    if not changes.all:
        return []
    where = Where(Filters(status=STATUSES), changes.rows)
    later = {
        one.answer.answer_id
        for one in similar_questions(answer.source_question, snapshot, COMPARED_ANSWERS, where)
        if is_same_question(answer, one)
        and (one.answer.date_answered or "") > (answer.date_answered or "")
    }
    return [one for one in changes.all if one.answer_id in later]


def _reported(found: Iterable[int], query: Query, changes: Changes) -> list[Reported]:
    rows, wanted = frozenset(found), _wanted(query.filters)
    happened = ((one, one.happened(wanted)) for one in changes.all if one.row in rows)
    return [(one, what) for one, what in happened if what]


def _wanted(filters: Filters) -> tuple[Status, ...]:
    return filters.status or QUOTABLE


def _any_status(query: Query, changes: Changes) -> Where:
    rows = changes.rows
    allowed = rows if query.allowed_answers is None else rows & query.allowed_answers
    return Where(replace(query.filters, status=STATUSES), allowed)


def _holding(query: Query, changes: Changes, snapshot: Snapshot) -> frozenset[int]:
    """The rows of the changed answers that hold all words of a query; of one that can no longer be
    quoted, by the text that it had before."""
    if not changes.all or not (query.terms or query.uins):
        return frozenset()
    found = match_set(query, snapshot).narrow(_any_status(query, changes)).answers()
    lost = [one for one in changes.all if one.was in QUOTABLE and one.status not in QUOTABLE]
    return frozenset(found) | frozenset(_held_before(query, lost, snapshot))


def _held_before(query: Query, lost: Sequence[ChangedAnswer], snapshot: Snapshot) -> Iterable[int]:
    within = _within(query, [one.answer_id for one in lost], snapshot)
    for one in lost:
        if one.row not in within or one.was_version is None:
            continue
        for passage, answer in snapshot.answers.passages_then(one.was_version):
            if _holds(query, passage, answer, snapshot):
                yield one.row
                break


def _within(query: Query, ids: Sequence[str], snapshot: Snapshot) -> dict[int, str]:
    """The rows and ids of these answers that the filters match, whatever their status."""
    if not ids:
        return {}
    found = snapshot.answers.within(ids, query.filters)
    allowed = query.allowed_answers
    return {row: name for row, name in found.items() if allowed is None or row in allowed}


def _holds(query: Query, passage: Passage, answer: Answer, snapshot: Snapshot) -> bool:
    return contains_phrases(query.phrases, (passage, answer)) and (
        answer.uin in query.uins
        or passage_holds_every_word(query, passage, answer, snapshot.analyzer)
    )


def _answering(query: Query, changes: Changes, snapshot: Snapshot) -> frozenset[int]:
    """The rows of the changed answers that the reply to a query would give as answers."""
    if not changes.all or not query.terms or query.phrases:
        return frozenset()
    ranking = rank(query, snapshot, RANKED_PASSAGES)
    if not ranking.candidates:
        return frozenset()
    least, rows = MIN_SHARE * ranking.candidates[0].score, changes.rows
    sure = MIN_CONFIDENCE["vectors" if snapshot.index.has_vectors else "words"]
    found: set[int] = set()
    for one in ranking.candidates[:RANKED_PASSAGES]:
        if one.score < least:
            break
        if one.hit.answer in rows and one.hit.answer not in found:
            alone = confidence(replace(ranking, candidates=(one,)), snapshot)
            if alone >= sure:
                found.add(one.hit.answer)
    return frozenset(found)
