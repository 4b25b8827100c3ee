"""Skeleton: a reply made of verbatim blocks with their citations, referrals, and marked gaps."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import shorten

from qa.model import House
from qa.model.browse import PassageAnnotations
from qa.model.citation import STATUS_LABELS, cite
from qa.model.drafts import DraftEvidence
from qa.model.title import question_title
from qa.service.drafts.choice import best_of
from qa.service.drafts.drafts import DraftEntry, OpenedDraft
from qa.service.drafts.referral import house_of, referral
from qa.service.packs import DocumentForm, Exports
from qa.service.packs.sections import (
    TITLE_CHARS,
    Chapter,
    Quotation,
    Statement,
    linked,
    quoted,
)
from qa.service.packs.surroundings import surroundings
from qa.settings import Settings

TITLE = "Draft reply: skeleton"
INTRO = (
    "Every quotation is word for word from a published written answer, with its citation. What is "
    "in square brackets is not there yet."
)
GAP_CHARS = 200
"""Of what a part asks, as a gap repeats it."""


def skeleton(settings: Settings, exports: Exports, draft: OpenedDraft, form: DocumentForm) -> bytes:
    """The skeleton of a reply as a file: the question, then each part with what was chosen for it.

    A part with nothing chosen is a gap that says so.
    """
    return exports.document(TITLE, INTRO, chapters(settings, draft), form)


def chapters(settings: Settings, draft: OpenedDraft) -> list[Chapter]:
    """The chapters of a skeleton: the question asked, and one for each part."""
    quoted = [
        entry.passage
        for entries in draft.entries
        for entry in entries
        if entry.passage and entry.kind == "quotation"
    ]
    around = {
        passage["passage_id"]: outside
        for passage, outside in zip(quoted, surroundings(settings, quoted), strict=True)
    }
    house = house_of(draft.question)
    made = [Chapter(None, "The question", (Statement("", draft.question),))]
    for place, (part, entries) in enumerate(zip(draft.parts, draft.entries, strict=True)):
        body = [one for entry in entries for one in _entry(draft, entry, place, house, around)] or [
            Statement(gap(draft, place, "No text is chosen yet for"), "")
        ]
        made.append(Chapter(None, heading(part["label"], part["text"]), tuple(body)))
    return made


def heading(label: str, text: str) -> str:
    """The heading of a part: its label, and what it asks in a line."""
    asked = shorten(question_title(text), TITLE_CHARS, placeholder="…") or text[:TITLE_CHARS]
    return f"Part {label}: {asked}" if label else f"Reply: {asked}"


def gap(draft: OpenedDraft, part: int, lead: str = "Nothing published covers") -> str:
    """The line that marks a gap: "[Nothing published covers part (b): how many were released.]"."""
    label, text = draft.parts[part]["label"], draft.parts[part]["text"]
    asked = shorten(question_title(text), GAP_CHARS, placeholder="…")
    named = f"part {label}" if label else "this question"
    return f"[{lead} {named}: {asked}]"


def _entry(
    draft: OpenedDraft,
    entry: DraftEntry,
    part: int,
    house: House | None,
    around: dict[str, PassageAnnotations],
) -> Iterator[Statement | Quotation]:
    passage = entry.passage
    if passage is None:
        yield Statement(gap(draft, part), "")
    elif entry.kind == "referral":
        yield Statement("", referral(passage, house, draft.minister))
        yield Statement("", linked(f"Refers to: {cite(passage)}"))
    else:
        if passage["status"] != "answered":
            yield Statement(f"{STATUS_LABELS[passage['status']]}.", "", "above")
        yield from quoted(passage, around.get(passage["passage_id"], {}))
    if entry.since:
        yield Statement(entry.since, "")
    if entry.note:
        yield Statement("Note:", entry.note, "note")


def best_of_each_part(evidence: DraftEvidence) -> OpenedDraft:
    """The draft that takes the best of each part: a referral to a recent answer to the very same
    question, else the best passage, else a gap."""
    entries: list[tuple[DraftEntry, ...]] = []
    for place, part in enumerate(evidence["parts"]):
        kind, passage = best_of(part)
        entries.append((DraftEntry(place, place, kind, passage, "", None),))
    return OpenedDraft(
        evidence["question"],
        "",
        tuple(
            {"label": one["label"], "text": one["text"], "after": None} for one in evidence["parts"]
        ),
        tuple(entries),
    )
