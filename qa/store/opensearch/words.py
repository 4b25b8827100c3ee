"""The words of texts and phrases, cut as SQLite's full-text index FTS5 cuts them (`unicode61`), so
that a phrase is found in the same texts in both homes."""

from __future__ import annotations

import re

from qa.store.opensearch.fields import MAX_TOKEN_CHARS

_MARKS = "".join(chr(768 + bit) for bit in range(50) if (0x08029FDF | 0x000361F8 << 32) >> bit & 1)
"""The combining marks that can be within a word."""
_PRIVATE = "\ue000-\uf8ff"
_WORD = re.compile(rf"(?:[^\W_]|[{_PRIVATE}])(?:[^\W_]|[{_PRIVATE}{_MARKS}])*")


class _Folded(dict[int, str]):
    """The folded form of each character, which is always one."""

    def __missing__(self, point: int) -> str:
        own = chr(point)
        folded = own.casefold()
        self[point] = folded if len(folded) == 1 else own
        return self[point]


_FOLDED = _Folded()


def words(text: str) -> str:
    """The words of a text in their order, case folded, with a space between."""
    folded = text.lower() if text.isascii() else text.translate(_FOLDED)
    return " ".join(word[:MAX_TOKEN_CHARS] for word in _WORD.findall(folded))
