"""A question's page of parallelparliament.co.uk, saved from the browser as HTML.

Its lines are read by the reader of the page saved as text. The answer keeps its markup, and the UIN
comes from the link to the source, where that is Parliament's address of the same question.
"""

from __future__ import annotations

import re
from dataclasses import replace

from qa.archive.sources import parallel_page
from qa.archive.sources.layout import Layout, Line
from qa.archive.sources.page import SAVE_AGAIN
from qa.archive.sources.source import UIN, answered_status, house_of_uin, is_web_address
from qa.errors import Rejected
from qa.model import OFFICIAL_URL, WrittenAnswer

FORM = "parallel-html"
ANCHORS = (re.compile(rb"\(\s*asked\s+on\s"), re.compile(rb"\bQuestion\s+to\s+the\s"))
"""Together in the markup of such a page only."""

_ANSWERED_ON = re.compile(r"This question was answered on .+")
_SOURCE = re.compile(r"[-\N{EN DASH} ]*View Source")
_TRAILER = "Reticulating Splines"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_OFFICIAL = re.compile(
    re.escape(OFFICIAL_URL) + rf"(\d{{4}}-\d{{2}}-\d{{2}})/({UIN.pattern})/?", re.I
)


def read_page(page: str) -> WrittenAnswer:
    """The one record of a page; raises Rejected where it is not as expected."""
    layout = Layout(page)
    lines = [line for line in layout.main() if not _SOURCE.fullmatch(line.text)]
    at = [number for number, line in enumerate(lines) if parallel_page.ANCHOR.fullmatch(line.text)]
    on = [number for number, line in enumerate(lines) if _ANSWERED_ON.fullmatch(line.text)]
    if len(at) != 1 or len(on) != 1 or on[0] < at[0]:
        raise Rejected(
            "The page is not of one answered question: it lacks '(asked on …)' or 'This question"
            " was answered on …', or has several.",
            SAVE_AGAIN,
        )
    asked, answered = at[0], on[0]
    after = [line for line in lines[answered + 1 :] if line.text != _TRAILER]
    start, end = layout.content_after(lines[answered], after)
    for line in lines[answered + 1 :]:
        if line.text == _TRAILER and line.start > start:
            end = min(end, _start(layout, line, start))
    text = [
        _heading(layout, lines[:asked]),
        *(line.text for line in lines[asked : answered + 1]),
        *(line.text for line in after if line.start < end),
        _TRAILER,
    ]
    record = parallel_page.read_page("\n".join(text))
    markup, uin = page[start:end], _uin(layout, lines[asked], lines[asked + 1], record.date_tabled)
    return replace(
        record,
        form=FORM,
        published=page,
        answer=markup.strip(),
        markup="html",
        status=answered_status(markup),
        uin=uin,
        house=record.house if uin is None else house_of_uin(uin),
        url=layout.canonical if is_web_address(layout.canonical) else None,
    )


def _start(layout: Layout, line: Line, least: int) -> int:
    """Where the block around a line starts; where the line does if that is before `least`."""
    block = layout.elements[line.block]
    return block.start if block.start >= least else line.start


def _heading(layout: Layout, before: list[Line]) -> str:
    """The heading: the line before the date asked, if the page marks it as that."""
    if not before:
        return ""
    last = before[-1]
    marked = any(element.name in _HEADINGS for element in layout.ancestors(last))
    if not marked and len(before) > 1 and last.text not in layout.title:
        raise Rejected(f"The line {last.text[:60]!r} is not clearly the heading.", SAVE_AGAIN)
    return last.text


def _uin(layout: Layout, asked: Line, following: Line, tabled: str | None) -> str | None:
    """The UIN in Parliament's address of the question, linked from the line of the date asked."""
    for start, address in layout.links:
        found = _OFFICIAL.fullmatch(address.strip())
        if asked.start <= start < following.start and found and found[1] == tabled:
            return found[2].upper()
    return None
