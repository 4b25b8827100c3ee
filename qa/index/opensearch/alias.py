"""The alias of the index that is read, and the indexes that were published under it."""

from __future__ import annotations

import re
from typing import Any

from qa.errors import IndexUnusable


def served_facts(client: Any, alias: str) -> tuple[str, dict[str, Any]] | None:
    """The name and the facts of the index that is read, in one call; None where none is
    published."""
    from opensearchpy.exceptions import NotFoundError

    try:
        found = client.indices.get_mapping(index=alias, params={"filter_path": "*.mappings._meta"})
    except NotFoundError:
        return None
    name = min(found)
    return str(name), dict(found[name]["mappings"]["_meta"])


def swap(client: Any, alias: str, name: str, served: str | None) -> None:
    """Move the alias from the served index to another in one step.

    Raises IndexUnusable, with the cure, where another machine has moved it since: only one index
    can be the one that an alias writes to, so the engine refuses a second one.
    """
    from opensearchpy.exceptions import TransportError

    actions: list[dict[str, Any]] = [
        {"add": {"index": name, "alias": alias, "is_write_index": True}}
    ]
    if served is not None:
        actions.append({"remove": {"index": served, "alias": alias, "must_exist": True}})
    try:
        client.indices.update_aliases(body={"actions": actions})
    except TransportError as error:
        found = served_facts(client, alias)
        now = found and found[0]
        if now == served:
            raise
        if now != name:  # Else it was moved before the connection was lost.
            raise IndexUnusable(
                "Another machine has published meanwhile; what it published is served.",
                "Gather on one machine alone, and run `qa index` there.",
            ) from error


def remove_unfinished(client: Any, alias: str, served: str | None) -> None:
    """Delete what killed publishes left: the indexes without facts, and those made after the served
    one, which can have the facts of the index that they are a clone of."""
    found = _published(client, alias)
    made = {name: int(one["settings"]["index"]["creation_date"]) for name, one in found.items()}
    for name, one in found.items():
        later = served in made and made[name] > made[served]
        if later or not one["mappings"].get("_meta"):
            client.indices.delete(index=name)


def remove_others(client: Any, alias: str, keep: set[str | None]) -> None:
    """Delete the indexes that were published before those to keep."""
    for name in _published(client, alias):
        if name not in keep:
            client.indices.delete(index=name)


def _published(client: Any, alias: str) -> dict[str, Any]:
    """The indexes that were published under an alias, by name: another's can have a name that
    begins alike, and must not be removed."""
    found = client.indices.get(index=f"{alias}-*")
    own = re.compile(f"{re.escape(alias)}-[0-9a-f]{{12}}")
    return {name: one for name, one in found.items() if own.fullmatch(name)}
