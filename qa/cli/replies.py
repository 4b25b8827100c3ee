"""Replies and prior answers as lines of plain text, the same for every script."""

from __future__ import annotations

from collections.abc import Iterator

from qa.model import Explanation, Quotation, Reply
from qa.model.browse import PriorAnswers, said_difference
from qa.model.citation import KIND_LABELS, attachment_lines, cite, cut_table_note, day
from qa.model.understood import period_offer_in_words, understood_in_words


def reply_lines(reply: Reply) -> Iterator[str]:
    """A reply: its passages with citations, or a no with the near misses."""
    said = list(before_passages(reply))
    yield from said
    for number, quotation in enumerate(reply.passages or reply.near_misses):
        if number or said:
            yield ""
        yield from _quotation_lines(quotation)


def before_passages(reply: Reply) -> Iterator[str]:
    """What is said of the reply as a whole."""
    if not reply.answerable:
        covered = "No published answer covers this. " if reply.near_misses else ""
        yield f"{covered}{reply.reason}"
    query = reply.query.as_json()
    if understood := understood_in_words(query):
        yield f"Understood as: {understood}"
    if reply.unmatched:
        yield f"Not found in any answer: {', '.join(reply.unmatched)}."
    if reply.unmentioned:
        yield f"Not mentioned in these passages: {', '.join(reply.unmentioned)}."
    for word, near in reply.query.did_you_mean.items():
        yield f"Did you mean {near}, not {word}? The words are searched as typed."
    offer, period = period_offer_in_words(query), reply.query.period_offer
    if offer and period:
        dates = {"--from": period.date_from, "--to": period.date_to}
        options = " ".join(f"{name} {stated}" for name, stated in dates.items() if stated)
        yield f"{' '.join(offer)}: {options}"
    if reply.near_misses:
        yield "Near misses, which may not answer the question:"


def after_quotation(quotation: Quotation) -> Iterator[str]:
    """What is said of a passage below it: tables that are cut, attachments, the same answers."""
    passage = quotation.as_json()
    for part in passage["cut_tables"]:
        yield cut_table_note(part)
    yield from attachment_lines(passage)
    if quotation.same:
        count = len(quotation.same.answer_ids)
        yield f"The same answer to {count} questions, latest {day(quotation.same.latest)}"
    if quotation.why:
        yield f"Why: {_explanation(quotation.why)}"


def prior_answer_lines(prior: PriorAnswers) -> Iterator[str]:
    """Prior answers, each with what its question differs in."""
    if not prior["found"]:
        yield "No question here asks the same, or nearly the same."
    for number, one in enumerate(prior["found"], start=1):
        yield f"{number}. {cite(one)}"
        yield f"   {said_difference(one['differs_in'])}"
        yield f"   Q: {one['source_question']}"


def _quotation_lines(quotation: Quotation) -> Iterator[str]:
    passage = quotation.as_json()
    yield f"{passage['rank']}. {cite(passage)}"
    if quotation.answer.kind != "none":
        yield f"   {KIND_LABELS[quotation.answer.kind]}"
    yield f"   Q: {quotation.answer.source_question}"
    for line in quotation.text.split("\n"):
        yield f"   > {line}"
    for line in after_quotation(quotation):
        yield f"   {line}"


def _explanation(why: Explanation) -> str:
    """The parts of a passage's score, each with its share."""
    parts: dict[str, float] = {}
    for one in why.terms:
        where = ", ".join(one.fields).replace("_", " ")
        named = f"{one.word or one.expansion} ({where})"
        parts[named] = parts.get(named, 0.0) + one.score
    parts |= {"embedding": why.dense, "words in common with the best passages": why.feedback}
    whole = sum(parts.values()) or 1.0
    return ", ".join(f"{named} {part / whole:.0%}" for named, part in parts.items() if part)
