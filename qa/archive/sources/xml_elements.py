"""Small XML documents as elements: their words, their child elements, and their places in bytes."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from xml.parsers import expat

from qa.errors import Rejected
from qa.text.characters import as_meant

FETCH_AGAIN = "Fetch the file again from where it is published."
"""What to do about a document that cannot be read."""
TAG = re.compile(rb"""</?[^\s<>/]+(?:[^<>"']|"[^"]*"|'[^']*')*>""")
"""An opening or closing tag."""

_MAX_DEPTH = 100
_MAX_ELEMENTS = 100_000
_SEPARATING = frozenset(("br", "li", "p", "td", "th", "tr"))  # a space follows their text


@dataclass(slots=True)
class Element:
    """An element: its offsets in the bytes, its words and its child elements."""

    name: str
    attributes: dict[str, str]
    start: int
    closing: int = 0
    end: int = 0
    words: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words, those of its child elements included, with single spaces."""
        return " ".join(as_meant("".join(self.words)).split())


def read_element(text: str) -> Element:
    """The first element of a small document; raises Rejected where it is not well formed."""
    if re.search("[\ud800-\udfff]", text):
        raise Rejected("The question holds half of a surrogate pair.", FETCH_AGAIN)
    parser = expat.ParserCreate("utf-8")
    root = Element("", {}, 0)
    open_, count = [root], itertools.count(1)

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(open_) > _MAX_DEPTH:
            raise Rejected(f"The markup is nested more than {_MAX_DEPTH} deep.", FETCH_AGAIN)
        if next(count) > _MAX_ELEMENTS:
            raise Rejected(f"The markup has more than {_MAX_ELEMENTS:,} elements.", FETCH_AGAIN)
        element = Element(name, attributes, parser.CurrentByteIndex)
        open_[-1].children.append(element)
        open_.append(element)

    def end(_: str) -> None:
        element = open_.pop()
        element.closing = parser.CurrentByteIndex  # of `<p/>`, where it began
        tag = TAG.match(data, element.closing)
        element.end = tag.end() if tag else element.closing
        if element.name in _SEPARATING:
            element.words.append(" ")
        open_[-1].words += element.words

    def words(piece: str) -> None:
        open_[-1].words.append(piece)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = words
    data = text.encode()
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Rejected(f"The markup is not well formed: {error}.", FETCH_AGAIN) from None
    return root.children[0]
