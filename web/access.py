"""Access: who may ask, how often, and whose conversations they see."""

from __future__ import annotations

import ipaddress
import time
from typing import Literal

from flask import Flask, Response, abort, current_app, g, request
from werkzeug import exceptions
from werkzeug.datastructures import WWWAuthenticate

from qa import store
from qa.model.keys import RATE_WINDOW_SECONDS, KeyUse, Scope
from qa.settings import Settings
from web import errors

Access = Literal["keys", "proxy", "open"]

NOBODY = "api"
"""Owner of the conversations of programs where no key is asked for."""
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via")


def admit(scope: Scope | None) -> None:
    """Let a program in, or say why not: 401 without a key, 403 beyond its scopes, 429 too soon."""
    settings: Settings = current_app.config["SETTINGS"]
    if scope is None or settings.access != "keys":
        return
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise exceptions.Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
    with store.service.opened(settings.service_path) as db:
        use = store.service.keys.use(db, given.token, time.time())
    if use is None:
        raise exceptions.Unauthorized(
            "This key is not known, or has been revoked. Ask for another.",
            www_authenticate=WWWAuthenticate("bearer", {"error": "invalid_token"}),
        )
    g.use = use
    if use.remaining < 0:
        raise exceptions.TooManyRequests(
            f"This key has {use.rate:,} requests a minute. Ask again in {use.reset} s.",
            retry_after=use.reset,
        )
    if scope not in use.scopes:
        allowed = ", ".join(use.scopes)
        raise exceptions.Forbidden(
            f"This call needs a key with the scope {scope}; this one has {allowed}."
        )


def owner() -> str:
    """Whose conversations this request may see."""
    use: KeyUse | None = g.get("use")
    return use.owner if use else NOBODY


def is_loopback(host: str) -> bool:
    """Whether a host's name or address is this machine's own, seen from itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def pages_to_this_machine() -> None:
    """Where programs need keys, show pages to people at this machine alone.

    What a proxy on this machine passes on comes from elsewhere, whatever its address.
    """
    settings: Settings = current_app.config["SETTINGS"]
    if settings.access != "keys" or errors.of_api():
        return
    host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    passed_on = any(name in request.headers for name in _FORWARDED)
    if passed_on or not is_loopback(request.remote_addr or "") or not is_loopback(host):
        abort(403, "The pages are shown at this machine alone. Programs ask /api/v1, with a key.")


def _rated(response: Response) -> Response:
    use: KeyUse | None = g.get("use")
    if use:
        response.headers["RateLimit-Policy"] = f'"minute";q={use.rate};w={RATE_WINDOW_SECONDS}'
        response.headers["RateLimit"] = f'"minute";r={max(use.remaining, 0)};t={use.reset}'
    return response


def init_app(app: Flask) -> None:
    """Guard the pages and tell each key its limits; called by the application factory."""
    app.before_request(pages_to_this_machine)
    app.after_request(_rated)
