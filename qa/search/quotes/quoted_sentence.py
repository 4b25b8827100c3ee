"""Quoted sentences: those of a text, each with where it may come from and what is chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz

from qa.search.quotes.candidates import Candidates
from qa.search.quotes.matches import (
    Match,
    in_sources,
    one_word_replaced,
    rewritten,
    spliced,
    without_stock,
)
from qa.text.claims import Claim
from qa.text.compared_words import ComparedText

MIN_WORDS, MIN_QUOTED_WORDS = 4, 3
"""The words of a sentence, and of what is in quotation marks, from which it is looked for."""
MAX_BESIDE = 8
"""The texts of a sentence in which those beside it are looked for too."""
LIKE_THE_BEST = 0.03
"""How much less like a text another may be that is preferred for the sentences around."""
MOSTLY = 0.5
"""The share of the words outside quotation marks from which a sentence is quoted as a whole."""


@dataclass(slots=True)
class QuotedSentence:
    """A sentence that is checked: its words, where it may come from, and what was chosen."""

    claim: Claim
    words: ComparedText
    matches: list[Match]
    spliced: list[Match] = field(default_factory=list)
    chosen: Match | None = None
    compared: set[str] = field(default_factory=set)

    @property
    def likeness(self) -> float:
        """How like the most similar run is, 0 to 1; 0 without one, 1 for one spliced out of two."""
        if self.spliced:
            return 1.0
        return max((one.run.similarity for one in self.matches), default=0.0)

    @property
    def best(self) -> list[Match]:
        """The matches that may be chosen: of the same words, else nearly as like as the best."""
        most = self.likeness
        return [one for one in self.matches if one.run.similarity >= most - LIKE_THE_BEST]


def quoted_sentences(text: str, claim: Claim, candidates: Candidates) -> list[QuotedSentence]:
    """A sentence with where it may come from; its parts in its place where they are quotations."""
    whole = _compared(text, claim, candidates)
    if any(not one.altered for one in whole.matches):
        return [whole]
    if claim.outer:
        outer = _compared(text, claim.outer, candidates)
        if any(not one.altered for one in outer.matches):
            return [outer]
    parts = [_compared(text, part, candidates) for part in claim.parts]
    parts = [one for one in parts if len(one.words) >= MIN_QUOTED_WORDS]
    most = max((one.likeness for one in parts), default=0.0)
    marked = any(one.claim.quoted for one in parts) and not claim.quoted
    better = most >= whole.likeness if marked else most > whole.likeness
    # What is in quotation marks is checked by itself, unless the rest is the answer's as well.
    if marked and better and _has_more(whole, parts):
        better = False
    return parts if parts and better else [whole]


def _has_more(whole: QuotedSentence, parts: list[QuotedSentence]) -> bool:
    """Whether a sentence has most of its words outside some parts from an answer, too."""
    if whole.spliced or not whole.matches:
        return False
    outside = len(whole.words) - sum(len(one.words) for one in parts)
    had = sum(one.likeness * len(one.words) for one in parts)
    return whole.likeness * len(whole.words) - had > MOSTLY * outside


def _compared(text: str, claim: Claim, candidates: Candidates) -> QuotedSentence:
    words = ComparedText(text[claim.span.start : claim.span.end])
    read = QuotedSentence(claim, words, [])
    if len(words) < (MIN_QUOTED_WORDS if claim.quoted else MIN_WORDS):
        return read
    read.compared.update(candidates.with_all(words))
    read.matches = in_sources(words, claim.quoted, candidates.read(sorted(read.compared)))
    if not all(one.altered for one in read.matches):
        return read
    halves = candidates.halves(words)
    read.compared.update(candidates.sharing(words), *(half.digests for half in halves))
    read.matches = in_sources(words, claim.quoted, candidates.read(sorted(read.compared)))
    read.matches = without_stock(words, read.matches, candidates)
    if not any(one_word_replaced(words, one.run) for one in read.matches):
        read.spliced = spliced(words, halves, candidates)
    if not (read.matches or read.spliced):
        read.matches = rewritten(words, halves, candidates)
    return read


def look_beside(read: list[QuotedSentence], candidates: Candidates) -> None:
    """Look for each sentence in the texts of those beside it too."""
    own = [list(dict.fromkeys(match.digest for match in one.best))[:MAX_BESIDE] for one in read]
    for at, one in enumerate(read):
        if not len(one.words):
            continue
        beside = [*(own[at - 1] if at else []), *(own[at + 1] if at + 1 < len(read) else [])]
        new = [digest for digest in beside if digest not in one.compared]
        if new:
            found = in_sources(one.words, one.claim.quoted, candidates.read(new))
            if len(one.words) < MIN_WORDS:  # What is so short proves itself by its place alone.
                found = [match for match in found if not match.altered]
            if any(not match.altered for match in found):
                one.matches = [match for match in one.matches if not match.altered]
            elif any(not match.altered for match in one.matches):
                found = []
            one.matches += found


def choose(read: list[QuotedSentence]) -> None:
    """Choose for each sentence the text that most sentences around it come from, too.

    Of several, that with the fewest differences, current before former, the newest.
    """
    digests = [{match.digest for match in one.best} for one in read]
    for at, one in enumerate(read):
        if not one.matches or one.spliced:
            continue
        before = read[at - 1].chosen if at else None
        ranked = sorted(one.best, key=lambda match: match.answer.answer_id)
        ranked.sort(key=lambda match: match.answer.date_answered or "", reverse=True)
        ranked.sort(key=lambda match: _order(match, at, read, digests, before))
        one.chosen = ranked[0]


def _order(
    match: Match, at: int, read: list[QuotedSentence], digests: list[set[str]], before: Match | None
) -> tuple[Any, ...]:
    first = last = at
    while first > 0 and match.digest in digests[first - 1]:
        first -= 1
    while last + 1 < len(digests) and match.digest in digests[last + 1]:
        last += 1
    follows = before and before.digest == match.digest and match.run.first >= before.run.last
    place = match.run.first if follows else len(match.source[1]) + match.run.first
    spelt = round(fuzz.ratio(match.text, read[at].words.text)) if match.altered else 0
    return first - last, -spelt, len(match.differs), not match.current, place if before else 0
