"""A page of questions-statements.parliament.uk, saved as text.

It states heading, answering body, UIN, both dates, question and answer; of people, nothing.
"""

from __future__ import annotations

import re

from qa.archive.sources.dates import written_date
from qa.archive.sources.page import AGAIN, Rows, refuse_cut, refuse_labels
from qa.errors import Rejected
from qa.model import WrittenAnswer

FORM = "official-page"
ANCHOR = re.compile(r"UIN\s+(\S{1,20}),\s+tabled on\s+(.{1,40})")
"""The line that only such a page has."""

_BODY = re.compile(r"Question for (.+)")
_UIN = re.compile(r"(?:HL)?[0-9]{1,9}")
_ANSWERED = re.compile(r"Answered on")


def read_page(page: str) -> WrittenAnswer:
    """The one record of a page; raises Rejected, naming the line, where it is not as expected.

    A page cut between two sentences cannot be told from a whole one.
    """
    rows = Rows(page)
    before, body = rows.until(_BODY, "the line 'Question for …'")
    if before and before[0].text == "Skip to main content":
        before = before[1:]
    heading = rows.heading(before)
    anchor = rows.matching(ANCHOR, "the line 'UIN …, tabled on …'")
    uin = anchor[1].upper()
    if not _UIN.fullmatch(uin):
        raise Rejected(f"The page states the UIN as {anchor[1]!r}.", AGAIN)
    tabled = _date(anchor[2], "tabled")
    question = rows.next("the question")
    if not any(_ANSWERED.fullmatch(row.text) for row in [question, *rows.rest()]):
        raise Rejected(
            "The page states no answer: no line is 'Answered on'.",
            "Save the page again once the question is answered.",
        )
    rows.matching(_ANSWERED, "'Answered on' after one paragraph of question")
    answered = _date(rows.next("the date answered").text, "answered")
    answer = rows.rest()
    if not answer:
        raise Rejected("The page ends before the answer: it was cut short.", AGAIN)
    refuse_labels(answer)
    refuse_cut(answer, page)
    return WrittenAnswer(
        form=FORM,
        published=page,
        answer=rows.paragraphs(answer),
        markup="text",
        source_question=question.text,
        answering_body=body[1],
        date_tabled=tabled,
        date_answered=answered,
        uin=uin,
        heading=heading,
        house="Lords" if uin.startswith("HL") else "Commons",
    )


def _date(text: str, which: str) -> str:
    found = written_date(text)
    if found is None:
        raise Rejected(
            f"The date {which} is {text[:40]!r}, which is no date like '3 September 2021'.", AGAIN
        )
    return found
