"""Queries: questions once understood, and which answers they are asked of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from qa.model.values import House, Kind, Status

Sort = Literal["relevance", "newest", "oldest"]
SORTS: tuple[Sort, ...] = get_args(Sort)
"""In which order the best passages of a reply come."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """Other words searched beside those typed: `phrase`, whose terms are `terms`, for `of`."""

    of: tuple[str, ...]
    phrase: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which answers are asked of; what is not stated lets all through.

    Dates are ISO and mean the date answered, both included. `body` is the key of an answering body;
    `minister` and `member` are words of the names of who answered and who asked. No `status` means
    those in which an answer is one, no `kind` means any.
    """

    date_from: str | None = None
    date_to: str | None = None
    body: str | None = None
    house: House | None = None
    status: tuple[Status, ...] = ()
    kind: tuple[Kind, ...] = ()
    minister: str | None = None
    member: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The filters under the names that every door has for them; null lets all through."""
        return {
            "from": self.date_from,
            "to": self.date_to,
            "body": self.body,
            "house": self.house,
            "status": list(self.status) or None,
            "kind": list(self.kind) or None,
            "minister": self.minister,
            "member": self.member,
        }


UNFILTERED = Filters()


@dataclass(frozen=True, slots=True)
class Query:
    """A question once understood: its terms, the words they came from, and its filters.

    `words` gives for each term the word as typed; `weights` how much a term is asked for, where
    that is not 1. `also` are other words searched beside them, whose terms are not in `terms`;
    `corrected` gives for each word that was typed wrong the word searched in its place; `meant` is
    the question as a sentence model reads it: corrected, behind the questions it leans on, without
    what became a filter; `uins` name answers that come before all others; `phrases` must stand in
    what is found. `parts` names what was understood beyond the words, each of which can be taken
    away; `without` what was; `sort` is the order of what is found; `among` are the rows of the
    only answers that may be found, where not all may; `limbs` are the several things that are
    asked, each as a query of its own.
    """

    terms: tuple[str, ...]
    words: Mapping[str, str]
    filters: Filters = UNFILTERED
    weights: Mapping[str, float] = field(default_factory=dict)
    also: tuple[Expansion, ...] = ()
    corrected: Mapping[str, str] = field(default_factory=dict)
    meant: str = ""
    uins: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    sort: Sort = "relevance"
    among: frozenset[int] | None = None
    limbs: tuple[Query, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The query as every door shows it."""
        return {
            "terms": list(self.terms),
            **self.filters.as_json(),
            "uins": list(self.uins),
            "phrases": list(self.phrases),
            "corrected": dict(self.corrected),
            "also": list(dict.fromkeys(one.phrase for one in self.also)),
            "parts": list(self.parts),
            "without": list(self.without),
            "sort": self.sort,
        }
