"""Rows of text as CSV that a spreadsheet reads without running any of it as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

_FORMULA = re.compile("[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")  # the last four: full width
_NUMBER = re.compile(r"[+-]?[\d,.]+\s?%?\s*")


def csv_sheet(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as CSV in UTF-8 with a byte order mark, its lines as in RFC 4180.

    A value that a spreadsheet would run as a formula gets an apostrophe before it; a number does
    not.
    """
    file = io.StringIO(newline="")
    csv.writer(file).writerows([_inert(value) for value in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _inert(value: str) -> str:
    runs = _FORMULA.match(value) and not _NUMBER.fullmatch(value)
    return f"'{value}" if runs else value
