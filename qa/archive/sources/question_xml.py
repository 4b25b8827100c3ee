"""One question of TheyWorkForYou's XML with its reply, as a document of its own.

`publish` makes the document from the parts as they were published: a `question` element around the
two headings, the `ques` and every `reply`. Its `answered` is the date answered; its `at` is the
number, from 0, of the paragraph that asks this question. `read_question` reads the document.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from xml.parsers import expat

from qa.archive.sources.source import UIN, answered_status, house_of_uin, is_web_address
from qa.errors import Rejected
from qa.model import House, WrittenAnswer
from qa.text.characters import as_meant
from qa.text.dates import iso_date, written_date

FORM = "theyworkforyou"

_MAX_DEPTH = 100
_MAX_ELEMENTS = 100_000
_SEPARATING = frozenset(("br", "li", "p", "td", "th", "tr"))  # a space follows their text
_GID = re.compile(r"uk\.org\.publicwhip/([a-z/]+)/(\d{4}-\d{2}-\d{2})[a-z]*\.")
_WRITTEN_ANSWERS = ("wrans", "lordswrans")
_ELSEWHERE = {
    "spwa": "the Scottish Parliament",
    "spor": "the Scottish Parliament",
    "ni": "the Northern Ireland Assembly",
    "niwa": "the Northern Ireland Assembly",
    "senedd/en": "the Senedd",
    "senedd/cy": "the Senedd",
    "wales": "the Senedd",
    "lmqs": "the London Assembly",
}
"""Which parliament the ids of a kind are of, besides that at Westminster."""
_FIRST_TABLED = "2014-06-04"
"""No id before this day has the date tabled: those of printed records have the date answered."""
_UIN = re.compile(UIN.pattern + "[A-Z]?")
_NO_HEADING = ("*No heading*", "Question")
_TAG = re.compile(rb"""</?[^\s<>/]+(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_DAY = re.compile(r"\b[0-9]{1,2}(?: [A-Z][a-z]+(?: [0-9]{4})?)?\b")
_WRITTEN_DAY = re.compile(r"\b[0-9]{1,2} [A-Z][a-z]+ [0-9]{4}\b")
# Their letters without spaces: the printed record has "h olding answer" too.
_HOLDING_WORDS = re.compile("(?:holding|answers?|of|on|and|given|issued|received|dated)+")
_CORRECTS = re.compile(
    r"\b(?:error|mistake|inaccuracy)\b[^.]{0,80}\bin (?:an|my|our|that|the|this)\b[^.]{0,60}"
    r"\b(?:answer|reply|response)\b|\bcorrect (?:answer|reply|response) (?:should|is|was)\b",
    re.IGNORECASE,
)
_CORRECTION_BEGINS = 300
"""In how many characters a correction says that it is one."""
_GIVEN_ON = re.compile(
    r"\b(?:given|answered|made|published) on ([0-9]{1,2} [A-Z][a-z]+ [0-9]{4})\b"
)
_ASKED_TO_REPLY = re.compile(r"I have been asked to (?:reply|answer)\b[^.?!:]*[.:]?")
_FETCH_AGAIN = "Fetch the file again from where it is published."


@dataclass(slots=True)
class _Element:
    """An element: its offsets in the bytes, its words and its child elements."""

    name: str
    attributes: dict[str, str]
    start: int
    closing: int = 0
    end: int = 0
    words: list[str] = field(default_factory=list)
    children: list[_Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(as_meant("".join(self.words)).split())


def publish(answered: str, at: int, parts: list[str]) -> str:
    """The document of one question, from its headings, its `ques` and its replies."""
    inner = "\n".join(parts)
    return f'<question answered="{answered}" at="{at}">\n{inner}\n</question>'


def numbers(question: str) -> list[str | None]:
    """The UIN of each numbered paragraph of a `ques`; a single None where none is numbered.

    Raises Rejected where the question's id is not one of a written answer at Westminster.
    """
    element = _read(question)
    _day(element)
    return [uin for uin, _ in _questions(element)]


def date_answered(question: str) -> str | None:
    """The date answered, where the `ques` is of the older generation, which states it."""
    element = _read(question)
    return _day(element) if _is_old(element) else None


def read_question(published: str) -> WrittenAnswer:
    """The record of one question; raises Rejected, saying what is wrong with it."""
    document = _read(published)
    parts = {name: [part for part in document.children if part.name == name]
             for name in ("major-heading", "minor-heading", "ques", "reply")}  # fmt: skip
    answered = document.attributes.get("answered", "")
    at = document.attributes.get("at", "")
    if document.name != "question" or len(parts["ques"]) != 1 or not iso_date(answered):
        raise Rejected("The question is not one of TheyWorkForYou's.", _FETCH_AGAIN)
    question, old = parts["ques"][0], _is_old(parts["ques"][0])
    asked = _questions(question)
    if not re.fullmatch("[0-9]{1,4}", at) or int(at) >= len(asked):
        raise Rejected("The question has no such paragraph.", _FETCH_AGAIN)
    uin, words = asked[int(at)]
    if not words:
        raise Rejected("The question has no words.", _FETCH_AGAIN)
    if not parts["reply"]:
        raise Rejected("The question has no reply.", "Wait until it is answered.")
    source = published.encode()
    if old:
        reply, before, corrects = parts["reply"][0], None, False
        answer, holding = _answer(source, parts["reply"])
    else:
        reply, before, corrects = _correction(parts["reply"])
        answer, holding = _answer(source, [reply])
    return WrittenAnswer(
        form=FORM,
        published=published,
        answer=answer,
        markup="html",
        source_question=words,
        answering_body=next((part.text for part in parts["major-heading"]), None) or None,
        date_tabled=None if old else _day(question),
        date_answered=(_first_answered(reply, answered) if corrects else None) or answered,
        uin=uin,
        heading=_heading(parts["minor-heading"]),
        house=_house(uin, question),
        status="corrected" if corrects else answered_status(answer),
        asking_member=_speaker(question),
        answering_member=_speaker(before or reply),
        correcting_member=_speaker(reply) if before else None,
        url=_url(question),
        date_holding=holding,
        date_corrected=answered if corrects else None,
        original=_answer(source, [before])[0] if before else None,
    )


def _correction(replies: list[_Element]) -> tuple[_Element, _Element | None, bool]:
    """The reply that counts, the one that it corrects, and whether it is a correction.

    Of several, it is the last that says so, else the last.
    """
    saying = [reply for reply in replies if _CORRECTS.search(reply.text[:_CORRECTION_BEGINS])]
    reply = (saying or replies)[-1]
    others = [other for other in replies if other is not reply]
    return reply, others[-1] if others else None, bool(others or saying)


def _first_answered(correction: _Element, corrected: str) -> str | None:
    """The date that a correction states of the answer that it corrects."""
    days = map(written_date, _GIVEN_ON.findall(correction.text[:_CORRECTION_BEGINS]))
    return next((day for day in days if day and day <= corrected), None)


def _questions(question: _Element) -> list[tuple[str | None, str]]:
    """UIN and text of each question in a `ques`.

    Paragraphs before the first numbered one begin each question; a paragraph without a number
    continues the question before it.
    """
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
    """The markup of the replies, and the date of a holding answer where one is stated.

    Left out are paragraphs that only date the holding answer or only say who was asked to reply.
    """
    pieces: list[bytes] = []
    holding = None
    for reply in replies:
        tag = _TAG.match(source, reply.start)
        begun = tag.end() if tag else reply.start
        for child in reply.children:
            date = _holding(child)
            asked = child.attributes.get("class") == "askedtoreply" and _ASKED_TO_REPLY.fullmatch(
                child.text.replace("hon.", "hon")
            )
            holding = date or holding
            if (date and _states_only_dates(child)) or asked:
                pieces.append(source[begun : child.start])
                begun = child.end
        pieces.append(source[begun : reply.closing])
    return b"".join(pieces).decode().strip(), holding


def _holding(paragraph: _Element) -> str | None:
    """The latest date of a holding answer that a paragraph states."""
    marked = paragraph.attributes.get("class") == "holdinganswer"
    if not marked and not (paragraph.name == "p" and _states_only_dates(paragraph)):
        return None
    stated = [child.attributes.get("code", "") for child in paragraph.children]
    dates = [date for code in stated if (date := iso_date(code))]
    dates += [date for day in _WRITTEN_DAY.findall(paragraph.text) if (date := written_date(day))]
    return max(dates, default=None)


def _states_only_dates(paragraph: _Element) -> bool:
    """Whether a paragraph only says when the holding answer was given."""
    rest = re.sub(r"\W+", "", _DAY.sub("", paragraph.text).lower())
    return "holding" in rest and _HOLDING_WORDS.fullmatch(rest) is not None


def _is_old(question: _Element) -> bool:
    """Whether a question is from the printed record, whose ids have the date answered."""
    return "colnum" in question.attributes or _day(question) < _FIRST_TABLED


def _day(element: _Element) -> str:
    """The date in an id; raises Rejected where there is none, or it is of another parliament."""
    gid = element.attributes.get("id", "")[:80]
    found = _GID.match(gid)
    if found is None or iso_date(found[2]) is None:
        raise Rejected(f"The id {gid!r} has no date.", _FETCH_AGAIN)
    if found[1] not in _WRITTEN_ANSWERS:
        body = _ELSEWHERE.get(found[1])
        what = f"a record of {body}" if body else "not of a written answer"
        raise Rejected(
            f"The id {gid!r} is {what}.", "Only answers to the Commons and the Lords are stored."
        )
    return found[2]


def _uin(number: str) -> str | None:
    uin = re.sub(r"\[[A-Za-z]\]|[\s\[\]]", "", number).upper()  # [R]: an interest is declared
    if uin and not _UIN.fullmatch(uin):
        raise Rejected(f"The question's number is {number[:40]!r}.", _FETCH_AGAIN)
    return uin or None


def _heading(headings: list[_Element]) -> str | None:
    text = headings[0].text if headings else ""
    return None if text in ("", *_NO_HEADING) else text


def _house(uin: str | None, question: _Element) -> House | None:
    if uin is not None:
        return house_of_uin(uin)
    speaker = question.attributes.get("speakerid", "")
    return "Lords" if "/lord/" in speaker else "Commons" if "/member/" in speaker else None


def _speaker(element: _Element) -> str | None:
    return " ".join(element.attributes.get("speakername", "").split()) or None


def _url(question: _Element) -> str | None:
    url = question.attributes.get("url", "").strip()
    return url if is_web_address(url) else None


def _read(text: str) -> _Element:
    """The first element of a small document; raises Rejected where it is not well formed."""
    if re.search("[\ud800-\udfff]", text):
        raise Rejected("The question holds half of a surrogate pair.", _FETCH_AGAIN)
    parser = expat.ParserCreate("utf-8")
    root = _Element("", {}, 0)
    open_, count = [root], itertools.count(1)

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(open_) > _MAX_DEPTH:
            raise Rejected(f"The markup is nested more than {_MAX_DEPTH} deep.", _FETCH_AGAIN)
        if next(count) > _MAX_ELEMENTS:
            raise Rejected(f"The markup has more than {_MAX_ELEMENTS:,} elements.", _FETCH_AGAIN)
        element = _Element(name, attributes, parser.CurrentByteIndex)
        open_[-1].children.append(element)
        open_.append(element)

    def end(_: str) -> None:
        element = open_.pop()
        element.closing = parser.CurrentByteIndex  # of `<p/>`, where it began
        tag = _TAG.match(data, element.closing)
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
        raise Rejected(f"The markup is not well formed: {error}.", _FETCH_AGAIN) from None
    return root.children[0]
