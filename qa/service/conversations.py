"""Conversations: turns kept for whoever asked, so that a question can lean on those before it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TypeVar

from qa import store
from qa.errors import BadRequest, NotFound
from qa.model import UNFILTERED, Filters, Reply, Sort
from qa.model.browse import ReplyAnnotations
from qa.model.conversations import ListedConversation, Turn
from qa.model.filters import read_filters
from qa.service.changed_since import since
from qa.service.service import Service
from qa.settings import Settings
from qa.store.service.tokens import digest, new

EARLIER_TURNS = 5
"""How far back in a conversation a question may lean."""
NAME_CHARS = 120

Found = TypeVar("Found")


class Conversations:
    """The conversations of one data folder, each its owner's alone.

    An owner is a key of the API, or a browser, which its cookie's token names.
    """

    def __init__(self, service: Service, settings: Settings) -> None:
        self._service = service
        self._settings = settings
        self._days = settings.retention_days

    def browser(self, token: str) -> str:
        """A browser's token: the one it shows where something is kept for it, else a new one."""
        return token if token and self.every(owner_of(token)) else new()

    def begin(self, owner: str) -> str:
        """Begin a conversation that is not listed: its unguessable key."""
        with self._open() as db:
            return store.service.conversations.begin(db, self._days, owner)

    def ask(
        self,
        key: str | None,
        question: str,
        owner: str,
        filters: Filters = UNFILTERED,
        without: Sequence[str] = (),
        sort: Sort = "relevance",
        *,
        surrounded: bool = False,
        attempt: str | None = None,
    ) -> tuple[str, Turn]:
        """Reply to a question and keep both as the next turn of a conversation: its key, the turn.

        Without a key a listed conversation begins. `without` names parts of its understanding to
        leave out; `surrounded` keeps with the reply why each passage was found and what stands
        around it. An `attempt` that has been made before gives the turn that it made then: whoever
        lost the reply can ask again. Raises NotFound where the conversation is unknown, or has been
        deleted.
        """
        earlier = [] if key is None else self._earlier(key, owner)
        earlier = [one for one in earlier if one != question]
        around: ReplyAnnotations | None = None
        if surrounded:
            reply, around = self._service.surrounded(
                question, filters, earlier=earlier, without=without, sort=sort
            )
        else:
            reply = self._service.reply(
                question, filters, earlier=earlier, without=without, sort=sort
            )
        said = reply.as_json()
        attempt = attempt and digest(attempt)
        with self._open() as db, store.service.conversations.at_once(db):
            if attempt and (
                made := store.service.conversations.attempted(db, attempt, self._days, owner)
            ):
                return made
            key = key or store.service.conversations.begin(db, self._days, owner, listed=True)
            turn = store.service.conversations.add(
                db, key, question, said, around, self._days, owner, attempt
            )
        return key, _there(turn)

    def kept(self, key: str, owner: str) -> list[Turn]:
        """The turns of a conversation, first to last.

        Raises NotFound where it is unknown, has been deleted, or is somebody else's.
        """
        with self._open() as db:
            return _there(store.service.conversations.turns(db, key, self._days, owner))

    def turn(self, key: str, number: int, owner: str) -> Turn:
        """One turn of a conversation; raises NotFound where there is none, or no longer."""
        with self._open() as db:
            return _there(store.service.conversations.turn(db, key, number, self._days, owner))

    def again(self, key: str, number: int, owner: str) -> Reply:
        """What is replied today to the question of a turn, with its filters and the questions
        before it; raises NotFound where there is no such turn, or no longer."""
        kept = [turn for turn in self.kept(key, owner) if turn.number <= number]
        if not kept or kept[-1].number != number:
            raise _gone()
        turn, before = kept[-1], kept[-1 - EARLIER_TURNS : -1]
        query = turn.reply["query"]
        return self._service.reply(
            turn.question,
            read_filters(
                date_from=query["from"],
                date_to=query["to"],
                **{name: query.get(name) for name in ("body", "house", "minister", "member")},
                status=query.get("status") or (),
                kind=query.get("kind") or (),
            ),
            earlier=[one.question for one in before if one.question != turn.question],
            without=query.get("without", ()),
        )

    def since(self, turns: Sequence[Turn]) -> dict[str, str]:
        """What has befallen the answers that turns show: a sentence for each passage that it has.

        A passage goes by its id and its turn's number, as in `2:2021-09-03/41780#1`.
        """
        told: dict[str, str] = {}
        if not turns:
            return told
        with store.archive.reading(self._settings.store_path) as db:
            for turn in turns:
                for passage in (*turn.reply["passages"], *turn.reply["near_misses"]):
                    if said := since(db, passage, "shown"):
                        told[f"{turn.number}:{passage['passage_id']}"] = said
        return told

    def every(self, owner: str) -> list[ListedConversation]:
        """The listed conversations of an owner, newest first."""
        with self._open() as db:
            return store.service.conversations.every(db, self._days, owner)

    def rename(self, key: str, name: str, owner: str) -> None:
        """Name a conversation; an empty name gives it back that of its first question.

        Raises BadRequest where the name is too long, NotFound where there is no such conversation.
        """
        name = " ".join(name.split())
        if len(name) > NAME_CHARS:
            raise BadRequest(
                "name",
                f"The name has {len(name):,} characters.",
                f"Shorten it to {NAME_CHARS} or fewer.",
            )
        with self._open() as db:
            if not store.service.conversations.rename(db, key, name or None, self._days, owner):
                raise _gone()

    def forget(self, key: str, owner: str) -> None:
        """Delete a conversation with all its turns."""
        with self._open() as db:
            store.service.conversations.forget(db, key, owner)

    def forget_all(self, owner: str) -> None:
        """Delete all conversations of an owner."""
        with self._open() as db:
            store.service.conversations.forget_all(db, owner)

    def _earlier(self, key: str, owner: str) -> list[str]:
        with self._open() as db:
            return _there(
                store.service.conversations.questions(db, key, EARLIER_TURNS, self._days, owner)
            )

    def _open(self) -> AbstractContextManager[store.Database]:
        return store.service.opened(self._settings.service_path)


def owner_of(token: str) -> str:
    """The owner that a browser's token stands for; the token itself is kept nowhere."""
    return f"page:{digest(token)}"


def _there(found: Found | None) -> Found:
    if found is None:
        raise _gone()
    return found


def _gone() -> NotFound:
    return NotFound("This conversation is no longer kept.", "Begin a new one.")
