"""The check of a text: each sentence of it beside the answer that it quotes."""

from __future__ import annotations

import re
from collections import Counter

from qa.errors import BadRequest
from qa.model.quote_checks import (
    MAX_TEXT_CHARS,
    CheckedSentence,
    Finding,
    QuoteCheck,
    QuotedSource,
)
from qa.search.quotes.candidates import Candidates
from qa.search.quotes.matches import Match
from qa.search.quotes.quoted_sentence import (
    QuotedSentence,
    choose,
    look_beside,
    quoted_sentences,
)
from qa.search.quotes.standing import standing
from qa.search.snapshot import Snapshot
from qa.text.claims import claims
from qa.text.compared_words import ComparedText

MIN_LOUD_WORDS = 4
"""The words in quotation marks, at least, that are a fault where they are not found: fewer may be a
title or a turn of phrase."""
MAX_OTHERS = 100
VERSION_CHARACTERS = 12
"""The beginning of a version's digest in a permanent address."""

_CLOSED = re.compile("[”\"’»'].*[“\"‘«']", re.DOTALL)
"""A quotation that ends and another that begins."""


def check(text: str, snapshot: Snapshot) -> QuoteCheck:
    """What a text quotes of the answers; raises BadRequest for one that is empty or too long."""
    refuse_text(text)
    candidates = Candidates(snapshot.answers)
    read = [one for claim in claims(text) for one in quoted_sentences(text, claim, candidates)]
    look_beside(read, candidates)
    choose(read)
    sources: dict[str, QuotedSource] = {}
    found = [
        _checked(text, one, read[at - 1] if at else None, snapshot, sources)
        for at, one in enumerate(read)
    ]
    return {
        "sentences": found,
        "counts": dict(Counter(one["finding"] for one in found)),
        "faults": sum(one["fault"] for one in found),
    }


def refuse_text(text: str) -> None:
    """Raise BadRequest for a text that is empty or too long."""
    if not text.strip():
        raise BadRequest("text", "text is empty.", "Give the text whose quotations are checked.")
    if len(text) > MAX_TEXT_CHARS:
        raise BadRequest(
            "text",
            f"text has {len(text):,} characters.",
            f"Give at most {MAX_TEXT_CHARS:,}: check a long text part by part.",
        )


def _checked(
    text: str,
    one: QuotedSentence,
    before: QuotedSentence | None,
    snapshot: Snapshot,
    sources: dict[str, QuotedSource],
) -> CheckedSentence:
    span, chosen = one.claim.span, [one.chosen] if one.chosen else list(one.spliced)
    finding: Finding = "not_found"
    if chosen:
        altered = any(match.altered for match in chosen)
        finding = "altered" if altered else "same_words" if chosen[0].differs else "verbatim"
    stating = {
        answer.answer_id
        for match in one.best
        if not match.altered
        for answer in match.source[0].answers
    }
    left_out = _left_out(text, one, before) if before else None
    unfounded = finding == "not_found" and one.claim.quoted and len(one.words) >= MIN_LOUD_WORDS
    return {
        "text": text[span.start : span.end],
        "start": span.start,
        "end": span.end,
        "quoted": one.claim.quoted,
        "finding": finding,
        "differs_in": list(chosen[0].differs) if chosen else [],
        "fault": finding == "altered" or left_out is not None or unfounded,
        "left_out": left_out,
        "sources": [_source(match, snapshot, sources) for match in chosen],
        "others": min(MAX_OTHERS, max(0, len(stating) - 1)),
    }


def _left_out(text: str, one: QuotedSentence, before: QuotedSentence) -> str | None:
    """What the answer has between two sentences that follow each other in the text checked."""
    match, last = one.chosen, before.chosen
    between = text[before.claim.span.end : one.claim.span.start]
    if not (match and last and match.digest == last.digest) or one.claim.after_dots:
        return None
    if ComparedText(between).forms or (one.claim.quoted and _CLOSED.search(between)):
        return None
    compared = match.source[1]
    between_runs = compared.of_sentences(last.run.last, match.run.first)
    if not between_runs:
        return None
    gap = compared.span(between_runs[0], between_runs[-1] + 1, whole=True)
    return compared.text[gap.start : gap.end]


def _source(match: Match, snapshot: Snapshot, sources: dict[str, QuotedSource]) -> QuotedSource:
    answer, span = match.answer, match.span
    version = match.digest[:VERSION_CHARACTERS]
    name = f"{answer.answer_id}/{version}/{span.start}-{span.end}"
    if name not in sources:
        sources[name] = {
            "answer_id": answer.answer_id,
            "quotation_id": name,
            "text": match.text,
            "start": span.start,
            "end": span.end,
            "standing": dict(standing(match.text, answer, snapshot)),
            **answer.facts(),
        }
    return sources[name]
