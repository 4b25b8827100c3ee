"""Tokens: unguessable names of what belongs to one person, of which only a digest is stored."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta


def new() -> str:
    """A token of 256 random bits, fit for a cookie or an address."""
    return secrets.token_urlsafe(32)


def short() -> str:
    """A name of 60 random bits for what is guarded by other means: it says nothing, and is new."""
    return base64.b32encode(secrets.token_bytes(8))[:12].decode().lower()


def derived(token: str, salt: str) -> str:
    """A token that only whoever has another can make, and make again (HMAC, RFC 2104)."""
    made = hmac.digest(token.encode(), salt.encode(), "sha256")
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def digest(token: str) -> str:
    """What is stored in a token's place."""
    return hashlib.sha256(token.encode()).hexdigest()


def now() -> str:
    """This moment, as it is stored."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def limit(keep_days: int) -> str:
    """The moment before which what was left alone is no longer kept."""
    return (datetime.now(UTC) - timedelta(days=keep_days)).isoformat(timespec="seconds")
