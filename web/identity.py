"""Identity: who asks, and whether they operate the service."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from flask import Flask, Response, current_app, g, request
from werkzeug import exceptions
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.wrappers import Response as BaseResponse

from qa.errors import BadRequest
from qa.model.keys import KEY_PREFIX
from qa.model.people import SESSION_IDLE, SESSION_LIMIT, Person
from qa.model.people import person as person_of
from qa.service.people import People
from qa.settings import Settings
from web import errors
from web.cookies import read_cookie
from web.proxies import TrustedProxies, check_settings, from_proxy, read_networks

SESSION_COOKIE = "session"
OPEN = frozenset(
    "api.openapi watches.feed watches.mail watches.answer_mail "
    "signing_in.sign_in signing_in.callback signing_in.sign_out signing_in.signed_out".split()
)
"""The endpoints that answer who is not signed in. A token in the address of a feed or a message is
known to its reader alone, whose program cannot sign in."""


SITE_FILES = "site_files"
"""The blueprint of what a crawler or a finder of a weakness reads, which is open to everybody."""


def has_people() -> bool:
    """Whether this service knows who asks."""
    access = _settings().access
    return access == "oidc" or (access == "proxy" and bool(_settings().user_header))


def person() -> Person | None:
    """Who asks; None where nobody is signed in, a key asks, or the service knows no people."""
    return cast("Person | None", g.get("person"))


def person_token() -> str:
    """The token that what the person makes belongs to; empty where nobody is signed in."""
    who = person()
    return people().token(who) if who else ""


def people() -> People:
    """The people of this app."""
    return cast(People, current_app.extensions["people"])


def forget_person() -> None:
    """Show what follows in this request to nobody."""
    g.person = None


def takes_keys() -> bool:
    """Whether programs may use keys beside people."""
    return _settings().access in ("proxy", "oidc")


def has_key() -> bool:
    """Whether the request has a key of the API; a proxy may send other tokens in its place."""
    given = request.authorization
    return bool(
        given and given.type == "bearer" and given.token and given.token.startswith(KEY_PREFIX)
    )


def is_operator() -> bool:
    """Whether the operator's pages are for the one who asks.

    Without access, and with keys, pages are shown at this machine alone, to anybody who is at it.
    """
    if _settings().access in ("", "keys"):
        return True
    who = person()
    return who is not None and "operator" in who.roles


def _settings() -> Settings:
    return cast(Settings, current_app.config["SETTINGS"])


def _identify() -> BaseResponse | None:
    """Find out who asks; else sign in, or abort: 403 past the proxy, 401 where nobody is named."""
    if not has_people() or request.path in errors.HEALTH or request.blueprint == SITE_FILES:
        return None
    if _settings().access == "oidc":
        return _in_session()
    _by_proxy()
    return None


def _in_session() -> BaseResponse | None:
    """Find out whose session it is; where there is none, the response that says so."""
    if request.endpoint == "static":
        return None
    known = people().session(read_cookie(SESSION_COOKIE))
    if known:
        g.person = person_of(*known, current_app.extensions["operators"])
    if person() or request.endpoint in OPEN or (errors.of_api() and has_key()):
        return None
    if errors.of_api():
        raise exceptions.Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
    from web.pages.signing_in import ask_to_sign_in  # It needs an extra.

    return ask_to_sign_in()


def _by_proxy() -> None:
    """Find out whom the proxy names, or abort."""
    if not from_proxy():
        raise exceptions.Forbidden(
            "This service answers its proxy alone. The operator states the proxy in "
            "QA_TRUSTED_PROXIES."
        )
    if errors.of_api() and has_key():
        return
    g.person = _named_by_proxy()
    if g.person is None:
        raise exceptions.Unauthorized(
            "The proxy in front did not say who you are. Sign in there; if you have, the operator "
            "of this service looks at QA_USER_HEADER."
        )


def _named_by_proxy() -> Person | None:
    """The person whom the header names; None where it is missing, sent twice, or no id."""
    named = request.headers.get(_settings().user_header, "")
    try:
        id = named.encode("latin-1").decode()
    except UnicodeError:
        return None
    if "," in id:  # The server joins several headers of one name.
        return None
    return person_of(id, id, current_app.extensions["operators"])


def _private(response: Response) -> Response:
    """Forbid caches to keep a page: it has the name of who asked."""
    if person() and response.mimetype == "text/html":
        response.headers["Cache-Control"] = "no-store"
    return response


def init_app(app: Flask) -> None:
    """Identify who sends each request; raises BadRequest where the settings do not allow it."""
    settings: Settings = app.config["SETTINGS"]
    check_settings(settings)
    networks = read_networks(settings.trusted_proxies)
    if networks:
        app.wsgi_app = TrustedProxies(app.wsgi_app, networks)  # type: ignore[method-assign]
    app.extensions["people"] = People(settings)
    app.extensions["operators"] = frozenset(
        one.strip() for one in settings.operators.split(",") if one.strip()
    )
    app.before_request(_identify)
    app.after_request(_private)
    app.jinja_env.globals.update(
        person=person,
        signs_in=settings.access == "oidc",
        sign_out_url=settings.sign_out_url,
        SESSION_IDLE_HOURS=SESSION_IDLE // timedelta(hours=1),
        SESSION_LIMIT_DAYS=SESSION_LIMIT.days,
    )
    if settings.access == "oidc":
        try:
            from web.pages import signing_in
        except ModuleNotFoundError as error:
            raise BadRequest(
                "access",
                f"Signing in needs {error.name}.",
                "Run `pip install 'written-answers-qa[oidc]'`.",
            ) from error
        signing_in.init_app(app)
