"""Reading: each new text read once by the rules of kinds and links, before it is indexed."""

from __future__ import annotations

from collections.abc import Callable

from qa import links, store
from qa.kinds import kind_of, rules
from qa.records import Reference

READING = f"{rules()['version']}/{links.RULES}"
"""The name of the rules by which texts are read."""


def read_new_texts(
    db: store.Database, since: int | None, progress: Callable[[str, int, int], None] | None
) -> None:
    """Tell the kind of each standing text not yet read by these rules, and whom it names.

    After the change `since`, if given, only the answers changed since are looked at.
    """
    unread = list(store.readings.unread(db, READING, since))
    for done, (version, question, text, day) in enumerate(unread, start=1):
        named: list[tuple[store.readings.Place, Reference]] = [
            ("question", one) for one in links.references(question, day)
        ]
        named += [("answer", one) for one in links.references(text, day)]
        store.readings.keep(db, version, READING, kind_of(text), named)
        if progress:
            progress("Reading texts", done, len(unread))
