"""HTML tokens: markup as tags and text, in one pass and linear time.

No tree is built and nothing is repaired. The tokens are the published markup in its order, so no
caller can move or lose a word.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

# A tag without attributes, which nearly every tag is.
_PLAIN = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)\s*(/?)>")
_OPENING = re.compile(r"<(/?)([A-Za-z][^\s/<>]*)")
_DELIMITER = re.compile(r"""[<>]|=\s*["']""")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")
_DECLARATION = re.compile(
    r"<[!?][A-Za-z][^<>]*>|<!\[CDATA\[|<!(?:--)?\[[^<>\]]{0,100}\](?:--)?>", re.IGNORECASE
)
_CDATA, _CDATA_END = "<![cdata[", "]]>"
# Python rejects numbers of thousands of digits; no character reference needs so many.
_OVERLONG_REFERENCE = re.compile(r"&#(?:[xX][0-9a-fA-F]{16,}|[0-9]{16,});?")
_RAW_TEXT_END = {
    name: re.compile(rf"</{name}\b[^<>]*>", re.IGNORECASE)
    for name in ("script", "style")  # their content is never shown
}


class Tag(NamedTuple):
    """A tag: its name in lower case, whether it is `</p>` or `<p />`, its attributes as written."""

    name: str
    closing: bool
    empty: bool
    attributes: str

    def attribute(self, name: str) -> str:
        """The decoded value of an attribute, of several the first; empty where it is missing."""
        for key, value in _ATTRIBUTE.findall(self.attributes):
            if key.lower() == name:
                return decode_references(value[1:-1] if value[0] in "\"'" else value)
        return ""


def decode_references(text: str) -> str:
    """The text with character references such as `&amp;` and `&#163;` as characters."""
    if "&" not in text:
        return text
    return html.unescape(_OVERLONG_REFERENCE.sub("\N{REPLACEMENT CHARACTER}", text))


def tokens(markup: str) -> Iterator[str | Tag]:
    """The tags and the decoded texts between them, in order."""
    return (token for _, _, token in located_tokens(markup))


def located_tokens(markup: str) -> Iterator[tuple[int, int, str | Tag]]:
    """The tags and the decoded texts between them, in order, each with its start and end.

    A `<` that begins no complete tag is text, and so is a comment without an end, so that damage
    never loses a word. A quoted attribute may hold `>`. Comments, declarations, the marks of CDATA
    and of Word's conditions, and the content of `script` and `style` are left out.
    """
    scanner = _Scanner(markup)
    done = at = 0
    while (at := markup.find("<", at)) >= 0:
        tag, end = scanner.token(at)
        if not end:
            at += 1
            continue
        if done < at:
            yield done, at, scanner.text(done, at)
        if tag is not None:
            yield at, end, tag
            end = scanner.skip_raw_text(tag, end)
        elif markup[at:end].lower() == _CDATA:
            scanner.in_cdata = True
        done = at = end
    if done < len(markup):
        yield done, len(markup), scanner.text(done, len(markup))


class _Scanner:
    """Finds the ends of tags, and remembers failed searches so that none is repeated."""

    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.last_comment_end = markup.rfind("-->")
        self.last_quote = {quote: markup.rfind(quote) for quote in "\"'"}
        # Offsets outside quotes from which no `>` can be reached. Without them a page of unclosed
        # quotes takes quadratic time.
        self.dead_ends: set[int] = set()
        self.unclosed: set[str] = set()
        self.in_cdata = False

    def token(self, at: int) -> tuple[Tag | None, int]:
        """The tag at an offset and its end: no tag for a comment, end 0 where it is text."""
        if found := _PLAIN.match(self.markup, at):
            closing, name, slash = found.groups()
            return Tag(name.lower(), closing == "/", slash == "/", ""), found.end()
        if found := _OPENING.match(self.markup, at):
            end = self._end_of_tag(found.end())
            attributes = self.markup[found.end() : end - 1] if end else ""
            return Tag(found[2].lower(), found[1] == "/", attributes.endswith("/"), attributes), end
        if self.markup.startswith("<!--", at) and self.last_comment_end >= at + 2:
            return None, self.markup.find("-->", at + 2) + 3
        declaration = _DECLARATION.match(self.markup, at)
        return None, declaration.end() if declaration else 0

    def text(self, start: int, end: int) -> str:
        """The decoded text of a slice, without the end of a CDATA section that has begun."""
        text = self.markup[start:end]
        if self.in_cdata and _CDATA_END in text:
            text, self.in_cdata = text.replace(_CDATA_END, " ", 1), False
        return decode_references(text)

    def _end_of_tag(self, at: int) -> int:
        passed: list[int] = []
        while at not in self.dead_ends and (delimiter := _DELIMITER.search(self.markup, at)):
            if delimiter[0] == ">":
                return delimiter.end()
            quote = delimiter[0][-1]
            if quote == "<" or self.last_quote[quote] < delimiter.end():
                break
            passed.append(at)
            at = self.markup.find(quote, delimiter.end()) + 1
        self.dead_ends.update(passed)
        self.dead_ends.add(at)
        return 0

    def skip_raw_text(self, tag: Tag, end: int) -> int:
        """Where to read on after a tag: after its content where that is raw text."""
        if tag.name not in _RAW_TEXT_END or tag.closing or tag.empty or tag.name in self.unclosed:
            return end
        found = _RAW_TEXT_END[tag.name].search(self.markup, end)
        if found is None:
            self.unclosed.add(tag.name)
            return end
        return found.end()
