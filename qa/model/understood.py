"""How a question was understood, in words: the same on a page and in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from qa.model.bodies import body_label
from qa.model.citation import STATUS_LABELS, day
from qa.model.queries import FILTERS_FROM_WORDS, Sort
from qa.model.values import KINDS

SINGLE = ("from", "to", "body", "house", "minister", "member", "sort")
REPEATED = ("status", "kind")
FILTERS: Mapping[str, tuple[str, ...]] = FILTERS_FROM_WORDS | {name: (name,) for name in REPEATED}
"""What is said together of the filters that it names."""
KIND_CHOICES = {"": "Any kind of answer", "none": "Full answers"} | {
    kind: kind.replace("_", " ").capitalize() for kind in KINDS if kind != "none"
}
"""Labels of the kinds of answer."""
SORT_LABELS = {"relevance": "Best first", "newest": "Newest first", "oldest": "Oldest first"}

Record = Mapping[str, Any]
"""A query in its public JSON form."""


def given_filters(query: Record) -> dict[str, list[str]]:
    """The filters of a query that were set beside it and not read from its words."""
    given = {name: [query[name]] for name in SINGLE if query.get(name)}
    given |= {name: query[name] for name in REPEATED if query.get(name)}
    if given.get("sort") == ["relevance"]:
        del given["sort"]
    read = {
        name
        for part in query.get("interpretations", ())
        for name in FILTERS_FROM_WORDS.get(part, ())
    }
    return {name: value for name, value in given.items() if name not in read}


def filters_in_words(query: Record) -> dict[str, str]:
    """What is said of each filter that was set beside a question, by its name in FILTERS."""
    given = given_filters(query)
    return {
        part: _LABELS[part](query)
        for part, names in FILTERS.items()
        if not given.keys().isdisjoint(names)
    }


def interpretations_in_words(query: Record) -> dict[str, str]:
    """What is said of each interpretation of a question; none that is not known here."""
    said = {part: _label(part, query) for part in query.get("interpretations", ())}
    return {part: label for part, label in said.items() if label}


def understood_in_words(query: Record) -> str:
    """All that is said of a question in one line, with the other words searched in one part."""
    read = interpretations_in_words(query)
    searched = [part.partition(":")[2] for part in read if part.startswith("expansion:")]
    said = [label for part, label in read.items() if not part.startswith("expansion:")]
    said = [*filters_in_words(query).values(), *said]
    return "; ".join([*said, f"also searched: {' / '.join(searched)}"] if searched else said)


def period_offer_in_words(query: Record) -> tuple[str, str] | None:
    """What is said of a period that a question names without a filter, and of it as a filter."""
    period = query.get("period_offer")
    if not period:
        return None
    return f"“{period['words']}” may be when something happened.", f"Only {_span(period)}"


def _span(query: Record) -> str:
    first, last = (query[name] and day(query[name]) for name in ("from", "to"))
    if first and last:
        return f"answered {first}" if first == last else f"answered {first} to {last}"
    return f"answered since {first}" if first else f"answered until {last}"


def _order(sort: Sort) -> str:
    """What is said of the order that a question asked for; by relevance, no answer matched."""
    why = ": no answer holds every word, so none is in date order" if sort == "relevance" else ""
    return f"{SORT_LABELS[sort].lower()}{why}"


_LABELS: dict[str, Callable[[Record], str]] = {
    "dates": _span,
    "body": lambda query: f"by {body_label(query['body']) or query['body'].replace('-', ' ')}",
    "house": lambda query: f"House of {query['house']}",
    "minister": lambda query: f"answered by {query['minister']}",
    "member": lambda query: f"asked by {query['member']}",
    "order": lambda query: _order(query["sort"]),
    "status": lambda query: " or ".join(STATUS_LABELS[one].lower() for one in query["status"]),
    "kind": lambda query: " or ".join(KIND_CHOICES[one].lower() for one in query["kind"]),
    "excluded": lambda query: f"without answers that mention {' or '.join(query['excluded'])}",
    "formula": lambda query: "ignored the standard opening",
    "years": lambda query: "the words for the years left out",
    "courtesy": lambda query: "words around the question left out",
    "latest": lambda query: "the newest of the best first",
    "mail": lambda query: "only the question of the message",
    "history": lambda query: "read with the question before",
    "alone": lambda query: "read on its own, not as a follow-up",
}
"""What is said of each filter, and of each interpretation that is not about one word."""


def _label(part: str, query: Record) -> str | None:
    """What is said of an interpretation; None of one that is not known here."""
    kind, _, about = part.partition(":")
    if kind == "expansion":
        return f"also searched: {about}"
    if kind == "corrected":
        corrected = {word.casefold(): right for word, right in query["corrected"].items()}
        right = corrected.get(about.casefold(), "another word")
        return f"“{about}” searched as “{right}”"
    return _LABELS[kind](query) if kind in _LABELS else None
