"""Mail: the question within a pasted message, without its headers and the messages it quotes."""

from __future__ import annotations

import re
from functools import lru_cache

KNOWN_QUESTIONS = 2**8
"""A process keeps what so many questions are without what surrounds them: a page reads each of its
questions several times."""
MIN_WORDS = 3
"""Words, at least, that a message has outside its headers and quoted lines to be the question."""

_HEADER = re.compile(
    r"^[ \t*]*(?P<name>from|sent|to|cc|bcc|subject|date|importance|attachments?|reply-to"
    r"|sent on behalf of)[ \t*]*:(?P<value>.*)$",
    re.IGNORECASE | re.MULTILINE,
)
_EARLIER_MESSAGE = re.compile(
    r"^[ \t]*(?:-{2,} ?(?:original|forwarded) message ?-{2,}|_{10,}|on [^\n]{5,100} wrote:)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_QUOTE_MARK = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_TO_ASK = re.compile(
    r"\bTo ask (?:the|[Hh](?:er|is) [Mm]ajesty['’]s|HMG|HM)\b|^[ \t]*to ask (?:the|h(?:er|is) maj)",
    re.MULTILINE,
)
_SENTENCE_END = re.compile(
    r"(?<!\bhon)(?<!\bHon)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bNo)(?<!\bSt)(?<!\bRt)(?<!\bCol)"
    r"(?<!\bcol)(?<!\b[A-Z])[.?!](?=[\"”’')\]]*(?:\s|$))[\"”’')\]]*|\n[ \t]*\n"
)


@lru_cache(KNOWN_QUESTIONS)
def question_in_mail(text: str) -> str:
    """The question of a pasted message; unchanged where a text is not a message.

    Where a parliamentary question ("To ask the ...") is within a longer text, it is that sentence,
    also over hard line breaks. Else headers and quoted lines are left out, unless no word is left.
    """
    unquoted = _QUOTED_LINE.sub("", _without_earlier_messages(text))
    for part in (unquoted, _QUOTE_MARK.sub("", text)):
        asked = _TO_ASK.search(part)
        if asked:
            end = _SENTENCE_END.search(part, asked.end())
            rest = part[end.end() :] if end else ""
            if not re.search(r"\w", text[: text.find(asked.group())]) and "\n" not in rest.strip():
                return part.strip() if not rest.strip() and part != text else text
            return part[asked.start() : end.end() if end else None].strip()
    if "\n" not in text.strip():
        return text
    subject = [
        one["value"] for one in _HEADER.finditer(unquoted) if one["name"].lower() == "subject"
    ]
    for part in (_HEADER.sub("", unquoted), *subject, _QUOTE_MARK.sub("", _HEADER.sub("", text))):
        if len(re.findall(r"\w\w+", part)) >= MIN_WORDS:
            return text if part == text else part.strip()
    return text


def _without_earlier_messages(text: str) -> str:
    """A message without those below it that it replies to; unchanged where nothing is above."""
    earlier = _EARLIER_MESSAGE.search(text)
    return text[: earlier.start()] if earlier and text[: earlier.start()].strip() else text
