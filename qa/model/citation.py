"""Citation: the facts of an answer in words, for cards, copies and packs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal
from urllib.parse import quote

from qa.model import OFFICIAL_URL
from qa.model.members import member_name
from qa.model.title import question_title

CitationStyle = Literal["full", "footnote", "referral"]
_FRAGMENT_WORDS = 5

STATUS_LABELS = {
    "answered": "Answered",
    "corrected": "Corrected since it was first given",
    "holding": "Holding answer, a full answer to follow",
    "unanswered": "Not answered",
    "withdrawn": "Withdrawn",
}

CHANGED_STATUSES = ("corrected", "withdrawn")
"""Statuses of an answer that has changed since it was given; shown beside its date."""

KIND_LABELS = {
    "not_held": "Says that the information is not held",
    "disproportionate_cost": "Says that an answer would cost too much",
    "will_write": "Promises a letter or a later reply",
    "transferred": "Passes the question to another body",
    "referred": "Refers to an earlier answer or statement",
    "published_elsewhere": "Refers to a publication",
    "not_reached": "Says that there was no time to answer",
}
"""What each kind of stub says."""

Record = Mapping[str, Any]
"""A passage or an answer in its public JSON form."""


def day(iso: str) -> str:
    """An ISO date in words: `2021-09-13` is `13 September 2021`."""
    known = date.fromisoformat(iso)
    return f"{known.day} {known:%B %Y}"


def title_of(record: Record) -> str:
    """The heading; without one, what was asked; without either, the UIN or date."""
    date = record["date_answered"] or record["date_tabled"]
    named = day(date) if record["uin"] is None else f"UIN {record['uin']}"
    asked = question_title(record["source_question"] or "")
    return record["heading"] or asked or f"Written answer, {named}"


def link(record: Record) -> str | None:
    """The address to link to; None unless it is a web address."""
    url = record["url"]
    return str(url) if url and url.startswith(("https://", "http://")) else None


def is_official(url: str) -> bool:
    """Whether an address is Parliament's own rather than the source's."""
    return url.startswith(OFFICIAL_URL)


def no_address(record: Record) -> str:
    """Why there is no link: what the source does not state."""
    missing = "states no UIN" if record["uin"] is None else "does not state the date tabled"
    return f"no official address: this page {missing}"


def link_at_words(passage: Record) -> str | None:
    """The address to link to; a browser that can opens it at the best matching sentence.

    Text fragments: https://wicg.github.io/scroll-to-text-fragment/. Rows of tables have none, since
    the bars between their cells are not on the page.
    """
    url = link(passage)
    start, end = (place - passage["start"] for place in passage["best"])
    words = passage["text"][start:end].lstrip("•–- ").split()
    if url is None or "#" in url or len(words) < 4 or "|" in words:
        return url
    ends = [words] if len(words) <= 2 * _FRAGMENT_WORDS else [
        words[:_FRAGMENT_WORDS], words[-_FRAGMENT_WORDS:]
    ]  # fmt: skip
    encoded = (quote(" ".join(part), safe="").replace("-", "%2D") for part in ends)
    return f"{url}#:~:text={','.join(encoded)}"


def cite(record: Record, style: CitationStyle = "full") -> str:
    """One line that identifies the answer, from what its source states and nothing else."""
    return {"full": _full, "footnote": _footnote, "referral": _referral}[style](record)


def _full(record: Record) -> str:
    uin, tabled, url = record["uin"], record["date_tabled"], link(record)
    parts = [
        f"{record['heading']}, {_given(record)}"
        if record["heading"]
        else f"Written {_given(record)}",
        f"House of {record['house']}" if record["house"] else "House not stated",
        day(record["date_answered"]) if record["date_answered"] else "not answered",
        *([f"since {record['status']}"] if record["status"] in CHANGED_STATUSES else []),
        f"UIN {uin}" if uin else "published without a UIN",
    ]
    asked = f"tabled {day(tabled)}" if tabled else "date tabled not stated"
    return f"{', '.join(parts)} ({asked}){f': {url}' if url else '; no official address'}"


def _footnote(record: Record) -> str:
    """The short form for footnotes: `PQ 41780 [Prisoners: Rehabilitation], 13 September 2021`."""
    heading = f" [{record['heading']}]" if record["heading"] else ""
    given = day(record["date_answered"]) if record["date_answered"] else "not answered"
    since = f", since {record['status']}" if record["status"] in CHANGED_STATUSES else ""
    return f"PQ {record['uin'] or '(published without a UIN)'}{heading}, {given}{since}"


def _referral(record: Record) -> str:
    """The sentence with which one answer refers to another in the same House."""
    if not record["date_answered"]:
        return f"{title_of(record)}: not answered, so there is nothing to refer to."
    lords = record["house"] == "Lords"
    member = "the noble Lord or Lady" if lords else "the hon. Member"
    uin = record["uin"]
    to = (f" ({uin})" if lords else f" to Question {uin}") if uin else f" on “{title_of(record)}”"
    since = f" (since {record['status']})" if record["status"] in CHANGED_STATUSES else ""
    return f"I refer {member} to the answer given on {day(record['date_answered'])}{to}{since}."


def _given(record: Record) -> str:
    """The kind of answer and who gave it; without an answer, whom the question was put to."""
    kind = "holding answer" if record["status"] == "holding" else "answer"
    minister, body = record["answering_member"], record["answering_body"]
    if not record["date_answered"]:
        return f"question to {body['name'] if body else 'a body not stated'}"
    if not minister:
        name = body["name"] if body else "a body not stated"
        return f"{kind} by {name} (minister not stated)"
    name = member_name(minister)  # A record that was kept may still have the surname first.
    return f"{kind} by {name} ({body['name'] if body else 'answering body not stated'})"


def cut_table_note(part: Mapping[str, int]) -> str:
    """Which rows of a table a passage holds, and where the others are, in a sentence."""
    first, last, rows = part["first"], part["last"], part["rows"]
    shown = f"Rows {first} to {last}" if first < last else f"Row {last}" if last else "None"
    places = ["begins in a passage before"] if first > 1 else []
    places += ["goes on in the next passage"] if last < rows else []
    return f"{shown} of the {rows} in this table, which {' and '.join(places)}."


def attachment_lines(record: Record) -> list[str]:
    """A line for each attachment of an answer, with its title and address."""
    return [f"Attachment: {one['title']} ({one['url']})" for one in record.get("attachments", ())]


def quotation_text(passage: Record) -> str:
    """A passage with its source question, as plain text; column heads are marked as such."""
    heads = [f"[column heads] {row}" for row in (passage.get("header") or "").splitlines()]
    asked = f"Question: {passage['source_question']}"
    cut = [f"[{cut_table_note(part)}]" for part in passage.get("cut_tables", ())]
    parts = ["\n".join(heads), passage["text"], *cut, asked, *attachment_lines(passage)]
    return "\n\n".join(filter(None, parts))
