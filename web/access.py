"""Access: which requests are accepted, how often, and which owner they act for."""

from __future__ import annotations

import ipaddress
import re
from typing import cast

from flask import Flask, Response, abort, current_app, g, request
from werkzeug import exceptions
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import BadHost

from qa.model.citation import day
from qa.model.keys import RATE_WINDOW_SECONDS, ExpiredKey, KeyUse, Scope
from qa.service.keys import Keys
from qa.settings import Settings
from web import audited, browser, errors, identity, limits

NOBODY = "api"
"""The owner of what programs make where the service knows neither keys nor people."""
_FORWARDED = re.compile(
    "forwarded|via|x-(forwarded|real|original|client|cluster|envoy|azure|amzn?)\\b.*"
    "|(cf|fastly|true-client|akamai|fly)-.*",
    re.IGNORECASE,
)
"""Headers by which a proxy or a content network says that it passed a request on."""


def admit(scope: Scope | None) -> None:
    """Accept a request, or abort: 401 without a key, 403 beyond its scopes, 429 beyond its rate.

    A person needs no key; a page of another site cannot ask as that person.
    """
    settings: Settings = current_app.config["SETTINGS"]
    by_key = settings.access == "keys" or (identity.takes_keys() and identity.has_key())
    if scope is None or not by_key:
        if identity.person():
            browser.same_site()
        if scope:
            limits.count_request()
        return
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise exceptions.Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
    use = _use(given.token, 1)
    if scope not in use.scopes:
        allowed = ", ".join(use.scopes)
        raise exceptions.Forbidden(
            f"This call needs a key with the scope {scope}; this one has {allowed}."
        )


def charge(questions: int) -> None:
    """Count more questions that a request asks; abort with 429 where the rate has no room."""
    limits.charge(questions)
    if questions and "use" in g and request.authorization and request.authorization.token:
        _use(request.authorization.token, questions)


def _use(token: str, questions: int) -> KeyUse:
    """Count uses of a key, or abort: 401 where it is unknown or expired, 429 beyond its rate."""
    use = cast(Keys, current_app.extensions["keys"]).use(token, questions)
    if use is None:
        audited.audit().record("key unknown", request.remote_addr or "")
        raise _refused("This key is not known, or has been revoked. Ask for another.")
    if isinstance(use, ExpiredKey):
        audited.audit().record("key expired", request.remote_addr or "", use.name)
        raise _refused(f"This key expired: its last day was {day(use.last_day)}. Ask for another.")
    g.use = use
    if use.remaining < 0:
        raise exceptions.TooManyRequests(
            f"This key has {use.rate:,} requests a minute; each question of a batch counts as one. "
            f"Ask again in {use.reset} s.",
            retry_after=use.reset,
        )
    return use


def _refused(said: str) -> exceptions.Unauthorized:
    return exceptions.Unauthorized(
        said, www_authenticate=WWWAuthenticate("bearer", {"error": "invalid_token"})
    )


def owner() -> str:
    """The owner that this request acts for."""
    use: KeyUse | None = g.get("use")
    if use:
        return use.owner
    return browser.browser() if identity.person() else NOBODY


def is_loopback(host: str) -> bool:
    """Whether a host's name or address is the loopback of this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def known_host() -> None:
    """Refuse a host that this service is not served under: with DNS rebinding a page of another
    site could read it under a name of its own."""
    if isinstance(request.routing_exception, BadHost):
        return  # It is not a name, and refused as that.
    settings: Settings = current_app.config["SETTINGS"]
    host = host_name()
    known = [name.strip().lower() for name in settings.hosts.split(",") if name.strip()]
    if known:
        accepted = host in known or is_loopback(host)
    else:
        accepted = bool(settings.access) or is_loopback(host)
    if not accepted:
        abort(421, "This service is not served under this name. The operator sets QA_HOSTS.")


def host_name() -> str:
    """The host of the request, without its port."""
    host = request.host.lower()
    return host if host.endswith("]") else host.rsplit(":", 1)[0]


def from_this_machine() -> bool:
    """Whether a request comes from this machine, and not through a proxy here."""
    passed_on = any(_FORWARDED.fullmatch(name) for name, _ in request.headers)
    return not passed_on and is_loopback(request.remote_addr or "") and is_loopback(host_name())


def admit_to_metrics() -> None:
    """Refuse the metrics to all but this machine, the operator, or whom the settings name."""
    settings: Settings = current_app.config["SETTINGS"]
    operator = settings.access != "keys" and identity.is_operator()
    if not (settings.metrics == "all" or from_this_machine() or operator):
        abort(403, "Metrics are for this machine and the operator, unless QA_METRICS is `all`.")


def pages_to_this_machine() -> None:
    """Where programs need keys, refuse pages: to all, or if they are set, to other machines.

    A proxy on this machine may look just like a browser on it, so that the operator has to say
    that there is none. What a proxy says of itself is refused all the same.
    """
    settings: Settings = current_app.config["SETTINGS"]
    if settings.access != "keys" or errors.of_api():
        return
    if not settings.pages:
        abort(
            403,
            "Programs ask /api/v1, with a key. Where no proxy is in front, QA_PAGES=yes shows the "
            "pages at this machine too.",
        )
    if not from_this_machine():
        abort(403, "The pages are shown at this machine alone. Programs ask /api/v1, with a key.")


def _rated(response: Response) -> Response:
    use: KeyUse | None = g.get("use")
    if use:
        response.headers["RateLimit-Policy"] = f'"minute";q={use.rate};w={RATE_WINDOW_SECONDS}'
        response.headers["RateLimit"] = f'"minute";r={max(use.remaining, 0)};t={use.reset}'
    return response


def init_app(app: Flask) -> None:
    """Guard the pages and send each key its rate limit; called by the application factory."""
    app.extensions["keys"] = Keys(app.config["SETTINGS"])
    app.before_request(known_host)
    app.before_request(pages_to_this_machine)
    app.after_request(_rated)
