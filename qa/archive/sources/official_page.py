"""A page of questions-statements.parliament.uk, saved as text.

It states heading, answering body, UIN, both dates, question and answer, but no members.
"""

from __future__ import annotations

import re

from qa.archive.sources.page import SAVE_AGAIN, PageLines, reject_cut_page, stated_date
from qa.archive.sources.source import UIN, house_of_uin
from qa.errors import Rejected
from qa.model import WrittenAnswer

FORM = "official-page"
ANCHOR = re.compile(r"UIN\s+(\S{1,20}),\s+tabled on\s+(.{1,40})")
"""The line that only such a page has."""

_BODY = re.compile(r"Question for (.+)")


def read_page(page: str) -> WrittenAnswer:
    """The one record of a page; raises Rejected, naming the line that is not as expected.

    A page that was cut between two sentences looks whole.
    """
    lines = PageLines(page)
    before, body = lines.until(_BODY, "the line 'Question for …'")
    if before and before[0].text == "Skip to main content":
        before = before[1:]
    heading = lines.heading(before)
    anchor = lines.matching(ANCHOR, "the line 'UIN …, tabled on …'")
    uin = anchor[1].upper()
    if not UIN.fullmatch(uin):
        raise Rejected(f"The page states the UIN as {anchor[1]!r}.", SAVE_AGAIN)
    tabled = stated_date(anchor[2], "tabled")
    question = lines.question("Answered on")
    answered = stated_date(lines.next("the date answered").text, "answered")
    answer = lines.answer()
    reject_cut_page(answer, page)
    return WrittenAnswer(
        form=FORM,
        published=page,
        answer=lines.paragraphs(answer),
        markup="text",
        source_question=question,
        answering_body=body[1],
        date_tabled=tabled,
        date_answered=answered,
        uin=uin,
        heading=heading,
        house=house_of_uin(uin),
    )
