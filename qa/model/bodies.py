"""Answering bodies: their names over time, and their successors."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_OFFICE = re.compile(r"(?:department-(?:for|of)(?:-the)?|ministry-of)-(?=.)")


@dataclass(frozen=True, slots=True)
class Body:
    """One body under one name, from one ISO date until another; null where open.

    `names` are the name and its variants, as slugs; `successors` the ids of the bodies that took
    over from it, the main one first.
    """

    id: str
    name: str
    names: frozenset[str]
    parliament: int | None
    since: str | None
    until: str | None
    successors: tuple[str, ...]

    def days_outside(self, day: str) -> int:
        """The number of days between a day and this period; 0 within it."""
        at = date.fromisoformat(day)
        early = (date.fromisoformat(self.since) - at).days if self.since else 0
        late = (at - date.fromisoformat(self.until)).days + 1 if self.until else 0
        return max(early, late, 0)


def slug(words: str) -> str:
    """Words as in an address: lower case, with a hyphen for every other run of characters."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore")
    return _NOT_SLUG.sub("-", plain.decode().casefold().replace("'", "")).strip("-")


@lru_cache(maxsize=4096)
def body_key(name: str, day: str | None = None) -> str:
    """The id of the body that had a name on an ISO date: `ministry-of-justice`.

    Where several bodies had the name, the date decides: the nearest period wins. Without a date
    the last one wins. The id of an unknown name is its slug.
    """
    plain = slug(re.sub(r"^the\s+", "", name.strip().casefold().replace("&", " and ")))
    uses = _by_name().get(plain)
    if not uses:
        return plain
    return (min(uses, key=lambda use: use.days_outside(day)) if day else uses[0]).id


def body_of_filter(words: str) -> str:
    """The id of the body that a filter names by Parliament's id, our id, a name or a short name."""
    stated = words.strip()
    if stated.isdecimal():
        known = (body.id for body in bodies() if body.parliament == int(stated))
        return next(known, stated)
    named = stated.casefold()
    return named if any(body.id == named for body in bodies()) else body_key(stated)


def body_named(name: str) -> str | None:
    """The id of the body with a name or short name, written with its capitals; None where there is
    none, as for "Justice" alone."""
    plain = slug(name)
    if " " not in name and sum(letter.isupper() for letter in name) < 2:
        return None
    return next((body.id for body in bodies() if plain in body.names), None)


@cache
def with_predecessors(body: str) -> frozenset[str]:
    """The ids of a body and of all its predecessors."""
    found = {body}
    while before := {
        other.id for other in bodies() if other.id not in found and found & {*other.successors}
    }:
        found |= before
    return frozenset(found)


@cache
def current_body(body: str) -> str:
    """The id of the body that a body's line leads to today: its successor, the main one of several,
    and so on to the last; the body's own id where nothing took over from it."""
    successors = next((one.successors for one in bodies() if one.id == body), ())
    return current_body(successors[0]) if successors else body


@cache
def body_label(body: str) -> str | None:
    """The name of the body with an id, with the year in which it ended: "Department of Health,
    until 2018"; None for an unknown body."""
    found = next((one for one in bodies() if one.id == body), None)
    if found is None:
        return None
    return f"{found.name}, until {found.until[:4]}" if found.until else found.name


@cache
def bodies() -> tuple[Body, ...]:
    """Every known body and name, the latest first; read from bodies.toml beside this module."""
    stated = tomllib.loads(files("qa.model").joinpath("bodies.toml").read_text("utf-8"))["body"]
    found = [
        Body(
            entry.get("id", slug(entry["name"])),
            entry["name"],
            frozenset(map(slug, (entry["name"], *entry.get("aliases", ())))),
            entry.get("parliament"),
            since.isoformat() if (since := entry.get("since")) else None,
            until.isoformat() if (until := entry.get("until")) else None,
            tuple(entry.get("successors", ())),
        )
        for entry in stated
    ]
    return tuple(sorted(found, key=lambda body: body.since or "", reverse=True))


@cache
def _by_name() -> dict[str, list[Body]]:
    """The bodies that had each name, latest first; "Department for" may be left out of a name."""
    uses = defaultdict(list)
    for body in bodies():
        subjects = {_OFFICE.sub("", name, count=1) for name in body.names if _OFFICE.match(name)}
        for name in body.names | subjects:
            uses[name].append(body)
    return uses
