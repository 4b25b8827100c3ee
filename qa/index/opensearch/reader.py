"""Reads one published index: every call names it, so that all are of one revision."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from qa.index.interface import Hit
from qa.index.opensearch.cells import Cell
from qa.index.opensearch.mapping import IMPACT_SCALE, SEPARATOR
from qa.index.opensearch.queries import Json, of_passages
from qa.settings import Settings
from qa.store.opensearch.engine import MAX_RESULTS, Engine
from qa.store.opensearch.queries import all_of

BY_SCORE = [{"_score": "desc"}, {"order": "asc"}]
BY_DATE = [{"order": "asc"}]
OLDEST_FIRST = [{"order": "desc"}]
CACHED_PASSAGES = 4000
"""Passages whose terms, or vectors, are kept, about 1 kB each: a reply reads those of its best many
times."""
Content = Literal["terms", "vectors"]

_HIT_FIELDS = ["passage", "answer", "group", "n"]
_READ: dict[Content, Json] = {
    "terms": {"_source": ["terms"]},
    "vectors": {"_source": False, "docvalue_fields": ["vectors"]},
}
_COUNT_ANSWERS = {
    "init_script": "state.answers = new HashMap();",
    "map_script": "state.answers.put(doc['answer'].value, doc['cell'].value);",
    "combine_script": """
        Map cells = new HashMap();
        for (cell in state.answers.values()) { cells.merge(cell, 1L, Long::sum); }
        return cells;""",
    "reduce_script": """
        Map cells = new HashMap();
        for (shard in states) {
          for (one in shard.entrySet()) { cells.merge(one.getKey(), one.getValue(), Long::sum); }
        }
        return cells;""",
}
"""Counts answers, not passages: exact, since one shard has all passages of an answer."""


class Reader:
    """Hits, counts and terms of one published index. Safe to share between threads."""

    def __init__(self, client: Any, name: str, settings: Settings) -> None:
        self._engine = Engine(client, name, settings)
        self._known: dict[Content, dict[int, str]] = {"terms": {}, "vectors": {}}

    def hits(
        self,
        query: Json,
        sort: list[Json],
        limit: int | None = None,
        min_score: int = 0,
        page: int = MAX_RESULTS,
        with_vectors: bool = False,
    ) -> Iterator[Hit]:
        """The hits of a query in an order, at most `limit`, read page by page; a hit's `doc` is
        its place in the order of ties. Their vectors can be read too."""
        body: Json = {
            "query": query,
            "sort": sort,
            "track_scores": True,
            "track_total_hits": False,
            "_source": False,
            "docvalue_fields": [*_HIT_FIELDS, *(["vectors"] if with_vectors else [])],
        }
        if min_score:
            body["min_score"] = min_score
        page, left = min(page, MAX_RESULTS), limit
        while left is None or left > 0:
            body["size"] = page if left is None else min(left, page)
            found = self.search(body)["hits"]["hits"]
            if with_vectors:
                self._keep("vectors", found)
            for one in found:
                fields = {name: one["fields"][name][0] for name in _HIT_FIELDS}
                group = fields["group"], fields["n"]
                yield Hit(
                    one["sort"][-1], fields["passage"], fields["answer"], group, one["_score"]
                )
            if len(found) < body["size"]:
                return
            body["search_after"] = found[-1]["sort"]
            left = None if left is None else left - len(found)

    def days(self, queries: Sequence[Json]) -> list[list[tuple[str, int]]]:
        """The place in the order of ties of each passage that a query finds, in that order, and
        its day, for each of these queries."""
        read: Json = {"sort": BY_DATE, "size": MAX_RESULTS, "_source": False}
        read |= {"docvalue_fields": ["day"], "track_total_hits": False}
        found = self._engine.searches([{"query": query, **read} for query in queries])
        return [
            [(hit["sort"][0], hit["fields"]["day"][0]) for hit in one["hits"]["hits"]]
            for one in found
        ]

    def count_cells(self, query: Json, min_score: int) -> dict[Cell, int]:
        """The number of answers with a passage that the query finds, for each cell."""
        body: Json = {"query": query, "size": 0, "track_total_hits": False}
        if min_score:
            body["min_score"] = min_score
        body["aggs"] = {"cells": {"scripted_metric": _COUNT_ANSWERS}}
        counts = self.search(body)["aggregations"]["cells"]["value"] or {}
        return {Cell.of(key): number for key, number in counts.items()}

    def count_cells_of_first_passages(self, query: Json) -> dict[Cell, int]:
        """The number of answers whose first passage the query finds, for each cell: as many, and
        much faster, where a query finds whole answers."""
        cells: Counter[Cell] = Counter()
        for (key,), number in self._engine.count(all_of_first(query), ["cell"], missing=False):
            cells[Cell.of(key)] += number
        return cells

    def answer_orders(self, query: Json, min_score: int) -> list[str]:
        """The `answer_order` of each answer with a passage that the query finds, in that order."""
        found = self._engine.count(query, ["answer_order"], min_score=min_score, missing=False)
        return [key for (key,), _ in found]

    def terms(self, passages: Sequence[int]) -> list[dict[str, float]]:
        """The terms of some passages, each with its impact."""
        found = []
        for content in self._contents("terms", passages):
            pairs = (pair.rpartition(SEPARATOR) for pair in content.split())
            found.append({term: int(impact) / IMPACT_SCALE for term, _, impact in pairs})
        return found

    def vectors(self, passages: Sequence[int]) -> list[bytes | None]:
        """The two vectors of some passages, 8 bits a dimension; None for one without."""
        saved = self._contents("vectors", passages)
        # A column is read in the alphabet for addresses, without padding.
        return [base64.urlsafe_b64decode(one + "=" * (-len(one) % 4)) or None for one in saved]

    def _contents(self, content: Content, passages: Sequence[int]) -> list[str]:
        """The terms or vectors of some passages as they were sent, empty where there are none."""
        known = self._known[content]
        missing = sorted({one for one in passages if one not in known})
        if missing:
            known = dict(known)  # Another thread can replace what is kept.
            for start in range(0, len(missing), MAX_RESULTS):
                batch = missing[start : start + MAX_RESULTS]
                body: Json = {"query": of_passages(batch), "size": len(batch)}
                body |= {"track_total_hits": False, **_READ[content]}
                found = self.search(body)["hits"]["hits"]
                known |= self._keep(content, found)
        return [known[one] for one in passages]

    def _keep(self, content: Content, hits: Sequence[Any]) -> dict[int, str]:
        """The content of some hits, by passage; it is kept for the next calls."""
        part = "_source" if content == "terms" else "fields"
        read = {int(one["_id"]): _text(one.get(part, {}).get(content, "")) for one in hits}
        before = self._known[content]
        if len(before) + len(read) > CACHED_PASSAGES:
            before = {}
        self._known = {**self._known, content: before | read}
        return read

    def search(self, body: Json) -> Any:
        """The engine's answer to a search; raises EngineDown where it cannot answer in full."""
        return self._engine.search(body)


def all_of_first(query: Json) -> Json:
    """The query, limited to the first passage of each answer."""
    return all_of(query, {"term": {"n": 0}})


def _text(value: str | list[str]) -> str:
    """A value of `_source`, or the only one of a column."""
    return value if isinstance(value, str) else value[0]
