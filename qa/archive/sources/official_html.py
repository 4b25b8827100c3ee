"""A page of questions-statements.parliament.uk, saved from the browser as HTML.

Its lines are put in the order of the page saved as text, and read as that; what HTML has more of,
the answer's markup and the members, is taken from it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from qa.archive.sources import official_page
from qa.archive.sources.layout import Layout, Line
from qa.archive.sources.page import AGAIN
from qa.archive.sources.source import shows_correction
from qa.errors import Rejected
from qa.model import WrittenAnswer

FORM = "official-html"
ANCHORS = (
    re.compile(rb"\bUIN(?:\s|&nbsp;|<[^<>]{0,200}>)+(?:HL)?[0-9]", re.IGNORECASE),
    re.compile(rb"\bQuestion\s+for\s"),
)
"""What only such a page has all of, in its markup."""

_PEOPLE = frozenset(("primary-info", "secondary-info", "tertiary-info"))
_BODY = re.compile(r"Question for .+")
_ANSWERED = re.compile(r"Answered on:?(?: (.+))?")


def read_page(page: str) -> WrittenAnswer:
    """The one record of a page; raises Rejected where it is not as expected."""
    layout = Layout(page)
    main = [(line, _classes(layout, line)) for line in layout.main()]
    people = [(line, classes) for line, classes in main if classes & _PEOPLE]
    lines = [line for line, classes in main if not classes & _PEOPLE]
    body = _find(lines, _BODY, 0, "the line 'Question for …'")
    uin = _find(lines, official_page.ANCHOR, body, "the line 'UIN …, tabled on …'")
    stated = _find(lines, _ANSWERED, uin, "'Answered on': the question may be unanswered")
    on = _ANSWERED.fullmatch(lines[stated].text)
    dated = stated if on and on[1] else stated + 1
    if dated >= len(lines):
        raise Rejected("The page ends before the date answered.", AGAIN)
    start, end = layout.after(lines[dated], lines[dated + 1 :])
    answer = [line for line in lines[dated + 1 :] if line.start < end]
    text = [
        _heading(layout, lines[:body]),
        lines[body].text,
        lines[uin].text,
        _question(layout, lines[uin + 1 : stated]),
        "Answered on",
        (on and on[1]) or lines[dated].text,
        *(line.text for line in answer),
    ]
    record = official_page.read_page("\n\n".join(text) + "\n")
    markup = page[start:end]
    named = [line.text for line, classes in people if "primary-info" in classes]
    for line in (line for line, _ in people if start <= line.start < end):
        raise Rejected(f"The name {line.text[:60]!r} stands within the answer.", AGAIN)
    return replace(
        record,
        form=FORM,
        published=page,
        answer=markup.strip(),
        markup="html",
        status="corrected" if shows_correction(markup) else "answered",
        asking_member=named[0] if len(named) in (1, 2) else None,
        answering_member=named[1] if len(named) == 2 else None,
    )


def _find(lines: list[Line], pattern: re.Pattern[str], start: int, expected: str) -> int:
    for at in range(start, len(lines)):
        if pattern.fullmatch(lines[at].text):
            return at
    raise Rejected(f"The page lacks {expected}.", AGAIN)


def _classes(layout: Layout, line: Line) -> set[str]:
    return {name for box in layout.around(line) for name in box.classes}


def _heading(layout: Layout, before: list[Line]) -> str:
    """The page's own heading; empty where it has none."""
    headings = [line for line in before if any(box.name == "h1" for box in layout.around(line))]
    others = [line for line in before if line.text != "Skip to main content"]
    if not headings and len(others) > 1:
        raise Rejected("No line before 'Question for …' is surely the heading.", AGAIN)
    return (headings or others)[-1].text if headings or others else ""


def _question(layout: Layout, lines: list[Line]) -> str:
    """The question: what its own part of the page holds, else the one line there is."""
    own = [
        line
        for line in lines
        if any(box.identifier == "collapse-details" for box in layout.around(line))
    ]
    paragraphs = [line for line in own if layout.boxes[line.box].name == "p"]
    found = paragraphs or own or lines
    if not found or (not own and len(lines) > 1):
        raise Rejected("No one line before 'Answered on' is surely the question.", AGAIN)
    return " ".join(line.text for line in found)
