"""Apparatus: what stands around a reply and its passages, kept with it as it was shown."""

from __future__ import annotations

from qa import store
from qa.model import Answer, Quotation, Reply
from qa.model.browse import (
    Corrections,
    LinkedAnswer,
    LinkedAnswers,
    PassageAnnotations,
    ReplyAnnotations,
)
from qa.model.history import Links
from qa.search.browse.prior_answers import precedents
from qa.search.snapshot import Holdings
from qa.text import footnotes
from qa.text.captions import caption_above

MOST_LINKED = 5
"""How many answers of one kind of link are named beside a passage; the answer's page names all."""
MOST_CHANGES = 5
"""How many sentences that were corrected are told beside a passage."""


def apparatus(reply: Reply, holdings: Holdings) -> ReplyAnnotations:
    """What stands around a reply, of the same revision of everything as the reply."""
    shown = (*reply.passages, *reply.near_misses)
    links = store.archive.links.of_answers(holdings.db, [one.answer for one in shown])
    around: dict[str, PassageAnnotations] = {}
    for one in shown:
        found = _around(one)
        if linked := _linked(links[one.answer.answer_id]):
            found["linked"] = linked
        if changed := _changed(holdings.db, one.answer):
            found["changed"] = changed
        if found:
            around[one.passage.passage_id] = found
    return {"precedents": precedents(reply.question, holdings), "passages": around}


def _around(one: Quotation) -> PassageAnnotations:
    """What of the answer's own text belongs with a passage and may stand outside it."""
    start, end, text = one.passage.start, one.passage.end, one.answer.text
    found: PassageAnnotations = {}
    told = footnotes.footnotes(text)
    markers = [marker for marker in told.markers if start <= marker.span.start < end]
    if markers:
        places = sorted({marker.note for marker in markers})
        notes = [told.notes[at] for at in places]
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
        kind: {"count": len(others), "first": [_named(one) for one in others[:MOST_LINKED]]}
        for kind, others in kinds.items()
        if others
    }


def _named(answer: Answer) -> LinkedAnswer:
    return {
        "answer_id": answer.answer_id,
        "date_answered": answer.date_answered,
        "source_question": answer.source_question,
    }


def _changed(db: store.Database, answer: Answer) -> Corrections | None:
    """What was corrected in an answer, where a source tells what it said before."""
    if answer.status != "corrected":
        return None
    changes = store.archive.history.context(db, answer).changes
    first = changes[:MOST_CHANGES]
    return {"count": len(changes), "first": [one.as_json() for one in first]} if changes else None
