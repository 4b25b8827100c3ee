"""The watch list: what happened since this browser looked, its feed, and its e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from flask import (
    Blueprint,
    Flask,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from qa.errors import BadRequest, NotFound, StoreError
from qa.model import Request
from qa.model.watches import HAPPENED, Collection, in_words
from qa.service.conversations import owner_of
from qa.service.watches import MAX_WATCHES, Letters, Report, SavedSearch, collections_of
from web import errors
from web.browser import (
    COOKIE,
    back_link,
    browser,
    conversations,
    making_token,
    no_store,
    own_token,
    pack_token,
    remember,
    same_site,
    service,
    watches,
)
from web.forms import filters_said, sent_filters, typed_filters
from web.pages.watch_feed import MEDIA_TYPE, atom

blueprint = Blueprint("watches", __name__, url_prefix="/watches")
blueprint.before_request(same_site)

LISTED = 3
"""The entries of one watch that the list shows."""
HAPPENED_LABELS = {
    "new": "New",
    "corrected": "Corrected",
    "withdrawn": "Withdrawn",
    "superseded": "Superseded",
}
KIND_LABELS = {
    "search": "Search: answers with all these words",
    "question": "Question: answers that answer it",
    "answer": "Answer",
    "pack": "Pack",
}


def letters() -> Letters:
    """The e-mail of watches of this app."""
    return cast(Letters, current_app.extensions["letters"])


def headline() -> Report | None:
    """What happened since this browser looked, in counts, for the first page; None without watches.

    The first page counts as a look for the retention period.
    """
    if not own_token():
        return None
    found = watches().headline(browser(), _collections())
    if found:
        watches().look(browser())
    return found


@blueprint.get("")
def page() -> Response:
    """The watches of this browser with what happened, and what the last action did."""
    return _page()


@blueprint.post("")
def add() -> Response:
    """Watch a search, a question, a turn of a conversation, an answer or the pack."""
    token = making_token()
    try:
        key = _added(owner_of(token), request.form.get("watch", ""))
    except BadRequest as error:
        return _page(error)
    there = url_for(".page", added=key, back=back_link() or None, _anchor=key)
    return remember(make_response(redirect(there, 303)), COOKIE, token)


@blueprint.post("/change")
def change() -> Response:
    """Say that this browser has looked, remove a watch, or undo that."""
    action, _, which = request.form.get("action", "").partition(":")
    done: dict[str, Any] = {}
    if action == "seen":
        watches().see(browser(), request.form.get("seen", ""), which or None)
        done = {"looked": which or "all"}
    elif action == "remove":
        done = {"removed": watches().remove(browser(), which)}
    elif action == "undo":
        watches().restore(browser(), which)
        done = {"restored": "1"}
    else:
        raise BadRequest("action", f"action is {action[:40]!r}.", "Give seen, remove or undo.")
    return redirect(url_for(".page", **done), 303)


@blueprint.get("/<key>")
def one(key: str) -> Response:
    """One watch with its entries, each with the whole answer."""
    found, seen = watches().one(browser(), key, _collections(), entries=50)
    return _kept(render_template("watch.html", one=found, seen=seen))


@blueprint.post("/feed")
def change_feed() -> Response:
    """Make the address of the feed, or end it."""
    action = request.form.get("action", "")
    if action == "open":
        watches().open_feed(browser(), own_token())
    elif action == "end":
        watches().end_feed(browser())
    else:
        raise BadRequest("action", f"action is {action[:40]!r}.", "Give open or end.")
    return redirect(url_for(".page", _anchor="feed"), 303)


@blueprint.get("/feed/<token>.<form>")
def feed(token: str, form: str) -> Response:
    """What happened, to anyone who has the address, as Atom or as JSON; it is not seen by this.

    The address is a secret, so no search engine may list it.
    """
    if form not in ("atom", "json"):
        raise NotFound(f"There is no feed {form[:20]!r}.", "Give atom or json.")
    report = watches().feed_report(token)
    if form == "json":
        response = make_response(jsonify(report.as_json()))
    else:
        response = make_response(atom(report, request.url_root.rstrip("/"), request.base_url))
        response.content_type = f"{MEDIA_TYPE}; charset=utf-8"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.add_etag()
    no_store(response).headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request.environ)


@blueprint.post("/mail")
def change_mail() -> Response:
    """Set the address that e-mail is sent to, once it is confirmed, or delete it."""
    action = request.form.get("action", "")
    if action == "set":
        try:
            letters().set_address(browser(), request.form.get("address", ""))
        except BadRequest as error:
            return _page(error)
    elif action == "end":
        letters().end(browser())
    else:
        raise BadRequest("action", f"action is {action[:40]!r}.", "Give set or end.")
    return redirect(url_for(".page", _anchor="mail"), 303)


@blueprint.get("/mail/<token>")
def mail(token: str) -> Response:
    """The page that a message links to: confirm the address, keep the watches, stop."""
    found = letters().of_token(token)
    html = render_template("watch-mail.html", mail=found, done=request.args.get("done"))
    response = no_store(make_response(html))
    # The address is a secret: it is sent as no referrer, and listed by no search engine.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@blueprint.post("/mail/<token>")
def answer_mail(token: str) -> Response:
    """Do what the reader of a message asks for; its mail program may stop it too (RFC 8058)."""
    action = "stop" if "List-Unsubscribe" in request.form else request.form.get("action", "")
    known = letters().answer(token, action)
    return redirect(url_for(".mail", token=token, done=action if known else None), 303)


def _added(owner: str, kind: str) -> str:
    form = request.form
    if kind in ("search", "question"):
        asked = Request(form.get("q", ""), sent_filters(), disabled=tuple(form.getlist("disabled")))
        return watches().add_search(owner, asked, whole=kind == "search")
    if kind == "turn":
        key = form.get("conversation", "")
        turns = conversations().turns(key, browser())
        return watches().add_turn(owner, turns, form.get("turn", 0, type=int))
    if kind == "answer":
        return watches().add_answer(owner, form.get("answer_id", ""))
    if kind == "pack":
        return watches().add_pack(owner, pack_token())
    raise BadRequest("watch", f"watch is {kind[:40]!r}.", "Give search, question, answer or pack.")


def _page(error: BadRequest | None = None) -> Response:
    """The list; with an error, with what was typed."""
    found = watches().report(browser(), _collections(), entries=LISTED)
    removal = request.args.get("removed", "")
    feed_token = watches().feed(browser(), own_token()) if found.watches else None
    html = render_template(
        "watches.html",
        report=found,
        listed=LISTED,
        error=error,
        typed=request.form if error else {},
        given=typed_filters() if error else {},
        coverage=service().coverage(),
        counts=service().all_counts(),
        added=request.args.get("added"),
        back=_back(),
        looked=request.args.get("looked"),
        removal=removal,
        removed=watches().removed(browser(), removal) if removal else None,
        restored="restored" in request.args,
        feed_token=feed_token,
        mail_is_set=letters().server is not None,
        mail=letters().mail(browser()) if letters().server else None,
    )
    return _kept(html, errors.status_of(error) if error else 200)


def _kept(html: str, status: int = 200) -> Response:
    """A page of this browser's watches: it counts as a look, so the cookie lives on with them."""
    response = make_response(html, status)
    watches().look(browser())
    if own_token() and watches().of(browser()):
        return remember(response, COOKIE, own_token())
    return no_store(response)


def _back() -> str | None:
    """The page that a watch was added from, if it is of this service."""
    back = request.args.get("back", "")
    return back if back.startswith(("/search?", "/conversations/")) else None


def _collections() -> tuple[Collection, ...]:
    try:
        return collections_of(current_app.config["SETTINGS"], pack_token(), browser())
    except StoreError:
        return ()


def search_said(search: SavedSearch) -> list[str]:
    """The filters of a saved search, as chips say them."""
    stated: Mapping[str, Any] = search.as_json()
    said = filters_said(stated)
    if stated.get("history"):
        said.append("read with the question before")
    return said


def search_fields(search: SavedSearch) -> dict[str, Any]:
    """The parameters of the search page that shows a saved search, newest first."""
    stated = search.as_json()
    return {**{name: stated[name] for name in stated if name != "history"}, "sort": "newest"}


def init_app(app: Flask) -> None:
    """Register the pages and what their templates need."""
    app.register_blueprint(blueprint)
    app.jinja_env.filters["search_said"] = search_said
    app.jinja_env.filters["search_fields"] = search_fields
    app.jinja_env.filters["in_words"] = in_words
    app.jinja_env.globals.update(
        HAPPENED=HAPPENED,
        HAPPENED_LABELS=HAPPENED_LABELS,
        MAX_WATCHES=MAX_WATCHES,
        WATCH_KIND_LABELS=KIND_LABELS,
    )
