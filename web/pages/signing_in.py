"""Signing in by OpenID Connect: there, back to where the person was, and out again."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import cast

from flask import (
    Blueprint,
    Flask,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from qa.errors import ProviderDown, SignInRefused
from qa.model.people import SESSION_LIMIT
from qa.model.people import person as person_of
from qa.settings import Settings
from web import errors, identity, logs
from web.access import host_name, is_loopback
from web.audited import audit
from web.browser import no_store, same_site
from web.cookies import delete_cookie, read_cookie, set_cookie
from web.identity import SESSION_COOKIE, people
from web.provider import Provider, SignIn

blueprint = Blueprint("signing_in", __name__)
blueprint.before_request(same_site)

MINUTES = 10
"""In which a sign-in that has begun must end."""
BACK_CHARS = 2000
"""Of the longest address that a sign-in leads back to; a cookie holds it."""
_BACK = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
_STATE = re.compile(r"[A-Za-z0-9]{20,64}")


@blueprint.get("/sign-in")
def sign_in() -> Response:
    """Send the person to the provider; what its answer must match is in a signed cookie, one for
    each sign-in, so that several pages can be signed in at once."""
    back = _back(request.args.get("next", ""))
    if identity.person():
        return redirect(back, 303)
    if not request.is_secure and not is_loopback(host_name()):
        return _page(
            400,
            "Sign in over https",
            "Over plain http others could read who you are. If you did open an https address, the "
            "people who run this service set QA_TRUSTED_PROXIES.",
            back,
        )
    try:
        address, begun = _provider().begin(_callback())
    except (ProviderDown, SignInRefused) as error:
        return _failed(error, back)
    response = redirect(address, 303)
    kept = _signer().dumps({**asdict(begun), "back": back})
    set_cookie(response, _cookie(begun.state), kept, MINUTES * 60)
    return no_store(response)


@blueprint.get("/sign-in/callback")
def callback() -> Response:
    """Begin a session for the person whom the provider has signed in, in place of any other."""
    state = request.args.get("state", "")
    begun, back = _begun(state)
    try:
        if begun is None:
            raise SignInRefused(
                "This sign-in was not begun in this browser, or it took too long.", "Sign in again."
            )
        if "code" not in request.args or not _provider().is_issuer(request.args.get("iss")):
            said = request.args.get("error", "its answer is incomplete")
            raise SignInRefused(f"The sign-in did not succeed: {said[:80]}.", "Sign in again.")
        id, name = _provider().finish(begun, request.args["code"], _callback())
        if person_of(id, name, ()) is None:
            raise SignInRefused("The provider gave an id that cannot be used.", "Ask its operator.")
    except (ProviderDown, SignInRefused) as error:
        audit().record("sign-in refused", request.remote_addr or "", str(error))
        response = _failed(error, back)
    else:
        audit().record("signed in", f"person {name} ({id})")
        response = redirect(back, 303)
        token = people().begin_session(id, name, read_cookie(SESSION_COOKIE))
        set_cookie(response, SESSION_COOKIE, token, int(SESSION_LIMIT.total_seconds()))
    if begun:
        delete_cookie(response, _cookie(state))
    return no_store(response)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End the session, here and at the provider.

    The page leads on to the provider by itself: the content policy keeps a form on this site.
    """
    audit().record("signed out", logs.who())
    people().end_session(read_cookie(SESSION_COOKIE))
    identity.forget_person()
    response = _page(200, "You are signed out", "Close the browser if others use this computer.")
    there = _provider().sign_out_address(url_for(".signed_out", _external=True))
    if there:
        response.headers["Refresh"] = f"0; url={there}"
    delete_cookie(response, SESSION_COOKIE)
    return response


@blueprint.get("/signed-out")
def signed_out() -> Response:
    """The page to which the provider leads back."""
    return _page(200, "You are signed out", "Close the browser if others use this computer.")


def ask_to_sign_in() -> Response:
    """The response to somebody who is not signed in: the provider for a page, else a 401."""
    if request.method in ("GET", "HEAD") and not errors.by_script():
        here = request.full_path.removesuffix("?")
        return no_store(redirect(url_for("signing_in.sign_in", next=_back(here)), 303))
    if errors.by_script():
        return errors.problem(401, "You are signed out. Sign in on another page, then try again.")
    detail = "Nothing was saved. Go back for what you typed, copy it, then sign in."
    return _page(401, "You are signed out", detail)


def _page(status: int, heading: str, detail: str, back: str = "/") -> Response:
    page = render_template("sign-in.html", heading=heading, detail=detail, back=back)
    return no_store(make_response(page, status))


def _failed(error: ProviderDown | SignInRefused, back: str) -> Response:
    current_app.logger.warning("%s: %s", request.path, error)
    down = isinstance(error, ProviderDown)
    return _page(503 if down else 400, "You are not signed in", str(error), back)


def _begun(state: str) -> tuple[SignIn | None, str]:
    """The sign-in that has this state and was begun in this browser, and where it leads back to."""
    if not _STATE.fullmatch(state):
        return None, "/"
    try:
        kept = _signer().loads(read_cookie(_cookie(state)), max_age=MINUTES * 60)
    except BadData:
        return None, "/"
    back = _back(kept.pop("back"))
    return (SignIn(**kept), back) if kept["state"] == state else (None, back)


def _back(stated: str) -> str:
    """A path of this site as stated; else the first page."""
    return stated if len(stated) <= BACK_CHARS and _BACK.fullmatch(stated) else "/"


def _cookie(state: str) -> str:
    return f"sign-in-{state}"


def _callback() -> str:
    return url_for("signing_in.callback", _external=True)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(people().signing_secret())


def _provider() -> Provider:
    return cast(Provider, current_app.extensions["provider"])


def init_app(app: Flask) -> None:
    """Register the pages where the settings say that the service signs people in."""
    settings: Settings = app.config["SETTINGS"]
    if settings.access == "oidc":
        app.extensions["provider"] = Provider(app, settings)
        app.register_blueprint(blueprint)
