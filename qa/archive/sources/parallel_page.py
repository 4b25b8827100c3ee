"""A question's page of parallelparliament.co.uk, saved as text.

It states no UIN and no asking member. The minister's office on it is the one held when the page
was saved, not when the question was answered, so it is never stored.
"""

from __future__ import annotations

import re

from qa.archive.sources.page import SAVE_AGAIN, PageLine, PageLines, stated_date
from qa.errors import Rejected
from qa.model import House, WrittenAnswer

FORM = "parallel-page"
ANCHOR = re.compile(r"\(asked on (.{1,40}?)\)(?: - View Source)?")
"""The line that only such a page has."""

_TRAILER = re.compile(r"(?m)^[^\S\n]*Reticulating Splines[^\S\n]*$")
_BODY = re.compile(r"Question to the (.+):")
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
    """The one record of a page; raises Rejected, naming the line that is not as expected."""
    if not _TRAILER.search(page.rstrip().rsplit("\n", 1)[-1]):
        raise Rejected("The page lacks its last line, 'Reticulating Splines'.", SAVE_AGAIN)
    lines = PageLines(_TRAILER.sub("", page))
    before, asked = lines.until(ANCHOR, "the line '(asked on …)'")
    heading = lines.heading(before)
    body = lines.matching(_BODY, "the line 'Question to the …:'")
    question = lines.question("Answered by")
    people, answered = lines.until(_ANSWERED_ON, "the line 'This question was answered on …'")
    answer = lines.answer()
    return WrittenAnswer(
        form=FORM,
        published=page,
        answer=lines.paragraphs(answer),
        markup="text",
        source_question=question,
        answering_body=_body(body[1]),
        date_tabled=stated_date(asked[1], "asked", ordinal=True),
        date_answered=stated_date(answered[1], "answered", ordinal=True),
        heading=None if heading == "Question Link" else heading,
        house=_house(question),
        answering_member=_minister(people),
    )


def _minister(people: list[PageLine]) -> str:
    """The minister who answered: the line after the portrait's caption; an office may follow."""
    portrait = _PORTRAIT.fullmatch(people[0].text) if people else None
    named = people[1:] if portrait else people
    if not 1 <= len(named) <= 2:
        raise Rejected(
            "The lines after 'Answered by' are not a minister and an office.", SAVE_AGAIN
        )
    if portrait and portrait[1] and portrait[1] != named[0].text:
        raise Rejected(
            f"Line {named[0].number} is {named[0].text[:60]!r} under the portrait of"
            f" {portrait[1][:60]!r}.",
            SAVE_AGAIN,
        )
    return named[0].text


def _body(name: str) -> str:
    """The body's name as Parliament writes it: this site writes `&` for `and`."""
    return re.sub(r"\s*&\s*", " and ", re.sub(r"^the ", "", name, flags=re.IGNORECASE))


def _house(question: str) -> House | None:
    """The House, from whom the question addresses; None if that does not tell."""
    question = question.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return next((house for house, form in _ADDRESSED if form.match(question)), None)
