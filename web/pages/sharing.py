"""Sharing: the links to a conversation, and the page that a link shows."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from qa.errors import BadRequest
from web.browser import browser, conversations, no_store, own_token, same_site, shares

blueprint = Blueprint("sharing", __name__)
blueprint.before_request(same_site)


@blueprint.get("/conversations/<key>/share")
def page(key: str) -> Response:
    """The links to a conversation, and a button to make one."""
    turns = conversations().turns(key, browser())
    links = shares().links(key, own_token(), browser())
    done = any(link.turns == len(turns) for link in links)
    shown = render_template("share.html", key=key, count=len(turns), links=links, done=done)
    return no_store(make_response(shown))


@blueprint.post("/conversations/<key>/share")
def change(key: str) -> Response:
    """Make a link to the conversation so far, or end a link."""
    action = request.form.get("action", "")
    if action == "share":
        shares().share(key, own_token(), browser())
    elif action == "end":
        shares().revoke(key, request.form.get("link", ""), browser())
    else:
        raise BadRequest("action", f"action is {action[:40]!r}.", "Give share or end.")
    return redirect(url_for(".page", key=key), 303)


@blueprint.get("/shared/<token>")
def shared(token: str) -> Response:
    """The questions and replies of a link as they were shown, with what has changed since.

    The address is a secret, so it is sent as no referrer and no search engine may list it.
    """
    found = shares().shared(token)
    since = conversations().changes_since(found.turns)
    page = render_template("shared.html", shared=found, since=since, key=None)
    response = no_store(make_response(page))
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
