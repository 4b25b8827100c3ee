"""Addresses of the services that a program is to reach, checked before anything is sent."""

from __future__ import annotations

import re

import httpx2

from qa.errors import BadRequest

_HOST = re.compile(r"[\w.:-]+")


def read_address(parameter: str, stated: str, example: str) -> httpx2.URL:
    """An address that begins with http:// or https://, without a query; raises BadRequest."""
    try:
        url = httpx2.URL(str(stated).rstrip("/"))
    except (httpx2.InvalidURL, ValueError):
        url = httpx2.URL("")
    if (
        url.scheme not in ("http", "https")
        or not _HOST.fullmatch(url.host)
        or (url.port or 0) > 65_535
        or url.query
        or url.fragment
    ):
        raise BadRequest(
            parameter, f"The address is {str(stated)[:200]!r}.", f"Give one such as {example}."
        )
    return url


def is_loopback(url: httpx2.URL) -> bool:
    """Whether an address is of this machine, where no proxy is used."""
    return url.host in ("localhost", "127.0.0.1", "::1")
