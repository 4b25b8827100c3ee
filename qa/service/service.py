"""Conversation: a question in, a Reply out; what the page, the API and the command line ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from qa import store
from qa.errors import IndexUnusable, NotFound, StoreError
from qa.model import UNFILTERED, Filters, Query, Reply, Sort
from qa.search.ranking.fusion import ranked
from qa.search.reply import reply
from qa.search.retrieve import saying
from qa.service.catalogue import Catalogue
from qa.service.example_questions import examples
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.model import json_types
    from qa.model.browse import ReplyAnnotations

Unit = Literal["answer", "passage"]
"""What is ranked in a run."""


class Service(Catalogue):
    """Store and index of one data folder: what every door asks.

    It takes up a new index before its next question; each reply reads one snapshot of the store.
    Safe to share between threads.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._examples: dict[str, tuple[str, ...]] = {}

    def reply(
        self,
        question: str,
        filters: Filters = UNFILTERED,
        *,
        earlier: Sequence[str] = (),
        hits: int | None = None,
        expand: bool = True,
        without: Sequence[str] = (),
        skip: int = 0,
        explain: bool = False,
        sort: Sort = "relevance",
    ) -> Reply:
        """The reply to one question; see `qa.search.reply.reply`.

        Raises IndexUnusable or StoreError, with the cure, where there is nothing to ask.
        """
        with self._library.open() as holdings:
            return reply(
                question,
                holdings,
                filters,
                earlier=earlier,
                hits=hits,
                skip=skip,
                expand=expand,
                without=without,
                explain=explain,
                sort=sort,
            )

    def surrounded(
        self,
        question: str,
        filters: Filters = UNFILTERED,
        *,
        earlier: Sequence[str] = (),
        hits: int | None = None,
        skip: int = 0,
        without: Sequence[str] = (),
        sort: Sort = "relevance",
    ) -> tuple[Reply, ReplyAnnotations]:
        """The reply as a page shows it: explained, and with what stands around it."""
        from qa.search.browse.annotations import apparatus  # here, since only pages need it

        with self._library.open() as holdings:
            said = reply(
                question,
                holdings,
                filters,
                earlier=earlier,
                hits=hits,
                skip=skip,
                without=without,
                explain=True,
                sort=sort,
            )
            return said, apparatus(said, holdings)

    def ranking(self, query: Query, hits: int, unit: Unit) -> list[tuple[str, float]]:
        """The ids of the best answers, or passages, for a query with their scores, best first."""
        with self._library.open() as holdings:
            if query.phrases and (said := saying(query, holdings, by_answer=unit == "answer")):
                return list(said.items())[:hits]
            ranking = ranked(query, holdings)
            if unit == "answer":
                return holdings.index.match_answers(query, hits, ranking)
            matches = holdings.index.match(query, hits, ranking)
            passages = store.archive.passages.by_row(holdings.db, [match.row for match in matches])
        return [(passages[match.row].passage_id, match.score) for match in matches]

    def shares(self, reply: Reply) -> dict[str, float]:
        """The words of a question that its first hit holds, and each one's share of the score."""
        hits = reply.passages or reply.near_misses
        if not hits:
            return {}
        held = self._library.index().shares(reply.query, hits[0].hit.row)
        words = {term: one.phrase for one in reply.query.also for term in one.terms}
        words |= reply.query.words
        shares: dict[str, float] = {}
        for term, share in held.items():
            shares[words[term]] = shares.get(words[term], 0.0) + share / sum(held.values())
        return shares

    def examples(self) -> tuple[str, ...]:
        """Questions to begin with; none where there is nothing to ask."""
        try:
            with self._library.open() as holdings:
                version = holdings.index.version
                found = self._examples.get(version)
                if found is None:
                    found = examples(holdings)
        except (IndexUnusable, StoreError):
            return ()
        self._examples = {version: found}
        return found


def shown(reply: json_types.Reply, passage_id: str) -> json_types.Passage:
    """The passage of that id that a reply, in JSON, shows; raises NotFound where it shows none."""
    for passage in (*reply["passages"], *reply["near_misses"]):
        if passage["passage_id"] == passage_id:
            return passage
    raise NotFound(f"The reply shows no passage {passage_id[:100]!r}.", "Name one that it shows.")
