"""Web addresses in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.model import Span

_ADDRESS = re.compile(r"\b(?:https?://|www\.(?=[\w-]+\.))[^\s<>\"“”|]+", re.IGNORECASE)
_AFTER = ".,;:!?'’*_-"
"""Characters that end a sentence or an emphasis rather than an address."""
_CLOSING = {")": "(", "]": "[", "}": "{"}
_MIN_HOST_CHARS = 4
MAX_ADDRESS_CHARS = 2000


def addresses(text: str) -> Iterator[Span]:
    """Each web address in a text, in order, without the punctuation after it.

    A closing bracket belongs to an address that opens it: `https://x.uk/a_(b)`.
    """
    for match in _ADDRESS.finditer(text):
        found = match.group()
        while found and (found[-1] in _AFTER or _closes_nothing(found)):
            found = found[:-1]
        host = found.split("//", 1)[-1]
        if len(host) >= _MIN_HOST_CHARS and len(found) <= MAX_ADDRESS_CHARS:
            yield Span(match.start(), match.start() + len(found))


def href(address: str) -> str:
    """An address as a link's target; one without a scheme gets https."""
    return f"https://{address}" if address[:4].lower() == "www." else address


def _closes_nothing(found: str) -> bool:
    opening = _CLOSING.get(found[-1])
    return opening is not None and found.count(found[-1]) > found.count(opening)
