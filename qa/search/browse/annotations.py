"""Apparatus: what stands around a reply and its passages, kept with it as it was shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from qa import store
from qa.model import Answer, Quotation, Reply, Span
from qa.model.history import Links
from qa.search.browse.prior_answers import Precedents, precedents
from qa.search.snapshot import Holdings
from qa.text import footnotes
from qa.text.captions import caption_above

if TYPE_CHECKING:
    from qa.model import json_types

MOST_LINKED = 5
"""How many answers of one kind of link are named beside a passage; the answer's page names all."""
MOST_CHANGES = 5
"""How many sentences that were corrected are told beside a passage."""


class Named(TypedDict):
    """An answer that another is linked to."""

    answer_id: str
    date_answered: str | None
    source_question: str


class Linked(TypedDict):
    """The answers of one kind of link: how many there are, and the first of them."""

    count: int
    first: list[Named]


class Note(TypedDict):
    """A note of the answer that something in a passage is marked with.

    Offsets count code points of the answer's text; `head` is the slice of its own marker.
    """

    text: str
    start: int
    end: int
    head: list[int]


class Changed(TypedDict):
    """What was corrected: how many sentences, and the first of them."""

    count: int
    first: list[json_types.Change]


class Around(TypedDict, total=False):
    """What stands around one passage; what there is nothing of is left out.

    `markers` are start, end and note (its place in `notes`) of each marker in the passage;
    `caption` titles the table that the passage begins in, where that stands above it.
    """

    changed: Changed
    linked: dict[str, Linked]
    notes: list[Note]
    markers: list[list[int]]
    caption: str


class Apparatus(TypedDict):
    """What stands around a reply: precedents of its question, and what is around each passage."""

    precedents: Precedents | None
    passages: dict[str, Around]


def apparatus(reply: Reply, holdings: Holdings) -> Apparatus:
    """What stands around a reply, of the same revision of everything as the reply."""
    shown = (*reply.passages, *reply.near_misses)
    links = store.archive.links.of_answers(holdings.db, [one.answer for one in shown])
    around: dict[str, Around] = {}
    for one in shown:
        found = _around(one)
        if linked := _linked(links[one.answer.answer_id]):
            found["linked"] = linked
        if changed := _changed(holdings.db, one.answer):
            found["changed"] = changed
        if found:
            around[one.passage.passage_id] = found
    return {"precedents": precedents(reply.question, holdings), "passages": around}


def footnotes_of(around: Around) -> footnotes.Footnotes:
    """The notes around a passage as they were kept."""
    return footnotes.Footnotes(
        tuple(
            footnotes.Note(Span(note["start"], note["end"]), Span(*note["head"]))
            for note in around.get("notes", ())
        ),
        tuple(
            footnotes.Marker(Span(start, end), note)
            for start, end, note in around.get("markers", ())
        ),
    )


def _around(one: Quotation) -> Around:
    """What of the answer's own text belongs with a passage and may stand outside it."""
    start, end, text = one.passage.start, one.passage.end, one.answer.text
    found: Around = {}
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


def _linked(links: Links) -> dict[str, Linked]:
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


def _named(answer: Answer) -> Named:
    return {
        "answer_id": answer.answer_id,
        "date_answered": answer.date_answered,
        "source_question": answer.source_question,
    }


def _changed(db: store.Database, answer: Answer) -> Changed | None:
    """What was corrected in an answer, where a source tells what it said before."""
    if answer.status != "corrected":
        return None
    from qa.archive.versions import corrections  # here, since few answers were corrected

    changes = corrections(db, answer)
    first = changes[:MOST_CHANGES]
    told: list[json_types.Change] = [{"before": one.before, "after": one.after} for one in first]
    return {"count": len(changes), "first": told} if changes else None
