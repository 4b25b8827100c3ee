"""Tokens: unguessable names of what belongs to one person. A store keeps only their digests."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets


def new_token() -> str:
    """A token of 256 random bits, fit for a cookie or an address."""
    return secrets.token_urlsafe(32)


def short_key() -> str:
    """A random name of 60 bits, for what is guarded by other means."""
    return base64.b32encode(secrets.token_bytes(8))[:12].decode().lower()


def derived_token(secret: str, salt: str) -> str:
    """The token that a secret and a salt always give (HMAC, RFC 2104)."""
    derived = hmac.digest(secret.encode(), salt.encode(), "sha256")
    return base64.urlsafe_b64encode(derived).rstrip(b"=").decode()


def digest(token: str) -> str:
    """What is stored instead of a token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()
