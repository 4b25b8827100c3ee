"""Feed: the newest and last corrected answers that match a search, as Atom (RFC 4287)."""

from __future__ import annotations

import re
import uuid
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, request
from werkzeug.http import is_resource_modified

from qa.model import LICENCE, Request
from qa.model.browse import FeedEntry
from qa.model.citation import STATUS_LABELS, cite, is_official, link, title_of
from web import responses
from web.browser import service
from web.citation import passage_address
from web.forms import sent_filters
from web.pages.search import address, feed_address, refuse_repeated, stated_fields

blueprint = Blueprint("feed", __name__)

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
MAX_ENTRIES = 50
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not allow, even escaped."""


@blueprint.get("/search.atom")
def feed() -> Response:
    """The matching answers that were given or corrected last; 304, without a search, where nothing
    has changed since the feed reader's copy."""
    refuse_repeated()
    tag, changed = responses.tag_of(service().state()), service().changed_at()
    if not is_resource_modified(request.environ, etag=tag, last_modified=changed):
        response = Response(status=304)
    else:
        response = Response(_atom(), content_type=f"{MEDIA_TYPE}; charset=utf-8")
    response.set_etag(tag)
    response.last_modified = changed
    response.headers["Cache-Control"] = "no-cache"
    return response


def _atom() -> bytes:
    question = request.args.get("q", "")
    disabled = tuple(request.args.getlist("disabled"))
    entries = service().feed(Request(question, sent_filters(), disabled=disabled), MAX_ENTRIES)
    newest = service().coverage().newest_answer or "1970-01-01"
    search = address({**stated_fields(), "sort": [], "page": []})
    feed = begin_feed(
        search,
        f"Written answers: {question}",
        "New and corrected answers of ministers to Parliament for one search.",
        _moment(entries[0].updated if entries else newest),
        feed_address(stated_fields(), _external=True),
        f"{request.host_url[:-1]}{search}",
    )
    for entry in entries:
        _entry(feed, entry)
    return written(feed)


def _entry(feed: ET.Element, entry: FeedEntry) -> None:
    answer, passage = entry.quotation.answer, entry.quotation.as_json()
    at, known = f"{request.host_url[:-1]}{passage_address(passage)}", link(passage)
    one = add_element(feed, "entry")
    named = known if known and is_official(known) else urn(answer.answer_id)
    add_element(one, "id", named)
    title = title_of(passage)
    add_element(one, "title", f"Corrected: {title}" if answer.status == "corrected" else title)
    add_element(one, "updated", _moment(entry.updated))
    if answer.date_answered:
        add_element(one, "published", _moment(answer.date_answered))
    add_link(one, "alternate", at, "text/html")
    if known:
        add_link(one, "via", known, "text/html")
    body = answer.answering_body
    given_by = answer.answering_member or (body and body.name) or "Not stated by the source"
    add_element(add_element(one, "author"), "name", given_by)
    ET.SubElement(one, "category", {"term": answer.status, "label": STATUS_LABELS[answer.status]})
    add_element(one, "summary", f"{answer.source_question}\n\n{cite(passage)}")
    add_element(one, "content", passage["text"])


def begin_feed(
    name: str, title: str, subtitle: str, updated: str, address: str, page: str
) -> ET.Element:
    """A feed without entries yet: `name` is what its id is made of, `address` its own, `page` that
    of the page that shows the same."""
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "en-GB"})
    add_element(feed, "id", urn(name))
    add_element(feed, "title", title)
    add_element(feed, "subtitle", subtitle)
    add_element(feed, "updated", updated)
    add_link(feed, "self", address, MEDIA_TYPE)
    add_link(feed, "alternate", page, "text/html")
    add_element(add_element(feed, "author"), "name", "Written Answers")
    add_element(feed, "rights", LICENCE)
    return feed


def written(feed: ET.Element) -> bytes:
    """A feed as it is sent."""
    sent: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return sent


def add_element(parent: ET.Element, name: str, text: str | None = None) -> ET.Element:
    """Add an element of a feed, without the characters that XML does not allow."""
    element = ET.SubElement(parent, name)
    element.text = text and _NO_XML.sub("\ufffd", text)
    return element


def add_link(parent: ET.Element, rel: str, href: str, media_type: str) -> None:
    """Add a link of a feed, or of an entry."""
    ET.SubElement(parent, "link", {"rel": rel, "href": href, "type": media_type})


def _moment(day: str) -> str:
    """The start of a day, as in RFC 3339."""
    return f"{day}T00:00:00Z"


def urn(name: str) -> str:
    """A permanent id, the same on every host, for what has no official address."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"written-answers:{name}").urn
