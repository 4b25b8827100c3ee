"""Characters as they were meant: those of Windows-1252 that were read as Latin-1."""

from __future__ import annotations

_MEANT = {
    code: bytes([code]).decode("cp1252", errors="ignore") or None for code in range(0x80, 0xA0)
}
"""Control characters by code, as what Windows-1252 has in their place; None where it has nothing.
Published text has no such control characters."""


def as_meant(text: str) -> str:
    """The text with its control characters beyond ASCII as those of Windows-1252."""
    return text if text.isascii() else text.translate(_MEANT)
