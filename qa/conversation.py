"""Conversation: a turn in, a Reply out; what the page, the API and the command line all ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from qa import store
from qa.catalogue import Catalogue
from qa.errors import BadRequest, IndexUnusable, NotFound, StoreError
from qa.examples import examples
from qa.ranking import ranked
from qa.records import UNFILTERED, Filters, Query, Reply, Sort
from qa.reply import reply
from qa.search import saying
from qa.settings import Settings
from qa.store.conversations import Turn
from qa.store.marks import JUDGMENTS, Mark

if TYPE_CHECKING:
    from qa import shapes

Unit = Literal["answer", "passage"]
"""What is ranked in a run."""

PAGE = "page"
"""Owner of the conversations of browsers."""
EARLIER_TURNS = 5
"""How far back in a conversation a question may lean."""


class Service(Catalogue):
    """Store, index and conversations of one data folder: what every door asks.

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
        """The reply to one question; see `qa.reply.reply`.

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

    def ranking(self, query: Query, hits: int, unit: Unit) -> list[tuple[str, float]]:
        """The ids of the best answers, or passages, for a query with their scores, best first."""
        with self._library.open() as holdings:
            if query.phrases and (said := saying(query, holdings, by_answer=unit == "answer")):
                return list(said.items())[:hits]
            ranking = ranked(query, holdings)
            if unit == "answer":
                return holdings.index.match_answers(query, hits, ranking)
            matches = holdings.index.match(query, hits, ranking)
            passages = store.passages.by_row(holdings.db, [match.row for match in matches])
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
        """Questions to begin with; none where there is nothing to ask. See `qa.examples`."""
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

    def mark(self, passage_id: str, judgment: str, reply: shapes.Reply) -> None:
        """Keep a person's judgment of a passage that a reply showed, without anybody's name.

        `reply` is in the JSON shape that every door shows. Raises BadRequest where there is no such
        judgment, NotFound where the reply does not show the passage.
        """
        if judgment not in JUDGMENTS:
            raise BadRequest(
                "judgment", f"judgment is {judgment[:40]!r}.", f"Give {', '.join(JUDGMENTS)}."
            )
        mark = Mark(
            question=reply["question"],
            query=reply["query"],
            passage_id=passage_id,
            rank=shown(reply, passage_id)["rank"],
            index_version=reply["index_version"],
            judgment=judgment,
        )
        with store.service(self._settings.service_path) as db:
            store.marks.add(db, mark)

    def begin(self, owner: str = PAGE) -> str:
        """Begin a conversation: its unguessable token, which is its owner's alone."""
        with store.service(self._settings.service_path) as db:
            return store.conversations.begin(db, self._settings.retention_days, owner)

    def ask(
        self,
        token: str,
        question: str,
        owner: str = PAGE,
        filters: Filters = UNFILTERED,
        without: Sequence[str] = (),
        explain: bool = False,
        sort: Sort = "relevance",
    ) -> Turn:
        """Reply to a question and keep both as the next turn of a conversation.

        `without` names parts of its understanding to leave out; `explain` says why each passage
        was found. Raises NotFound where the conversation is unknown, or has been deleted.
        """
        kept = self.kept(token, owner)[-EARLIER_TURNS:]
        earlier = [turn.question for turn in kept if turn.question != question]
        said = self.reply(
            question, filters, earlier=earlier, without=without, explain=explain, sort=sort
        ).as_json()
        with store.service(self._settings.service_path) as db:
            turn = store.conversations.add(
                db, token, question, said, self._settings.retention_days, owner
            )
        if turn is None:
            raise _no_conversation()
        return turn

    def kept(self, token: str, owner: str = PAGE) -> list[Turn]:
        """The turns of a conversation, first to last.

        Raises NotFound where it is unknown, has been deleted, or is somebody else's.
        """
        with store.service(self._settings.service_path) as db:
            turns = store.conversations.turns(db, token, self._settings.retention_days, owner)
        if turns is None:
            raise _no_conversation()
        return turns

    def turns(self, token: str) -> list[Turn]:
        """The turns of a browser's conversation, first to last; none where it is unknown."""
        try:
            return self.kept(token)
        except NotFound:
            return []

    def turn(self, token: str, number: int) -> Turn:
        """One turn of a conversation; raises NotFound where there is none, or no longer."""
        for turn in self.turns(token):
            if turn.number == number:
                return turn
        raise _no_conversation()

    def forget(self, token: str, owner: str = PAGE) -> None:
        """Delete a conversation with all its turns."""
        with store.service(self._settings.service_path) as db:
            store.conversations.forget(db, token, owner)


def shown(reply: shapes.Reply, passage_id: str) -> shapes.Passage:
    """The passage of that id that a reply, in JSON, shows; raises NotFound where it shows none."""
    for passage in (*reply["passages"], *reply["near_misses"]):
        if passage["passage_id"] == passage_id:
            return passage
    raise NotFound(f"The reply shows no passage {passage_id[:100]!r}.", "Name one that it shows.")


def _no_conversation() -> NotFound:
    return NotFound("This conversation is no longer kept.", "Begin a new one.")
