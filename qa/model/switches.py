"""Switches: what the operator has turned off, and the banner of every page."""

from __future__ import annotations

from dataclasses import dataclass

NOTICE_CHARS = 300
"""The longest message, and the longest banner."""


@dataclass(frozen=True, slots=True)
class Switches:
    """What is off, with the message that says why, and the banner; `changed_at` is in UTC."""

    pages_off: bool = False
    api_off: bool = False
    message: str = ""
    banner: str = ""
    changed_at: str | None = None
