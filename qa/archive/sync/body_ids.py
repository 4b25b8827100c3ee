"""Answering bodies as Parliament numbers them: which ids a person means."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa.errors import BadRequest
from qa.model.bodies import bodies, body_key, slug

_LARGEST = 2**31 - 1


def resolved(asked: Iterable[str], seen: Iterable[tuple[int, str]]) -> list[int]:
    """The ids of the bodies asked for, by id or by name, in order; `seen` adds names to the known.

    Raises BadRequest for a name that none bears.
    """
    named: dict[str, set[int]] = {}
    known = [(one.parliament, name) for one in bodies() for name in one.names if one.parliament]
    for id, name in [*known, *((id, slug(name)) for id, name in seen)]:
        named.setdefault(name, set()).add(id)
    found: set[int] = set()
    for body in asked:
        if re.fullmatch("[0-9]{1,10}", body.strip()) and 0 < int(body) <= _LARGEST:
            found.add(int(body))
        elif matching := named.get(slug(body)) or named.get(body_key(body)):
            found |= matching
        else:
            raise BadRequest(
                "body",
                f"No answering body {body[:80]!r} is known.",
                "Give Parliament's number for it, such as 54, or its whole name.",
            )
    return sorted(found)
