"""Damage by a wrong code page in CSV exports, byte for byte: how it is recognised and repaired."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DAMAGED = bytes.fromhex("8a97c896859d93 94a2cea3e092a9e48c")
_INTACT = bytes.fromhex("e280999398 9d9c94a2c2a3b7c3a982ac")
_INTACT_OF = bytes.maketrans(_DAMAGED, _INTACT)
_AMBIGUOUS_FIRST_BYTE = 0xCE  # the damage makes one valid character of two bytes of another
_NON_ASCII_RUN = re.compile(rb"(?:\xce_|[\x80-\xff])+")
_SURELY_DAMAGED = re.compile(rb"(?<![\x80-\xff])(?:\x8a[\x97\xe4]|\x92\xa9)|\xce_")
_PERHAPS_DAMAGED = re.compile(rb"\xce\xa3")  # a pound sign, or a Greek letter

HOW_REPAIRED = (
    "bytes that a wrong code page had changed were changed back (£, quotation marks, dashes)."
)


def is_damaged(chunks: Iterator[bytes]) -> bool:
    """Whether a file shows this damage.

    It does where it holds byte pairs that are not UTF-8, or a damaged pound sign and no bytes
    beyond ASCII but those that the damage makes.
    """
    perhaps, beyond_ascii = False, set[int]()
    kept = b""
    for chunk in chunks:
        held, start = kept + chunk, len(kept) // 2  # the first byte shows what comes before
        if _SURELY_DAMAGED.search(held, start):
            return True
        beyond_ascii.update(chunk.translate(None, bytes(range(128))))
        perhaps = perhaps or _PERHAPS_DAMAGED.search(held, start) is not None
        kept = held[-2:]
    return perhaps and beyond_ascii <= set(_DAMAGED)


def repaired(row: bytes) -> bytes:
    """A row of a damaged file with its damaged bytes put back."""
    return _NON_ASCII_RUN.sub(_repaired_run, row)


def _repaired_run(found: re.Match[bytes]) -> bytes:
    """A run of bytes beyond ASCII, repaired unless it is intact."""
    run = found[0]
    try:
        run.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if run[0] != _AMBIGUOUS_FIRST_BYTE:
            return run
    return run.replace(b"\xce_", b"\xce\xa0").translate(_INTACT_OF)
