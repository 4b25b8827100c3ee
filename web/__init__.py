"""The web face of the service: chat pages and API over one `Service`."""

from __future__ import annotations

from flask import Flask, Response

from qa.model.marks import JUDGMENTS
from qa.search.ranking.confidence import min_coverage_for
from qa.service.conversations import Conversations
from qa.service.marks import Marks
from qa.service.packs import Packs
from qa.service.service import Service
from qa.service.shares import Shares
from qa.settings import Settings
from web import access, api, citation, errors, forms, metrics, responses
from web.pages import (
    about,
    answers,
    chat,
    feed,
    history,
    marks,
    pack,
    search,
    sharing,
)

BYTES_PER_CHARACTER = 12
"""A character of four bytes, each written `%XX` in a posted form."""

HEADERS = {
    "Content-Security-Policy": "; ".join(
        [
            "default-src 'none'",
            "style-src 'self'",
            "script-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    ),
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with it a browser hides where our own forms come from, too.
    "Referrer-Policy": "same-origin",
}


def create_app(settings: Settings) -> Flask:
    """The web app over one data folder; its Service is opened here, once.

    Raises StoreError where the folder cannot be used at all.
    """
    app = Flask(__name__)
    app.url_map.merge_slashes = False  # It would redirect to whatever host a client names.
    # Room for a question well past its limit: it is refused beside the box, the typed text kept.
    room = max(2**20, 2 * BYTES_PER_CHARACTER * settings.question_chars)
    app.config.update(MAX_CONTENT_LENGTH=room, MAX_FORM_MEMORY_SIZE=room, MAX_FORM_PARTS=20)
    app.json = responses.Json(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["qa"] = Service(settings)
    app.extensions["conversations"] = Conversations(app.extensions["qa"], settings)
    app.extensions["packs"] = Packs(settings)
    app.extensions["shares"] = Shares(settings)
    app.extensions["marks"] = Marks(settings)
    app.config["SETTINGS"] = settings
    app.config["RETENTION_DAYS"] = settings.retention_days
    app.config["CONTACT"] = settings.contact
    app.config["QUESTION_CHARS"] = settings.question_chars
    app.jinja_env.globals.update(
        JUDGMENTS=JUDGMENTS,
        SHAPED=forms.SHAPED,
        ORDER=forms.ORDER,
        chips=forms.chips,
        searched=forms.searched,
        MATCHING=min_coverage_for(settings.threshold),
    )
    citation.init_app(app)
    app.after_request(_secured)
    responses.init_app(app)
    for blueprint in (
        chat.pages,
        answers.answers,
        marks.marking,
        pack.pack,
        about.about,
        search.search,
        feed.feed_of_search,
    ):
        app.register_blueprint(blueprint)
    history.init_app(app)
    app.register_blueprint(sharing.sharing)
    api.init_app(app)
    metrics.init_app(app)
    access.init_app(app)
    errors.init_app(app)
    return app


def _secured(response: Response) -> Response:
    """The same guard on whatever leaves, errors and static files included."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
