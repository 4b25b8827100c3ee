"""Title: what a source question asks, without the formula that opens and ends it."""

from __future__ import annotations

import re
from functools import lru_cache

TITLE_CHARS = 300
KNOWN_TITLES = 2**12
"""A process keeps the titles of so many questions: a page shows each several times."""

_ASKS = (
    r"(?i:(?:(?:on|in|by|for|to|at|of|from|under|with|through|until|since|over)\s+)?"
    r"(?:what|how|when|if|whether|which|who|whom|whose|why|where)\b)"
)
"""The word with which what is asked begins, perhaps after a preposition: "on how many"."""

_ADDRESS = re.compile(
    rf"""
    (?:\W*(?:
      (?i:(?:to\ ask\s+)?h(?:er|is)\ majesty\W?s\ government) [\s,:;]*
      | (?i:to\ ask,?\ ) (?={_ASKS}|further\ to|pursuant)
      | (?i:(?:t?o\s+)?ask\s+|to\s+(?=the\s)) .{{1,200}}?
        # An office is written with capitals; a comma within its name is before a capital.
        (?: ,\s*(?=(?!representing\b)[a-z(]) | [\s,.:;]\s*(?={_ASKS}) )
    )){{1,2}}
    """,
    re.VERBOSE | re.DOTALL,
)
"""Whom a question is addressed to: "To ask the Secretary of State for Justice, "."""

_REFERENCE = re.compile(
    rf"""
    (?i:pursuant(?:\ to)?|further\ to|following|with\ (?:reference|regard)\ to)\s
    [^;]{{0,60}}? \b(?i:answers?|questions?|(?<!autumn\ )statements?|contributions?|remarks?
      |comments|response|letters?|repl(?:y|ies)|column|UIN)\b
    [^;]{{0,200}}? [\s,;]\s*
    (?= (?!(?i:which\ (?:is|was|are|were)\b)){_ASKS}
      | (?i:on)\s (?!\d|(?i:the\ \d|behalf\b|mon|tue|wed|thu|fri)) [^;]{{0,150}}?[,;]\s*{_ASKS}
    )
    """,
    re.VERBOSE | re.DOTALL,
)
"""The earlier answer, statement or letter that a question refers to; its subject ("on prisons,
what ...") is not part of it."""

_DOCUMENT = re.compile(
    r"(?i:with (?:reference|regard) to|in (?:relation|reference) to|following)"
    rf"\s.{{25,400}}?,\s*(?={_ASKS})"
)
"""The document that a question is about, where it comes before what is asked."""

_STATEMENT = re.compile(
    r"[\s,;]*\band\s+(?:if|whether)\s+(?:he|she|they|the \w+)\s+will\s+make\s+a\s+statement[\s.]*$",
    re.IGNORECASE,
)


@lru_cache(KNOWN_TITLES)
def question_title(source_question: str) -> str:
    """What a source question asks, as one line that begins with a capital and has no full stop.

    The address ("To ask the Secretary of State ..."), a reference to an earlier answer, and a
    request for a statement at the end are left out; its parts ((a), (b)) are kept. A document that
    the question begins with comes after what is asked. A title longer than TITLE_CHARS is cut after
    a word, with "…". A question that is such phrases alone is its own title.
    """
    asked = " ".join(source_question.split())
    address = _ADDRESS.match(asked)
    rest = asked[address.end() :] if address else asked
    reference = _REFERENCE.match(rest)
    rest = _STATEMENT.sub("", rest[reference.end() :] if reference else rest)
    title = rest.strip(" ,;:.") or asked
    if document := _DOCUMENT.match(title):
        about = document.group().rstrip(" ,")
        title = f"{title[document.end() :]} ({about[0].lower()}{about[1:]})"
    title = title[0].upper() + title[1:] if title else title
    if len(title) <= TITLE_CHARS:
        return title
    words = title[:TITLE_CHARS]  # one more than fits, so that a word that just fits is whole
    return f"{words.rpartition(' ')[0].rstrip(' ,;:(') or words[:-1]}…"
