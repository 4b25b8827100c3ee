"""Conversations: stored turns, so that a question is understood in the context of earlier ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from qa.errors import BadRequest, NotFound
from qa.model import Request
from qa.model.browse import ReplyAnnotations
from qa.model.conversations import EarlierQuestion, ListedConversation, Turn
from qa.model.tokens import digest, new_token
from qa.service.changed_since import changes_since
from qa.service.declined import Declined
from qa.service.service import Service, passages_of
from qa.service.undo import too_late
from qa.settings import Settings
from qa.store.service import service_store

CONTEXT_TURNS = 20
"""The earlier turns whose questions give a question its context."""
CUTS_THREAD = frozenset({"history", "all"})
"""The interpretations without which a turn is read alone; no later turn is read with those before
it."""
MAX_CONVERSATIONS = 1000
"""The listed conversations that an owner may have."""
NAME_CHARS = 120
"""The longest name of a conversation."""

Found = TypeVar("Found")


class Conversations:
    """The conversations of one data folder; only its owner, a key or a browser, can use one."""

    def __init__(
        self,
        service: Service,
        settings: Settings,
        count: Callable[[bool, bool], None] = lambda answered, again: None,
    ) -> None:
        """`count` is called for each new turn: whether it is answered, and asks again."""
        self._service = service
        self._declined = Declined(settings)
        self._count = count
        self._settings = settings
        self._store = service_store(settings)

    def browser_token(self, token: str) -> str:
        """The token that a browser sent, if it has, or can restore, a listed conversation, a draft
        or a watch.

        Else a new one.
        """
        owner = owner_of(token)
        known = token and (self.listed(owner) or self.discarded(owner) or self._has_others(owner))
        return token if known else new_token()

    def begin(self, owner: str) -> str:
        """Begin a conversation that is not listed, and return its unguessable key."""
        with self._store.writing() as records:
            return records.conversations.begin(owner)

    def ask(
        self,
        key: str | None,
        request: Request,
        owner: str,
        *,
        annotated: bool = False,
        attempt: str | None = None,
        replace_turn: int | None = None,
    ) -> tuple[str, Turn]:
        """Reply to a request, store both as the next turn, and return the conversation's key too.

        Without a key a listed conversation begins. The earlier turns are the request's history.
        `annotated` stores the explanation and the annotations of a page with the reply. An
        `attempt` made before returns the turn that it made, so that a client that lost the reply
        can send the question again. `replace_turn` is the number of a turn that this one replaces;
        its history are the turns before that one. A turn that a shared link shows stays, and the
        new one comes last. Raises NotFound where the conversation is unknown or deleted, BadRequest
        where the owner has no room for another.
        """
        question = request.question
        earlier = [] if key is None else self._earlier(key, owner, replace_turn)
        history = tuple(one for one in _thread(earlier) if one != question)
        request = replace(request, history=history, explain=annotated, parts=True)
        annotations: ReplyAnnotations | None = None
        if annotated:
            reply, annotations = self._service.annotated_reply(request)
        else:
            reply = self._service.reply(request)
        attempt = attempt and digest(attempt)
        with self._store.writing() as records:
            kept = records.conversations
            if attempt and (made := kept.turn_of_attempt(attempt, owner)):
                return made
            if key is None and len(kept.listed(owner)) >= MAX_CONVERSATIONS:
                raise BadRequest(
                    "question",
                    f"There is room for {MAX_CONVERSATIONS:,} conversations.",
                    "Delete some that are done.",
                )
            key = key or kept.begin(owner, listed=True)
            turn = replace_turn and kept.replace_turn(
                key, replace_turn, question, reply.as_json(), annotations, owner
            )
            turn = turn or kept.add_turn(
                key, question, reply.as_json(), annotations, owner, attempt
            )
            is_new = turn is not None and replace_turn is None
            again = is_new and self._declined.note_turn(
                records, question, owner, earlier, answered=reply.answerable
            )
        if is_new:
            self._count(reply.answerable, again)
        return key, _found(turn)

    def turns(self, key: str, owner: str) -> list[Turn]:
        """The turns of a conversation, first to last; raises NotFound where its owner has none."""
        with self._store.reading() as records:
            return _found(records.conversations.turns(key, owner))

    def turn(self, key: str, number: int, owner: str) -> Turn:
        """One turn of a conversation; raises NotFound where there is none."""
        with self._store.reading() as records:
            return _found(records.conversations.turn(key, number, owner))

    def changes_since(self, turns: Sequence[Turn]) -> dict[str, str]:
        """How the answers that turns show have changed: a sentence for each passage concerned.

        A passage is named by its turn's number and its id, as in `2:2021-09-03/41780#1`.
        """
        shown = [
            (f"{turn.number}:{passage['passage_id']}", passage)
            for turn in turns
            for passage in passages_of(turn.reply)
        ]
        changes = changes_since(self._settings, [passage for _, passage in shown], "shown")
        return {name: said for (name, _), said in zip(shown, changes, strict=True) if said}

    def listed(self, owner: str) -> list[ListedConversation]:
        """The listed conversations of an owner, newest first."""
        with self._store.reading() as records:
            return records.conversations.listed(owner)

    def rename(self, key: str, name: str, owner: str) -> None:
        """Name a conversation; an empty name removes the name.

        Raises BadRequest where the name is too long, NotFound where there is no such conversation.
        """
        name = " ".join(name.split())
        if len(name) > NAME_CHARS:
            raise BadRequest(
                "name",
                f"The name has {len(name):,} characters.",
                f"Shorten it to {NAME_CHARS} or fewer.",
            )
        with self._store.writing() as records:
            if not records.conversations.rename(key, name or None, owner):
                raise _gone()

    def delete(self, key: str, owner: str) -> None:
        """Delete a conversation with all its turns, for good."""
        with self._store.writing() as records:
            records.conversations.delete(key, owner)

    def discard(self, key: str, owner: str) -> str | None:
        """Delete a conversation so that its owner can undo it for `UNDO_MINUTES`.

        Returns the name of the deletion, or None where the owner has no such conversation.
        """
        with self._store.writing() as records:
            return records.conversations.discard(key, owner)

    def discard_all(self, owner: str) -> str | None:
        """Delete all conversations of an owner as `discard` does, in one deletion."""
        with self._store.writing() as records:
            return records.conversations.discard_all(owner)

    def discarded(self, owner: str, deletion: str | None = None) -> int:
        """How many conversations undoing a deletion, or every deletion, would bring back."""
        with self._store.reading() as records:
            return records.conversations.discarded(owner, deletion)

    def restore(self, deletion: str, owner: str) -> None:
        """Undo a deletion; raises NotFound where its time is over, or it is another owner's."""
        with self._store.writing() as records:
            if not records.conversations.restore(deletion, owner):
                raise too_late()

    def _has_others(self, owner: str) -> bool:
        """Whether the same owner has a watch or a draft, or can restore a draft."""
        with self._store.reading() as records:
            drafts = records.drafts.listed(owner) or records.drafts.discarded(owner)
            return bool(drafts or records.watches.of(owner))

    def _earlier(self, key: str, owner: str, before: int | None) -> list[EarlierQuestion]:
        """The last questions, of the turns `before` a number or of all."""
        with self._store.reading() as records:
            return _found(records.conversations.questions(key, CONTEXT_TURNS, owner, before))


def _thread(earlier: Sequence[EarlierQuestion]) -> list[str]:
    """The questions from the last that was asked without those before it."""
    cuts = [n for n, one in enumerate(earlier) if CUTS_THREAD.intersection(one.disabled)]
    return [one.question for one in earlier[cuts[-1] if cuts else 0 :]]


def owner_of(token: str) -> str:
    """The owner whose browser has this token; the token itself is not stored."""
    return f"page:{digest(token)}"


def _found(found: Found | None) -> Found:
    if found is None:
        raise _gone()
    return found


def _gone() -> NotFound:
    return NotFound("This conversation was deleted or has expired.", "Begin a new one.")
