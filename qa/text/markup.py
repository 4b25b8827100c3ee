"""An answer's markup as plain text, with its words in document order by construction."""

from __future__ import annotations

import re
from typing import Literal

from qa.errors import Rejected
from qa.text.characters import as_meant
from qa.text.html_tokens import Tag, tokens
from qa.text.inline import BREAK, ITEM, PARAGRAPH, LineBuilder
from qa.text.numerals import numbering, numeral
from qa.text.table import MAX_ROWS_SPANNED, TableBuilder

MAX_TEXT_CHARACTERS = 4 * 1024 * 1024
"""Length of one answer's text: hundreds of times what is published, and a bound on what spanning
cells can multiply."""
MAX_LIST_INDENT = 10
"""Levels of a list that are indented; published lists have at most three."""

_BLOCK = re.compile(
    "address|article|aside|blockquote|body|center|dd|details|dl|dt|fieldset|figcaption|figure"
    "|footer|form|h[1-6]|header|hr|html|main|nav|section|summary"
)
_INLINE = frozenset(
    "abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark phrase q samp"
    " small span strong time tt u var wbr".split()
)
"""Tags that may be within a word, and add nothing to the text."""
_ROWS = frozenset(("thead", "tbody", "tfoot", "tr", "caption"))
_PARTS = re.compile(f"([{PARAGRAPH}{ITEM}]|^)([^{PARAGRAPH}{ITEM}]*)")
_ENDS_IN_FIGURE = re.compile(r"\d[%)*]?$")
_BEGINS_WITH_FIGURE = re.compile(r"[£$€(-]?\d")
_ENDED = "an ended list or table"
_INVISIBLE = re.compile("[\\s\u200b-\u200f\u2060\ufeff\u00ad]*")


def plain_text(answer: str, markup: Literal["html", "text"], *, original: bool = False) -> str:
    """The answer as plain text; passages are slices of it.

    A blank line separates paragraphs; each list item and each table row (`| a | b |`) is on a line
    of its own; footnote markers are in square brackets, a link's address in round ones. Within a
    cell, paragraphs are separated by ` / `. With
    `original` it is the text before the corrections that the markup shows. Raises Rejected where
    the text is longer than MAX_TEXT_CHARACTERS.
    """
    if markup == "text":
        _check_length(len(answer))
        return _normalised(answer)
    builder = _TextBuilder(answer, "ins" if original else "del")
    for token in tokens(answer):
        if isinstance(token, str):
            builder.words(token)
        else:
            builder.tag(token)
            if token.empty and not token.closing:
                builder.tag(token._replace(closing=True))
    return builder.text()


def _normalised(answer: str) -> str:
    """The text of a page with its white space normalised."""
    lines = (re.sub(r"\s+", " ", line).rstrip() for line in as_meant(answer).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _check_length(size: int) -> None:
    if size > MAX_TEXT_CHARACTERS:
        raise Rejected(
            f"The answer's text is longer than {MAX_TEXT_CHARACTERS:,} characters.",
            "Take it out of the file, or correct it: a written answer is a few thousand.",
        )


class _TextBuilder:
    """Takes tags and words in turn; holds the finished blocks and what is open."""

    def __init__(self, answer: str, dropped: str) -> None:
        self._dropped = dropped  # `ins` or `del`: the mark of a correction whose words are left out
        self._line = LineBuilder()
        self._blocks: list[str] = []
        self._last = ""  # the kind of the last block
        self._size = 0
        self._lists: list[_List] = []
        self._cell_lists: list[_List] = []  # those within a cell
        self._cell_bullets: list[str] = []  # of the items of a cell
        self._bullet = ""  # of the list item that the next block opens
        self._preformatted = 0
        self._in_item = False
        self._tables = 0
        self._table: TableBuilder | None = None
        self._deletions: list[bool] = []
        # Known because a deletion that is never closed would drop the rest of the answer.
        self._closed = iter(_closed_marks(_openings_and_closings(answer, dropped)))
        self._plain = dropped == "del" or any(
            not tag.closing and not tag.attribute("class").strip()
            for tag in _openings_and_closings(answer, "del")
        )

    def words(self, text: str) -> None:
        """Add the text between tags, unless a correction leaves it out."""
        if any(self._deletions):
            return
        first, *others = text.split("\n") if self._preformatted else [text]
        self._line.add(first)
        for line in others:
            self._line.end_line()
            self._line.add(line)

    def text(self) -> str:
        """The whole text, after the last token."""
        self._end_table()
        self._end_block()
        return "".join(self._blocks)

    def tag(self, tag: Tag) -> None:
        """Read one tag; an unknown one separates words, lest two figures are joined."""
        name = tag.name
        if name in ("p", "div"):
            self._end_block()
        elif name in ("td", "th") and self._table:
            self._cell(tag, self._table)
        elif name in _ROWS and self._table:
            self._row(tag, self._table)
        elif name in ("sup", "sub"):
            if tag.closing:
                self._line.end_raised()
            else:
                self._line.open_raised(below=name == "sub")
        elif name == "a":
            self._anchor(tag)
        elif name == "br":
            if not tag.closing and not any(self._deletions):
                self._line.end_line()
        elif name == self._dropped:
            self._deletion(tag)
        elif name == "table":
            self._table_tag(tag)
        elif name in ("ul", "ol", "li"):
            if self._table:
                self._cell_list(tag)
                return
            if name == "li" and tag.closing and self._lists and not self._in_item:
                self._bullet = self._lists[-1].bullet("")  # the item's opening tag is lost
            self._end_block()
            self._list(tag)
        elif name == "img":
            self._picture(tag)
        elif name == "pre":
            self._end_block()
            self._preformatted = max(self._preformatted + (-1 if tag.closing else 1), 0)
        elif _BLOCK.fullmatch(name) or name in ("td", "th") or name in _ROWS:
            self._end_block()
        elif name not in _INLINE:
            self.words(" ")

    def _anchor(self, tag: Tag) -> None:
        if tag.closing:
            self._line.close_link()
        elif not any(self._deletions):
            self._line.open_link(tag.attribute("href"))

    def _deletion(self, tag: Tag) -> None:
        """Drop what is within; an `ins` without class is emphasis, unless a `del` has none too."""
        if not tag.closing:
            marks = self._plain or bool(tag.attribute("class").strip())
            self._deletions.append(next(self._closed) and marks)
        elif self._deletions:
            self._deletions.pop()

    def _picture(self, tag: Tag) -> None:
        """A picture's words, or a note that it is there; nothing of one made to be invisible."""
        sizes = [_number(tag.attribute(name), 2, 0, 2) for name in ("width", "height")]
        words = " ".join(tag.attribute("alt").split()) or " ".join(tag.attribute("title").split())
        if not tag.closing and min(sizes) > 1:
            self.words(f" [Picture: {words}] " if words else " [Picture] ")

    def _list(self, tag: Tag) -> None:
        if tag.name == "li":
            if tag.closing:
                self._in_item, self._bullet = False, ""
            else:
                self._in_item, self._bullet = True, _bullet(self._lists, tag)
        elif tag.closing:
            if self._lists:
                self._lists.pop()
            self._in_item = bool(self._lists)
            if not self._lists:
                self._last = _ENDED
        else:
            if not self._lists:
                self._last = _ENDED
            self._lists.append(_List(tag))
            self._in_item, self._bullet = False, ""

    def _cell_list(self, tag: Tag) -> None:
        """A list within a cell: its items are on the line of the row, each with its bullet."""
        if tag.name != "li":
            self._line.end_line(PARAGRAPH)
            if not tag.closing:
                self._cell_lists.append(_List(tag))
            elif self._cell_lists:
                self._cell_lists.pop()
        elif tag.closing:
            self._line.end_line(PARAGRAPH)
        else:
            self._line.end_line(ITEM)
            self._cell_bullets.append(_bullet(self._cell_lists, tag))

    def _end_block(self) -> None:
        """End a paragraph or (a part of) a list item; in a table end a paragraph of the cell."""
        if self._table:
            self._line.end_line(PARAGRAPH)
            return
        lines = [" ".join(line.split()) for line in self._line.take().split(BREAK)]
        if all(_INVISIBLE.fullmatch(line) for line in lines):
            return
        if self._lists or self._in_item or self._bullet:
            indent = "  " * min(max(len(self._lists) - 1, 0), MAX_LIST_INDENT)
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
        _check_length(self._size)
        self._blocks.append(text)

    def _table_tag(self, tag: Tag) -> None:
        if tag.closing:
            self._tables = max(self._tables - 1, 0)
            if self._tables:
                self._line.end_line(PARAGRAPH)
            else:
                self._end_table()
                self._end_block()
        elif self._table and self._table.cell_open:
            self._tables += 1  # a table within a cell becomes words of the cell
            self._line.end_line(PARAGRAPH)
        else:
            self._end_table()
            self._end_block()
            self._tables, self._table = 1, TableBuilder(MAX_TEXT_CHARACTERS)

    def _cell(self, tag: Tag, table: TableBuilder) -> None:
        if self._tables > 1:
            self._line.end_line(PARAGRAPH)
            return
        words = self._cell_words()
        if tag.closing or table.cell_open or words:
            table.end_cell(words)
        if not tag.closing:
            table.open_cell(
                _number(tag.attribute("colspan"), 1, 1, 100),
                _number(tag.attribute("rowspan"), 1, 0, MAX_ROWS_SPANNED) or MAX_ROWS_SPANNED,
            )

    def _cell_words(self) -> str:
        """The words of the cell on one line, its paragraphs and items apart; empty if invisible."""
        bullets, self._cell_bullets = iter(self._cell_bullets), []
        self._cell_lists = []
        line = ""
        for mark, part in _PARTS.findall(self._line.take()):
            bullet = next(bullets, "") if mark == ITEM else ""
            words = ""
            for piece in filter(None, (" ".join(piece.split()) for piece in part.split(BREAK))):
                apart = _ENDS_IN_FIGURE.search(words) and _BEGINS_WITH_FIGURE.match(piece)
                words += (" / " if apart else " ") * bool(words) + piece
            if not _INVISIBLE.fullmatch(words):
                line += (" " if bullet else " / ") * bool(line) + bullet + words
        return line

    def _row(self, tag: Tag, table: TableBuilder) -> None:
        if self._tables > 1:
            self._line.end_line(PARAGRAPH)
            return
        words = self._cell_words()
        if table.cell_open or words:
            table.end_cell(words)
        self._put_row(table)
        if tag.name != "tr":
            table.end_section()
        elif not tag.closing:
            table.open_row()

    def _put_row(self, table: TableBuilder) -> None:
        if row := table.end_row():
            self._put(row, "row")

    def _end_table(self) -> None:
        if self._table is None:
            return
        words = self._cell_words()
        if words or self._table.cell_open:
            self._table.end_cell(words)
        self._put_row(self._table)
        self._table, self._tables, self._last = None, 0, _ENDED


def _openings_and_closings(answer: str, name: str) -> list[Tag]:
    """The tags of a name, in order."""
    if re.search(rf"<{name}\b", answer, re.IGNORECASE) is None:
        return []
    return [tag for tag in tokens(answer) if isinstance(tag, Tag) and tag.name == name]


def _closed_marks(tags: list[Tag]) -> list[bool]:
    """Of each opening tag, in order, whether a closing tag is its own."""
    closed: list[bool] = []
    opened: list[int] = []
    for tag in tags:
        if not tag.closing:
            closed.append(tag.empty)
            opened += [] if tag.empty else [len(closed) - 1]
        elif opened:
            closed[opened.pop()] = True
    return closed


class _List:
    """An open list: bullets, or numbers as its tag says."""

    def __init__(self, tag: Tag) -> None:
        numbered = tag.name == "ol"
        self._next = _number(tag.attribute("start"), 1, -9999, 99_999) if numbered else None
        self._kind = numbering(tag.attribute("type"), tag.attribute("style"))

    def bullet(self, value: str) -> str:
        """The bullet of its next item; `value` is the number that the item states, if any."""
        if self._next is None:
            return "• "
        number = _number(value, self._next, -9999, 99_999)
        self._next = number + 1
        return f"{numeral(number, self._kind)}. "


def _bullet(lists: list[_List], item: Tag) -> str:
    return lists[-1].bullet(item.attribute("value")) if lists else "• "


def _number(value: str, default: int, low: int, high: int) -> int:
    """The number in an attribute, within bounds; the default where there is none."""
    found = re.match(r"\s*(-?[0-9]{1,6})", value)
    return min(max(int(found[1]), low), high) if found else default
