"""Conversation: a question in, a Reply out; what the page, the API and the command line all ask."""

from __future__ import annotations

import threading
from dataclasses import replace

from qa import index as indexes
from qa import store
from qa.errors import BadRequest, IndexUnusable, NotFound
from qa.index import Index
from qa.questions import understand, wanted_hits
from qa.records import Answer, Query, Reply
from qa.search import search
from qa.settings import Settings
from qa.store.conversations import Turn
from qa.store.coverage import Coverage
from qa.text.analyzer import Analyzer

NEAR_MISSES = 3


def reply(
    question: str,
    *,
    index: Index,
    db: store.Database,
    analyzer: Analyzer,
    settings: Settings,
    hits: int | None = None,
    date_from: str | None = None,
    date_to: str | None = None,
    body: str | None = None,
    house: str | None = None,
) -> Reply:
    """What the answers say to one question: ranked passages, or an honest no with near misses.

    It is answerable when the best passage, with its source question and heading, holds at least
    the threshold's share of the question's weight (idf; an unknown word weighs as the rarest).
    That share is the confidence. Raises BadRequest, naming the parameter that is out of bounds.
    """
    wanted = wanted_hits(hits, settings)
    query = understand(
        question,
        settings,
        analyzer,
        date_from=date_from,
        date_to=date_to,
        body=body,
        house=house,
    )
    if query.body and not store.answers.has_body(db, query.body):
        raise BadRequest(
            "body",
            f"No answer in the store is by {(body or '')[:80]!r}.",
            "`qa status` lists the answering bodies that are covered.",
        )
    found = search(query, index, db, analyzer, max(wanted, NEAR_MISSES))
    confidence = found[0].hit.covered if found else 0.0
    answerable = bool(found) and confidence >= settings.threshold
    unmatched = tuple(
        dict.fromkeys(word for term, word in query.words.items() if term not in index.vocabulary)
    )
    return Reply(
        question=question,
        query=query,
        answerable=answerable,
        confidence=confidence,
        reason=None if answerable else _reason(query, found != [], confidence),
        unmatched=unmatched,
        passages=tuple(found[:wanted]) if answerable else (),
        near_misses=() if answerable else tuple(found[:NEAR_MISSES]),
        index_version=index.version,
    )


def _reason(query: Query, found: bool, confidence: float) -> str:
    """Why a question is not answered, in a sentence for the person who asked."""
    if not query.terms:
        return "The question holds no word that can be searched for."
    if not found:
        return "No published answer holds any of the words asked about."
    return (
        f"The nearest passage covers {confidence:.0%} of what was asked: "
        "too little to be called an answer."
    )


class Service:
    """Store, index and conversations of one data folder: what every door asks.

    It takes up a new index before its next question; each reply reads one snapshot of the store.
    Safe to share between threads.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._analyzer = Analyzer()
        self._lock = threading.Lock()
        self._opened: tuple[tuple[int, ...], Index] | None = None

    def reply(
        self,
        question: str,
        *,
        hits: int | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
        body: str | None = None,
        house: str | None = None,
    ) -> Reply:
        """The reply to one question; see `qa.conversation.reply`.

        Raises IndexUnusable or StoreError, with the cure, where there is nothing to ask.
        """
        # The index first: the store read after it holds every passage that the index names.
        index = self._index()
        with store.reading(self._settings.store_path) as db:
            return reply(
                question,
                index=index,
                db=db,
                analyzer=self._analyzer,
                settings=self._settings,
                hits=hits,
                date_from=date_from,
                date_to=date_to,
                body=body,
                house=house,
            )

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

    def coverage(self) -> Coverage:
        """What is covered, and whether the index has caught up with the store."""
        with store.reading(self._settings.store_path) as db:
            counted, revision = store.coverage.count(db), store.ledger.revision(db)
        try:
            index = self._index()
        except IndexUnusable:
            return counted
        return replace(
            counted,
            passages=len(index),
            index_version=index.version,
            index_current=index.revision == revision,
        )

    def begin(self) -> str:
        """Begin a conversation: its unguessable token, which is its owner's alone."""
        with store.service(self._settings.service_path) as db:
            return store.conversations.begin(db, self._settings.retention_days)

    def ask(self, token: str, question: str) -> Turn:
        """Reply to a question and keep both as the next turn of a conversation.

        Raises NotFound where the conversation is unknown, or has been deleted.
        """
        said = self.reply(question).as_json()
        with store.service(self._settings.service_path) as db:
            turn = store.conversations.add(db, token, question, said)
        if turn is None:
            raise NotFound("This conversation is no longer kept.", "Begin a new one.")
        return turn

    def turns(self, token: str) -> list[Turn]:
        """The turns of a conversation, first to last; none where it is unknown."""
        with store.service(self._settings.service_path) as db:
            return store.conversations.turns(db, token)

    def forget(self, token: str) -> None:
        """Delete a conversation with all its turns."""
        with store.service(self._settings.service_path) as db:
            store.conversations.forget(db, token)

    def _index(self) -> Index:
        """The index in force, read anew where another has been swapped in."""
        with self._lock:
            seen = indexes.fingerprint(self._settings.index_dir)
            if seen is None:
                with store.reading(self._settings.store_path):
                    pass  # Where the store is missing too, that is what to say.
            if seen is None or self._opened is None or self._opened[0] != seen:
                self._opened = (seen or (), indexes.opened(self._settings))
            return self._opened[1]
