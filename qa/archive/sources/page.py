"""A saved page as numbered lines, and the checks that all readers of pages share."""

from __future__ import annotations

import re
from typing import NamedTuple

from qa.errors import Rejected
from qa.text.characters import as_meant
from qa.text.dates import written_date

SAVE_AGAIN = "Save the page again, whole and as text."

_LABEL = re.compile(
    r"Holding answer received on\b|This question was grouped with\b|Grouped Questions:"
    r"|(?:Corrected|Correction|Original answer)\b[^.?!]{0,60}$"
    r"|Answered on(?:$|:| \d)|Answered by(?:$|:)|UIN \S+, tabled on |\(asked on "
    r"|This question was answered on \d"
)
_SENTENCE_END = re.compile(
    r"""[.?!:;\N{HORIZONTAL ELLIPSIS}]["'\N{RIGHT DOUBLE QUOTATION MARK}"""
    r"""\N{RIGHT SINGLE QUOTATION MARK})\]]*(?:\[[0-9]+\])*$"""
)
_ADDRESS_END = re.compile(r"(?:(?:https?://|www\.)[^\s]+|[^\s@]+@[^\s@]+\.[a-z]+)$", re.IGNORECASE)
_CONTROL_CHARACTERS = re.compile("[\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_TAIL_CHARACTERS = 1000  # of the last line, to see how it ends; no address is longer
_MIN_PROSE_WORDS = 8  # table cells and list items, each a line of its own, have fewer


class PageLine(NamedTuple):
    """A line that is not blank, with its number from 1."""

    number: int
    text: str


class PageLines:
    """The lines of a page that are not blank, read from the top."""

    def __init__(self, page: str) -> None:
        self._all = [
            " ".join(_CONTROL_CHARACTERS.sub("", as_meant(line)).split())
            for line in page.split("\n")
        ]
        self._lines = [PageLine(number, text) for number, text in enumerate(self._all, 1) if text]
        self._at = 0

    def next(self, expected: str) -> PageLine:
        """The next line; raises Rejected, naming what was expected, at the end of the page."""
        if self._at == len(self._lines):
            raise Rejected(f"The page ends before {expected}: it was cut short.", SAVE_AGAIN)
        self._at += 1
        return self._lines[self._at - 1]

    def matching(self, pattern: re.Pattern[str], expected: str) -> re.Match[str]:
        """The match of the next line; raises Rejected where it does not match."""
        line = self.next(expected)
        if found := pattern.fullmatch(line.text):
            return found
        raise Rejected(
            f"Line {line.number} is {line.text[:60]!r} where {expected} was expected.", SAVE_AGAIN
        )

    def until(
        self, pattern: re.Pattern[str], expected: str
    ) -> tuple[list[PageLine], re.Match[str]]:
        """The lines before the first one that matches, and its match."""
        before: list[PageLine] = []
        while True:
            line = self.next(expected)
            if found := pattern.fullmatch(line.text):
                return before, found
            before.append(line)

    def heading(self, before: list[PageLine]) -> str | None:
        """The heading, from the lines before the page's first fixed line: one or none."""
        if len(before) > 1:
            raise Rejected(
                f"Line {before[1].number} is {before[1].text[:60]!r}, which is not expected"
                " between the heading and the question.",
                SAVE_AGAIN,
            )
        return before[0].text if before else None

    def question(self, label: str) -> str:
        """The question, one line with the line `label` after it, which is read too.

        Raises Rejected where the question is not answered, or has several paragraphs.
        """
        question = self.next("the question")
        if not any(line.text == label for line in [question, *self._lines[self._at :]]):
            raise Rejected(
                f"The page states no answer: no line is {label!r}.",
                "Save the page again once the question is answered.",
            )
        expected = f"{label!r} after one paragraph of question"
        self.matching(re.compile(re.escape(label)), expected)
        return question.text

    def answer(self) -> list[PageLine]:
        """All remaining lines; raises Rejected where none is left or one is an unknown label."""
        rest = self._lines[self._at :]
        if not rest:
            raise Rejected(
                "The page holds no answer: it was cut short, or the question is open.", SAVE_AGAIN
            )
        for line in rest:
            if _LABEL.match(line.text):
                raise Rejected(
                    f"Line {line.number}, {line.text[:60]!r}, is a label that this reader does not"
                    " know. The page may show a holding, corrected or grouped answer, or several"
                    " questions.",
                    "Take this answer from another source, such as Parliament's API.",
                )
        return rest

    def paragraphs(self, lines: list[PageLine]) -> str:
        """The text from the first of these lines to the last, paragraphs one blank line apart."""
        text = "\n".join(self._all[lines[0].number - 1 : lines[-1].number])
        return re.sub(r"\n{3,}", "\n\n", text)


def stated_date(text: str, which: str, *, ordinal: bool = False) -> str:
    """The ISO date of `3 September 2021`, or with `ordinal` of `3rd September 2021`.

    Raises Rejected, naming which date it is, for any other text.
    """
    found = written_date(text, ordinal)
    if found is None:
        example = "9th February 2021" if ordinal else "3 September 2021"
        raise Rejected(
            f"The date {which} is {text[:40]!r}, which is not a date like {example!r}.", SAVE_AGAIN
        )
    return found


def reject_cut_page(answer: list[PageLine], page: str) -> None:
    """Raise Rejected where the answer stops within a sentence.

    An answer that stops at the end of a sentence or of an address, or at a figure in a table,
    looks whole. So does any page that ends with a line break.
    """
    last = answer[-1]
    end = last.text[-_TAIL_CHARACTERS:]
    ended = _SENTENCE_END.search(end) or _ADDRESS_END.search(end)
    figures = not re.search(r"[^\W\d_]", last.text)
    if page.endswith("\n") or ((ended or figures) and not page[-1].isspace()):
        return
    among_cells = len(answer) > 1 and len(answer[-2].text.split()) < _MIN_PROSE_WORDS
    if len(last.text.split()) < _MIN_PROSE_WORDS and among_cells:
        return
    raise Rejected(
        f"Line {last.number} stops within a sentence: the page was cut short.",
        f"{SAVE_AGAIN} If the published answer really ends so, end the file with a line break.",
    )
