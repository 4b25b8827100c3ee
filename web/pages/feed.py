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
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "en-GB"})
    _add(feed, "id", _urn(search))
    _add(feed, "title", f"Written answers: {question}")
    _add(feed, "subtitle", "New and corrected answers of ministers to Parliament for one search.")
    _add(feed, "updated", _moment(entries[0].updated if entries else newest))
    _link(feed, "self", feed_address(stated_fields(), _external=True), MEDIA_TYPE)
    _link(feed, "alternate", f"{request.host_url[:-1]}{search}", "text/html")
    _add(_add(feed, "author"), "name", "Written Answers")
    _add(feed, "rights", LICENCE)
    for entry in entries:
        _entry(feed, entry)
    written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _entry(feed: ET.Element, entry: FeedEntry) -> None:
    answer, passage = entry.quotation.answer, entry.quotation.as_json()
    at, known = f"{request.host_url[:-1]}{passage_address(passage)}", link(passage)
    one = _add(feed, "entry")
    named = known if known and is_official(known) else _urn(answer.answer_id)
    _add(one, "id", named)
    title = title_of(passage)
    _add(one, "title", f"Corrected: {title}" if answer.status == "corrected" else title)
    _add(one, "updated", _moment(entry.updated))
    if answer.date_answered:
        _add(one, "published", _moment(answer.date_answered))
    _link(one, "alternate", at, "text/html")
    if known:
        _link(one, "via", known, "text/html")
    body = answer.answering_body
    given_by = answer.answering_member or (body and body.name) or "Not stated by the source"
    _add(_add(one, "author"), "name", given_by)
    ET.SubElement(one, "category", {"term": answer.status, "label": STATUS_LABELS[answer.status]})
    _add(one, "summary", f"{answer.source_question}\n\n{cite(passage)}")
    _add(one, "content", passage["text"])


def _add(parent: ET.Element, name: str, text: str | None = None) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = text and _NO_XML.sub("\ufffd", text)
    return element


def _link(parent: ET.Element, rel: str, href: str, media_type: str) -> None:
    ET.SubElement(parent, "link", {"rel": rel, "href": href, "type": media_type})


def _moment(day: str) -> str:
    """The start of a day, as in RFC 3339."""
    return f"{day}T00:00:00Z"


def _urn(name: str) -> str:
    """A permanent id, the same on every host, for what has no official address."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"written-answers:{name}").urn
