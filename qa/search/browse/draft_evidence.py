"""Draft evidence: what published answers say to each part of a new question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import fsum

from qa.errors import BadRequest
from qa.index import Where
from qa.model import KINDS, QUOTABLE, Answer, Filters, Quotation, Request, Span, json_types
from qa.model.bodies import body_key, body_label, current_body
from qa.model.browse import Differs
from qa.model.drafts import (
    AnswerChanges,
    AskedBefore,
    DraftEvidence,
    DraftPart,
    DraftQuestion,
    Refusal,
)
from qa.search.browse.answer_history import later_answer
from qa.search.browse.prior_answers import recent_since, repeated, same_addressee
from qa.search.browse.question_differences import read_question
from qa.search.browse.similar_questions import MAX_QUERY_TERMS
from qa.search.parts import names_a_subject, part_reply
from qa.search.ranking.term_weights import idf
from qa.search.reply import reply
from qa.search.snapshot import Snapshot
from qa.search.understanding.interpretations import Interpretations
from qa.search.understanding.query import without_surroundings
from qa.text.cut_tables import cut_tables
from qa.text.formula import addressee, without_addressee
from qa.text.question_parts import QuestionPart, question_parts
from qa.text.stubs import grounds

PASSAGES, ASKED_BEFORE, REFUSALS = 3, 3, 3
"""The most of each that are shown of one part."""
MIN_ALIKE = 0.7
"""The share of the weight of a part's terms that a refused question has, at least."""
MIN_OWN = 0.3
"""The share of the weight of its own terms that an answer has, at least, to a part that is asked
together with the clause before it."""
MIN_OF_WHOLE = 0.6
"""The share of a part's own terms, by weight, that an answer to the whole question has where it is
shown for the part."""
CANDIDATES = 9
"""The passages that are read of a part, since several may be of one answer."""
MIN_COMMON_TERMS = 3
"""The terms, at least, that a refused question has of a part; and those of a part that is compared
by itself, though it follows another."""
COMPARED_REFUSALS = 30
"""The refusals of the ranking whose questions are compared."""
_STUBS = Filters(kind=tuple(kind for kind in KINDS if kind != "none"))
_WITHDRAWN = (*QUOTABLE, "withdrawn")
_FIRM = ("not_held", "disproportionate_cost")
"""The refusals that come first among questions as much alike: the others only put off."""

_ONLY_THE_FIRST = "What was found is about the part before, and says nothing of this one."


@dataclass(frozen=True, slots=True)
class _Found:
    """The passages that answer a part, or near misses with the reason."""

    passages: tuple[Quotation, ...]
    near_misses: tuple[Quotation, ...]
    confidence: float
    reason: str | None


def draft_questions(text: str) -> tuple[str, tuple[DraftQuestion, ...]]:
    """The question within a text, without mail and courtesies, and its parts, at least one."""
    asked = without_surroundings(text, Interpretations(()))
    found = question_parts(asked) or (QuestionPart("", asked),)
    return asked, tuple({"label": p.label, "text": p.text, "after": p.after} for p in found)


def draft_evidence(
    question: str, parts: Sequence[DraftQuestion], snapshot: Snapshot
) -> DraftEvidence:
    """What published answers say to each part of a question; raises as `reply`."""
    whole = reply(Request(question, hits=CANDIDATES), snapshot).passages if parts[1:] else ()
    found = [_part(one, whole, snapshot) for one in parts]
    ids = {one["answer_id"] for part in found for one in quotable_passages(part)}
    answers = snapshot.answers.answers(sorted(ids))
    changes = {name: _changes(answer, snapshot) for name, answer in sorted(answers.items())}
    return {
        "question": question,
        "parts": found,
        "changes": {
            name: one for name, one in changes.items() if one["later"] or one["body_today"]
        },
        "index_version": snapshot.version,
    }


def quotable_passages(part: DraftPart) -> Iterator[json_types.Passage]:
    """The passages of a part that answer it: neither near misses nor refusals."""
    yield from part["passages"]
    yield from (one["passage"] for one in part["asked_before"])


def _part(asked: DraftQuestion, of_whole: Sequence[Quotation], snapshot: Snapshot) -> DraftPart:
    part = QuestionPart(asked["label"], asked["text"], asked["after"])
    whole = _by_itself(part, snapshot)
    found = _found(part, whole, snapshot)
    found = replace(found, passages=_best_answers(part, found.passages, of_whole, snapshot))
    before = _asked_before(whole, snapshot) if whole else []
    return {
        "label": part.label,
        "text": part.text,
        "answerable": bool(found.passages),
        "confidence": round(found.confidence, 6),
        "reason": found.reason,
        "never_answered": not found.passages and not before,
        "passages": [one.as_json() for one in found.passages],
        "near_misses": [one.as_json() for one in found.near_misses],
        "asked_before": before,
        "refusals": _refusals(whole, snapshot) if whole else [],
    }


def _found(part: QuestionPart, whole: str | None, snapshot: Snapshot) -> _Found:
    """The passages that answer a part: asked as `part_reply` does, else by itself where it can."""
    try:
        asked = part_reply(part, Request(part.text, hits=CANDIDATES), snapshot)
        passages = _about_itself(part, asked.passages, snapshot)
        if not passages and whole and part.after is not None:
            alone = reply(Request(whole, hits=CANDIDATES), snapshot)
            passages = _about_itself(part, alone.passages, snapshot)
            if passages:
                return _Found(passages, (), alone.confidence, None)
    except BadRequest as error:  # It names someone whom no answer names.
        return _Found((), (), 0.0, str(error))
    if asked.passages and not passages:
        return _Found((), asked.passages[:PASSAGES], 0.0, _ONLY_THE_FIRST)
    return _Found(passages, asked.near_misses, asked.confidence, asked.reason)


def _by_itself(part: QuestionPart, snapshot: Snapshot) -> str | None:
    """A part as a question that can be compared with others, put to whom the first part is; None
    for one that leans on the first, such as "and how many of those"."""
    if part.after is None:
        return part.text
    if not names_a_subject(part.text, snapshot, MIN_COMMON_TERMS):
        return None
    rest = without_addressee(part.after).strip()
    address = part.after[: part.after.find(rest)] if rest else ""
    return f"{address.rstrip(' ,')}, {part.text}" if address else part.text


def _about_itself(
    part: QuestionPart, found: Sequence[Quotation], snapshot: Snapshot
) -> tuple[Quotation, ...]:
    """The passages that say something about a part itself, not only about the clause that it
    follows and is asked together with."""
    if part.after is None:
        return tuple(found)
    return _holding(part, found, MIN_OWN, snapshot)


def _holding(
    part: QuestionPart, found: Sequence[Quotation], least: float, snapshot: Snapshot
) -> tuple[Quotation, ...]:
    """The passages that hold, with their source question and heading, a share of the weight of a
    part's own terms."""
    weights = {term: idf(term, snapshot.index) for term in _terms(part.text, snapshot)}
    whole = fsum(weights.values())

    def held(one: Quotation) -> float:
        texts = (one.text, one.answer.source_question, one.answer.heading or "")
        terms = {term for text in texts for term in snapshot.analyzer.passage_terms(text)}
        return fsum(weight for term, weight in weights.items() if term in terms)

    return tuple(one for one in found if held(one) >= least * whole)


def _best_answers(
    part: QuestionPart,
    own: Sequence[Quotation],
    of_whole: Sequence[Quotation],
    snapshot: Snapshot,
) -> tuple[Quotation, ...]:
    """The first passage of each answer: the best of a part itself, the best of the whole question
    that is about the part too, then the others of both.

    One answer often covers a whole series "(a) ... (b) ...", under words that no part has alone.
    """
    both = _holding(part, of_whole, MIN_OF_WHOLE, snapshot)
    ranked = (*own[:1], *both[:1], *own[1:], *both[1:])
    answers: dict[str, Quotation] = {}
    for one in ranked:
        answers.setdefault(one.answer.answer_id, one)
    return tuple(answers.values())[:PASSAGES]


def _asked_before(text: str, snapshot: Snapshot) -> list[AskedBefore]:
    since = recent_since(snapshot)
    terms = _terms(text, snapshot)
    found = _first_of_each_text(
        repeated(text, snapshot, statuses=_WITHDRAWN, by_parts=True), ASKED_BEFORE
    )
    return [
        {
            "differs_in": list(differs),
            "recent": since is not None and (answer.date_answered or "") >= since,
            "passage": quotation.as_json(),
        }
        for answer, differs in found
        if (quotation := _best_passage(answer, terms, snapshot)) is not None
    ]


def _first_of_each_text(
    found: Iterable[tuple[Answer, tuple[Differs, ...]]], most: int
) -> list[tuple[Answer, tuple[Differs, ...]]]:
    """The first answers that say different things: the same text given twice is shown once."""
    kept: dict[str, tuple[Answer, tuple[Differs, ...]]] = {}
    for answer, differs in found:
        kept.setdefault(" ".join(answer.text.split()), (answer, differs))
    return list(kept.values())[:most]


def _refusals(text: str, snapshot: Snapshot) -> list[Refusal]:
    """The refusals of questions that have most of the words of a part, the most alike first."""
    terms = _terms(text, snapshot)
    weights = {term: idf(term, snapshot.index) for term in terms}
    whole = fsum(weights.values())
    if not whole:
        return []
    hits = snapshot.index.search(weights, Where(_STUBS), COMPARED_REFUSALS)
    quoted = snapshot.answers.quoted([hit.passage for hit in hits])
    to = addressee(text)
    alike: dict[str, tuple[float, Answer]] = {}
    for hit in hits:
        _, answer = quoted[hit.passage]
        if not same_addressee(to, addressee(answer.source_question)):
            continue
        other = _terms(answer.source_question, snapshot)
        common = [weight for term, weight in weights.items() if term in other]
        share = fsum(common) / whole
        if share >= MIN_ALIKE and len(common) >= MIN_COMMON_TERMS:
            said = " ".join(answer.text.split())
            alike.setdefault(said, (round(share, 1), answer))
    ranked = sorted(
        alike.values(), key=lambda one: (one[0], one[1].kind in _FIRM), reverse=True
    )  # Sorting is stable: the ranking decides between equals.
    refusals: list[Refusal] = []
    for _, answer in ranked[:REFUSALS]:
        span, quotation = grounds(answer.text), _best_passage(answer, terms, snapshot)
        if span and quotation:
            refusals.append(
                {
                    "kind": answer.kind,
                    "grounds": answer.text[span.start : span.end],
                    "passage": quotation.as_json(),
                }
            )
    return refusals


def _best_passage(answer: Answer, terms: Iterable[str], snapshot: Snapshot) -> Quotation | None:
    """The passage of an answer that holds most of some terms by weight, the first of equals; None
    for an answer without words."""
    weights = {term: idf(term, snapshot.index) for term in terms}

    def held(start: int, end: int) -> float:
        own = set(snapshot.analyzer.passage_terms(answer.text[start:end]))
        return fsum(weight for term, weight in weights.items() if term in own)

    passages = snapshot.answers.passages_of(answer)
    if not passages:
        return None
    passage = max(passages, key=lambda one: held(one.start, one.end))
    best = max(
        passage.sentences or (Span(passage.start, passage.end),),
        key=lambda one: held(one.start, one.end),
    )
    tables = cut_tables(answer.text, passage.start, passage.end)
    return Quotation(1, 0.0, passage, answer, best, cut_tables=tuple(tables))


def _terms(question: str, snapshot: Snapshot) -> tuple[str, ...]:
    """The distinct terms of a question without set phrases, figures, periods, and whom it is put
    to."""
    return tuple(sorted(read_question(question, snapshot.analyzer).words)[:MAX_QUERY_TERMS])


def _changes(answer: Answer, snapshot: Snapshot) -> AnswerChanges:
    later = later_answer(answer, snapshot)
    body = answer.answering_body
    # A later body can have the name that is shown of this one.
    known_as = (body.id, body_key(body.name)) if body else ()
    today = current_body(body.id) if body else None
    return {
        "later": None
        if later is None
        else {
            "answer_id": later.answer_id,
            "date_answered": later.date_answered or "",
            "same_text": later.text == answer.text,
        },
        "body_today": body_label(today) if today and today not in known_as else None,
    }
