"""Proxies in front: the headers of those that the operator states are believed, of nobody else."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import request
from werkzeug.middleware.proxy_fix import ProxyFix

from qa.errors import BadRequest
from qa.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_LINK = re.compile(r"/(?![/\\])|https://")
_FROM_PROXY = "qa.from_proxy"
"""The key of an environment; no header of a request can set it."""


class TrustedProxies:
    """A WSGI app that believes what a trusted proxy says of a client: address, scheme and host.

    The address of the connection decides. Of several values the last is read, which that proxy
    added itself.
    """

    def __init__(self, app: WSGIApplication, networks: tuple[Network, ...]) -> None:
        self._app, self._networks = app, networks
        self._behind_proxy = ProxyFix(app, x_for=1, x_proto=1, x_host=1)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve a request as the client sent it."""
        environ[_FROM_PROXY] = trusted = _is_in(self._networks, environ.get("REMOTE_ADDR", ""))
        return (self._behind_proxy if trusted else self._app)(environ, start_response)


def from_proxy() -> bool:
    """Whether a trusted proxy sent this request."""
    return bool(request.environ.get(_FROM_PROXY))


def read_networks(stated: str) -> tuple[Network, ...]:
    """The networks of the setting; raises BadRequest where one cannot be read."""
    return tuple(_network(part.strip()) for part in stated.split(",") if part.strip())


def check_settings(settings: Settings) -> None:
    """Raise BadRequest where the settings of who asks contradict each other."""
    if settings.sign_out_url and not _LINK.match(settings.sign_out_url):
        raise BadRequest(
            "sign_out_url",
            f"The setting sign_out_url is {settings.sign_out_url[:80]!r}.",
            "Give a path such as /oauth2/sign_out, or an https address.",
        )
    if not settings.user_header:
        return
    if not _HEADER.fullmatch(settings.user_header):
        raise BadRequest(
            "user_header",
            f"The setting user_header is {settings.user_header[:40]!r}.",
            "Give the name of a header, such as X-Forwarded-User.",
        )
    if settings.access != "proxy":
        raise BadRequest(
            "user_header",
            f"A header names who asks, and access is {settings.access or 'not set'}.",
            "Give --access proxy, or unset QA_USER_HEADER.",
        )
    if not settings.trusted_proxies:
        raise BadRequest(
            "trusted_proxies",
            "A header names who asks, and no proxy is stated that may set it.",
            "Set QA_TRUSTED_PROXIES to the address of the proxy, such as 127.0.0.1.",
        )


def _network(stated: str) -> Network:
    try:
        network = ipaddress.ip_network(stated)
        if not network.prefixlen:
            raise ValueError("it has every address")
        return network
    except ValueError as error:
        raise BadRequest(
            "trusted_proxies",
            f"The setting trusted_proxies names {stated[:60]!r}: {error}.",
            "Give addresses and networks with commas, such as 127.0.0.1, 10.1.2.0/24.",
        ) from None


def _is_in(networks: tuple[Network, ...], stated: str) -> bool:
    try:
        address = ipaddress.ip_address(stated)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped  # An IPv4 client of a socket that takes both.
    return any(address in network for network in networks)
