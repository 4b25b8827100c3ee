"""Cookies: each is of this host alone, and one that is set on https is sent on https alone."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response


def read_cookie(name: str) -> str:
    """The token in a cookie that this service set; empty where there is none.

    Browsers keep a name with the prefix `__Host-` for what this very host set on https, so there no
    other name is read (RFC 6265bis). Elsewhere another host of the domain may have set a second
    cookie of the name, and nothing says which is ours: then neither is read.
    """
    shown = request.cookies.getlist(_full(name))
    return shown[0] if len(shown) == 1 else ""


def set_cookie(response: Response, name: str, token: str, seconds: int) -> None:
    """Set a cookie for these seconds."""
    response.set_cookie(
        _full(name),
        token,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )


def delete_cookie(response: Response, name: str) -> None:
    """Delete a cookie."""
    response.delete_cookie(
        _full(name), path="/", httponly=True, samesite="Lax", secure=request.is_secure
    )


def _full(name: str) -> str:
    return f"__Host-{name}" if request.is_secure else name
