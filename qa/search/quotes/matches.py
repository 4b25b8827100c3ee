"""Matches: the runs of the answers' texts that one sentence comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa.model import Answer, Span
from qa.model.quote_checks import Difference
from qa.search.quotes import comparison
from qa.search.quotes.candidates import (
    MIN_SPLICED_WORDS,
    STOCK_TEXTS,
    Candidates,
    Half,
    Source,
)
from qa.search.quotes.comparison import Run
from qa.text.compared_words import ComparedText

MIN_ALTERED, MIN_ALTERED_QUOTED = 0.88, 0.78
"""How like a sentence of an answer another is, at least, to be the same sentence altered; in
quotation marks it claims to be one. `python -m bench.quotations` measures both."""
MAX_REPLACED, MIN_REPLACED = 2, 0.74
"""The words, in and out, of one word that is replaced; and how alike the sentences still are."""
MIN_CUT_WORDS = 8
"""The words, at least, of a sentence that is the beginning or the end of a longer one, cut."""
MIN_KEPT_WORDS = 12
"""The words in a row, at least, that a sentence keeps of another where the rest is rewritten."""
MAX_STOCK_WORDS = 15
"""A sentence with fewer, and like one that many texts have, quotes none of them."""
_SENTENCE_END = (".", "?", "!")


@dataclass(frozen=True, slots=True)
class Match:
    """A run of a text that a sentence, or a part of one, comes from, and in what it differs.

    `whole` says that the sentence ends as one, so that the run is shown with the marks at its ends.
    """

    source: Source
    run: Run
    differs: tuple[Difference, ...]
    whole: bool

    @property
    def digest(self) -> str:
        """The digest of the text."""
        return self.source[0].digest

    @property
    def altered(self) -> bool:
        """Whether its words are others."""
        return comparison.is_altered(self.differs)

    @property
    def current(self) -> bool:
        """Whether an answer that is not withdrawn states the text today."""
        return self._stating is not None

    @property
    def answer(self) -> Answer:
        """The newest answer that states the text today, else that once did."""
        return self._stating or self.source[0].answers[0]

    @property
    def _stating(self) -> Answer | None:
        stated = self.source[0]
        now = (one for one in stated.answers if one.text == stated.text)
        return next((one for one in now if one.status != "withdrawn"), None)

    @property
    def span(self) -> Span:
        """The slice of the text."""
        return self.source[1].span(self.run.first, self.run.last, self.whole)

    @property
    def text(self) -> str:
        """The run as it is in the text."""
        return self.source[0].text[self.span.start : self.span.end]


def in_sources(claim: ComparedText, fragment: bool, sources: Iterable[Source]) -> list[Match]:
    """The matches of a sentence in some texts: where none has its words, those most like it."""
    same: list[Match] = []
    altered: list[Match] = []
    for source in sources:
        runs = [Run(at, at + len(claim), 1.0) for at in source[1].occurrences(claim.forms)]
        for run in runs:
            found = _of_run(claim, source, run, fragment)
            if found:
                (altered if found.altered else same).append(found)
        if not runs and not same:
            near = comparison.nearest(claim, source[1], fragment)
            if near and _is_like(claim, near, fragment):
                differs = comparison.differences(claim, source[1], near, fragment)
                altered.append(Match(source, near, tuple(differs), _ends(claim, fragment)))
    return same or altered


def _of_run(claim: ComparedText, source: Source, run: Run, fragment: bool) -> Match | None:
    """The match of a run with all the words of a sentence, which may be cut; None where too few
    words are those of a longer sentence by chance."""
    first, last = source[1].whole_sentences(run.first, run.last)
    if (first, last) != (run.first, run.last):
        claims_whole = claim.text.endswith(_SENTENCE_END) and first == run.first
        if not fragment or claims_whole:
            cut = Run(first, last, 2 * len(claim) / (len(claim) + last - first))
            if len(claim) < MIN_CUT_WORDS and not (fragment or cut.similarity >= MIN_ALTERED):
                return None
            return Match(source, cut, ("cut",), True)
    differs = comparison.differences(claim, source[1], run, fragment)
    return Match(source, run, tuple(differs), _ends(claim, fragment))


def _ends(claim: ComparedText, fragment: bool) -> bool:
    """Whether a sentence ends as one."""
    return not fragment or claim.text.endswith(_SENTENCE_END)


def _is_like(claim: ComparedText, run: Run, fragment: bool) -> bool:
    """Whether a sentence with other words is the sentence of a run, altered."""
    if run.similarity >= (MIN_ALTERED_QUOTED if fragment else MIN_ALTERED):
        return True
    return one_word_replaced(claim, run) and run.similarity >= MIN_REPLACED


def one_word_replaced(claim: ComparedText, run: Run) -> bool:
    """Whether a sentence has the words of a run but one, or has or lacks two more."""
    words = len(claim) + run.last - run.first
    return round((1 - run.similarity) * words) <= MAX_REPLACED


def spliced(claim: ComparedText, halves: Sequence[Half], candidates: Candidates) -> list[Match]:
    """The two runs that a sentence is spliced out of; none where it is not.

    Its beginning and its end are of different texts, and together they are all of it. Neither is a
    stock phrase: those make up many a sentence that nobody quotes.
    """
    begin, end = halves
    if len(claim) < 2 * MIN_SPLICED_WORDS or begin.words + end.words < len(claim):
        return []
    if begin.words == len(claim) or any(map(_is_common, halves)):
        return []
    found = []
    tail = min(end.words, len(claim) - MIN_SPLICED_WORDS)
    for forms, half in ((claim.forms[: begin.words], begin), (claim.forms[-tail:], end)):
        places = (
            (source, at)
            for source in candidates.read(half.digests)
            for at in source[1].occurrences(forms)
        )
        for source, at in places:
            found.append(Match(source, Run(at, at + len(forms), 1.0), ("spliced",), False))
            break
    return found if len(found) == len(halves) else []


def rewritten(claim: ComparedText, halves: Sequence[Half], candidates: Candidates) -> list[Match]:
    """The sentences that have the beginning or the end of a sentence, at least a half of it and too
    long for chance; the rest of it is rewritten."""
    found = []
    for half in halves:
        if half.words >= MIN_KEPT_WORDS and 2 * half.words >= len(claim) and not _is_common(half):
            for source in candidates.read(half.digests):
                near = comparison.nearest(claim, source[1], fragment=False)
                if near:
                    differs = comparison.differences(claim, source[1], near, fragment=False)
                    found.append(Match(source, near, tuple(differs), True))
    return found


def _is_common(half: Half) -> bool:
    return len(half.digests) >= STOCK_TEXTS


def without_stock(claim: ComparedText, found: list[Match], candidates: Candidates) -> list[Match]:
    """The matches, without short sentences that are altered stock phrases."""
    if len(claim) >= MAX_STOCK_WORDS:
        return found
    return [
        one
        for one in found
        if not (
            one.altered and candidates.is_stock(one.source[1].forms[one.run.first : one.run.last])
        )
    ]
