"""Comparison of a sentence with one text: the run of words nearest to it, and what differs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from qa.model.quote_checks import ALTERATIONS, Difference
from qa.text.compared_words import APOSTROPHES, DASHES, ComparedText, form_of

MAX_SENTENCES_JOINED = 3
"""The sentences of an answer, at most, that one sentence of a text is compared with together."""
_NUMBER_WORDS = frozenset(
    "no none zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty "
    "ninety hundred thousand million billion trillion half third quarter dozen first second "
    "january february march april may june july august september october november december "
    "£ $ € % ‰".split()
)
_QUOTE_MARKS = frozenset('“”„"«»`´' + APOSTROPHES)
_DASH_MARKS = frozenset(DASHES + "—―")
_NOTE = re.compile(r"\[(?:\d{1,2}|[a-z])\]|[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\*+")


@dataclass(frozen=True, slots=True)
class Run:
    """The words `first` to before `last` of a text, and how like a sentence they are, 0 to 1."""

    first: int
    last: int
    similarity: float


def nearest(claim: ComparedText, source: ComparedText, fragment: bool) -> Run | None:
    """The run of a text that is most like a sentence: of whole sentences, unless it is a fragment;
    None where the two have no word in common."""
    if fragment:
        found = fuzz.partial_ratio_alignment(claim.forms, source.forms)
        if not found or found.dest_start >= found.dest_end or len(claim) > len(source):
            return _of_sentences(claim, source)
        return _matched(claim, source, found.dest_start, found.dest_end)
    return _of_sentences(claim, source)


def _of_sentences(claim: ComparedText, source: ComparedText) -> Run | None:
    best = None
    bounds = source.sentences
    for first in range(len(bounds)):
        for last in range(first, min(first + MAX_SENTENCES_JOINED, len(bounds))):
            start, end = bounds[first][0], bounds[last][1]
            if last > first and end - start > 2 * len(claim):
                break
            alike = Indel.normalized_similarity(
                claim.forms,
                source.forms[start:end],
                score_cutoff=best.similarity if best else 0.0,
            )
            if alike and (best is None or alike > best.similarity):
                best = Run(start, end, alike)
    return best


def _matched(claim: ComparedText, source: ComparedText, first: int, last: int) -> Run:
    """A run made as long or short as its matching words, with others replaced one by one."""
    low, high = max(0, first - 3), min(len(source), last + 3)
    matcher = SequenceMatcher(None, source.forms[low:high], claim.forms, autojunk=False)
    blocks = [one for one in matcher.get_matching_blocks() if one.size]
    if blocks:
        begin, end = blocks[0], blocks[-1]
        first = max(0, low + begin.a - begin.b)
        last = min(len(source), low + end.a + end.size + len(claim) - end.b - end.size)
    alike = Indel.normalized_similarity(claim.forms, source.forms[first:last])
    return Run(first, last, alike)


def differences(
    claim: ComparedText, source: ComparedText, run: Run, fragment: bool
) -> list[Difference]:
    """In what a sentence differs from a run of a text, in the order of `Difference`."""
    forms = source.forms[run.first : run.last]
    if claim.forms != forms:
        return _of_words(claim.forms, forms)
    found = {"case": False, "quotation_marks": False, "dashes": False, "punctuation": False,
             "footnote_marker": False}  # fmt: skip
    for name in _of_marks(claim, source, run, fragment):
        found[name] = True
    return [name for name in _MINOR if found[name]]


_MINOR: tuple[Difference, ...] = (
    "case", "quotation_marks", "dashes", "punctuation", "footnote_marker",
)  # fmt: skip


def _of_words(own: list[str], others: list[str]) -> list[Difference]:
    matcher = SequenceMatcher(None, others, own, autojunk=False)
    changed = [op for op in matcher.get_opcodes() if op[0] != "equal"]
    if len(changed) == 1 and changed[0][0] == "delete" and changed[0][2] == len(others):
        return ["cut"]
    if len(changed) == 1 and changed[0][0] == "delete" and changed[0][1] == 0:
        return ["cut"]
    figures = words = False
    for _, a, b, c, d in changed:
        for form in (*others[a:b], *own[c:d]):
            figure = form in _NUMBER_WORDS or any(map(str.isdigit, form))
            figures, words = figures or figure, words or not figure
    kinds: list[tuple[Difference, bool]] = [("figures", figures), ("words", words)]
    return [kind for kind, differs in kinds if differs]


def _of_marks(
    claim: ComparedText, source: ComparedText, run: Run, fragment: bool
) -> Iterator[Difference]:
    """The differences of two runs of the same words: in their letters, and between them."""
    for at in range(len(claim)):
        own = claim.text[claim.starts[at] : claim.ends[at]]
        other = source.text[source.starts[run.first + at] : source.ends[run.first + at]]
        if own != other:
            yield from _of_one_word(own, other)
    own_gaps = [claim.text[a:b] for a, b in zip(claim.ends, claim.starts[1:], strict=False)]
    places = range(run.first, run.last)
    other_gaps = [source.text[source.ends[a] : source.starts[b]] for a, b in pairwise(places)]
    for own, other in zip(own_gaps, other_gaps, strict=True):
        yield from _of_gap(own, other)
    if not fragment:
        ceiling = source.span(run.first, run.last, whole=True).end
        own, other = claim.text[claim.ends[-1] :], source.text[source.ends[run.last - 1] : ceiling]
        yield from _of_gap(own, other)
        floor = source.span(run.first, run.last, whole=True).start
        yield from _of_gap(
            claim.text[: claim.starts[0]], source.text[floor : source.starts[run.first]]
        )


def _of_one_word(own: str, other: str) -> Iterator[Difference]:
    if bool(_NOTE.search(own)) != bool(_NOTE.search(other)):
        yield "footnote_marker"
        own, other = _NOTE.sub("", own), _NOTE.sub("", other)
    plain = [
        "".join("'" if c in APOSTROPHES else "-" if c in DASHES else c for c in word)
        for word in (own, other)
    ]
    if plain[0] != plain[1] and form_of(own) == form_of(other):
        yield "case"
    if [c for c in own if c in APOSTROPHES] != [c for c in other if c in APOSTROPHES]:
        yield "quotation_marks"
    if [c for c in own if c in DASHES] != [c for c in other if c in DASHES]:
        yield "dashes"


def _of_gap(own: str, other: str) -> Iterator[Difference]:
    """The differences of what is between two words; white space is none."""
    own, other = "".join(own.split()), "".join(other.split())
    if own == other:
        return
    notes = [_NOTE.findall(one) for one in (own, other)]
    if notes[0] != notes[1]:
        yield "footnote_marker"
        own, other = _NOTE.sub("", own), _NOTE.sub("", other)
    kinds: tuple[tuple[Difference, frozenset[str]], ...] = (
        ("quotation_marks", _QUOTE_MARKS),
        ("dashes", _DASH_MARKS),
    )
    for name, marks in kinds:
        if [c for c in own if c in marks] != [c for c in other if c in marks]:
            yield name
        own, other = ("".join(c for c in gap if c not in marks) for gap in (own, other))
    if own != other:
        yield "punctuation"


def is_altered(found: Iterable[Difference]) -> bool:
    """Whether differences are of the words themselves."""
    return not ALTERATIONS.isdisjoint(found)
