"""Parliament's ids of answering bodies, looked up by id or by name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from qa.errors import BadRequest
from qa.model.bodies import bodies, body_key, slug

_MAX_ID = 2**31 - 1


def resolve_body_ids(stated: Iterable[str], seen: Iterable[tuple[int, str]]) -> list[int]:
    """The ids of bodies that are stated by id or by name, in ascending order.

    `seen` holds the id and name of each body that the API has given before. Raises BadRequest for
    a name that no body has.
    """
    ids_by_name: defaultdict[str, set[int]] = defaultdict(set)
    for body in bodies():
        if body.parliament:
            for name in body.names:
                ids_by_name[name].add(body.parliament)
    for id, name in seen:
        ids_by_name[slug(name)].add(id)
    found: set[int] = set()
    for text in stated:
        if re.fullmatch("[0-9]{1,10}", text.strip()) and 0 < int(text) <= _MAX_ID:
            found.add(int(text))
        elif ids := ids_by_name.get(slug(text)) or ids_by_name.get(body_key(text)):
            found |= ids
        else:
            raise BadRequest(
                "body",
                f"No answering body {text[:80]!r} is known.",
                "Give Parliament's id for it, such as 54, or its full name.",
            )
    return sorted(found)
