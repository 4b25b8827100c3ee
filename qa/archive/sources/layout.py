"""A saved web page as lines of text that know where in the page they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from qa.archive.sources.page import AGAIN
from qa.errors import Rejected
from qa.text.html_tokens import Tag, located

_DEEPEST = 100
_MOST = 50_000  # lines, boxes or links; a long page has a thousand
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q s samp"
    " small span strike strong sub sup time tt u var wbr".split()
)
_UNSEEN = frozenset("button footer head nav noscript select svg template textarea title".split())
_ENDS: dict[str, tuple[str, ...]] = {  # what an opening tag ends, where it stands open right there
    "body": ("head",),
    "li": ("li",),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
    "td": ("td", "th"),
    "th": ("td", "th"),
    "tr": ("td", "th", "tr"),
}


@dataclass(slots=True)
class Box:
    """An element: from `start` to `end` in the markup, its content from `inner` to `closing`."""

    name: str
    identifier: str
    classes: tuple[str, ...]
    parent: int
    start: int
    inner: int
    closing: int
    end: int


class Line(NamedTuple):
    """A line of visible text, the innermost block it stands in, and its place in the markup."""

    text: str
    box: int
    start: int
    end: int


class Layout:
    """The lines of a page in order, with the boxes and links around them; raises Rejected where
    the page was cut short or is nested beyond measure."""

    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.boxes = [Box("", "", (), -1, 0, 0, len(markup), len(markup))]
        self.lines: list[Line] = []
        self.links: list[tuple[int, str]] = []
        self.title = self.canonical = ""
        self._open = [0]
        self._unseen = 0
        self._words: list[str] = []
        self._place = (0, 0, 0)
        if "</html" not in markup[-2000:].lower():
            raise Rejected("The page does not end with </html>: it was cut short.", AGAIN)
        for start, end, token in located(markup):
            if isinstance(token, str):
                self._text(token, start, end)
            elif token.closing:
                self._close(token, start, end)
            else:
                self._start(token, start, end)
            if max(len(self.lines), len(self.boxes), len(self.links)) > _MOST:
                raise Rejected(f"The page has more than {_MOST:,} elements.", AGAIN)
        self._end_line()

    def inside(self, box: int) -> list[Line]:
        """The lines within a box."""
        whole = self.boxes[box]
        return [line for line in self.lines if whole.inner <= line.start < whole.closing]

    def around(self, line: Line) -> Iterator[Box]:
        """The boxes that a line stands in, from the innermost out."""
        box = line.box
        while box > 0:
            yield self.boxes[box]
            box = self.boxes[box].parent

    def main(self) -> list[Line]:
        """The lines of the page's main part; all, where it has none."""
        for number, box in enumerate(self.boxes):
            if box.name == "main" or box.identifier == "main-content":
                return self.inside(number)
        return self.lines

    def after(self, line: Line, lines: Iterable[Line]) -> tuple[int, int]:
        """From where to where the markup goes on after a line: to the end of the smallest box
        around it in which one of these lines follows. Empty where none does."""
        starts = [other.start for other in lines if other.start > line.start]
        at, box = line.end, line.box
        while box >= 0:
            closing = self.boxes[box].closing
            if starts and starts[0] < closing:
                return at, closing
            at, box = self.boxes[box].end, self.boxes[box].parent
        return at, at

    def _text(self, text: str, start: int, end: int) -> None:
        if self.boxes[self._open[-1]].name == "title" and not self.title:
            self.title = " ".join(text.split())
        if self._unseen or not (text.strip() or self._words):
            return
        if not self._words:
            block = next(box for box in reversed(self._open) if self.boxes[box].name not in _INLINE)
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
            ended = ("p", *_ENDS.get(tag.name, ()))
            while self.boxes[self._open[-1]].name in ended:
                self._pop(start, start)
        if tag.name in _VOID:
            return
        if len(self._open) > _DEEPEST:
            raise Rejected(f"The page is nested more than {_DEEPEST} deep.", AGAIN)
        classes = tuple(tag.attribute("class").split())
        parent, whole = self._open[-1], len(self.markup)
        self._open.append(len(self.boxes))
        self.boxes.append(
            Box(tag.name, tag.attribute("id"), classes, parent, start, end, whole, whole)
        )
        self._unseen += tag.name in _UNSEEN

    def _close(self, tag: Tag, start: int, end: int) -> None:
        if tag.name not in _INLINE:
            self._end_line()
        if not any(self.boxes[box].name == tag.name for box in self._open):
            return
        while self.boxes[self._open[-1]].name != tag.name:
            self._pop(start, start)
        self._pop(start, end)

    def _pop(self, closing: int, end: int) -> None:
        box = self.boxes[self._open.pop()]
        box.closing, box.end = closing, end
        self._unseen -= box.name in _UNSEEN
