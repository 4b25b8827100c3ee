"""Markup to tags and text, in one pass whose time grows with the length alone.

No tree is built and nothing is repaired: what comes out is what was published, in its order,
so that no reader further up can move or lose a word.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

# A tag without attributes, which nearly every tag is.
_PLAIN = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)\s*(/?)>")
_OPENING = re.compile(r"<(/?)([A-Za-z][^\s/<>]*)")
_TURN = re.compile(r"""[<>]|=\s*["']""")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")
_DECLARATION = re.compile(r"<[!?][A-Za-z][^<>]*>")
# Python refuses to read a number of thousands of digits; no character has one so long.
_ENDLESS = re.compile(r"&#(?:[xX][0-9a-fA-F]{16,}|[0-9]{16,});?")
_RAW = {
    name: re.compile(rf"</{name}\b[^<>]*>", re.IGNORECASE)
    for name in ("script", "style")  # what stands in these is never words
}


class Tag(NamedTuple):
    """One tag: its name in small letters, whether it closes, whether it is `<p />`, the rest."""

    name: str
    closing: bool
    empty: bool
    rest: str

    def attribute(self, name: str) -> str:
        """The value of an attribute, decoded; empty where it is not given; the first one counts."""
        for key, value in _ATTRIBUTE.findall(self.rest):
            if key.lower() == name:
                return decoded(value[1:-1] if value[0] in "\"'" else value)
        return ""


def decoded(text: str) -> str:
    """The text with its character references (`&amp;`, `&#163;`) as the characters they name."""
    if "&" not in text:
        return text
    return html.unescape(_ENDLESS.sub("\N{REPLACEMENT CHARACTER}", text))


def tokens(markup: str) -> Iterator[str | Tag]:
    """The tags and the decoded texts between them, in order."""
    return (token for _, _, token in located_tokens(markup))


def located_tokens(markup: str) -> Iterator[tuple[int, int, str | Tag]]:
    """The tags and the decoded texts between them, in order, with where each begins and ends.

    A `<` that begins no complete tag is text, and so is a comment that nothing ends: words are
    never lost to damage. A quoted attribute may hold `>`. Comments, declarations and the content
    of `script` and `style` are left out.
    """
    scan = _Scan(markup)
    done = at = 0
    while (at := markup.find("<", at)) >= 0:
        tag, end = scan.token(at)
        if not end:
            at += 1
            continue
        if done < at:
            yield done, at, decoded(markup[done:at])
        if tag is not None:
            yield at, end, tag
            end = scan.past_raw(tag, end)
        done = at = end
    if done < len(markup):
        yield done, len(markup), decoded(markup[done:])


class _Scan:
    """Finds where tags end; remembers what failed, so that nothing is searched twice."""

    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.last_comment_end = markup.rfind("-->")
        self.last_quote = {quote: markup.rfind(quote) for quote in "\"'"}
        # Places outside quotes from which no `>` is reached: two scans that meet at one of them
        # have the same fate, and without this memory a page of half-open quotes takes hours.
        self.dead: set[int] = set()
        self.unclosed: set[str] = set()

    def token(self, at: int) -> tuple[Tag | None, int]:
        """The tag at `at` and where it ends; no tag for a comment; end 0 where it is text."""
        if found := _PLAIN.match(self.markup, at):
            closing, name, slash = found.groups()
            return Tag(name.lower(), closing == "/", slash == "/", ""), found.end()
        if found := _OPENING.match(self.markup, at):
            end = self._end_of_tag(found.end())
            rest = self.markup[found.end() : end - 1] if end else ""
            return Tag(found[2].lower(), found[1] == "/", rest.endswith("/"), rest), end
        if self.markup.startswith("<!--", at):
            closed = self.last_comment_end >= at + 2
            return None, self.markup.find("-->", at + 2) + 3 if closed else 0
        declaration = _DECLARATION.match(self.markup, at)
        return None, declaration.end() if declaration else 0

    def _end_of_tag(self, at: int) -> int:
        passed: list[int] = []
        while at not in self.dead and (turn := _TURN.search(self.markup, at)):
            if turn[0] == ">":
                return turn.end()
            quote = turn[0][-1]
            if quote == "<" or self.last_quote[quote] < turn.end():
                break
            passed.append(at)
            at = self.markup.find(quote, turn.end()) + 1
        self.dead.update(passed)
        self.dead.add(at)
        return 0

    def past_raw(self, tag: Tag, end: int) -> int:
        """Where reading goes on after a tag: past its content where that is never words."""
        if tag.name not in _RAW or tag.closing or tag.empty or tag.name in self.unclosed:
            return end
        found = _RAW[tag.name].search(self.markup, end)
        if found is None:
            self.unclosed.add(tag.name)
            return end
        return found.end()
