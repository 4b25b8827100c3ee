"""A question's page of parallelparliament.co.uk, saved as text.

It states no UIN and no asker. The minister's role on it is the one held when the page was
saved, not when the question was answered, and so is never stored.
"""

from __future__ import annotations

import re

from qa.archive.sources.dates import written_date
from qa.archive.sources.page import AGAIN, Row, Rows, refuse_labels
from qa.errors import Rejected
from qa.model import House, WrittenAnswer

FORM = "parallel-page"
ANCHOR = re.compile(r"\(asked on (.{1,40}?)\)(?: - View Source)?")
"""The line that only such a page has."""

_TRAILER = re.compile(r"(?m)^[^\S\n]*Reticulating Splines[^\S\n]*$")
_BODY = re.compile(r"Question to the (.+):")
_ANSWERED_BY = re.compile(r"Answered by")
_ANSWERED_ON = re.compile(r"This question was answered on (.+)")
_PORTRAIT = re.compile(r"(.*?) ?Portrait")
_ADDRESSED: tuple[tuple[House, re.Pattern[str]], ...] = (
    (
        "Lords",
        re.compile(
            r"To ask (?:(?:Her|His) Majesty's Government\b|the Senior Deputy Speaker\b"
            r"|the Leader of the House of Lords\b)"
        ),
    ),
    (
        "Commons",
        re.compile(
            r"To ask (?:the (?:Secretary of State|Minister|Prime Minister"
            r"|Chancellor of the Exchequer|Attorney General)\b"
            r"|the (?:right )?hon\. Member for .+?, representing the\b)"
        ),
    ),
)


def read_page(page: str) -> WrittenAnswer:
    """The one record of a page; raises Rejected, naming the line, where it is not as expected."""
    if not _TRAILER.search(page.rstrip().rsplit("\n", 1)[-1]):
        raise Rejected("The page lacks its last line, 'Reticulating Splines'.", AGAIN)
    rows = Rows(_TRAILER.sub("", page))
    before, asked = rows.until(ANCHOR, "the line '(asked on …)'")
    heading = rows.heading(before)
    body = rows.matching(_BODY, "the line 'Question to the …:'")
    question = rows.next("the question")
    if not any(_ANSWERED_BY.fullmatch(row.text) for row in [question, *rows.rest()]):
        raise Rejected(
            "The page states no answer: no line is 'Answered by'.",
            "Save the page again once the question is answered.",
        )
    rows.matching(_ANSWERED_BY, "'Answered by' after one paragraph of question")
    people, answered = rows.until(_ANSWERED_ON, "the line 'This question was answered on …'")
    answer = rows.rest()
    if not answer:
        raise Rejected("The page holds no answer between its date and its last line.", AGAIN)
    refuse_labels(answer)
    return WrittenAnswer(
        form=FORM,
        published=page,
        answer=rows.paragraphs(answer),
        markup="text",
        source_question=question.text,
        answering_body=_body(body[1]),
        date_tabled=_date(asked[1], "asked"),
        date_answered=_date(answered[1], "answered"),
        heading=None if heading == "Question Link" else heading,
        house=_house(question.text),
        answering_member=_minister(people),
    )


def _minister(people: list[Row]) -> str:
    """Who answered: the line after the portrait's; a role may follow it."""
    portrait = _PORTRAIT.fullmatch(people[0].text) if people else None
    named = people[1:] if portrait else people
    if not 1 <= len(named) <= 2:
        raise Rejected("The lines after 'Answered by' are not a minister and a role.", AGAIN)
    if portrait and portrait[1] and portrait[1] != named[0].text:
        raise Rejected(
            f"Line {named[0].number} is {named[0].text[:60]!r} under the portrait of"
            f" {portrait[1][:60]!r}.",
            AGAIN,
        )
    return named[0].text


def _body(name: str) -> str:
    """The body's name as Parliament writes it: this site writes `&` for `and`."""
    return re.sub(r"\s*&\s*", " and ", re.sub(r"^the ", "", name, flags=re.IGNORECASE))


def _house(question: str) -> House | None:
    """The House, from whom the question addresses; None where that does not tell."""
    question = question.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return next((house for house, form in _ADDRESSED if form.match(question)), None)


def _date(text: str, which: str) -> str:
    found = written_date(text, ordinal=True)
    if found is None:
        raise Rejected(
            f"The date {which} is {text[:40]!r}, which is no date like '9th February 2021'.", AGAIN
        )
    return found
