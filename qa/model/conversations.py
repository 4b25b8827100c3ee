"""Conversations as their owner and the readers of a shared link see them."""

from __future__ import annotations

from dataclasses import dataclass

from qa.model import json_types
from qa.model.browse import ReplyAnnotations


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation with its reply, exactly as it was shown.

    `number` counts from 1. `annotations` are those that a page showed with the reply; null where
    no page did.
    """

    number: int
    question: str
    reply: json_types.Reply
    annotations: ReplyAnnotations | None = None


@dataclass(frozen=True, slots=True)
class ListedConversation:
    """One line of an owner's list of conversations.

    `name` is the one its owner gave, or null; `question` is its first; `asked_at` is the moment of
    its last question, in ISO 8601, UTC; `turns` is their number.
    """

    key: str
    name: str | None
    question: str
    asked_at: str
    turns: int


@dataclass(frozen=True, slots=True)
class ShareLink:
    """A link to a conversation, as its owner sees it: its token, and its number of turns."""

    token: str
    turns: int
    shared_at: str


@dataclass(frozen=True, slots=True)
class SharedConversation:
    """What a link shows: the turns at the moment it was made, in ISO 8601, UTC."""

    shared_at: str
    turns: list[Turn]


@dataclass(frozen=True, slots=True)
class EarlierQuestion:
    """A question asked before in a conversation; `disabled` are the interpretations that its turn
    switched off, `answerable` is whether its reply had an answer."""

    question: str
    disabled: tuple[str, ...] = ()
    answerable: bool = True
