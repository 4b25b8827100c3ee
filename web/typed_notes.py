"""Typed notes: the texts of a page's form that differ from those that the page showed."""

from __future__ import annotations

import re

from flask import request

from web.citation import digest

ITEM = re.compile("[0-9]{1,18}")
"""The number of an item, as a form names it."""


def typed_notes() -> dict[int, str]:
    """The notes that differ from those that the page showed, by item.

    The others are left as they are: another page may have changed them since.
    """
    notes = {}
    for name in request.form:
        item = name.removeprefix("note-")
        if item != name and ITEM.fullmatch(item):
            note = typed(name, f"was-{item}")
            if note is not None:
                notes[int(item)] = note
    return notes


def typed(name: str, was: str) -> str | None:
    """A text of the form; None where it is left out, or is what the page showed, whose digest the
    field `was` has."""
    text = request.form.get(name)
    if text is None:
        return None
    text = text.replace("\r\n", "\n")
    return None if digest(text) == request.form.get(was) else text
