"""What the e-mail of watches says, in plain text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import quote

from qa.errors import printable
from qa.model import LICENCE
from qa.model.citation import STATUS_LABELS, day, title_of
from qa.model.watches import WatchEntry, in_words
from qa.service.watches.report import Report, WatchReport

LISTED = 10
"""The answers of one watch that a message lists."""
MAX_LINE_CHARS = 300
"""Of a title or a name in a message."""


def first_letter(page: str, retention_days: int) -> str:
    """The message that asks an address whether it may be used; `page` is where it says so."""
    return (
        "Somebody asked the service Written Answers to send this address what happens to the\n"
        "written answers that they watch.\n\n"
        f"If that was you, confirm it here:\n{page}\n\n"
        "If it was not, do nothing: no other message is sent, and the address is deleted after "
        f"{retention_days} days.\n"
    )


def letter(report: Report, link: str, page: str, retention_days: int) -> tuple[str, str]:
    """The subject and the text of a message about a report; `page` is where it can be stopped."""
    subject = f"Written answers you watch: {in_words(report.counts)}"
    return subject, "\n".join(_lines(report, link, page, retention_days)) + "\n"


def _lines(report: Report, link: str, page: str, retention_days: int) -> Iterator[str]:
    yield f"Since you looked: {in_words(report.counts)}."
    for one in report.watches:
        if one.total:
            yield ""
            yield from _of_watch(one, link)
    looked = min(datetime.fromisoformat(one.watch.looked_at) for one in report.watches)
    until = (looked + timedelta(days=retention_days)).date().isoformat()
    yield ""
    yield f"Your watches, in the browser in which you made them: {link}/watches"
    yield f"They are kept until {day(until)} unless you look at them."
    yield f"Keep them longer, or stop these messages: {page}"
    yield ""
    yield LICENCE


def _of_watch(one: WatchReport, link: str) -> Iterator[str]:
    yield f"{_line(one.watch.name)}: {in_words(one.counts)}"
    if one.begins_again:
        yield "The store of answers was replaced, so all that matches is listed."
    for entry in one.entries[:LISTED]:
        yield from _of_entry(entry, link)
    if one.total > LISTED:
        yield f"- and {one.total - min(LISTED, len(one.entries)):,} more"


def _of_entry(entry: WatchEntry, link: str) -> Iterator[str]:
    answer = entry.answer
    given = day(answer.date_answered) if answer.date_answered else "not answered"
    who = answer.answering_member or "minister not stated by this source"
    body = f", {answer.answering_body.name}" if answer.answering_body else ""
    yield f"- {entry.said} {_line(title_of(answer.facts()))}"
    yield f"  {given}, {who}{body}. {STATUS_LABELS[answer.status]}."
    if entry.touches:
        yield f"  It is in {' and '.join(one.name for one in entry.touches)}."
    yield f"  {link}/answers/{quote(answer.answer_id)}"


def _line(text: str) -> str:
    """A text of a question or an answer as one line."""
    return printable(" ".join(text.split()))[:MAX_LINE_CHARS]
