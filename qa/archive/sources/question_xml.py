"""One question of TheyWorkForYou's XML with its reply, as a document of its own.

`publish` makes the document from the parts as they were published: a `question` element around the
two headings, the `ques` and every `reply`. Its `answered` is the date answered; its `at` is the
number, from 0, of the paragraph that asks this question. `read_question` reads the document.
"""

from __future__ import annotations

import re

from qa.archive.sources.source import UIN, answered_status, house_of_uin, is_web_address
from qa.archive.sources.xml_elements import FETCH_AGAIN, TAG, Element, read_element
from qa.errors import Rejected
from qa.model import House, WrittenAnswer
from qa.text.dates import iso_date, written_date

FORM = "theyworkforyou"

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


def publish(answered: str, at: int, parts: list[str]) -> str:
    """The document of one question, from its headings, its `ques` and its replies."""
    inner = "\n".join(parts)
    return f'<question answered="{answered}" at="{at}">\n{inner}\n</question>'


def numbers(question: str) -> list[str | None]:
    """The UIN of each numbered paragraph of a `ques`; a single None where none is numbered.

    Raises Rejected where the question's id is not one of a written answer at Westminster.
    """
    element = read_element(question)
    _day(element)
    return [uin for uin, _ in _questions(element)]


def date_answered(question: str) -> str | None:
    """The date answered, where the `ques` is of the older generation, which states it."""
    element = read_element(question)
    return _day(element) if _is_old(element) else None


def read_question(published: str) -> WrittenAnswer:
    """The record of one question; raises Rejected, saying what is wrong with it."""
    document = read_element(published)
    parts = {name: [part for part in document.children if part.name == name]
             for name in ("major-heading", "minor-heading", "ques", "reply")}  # fmt: skip
    answered = document.attributes.get("answered", "")
    at = document.attributes.get("at", "")
    if document.name != "question" or len(parts["ques"]) != 1 or not iso_date(answered):
        raise Rejected("The question is not one of TheyWorkForYou's.", FETCH_AGAIN)
    question, old = parts["ques"][0], _is_old(parts["ques"][0])
    asked = _questions(question)
    if not re.fullmatch("[0-9]{1,4}", at) or int(at) >= len(asked):
        raise Rejected("The question has no such paragraph.", FETCH_AGAIN)
    uin, words = asked[int(at)]
    if not words:
        raise Rejected("The question has no words.", FETCH_AGAIN)
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


def _correction(replies: list[Element]) -> tuple[Element, Element | None, bool]:
    """The reply that counts, the one that it corrects, and whether it is a correction.

    Of several, it is the last that says so, else the last.
    """
    saying = [reply for reply in replies if _CORRECTS.search(reply.text[:_CORRECTION_BEGINS])]
    reply = (saying or replies)[-1]
    others = [other for other in replies if other is not reply]
    return reply, others[-1] if others else None, bool(others or saying)


def _first_answered(correction: Element, corrected: str) -> str | None:
    """The date that a correction states of the answer that it corrects."""
    days = map(written_date, _GIVEN_ON.findall(correction.text[:_CORRECTION_BEGINS]))
    return next((day for day in days if day and day <= corrected), None)


def _questions(question: Element) -> list[tuple[str | None, str]]:
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


def _answer(source: bytes, replies: list[Element]) -> tuple[str, str | None]:
    """The markup of the replies, and the date of a holding answer where one is stated.

    Left out are paragraphs that only date the holding answer or only say who was asked to reply.
    """
    pieces: list[bytes] = []
    holding = None
    for reply in replies:
        tag = TAG.match(source, reply.start)
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


def _holding(paragraph: Element) -> str | None:
    """The latest date of a holding answer that a paragraph states."""
    marked = paragraph.attributes.get("class") == "holdinganswer"
    if not marked and not (paragraph.name == "p" and _states_only_dates(paragraph)):
        return None
    stated = [child.attributes.get("code", "") for child in paragraph.children]
    dates = [date for code in stated if (date := iso_date(code))]
    dates += [date for day in _WRITTEN_DAY.findall(paragraph.text) if (date := written_date(day))]
    return max(dates, default=None)


def _states_only_dates(paragraph: Element) -> bool:
    """Whether a paragraph only says when the holding answer was given."""
    rest = re.sub(r"\W+", "", _DAY.sub("", paragraph.text).lower())
    return "holding" in rest and _HOLDING_WORDS.fullmatch(rest) is not None


def _is_old(question: Element) -> bool:
    """Whether a question is from the printed record, whose ids have the date answered."""
    return "colnum" in question.attributes or _day(question) < _FIRST_TABLED


def _day(element: Element) -> str:
    """The date in an id; raises Rejected where there is none, or it is of another parliament."""
    gid = element.attributes.get("id", "")[:80]
    found = _GID.match(gid)
    if found is None or iso_date(found[2]) is None:
        raise Rejected(f"The id {gid!r} has no date.", FETCH_AGAIN)
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
        raise Rejected(f"The question's number is {number[:40]!r}.", FETCH_AGAIN)
    return uin or None


def _heading(headings: list[Element]) -> str | None:
    text = headings[0].text if headings else ""
    return None if text in ("", *_NO_HEADING) else text


def _house(uin: str | None, question: Element) -> House | None:
    if uin is not None:
        return house_of_uin(uin)
    speaker = question.attributes.get("speakerid", "")
    return "Lords" if "/lord/" in speaker else "Commons" if "/member/" in speaker else None


def _speaker(element: Element) -> str | None:
    return " ".join(element.attributes.get("speakername", "").split()) or None


def _url(question: Element) -> str | None:
    url = question.attributes.get("url", "").strip()
    return url if is_web_address(url) else None
