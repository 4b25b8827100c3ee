"""Identity: who asks, and whether they operate the service."""

from __future__ import annotations

from flask import current_app

from qa.settings import Settings


def is_operator() -> bool:
    """Whether the operator's pages are for the one who asks.

    Without access, and with keys, pages are shown at this machine alone.
    """
    settings: Settings = current_app.config["SETTINGS"]
    return settings.access in ("", "keys")
