"""Parts: a question of several parts, each asked by itself over the same snapshot."""

from __future__ import annotations

import re
from dataclasses import replace

from qa.errors import BadRequest
from qa.model import Part, Reply, Request
from qa.search.names import unmentioned_names
from qa.search.reply import reply
from qa.search.snapshot import Snapshot
from qa.search.understanding.context_carryover import leaning
from qa.search.understanding.interpretations import Interpretations
from qa.search.understanding.query import without_surroundings
from qa.text.formula import without_formula
from qa.text.question_parts import QuestionPart, question_parts

PART_HITS = 3
"""The passages of one part."""
MIN_SUBJECT_TERMS = 5
"""The terms, at least, of a part that names a subject of its own."""

_POINTS_BACK = re.compile(r"\b(?:such|that|there|these|this|those)\b", re.IGNORECASE)


def reply_with_parts(request: Request, snapshot: Snapshot) -> Reply:
    """The reply to a request, with the reply to each part of a question where it asks for them.

    Parts change nothing else of the reply, but the reason where only parts of the question are
    covered, and the names that are not mentioned: the passages of the parts are what is read.
    Raises as `reply`.
    """
    whole = reply(request, snapshot)
    if not request.parts or request.offset or not whole.query.terms:
        return whole
    asked = without_surroundings(request.question, Interpretations(request.disabled))
    parts = tuple(_part(one, request, snapshot) for one in question_parts(asked))
    covered = sum(one.answerable for one in parts)
    if not covered:
        return replace(whole, parts=parts)
    if whole.answerable:
        shown = ((one.passage, one.answer) for part in parts for one in part.passages)
        missed = unmentioned_names(whole.query, shown, snapshot)
        return replace(whole, parts=parts, unmentioned=missed)
    verb = "is" if covered == 1 else "are"
    reason = f"{covered} of the {len(parts)} parts of this question {verb} covered: see each part."
    return replace(whole, parts=parts, reason=reason)


def part_reply(asked: QuestionPart, request: Request, snapshot: Snapshot) -> Reply:
    """The reply to one part of a question; `request` has the filters and the number of hits.

    One that follows the first and names a subject of its own is asked alone; where that is
    declined, and any other, together with the first: "and who attended" means nothing else. Raises
    as `reply`.
    """
    own = replace(request, question=asked.text)
    if asked.after is None:
        return reply(own, snapshot)
    alone = None
    if names_a_subject(asked.text, snapshot):
        alone = reply(replace(own, history=()), snapshot)
        if alone.answerable:
            return alone
    history = (*request.history, asked.after)
    try:
        return reply(replace(own, history=history, disabled=(*request.disabled, "alone")), snapshot)
    except BadRequest:  # A name in one of the two leaves no answer for the other.
        if alone is None:
            raise
        return alone


def _part(asked: QuestionPart, request: Request, snapshot: Snapshot) -> Part:
    """A part with what the answers say to it."""
    try:
        found = part_reply(asked, replace(request, hits=PART_HITS), snapshot)
    except BadRequest as error:  # It names someone whom no answer within the filters names.
        return Part(asked.label, asked.text, False, 0.0, str(error), ())
    return Part(
        asked.label, asked.text, found.answerable, found.confidence, found.reason, found.passages
    )


def names_a_subject(text: str, snapshot: Snapshot, least_terms: int = MIN_SUBJECT_TERMS) -> bool:
    """Whether a part that follows another can be understood without it."""
    terms = snapshot.analyzer.terms
    new = leaning(text, terms) == "new" and not _POINTS_BACK.search(text)
    return new and len(set(terms(without_formula(text)))) >= least_terms
