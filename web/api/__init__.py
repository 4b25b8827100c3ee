"""The API, version 1: the same replies and answers as the pages, as JSON."""

from __future__ import annotations

from flask import Flask

from web.api import (
    answers,
    conversations,
    coverage,
    documentation,
    drafts,
    over_time,
    page,
    passages,
    quote_checks,
    runs,
    suggestions,
    watches,
)
from web.api.endpoint import blueprint

__all__ = [
    "answers",
    "conversations",
    "coverage",
    "documentation",
    "drafts",
    "init_app",
    "over_time",
    "page",
    "passages",
    "quote_checks",
    "runs",
    "suggestions",
    "watches",
]


def init_app(app: Flask) -> None:
    """Register every endpoint; called by the application factory."""
    app.register_blueprint(blueprint)
