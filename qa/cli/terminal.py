"""The terminal: lines in parts, styled where it shows styles, safe whatever the parts hold."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

import click

Style = Literal["bold", "dim", "mark", "warning"]
"""`mark` is the best sentence of a passage."""

MAX_COLUMNS = 100
"""A line that is longer is hard to read."""
MAX_LINK_CHARS = 2000
"""The longest address that terminals take as a link."""

# Colours that are readable on a light and on a dark background.
_STYLES: Mapping[Style, Mapping[str, Any]] = {
    "bold": {"bold": True},
    "dim": {"dim": True},
    "mark": {"underline": True},
    "warning": {"fg": "yellow", "bold": True},
}
# Controls and changes of direction.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class Part(NamedTuple):
    """A part of a line: its text, how it is shown, and the address that it links to."""

    text: str
    styles: tuple[Style, ...] = ()
    link: str | None = None


Line = str | Sequence[Part]


def colour_asked() -> bool | None:
    """Whether NO_COLOR or FORCE_COLOR asks for no styles or for styles; None for neither."""
    if os.environ.get("NO_COLOR"):
        return False
    return True if os.environ.get("FORCE_COLOR") else None


def is_terminal() -> bool:
    """Whether standard output is a terminal."""
    return bool(sys.stdout and sys.stdout.isatty())


def is_styled() -> bool:
    """Whether standard output shows styles."""
    asked = colour_asked()
    return asked if asked is not None else is_terminal() and os.environ.get("TERM") != "dumb"


def is_read_by_a_person() -> bool:
    """Whether output is laid out to be read: on a terminal, or where styles are asked for."""
    return is_terminal() or is_styled()


def shows(text: str) -> bool:
    """Whether standard output can show each character of a text."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def shows_links() -> bool:
    """Whether standard output is a terminal that shows links, or at least hides their targets."""
    return is_terminal() and is_styled() and os.environ.get("TERM") != "linux"


def columns() -> int:
    """The width of a line that is easy to read on this terminal."""
    return min(MAX_COLUMNS, shutil.get_terminal_size().columns)


def print_lines(lines: Iterable[Line], record: Any = None) -> None:
    """Print lines on standard output, or the record that they are of, if given, as JSON."""
    styled = is_styled()
    if record is not None:
        lines = json.dumps(record, ensure_ascii=False, indent=2).split("\n")
    for line in lines:
        click.echo(_rendered(line, styled), color=styled)


def print_file(file: bytes) -> None:
    """Print a file of text: as lines on a terminal, elsewhere byte for byte."""
    if is_terminal():
        print_lines(file.decode("utf-8-sig").splitlines())
    else:
        click.echo(file, nl=False)


def safe(text: str) -> str:
    """The text with each character escaped that could move the cursor, change a colour or turn the
    direction of writing; in the form of JSON."""
    return _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def _rendered(line: Line, styled: bool) -> str:
    if isinstance(line, str):
        return safe(line)
    if not styled:
        return safe("".join(part.text for part in line))
    return "".join(map(_rendered_part, line))


def _rendered_part(part: Part) -> str:
    shown = safe(part.text)
    if part.styles and shown:
        merged = {name: on for style in part.styles for name, on in _STYLES[style].items()}
        shown = click.style(shown, **merged)
    return _linked(shown, part.link) if part.link and shows_links() else shown


def _linked(shown: str, address: str) -> str:
    """A clickable link by OSC 8; a terminal that does not know it shows the text alone."""
    target = quote(address, safe="!#$%&'()*+,/:;=?@[]~", errors="replace")
    if len(target) > MAX_LINK_CHARS:
        return shown
    return f"\x1b]8;;{target}\x1b\\{shown}\x1b]8;;\x1b\\"
