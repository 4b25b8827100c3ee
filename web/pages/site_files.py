"""Files that a site has for machines: robots.txt, and whom to write to of a weakness."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Blueprint, Response, abort, current_app

from qa.service.keys import today
from qa.settings import Settings

blueprint = Blueprint("site_files", __name__)

ROBOTS = """User-agent: *
Disallow: /
"""
"""Answers are Parliament's to index; questions in addresses are nobody's."""
EXPIRES_DAYS = 180
"""RFC 9116 asks for less than a year."""
_MAIL = re.compile(r"(?:mailto:)?([^\s@<>]+@[^\s@<>]+\.[^\s@<>]+)")
_WEB = re.compile(r"https://[^\s<>]+")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """What asks crawlers to stay away."""
    return _text(ROBOTS)


@blueprint.get("/.well-known/security.txt")
def security() -> Response:
    """Whom to write to of a weakness (RFC 9116), where the contact is an address."""
    settings: Settings = current_app.config["SETTINGS"]
    contact = contact_address(settings.contact)
    if contact is None:
        abort(404)
    expires = today() + timedelta(EXPIRES_DAYS)
    return _text(
        f"Contact: {contact}\nExpires: {expires.isoformat()}T00:00:00Z\nPreferred-Languages: en\n"
    )


def contact_address(contact: str) -> str | None:
    """The contact as an address of the web or of e-mail; None where it is neither."""
    stated = contact.strip()
    if _WEB.fullmatch(stated):
        return stated
    mail = _MAIL.fullmatch(stated)
    return f"mailto:{mail[1]}" if mail else None


def _text(body: str) -> Response:
    response = Response(body, mimetype="text/plain")
    response.headers["Cache-Control"] = "max-age=86400"
    return response
