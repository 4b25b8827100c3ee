"""A saved page as numbered lines: what the readers of pages have in common."""

from __future__ import annotations

import re
from typing import NamedTuple

from qa.errors import Rejected

AGAIN = "Save the page again, whole and as text."

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
_CONTROL = re.compile("[\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_TAIL = 1000  # characters of the last line that show how it ends; no address is longer
PROSE = 8
"""Words from which a line is prose; table cells and list items, each a line, have fewer."""


class Row(NamedTuple):
    """A line that is not blank, with its number from 1."""

    number: int
    text: str


class Rows:
    """The lines of a page that are not blank, taken from the top."""

    def __init__(self, page: str) -> None:
        self.lines = [" ".join(_CONTROL.sub("", line).split()) for line in page.split("\n")]
        self._rows = [Row(number, text) for number, text in enumerate(self.lines, 1) if text]
        self._at = 0

    def next(self, expected: str) -> Row:
        """The next line; raises Rejected, naming what was expected, where the page is over."""
        if self._at == len(self._rows):
            raise Rejected(f"The page ends before {expected}: it was cut short.", AGAIN)
        self._at += 1
        return self._rows[self._at - 1]

    def matching(self, pattern: re.Pattern[str], expected: str) -> re.Match[str]:
        """The next line, which must be as `pattern` says."""
        row = self.next(expected)
        if found := pattern.fullmatch(row.text):
            return found
        raise Rejected(
            f"Line {row.number} is {row.text[:60]!r} where {expected} was expected.", AGAIN
        )

    def until(self, pattern: re.Pattern[str], expected: str) -> tuple[list[Row], re.Match[str]]:
        """The lines before the one that is as `pattern` says, and that one."""
        before: list[Row] = []
        while True:
            row = self.next(expected)
            if found := pattern.fullmatch(row.text):
                return before, found
            before.append(row)

    def heading(self, before: list[Row]) -> str | None:
        """The heading, where the lines before the page's first fixed line are one or none."""
        if len(before) > 1:
            raise Rejected(
                f"Line {before[1].number} is {before[1].text[:60]!r}, which is not expected"
                " between the heading and the question.",
                AGAIN,
            )
        return before[0].text if before else None

    def rest(self) -> list[Row]:
        """All lines that are left: the answer."""
        return self._rows[self._at :]

    def paragraphs(self, rows: list[Row]) -> str:
        """The text from the first of these lines to the last, with one blank line for several."""
        text = "\n".join(self.lines[rows[0].number - 1 : rows[-1].number])
        return re.sub(r"\n{3,}", "\n\n", text)


def refuse_labels(answer: list[Row]) -> None:
    """Raise Rejected where a line of the answer is a label whose meaning would be a guess."""
    for row in answer:
        if _LABEL.match(row.text):
            raise Rejected(
                f"Line {row.number}, {row.text[:60]!r}, is a label that this reader does not know:"
                " the page may show a holding, corrected or grouped answer, or several questions.",
                "Take this answer from another source, such as the data interface of Parliament.",
            )


def refuse_cut(answer: list[Row], page: str) -> None:
    """Raise Rejected where the answer stops within a sentence.

    What stops at the end of a sentence or of an address, or at a figure in a table, cannot be
    told from a whole answer; nor does a page that ends with a line break count as cut.
    """
    last = answer[-1]
    end = last.text[-_TAIL:]
    ended = _SENTENCE_END.search(end) or _ADDRESS_END.search(end)
    figures = not re.search(r"[^\W\d_]", last.text)
    if page.endswith("\n") or ((ended or figures) and not page[-1].isspace()):
        return
    among_cells = len(answer) > 1 and len(answer[-2].text.split()) < PROSE
    if len(last.text.split()) < PROSE and among_cells:
        return
    raise Rejected(
        f"Line {last.number} stops within a sentence: the page was cut short.",
        f"{AGAIN} If the published answer really ends so, end the file with a line break.",
    )
