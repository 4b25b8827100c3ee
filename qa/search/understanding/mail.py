"""Mail: the question within a pasted message, without its headers and the messages it quotes."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from qa.search.understanding.office_talk import is_office_talk

KNOWN_QUESTIONS = 2**8
"""A process keeps what so many questions are without what surrounds them: a page reads each of its
questions several times."""
MIN_WORDS = 3
"""Words, at least, that a message has outside its headers and quoted lines to be the question."""
MIN_LETTER_WORDS, MIN_LETTER_SENTENCES = 40, 3
"""The words and sentences, at least, of a letter: it tells a story, and then asks."""
MIN_ASKED_WORDS = 4
"""Words of its questions, at least, that name something: "Is that right?" needs the story."""

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
_ASKS = re.compile(
    r"""\W*(?:(?:please|(?:can|could|would)[ ]you|tell|advise|clarify|confirm|explain|let|me|us|know
      |(?:i|we|they|she|he|the[ ]minister)[ ](?:would[ ]like|wants?|needs?)[ ]to[ ]know
      |and|so|also|but)\b\W*)*
    (?:what|which|who|whose|when|where|why|how|whether|if|is|are|was|were|do|does|did|has|have|had
    |will|would|should)\b""",
    re.VERBOSE | re.IGNORECASE,
)


@lru_cache(KNOWN_QUESTIONS)
def question_in_mail(text: str) -> str:
    """The question of a pasted message; unchanged where a text is not a message.

    Where a parliamentary question ("To ask the ...") is within a longer text, it is that sentence,
    also over hard line breaks. Else headers and quoted lines are left out, unless no word is left,
    and of a letter the sentences that do not ask, unless those that do say too little.
    """
    return _questions_of_letter(_message(text))


def _questions_of_letter(text: str) -> str:
    """The sentences of a letter that ask; any other text unchanged."""
    ends = [0, *(end.end() for end in _SENTENCE_END.finditer(text)), len(text)]
    sentences = [text[start:end].strip() for start, end in pairwise(ends)]
    sentences = [one for one in sentences if re.search(r"\w", one)]
    if len(sentences) < MIN_LETTER_SENTENCES or len(text.split()) < MIN_LETTER_WORDS:
        return text
    asking = [one for one in sentences if one.endswith("?") and _ASKS.match(one)]
    words = {word.casefold() for word in re.findall(r"[\w'’-]{3,}", " ".join(asking))}
    if sum(not is_office_talk(word) for word in words) < MIN_ASKED_WORDS:
        return text
    return " ".join(asking)


def _message(text: str) -> str:
    """A message without its headers and what it quotes."""
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
