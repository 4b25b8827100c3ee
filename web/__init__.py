"""The web app: pages and API over one `Service`."""

from __future__ import annotations

from flask import Flask, Response

from qa.model import understood
from qa.model.marks import JUDGMENTS
from qa.service.conversations import Conversations
from qa.service.declined import Declined
from qa.service.drafts import Drafts
from qa.service.marks import Marks
from qa.service.packs import Exports, Packs
from qa.service.service import Service
from qa.service.shares import Shares
from qa.service.undo import UNDO_MINUTES
from qa.service.watches import Letters, Watches
from qa.settings import Settings
from web import (
    access,
    api,
    audited,
    citation,
    errors,
    forms,
    identity,
    limits,
    logs,
    metrics,
    responses,
    switched,
)
from web.pages import (
    about,
    answers,
    chat,
    drafts,
    exporting,
    feed,
    history,
    marks,
    operator,
    over_time,
    pack,
    quote_check,
    search,
    sharing,
    site_files,
    suggest,
    watches,
)

PAGES = (
    chat, suggest, search, feed, answers, over_time, marks, pack, exporting, sharing, about,
    site_files,
)  # fmt: skip
"""The pages that need nothing of the app but their blueprint."""

BYTES_PER_CHARACTER = 12
"""The bytes of a four-byte character in a posted form, where each byte is `%XX`."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: it would also hide the origin of our own forms.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
"""Of every response, as the OWASP Secure Headers Project asks."""


def create_app(settings: Settings) -> Flask:
    """The web app over one data folder.

    Raises StoreError where the folder cannot be used, BadRequest where the Word template cannot or
    the settings of the mail server are incomplete.
    """
    app = Flask(__name__)
    app.url_map.merge_slashes = False  # Merging redirects to any host that a client names.
    # Accept a question well past its limit, so that the page can refuse it and keep the text.
    room = max(2**20, 2 * BYTES_PER_CHARACTER * settings.question_chars)
    app.config.update(MAX_CONTENT_LENGTH=room, MAX_FORM_MEMORY_SIZE=room, MAX_FORM_PARTS=20)
    app.json = responses.Json(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["qa"] = Service(settings)
    app.extensions["conversations"] = Conversations(
        app.extensions["qa"], settings, metrics.count_turn
    )
    app.extensions["declined"] = Declined(settings)
    app.extensions["packs"] = Packs(settings)
    app.extensions["drafts"] = Drafts(settings)
    app.extensions["exports"] = Exports(settings)
    app.extensions["shares"] = Shares(settings)
    app.extensions["marks"] = Marks(settings)
    app.extensions["watches"] = Watches(app.extensions["qa"], settings)
    app.extensions["letters"] = Letters(app.extensions["watches"], settings)
    app.config["SETTINGS"] = settings
    app.jinja_env.filters["labelled"] = forms.labelled
    app.jinja_env.globals.update(
        JUDGMENTS=JUDGMENTS,
        KIND_CHOICES=understood.KIND_CHOICES,
        SORT_LABELS=understood.SORT_LABELS,
        UNDO_MINUTES=UNDO_MINUTES,
        body_choices=forms.body_choices,
        chips=forms.chips,
        handling=settings.handling,
        offers=forms.offers,
        period_chip=forms.period_chip,
        period_offer_in_words=understood.period_offer_in_words,
        search_form=forms.search_form,
    )
    citation.init_app(app)
    app.after_request(_secured)
    for module in (responses, history, quote_check, drafts):
        module.init_app(app)
    for page in PAGES:
        app.register_blueprint(page.blueprint)
    for module in (
        watches, operator, api, metrics, logs, audited, access, identity, switched, errors,
    ):  # fmt: skip
        module.init_app(app)
    limits.init_app(app)  # It reads the query, which is refused before if it is not UTF-8.
    return app


def _secured(response: Response) -> Response:
    """Set the security headers of every response, including errors and static files."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
