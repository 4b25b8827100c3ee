"""Pages about the service itself: how it works, what it keeps, and how accessible it is."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from web.browser import service

blueprint = Blueprint("about", __name__)

PAGES = ("about", "privacy", "accessibility")


def page() -> str:
    """The page that the address names."""
    return render_template(f"{request.path[1:]}.html", coverage=service().coverage())


for name in PAGES:
    blueprint.add_url_rule(f"/{name}", name, page)
