"""The feed of a watch list, as Atom (RFC 4287)."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from qa.model.citation import STATUS_LABELS, cite, is_official, link, title_of
from qa.model.watches import WatchEntry, in_words
from qa.service.watches import Report
from web.pages.feed import MEDIA_TYPE, add_element, add_link, begin_feed, urn, written

__all__ = ["MEDIA_TYPE", "atom"]

NEVER = "1970-01-01T00:00:00Z"


def atom(report: Report, root: str, address: str) -> bytes:
    """What a report says as a feed: an entry for each answer and what happened to it, the last
    change first. `root` is the address of the service, `address` that of the feed."""
    found: dict[str, tuple[WatchEntry, str]] = {}
    for one in report.watches:
        for entry in one.entries:
            found.setdefault(entry.answer.answer_id, (entry, one.watch.name))
    entries = sorted(found.values(), key=lambda pair: -pair[0].change.number)
    feed = begin_feed(
        f"watches {address}",
        "Written answers you watch",
        f"Since you looked: {in_words(report.counts) or 'nothing'}.",
        _moment(entries[0][0].change.at) if entries else NEVER,
        address,
        f"{root}/watches",
    )
    for entry, name in entries:
        _entry(feed, entry, name, root)
    return written(feed)


def _entry(feed: ET.Element, entry: WatchEntry, name: str, root: str) -> None:
    answer = entry.answer
    record = answer.facts()
    one = add_element(feed, "entry")
    add_element(one, "id", urn(f"{answer.answer_id} {entry.happened} {entry.change.number}"))
    add_element(one, "title", f"{entry.happened.capitalize()}: {title_of(record)}")
    add_element(one, "updated", _moment(entry.change.at))
    if answer.date_answered:
        add_element(one, "published", f"{answer.date_answered}T00:00:00Z")
    add_link(one, "alternate", f"{root}/answers/{answer.answer_id}", "text/html")
    known = link(record)
    if known and is_official(known):
        add_link(one, "via", known, "text/html")
    body = answer.answering_body
    given_by = answer.answering_member or (body and body.name) or "Not stated by the source"
    add_element(add_element(one, "author"), "name", given_by)
    for term, label in (
        (entry.happened, entry.said),
        (answer.status, STATUS_LABELS[answer.status]),
    ):
        ET.SubElement(one, "category", {"term": term, "label": label})
    touched = "".join(f" It is in {each.name}." for each in entry.touches)
    said = f"{entry.said}{touched} Watched: {name}"
    add_element(one, "summary", f"{said}\n\n{answer.source_question}\n\n{cite(record)}")
    add_element(one, "content", answer.text)


def _moment(at: str) -> str:
    """A moment of the store, as in RFC 3339."""
    return at if at.endswith(("Z", "+00:00")) else f"{at}Z"
