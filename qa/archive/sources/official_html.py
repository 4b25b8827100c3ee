"""A page of questions-statements.parliament.uk, saved from the browser as HTML.

Its lines are arranged as in the page saved as text and read by that page's reader. The answer's
markup and the members come from the HTML.
"""

from __future__ import annotations

import re
from dataclasses import replace

from qa.archive.sources import official_page
from qa.archive.sources.layout import Layout, Line
from qa.archive.sources.page import SAVE_AGAIN
from qa.archive.sources.source import answered_status
from qa.errors import Rejected
from qa.model import WrittenAnswer

FORM = "official-html"
ANCHORS = (
    re.compile(rb"\bUIN(?:\s|&nbsp;|<[^<>]{0,200}>)+(?:HL)?[0-9]", re.IGNORECASE),
    re.compile(rb"\bQuestion\s+for\s"),
)
"""Together in the markup of such a page only."""

_MEMBER_CLASSES = frozenset(("primary-info", "secondary-info", "tertiary-info"))
_BODY = re.compile(r"Question for .+")
_ANSWERED = re.compile(r"Answered on:?(?: (.+))?")


def read_page(page: str) -> WrittenAnswer:
    """The one record of a page; raises Rejected where it is not as expected."""
    layout = Layout(page)
    main = [(line, _classes(layout, line)) for line in layout.main()]
    members = [(line, classes) for line, classes in main if classes & _MEMBER_CLASSES]
    lines = [line for line, classes in main if not classes & _MEMBER_CLASSES]
    body = _find(lines, _BODY, 0, "the line 'Question for …'")
    uin = _find(lines, official_page.ANCHOR, body, "the line 'UIN …, tabled on …'")
    stated = _find(lines, _ANSWERED, uin, "'Answered on': the question may be unanswered")
    on = _ANSWERED.fullmatch(lines[stated].text)
    dated = stated if on and on[1] else stated + 1
    if dated >= len(lines):
        raise Rejected("The page ends before the date answered.", SAVE_AGAIN)
    start, end = layout.content_after(lines[dated], lines[dated + 1 :])
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
    named = [line.text for line, classes in members if "primary-info" in classes]
    if inside := [line for line, _ in members if start <= line.start < end]:
        raise Rejected(f"The name {inside[0].text[:60]!r} is within the answer.", SAVE_AGAIN)
    return replace(
        record,
        form=FORM,
        published=page,
        answer=markup.strip(),
        markup="html",
        status=answered_status(markup),
        asking_member=named[0] if len(named) in (1, 2) else None,
        answering_member=named[1] if len(named) == 2 else None,
    )


def _find(lines: list[Line], pattern: re.Pattern[str], start: int, expected: str) -> int:
    for at in range(start, len(lines)):
        if pattern.fullmatch(lines[at].text):
            return at
    raise Rejected(f"The page lacks {expected}.", SAVE_AGAIN)


def _classes(layout: Layout, line: Line) -> set[str]:
    return {name for element in layout.ancestors(line) for name in element.classes}


def _heading(layout: Layout, before: list[Line]) -> str:
    """The page's heading; empty where it has none."""
    headings = [
        line for line in before if any(element.name == "h1" for element in layout.ancestors(line))
    ]
    others = [line for line in before if line.text != "Skip to main content"]
    if not headings and len(others) > 1:
        raise Rejected("No line before 'Question for …' is clearly the heading.", SAVE_AGAIN)
    return (headings or others)[-1].text if headings or others else ""


def _question(layout: Layout, lines: list[Line]) -> str:
    """The question: the paragraphs of its own element, else the one line there is."""
    own = [
        line
        for line in lines
        if any(element.identifier == "collapse-details" for element in layout.ancestors(line))
    ]
    paragraphs = [line for line in own if layout.elements[line.block].name == "p"]
    found = paragraphs or own or lines
    if not found or (not own and len(lines) > 1):
        raise Rejected("No one line before 'Answered on' is clearly the question.", SAVE_AGAIN)
    return " ".join(line.text for line in found)
