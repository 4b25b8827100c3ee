"""The published form of an answer to plain text, its words in document order by construction."""

from __future__ import annotations

import re
from typing import Literal

from qa.errors import Rejected
from qa.text.html_tokens import Tag, tokens
from qa.text.inline import BREAK, Line
from qa.text.table import Table

LONGEST_TEXT = 4 * 1024 * 1024
"""Characters of text from one answer: hundreds of times what is published, and a bound on what
spanning cells can multiply."""
DEEPEST_LIST = 10
"""Levels of a list that are still indented; published lists have three at most."""

_BLOCK = re.compile(
    "address|article|aside|blockquote|body|center|dd|details|dl|dt|fieldset|figcaption|figure"
    "|footer|form|h[1-6]|header|hr|html|main|nav|pre|section|summary"
)
_JOINING = frozenset(
    "abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark phrase q samp"
    " small span strong time tt u var wbr".split()
)
"""Tags that stand within a word as well as around it, and add nothing to the text."""
_ROWS = frozenset(("thead", "tbody", "tfoot", "tr", "caption"))
_ENDED = "a list or table that is over"
_INVISIBLE = re.compile("[\\s\u200b-\u200f\u2060\ufeff\u00ad]*")


def plain_text(answer: str, markup: Literal["html", "text"], *, original: bool = False) -> str:
    """The answer as plain text: the text that passages are slices of.

    Paragraphs stand apart by a blank line, each list item and each table row (`| a | b |`) on a
    line of its own; footnote markers are in square brackets, a link's address in round ones.
    With `original` it is what was said before the corrections that the markup marks.
    Raises Rejected where the text would pass 4 MiB.
    """
    if markup == "text":
        _bound(len(answer))
        return _page(answer)
    reader = _Reader(answer, "ins" if original else "del")
    for token in tokens(answer):
        if isinstance(token, str):
            reader.words(token)
        else:
            reader.tag(token)
            if token.empty and not token.closing:
                reader.tag(token._replace(closing=True))
    return reader.text()


def _page(answer: str) -> str:
    """Text of a page: only white space is put in order."""
    lines = (re.sub(r"\s+", " ", line).rstrip() for line in answer.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _bound(size: int) -> None:
    if size > LONGEST_TEXT:
        raise Rejected(
            f"The answer's text is longer than {LONGEST_TEXT:,} characters.",
            "Take it out of the file, or mend it: a written answer is a few thousand.",
        )


class _Reader:
    """Takes tags and words in turn; keeps only what is open now and the blocks that are done."""

    def __init__(self, answer: str, gone: str) -> None:
        self._gone = gone  # of the two marks of a correction, the one whose words are left out
        self._line = Line()
        self._blocks: list[str] = []
        self._last = ""  # what kind of block came last
        self._size = 0
        self._lists: list[int | None] = []  # the next number of each open list; None for bullets
        self._bullet = ""  # stands before the next block: the item it opens
        self._in_item = False
        self._tables = 0
        self._table: Table | None = None
        self._deletions: list[bool] = []
        # A deletion that nothing closes would take the rest of the answer with it.
        self._deletion_ends = len(re.findall(rf"</{gone}\b", answer, re.IGNORECASE))

    def words(self, text: str) -> None:
        """Words between tags; those that a correction leaves out are gone."""
        if not any(self._deletions):
            self._line.add(text)

    def text(self) -> str:
        """The whole text, once the last token is in."""
        self._end_table()
        self._end_block()
        return "".join(self._blocks)

    def tag(self, tag: Tag) -> None:
        """One tag, open or closed; a tag that is not known parts words, as a wrong figure is worse
        than a space too many."""
        name = tag.name
        if name in ("p", "div"):
            self._end_block()
        elif name in ("td", "th") and self._table:
            self._cell(tag, self._table)
        elif name in _ROWS and self._table:
            self._row(tag, self._table)
        elif name in ("sup", "sub"):
            if tag.closing:
                self._line.close_raised()
            else:
                self._line.open_raised(below=name == "sub")
        elif name == "a":
            self._anchor(tag)
        elif name == "br":
            if not tag.closing and not any(self._deletions):
                self._line.end_line()
        elif name == self._gone:
            self._deletion(tag)
        elif name == "table":
            self._table_tag(tag)
        elif name in ("ul", "ol", "li"):
            if name == "li" and tag.closing and self._lists and not self._in_item:
                self._bullet = self._next_bullet("")  # the item's opening tag is lost
            self._end_block()
            if self._table is None:
                self._list(tag)
        elif _BLOCK.fullmatch(name) or name in ("td", "th") or name in _ROWS:
            self._end_block()
        elif name not in _JOINING:
            self.words(" ")

    def _anchor(self, tag: Tag) -> None:
        if tag.closing:
            self._line.close_link()
        elif not any(self._deletions):
            self._line.open_link(tag.attribute("href"))

    def _deletion(self, tag: Tag) -> None:
        """Only the class `ministerial` marks a correction; any other is emphasis or mere layout."""
        if tag.closing:
            self._deletion_ends -= 1
            if self._deletions:
                self._deletions.pop()
        else:
            ministerial = "ministerial" in tag.attribute("class").lower().split()
            closed = self._deletion_ends > len(self._deletions) or tag.empty
            self._deletions.append(ministerial and closed)

    def _list(self, tag: Tag) -> None:
        if tag.name == "li":
            if tag.closing:
                self._in_item, self._bullet = False, ""
            else:
                self._in_item, self._bullet = True, self._next_bullet(tag.attribute("value"))
        elif tag.closing:
            if self._lists:
                self._lists.pop()
            self._in_item = bool(self._lists)
            if not self._lists:
                self._last = _ENDED
        else:
            if not self._lists:
                self._last = _ENDED
            start = _number(tag.attribute("start"), 1, -9999, 99_999)
            self._lists.append(start if tag.name == "ol" else None)
            self._in_item, self._bullet = False, ""

    def _next_bullet(self, value: str) -> str:
        if not self._lists or self._lists[-1] is None:
            return "• "
        number = _number(value, self._lists[-1], -9999, 99_999)
        self._lists[-1] = number + 1
        return f"{number}. "

    def _end_block(self) -> None:
        """What was gathered is a paragraph or (part of) an item; within a table a mere break."""
        if self._table:
            self._line.end_line()
            return
        lines = [" ".join(line.split()) for line in self._line.take().split(BREAK)]
        if all(_INVISIBLE.fullmatch(line) for line in lines):
            return
        if self._lists or self._in_item or self._bullet:
            indent = "  " * min(max(len(self._lists) - 1, 0), DEEPEST_LIST)
            for line in filter(None, lines):
                self._put(indent + (self._bullet or "  ") + line, "list")
                self._bullet = ""
        else:
            text = "\n".join(lines).strip("\n")
            self._put(re.sub(r"\n{2,}", "\n\n", text), "paragraph")

    def _put(self, text: str, kind: str) -> None:
        if self._blocks:
            text = ("\n" if kind == self._last != "paragraph" else "\n\n") + text
        else:
            text = text.lstrip()
        self._last = kind
        self._size += len(text)
        _bound(self._size)
        self._blocks.append(text)

    def _table_tag(self, tag: Tag) -> None:
        if tag.closing:
            self._tables = max(self._tables - 1, 0)
            if self._tables:
                self._line.end_line()
            else:
                self._end_table()
                self._end_block()
        elif self._table and self._table.cell_open:
            self._tables += 1  # a table within a cell becomes the words of that cell
            self._line.end_line()
        else:
            self._end_table()
            self._end_block()
            self._tables, self._table = 1, Table(LONGEST_TEXT)

    def _cell(self, tag: Tag, table: Table) -> None:
        if self._tables > 1:
            self._line.end_line()
            return
        words = _one_line(self._line.take())
        if tag.closing or table.cell_open or words:
            table.end_cell(words)
        if not tag.closing:
            table.open_cell(
                _number(tag.attribute("colspan"), 1, 1, 100),
                _number(tag.attribute("rowspan"), 1, 1, 500),
            )

    def _row(self, tag: Tag, table: Table) -> None:
        if self._tables > 1:
            self._line.end_line()
            return
        words = _one_line(self._line.take())
        if table.cell_open or words:
            table.end_cell(words)
        self._put_row(table)

    def _put_row(self, table: Table) -> None:
        if row := table.end_row():
            self._put(row, "row")

    def _end_table(self) -> None:
        if self._table is None:
            return
        words = _one_line(self._line.take())
        if words or self._table.cell_open:
            self._table.end_cell(words)
        self._put_row(self._table)
        self._table, self._tables, self._last = None, 0, _ENDED


def _one_line(text: str) -> str:
    """The words of a cell: whatever stands in it, on one line; empty where nothing is seen."""
    text = " ".join(text.replace(BREAK, " ").split())
    return "" if _INVISIBLE.fullmatch(text) else text


def _number(value: str, default: int, low: int, high: int) -> int:
    """A number in an attribute, within bounds; the default where it is none."""
    found = re.match(r"\s*(-?[0-9]{1,6})", value)
    return min(max(int(found[1]), low), high) if found else default
