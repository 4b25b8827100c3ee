"""Conversations of API clients, each only for its owner; and marks."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response

from qa.model import MAX_HITS, json_types
from qa.model.conversations import Turn
from web.access import owner
from web.api.endpoint import PREFIX, NoParameters, endpoint, kept_private
from web.api.requests import MarkRequest, TurnRequest
from web.browser import conversations, marks, service

ONE = f"{PREFIX}/conversations/<conversation_id>"

_NAMED = {"conversation_id": "$response.body#/conversation_id"}


@endpoint(
    "POST",
    f"{PREFIX}/conversations",
    scope="converse",
    returns={201: json_types.Conversation},
    links={"conversation": _NAMED, "ask": _NAMED, "forget": _NAMED},
)
def begin(given: NoParameters) -> Response:
    """Begin a conversation; each question is understood in the context of those before it."""
    key = conversations().begin(owner())
    response = kept_private({"conversation_id": key, "turns": []}, 201)
    response.headers["Location"] = url_for(".conversation", conversation_id=key)
    return response


@endpoint("GET", ONE, scope="converse", returns={200: json_types.Conversation})
def conversation(given: NoParameters, conversation_id: str) -> Response:
    """The turns of a conversation, as they were returned."""
    turns = conversations().turns(conversation_id, owner())
    return kept_private(
        {"conversation_id": conversation_id, "turns": [_shown(turn) for turn in turns]}
    )


@endpoint(
    "POST", f"{ONE}/turns", scope="converse", takes=TurnRequest, returns={201: json_types.Turn}
)
def ask(given: TurnRequest, conversation_id: str) -> Response:
    """Ask the next question of a conversation."""
    _, turn = conversations().ask(conversation_id, given.request(given.question), owner())
    return kept_private(_shown(turn), 201)


@endpoint("DELETE", ONE, scope="converse", returns={204: None})
def forget(given: NoParameters, conversation_id: str) -> Response:
    """Delete a conversation for good."""
    conversations().turns(conversation_id, owner())
    conversations().delete(conversation_id, owner())
    return Response(status=204)


@endpoint("POST", f"{PREFIX}/marks", scope="converse", takes=MarkRequest, returns={204: None})
def mark(given: MarkRequest) -> Response:
    """Store an anonymous judgment of a passage in the reply to a question."""
    reply = service().reply(given.request(given.q, hits=MAX_HITS))
    marks().add(given.passage_id, given.judgment, reply.as_json())
    return Response(status=204)


def _shown(turn: Turn) -> json_types.Turn:
    return {"number": turn.number, "question": turn.question, "reply": turn.reply}
