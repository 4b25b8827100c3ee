"""Words of a text as they are compared word for word: their forms, and where each is."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

from qa.model import Span
from qa.text.passages import sentences

APOSTROPHES, DASHES = "'’‘ʼ`´＇", "-‐‑‒–−"
_JOINERS = re.escape(APOSTROPHES + DASHES + "/\N{SOFT HYPHEN}")
_TOKEN = re.compile(
    rf"(?<![^\W_])[-−](?=\d)|[^\W_]+(?:(?:[{_JOINERS}]|(?<=\d)[.,:](?=\d))[^\W_]+)*"
    r"|[£$€%‰°+=<>&@±×÷]"
)
"""A word, a figure, or a sign that changes what a figure means."""
_NOTE = re.compile(r"\[(?:\d{1,2}|[a-z])\]")
"""A footnote marker, which is not a word."""
_RAISED = re.compile(r"(?<=[^\W\d_]{3})[⁰¹²³⁴⁵⁶⁷⁸⁹]+$")
"""A raised footnote marker at the end of a word; after "m" or "km" it is a power."""
_FORM = str.maketrans(
    dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(DASHES, "-") | {"\N{SOFT HYPHEN}": None}
)
LIST_MARK = re.compile(r"\s*(?:[•·*–-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+")
"""The mark of a list's item, which is not a part of its sentence."""
_BETWEEN = "\x1f"


def form_of(word: str) -> str:
    """A word as it is compared: in small letters, with one kind of apostrophe and of dash."""
    plain = _RAISED.sub("", word).translate(_FORM)
    return plain.casefold() if plain.isascii() else unicodedata.normalize("NFKC", plain).casefold()


class ComparedText:
    """The words of a text, in order: `forms[i]` is that of `text[starts[i]:ends[i]]`.

    Words of a text that is equal except for white space, case, kinds of quotation marks and dashes,
    footnote markers and marks between words have equal forms.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        noted = _NOTE.sub(lambda found: " " * len(found.group()), text) if "[" in text else text
        found = list(_TOKEN.finditer(noted))
        self.forms = [form_of(one.group()) for one in found]
        self.starts = [one.start() for one in found]
        self.ends = [one.end() for one in found]

    def __len__(self) -> int:
        """The number of words."""
        return len(self.forms)

    def occurrences(self, forms: Sequence[str]) -> list[int]:
        """The places of the first word of each run of words that has exactly these forms."""
        wanted = _BETWEEN + _BETWEEN.join(forms) + _BETWEEN
        joined, places = self._joined, []
        at = joined.find(wanted) if forms else -1
        while at >= 0:
            places.append(bisect_left(self._offsets, at + 1))
            at = joined.find(wanted, at + 1)
        return places

    @cached_property
    def _joined(self) -> str:
        return _BETWEEN + _BETWEEN.join(self.forms) + _BETWEEN

    @cached_property
    def _offsets(self) -> list[int]:
        """Where each form begins in the joined text."""
        offsets, at = [], 1
        for form in self.forms:
            offsets.append(at)
            at += len(form) + 1
        return offsets

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """The first word of each sentence and that after its last."""
        return [(first, last) for first, last, _ in self._sentences]

    @cached_property
    def _sentences(self) -> list[tuple[int, int, Span]]:
        """The sentences with words, each with its slice, without the mark of a list's item."""
        found = []
        for span in sentences(self.text, 0, len(self.text)):
            mark = LIST_MARK.match(self.text, span.start, span.end)
            start = mark.end() if mark else span.start
            first, last = bisect_left(self.starts, start), bisect_left(self.starts, span.end)
            if first < last:
                found.append((first, last, Span(start, span.end)))
        return found

    def whole_sentences(self, first: int, last: int) -> tuple[int, int]:
        """The run of words `first` to `last` (not included), made longer to whole sentences."""
        touched = [one for one in self.sentences if one[0] < last and one[1] > first]
        if not touched:
            return first, last
        return min(first, touched[0][0]), max(last, touched[-1][1])

    def of_sentences(self, first: int, last: int) -> list[int]:
        """The words from `first` to before `last`, without the marks of a list's items."""
        return [
            at
            for at in range(first, last)
            if any(begin <= at < end for begin, end in self.sentences)
        ]

    def span(self, first: int, last: int, whole: bool) -> Span:
        """The slice of the text from word `first` to before word `last`; where it is `whole`, with
        the marks that open and close the sentences that begin and end there."""
        start, end = self.starts[first], self.ends[last - 1]
        if whole:
            start = next((one.start for word, _, one in self._sentences if word == first), start)
            end = next((one.end for _, word, one in self._sentences if word == last), end)
        return Span(start, end)
