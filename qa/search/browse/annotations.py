"""Annotations: notes, links and corrections shown beside each passage, kept with the reply."""

from __future__ import annotations

from qa.model import Answer, Reply
from qa.model.browse import (
    Corrections,
    LinkedAnswer,
    LinkedAnswers,
    PassageAnnotations,
    ReplyAnnotations,
)
from qa.model.history import Links
from qa.search.browse.prior_answers import offered_prior_answers
from qa.search.snapshot import Snapshot
from qa.text import footnotes
from qa.text.captions import caption_above

MAX_LINKED = 5
"""The answers of one kind of link named beside a passage; the answer's page names all."""
MAX_CHANGES = 5
"""The corrected sentences shown beside a passage."""


def annotate(reply: Reply, snapshot: Snapshot) -> ReplyAnnotations:
    """The annotations of a reply, of the same revision of everything as the reply."""
    of_parts = [one for part in reply.parts for one in part.passages]
    shown = (*reply.passages, *reply.near_misses, *of_parts)
    links = snapshot.answers.links([one.answer for one in shown])
    passages: dict[str, PassageAnnotations] = {}
    for one in shown:
        found = text_annotations(one.answer.text, one.passage.start, one.passage.end)
        if linked := _linked(links[one.answer.answer_id]):
            found["linked"] = linked
        if changed := _corrections(one.answer, snapshot):
            found["changed"] = changed
        if found:
            passages[one.passage.passage_id] = found
    prior = offered_prior_answers(reply.question, snapshot)
    return {"prior_answers": prior, "passages": passages}


def text_annotations(text: str, start: int, end: int) -> PassageAnnotations:
    """The footnotes and the caption of the passage `text[start:end]` of an answer, which may be
    outside it."""
    found: PassageAnnotations = {}
    whole = footnotes.footnotes(text)
    markers = [marker for marker in whole.markers if start <= marker.span.start < end]
    if markers:
        places = sorted({marker.note for marker in markers})
        notes = [whole.notes[at] for at in places]
        found["notes"] = [
            {
                "text": text[note.span.start : note.span.end],
                "start": note.span.start,
                "end": note.span.end,
                "head": [note.head.start, note.head.end],
            }
            for note in notes
        ]
        found["markers"] = [
            [marker.span.start, marker.span.end, places.index(marker.note)] for marker in markers
        ]
    caption = caption_above(text, start)
    if caption and caption.end <= start:
        found["caption"] = text[caption.start : caption.end]
    return found


def _linked(links: Links) -> dict[str, LinkedAnswers]:
    kinds = {
        "refers_to": links.refers_to,
        "pursuant_to": links.pursuant_to,
        "referred_from": links.referred_from,
        "grouped_with": links.grouped_with,
    }
    return {
        kind: {"count": len(others), "first": [_named(one) for one in others[:MAX_LINKED]]}
        for kind, others in kinds.items()
        if others
    }


def _named(answer: Answer) -> LinkedAnswer:
    return {
        "answer_id": answer.answer_id,
        "date_answered": answer.date_answered,
        "source_question": answer.source_question,
    }


def _corrections(answer: Answer, snapshot: Snapshot) -> Corrections | None:
    """The sentences of an answer that were corrected, where a source states what it said before."""
    if answer.status != "corrected":
        return None
    changes = snapshot.answers.context(answer).changes
    first = changes[:MAX_CHANGES]
    return {"count": len(changes), "first": [one.as_json() for one in first]} if changes else None
