"""A saved web page as lines of visible text, with the elements around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from qa.archive.sources.page import SAVE_AGAIN
from qa.errors import Rejected
from qa.text.html_tokens import Tag, located_tokens

_MAX_DEPTH = 100
_MAX_ELEMENTS = 50_000  # lines, elements or links; a long page has a thousand
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q s samp"
    " small span strike strong sub sup time tt u var wbr".split()
)
_INVISIBLE = frozenset("button footer head nav noscript select svg template textarea title".split())
_IMPLIED_ENDS: dict[str, tuple[str, ...]] = {  # open elements that an opening tag ends
    "body": ("head",),
    "li": ("li",),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
    "td": ("td", "th"),
    "th": ("td", "th"),
    "tr": ("td", "th", "tr"),
}


@dataclass(slots=True)
class Element:
    """An element: from `start` to `end` in the markup, its content from `inner` to `closing`.

    `parent` is the number of the element that it is in.
    """

    name: str
    identifier: str
    classes: tuple[str, ...]
    parent: int
    start: int
    inner: int
    closing: int
    end: int


class Line(NamedTuple):
    """A line of visible text, the number of its innermost block element, and its offsets."""

    text: str
    block: int
    start: int
    end: int


class Layout:
    """The lines, elements and links of a page, in order.

    Raises Rejected where the page was cut short, is nested too deep, or has too many elements.
    """

    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.elements = [Element("", "", (), -1, 0, 0, len(markup), len(markup))]
        self.lines: list[Line] = []
        self.links: list[tuple[int, str]] = []
        self.title = self.canonical = ""
        self._open = [0]
        self._invisible = 0
        self._words: list[str] = []
        self._place = (0, 0, 0)
        if "</html" not in markup[-2000:].lower():
            raise Rejected("The page does not end with </html>: it was cut short.", SAVE_AGAIN)
        for start, end, token in located_tokens(markup):
            if isinstance(token, str):
                self._text(token, start, end)
            elif token.closing:
                self._close(token, start, end)
            else:
                self._start(token, start, end)
            if max(len(self.lines), len(self.elements), len(self.links)) > _MAX_ELEMENTS:
                raise Rejected(f"The page has more than {_MAX_ELEMENTS:,} elements.", SAVE_AGAIN)
        self._end_line()

    def lines_in(self, element: int) -> list[Line]:
        """The lines within an element, by its number."""
        whole = self.elements[element]
        return [line for line in self.lines if whole.inner <= line.start < whole.closing]

    def ancestors(self, line: Line) -> Iterator[Element]:
        """The elements around a line, from the innermost block out."""
        number = line.block
        while number > 0:
            yield self.elements[number]
            number = self.elements[number].parent

    def main(self) -> list[Line]:
        """The lines of the page's main part; all, where it has none."""
        for number, element in enumerate(self.elements):
            if element.name == "main" or element.identifier == "main-content":
                return self.lines_in(number)
        return self.lines

    def content_after(self, line: Line, lines: Iterable[Line]) -> tuple[int, int]:
        """Start and end of the markup after a line, within the smallest element around it in which
        one of `lines` follows; an empty range where none does."""
        starts = [other.start for other in lines if other.start > line.start]
        at, number = line.end, line.block
        while number >= 0:
            element = self.elements[number]
            if starts and starts[0] < element.closing:
                return at, element.closing
            at, number = element.end, element.parent
        return at, at

    def _text(self, text: str, start: int, end: int) -> None:
        if self.elements[self._open[-1]].name == "title" and not self.title:
            self.title = " ".join(text.split())
        if self._invisible or not (text.strip() or self._words):
            return
        if not self._words:
            block = next(at for at in reversed(self._open) if self.elements[at].name not in _INLINE)
            self._place = (block, start, end)
        self._words.append(text)
        if text.strip():
            self._place = (*self._place[:2], end)

    def _end_line(self) -> None:
        text = " ".join("".join(self._words).split())
        if text:
            self.lines.append(Line(text, *self._place))
        self._words = []

    def _start(self, tag: Tag, start: int, end: int) -> None:
        if tag.name == "a":
            self.links.append((start, tag.attribute("href")))
        elif tag.name == "link" and tag.attribute("rel").lower() == "canonical":
            self.canonical = self.canonical or tag.attribute("href")
        if tag.name not in _INLINE:
            self._end_line()
            ended = ("p", *_IMPLIED_ENDS.get(tag.name, ()))
            while self.elements[self._open[-1]].name in ended:
                self._pop(start, start)
        if tag.name in _VOID:
            return
        if len(self._open) > _MAX_DEPTH:
            raise Rejected(f"The page is nested more than {_MAX_DEPTH} deep.", SAVE_AGAIN)
        classes = tuple(tag.attribute("class").split())
        parent, whole = self._open[-1], len(self.markup)
        self._open.append(len(self.elements))
        self.elements.append(
            Element(tag.name, tag.attribute("id"), classes, parent, start, end, whole, whole)
        )
        self._invisible += tag.name in _INVISIBLE

    def _close(self, tag: Tag, start: int, end: int) -> None:
        if tag.name not in _INLINE:
            self._end_line()
        if not any(self.elements[at].name == tag.name for at in self._open):
            return
        while self.elements[self._open[-1]].name != tag.name:
            self._pop(start, start)
        self._pop(start, end)

    def _pop(self, closing: int, end: int) -> None:
        element = self.elements[self._open.pop()]
        element.closing, element.end = closing, end
        self._invisible -= element.name in _INVISIBLE
