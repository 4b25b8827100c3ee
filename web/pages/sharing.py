"""Sharing: links to a conversation, made and ended by its owner, and what they show to others."""

from __future__ import annotations

from typing import cast

from flask import (
    Blueprint,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from qa.errors import BadRequest
from qa.service.shares import Shares
from web.browser import COOKIE, browser, conversations, kept_private, same_site

sharing = Blueprint("sharing", __name__)
sharing.before_request(same_site)


def shares() -> Shares:
    """The links of this app."""
    return cast(Shares, current_app.extensions["shares"])


@sharing.get("/conversations/<key>/share")
def page(key: str) -> Response:
    """The links to a conversation, and how one is made."""
    turns = conversations().kept(key, browser())
    links = shares().links(key, _secret(), browser())
    done = any(link.turns == len(turns) for link in links)
    shown = render_template("share.html", key=key, count=len(turns), links=links, done=done)
    return kept_private(make_response(shown))


@sharing.post("/conversations/<key>/share")
def change(key: str) -> Response:
    """Make a link to a conversation as it stands, or end one."""
    action = request.form.get("action", "")
    if action == "share":
        shares().share(key, _secret(), browser())
    elif action == "end":
        shares().revoke(key, request.form.get("link", ""), browser())
    else:
        raise BadRequest("action", f"action is {action[:40]!r}.", "Give share or end.")
    return redirect(url_for(".page", key=key), 303)


@sharing.get("/shared/<token>")
def shared(token: str) -> Response:
    """What a link shows: questions and replies as they were, told what has changed since.

    Its address is a secret: no other page is told of it, and no search engine may list it.
    """
    found = shares().shared(token)
    since = conversations().since(found.turns)
    page = render_template("shared.html", shared=found, since=since, key=None)
    response = kept_private(make_response(page))
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _secret() -> str:
    """What the links of this browser are made of."""
    return request.cookies.get(COOKIE, "")
