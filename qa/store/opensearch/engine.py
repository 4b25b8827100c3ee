"""Searches of one published index: every call names it, so that all are of one revision."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from qa.errors import EngineDown
from qa.settings import Settings
from qa.store.opensearch.connection import engine_errors

MAX_RESULTS = 10_000
"""Hits of one call; more are read page by page."""

MAX_SEARCHES = 50
"""Searches of one call: one that has hundreds could take longer than a caller waits."""

LOST_SHARD = "search_phase_execution_exception"
"""What the engine calls a search that a shard failed."""
LOST_STATUSES = (500, 503)
"""Its states where a node went while it had the hits ready; a query that is wrong has others."""

Json = dict[str, Any]
_WHOLE = {"allow_partial_search_results": "false"}


class Engine:
    """One published index. Safe to share between threads."""

    def __init__(self, client: Any, name: str, settings: Settings) -> None:
        self._client, self._name, self._settings = client, name, settings

    def search(self, body: Json) -> Any:
        """The engine's answer to a search; raises EngineDown where it cannot answer in full.

        A search that loses a node between finding its hits and reading them is made again: the
        engine asks another copy for the hits, but not for what was found at the lost one.
        """
        from opensearchpy.exceptions import TransportError

        with engine_errors(self._settings):
            try:
                return self._search(body)
            except TransportError as error:
                if error.error != LOST_SHARD or error.status_code not in LOST_STATUSES:
                    raise
                return self._search(body)

    def _search(self, body: Json) -> Any:
        return self._client.search(index=self._name, body=body, params=_WHOLE)

    def searches(self, bodies: Sequence[Json]) -> list[Any]:
        """The engine's answers to several searches, in as few calls; raises as `search`."""
        found = []
        for start in range(0, len(bodies), MAX_SEARCHES):
            lines = [line for one in bodies[start : start + MAX_SEARCHES] for line in (_WHOLE, one)]
            sent = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
            with engine_errors(self._settings):
                found += self._client.msearch(index=self._name, body=sent)["responses"]
        for number, one in enumerate(found):
            if one.get("status") in LOST_STATUSES and one["error"]["type"] == LOST_SHARD:
                found[number] = self.search(bodies[number])
            elif "error" in one:
                raise EngineDown(
                    f"OpenSearch could not do one of several searches: {one['error']}.",
                    "Look into its log and its health; the service goes on by itself.",
                )
        return found

    def hits(
        self, query: Json, sort: list[Json], read: Json, page: int = MAX_RESULTS
    ) -> Iterator[Any]:
        """All hits of a query in an order that has no ties, read page by page; `read` says what of
        each is read."""
        body: Json = {"query": query, "sort": sort, "size": page, "track_total_hits": False, **read}
        while True:
            found = self.search(body)["hits"]["hits"]
            yield from found
            if len(found) < page:
                return
            body["search_after"] = found[-1]["sort"]

    def count(
        self, query: Json, fields: Sequence[str], *, min_score: int = 0, missing: bool = True
    ) -> Iterator[tuple[tuple[Any, ...], int]]:
        """The combinations of values of some fields, in order, with how many documents of a query
        have each; null where a document has no value, which is left out without `missing`."""
        sources = [{one: {"terms": {"field": one, "missing_bucket": missing}}} for one in fields]
        composite: Json = {"size": MAX_RESULTS, "sources": sources}
        body: Json = {"query": query, "size": 0, "track_total_hits": False}
        if min_score:
            body["min_score"] = min_score
        body["aggs"] = {"found": {"composite": composite}}
        while True:
            found = self.search(body)["aggregations"]["found"]
            for bucket in found["buckets"]:
                yield tuple(bucket["key"][one] for one in fields), bucket["doc_count"]
            if "after_key" not in found:
                return
            composite["after"] = found["after_key"]
