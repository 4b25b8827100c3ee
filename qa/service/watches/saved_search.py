"""Saved searches: a question with its filters, as a watch keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qa.errors import BadRequest
from qa.model import UNFILTERED, Filters, Request
from qa.model.queries import FILTERS_FROM_WORDS, QueryRecord
from qa.model.watches import WatchKind
from qa.search.readings import query_of
from qa.search.reply import in_uins
from qa.search.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """The question, filters, earlier questions and switched-off interpretations of a watch."""

    request: Request

    def checked(self, kind: WatchKind, snapshot: Snapshot) -> SavedSearch:
        """This search as it is kept; raises BadRequest, naming the parameter, where no answer can
        ever match it. A search needs words or filters, a question needs words."""
        request = in_uins(self.request, snapshot)
        question = " ".join(request.question.split())
        if not question and (kind == "question" or request.filters == UNFILTERED):
            raise BadRequest("q", "The question is empty.", "Type what to watch for.")
        if question:
            query = query_of(request, snapshot)
            if not (query.terms or query.uins or query.is_listing):
                raise BadRequest(
                    "q", "The question holds no word that can be searched for.", "Name a subject."
                )
        return SavedSearch(
            Request(
                question,
                request.filters,
                request.history if "history" not in request.disabled else (),
                disabled=tuple(sorted(set(request.disabled))),
            )
        )

    def as_text(self) -> str:
        """The search as JSON, the same for the same search."""
        return json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True)

    def as_json(self) -> dict[str, Any]:
        """The search as the API shows it: `q`, then the filters that are set."""
        one = self.request
        stated = {
            "q": one.question,
            **one.filters.as_json(),
            "history": list(one.history),
            "disabled": list(one.disabled),
        }
        return {name: value for name, value in stated.items() if value}

    @classmethod
    def read(cls, text: str) -> SavedSearch:
        """The search that `as_text` wrote."""
        kept = json.loads(text)
        history, disabled = tuple(kept.get("history", ())), tuple(kept.get("disabled", ()))
        return cls(Request(kept.get("q", ""), _filters(kept), history, disabled=disabled))


def stated_filters(query: QueryRecord) -> Filters:
    """The filters of a query that were set beside its question, not read from its words."""
    kept = dict(query)
    for part in query["interpretations"]:
        kept |= dict.fromkeys(FILTERS_FROM_WORDS.get(part, ()))
    return _filters(kept)


def _filters(kept: Mapping[str, Any]) -> Filters:
    return Filters(
        date_from=kept.get("from"),
        date_to=kept.get("to"),
        body=kept.get("body"),
        house=kept.get("house"),
        status=tuple(kept.get("status") or ()),
        kind=tuple(kept.get("kind") or ()),
        minister=kept.get("minister"),
        member=kept.get("member"),
    )
