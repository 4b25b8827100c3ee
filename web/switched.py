"""Switches of the operator: parts that are off answer 503, and every page shows the banner."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app, g, request
from werkzeug.exceptions import ServiceUnavailable

from qa.model.switches import Switches
from qa.service.switchboard import Switchboard
from web import errors

RETRY_SECONDS = 300
"""When to ask again, while a part is off."""
OFF = "The operator has turned this service off for the moment. Try again later."
"""What is said where the operator has set no message."""
ALWAYS_SERVED = frozenset({"operator", "signing_in", "site_files"})
"""The blueprints that the switches leave on: the operator signs in and turns the rest on again."""


def switchboard() -> Switchboard:
    """The switchboard of this app."""
    return cast(Switchboard, current_app.extensions["switchboard"])


def switches() -> Switches:
    """The switches, read once for a request."""
    if "switches" not in g:
        g.switches = switchboard().now()
    return cast(Switches, g.switches)


def _banner() -> str:
    return switches().banner


def _refuse_what_is_off() -> None:
    found = switches()
    if not (found.pages_off or found.api_off):
        return
    if (
        request.path in errors.HEALTH
        or request.endpoint == "static"
        or request.blueprint in ALWAYS_SERVED
    ):
        return
    if found.api_off if errors.of_api() else found.pages_off:
        raise ServiceUnavailable(found.message or OFF, retry_after=RETRY_SECONDS)


def init_app(app: Flask) -> None:
    """Follow the switches; after the checks of who asks."""
    app.extensions["switchboard"] = Switchboard(app.config["SETTINGS"])
    app.jinja_env.globals["banner"] = _banner
    app.before_request(_refuse_what_is_off)
