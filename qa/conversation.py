"""Conversation: a turn in, a Reply out; what the page, the API and the command line all ask."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from qa import index as indexes
from qa import store
from qa.errors import BadRequest, Expired, IndexUnusable, NotFound, StoreError
from qa.examples import examples
from qa.holdings import Library
from qa.index import Making
from qa.ranking import ranked
from qa.records import UNFILTERED, Answer, Filters, Passage, Query, Reply
from qa.reply import reply
from qa.search import saying
from qa.settings import Settings
from qa.store.changes import Followed
from qa.store.conversations import Turn
from qa.store.coverage import Coverage
from qa.store.marks import JUDGMENTS, Mark

if TYPE_CHECKING:
    from qa import shapes
    from qa.context import Context

Unit = Literal["answer", "passage"]
"""What is ranked in a run."""

PAGE = "page"
"""Owner of the conversations of browsers."""
EARLIER_TURNS = 5
"""How far back in a conversation a question may lean."""


class Service:
    """Store, index and conversations of one data folder: what every door asks.

    It takes up a new index before its next question; each reply reads one snapshot of the store.
    Safe to share between threads.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._library = Library(settings)
        self._counted: dict[str, Coverage] = {}
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

    def making(self) -> Making:
        """How the index in force was made."""
        return indexes.making(self._settings)

    def answer(self, answer_id: str) -> Answer:
        """The answer that an `answer_id` leads to, today's or a former one, in any case.

        Raises NotFound where it leads nowhere.
        """
        with store.reading(self._settings.store_path) as db:
            found = store.answers.get(db, answer_id)
        if found is None:
            raise NotFound(
                f"No written answer {answer_id[:100]!r} is in the store.",
                "An answer is named by its date tabled and UIN, such as 2021-09-03/41780.",
            )
        return found

    def unknown(self, ids: Iterable[str]) -> list[str]:
        """Which of these ids, of answers or of passages, name no answer of the store."""
        with store.reading(self._settings.store_path) as db:
            return [name for name in ids if store.answers.find(db, name.split("#")[0]) is None]

    def passages(self) -> dict[str, tuple[str, int, int]]:
        """Every passage of the index, as its answer and the slice of that answer's text."""
        splitting = indexes.making(self._settings).splitting
        with store.reading(self._settings.store_path) as db:
            return {
                passage.passage_id: (passage.answer_id, passage.start, passage.end)
                for passage in store.passages.standing(db, splitting)
            }

    def cut(self, answer: Answer) -> list[Passage]:
        """The passages of an answer, as the index has them."""
        splitting = indexes.making(self._settings).splitting
        with store.reading(self._settings.store_path) as db:
            return store.passages.of_version(db, splitting, answer.version)

    def history(self, answer: Answer) -> list[shapes.Version]:
        """What each source stated of an answer, first taken in first."""
        from qa.context import history  # here, since asking a question needs none of it

        with store.reading(self._settings.store_path) as db:
            return history(db, answer)

    def similar(self, answer: Answer, hits: int) -> list[tuple[Answer, float]]:
        """Answers whose questions ask nearly the same as this one's, with how alike they are."""
        from qa.similar import similar

        with self._library.open() as holdings:
            return similar(answer, holdings, hits)

    def follow(
        self, cursor: str | None, most: int, filters: Filters, changed_since: str | None
    ) -> tuple[Followed, str]:
        """What has changed after a cursor, from the beginning without one, and the next cursor.

        Raises Expired where the cursor is of another store.
        """
        with store.reading(self._settings.store_path) as db:
            named = store.changes.store_id(db)
            of, _, number = (cursor or f"{named}.0").partition(".")
            if of != named:
                raise Expired(
                    "The cursor is of answers that have been replaced as a whole.",
                    "Begin again without a cursor, and drop what is not listed anew.",
                )
            found = store.changes.follow(db, int(number), most, filters, changed_since)
        return found, f"{named}.{found.last}"

    def state(self) -> str:
        """What changes whenever a reply could: the version of the index, and the store's files."""
        paths = (self._settings.store_path, Path(f"{self._settings.store_path}-wal"))
        files = [found and (found.st_mtime_ns, found.st_size) for found in map(_stat, paths)]
        return f"{self._library.index().version} {files}"

    def context(self, answer: Answer) -> Context:
        """What belongs with an answer: what it said before, and the answers it is linked to."""
        from qa.context import context  # here, since asking a question needs none of it

        with store.reading(self._settings.store_path) as db:
            return context(db, answer)

    def coverage(self) -> Coverage:
        """What is covered, and whether the index has caught up with the store."""
        with store.reading(self._settings.store_path) as db:
            revision = store.ledger.revision(db)
            counted = self._counted.get(revision) or store.coverage.count(db)
        self._counted = {revision: counted}
        try:
            with self._library.open() as holdings:
                return replace(
                    counted,
                    passages=len(holdings.index),
                    index_version=holdings.version,
                    index_current=holdings.index.revision == revision,
                    vectors=holdings.vectors.read if holdings.vectors else None,
                )
        except IndexUnusable:
            return counted

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
    ) -> Turn:
        """Reply to a question and keep both as the next turn of a conversation.

        `without` names parts of its understanding to leave out; `explain` says why each passage
        was found. Raises NotFound where the conversation is unknown, or has been deleted.
        """
        kept = self.kept(token, owner)[-EARLIER_TURNS:]
        earlier = [turn.question for turn in kept if turn.question != question]
        said = self.reply(
            question, filters, earlier=earlier, without=without, explain=explain
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


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None
