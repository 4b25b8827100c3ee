"""Conversation: a question in, a Reply out; what the page, the API and the command line all ask."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from qa import index as indexes
from qa import lexicon, store
from qa.bodies import family
from qa.errors import BadRequest, IndexUnusable, NotFound
from qa.index import Index, Making
from qa.lexicon import Lexicon
from qa.questions import understand, wanted_hits
from qa.records import Answer, Query, Reply
from qa.search import saying, search
from qa.settings import Settings
from qa.spelling import Spelling
from qa.store.conversations import Turn
from qa.store.coverage import Coverage
from qa.store.marks import Judgment, Mark
from qa.text.analyzer import Analyzer

if TYPE_CHECKING:
    from qa.context import Context

Unit = Literal["answer", "passage"]
"""What is ranked in a run."""

NEAR_MISSES = 3
ENOUGH_WORDS = 1000
"""Words the answers must have for one that they lack to be taken for a slip."""
EARLIER_TURNS = 5
"""How far back in a conversation a question may lean."""


def reply(
    question: str,
    *,
    index: Index,
    db: store.Database,
    analyzer: Analyzer,
    settings: Settings,
    words: Lexicon | None = None,
    spelling: Spelling | None = None,
    earlier: Sequence[str] = (),
    hits: int | None = None,
    date_from: str | None = None,
    date_to: str | None = None,
    body: str | None = None,
    house: str | None = None,
    status: Sequence[str] = (),
    kind: Sequence[str] = (),
) -> Reply:
    """What the answers say to one question: ranked passages, or an honest no with near misses.

    It is answerable when the best passage, with its source question and heading, holds at least
    the threshold's share of the question's weight (idf; an unknown word weighs as the rarest).
    That share is the confidence. `earlier` are the questions asked before it, oldest first.
    Raises BadRequest, naming the parameter that is out of bounds.
    """
    wanted = wanted_hits(hits, settings)
    query = understand(
        question,
        settings,
        analyzer,
        earlier=earlier,
        today=index.newest,
        lexicon=words,
        spelling=spelling,
        date_from=date_from,
        date_to=date_to,
        body=body,
        house=house,
        status=status,
        kind=kind,
    )
    if query.body is not None and not store.answers.has_body(db, family(query.body)):
        raise BadRequest(
            "body",
            f"No answer in the store is by {(body or '')[:80]!r}.",
            "`qa status` lists the answering bodies that are covered.",
        )
    found = search(query, index, db, analyzer, max(wanted, NEAR_MISSES))
    unsaid = () if found else query.phrases
    if unsaid:
        found = search(replace(query, phrases=()), index, db, analyzer, NEAR_MISSES)
    confidence = found[0].hit.covered if found and not unsaid else 0.0
    answerable = bool(found) and not unsaid and confidence >= settings.threshold
    unmatched = tuple(
        dict.fromkeys(word for term, word in query.words.items() if term not in index.vocabulary)
    )
    unmatched += unsaid + tuple(uin for uin in query.uins if not index.named([uin]).any())
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
    if not query.terms and not query.uins:
        return "The question holds no word that can be searched for."
    if query.phrases and found and not confidence:
        return "No published answer says what stands in quotation marks as it stands."
    filtered = query.date_from or query.date_to or query.body or query.house
    if not found and filtered:
        return "No published answer within these filters holds any of the words asked about."
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
        self._learnt: tuple[str, tuple[Lexicon, Spelling]] | None = None
        self._counted: dict[str, Coverage] = {}

    def reply(
        self,
        question: str,
        *,
        earlier: Sequence[str] = (),
        hits: int | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
        body: str | None = None,
        house: str | None = None,
        status: Sequence[str] = (),
        kind: Sequence[str] = (),
    ) -> Reply:
        """The reply to one question; see `qa.conversation.reply`.

        Raises IndexUnusable or StoreError, with the cure, where there is nothing to ask.
        """
        # The index first: the store read after it holds every passage that the index names.
        index = self._index()
        words, spelling = self._vocabulary(index)
        with store.reading(self._settings.store_path) as db:
            index.refuse_other(store.ledger.revision(db))
            return reply(
                question,
                index=index,
                db=db,
                analyzer=self._analyzer,
                settings=self._settings,
                words=words,
                spelling=spelling,
                earlier=earlier,
                hits=hits,
                date_from=date_from,
                date_to=date_to,
                body=body,
                house=house,
                status=status,
                kind=kind,
            )

    def _vocabulary(self, index: Index) -> tuple[Lexicon, Spelling]:
        """Other words, shipped and explained by the answers; and how words are spelt."""
        learnt = self._learnt
        if learnt is None or learnt[0] != index.version:
            rules = (*lexicon.shipped(), *lexicon.learnt(index.acronyms))
            spelt = index.words if len(index.words) >= ENOUGH_WORDS else ()
            words = Lexicon(rules, self._analyzer), Spelling(index.vocabulary, spelt)
            learnt = self._learnt = index.version, words
        return learnt[1]

    def ranking(self, query: Query, hits: int, unit: Unit) -> list[tuple[str, float]]:
        """The ids of the best answers, or passages, for a query with their scores, best first."""
        index = self._index()
        if query.phrases:
            with store.reading(self._settings.store_path) as db:
                said = saying(query, index, db, self._analyzer, by_answer=unit == "answer")
            if said:
                return list(said.items())[:hits]
        if unit == "answer":
            return index.match_answers(query, hits)
        matches = index.match(query, hits)
        with store.reading(self._settings.store_path) as db:
            passages = store.passages.by_row(db, [match.row for match in matches])
        return [(passages[match.row].passage_id, match.score) for match in matches]

    def shares(self, reply: Reply) -> dict[str, float]:
        """The words of a question that its first hit holds, and each one's share of the score."""
        hits = reply.passages or reply.near_misses
        if not hits:
            return {}
        held = self._index().shares(reply.query, hits[0].hit.row)
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
            index = self._index()
        except IndexUnusable:
            return counted
        return replace(
            counted,
            passages=len(index),
            index_version=index.version,
            index_current=index.revision == revision,
        )

    def mark(self, passage_id: str, judgment: Judgment, reply: Reply) -> None:
        """Keep a person's judgment of a passage that a reply showed, without anybody's name.

        Raises NotFound where the reply did not show it.
        """
        shown = [*reply.passages, *reply.near_misses]
        found = [one for one in shown if one.passage.passage_id == passage_id]
        if not found:
            raise NotFound(
                f"The reply shows no passage {passage_id[:100]!r}.", "Mark one it shows."
            )
        mark = Mark(
            question=reply.question,
            query=reply.query.as_json(),
            passage_id=passage_id,
            rank=found[0].hit.rank,
            index_version=reply.index_version,
            judgment=judgment,
        )
        with store.service(self._settings.service_path) as db:
            store.marks.add(db, mark)

    def begin(self) -> str:
        """Begin a conversation: its unguessable token, which is its owner's alone."""
        with store.service(self._settings.service_path) as db:
            return store.conversations.begin(db, self._settings.retention_days)

    def ask(self, token: str, question: str) -> Turn:
        """Reply to a question and keep both as the next turn of a conversation.

        Raises NotFound where the conversation is unknown, or has been deleted.
        """
        earlier = [turn.question for turn in self.turns(token)[-EARLIER_TURNS:]]
        said = self.reply(question, earlier=earlier).as_json()
        with store.service(self._settings.service_path) as db:
            turn = store.conversations.add(db, token, question, said, self._settings.retention_days)
        if turn is None:
            raise NotFound("This conversation is no longer kept.", "Begin a new one.")
        return turn

    def turns(self, token: str) -> list[Turn]:
        """The turns of a conversation, first to last; none where it is unknown."""
        with store.service(self._settings.service_path) as db:
            return store.conversations.turns(db, token, self._settings.retention_days)

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
