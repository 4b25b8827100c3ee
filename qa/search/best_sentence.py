"""The best sentence of a passage: the one that answers the question, by words and by meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from qa.model import Answer, Passage, Span
from qa.search.quotations import Found
from qa.search.ranking.term_weights import idf
from qa.search.snapshot import Snapshot
from qa.text.amounts import asks_amount, has_figure
from qa.text.dates import MONTHS
from qa.text.lines import introduces, is_list_item, is_row, points_to_table, title_rows
from qa.text.passages import sentences

KNOWN_SHARE = 0.3
"""The share of its weight that a term has which the source question, heading or column heads hold:
the whole passage is about it, so that it tells its sentences little apart."""
SOURCE_WEIGHT = 0.2
"""The weight of the source question's other words: what was asked there is what is answered."""
FIGURE_BONUS = 0.2
"""For a sentence with a figure that is not a year: it says something definite."""
AMOUNT_BONUS = 0.6
"""The same, added where the question or the source question asks how many or how much."""
MEANING_WEIGHT = 3.0
"""The weight of a cosine beside the share of the question's words."""
MEANING_CANDIDATES = 3
MEANING_MARGIN = 0.7
"""How many sentences, the best by words, are compared by meaning, and by how much each may score
less than the first. A vector takes about 10 ms."""

_ASKS_WHEN = re.compile(
    r"^when\b|\bwhen (?:are|can|could|did|do|does|had|has|have|is|should|was|were|will|would)\b"
    r"|\bwhat date\b|\btimetable\b|\btimescales?\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    rf"\b(?:{'|'.join(MONTHS)}"
    r"|(?:19|20)\d\d|spring|summer|autumn|winter|(?:last|next|this) (?:month|term|week|year)"
    r"|today|yesterday|tomorrow|shortly|in due course)\b"
)
# These phrases begin an answer two to ten times as often as they occur further on.
_COMMONPLACE = re.compile(
    r"\b(?:(?:a|top|key|high) priority|zero[- ]tolerance|seriously|i refer|no place in"
    r"|(?:abhorrent|appalling|despicable|devastating|dreadful|heinous|horrific|terrible)"
    r"|recognises? the (?:importance|need)|government (?:supports|values)"
    r"|(?:committed|determined) to (?:deliver|ensur|improv|mak|prevent|protect|provid|reduc|support"
    r"|tackl)ing)\b"
    r"|^.{0,60}\b(?:am|are|is|remains?) (?:\w+ly )?(?:committed|determined) to\b"
)
# To look for parts first is several times faster.
_COMMON_PARTS = ("priority", "tolerance", "seriously", "i refer", "recognise", "ed to ", "no place",
                 "abhorrent", "appalling", "despicable", "devastating", "dreadful", "heinous",
                 "horrific", "terrible", "government supports", "government values")  # fmt: skip
_FRAGMENT = re.compile(
    r"\W*(?:https?://\S+|www\.\S+|(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)])\W*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence, row or line of a passage. `lead` is the line that introduces it, else empty; of
    one table all rows have the same. `lead_number` is that of the lead, -1 where the passage does
    not hold it. `introduces` is of one that only introduces others."""

    number: int
    span: Span
    line: str
    lead: str
    lead_number: int
    row: bool
    introduces: bool


@dataclass(frozen=True, slots=True)
class RankedSentence:
    """A sentence or row of a passage; `share` says how much it holds of those words of the question
    and the source question that the passage holds: 0 for none. `lead` is the line of the passage
    that introduces a row."""

    span: Span
    text: str
    share: float
    lead: RankedSentence | None = None


def ranked_sentences(
    found: Found,
    question: str,
    weights: Mapping[str, float],
    snapshot: Snapshot,
    *,
    by_meaning: bool = False,
) -> list[RankedSentence]:
    """The sentences and rows of a passage that may answer a question, best first; of equals the
    first of the text first.

    `weights` are those of the question's terms. By meaning, and where the index has vectors, the
    best by words are compared by their cosines too. What only introduces a table or a list is left
    out where there is anything else, as are a mere address, and a commonplace where anything else
    has a word of what is asked. Where it is asked when, what has no time is.
    """
    passage, answer = found
    spans = passage.sentences
    if spans is None:
        spans = tuple(sentences(answer.text, passage.start, passage.end))
    spans = spans or (Span(passage.start, passage.end),)
    read = _read(spans, passage, answer)
    read = [one for one in read if not one.introduces] or read
    read = [one for one in read if not is_fragment(one.line)] or read
    if _ASKS_WHEN.search(question):
        read = [one for one in read if _TIME.search(one.line)] or read
    amount = asks_amount(question) or asks_amount(answer.source_question)
    bonus = FIGURE_BONUS + AMOUNT_BONUS * amount
    shares = _by_words(read, found, weights, snapshot)
    scores = {one.number: shares[one.number] + bonus * has_figure(one.line) for one in read}
    read = [one for one in read if scores[one.number] and not is_commonplace(one.line)] or read
    ranked = sorted(read, key=lambda one: (-scores[one.number], one.number))
    if by_meaning and snapshot.index.has_vectors:
        best = _by_meaning(ranked, scores, question, snapshot)
        ranked = [*best, *(one for one in ranked if one not in best)]
    return [
        RankedSentence(
            one.span,
            one.line,
            shares[one.number],
            RankedSentence(spans[one.lead_number], one.lead, shares[one.lead_number])
            if one.row and one.lead_number >= 0
            else None,
        )
        for one in ranked
    ]


def _read(spans: Sequence[Span], passage: Passage, answer: Answer) -> list[_Sentence]:
    """The sentences of a passage, each with the line that introduces it.

    A row or an item of a list is introduced by the last line before it that introduces anything or
    points to a table; a row by the column heads where there is none.
    """
    lines = [answer.text[span.start : span.end] for span in spans]
    rows = [is_row(line) for line in lines]
    header = passage.header
    heads = answer.text[header.start : header.end] if header else ""
    above = heads.splitlines()
    titles = {at - len(above) for at in title_rows([*above, *lines])} if any(rows) else set[int]()
    found: list[_Sentence] = []
    lead, lead_number = "", -1
    for number, (span, line, row) in enumerate(zip(spans, lines, rows, strict=True)):
        above_row = not row and number + 1 < len(lines) and rows[number + 1]
        leads = number in titles if row else introduces(line)
        led = row or is_list_item(line) or number == lead_number + 1
        own = (lead or (heads if row else "")) if led else ""
        own_number = lead_number if led and lead else -1
        found.append(_Sentence(number, span, line, own, own_number, row, leads or above_row))
        if not row and (leads or points_to_table(line) or (above_row and not lead)):
            lead, lead_number = line, number
    return found


def _by_words(
    read: Sequence[_Sentence], found: Found, weights: Mapping[str, float], snapshot: Snapshot
) -> dict[int, float]:
    """The share of the words' weight in the passage that each sentence, and each lead of a row,
    holds, by its number: of the question's words, and of the source question's others."""
    passage, answer = found
    terms_of, index = snapshot.analyzer.passage_term_set, snapshot.index
    about = [answer.heading or ""]
    if passage.header:
        about.append(answer.text[passage.header.start : passage.header.end])
    source = terms_of(answer.source_question)
    known = source | terms_of("\n".join(about))
    asked = {term: weight * (KNOWN_SHARE if term in known else 1.0)
             for term, weight in weights.items()}  # fmt: skip
    others = {term: idf(term, index) for term in source - weights.keys()}
    held = {one.number: terms_of(one.line) | terms_of(one.lead) for one in read}
    for one in read:
        if one.row and one.lead_number >= 0 and one.lead_number not in held:
            held[one.lead_number] = terms_of(one.lead)
    shares = dict.fromkeys(held, 0.0)
    for worth, share in ((asked, 1.0), (others, SOURCE_WEIGHT)):
        whole = fsum(map(worth.__getitem__, worth.keys() & set().union(*held.values())))
        for number, own in held.items():
            held_weight = fsum(map(worth.__getitem__, worth.keys() & own))
            shares[number] += share * held_weight / (whole or 1.0)
    return shares


def is_fragment(line: str) -> bool:
    """Whether a line is a mere address, or the number of a list's item."""
    return bool(_FRAGMENT.fullmatch(line))


def is_commonplace(line: str) -> bool:
    """Whether a sentence states commitment or concern, and no figure."""
    folded = line.lower()
    likely = any(part in folded for part in _COMMON_PARTS)
    return likely and bool(_COMMONPLACE.search(folded)) and not has_figure(line)


def _by_meaning(
    ranked: Sequence[_Sentence], scores: Mapping[int, float], question: str, snapshot: Snapshot
) -> list[_Sentence]:
    """The best by words, of a table's rows only one, ranked by words and meaning."""
    near: dict[tuple[str, int], _Sentence] = {}
    for one in ranked:
        if scores[one.number] >= scores[ranked[0].number] - MEANING_MARGIN:
            near.setdefault((one.lead, -1) if one.row else ("", one.number), one)
    best = list(near.values())[:MEANING_CANDIDATES]
    if len(best) < 2:
        return best
    texts = [f"{one.lead}\n{one.line}" if one.lead else one.line for one in best]
    cosines = snapshot.index.similarities(question, texts)
    meant = {
        one.number: scores[one.number] + MEANING_WEIGHT * (cosine or 0.0)
        for one, cosine in zip(best, cosines, strict=True)
    }
    return sorted(best, key=lambda one: (-meant[one.number], one.number))
