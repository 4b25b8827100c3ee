"""One question of TheyWorkForYou's XML with its reply, as a document that stands by itself.

`publish` makes it of the parts as they were published: a `question` element whose `answered` is
the date answered and whose `at` says which of the numbered paragraphs is meant, around the two
headings, the `ques` and every `reply`. `read_question` is its reader.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from xml.parsers import expat

from qa.archive.sources.dates import iso_date, written_date
from qa.archive.sources.source import is_address, shows_correction
from qa.errors import Rejected
from qa.model import House, WrittenAnswer

FORM = "theyworkforyou"

_DEEPEST = 100
_MOST_ELEMENTS = 100_000
_APART = frozenset(("br", "li", "p", "td", "th", "tr"))  # what stands in these touches nothing
_GID = re.compile(r"uk\.org\.publicwhip/[a-z]+/(\d{4}-\d{2}-\d{2})([a-z]*)\.")
_UIN = re.compile(r"(?:HL)?[0-9]{1,9}[A-Z]?")
_NO_HEADING = ("*No heading*", "Question")
_TAG = re.compile(rb"""</?[^\s<>/]+(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_DAY = re.compile(r"\b[0-9]{1,2}(?: [A-Z][a-z]+(?: [0-9]{4})?)?\b")
_WRITTEN_DAY = re.compile(r"\b[0-9]{1,2} [A-Z][a-z]+ [0-9]{4}\b")
_HOLDING_WORDS = frozenset("holding answer answers of on and given issued received dated".split())
_ASKED = re.compile(r"I have been asked to (?:reply|answer)\b[^.?!:]*[.:]?")
_AGAIN = "Fetch the file again from where it is published."


@dataclass(slots=True)
class _Element:
    """An element: where it stands in the bytes, its words, and its paragraphs or its parts."""

    name: str
    attributes: dict[str, str]
    start: int
    closing: int = 0
    end: int = 0
    words: list[str] = field(default_factory=list)
    children: list[_Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def publish(answered: str, at: int, parts: list[str]) -> str:
    """The document of one question, from its headings, its `ques` and its replies as published."""
    inner = "\n".join(parts)
    return f'<question answered="{answered}" at="{at}">\n{inner}\n</question>'


def numbers(question: str) -> list[str | None]:
    """The number of each paragraph of a `ques` that bears one; one null where none does."""
    return [uin for uin, _ in _questions(_read(question))]


def date_answered(question: str) -> str | None:
    """The date answered, where the `ques` is of the generation that states it; else None."""
    element = _read(question)
    return _gid(element)[0] if _is_old(element) else None


def read_question(published: str) -> WrittenAnswer:
    """The record of one question; raises Rejected, saying what is wrong with it."""
    document = _read(published)
    parts = {name: [part for part in document.children if part.name == name]
             for name in ("major-heading", "minor-heading", "ques", "reply")}  # fmt: skip
    answered = document.attributes.get("answered", "")
    at = document.attributes.get("at", "")
    if document.name != "question" or len(parts["ques"]) != 1 or not iso_date(answered):
        raise Rejected("The question is not one of TheyWorkForYou's.", _AGAIN)
    question, old = parts["ques"][0], _is_old(parts["ques"][0])
    asked = _questions(question)
    if not re.fullmatch("[0-9]{1,4}", at) or int(at) >= len(asked):
        raise Rejected("The question has no such paragraph.", _AGAIN)
    uin, words = asked[int(at)]
    if not words:
        raise Rejected("The question has no words.", _AGAIN)
    if not parts["reply"]:
        raise Rejected("The question has no reply.", "Wait until it is answered.")
    replies = parts["reply"] if old else parts["reply"][-1:]
    corrected = not old and len(parts["reply"]) > 1
    source = published.encode()
    answer, holding = _answer(source, replies)
    return WrittenAnswer(
        form=FORM,
        published=published,
        answer=answer,
        markup="html",
        source_question=words,
        answering_body=next((part.text for part in parts["major-heading"]), None) or None,
        date_tabled=None if old else _gid(question)[0],
        date_answered=answered,
        uin=uin,
        heading=_heading(parts["minor-heading"]),
        house=_house(uin, question),
        status="corrected" if corrected or shows_correction(answer) else "answered",
        asking_member=_speaker(question),
        answering_member=_speaker(replies[0]),
        url=_url(question),
        date_holding=holding,
        original=_answer(source, parts["reply"][-2:-1])[0] if corrected else None,
    )


def _questions(question: _Element) -> list[tuple[str | None, str]]:
    """Number and words of each question in a `ques`: the words before the first number stand
    before each, those after a number go on with what it numbers."""
    stem: list[str] = []
    found: list[tuple[str | None, list[str]]] = []
    for paragraph in question.children:
        if "qnum" in paragraph.attributes:
            found.append((_uin(paragraph.attributes["qnum"]), [*stem, paragraph.text]))
        else:
            (found[-1][1] if found else stem).append(paragraph.text)
    if not found:
        found = [(None, stem or [question.text])]
    return [(uin, " ".join(filter(None, words))) for uin, words in found]


def _answer(source: bytes, replies: list[_Element]) -> tuple[str, str | None]:
    """The markup of the replies without the paragraphs that are no part of them, and the date of
    the holding answer that one of those states."""
    pieces: list[bytes] = []
    holding = None
    for reply in replies:
        tag = _TAG.match(source, reply.start)
        begun = tag.end() if tag else reply.start
        for child in reply.children:
            date = _holding(child)
            asked = child.attributes.get("class") == "askedtoreply" and _ASKED.fullmatch(
                child.text.replace("hon.", "hon")
            )
            holding = date or holding
            if (date and _is_furniture(child)) or asked:
                pieces.append(source[begun : child.start])
                begun = child.end
        pieces.append(source[begun : reply.closing])
    return b"".join(pieces).decode().strip(), holding


def _holding(paragraph: _Element) -> str | None:
    """The date of a holding answer, the last where several are given."""
    if paragraph.attributes.get("class") != "holdinganswer":
        return None
    stated = [child.attributes.get("code", "") for child in paragraph.children]
    dates = [date for code in stated if (date := iso_date(code))]
    dates += [date for day in _WRITTEN_DAY.findall(paragraph.text) if (date := written_date(day))]
    return max(dates, default=None)


def _is_furniture(paragraph: _Element) -> bool:
    """Whether a paragraph says nothing but when the holding answer was given."""
    rest = re.findall(r"\w+", _DAY.sub("", paragraph.text).lower())
    return set(rest) <= _HOLDING_WORDS


def _is_old(question: _Element) -> bool:
    """Whether a question was taken from the printed record, which numbers its columns."""
    return "colnum" in question.attributes or "speakerid" in question.attributes


def _gid(element: _Element) -> tuple[str, str]:
    found = _GID.match(element.attributes.get("id", ""))
    if found is None or iso_date(found[1]) is None:
        raise Rejected(f"The id {element.attributes.get('id', '')[:80]!r} has no date.", _AGAIN)
    return found[1], found[2]


def _uin(number: str) -> str | None:
    uin = re.sub(r"\[[A-Za-z]\]|[\s\[\]]", "", number).upper()  # [R]: an interest is declared
    if uin and not _UIN.fullmatch(uin):
        raise Rejected(f"The question's number is {number[:40]!r}.", _AGAIN)
    return uin or None


def _heading(headings: list[_Element]) -> str | None:
    text = headings[0].text if headings else ""
    return None if text in ("", *_NO_HEADING) else text


def _house(uin: str | None, question: _Element) -> House | None:
    if uin is not None:
        return "Lords" if uin.startswith("HL") else "Commons"
    speaker = question.attributes.get("speakerid", "")
    return "Lords" if "/lord/" in speaker else "Commons" if "/member/" in speaker else None


def _speaker(element: _Element) -> str | None:
    return " ".join(element.attributes.get("speakername", "").split()) or None


def _url(question: _Element) -> str | None:
    url = question.attributes.get("url", "").strip()
    return url if is_address(url) else None


def _read(text: str) -> _Element:
    """The first element of a small document; raises Rejected where it is not well formed."""
    if re.search("[\ud800-\udfff]", text):
        raise Rejected("The question holds half of a surrogate pair.", _AGAIN)
    parser = expat.ParserCreate("utf-8")
    root = _Element("", {}, 0)
    open_, count = [root], itertools.count(1)

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(open_) > _DEEPEST:
            raise Rejected(f"The markup is nested more than {_DEEPEST} deep.", _AGAIN)
        if next(count) > _MOST_ELEMENTS:
            raise Rejected(f"The markup has more than {_MOST_ELEMENTS:,} elements.", _AGAIN)
        element = _Element(name, attributes, parser.CurrentByteIndex)
        open_[-1].children.append(element)
        open_.append(element)

    def end(_: str) -> None:
        element = open_.pop()
        element.closing = parser.CurrentByteIndex  # of `<p/>`, where it began
        tag = _TAG.match(data, element.closing)
        element.end = tag.end() if tag else element.closing
        if element.name in _APART:
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
        raise Rejected(f"The markup is not well formed: {error}.", _AGAIN) from None
    return root.children[0]
