"""The fields of the documents of answers, which are kept in one index with the passages.

An answer has one document, with the whole record as JSON that the engine does not look into; each
other text that it has had has one; each id that no longer names an answer has one; and one has the
facts of the whole. A field is there because something is searched, sorted or counted by it.
"""

from __future__ import annotations

from typing import Any

FACTS_ID = "answers"
"""The id, and the routing, of the document with the facts of the whole."""
REPLACED_ROUTING = "replaced"
MAX_TOKEN_CHARS = 8000
"""Of a word of a text: Lucene refuses a term of more than 32,766 bytes."""
MAX_ADDRESS_CHARS = 8000

_KEYWORD = {"type": "keyword"}
_SEARCHED = {"type": "keyword", "doc_values": False}
_STORED = {"type": "keyword", "index": False, "doc_values": False}

PROPERTIES: dict[str, Any] = {
    "document": _KEYWORD,  # What it is: answer, text or replaced. A passage has none.
    "about": {"type": "long"},  # The row of the answer that it belongs to.
    "name": _KEYWORD,  # The answer's id, as it is looked up.
    "alias": _KEYWORD,  # Its former ids.
    "answer_uin": _KEYWORD,
    "uin_length": {"type": "integer"},
    "address": {**_SEARCHED, "ignore_above": MAX_ADDRESS_CHARS},  # Stated by the source.
    "minister": _KEYWORD,  # Names, first name first.
    "member": _KEYWORD,
    "version": {"type": "long"},  # The row of the text, and those of its passages.
    "passages": {"type": "long", "doc_values": False},
    "digest": _KEYWORD,  # Of the text, its row, and its words in their order.
    "text_row": {"type": "long"},
    "words": {"type": "text", "analyzer": "words", "norms": False},
    "change": {"type": "long"},  # The number and the moment of the last change.
    "changed_at": _KEYWORD,
    "state": {"type": "long"},  # The numbers of the changes that led to its states.
    "states": _STORED,
    "record": _STORED,
}
"""Beside these, the document of an answer has the fields of a passage that filters name, and
`answer_order`."""

NOT_STORED = ["words"]
"""Searched alone: the record has the text."""

ANALYZER = {"type": "custom", "tokenizer": "spaces"}
"""The analyzer `words`: the words are ours, with a space between."""
